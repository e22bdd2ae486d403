"""Step: what each column of the file means, how its letters are written, and what lines say that do not say it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.documents.excel_in.columns import with_encoding
from desktop_app.documents.excel_in.model import ColumnPlan, Encoding
from desktop_app.texts import term, tr
from ui import theme
from ui.pages.members.import_sheet_step import cell_text
from ui.pages.members.import_steps import ImportSession, ImportStep
from ui.pages.members.import_words import SKIPPED, column_problems, how_found, targets
from ui.widgets.choice import Choice, DropDown
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field, WrappingLabel, finding_text
from ui.widgets.member_picker import MemberPicker, People, Person
from ui.widgets.plain import plain_label, set_role
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from db.records import Finding
    from desktop_app.documents.excel_in.model import ImportChoices, ImportPreview
    from desktop_app.office import Office


class TargetPicker(MemberPicker):
    """Chooses what a column means by typing part of the field's name; whatever is no field changes nothing."""

    given_up = Signal()

    def offer_targets(self) -> None:
        """Offer every field, and to leave the column out."""
        skipped = Person(SKIPPED, tr("(bỏ qua)"))
        self.set_people(People([skipped, *(Person(name, words) for name, words in targets())]))

    def complaint(self) -> str:
        """Return nothing: what cannot be understood is put back."""
        return ""

    def event(self, event: QEvent) -> bool:
        """Keep Esc, which would close the assistant: here it only puts back what was typed over."""
        overrides = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if overrides and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up on Esc while nothing is offered."""
        if event.key() == Qt.Key.Key_Escape and not self._popup().isVisible():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class ColumnTable(RecordTable):
    """The columns of the file; Delete leaves one out."""

    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave a column out by keyboard."""
        if event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


def _meaning(plan: ColumnPlan) -> str:
    return dict(targets()).get(plan.target, plan.target) if plan.target else tr("(bỏ qua)")


def _meaning_look(plan: ColumnPlan) -> tuple[str, str]:
    return ("right", theme.colors().ok) if plan.target else ("none", theme.colors().muted)


