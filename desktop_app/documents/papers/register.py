"""Sổ danh sách đảng viên, Mẫu 7-HSĐV: fourteen columns, cell by cell.

Source: the columns as a central office describes them (domain notes 2.2); the order of columns 10 to 13 may differ by
print. Dân tộc and tôn giáo are sensitive (Luật 91/2025/QH15) and printed only when they are asked for.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from db.record_base import Duty, Standing
from db.records import Sex
from db.register_records import ChangeKind
from db.registers import Badge, Crossing, RegisterPerson
from desktop_app import lists
from desktop_app.documents.papers.common import Issuer, columns, paper, said, stacked, word, wording
from desktop_app.documents.table_model import RowKind, Table, TableColumn, TableDocument, TableRow
from desktop_app.rules import dates

_WIDTHS = (
    *(("number", 10), ("name", 28), ("person", 21), ("home", 22), ("education", 28), ("occupation", 23)),
    *(("joined", 21), ("numbers", 25), ("service", 13), ("came", 21), ("went", 21), ("died", 20), ("left", 20)),
    ("note", 17),
)
_CENTRED = ("number", "joined")
_MEMBERS = (Standing.PROBATIONARY, Standing.OFFICIAL)
_LEFT = {
    Standing.REMOVED: ChangeKind.REMOVAL,
    Standing.EXPELLED: ChangeKind.EXPULSION,
    Standing.RESIGNED: ChangeKind.RESIGNATION,
    Standing.DECEASED: ChangeKind.DEATH,
    Standing.TRANSFERRED: ChangeKind.TRANSFER_OUT,
}


class RegisterData(msgspec.Struct, frozen=True, kw_only=True):
    """What the register prints; nothing is looked up any more."""

    people: Sequence[RegisterPerson]
    """By cell; visitors are not among them: they stand in the register of their own cell."""
    crossings: Mapping[str, Sequence[Crossing]]
    badges: Mapping[str, Sequence[Badge]]
    sensitive: bool
    """Whether dân tộc and tôn giáo were asked for."""


def register_document(data: RegisterData, issuer: Issuer, *, one_cell: bool, about: str = "") -> TableDocument:
    """Return the register as of the issuer's day; ``one_cell`` leaves out the headings of cells."""
    words = wording()
    table = Table(
        columns=_columns(sensitive=data.sensitive),
        rows=list(_rows(data, one_cell=one_cell)),
        numbered=True,
        empty=words["register"]["empty"],
        size=9,
        sheet=words["register"]["title"].capitalize(),
    )
    return paper(
        issuer,
        "register",
        subject=[words["on"].format(date=dates.format_long(issuer.on))],
        note=words["register"]["form"],
        blocks=[table],
        landscape=True,
        about=about,
    )


def counted(people: Sequence[RegisterPerson]) -> dict[str, int]:
    """Return how many are members, official, probationary, women; who left and visitors count in none of them."""
    living = [person for person in people if person.standing in _MEMBERS and person.duty is not Duty.VISITING]
    return {
        "members": len(living),
        "official": sum(person.standing is Standing.OFFICIAL for person in living),
        "probationary": sum(person.standing is Standing.PROBATIONARY for person in living),
        "women": sum(person.sex is Sex.FEMALE for person in living),
    }


def by_cell(people: Sequence[RegisterPerson]) -> Iterator[tuple[str, list[RegisterPerson]]]:
    """Yield the name of each cell with its people; they come cell by cell."""
    for _, group in itertools.groupby(people, key=lambda person: person.cell_id):
        within = list(group)
        yield within[0].cell_name or wording()["register"]["no_cell"], within


def _columns(*, sensitive: bool) -> tuple[TableColumn, ...]:
    words = wording()["register"]
    made = list(columns("register", _WIDTHS, _CENTRED))
    if not sensitive:
        made[2] = msgspec.structs.replace(made[2], title=words["columns"]["person_plain"])
    for places, group in (((9, 10), words["moves"]), ((11, 12), words["leaves"])):
        for place in places:
            made[place] = msgspec.structs.replace(made[place], group=group)
    return tuple(made)


