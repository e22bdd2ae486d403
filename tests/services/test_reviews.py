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
    assert problem.value.code == "Q31"


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


def test_the_board_counts_pages_and_finds(cell: Organization, reviews: ReviewService, commune: Commune) -> None:
    other = commune.cell("BS", "Chi bộ thôn Bản Sen", "Bản Sen")
    commune.person(other.id, "Lò Thị Mai", duty=Duty.EXEMPT)
    campaign = reviews.open(2026)
    assert {(line.name, line.rated, line.excluded) for line in reviews.cells(campaign.id)} == {
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
