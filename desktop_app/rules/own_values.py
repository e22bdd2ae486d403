"""How a value of a regulation is typed and shown: what may be edited, within which bounds, and as which words.

Bounds only keep slips of the finger out; what is right is for the office to decide. A value is kept as text in its
canonical form, which ``parse`` reads like anything typed, so that one door serves the screen and the store.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from db.meeting_records import MeetingKind, VoteMatter
from db.problems import ProblemError
from db.text import normalize
from desktop_app.rules import dates, quality_values, regulation
from desktop_app.rules.numbering import Counted
from desktop_app.rules.percentages import format_number
from desktop_app.texts import term


class Kind(StrEnum):
    """How a value is edited."""

    NUMBER = "number"
    TEXT = "text"
    PATTERN = "pattern"
    """A text with one place ``{number}``."""
    CHOICE = "choice"
    LINES = "lines"
    """Titles, one a line."""
    DAY = "day"
    NUMBERS = "numbers"
    """Whole numbers that rise, parted by commas."""
    FRACTION = "fraction"
    """A part of a whole, such as 1/2; "≥" before it where exactly that part is enough, ">" where it is not."""
    CRITERIA = "criteria"
    """Criteria of a score scheme, one a line (``quality_values``)."""
    BANDS = "bands"
    """Points by the share of those who came, one band a line (``quality_values``)."""
    FIXED = "fixed"
    """Shown, never edited: the program does not know another value."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the table of regulations: a rule, or one field of a rule that is a table."""

    id: str
    rule: str
    field: str = ""
    kind: Kind
    least: int = 0
    most: int = 0
    """Bounds of a number, or of the characters of a text."""
    decimals: int = 0
    unit: str = ""
    """Code of the unit in the terms ``rule_unit``."""
    choices: tuple[str, ...] = ()
    """Codes to choose from, words in the terms ``rule_choice``."""

    @property
    def title(self) -> str:
        """What the rule is called."""
        return term("rule", self.id)


LAYOUT = "layout.document"
_MAX_TITLES = 20
_MAX_LINE = 300
"""As long as a title of an agenda may be (rules.meeting.MAX_LINE)."""
_PATTERN = re.compile(r"[^{}]*\{number(?::0?[1-4])?\}[^{}]*")
_NUMBER = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")
_FRACTION = re.compile(r"(?:(>=?|≥|quá|từ) ?)?([0-9]{1,3}) ?/ ?([0-9]{1,3})")


@functools.cache
def entries() -> Mapping[str, Entry]:
    """Return the lines of the table of regulations by id, in the order they are shown."""
    from desktop_app.rules.own_quality import lines

    every = (*_rules(), *lines(), *_prints(), *_layout())
    return {entry.id: entry for entry in every}


def entry(entry_id: str) -> Entry:
    """Return what is known of a line. Raises ProblemError R07 when it is none that may be edited."""
    found = entries().get(entry_id)
    if found is None or found.kind is Kind.FIXED:
        raise ProblemError("R07", id=entry_id)
    return found


def _rules() -> list[Entry]:
    def number(rule: str, least: int, most: int, unit: str) -> Entry:
        return Entry(id=rule, rule=rule, kind=Kind.NUMBER, least=least, most=most, unit=unit)

    def other(rule: str, kind: Kind, **more: Any) -> Entry:
        return Entry(id=rule, rule=rule, kind=kind, **more)

    return [
        number("meeting.min_minutes.regular", 10, 480, "minutes"),
        number("meeting.min_minutes.combined", 10, 480, "minutes"),
        *(
            number(f"meeting.min_minutes.{kind}", 0, 480, "minutes")
            for kind in MeetingKind
            if kind not in (MeetingKind.REGULAR, MeetingKind.COMBINED)
        ),
        number("meeting.attendance.above_percent", 1, 99, "percent"),
        number("meeting.attendance.max_unexcused", 0, 100, "members"),
        number("meeting.attendance.excused_in_row", 2, 12, "times"),
        number("meeting.attendance.unexcused_in_year", 2, 12, "months"),
        other("meeting.regular.per_month", Kind.FIXED, unit="times"),
        number("meeting.thematic.per_quarter", 0, 12, "times"),
        other("meeting.vote.standings", Kind.FIXED),
        other("meeting.vote.base", Kind.CHOICE, choices=("body", "present")),
        other("meeting.vote.majority", Kind.FRACTION),
        *(
            other(f"meeting.vote.majority.{matter}", Kind.FRACTION)
            for matter in VoteMatter
            if matter is not VoteMatter.ORDINARY
        ),
        *(
            other(f"meeting.{asked}", Kind.CHOICE, choices=("yes", "no"))
            for asked in ("committee.first", "fixed_day", "officers.distinct")
        ),
        *(other(f"meeting.agenda.{kind}", Kind.LINES, least=1, most=_MAX_LINE) for kind in MeetingKind),
        number("member.admission.min_age", 15, 40, "years"),
        number("member.probation.months", 1, 60, "months"),
        number("member.readmission.months", 0, 240, "months"),
        number("member.readmission.times", 1, 9, "times"),
        number("member.temporary_exemption.months", 1, 60, "months"),
        other("member.expulsion.standings", Kind.FIXED),
        other("member.badge.years", Kind.NUMBERS, least=10, most=100, unit="party_years"),
        number("organization.cell.min_official", 1, 30, "members"),
        number("organization.committee.min_official", 1, 100, "members"),
        number("organization.committee.max_members", 1, 30, "members"),
        other("organization.secretary.standings", Kind.FIXED),
        *itertools.chain.from_iterable(
            (
                other(f"numbering.{document}.label", Kind.PATTERN, least=1, most=40),
                other(f"numbering.{document}.reset", Kind.CHOICE, choices=("year", "term")),
            )
            for document in Counted
        ),
        other("numbering.term_began", Kind.DAY),
    ]


