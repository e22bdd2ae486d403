"""The office's own values of regulations: kept with reason and day, obeyed everywhere, and never rewriting the past."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import msgspec
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import audit
from db import settings as kept_settings
from db.meeting_records import MeetingDraft, MeetingKind, Presence
from db.problems import ProblemError
from db.records import Organization, Standing
from desktop_app.rules import own_values
from desktop_app.rules.own_values import Kind
from desktop_app.services.documents import DocumentService
from desktop_app.services.regulations import SETTING, OwnValues, RegulationService, RuleView
from tests.services.conftest import Commune, entered, now
from tests.services.test_meetings import edit, finalized, written

TODAY = date(2026, 11, 20)
LABEL = "numbering.minutes.label"
PERCENT = "meeting.attendance.above_percent"
WHY = "Theo hướng dẫn của tỉnh"


@pytest.fixture
def rules(commune: Commune) -> RegulationService:
    return RegulationService(commune.store, commune.office.id, now)


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(cell.id, name)
    return cell


def view(rules: RegulationService, entry_id: str, on: date = TODAY) -> RuleView:
    return next(line for line in rules.listed(on) if line.id == entry_id)


def pdf_text(commune: Commune, meeting_id: str) -> str:
    pdf = DocumentService(commune.store, commune.office.id, now).minutes(meeting_id)
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def codes(commune: Commune, draft: MeetingDraft) -> set[str]:
    return {finding.code for finding in commune.meetings.check(draft)}


# --- the table ---


def test_the_table_says_of_each_line_where_it_comes_from_and_whether_it_was_verified(rules: RegulationService) -> None:
    short, percent = view(rules, "meeting.min_minutes.regular"), view(rules, PERCENT)
    assert (short.value, short.verified, short.overridden) == ("90 phút", True, False)
    assert (percent.value, percent.verified, percent.text) == ("85%", False, "85")
    assert percent.source == "Hướng dẫn 42-HD/BTCTW ngày 28/10/2025"
    assert percent.title == "Tỷ lệ đảng viên dự họp phải trên"
    assert not view(rules, "meeting.vote.standings").editable


def test_the_table_of_an_old_day_shows_the_documents_of_that_day(rules: RegulationService) -> None:
    assert view(rules, PERCENT, date(2020, 5, 3)).source == "Hướng dẫn 12-HD/BTCTW ngày 06/7/2018"
    assert PERCENT not in {line.id for line in rules.listed(date(2010, 5, 3))}


def test_an_own_value_is_shown_with_reason_day_and_default(rules: RegulationService) -> None:
    rules.override(PERCENT, "80 %", f"  {WHY}\u200b ")
    line = view(rules, PERCENT)
    assert (line.value, line.default, line.overridden, line.reason) == ("80%", "85%", True, WHY)
    assert line.since == date(2026, 11, 1)


def test_keeping_the_default_as_the_offices_own_confirms_it(rules: RegulationService) -> None:
    rules.override(PERCENT, "85", "Đã đối chiếu với văn bản")
    line = view(rules, PERCENT)
    assert (line.value, line.overridden, line.confirmed) == ("85%", True, True)
    rules.override(PERCENT, "80", WHY)
    assert not view(rules, PERCENT).confirmed


def test_one_field_of_the_layout_is_changed_alone(rules: RegulationService) -> None:
    rules.override("layout.document.margin_left_mm", "35", WHY)
    assert view(rules, "layout.document.margin_left_mm").overridden
    assert not view(rules, "layout.document.margin_right_mm").overridden
    assert rules.overrides(TODAY) == {"layout.document": {"margin_left_mm": 35}}


# --- writing ---


def test_a_change_is_one_operation_whose_trail_names_neither_value_nor_reason(
    commune: Commune, rules: RegulationService
) -> None:
    before = audit.head(commune.store)[0]
    rules.override(PERCENT, "80", WHY)
    rules.reset(PERCENT)
    newest = audit.page(commune.store, offset=0, limit=2)
    assert audit.head(commune.store)[0] == before + 2
    assert [row.action for row in newest] == ["regulation.reset", "regulation.override"]
    assert newest[1].subject == f"rule:{PERCENT}"
    assert newest[1].detail == '{"since":"2026-11-01"}'


@pytest.mark.parametrize(
    ("entry_id", "text", "reason", "code"),
    [
        (PERCENT, "tám mươi", WHY, "R01"),
        (PERCENT, "100", WHY, "R02"),
        (LABEL, "Số 5", WHY, "R03"),
        ("meeting.agenda.regular", " ", WHY, "R04"),
        ("layout.document.party_title", "", WHY, "R05"),
        ("numbering.minutes.reset", "month", WHY, "R06"),
        ("meeting.vote.standings", "official", WHY, "R07"),
        (PERCENT, "80", " \n", "R08"),
        (PERCENT, "80", "a" * 301, "R08"),
        ("layout.document.page_number_mm", "20", WHY, "R09"),
        ("layout.document.body_leading", "13", WHY, "R09"),
        ("numbering.term_began", "31/02/2025", WHY, "D03"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_written(
    commune: Commune, rules: RegulationService, entry_id: str, text: str, reason: str, code: str
) -> None:
    before = audit.head(commune.store)
    with pytest.raises(ProblemError) as caught:
        rules.override(entry_id, text, reason)
    assert caught.value.code == code
    assert audit.head(commune.store) == before
    assert rules.overrides(TODAY) == {}


def test_measures_are_checked_on_every_later_day_too(rules: RegulationService) -> None:
    rules.override("layout.document.page_number_mm", "15", WHY, date(2027, 1, 1))
    with pytest.raises(ProblemError) as caught:
        rules.override("layout.document.margin_top_mm", "15", WHY)
    assert caught.value.code == "R09"


def test_restoring_a_default_is_refused_when_another_own_measure_needs_the_value(rules: RegulationService) -> None:
    rules.override("layout.document.margin_top_mm", "30", WHY)
    rules.override("layout.document.page_number_mm", "25", WHY)
    with pytest.raises(ProblemError) as caught:
        rules.reset("layout.document.margin_top_mm")
    assert caught.value.code == "R09"


def test_an_own_value_holds_from_its_day_on_and_not_before(rules: RegulationService) -> None:
    rules.override(PERCENT, "80", WHY, date(2026, 11, 15))
    assert rules.overrides(date(2026, 11, 14)) == {}
    assert rules.overrides(date(2026, 11, 15)) == {PERCENT: 80}


def test_a_later_decision_leaves_the_earlier_one_to_its_days(rules: RegulationService) -> None:
    rules.override(PERCENT, "80", WHY, date(2026, 1, 1))
    rules.override(PERCENT, "75", WHY, date(2026, 6, 1))
    rules.reset(PERCENT, date(2026, 9, 1))
    found = [rules.overrides(date(2026, month, 1)).get(PERCENT) for month in (1, 6, 9)]
    assert found == [80, 75, None]


def test_a_decision_replaces_what_was_decided_for_later_days(rules: RegulationService) -> None:
    rules.override(PERCENT, "75", WHY, date(2026, 6, 1))
    rules.override(PERCENT, "80", WHY, date(2026, 1, 1))
    assert rules.overrides(date(2026, 12, 1)) == {PERCENT: 80}


def test_restoring_what_was_never_changed_leaves_nothing_behind(commune: Commune, rules: RegulationService) -> None:
    rules.reset(PERCENT)
    assert kept_settings.get(commune.store, SETTING) == "{}"


def test_another_service_of_the_same_store_sees_a_change_at_once(commune: Commune, rules: RegulationService) -> None:
    other = RegulationService(commune.store, commune.office.id, now)
    assert other.overrides(TODAY) == {}
    rules.override(PERCENT, "80", WHY)
    assert other.overrides(TODAY) == {PERCENT: 80}


def test_what_did_not_change_is_not_read_again(rules: RegulationService) -> None:
    rules.override(PERCENT, "80", WHY)
    assert rules.own() is rules.own()


def test_own_values_survive_closing_the_store(rules: RegulationService, commune: Commune) -> None:
    rules.override("numbering.term_began", "15/8/2025", WHY)
    rules.override("meeting.vote.majority", "2/3", WHY)
    fresh = RegulationService(commune.store, commune.office.id, now)
    assert fresh.overrides(TODAY) == {
        "numbering.term_began": date(2025, 8, 15),
        "meeting.vote.majority": {"numerator": 2, "denominator": 3},
    }


def keep(commune: Commune, text: str) -> None:
    with commune.store.operation("test.keep", "-"):
        kept_settings.put(commune.store, SETTING, text)


def test_own_values_that_cannot_be_read_are_a_known_problem(commune: Commune, rules: RegulationService) -> None:
    keep(commune, '{"meeting.min_minutes.regular": 60}')
    with pytest.raises(ProblemError) as caught:
        rules.own()
    assert caught.value.code == "R10"


def test_a_kept_value_this_program_does_not_allow_gives_way_to_the_default(
    commune: Commune, rules: RegulationService
) -> None:
    entry = {"since": "2020-01-01", "text": "500"}
    keep(commune, msgspec.json.encode({PERCENT: [entry], "no.longer.a.rule": [entry]}).decode())
    assert rules.overrides(TODAY) == {}
    assert view(rules, PERCENT).value == "85%"


# --- obeyed everywhere ---


def test_the_number_line_prints_as_the_office_decided_and_old_minutes_print_as_before(
    commune: Commune, cell: Organization, rules: RegulationService
) -> None:
    old = finalized(commune, cell, period="2026-10")
    rules.override(LABEL, "Số {number:03}-BB/CBNL", WHY)
    new = finalized(commune, cell)
    assert "Số 002-BB/CBNL" in pdf_text(commune, new.id)
    assert "Số 01-BB/CB\n" in pdf_text(commune, old.id)
    assert commune.meetings.label(old) == "Số 01-BB/CB"
    assert commune.meetings.label(new) == "Số 002-BB/CBNL"


def test_old_minutes_keep_their_bytes_whatever_the_office_decides_later(
    commune: Commune, cell: Organization, rules: RegulationService
) -> None:
    documents = DocumentService(commune.store, commune.office.id, now)
    old = finalized(commune, cell, period="2026-10")
    before = documents.minutes(old.id)
    rules.override("layout.document.margin_left_mm", "35", WHY)
    rules.override("layout.document.body_size", "15", WHY)
    rules.override(LABEL, "{number}/BB", WHY)
    assert documents.minutes(old.id) == before


def test_an_own_margin_moves_the_text(commune: Commune, cell: Organization, rules: RegulationService) -> None:
    documents = DocumentService(commune.store, commune.office.id, now)
    meeting = finalized(commune, cell)

    def left() -> float:
        found: list[float] = []

        def visit(text: str, _cm: Any, tm: list[float], *_rest: Any) -> None:
            if text.strip():
                found.append(tm[4])

        reader = pypdf.PdfReader(io.BytesIO(documents.minutes(meeting.id)))
        reader.pages[0].extract_text(visitor_text=visit)
        return min(x for x in found if x > 1)

    before = left()
    rules.override("layout.document.margin_left_mm", "40", WHY)
    assert left() - before == pytest.approx(10 * 72 / 25.4, abs=0.5)


def test_the_threshold_of_attendance_is_the_offices(
    commune: Commune, cell: Organization, rules: RegulationService
) -> None:
    draft = written(commune, cell)
    marks = list(draft.content.attendance)
    marks[2] = msgspec.structs.replace(marks[2], presence=Presence.EXCUSED, reason="ốm")
    low = edit(draft, attendance=tuple(marks))
    assert "MEETING_ATTENDANCE_LOW" in codes(commune, low)
    (found,) = [each for each in commune.meetings.check(low) if each.code == "MEETING_ATTENDANCE_LOW"]
    assert found.source.endswith("(chưa đối chiếu)")
    rules.override(PERCENT, "60", WHY)
    assert "MEETING_ATTENDANCE_LOW" not in codes(commune, low)
    rules.override(PERCENT, "70", WHY)
    (found,) = [each for each in commune.meetings.check(low) if each.code == "MEETING_ATTENDANCE_LOW"]
    assert found.source.endswith("(đơn vị đã sửa)")


def test_the_board_follows_the_office_and_cites_the_rule(
    commune: Commune, cell: Organization, rules: RegulationService
) -> None:
    draft = written(commune, cell)
    marks = list(draft.content.attendance)
    marks[2] = msgspec.structs.replace(marks[2], presence=Presence.EXCUSED, reason="ốm")
    content = edit(draft, attendance=tuple(marks), agenda=(draft.content.agenda[1],), approval_agree=2)
    commune.meetings.finalize(content)
    (row,) = commune.meetings.board("2026-11")
    assert row.missing == ("attendance_low",)
    assert row.missing_sources == ("Hướng dẫn 42-HD/BTCTW ngày 28/10/2025 (chưa đối chiếu)",)
    rules.override(PERCENT, "60", WHY)
    (row,) = commune.meetings.board("2026-11")
    assert row.missing == ()


def test_the_shortest_meeting_and_the_majority_are_the_offices(
    commune: Commune, cell: Organization, rules: RegulationService
) -> None:
    draft = edit(written(commune, cell), end_time="08:30")
    assert "MEETING_SHORT" in codes(commune, draft)
    item = draft.content.agenda[0]
    assert item.vote is not None
    split = msgspec.structs.replace(item, vote=msgspec.structs.replace(item.vote, agree=2, disagree=1))
    draft = edit(draft, agenda=(split,))
    assert "MEETING_VOTE_NOT_PASSED" not in codes(commune, draft)
    rules.override("meeting.min_minutes.regular", "60", WHY)
    rules.override("meeting.vote.majority", "2/3", WHY)
    found = {finding.code: finding for finding in commune.meetings.check(draft)}
    assert "MEETING_SHORT" not in found
    assert found["MEETING_VOTE_NOT_PASSED"].values["part"] == "2/3"


def test_a_new_draft_begins_with_the_agenda_of_the_office(
    commune: Commune, cell: Organization, rules: RegulationService
) -> None:
    rules.override("meeting.agenda.regular", "Thời sự\nNhiệm vụ tháng tới", WHY)
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, "2026-11")
    assert [item.title for item in draft.content.agenda] == ["Thời sự", "Nhiệm vụ tháng tới"]


def test_minutes_are_numbered_through_the_term_when_the_office_says_so(
    commune: Commune, cell: Organization, rules: RegulationService
) -> None:
    rules.override("numbering.minutes.reset", "term", WHY, date(2025, 1, 1))
    rules.override("numbering.term_began", "15/6/2026", WHY, date(2025, 1, 1))
    periods = ("2025-11", "2026-01", "2026-06", "2026-07", "2026-09", "2026-02")
    numbers = []
    for period in periods:
        draft = written(commune, cell, period=period)
        if period == "2026-06":
            draft = edit(draft, held_on=date(2026, 6, 20))
        numbers.append(commune.meetings.finalize(draft).number)
    assert numbers == [1, 2, 1, 2, 3, 3]


def test_minutes_begin_anew_each_year_by_default(commune: Commune, cell: Organization) -> None:
    numbers = [finalized(commune, cell, period=period).number for period in ("2025-11", "2026-01", "2026-02")]
    assert numbers == [1, 1, 2]


@pytest.mark.parametrize(
    ("admitted", "official", "warned"),
    [
        (date(2019, 5, 19), date(2020, 5, 18), True),
        (date(2019, 5, 19), date(2020, 5, 19), False),
        (date(2020, 2, 29), date(2021, 2, 28), False),
        (date(2005, 5, 19), date(2005, 9, 2), False),
    ],
)
def test_a_short_probation_is_pointed_out_under_the_rule_of_the_admission_day(
    commune: Commune, cell: Organization, admitted: date, official: date, *, warned: bool
) -> None:
    person = entered(
        cell.id,
        "Vàng Thị Sua",
        birth_date="1980",
        admitted_on=admitted.isoformat(),
        official_on=official.isoformat(),
        standing=Standing.OFFICIAL,
    )
    found = [each for each in commune.members.check(person) if each.code == "MEMBER_PROBATION_SHORT"]
    assert bool(found) == warned
    assert all(each.source.endswith("(chưa đối chiếu)") for each in found)


def test_the_length_of_probation_and_the_least_age_are_the_offices(
    commune: Commune, cell: Organization, rules: RegulationService
) -> None:
    person = entered(
        cell.id,
        "Vàng Thị Sua",
        birth_date="2009",
        admitted_on="2025-09-02",
        official_on="2026-05-19",
        since=TODAY,
    )
    both = {"MEMBER_PROBATION_SHORT", "MEMBER_ADMITTED_YOUNG"}
    assert {each.code for each in commune.members.check(person)} >= both
    rules.override("member.probation.months", "6", WHY, date(2025, 1, 1))
    rules.override("member.admission.min_age", "15", WHY, date(2025, 1, 1))
    assert not {each.code for each in commune.members.check(person)} & both


# --- any page within the bounds prints ---


@settings(max_examples=25)
@given(st.data())
def test_minutes_print_under_every_layout_that_is_accepted(data: st.DataObject) -> None:
    from desktop_app.documents.layout import document_layout
    from desktop_app.documents.pdf.minutes import minutes_pdf
    from tests.helpers.minutes import minutes

    layout = [each for each in own_values.entries().values() if each.rule == own_values.LAYOUT]
    chosen: dict[str, Any] = {
        each.field: data.draw(st.integers(each.least, each.most), each.field)
        for each in layout
        if each.kind is Kind.NUMBER
    }
    chosen["party_title"] = "W" * data.draw(st.integers(1, 30))
    overrides = {own_values.LAYOUT: chosen}
    if document_layout(TODAY, overrides).works_out:
        pages = pypdf.PdfReader(io.BytesIO(minutes_pdf(minutes(), overrides=overrides))).pages
        assert 1 <= len(pages) <= 12


def test_own_values_of_no_decisions_are_empty() -> None:
    assert OwnValues({}).on(TODAY) == {}
