"""The form of one line of the list of themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from db.meeting_records import Theme
from db.records import MemberRow
from db.view_records import ThemeInput, ThemeLine
from desktop_app.texts import tr
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field
from ui.widgets.member_picker import MemberPicker, People, Person
from ui.widgets.side_form import SideForm

if TYPE_CHECKING:
    from desktop_app.office import Office

QUARTERS = ("I", "II", "III", "IV")


class ThemeForm(SideForm):
    """Writes one line; ``saved`` brings the line as kept."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        self._kept: Theme | None = None
        self._cell_id, self._year = "", 0
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
        super().__init__(
            context,
            {
                "quarter": Field(tr("&Quý"), self.quarter, "quarter"),
                "title": Field(tr("Tê&n chuyên đề"), self.title_edit, "title"),
                "writer_id": Field(tr("Người &soạn"), self.writer, "writer_id"),
                "presenter_id": Field(tr("Người &trình bày"), self.presenter, "presenter_id"),
                "approval_number": Field(tr("Số văn bản &duyệt"), self.number, "approval_number"),
                "approved_on": Field(tr("Ngày duyệt"), self.approved_on, "approved_on"),
                "sent_on": Field(tr("Gửi đảng viên"), self.sent_on, "sent_on"),
                "reported_on": Field(tr("Báo cáo cấp trên"), self.reported_on, "reported_on"),
                "note": Field(tr("&Ghi chú"), self.note, "note"),
            },
            [
                (("quarter", 2), ("title", 8), ("writer_id", 4), ("presenter_id", 4)),
                (("approval_number", 3), ("approved_on", 2), ("sent_on", 2), ("reported_on", 2), ("note", 5)),
            ],
            parent,
        )

    def begin(self, cell: tuple[str, str], year: int, quarter: int, line: ThemeLine | None = None) -> None:
        """Ask for a new line of a cell, given as (identifier, name), or for a change of ``line``."""
        self._cell_id, self._year = cell[0], year
        self._kept = line.theme if line else None
        words = tr("Sửa chuyên đề") if line else tr("Thêm chuyên đề")
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
        self.show_form(tr("{act} – {cell}, năm {year}", act=words, cell=cell[1], year=year), self.title_edit)
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

    def write(self) -> None:
        """Keep it."""
        entered, kept = self.value(), self._kept

        def work(office: Office) -> Theme:
            if kept is None:
                return office.themes.add(entered)
            return office.themes.update(kept.id, kept.revision, entered)

        self.run(work)
