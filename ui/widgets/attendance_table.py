"""The attendance list worked by keyboard: find a person by name, mark presence by one key, type the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QUndoStack
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from db.meeting_records import AttendanceMark, Presence
from db.records import Finding
from desktop_app.texts import tr
from ui import theme
from ui.widgets.attendance_model import ABSENT, AttendanceModel, Column, Index
from ui.widgets.field import FindingLine, WrappingLabel, set_invalid
from ui.widgets.member_picker import People, Person
from ui.widgets.phrase_edit import PhraseEdit
from ui.widgets.plain import plain_tip

KEYS = {
    "c": Presence.PRESENT,
    "1": Presence.PRESENT,
    "p": Presence.EXCUSED,
    "2": Presence.EXCUSED,
    "k": Presence.UNEXCUSED,
    "3": Presence.UNEXCUSED,
}
"""Which key sets which presence; every other letter begins a search by name."""


class _ReasonDelegate(QStyledItemDelegate):
    """Edits a reason; writes it into the model at every key, and back on Esc."""

    reason_closed = Signal()

    def __init__(self, model: AttendanceModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._row = -1
        self._before: AttendanceMark | None = None
        self.reasons: tuple[str, ...] = ()
        """Reasons used before, the most used first."""
        self.closeEditor.connect(self._closed)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        """Open a line of plain text that offers reasons used before, here or at earlier meetings."""
        here = (mark.reason for mark in self._model.marks if mark.reason)
        editor = PhraseEdit(tuple(dict.fromkeys((*here, *self.reasons))), parent)
        editor.setMaxLength(500)
        # The looks of a form's field would reach over the row below.
        editor.setStyleSheet("QLineEdit { min-height: 0; padding: 0 4px; border-radius: 0; }")
        editor.setAccessibleName(tr("Lý do vắng"))
        editor.setText(self._model.marks[index.row()].reason)
        place = QPersistentModelIndex(index)
        editor.textEdited.connect(lambda text: self._model.setData(place, text))
        self._row = index.row()
        self._before = self._model.marks[self._row]
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Leave the editor alone: rewriting what is being typed breaks Unikey."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write what stands in the editor."""
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def _closed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        before, self._before = self._before, None
        if before is None:
            return
        self.reason_closed.emit()
        if hint is QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self._model.put(before)
        else:
            self._model.keep_reason(self._row, before)