def _rows(data: RegisterData, *, one_cell: bool) -> Iterator[TableRow]:
    words = wording()["register"]
    for name, people in by_cell(data.people):
        if not one_cell:
            yield TableRow((words["cell"].format(cell=name, count=counted(people)["members"]),), RowKind.SECTION)
        for number, person in enumerate(people, 1):
            yield _row(number, person, data)
    if data.people:
        gone = sum(person.standing not in _MEMBERS for person in data.people)
        total = words["total"].format(**counted(data.people)) + (words["gone"].format(count=gone) if gone else "")
        yield TableRow((total,), RowKind.SECTION)


def _row(number: int, person: RegisterPerson, data: RegisterData) -> TableRow:
    words, profile = wording()["register"], person.profile
    crossings = data.crossings.get(person.id, ())
    birth_name = profile.birth_name if profile.birth_name != person.full_name else ""
    return TableRow(
        (
            number,
            stacked(person.full_name.upper(), said(words["birth_name"], birth_name)),
            _particulars(person, sensitive=data.sensitive),
            profile.home_place,
            stacked(
                said(words["general"], profile.general_education),
                said(words["theory"], lists.name_of("theory_levels", profile.theory_code)),
                said(words["qualification"], qualification(person)),
                said(words["language"], profile.foreign_language),
            ),
            _occupation(person),
            stacked(dates.format_partial(person.admitted_on), dates.format_partial(person.official_on)),
            stacked(
                said(words["card"], person.card_number),
                said(words["file_number"], profile.file_number),
                *(_badge(badge) for badge in data.badges.get(person.id, ())),
            ),
            lists.name_of("services", profile.service_code),
            _last(crossings, ChangeKind.TRANSFER_IN),
            _gone(person, crossings, Standing.TRANSFERRED),
            _gone(person, crossings, Standing.DECEASED),
            _gone(person, crossings, Standing.REMOVED, Standing.EXPELLED, Standing.RESIGNED),
            _note(person),
        )
    )


def qualification(person: RegisterPerson) -> str:
    """Return level and field of a person's training, with the academic title where there is one."""
    profile = person.profile
    level = lists.name_of("qualifications", profile.qualification_code)
    return ", ".join(part for part in (profile.academic_title, level, profile.qualification_field) if part)


def _particulars(person: RegisterPerson, *, sensitive: bool) -> str:
    words, parts = wording()["register"], [word("sex", person.sex), dates.format_partial(person.birth_date)]
    if sensitive:
        parts.append(said(words["ethnic"], lists.name_of("ethnic_groups", person.ethnic_code)))
        parts.append(said(words["religion"], lists.name_of("religions", person.profile.religion_code)))
    return stacked(*parts)


def _occupation(person: RegisterPerson) -> str:
    words, profile = wording()["register"], person.profile
    if not profile.former_occupation:
        return profile.occupation
    return stacked(said(words["former"], profile.former_occupation), said(words["present"], profile.occupation))


def _badge(badge: Badge) -> str:
    words = wording()["register"]
    pattern: str = words["badge_number"] if badge.number else words["badge"]
    return pattern.format(years=badge.years, number=badge.number)


def _last(crossings: Sequence[Crossing], kind: ChangeKind) -> str:
    """Return day and place of the last act of a kind."""
    found = [crossing for crossing in crossings if crossing.kind is kind]
    return stacked(dates.format_partial(found[-1].on), found[-1].place) if found else ""


def _gone(person: RegisterPerson, crossings: Sequence[Crossing], *standings: Standing) -> str:
    """Return how and when a person left in one of these ways; the line of status speaks where no act is known."""
    if person.standing not in standings:
        return ""
    act = next((act for act in reversed(crossings) if act.kind is _LEFT[person.standing]), None)
    day = dates.format_partial(act.on if act else person.standing_since)
    if person.standing is Standing.TRANSFERRED:
        return stacked(day, act.place if act else "")
    reason = act.reason if act else person.standing_reason
    if person.standing is Standing.DECEASED:
        return stacked(day, reason)
    decision = act.decision if act else person.standing_decision
    return stacked(day, word("standing", person.standing), decision, reason)


def _note(person: RegisterPerson) -> str:
    standing = word("standing", person.standing) if person.standing is Standing.PROBATIONARY else ""
    duty = word("duty", person.duty) if person.duty is not Duty.ACTIVE and person.standing in _MEMBERS else ""
    return stacked(standing, duty, person.note)
