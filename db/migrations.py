"""Bring a store's schema up to date: append-only, named, one transaction each; a newer store is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlite_utils import Migrations
from sqlite_utils.db import Database

from db.problems import ProblemError
from db.schema import m0001_records, m0002_exchange, m0003_register, m0004_lists, m0005_meetings, m0006_evaluations

if TYPE_CHECKING:
    from db.store import Store

MODULES = (m0001_records, m0002_exchange, m0003_register, m0004_lists, m0005_meetings, m0006_evaluations)
"""Every migration ever released, oldest first. Append only."""

_SET = "sochibo"


def _registered() -> Migrations:
    known = Migrations(_SET)
    for module in MODULES:
        known(name=module.NAME)(_runner(module.STATEMENTS))
    return known


def _runner(statements: Sequence[str]):  # type: ignore[no-untyped-def]  # shape is sqlite-utils' own protocol
    def run(db: Database) -> None:
        for statement in statements:
            db.execute(statement)

    return run


def apply(store: Store, key: bytes) -> None:
    """Run what is pending on ``store``, after a verified backup when the store already holds something.

    Raises ProblemError S03 when the store carries a migration this program does not know, B01 when the backup failed;
    then nothing was changed. A migration that fails leaves the store as the one before it left it.
    """
    refuse_newer(store.connection)
    known = _registered()
    if not known.pending(store.db):
        return
    if known.applied(store.db):
        from db import backup, places

        backup.make(store, key, store.path.parent / places.BACKUPS, reason="migration")
    known.apply(store.db)


def refuse_newer(connection: Any) -> None:
    """Raise ProblemError S03 when the file carries a migration this program does not know; nothing is touched."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return
    applied = {
        name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (_SET,))
    }
    if applied - {module.NAME for module in MODULES}:
        raise ProblemError("S03")
