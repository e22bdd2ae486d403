"""Phiếu đảng viên: all that is known of one person by group, the history and the records, for checking and filing.

The groups follow Mẫu 2-KNĐ and Mẫu 2-HSĐV (domain notes 2.1, 2.3). Sensitive particulars (Luật 91/2025/QH15) are
printed only when they are asked for; what is unknown is left as dots to write on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from db.register_records import SENSITIVE, MemberChange, MemberRecord, RecordKind
from db.registers import RegisterPerson
from desktop_app import lists
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.papers.common import Issuer, file_part, paper, position, stacked, word, wording
from desktop_app.documents.papers.register import qualification
from desktop_app.documents.table_model import Align, Block, Fact, Facts, Table, TableColumn, TableDocument, TableRow
from desktop_app.rules import dates

_LONG = frozenset(
    {"introducers", "permanent_address", "temporary_address", "family_circumstances", "note", "health"}
    | {"birth_place", "home_place"}
)
"""Facts that take a whole line."""


class SheetData(msgspec.Struct, frozen=True, kw_only=True):
    """What the sheet of one person prints; nothing is looked up any more."""

    person: RegisterPerson
    hamlet: str
    """Name of the hamlet the person lives in."""
    party_age: int | None
    """Whole years since the admission; None while it is unknown."""
    changes: Sequence[MemberChange]
    """The acts that hold, oldest first."""
    cells: Mapping[str, str]
    """Names of the cells in the acts."""
    records: Sequence[MemberRecord]
    sensitive: bool


def sheet_document(data: SheetData, issuer: Issuer) -> TableDocument:
    """Return the sheet of one person as of the issuer's day."""
    words = wording()["sheet"]
    blocks: list[Block] = []
    for group, facts in _groups(data):
        shown = tuple(
            Fact(words["facts"][name], value, wide=name in _LONG)
            for name, value in facts
            if data.sensitive or name not in SENSITIVE
        )
        blocks += [_heading(group), Facts(facts=shown, unknown=wording()["blank"])]
    blocks += [_heading("history"), _history(data), _heading("records"), _records(data)]
    return paper(
        issuer,
        "sheet",
        subject=[data.person.full_name.upper()],
        note="" if data.sensitive else words["covered"],
        blocks=blocks,
        landscape=False,
        about=file_part(data.person.full_name),
    )


def _heading(group: str) -> Paragraph:
    return Paragraph(wording()["sheet"]["groups"][group], Style.HEADING)


def _groups(data: SheetData) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    person, profile = data.person, data.person.profile
    yield (
        "general",
        [
            ("full_name", person.full_name.upper()),
            ("birth_name", profile.birth_name or person.full_name),
            ("alias", profile.alias),
            ("sex", word("sex", person.sex)),
            ("birth_date", dates.format_partial(person.birth_date)),
            ("ethnic_code", lists.name_of("ethnic_groups", person.ethnic_code)),
            ("religion_code", lists.name_of("religions", profile.religion_code)),
            ("national_id", profile.national_id),
            ("phone", profile.phone),
            ("cell", person.cell_name),
            ("party_group", person.party_group),
            ("standing", word("standing", person.standing)),
            ("duty", word("duty", person.duty)),
            ("birth_place", profile.birth_place),
            ("home_place", profile.home_place),
        ],
    )
    yield "work", _work(person)
    yield (
        "party",
        [
            ("admitted_on", dates.format_partial(person.admitted_on)),
            ("official_on", dates.format_partial(person.official_on)),
            ("admitted_place", profile.admitted_place),
            ("official_place", profile.official_place),
            ("card_number", person.card_number),
            ("card_issued_on", dates.format_partial(profile.card_issued_on)),
            ("file_number", profile.file_number),
            ("party_age", _years(data.party_age)),
            ("introducers", profile.introducers),
        ],
    )
    yield (
        "home",
        [
            ("permanent_address", profile.permanent_address),
            ("temporary_address", profile.temporary_address),
            ("hamlet", data.hamlet),
            ("family_background", profile.family_background),
            ("poverty_code", lists.name_of("poverty", profile.poverty_code)),
            ("health", profile.health),
            ("family_circumstances", profile.family_circumstances),
            ("note", person.note),
        ],
    )


