"""What can be said about an act on the tree before it is written; every finding names the field it belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from db import hamlets, members, organizations, tree_events, tree_use
from db.problems import ProblemError
from db.records import Finding, MemberRow, Organization, OrganizationKind
from db.register_records import TreeEventKind
from db.tree_records import TreeAct, UnitInput
from desktop_app.rules import dates, membership_checks, regulation, tree
from desktop_app.rules.findings import error, warning
from desktop_app.rules.meeting import MAX_LINE, MAX_TEXT
from desktop_app.rules.naming import is_code
from desktop_app.services.base import too_long
from desktop_app.services.tree_lines import movement

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.store import Store

_DECIDED: Final = frozenset(set(TreeEventKind) - {TreeEventKind.CREATED, TreeEventKind.CHANGED})
"""Acts that a decision of the committee stands behind; for the others it may be written down."""
_ONE: Final = frozenset({TreeEventKind.RENAMED, TreeEventKind.CHANGED, TreeEventKind.REPARENTED, TreeEventKind.RETYPED})
"""Acts that let one unit go on in another way."""
_CODES: Final = {
    OrganizationKind.CELL.value: ("CELL_CODE_FORM", "CELL_CODE_USED", "CELL_NAME_MISSING"),
    OrganizationKind.SECTION.value: ("SECTION_CODE_FORM", "CELL_CODE_USED", "SECTION_NAME_MISSING"),
}


@dataclass(frozen=True)
class Desk:
    """What checking needs."""

    store: Store
    office_id: str
    today: date
    own: Callable[[date], regulation.Overrides]


def own_unit(desk: Desk, unit_id: str, on: date) -> Organization:
    """Return a cell or a section of the office. Raises ProblemError V05 when it is unknown, V04 when it is not ours."""
    found = organizations.get(desk.store, unit_id, on)
    if found is None:
        raise ProblemError("V05", id=unit_id)
    if found.owner_id != desk.office_id or found.kind not in tree.OWN:
        raise ProblemError("V04", name=found.name)
    return found


def targets(desk: Desk, act: TreeAct) -> dict[str, str]:
    """Return the names of the cells that may take members and hamlets, by their codes: new ones and those that stay."""
    ending = set(act.unit_ids) if ends(act) else set()
    known = {cell.code: cell.name for cell in organizations.cells(desk.store, desk.office_id, act.on)
             if cell.id not in ending}  # fmt: skip
    new = {unit.code: unit.name for unit in act.units if act.kind in (TreeEventKind.SPLIT, TreeEventKind.MERGED)}
    return {**new, **{code: name for code, name in known.items() if code not in new}}


def ends(act: TreeAct) -> bool:
    """Whether the units the act is about exist no longer from its day on."""
    return act.kind in (TreeEventKind.CLOSED, TreeEventKind.MERGED) or (act.kind is TreeEventKind.SPLIT and act.ends)


def people(desk: Desk, act: TreeAct) -> list[tuple[MemberRow, str]]:
    """Return everybody in the cells that end or are divided, with the code of the cell that takes each.

    What is said of a person wins; else members of a divided cell go with the hamlet they live in, where it is known;
    else all go where ``members_to`` says. The code is empty for who stays, and for those of whom nobody said anything.
    """
    usual = act.members_to or _usual(desk, act)
    by_hamlet = {name: unit.code for unit in act.units for name in unit.hamlets}
    split = act.kind is TreeEventKind.SPLIT
    rows = [row for unit_id in act.unit_ids for row in members.of_cell(desk.store, unit_id, act.on)]
    homes = hamlets.homes(desk.store, [row.id for row in rows], act.on) if split else {}
    return [(row, act.members.get(row.id) or by_hamlet.get(homes.get(row.id, ""), "") or usual) for row in rows]


def _usual(desk: Desk, act: TreeAct) -> str:
    """Return the code of the cell that takes the members of merged cells unless something else is said."""
    if act.kind is not TreeEventKind.MERGED:
        return ""
    if act.units:
        return act.units[0].code
    into = organizations.get(desk.store, act.into_id, act.on) if act.into_id else None
    return into.code if into else ""


# --- one act ---


def findings(desk: Desk, act: TreeAct) -> list[Finding]:
    """Return errors and warnings about an act whose texts are cleaned.

    Raises ProblemError V04 and V05 as ``own_unit`` does.
    """
    units = [own_unit(desk, unit_id, act.on) for unit_id in act.unit_ids]
    return [
        *_day(desk, act, units),
        *_decision(act, desk.today),
        *_shape(desk, act, units),
        *_units(desk, act, units),
        *_members(desk, act, units),
        *_meetings(desk, act, units),
        *_hamlets(desk, act, units),
    ]


def _day(desk: Desk, act: TreeAct, units: Sequence[Organization]) -> Iterator[Finding]:
    into = [own_unit(desk, act.into_id, act.on)] if act.into_id else []
    for unit in (*units, *into):
        begun = tree_use.begun(desk.store, unit.id)
        last = [day for day in (tree_use.last_version(desk.store, unit.id), tree_events.latest_day(desk.store, unit.id))
                if day is not None]  # fmt: skip
        if unit.closed_on is not None and act.on >= unit.closed_on:
            yield error("TREE_UNIT_CLOSED", "on", name=unit.name, day=dates.format_day(unit.closed_on))
        elif begun is not None and (act.on < begun or (act.on == begun and unit in units and ends(act))):
            yield error("TREE_BEFORE_ESTABLISHED", "on", name=unit.name, day=dates.format_day(begun))
        elif last and act.on < max(last):
            yield error("TREE_BEFORE_LAST", "on", name=unit.name, day=dates.format_day(max(last)))
    if act.on > desk.today:
        yield warning("TREE_FUTURE", "on")


def _decision(act: TreeAct, today: date) -> Iterator[Finding]:
    for field, limit in (("decision_number", MAX_LINE), ("decided_by", MAX_LINE), ("note", MAX_TEXT)):
        yield from too_long(field, getattr(act, field), limit)
    if act.kind in _DECIDED and not act.decision_number:
        yield warning("TREE_NO_DECISION", "decision_number")
    if act.decision_on is not None and act.decision_on > today:
        yield warning("TREE_DECISION_FUTURE", "decision_on")


def _shape(desk: Desk, act: TreeAct, units: Sequence[Organization]) -> Iterator[Finding]:
    if act.kind is TreeEventKind.SPLIT and len(act.units) < (2 if act.ends else 1):
        yield error("TREE_SPLIT_INTO_FEW", "units")
    if act.kind is TreeEventKind.MERGED:
        if len(set(act.unit_ids)) < (1 if act.into_id else 2):
            yield error("TREE_MERGE_OF_FEW", "unit_ids")
        if act.into_id and act.into_id in act.unit_ids:
            yield error("TREE_MERGE_INTO_ITSELF", "into_id")
        if not act.into_id and not act.units:
            yield error("TREE_MERGE_NOWHERE", "into_id")
    if act.kind in (TreeEventKind.SPLIT, TreeEventKind.MERGED):
        into = [own_unit(desk, act.into_id, act.on)] if act.into_id else []
        for unit in (*units, *into):
            if unit.kind != OrganizationKind.CELL.value:
                yield error("TREE_CELLS_ONLY", "unit_ids", name=unit.name)
    if act.kind is TreeEventKind.CLOSED:
        for unit in units:
            below = organizations.children(desk.store, unit.id, act.on)
            if below:
                yield error("TREE_HAS_BELOW", "on", name=unit.name, count=len(below), first=below[0].name)


def field_of(act: TreeAct, place: int, name: str) -> str:
    """Return the path of a field of a unit: its plain name where the act is about one unit."""
    return name if act.kind in _ONE or act.kind is TreeEventKind.CREATED else f"units.{place}.{name}"


def _units(desk: Desk, act: TreeAct, units: Sequence[Organization]) -> Iterator[Finding]:
    going_on = units[0].id if act.kind in _ONE and units else None
    codes = Counter(unit.code.upper() for unit in act.units)
    for place, unit in enumerate(act.units):
        for finding in _unit(desk, act, unit, going_on):
            yield Finding(
                code=finding.code,
                severity=finding.severity,
                field=field_of(act, place, finding.field),
                values=finding.values,
                source=finding.source,
            )
        if unit.code and codes[unit.code.upper()] > 1:
            yield error("CELL_CODE_USED", field_of(act, place, "code"), code=unit.code)
    if going_on and act.units and units and not _differs(desk, units[0], act):
        yield error("TREE_NOTHING_NEW", "parent_id" if act.kind is TreeEventKind.REPARENTED else "name")


def _differs(desk: Desk, before: Organization, act: TreeAct) -> bool:
    unit = act.units[0]
    covered = {hamlet.name for hamlet in hamlets.of_cell(desk.store, before.id, act.on)}
    same = (
        before.code == unit.code,
        before.name == unit.name,
        before.header_name == unit.header_name,
        (before.parent_id or desk.office_id) == (unit.parent_id or desk.office_id),
        before.place == unit.place,
        before.meeting_day == unit.meeting_day,
        before.type_code == unit.type_code,
        before.sector_code == unit.sector_code,
        covered == set(unit.hamlets),
    )
    return not all(same)


def _unit(desk: Desk, act: TreeAct, unit: UnitInput, known: str | None) -> Iterator[Finding]:
    form, used, missing = _CODES[unit.kind]
    if not is_code(unit.code):
        yield error(form, "code")
    elif organizations.code_owner(desk.store, desk.office_id, unit.code) not in (None, known):
        yield error(used, "code", code=unit.code)
    if not unit.name:
        yield error(missing, "name")
    elif any(
        other.id != known and other.name == unit.name
        for other in organizations.every(desk.store, act.on)
        if other.owner_id == desk.office_id and other.id not in act.unit_ids
    ):
        yield warning("TREE_SAME_NAME", "name", name=unit.name)
    if unit.meeting_day is not None and not 1 <= unit.meeting_day <= 31:
        yield error("MEETING_DAY_RANGE", "meeting_day")
    for field in ("name", "header_name", "place"):
        yield from too_long(field, getattr(unit, field), MAX_LINE)
    for position, hamlet in enumerate(unit.hamlets):
        yield from too_long(f"hamlets.{position}", hamlet, MAX_LINE)
    yield from _type(act, unit)
    yield from _parent(desk, act, unit, known)


def _type(act: TreeAct, unit: UnitInput) -> Iterator[Finding]:
    chosen = tree.types().get(unit.type_code)
    if unit.type_code and (chosen is None or chosen.kind != unit.kind):
        yield error("TREE_TYPE_UNKNOWN", "type_code")
    elif chosen is not None and chosen.until is not None and act.on >= chosen.until:
        yield warning("TREE_TYPE_GONE", "type_code", day=dates.format_day(chosen.until))
    if unit.sector_code and unit.sector_code not in tree.sectors():
        yield error("TREE_TYPE_UNKNOWN", "sector_code")


def _parent(desk: Desk, act: TreeAct, unit: UnitInput, known: str | None) -> Iterator[Finding]:
    if not unit.parent_id or unit.parent_id == desk.office_id:
        return
    above: str | None = unit.parent_id
    walked: set[str] = set()
    while above is not None and above != desk.office_id and above not in walked:
        if above == known:
            yield error("TREE_BELOW_ITSELF", "parent_id")
            return
        walked.add(above)
        parent = organizations.get(desk.store, above, act.on)
        begun = tree_use.begun(desk.store, above)
        if parent is None or parent.owner_id != desk.office_id or parent.kind != OrganizationKind.SECTION.value:
            yield error("TREE_PARENT_UNKNOWN", "parent_id")
            return
        if (parent.closed_on is not None and parent.closed_on <= act.on) or (begun is not None and begun > act.on):
            yield error("TREE_PARENT_GONE", "parent_id", name=parent.name)
            return
        above = parent.parent_id


# --- members, meetings, hamlets ---


def _members(desk: Desk, act: TreeAct, units: Sequence[Organization]) -> Iterator[Finding]:
    if act.kind not in (TreeEventKind.CLOSED, TreeEventKind.SPLIT, TreeEventKind.MERGED):
        return
    if any(unit.kind != OrganizationKind.CELL.value for unit in units):
        return
    known, everybody = targets(desk, act), people(desk, act)
    stay = {unit.code for unit in units} if not ends(act) else set()
    for code in {code for _, code in everybody if code} - set(known):
        yield error("TREE_TARGET_UNKNOWN", "members_to", code=code)
    homeless = [row for row, code in everybody if not code and ends(act)]
    if homeless:
        yield error("TREE_MEMBERS_STAY", "members_to", count=len(homeless), first=homeless[0].full_name)
    refused = 0
    for row, code in everybody:
        if not code or code in stay:
            continue
        past = membership_findings(desk, row.id, act)
        if past:
            refused += 1
            if refused <= 3:
                yield error("TREE_MEMBER_REFUSED", f"members.{row.id}", name=row.full_name, day=past)
    for unit in units:
        coming = tree_use.coming(desk.store, unit.id, act.on)
        if coming and ends(act):
            yield error("TREE_MEMBERS_COME", "on", name=unit.name, count=len(coming), first=coming[0])
    yield from _sizes(desk, act, everybody)


def membership_findings(desk: Desk, member_id: str, act: TreeAct) -> str:
    """Return the day of a later act of a person that forbids to move them on the act's day, empty when none does."""
    from desktop_app.services import member_lines

    history = member_lines.history(desk.store, member_id, act.on)
    found = membership_checks.findings(movement(act, "-"), history, desk.today, desk.own)
    if any(finding.code == "CHANGE_BEFORE_LAST" for finding in found) and history.last_on is not None:
        return dates.format_day(history.last_on)
    return ""


