"""First section of the form: what meeting it was, when, where, led by whom, and who came as a guest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from db.meeting_records import Guest, MeetingContent, MeetingKind, Theme
from db.records import Finding
from desktop_app.texts import term, tr
from ui import theme
from ui.pages.meetings.section import Section
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit, MonthPicker
from ui.widgets.field import Field
from ui.widgets.member_picker import MemberPicker, People, Person
from ui.widgets.plain import plain_label
from ui.widgets.rows import PutBack, Row, Rows
from ui.widgets.times import TimeEdit
from ui.widgets.words import capital

WITH_THEME = (MeetingKind.THEMATIC, MeetingKind.COMBINED)


class InfoSection(Section):
    """Loại, kỳ, ngày, giờ, địa điểm, chủ trì, thư ký, tổ đảng, chuyên đề, chi ủy chuẩn bị, ghi âm, khách mời."""

    day_left = Signal()
    """The day was changed and left: the register of that day may differ."""
    base_changed = Signal()
    """The kind or the party group was changed: other people have to come."""

    def __init__(self, undo: QUndoStack, today: Callable[[], date]) -> None:
        super().__init__()
        self.title = tr("Thông tin")
        self._undo = undo
        self.kind = Choice([(kind, capital(term("meeting_kind", kind))) for kind in MeetingKind])
        self.period = MonthPicker(today().strftime("%Y-%m"), buttons=False)
        self.held_on = DateEdit(today)
        self.start_time = TimeEdit()
        self.place = _line()
        self.chair = MemberPicker()
        self.secretary = MemberPicker()
        self.theme = MemberPicker(free=True)
        self.theme.setMaxLength(2000)
        self._theme: tuple[str, str | None] = ("", None)
        """The title shown, and the line of the yearly list it was taken from."""
        self.party_group = MemberPicker(free=True)
        self._group = ""
        self.prepared_by: Choice[str] = Choice([("", "")])
        self._prepared: tuple[tuple[str, str], ...] = ()
        self.recorded = QCheckBox(tr("Có ghi âm, ghi hình"))
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
            ("party_group", tr("Tổ đảng"), self.party_group),
            ("theme", tr("Tên chuyên đề"), self.theme),
            ("prepared_by", tr("Chi ủy họp chuẩn bị"), self.prepared_by),
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
            ("party_group", 3, 0, 12),
            ("theme", 4, 0, 12),
            ("prepared_by", 5, 0, 9),
            ("revision_reason", 6, 0, 12),
        ):
            grid.addWidget(self.fields[path], row, column, 1, span, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.recorded, 5, 9, 1, 3, Qt.AlignmentFlag.AlignBottom)
        for column in range(12):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addSpacing(theme.px(6))
        self.body.addWidget(plain_label(tr("Đại biểu cấp trên, khách mời"), role="heading"))
        self.body.addWidget(self.guests)
        self.body.addStretch(1)

    def _connect(self) -> None:
        lines = (self.held_on, self.start_time, self.place, self.chair, self.secretary, self.theme)
        for line in (*lines, self.party_group, self.revision_reason):
            line.textEdited.connect(self.changed)
        for picker in (self.chair, self.secretary, self.theme, self.party_group):
            picker.picked.connect(self.changed)
        self.theme.picked.connect(self._theme_picked)
        self.prepared_by.activated.connect(self.changed)
        self.recorded.clicked.connect(self.changed)
        self.kind.activated.connect(self._kind_chosen)
        self.period.period_changed.connect(self.changed)
        self.guests.changed.connect(self.changed)
        self.guests.removed.connect(lambda place, guest: self._undo.push(PutBack(self.guests, place, guest)))
        self.held_on.editingFinished.connect(self._day_finished)
        self.party_group.editingFinished.connect(self._group_finished)

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
        self._theme = (content.theme, content.theme_id)
        self.theme.set_value(None, content.theme)
        self.party_group.set_value(None, content.party_group)
        self._group = content.party_group
        self._show_prepared(content.prepared_by)
        self.recorded.setChecked(content.recorded)
        self.guests.set_values(content.guests)
        self._show_kind()

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
            theme_id=self._theme[1] if self.theme.text() == self._theme[0] else self.theme.person_id(),
            party_group=self.party_group.text(),
            prepared_by=self.prepared_by.value() or None,
            recorded=self.recorded.isChecked(),
            guests=self.guests.values(),
        )

    def set_revision(self, revises: str | None, reason: str) -> None:
        """Show why a new version is written, where one is."""
        self.revision_reason.setText(reason)
        self.fields["revision_reason"].setVisible(revises is not None)

    def set_themes(self, themes: Sequence[Theme]) -> None:
        """Offer the lines of the yearly list of themes; one of one's own may still be typed."""
        persons = [Person(one.id, one.title, tr("quý {quarter}", quarter=one.quarter)) for one in themes]
        self.theme.set_people(People(persons))

    def set_groups(self, groups: Sequence[str]) -> None:
        """Offer the party groups of the cell."""
        self.party_group.set_people(People([Person(group, group) for group in groups]))

    def set_prepared(self, meetings: Sequence[tuple[str, str]]) -> None:
        """Offer the committee meetings that may have prepared this one: (series, words)."""
        self._prepared = tuple(meetings)
        self._show_prepared(self.prepared_by.value() or None)

    def _show_prepared(self, series: str | None) -> None:
        choices = [("", tr("Không ghi")), *self._prepared]
        if series and all(series != value for value, _ in choices):
            choices.append((series, tr("Buổi họp chi ủy đã ghi trước đây")))
        self.prepared_by.blockSignals(True)
        self.prepared_by.offer(choices)
        self.prepared_by.set_value(series or "")
        self.prepared_by.blockSignals(False)
        self._show_kind()

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

    def copy_before(self, before: MeetingContent, focused: QWidget) -> bool:
        """Bring the field in hand, or the guests, from the meeting before."""
        if self.guests.isAncestorOf(focused):
            here = {guest.name for guest in self.guests.values()}
            fresh = [guest for guest in before.guests if guest.name not in here]
            self.guests.bring(fresh)
            return bool(fresh)
        for line, text in (
            (self.start_time, before.start_time),
            (self.place, before.place),
            (self.theme, before.theme),
            (self.party_group, before.party_group),
        ):
            if line is focused and text:
                line.selectAll()
                line.insert(text)
                return True
        for picker, person_id in ((self.chair, before.chair_id), (self.secretary, before.secretary_id)):
            if picker is focused and person_id and picker.offers(person_id):
                picker.set_value(person_id)
                self.changed.emit()
                return True
        return False

    def _kind_chosen(self) -> None:
        self._show_kind()
        self.changed.emit()
        self.base_changed.emit()

    def _group_finished(self) -> None:
        if self.party_group.text() != self._group:
            self._group = self.party_group.text()
            self.base_changed.emit()

    def _show_kind(self) -> None:
        kind = self.kind.value()
        self.fields["theme"].setVisible(kind in WITH_THEME)
        self.fields["party_group"].setVisible(kind is MeetingKind.PARTY_GROUP)
        prepared = kind is not MeetingKind.COMMITTEE and self.prepared_by.count() > 1
        self.fields["prepared_by"].setVisible(prepared)

    def _theme_picked(self) -> None:
        self._theme = (self.theme.text(), self.theme.person_id())

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
        for line in (self.name, self.position, self.unit):
            line.setCursorPosition(0)
        self.from_above.setChecked(value.from_above)

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Show findings at the parts of the row."""
        for name, field in self.fields.items():
            field.visited = True
            field.show_findings([finding for finding in findings if finding.field == f"{prefix}.{name}"])

    def focus_part(self, part: str) -> None:
        """Go to a part, the name by default."""
        self.fields.get(part, self.fields["name"]).editor.setFocus()


def _line() -> QLineEdit:
    line = QLineEdit()
    line.setMaxLength(2000)
    return line
