"""Quy định và mẫu văn bản: every rule the program works by, its document, whether it was verified, and its editing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.problems import ProblemError
from db.text import fold
from desktop_app.services.regulations import RuleView
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.pages.base import ProblemBar
from ui.pages.settings.rule_form import RuleForm
from ui.widgets.field import WrappingLabel
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

SIZE = QSize(1340, 680)
"""Fits a screen of 1366 × 768 with its frame and the bar of the system."""
_BESIDE = 110
"""Up to this text size, in percent, the form stands beside the table."""


class RegulationsDialog(QDialog):
    """The table of rules at the left, the one in hand at the right."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setWindowTitle(tr("Quy định và mẫu văn bản"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.problem_bar = ProblemBar()
        self.words = WrappingLabel(
            tr(
                "Mục “Chưa đối chiếu” là mặc định của chương trình: hãy so với văn bản, rồi sửa cho đúng hoặc lưu lại "
                "đúng giá trị ấy để xác nhận. Biên bản trước ngày áp dụng vẫn in như cũ."
            ),
            role="muted",
        )
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Tìm quy định, mẫu in (Ctrl+F)"))
        self.search.setAccessibleName(tr("Tìm quy định"))
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(lambda _text: self._filter())
        self._rules: list[RuleView] = []
        self.model: RecordModel[RuleView] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Các quy định đang áp dụng"))
        self.table.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        self.count = plain_label(role="muted")
        self.form = RuleForm(context)
        self.form.saved.connect(self._saved)
        self.close_button = QPushButton(tr("Đóng (Esc)"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self._lay_out()
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.opened.connect(lambda _row: self.form.editor.setFocus())
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._chosen(now.row()))
        for keys, action in (
            ("Ctrl+S", self.form.save),
            ("F9", self.form.show_page),
            ("Ctrl+F", self.search.setFocus),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(action)
        self._row = -1
        self._returning = False
        # What is asked while the dialog is open is asked over it.
        below, context.questions.parent = context.questions.parent, self
        self.finished.connect(lambda _: setattr(context.questions, "parent", below))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self.resize(SIZE)
        self.refresh()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        outer.setSpacing(theme.px(8))
        outer.addWidget(self.problem_bar)
        outer.addWidget(self.words)
        # Large text leaves no room for the form beside the table.
        large = theme.px(100) > _BESIDE
        columns = QBoxLayout(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(theme.px(12))
        left = QVBoxLayout()
        left.setSpacing(theme.px(6))
        left.addWidget(self.search)
        left.addWidget(self.table, 1)
        columns.addLayout(left, 1)
        self.sheet = scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        if large:
            columns.addWidget(scroll, 1)
        else:
            scroll.setFixedWidth(theme.px(336))
            columns.addWidget(scroll)
        outer.addLayout(columns, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.close_button)
        outer.addLayout(foot)
        QWidget.setTabOrder(self.search, self.table)
        QWidget.setTabOrder(self.table, self.form.line)
        self.table.setFocus()

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.form.isAncestorOf(now):
            self.sheet.ensureWidgetVisible(now)

    # --- reading ---

    def refresh(self, words: str = "") -> None:
        """Read the rules of today; ``words`` are shown beside the line in hand afterwards."""
        today = self.context.today()
        self.context.operations.run(
            lambda office: office.regulations.listed(today), lambda rules: self._show(rules, words), receiver=self
        )

    def _show(self, rules: list[RuleView], words: str) -> None:
        self._rules = rules
        held = self.form.rule.id if self.form.rule is not None else ""
        self._fill(held)
        self.count.setText(
            tr(
                "{count} mục · {open} mục chưa đối chiếu · {own} mục đơn vị đã đặt",
                count=len(rules),
                open=sum(not rule.verified and not rule.overridden for rule in rules),
                own=sum(rule.overridden for rule in rules),
            )
        )
        if words:
            self.form.tell(words)
            self.table.setFocus()

    def _fill(self, held: str) -> None:
        """Show the rules that fit what is searched for, the one ``held`` in hand where it is among them."""
        wanted = fold(self.search.text())
        fitting = [rule for rule in self._rules if wanted in fold(f"{rule.title} {rule.document} {rule.value}")]
        places = [place for place, rule in enumerate(fitting) if rule.id == held]
        self._returning = True
        self.model.set_rows(fitting)
        self.table.select(places[0] if places else 0)
        self._returning = False
        self._row = -1
        self._chosen(self.table.currentIndex().row())

    def _filter(self) -> None:
        rule = self.form.rule
        if self.form.changed and not self.context.questions.discard_changes():
            self.search.clear()
            return
        self._fill(rule.id if rule is not None else "")

    def show_problem(self, problem: ProblemError) -> None:
        """Show a failure of reading."""
        self.problem_bar.show_problem(problem)

    # --- choosing ---

    def _chosen(self, row: int) -> None:
        if self._returning:
            return
        if row != self._row and self._row >= 0 and self.form.changed and not self.context.questions.discard_changes():
            self._returning = True
            self.table.select(self._row)
            self._returning = False
            return
        self._row = row
        self.form.show_rule(self.model.row(row))

    def _saved(self, words: str) -> None:
        self.context.data_changed.emit()
        self.refresh(words)

    def reject(self) -> None:
        """Close; asks when something was typed and not saved."""
        if not self.form.changed or self.context.questions.discard_changes():
            super().reject()


def status(rule: RuleView) -> str:
    """Return in words how far a value can be relied on."""
    if rule.confirmed:
        return tr("Đơn vị đã xác nhận")
    if rule.overridden:
        return tr("Đơn vị đã sửa")
    if rule.verified:
        return tr("Đã đối chiếu")
    if rule.editable:
        return tr("Chưa đối chiếu – mặc định sửa được")
    return tr("Chưa đối chiếu – cố định")


def _icon(rule: RuleView) -> tuple[str, str]:
    colors = theme.colors()
    if rule.confirmed or (rule.verified and not rule.overridden):
        return "done", colors.ok
    return ("edit", colors.primary) if rule.overridden else ("warning", colors.warning)


def _columns() -> list[Column[RuleView]]:
    return [
        Column(tr("Tên"), lambda rule: rule.title, 292),
        Column(tr("Giá trị"), lambda rule: rule.value, tip=lambda rule: rule.value.replace("; ", "\n")),
        Column(tr("Văn bản (số, ngày)"), lambda rule: rule.document, 212, tip=lambda rule: rule.source, spare=True),
        Column(tr("Trạng thái"), status, 306, icon=_icon),
    ]
