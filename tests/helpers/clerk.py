"""A clerk at the keyboard: an office in the true window, keys pressed where the cursor is, questions answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.records import Duty, MemberInput, Sex, Standing
from desktop_app.office import Office, Password, open_office
from desktop_app.texts import ProblemText
from tests.helpers.offices import PASSWORD, FixedClock, make_office
from tests.helpers.templates import copied
from ui import theme
from ui.main_window import MainWindow
from ui.operations import Operations
from ui.preferences import Preferences
from ui.questions import Questions

T = TypeVar("T")
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


class Answers(Questions):
    """Answers in the user's place and remembers what was asked."""

    def __init__(self) -> None:
        super().__init__(None)
        self.asked: list[str] = []
        self.yes = True
        self.why: str | None = "Ghi nhầm số tán thành"
        self.choice: int | None = 0
        self.path: Path | None = None
        self.typed: str | None = None

    def tell(self, title: str, text: str, *, detail: str = "") -> None:
        self.asked.append(f"{title} {text} {detail}")

    def problem(self, problem: ProblemText) -> None:
        raise AssertionError(str(problem))

    def confirm(self, title: str, text: str, *, yes: str, no: str = "", detail: str = "", loses: bool = False) -> bool:
        self.asked.append(f"{title} {text} {detail}")
        return self.yes

    def choose(self, title: str, text: str, choices: object) -> int | None:
        self.asked.append(title)
        return self.choice

    def text(self, title: str, label: str, *, initial: str = "") -> str | None:
        self.asked.append(title)
        return self.typed

    def reason(self, title: str, label: str) -> str | None:
        self.asked.append(title)
        return self.why

    def open_file(self, title: str, kinds: str, *, start: Path | None = None) -> Path | None:
        self.asked.append(title)
        return self.path

    def save_file(self, title: str, kinds: str, suggested: Path) -> Path | None:
        self.asked.append(title)
        return self.path

    def folder(self, title: str, *, start: Path | None = None) -> Path | None:
        self.asked.append(title)
        return self.path


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the keyboard is: in an open popup, else at the cursor."""
    QTest.keyClick(_target(), key, modifier)
    QApplication.processEvents()


def write(text: str) -> None:
    """Type any text letter by letter (``keyClicks`` cannot type Vietnamese)."""
    for letter in text:
        QApplication.sendEvent(_target(), QKeyEvent(QEvent.Type.KeyPress, 0, NONE, letter))
        QApplication.processEvents()


def _target() -> QWidget:
    # As Qt itself does: the keys go to the cursor within an open popup, or to the popup.
    popup: QWidget | None = QApplication.activePopupWidget()
    within: QWidget | None = popup.focusWidget() if popup is not None else QApplication.focusWidget()
    target = within if within is not None else popup
    assert target is not None, "the cursor is nowhere"
    return target


class Clerk:
    """The window of one office, and the hands before it."""

    def __init__(self, qtbot: QtBot, folder: Path, clock: FixedClock) -> None:
        self._qtbot = qtbot
        self.bugs: list[BaseException] = []
        theme.apply(application())
        self.operations = Operations()
        self.operations.bug.connect(self.bugs.append)
        self.operations.open(lambda: open_office(folder, Password(PASSWORD), clock=clock))
        self.answers = Answers()
        self.window = MainWindow(self.operations, Preferences(), questions=self.answers, today=lambda: clock().date())
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)
        self.settle()
        self.window.read_office()
        self.settle()

    def settle(self) -> None:
        """Wait until the worker has done everything and every answer has arrived."""
        self._qtbot.waitUntil(lambda: self.operations.idle, timeout=20_000)
        QApplication.processEvents()
        if not self.operations.idle:
            self.settle()
        assert not self.bugs, self.bugs

    def ask(self, work: Callable[[Office], T]) -> T:
        """Return what ``work`` says about the office; asked on the worker, like everything."""
        said: list[T] = []
        self.operations.run(work, said.append, receiver=self.operations)
        self.settle()
        return said[0]

    def choose(self, letter: Qt.Key) -> None:
        """Press Alt and the underlined letter of a button; Qt clicks it a tenth of a second later."""
        press(letter, ALT)
        buttons = self.window.findChildren(QAbstractButton)
        self._qtbot.waitUntil(lambda: not any(button.isDown() for button in buttons))
        self.settle()

    def leave(self) -> None:
        """Close the window and the office."""
        self.window.hide()
        self.operations.stop()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def application() -> QApplication:
    """Return the one application of the tests."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def copied_commune(folder: Path, clock: FixedClock, cells: int = 2, members: int = 12) -> list[str]:
    """Let a closed office of ``populate`` stand in a folder; return the cells' ids."""
    made_at = FixedClock(clock().isoformat())

    def make(place: Path) -> list[str]:
        office = make_office(place, clock=made_at)
        made = populate(office, cells, members)
        office.close(backup=False)
        return made

    return list(copied(("commune", cells, members, made_at.moment), folder, make))


def populate(office: Office, cells: int = 2, members: int = 12) -> list[str]:
    """Give an office cells that meet on the 3rd, with people of the names of the mountains; return the cells' ids."""
    names = ("Nà Lừa", "Bản Lầu", "Cốc Cái", "Sín Chải", "Na Đẩy")
    families = ("Nông", "Hoàng", "Lò", "Vàng", "Giàng", "Nguyễn", "Triệu", "Bàn", "Lý", "Đặng", "Trần", "Sùng")
    given = ("Hòa", "Nguyệt", "Toàn", "Cường", "Phúc", "Khánh", "Páo", "Dín", "Hường", "Thảo", "Long", "Tuấn", "Mai")
    since = date(2020, 1, 1)
    made = []
    for number in range(cells):
        name = f"Chi bộ thôn {names[number]}"
        cell = office.organizations.add_cell(f"CB{number + 1:02d}", name, "", "Mường Khương", 3, [names[number]], since)
        made.append(cell.id)
        people = []
        for place in range(members):
            family, last = families[place % len(families)], given[place % len(given)]
            middle = ("Văn", "Thị", "A", "Seo")[place // len(given) % 4]
            people.append(
                MemberInput(
                    full_name=f"{family} {middle} {last}",
                    birth_date=str(1960 + place % 40),
                    sex=Sex.FEMALE if middle == "Thị" else Sex.MALE,
                    admitted_on="2010-03-03",
                    official_on="" if place == 1 else "2011-03-03",
                    cell_id=cell.id,
                    standing=Standing.PROBATIONARY if place == 1 else Standing.OFFICIAL,
                    duty=Duty.EXEMPT if place == 2 else Duty.ACTIVE,
                    since=since,
                )
            )
        office.members.add_many(people)
    return made
