"""What every page is given: the worker, the questions, and the month and the cell in hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.operations import Operations
from ui.questions import Questions

if TYPE_CHECKING:
    from db.records import CellView, Organization
    from ui.preferences import Preferences


class SaveState(StrEnum):
    """What the bottom bar says about the form on the screen."""

    NONE = "none"
    """No form is open."""
    SAVED = "saved"
    UNSAVED = "unsaved"
    SAVING = "saving"


@dataclass(frozen=True)
class OfficeFacts:
    """What the window shows of the open office at every moment; read once when it is opened."""

    office: Organization
    is_sample: bool
    folder: str
    last_backup: str = ""
    """Day and time as people write them; empty when there is none."""
    last_package: str = ""
    """Label of the last package sent; empty when there is none."""
    wrong_clock: str = ""
    """The day the machine believes in, when it cannot be; empty otherwise."""


class WindowContext(QObject):
    """The hands of a page into the window around it.

    The office itself is reached only through ``operations.run(lambda office: ...)``.
    """

    period_changed = Signal(str)
    cell_changed = Signal(object)
    cells_changed = Signal()
    """The list of cells may have changed: whoever shows it reads it again."""
    data_changed = Signal()
    """Something was committed: boards, counters and the bottom bar read again."""
    save_state_changed = Signal(str)
    appearance_changed = Signal()
    """Language, text size or colours were chosen anew: the window is made again."""
    office_switch_wanted = Signal()
    """The user wants to close this office and open another, or to lock it."""
    facts_changed = Signal()
    """The office was read again."""
    message = Signal(str)
    """A sentence for the bottom bar, for what needs no answer."""

    def __init__(
        self,
        operations: Operations,
        questions: Questions,
        preferences: Preferences,
        today: Callable[[], date],
        open_page: Callable[..., None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.operations = operations
        self.questions = questions
        self.preferences = preferences
        self.today = today
        self._open_page = open_page
        self._period = today().strftime("%Y-%m")
        self._cell: CellView | None = None
        self.cells: tuple[CellView, ...] = ()
        """The cells of the office as of today, sorted by name."""
        self.facts: OfficeFacts | None = None
        """None until the office was read."""

    @property
    def period(self) -> str:
        """The month in hand, YYYY-MM."""
        return self._period

    def set_period(self, period: str) -> None:
        """Take another month in hand."""
        if period != self._period:
            self._period = period
            self.period_changed.emit(period)

    @property
    def cell(self) -> CellView | None:
        """The cell in hand; None means all cells."""
        return self._cell

    def set_cell(self, cell: CellView | None) -> None:
        """Take another cell in hand."""
        before, self._cell = self._cell, cell
        if (before and before.organization.id) != (cell and cell.organization.id):
            self.cell_changed.emit(cell)

    def set_cell_id(self, cell_id: str) -> None:
        """Take the cell with this id in hand, when it is known."""
        self.set_cell(next((cell for cell in self.cells if cell.organization.id == cell_id), self._cell))

    def open_page(self, name: str, **args: object) -> None:
        """Go to a page of ui.navigation.PAGES by name; ``args`` go to its ``open``."""
        self._open_page(name, **args)

    def set_save_state(self, state: SaveState) -> None:
        """Tell the bottom bar how the form on the screen stands."""
        self.save_state_changed.emit(state.value)

    def say(self, text: str) -> None:
        """Show a sentence in the bottom bar."""
        self.message.emit(text)


def month_name(period: str) -> str:
    """Return "Tháng 11/2026" for "2026-11"."""
    from desktop_app.texts import tr

    return tr("Tháng {month}/{year}", month=int(period[5:7]), year=period[:4])


def shifted(period: str, months: int) -> str:
    """Return the period ``months`` later (earlier when negative)."""
    index = int(period[:4]) * 12 + int(period[5:7]) - 1 + months
    return f"{index // 12:04d}-{index % 12 + 1:02d}"
