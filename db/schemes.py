"""Rating schemes of the office's own: files it took in, and single values it set with their source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from db.scheme_records import SchemeFile, SchemeValue

if TYPE_CHECKING:
    from db.store import Store

_VALUE = "scheme, path, value, document, number, dated, note, at"


def files(store: Store) -> list[SchemeFile]:
    """Return the files that were taken in, by code."""
    return msgspec.convert(store.rows("SELECT code, body, adopted_at FROM scheme_file ORDER BY code"), list[SchemeFile])


def put_file(store: Store, file: SchemeFile) -> None:
    """Keep a file in place of any earlier one of its code; called inside an operation."""
    store.execute(
        "INSERT INTO scheme_file (code, body, adopted_at) VALUES (?, ?, ?)"
        " ON CONFLICT (code) DO UPDATE SET body = excluded.body, adopted_at = excluded.adopted_at",
        (file.code, file.body, file.adopted_at),
    )


def remove_file(store: Store, code: str) -> bool:
    """Forget a file; called inside an operation. Returns whether there was one."""
    return store.execute("DELETE FROM scheme_file WHERE code = ?", (code,)) > 0


def values(store: Store) -> list[SchemeValue]:
    """Return the values the office set, by scheme and path."""
    return msgspec.convert(
        store.rows(f"SELECT {_VALUE} FROM scheme_value ORDER BY scheme, path"), list[SchemeValue], strict=False
    )


def put_value(store: Store, value: SchemeValue) -> None:
    """Keep a value in place of any earlier one of its path; called inside an operation."""
    store.execute(
        f"INSERT INTO scheme_value ({_VALUE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scheme, path) DO UPDATE SET"
        " value = excluded.value, document = excluded.document, number = excluded.number, dated = excluded.dated,"
        " note = excluded.note, at = excluded.at",
        (
            *(value.scheme, value.path, value.value, value.document, value.number),
            *(value.dated.isoformat() if value.dated else None, value.note, value.at),
        ),
    )


def remove_value(store: Store, scheme: str, path: str) -> bool:
    """Forget a value; called inside an operation. Returns whether there was one."""
    return store.execute("DELETE FROM scheme_value WHERE scheme = ? AND path = ?", (scheme, path)) > 0


def used_by(store: Store, code: str) -> int:
    """Return how many campaigns go by a scheme."""
    return int(store.value("SELECT count(*) FROM campaign WHERE scheme = ?", (code,)))


def words_in_use(store: Store, code: str) -> tuple[list[str], list[str]]:
    """Return the codes of levels and of forms that reviews, rulings and registrations of a scheme hold."""
    columns = ("self_level", "official_level", "agency_level", "committee_level", "proposed_level", "decided_level")
    levels = " UNION ".join(f"SELECT {column} AS code FROM evaluation WHERE scheme = :scheme" for column in columns)
    found = store.rows(
        f"SELECT code FROM ({levels} UNION SELECT line.level FROM ballot_line AS line"
        " JOIN evaluation ON evaluation.id = line.evaluation_id WHERE evaluation.scheme = :scheme"
        " UNION SELECT ruling.level FROM evaluation_ruling AS ruling"
        " JOIN evaluation ON evaluation.id = ruling.evaluation_id WHERE evaluation.scheme = :scheme)"
        " WHERE code <> '' ORDER BY code",
        {"scheme": code},
    )
    forms = store.rows(
        "SELECT DISTINCT form FROM evaluation WHERE scheme = :scheme AND form <> '' ORDER BY form", {"scheme": code}
    )
    return [str(row["code"]) for row in found], [str(row["form"]) for row in forms]
