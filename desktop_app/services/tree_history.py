"""The history of a unit of the tree in words: every dated act with its decision, and what changed on each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from db import hamlets, organizations, tree_events
from db.records import Organization
from db.register_records import TreeEvent, TreeEventKind
from desktop_app.rules import dates, tree
from desktop_app.texts import term, tr

if TYPE_CHECKING:
    from db.store import Store

_MOVING = frozenset(
    {TreeEventKind.CREATED, TreeEventKind.SPLIT, TreeEventKind.MERGED, TreeEventKind.CLOSED, TreeEventKind.CHANGED}
)
"""Acts that hamlets come and go with."""


@dataclass(frozen=True)
class TreeLine:
    """One line of a unit's history."""

    on: date
    kind: TreeEventKind
    what: str
    """What changed, as a sentence or several."""
    decision: str = ""
    """Number, day and who decided."""
    note: str = ""
    """The note; of an act taken back the reason for that."""
    event_id: str = ""
    """Empty for a change written before acts were kept."""
    cancelled: bool = False


def lines(store: Store, unit_id: str) -> list[TreeLine]:
    """Return the history of a unit, oldest first."""
    versions = organizations.versions(store, unit_id)
    events = tree_events.of_unit(store, unit_id)
    spans = hamlets.spans(store, cell_id=unit_id)
    days = {version.valid_from for version in versions} | {event.on for event in events}
    days |= {span.valid_from for span in spans} | {span.valid_to for span in spans if span.valid_to is not None}
    found: list[TreeLine] = []
    for on in sorted(days):
        of_day = [event for event in events if event.on == on]
        standing = [event for event in of_day if not event.cancelled]
        told = [_unit_changes(store, versions, on), _hamlet_changes(store, unit_id, on)]
        if not standing and any(told):
            kind = TreeEventKind.CREATED if versions and versions[0].valid_from == on else TreeEventKind.CHANGED
            found.append(TreeLine(on=on, kind=kind, what="; ".join(filter(None, told))))
        # What changed on a day is told once, beside the act it came with: names with the last, hamlets with the first
        # that moves any.
        moving = next((event for event in standing if event.kind in _MOVING), standing[-1] if standing else None)
        for event in of_day:
            parts = [_related(store, event, unit_id)]
            if standing and event is standing[-1]:
                parts.append(told[0])
            if event is moving:
                parts.append(told[1])
            found.append(_line(event, "; ".join(filter(None, parts))))
    return found


def office_lines(store: Store, office_id: str) -> list[TreeLine]:
    """Return the history of an office with every act on the tree below it, oldest first.

    A unit that ended stands in no tree of today: here is where its end is still seen, and taken back.
    """
    found = lines(store, office_id)
    known = {line.event_id for line in found}
    for event in tree_events.of_owner(store, office_id):
        if event.id not in known:
            found.append(_line(event, _told_above(store, event)))
    # Stable: of one day what was written later comes later.
    return sorted(found, key=lambda line: line.on)


def _told_above(store: Store, event: TreeEvent) -> str:
    """Say what an act did to which units, for who stands above all of them."""
    old = _names(store, (*event.sources, *event.subjects), event.on, "")
    new = _names(store, event.successors, event.on, "")
    if new:
        return tr("{before} → {after}", before=old, after=new)
    if event.kind is TreeEventKind.CREATED or event.cancelled or len(event.subjects) != 1:
        return old
    unit = event.subjects[0]
    parts = [_unit_changes(store, organizations.versions(store, unit), event.on)]
    if event.kind in _MOVING:
        parts.append(_hamlet_changes(store, unit, event.on))
    return "; ".join(filter(None, (old, *parts)))


def _line(event: TreeEvent, what: str) -> TreeLine:
    day = tr("ngày {day}", day=dates.format_day(event.decision_on)) if event.decision_on else ""
    return TreeLine(
        on=event.on,
        kind=event.kind,
        what=what,
        decision=" ".join(part for part in (event.decision_number, day, event.decided_by) if part),
        note=tr("Đã hủy: {reason}", reason=event.cancel_reason) if event.cancelled else event.note,
        event_id=event.id,
        cancelled=bool(event.cancelled),
    )


def _related(store: Store, event: TreeEvent, unit_id: str) -> str:
    """Say which other units an act concerned, from where the unit stands."""
    if event.kind is TreeEventKind.SPLIT:
        if unit_id in event.successors:
            old = _names(store, (*event.sources, *event.subjects), event.on, unit_id)
            return tr("Tách từ {names}", names=old) if old else ""
        return tr("Chia tách thành {names}", names=_names(store, event.successors, event.on, unit_id))
    if event.kind is TreeEventKind.MERGED:
        if unit_id in event.successors:
            return tr("Nhận {names}", names=_names(store, event.sources, event.on, unit_id))
        return tr("Sáp nhập vào {names}", names=_names(store, event.successors, event.on, unit_id))
    return ""


def _names(store: Store, units: tuple[str, ...], on: date, besides: str) -> str:
    found = [organizations.get(store, unit, on) for unit in units if unit != besides]
    return ", ".join(f"“{unit.name}”" for unit in found if unit is not None)


def _unit_changes(store: Store, versions: list[Organization], on: date) -> str:
    place = next((i for i, version in enumerate(versions) if version.valid_from == on), None)
    if place == 0:
        return versions[0].name
    return "; ".join(_differences(store, versions[place - 1], versions[place])) if place else ""


def _hamlet_changes(store: Store, unit_id: str, on: date) -> str:
    before = {hamlet.id: hamlet.name for hamlet in hamlets.of_cell(store, unit_id, on - timedelta(days=1))}
    after = {hamlet.id: hamlet.name for hamlet in hamlets.of_cell(store, unit_id, on)}
    came = [name for one, name in after.items() if one not in before]
    went = [name for one, name in before.items() if one not in after]
    parts = []
    if came:
        parts.append(tr("Nhận thôn: {names}", names=", ".join(came)))
    if went:
        parts.append(tr("Thôi phụ trách thôn: {names}", names=", ".join(went)))
    return "; ".join(parts)


def _differences(store: Store, old: Organization, new: Organization) -> list[str]:
    def above(unit: Organization) -> str:
        found = organizations.get(store, unit.parent_id, new.valid_from) if unit.parent_id else None
        return found.name if found else ""

    def meets(unit: Organization) -> str:
        return tr("ngày {day}", day=f"{unit.meeting_day:02d}") if unit.meeting_day else ""

    pairs = (
        (tr("Tên"), old.name, new.name),
        (tr("Cấp trên trực tiếp"), above(old), above(new)),
        (
            tr("Loại"),
            tree.type_word(old.type_code, old.kind),
            tree.type_word(new.type_code, new.kind),
        ),
        (tr("Loại hình"), tree.sector_word(old.sector_code), tree.sector_word(new.sector_code)),
        (tr("Ngày họp"), meets(old), meets(new)),
        (tr("Địa danh"), old.place, new.place),
    )
    changed = [
        tr("{what}: {before} → {after}", what=what, before=before or "–", after=after or "–")
        for what, before, after in pairs
        if before != after
    ]
    if not changed and old.header_name != new.header_name:
        changed.append(tr("Tên in trên văn bản: {name}", name=new.header_name))
    return changed


def kind_word(line: TreeLine) -> str:
    """Return what an act is called, and that it was taken back."""
    word = term("tree_event", line.kind.value)
    return tr("{act} (đã hủy)", act=word) if line.cancelled else word
