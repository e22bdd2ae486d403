"""Self-reviews handed in on paper, typed as a list: points, the level each asks for, the committee's level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.evaluation_records import BoardLine, Evaluation, Subject
from db.problems import ProblemError
from desktop_app.rules.quality import text_of
from desktop_app.rules.scheme import Level, Scheme, SectionKind
from desktop_app.services.self_reviews import QuickEntry
from desktop_app.texts import explain, sentence, tr
from ui import theme
from ui.widgets.field import FindingLine
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.score_model import points_of

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.base import Page

Index = QModelIndex | QPersistentModelIndex
NAME, FORM, POINTS, SELF, COMMITTEE = range(5)


class QuickModel(RecordModel[BoardLine]):
    """Holds what is typed; ``changed`` follows every change."""

    changed = Signal()

    def __init__(self, scheme: Scheme) -> None:
        self.levels: list[Level] = sorted(scheme.levels_of(Subject.MEMBER), key=lambda level: level.rank)
        self._short = {level.code: level.short for level in self.levels}
        self.typed: dict[str, QuickEntry] = {}
        super().__init__(
            [
                Column(tr("Họ và tên"), lambda line: line.name),
                Column(tr("Mẫu"), lambda line: line.form, 100),
                Column(tr("Điểm"), lambda line: text_of(self.entry(line).points), 90, number=True),
                Column(tr("Tự nhận mức"), lambda line: self._level(self.entry(line).self_level), 150),
                Column(tr("Chi ủy đề nghị"), lambda line: self._level(self.entry(line).committee_level), 150),
            ]
        )

    def _level(self, code: str) -> str:
        return self._short.get(code, code)

    def entry(self, line: BoardLine) -> QuickEntry:
        """Return what stands in a row now."""
        return self.typed.get(line.id) or QuickEntry(
            evaluation_id=line.id,
            revision=line.revision,
            self_level=line.self_level,
            points=line.points,
            committee_level=line.committee_level,
        )

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let points be typed."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == POINTS else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is shown, or what is edited."""
        line = self.row(index)
        if line is not None and role == Qt.ItemDataRole.EditRole and index.column() == POINTS:
            return text_of(self.entry(line).points)
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take points as people write them; what is no number is not taken."""
        line, text = self.row(index), str(value).strip()
        if line is None or role != Qt.ItemDataRole.EditRole or index.column() != POINTS:
            return False
        points = points_of(text)
        if text and points is None:
            return False
        self._put(index.row(), line, points=points)
        return True

    def choose(self, index: Index, key: str) -> bool:
        """Take a level by its figure, 0 for none, ``=`` for the one the member asks for; return whether it is one."""
        line = self.row(index)
        if line is None or index.column() not in (SELF, COMMITTEE):
            return False
        if key == "=" and index.column() == COMMITTEE:
            level = self.entry(line).self_level
        elif key.isascii() and key.isdigit() and int(key) <= len(self.levels):
            level = self.levels[int(key) - 1].code if int(key) else ""
        else:
            return False
        self._put(index.row(), line, **{"self_level" if index.column() == SELF else "committee_level": level})
        return True

    def _put(self, row: int, line: BoardLine, **fields: Any) -> None:
        entry = msgspec.structs.replace(self.entry(line), **fields)
        self.typed.pop(line.id, None)
        if entry != self.entry(line):
            self.typed[line.id] = entry
        self.dataChanged.emit(self.index(row, 0), self.index(row, COMMITTEE))
        self.changed.emit()


class QuickTable(RecordTable):
    """Enter goes to the next field to type in, then to the next row; a figure chooses a level and goes on."""

    def __init__(self, model: QuickModel, name: str) -> None:
        super().__init__(model, name)
        self.quick = model
        self.first = POINTS
        """The first column that is typed in."""
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)

    def go_on(self) -> None:
        """Go to the next field."""
        index = self.currentIndex()
        if index.column() < COMMITTEE:
            self.setCurrentIndex(self.quick.index(index.row(), max(index.column() + 1, self.first)))
        elif index.row() + 1 < self.quick.rowCount():
            self.setCurrentIndex(self.quick.index(index.row() + 1, self.first))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go on after Enter."""
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self.go_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by a figure, go on by Enter, empty by Delete."""
        index = self.currentIndex()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if self.state() is QAbstractItemView.State.EditingState or not plain:
            super().keyPressEvent(event)
        elif (event.text() and self.quick.choose(index, event.text())) or event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            self.go_on()
        elif event.key() == Qt.Key.Key_Delete:
            if not self.quick.choose(index, "0"):
                self.quick.setData(index, "")
        elif index.column() == POINTS or not event.text().isprintable() or not event.text():
            super().keyPressEvent(event)


class QuickDialog(QDialog):
    """``saved`` brings how many were written; all of them are, or none."""

    saved = Signal(int)

    def __init__(self, page: Page, scheme: Scheme, title: str, lines: list[BoardLine]) -> None:
        super().__init__(page)
        self.page = page
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Nhập nhanh bản kiểm điểm"))
        self.resize(theme.px(860), theme.px(600))
        self.model = QuickModel(scheme)
        self.table = QuickTable(self.model, tr("Điểm, mức tự nhận, mức chi ủy đề nghị của từng người"))
        self.model.set_rows(lines)
        kinds = {section.kind for form in scheme.forms for section in form.sections if not form.analysis}
        if not kinds & {SectionKind.POINTS, SectionKind.TASKS}:
            self.table.leave_out(POINTS, out=True)
            self.table.first = SELF
        self.trouble = FindingLine()
        self.summary = plain_label(role="muted")
        self.keep = QPushButton(tr("Lưu tất cả (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.keep.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.addWidget(plain_label(title, role="heading", wrap=True))
        column.addWidget(self.table, 1)
        keys = " · ".join(f"{number} {level.short}" for number, level in enumerate(self.model.levels, 1))
        words = tr("{levels} · 0 bỏ trống · = như tự nhận · Enter sang ô sau", levels=keys)
        column.addWidget(plain_label(words, role="muted", wrap=True))
        column.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        buttons.addButton(self.keep, QDialogButtonBox.ButtonRole.ActionRole)
        closing = buttons.addButton(tr("Đóng"), QDialogButtonBox.ButtonRole.RejectRole)
        closing.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column.addWidget(self.summary)
        column.addWidget(buttons)
        self.keep.clicked.connect(self.save)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save)
        self.model.changed.connect(self._tell)
        self._tell()
        self.table.setCurrentIndex(self.model.index(0, self.table.first))
        self.table.setFocus()

    def _tell(self) -> None:
        count = len(self.model.typed)
        self.summary.setText(tr("{count} dòng chưa lưu", count=count) if count else "")
        self.keep.setEnabled(bool(count))

    def reject(self) -> None:
        """Ask when something typed would be lost."""
        if not self.model.typed or self.page.context.questions.discard_changes():
            super().reject()

    def save(self) -> None:
        """Write everything that was typed."""
        entries = list(self.model.typed.values())
        if not entries or not self.keep.isEnabled():
            return
        self.keep.setEnabled(False)

        def work(office: Office) -> list[Evaluation]:
            return office.self_reviews.save_quick(entries)

        self.page.context.operations.run(work, self._saved, self._failed, on_done=self._tell, receiver=self)

    def _saved(self, kept: list[Evaluation]) -> None:
        self.model.typed.clear()
        self.saved.emit(len(kept))
        self.accept()

    def _failed(self, problem: ProblemError) -> None:
        refused = problem.values.get("evaluation_id")
        rows = [line for line in self.model.rows if line is not None]
        place = next((at for at, line in enumerate(rows) if line.id == refused), None)
        findings = problem.values.get("findings")
        said = str(explain(problem))
        if isinstance(findings, tuple):
            said = " ".join(sentence(finding) for finding in findings)
        if place is not None:
            said = f"{rows[place].name}: {said}"
            self.table.setCurrentIndex(self.model.index(place, self.table.first))
        self.trouble.say(said, grave=True)
        self.table.setFocus()
