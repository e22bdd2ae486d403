"""The member register: finding, adding and changing people; what held before a change stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import msgspec

from db import hamlets, member_lists, member_profiles, members, organizations
from db.ids import new_id
from db.problems import ProblemError
from db.records import (
    Duty,
    Finding,
    Hamlet,
    Member,
    MemberFilter,
    MemberInput,
    MemberPage,
    MemberRow,
    Membership,
    MemberStatus,
    PersonInput,
    Standing,
    StatusAxis,
)
from db.register_records import MemberProfile
from db.text import normalize
from desktop_app.rules import dates, membership_checks, regulation
from desktop_app.rules.findings import error, warning
from desktop_app.rules.membership_checks import History
from desktop_app.services import member_checks, member_lines, profile_checks
from desktop_app.services.base import Clock, errors, refuse_errors
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store

_Row = TypeVar("_Row", Membership, MemberStatus)
_Input = TypeVar("_Input", bound=PersonInput)


@dataclass(frozen=True)
class HistoryLine:
    """One span of a person's history."""

    axis: str
    """"cell", "standing" or "duty"."""
    value: str
    """The cell's name for the axis "cell", otherwise a value of Standing or Duty."""
    valid_from: date
    valid_to: date | None
    decision: str = ""
    reason: str = ""


