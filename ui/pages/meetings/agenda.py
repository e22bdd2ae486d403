"""Third section of the form: the items of the meeting in their order, one of them in hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from db.meeting_records import AgendaItem, AttendanceMark, MeetingContent, MeetingTask, Opinion
from db.records import Finding, Severity
from db.text import fold
from desktop_app.texts import tr
from ui import theme
from ui.pages.meetings.agenda_item import ItemEditor
from ui.pages.meetings.agenda_list import ItemColumn
from ui.pages.meetings.agenda_undo import Held, InsertItem, MoveItem, RemoveItem, RemovePart, ReplaceItems
from ui.pages.meetings.guidance import GuidanceEditor
from ui.pages.meetings.section import Section, scrolling
from ui.widgets.field import FindingLine
from ui.widgets.member_picker import People

if TYPE_CHECKING:
    from desktop_app.rules.regulation import Overrides


class AgendaSection(Section):
    """Nội dung: the list at the left, the item in hand at the right.

    The last line of the list is no item: it stands for guidance from above and dues, which follow the items.
    """

    def __init__(self, undo: QUndoStack, today: Callable[[], date]) -> None:
        super().__init__()
        self.title = tr("Nội dung")
        self._undo = undo
        self._held: list[Held] = []
        self._own: Overrides = {}
        self._next_key = 0
        self._current = -1
        """Key of the item in the editor, -1 when there is none."""
        self._visited: set[int] = set()
        self._all_visited = False
        self._findings: tuple[Finding, ...] = ()
        self.column = ItemColumn()
        self.list, self.note, self.add = self.column.list, self.column.note, self.column.add
        self.editor = ItemEditor(today)
        self.guidance = GuidanceEditor()
        self._before: MeetingContent | None = None
        self.finding = FindingLine()
        self._build()
        # Later: what has just come into being has no place yet.
        self._in_sight = QTimer(self, singleShot=True, interval=0)
        self._in_sight.timeout.connect(self._bring_into_sight)
        self.list.currentRowChanged.connect(self._row_changed)
        self.column.removed.connect(self.remove_item)
        self.column.added.connect(self.add_item)
        self.column.moved.connect(self.move_item)
        self.list.entered_item.connect(self._enter_item)
        self.editor.changed.connect(self.changed)
        self.editor.title_left.connect(self._title_left)
        self.editor.vote.opened.connect(self._in_sight.start)
        self.editor.opinions.removed.connect(partial(self._part_removed, "opinions"))
        self.editor.tasks.removed.connect(partial(self._part_removed, "tasks"))
        self.guidance.changed.connect(self.changed)

    def _build(self) -> None:
        self.item_area, self.guidance_area = scrolling(self.editor), scrolling(self.guidance)
        self.right = QStackedWidget()
        self.right.addWidget(self.item_area)
        self.right.addWidget(self.guidance_area)
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(12))
        columns.addWidget(self.column, 3)
        columns.addWidget(self.right, 7)
        self.body.addWidget(self.finding)
        self.body.addLayout(columns, 1)
        for keys, action in (
            ("Alt+Up", partial(self.move_item, -1)),
            ("Alt+Down", partial(self.move_item, 1)),
            ("Alt+PgUp", partial(self.go_on, -1)),
            ("Alt+PgDown", partial(self.go_on, 1)),
            ("Ctrl+N", self.add_item),
        ):
            self._shortcut(keys, action)

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
        self._before = None
        self.editor.forget()
        self.guidance.fill(content)
        self._hint()
        self._show_list(0)

    def collect(self, content: MeetingContent) -> MeetingContent:
        """Return the meeting with these items."""
        self.keep()
        content = self.guidance.collect(content)
        return msgspec.structs.replace(content, agenda=tuple(held.item for held in self._held))

    def set_before(self, before: MeetingContent | None) -> None:
        """Tell what the meeting before was about."""
        self._before = before
        self._show_before()

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

    def change_item(self, key: int, item: AgendaItem) -> None:
        """Replace an item and take it in hand."""
        self.keep()
        place = self.place_of(key)
        if place is not None:
            self._held[place].item = item
            self._current = -1
            self._show_list(place)
            self.changed.emit()

    def replace_all(self, held: Sequence[Held]) -> None:
        """Replace the whole agenda."""
        self.keep()
        self._held = list(held)
        self._current = -1
        self._show_list(0)
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
        if all(0 <= place < len(self._held) for place in (row, row + step)):
            self._undo.push(MoveItem(self, self._held[row].key, row, row + step))

    def _part_removed(self, name: str, place: int, part: Opinion | MeetingTask) -> None:
        self._undo.push(RemovePart(self, self._current, name, place, part))
        self.note.setText(tr("Đã bỏ một dòng. Ctrl+Z để lấy lại."))

    def go_on(self, step: int) -> None:
        """Go to the item after (1) or before (-1) the one in hand, into its content."""
        row = self.list.currentRow() + step
        if 0 <= row < self.list.count():
            self.list.setCurrentRow(row)
            self._enter_item()

    # --- the meeting before ---

    def copy_before(self, before: MeetingContent, focused: QWidget) -> bool:
        """Bring the field or rows in hand from the meeting before; False when there is nothing to bring."""
        if self.guidance.isAncestorOf(focused):
            return self.guidance.copy_before(before, focused)
        return self.editor.copy_before(focused)

    def copy_agenda(self, before: MeetingContent) -> bool:
        """Take over the titles of the meeting before as one step of undo.

        Items of the same title keep what was typed into them; others with something in them stay behind.
        """
        if not before.agenda:
            return False
        self.keep()
        here = [(fold(held.item.title), held) for held in self._held]
        fresh = []
        for item in before.agenda:
            same = next((pair for pair in here if pair[0] == fold(item.title)), None)
            if same is not None:
                here.remove(same)
            fresh.append(same[1] if same else self._hold(AgendaItem(title=item.title)))
        written = [held for _, held in here if held.item != AgendaItem(title=held.item.title)]
        self._undo.push(ReplaceItems(self, list(self._held), fresh + written))
        self.note.setText(tr("Đã chép chương trình buổi trước. Ctrl+Z để lấy lại."))
        return True

    def _show_before(self) -> None:
        place = self.place_of(self._current)
        self.editor.show_before(self._before, self._held[place].item.title if place is not None else "")

    def _hint(self) -> None:
        self.note.setText(tr("Alt+PgDn nội dung sau · F2 chép buổi trước · F3 đoạn mẫu"))

    # --- the list ---

    def _show_list(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for place, held in enumerate(self._held):
            self.list.addItem(QListWidgetItem())
            self._name_row(place, held)
        self.list.addItem(QListWidgetItem())
        self.column.name_guidance(written=self.guidance.written)
        self.list.setCurrentRow(max(row, 0))
        self.list.blockSignals(False)
        row = max(row, 0)
        self._row_changed(row)

    def _name_row(self, place: int, held: Held) -> None:
        own = [f for f in self._findings if f.field.startswith(f"agenda.{place}.") or f.field == f"agenda.{place}"]
        wrong = any(f.severity is Severity.ERROR for f in own) and self._seen(held.key)
        self.column.name_item(place, held.item, wrong=wrong)

    def _row_changed(self, row: int) -> None:
        self.keep()
        before = self.place_of(self._current)
        if before is not None:
            self._visited.add(self._current)
            self._name_row(before, self._held[before])
        self.column.name_guidance(written=self.guidance.written)
        there = 0 <= row < len(self._held)
        self.editor.setEnabled(there)
        self.right.setCurrentWidget(self.item_area if there else self.guidance_area)
        self.column.set_item_in_hand(there=there)
        key = self._held[row].key if there else -1
        if key != self._current:
            self._current = key
            self.editor.fill(self._held[row].item if there else AgendaItem(title=""))
            self.item_area.verticalScrollBar().setValue(0)
            self._show_before()
        self._show_item_findings()

    def _title_left(self) -> None:
        self.keep()
        place = self.place_of(self._current)
        if place is not None:
            self._name_row(place, self._held[place])
            self._show_before()

    def _enter_item(self) -> None:
        if self.list.currentRow() >= len(self._held):
            self.guidance.guidance.setFocus()
            return
        (self.editor.content if self.editor.title.text().strip() else self.editor.title).setFocus()

    # --- findings and the cursor ---

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show findings about the whole agenda above it, those about the item in hand at its fields."""
        self._findings = tuple(finding for finding in findings if finding.field.split(".")[0] == "agenda")
        self.guidance.show_findings(findings)
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
        for field in self.guidance.fields.values():
            field.visited = visited
        if not visited:
            self._visited.clear()

    def focus_first(self) -> None:
        """Begin in the content of the item in hand."""
        if self._held or self.list.currentRow() == 0:
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
        if head in self.guidance.fields:
            self.list.setCurrentRow(len(self._held))
            self.guidance.fields[head].editor.setFocus()
            return True
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