def _work(person: RegisterPerson) -> list[tuple[str, str]]:
    profile, words = person.profile, wording()["sheet"]
    answers = {"yes": words["yes"], "no": words["no"]}
    return [
        ("general_education", profile.general_education),
        ("qualification", qualification(person)),
        ("academic_title", profile.academic_title),
        ("theory_code", lists.name_of("theory_levels", profile.theory_code)),
        ("foreign_language", profile.foreign_language),
        ("computer_skill", profile.computer_skill),
        ("minority_language", profile.minority_language),
        ("former_occupation", profile.former_occupation),
        ("occupation", profile.occupation),
        ("category_code", lists.name_of("categories", profile.category_code)),
        ("political_system", answers.get(profile.political_system, "")),
        ("service_code", lists.name_of("services", profile.service_code)),
        ("party_position", position(person)),
        ("government_position", profile.government_position),
        ("union_position", profile.union_position),
        ("youth_joined_on", dates.format_partial(profile.youth_joined_on)),
        ("youth_member", words["yes"] if profile.youth_member else ""),
    ]


def _years(count: int | None) -> str:
    return "" if count is None else wording()["sheet"]["facts"]["years"].format(count=count)


# --- the tables ---


def _history(data: SheetData) -> Table:
    words = wording()["sheet"]["history"]
    widths = (("number", 9), ("on", 21), ("what", 38), ("cell", 34), ("decision", 32), ("place", 30), ("reason", 26))
    return Table(
        columns=tuple(TableColumn(words[name], width, _align(name)) for name, width in widths),
        rows=[_act(number, change, data) for number, change in enumerate(data.changes, 1)],
        empty=words["empty"],
        sheet=wording()["sheet"]["sheets"]["history"],
    )


def _align(name: str) -> Align:
    return Align.CENTRE if name in ("number", "on", "until") else Align.LEFT


def _act(number: int, change: MemberChange, data: SheetData) -> TableRow:
    words, act = wording()["sheet"]["history"], change.change
    decided = words["decided"].format(number=act.decision_number, on=_official(act.decision_on)).strip()
    paper_number = words["paper"].format(number=act.paper_number) if act.paper_number else ""
    return TableRow(
        (
            number,
            dates.format_day(act.on),
            word("change", act.kind),
            data.cells.get(act.cell_id, ""),
            stacked(decided, paper_number, act.decided_by),
            act.place,
            act.reason,
        )
    )


def _official(day: date | None) -> str:
    return dates.format_day(day) if day else ""


def _records(data: SheetData) -> Table:
    words = wording()["sheet"]["records"]
    widths = (("number", 9), ("what", 26), ("on", 21), ("until", 21), ("form", 34), ("document", 40), ("text", 38))
    return Table(
        columns=tuple(TableColumn(words[name], width, _align(name)) for name, width in widths),
        rows=[_record(number, record) for number, record in enumerate(data.records, 1)],
        empty=words["empty"],
        sheet=wording()["sheet"]["sheets"]["records"],
    )


def _record(number: int, record: MemberRecord) -> TableRow:
    words, form = wording()["sheet"]["records"], record.form
    if record.kind is RecordKind.BADGE:
        form = words["badge"].format(years=record.form) if record.form else ""
    elif record.kind is RecordKind.DISCIPLINE:
        form = lists.name_of("disciplines", record.form)
    return TableRow(
        (
            number,
            word("record", record.kind),
            dates.format_partial(record.on),
            dates.format_partial(record.until),
            form,
            stacked(record.number, record.issuer, record.place),
            record.text,
        )
    )
