"""One field of many people: choose it, type the value, see what becomes of everybody, change, take back at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.records import Hamlet
from db.register_records import SENSITIVE, ChangeSet
from desktop_app.rules.percentages import format_number
from desktop_app.texts import sentence, term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.base import ProblemBar
from ui.pages.members.columns import HIDDEN
from ui.pages.members.editors import Codes, complaint, read, watch
from ui.pages.members.fields import make_fields
from ui.widgets.cover import Cover
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field
from ui.widgets.plain import plain_label, set_role
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.services.bulk import BulkLine

PAUSE = 250
"""Milliseconds after the last key before everybody is looked at again."""


class BulkDialog(QDialog):
    """Asks for field and value and shows each person before and after; nothing is written before *Sửa*."""

    def __init__(self, context: WindowContext, member_ids: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Sửa hàng loạt"))
        theme.fit(self, 980, 620)
        self.context = context
        self._ids = tuple(member_ids)
        self._asked = 0
        self.made: ChangeSet | None = None
        self._fields: dict[str, Field] = {}
        self._revealed = False
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addWidget(
            plain_label(
                tr("Sửa một mục cho {count} người đã chọn", count=format_number(len(self._ids))), role="heading"
            )
        )
        self.problem_bar = ProblemBar()
        layout.addWidget(self.problem_bar)
        layout.addLayout(self._questions())
        self.model: RecordModel[BulkLine] = RecordModel(self._columns())
        self.table = RecordTable(self.model, tr("Trước và sau khi sửa"))
        layout.addWidget(self.table, 1)
        self.summary = plain_label(wrap=True)
        layout.addWidget(self.summary)
        layout.addLayout(self._buttons())
        self._moves = EnterMoves([], self.save.setFocus, self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.preview)
        self.field.currentIndexChanged.connect(lambda _index: self._take_field())
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.activated.connect(self.apply)
        self._take_field()
        self.field.setFocus()
        context.operations.run(lambda office: office.members.hamlets(), self._take_hamlets, receiver=self)

    def _questions(self) -> QHBoxLayout:
        from desktop_app.services.bulk import FIELDS

        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        self.field = Codes((name, term("person_field", name)) for name in FIELDS)
        row.addWidget(Field(tr("&Mục cần sửa"), self.field, "field"), 1)
        self.place = QVBoxLayout()
        row.addLayout(self.place, 2)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.reveal = QPushButton(tr("&Hiện giá trị"))
        self.reveal.setCheckable(True)
        self.reveal.setAutoDefault(False)
        on_button(self.reveal, "eye")
        self.reveal.toggled.connect(self._uncover)
        row.addWidget(self.reveal)
        row.addStretch(1)
        self.undo = QPushButton(tr("&Hoàn tác lần sửa này"))
        self.undo.setAutoDefault(False)
        self.undo.clicked.connect(self.take_back)
        self.undo.hide()
        row.addWidget(self.undo)
        self.cancel = QPushButton(tr("Đóng (Esc)"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        row.addWidget(self.cancel)
        self.save = QPushButton(tr("Sửa (Ctrl+S)"))
        self.save.setProperty("kind", "primary")
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self.apply)
        row.addWidget(self.save)
        return row

    def _columns(self) -> list[Column[BulkLine]]:
        return [
            Column(tr("Họ và tên"), lambda line: line.full_name),
            Column(tr("Đang ghi"), lambda line: self._shown(line.before)),
            Column(tr("Sau khi sửa"), lambda line: self._shown(line.before if line.problems else line.after)),
            Column(tr("Kết quả"), _outcome, icon=_mark),
        ]

    def _shown(self, value: str) -> str:
        return HIDDEN if value and self.field.value() in SENSITIVE and not self._revealed else value

    def _uncover(self, shown: bool) -> None:  # noqa: FBT001 - a Qt signal
        self._revealed = shown
        self.reveal.setText(tr("Ẩn giá &trị") if shown else tr("&Hiện giá trị"))
        on_button(self.reveal, "eye-off" if shown else "eye")
        self.table.viewport().update()

    # --- the question ---

    def _take_hamlets(self, hamlets: list[Hamlet]) -> None:
        self._hamlets = [("", ""), *((hamlet.id, hamlet.name) for hamlet in hamlets)]
        self._offer_hamlets()

    def _offer_hamlets(self) -> None:
        field = self._fields.get("hamlet_id")
        if field is not None and isinstance(field.editor, Codes):
            field.editor.offer(getattr(self, "_hamlets", [("", "")]))

    def _take_field(self) -> None:
        path = self.field.value()
        for field in self._fields.values():
            field.hide()
        if path not in self._fields:
            field = make_fields(self.context.today)[path]
            self._fields[path] = field
            self.place.addWidget(field)
            watch(field.editor, self._pause.start, self._pause.start)
            self._offer_hamlets()
        self._fields[path].show()
        editor = self._fields[path].editor
        if isinstance(editor, Cover):
            editor.set_covered(covered=False)
        # The editors are made one by one, after everything else: Tab and Enter are told where they stand.
        inner = editor.editor if isinstance(editor, Cover) else editor
        self._moves.deleteLater()
        self._moves = EnterMoves([self.field, inner], self.save.setFocus, self)
        QWidget.setTabOrder(inner, self.table)
        self.reveal.setVisible(path in SENSITIVE)
        self.preview()

    @property
    def value(self) -> Any:
        """What was typed for the field in hand."""
        return read(self._fields[self.field.value()].editor)

    def _unreadable(self) -> str:
        editor = self._fields[self.field.value()].editor
        return complaint(editor.editor if isinstance(editor, Cover) else editor)

    # --- looking, writing, taking back ---

    def preview(self) -> None:
        """Look at everybody anew."""
        self._pause.stop()
        self._asked += 1
        self.save.setEnabled(False)
        unreadable = self._unreadable()
        if unreadable:
            self.summary.setText(unreadable)
            return
        field, value = self.field.value(), self.value
        self.context.operations.run(
            lambda office: office.bulk.preview(self._ids, field, value),
            partial(self._show, self._asked),
            receiver=self,
            busy=tr("Đang xem trước…"),
        )

    def _show(self, asked: int, lines: list[BulkLine]) -> None:
        if asked != self._asked or self.made is not None:
            return
        self.model.set_rows(lines)
        changing = sum(line.changes for line in lines)
        refused = sum(bool(line.problems) for line in lines)
        same = len(lines) - changing - refused
        words = [tr("Sẽ sửa {count} người.", count=format_number(changing))]
        if same:
            words.append(tr("{count} người đã ghi đúng như vậy.", count=format_number(same)))
        if refused:
            words.append(tr("{count} người bị bỏ ra, xem cột Kết quả.", count=format_number(refused)))
        if changing and not self.value:
            words.append(tr("Ô giá trị đang trống: mục này sẽ bị xóa trắng."))
        self.summary.setText(" ".join(words))
        set_role(self.summary, "warning" if changing and not self.value else "")
        self.save.setText(tr("Sửa {count} người (Ctrl+S)", count=format_number(changing)))
        self.save.setEnabled(changing > 0)

    def apply(self) -> None:
        """Write what the preview shows."""
        if not self.save.isEnabled() or self.made is not None:
            return
        if not self.value and not self._may_empty():
            return
        self.save.setEnabled(False)
        field, value = self.field.value(), self.value
        self.context.operations.run(
            lambda office: office.bulk.apply(self._ids, field, value),
            self._applied,
            receiver=self,
            busy=tr("Đang sửa…"),
        )

    def _may_empty(self) -> bool:
        """Ask before what stands there is taken away from everybody: a field left empty is easily left so."""
        return self.context.questions.confirm(
            tr("Xóa trắng một mục"),
            tr(
                "Ô giá trị đang trống. Xóa trắng mục “{field}” của {count} người?",
                field=term("person_field", self.field.value()),
                count=format_number(sum(line.changes for line in self.model.rows if line is not None)),
            ),
            yes=tr("&Xóa trắng"),
            no=tr("&Thôi"),
            loses=True,
        )

    def _applied(self, made: ChangeSet | None) -> None:
        self.problem_bar.hide()
        if made is None:
            self.preview()
            return
        self.made = made
        self.field.setEnabled(False)
        self._fields[self.field.value()].setEnabled(False)
        self.save.hide()
        self.undo.show()
        self.cancel.setFocus()
        set_role(self.summary, "ok")
        self.summary.setText(
            tr(
                "Đã sửa {count} người. Có thể hoàn tác ngay, hoặc sau này trong Lịch sử nhập, sửa hàng loạt.",
                count=format_number(made.changed),
            )
        )
        self.context.data_changed.emit()

    def take_back(self) -> None:
        """Take the change just made back."""
        if self.made is None:
            return
        set_id = self.made.id
        self.undo.setEnabled(False)
        self.context.operations.run(
            lambda office: office.change_sets.undo(set_id), lambda _undone: self._taken_back(), receiver=self
        )

    def _taken_back(self) -> None:
        self.made = None
        self.undo.hide()
        self.undo.setEnabled(True)
        self.save.show()
        self.field.setEnabled(True)
        self._fields[self.field.value()].setEnabled(True)
        self.context.say(tr("Đã hoàn tác."))
        self.context.data_changed.emit()
        self.field.setFocus()
        self.preview()

    def show_problem(self, problem: ProblemError) -> None:
        """Show a failure over the question."""
        self.undo.setEnabled(True)
        self.problem_bar.show_problem(problem)


def _outcome(line: BulkLine) -> str:
    if line.problems:
        return " ".join(sentence(problem) for problem in line.problems)
    return tr("Sửa") if line.changes else tr("Để nguyên")


def _mark(line: BulkLine) -> tuple[str, str]:
    colors = theme.colors()
    if line.problems:
        return "error", colors.error
    return ("edit", colors.primary) if line.changes else ("done", colors.muted)
