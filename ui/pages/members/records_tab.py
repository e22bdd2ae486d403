"""Khen thưởng, kỷ luật, huy hiệu and the place of residence of one person: a list, and a small form for each."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.register_records import MemberRecord, RecordInput, RecordKind
from desktop_app.rules import dates, party_age
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.context import WindowContext
from ui.icons import on_button
from ui.pages.members.editors import capital
from ui.pages.members.record_form import EXEMPT, RecordForm
from ui.widgets.plain import plain_label, set_role
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office


class RecordsTab(QWidget):
    """Lists what is noted of a person; each note is written at once, apart from the rest of the form."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._member_id = ""
        self._levels: tuple[int, ...] = ()
        self.form = RecordForm(context.today)
        self.form.save_wanted.connect(self.save)
        self.form.cancel_wanted.connect(self.close_form)
        self.form.check_wanted.connect(self._check)
        self.model: RecordModel[MemberRecord] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Khen thưởng, kỷ luật, huy hiệu, nơi cư trú"))
        self.table.opened.connect(self._open_row)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        margin = theme.px(10)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.px(8))
        bar = QHBoxLayout()
        self.age = plain_label(role="heading", wrap=True)
        bar.addWidget(self.age, 1)
        self.new = QPushButton(tr("Thê&m (Insert)"))
        on_button(self.new, "add", theme.colors().on_primary)
        self.new.setProperty("kind", "primary")
        menu = QMenu(self.new)
        self.adding: dict[RecordKind, QAction] = {}
        for kind in RecordKind:
            self.adding[kind] = menu.addAction(capital(term("record_kind", kind.value)))
            self.adding[kind].triggered.connect(partial(self.add, kind))
        self.new.setMenu(menu)
        bar.addWidget(self.new)
        layout.addLayout(bar)
        self.notice = QFrame()
        line = QHBoxLayout(self.notice)
        line.setContentsMargins(margin, theme.px(4), theme.px(6), theme.px(4))
        self.notice_label = plain_label(wrap=True)
        line.addWidget(self.notice_label, 1)
        self.undo = QPushButton(tr("&Hoàn tác"))
        self.undo.clicked.connect(self._undo)
        line.addWidget(self.undo)
        self.notice.hide()
        self._removed: MemberRecord | None = None
        layout.addWidget(self.notice)
        layout.addWidget(self.form)
        layout.addWidget(self.table, 1)
        self.hint = plain_label(
            tr("Insert thêm, Enter sửa, Delete xóa mục đang chọn. Mỗi mục được ghi ngay khi bấm Ghi."), role="hint"
        )
        layout.addWidget(self.hint)
        for keys, place, action in (("Del", self.table, self.remove), ("Ins", self, self.new.showMenu)):
            shortcut = QShortcut(QKeySequence(keys), place)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        self.setFocusProxy(self.table)

    # --- reading ---

    def show_member(self, member_id: str) -> None:
        """Show what is noted of a person; empty for nobody."""
        self._member_id = member_id
        self.form.hide()
        self.notice.hide()
        self.model.set_rows([])
        self.age.clear()
        if member_id:
            self._read()

    def _read(self) -> None:
        member_id = self._member_id
        today = self._context.today()

        def read(office: Office) -> tuple[list[MemberRecord], str, tuple[int, ...]]:
            records = office.member_records
            return records.listed(member_id), office.members.get(member_id).admitted_on, records.badge_levels()

        def show(found: tuple[list[MemberRecord], str, tuple[int, ...]]) -> None:
            if member_id != self._member_id:
                return
            listed, admitted_on, self._levels = found
            self.form.set_levels(self._levels)
            self.model.set_rows(listed)
            self.table.select(0)
            self.age.setText(age_text(admitted_on, listed, self._levels, today))

        self._context.operations.run(read, show, receiver=self)

    # --- writing ---

    @property
    def changed(self) -> bool:
        """Whether a note is being typed that was not written."""
        return self.form.changed

    def add(self, kind: RecordKind, _checked: bool = False) -> None:  # noqa: FBT001 - a Qt signal
        """Begin a new note of a kind."""
        if self._may_leave():
            self._open(RecordInput(kind=kind, on=""), None)

    def _open_row(self, number: int) -> None:
        record = self.model.row(number)
        if record is not None and self._may_leave():
            self._open(record, record.id)

    def _open(self, entered: RecordInput, record_id: str | None) -> None:
        self.notice.hide()
        self.form.show_record(entered, record_id)

    def _may_leave(self) -> bool:
        return not self.form.changed or self._context.questions.discard_changes()

    def close_form(self) -> None:
        """Leave the small form; asks when something typed would be lost."""
        if self._may_leave():
            self.form.hide()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check(self) -> None:
        member_id, entered, record_id = self._member_id, self.form.value(), self.form.record_id
        unreadable = self.form.unreadable()
        if not self.form.isHidden():
            self._context.operations.run(
                lambda office: office.member_records.check(member_id, entered, record_id),
                lambda found: self.form.show_findings([*unreadable, *found]),
                receiver=self,
            )

    def save(self) -> None:
        """Write what the small form holds; mistakes are said beside their fields."""
        unreadable = self.form.unreadable()
        if unreadable:
            self.form.show_findings(unreadable, everywhere=True)
            return
        member_id, entered, record_id = self._member_id, self.form.value(), self.form.record_id
        self._write(
            (lambda office: office.member_records.add(member_id, entered))
            if record_id is None
            else (lambda office: office.member_records.change(record_id, entered)),
            tr("Đã ghi: {what}.", what=record_text(entered)),
        )

    def remove(self) -> None:
        """Take the note in hand away; it can be put back right after."""
        record = self.model.row(self.table.currentIndex())
        if record is not None:
            self._write(
                lambda office: office.member_records.remove(record.id),
                tr("Đã xóa: {what}.", what=record_text(record)),
                removed=record,
            )

    def _undo(self) -> None:
        record, member_id = self._removed, self._member_id
        if record is not None:
            again = RecordInput(**{name: getattr(record, name) for name in RecordInput.__struct_fields__})
            self._write(
                lambda office: office.member_records.add(member_id, again),
                tr("Đã ghi lại: {what}.", what=record_text(record)),
            )

    def _write(self, work: object, says: str, *, removed: MemberRecord | None = None) -> None:
        def done(_record: object) -> None:
            self.form.hide()
            self._removed = removed
            self._say(says, "ok-box")
            self.undo.setVisible(removed is not None)
            self._read()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

        self._context.operations.run(work, done, self._refused, receiver=self, busy=tr("Đang lưu…"))  # type: ignore[arg-type]

    def _refused(self, problem: ProblemError) -> None:
        findings = problem.values.get("findings")
        if isinstance(findings, tuple) and findings and self.form.isVisible():
            self.form.show_findings(findings, everywhere=True)
            return
        self._say(str(explain(problem)), "error-box")
        self.undo.hide()
        self._read()

    def _say(self, text: str, role: str) -> None:
        set_role(self.notice, role)
        self.notice_label.setText(text)
        self.notice.show()


