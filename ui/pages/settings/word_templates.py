"""Mẫu Word: the templates Word files are made from, exported for editing, taken in again, restored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QBoxLayout, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.services.word_templates import FieldView, TemplateView
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import ProblemBar
from ui.widgets.field import WrappingLabel
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.saved_bar import SavedBar

if TYPE_CHECKING:
    from desktop_app.documents.word.trial import TemplateCheck
    from desktop_app.office import Office

SIZE = QSize(1240, 640)
_BESIDE = 110
"""Up to this text size, in percent, the two tables stand beside each other."""
_KINDS = "Word (*.docx)"


class WordTemplatesDialog(QDialog):
    """The templates at the left, the fields of the one in hand at the right."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setWindowTitle(tr("Mẫu Word"))
        self.problem_bar = ProblemBar()
        self.saved = SavedBar()
        self.words = WrappingLabel(
            tr(
                "Tệp Word được lập từ các mẫu này. Xuất một mẫu ra, sửa bằng Word (chữ, kiểu, bảng), giữ các thẻ trong "
                "ngoặc nhọn, rồi nạp lại. Mẫu được thử trước khi dùng; nếu sau này mẫu hỏng, chương trình báo tên mẫu "
                "và dùng mẫu tốt gần nhất. Cỡ chữ, lề chưa sửa trong mẫu thì theo Quy định và mẫu văn bản. "
                "Ctrl+C chép thẻ đang chọn."
            ),
            role="muted",
        )
        self.model: RecordModel[TemplateView] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Các mẫu Word"))
        self.table.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        self.fields: RecordModel[FieldView] = RecordModel(
            [
                Column(tr("Thẻ trong mẫu"), lambda field: field.tag, 326),
                Column(tr("Sẽ in"), lambda field: field.meaning, wrap=True),
            ]
        )
        self.field_table = RecordTable(self.fields, tr("Các trường của mẫu"))
        self.answer = WrappingLabel()
        self.answer.hide()
        self.export = self._button("save", tr("&Xuất để sửa…"), self.export_template)
        self.adopt = self._button("folder", tr("&Nạp mẫu đã sửa…"), self.load_template)
        self.restore = self._button("refresh", tr("&Khôi phục mẫu của chương trình"), self.restore_template)
        self.close_button = self._button("close", tr("Đóng (Esc)"), self.reject)
        self._lay_out()
        self.table.opened.connect(lambda _row: self.export_template())
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._chosen(now.row()))
        # What is asked while the dialog is open is asked over it.
        below, context.questions.parent = context.questions.parent, self
        self.finished.connect(lambda _: setattr(context.questions, "parent", below))
        self.finished.connect(self.deleteLater)
        theme.fit(self, SIZE.width(), SIZE.height())
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
        outer.setSpacing(theme.px(8))
        for widget in (self.problem_bar, self.saved, self.words):
            outer.addWidget(widget)
        large = theme.px(100) > _BESIDE
        tables = QBoxLayout(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)
        tables.setSpacing(theme.px(12))
        tables.addWidget(self.table, 4)
        tables.addWidget(self.field_table, 5)
        outer.addLayout(tables, 1)
        outer.addWidget(self.answer)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        for button in (self.export, self.adopt, self.restore):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        outer.addLayout(foot)

    # --- reading ---

    @property
    def chosen(self) -> TemplateView | None:
        """The template in hand."""
        return self.model.row(self.table.currentIndex().row())

    def refresh(self) -> None:
        """Read the list again; the row in hand stays."""
        self.context.operations.run(
            lambda office: office.word_templates.listed(),
            self._show,
            self.show_problem,
            receiver=self,
            busy=tr("Đang thử các mẫu…"),
        )

    def _show(self, listed: list[TemplateView]) -> None:
        row = max(0, self.table.currentIndex().row())
        self.model.set_rows(listed)
        self.table.select(min(row, len(listed) - 1))
        if not self.isVisible() or self.focusWidget() is None:
            self.table.setFocus()

    def _chosen(self, row: int) -> None:
        view = self.model.row(row)
        self.restore.setEnabled(view is not None and view.own)
        if view is None:
            return
        if view.trouble is not None:
            self.show_problem(view.trouble)
        kind = view.kind
        self.context.operations.run(
            lambda office: office.word_templates.fields(kind), self.fields.set_rows, self.show_problem, receiver=self
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure at the top; the template in use stays."""
        self.saved.hide()
        self.answer.hide()
        self.problem_bar.show_problem(problem)

    def _tell(self, words: str) -> None:
        self.problem_bar.hide()
        self.answer.setText(words)
        self.answer.show()

    # --- acting ---

    def _run(self, work: Callable[[Office], object], done: Callable[[], None], busy: str) -> None:
        self.context.operations.run(work, lambda _: done(), self.show_problem, receiver=self, busy=busy)

    def _folder(self) -> Path:
        kept = self.context.preferences.document_folder
        return Path(kept) if kept else Path.home()

    def _remember(self, path: Path) -> None:
        self.context.preferences.document_folder = str(path.parent)
        self.context.preferences.save()

    def export_template(self) -> None:
        """Write the template in hand as a file to be edited in Word."""
        view = self.chosen
        if view is None:
            return
        suggested = self._folder() / f"mau-{view.kind.value.replace('_', '-')}.docx"
        target = self.context.questions.save_file(tr("Xuất mẫu Word"), _KINDS, suggested)
        if target is None:
            return
        self._remember(target)
        kind = view.kind
        self._run(
            lambda office: office.word_templates.export(kind, target),
            lambda: self._exported(target),
            tr("Đang ghi tệp Word…"),
        )

    def _exported(self, path: Path) -> None:
        self.problem_bar.hide()
        self.answer.hide()
        self.saved.show_path(path)

    def load_template(self) -> None:
        """Try an edited template out and take it in use."""
        view = self.chosen
        if view is None:
            return
        path = self.context.questions.open_file(tr("Nạp mẫu Word đã sửa"), _KINDS, start=self._folder())
        if path is None:
            return
        self._remember(path)
        kind = view.kind
        self.context.operations.run(
            lambda office: office.word_templates.check(kind, path),
            lambda checked: self._checked(path, checked),
            self.show_problem,
            receiver=self,
            busy=tr("Đang thử mẫu…"),
        )

    def _checked(self, path: Path, checked: TemplateCheck) -> None:
        kind = checked.kind
        if checked.left_out:
            missing = "; ".join(f"{name} ({term('word_field', name)})" for name in checked.left_out)
            if not self.context.questions.confirm(
                tr("Mẫu thiếu vài trường"),
                tr("Mẫu này dùng được nhưng sẽ không in: {fields}.", fields=missing),
                yes=tr("&Vẫn dùng mẫu này"),
                no=tr("&Thôi"),
                loses=True,
            ):
                return
        self._run(
            lambda office: office.word_templates.adopt(kind, path),
            lambda: self._done(tr("✓ Đã thử và dùng mẫu mới: {template}.", template=term("word_template", kind))),
            tr("Đang thử mẫu…"),
        )

    def restore_template(self) -> None:
        """Use the program's template again, after asking: the office's own is forgotten."""
        view = self.chosen
        if view is None or not view.own:
            return
        if not self.context.questions.confirm(
            tr("Khôi phục mẫu của chương trình"),
            tr("Mẫu “{template}” của đơn vị sẽ bị bỏ khỏi sổ.", template=view.title),
            yes=tr("&Khôi phục"),
            no=tr("&Thôi"),
            detail=tr("Tệp Word đã xuất ra ngoài vẫn còn nguyên, nạp lại được."),
            loses=True,
        ):
            return
        kind = view.kind
        self._run(
            lambda office: office.word_templates.restore(kind),
            lambda: self._done(tr("✓ Đã khôi phục mẫu của chương trình: {template}.", template=view.title)),
            tr("Đang khôi phục mẫu…"),
        )

    def _done(self, words: str) -> None:
        self.saved.hide()
        self._tell(words)
        self.context.data_changed.emit()
        self.refresh()
        self.table.setFocus()


def in_use(view: TemplateView) -> str:
    """Return in words which template is used."""
    if view.trouble is not None:
        return tr("Mẫu của đơn vị hỏng – dùng mẫu tốt gần nhất")
    if not view.own:
        return tr("Mẫu của chương trình")
    day = "/".join(reversed(view.adopted_at[:10].split("-")))
    return tr("Mẫu của đơn vị, nạp ngày {day}", day=day)


def _icon(view: TemplateView) -> tuple[str, str]:
    colors = theme.colors()
    if view.trouble is not None:
        return "warning", colors.warning
    return ("edit", colors.primary) if view.own else ("done", colors.ok)


def _columns() -> list[Column[TemplateView]]:
    return [
        Column(tr("Mẫu"), lambda view: view.title, 180),
        Column(
            tr("Đang dùng"),
            in_use,
            icon=_icon,
            tip=lambda view: explain(view.trouble).what if view.trouble else in_use(view),
        ),
    ]
