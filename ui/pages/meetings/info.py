"""First section of the form: what meeting it was, when, where, led by whom, and who came as a guest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from db.meeting_records import Guest, MeetingContent, MeetingKind
from db.records import Finding
from desktop_app.texts import term, tr
from ui import theme
from ui.pages.meetings.section import Section
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit, MonthPicker
from ui.widgets.field import Field, WrappingLabel
from ui.widgets.member_picker import MemberPicker, People
from ui.widgets.plain import plain_label
from ui.widgets.rows import Row, Rows
from ui.widgets.times import TimeEdit
from ui.widgets.words import capital

WITH_THEME = (MeetingKind.THEMATIC, MeetingKind.COMBINED)


class InfoSection(Section):
    """Loại, kỳ, ngày, giờ, địa điểm, chủ trì, thư ký, chuyên đề, khách mời."""

    day_left = Signal()
    """The day was changed and left: the register of that day may differ."""

    def __init__(self, undo: QUndoStack, today: Callable[[], date]) -> None:
        super().__init__()
        self._undo = undo
        self.kind = Choice([(kind, capital(term("meeting_kind", kind))) for kind in MeetingKind])
        self.period = MonthPicker(today().strftime("%Y-%m"), buttons=False)
        self.held_on = DateEdit(today)
        self.start_time = TimeEdit()
        self.place = _line()
        self.chair = MemberPicker()
        self.secretary = MemberPicker()
        self.theme = _line()
        self.revision_reason = _line()
        self.guests: Rows[Guest] = Rows(GuestRow, tr("Thêm &khách mời"), tr("Bỏ khách mời này"))
        self._day: date | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        for path, label, editor in (
            ("kind", tr("&Loại sinh hoạt"), self.kind),
            ("period", tr("Kỳ (tháng)"), self.period),
            ("held_on", tr("&Ngày sinh hoạt"), self.held_on),
            ("start_time", tr("Giờ &bắt đầu"), self.start_time),
            ("place", tr("Địa đ&iểm"), self.place),
            ("chair_id", tr("Chủ t&rì"), self.chair),
            ("secretary_id", tr("Thư ký (&ghi biên bản)"), self.secretary),
            ("theme", tr("Tên chuyên đề"), self.theme),
            ("revision_reason", tr("Lý do lập bản mới"), self.revision_reason),
        ):
            self.fields[path] = Field(label, editor, path)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(10))
        for path, row, column, span in (
            ("kind", 0, 0, 4),
            ("period", 0, 4, 2),
            ("held_on", 0, 6, 3),
            ("start_time", 0, 9, 3),
            ("place", 1, 0, 12),
            ("chair_id", 2, 0, 6),
            ("secretary_id", 2, 6, 6),
            ("theme", 3, 0, 12),
            ("revision_reason", 4, 0, 12),
        ):
            grid.addWidget(self.fields[path], row, column, 1, span, Qt.AlignmentFlag.AlignTop)
        for column in range(12):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addSpacing(theme.px(6))
        self.body.addWidget(plain_label(tr("Đại biểu cấp trên, khách mời"), role="heading"))
        self.body.addWidget(self.guests)
        self.before_heading = plain_label(role="heading")
        self.before = WrappingLabel()
        self.body.addSpacing(theme.px(6))
        self.body.addWidget(self.before_heading)
        self.body.addWidget(self.before)
        self.body.addStretch(1)

    def _connect(self) -> None:
        lines = (self.held_on, self.start_time, self.place, self.chair, self.secretary, self.theme)
        for line in (*lines, self.revision_reason):
            line.textEdited.connect(self.changed)
        self.chair.picked.connect(self.changed)
        self.secretary.picked.connect(self.changed)
        self.kind.activated.connect(self._kind_chosen)
        self.period.period_changed.connect(self.changed)
        self.guests.changed.connect(self.changed)
        self.guests.removed.connect(lambda place, guest: self._undo.push(_PutBack(self, place, guest)))
        self.held_on.editingFinished.connect(self._day_finished)

    # --- content ---

    def fill(self, content: MeetingContent) -> None:
        """Show a meeting."""
        self.kind.set_value(content.kind)
        self.period.blockSignals(True)
        self.period.set_period(content.period)
        self.period.blockSignals(False)
        self.held_on.set_value(content.held_on)
        self._day = content.held_on
        self.start_time.set_value(content.start_time)
        self.place.setText(content.place)
        gone = tr("(không còn trong danh sách)")
        self.chair.set_value(content.chair_id, gone if content.chair_id else "")
        self.secretary.set_value(content.secretary_id, gone if content.secretary_id else "")
        self.theme.setText(content.theme)
        self.guests.set_values(content.guests)
        self._show_theme()

    def collect(self, content: MeetingContent) -> MeetingContent:
        """Return the meeting with what stands here."""
        return msgspec.structs.replace(
            content,
            kind=self.kind.value(),
            period=self.period.period,
            held_on=self.held_on.value(),
            start_time=self.start_time.value(),
            place=self.place.text(),
            chair_id=self.chair.person_id(),
            secretary_id=self.secretary.person_id(),
            theme=self.theme.text(),
            guests=self.guests.values(),
        )

    def set_revision(self, revises: str | None, reason: str) -> None:
        """Show why a new version is written, where one is."""
        self.revision_reason.setText(reason)
        self.fields["revision_reason"].setVisible(revises is not None)

    def show_before(self, heading: str, conclusions: Sequence[str]) -> None:
        """Show what the meeting before this one concluded, to be followed up."""
        self.before_heading.setText(heading)
        self.before.setText("\n".join(f"• {conclusion}" for conclusion in conclusions))
        for label in (self.before_heading, self.before):
            label.setVisible(bool(conclusions))

    def set_people(self, people: People) -> None:
        """Offer the members of the cell as chair and secretary."""
        self.chair.set_people(people)
        self.secretary.set_people(people)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show findings at their fields and guests."""
        super().show_findings(findings)
        self.guests.show_findings(findings, "guests")

    # --- the cursor ---

    def focus_first(self) -> None:
        """Begin at the first empty field of those always needed, else at the start time."""
        for path, empty in (
            ("held_on", not self.held_on.text()),
            ("start_time", not self.start_time.text()),
            ("place", not self.place.text()),
            ("chair_id", not self.chair.text()),
            ("secretary_id", not self.secretary.text()),
        ):
            if empty:
                self.fields[path].editor.setFocus()
                return
        self.start_time.setFocus()

    def focus_path(self, path: str) -> bool:
        """Go to a field or to a guest's part."""
        head, _, rest = path.partition(".")
        if head == "guests":
            place, _, part = rest.partition(".")
            return self.guests.focus_row(int(place or 0), part)
        return super().focus_path(path)

    def _kind_chosen(self) -> None:
        self._show_theme()
        self.changed.emit()

    def _show_theme(self) -> None:
        self.fields["theme"].setVisible(self.kind.value() in WITH_THEME)

    def _day_finished(self) -> None:
        day = self.held_on.value()
        if day != self._day:
            self._day = day
            self.day_left.emit()


