"""The card in which one value of a rating scheme is looked at, and set or confirmed with the document it rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.rules.scheme_values import ValueKind
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, WrappingLabel
from ui.widgets.plain import set_role
from ui.widgets.plain_text import PlainTextEdit

if TYPE_CHECKING:
    from desktop_app.office import Office
    from desktop_app.services.schemes import ValueView


class SchemeForm(QFrame):
    """Shows one value; ``saved`` says what was done with it. The document typed stays for the next value."""

    saved = Signal(str)

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("role", "card")
        self.scheme = ""
        """Code of the scheme of the value in hand."""
        self._view: ValueView | None = None
        self._begun: tuple[str, ...] = ()
        self._last: tuple[str, str, date | None] = ("", "", None)
        self.heading = WrappingLabel(role="heading")
        self.facts = WrappingLabel(role="muted")
        self.line = QLineEdit()
        self.lines = PlainTextEdit(3)
        self.choice: Choice[str] = Choice([("", "")])
        self.document = QLineEdit()
        self.number = QLineEdit()
        self.dated = DateEdit(context.today)
        self.note = QLineEdit()
        self.value_fields = (
            Field(tr("&Giá trị"), self.line, "value"),
            Field(tr("&Giá trị"), self.lines, "value"),
            Field(tr("&Giá trị"), self.choice, "value"),
        )
        self.source_fields = (
            Field(tr("Căn cứ: &tên văn bản (ví dụ Hướng dẫn)"), self.document, "document"),
            Field(tr("&Số, ký hiệu"), self.number, "number"),
            Field(tr("Ngà&y văn bản"), self.dated, "dated"),
            Field(tr("G&hi chú"), self.note, "note"),
        )
        self.answer = WrappingLabel()
        self.answer.hide()
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.keep.setAutoDefault(False)
        self.keep.clicked.connect(self.save)
        self.restore = QPushButton(tr("Bỏ giá t&rị của đơn vị"))
        self.restore.setAutoDefault(False)
        self.restore.clicked.connect(self.restore_default)
        self._lay_out()
        fields = [self.line, self.lines, self.choice, self.document, self.number, self.dated, self.note]
        self.moves = EnterMoves(fields, self.save, self)
        self.show_value("", None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(12))
        column.setSpacing(theme.px(8))
        for widget in (self.heading, self.facts, *self.value_fields, *self.source_fields, self.answer):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.keep)
        row.addWidget(self.restore)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    # --- showing ---

    @property
    def view(self) -> ValueView | None:
        """The value in hand."""
        return self._view

    @property
    def editor(self) -> QWidget:
        """The input of the value in hand."""
        if self._view is not None and self._view.choices:
            return self.choice
        return self.lines if self._view is not None and self._view.line.kind is ValueKind.TEXT else self.line

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost; the document carried over from the last value is not."""
        return self._view is not None and self._typed() != self._begun

    def show_value(self, scheme: str, view: ValueView | None) -> None:
        """Take a value of a scheme in hand; None when there is none."""
        self.scheme, self._view = scheme, view
        for field in (*self.value_fields, *self.source_fields):
            field.setVisible(view is not None and (field not in self.value_fields or field.editor is self.editor))
        self.keep.setEnabled(view is not None)
        self.restore.setEnabled(view is not None and view.line.own)
        self.answer.hide()
        self.heading.setText(view.title if view else "")
        self.facts.setText(_facts(view) if view else "")
        if view is not None:
            self._fill(view)
        self._begun = self._typed()

    def _fill(self, view: ValueView) -> None:
        if self.editor is self.choice:
            self.choice.offer(view.choices)
            self.choice.take(view.text)
        self.line.setText(view.text if self.editor is self.line else "")
        self.lines.set_value(view.text if self.editor is self.lines else "")
        own = view.line.set_by
        document, number, dated = (own.document, own.number, own.dated) if own is not None else self._last
        self.document.setText(document)
        self.number.setText(number)
        self.dated.set_value(dated)
        self.note.setText(own.note if own is not None else "")

    def _value(self) -> str:
        value = {self.line: self.line.text, self.lines: self.lines.value, self.choice: self.choice.value}
        return str(value[self.editor]())

    def _typed(self) -> tuple[str, ...]:
        return self._value(), self.document.text(), self.number.text(), self.dated.text(), self.note.text()

    # --- keeping ---

    def save(self) -> None:
        """Keep the value in hand as the office's own; unchanged, it is confirmed."""
        view, scheme, text = self._view, self.scheme, self._value()
        if view is None or not self.keep.isEnabled():
            return
        if self.dated.complaint():
            self._say(self.dated.complaint(), "error")
            self.dated.setFocus()
            return
        source = (self.document.text(), self.number.text(), self.dated.value())
        note, path = self.note.text(), view.line.path
        self._last = source
        self._run(
            lambda office: office.schemes.set_text(scheme, path, text, *source, note),
            tr("✓ Đã lưu “{title}”.", title=view.title),
        )

    def restore_default(self) -> None:
        """Let the value of the file hold again."""
        view, scheme = self._view, self.scheme
        if view is None or not self.restore.isEnabled():
            return
        agreed = self.context.questions.confirm(
            tr("Bỏ giá trị của đơn vị"),
            tr("“{title}” trở lại giá trị của tệp quy định: {value}", title=view.title, value=view.default),
            yes=tr("&Bỏ giá trị"),
            no=tr("&Thôi"),
        )
        if agreed:
            self._run(
                lambda office: office.schemes.unset(scheme, view.line.path),
                tr("✓ Đã bỏ giá trị của đơn vị ở “{title}”.", title=view.title),
            )

    def _run(self, work: Callable[[Office], None], done: str) -> None:
        self.keep.setEnabled(False)
        self.restore.setEnabled(False)
        self.context.operations.run(work, lambda _: self._done(done), self.show_problem, receiver=self)

    def _done(self, words: str) -> None:
        self._begun = self._typed()
        self.saved.emit(words)

    def show_problem(self, problem: ProblemError) -> None:
        """Say what is wrong and go to where it is."""
        self.keep.setEnabled(self._view is not None)
        self.restore.setEnabled(self._view is not None and self._view.line.own)
        self._say(str(explain(problem)), "error")
        if problem.code == "Q37":
            (self.dated if self.document.text().strip() else self.document).setFocus()
        else:
            self.editor.setFocus()

    def tell(self, words: str) -> None:
        """Show a good answer."""
        self._say(words, "ok")

    def _say(self, text: str, role: str) -> None:
        self.answer.setText(text)
        self.answer.setAccessibleName(text)
        set_role(self.answer, role)
        self.answer.show()


def _facts(view: ValueView) -> str:
    """Return what a value belongs to, where it comes from, what it is without the office's own, a line each."""
    facts = [tr("Thuộc: {heading}", heading=view.heading)]
    facts += [view.about] if view.about else []
    facts += [tr("Văn bản: {source}", source=view.line.source)] if view.line.source else []
    if view.line.own:
        facts.append(tr("Trong tệp quy định: {value}", value=view.default))
    return "\n".join(facts)
