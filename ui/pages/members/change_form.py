"""The fields of one act of membership: which act, from which day, and what that act needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from db.records import CellView, Duty, Finding, Severity, Standing
from db.register_records import ChangeInput, ChangeKind
from desktop_app.rules.membership import FIELDS
from desktop_app.texts import term, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import DropDown
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field
from ui.widgets.month_edit import MonthEdit
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.words import capital

_ORDER = (
    *("cell_id", "party_group", "standing", "duty", "decision_number", "decision_on", "decided_by"),
    *("place", "paper_number", "dues_until", "until", "reason"),
)

_STAYING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""The field is not left when its own list opens or another window comes to the front."""


def kind_words(kind: str) -> str:
    """Return what an act is called, with a capital."""
    return capital(term("change_kind", kind))


def _place_words(kind: ChangeKind) -> str:
    if kind in (ChangeKind.TRANSFER_IN, ChangeKind.TEMPORARY_IN):
        return tr("Từ đâu đế&n")
    if kind in (ChangeKind.TRANSFER_OUT, ChangeKind.TEMPORARY_OUT):
        return tr("Đi đế&n đâu")
    return tr("Nơi kết n&ạp")


class ChangeForm(QWidget):
    """Collects a ChangeInput; shows only the fields of the act chosen.

    ``check_wanted`` follows when a field is left, ``day_taken`` when another day was typed.
    """

    check_wanted = Signal()
    day_taken = Signal()
    done = Signal()
    """Enter in the last field."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = context.today
        self._day = context.today()
        self._make_editors()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(8))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        outer.addLayout(self._grid)
        outer.addStretch(1)
        order = [self.on, self.kind, *(self.fields[name].editor for name in _ORDER)]
        self.moves = EnterMoves(order, self.done.emit, self)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.check_wanted)
        for field in self.fields.values():
            field.editor.installEventFilter(self)
        self.set_cells(context.cells)
        self._lay_out()

    def _make_editors(self) -> None:
        self.on = DateEdit(self._today)
        self.on.set_value(self._day)
        self.kind = DropDown()
        self.kind.setPlaceholderText(tr("– chọn thay đổi –"))
        self.kind.setMaxVisibleItems(len(ChangeKind))
        self.cell = DropDown()
        self.party_group = _line()
        self.standing = _choice(
            ("", tr("như trước")),
            *((value.value, term("standing", value.value)) for value in (Standing.OFFICIAL, Standing.PROBATIONARY)),
        )
        self.duty = _choice(*((value.value, term("duty", value.value)) for value in Duty))
        self.decision_number = _line()
        self.decision_on = DateEdit(self._today)
        self.decided_by = _line()
        self.place = _line()
        self.paper_number = _line()
        self.dues_until = MonthEdit(self._today)
        self.until = DateEdit(self._today)
        self.reason = PlainTextEdit(2)
        self.fields = {
            "on": Field(tr("Có hiệu lực từ n&gày"), self.on, "on"),
            "kind": Field(tr("&Thay đổi"), self.kind, "kind"),
            "cell_id": Field(tr("Vào ch&i bộ"), self.cell, "cell_id"),
            "party_group": Field(tr("Tổ đảng (nế&u có)"), self.party_group, "party_group"),
            "standing": Field(tr("Là đảng &viên"), self.standing, "standing"),
            "duty": Field(tr("Sinh h&oạt"), self.duty, "duty"),
            "decision_number": Field(tr("&Số quyết định"), self.decision_number, "decision_number"),
            "decision_on": Field(tr("Ngày &quyết định"), self.decision_on, "decision_on"),
            "decided_by": Field(tr("Cấp &ra quyết định"), self.decided_by, "decided_by"),
            "place": Field(tr("Từ đâu đế&n"), self.place, "place"),
            "paper_number": Field(tr("Số giấy giới t&hiệu sinh hoạt đảng"), self.paper_number, "paper_number"),
            "dues_until": Field(tr("Đã đóng đảng &phí hết tháng"), self.dues_until, "dues_until"),
            "until": Field(tr("Dự kiến đến hết ngà&y"), self.until, "until"),
            "reason": Field(tr("&Lý do, ghi chú"), self.reason, "reason"),
        }
        for field in self.fields.values():
            # Those out of sight stand in no layout; a tab order leads through one window only.
            field.setParent(self)
        self.kind.activated.connect(lambda _index: self._kind_taken())
        self.on.editingFinished.connect(self._day_left)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note of a field that is left, also when nothing was typed into it."""
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYING:
            name = next((name for name, field in self.fields.items() if field.editor is watched), "")
            if name:
                self._left(name)
        return super().eventFilter(watched, event)

    def _left(self, name: str) -> None:
        self.fields[name].visited = True
        self._soon.start()

    def _day_left(self) -> None:
        self.fields["on"].visited = True
        if not self.on.text().strip():
            self.on.set_value(self._day)
        day = self.on.value()
        if day is not None and day != self._day:
            self._day = day
            self.day_taken.emit()

    def _kind_taken(self) -> None:
        for name in _ORDER:
            self.fields[name].visited = False
        self._lay_out()

    # --- what is shown ---

    @property
    def chosen(self) -> ChangeKind | None:
        """The act chosen, None while there is none."""
        return ChangeKind(self.kind.currentData()) if self.kind.currentData() else None

    def set_cells(self, cells: Sequence[CellView]) -> None:
        """Offer these cells."""
        self.cell.clear()
        self.cell.addItem(tr("– chọn chi bộ –"), "")
        for cell in cells:
            self.cell.addItem(cell.organization.name, cell.organization.id)

    def set_kinds(self, kinds: Sequence[ChangeKind]) -> None:
        """Offer these acts; what was chosen stays chosen where it is still among them."""
        before = self.kind.currentData()
        self.kind.clear()
        for kind in kinds:
            self.kind.addItem(kind_words(kind.value), kind.value)
        self.kind.setCurrentIndex(0 if len(kinds) == 1 else self.kind.findData(before))
        self.kind.setEnabled(len(kinds) > 0)
        if self.kind.currentData() != before:
            self._lay_out()

    def _lay_out(self) -> None:
        """Put the fields of the act chosen in their places, the others away."""
        while self._grid.count():
            self._grid.takeAt(0)
        kind = self.chosen
        wanted = ("on", "kind", *(FIELDS[kind] if kind is not None else ()))
        if kind is not None:
            self.fields["place"].label.setText(_place_words(kind))
            self.place.setAccessibleName(_place_words(kind).replace("&", ""))
        place = 0
        for name, field in self.fields.items():
            field.setVisible(name in wanted)
            if name not in wanted:
                continue
            span = 2 if name == "reason" else 1
            place += place % 2 if span == 2 else 0
            self._grid.addWidget(field, place // 2, place % 2, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span

    def show_change(self, change: ChangeInput) -> None:
        """Fill the form with an act."""
        self._day = change.on
        self.on.set_value(change.on)
        self.kind.setCurrentIndex(self.kind.findData(change.kind.value))
        self.cell.setCurrentIndex(max(0, self.cell.findData(change.cell_id)))
        self.standing.setCurrentIndex(max(0, self.standing.findData(change.standing.value if change.standing else "")))
        self.duty.setCurrentIndex(max(0, self.duty.findData(change.duty.value if change.duty else Duty.ACTIVE.value)))
        for edit, text in (
            (self.party_group, change.party_group),
            (self.decision_number, change.decision_number),
            (self.decided_by, change.decided_by),
            (self.place, change.place),
            (self.paper_number, change.paper_number),
        ):
            edit.setText(text)
        self.decision_on.set_value(change.decision_on)
        self.dues_until.set_value(change.dues_until)
        self.until.set_value(change.until)
        self.reason.set_value(change.reason)
        self._lay_out()

    def value(self) -> ChangeInput | None:
        """Return what the form holds, None while no act is chosen; what cannot be read counts as absent."""
        kind = self.chosen
        if kind is None:
            return None
        standing, duty = self.standing.currentData(), self.duty.currentData()
        return ChangeInput(
            kind=kind,
            on=self.on.value() or self._day,
            cell_id=self.cell.currentData() or "",
            party_group=self.party_group.text(),
            standing=Standing(standing) if standing else None,
            duty=Duty(duty),
            decision_number=self.decision_number.text(),
            decision_on=self.decision_on.value(),
            decided_by=self.decided_by.text(),
            place=self.place.text(),
            paper_number=self.paper_number.text(),
            dues_until=self.dues_until.value(),
            until=self.until.value(),
            reason=self.reason.value(),
        )

    # --- findings ---

    def unreadable(self) -> list[Finding]:
        """Return a finding for every field in sight that cannot be read."""
        return [
            Finding(code="DATE_UNREADABLE", severity=Severity.ERROR, field=name, values={"why": why})
            for name, field in self.fields.items()
            if not field.isHidden() and (why := str(getattr(field.editor, "complaint", str)()))
        ]

    def show_findings(self, findings: Iterable[Finding], *, everywhere: bool = False) -> None:
        """Show findings beside the fields that were left, or beside all; what no field takes goes to the act."""
        found = list(findings)
        for name, field in self.fields.items():
            field.visited = field.visited or everywhere
            own = {name, f"entry.{name}"}
            field.show_findings(
                [one for one in found if one.field in own or (name == "kind" and one.field not in self.fields)]
            )

    def go_to_first(self, findings: Sequence[Finding]) -> None:
        """Put the cursor into the first field an error is about."""
        wrong = {finding.field for finding in findings if finding.severity is Severity.ERROR}
        for name, field in self.fields.items():
            if name in wrong and not field.isHidden():
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def empty(self) -> bool:
        """Return whether nothing was typed that would be lost."""
        edits = (self.party_group, self.decision_number, self.decision_on, self.decided_by, self.place)
        more = (self.paper_number, self.dues_until, self.until)
        typed = any(edit.text().strip() for edit in (*edits, *more))
        return not (typed or self.reason.value().strip() or self.cell.currentData())


def _line() -> QLineEdit:
    edit = QLineEdit()
    edit.setMaxLength(400)
    return edit


def _choice(*entries: tuple[str, str]) -> QComboBox:
    box = DropDown()
    for value, words in entries:
        box.addItem(words, value)
    return box
