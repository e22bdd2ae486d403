"""A program that does one great piece of work on a register, and says when it begins and when it commits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

# Imported here and not where they are used: the fork server loads this module once, so that a child starts at once.
import desktop_app.services.bulk
import desktop_app.services.duplicates
import desktop_app.services.member_import
import desktop_app.services.members  # noqa: F401
from db.register_records import TreeEventKind
from db.tree_records import TreeAct, UnitInput
from desktop_app.office import Office, RawKey, open_office
from tests.helpers.member_lists import line, preview, write

PEOPLE = 300
DAY = date(2026, 11, 20)


def workbook(path: Path) -> Path:
    """Write a list of many people, some of them known already once it was imported."""
    return write(path, [line(f"Hoàng Văn Páo {number}", birth=f"{1940 + number % 40}") for number in range(PEOPLE)])


def _ids(office: Office) -> list[str]:
    return [str(row["id"]) for row in office.store.rows("SELECT id FROM member ORDER BY full_name, id")]


def bring_in(office: Office, folder: Path) -> Callable[[], object]:
    """Import the list."""
    shown = preview(office, workbook(folder / "danh sách.xlsx"))
    return lambda: office.member_import.commit(shown, {})


def undo(office: Office, _folder: Path) -> Callable[[], object]:
    """Take the last change set back."""
    made = office.change_sets.listed()[0]
    return lambda: office.change_sets.undo(made.id)


def bulk(office: Office, _folder: Path) -> Callable[[], object]:
    """Give everybody one occupation."""
    people = _ids(office)
    return lambda: office.bulk.apply(people, "occupation", "Làm ruộng")


def merge(office: Office, _folder: Path) -> Callable[[], object]:
    """Make one person of two."""
    keep, drop = _ids(office)[:2]
    return lambda: office.duplicates.merge(keep, drop, {})


def split(office: Office, _folder: Path) -> Callable[[], object]:
    """Divide a cell in two; every other member goes to the new one."""
    cell_id = str(office.store.value("SELECT id FROM organization WHERE code = 'NL'"))
    going = {row.id: "MOI" for row in office.members.of_cell(cell_id, DAY)[::2]}
    new = UnitInput(code="MOI", name="Chi bộ thôn Mới", type_code=office.tree.form(cell_id, DAY).type_code)
    act = TreeAct(
        kind=TreeEventKind.SPLIT, on=DAY, unit_ids=(cell_id,), units=(new,), members=going, decision_number="12-QĐ/ĐU"
    )
    return lambda: office.tree.apply(act)


WORK: dict[str, Callable[[Office, Path], Callable[[], object]]] = {
    "import": bring_in,
    "undo": undo,
    "bulk": bulk,
    "merge": merge,
    "split": split,
}


def run(folder: str, key: bytes, kind: str, said: Connection) -> None:
    """Open the office, say "ready", do the work, saying "commit" when the transaction is about to end, then "done"."""
    office = open_office(Path(folder), RawKey(key))
    work = WORK[kind](office, Path(folder))

    def traced(statement: str) -> None:
        if statement == "COMMIT":
            said.send("commit")

    office.store.connection.set_trace_callback(traced)
    said.send("ready")
    work()
    said.send("done")
    said.recv()
