"""The card in which one regulation is looked at and given another value, with the reason and the day it holds from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.rules.own_values import Kind
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, WrappingLabel
from ui.widgets.plain import plain_label, set_role
from ui.widgets.plain_text import PlainTextEdit

if TYPE_CHECKING:
    from desktop_app.office import Office
    from desktop_app.services.regulations import RuleView

_OF_LINES = (Kind.LINES, Kind.CRITERIA, Kind.BANDS)
_EXAMPLE = 5
"""The number with which a number line is tried out."""


class RuleForm(QFrame):
    """Shows one line of the table; ``saved`` says what was done with it."""

    saved = Signal(str)

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("role", "card")
        self._rule: RuleView | None = None
        self._begun: tuple[str, str, str] = ("", "", "")
        self.heading = WrappingLabel(role="heading")
        self.facts = WrappingLabel(role="muted")
        self.line = QLineEdit()
        self.lines = PlainTextEdit(6)
        self.choice: Choice[str] = Choice([("", "")])
        self.since = DateEdit(context.today)
        self.reason = QLineEdit()
        self.value_fields = (
            Field(tr("&Giá trị"), self.line, "value"),
            Field(tr("&Giá trị (mỗi mục một dòng)"), self.lines, "value"),
            Field(tr("&Giá trị"), self.choice, "value"),
        )
        self.since_field = Field(tr("Áp dụng cho cuộc họp &từ ngày"), self.since, "since")
        self.reason_field = Field(tr("&Lý do, căn cứ (số và ngày văn bản)"), self.reason, "reason")
        self.example = WrappingLabel(role="muted")
        self.answer = WrappingLabel()
        self.answer.hide()
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self.keep.setProperty("kind", "primary")
        self.keep.setAutoDefault(False)
        self.keep.clicked.connect(self.save)
        self.restore = QPushButton(tr("&Khôi phục mặc định"))
        self.restore.setAutoDefault(False)
        self.restore.clicked.connect(self.restore_default)
        self.preview = QPushButton(tr("&Xem trang in (F9)"))
        self.preview.setAutoDefault(False)
        self.preview.clicked.connect(self.show_page)
        self._lay_out()
        self.line.textChanged.connect(self._try_out)
        self.lines.textChanged.connect(self._try_out)
        fields = [self.line, self.lines, self.choice, self.since, self.reason]
        self.moves = EnterMoves(fields, self.save, self)
        self.show_rule(None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(12))
        column.setSpacing(theme.px(8))
        for widget in (self.heading, self.facts, *self.value_fields, self.example, self.since_field, self.reason_field):
            column.addWidget(widget)
        column.addWidget(self.answer)
        row = QHBoxLayout()
        row.addWidget(self.keep)
        row.addWidget(self.restore)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.fixed = plain_label(tr("Mục này do chương trình cố định, không sửa được."), wrap=True)
        column.insertWidget(2, self.fixed)

    # --- showing ---

    @property
    def rule(self) -> RuleView | None:
        """The line in hand."""
        return self._rule

    @property
    def editor(self) -> QWidget:
        """The input of the value in hand."""
        return self._field.editor

    @property
    def _field(self) -> Field:
        kind = self._rule.kind if self._rule else Kind.FIXED
        return self.value_fields[1 if kind in _OF_LINES else 2 if kind is Kind.CHOICE else 0]

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return self._rule is not None and self._rule.editable and self._typed() != self._begun

    def show_rule(self, rule: RuleView | None) -> None:
        """Take a line in hand; None when there is none."""
        self._rule = rule
        editable = rule is not None and rule.editable
        for field in (*self.value_fields, self.since_field, self.reason_field):
            field.setVisible(editable and (field not in self.value_fields or field is self._field))
        self.fixed.setVisible(rule is not None and not editable)
        self.keep.setEnabled(editable)
        self.preview.setVisible(rule is not None and editable and _prints(rule.id))
        self.restore.setEnabled(rule is not None and rule.overridden)
        self.answer.hide()
        self.heading.setText(rule.title if rule else "")
        self.facts.setText(_facts(rule) if rule else "")
        if rule is not None and editable:
            self._fill(rule)
        self._begun = self._typed()
        self._try_out()

    def _fill(self, rule: RuleView) -> None:
        self.line.setText(rule.text if self.editor is self.line else "")
        self.lines.set_value(rule.text if self.editor is self.lines else "")
        if self.editor is self.choice:
            self.choice.offer(rule.choices)
            self.choice.set_value(rule.text)
        self.since.set_value(_first_of(self.context.period))
        self.reason.clear()

    def _typed(self) -> tuple[str, str, str]:
        value = {self.line: self.line.text, self.lines: self.lines.value, self.choice: self.choice.value}
        return str(value[self.editor]()), self.since.text(), self.reason.text()

    def _try_out(self) -> None:
        """Show while it is typed what a number line prints for an ordinary number, or how a score scheme is read."""
        kind = self._rule.kind if self._rule is not None else Kind.FIXED
        tried = kind in (Kind.PATTERN, Kind.CRITERIA, Kind.BANDS)
        self.example.setVisible(tried)
        if not tried or self._rule is None:
            return
        from desktop_app.rules import numbering, own_values, quality_values

        today = self.context.today()
        try:
            typed = own_values.parse(self._rule.id, self._typed()[0], today)
        except ProblemError as problem:
            self.example.setText(explain(problem).next)
            return
        if kind is Kind.CRITERIA:
            points = quality_values.points_text(sum(one["most"] for one in typed))
            ways = quality_values.ways()
            self.example.setText(
                tr(
                    "{count} tiêu chí, tổng {points} điểm. Mỗi dòng: Nhóm | Tiêu chí | điểm | cách tính. Dấu * sau "
                    "điểm: phải đủ điểm mới xếp Tốt. Cách tính: {ways}; bỏ trống nếu người chấm.",
                    count=len(typed),
                    points=points,
                    ways=ways,
                )
            )
        elif kind is Kind.BANDS:
            self.example.setText(
                tr("Mỗi dòng một mức, từ cao xuống thấp: ≥ 95% | 20 là từ 95%, > 85% | 14 là trên 85%.")
            )
        else:
            document = numbering.Counted(self._rule.id.split(".")[1])
            printed = numbering.label(document, _EXAMPLE, today, {self._rule.id: typed})
            self.example.setText(tr("Văn bản số 5 sẽ in: {line}", line=printed))

    def show_page(self) -> None:
        """Show how a paper prints with the value as it is typed now, before it is kept."""
        rule, (text, _, _), on = self._rule, self._typed(), self.since.value()
        if rule is None or self.preview.isHidden():
            return
        day = on or _first_of(self.context.period)
        self.context.operations.run(
            lambda office: office.papers.specimen(rule.id, text, day),
            lambda pdf: self._show_page(rule.title, pdf),
            self.show_problem,
            receiver=self,
            busy=tr("Đang dựng trang in…"),
        )

    def _show_page(self, title: str, pdf: bytes) -> None:
        from ui.paper_window import show_pdf

        self.answer.hide()
        show_pdf(self.context, self, pdf, tr("Xem thử: {title}", title=title), "xem-thu-the-thuc")

    # --- keeping ---

    def save(self) -> None:
        """Keep the value in hand as the office's own."""
        rule, (text, _, reason), since = self._rule, self._typed(), self.since.value()
        if rule is None or not rule.editable or not self.keep.isEnabled():
            return
        if self.since.complaint() or since is None:
            self._say(self.since.complaint() or tr("Chưa ghi ngày bắt đầu áp dụng."), "error")
            self.since.setFocus()
            return
        self._run(
            lambda office: office.regulations.override(rule.id, text, reason, since),
            tr("✓ Đã lưu “{title}”, áp dụng từ {day}.", title=rule.title, day=self.since.text()),
        )

    def restore_default(self) -> None:
        """Let the default hold again from the day in the form on."""
        rule, since = self._rule, self.since.value() or _first_of(self.context.period)
        if rule is None or not self.restore.isEnabled():
            return
        agreed = self.context.questions.confirm(
            tr("Khôi phục mặc định"),
            tr("“{title}” trở lại mặc định: {value}", title=rule.title, value=rule.default),
            yes=tr("&Khôi phục"),
            no=tr("&Thôi"),
            detail=tr("Áp dụng cho cuộc họp từ ngày {day}; biên bản trước đó in như cũ.", day=f"{since:%d/%m/%Y}"),
        )
        if agreed:
            self._run(
                lambda office: office.regulations.reset(rule.id, since),
                tr("✓ Đã khôi phục mặc định của “{title}”.", title=rule.title),
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
        self.keep.setEnabled(True)
        self.restore.setEnabled(self._rule is not None and self._rule.overridden)
        self._say(str(explain(problem)), "error")
        self.example.hide()
        (self.reason if problem.code == "R08" else self.editor).setFocus()

    def tell(self, words: str) -> None:
        """Show a good answer."""
        self._say(words, "ok")

    def _say(self, text: str, role: str) -> None:
        self.answer.setText(text)
        self.answer.setAccessibleName(text)
        set_role(self.answer, role)
        self.answer.show()


def _prints(rule_id: str) -> bool:
    """Whether a line of the table shows on paper."""
    labels = rule_id.startswith("numbering.") and rule_id.endswith(".label")
    return labels or rule_id.startswith(("layout.", "print."))


def _first_of(period: str) -> date:
    return date(int(period[:4]), int(period[5:]), 1)


def _facts(rule: RuleView) -> str:
    """Return where a value comes from and, where the office has its own, what it is without, a line each."""
    facts = [tr("Văn bản: {source}", source=rule.source)]
    if rule.since is not None:
        facts.append(tr("Mặc định: {value}", value=rule.default))
        facts.append(tr("Đơn vị đặt từ {day}. Lý do: {reason}", day=f"{rule.since:%d/%m/%Y}", reason=rule.reason))
    if rule.note:
        facts.append(rule.note)
    return "\n".join(facts)
