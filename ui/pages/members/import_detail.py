"""The line in hand: what differs from the register, field by field, and what is wrong with it, cell by cell."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from db.records import Severity
from db.register_records import SENSITIVE
from desktop_app.documents.excel_in.model import Difference, ImportLine, Verdict
from desktop_app.texts import tr
from ui import theme
from ui.icons import icon, on_button
from ui.pages.members.columns import HIDDEN
from ui.pages.members.import_words import field_word, problem_text, verdict_word
from ui.widgets.field import WrappingLabel, finding_source
from ui.widgets.plain import plain_label, plain_tip
from ui.widgets.record_table import Column, RecordModel, RecordTable


class _Differences(RecordTable):
    """Few rows of long values: each as high as its words, all of which are to be read."""

    def _fit_rows(self) -> None:
        if self.isVisible():
            self.resizeRowsToContents()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the rows once the columns have their widths."""
        super().showEvent(event)
        self._fit_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the rows to the new width."""
        super().resizeEvent(event)
        self._fit_rows()


class LineDetail(QFrame):
    """Shows one line; sensitive fields are covered until asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._line: ImportLine | None = None
        self._shown = False
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(6))
        self.name = WrappingLabel(role="heading")
        layout.addWidget(self.name)
        self.verdict = WrappingLabel(role="muted")
        layout.addWidget(self.verdict)
        self.problems_word = plain_label(tr("Những chỗ phải xem, theo ô của tệp"), role="muted")
        layout.addWidget(self.problems_word)
        self.problems = QListWidget()
        self.problems.setAccessibleName(tr("Những chỗ phải xem, theo ô của tệp"))
        self.problems.setWordWrap(True)
        self.problems.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.problems.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self.problems, 1)
        self.differences_word = plain_label(tr("Khác với sổ"), role="muted")
        layout.addWidget(self.differences_word)
        self.model: RecordModel[Difference] = RecordModel(
            [
                Column(tr("Mục"), lambda change: field_word(change.field), 92, wrap=True),
                Column(tr("Trong sổ"), lambda change: self._value(change, change.before), wrap=True),
                Column(tr("Trong tệp"), lambda change: self._value(change, change.after), wrap=True),
            ]
        )
        self.differences = _Differences(self.model, tr("Khác với sổ"))
        layout.addWidget(self.differences, 2)
        self.reveal = QPushButton(tr("&Hiện mục được che"))
        on_button(self.reveal, "eye")
        self.reveal.setCheckable(True)
        self.reveal.toggled.connect(self._reveal)
        layout.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(0)
        self.show_line(None, "")

    def show_line(self, line: ImportLine | None, outcome: str) -> None:
        """Show a line and what will be done with it."""
        self._line = line
        self.name.setText(_heading(line) if line else tr("Không có dòng nào."))
        self.verdict.setText(f"{_sentence(line)} {tr('Sẽ làm: {outcome}.', outcome=outcome.lower())}" if line else "")
        problems = line.problems if line else ()
        self.problems.clear()
        colors = theme.colors()
        for problem in problems:
            grave = problem.finding.severity is Severity.ERROR
            look = icon("error" if grave else "warning", colors.error if grave else colors.warning)
            item = QListWidgetItem(look, problem_text(problem))
            item.setToolTip(plain_tip(finding_source(problem.finding)))
            self.problems.addItem(item)
        self.problems.setVisible(bool(problems))
        self.problems_word.setVisible(bool(problems))
        differences = line.differences if line else ()
        self.model.set_rows(differences)
        self.differences.setVisible(bool(differences))
        self.differences_word.setVisible(bool(differences))
        self.reveal.setVisible(any(change.field in SENSITIVE for change in differences))

    def _value(self, change: Difference, value: str) -> str:
        if change.field in SENSITIVE and not self._shown and value:
            return HIDDEN
        return value or tr("(trống)")

    def _reveal(self, shown: bool) -> None:  # noqa: FBT001 - a Qt signal
        self._shown = shown
        self.reveal.setText(tr("&Che lại") if shown else tr("&Hiện mục được che"))
        on_button(self.reveal, "eye-off" if shown else "eye")
        self.model.set_rows(self._line.differences if self._line else ())


def _heading(line: ImportLine) -> str:
    name = line.name or tr("(không có tên)")
    return tr("Dòng {row}: {name}", row=line.row, name=name)


def _sentence(line: ImportLine) -> str:
    if line.verdict is Verdict.DOUBTFUL and line.known_name:
        return tr("Nghi ngờ: có thể là {name} đã có trong sổ.", name=line.known_name)
    if line.known_name and line.verdict in (Verdict.CHANGED, Verdict.SAME):
        return tr("{verdict}: {name} trong sổ.", verdict=verdict_word(line.verdict), name=line.known_name)
    return f"{verdict_word(line.verdict)}."
