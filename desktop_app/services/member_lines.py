"""Writing acts of membership inside an open operation: the act itself, and the cells and standings that come of it.

The forms, the import of a workbook and the closing or splitting of a cell all go through here, each within its own
transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from db import member_events, members, organizations
from db.ids import new_id
from db.member_events import Before
from db.problems import ProblemError
from db.records import Duty, Finding, MemberInput, Membership, MemberStatus, Standing, StatusAxis
from db.register_records import ChangeInput, ChangeKind, MemberChange
from db.text import normalize
from desktop_app.rules import dates, membership, membership_checks
from desktop_app.rules.findings import error
from desktop_app.rules.membership import NEW, State
from desktop_app.rules.membership_checks import History
from desktop_app.services.base import refuse_errors

if TYPE_CHECKING:
    from db.store import Store

_Row = TypeVar("_Row", Membership, MemberStatus)
_BARE: Final = ChangeInput(kind=ChangeKind.REGISTERED, on=date.min)
_ADMISSIONS: Final = (ChangeKind.ADMISSION, ChangeKind.READMISSION)


def cleaned(change: ChangeInput) -> ChangeInput:
    """Return an act with every text in its kept form, and without the fields its kind does not have."""
    texts = {
        name: normalize(getattr(change, name), keep_newlines=name == "reason")
        for name in ("party_group", "decision_number", "decided_by", "place", "paper_number", "dues_until", "reason")
    }
    kept = msgspec.structs.replace(change, **texts)
    foreign = (set(ChangeInput.__struct_fields__) - {"kind", "on"}) - set(membership.FIELDS[change.kind])
    return msgspec.structs.replace(kept, **{name: getattr(_BARE, name) for name in foreign})


def entry_of(entered: MemberInput) -> ChangeInput:
    """Return the act by which a new person comes: the one entered, else that they are written down on ``since``."""
    act = entered.entry or ChangeInput(kind=ChangeKind.REGISTERED, on=entered.since)
    return cleaned(
        msgspec.structs.replace(
            act, cell_id=act.cell_id or entered.cell_id, party_group=act.party_group or entered.party_group
        )
    )


def completed(entered: MemberInput) -> MemberInput:
    """Return a new person with the day of admission filled in where the act of coming tells it."""
    act = entered.entry
    if act is not None and act.kind in _ADMISSIONS and not entered.admitted_on:
        return msgspec.structs.replace(entered, admitted_on=act.on.isoformat())
    return entered


# --- reading ---


def history(store: Store, member_id: str, on: date) -> History:
    """Return what is known of a person as of a day on which nothing later has happened yet."""
    acts = [act for act in member_events.of_member(store, member_id) if not act.cancelled]
    stays, lines = members.memberships(store, member_id), members.statuses(store, member_id)
    standings = [line for line in lines if line.axis is StatusAxis.STANDING and line.valid_from <= on]
    held = standings[-1] if standings else None
    duty = next((line for line in lines if line.axis is StatusAxis.DUTY and covers(line, on)), None)
    stay = next((stay for stay in stays if covers(stay, on)), None)
    person = members.get(store, member_id)
    admissions = [act.change.on for act in acts if act.change.kind in _ADMISSIONS]
    state = State(Standing(held.status), Duty(duty.status) if duty else Duty.ACTIVE) if held else NEW
    earlier = [Standing(line.status) for line in standings if Standing(line.status) in membership.MEMBERS]
    days = [act.change.on for act in acts] + [stay.valid_from for stay in stays]
    days += [line.valid_from for line in lines]
    return History(
        state=state,
        last_on=max(days, default=None),
        came_on=stay.valid_from if stay else None,
        cell_id=stay.cell_id if stay else "",
        party_group=stay.party_group if stay else "",
        admitted_on=person.admitted_on if person else "",
        probation_from=admissions[-1] if admissions else None,
        left_on=held.valid_from if held and not state.is_member else None,
        before_leaving=earlier[-1] if earlier else None,
        readmissions=sum(act.change.kind is ChangeKind.READMISSION for act in acts),
    )


def covers(row: Membership | MemberStatus, on: date) -> bool:
    """Return whether a row holds on a day."""
    return row.valid_from <= on and (row.valid_to is None or row.valid_to > on)


def cell_findings(store: Store, office_id: str, change: ChangeInput) -> list[Finding]:
    """Return errors about the cell an act leads into: unknown, another office's, or closed by then."""
    if not change.cell_id:
        return []
    cell = organizations.get(store, change.cell_id, change.on)
    if cell is None:
        return [error("CHANGE_CELL_MISSING", "cell_id")]
    if cell.owner_id != office_id:
        return [error("CHANGE_CELL_FOREIGN", "cell_id", name=cell.name)]
    if cell.closed_on is not None and cell.closed_on <= change.on:
        return [error("CHANGE_CELL_CLOSED", "cell_id", name=cell.name, day=dates.format_day(cell.closed_on))]
    return []


