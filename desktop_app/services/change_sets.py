"""Many people changed at once, as one thing that can be taken back: an import, one field for many, two made one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from db import change_sets, member_snapshots
from db.ids import new_id
from db.problems import ProblemError
from db.register_records import ChangeSet
from desktop_app.services.base import Clock

if TYPE_CHECKING:
    from db.store import Store

NAMED: Final = 10
"""How many people a refusal names."""

Kind = Literal["import", "bulk", "merge"]


class Recording:
    """A change set in the making, inside an open operation: note people before they are changed, then ``end``."""

    def __init__(self, store: Store, kind: Kind, label: str) -> None:
        self._store = store
        self._kind = kind
        self._label = label
        self._before: dict[str, bytes | None] = {}

    def note(self, member_ids: Iterable[str]) -> None:
        """Keep how these people stand now; call it before they are changed for the first time.

        Identifiers that the store does not know yet are those of people about to be added. Noting twice keeps the
        first.
        """
        fresh = [member_id for member_id in member_ids if member_id not in self._before]
        self._before.update(member_snapshots.take_many(self._store, fresh, roles=self._kind == "merge"))

    def end(self) -> ChangeSet | None:
        """Write the change set and return it; None, and nothing written, when nobody differs from before."""
        rows = []
        added = 0
        now = member_snapshots.take_many(self._store, self._before, roles=self._kind == "merge")
        for member_id, after in now:
            before = self._before[member_id]
            if after != before:
                rows.append(change_sets.SetRow(member_id, before, member_snapshots.digest(after)))
                added += before is None
        if not rows:
            return None
        made = ChangeSet(
            id=new_id(),
            kind=self._kind,
            label=self._label,
            at=self._store.now(),
            added=added,
            changed=len(rows) - added,
        )
        change_sets.insert(self._store, made, rows)
        return made


def begin(store: Store, kind: Kind, label: str) -> Recording:
    """Begin a change set inside an open operation.

    ``label`` is what only the user knows it by: the file's name for an import, the field's path for a bulk edit, the
    name of the person kept for a merge.
    """
    return Recording(store, kind, label)


@dataclass(frozen=True)
class Undone:
    """What taking back did."""

    restored: int
    """People put back as they were."""
    removed: int
    """People who had been added and vanished."""
    left_alone: tuple[str, ...] = ()
    """Names of those who were changed since, or are in use, and stay as they are."""


class ChangeSetService:
    """The change sets of the office."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    def listed(self) -> list[ChangeSet]:
        """Return all change sets, the latest first."""
        return change_sets.listed(self._store)

    def undo(self, set_id: str, *, keep_later: bool = False) -> Undone:
        """Take a change set back as a whole, in one transaction.

        Raises ProblemError V05 when there is none of that identifier, R30 when it was taken back already, R31 when
        people were changed since, or would be back in a cell that is closed by now or, added by it, stand in meetings
        or roles or may have been sent upward: ``names`` holds up to ten, ``count`` how many there are. With
        ``keep_later`` those are left as they are and all others are taken back; two people made one become two again
        as a whole or not at all (R33).
        """
        made = change_sets.get(self._store, set_id)
        if made is None:
            raise ProblemError("V05", id=set_id)
        if made.undone_at:
            raise ProblemError("R30", at=made.undone_at)
        rows = change_sets.rows(self._store, set_id)
        kept = self._kept(rows, roles=made.kind == "merge")
        if change_sets.reported_since(self._store, made.at):
            # The office above refuses a register from which people vanish.
            kept |= {row.member_id for row in rows if row.before is None}
        named = change_sets.names(self._store, sorted(kept))
        told = ", ".join(list(named.values())[:NAMED])
        if named and made.kind == "merge":
            raise ProblemError("R33", names=told)
        if named and not keep_later:
            raise ProblemError("R31", count=len(named), names=told)
        back = [row for row in rows if row.member_id not in kept]
        removed = sum(row.before is None for row in back)
        with self._store.operation(
            "change_set.undo", f"change_set:{set_id}", restored=len(back) - removed, removed=removed, kept=len(kept)
        ):
            # Two people may have exchanged their cards: all let go of them first.
            change_sets.free_cards(self._store, [row.member_id for row in back])
            for row in back:
                member_snapshots.restore(self._store, row.member_id, row.before)
            change_sets.mark_undone(self._store, set_id, self._store.now())
        return Undone(len(back) - removed, removed, tuple(named.values()))

    def _kept(self, rows: list[change_sets.SetRow], *, roles: bool) -> set[str]:
        """Return those whom taking back must not touch.

        They were changed since, are in use, would be back in a closed cell, or their old card is another's by now.
        """
        closed = change_sets.closed_units(self._store)
        now = member_snapshots.take_many(self._store, [row.member_id for row in rows], roles=roles)
        kept = {
            row.member_id
            for row, (_, snapshot) in zip(rows, now, strict=True)
            if member_snapshots.digest(snapshot) != row.after
            or (closed and row.before and member_snapshots.returns_to(row.before, snapshot, closed))
        }
        kept |= change_sets.used(self._store, [row.member_id for row in rows if row.before is None])
        wanted = {row.member_id: card for row in rows if row.before and (card := member_snapshots.card(row.before))}
        holders = change_sets.card_holders(self._store, self._office_id, sorted(set(wanted.values())))
        while True:
            # Whoever stays as they are keeps their card, which may be in the way of one more.
            back = {row.member_id for row in rows} - kept
            barred = {
                member_id
                for member_id in back & wanted.keys()
                if (holder := holders.get(wanted[member_id], member_id)) != member_id and holder not in back
            }
            if not barred:
                return kept
            kept |= barred
