"""The form of one shortcoming: what it is, what is done about it, by whom, until when, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from db.evaluation_records import Remedy, RemedyState
from db.rating_records import RemedyInput, RemedyLine
from db.records import MemberRow
from desktop_app.rules.remedies import MAX_NAME
from desktop_app.texts import term, tr
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field
from ui.widgets.member_picker import MemberPicker, People, Person
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.side_form import SideForm
from ui.widgets.words import capital

if TYPE_CHECKING:
    from desktop_app.office import Office


class RemedyForm(SideForm):
    """Of a collective, or of one of its members; whose it is can be said only of a new one."""

    def __init__(self, context: WindowContext) -> None:
        self.whose = MemberPicker()
        self.shortcoming = PlainTextEdit(2)
        self.measure = PlainTextEdit(2)
        self.responsible = MemberPicker(free=True)
        self.responsible.setMaxLength(MAX_NAME)
        self.due_on, self.done_on = DateEdit(context.today), DateEdit(context.today)
        self.state: Choice[str] = Choice([(one.value, capital(term("remedy_state", one.value))) for one in RemedyState])
        self.result = QLineEdit()
        self._kept: Remedy | None = None
        self._year = 0
        self._unit = ""
        self._evaluation: str | None = None
        self._member: str | None = None
        """Whose evaluation that is."""
        super().__init__(
            context,
            {
                "member_id": Field(tr("Củ&a đảng viên (trống: của tập thể)"), self.whose, "member_id"),
                "shortcoming": Field(tr("&Hạn chế, khuyết điểm"), self.shortcoming, "shortcoming"),
                "measure": Field(tr("&Biện pháp khắc phục"), self.measure, "measure"),
                "responsible": Field(tr("Người &phụ trách"), self.responsible, "responsible"),
                "due_on": Field(tr("&Thời hạn"), self.due_on, "due_on"),
                "state": Field(tr("Trạng th&ái"), self.state, "state"),
                "done_on": Field(tr("Ngày &xong"), self.done_on, "done_on"),
                "result": Field(tr("&Kết quả, lý do"), self.result, "result"),
            },
            [
                (("shortcoming", 1), ("measure", 1)),
                (("member_id", 3), ("responsible", 3), ("due_on", 2), ("state", 2), ("done_on", 2), ("result", 4)),
            ],
        )

    def begin(
        self,
        year: int,
        unit: tuple[str, str],
        *,
        member: tuple[str, str] | None = None,
        evaluation_id: str | None = None,
        line: RemedyLine | None = None,
    ) -> None:
        """Ask for a new item of a plan, or for a change of ``line``; units and members are (identifier, name)."""
        kept = line.remedy if line is not None else None
        self._kept, self._year, self._unit = kept, kept.year if kept else year, unit[0]
        self._evaluation = kept.evaluation_id if kept else evaluation_id
        self._member = member[0] if member else None
        self.whose.set_value(member[0] if member else None, member[1] if member else "")
        self.shortcoming.setPlainText(kept.shortcoming if kept else "")
        self.measure.setPlainText(kept.measure if kept else "")
        self.responsible.set_value(kept.responsible_id if kept else None, line.responsible if line else "")
        self.due_on.set_value(kept.due_on if kept else None)
        self.state.take(kept.state.value if kept else RemedyState.OPEN.value)
        self.done_on.set_value(kept.done_on if kept else None)
        self.result.setText(kept.result.replace("\n", " ") if kept else "")
        self.fields["member_id"].setVisible(kept is None)
        for name in ("state", "done_on", "result"):
            self.fields[name].setVisible(kept is not None)
        act = tr("Sửa mục khắc phục") if kept else tr("Thêm mục khắc phục")
        whose = member[1] if member else unit[1]
        self.show_form(tr("{act} – {whose}, đợt {year}", act=act, whose=whose, year=self._year), self.shortcoming)
        cell_id, today = unit[0], self.context.today()

        def people(office: Office) -> list[MemberRow]:
            return office.members.of_cell(cell_id, today)

        self.context.operations.run(people, lambda rows: self._offer(cell_id, rows), receiver=self)

    def _offer(self, cell_id: str, rows: list[MemberRow]) -> None:
        if cell_id == self._unit:
            people = People([Person(row.id, row.full_name, row.birth_date) for row in rows])
            self.whose.set_people(people)
            self.responsible.set_people(people)

    def value(self) -> RemedyInput:
        """Return what is typed."""
        in_charge = self.responsible.person_id()
        kept = self._kept
        member = kept.member_id if kept is not None else self.whose.person_id()
        # The evaluation in hand may be that of the collective the member belongs to.
        evaluation = self._evaluation if kept is not None or member == self._member else None
        return RemedyInput(
            year=self._year,
            organization_id=self._unit,
            member_id=member,
            evaluation_id=evaluation,
            shortcoming=self.shortcoming.value(),
            measure=self.measure.value(),
            responsible="" if in_charge else self.responsible.text(),
            responsible_id=in_charge,
            due_on=self.due_on.value(),
            state=RemedyState(self.state.value()),
            done_on=self.done_on.value(),
            result=self.result.text(),
        )

    def write(self) -> None:
        """Keep it."""
        entered, kept = self.value(), self._kept

        def work(office: Office) -> Remedy:
            if kept is None:
                return office.remedies.add(entered)
            return office.remedies.update(kept.id, kept.revision, entered)

        self.run(work)