def _sizes(desk: Desk, act: TreeAct, everybody: Sequence[tuple[MemberRow, str]]) -> Iterator[Finding]:
    official = Counter(code for row, code in everybody if row.standing.value == "official")
    for place, unit in enumerate(act.units):
        for finding in tree.size_findings(official[unit.code], act.on, desk.own(act.on), f"units.{place}.members"):
            yield Finding(
                code="CELL_FEW_OFFICIAL_NEW",
                severity=finding.severity,
                field=finding.field,
                values={**finding.values, "name": unit.name or unit.code},
                source=finding.source,
            )


def _meetings(desk: Desk, act: TreeAct, units: Sequence[Organization]) -> Iterator[Finding]:
    if not ends(act):
        return
    for unit in units:
        last = tree_use.last_meeting(desk.store, unit.id)
        if last is not None and last >= act.on:
            yield error("TREE_MEETING_LATER", "on", name=unit.name, day=dates.format_day(last))
        written = tree_use.drafts(desk.store, unit.id)
        if written:
            months = ", ".join(f"{row['period'][5:]}/{row['period'][:4]}" for row in written)
            yield warning("TREE_DRAFTS", "on", name=unit.name, count=len(written), months=months)


def _hamlets(desk: Desk, act: TreeAct, units: Sequence[Organization]) -> Iterator[Finding]:
    known = targets(desk, act)
    for code in set(filter(None, act.hamlets.values())) - set(known):
        yield error("TREE_TARGET_UNKNOWN", "hamlets", code=code)
    kept = {name for unit in act.units for name in unit.hamlets} | {name for name, code in act.hamlets.items() if code}
    if ends(act) and act.kind is not TreeEventKind.MERGED:
        left = [
            hamlet.name
            for unit in units
            for hamlet in hamlets.of_cell(desk.store, unit.id, act.on)
            if hamlet.name not in kept
        ]
        if left:
            yield warning("TREE_HAMLETS_LEFT", "hamlets", count=len(left), names=", ".join(left[:3]))
    covered = hamlets.covers(desk.store, act.on)
    for place, unit in enumerate(act.units):
        for name in unit.hamlets:
            known_id = hamlets.named(desk.store, desk.office_id, name)
            others = [cell for cell in covered.get(known_id or "", []) if cell not in act.unit_ids]
            cell = organizations.get(desk.store, others[0], act.on) if others else None
            if cell is not None:
                yield warning("HAMLET_COVERED", field_of(act, place, "hamlets"), hamlet=name, name=cell.name)
