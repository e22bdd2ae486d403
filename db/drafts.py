"""Forms not finished yet: kept in the encrypted store so that a crash or a power cut loses nothing typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from db.store import Store

_COLUMNS = "form, id, cell_id, period, body, saved_at"


@dataclass(frozen=True)
class Draft:
    """One kept form; what its body means only the form knows."""

    form: str
    id: str
    cell_id: str | None
    period: str | None
    body: bytes
    saved_at: str
    """Local wall time, ISO, for display."""


def put(
    store: Store,
    form: str,
    id: str,  # noqa: A002
    body: bytes,
    cell_id: str | None,
    period: str | None,
    saved_at: str,
) -> None:
    """Keep a draft in the place of the one of before; called inside an operation."""
    store.execute(
        f"INSERT INTO draft ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (form, id) DO UPDATE SET "
        "cell_id = excluded.cell_id, period = excluded.period, body = excluded.body, saved_at = excluded.saved_at",
        (form, id, cell_id, period, body, saved_at),
    )


def get(store: Store, form: str, id: str) -> Draft | None:  # noqa: A002
    """Return one draft, or None."""
    return _first(store, "WHERE form = ? AND id = ?", (form, id))


def find(store: Store, form: str, cell_id: str, period: str) -> Draft | None:
    """Return the draft of a cell and period saved last, or None."""
    return _first(
        store, "WHERE form = ? AND cell_id = ? AND period = ? ORDER BY saved_at DESC, id DESC", (form, cell_id, period)
    )


def listed(store: Store, form: str, period: str | None = None) -> list[Draft]:
    """Return the drafts of a form, of one period or of all, by period, cell and identifier."""
    found = store.rows(
        f"SELECT {_COLUMNS} FROM draft WHERE form = ? AND (? IS NULL OR period = ?) ORDER BY period, cell_id, id",
        (form, period, period),
    )
    return [Draft(**row) for row in found]


def of_cell(store: Store, form: str, cell_id: str, period: str) -> list[Draft]:
    """Return the drafts of a form of one cell and period, the one saved last first."""
    found = store.rows(
        f"SELECT {_COLUMNS} FROM draft WHERE form = ? AND period = ? AND cell_id = ? ORDER BY saved_at DESC, id DESC",
        (form, period, cell_id),
    )
    return [Draft(**row) for row in found]


def remove(store: Store, form: str, id: str) -> bool:  # noqa: A002
    """Forget a draft; called inside an operation. Returns whether there was one."""
    return store.execute("DELETE FROM draft WHERE form = ? AND id = ?", (form, id)) > 0


def _first(store: Store, rest: str, parameters: tuple[Any, ...]) -> Draft | None:
    found = store.row(f"SELECT {_COLUMNS} FROM draft {rest} LIMIT 1", parameters)
    return Draft(**found) if found else None