def _prints() -> list[Entry]:
    def text(rule: str, most: int) -> Entry:
        return Entry(id=f"print.{rule}", rule=f"print.{rule}", kind=Kind.TEXT, least=1, most=most)

    return [
        *(text(f"title.{paper}", 40) for paper in ("minutes", "extract", "attendance", "theme")),
        *(text(f"subject.{kind}", 80) for kind in MeetingKind),
        *(text(f"sign.{place}", 40) for place in ("secretary", "chair", "note")),
        Entry(id="print.check_code", rule="print.check_code", kind=Kind.CHOICE, choices=("yes", "no")),
    ]


def _layout() -> list[Entry]:
    def field(name: str, kind: Kind = Kind.NUMBER, **more: Any) -> Entry:
        return Entry(id=f"{LAYOUT}.{name}", rule=LAYOUT, field=name, kind=kind, **more)

    def length(name: str, least: int, most: int) -> Entry:
        return field(name, least=least, most=most, decimals=1, unit="mm")

    def points(name: str, least: int, most: int) -> Entry:
        return field(name, least=least, most=most, decimals=1, unit="pt")

    return [
        field("paper_mm", Kind.FIXED, unit="mm"),
        length("margin_top_mm", 10, 40),
        length("margin_bottom_mm", 10, 40),
        length("margin_left_mm", 10, 40),
        length("margin_right_mm", 10, 40),
        field("party_title", Kind.TEXT, least=1, most=30),
        points("party_title_size", 12, 16),
        points("upper_name_size", 10, 16),
        points("issuer_size", 10, 16),
        points("number_size", 10, 16),
        points("date_size", 10, 16),
        points("title_size", 12, 20),
        points("subject_size", 12, 18),
        field("font", Kind.FIXED),
        points("body_size", 11, 16),
        points("body_leading", 12, 32),
        points("paragraph_space", 0, 14),
        length("first_line_indent_mm", 0, 25),
        points("page_number_size", 9, 16),
        length("page_number_mm", 5, 30),
        field("recipients_title", Kind.TEXT, least=1, most=30),
        points("recipients_size", 9, 14),
    ]


# --- typed or kept text to value ---


def parse(entry_id: str, text: str, today: date) -> Any:
    """Return the value a text stands for, of the kind the rule's data has.

    ``today`` completes a day typed without its year. Raises ProblemError: R01 (not understood), R02 (out of bounds),
    R03 (a pattern without its one place), R04 (agenda), R05 (empty or too long), R06 (not a choice), R07 (not to be
    edited), D01 to D03 (no day), M30 to M32 (a score scheme).
    """
    known = entry(entry_id)
    return _PARSERS[known.kind](known, text, today)


def _parse_number(known: Entry, text: str, _today: date) -> int | float:
    typed = normalize(text)
    plain = typed.removesuffix(term("rule_unit", known.unit)).removesuffix("%").strip()
    match = _NUMBER.fullmatch(plain)
    fraction = (match[2] or "").rstrip("0") if match else ""
    if match is None or len(fraction) > known.decimals:
        raise ProblemError("R01", text=typed[:_MAX_LINE])
    number = Decimal(f"{match[1]}.{fraction or 0}")
    if not known.least <= number <= known.most:
        unit = term("rule_unit", known.unit)
        raise ProblemError("R02", text=typed, least=known.least, most=known.most, unit=unit)
    return float(number) if fraction else int(number)


def _parse_text(known: Entry, text: str, _today: date) -> str:
    typed = normalize(text)
    if not known.least <= len(typed) <= known.most:
        raise ProblemError("R05", limit=known.most)
    return typed


def _parse_pattern(known: Entry, text: str, today: date) -> str:
    typed = _parse_text(known, text, today)
    if _PATTERN.fullmatch(typed) is None:
        raise ProblemError("R03", place="{number}", example="Số {number:02}-BB/CB")
    return typed


