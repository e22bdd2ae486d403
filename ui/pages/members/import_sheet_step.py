"""Step: which sheet, and where its header stands, shown on the rows of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableView, QWidget

from desktop_app.documents.excel_in.columns import letter_of
from desktop_app.documents.excel_in.model import Encoding, Raw, SheetInfo
from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui import theme
from ui.pages.members.import_steps import ImportSession, ImportStep
from ui.widgets.choice import Choice
from ui.widgets.number import NumberEdit
from ui.widgets.plain import plain_label, plain_tip

if TYPE_CHECKING:
    from desktop_app.documents.excel_in.model import ImportChoices, SourceSheet
    from desktop_app.office import Office

Index = QModelIndex | QPersistentModelIndex
NARROW, WIDE = 60, 220
"""Pixels at 100 % between which a column of the grid takes the width of its words."""
MERGED = 300
"""Merged cells of the grid shown as such; further ones look like others."""
BOLD = 3
"""Spaces by which the letters of a header are wider."""
LOOKED_AT = 40
"""Rows whose words decide how wide a column is."""


def cell_text(value: Raw, encoding: Encoding = Encoding.UNICODE) -> str:
    """Return a cell of the file as people read it."""
    from desktop_app.documents.excel_in import encodings
    from desktop_app.documents.excel_in.cell import as_text

    # Decoded before anything is cleaned: in TCVN3 the soft hyphen is a letter.
    return as_text(encodings.decode(value, encoding) if isinstance(value, str) else value)


class GridModel(QAbstractTableModel):
    """The cells of a sheet, with the header rows marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet: SourceSheet | None = None
        self.header = (0, 0)
        self.encodings: dict[int, Encoding] = {}

    def show_sheet(self, sheet: SourceSheet, choices: ImportChoices) -> None:
        """Show another sheet."""
        self.beginResetModel()
        self.sheet = sheet
        self.header = (choices.header_first, choices.header_last)
        self.encodings = {plan.index: plan.encoding for plan in choices.columns}
        self.endResetModel()

    def mark_header(self, first: int, last: int) -> None:
        """Mark other rows, counted from 1."""
        self.header = (first, last)
        if self.sheet is not None and self.sheet.rows:
            end = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), end)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns."""
        if parent.isValid() or self.sheet is None:
            return 0
        return max((len(row) for row in self.sheet.rows[:1]), default=0)

    def in_header(self, row: int) -> bool:
        """Whether a row, counted from 0, is one of the header rows."""
        return self.header[0] <= row + 1 <= self.header[1]

    def text(self, row: int, column: int) -> str:
        """Return the words of a cell."""
        assert self.sheet is not None
        cells = self.sheet.rows[row]
        value = cells[column] if column < len(cells) else None
        encoding = self.encodings.get(column, Encoding.UNICODE)
        if isinstance(value, str) and row < self.header[1]:
            # A title may be written otherwise than what stands below it.
            from desktop_app.documents.excel_in import encodings

            encoding = encodings.detect([value])
        return cell_text(value, encoding)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt shows of a cell."""
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, index.column()).replace("\n", " ")
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.text(row, index.column()))
        if role == Qt.ItemDataRole.BackgroundRole and self.in_header(row):
            return QColor(theme.colors().info_back)
        if role == Qt.ItemDataRole.ForegroundRole and (row + 1 < self.header[0] or self._hidden(index.column())):
            return QColor(theme.colors().muted)
        if role == Qt.ItemDataRole.FontRole and self.in_header(row):
            font = QFont()
            font.setBold(True)
            return font
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return letters above and row numbers at the left; the header rows say that they are."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            letters = letter_of(section)
            return tr("{letter} (ẩn)", letter=letters) if self._hidden(section) else letters
        return tr("{row} tiêu đề", row=section + 1) if self.in_header(section) else str(section + 1)

    def _hidden(self, column: int) -> bool:
        return self.sheet is not None and column in self.sheet.hidden_columns