def age_text(admitted_on: str, records: list[MemberRecord], levels: tuple[int, ...], today: date) -> str:
    """Return a person's years in the Party and the badge that comes next, in one sentence."""
    years = party_age.years(admitted_on, today)
    if years is None:
        return tr("Chưa ghi ngày kết nạp nên chưa tính được tuổi đảng.")
    held = [int(record.form) for record in records if record.kind is RecordKind.BADGE and record.form.isdecimal()]
    due = party_age.badges_due(admitted_on, held, today.year, levels)
    if due:
        day = dates.format_partial(party_age.reached_on(admitted_on, due[-1]))
        return tr(
            "{years} năm tuổi đảng. Đến hạn tặng Huy hiệu {level} năm (từ {day}).",
            years=years,
            level=due[-1],
            day=day,
        )
    later = next((level for level in levels if level > max([*held, today.year - int(admitted_on[:4])])), None)
    if later is None:
        return tr("{years} năm tuổi đảng.", years=years)
    day = dates.format_partial(party_age.reached_on(admitted_on, later))
    return tr("{years} năm tuổi đảng. Huy hiệu {level} năm: đến hạn {day}.", years=years, level=later, day=day)


def record_text(record: RecordInput) -> str:
    """Return a note in a few words."""
    return " · ".join(
        part
        for part in (term("record_kind", record.kind.value), form_text(record), dates.format_partial(record.on))
        if part
    )


def form_text(record: RecordInput) -> str:
    """Return the words for the form of a note."""
    from desktop_app.lists import words

    if record.kind is RecordKind.DISCIPLINE:
        return words("disciplines").get(record.form, record.form)
    if record.kind is RecordKind.BADGE:
        return tr("{years} năm tuổi đảng", years=record.form) if record.form else ""
    if record.kind is RecordKind.RESIDENCE:
        return tr("Miễn sinh hoạt nơi cư trú") if record.form == EXEMPT else ""
    if record.kind is RecordKind.COMMENT:
        return words("residence_levels").get(record.form, record.form)
    return record.form


def _days(record: MemberRecord) -> str:
    begun = dates.format_partial(record.on)
    return f"{begun} – {dates.format_partial(record.until)}" if record.until else begun


def _columns() -> list[Column[MemberRecord]]:
    return [
        Column(tr("Loại"), lambda row: capital(term("record_kind", row.kind.value)), 190),
        Column(tr("Ngày"), _days, 180),
        Column(tr("Hình thức, mức"), form_text, 170),
        Column(tr("Số"), lambda row: row.number, 110, spare=True),
        Column(tr("Cấp, người ký"), lambda row: row.issuer, 140, spare=True),
        Column(tr("Nội dung, nơi cư trú"), lambda row: "; ".join(part for part in (row.place, row.text) if part)),
    ]