def _parse_lines(known: Entry, text: str, _today: date) -> list[str]:
    titles = [title for line in normalize(text, keep_newlines=True).split("\n") if (title := line.strip())]
    if not 1 <= len(titles) <= _MAX_TITLES or any(len(title) > known.most for title in titles):
        raise ProblemError("R04", most=_MAX_TITLES, limit=known.most)
    return titles


def _parse_numbers(known: Entry, text: str, _today: date) -> list[int]:
    typed = normalize(text).removesuffix(term("rule_unit", known.unit)).strip()
    parts = [part for part in re.split("[,; ]+", typed) if part]
    if not 1 <= len(parts) <= _MAX_TITLES or not all(re.fullmatch("[0-9]{1,6}", part) for part in parts):
        raise ProblemError("R01", text=typed[:_MAX_LINE])
    numbers = [int(part) for part in parts]
    if numbers != sorted(set(numbers)):
        raise ProblemError("R01", text=typed[:_MAX_LINE])
    if not known.least <= numbers[0] <= numbers[-1] <= known.most:
        unit = term("rule_unit", known.unit)
        raise ProblemError("R02", text=typed[:_MAX_LINE], least=known.least, most=known.most, unit=unit)
    return numbers


def _parse_choice(known: Entry, text: str, _today: date) -> str:
    typed = normalize(text).casefold()
    for code in known.choices:
        if typed in (code, term("rule_choice", code).casefold()):
            return code
    raise ProblemError("R06", text=normalize(text)[:_MAX_LINE])


def _parse_day(_known: Entry, text: str, today: date) -> date:
    return dates.parse_day(normalize(text)[:_MAX_LINE], today)


def _parse_criteria(_known: Entry, text: str, _today: date) -> list[dict[str, Any]]:
    return quality_values.criteria_of(text)


def _parse_bands(_known: Entry, text: str, _today: date) -> list[dict[str, Any]]:
    return quality_values.bands_of(text)


def _parse_fraction(_known: Entry, text: str, _today: date) -> dict[str, int]:
    typed = normalize(text)
    match = _FRACTION.fullmatch(typed.casefold())
    if match is None:
        raise ProblemError("R01", text=typed[:_MAX_LINE])
    sign, part, whole = match[1], int(match[2]), int(match[3])
    # Less than half could be reached by both sides of one vote.
    if not 0 < whole <= 2 * part < 2 * whole:
        raise ProblemError("R02", text=typed, least="1/2", most="99/100", unit="")
    value = {"numerator": part, "denominator": whole}
    return {**value, "at_least": sign not in (">", "quá")} if sign else value


_PARSERS: Mapping[Kind, Callable[[Entry, str, date], Any]] = {
    Kind.NUMBER: _parse_number,
    Kind.TEXT: _parse_text,
    Kind.PATTERN: _parse_pattern,
    Kind.LINES: _parse_lines,
    Kind.NUMBERS: _parse_numbers,
    Kind.CHOICE: _parse_choice,
    Kind.DAY: _parse_day,
    Kind.FRACTION: _parse_fraction,
    Kind.CRITERIA: _parse_criteria,
    Kind.BANDS: _parse_bands,
}


# --- value to text ---


def canonical(known: Entry, value: Any) -> str:
    """Return a value as it is kept and as an editor begins with it; ``parse`` gives the value back."""
    if known.kind is Kind.NUMBER:
        return format_number(Decimal(str(value)))
    if known.kind is Kind.LINES:
        return "\n".join(value)
    if known.kind is Kind.NUMBERS:
        return ", ".join(map(str, value))
    if known.kind is Kind.FRACTION:
        sign = {True: "≥ ", False: "> "}.get(value.get("at_least"), "")
        return f"{sign}{value['numerator']}/{value['denominator']}"
    if known.kind is Kind.DAY:
        return dates.format_day(value)
    if known.kind is Kind.CRITERIA:
        return quality_values.criteria_text(value)
    if known.kind is Kind.BANDS:
        return quality_values.bands_text(value)
    return str(value)


def shown(known: Entry, value: Any) -> str:
    """Return a value as the table shows it, in one line, with its unit."""
    if known.kind is Kind.CHOICE:
        return term("rule_choice", value)
    if known.kind is Kind.LINES:
        return "; ".join(value)
    if known.kind in (Kind.CRITERIA, Kind.BANDS):
        return canonical(known, value).replace("\n", "; ")
    if isinstance(value, list) and known.kind is Kind.FIXED:
        text = " × ".join(term("standing", str(part)) for part in value)
    elif known.kind is Kind.FIXED:
        text = str(value)
    else:
        text = canonical(known, value)
    unit = term("rule_unit", known.unit) if known.unit else ""
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}".rstrip()


def of_rule(known: Entry, rule: regulation.Rule) -> Any:
    """Return the value of a line in its rule: the whole, or the one field."""
    return rule.value[known.field] if known.field else rule.value
