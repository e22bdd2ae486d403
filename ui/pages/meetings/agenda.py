"""Third section of the form: the items of the meeting in their order, one of them in hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.meeting_records import AgendaItem, AttendanceMark, MeetingContent, Opinion
from db.records import Finding, Severity
from desktop_app.texts import tr
from ui import theme
from ui.icons import icon, on_button
from ui.pages.meetings.agenda_item import ItemEditor
from ui.pages.meetings.agenda_undo import InsertItem, MoveItem, RemoveItem, RemoveOpinion
from ui.pages.meetings.section import Section
from ui.widgets.field import FindingLine, WrappingLabel
from ui.widgets.member_picker import People

if TYPE_CHECKING:
    from desktop_app.rules.regulation import Overrides


@dataclass
class Held:
    """An item and its name while the form is open, so that undo finds it wherever it moved."""

    key: int
    item: AgendaItem


class _ItemList(QListWidget):
    """The list of items: Delete takes one away, Insert adds one, Enter goes into the one in hand."""

    removed = Signal()
    added = Signal()
    entered_item = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the keys into what they mean."""
        meaning = {
            Qt.Key.Key_Delete: self.removed,
            Qt.Key.Key_Insert: self.added,
            Qt.Key.Key_Return: self.entered_item,
            Qt.Key.Key_Enter: self.entered_item,
        }.get(Qt.Key(event.key()))
        if meaning is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            meaning.emit()
        elif event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
            event.ignore()
        else:
            super().keyPressEvent(event)