# --- writing: inside an operation ---


def write_entry(store: Store, office_id: str, member_id: str, entered: MemberInput) -> MemberChange:
    """Write the first act of a person whose own row was just written, with cell, standing and duty.

    Raises ProblemError V01 with the findings when the act cannot be anybody's first.
    """
    return write_entries(store, office_id, [(member_id, entered)])[0]


def write_entries(store: Store, office_id: str, people: Iterable[tuple[str, MemberInput]]) -> list[MemberChange]:
    """Write the first acts of many people at once; as ``write_entry``."""
    acts = []
    for member_id, entered in people:
        act = entry_of(entered)
        acts.append(_change(office_id, member_id, 1, act, _entered_state(entered, act)))
    _write_first(store, acts)
    return acts


def _write_first(store: Store, acts: Sequence[MemberChange]) -> None:
    stays, lines = [], []
    for act in acts:
        stays.append(_stay(act, None))
        lines.append(_line(act, StatusAxis.STANDING, act.standing, None))
        if act.duty is not Duty.ACTIVE:
            lines.append(_line(act, StatusAxis.DUTY, act.duty, None))
    member_events.insert_many(store, ((act, Before()) for act in acts))
    members.insert_memberships(store, stays)
    members.insert_statuses(store, lines)


def _entered_state(entered: MemberInput, act: ChangeInput) -> State:
    refused = membership.refusal(NEW, act.kind)
    if refused:
        refuse_errors([error(refused, "entry.kind")])
    if not act.cell_id:
        refuse_errors([error("CHANGE_CELL_MISSING", "cell_id")])
    if act.kind is ChangeKind.REGISTERED:
        return State(act.standing or entered.standing, act.duty or entered.duty)
    return membership.outcome(NEW, act.kind, standing=act.standing or entered.standing)


def write_change(store: Store, office_id: str, member_id: str, change: ChangeInput) -> MemberChange:
    """Write an act of a person of this office and what comes of it from its day on.

    Raises ProblemError V05 for an unknown person, V04 for one of another office, V01 with the findings when the act
    may not follow what happened before, lies before it, or leads into a cell that is not this office's or is closed.
    """
    person = members.get(store, member_id)
    if person is None:
        raise ProblemError("V05", id=member_id)
    if person.owner_id != office_id:
        raise ProblemError("V04", name=person.full_name)
    change = cleaned(change)
    known = history(store, member_id, change.on)
    # Warnings are for the form; what the office set otherwise changes none of the errors.
    found = membership_checks.findings(change, known, change.on, lambda _day: {})
    refuse_errors([*found, *cell_findings(store, office_id, change)])
    after = membership.outcome(known.state, change.kind, standing=change.standing, before_leaving=known.before_leaving)
    act = _change(office_id, member_id, member_events.next_seq(store, member_id), change, after)
    was = Before(
        memberships=tuple(members.memberships(store, member_id)),
        statuses=tuple(members.statuses(store, member_id)),
        admitted_on=person.admitted_on if change.kind in _ADMISSIONS and not person.admitted_on else None,
        official_on=person.official_on if change.kind is ChangeKind.RECOGNITION and not person.official_on else None,
    )
    member_events.insert(store, act, was)
    if was.admitted_on is not None:
        members.set_day(store, member_id, "admitted_on", change.on.isoformat())
    if was.official_on is not None:
        members.set_day(store, member_id, "official_on", change.on.isoformat())
    _write_lines(store, act, known)
    return act


def _write_lines(store: Store, act: MemberChange, known: History) -> None:
    change, member_id = act.change, act.member_id
    moves = change.cell_id and (change.cell_id, change.party_group) != (known.cell_id, known.party_group)
    if moves or act.standing not in membership.MEMBERS:
        until = members.cut_membership(store, member_id, change.on)
        if moves:
            members.insert_membership(store, _stay(act, until))
    if act.standing is not known.state.standing:
        until = members.cut_status(store, member_id, StatusAxis.STANDING, change.on)
        members.insert_status(store, _line(act, StatusAxis.STANDING, act.standing, until))
    if act.duty is not known.state.duty:
        until = members.cut_status(store, member_id, StatusAxis.DUTY, change.on)
        if act.duty is not Duty.ACTIVE:
            members.insert_status(store, _line(act, StatusAxis.DUTY, act.duty, until))


