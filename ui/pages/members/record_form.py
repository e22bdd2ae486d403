"""The small form of one thing noted of a person: a reward, a discipline, a badge, the place of residence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.records import Finding, Severity
from db.register_records import RecordInput, RecordKind
from desktop_app.texts import term, tr
from ui import theme
from ui.pages.members import editors
from ui.pages.members.editors import Codes, Line, capital
from ui.pages.members.fields import COLUMNS
from ui.widgets.dates import PartialDateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field
from ui.widgets.plain import plain_label

EXEMPT = "exempt"
_FIELDS = tuple(name for name in RecordInput.__struct_fields__ if name != "kind")


class RecordForm(QFrame):
    """Collects a RecordInput of one kind; ``save_wanted`` on its button or Enter in the last field."""

    save_wanted = Signal()
    cancel_wanted = Signal()
    check_wanted = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.today = today
        self.kind = RecordKind.REWARD
        self.record_id: str | None = None
        """The note being changed, None for a new one."""
        self.fields: dict[str, Field] = {}
        self._levels: Sequence[int] = ()
        self._base: RecordInput | None = None
        self.setProperty("role", "info-box")
        layout = QVBoxLayout(self)
        margin = theme.px(8)
        layout.setContentsMargins(margin, margin, margin, margin)
        head = QHBoxLayout()
        self.heading = plain_label(role="heading")
        head.addWidget(self.heading, 1)
        self.cancel = QPushButton(tr("Thôi (Esc)"))
        self.cancel.clicked.connect(self.cancel_wanted)
        head.addWidget(self.cancel)
        self.save = QPushButton(tr("Ghi (Ctrl+S)"))
        self.save.setProperty("kind", "primary")
        self.save.clicked.connect(self.save_wanted)
        head.addWidget(self.save)
        layout.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(8))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        layout.addLayout(self._grid)
        self._moves: EnterMoves | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.check_wanted)
        self.hide()

    def set_levels(self, levels: Sequence[int]) -> None:
        """Offer these levels of the badge, in years."""
        self._levels = levels

    # --- in and out ---

    def show_record(self, entered: RecordInput, record_id: str | None) -> None:
        """Show a note to be written or changed."""
        self.kind, self.record_id = entered.kind, record_id
        self.heading.setText(capital(term("record_kind", entered.kind.value)))
        self._make_fields()
        for path, field in self.fields.items():
            editors.write(field.editor, getattr(entered, path))
        self._base = self.value()
        self.show()
        next(iter(self.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def value(self) -> RecordInput:
        """Return what the form holds now; a day that is none counts as unknown."""
        read = {path: editors.read(field.editor) for path, field in self.fields.items()}
        return RecordInput(kind=self.kind, **{"on": "", **read})

    @property
    def changed(self) -> bool:
        """Whether something would be lost by leaving it."""
        return self.isVisible() and (self.value() != self._base or bool(self.unreadable()))

    def unreadable(self) -> list[Finding]:
        """Return a finding for every date that is none."""
        return [
            Finding(code="DATE_UNREADABLE", severity=Severity.ERROR, field=path, values={"why": why})
            for path, field in self.fields.items()
            if (why := editors.complaint(field.editor))
        ]

    def show_findings(self, findings: Sequence[Finding], *, everywhere: bool = False) -> None:
        """Show findings beside the fields that were left, or beside all, and go to the first error."""
        for path, field in self.fields.items():
            field.visited = field.visited or everywhere
            field.show_findings([finding for finding in findings if finding.field == path])
        wrong = [finding.field for finding in findings if finding.severity is Severity.ERROR]
        first = next((path for path in self.fields if path in wrong), None)
        if everywhere and first is not None:
            self.fields[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- fields by kind ---

    def _make_fields(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = {path: Field(label, editor, path, self) for path, label, editor in self._wanted()}
        place = 0
        for path, field in self.fields.items():
            span = 2 if path in ("text", "place") else 1
            if place % COLUMNS + span > COLUMNS:
                place += COLUMNS - place % COLUMNS
            row, column = divmod(place, COLUMNS)
            self._grid.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span
            editors.watch(field.editor, _nothing, partial(self._left, path))
        order = [field.editor for field in self.fields.values()]
        if self._moves is not None:
            self._moves.deleteLater()
        self._moves = EnterMoves(order, self.save_wanted.emit, self)
        QWidget.setTabOrder(order[-1], self.save)
        QWidget.setTabOrder(self.save, self.cancel)

    def _left(self, path: str) -> None:
        if path in self.fields:
            self.fields[path].visited = True
            self._soon.start()

    def _wanted(self) -> list[tuple[str, str, QWidget]]:
        """Return (path, label, editor) of the fields of the kind in hand, in order."""
        on, until = PartialDateEdit(self.today, "recent"), PartialDateEdit(self.today, "recent")
        if self.kind is RecordKind.REWARD:
            return [
                ("on", tr("Ngày, hoặc năm *"), on),
                ("form", tr("Hình thức"), Line()),
                ("number", tr("Số quyết định"), Line()),
                ("issuer", tr("Cấp khen thưởng"), Line()),
                ("text", tr("Thành tích"), Line(4000)),
            ]
        if self.kind is RecordKind.DISCIPLINE:
            return [
                ("form", tr("Hình thức *"), editors.of_list("disciplines")),
                ("on", tr("Ngày quyết định *"), on),
                ("until", tr("Hết hiệu lực từ ngày"), until),
                ("number", tr("Số quyết định"), Line()),
                ("issuer", tr("Cấp ra quyết định"), Line()),
                ("text", tr("Nội dung vi phạm"), Line(4000)),
            ]
        if self.kind is RecordKind.BADGE:
            levels = [(str(level), tr("{years} năm tuổi đảng", years=level)) for level in self._levels]
            return [
                ("form", tr("Mức *"), Codes([("", ""), *levels])),
                ("on", tr("Ngày trao, hoặc năm *"), on),
                ("number", tr("Số Huy hiệu"), Line()),
                ("text", tr("Quyết định tặng"), Line(300)),
            ]
        if self.kind is RecordKind.RESIDENCE:
            exempt = Codes([("", tr("Có sinh hoạt nơi cư trú")), (EXEMPT, tr("Miễn sinh hoạt nơi cư trú"))])
            return [
                ("on", tr("Ngày giới thiệu *"), on),
                ("number", tr("Số giấy giới thiệu"), Line()),
                ("place", tr("Chi ủy nơi cư trú *"), Line()),
                ("form", tr("Chế độ"), exempt),
                ("until", tr("Đến ngày (khi chuyển nơi ở)"), until),
                ("text", tr("Ghi chú"), Line(4000)),
            ]
        return [
            ("on", tr("Năm nhận xét *"), on),
            ("form", tr("Mức"), editors.of_list("residence_levels")),
            ("issuer", tr("Người ký"), Line()),
            ("place", tr("Nơi cư trú"), Line()),
            ("text", tr("Nội dung nhận xét"), Line(4000)),
        ]


def _nothing() -> None:
    """Ignore a key: small forms are not kept while they are typed."""
