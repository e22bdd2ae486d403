"""The members of a period: so many at the beginning, who came, who went, so many at the end, and whether that agrees.

đầu kỳ + kết nạp + kết nạp lại + chuyển đến − chuyển đi − xóa tên − khai trừ − cho ra − từ trần = cuối kỳ (domain notes
2.4; the logic of Biểu 1-TCTW). For one cell, moves between cells of the office come and go as well.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from db.register_records import ChangeKind, MemberChange, MovementLine, Movements
from desktop_app.rules import dates
from desktop_app.rules.membership import State

UNEXPLAINED: Final = "unexplained"

FORMULA: Final[tuple[tuple[str, int], ...]] = (
    ("registered", 1),
    ("admission", 1),
    ("readmission", 1),
    ("transfer_in", 1),
    ("cell_move_in", 1),
    ("transfer_out", -1),
    ("removal", -1),
    ("expulsion", -1),
    ("resignation", -1),
    ("death", -1),
    ("cell_move_out", -1),
)
"""The counts of the formula in the order they are written, with their sign; any other count is told by its ending."""
_NATURAL: Final = dict(FORMULA)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act of a period, with the cell in which the person was counted before it and after it."""

    member_id: str
    kind: ChangeKind
    on: date
    was_in: str
    """The cell in which the person counted before; empty when in none, or only visiting."""
    is_in: str
    cell_id: str
    """The cell it concerns, whether the person counts there or not."""
    came_from: str = ""
    """The cell the person was in before, counted or not."""
    decision: str = ""
    place: str = ""


Counted = Iterable[tuple[str, str, date]]
"""(member, cell, since when) of everyone who counts on a day."""


def count_key(kind: str, sign: int) -> str:
    """Return the name under which a line is counted: its kind, where that kind may come and go alike with an ending."""
    return kind if _NATURAL.get(kind) == sign else f"{kind}_{'in' if sign > 0 else 'out'}"


def steps(acts: Iterable[MemberChange], start: date) -> Iterator[Step]:
    """Yield the acts from ``start`` on as steps; the acts come by person and seq, those before ``start`` included."""
    for _, history in itertools.groupby(acts, key=lambda act: act.member_id):
        cell, was_in = "", ""
        for act in history:
            state = State(act.standing, act.duty)
            came_from = cell
            # A person who left was in the cell until then; acts that lead nowhere else leave the person there.
            cell = act.change.cell_id or cell
            is_in = cell if state.is_counted else ""
            if act.change.on >= start:
                decision = [act.change.decision_number, _day(act.change.decision_on)]
                yield Step(
                    member_id=act.member_id,
                    kind=act.change.kind,
                    on=act.change.on,
                    was_in=was_in,
                    is_in=is_in,
                    cell_id=cell,
                    came_from=came_from,
                    decision=", ".join(part for part in decision if part),
                    place=act.change.place,
                )
            was_in = is_in


def _day(day: date | None) -> str:
    return dates.format_day(day) if day is not None else ""


def movements(
    start: date, end: date, opening: Counted, closing: Counted, steps: Iterable[Step], cell_id: str | None = None
) -> Movements:
    """Return what happened to the count of the office, or of one cell, between two days.

    ``opening`` holds who counted on the day before ``start``, ``closing`` who counts on ``end``, each from the lines
    of cells and standings; ``steps`` the acts between them in their order. Where the acts of a person do not lead from
    one to the other, a line of kind "unexplained" stands for the difference. In the lines ``cell_name`` is the
    identifier of the cell until ``named`` puts the name there.
    """
    first = [row for row in opening if cell_id in (None, row[1])]
    last = [row for row in closing if cell_id in (None, row[1])]
    lines = [line for step in steps if (line := _line(step, cell_id)) is not None]
    expected = Counter({member: 0 for member, _, _ in (*first, *last)})
    for member, _, _ in first:
        expected[member] += 1
    for line in lines:
        expected[line.member_id] += line.sign
    for member, _, _ in last:
        expected[member] -= 1
    begun = {member: (cell, since) for member, cell, since in (*first, *last)}
    lines += [
        _unexplained(member, -excess, begun.get(member), cell_id, start, end)
        for member, excess in expected.items()
        if excess
    ]
    counts = Counter(count_key(line.kind, line.sign) for line in lines if line.sign and line.kind != UNEXPLAINED)
    return Movements(
        start=start,
        end=end,
        opening=len(first),
        closing=len(last),
        counts=dict(counts),
        lines=tuple(sorted(lines, key=lambda line: line.on)),
    )


def _line(step: Step, cell_id: str | None) -> MovementLine | None:
    if cell_id is None:
        sign = bool(step.is_in) - bool(step.was_in)
        cell = step.cell_id
    else:
        if cell_id not in (step.cell_id, step.came_from):
            return None
        sign = (step.is_in == cell_id) - (step.was_in == cell_id)
        cell = cell_id
    return MovementLine(
        member_id=step.member_id,
        full_name="",
        cell_name=cell,
        kind=step.kind.value,
        on=step.on,
        sign=sign,
        decision=step.decision,
        place=step.place,
    )


def _unexplained(
    member: str, sign: int, stay: tuple[str, date] | None, cell_id: str | None, start: date, end: date
) -> MovementLine:
    cell, since = stay or (cell_id or "", end)
    return MovementLine(
        member_id=member,
        full_name="",
        cell_name=cell,
        kind=UNEXPLAINED,
        on=since if sign > 0 and start <= since <= end else end,
        sign=sign,
    )


def named(found: Movements, people: Mapping[str, str], cells: Mapping[tuple[str, date], str]) -> Movements:
    """Return movements with the names of people and cells in the place of identifiers, in the order of their days."""
    lines = tuple(
        msgspec.structs.replace(
            line, full_name=people.get(line.member_id, ""), cell_name=cells.get((line.cell_name, line.on), "")
        )
        for line in found.lines
    )
    return msgspec.structs.replace(found, lines=lines)


def balance(found: Movements) -> int:
    """Return by how much the closing count differs from what the formula makes of the opening one; 0 when it agrees."""
    explained = sum(line.sign for line in found.lines if line.kind != UNEXPLAINED)
    return found.closing - found.opening - explained