def write_correction(store: Store, office_id: str, first: MemberChange, change: ChangeInput, why: str) -> MemberChange:
    """Write how a person came into the register anew, in the place of ``first``, the only act of theirs that holds.

    The act that was wrong stays on record as cancelled. Raises ProblemError V01 with the findings when the new one
    cannot be anybody's first or leads into a cell that is not this office's or is closed.
    """
    change = cleaned(change)
    found = membership_checks.findings(change, History(), change.on, lambda _day: {})
    refuse_errors([*found, *cell_findings(store, office_id, change)])
    after = (
        State(change.standing or first.standing, change.duty or Duty.ACTIVE)
        if change.kind is ChangeKind.REGISTERED
        else membership.outcome(NEW, change.kind, standing=change.standing or first.standing)
    )
    act = _change(office_id, first.member_id, member_events.next_seq(store, first.member_id), change, after)
    member_events.cancel(store, first.id, store.now(), why)
    member_events.replace_lines(store, first.member_id, (), ())
    _write_first(store, [act])
    person = members.get(store, first.member_id)
    told = first.change.on.isoformat() if first.change.kind in _ADMISSIONS else ""
    if change.kind in _ADMISSIONS and person is not None and person.admitted_on in ("", told):
        members.set_day(store, first.member_id, "admitted_on", change.on.isoformat())
    return act


def write_cancel(store: Store, member_id: str, act: MemberChange, reason: str) -> None:
    """Take the last act of a person back: the lines and dates stand as before it, the act stays as cancelled."""
    was = member_events.before(store, act.id)
    if was is None:
        was = _without(act, members.memberships(store, member_id), members.statuses(store, member_id))
    member_events.replace_lines(store, member_id, was.memberships, was.statuses)
    person = members.get(store, member_id)
    told = act.change.on.isoformat()
    # A day typed anew since then is not the act's any more.
    if was.admitted_on is not None and person is not None and person.admitted_on == told:
        members.set_day(store, member_id, "admitted_on", was.admitted_on)
    if was.official_on is not None and person is not None and person.official_on == told:
        members.set_day(store, member_id, "official_on", was.official_on)
    member_events.cancel(store, act.id, store.now(), reason)


def _without(act: MemberChange, stays: Sequence[Membership], lines: Sequence[MemberStatus]) -> Before:
    """Return a person's lines without what began on the day of an act of release 0002, which kept no lines itself."""
    on = act.change.on
    return Before(
        memberships=tuple(reopened(row, on) for row in stays if row.valid_from < on),
        statuses=tuple(reopened(row, on) for row in lines if row.valid_from < on),
    )


def reopened(row: _Row, on: date) -> _Row:
    """Return a row that ended on a day or later as one that goes on."""
    return msgspec.structs.replace(row, valid_to=None) if row.valid_to is not None and row.valid_to >= on else row


# --- rows ---


def _change(office_id: str, member_id: str, seq: int, act: ChangeInput, after: State) -> MemberChange:
    return MemberChange(
        id=new_id(),
        owner_id=office_id,
        member_id=member_id,
        seq=seq,
        change=act,
        standing=after.standing or Standing.OFFICIAL,
        duty=after.duty,
    )


def _stay(act: MemberChange, until: date | None) -> Membership:
    return Membership(
        id=new_id(),
        owner_id=act.owner_id,
        member_id=act.member_id,
        cell_id=act.change.cell_id,
        valid_from=act.change.on,
        valid_to=until,
        party_group=act.change.party_group,
    )


def _line(act: MemberChange, axis: StatusAxis, status: Standing | Duty, until: date | None) -> MemberStatus:
    change = act.change
    decision = [change.decision_number, dates.format_day(change.decision_on) if change.decision_on else ""]
    return MemberStatus(
        id=new_id(),
        owner_id=act.owner_id,
        member_id=act.member_id,
        axis=axis,
        status=status.value,
        valid_from=change.on,
        valid_to=until,
        decision=", ".join(part for part in decision if part),
        reason=change.reason,
    )
