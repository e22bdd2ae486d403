"""Quy định đánh giá, xếp loại: every scheme with its values, what was not seen in print marked; files taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QCheckBox,
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
from desktop_app.rules import scheme_words
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import ProblemBar
from ui.pages.settings import scheme_list
from ui.pages.settings.scheme_form import SchemeForm
from ui.widgets.choice import Choice
from ui.widgets.field import WrappingLabel
from ui.widgets.plain import plain_label, plain_tip, set_role
from ui.widgets.record_table import RecordModel, RecordTable
from ui.widgets.saved_bar import SavedBar

if TYPE_CHECKING:
    from desktop_app.office import Office
    from desktop_app.rules.scheme import SchemeProblem
    from desktop_app.services.schemes import Preview, SchemeView, ValueView

WIDTH, HEIGHT = 1340, 690
_BESIDE = 110
"""Up to this text size, in percent, the form stands beside the table."""
_KINDS = "TOML (*.toml)"
_ALL = "*"


class SchemesDialog(QDialog):
    """The schemes at the top, the values of the one in hand at the left, the value in hand at the right."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None, *, scheme: str = "") -> None:
        super().__init__(parent)
        self.context = context
        self._wanted = scheme
        self.setWindowTitle(tr("Quy định đánh giá, xếp loại"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.problem_bar, self.saved = ProblemBar(), SavedBar()
        self.broken, self.about = WrappingLabel(), WrappingLabel(role="muted")
        self.broken.hide()
        self.schemes: Choice[str] = Choice([("", "")])
        self.schemes.setAccessibleName(tr("Quy định"))
        self.export = self._button("save", tr("&Xuất ra tệp…"), self.export_scheme)
        self.adopt = self._button("folder", tr("&Nhận tệp quy định…"), self.take_in)
        self.forget = self._button("close", tr("&Bỏ tệp đã nhận"), self.forget_scheme)
        self.parts: Choice[str] = Choice([(_ALL, tr("Tất cả các phần")), *scheme_words.parts()])
        self.parts.setAccessibleName(tr("Phần của quy định"))
        self.unverified = QCheckBox(tr("&Chỉ mục chưa đối chiếu"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Tìm trong quy định (Ctrl+F)"))
        self.search.setAccessibleName(tr("Tìm trong quy định"))
        self.search.setClearButtonEnabled(True)
        self._views: list[SchemeView] = []
        self._values: list[ValueView] = []
        self.model: RecordModel[ValueView] = RecordModel(scheme_list.columns())
        self.table = RecordTable(self.model, tr("Các giá trị của quy định"))
        self.table.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        self.count = plain_label(role="muted")
        self.form = SchemeForm(context)
        self.close_button = self._button("close", tr("Đóng (Esc)"), self.reject)
        self._lay_out()
        self._connect()
        self._row, self._returning = -1, False
        # What is asked while the dialog is open is asked over it.
        below, context.questions.parent = context.questions.parent, self
        self.finished.connect(lambda _: setattr(context.questions, "parent", below))
        theme.fit(self, WIDTH, HEIGHT)
        self.refresh()

    def _button(self, look: str, words: str, action: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        on_button(button, look)
        button.setAutoDefault(False)
        button.clicked.connect(action)
        return button

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        outer.setSpacing(theme.px(6))
        for widget in (self.problem_bar, self.saved, self.broken):
            outer.addWidget(widget)
        top = QHBoxLayout()
        words = plain_label(tr("&Quy định"))
        words.setBuddy(self.schemes)
        top.addWidget(words)
        top.addWidget(self.schemes, 1)
        for button in (self.export, self.adopt, self.forget):
            top.addWidget(button)
        outer.addLayout(top)
        outer.addWidget(self.about)
        large = theme.px(100) > _BESIDE
        columns = QBoxLayout(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(theme.px(12))
        left = QVBoxLayout()
        left.setSpacing(theme.px(6))
        tools = QHBoxLayout()
        words = plain_label(tr("&Phần"))
        words.setBuddy(self.parts)
        for item in (words, self.parts, self.unverified):
            tools.addWidget(item)
        tools.addWidget(self.search, 1)
        left.addLayout(tools)
        left.addWidget(self.table, 1)
        columns.addLayout(left, 1)
        self.sheet = QScrollArea()
        self.sheet.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sheet.setWidgetResizable(True)
        self.sheet.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sheet.setWidget(self.form)
        if large:
            columns.addWidget(self.sheet, 1)
        else:
            self.sheet.setFixedWidth(theme.px(344))
            columns.addWidget(self.sheet)
        outer.addLayout(columns, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.close_button)
        outer.addLayout(foot)
        order = (self.schemes, self.export, self.adopt, self.forget, self.parts, self.unverified, self.search)
        for before, after in zip(order, (*order[1:], self.table), strict=True):
            QWidget.setTabOrder(before, after)
        QWidget.setTabOrder(self.table, self.form.line)
        self.table.setFocus()

    def _connect(self) -> None:
        self.form.saved.connect(self._saved)
        self.schemes.activated.connect(lambda _row: self._scheme_chosen())
        self.parts.activated.connect(lambda _row: self._filter())
        self.unverified.toggled.connect(lambda _on: self._filter())
        self.search.textEdited.connect(lambda _text: self._filter())
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.opened.connect(lambda _row: self.form.editor.setFocus())
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._chosen(now.row()))
        for keys, action in (("Ctrl+S", self.form.save), ("Ctrl+F", self.search.setFocus)):
            QShortcut(QKeySequence(keys), self).activated.connect(action)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.form.isAncestorOf(now):
            self.sheet.ensureWidgetVisible(now)

    # --- reading ---

    @property
    def view(self) -> SchemeView | None:
        """The scheme in hand."""
        code = self.schemes.value()
        return next((view for view in self._views if view.scheme.code == code), None)

    def refresh(self, words: str = "") -> None:
        """Read the schemes again; ``words`` are shown beside the value in hand afterwards."""
        self.context.operations.run(
            lambda office: (office.schemes.views(), office.schemes.all().problems),
            lambda read: self._show(read, words),
            self.show_problem,
            receiver=self,
        )

    def _show(self, read: tuple[list[SchemeView], tuple[SchemeProblem, ...]], words: str) -> None:
        held = self._wanted or self.schemes.value()
        self._wanted = ""
        self._views, problems = read
        self.schemes.offer([(view.scheme.code, scheme_list.named(view)) for view in self._views])
        if not self.schemes.take(held):
            self.schemes.setCurrentIndex(0)
        self.broken.setVisible(bool(problems))
        set_role(self.broken, "error")
        self.broken.setText(
            "\n".join(
                tr("Lỗi: không dùng được “{name}”: {what}", name=problem.name, what=problem.what)
                for problem in problems
            )
        )
        self._read_values(words)

    def _read_values(self, words: str = "") -> None:
        view = self.view
        if view is None:
            return
        self.forget.setEnabled(view.adopted)
        lines = scheme_list.about(view)
        # Large text needs the room for the values; what is left out is the tip.
        self.about.setText("\n".join(lines[1] if theme.px(100) > _BESIDE else [*lines[0], *lines[1]]))
        self.about.setToolTip(plain_tip("\n".join(lines[0])))
        code = view.scheme.code
        self.context.operations.run(
            lambda office: office.schemes.values(code),
            lambda values: self._show_values(values, words),
            self.show_problem,
            receiver=self,
        )

    def _show_values(self, values: list[ValueView], words: str) -> None:
        self._values = values
        self._fill(self.form.view.line.path if self.form.view is not None else "")
        self.count.setText(
            tr(
                "{count} mục · {open} mục chưa đối chiếu · {own} mục đơn vị đã đặt",
                count=len(values),
                open=sum(not value.line.verified for value in values),
                own=sum(value.line.own for value in values),
            )
        )
        if words:
            self.form.tell(words)
            self.table.setFocus()
        elif self.focusWidget() is None:
            self.table.setFocus()

    def _fill(self, held: str) -> None:
        """Show the values that fit what is asked for, the one ``held`` in hand where it is among them."""
        wanted, part = fold(self.search.text()), self.parts.value()
        fitting = [
            value
            for value in self._values
            if part in (_ALL, value.part)
            and not (self.unverified.isChecked() and value.line.verified)
            and wanted in fold(f"{value.heading} {value.about} {value.title} {value.shown}")
        ]
        places = [place for place, value in enumerate(fitting) if value.line.path == held]
        self._returning = True
        self.model.set_rows(fitting)
        self.table.select(places[0] if places else 0)
        self._returning = False
        self._row = -1
        self._chosen(self.table.currentIndex().row())

    def _filter(self) -> None:
        view = self.form.view
        if self.form.changed and not self.context.questions.discard_changes():
            return
        self._fill(view.line.path if view is not None else "")

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure at the top."""
        self.saved.hide()
        self.problem_bar.show_problem(problem)

    # --- choosing ---

    def _scheme_chosen(self) -> None:
        if self.form.changed and not self.context.questions.discard_changes():
            self.schemes.take(self.form.scheme)
            return
        self.form.show_value("", None)
        self._read_values()

    def _chosen(self, row: int) -> None:
        if self._returning:
            return
        if row != self._row and self._row >= 0 and self.form.changed and not self.context.questions.discard_changes():
            self._returning = True
            self.table.select(self._row)
            self._returning = False
            return
        self._row = row
        self.form.show_value(self.schemes.value(), self.model.row(row))

    def _saved(self, words: str) -> None:
        self.problem_bar.hide()
        self.context.data_changed.emit()
        self.refresh(words)

    def reject(self) -> None:
        """Close; asks when something was typed and not saved."""
        if not self.form.changed or self.context.questions.discard_changes():
            super().reject()

    # --- files ---

    def _run(self, work: Callable[[Office], object], done: Callable[[], None]) -> None:
        self.context.operations.run(work, lambda _: done(), self.show_problem, receiver=self)

    def _folder(self) -> Path:
        kept = self.context.preferences.document_folder
        return Path(kept) if kept else Path.home()

    def _remember(self, path: Path) -> None:
        self.context.preferences.document_folder = str(path.parent)
        self.context.preferences.save()

    def export_scheme(self) -> None:
        """Write the file of the scheme in hand, to be edited and taken in."""
        view = self.view
        if view is None:
            return
        code = view.scheme.code
        target = self.context.questions.save_file(
            tr("Xuất quy định ra tệp"), _KINDS, self._folder() / f"danh-gia-{code}.toml"
        )
        if target is None:
            return
        self._remember(target)
        self._run(lambda office: office.schemes.export(code, target), lambda: self._exported(target))

    def _exported(self, path: Path) -> None:
        self.problem_bar.hide()
        self.saved.show_path(path)

    def take_in(self) -> None:
        """Look at a scheme file and, after showing what it changes, take it in."""
        if self.form.changed and not self.context.questions.discard_changes():
            return
        path = self.context.questions.open_file(tr("Nhận tệp quy định"), _KINDS, start=self._folder())
        if path is None:
            return
        self._remember(path)
        self.context.operations.run(
            lambda office: office.schemes.preview(path),
            lambda preview: self._looked_at(path, preview),
            self.show_problem,
            receiver=self,
        )

    def _looked_at(self, path: Path, preview: Preview) -> None:
        if not self.context.questions.confirm(
            tr("Nhận tệp quy định"),
            scheme_list.asked(preview),
            yes=tr("&Nhận"),
            no=tr("&Thôi"),
            detail=scheme_list.changes(preview),
        ):
            return
        self._wanted = preview.scheme.code
        self.form.show_value("", None)
        self._run(
            lambda office: office.schemes.adopt(path),
            lambda: self._saved(tr("✓ Đã nhận quy định “{name}”.", name=preview.scheme.short)),
        )

    def forget_scheme(self) -> None:
        """Forget the file of the scheme in hand, after asking."""
        view = self.view
        if view is None or not view.adopted:
            return
        shipped = tr("Quy định đi kèm chương trình dùng trở lại.") if view.shipped else ""
        if not self.context.questions.confirm(
            tr("Bỏ tệp đã nhận"),
            tr("Bỏ tệp quy định “{name}” mà đơn vị đã nhận?", name=view.scheme.short),
            yes=tr("&Bỏ tệp"),
            no=tr("&Thôi"),
            detail=shipped,
            loses=True,
        ):
            return
        code = view.scheme.code
        self.form.show_value("", None)
        self._run(
            lambda office: office.schemes.forget(code),
            lambda: self._saved(tr("✓ Đã bỏ tệp quy định “{name}”.", name=view.scheme.short)),
        )