class _Table(QTableView):
    """The list itself; passes on the keys that mean something."""

    key_typed = Signal(str)
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark by one key; another letter begins a search; Enter goes on."""
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if self.state() is QAbstractItemView.State.EditingState:
            # What the editor of a reason does not use is not meant for the list.
            event.accept()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif plain and (event.text().strip() or event.key() == Qt.Key.Key_Space):
            self.key_typed.emit(event.text().lower())
        else:
            super().keyPressEvent(event)


class AttendanceTable(QWidget):
    """Every member of the cell in one row, a search line above, and the filter of who was absent."""

    changed = Signal()
    row_left = Signal(int)
    """The cursor left this row."""
    refresh_wanted = Signal()
    """The list shall follow the register of members again."""
    finished = Signal()
    """Enter after the last thing to do here."""

    def __init__(self, undo: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = AttendanceModel(undo, self)
        self._people = People(())
        self._from_search = False
        self._lost = False
        """Whether nobody has the name typed in the search line: then no key may mark anybody."""
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Tìm tên, có dấu hoặc không dấu; Enter để tới dòng"))
        self.search.setAccessibleName(tr("Tìm đảng viên trong danh sách"))
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(self._find)
        self.search.installEventFilter(self)
        self.only_absent = QCheckBox(tr("Chỉ &người vắng"))
        self.only_absent.toggled.connect(self._filter)
        self.table = _Table()
        self._set_up_table()
        self.row_finding = FindingLine()
        hint = WrappingLabel(
            tr(
                "Phím: 1 hoặc C có mặt · 2 hoặc P vắng có lý do · 3 hoặc K vắng không lý do · "
                "Dấu cách đổi · chữ khác tìm tên"
            ),
            role="muted",
        )
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.only_absent)
        self.renew = QPushButton(tr("Làm mới danh &sách"))
        self.renew.setToolTip(plain_tip(tr("Đọc lại sổ đảng viên của ngày họp; những dấu đã đánh được giữ.")))
        self.renew.clicked.connect(self.refresh_wanted)
        top.addWidget(self.renew)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.row_finding)
        layout.addWidget(hint)
        self.model.changed.connect(self.changed)
        self.setFocusProxy(self.search)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        self._delegate = _ReasonDelegate(self.model, table)
        self._delegate.reason_closed.connect(self._reason_closed)
        table.setItemDelegate(self._delegate)
        table.setAccessibleName(tr("Danh sách điểm danh"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.REASON, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.key_typed.connect(self._key)
        table.entered.connect(self._entered)
        table.selectionModel().currentRowChanged.connect(self._row_changed)
        self._fit_columns()

    def _fit_columns(self) -> None:
        # Measured from words, not from rows: asking the header to fit its contents walks through every row.
        bold = self.table.font()
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        widths = {
            Column.PLACE: "STT 00",
            Column.NAME: "Nguyễn Hoàng Thị Phương Thảo",
            Column.STANDING: "Tình trạng",
            Column.PRESENCE: "✗  Vắng không lý do",
        }
        for column, text in widths.items():
            self.table.setColumnWidth(column, metrics.horizontalAdvance(text) + theme.px(20))
        self.table.verticalHeader().setDefaultSectionSize(metrics.height() + 6)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the columns to a new size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self._fit_columns()

    def _row_changed(self, _now: QModelIndex, before: QModelIndex) -> None:
        if before.isValid():
            self.row_left.emit(before.row())
        self._show_row_finding()

    def _show_row_finding(self) -> None:
        text = self.model.finding_text(self.row) if self.row >= 0 else ""
        self.row_finding.say(text, grave=True)

    # --- content ---

    def set_reasons(self, reasons: Sequence[str]) -> None:
        """Offer these reasons for absence, the most used first."""
        self._delegate.reasons = tuple(reasons)

    def show_findings(self, findings: Mapping[int, list[Finding]]) -> None:
        """Show what rules say about single rows: in the row, and in full below for the row in hand."""
        self.model.show_findings(findings)
        self._show_row_finding()

    def set_marks(self, marks: Sequence[AttendanceMark]) -> None:
        """Show a list; the cursor stands on its first person."""
        self.model.set_marks(marks)
        self._people = People([Person(str(row), mark.full_name) for row, mark in enumerate(marks)])
        self._clear_search()
        self._filter()
        if marks:
            self.table.setCurrentIndex(self.model.index(0, Column.NAME))

    def go_to(self, row: int, *, reason: bool = False) -> None:
        """Put the cursor on a row, or into its reason where one can be typed."""
        if not 0 <= row < self.model.rowCount():
            return
        self.table.setRowHidden(row, False)
        index = self.model.index(row, Column.REASON if reason else Column.NAME)
        self.table.setFocus()
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)
        if reason and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.table.edit(index)

    @property
    def row(self) -> int:
        """The row in hand, -1 when there is none."""
        return self.table.currentIndex().row()

    # --- keys ---

    def _key(self, key: str) -> None:
        row = self.row
        if key == " ":
            key = "2" if row >= 0 and self.model.marks[row].presence is Presence.PRESENT else "1"
            self._set(row, KEYS[key], ask_reason=False)
        elif key in KEYS:
            self._set(row, KEYS[key], ask_reason=True)
        else:
            self._from_search = False
            self.search.setFocus()
            QApplication.sendEvent(self.search, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, key))

    def _set(self, row: int, presence: Presence, *, ask_reason: bool) -> None:
        if row < 0 or not self.model.mark_presence(row, presence):
            return
        if ask_reason and presence is Presence.EXCUSED:
            self.go_to(row, reason=True)
        elif self._from_search:
            self._back_to_search()

    def _entered(self) -> None:
        row = self.row
        if row >= 0 and self.model.marks[row].presence is Presence.EXCUSED and not self.model.marks[row].reason:
            self.go_to(row, reason=True)
        elif self._from_search:
            self._back_to_search()
        elif 0 <= row < self.model.rowCount() - 1:
            self.go_to(row + 1)
        else:
            self.finished.emit()

    def _back_to_search(self) -> None:
        self._from_search = False
        self._clear_search()
        self.search.setFocus()

    def _clear_search(self) -> None:
        self.search.clear()
        self._lost = False
        set_invalid(self.search, invalid=False)

    def _find(self, text: str) -> None:
        found = self._people.search(text) if text.strip() else []
        self._lost = bool(text.strip()) and not found
        set_invalid(self.search, invalid=self._lost)
        if found:
            row = int(found[0].id)
            self.table.setCurrentIndex(self.model.index(row, Column.NAME))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search line: arrows move in the list, Enter goes to the row, a digit marks it."""
        if watched is not self.search or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            # A search line with nothing of its own to take back leaves Ctrl+Z to the form.
            if event.matches(QKeySequence.StandardKey.Undo) and not self.search.text():
                event.ignore()
                return True
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            if not event.modifiers():
                QApplication.sendEvent(self.table, event)
                return True
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if not self.search.text().strip():
                self.finished.emit()
            elif self.row >= 0 and not self._lost:
                self._from_search = True
                self.table.setFocus()
            return True
        elif event.text() in ("1", "2", "3"):
            # No name has a figure in it: the person in hand is meant, found by letters or by the arrow keys.
            if not self._lost:
                self._from_search = True
                self._set(self.row, KEYS[event.text()], ask_reason=True)
            return True
        return False

    def _reason_closed(self) -> None:
        # Back to the search line when the person was found through it; later, when the view is done with the editor.
        if self._from_search:
            QTimer.singleShot(0, self._back_to_search)

    # --- filter ---

    def _filter(self) -> None:
        only = self.only_absent.isChecked()
        for row, mark in enumerate(self.model.marks):
            self.table.setRowHidden(row, only and mark.presence not in ABSENT)
