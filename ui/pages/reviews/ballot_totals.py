"""The totals of a count of ballots: day, form, how many came, ballots out and back, who chaired and counted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from db.evaluation_records import BallotForm, BallotInput
from db.records import Finding
from desktop_app.rules import ballots
from desktop_app.rules.ballots import MAX_NAME, MAX_NOTE
from desktop_app.services.ballot_sheet import BallotSheet
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field
from ui.widgets.member_picker import MemberPicker, People, Person
from ui.widgets.number import NumberEdit

COUNTS = ("convened", "present", "issued", "returned", "valid")
_OF_BALLOTS = ("issued", "returned", "valid")
"""What there is of ballots alone, and not where hands are raised."""


class BallotTotals(QWidget):
    """``changed`` after every key; ``left`` when a field was left."""

    changed = Signal()
    left = Signal()

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._taken = BallotInput(campaign_id="", organization_id="")
        self.held_on = DateEdit(context.today)
        self.form: Choice[str] = Choice([(one.value, term("ballot_form", one.value)) for one in BallotForm])
        self.counts = {name: NumberEdit() for name in COUNTS}
        self.people = QWidget()
        """Who chaired and counted: the last line of the totals."""
        self.chair = MemberPicker()
        self.head_teller = MemberPicker(free=True)
        self.tellers = QLineEdit()
        self.tellers.setPlaceholderText(tr("Cách nhau bằng dấu ;"))
        self.tellers.setMaxLength(4 * MAX_NAME)
        self.note = QLineEdit()
        self.note.setMaxLength(MAX_NOTE)
        self.fields = {
            "held_on": Field(tr("&Ngày"), self.held_on, "held_on"),
            "form": Field(tr("&Hình thức"), self.form, "form"),
            "convened": Field(tr("Triệ&u tập"), self.counts["convened"], "convened"),
            "present": Field(tr("Có mặ&t"), self.counts["present"], "present"),
            "issued": Field(tr("Phát r&a"), self.counts["issued"], "issued"),
            "returned": Field(tr("Thu &về"), self.counts["returned"], "returned"),
            "valid": Field(tr("Hợp &lệ"), self.counts["valid"], "valid"),
            "chair_id": Field(tr("Người chủ t&rì"), self.chair, "chair_id"),
            "head_teller": Field(tr("Tổ trưởn&g kiểm phiếu"), self.head_teller, "head_teller"),
            "tellers": Field(tr("Ủ&y viên kiểm phiếu"), self.tellers, "tellers"),
            "note": Field(tr("Gh&i chú"), self.note, "note"),
        }
        self.counts["convened"].setToolTip(tr("Số đảng viên chính thức được triệu tập"))
        self.counts["present"].setToolTip(tr("Số đảng viên chính thức có mặt"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        for line in (
            (("held_on", 8), ("form", 7), *((name, 6) for name in COUNTS)),
            (("chair_id", 4), ("head_teller", 4), ("tellers", 6), ("note", 6)),
        ):
            place = QWidget()
            row = QHBoxLayout(place)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.px(10))
            for name, stretch in line:
                row.addWidget(self.fields[name], stretch, Qt.AlignmentFlag.AlignTop)
            column.addWidget(place)
            self.people = place
        for before, after in pairwise(self.inputs):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        for name, field in self.fields.items():
            editor = field.editor
            if isinstance(editor, QLineEdit):
                editor.textChanged.connect(lambda _text: self._tell())
                editor.editingFinished.connect(lambda name=name: self._leave(name))
        self.form.currentIndexChanged.connect(lambda _place: self._form_chosen())
        # What the number is usually: all of the one before it.
        self.counts["present"].textChanged.connect(lambda _text: self._propose())

    def _tell(self) -> None:
        self._propose()
        if not self._filling:
            self.changed.emit()

    def _leave(self, name: str) -> None:
        self.fields[name].visited = True
        self.left.emit()

    def _propose(self) -> None:
        for before, after in pairwise(COUNTS):
            self.counts[after].missing = self.counts[before].value()

    def _form_chosen(self) -> None:
        by_hands = self.form.value() == BallotForm.HANDS
        for name in (*_OF_BALLOTS, "head_teller", "tellers"):
            self.fields[name].setEnabled(not by_hands)
        self._tell()

    @property
    def inputs(self) -> list[QWidget]:
        """The inputs in the order in which Enter walks through them."""
        return [field.editor for field in self.fields.values()]

    # --- value ---

    def show_sheet(self, sheet: BallotSheet) -> None:
        """Show the totals of a body's count."""
        self._filling = True
        entered = self._taken = sheet.entered
        people = People([Person(one.member_id, one.full_name, one.note) for one in sheet.people])
        self.chair.set_people(people)
        self.head_teller.set_people(people)
        self.held_on.set_value(entered.held_on)
        self.form.take(entered.form.value)
        for name, editor in self.counts.items():
            editor.set_value(getattr(entered, name))
        name = next((one.full_name for one in sheet.people if one.member_id == entered.chair_id), "")
        self.chair.set_value(entered.chair_id, name or (tr("Người đã ghi trước") if entered.chair_id else ""))
        self.head_teller.set_value(None, entered.head_teller)
        self.tellers.setText("; ".join(entered.tellers))
        self.note.setText(entered.note.replace("\n", " "))
        for field in self.fields.values():
            field.visited = False
            field.show_findings([])
        self._form_chosen()
        self._filling = False

    def value(self) -> BallotInput:
        """Return the totals as typed; the lines are those of the sheet shown."""
        counts = {name: editor.value() for name, editor in self.counts.items()}
        names = self.tellers.text().replace(",", ";").split(";")
        return msgspec.structs.replace(
            self._taken,
            held_on=self.held_on.value(),
            form=BallotForm(self.form.value()),
            chair_id=self.chair.person_id(),
            head_teller=self.head_teller.name(),
            tellers=tuple(name.strip() for name in names if name.strip()),
            note=self.note.text(),
            **counts,
        )

    # --- findings ---

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what is wrong beside the fields, and how many ballots are not valid."""
        for path, field in self.fields.items():
            field.show_findings([one for one in findings if one.field == path])
        invalid = ballots.invalid(self.value())
        label = self.fields["valid"].label
        label.setText(tr("Hợp &lệ") if not invalid else tr("Hợp &lệ (hỏng {count})", count=invalid))

    def visit_all(self) -> QWidget | None:
        """Let every field say what is wrong with it; return the first whose text cannot be read."""
        complaining = None
        for field in self.fields.values():
            field.visited = True
            own = getattr(field.editor, "complaint", None)
            if complaining is None and field.isEnabled() and own is not None and own():
                complaining = field.editor
        return complaining
