"""Queries of the member list and of the search as one types: filtered, sorted and paged by the engine, as of a day.

Two kinds of people make up a day's list: those of whom nothing changes after it, who are read from their own rows,
and the others, whose spans of that day are looked up. Today the others are few, years back they are most.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from db import members, text
from db.member_search import Asked
from db.records import MemberFilter, MemberRow

if TYPE_CHECKING:
    from db.store import Row, Store

_MEMBERS: Final = "('probationary', 'official')"
_CELL: Final = """
    LEFT JOIN organization_version c ON c.organization_id = {0} AND c.valid_from <= :on
         AND (c.valid_to IS NULL OR c.valid_to > :on)
"""
_ORDERS: Final = {
    "name": "",
    "birth_date": "m.birth_date",
    "admitted_on": "m.admitted_on",
    "cell": "c.name_sort",
    "card_number": "m.card_number",
    "standing": "{standing}",
}


@dataclass(frozen=True)
class _Kind:
    """One of the two kinds of people: where they are read from and how cell, standing and duty are called there."""

    source: str
    cell: str
    standing: str
    duty: str
    members: str
    """That the person is a member on the day."""
    others: str
    """That the person is known to have been one by then."""


_SETTLED: Final = _Kind(
    "FROM member m INDEXED BY member_by_name",
    "m.last_cell",
    "m.last_standing",
    "m.last_duty",
    "m.settled_on <= :on AND m.is_member",
    "m.settled_on <= :on AND m.last_standing <> '' AND m.last_cell IS NOT NULL",
)
_SETTLED_IN_CELL: Final = _Kind(
    "FROM member m INDEXED BY member_by_last_cell",
    *(_SETTLED.cell, _SETTLED.standing, _SETTLED.duty, _SETTLED.members, _SETTLED.others),
)
_LAST_BEGUN: Final = (
    "ms.rowid = (SELECT rowid FROM membership WHERE member_id = m.id AND valid_from <= :on"
    " ORDER BY valid_from DESC LIMIT 1)"
)
_SPANS: Final = """
    JOIN member_status st ON st.member_id = m.id AND st.axis = 'standing' AND st.valid_from <= :on
         AND (st.valid_to IS NULL OR st.valid_to > :on)
    LEFT JOIN member_status d ON d.member_id = m.id AND d.axis = 'duty' AND d.valid_from <= :on
         AND (d.valid_to IS NULL OR d.valid_to > :on)
