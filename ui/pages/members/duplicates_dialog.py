"""Người trùng: who may have been written down twice, both side by side, and one made of two."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.register_records import ChangeSet
from desktop_app.rules.percentages import format_number
from desktop_app.services.duplicates import Candidate, Candidates, Comparison
from desktop_app.texts import sentence, term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import ProblemBar, shorten
from ui.pages.members.merge_table import MergeTable
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

MOST = 200
"""Pairs shown at once: whoever has merged these sees the next."""


class DuplicatesDialog(QDialog):
    """Above the pairs, below the two of the pair in hand; with two ``people`` given only those."""

    def __init__(
        self, context: WindowContext, people: tuple[str, str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Người trùng"))
        theme.fit(self, 1200, 670)
        self.context = context
        self._people = people
        self._pair: tuple[str, str] | None = None
        self.made: ChangeSet | None = None
        self.compared = MergeTable()
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        self.heading = plain_label(wrap=True)
        layout.addWidget(self.heading)
        self.problem_bar = ProblemBar()
        layout.addWidget(self.problem_bar)
        self.model: RecordModel[Candidate] = RecordModel(
            [
                Column(tr("Người thứ nhất"), lambda row: row.first),
                Column(tr("Người thứ hai"), lambda row: row.second),
                Column(tr("Vì sao"), lambda row: term("duplicate_reason", row.reason), 300),
            ]
        )
        self.table = RecordTable(self.model, tr("Những cặp có thể là một người"))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._take_pair())
        self.table.opened.connect(lambda _row: self.compared.setFocus())
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.compared)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        layout.addWidget(split, 1)
        layout.addWidget(
            plain_label(
                tr(
                    "Ô có dấu ● được giữ: chọn ô rồi bấm phím cách. Biên bản đã chốt không đổi; các quyết định, khen "
                    "thưởng, kỷ luật của cả hai được giữ. Gộp nhầm thì hoàn tác được."
                ),
                role="hint",
                wrap=True,
            )
        )
        layout.addLayout(self._buttons())
        for keys, work in (("Ctrl+S", self.merge), ("Ctrl+D", self.dismiss)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(work)
        if people is not None:
            self.table.hide()
            self.apart.hide()
            self.heading.setText(tr("So sánh hai người đã chọn. Nếu là một người, hãy gộp làm một."))
            self._compare(*people)
        else:
            self.refresh()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.reveal = self._button(tr("&Hiện thông tin nhạy cảm"), "eye")
        self.reveal.setCheckable(True)
        self.reveal.toggled.connect(lambda shown: self.compared.reveal(shown=shown))
        row.addWidget(self.reveal)
        self.swap = self._button(tr("Đổ&i chỗ hai người"), "refresh")
        self.swap.clicked.connect(self.exchange)
        row.addWidget(self.swap)
        row.addStretch(1)
        self.undo = self._button(tr("Hoàn &tác lần gộp"), "")
        self.undo.clicked.connect(self.take_back)
        self.undo.hide()
        row.addWidget(self.undo)
        self.apart: QPushButton = self._button(tr("Hai &người khác nhau (Ctrl+D)"), "")
        self.apart.clicked.connect(self.dismiss)
        row.addWidget(self.apart)
        self.close_button = self._button(tr("Đóng (Esc)"), "")
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.close_button)
        self.join = self._button(tr("&Gộp làm một (Ctrl+S)"), "")
        self.join.setProperty("kind", "primary")
        self.join.clicked.connect(self.merge)
        row.addWidget(self.join)
        if theme.is_large():
            shorten(row)
        return row

    def _button(self, words: str, picture: str) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        if picture:
            on_button(button, picture)
        return button

    # --- reading ---

    def refresh(self) -> None:
        """Read the pairs again, or nothing where two people were given."""
        if self._people is None:
            self.context.operations.run(
                lambda office: office.duplicates.candidates(0, MOST),
                self._show,
                receiver=self,
                busy=tr("Đang tìm người trùng…"),
            )

    def _show(self, found: Candidates) -> None:
        row = max(0, self.table.currentIndex().row())
        self.model.set_rows(found.rows)
        if not found.rows:
            self.heading.setText(tr("Không thấy ai có vẻ được ghi hai lần."))
            self._show_pair(None)
            return
        self.heading.setText(tr("{count} cặp có thể là một người, chắc nhất ở trên.", count=format_number(found.total)))
        self.table.select(min(row, len(found.rows) - 1))
        self._take_pair()
        self.table.setFocus()

    def _take_pair(self) -> None:
        row = self.model.row(self.table.currentIndex()) if self.table.currentIndex().isValid() else None
        if row is not None and (row.first_id, row.second_id) != self._pair:
            self._compare(row.first_id, row.second_id)

    def _compare(self, keep_id: str, drop_id: str) -> None:
        self._pair = (keep_id, drop_id)
        self.context.operations.run(
            lambda office: office.duplicates.compare(keep_id, drop_id),
            partial(self._compared, (keep_id, drop_id)),
            receiver=self,
        )

    def _compared(self, pair: tuple[str, str], found: Comparison) -> None:
        if pair == self._pair:
            self._show_pair(found)

    def _show_pair(self, found: Comparison | None) -> None:
        if found is None:
            self._pair = None
        self.compared.show_comparison(found)
        for button in (self.join, self.apart, self.swap):
            button.setEnabled(found is not None)
        if found is not None and self._people is not None:
            self.compared.setFocus()

    # --- doing ---

    def exchange(self) -> None:
        """Let the other one be the person who is kept."""
        if self._pair is not None:
            self._compare(self._pair[1], self._pair[0])

    def merge(self) -> None:
        """Make one of the two in hand."""
        if self._pair is None or not self.join.isEnabled():
            return
        keep_id, drop_id = self._pair
        choices = dict(self.compared.choices)
        self.join.setEnabled(False)
        self.context.operations.run(
            lambda office: office.duplicates.merge(keep_id, drop_id, choices),
            self._merged,
            receiver=self,
            busy=tr("Đang gộp…"),
        )

    def _merged(self, made: ChangeSet | None) -> None:
        self.problem_bar.hide()
        self.made = made
        self.undo.setVisible(made is not None)
        self.context.say(tr("Đã gộp làm một."))
        self._changed()
        if self._people is not None:
            self._show_pair(None)
            self.heading.setText(tr("Đã gộp làm một."))
            self.close_button.setFocus()

    def _changed(self) -> None:
        self._pair = None
        self.context.cells_changed.emit()
        self.context.data_changed.emit()
        self.refresh()

    def dismiss(self) -> None:
        """Remember that the two in hand are two."""
        if self._pair is None or self._people is not None or not self.apart.isEnabled():
            return
        one, other = self._pair
        self.apart.setEnabled(False)
        self.context.operations.run(
            lambda office: office.duplicates.dismiss(one, other), lambda _none: self._changed(), receiver=self
        )

    def take_back(self) -> None:
        """Take the last merge back."""
        if self.made is None:
            return
        set_id = self.made.id
        self.context.operations.run(
            lambda office: office.change_sets.undo(set_id), lambda _undone: self._taken_back(), receiver=self
        )

    def _taken_back(self) -> None:
        self.made = None
        self.undo.hide()
        self.context.say(tr("Đã hoàn tác lần gộp."))
        self._changed()
        if self._people is not None:
            self._compare(*self._people)

    def show_problem(self, problem: ProblemError) -> None:
        """Show a failure over the pairs; mistakes of the chosen values are said one by one."""
        self.join.setEnabled(self._pair is not None)
        self.problem_bar.show_problem(problem)
        findings = problem.values.get("findings")
        if isinstance(findings, tuple) and findings:
            said = " ".join(sentence(finding) for finding in findings)
            self.problem_bar.label.setText(f"{self.problem_bar.label.text()} {said}")