class MemberService:
    """Use-cases of the register; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- reading ---

    def page(self, wanted: MemberFilter, offset: int, limit: int) -> MemberPage:
        """Return ``limit`` rows of the list from ``offset`` on, and how many the filter finds in all."""
        wanted = msgspec.structs.replace(wanted, text=normalize(wanted.text))
        rows, total = member_lists.page(self._store, wanted, offset, limit, admitted_until=self._admitted_until(wanted))
        return MemberPage(rows=tuple(rows), total=total, offset=offset)

    def ids(self, wanted: MemberFilter) -> list[str]:
        """Return the identifiers of everybody the filter finds, in the order of the list."""
        wanted = msgspec.structs.replace(wanted, text=normalize(wanted.text))
        return member_lists.ids(self._store, wanted, admitted_until=self._admitted_until(wanted))

    def _admitted_until(self, wanted: MemberFilter) -> str:
        """Return the last day of admission whose probation has been served on the day of the list.

        The months are those of the rule ``member.probation.months`` in force that day.
        """
        if not wanted.recognition_due:
            return ""
        rule = regulation.find("member.probation.months", wanted.on, self._regulations.own().on(wanted.on))
        months = wanted.on.year * 12 + wanted.on.month - 1 - (rule.value if rule else 0)
        return dates.fixed_day(f"{months // 12:04}-{months % 12 + 1:02}", wanted.on.day).isoformat()

    def search(self, text: str, on: date, cell_id: str | None = None, limit: int = 20) -> list[MemberRow]:
        """Return the first members on a day about whom what was typed fits; given names first, then other names.

        Each word typed is the beginning of a word of the name, another name, a place, an occupation or a position, with
        or without accents: "ng van" finds Nguyễn Văn Hùng. Digits are part of a card, telephone or file number, nine or
        more also of a national identity number.
        """
        return member_lists.search(self._store, normalize(text), on, cell_id, limit)

    def of_cell(self, cell_id: str, on: date) -> list[MemberRow]:
        """Return everyone in a cell on a day, visitors included, in the order of their names."""
        return members.of_cell(self._store, cell_id, on)

    def get(self, member_id: str) -> Member:
        """Return a person. Raises ProblemError V05 when there is none of that identifier."""
        found = members.get(self._store, member_id)
        if found is None:
            raise ProblemError("V05", id=member_id)
        return found

    def profile(self, member_id: str) -> MemberProfile:
        """Return a person's further particulars. Raises ProblemError V05 when there is no such person."""
        self.get(member_id)
        return members.profile(self._store, member_id)

    def form(self, member_id: str) -> PersonInput:
        """Return a person's particulars as the form shows them. Raises ProblemError V05 when there is none."""
        member = self.get(member_id)
        return PersonInput(
            **{field: getattr(member, field) for field in PersonInput.__struct_fields__ if field != "profile"},
            profile=members.profile(self._store, member_id),
        )

    def hamlets(self, member_id: str = "") -> list[Hamlet]:
        """Return the hamlets there are today, in the order of their names.

        The one that ``member_id`` lives in is there in any case.
        """
        lives_in = members.profile(self._store, member_id).hamlet_id if member_id else None
        known = {hamlet.id for hamlet in hamlets.listed(self._store, self._office_id, self._clock().date())}
        every = member_profiles.hamlets(self._store, self._office_id)
        return [hamlet for hamlet in every if hamlet.id in known or hamlet.id == lives_in]

    def placed(self, member_id: str, on: date) -> MemberInput:
        """Return a person's particulars with cell, standing and duty as of a day; ``since`` is that day.

        Raises ProblemError V05 when there is no such person.
        """
        person = self.form(member_id)
        stays = members.memberships(self._store, member_id)
        lines = members.statuses(self._store, member_id)
        standing = _holding([line for line in lines if line.axis is StatusAxis.STANDING], on)
        duty = _holding([line for line in lines if line.axis is StatusAxis.DUTY and _covers(line, on)], on)
        stay = _holding(stays, on)
        return MemberInput(
            **msgspec.structs.asdict(person),
            cell_id=stay.cell_id if stay else "",
            standing=Standing(standing.status) if standing else Standing.OFFICIAL,
            duty=Duty(duty.status) if duty else Duty.ACTIVE,
            since=on,
        )

    def history(self, member_id: str) -> list[HistoryLine]:
        """Return a person's cells, standings and duties, oldest first. Raises ProblemError V05."""
        self.get(member_id)
        lines = [
            HistoryLine("cell", self._cell_name(stay), stay.valid_from, stay.valid_to)
            for stay in members.memberships(self._store, member_id)
        ]
        lines += [
            HistoryLine(line.axis.value, line.status, line.valid_from, line.valid_to, line.decision, line.reason)
            for line in members.statuses(self._store, member_id)
        ]
        return sorted(lines, key=lambda line: line.valid_from)

    def _cell_name(self, stay: Membership) -> str:
        cell = organizations.get(self._store, stay.cell_id, stay.valid_from)
        return cell.name if cell else ""

    # --- checking ---

    def check(self, entered: PersonInput, member_id: str | None = None) -> list[Finding]:
        """Return errors and warnings about what was entered, for a new person or the changed ``member_id``."""
        return self._check(cleaned(entered), member_id)

    def _check(self, entered: PersonInput, member_id: str | None) -> list[Finding]:
        found = member_checks.findings(entered, self._clock().date(), self._regulations.own().on)
        if isinstance(entered, MemberInput):
            found += [*self._check_cell(entered), *self._check_entry(entered)]
        found += self._check_known(entered, member_id)
        holder = members.card_holder(self._store, self._office_id, entered.card_number)
        if holder and holder[0] != member_id:
            found.append(error("MEMBER_CARD_USED", "card_number", name=holder[1], card=entered.card_number))
        others = members.same_person(self._store, entered.full_name, entered.birth_date)
        if [other for other in others if other != member_id]:
            found.append(warning("MEMBER_SAME_PERSON", "full_name", name=entered.full_name))
        return found

    def _check_known(self, entered: PersonInput, member_id: str | None) -> list[Finding]:
        """Compare the particulars with the hamlets and the people there are."""
        found: list[Finding] = []
        profile = entered.profile
        if profile.hamlet_id and not member_profiles.knows_hamlet(self._store, self._office_id, profile.hamlet_id):
            found.append(error("MEMBER_HAMLET_UNKNOWN", "hamlet_id"))
        for field, code, say in (
            ("national_id", "MEMBER_NATIONAL_ID_USED", error),
            ("file_number", "MEMBER_FILE_NUMBER_USED", warning),
        ):
            holders = member_profiles.holders(self._store, self._office_id, field, getattr(profile, field))
            others = [name for holder_id, name in holders if holder_id != member_id]
            if others:
                found.append(say(code, field, name=others[0]))
        return found

    def _check_cell(self, entered: MemberInput) -> list[Finding]:
        cell = organizations.get(self._store, entered.cell_id, entered.since) if entered.cell_id else None
        if cell is None:
            return [error("MEMBER_CELL_MISSING", "cell_id")]
        if cell.owner_id != self._office_id:
            return [error("MEMBER_CELL_FOREIGN", "cell_id", name=cell.name)]
        return []

    def _check_entry(self, entered: MemberInput) -> list[Finding]:
        """Return what the rules of acts say about the one by which a person comes, at the fields of the form."""
        if entered.entry is None:
            return []
        own = {"on": "since", "standing": "standing", "party_group": "party_group"}
        act = member_lines.entry_of(entered)
        found = membership_checks.findings(act, History(), self._clock().date(), self._regulations.own().on)
        return [
            msgspec.structs.replace(finding, field=own.get(finding.field, f"entry.{finding.field}"))
            for finding in found
            if finding.field != "cell_id"
        ]

    # --- writing ---

    def add(self, entered: MemberInput) -> Member:
        """Add a person by the act entered, or as written down on ``since``, and return the new row.

        Raises ProblemError V03 when another person has the card number, R20 when another has the number of the CCCD,
        V01 with the findings for any other error.
        """
        entered = member_lines.completed(cleaned(entered))
        self._refuse(self._check(entered, None))
        member = _member(new_id(), self._office_id, entered, revision=1)
        with self._store.operation("member.add", f"member:{member.id}", cell=entered.cell_id):
            self._insert(member, entered)
        return member

    def add_many(self, everybody: Sequence[MemberInput]) -> list[Member]:
        """Add people one after another, all of them or none; return the new rows in that order.

        Raises as ``add`` does, for the first one who is refused.
        """
        added: list[Member] = []
        with self._store.operation("member.add_many", f"organization:{self._office_id}", people=len(everybody)):
            for one in everybody:
                entered = member_lines.completed(cleaned(one))
                self._refuse(self._check(entered, None))
                added.append(_member(new_id(), self._office_id, entered, revision=1))
                self._insert(added[-1], entered)
        return added

    def _insert(self, member: Member, entered: MemberInput) -> None:
        members.insert(self._store, member, entered.profile)
        member_lines.write_entry(self._store, self._office_id, member.id, entered)

    def update(self, member_id: str, revision: int, entered: PersonInput) -> Member:
        """Change a person's particulars and return the new row.

        ``revision`` is that of the row the form was opened on. Raises ProblemError V02 when it was changed meanwhile,
        V04 for a person of another office, V05 for an unknown one, V03, R20 and V01 as ``add`` does.
        """
        before = self.get(member_id)
        if before.owner_id != self._office_id:
            raise ProblemError("V04", name=before.full_name)
        if before.revision != revision:
            raise ProblemError("V02")
        entered = cleaned(entered)
        self._refuse(self._check(entered, member_id))
        member = _member(member_id, before.owner_id, entered, revision=revision + 1)
        with self._store.operation("member.change", f"member:{member_id}", revision=member.revision):
            if not members.update(self._store, member, entered.profile):
                raise ProblemError("V02")
        return member

    def _refuse(self, found: list[Finding]) -> None:
        for finding in errors(found):
            if finding.code == "MEMBER_CARD_USED":
                raise ProblemError("V03", findings=tuple(errors(found)), **finding.values)
            if finding.code == "MEMBER_NATIONAL_ID_USED":
                raise ProblemError("R20", findings=tuple(errors(found)), **finding.values)
        refuse_errors(found)


def cleaned(entered: _Input) -> _Input:
    """Return what was entered with every text in its kept form."""
    return msgspec.structs.replace(
        entered,
        full_name=normalize(entered.full_name),
        birth_date=normalize(entered.birth_date),
        ethnic_code=normalize(entered.ethnic_code),
        admitted_on=normalize(entered.admitted_on),
        official_on=normalize(entered.official_on),
        card_number=normalize(entered.card_number),
        sort_name=normalize(entered.sort_name),
        note=normalize(entered.note, keep_newlines=True),
        profile=profile_checks.cleaned(entered.profile),
    )


def _member(member_id: str, owner_id: str, entered: PersonInput, revision: int) -> Member:
    fields = {field: getattr(entered, field) for field in PersonInput.__struct_fields__ if field != "profile"}
    return Member(id=member_id, owner_id=owner_id, revision=revision, **fields)


def _covers(row: Membership | MemberStatus, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or row.valid_to > on)


def _holding(rows: list[_Row], on: date) -> _Row | None:
    """Return the row that holds on a day, else the last one before it, else the first one after it."""
    begun = [row for row in rows if row.valid_from <= on]
    return begun[-1] if begun else next(iter(rows), None)
