"""How a new person comes into a cell: the cell, the day, the act with its decision or papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from db.records import CellView, Duty, Finding, MemberInput, Severity, Standing
from db.register_records import ChangeInput, ChangeKind
from desktop_app.rules import membership
from desktop_app.texts import term, tr
from ui import theme
from ui.pages.members import editors
from ui.pages.members.editors import Codes, Line, capital
from ui.pages.members.fields import COLUMNS
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field
from ui.widgets.month_edit import MonthEdit

KINDS = (ChangeKind.REGISTERED, ChangeKind.ADMISSION, ChangeKind.TRANSFER_IN, ChangeKind.TEMPORARY_IN)
"""How somebody may come into the register."""
_ALWAYS = ("cell_id", "since", "entry.kind")
_OWN = {"cell_id": "cell_id", "party_group": "party_group", "standing": "standing"}
"""Fields of an act that are fields of the person's form under their own name."""


class EntryPart(QFrame):
    """The fields that only a new person has; which of them are shown follows the act chosen."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.today = today
        self.setProperty("role", "info-box")
        self.cell = Codes()
        self.since = DateEdit(today)
        self.kind = Codes((kind.value, _act(kind)) for kind in KINDS)
        members = (Standing.OFFICIAL, Standing.PROBATIONARY)
        duties = [duty for duty in Duty if duty is not Duty.VISITING]
        made: dict[str, tuple[str, QWidget]] = {
            "cell_id": (tr("Chi bộ *"), self.cell),
            "since": (tr("Từ ngày *"), self.since),
            "entry.kind": (tr("Vào danh sách do"), self.kind),
            "standing": (tr("Tình trạng"), Codes((s.value, capital(term("standing", s.value))) for s in members)),
            "duty": (tr("Sinh hoạt"), Codes((d.value, capital(term("duty", d.value))) for d in duties)),
            "party_group": (tr("Tổ đảng"), Line()),
            "entry.decision_number": (tr("Số quyết định"), Line()),
            "entry.decision_on": (tr("Ngày quyết định"), DateEdit(today)),
            "entry.decided_by": (tr("Cấp ra quyết định"), Line()),
            "entry.place": (tr("Từ đâu đến"), Line()),
            "entry.paper_number": (tr("Số giấy giới thiệu"), Line()),
            "entry.dues_until": (tr("Đã đóng đảng phí hết tháng"), MonthEdit(today)),
            "entry.until": (tr("Đến ngày"), DateEdit(today)),
            "entry.reason": (tr("Ghi chú việc này"), Line()),
        }
        self.fields = {path: Field(label, editor, path, self) for path, (label, editor) in made.items()}
        self._grid = QGridLayout(self)
        margin = theme.px(8)
        self._grid.setContentsMargins(margin, margin, margin, margin)
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(8))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.kind.currentIndexChanged.connect(lambda _index: self._arrange())
        self._arrange()

    def _arrange(self) -> None:
        """Show the fields of the act chosen, line by line."""
        while self._grid.count():
            self._grid.takeAt(0)
        wanted = self.shown()
        admitted = self.kind.value() == ChangeKind.ADMISSION.value
        place = self.fields["entry.place"]
        place.label.setText(tr("Nơi kết nạp") if admitted else tr("Từ đâu đến"))
        place.editor.setAccessibleName(place.label.text())
        for path, field in self.fields.items():
            field.setVisible(path in wanted)
        for number, path in enumerate(wanted):
            row, column = divmod(number, COLUMNS)
            self._grid.addWidget(self.fields[path], row, column, Qt.AlignmentFlag.AlignTop)

    def shown(self) -> list[str]:
        """Return the paths of the fields of the act chosen, in order."""
        kind = ChangeKind(self.kind.value())
        own = {_OWN.get(name, f"entry.{name}") for name in membership.FIELDS[kind]}
        if kind is ChangeKind.REGISTERED:
            own |= {"standing", "duty"}
        return [path for path in self.fields if path in _ALWAYS or path in own]

    def set_cells(self, cells: Sequence[CellView]) -> None:
        """Offer these cells."""
        known = [(cell.organization.id, cell.organization.name) for cell in cells]
        self.cell.offer([("", tr("– chọn chi bộ –")), *known])

    def set_value(self, entered: MemberInput) -> None:
        """Show how a new person comes."""
        act = entered.entry or ChangeInput(kind=ChangeKind.REGISTERED, on=entered.since)
        self.cell.set_value(entered.cell_id)
        self.since.set_value(entered.since)
        self.kind.set_value(act.kind.value)
        editors.write(self.fields["standing"].editor, entered.standing.value)
        editors.write(self.fields["duty"].editor, entered.duty.value)
        editors.write(self.fields["party_group"].editor, entered.party_group)
        for path, field in self.fields.items():
            if path.startswith("entry.") and path != "entry.kind":
                editors.write(field.editor, getattr(act, path.removeprefix("entry.")))
        self._arrange()

    def value(self) -> dict[str, Any]:
        """Return the fields of MemberInput that say how the person comes."""
        since = self.since.value() or self.today()
        kind = ChangeKind(self.kind.value())
        shown = self.shown()
        standing = Standing(self._read("standing"))
        act = ChangeInput(kind=kind, on=since)
        own = {
            path.removeprefix("entry."): self._read(path)
            for path in shown
            if path.startswith("entry.") and path != "entry.kind"
        }
        act = msgspec.structs.replace(act, **own)
        # Who is admitted begins on probation, whatever was chosen before.
        standing = Standing.PROBATIONARY if kind is ChangeKind.ADMISSION else standing
        duty = Duty(self._read("duty")) if "duty" in shown else Duty.ACTIVE
        return {
            "cell_id": self.cell.value(),
            "since": since,
            "standing": standing,
            "duty": duty,
            "party_group": self._read("party_group"),
            "entry": None if act == ChangeInput(kind=ChangeKind.REGISTERED, on=since) else act,
        }

    def _read(self, path: str) -> str:
        value: str = editors.read(self.fields[path].editor)
        return value

    def unreadable(self) -> list[Finding]:
        """Return a finding for every day that is none, and for a beginning that is missing."""
        found = [
            Finding(code="DATE_UNREADABLE", severity=Severity.ERROR, field=path, values={"why": why})
            for path in self.shown()
            if (why := editors.complaint(self.fields[path].editor))
        ]
        if not self.since.text().strip():
            found.append(Finding(code="MEMBER_SINCE_MISSING", severity=Severity.ERROR, field="since"))
        return found


def _act(kind: ChangeKind) -> str:
    short = "movement" if kind is ChangeKind.TRANSFER_IN else "change_kind"
    return capital(term(short, kind.value))