"""
_MOVING: Final = _Kind(
    f"FROM member m INDEXED BY member_by_settled CROSS JOIN membership ms ON {_LAST_BEGUN} {_SPANS}",
    "ms.cell_id",
    "st.status",
    "coalesce(d.status, 'active')",
    f"m.settled_on > :on AND (ms.valid_to IS NULL OR ms.valid_to > :on) AND st.status IN {_MEMBERS}",
    "m.settled_on > :on",
)
_MOVING_IN_CELL: Final = _Kind(
    f"FROM membership ms CROSS JOIN member m ON m.id = ms.member_id AND {_LAST_BEGUN} {_SPANS}",
    *(_MOVING.cell, _MOVING.standing, _MOVING.duty, _MOVING.members, _MOVING.others),
)


_MANY: Final = 500
"""From so many people on who move later, it is quicker to go through all."""
_FOUND: Final = "FROM temp.found f CROSS JOIN member m ON m.rowid = f.r"
_SETTLED_FOUND: Final = replace(_SETTLED, source=_FOUND)
_MOVING_FOUND: Final = replace(_MOVING, source=f"{_FOUND} CROSS JOIN membership ms ON {_LAST_BEGUN} {_SPANS}")


class _List:
    """A filter on its way to SQL."""

    def __init__(self, store: Store, wanted: MemberFilter, admitted_until: str) -> None:
        self._store = store
        self._wanted = wanted
        self._asked = Asked(store, wanted.text)
        self._values: dict[str, Any] = {"on": wanted.on.isoformat(), "admitted_until": admitted_until}
        self._order = _ORDERS[wanted.order_by]
        self._conditions: list[str] = []
        for name, condition in (
            ("cell_id", "{cell} = :cell_id"),
            ("standing", "{standing} = :standing"),
            ("duty", "{duty} = :duty"),
            ("sex", "m.sex = :sex"),
        ):
            value = getattr(wanted, name)
            if value:
                self._conditions.append(condition)
                self._values[name] = str(value)
        if wanted.recognition_due:
            self._conditions.append("{standing} = 'probationary' AND m.admitted_on <= :admitted_until")
        self._moving = int(
            store.value(
                "SELECT count(*) FROM (SELECT 1 FROM member WHERE settled_on > ? LIMIT ?)", (self._values["on"], _MANY)
            )
        )

    def count(self) -> int:
        """Return how many people there are."""
        if not self._conditions and not self._wanted.include_left:
            number = self._by_words()
            if number is not None:
                return number
        everything = self._asked.everything()
        counted = (self._select("count(*) AS number", kind, everything) for kind in self._kinds())
        return int(self._store.value(f"SELECT sum(number) FROM ({' UNION ALL '.join(counted)})", self._bound()))

    def _by_words(self) -> int | None:
        """Return how many members there are as the index of words knows it, put right for those who move later."""
        number = self._asked.members()
        if number is None or not self._moving:
            return number
        if self._moving == _MANY:
            return None
        movers = self._asked.movers(self._values["on"])
        self._values["movers"] = json.dumps([row for row, _ in movers])
        moving = self._select("count(*)", _MOVING, ["m.rowid IN (SELECT value FROM json_each(:movers))"])
        return number - sum(is_member for _, is_member in movers) + int(self._store.value(moving, self._bound()))

    def ids(self) -> list[str]:
        """Return everybody's identifiers in the order of the list."""
        searched = self._asked.given and self._wanted.order_by == "name"
        tiers = self._tier() if searched else ""
        found = self._query("m.id", self._asked.everything(), -1, 0, tiers)
        return [str(row["id"]) for row in found]

    def page(self, offset: int, limit: int) -> list[MemberRow]:
        """Return one page of the list.

        In the order of names, given names that fit come first, then other names, then everything else.
        """
        asked = self._asked
        if not asked.given or self._wanted.order_by != "name":
            return self._rows(asked.everything(), limit, offset)
        if asked.has_numbers or offset:
            return self._tiers(limit, offset)
        rows = self._given(limit)
        if len(rows) == limit:
            return rows
        asked.everything()
        if asked.few:
            return self._tiers(limit, 0)
        rows += self._rows([*asked.names, "instr(m.name_search, :given) <> 1"], limit - len(rows))
        if len(rows) < limit and asked.beyond_names:
            rows += self._rows([*asked.everything(), f"NOT ({' AND '.join(asked.names)})"], limit - len(rows))
        return rows

    def _given(self, limit: int) -> list[MemberRow]:
        """Return the first people whose given name fits; only the part of the list with the initial is walked."""
        low, below = text.initial_range(self._asked.given)
        self._values.update({"low": low, "below": below})
        span = ["m.name_sort >= :low", "m.name_sort < :below"] if low else []
        return self._rows([*span, *self._asked.names, "instr(m.name_search, :given) = 1"], limit)

    def _tiers(self, limit: int, offset: int) -> list[MemberRow]:
        """Return any page while something is searched."""
        return self._rows(self._asked.everything(), limit, offset, self._tier())

    def _tier(self) -> str:
        by_name = " AND ".join(self._asked.names)
        return f"CASE WHEN NOT ({by_name}) THEN 2 WHEN instr(m.name_search, :given) = 1 THEN 0 ELSE 1 END"

    def _rows(self, conditions: Sequence[str], limit: int, offset: int = 0, tiers: str = "") -> list[MemberRow]:
        """Return people under more conditions, in order; ``tiers`` is an expression that goes before the order."""
        columns = (
            "m.id, m.full_name, m.birth_date, m.sex, m.ethnic_code, w.cell_id, coalesce(c.name, '') AS cell_name,"
            " w.standing, w.duty, m.admitted_on, m.official_on, m.card_number"
        )
        return [members.list_row(row) for row in self._query(columns, conditions, limit, offset, tiers)]

    def _query(self, wanted: str, conditions: Sequence[str], limit: int, offset: int, tiers: str) -> list[Row]:
        keys = [key for key in (tiers, self._order) if key]
        columns = ["m.rowid AS r", "{cell} AS cell_id", "{standing} AS standing", "{duty} AS duty"]
        columns += [f"{key} AS k{place}" for place, key in enumerate(keys)]
        columns += ["m.name_sort AS name_sort", "m.name_search AS name_search"]
        found = " UNION ALL ".join(self._select(", ".join(columns), kind, conditions) for kind in self._kinds())
        way = "DESC" if self._wanted.descending else "ASC"
        order = [f"k{place} {'ASC' if tiers and place == 0 else way}" for place in range(len(keys))]
        order += [f"name_sort {way}", f"name_search {way}", "r"]
        by = f"ORDER BY {', '.join(order)}"
        return self._store.rows(
            f"SELECT {wanted} FROM ({found} {by} LIMIT :limit OFFSET :offset) w CROSS JOIN member m ON m.rowid = w.r"
            f" {_CELL.format('w.cell_id')} {by.replace(' name_s', ' w.name_s')}",
            {**self._bound(), "limit": limit, "offset": offset},
        )

    def _kinds(self) -> list[_Kind]:
        if self._asked.few:
            kinds = [_SETTLED_FOUND, _MOVING_FOUND]
        elif self._wanted.cell_id:
            kinds = [_SETTLED_IN_CELL, _MOVING_IN_CELL]
        else:
            kinds = [_SETTLED, _MOVING]
        return kinds if self._moving else kinds[:1]

    def _select(self, columns: str, kind: _Kind, conditions: Sequence[str]) -> str:
        base = kind.others if self._wanted.include_left else kind.members
        where = " AND ".join([base, *self._conditions, *conditions])
        join = _CELL.format(kind.cell) if self._wanted.order_by == "cell" else ""
        names = {"cell": kind.cell, "standing": kind.standing, "duty": kind.duty}
        return f"SELECT {columns} {kind.source} {join} WHERE {where}".format(**names)

    def _bound(self) -> dict[str, Any]:
        return {**self._values, **self._asked.values}


def page(
    store: Store, wanted: MemberFilter, offset: int, limit: int, *, admitted_until: str = ""
) -> tuple[list[MemberRow], int]:
    """Return one page of the list and how many rows the filter finds in all.

    While something is searched in the order of names, given names that fit come first, then other names, then people
    about whom anything else fits. ``admitted_until`` is the day on or before which a probationary member was admitted
    whose recognition is due; it is asked for by ``wanted.recognition_due``.
    """
    listed = _List(store, wanted, admitted_until)
    rows = listed.page(offset, limit)
    total = len(rows) if offset == 0 and len(rows) < limit else listed.count()
    return rows, total


def ids(store: Store, wanted: MemberFilter, *, admitted_until: str = "") -> list[str]:
    """Return the identifiers of everybody the filter finds, in the order of the list."""
    return _List(store, wanted, admitted_until).ids()


def search(store: Store, typed: str, on: date, cell_id: str | None, limit: int) -> list[MemberRow]:
    """Return the first ``limit`` members on a day about whom what was typed fits, as the first page of the list."""
    return _List(store, MemberFilter(text=typed, cell_id=cell_id, on=on), "").page(0, limit)