class ColumnsStep(ImportStep):
    """One row a column, and an editor for the column in hand."""

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.plans: list[ColumnPlan] = []
        self._found: tuple[ColumnPlan, ...] = ()
        """The columns as they were found, whose titles are decoded anew with another encoding."""
        self._defaults()
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.model: RecordModel[ColumnPlan] = RecordModel(
            [
                Column(tr("Cột"), lambda plan: plan.letter, 56),
                Column(tr("Tiêu đề trong tệp"), lambda plan: plan.title.replace("\n", " ")),
                Column(tr("Là mục"), _meaning, icon=_meaning_look),
                Column(tr("Bảng mã"), _encoding_word, 84, spare=True),
                Column(tr("Giá trị đầu"), lambda plan: " · ".join(plan.samples[:3]), 170, spare=True),
                Column(tr("Tìm theo"), how_found, 104, spare=True),
            ]
        )
        self.table = ColumnTable(self.model, tr("Các cột của tệp"))
        self.table.opened.connect(lambda _row: self._edit())
        self.table.dropped.connect(lambda: self._set_target(""))
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_column())
        row.addWidget(self.table, 1)
        row.addWidget(self._editor())
        self.column.addLayout(row, 1)
        self.problems = WrappingLabel()
        self.column.addWidget(self.problems)

    # --- building ---

    def _defaults(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        self.cell = DropDown()
        self.cell.setMinimumWidth(theme.px(230))
        self.since = DateEdit(self.session.context.today)
        self.since.setMaximumWidth(theme.px(140))
        for words, editor in (
            (tr("Dòng không ghi chi bộ thì &vào chi bộ:"), self.cell),
            (tr("Có hiệ&u lực từ ngày:"), self.since),
        ):
            label = plain_label(words)
            label.setBuddy(editor)
            editor.setAccessibleName(words.replace("&", "").rstrip(":"))
            bar.addWidget(label)
            bar.addWidget(editor)
            bar.addSpacing(theme.px(10))
        bar.addStretch(1)
        self.cell.activated.connect(lambda _index: self._check())
        self.since.editingFinished.connect(self._check)
        self.column.addLayout(bar)

    def _editor(self) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        inner = QVBoxLayout(card)
        inner.setSpacing(theme.px(8))
        self.heading = plain_label(role="heading")
        inner.addWidget(self.heading)
        self.title = WrappingLabel(role="muted")
        inner.addWidget(self.title)
        self.target = TargetPicker()
        self.target.offer_targets()
        inner.addWidget(Field(tr("Cột này &là mục"), self.target))
        self.encoding: Choice[Encoding] = Choice([(value, term("import_encoding", value.value)) for value in Encoding])
        inner.addWidget(Field(tr("Bảng &mã chữ"), self.encoding))
        inner.addWidget(plain_label(tr("Những giá trị đầu, đọc theo bảng mã ấy:"), role="muted", wrap=True))
        self.samples = WrappingLabel()
        inner.addWidget(self.samples)
        inner.addStretch(1)
        inner.addWidget(
            plain_label(
                tr("Enter ở dòng nào là sửa cột ấy: gõ một phần tên mục. Delete bỏ qua cột."), role="hint", wrap=True
            )
        )
        self.target.picked.connect(self._target_left)
        self.target.editingFinished.connect(self._target_left)
        self.target.returnPressed.connect(self._next_column)
        self.target.given_up.connect(self._back_to_table)
        self.encoding.activated.connect(lambda _index: self._encoding_chosen())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(theme.px(330))
        area.setWidget(card)
        return area

    # --- what the assistant asks ---

    @property
    def word(self) -> str:
        """Return the word of the step."""
        return tr("Các cột")

    def focus_first(self) -> None:
        """Put the cursor on the first column whose meaning is not known."""
        self.table.setFocus()

    def enter(self) -> None:
        """Show the columns of the session."""
        choices = self.session.choices
        if choices is None:
            return
        self._found = choices.columns
        self.plans = list(choices.columns)
        self.model.set_rows(self.plans)
        self.cell.clear()
        self.cell.addItem(tr("– chọn chi bộ –"), "")
        for view in self.session.context.cells:
            self.cell.addItem(view.organization.name, view.organization.id)
        self.cell.setCurrentIndex(max(0, self.cell.findData(choices.cell_id)))
        self.since.set_value(choices.since)
        self.table.select(next((place for place, plan in enumerate(self.plans) if not plan.target), 0))
        self._check()

    def leave(self) -> bool:
        """Go on when every line can be understood; the lines are compared with the register first."""
        from db.records import Severity

        found = self._check()
        grave = [finding for finding in found if finding.severity is Severity.ERROR]
        if grave or self.session.choices is None:
            (self.since if grave and grave[0].field == "since" else self.table).setFocus()
            return False
        self.session.take_choices(self._choices(self.session.choices))
        if self.session.preview is not None:
            return True
        self._compare()
        return False

    def _choices(self, choices: ImportChoices) -> ImportChoices:
        return replace(
            choices,
            columns=tuple(self.plans),
            cell_id=str(self.cell.currentData() or ""),
            since=self.since.value() or choices.since,
        )

    def _compare(self) -> None:
        session = self.session
        path, choices, progress = session.path, session.choices, session.progress
        assert path is not None
        assert choices is not None

        def work(office: Office) -> ImportPreview:
            return office.member_import.preview(path, choices, progress)

        def taken(preview: ImportPreview) -> None:
            session.preview = preview
            session.decisions = {}
            self.ready.emit()

        session.run(work, taken, busy=tr("Đang so từng dòng với sổ…"), stoppable=True)

    # --- one column ---

    def _current(self) -> int:
        row = self.table.currentIndex().row()
        return row if 0 <= row < len(self.plans) else -1

    def _show_column(self) -> None:
        place = self._current()
        if place < 0:
            return
        plan = self.plans[place]
        self.heading.setText(tr("Cột {letter}", letter=plan.letter))
        self.title.setText(plan.title or tr("(không có tiêu đề)"))
        self.target.set_value(plan.target or SKIPPED)
        self.encoding.set_value(plan.encoding)
        self.samples.setText("\n".join(plan.samples) or tr("(cột trống)"))

    def _edit(self) -> None:
        self.target.setFocus(Qt.FocusReason.TabFocusReason)
        self.target.selectAll()

    def _target_left(self) -> None:
        chosen = self.target.person_id()
        if chosen is None:
            self._show_column()
        else:
            self._set_target("" if chosen == SKIPPED else chosen)

    def _set_target(self, target: str) -> None:
        place = self._current()
        if place >= 0 and self.plans[place].target != target:
            self._put(place, replace(self.plans[place], target=target, reason="hand"))

    def _back_to_table(self) -> None:
        self._show_column()
        self.table.setFocus()

    def _next_column(self) -> None:
        self._target_left()
        self.table.setFocus()
        self.table.select(min(self._current() + 1, len(self.plans) - 1))

    def _encoding_chosen(self) -> None:
        place, encoding = self._current(), self.encoding.value()
        if place < 0 or self.plans[place].encoding is encoding:
            return
        sheet, choices = self.session.sheet, self.session.choices
        assert sheet is not None
        assert choices is not None
        plan, found = self.plans[place], self._found[place]
        title = cell_text(found.title, encoding) if found.encoding is Encoding.UNICODE else plan.title
        decoded = with_encoding(plan, encoding, sheet, choices.header_last)
        self._put(place, replace(decoded, title=title, reason="hand"))

    def _put(self, place: int, plan: ColumnPlan) -> None:
        self.plans[place] = plan
        self.model.rows[place] = plan
        self.model.dataChanged.emit(self.model.index(place, 0), self.model.index(place, self.model.columnCount() - 1))
        self._show_column()
        self._check()

    # --- problems ---

    def _check(self) -> list[Finding]:
        found = column_problems(self.plans, str(self.cell.currentData() or ""), since=self.since.value())
        grave = any(finding.severity.value == "error" for finding in found)
        set_role(self.problems, "error" if grave else "warning")
        self.problems.setText("\n".join(finding_text(finding) for finding in found))
        self.problems.setVisible(bool(found))
        return found


def _encoding_word(plan: ColumnPlan) -> str:
    words = term("import_encoding", plan.encoding.value)
    return "" if plan.encoding is Encoding.UNICODE else words.split(" (")[0]
