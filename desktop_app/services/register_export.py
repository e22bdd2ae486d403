"""The register as a workbook of our own: whom it lists, what each cell says, and the stamps that know it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db import member_profiles
from db.register_records import SENSITIVE
from db.text import person_sort_key, sort_key
from desktop_app import lists
from desktop_app.documents.excel.register import RegisterColumn, RegisterRow, register_columns, register_workbook
from desktop_app.documents.excel_in import own_book
from desktop_app.rules.cell_names import CellName, CellNames
from desktop_app.services.import_fields import LISTS, settled
from desktop_app.services.import_register import Register
from desktop_app.texts import tr

if TYPE_CHECKING:
    from db.store import Store

_NAME: Final = ("full_name", "sort_name")


def export_register(
    store: Store,
    office_id: str,
    on: date,
    cells: Iterable[CellName],
    path: Path,
    *,
    cell_id: str | None = None,
    sensitive: bool = False,
) -> int:
    """Write the members of the office, or of one cell, on a day to ``path``; return how many.

    Sensitive columns are left out unless ``sensitive``. Raises ProblemError as ``db.files.write`` does.
    """
    columns = tuple(column for column in register_columns() if sensitive or column.field not in SENSITIVE)
    register = Register(store, office_id, on, [column.field for column in columns])
    named = _cell_texts(cells)
    hamlets = _unique({hamlet.id: hamlet.name for hamlet in member_profiles.hamlets(store, office_id)})
    shown = {column.field: _shower(column, named, hamlets) for column in columns}
    return register_workbook(
        _rows(register, _members(register, named, cell_id), columns, shown),
        path,
        title=tr("DANH SÁCH ĐẢNG VIÊN NGÀY {day}", day=f"{on:%d/%m/%Y}"),
        columns=columns,
        stamped=[column.field for column in columns],
        choices=_choices(columns, named, hamlets),
    )


def _members(register: Register, named: Mapping[str, str], cell_id: str | None) -> list[str]:
    """Return who is listed, by cell and name."""
    listed = [
        (sort_key(named.get(cell, "")), person_sort_key(*(register.value(one, name) for name in _NAME)), one)
        for one in register.ids()
        if register.state(one).is_member and (cell := register.value(one, "cell")) in ((cell_id,) if cell_id else named)
    ]
    return [one for *_, one in sorted(listed)]


def _rows(
    register: Register,
    members: Iterable[str],
    columns: tuple[RegisterColumn, ...],
    shown: Mapping[str, Callable[[str], str]],
) -> Iterator[RegisterRow]:
    fields = [column.field for column in columns]
    for member_id in members:
        values = {field: settled(register.value(member_id, field)) for field in fields}
        texts = {field: text for field in fields if (text := shown[field](register.value(member_id, field)))}
        yield RegisterRow(member_id, own_book.stamp(values, fields), texts)


def _shower(column: RegisterColumn, cells: Mapping[str, str], hamlets: Mapping[str, str]) -> Callable[[str], str]:
    """Return the function that makes the text of a cell out of a canonical value."""
    if column.field == "cell":
        return lambda value: cells.get(value, "")
    if column.field == "hamlet_id":
        return lambda value: hamlets.get(value, "")
    if column.field in LISTS:
        names = lists.names(LISTS[column.field])
        return lambda value: names.get(value, value)
    if column.words:
        words = column.words
        return lambda value: words.get(value, value)
    return lambda value: value


def _choices(
    columns: Iterable[RegisterColumn], cells: Mapping[str, str], hamlets: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return the texts of the drop-downs by field."""
    found: dict[str, list[str]] = {}
    for column in columns:
        if column.field == "cell":
            found["cell"] = list(cells.values())
        elif column.field == "hamlet_id":
            found["hamlet_id"] = list(hamlets.values())
        elif column.field in LISTS:
            found[column.field] = list(lists.names(LISTS[column.field]).values())
        elif column.words:
            found[column.field] = list(column.words.values())
    return found


def _cell_texts(cells: Iterable[CellName]) -> dict[str, str]:
    """Return what each cell is called in the workbook: its name, or its code where the name does not tell."""
    listed = list(cells)
    names = CellNames(listed)
    return {cell.id: cell.name if names.find(cell.name) == (cell.id,) else cell.code for cell in listed}


def _unique(names: Mapping[str, str]) -> dict[str, str]:
    """Return the names that only one has."""
    told = list(names.values())
    return {key: name for key, name in names.items() if told.count(name) == 1}
