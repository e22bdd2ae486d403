"""The campaign of a year-end review: who is in it and why not, what the year says, closing and reopening."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from db import audit, evaluations, review_board
from db.evaluation_records import (
    BoardLine,
    Campaign,
    CampaignState,
    CollectiveFigures,
    Evaluation,
    Exclusion,
    Part,
    Stage,
    Subject,
    YearFigures,
)
from db.meeting_records import MeetingKind, MeetingTask
from db.problems import ProblemError
from db.records import Duty, Organization
from db.register_records import ChangeKind, RecordInput, RecordKind, RoleKind
from db.review_board import Wanted
from db.tree_records import RoleInput
from desktop_app.services.member_records import MemberRecordService
from desktop_app.services.reviews import ReviewService
from desktop_app.services.self_reviews import ReviewDraft, SelfReviewService
from tests.services.conftest import Commune, now
from tests.services.test_meetings import edit, written

MEMBERS = Wanted(subject=Subject.MEMBER)


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào", "Đặng Văn Hùng"):
        commune.person(cell.id, name)
    return cell


@pytest.fixture
def reviews(commune: Commune) -> ReviewService:
    return ReviewService(commune.store, commune.office.id, now)


def lines(reviews: ReviewService, campaign: Campaign) -> dict[str, BoardLine]:
    found, total = reviews.board(campaign.id, MEMBERS, 0, 100)
    assert len(found) == total
    return {line.name: line for line in found}


def stand(commune: Commune, reviews: ReviewService, evaluation_id: str, stage: Stage) -> Evaluation:
    """Let an evaluation stand at a stage, as if votes and decisions had been written."""
    kept = msgspec.structs.replace(reviews.evaluation(evaluation_id), stage=stage)
    with commune.store.operation("evaluation.stand", f"evaluation:{evaluation_id}"):
        evaluations.put(commune.store, kept)
    return kept


def test_opening_takes_everybody_with_the_form_of_the_position(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    secretary = commune.person(cell.id, "Vàng Seo Dìn")
    role = RoleInput(role=RoleKind.SECRETARY, member_id=secretary.id, since=date(2024, 1, 1))
    commune.roles.add(commune.office.id, role)
    campaign = reviews.open(2026)
    assert (campaign.scheme, campaign.state, len(campaign.steps)) == ("2025", CampaignState.OPEN, 5)
    assert campaign.steps[-1].due_on == date(2027, 1, 10)
    found = lines(reviews, campaign)
    assert set(found) == {"Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào", "Đặng Văn Hùng", "Vàng Seo Dìn"}
    assert {name: line.form for name, line in found.items() if line.form != "2C"} == {"Vàng Seo Dìn": "2B"}
    collectives, _ = reviews.board(campaign.id, Wanted(), 0, 100)
    assert {(line.subject, line.name) for line in collectives} == {
        (Subject.CELL, cell.name),
        (Subject.COMMITTEE, commune.office.name),
    }
    assert reviews.campaign(2026) == campaign
    assert reviews.campaigns() == [campaign]


def test_a_year_is_opened_once(cell: Organization, reviews: ReviewService) -> None:
    reviews.open(2026)
    with pytest.raises(ProblemError) as problem:
        reviews.open(2026)
    assert problem.value.code == "Q42"


def test_a_year_without_a_scheme_is_refused(cell: Organization, reviews: ReviewService) -> None:
    with pytest.raises(ProblemError) as problem:
        reviews.open(1999)
    assert problem.value.code == "Q30"
    assert reviews.campaigns() == []


def test_who_is_exempt_suspended_or_new_is_not_rated_and_the_reason_is_kept(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    exempt = commune.person(cell.id, "Giàng A Chứ", duty=Duty.EXEMPT)
    suspended = commune.person(cell.id, "Thào Thị Chở", duty=Duty.SUSPENDED)
    new = commune.person(cell.id, "Cư Seo Páo", admitted_on="2026-09-02")
    longer = commune.person(cell.id, "Lù Văn Tỉn", admitted_on="2026-07-01")
    found = lines(reviews, reviews.open(2026))
    assert {person.full_name: found[person.full_name].exclusion for person in (exempt, suspended, new, longer)} == {
        "Giàng A Chứ": Exclusion.EXEMPT,
        "Thào Thị Chở": Exclusion.SUSPENDED,
        "Cư Seo Páo": Exclusion.TOO_NEW,
        "Lù Văn Tỉn": Exclusion.NONE,
    }


def test_who_changed_cells_in_october_is_rated_by_the_cell_of_the_years_end(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    other = commune.cell("BS", "Chi bộ thôn Bản Sen", "Bản Sen")
    mover = commune.person(cell.id, "Cư Seo Páo")
    campaign = reviews.open(2026)
    assert lines(reviews, campaign)["Cư Seo Páo"].organization_id == cell.id
    commune.act(mover.id, ChangeKind.CELL_MOVE, date(2026, 10, 15), cell_id=other.id)
    [change] = reviews.changes(campaign.id)
    assert (change.kind, change.name, change.before, change.after) == ("moved", "Cư Seo Páo", cell.id, other.id)
    assert reviews.refresh(campaign.id) == 1
    assert lines(reviews, campaign)["Cư Seo Páo"].organization_id == other.id
    assert reviews.changes(campaign.id) == []


def test_who_was_moved_by_hand_stays_there(commune: Commune, cell: Organization, reviews: ReviewService) -> None:
    other = commune.cell("BS", "Chi bộ thôn Bản Sen", "Bản Sen")
    campaign = reviews.open(2026)
    line = lines(reviews, campaign)["Lý A Sử"]
    moved = reviews.move(line.id, line.revision, other.id)
    assert (moved.organization_id, moved.moved_by_hand) == (other.id, True)
    assert reviews.changes(campaign.id) == []
    assert lines(reviews, campaign)["Lý A Sử"].organization_name == other.name
    for unit in (commune.office.id, "nowhere"):
        with pytest.raises(ProblemError) as problem:
            reviews.move(line.id, moved.revision, unit)
        assert problem.value.code == "Q49"


def test_who_was_voted_on_is_not_moved_and_who_was_decided_is_not_left_out(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    other = commune.cell("BS", "Chi bộ thôn Bản Sen", "Bản Sen")
    mover = commune.person(cell.id, "Cư Seo Páo")
    campaign = reviews.open(2026)
    line = lines(reviews, campaign)["Cư Seo Páo"]
    kept = stand(commune, reviews, line.id, Stage.VOTED)
    commune.act(mover.id, ChangeKind.CELL_MOVE, date(2026, 10, 15), cell_id=other.id)
    assert reviews.changes(campaign.id) == []
    with pytest.raises(ProblemError) as problem:
        reviews.move(line.id, kept.revision, other.id)
    assert (problem.value.code, problem.value.values["name"]) == ("Q48", "Cư Seo Páo")
    assert reviews.set_exclusion(line.id, kept.revision, Exclusion.OTHER, "Ốm nặng").exclusion is Exclusion.OTHER
    decided = lines(reviews, campaign)["Lý A Sử"]
    kept = stand(commune, reviews, decided.id, Stage.DECIDED)
    with pytest.raises(ProblemError) as problem:
        reviews.set_exclusion(decided.id, kept.revision, Exclusion.OTHER, "Ốm nặng")
    assert problem.value.code == "Q48"


def test_only_the_changes_that_are_ticked_are_brought_in(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    campaign = reviews.open(2026)
    commune.person(cell.id, "Lù Văn Tỉn")
    commune.person(cell.id, "Vàng A Páo")
    first, second = sorted(reviews.changes(campaign.id), key=lambda one: one.name)
    assert (first.name, first.cell_name, second.name) == ("Lù Văn Tỉn", cell.name, "Vàng A Páo")
    assert reviews.refresh(campaign.id, [first]) == 1
    assert "Vàng A Páo" not in lines(reviews, campaign)
    assert reviews.changes(campaign.id) == [second]


def test_a_cell_founded_after_the_opening_comes_in_with_its_members(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    campaign = reviews.open(2026)
    other = commune.cell("BS", "Chi bộ thôn Bản Sen", "Bản Sen")
    commune.person(other.id, "Lù Văn Tỉn")
    assert {(change.kind, change.name) for change in reviews.changes(campaign.id)} == {
        ("new", "Lù Văn Tỉn"),
        ("new_unit", other.name),
    }
    assert reviews.refresh(campaign.id) == 2
    collectives, _ = reviews.board(campaign.id, Wanted(subject=Subject.CELL), 0, 10)
    assert {line.name for line in collectives} == {cell.name, other.name}
    assert reviews.changes(campaign.id) == []


def test_a_cell_reviews_by_itself_only_while_the_office_does_not(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    other = commune.cell("BS", "Chi bộ thôn Bản Sen", "Bản Sen")
    commune.person(other.id, "Lù Văn Tỉn")
    campaign = reviews.open(2026, unit_id=cell.id)
    assert set(lines(reviews, campaign)) == {"Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào", "Đặng Văn Hùng"}
    assert reviews.campaign(2026) is None
    assert reviews.campaign(2026, cell.id) == campaign
    for unit, code in (("", "Q42"), (cell.id, "Q42"), ("nowhere", "Q49")):
        with pytest.raises(ProblemError) as problem:
            reviews.open(2026, unit_id=unit)
        assert problem.value.code == code
    assert reviews.open(2026, unit_id=other.id).unit_id == other.id


def test_newcomers_come_in_and_who_is_gone_is_left_out_but_stays_on_record(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    leaver = commune.person(cell.id, "Cư Seo Páo")
    campaign = reviews.open(2026)
    commune.act(leaver.id, ChangeKind.TRANSFER_OUT, date(2026, 11, 1), place="Đảng bộ tỉnh khác")
    commune.person(cell.id, "Lù Văn Tỉn")
    assert {(change.kind, change.name) for change in reviews.changes(campaign.id)} == {
        ("left", "Cư Seo Páo"),
        ("new", "Lù Văn Tỉn"),
    }
    assert reviews.refresh(campaign.id) == 2
    found = lines(reviews, campaign)
    assert found["Cư Seo Páo"].exclusion is Exclusion.LEFT
    assert found["Lù Văn Tỉn"].exclusion is Exclusion.NONE


def test_what_was_set_by_hand_is_not_asked_again(commune: Commune, cell: Organization, reviews: ReviewService) -> None:
    commune.person(cell.id, "Giàng A Chứ", duty=Duty.EXEMPT)
    campaign = reviews.open(2026)
    line = lines(reviews, campaign)["Giàng A Chứ"]
    with pytest.raises(ProblemError) as problem:
        reviews.set_exclusion(line.id, line.revision, Exclusion.NONE, "  ")
    assert problem.value.code == "Q47"
    kept = reviews.set_exclusion(line.id, line.revision, Exclusion.NONE, "Tự nguyện xin được xếp loại")
    assert reviews.changes(campaign.id) == []
    with pytest.raises(ProblemError) as problem:
        reviews.set_form(line.id, line.revision, "2A")
    assert problem.value.code == "Q43"
    assert reviews.set_form(line.id, kept.revision, "2A").content.form == "2A"
    with pytest.raises(ProblemError) as problem:
        reviews.set_form(line.id, kept.revision + 1, "01")
    assert problem.value.code == "Q49"


def test_a_closed_campaign_refuses_every_change_and_is_reopened_with_a_reason(
    cell: Organization, reviews: ReviewService
) -> None:
    campaign = reviews.open(2026)
    line = lines(reviews, campaign)["Lý A Sử"]
    closed = reviews.close(campaign.id, campaign.revision)
    for work in (
        lambda: reviews.set_exclusion(line.id, line.revision, Exclusion.OTHER, "Lý do"),
        lambda: reviews.prefill(campaign.id),
        lambda: reviews.refresh(campaign.id),
        lambda: reviews.close(campaign.id, closed.revision),
        lambda: reviews.set_steps(campaign.id, closed.revision, ()),
    ):
        with pytest.raises(ProblemError) as problem:
            work()
        assert problem.value.code == "Q41"
    with pytest.raises(ProblemError) as problem:
        reviews.reopen(campaign.id, closed.revision, " ")
    assert problem.value.code == "Q45"
    again = reviews.reopen(campaign.id, closed.revision, "Bổ sung kết luận kỷ luật")
    assert (again.state, again.version) == (CampaignState.OPEN, 2)
    [version] = reviews.versions(campaign.id)
    assert (version.version, version.reopen_reason) == (1, "Bổ sung kết luận kỷ luật")
    reviews.close(campaign.id, again.revision)
    assert [one.version for one in reviews.versions(campaign.id)] == [1, 2]


def test_the_forms_are_filled_in_from_the_twelve_months_and_every_figure_opens_its_rows(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    draft = written(commune, cell, MeetingKind.REGULAR, "2026-10")
    person = draft.content.attendance[0]
    task = MeetingTask(id="t1", text="Nạo vét mương", assignee=person.full_name, member_id=person.member_id)
    item = msgspec.structs.replace(draft.content.agenda[0], tasks=(task,))
    commune.meetings.finalize(edit(draft, agenda=(item, *draft.content.agenda[1:])))
    MemberRecordService(commune.store, commune.office.id, now).add(
        person.member_id, RecordInput(kind=RecordKind.REWARD, on="2026-05", form="Giấy khen", issuer="Đảng ủy xã")
    )
    campaign = reviews.open(2026)
    line = lines(reviews, campaign)[person.full_name]
    assert reviews.prefill(campaign.id) == 4 + 2
    kept = reviews.evaluation(line.id)
    assert kept.figures == YearFigures(required=1, attended=1, tasks=1, open=1, rewards=1)
    texts = {part.code: part.text for part in kept.content.parts}
    assert "Dự 1/1 buổi sinh hoạt chi bộ thường kỳ." in texts["I.1.rule"]
    assert "Được giao 1 nhiệm vụ" in texts["I.2"]
    attended = reviews.behind(line.id, "attended")
    assert (attended.kind, len(attended.rows), attended.rows[0]["on_date"][:7]) == ("meetings", 1, "2026-10")
    [given] = reviews.behind(line.id, "tasks").rows
    assert (given["what"], given["state"]) == ("Nạo vét mương", "open")
    assert reviews.behind(line.id, "late").rows == []
    collectives, _ = reviews.board(campaign.id, Wanted(subject=Subject.CELL), 0, 10)
    figures = reviews.evaluation(collectives[0].id).figures
    assert isinstance(figures, CollectiveFigures)
    assert (figures.regular, figures.months, figures.tasks, figures.members, figures.assigned) == (1, 11, 1, 4, 1)


def test_filling_in_leaves_what_somebody_has_written(
    cell: Organization, reviews: ReviewService, commune: Commune
) -> None:
    campaign = reviews.open(2026)
    line = lines(reviews, campaign)["Lý A Sử"]
    kept = reviews.evaluation(line.id)
    content = msgspec.structs.replace(kept.content, parts=(Part(code="I.2", text="Tự viết"),))
    with commune.store.operation("evaluation.save", f"evaluation:{line.id}"):
        evaluations.put(commune.store, msgspec.structs.replace(kept, content=content, stage=Stage.SELF))
    reviews.prefill(campaign.id)
    again = reviews.evaluation(line.id)
    assert (again.content.parts, again.figures) == (content.parts, None)


def test_filling_in_again_follows_the_year_and_leaves_what_was_changed(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    campaign = reviews.open(2026)
    reward = RecordInput(kind=RecordKind.REWARD, on="2026-05", form="Giấy khen", issuer="Đảng ủy xã")
    records = MemberRecordService(commune.store, commune.office.id, now)
    found = lines(reviews, campaign)
    finalized = written(commune, cell, MeetingKind.REGULAR, "2026-09")
    commune.meetings.finalize(finalized)
    reviews.prefill(campaign.id)
    own = reviews.evaluation(found["Sùng Thị Mỷ"].id)
    changed = tuple(
        msgspec.structs.replace(part, text="Tôi dự đủ các buổi.") if part.code == "I.1.rule" else part
        for part in own.content.parts
    )
    with commune.store.operation("evaluation.save", f"evaluation:{own.id}"):
        evaluations.put(
            commune.store,
            msgspec.structs.replace(own, content=msgspec.structs.replace(own.content, parts=changed)),
        )
    assert reviews.prefill(campaign.id) == 0
    commune.meetings.finalize(written(commune, cell, MeetingKind.REGULAR, "2026-10"))
    records.add(found["Lý A Sử"].member_id or "", reward)
    reviews.prefill(campaign.id)
    texts = {part.code: part.text for part in reviews.evaluation(found["Lý A Sử"].id).content.parts}
    assert "Dự 2/2 buổi" in texts["I.1.rule"]
    again = reviews.evaluation(own.id)
    assert isinstance(again.figures, YearFigures)
    assert again.figures.required == 2
    assert {part.code: part.text for part in again.content.parts}["I.1.rule"] == "Tôi dự đủ các buổi."


def test_the_figures_of_written_forms_are_counted_again_and_their_texts_stay(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    campaign = reviews.open(2026)
    reviews.prefill(campaign.id)
    line = lines(reviews, campaign)["Lý A Sử"]
    before = stand(commune, reviews, line.id, Stage.SELF)
    commune.meetings.finalize(written(commune, cell, MeetingKind.REGULAR, "2026-10"))
    assert reviews.count_again(campaign.id) == 1
    after = reviews.evaluation(line.id)
    assert after.content == before.content
    assert isinstance(after.figures, YearFigures)
    assert after.figures.required == 1


def test_a_form_with_a_draft_in_hand_is_left_to_its_writer(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    campaign = reviews.open(2026)
    line = lines(reviews, campaign)["Lý A Sử"]
    kept = reviews.evaluation(line.id)
    forms = SelfReviewService(commune.store, commune.office.id, now)
    forms.save_draft(ReviewDraft(id=kept.id, revision=kept.revision, content=kept.content))
    reviews.prefill(campaign.id)
    assert reviews.evaluation(line.id) == kept
    assert reviews.evaluation(lines(reviews, campaign)["Sùng Thị Mỷ"].id).figures is not None


def test_filling_in_tells_how_far_it_is_and_stopped_changes_nothing(cell: Organization, reviews: ReviewService) -> None:
    campaign = reviews.open(2026)
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) > 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        reviews.prefill(campaign.id, progress=stop)
    assert told == [(0, 1), (0, 6)]
    assert reviews.evaluation(lines(reviews, campaign)["Lý A Sử"].id).figures is None
    assert reviews.prefill(campaign.id) == 6


def test_every_figure_of_a_collective_opens_rows_that_add_up(
    commune: Commune, cell: Organization, reviews: ReviewService
) -> None:
    draft = written(commune, cell, MeetingKind.REGULAR, "2026-10")
    person = draft.content.attendance[0]
    task = MeetingTask(id="t1", text="Nạo vét mương", assignee=person.full_name, member_id=person.member_id)
    item = msgspec.structs.replace(draft.content.agenda[0], tasks=(task,))
    commune.meetings.finalize(edit(draft, agenda=(item, *draft.content.agenda[1:])))
    new = commune.person(cell.id, "Cư Seo Páo", admitted_on="2026-03-02")
    record = RecordInput(kind=RecordKind.DISCIPLINE, on="2026-05", form="reprimand", issuer="Đảng ủy xã")
    MemberRecordService(commune.store, commune.office.id, now).add(new.id, record)
    campaign = reviews.open(2026)
    stand(commune, reviews, lines(reviews, campaign)["Lý A Sử"].id, Stage.NONE)
    rated = reviews.evaluation(lines(reviews, campaign)["Lý A Sử"].id)
    with commune.store.operation("evaluation.decide", f"evaluation:{rated.id}"):
        done = msgspec.structs.replace(rated, decided_level="good", decided_on=date(2026, 12, 20), stage=Stage.DECIDED)
        evaluations.put(commune.store, done)
    wanted = (
        "regular",
        "committee",
        "tasks",
        "open",
        "late",
        "members",
        "assigned",
        "disciplined",
        "admitted",
        "units",
    )
    for subject in (Subject.CELL, Subject.COMMITTEE):
        [line], _ = reviews.board(campaign.id, Wanted(subject=subject), 0, 10)
        figures = reviews.figures_of(reviews.evaluation(line.id))
        assert figures == reviews.figures(campaign.id)[line.id]
        assert isinstance(figures, CollectiveFigures)
        counted = {name: getattr(figures, name) for name in wanted}
        if subject is Subject.CELL:
            assert counted == dict(zip(wanted, (1, 0, 1, 1, 0, 5, 1, 1, 1, 1), strict=True))
        else:
            # The units of the office are its cells, and none of them is decided.
            assert counted["units"] == 0
        assert {name: len(reviews.behind(line.id, name).rows) for name in wanted} == counted
    [cell_line], _ = reviews.board(campaign.id, Wanted(subject=Subject.CELL), 0, 10)
    [held] = reviews.behind(cell_line.id, "regular").rows
    assert held["state"].endswith("/4")
    [disciplined] = reviews.behind(cell_line.id, "disciplined").rows
    assert (disciplined["what"], disciplined["state"]) == ("Cư Seo Páo", "Khiển trách")
    [unit] = reviews.behind(cell_line.id, "units").rows
    assert (unit["what"], unit["state"]) == ("Lý A Sử", "HTTNV")
    assert reviews.behind(cell_line.id, "by_level").rows == []


def test_a_deadline_that_has_passed_tells_who_is_late(
    cell: Organization, reviews: ReviewService, commune: Commune
) -> None:
    campaign = reviews.open(2026)
    [office, own] = reviews.cells(campaign.id)
    assert (office.name, own.name) == (commune.office.name, cell.name)
    assert [subject for subject, *_ in own.collectives] == [Subject.CELL]
    steps = (
        msgspec.structs.replace(campaign.steps[0], due_on=date(2026, 11, 1)),
        *(msgspec.structs.replace(step, due_on=date(2026, 12, 20)) for step in campaign.steps[1:]),
    )
    campaign = reviews.set_steps(campaign.id, campaign.revision, steps)
    assert reviews.late_stages(campaign) == (Stage.NONE,)
    assert reviews.cells(campaign.id)[1].behind == 4
    stand(commune, reviews, lines(reviews, campaign)["Lý A Sử"].id, Stage.SELF)
    assert reviews.cells(campaign.id)[1].behind == 3


def test_the_board_counts_pages_and_finds(cell: Organization, reviews: ReviewService, commune: Commune) -> None:
    other = commune.cell("BS", "Chi bộ thôn Bản Sen", "Bản Sen")
    commune.person(other.id, "Lò Thị Mai", duty=Duty.EXEMPT)
    campaign = reviews.open(2026)
    assert {(line.name, line.rated, line.excluded) for line in reviews.cells(campaign.id)} == {
        (commune.office.name, 0, 0),
        (cell.name, 4, 0),
        (other.name, 0, 1),
    }
    found, total = reviews.board(campaign.id, Wanted(subject=Subject.MEMBER, text="dang"), 0, 10)
    assert ([line.name for line in found], total) == (["Đặng Văn Hùng"], 1)
    found, total = reviews.board(campaign.id, MEMBERS, 2, 2)
    assert (len(found), total) == (2, 5)
    out, _ = reviews.board(campaign.id, Wanted(subject=Subject.MEMBER, excluded=True), 0, 10)
    assert [line.name for line in out] == ["Lò Thị Mai"]
    cells, _ = reviews.board(campaign.id, Wanted(text="ban sen"), 0, 10)
    assert [line.name for line in cells] == [other.name]


def test_nothing_personal_is_on_the_trail(cell: Organization, reviews: ReviewService, commune: Commune) -> None:
    campaign = reviews.open(2026)
    line = lines(reviews, campaign)["Lý A Sử"]
    reviews.set_exclusion(line.id, line.revision, Exclusion.OTHER, "Nằm viện dài ngày")
    told = " ".join(row.detail for row in audit.page(commune.store, offset=0, limit=100))
    assert "Nằm viện" not in told
    assert "Lý A Sử" not in told


def test_levels_are_counted_by_cell(cell: Organization, reviews: ReviewService, commune: Commune) -> None:
    campaign = reviews.open(2026)
    for name, level in (("Lý A Sử", "excellent"), ("Sùng Thị Mỷ", "good"), ("Hoàng Văn Đào", "good")):
        kept = reviews.evaluation(lines(reviews, campaign)[name].id)
        with commune.store.operation("evaluation.decide", f"evaluation:{kept.id}"):
            evaluations.put(commune.store, msgspec.structs.replace(kept, decided_level=level, stage=Stage.DECIDED))
    assert reviews.levels(campaign.id, Subject.MEMBER) == {cell.id: {"excellent": 1, "good": 2}}
    assert review_board.levels(commune.store, campaign.id, Subject.CELL) == {}