class AgendaSection(Section):
    """Nội dung: the list at the left, the item in hand at the right."""

    def __init__(self, undo: QUndoStack) -> None:
        super().__init__()
        self._undo = undo
        self._held: list[Held] = []
        self._own: Overrides = {}
        self._next_key = 0
        self._current = -1
        """Key of the item in the editor, -1 when there is none."""
        self._visited: set[int] = set()
        self._all_visited = False
        self._findings: tuple[Finding, ...] = ()
        self.list = _ItemList()
        self.list.setAccessibleName(tr("Các nội dung sinh hoạt"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.editor = ItemEditor()
        self.finding = FindingLine()
        self.note = WrappingLabel(role="muted")
        self._build()
        # Later: what has just come into being has no place yet.
        self._in_sight = QTimer(self, singleShot=True, interval=0)
        self._in_sight.timeout.connect(self._bring_into_sight)
        self.list.currentRowChanged.connect(self._row_changed)
        self.list.removed.connect(self.remove_item)
        self.list.added.connect(self.add_item)
        self.list.entered_item.connect(self._enter_item)
        self.editor.changed.connect(self.changed)
        self.editor.title_left.connect(self._title_left)
        self.editor.vote.opened.connect(self._in_sight.start)
        self.editor.opinions.removed.connect(self._opinion_removed)

    def _build(self) -> None:
        self.add = QPushButton(tr("&Thêm"))
        on_button(self.add, "add")
        self.add.setToolTip(tr("Thêm nội dung (Ctrl+N)"))
        self.add.setAccessibleName(tr("Thêm nội dung (Ctrl+N)"))
        self.add.clicked.connect(self.add_item)
        self.remove, self.up, self.down = (
            QPushButton(icon("delete"), ""),
            QPushButton(icon("up"), ""),
            QPushButton(icon("down"), ""),
        )
        for button, words, keys, action in (
            (self.remove, tr("Bỏ nội dung này"), "Delete", self.remove_item),
            (self.up, tr("Đưa lên"), "Alt+↑", lambda: self.move_item(-1)),
            (self.down, tr("Đưa xuống"), "Alt+↓", lambda: self.move_item(1)),
        ):
            button.setAccessibleName(words)
            button.setToolTip(f"{words} ({keys})")
            button.clicked.connect(lambda _checked=False, action=action: action())
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(4))
        buttons.addWidget(self.add, 1)
        for button in (self.remove, self.up, self.down):
            button.setFixedWidth(theme.px(38))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
            buttons.addWidget(button)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        left.addWidget(self.note)
        left_box = QWidget()
        left_box.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        left_box.setMaximumWidth(theme.px(280))
        self.item_area = QScrollArea()
        self.item_area.setWidgetResizable(True)
        self.item_area.setFrameShape(QFrame.Shape.NoFrame)
        self.item_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.item_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # With the list of problems above them both must do with little, so that one bar scrolls, not two.
        self.item_area.setMinimumHeight(theme.px(60))
        self.list.setMinimumHeight(theme.px(30))
        self.editor.setObjectName("sheet")
        self.item_area.setWidget(self.editor)
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(12))
        columns.addWidget(left_box, 3)
        columns.addWidget(self.item_area, 7)
        self.body.addWidget(self.finding)
        self.body.addLayout(columns, 1)
        self._shortcut("Alt+Up", partial(self.move_item, -1))
        self._shortcut("Alt+Down", partial(self.move_item, 1))
        self._shortcut("Ctrl+N", self.add_item)

    def _shortcut(self, keys: str, action: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)

    # --- content ---

    def fill(self, content: MeetingContent) -> None:
        """Show the items of a meeting, the first one in hand."""
        self._visited.clear()
        self._findings = ()
        self._held = [self._hold(item) for item in content.agenda]
        self._current = -1
        self.note.clear()
        self._show_list(0)

    def collect(self, content: MeetingContent) -> MeetingContent:
        """Return the meeting with these items."""
        self.keep()
        return msgspec.structs.replace(content, agenda=tuple(held.item for held in self._held))

    def set_people(self, people: People) -> None:
        """Offer these people as speakers."""
        self.editor.set_people(people)

    def set_attendance(self, marks: Sequence[AttendanceMark]) -> None:
        """Let votes propose how many of those present may vote."""
        from desktop_app.rules import voting

        entitled = voting.entitled(marks, overrides=self._own)
        self.editor.vote.set_attendance(entitled, voting.body(marks, overrides=self._own))

    def set_rules(self, own: Overrides) -> None:
        """Tell the office's own values of rules on the day of the meeting."""
        self._own = own
        self.editor.vote.set_rules(own)

    @property
    def held(self) -> list[Held]:
        """The items with their keys, the one in hand as it was when it was last kept."""
        return self._held

    def keep(self) -> None:
        """Take what stands in the editor into the item in hand."""
        place = self.place_of(self._current)
        if place is not None:
            self._held[place].item = self.editor.collect()

    def place_of(self, key: int) -> int | None:
        """Return where the item with this key stands, None when it is gone."""
        return next((place for place, held in enumerate(self._held) if held.key == key), None)

    def _hold(self, item: AgendaItem) -> Held:
        self._next_key += 1
        return Held(self._next_key, item)

    # --- what undo works with ---

    def put(self, place: int, held: Held) -> None:
        """Put an item in and take it in hand."""
        self.keep()
        self._held.insert(min(place, len(self._held)), held)
        self._show_list(min(place, len(self._held) - 1))
        self.changed.emit()

    def take(self, key: int) -> None:
        """Take an item out."""
        self.keep()
        place = self.place_of(key)
        if place is not None:
            del self._held[place]
            if self._current == key:
                self._current = -1
            self._show_list(min(place, len(self._held) - 1))
            self.changed.emit()

    def shift(self, key: int, place: int) -> None:
        """Move an item to another place."""
        self.keep()
        here = self.place_of(key)
        if here is not None:
            self._held.insert(place, self._held.pop(here))
            self._show_list(place)
            self.changed.emit()

    def change_opinions(self, key: int, opinions: Sequence[Opinion]) -> None:
        """Replace the opinions of an item and take it in hand."""
        self.keep()
        place = self.place_of(key)
        if place is not None:
            held = self._held[place]
            held.item = msgspec.structs.replace(held.item, opinions=tuple(opinions))
            self._current = -1
            self._show_list(place)
            self.changed.emit()

    # --- what the user does ---

    def add_item(self) -> None:
        """Add an item after the one in hand and go to its title."""
        row = self.list.currentRow()
        self._undo.push(InsertItem(self, row + 1, self._hold(AgendaItem(title=""))))
        self.editor.title.setFocus()

    def remove_item(self) -> None:
        """Take the item in hand away; Ctrl+Z brings it back."""
        row = self.list.currentRow()
        if 0 <= row < len(self._held):
            self.keep()
            held = self._held[row]
            self._undo.push(RemoveItem(self, row, held))
            self.note.setText(tr("Đã bỏ “{title}”. Ctrl+Z để lấy lại.", title=held.item.title))
            self.list.setFocus()

    def move_item(self, step: int) -> None:
        """Move the item in hand up (-1) or down (1)."""
        row = self.list.currentRow()
        if 0 <= row + step < len(self._held):
            self._undo.push(MoveItem(self, self._held[row].key, row, row + step))

    def _opinion_removed(self, place: int, opinion: Opinion) -> None:
        self._undo.push(RemoveOpinion(self, self._current, place, opinion))
        self.note.setText(tr("Đã bỏ một ý kiến. Ctrl+Z để lấy lại."))

    # --- the list ---

    def _show_list(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for place, held in enumerate(self._held):
            self.list.addItem(QListWidgetItem())
            self._name_row(place, held)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        self._row_changed(row)

    def _name_row(self, place: int, held: Held) -> None:
        title = held.item.title.strip() or tr("(chưa có tên)")
        item = self.list.item(place)
        item.setText(f"{place + 1}. {title}")
        look, colors = "none", theme.colors()
        color = colors.muted
        own = [f for f in self._findings if f.field.startswith(f"agenda.{place}.") or f.field == f"agenda.{place}"]
        if any(f.severity is Severity.ERROR for f in own) and self._seen(held.key):
            look, color = "error", colors.error
        elif held.item.conclusion.strip():
            look, color = "done", colors.ok
        elif held.item.content.strip() or held.item.opinions:
            look, color = "draft", colors.text
        item.setIcon(icon(look, color))

    def _row_changed(self, row: int) -> None:
        self.keep()
        before = self.place_of(self._current)
        if before is not None:
            self._visited.add(self._current)
            self._name_row(before, self._held[before])
        there = 0 <= row < len(self._held)
        self.editor.setEnabled(there)
        for button in (self.remove, self.up, self.down):
            button.setEnabled(there)
        key = self._held[row].key if there else -1
        if key != self._current:
            self._current = key
            self.editor.fill(self._held[row].item if there else AgendaItem(title=""))
            self.item_area.verticalScrollBar().setValue(0)
        self._show_item_findings()

    def _title_left(self) -> None:
        self.keep()
        place = self.place_of(self._current)
        if place is not None:
            self._name_row(place, self._held[place])

    def _enter_item(self) -> None:
        (self.editor.content if self.editor.title.text().strip() else self.editor.title).setFocus()

    # --- findings and the cursor ---

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show findings about the whole agenda above it, those about the item in hand at its fields."""
        self._findings = tuple(finding for finding in findings if finding.field.split(".")[0] == "agenda")
        whole = [finding for finding in self._findings if finding.field == "agenda"]
        self.finding.show_findings(whole if self._all_visited else ())
        for place, held in enumerate(self._held):
            self._name_row(place, held)
        self._show_item_findings()

    def _seen(self, key: int) -> bool:
        return self._all_visited or key in self._visited

    def _show_item_findings(self) -> None:
        place = self.place_of(self._current)
        if place is not None:
            own = self._findings if self._seen(self._current) else ()
            self.editor.show_findings(own, f"agenda.{place}")

    def visit_current(self) -> None:
        """Treat the item in hand as visited: one of its fields was left."""
        self._visited.add(self._current)

    def visit_all(self, *, visited: bool) -> None:
        """Treat every item as visited, or none."""
        self._all_visited = visited
        if not visited:
            self._visited.clear()

    def focus_first(self) -> None:
        """Begin in the content of the item in hand."""
        if self._held:
            self._enter_item()
        else:
            self.add.setFocus()

    def _bring_into_sight(self) -> None:
        """Scroll to the field in hand, to the whole vote where it is one of its counts."""
        vote, focused = self.editor.vote, self.editor.focusWidget()
        if focused is not None:
            self.item_area.ensureWidgetVisible(vote if vote.isAncestorOf(focused) else focused)

    def focus_path(self, path: str) -> bool:
        """Go to an item and a part of it."""
        head, _, rest = path.partition(".")
        if head != "agenda":
            return False
        place, _, part = rest.partition(".")
        if place.isdigit() and int(place) < len(self._held):
            self.list.setCurrentRow(int(place))
            self.editor.focus_part(part)
            self._in_sight.start()
        else:
            self.add.setFocus()
        return True