class Grid(QTableView):
    """The rows of the file; H makes the present row the header, Shift+H its last row."""

    first_wanted = Signal(int)
    last_wanted = Signal(int)

    def __init__(self, model: GridModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(tr("Các dòng của trang tính"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(theme.px(26))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Set the header by keyboard."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and event.text().lower() == "h" and self.currentIndex().isValid():
            wanted = self.last_wanted if event.text() == "H" else self.first_wanted
            wanted.emit(self.currentIndex().row() + 1)
        else:
            super().keyPressEvent(event)


class RowNumber(NumberEdit):
    """The number of a row, typed or stepped by the arrow keys; empty stands for none."""

    row_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.most = 1
        self.setPlaceholderText(tr("không có"))
        self.setMaximumWidth(theme.px(96))
        self.textEdited.connect(lambda _text: self.row_changed.emit(self.row()))

    def row(self) -> int:
        """Return the row from 1, 0 for none; never beyond the last of the sheet."""
        return min(self.value() or 0, self.most)

    def show_row(self, row: int) -> None:
        """Show a row, nothing for 0."""
        self.set_value(row or None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by the arrow keys."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row = min(max(self.row() + step, 0), self.most)
        self.show_row(row)
        self.row_changed.emit(row)


class SheetStep(ImportStep):
    """The sheet and the rows of its header."""

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        self.sheet: Choice[str] = Choice([("", "")])
        self.sheet.setMinimumWidth(theme.px(200))
        self.sheet.activated.connect(lambda _index: self._sheet_chosen())
        _labelled(bar, tr("T&rang tính:"), self.sheet)
        bar.addSpacing(theme.px(12))
        self.first, self.last = RowNumber(), RowNumber()
        _labelled(bar, tr("&Dòng tiêu đề từ"), self.first)
        _labelled(bar, tr("đế&n dòng"), self.last)
        bar.addStretch(1)
        self.extent = plain_label(role="muted")
        bar.addWidget(self.extent)
        self.column.addLayout(bar)
        self.column.addWidget(
            plain_label(
                tr(
                    "Dòng tiêu đề được tô nền và ghi chữ “tiêu đề” ở đầu dòng; các dòng trên nó không được đọc. "
                    "Sai thì sửa số dòng, hoặc tới dòng đúng trong bảng rồi nhấn H (Shift+H cho dòng tiêu đề cuối)."
                ),
                role="muted",
                wrap=True,
            )
        )
        self.model = GridModel()
        self.grid = Grid(self.model)
        self.column.addWidget(self.grid, 1)
        self.first.row_changed.connect(self._first_changed)
        self.last.row_changed.connect(self._last_changed)
        self.grid.first_wanted.connect(self._only)
        self.grid.last_wanted.connect(self._until)

    @property
    def word(self) -> str:
        """Return the word of the step."""
        return tr("Trang tính và dòng tiêu đề")

    def focus_first(self) -> None:
        """Put the cursor into the grid, at the header."""
        self.grid.setFocus()

    def enter(self) -> None:
        """Show the sheet the session holds."""
        book, sheet, choices = self.session.book, self.session.sheet, self.session.choices
        if book is None or sheet is None or choices is None:
            return
        self.sheet.offer([(info.name, _sheet_words(info)) for info in book.sheets])
        self.sheet.set_value(choices.sheet)
        self.extent.setText(
            tr(
                "{rows} dòng, {columns} cột",
                rows=format_number(len(sheet.rows)),
                columns=len(sheet.rows[0]) if sheet.rows else 0,
            )
        )
        self.model.show_sheet(sheet, choices)
        for edit, value in ((self.first, choices.header_first), (self.last, choices.header_last)):
            edit.most = max(1, len(sheet.rows))
            edit.show_row(value)
        self._fit_columns()
        self.grid.clearSpans()
        for top, left, bottom, right in sheet.merged[:MERGED]:
            if (top, left) != (bottom, right):
                self.grid.setSpan(top, left, bottom - top + 1, right - left + 1)
        if sheet.rows:
            self.grid.setCurrentIndex(self.model.index(max(0, min(choices.header_first, len(sheet.rows)) - 1), 0))
            self.grid.scrollTo(
                self.model.index(max(0, choices.header_first - 4), 0), QAbstractItemView.ScrollHint.PositionAtTop
            )

    def _fit_columns(self) -> None:
        metrics = self.grid.fontMetrics()
        start = max(0, self.model.header[0] - 1)
        rows = range(start, min(self.model.rowCount(), start + LOOKED_AT))
        for column in range(self.model.columnCount()):
            texts = [self.model.text(row, column)[:60] + " " * self.model.in_header(row) * BOLD for row in rows]
            widest = max(map(metrics.horizontalAdvance, texts), default=0)
            wide = min(max(widest + theme.px(20), theme.px(NARROW)), theme.px(WIDE))
            self.grid.setColumnWidth(column, wide)

    # --- changing ---

    def _first_changed(self, row: int) -> None:
        if self.last.row() < row or row == 0:
            self.last.show_row(row)
        self.model.mark_header(self.first.row(), self.last.row())

    def _last_changed(self, row: int) -> None:
        if self.first.row() > row or self.first.row() == 0:
            self.first.show_row(row)
        self.model.mark_header(self.first.row(), self.last.row())

    def _only(self, row: int) -> None:
        self.first.show_row(row)
        self.last.show_row(row)
        self.model.mark_header(row, row)

    def _until(self, row: int) -> None:
        self.last.show_row(row)
        self._last_changed(row)

    def _sheet_chosen(self) -> None:
        name = self.sheet.value()
        if self.session.choices is None or name == self.session.choices.sheet:
            return
        self._read(name, None)

    def _read(self, name: str, header: tuple[int, int] | None) -> None:
        path = self.session.path
        assert path is not None
        first, last = header or (None, None)

        def work(office: Office) -> tuple[ImportChoices, SourceSheet]:
            choices = office.member_import.choices_for(path, name, first, last)
            return choices, office.member_import.sheet(path, name)

        def taken(read: tuple[ImportChoices, SourceSheet]) -> None:
            choices, self.session.sheet = read
            self.session.propose(choices)
            if header is None:
                self.enter()
            else:
                self.ready.emit()

        self.session.run(work, taken, busy=tr("Đang đọc trang tính…"), stoppable=True)

    def leave(self) -> bool:
        """Go on at once where nothing was changed; otherwise the columns are looked at again."""
        choices = self.session.choices
        if choices is None:
            return False
        header = (self.first.row(), self.last.row())
        if header == (choices.header_first, choices.header_last):
            return True
        self._read(choices.sheet, header)
        return False


def _labelled(bar: QHBoxLayout, words: str, editor: QWidget) -> None:
    label = plain_label(words)
    label.setBuddy(editor)
    editor.setAccessibleName(words.replace("&", "").rstrip(":"))
    bar.addWidget(label)
    bar.addWidget(editor)


def _sheet_words(info: SheetInfo) -> str:
    if info.hidden:
        return tr("{name} (đang ẩn, {rows} dòng)", name=info.name, rows=format_number(info.rows))
    return tr("{name} ({rows} dòng)", name=info.name, rows=format_number(info.rows))