class GuestRow(Row[Guest]):
    """Họ tên, chức vụ, đơn vị, có phải đại biểu cấp trên không."""

    def __init__(self) -> None:
        super().__init__(Qt.AlignmentFlag.AlignBottom)
        self.name, self.position, self.unit = _line(), _line(), _line()
        self.from_above = QCheckBox(tr("Cấp trên"))
        self.fields = {
            "name": Field(tr("Họ và tên"), self.name),
            "position": Field(tr("Chức vụ"), self.position),
            "unit": Field(tr("Đơn vị"), self.unit),
        }
        for field, share in zip(self.fields.values(), (3, 2, 3), strict=True):
            self.inputs.addWidget(field, share, Qt.AlignmentFlag.AlignBottom)
        self.inputs.addWidget(self.from_above, 0, Qt.AlignmentFlag.AlignBottom)
        for line in (self.name, self.position, self.unit):
            line.textEdited.connect(self.changed)
        self.from_above.clicked.connect(self.changed)

    def parts(self) -> list[QWidget]:
        """Return the inputs in order."""
        return [self.name, self.position, self.unit, self.from_above]

    def value(self) -> Guest | None:
        """Return the guest."""
        guest = Guest(
            name=self.name.text(),
            position=self.position.text(),
            unit=self.unit.text(),
            from_above=self.from_above.isChecked(),
        )
        return guest if guest.name or guest.position or guest.unit else None

    def set_value(self, value: Guest) -> None:
        """Show a guest."""
        self.name.setText(value.name)
        self.position.setText(value.position)
        self.unit.setText(value.unit)
        self.from_above.setChecked(value.from_above)

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Show findings at the parts of the row."""
        for name, field in self.fields.items():
            field.visited = True
            field.show_findings([finding for finding in findings if finding.field == f"{prefix}.{name}"])

    def focus_part(self, part: str) -> None:
        """Go to a part, the name by default."""
        self.fields.get(part, self.fields["name"]).editor.setFocus()


class _PutBack(QUndoCommand):
    """A guest taken away."""

    def __init__(self, section: InfoSection, place: int, guest: Guest) -> None:
        super().__init__(guest.name)
        self._rows = section.guests
        self._place = place
        self._guest = guest
        self._done = True
        """The row took itself away before this step was kept."""

    def redo(self) -> None:
        """Take the guest away again."""
        if self._done:
            self._done = False
            return
        self._rows.set_values([guest for guest in self._rows.values() if guest != self._guest])
        self._rows.changed.emit()

    def undo(self) -> None:
        """Put the guest back."""
        self._rows.insert(self._place, self._guest)
        self._rows.changed.emit()


def _line() -> QLineEdit:
    line = QLineEdit()
    line.setMaxLength(2000)
    return line
