"""The form of one line of the list of themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.meeting_records import Theme
from db.records import Finding, MemberRow
from db.view_records import ThemeInput, ThemeLine
from desktop_app.texts import explain, tr
from ui import theme as look
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, FindingLine
from ui.widgets.member_picker import MemberPicker, People, Person
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from db.problems import ProblemError
    from desktop_app.office import Office

QUARTERS = ("I", "II", "III", "IV")


class ThemeForm(QFrame):
    """Writes one line; ``saved`` brings the line as kept, ``closed`` follows giving up."""

    saved = Signal(object)
    closed = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("role", "card")
        self._kept: Theme | None = None
        self._cell_id, self._year = "", 0
        self._begun: ThemeInput | None = None
        self.heading = plain_label(role="heading")
        self.quarter: Choice[str] = Choice(
            [(str(number), tr("Quý {number}", number=name)) for number, name in enumerate(QUARTERS, 1)]
        )
        self.title_edit = QLineEdit()
        self.title_edit.setMaxLength(300)
        self.writer, self.presenter = MemberPicker(), MemberPicker()
        self.number = QLineEdit()
        self.number.setMaxLength(60)
        self.approved_on, self.sent_on, self.reported_on = (DateEdit(context.today) for _ in range(3))
        self.note = QLineEdit()
        self.note.setMaxLength(1_000)
        self.fields = {
            "quarter": Field(tr("&Quý"), self.quarter, "quarter"),
            "title": Field(tr("Tê&n chuyên đề"), self.title_edit, "title"),
            "writer_id": Field(tr("Người &soạn"), self.writer, "writer_id"),
            "presenter_id": Field(tr("Người &trình bày"), self.presenter, "presenter_id"),
            "approval_number": Field(tr("Số văn bản &duyệt"), self.number, "approval_number"),
            "approved_on": Field(tr("Ngày duyệt"), self.approved_on, "approved_on"),
            "sent_on": Field(tr("Gửi đảng viên"), self.sent_on, "sent_on"),
            "reported_on": Field(tr("Báo cáo cấp trên"), self.reported_on, "reported_on"),
            "note": Field(tr("&Ghi chú"), self.note, "note"),
        }
        self.trouble = FindingLine()
        self.keep = QPushButton(tr("Lưu (Ctrl+S)"))
        self._lay_out()
        inputs = [field.editor for field in self.fields.values()]
        self.moves = EnterMoves(inputs, self.save, self)
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(10))
        column.addWidget(self.heading)
        for line in (
            (("quarter", 2), ("title", 8), ("writer_id", 4), ("presenter_id", 4)),
            (("approval_number", 3), ("approved_on", 2), ("sent_on", 2), ("reported_on", 2), ("note", 5)),
        ):
            row = QHBoxLayout()
            row.setSpacing(look.px(10))
            for name, stretch in line:
                row.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        column.addWidget(self.trouble)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        give_up = QPushButton(tr("Thôi (Esc)"))
        give_up.clicked.connect(self.closed)
        self.keep.setProperty("kind", "primary")
        self.keep.clicked.connect(self.save)
        buttons.addWidget(give_up)
        buttons.addWidget(self.keep)
        column.addLayout(buttons)

    def begin(self, cell: tuple[str, str], year: int, quarter: int, line: ThemeLine | None = None) -> None:
        """Ask for a new line of a cell, given as (identifier, name), or for a change of ``line``."""
        self._cell_id, self._year = cell[0], year
        self._kept = line.theme if line else None
        words = tr("Sửa chuyên đề") if line else tr("Thêm chuyên đề")
        self.heading.setText(tr("{act} – {cell}, năm {year}", act=words, cell=cell[1], year=year))
        known = line.theme if line else Theme(id="", owner_id="", cell_id=cell[0], year=year, quarter=quarter, title="")
        self.quarter.take(str(known.quarter))
        self.title_edit.setText(known.title)
        self.writer.set_value(known.writer_id, line.writer if line else "")
        self.presenter.set_value(known.presenter_id, line.presenter if line else "")
        self.number.setText(known.approval_number)
        self.approved_on.set_value(known.approved_on)
        self.sent_on.set_value(known.sent_on)
        self.reported_on.set_value(known.reported_on)
        self.note.setText(known.note.replace("\n", " "))
        for field in self.fields.values():
            field.visited = False
            field.show_findings([])
        self.trouble.hide()
        self.keep.setEnabled(True)
        self.show()
        self._begun = self.value()
        self.title_edit.setFocus(Qt.FocusReason.TabFocusReason)
        today, cell_id = self.context.today(), cell[0]

        def people(office: Office) -> list[MemberRow]:
            return office.members.of_cell(cell_id, today)

        self.context.operations.run(people, lambda rows: self._offer(cell_id, rows), receiver=self)

    def _offer(self, cell_id: str, rows: list[MemberRow]) -> None:
        if cell_id == self._cell_id:
            people = People([Person(row.id, row.full_name, row.birth_date) for row in rows])
            self.writer.set_people(people)
            self.presenter.set_people(people)

    def value(self) -> ThemeInput:
        """Return what is typed."""
        return ThemeInput(
            cell_id=self._cell_id,
            year=self._year,
            quarter=int(self.quarter.value()),
            title=self.title_edit.text(),
            writer_id=self.writer.person_id(),
            presenter_id=self.presenter.person_id(),
            approval_number=self.number.text(),
            approved_on=self.approved_on.value(),
            sent_on=self.sent_on.value(),
            reported_on=self.reported_on.value(),
            note=self.note.text(),
        )

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        # When another tab is asked for, this one is out of sight already.
        return not self.isHidden() and self.value() != self._begun

    def save(self) -> None:
        """Write it."""
        if not self.keep.isEnabled() or not self.isVisible():
            return
        complaining = None
        for field in self.fields.values():
            field.visited = True
            field.show_findings([])
            own = getattr(field.editor, "complaint", None)
            if complaining is None and own is not None and own():
                complaining = field.editor
        if complaining is not None:
            complaining.setFocus()
            return
        entered, kept = self.value(), self._kept
        self.keep.setEnabled(False)

        def work(office: Office) -> Theme:
            if kept is None:
                return office.themes.add(entered)
            return office.themes.update(kept.id, kept.revision, entered)

        self.context.operations.run(
            work, self.saved.emit, self.show_problem, on_done=lambda: self.keep.setEnabled(True), receiver=self
        )

    def show_problem(self, problem: ProblemError) -> None:
        """Show findings beside their fields, anything else below them."""
        findings = problem.values.get("findings")
        found: tuple[Finding, ...] = findings if isinstance(findings, tuple) else ()
        for path, field in self.fields.items():
            field.show_findings([finding for finding in found if finding.field == path])
        self.trouble.show_findings([finding for finding in found if finding.field not in self.fields])
        if not found:
            self.trouble.say(str(explain(problem)), grave=True)
        first = next((field for path, field in self.fields.items() if any(f.field == path for f in found)), None)
        if first is not None:
            first.editor.setFocus()
