"""Values of regulations as they are typed: what is read, what is refused, and that nothing is lost on the way."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.problems import ProblemError
from desktop_app import texts
from desktop_app.rules import numbering, own_values, regulation
from desktop_app.rules.own_values import Entry, Kind, canonical, entries, parse, shown

TODAY = date(2026, 11, 20)
EDITABLE = [entry for entry in entries().values() if entry.kind is not Kind.FIXED]
NUMBERS = [entry for entry in EDITABLE if entry.kind is Kind.NUMBER]
LABEL = "numbering.minutes.label"
BY_FIELD = ("quality.scheme.", "quality.yearly")
"""Rules that are tables of which each field is a line of its own, as of the layout."""


def refused(entry_id: str, text: str) -> str:
    with pytest.raises(ProblemError) as caught:
        parse(entry_id, text, TODAY)
    assert "{" not in str(texts.explain(caught.value)).replace("{number", "")
    return caught.value.code


def test_every_rule_and_every_field_of_a_table_stands_in_the_list() -> None:
    known = {(entry.rule, entry.field) for entry in entries().values()}
    expected = {
        (rule.id, field)
        for rule in regulation.every()
        for field in (rule.value if rule.id.startswith((own_values.LAYOUT, *BY_FIELD)) else [""])
    }
    assert known == expected


def test_every_line_has_a_title_and_every_unit_and_choice_a_word() -> None:
    for entry in entries().values():
        assert entry.title != entry.id
        assert not entry.unit or texts.term("rule_unit", entry.unit) != entry.unit or entry.unit in ("mm", "pt")
        assert all(texts.term("rule_choice", code) != code for code in entry.choices)


def test_only_what_the_program_fixes_is_not_editable() -> None:
    fixed = {entry.id for entry in entries().values() if entry.kind is Kind.FIXED}
    assert fixed == {
        "meeting.regular.per_month",
        "meeting.vote.standings",
        "member.expulsion.standings",
        "organization.secretary.standings",
        "layout.document.paper_mm",
        "layout.document.font",
    }
    assert all(refused(entry_id, "1") == "R07" for entry_id in (*fixed, "no.such.rule"))


def test_every_default_that_was_not_verified_can_be_edited() -> None:
    fixed = {(entry.rule, entry.field) for entry in entries().values() if entry.kind is Kind.FIXED}
    unverified = {rule.id for rule in regulation.every() if not rule.verified}
    assert {rule for rule, field in fixed if not field} & unverified == set()


@pytest.mark.parametrize("entry", EDITABLE, ids=lambda entry: entry.id)
def test_each_default_can_be_typed_as_it_is_shown_to_the_editor(entry: Entry) -> None:
    for rule in regulation.every():
        if rule.id == entry.rule:
            value = own_values.of_rule(entry, rule)
            assert parse(entry.id, canonical(entry, value), TODAY) == value


@given(st.data())
def test_a_number_within_its_bounds_is_read_and_kept_exactly(data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(NUMBERS))
    scale = 10**entry.decimals
    wanted = data.draw(st.integers(entry.least * scale, entry.most * scale))
    whole, rest = divmod(wanted, scale)
    separator = data.draw(st.sampled_from([",", "."]))
    typed = f"{whole}{separator}{rest}" if rest else str(whole)
    value = parse(entry.id, typed, TODAY)
    assert value == pytest.approx(wanted / scale)
    assert isinstance(value, float) == bool(rest)
    assert parse(entry.id, canonical(entry, value), TODAY) == value
    assert parse(entry.id, shown(entry, value), TODAY) == value


@given(st.data())
def test_a_number_out_of_its_bounds_is_refused(data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(NUMBERS))
    below = st.integers(0, entry.least - 1) if entry.least else st.nothing()
    wanted = data.draw(below | st.integers(entry.most + 1, 999_999))
    assert refused(entry.id, str(wanted)) == "R02"


@given(st.sampled_from([entry.id for entry in EDITABLE]), st.text() | st.text("{}:number0123456789,./%-", max_size=60))
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(entry_id: str, text: str) -> None:
    try:
        value = parse(entry_id, text, TODAY)
    except ProblemError as problem:
        explained = texts.explain(problem).code == problem.code
    else:
        explained = parse(entry_id, canonical(entries()[entry_id], value), TODAY) == value
    assert explained


@pytest.mark.parametrize("text", ["", "nhiều", "-5", "8,5", "1e3", "٨٥", "85 phút", "1.000"])
def test_what_is_no_whole_percentage_is_refused(text: str) -> None:
    assert refused("meeting.attendance.above_percent", text) == "R01"


@pytest.mark.parametrize("text", ["85", " 85 %", "85%", "85,0"])
def test_a_percentage_is_read_with_or_without_its_sign(text: str) -> None:
    assert parse("meeting.attendance.above_percent", text, TODAY) == 85


@pytest.mark.parametrize("text", ["1/2", "2 / 3", "51/100"])
def test_a_part_of_a_whole_is_read(text: str) -> None:
    part, _, whole = text.replace(" ", "").partition("/")
    value = parse("meeting.vote.majority", text, TODAY)
    assert value == {"numerator": int(part), "denominator": int(whole)}


@pytest.mark.parametrize(
    ("text", "code"), [("1/3", "R02"), ("2/2", "R02"), ("1/0", "R02"), ("0/0", "R02"), ("nửa", "R01")]
)
def test_a_majority_is_half_or_more_and_less_than_all(text: str, code: str) -> None:
    assert refused("meeting.vote.majority", text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Số 05-BB/CB",
        "Số {number} và {number}",
        "Số {number:>99999999}",
        "Số {number.__class__}",
        "Số {number!r}",
        "Số {0}",
        "Số {{number}}",
        "Số {number",
    ],
)
def test_a_number_line_holds_the_number_once_and_nothing_else_in_braces(text: str) -> None:
    assert refused(LABEL, text) == "R03"


@given(
    st.text(string.ascii_letters + "ÐđĐộố /-.<>&'", max_size=12),
    st.sampled_from(["", ":02", ":3"]),
    st.text(string.ascii_letters + "/-<b>", max_size=12),
    st.integers(1, 9999),
)
def test_a_number_line_that_is_accepted_prints_every_number(head: str, width: str, tail: str, number: int) -> None:
    pattern = parse(LABEL, f"{head}{{number{width}}}{tail}", TODAY)
    printed = numbering.minutes_label(number, TODAY, {LABEL: pattern})
    assert str(number) in printed
    assert "{" not in printed
    assert numbering.UNNUMBERED in numbering.minutes_label(None, TODAY, {LABEL: pattern})


def test_an_agenda_is_one_title_a_line() -> None:
    assert parse("meeting.agenda.regular", " Thời sự \r\n\n\nViệc  khác\n", TODAY) == ["Thời sự", "Việc khác"]
    assert refused("meeting.agenda.regular", " \n ") == "R04"
    assert refused("meeting.agenda.regular", "a\n" * 21) == "R04"
    assert refused("meeting.agenda.regular", "a" * 301) == "R04"


def test_a_choice_is_read_by_its_code_and_by_its_word() -> None:
    assert parse("numbering.minutes.reset", "term", TODAY) == "term"
    assert parse("numbering.minutes.reset", "Theo nhiệm kỳ", TODAY) == "term"
    assert refused("numbering.minutes.reset", "theo tháng") == "R06"


def test_the_title_of_documents_is_normalised_and_bounded() -> None:
    assert parse("layout.document.party_title", " ÐẢNG  CỘNG SẢN ", TODAY) == "ĐẢNG CỘNG SẢN"
    assert refused("layout.document.party_title", "A" * 31) == "R05"
    assert refused("layout.document.party_title", "\u200b") == "R05"


def test_a_value_is_shown_in_one_line_with_its_unit() -> None:
    line = entries()
    assert shown(line["meeting.attendance.above_percent"], 85) == "85%"
    assert shown(line["layout.document.first_line_indent_mm"], 12.7) == "12,7 mm"
    assert shown(line["layout.document.paper_mm"], [210, 297]) == "210 × 297 mm"
    assert shown(line["meeting.vote.standings"], ["official"]) == "chính thức"
    assert shown(line["numbering.minutes.reset"], "year") == "theo năm"
    assert shown(line["meeting.agenda.regular"], ["a", "b"]) == "a; b"
    assert shown(line["numbering.term_began"], date(2025, 7, 1)) == "01/07/2025"
