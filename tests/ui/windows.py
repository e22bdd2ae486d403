"""Windows over a page: finding the one that is open, the member list with something to hide, workbooks read back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from desktop_app.office import Office
from tests.helpers.ui import bury
from tests.ui.conftest import Desk
from ui.pages.members.page import MembersPage

W = TypeVar("W", bound=QDialog)
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def shown(kind: type[W]) -> W:
    """Return the one dialog of a kind that is open."""
    [found] = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    return found


def settle(desk: Desk) -> None:
    desk.clerk.settle()


def members_page(desk: Desk) -> Iterator[MembersPage]:
    """Open the member list, whose first person has an ethnic group; close every window over it afterwards."""
    desk.clerk.window.open_page("members")
    settle(desk)
    made = desk.clerk.window.page
    assert isinstance(made, MembersPage)
    first = made.model.row(0)
    assert first is not None
    desk.clerk.ask(lambda office: _give_ethnic_group(office, first.id))
    made.refresh()
    settle(desk)
    yield made
    for left in QApplication.topLevelWidgets():
        if isinstance(left, QDialog) and left.isVisible():
            left.close()
    bury()


def _give_ethnic_group(office: Office, member_id: str) -> None:
    known = office.members.form(member_id)
    changed = msgspec.structs.replace(known, ethnic_code="02")
    office.members.update(member_id, office.members.get(member_id).revision, changed)


def book(path: Path) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]  # type: ignore[union-attr]


def table_of(path: Path, first: str) -> list[list[object]]:
    """Return headings and rows of the table whose first heading is named."""
    lines = book(path)
    start = next(number for number, line in enumerate(lines) if line[0] == first)
    return [line for line in lines[start:] if line[0] is not None]
