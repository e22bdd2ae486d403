"""Papers of a campaign: of one, of a cell, of all of them in one file; read from what is kept and nothing written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from db import evaluations
from db.evaluation_records import Campaign, Exclusion, Subject
from db.meeting_records import AssignmentOutcome, MeetingKind, Presence
from db.problems import ProblemError
from db.records import Duty, Organization
from desktop_app.documents.review_words import Fill
from desktop_app.documents.table_model import Slip, Table
from desktop_app.services.ballots import BallotService
from desktop_app.services.decisions import Chosen, DecisionService, RulingInput
from desktop_app.services.registrations import RegistrationService
from desktop_app.services.review_papers import ReviewPaperService
from desktop_app.services.reviews import ReviewService
from tests.documents.test_review_papers import ticked, words_of
from tests.services.conftest import Commune, now
from tests.services.test_ballots import counted
from tests.services.test_meetings import edit, written

PEOPLE = ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào", "Đặng Văn Hùng")


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in PEOPLE:
        commune.person(cell.id, name, birth_date="1980-05-04")
    commune.person(cell.id, "Giàng A Páo", duty=Duty.EXEMPT)
    return cell


@pytest.fixture
def campaign(commune: Commune, cell: Organization) -> Campaign:
    assert cell.id
    reviews = ReviewService(commune.store, commune.office.id, now)
    made = reviews.open(2026)
    reviews.prefill(made.id)
    return made


@pytest.fixture
def papers(commune: Commune) -> ReviewPaperService:
    return ReviewPaperService(commune.store, commune.office.id, now)


def member(commune: Commune, campaign: Campaign, name: str) -> str:
    """Return the evaluation of somebody."""
    for id_ in evaluations.identifiers(commune.store, campaign.id, subject=Subject.MEMBER):
        kept = evaluations.get(commune.store, id_)
        assert kept is not None
        if commune.members.get(kept.member_id or "").full_name == name:
            return id_
    raise AssertionError(name)


def vote(commune: Commune, campaign: Campaign, cell: Organization) -> None:
    """Let the four of the cell vote: one outstanding, the others good."""
    service = BallotService(commune.store, commune.office.id, now)
    sheet = service.prepare(campaign.id, cell.id)
    votes = [{"excellent": 4} if one.full_name == PEOPLE[0] else {"good": 3, "done": 1} for one in sheet.rated]
    service.save(counted(sheet, *votes))


def test_a_form_bears_the_name_the_cell_and_whoever_signs(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService, cell: Organization
) -> None:
    document = papers.form(member(commune, campaign, "Lý A Sử"), Fill.BLANK)
    said = words_of(document)
    assert "LÝ A SỬ" in said
    assert "04/05/1980" in said
    assert document.letterhead.issuer == "CHI BỘ THÔN NÀ LỪA"
    assert document.letterhead.upper_name == "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG"
    assert cell.name in said
    assert "T/M ĐẢNG ỦY" in said
    assert papers.pdf(document).startswith(b"%PDF")


def test_what_is_typed_and_not_kept_yet_stands_on_the_form_in_place_of_what_is_kept(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService
) -> None:
    evaluation_id = member(commune, campaign, "Lý A Sử")
    kept = evaluations.get(commune.store, evaluation_id)
    assert kept is not None
    typed = msgspec.structs.replace(kept.content, committee_remark="Vừa gõ, chưa ghi.", self_level="good")
    document = papers.form(evaluation_id, Fill.COMPLETE, typed)
    assert "Vừa gõ, chưa ghi." in words_of(document)
    assert ticked(document) == ["Hoàn thành tốt nhiệm vụ"]
    assert "Vừa gõ" not in words_of(papers.form(evaluation_id, Fill.COMPLETE))


def test_a_collective_signs_for_itself_and_the_office_is_decided_on_from_above(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService, cell: Organization
) -> None:
    own = evaluations.of_collective(commune.store, campaign.id, Subject.CELL, cell.id)
    assert own is not None
    document = papers.form(own.id, Fill.BLANK)
    assert document.title == "BÁO CÁO KIỂM ĐIỂM TẬP THỂ"
    assert "T/M ĐẢNG ỦY" in words_of(document)
    office = [
        kept
        for id_ in evaluations.identifiers(commune.store, campaign.id, organization_id=commune.office.id)
        if (kept := evaluations.get(commune.store, id_)) is not None
    ]
    assert office
    for kept in office:
        assert "T/M BAN THƯỜNG VỤ" in words_of(papers.form(kept.id, Fill.BLANK))


def test_a_form_that_is_nobody_s_yet_can_be_printed_of_any_year(papers: ReviewPaperService, cell: Organization) -> None:
    assert papers.blank_form(2026, "2C", cell.id).letterhead.issuer == "CHI BỘ THÔN NÀ LỪA"
    assert papers.blank_form(2023, "05").title.startswith("PHIẾU PHÂN TÍCH")
    for year, form, code in ((2026, "99", "Q81"), (1990, "2C", "Q30")):
        with pytest.raises(ProblemError) as refused:
            papers.blank_form(year, form)
        assert refused.value.code == code


def test_a_scheme_without_analysis_sheets_says_so(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService
) -> None:
    with pytest.raises(ProblemError) as refused:
        papers.sheet(member(commune, campaign, "Lý A Sử"))
    assert refused.value.code == "Q81"


def test_an_analysis_sheet_of_an_older_scheme_names_whom_it_is_about(
    commune: Commune, cell: Organization, papers: ReviewPaperService
) -> None:
    assert cell.id
    older = ReviewService(commune.store, commune.office.id, now).open(2023)
    assert older.scheme == "2023"
    said = words_of(papers.sheet(member(commune, older, "Sùng Thị Mỷ")))
    assert "Được đánh giá: Sùng Thị Mỷ, Chi bộ thôn Nà Lừa." in said


# --- many ---


def test_forms_of_all_go_into_one_file_by_cell_and_name_and_leave_out_who_is_not_rated(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    path = papers.write_forms(
        campaign.id, Fill.PREFILLED, tmp_path / "a.pdf", progress=lambda done, of: told.append((done, of))
    )
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    assert text.count("BẢN KIỂM ĐIỂM CÁ NHÂN") == len(PEOPLE)
    assert "GIÀNG A PÁO" not in text
    assert told == [(number, len(PEOPLE)) for number in range(1, len(PEOPLE) + 1)]


def test_forms_are_read_a_few_people_at_a_time(
    campaign: Campaign, papers: ReviewPaperService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.services.review_lines.AT_ONCE", 3)
    path = papers.write_forms(campaign.id, Fill.BLANK, tmp_path / "a.pdf")
    of_cell: list[Any] = list(PdfReader(path).outline)[1]  # type: ignore[assignment]  # those under the cell
    assert sorted(entry["/Title"] for entry in of_cell) == sorted(PEOPLE)


def test_stopping_halfway_leaves_no_file_and_the_old_one_untouched(
    campaign: Campaign, papers: ReviewPaperService, tmp_path: Path
) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"before")

    def stop(done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        papers.write_forms(campaign.id, Fill.BLANK, target, progress=stop)
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.glob("*.p*")] == ["a.pdf"]


def test_forms_go_into_the_prints_of_the_office_when_nobody_says_where(
    campaign: Campaign, papers: ReviewPaperService, cell: Organization
) -> None:
    path = papers.write_forms(campaign.id, Fill.BLANK, cell_id=cell.id)
    assert path.name == "kiem-diem-2026-blank-chi-bo-thon-na-lua.pdf"
    assert path.read_bytes().startswith(b"%PDF")


def test_forms_of_a_cell_are_one_word_file_too(campaign: Campaign, papers: ReviewPaperService, tmp_path: Path) -> None:
    import docx

    target = tmp_path / "a.docx"
    assert papers.write_forms_word(campaign.id, Fill.BLANK, target) is None
    said = [paragraph.text for paragraph in docx.Document(str(target)).paragraphs]
    assert said.count("BẢN KIỂM ĐIỂM CÁ NHÂN") == len(PEOPLE)


def test_where_nobody_is_rated_nothing_is_written(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService, tmp_path: Path
) -> None:
    empty = commune.cell("PL", "Chi bộ thôn Pha Long", "Pha Long")
    for call in (
        lambda: papers.write_forms(campaign.id, Fill.BLANK, tmp_path / "a.pdf", cell_id=empty.id),
        lambda: papers.write_forms_word(campaign.id, Fill.BLANK, tmp_path / "a.docx", cell_id=empty.id),
        lambda: papers.ballots(campaign.id, empty.id),
        lambda: papers.meeting(campaign.id, empty.id),
        lambda: papers.proposals(campaign.id, empty.id),
    ):
        with pytest.raises(ProblemError) as refused:
            call()
        assert refused.value.code == "Q80"
        assert refused.value.values["where"] == "Chi bộ thôn Pha Long"
    assert not list(tmp_path.glob("a.*"))


# --- votes ---


def test_there_are_as_many_ballots_as_voters_unless_another_number_is_wanted(
    campaign: Campaign, papers: ReviewPaperService, cell: Organization
) -> None:
    document = papers.ballots(campaign.id, cell.id)
    slips = [block for block in document.blocks if isinstance(block, Slip)]
    assert len(slips) == len(PEOPLE)
    assert sorted(str(row.cells[1]) for row in slips[0].table.rows) == sorted(PEOPLE)
    assert len(papers.ballots(campaign.id, cell.id, copies=9).blocks) == 9
    for copies in (-1, 501):
        with pytest.raises(ProblemError) as refused:
            papers.ballots(campaign.id, cell.id, copies=copies)
        assert refused.value.code == "Q82"


def test_the_committee_votes_on_every_collective(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService
) -> None:
    document = papers.ballots(campaign.id, commune.office.id, collectives=True, copies=1)
    assert "Chi bộ thôn Nà Lừa" in words_of(document)
    assert document.blocks[0].issuer == "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG"  # type: ignore[union-attr]  # it is a slip


def test_the_count_prints_what_was_counted_last(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService, cell: Organization
) -> None:
    with pytest.raises(ProblemError) as refused:
        papers.count(campaign.id, cell.id)
    assert refused.value.code == "Q83"
    assert "Lý A Sử" in words_of(papers.count(campaign.id, cell.id, blank=True))
    vote(commune, campaign, cell)
    said = words_of(papers.count(campaign.id, cell.id))
    assert "Lý A Sử | 4 | 100,00% | 0 | 0,00% | 0 | 0,00% | 0 | 0,00% | 0 | HTXSNV" in said
    assert "Sùng Thị Mỷ | 0 | 0,00% | 3 | 75,00% | 1 | 25,00% | 0 | 0,00% | 0 | HTTNV" in said
    blank = words_of(papers.count(campaign.id, cell.id, blank=True))
    assert "100,00%" not in blank


def test_the_minutes_of_the_meeting_have_what_is_known_and_lines_for_the_rest(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService, cell: Organization
) -> None:
    vote(commune, campaign, cell)
    said = words_of(papers.meeting(campaign.id, cell.id))
    assert "Đồng chí Lý A Sử" in said
    assert "HTXSNV 4 phiếu (100,00%)" in said
    assert "Không xếp loại: Giàng A Páo (được miễn công tác và sinh hoạt đảng)." in said
    assert "HTXSNV 4 phiếu" not in words_of(papers.meeting(campaign.id, cell.id, blank=True))


def test_the_year_end_meeting_gives_time_people_and_whoever_led_it(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService, cell: Organization
) -> None:
    draft = written(commune, cell, MeetingKind.YEAR_END, "2026-11")
    marks = list(draft.content.attendance)
    away = next(place for place, mark in enumerate(marks) if mark.full_name == "Sùng Thị Mỷ")
    marks[away] = msgspec.structs.replace(marks[away], presence=Presence.EXCUSED, reason="Đi viện")
    item = draft.content.agenda[0]
    assert item.vote is not None
    vote = msgspec.structs.replace(item.vote, entitled=3, agree=3, disagree=0, other=0)
    people = [mark.member_id for mark in marks if mark.presence is Presence.PRESENT]
    commune.meetings.finalize(
        edit(
            draft,
            attendance=tuple(marks),
            held_on=date(2026, 11, 15),
            secretary_id=people[-1],
            approval_agree=3,
            agenda=(msgspec.structs.replace(item, vote=vote), *draft.content.agenda[1:]),
        )
    )
    document = papers.meeting(campaign.id, cell.id)
    said = words_of(document)
    assert "ngày 15 tháng 11 năm 2026" in said
    assert "có mặt: 3; vắng: 1 (Sùng Thị Mỷ – Đi viện)." in said
    assert document.letterhead.place_and_date == "Mường Khương, ngày 15 tháng 11 năm 2026"
    assert all(signature.name for signature in document.signatures)
    assert not any(signature.name for signature in papers.meeting(campaign.id, cell.id, blank=True).signatures)


# --- lists ---


def test_lists_follow_what_was_proposed_and_decided(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService, cell: Organization
) -> None:
    vote(commune, campaign, cell)
    service = DecisionService(commune.store, commune.office.id, now)
    ids = [
        id_
        for id_ in evaluations.identifiers(commune.store, campaign.id, subject=Subject.MEMBER)
        if (kept := evaluations.get(commune.store, id_)) is not None and kept.exclusion is Exclusion.NONE
    ]
    levels = service.by_votes(ids)
    chosen = [Chosen(evaluation_id=id_, level=levels[id_]) for id_ in ids]
    service.propose(chosen, RulingInput(on=date(2026, 11, 18), by=cell.name))
    proposed = words_of(papers.proposals(campaign.id, cell.id))
    assert "HTXSNV: 4 (100,00%) | HTXSNV" in proposed
    assert "Cộng: 4 đảng viên; HTXSNV 1; HTTNV 3; HTNV 0; KHTNV 0." in proposed
    service.decide(chosen, RulingInput(on=date(2026, 11, 19), by="Đảng ủy", number="12-QĐ/ĐU"))
    document = papers.decisions(campaign.id)
    assert document.note == "(Kèm theo Quyết định số 12-QĐ/ĐU ngày 19 tháng 11 năm 2026)"
    assert "Hoàn thành xuất sắc nhiệm vụ | 12-QĐ/ĐU, 19/11/2026" in words_of(document)
    assert document.letterhead.issuer == "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG"
    assert "Chi bộ thôn Nà Lừa" in words_of(papers.decisions(campaign.id, collectives=True))


def test_registrations_have_a_row_for_everybody(
    commune: Commune, papers: ReviewPaperService, cell: Organization
) -> None:
    assert RegistrationService(commune.store, commune.office.id, now).people(2026)[1]
    document = papers.registrations(2026, cell.id)
    rows = [row for block in document.blocks if isinstance(block, Table) for row in block.rows]
    names = {str(row.cells[1]) for row in rows if len(row.cells) > 1}
    assert set(PEOPLE) <= names
    assert cell.name in names


def test_a_plan_of_remedies_may_be_blank(papers: ReviewPaperService, cell: Organization) -> None:
    assert "Không có hạn chế" in next(
        block.empty for block in papers.remedies(2026, cell.id).blocks if isinstance(block, Table)
    )
    blank = next(block for block in papers.remedies(2026, cell.id, blank=True).blocks if isinstance(block, Table))
    assert len(list(blank.rows)) > 3


def test_the_tasks_of_the_year_stand_on_the_form_with_their_outcomes(
    commune: Commune, campaign: Campaign, papers: ReviewPaperService, cell: Organization
) -> None:
    evaluation_id = member(commune, campaign, "Lý A Sử")
    kept = evaluations.get(commune.store, evaluation_id)
    assert kept is not None
    with commune.store.operation("assignment.add", "assignment:a1"):
        commune.store.execute(
            "INSERT INTO assignment (id, owner_id, cell_id, text, assignee, member_id, given_on, outcome, remark, year,"
            " origin, revision) VALUES ('a1', ?, ?, 'Phụ trách tổ liên gia', '', ?, '2026-01-10', ?, '', 2026, 'plan',"
            " 1)",
            (commune.office.id, cell.id, kept.member_id, AssignmentOutcome.ABOVE.value),
        )
    assert "1 | Phụ trách tổ liên gia |  | Vượt mức" in words_of(papers.form(evaluation_id, Fill.COMPLETE))
