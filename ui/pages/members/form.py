"""The member form: every field with its label above and its mistakes below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.records import CellView, Duty, Finding, MemberInput, Severity, Sex, Standing
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.dates import DateEdit, PartialDateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field
from ui.widgets.plain import plain_label
from ui.widgets.plain_text import PlainTextEdit
from ui.widgets.problem_list import ProblemList


class MemberForm(QWidget):
    """Collects a MemberInput; asks ``check_wanted`` when a field is left, ``save_wanted`` on Ctrl+S."""

    check_wanted = Signal()
    save_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self._shown: MemberInput | None = None
        self._loading = False
        self._make_editors()
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.check_wanted)
        for path, field in self.fields.items():
            self._watch(path, field.editor)

    def _make_editors(self) -> None:
        self.full_name = QLineEdit()
        self.full_name.setMaxLength(400)
        self.birth_date = PartialDateEdit(self.today)
        self.sex = _choice((sex.value, term("sex", sex.value)) for sex in Sex)
        self.cell = QComboBox()
        self.standing = _choice((value.value, term("standing", value.value)) for value in Standing)
        self.duty = _choice((value.value, term("duty", value.value)) for value in Duty)
        self.admitted_on = PartialDateEdit(self.today, "recent")
        self.official_on = PartialDateEdit(self.today, "recent")
        self.card_number = QLineEdit()
        self.card_number.setMaxLength(60)
        self.sort_name = QLineEdit()
        self.sort_name.setMaxLength(200)
        self.since = DateEdit(self.today)
        self.note = PlainTextEdit(2)
        self.note.setMaximumHeight(theme.px(84))
        self.ethnic = _Ethnic()
        self.fields = {
            "full_name": Field(tr("&Họ và tên khai sinh"), self.full_name, "full_name"),
            "birth_date": Field(tr("Ngày &sinh (hoặc chỉ năm)"), self.birth_date, "birth_date"),
            "sex": Field(tr("&Giới tính"), self.sex, "sex"),
            "ethnic_code": Field(tr("&Dân tộc"), self.ethnic, "ethnic_code"),
            "cell_id": Field(tr("Ch&i bộ"), self.cell, "cell_id"),
            "standing": Field(tr("&Tình trạng"), self.standing, "standing"),
            "duty": Field(tr("Sinh h&oạt"), self.duty, "duty"),
            "since": Field(tr("Có hiệ&u lực từ ngày"), self.since, "since"),
            "admitted_on": Field(tr("Ngày &kết nạp vào Đảng"), self.admitted_on, "admitted_on"),
            "official_on": Field(tr("Ngà&y chính thức"), self.official_on, "official_on"),
            "card_number": Field(tr("Số thẻ đảng &viên"), self.card_number, "card_number"),
            "sort_name": Field(tr("Tên sắ&p xếp (khi tên không ở cuối)"), self.sort_name, "sort_name"),
            "note": Field(tr("Ghi &chú"), self.note, "note"),
        }

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(8))
        self.problems = ProblemList()
        self.problems.chosen.connect(self.go_to)
        self.problems.setMaximumHeight(theme.px(170))
        outer.addWidget(self.problems)
        sheet = QWidget()
        sheet.setObjectName("sheet")
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, theme.px(6), 0)
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(8))
        rows = (
            (("full_name", 2), ("birth_date", 1)),
            (("sex", 1), ("ethnic_code", 1), ("cell_id", 1)),
            (("standing", 1), ("duty", 1), ("since", 1)),
            (("admitted_on", 1), ("official_on", 1), ("card_number", 1)),
            (("sort_name", 1), ("note", 2)),
        )
        for row, places in enumerate(rows):
            column = 0
            for path, span in places:
                grid.addWidget(self.fields[path], row, column, 1, span, Qt.AlignmentFlag.AlignTop)
                column += span
        for column in range(3):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(len(rows), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(sheet)
        self.area = scroll
        outer.addWidget(scroll, 1)
        buttons = QHBoxLayout()
        self.hint = plain_label(role="hint", wrap=True)
        buttons.addWidget(self.hint, 1)
        self.cancel = QPushButton(tr("Thôi (Esc)"))
        self.cancel.clicked.connect(self.cancel_wanted)
        buttons.addWidget(self.cancel)
        self.save = QPushButton(tr("Lưu (Ctrl+S)"))
        self.save.setProperty("kind", "primary")
        self.save.clicked.connect(self.save_wanted)
        buttons.addWidget(self.save)
        outer.addLayout(buttons)
        order = [
            *(self.full_name, self.birth_date, self.sex, self.ethnic.reveal, self.ethnic.choice, self.cell),
            *(self.standing, self.duty, self.since, self.admitted_on, self.official_on, self.card_number),
            *(self.sort_name, self.note),
        ]
        self.moves = EnterMoves(order, self.save_wanted.emit, self)
        QWidget.setTabOrder(self.note, self.save)
        QWidget.setTabOrder(self.save, self.cancel)

    def _watch(self, path: str, editor: QWidget) -> None:
        if isinstance(editor, QLineEdit):
            editor.editingFinished.connect(lambda: self._left(path))
        elif isinstance(editor, QComboBox):
            editor.activated.connect(lambda _index: self._left(path))

    def _left(self, path: str) -> None:
        if not self._loading:
            self.fields[path].visited = True
            self._soon.start()

    # --- in and out ---

    def set_cells(self, cells: Sequence[CellView]) -> None:
        """Offer these cells."""
        chosen = self.cell.currentData()
        self.cell.clear()
        self.cell.addItem(tr("– chọn chi bộ –"), "")
        for cell in cells:
            self.cell.addItem(cell.organization.name, cell.organization.id)
        self.cell.setCurrentIndex(max(0, self.cell.findData(chosen)))

    def show_input(self, entered: MemberInput, *, new: bool) -> None:
        """Fill the form; the ethnic group of a known person is covered."""
        self._loading = True
        for field in self.fields.values():
            field.visited = False
        self.full_name.setText(entered.full_name)
        self.birth_date.set_value(entered.birth_date)
        _select(self.sex, entered.sex.value)
        self.ethnic.set_value(entered.ethnic_code, hidden=not new and bool(entered.ethnic_code))
        _select(self.cell, entered.cell_id)
        _select(self.standing, entered.standing.value)
        _select(self.duty, entered.duty.value)
        self.admitted_on.set_value(entered.admitted_on)
        self.official_on.set_value(entered.official_on)
        self.card_number.setText(entered.card_number)
        self.sort_name.setText(entered.sort_name)
        self.since.set_value(entered.since)
        self.note.set_value(entered.note)
        self._loading = False
        self._shown = self.value()
        self.show_findings([], everywhere=True)
        self.hint.setText(
            tr("Enter sang ô sau. Ngày hiệu lực: ngày chi bộ, tình trạng và sinh hoạt bắt đầu như ghi ở trên.")
        )

    def value(self) -> MemberInput:
        """Return what the form holds now; what cannot be read as a date counts as absent."""
        return MemberInput(
            full_name=self.full_name.text(),
            birth_date=self.birth_date.value() or "",
            sex=Sex(self.sex.currentData()),
            ethnic_code=self.ethnic.value(),
            admitted_on=self.admitted_on.value() or "",
            official_on=self.official_on.value() or "",
            card_number=self.card_number.text(),
            sort_name=self.sort_name.text(),
            note=self.note.value(),
            cell_id=str(self.cell.currentData() or ""),
            standing=Standing(self.standing.currentData()),
            duty=Duty(self.duty.currentData()),
            since=self.since.value() or self.today(),
        )

    @property
    def changed(self) -> bool:
        """Whether anything differs from what was shown first."""
        return self._shown is not None and (self.value() != self._shown or bool(self.unreadable()))

    def settle(self) -> None:
        """Take what the form holds as saved."""
        self._shown = None

    def unreadable(self) -> list[Finding]:
        """Return a finding for every date that is no date."""
        return [
            Finding(code="DATE_UNREADABLE", severity=Severity.ERROR, field=path, values={"why": edit.complaint()})
            for path, edit in self._dates()
            if edit.complaint()
        ]

    def _dates(self) -> tuple[tuple[str, DateEdit | PartialDateEdit], ...]:
        return (
            ("birth_date", self.birth_date),
            ("since", self.since),
            ("admitted_on", self.admitted_on),
            ("official_on", self.official_on),
        )

    # --- findings ---

    def show_findings(self, findings: Sequence[Finding], *, everywhere: bool = False) -> None:
        """Show findings beside the fields that were left, or beside all; ``everywhere`` also lists them on top."""
        for path, field in self.fields.items():
            field.visited = field.visited or (everywhere and bool(findings))
            field.show_findings([finding for finding in findings if finding.field == path])
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        if everywhere or self.problems.isVisible():
            self.problems.show_findings(errors)
            self.problems.heading.setText(
                tr("Còn {count} chỗ phải sửa trước khi lưu; Enter để tới chỗ cần sửa.", count=len(errors))
            )

    def go_to(self, finding: Finding) -> None:
        """Put the cursor into the field a finding is about."""
        field = self.fields.get(finding.field)
        if field is not None:
            self.area.ensureWidgetVisible(field)
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)


class _Ethnic(QWidget):
    """A choice of ethnic group, covered until asked for: it is sensitive and the screen has onlookers."""

    def __init__(self) -> None:
        super().__init__()
        from desktop_app.lists import ethnic_groups

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.reveal = QPushButton(tr("Đang ẩn · Hiện"))
        self.reveal.setAccessibleName(tr("Hiện dân tộc"))
        self.reveal.clicked.connect(self._show)
        row.addWidget(self.reveal)
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Dân tộc"))
        self.choice.addItem("", "")
        for code, name in ethnic_groups().items():
            self.choice.addItem(name, code)
        row.addWidget(self.choice)
        self.setFocusProxy(self.choice)

    def _show(self) -> None:
        self.reveal.hide()
        self.choice.show()
        self.choice.setFocus()

    def set_value(self, code: str, *, hidden: bool) -> None:
        """Choose a code and cover it or not."""
        if self.choice.findData(code) < 0:
            self.choice.addItem(code, code)
        _select(self.choice, code)
        self.reveal.setVisible(hidden)
        self.choice.setVisible(not hidden)

    def value(self) -> str:
        """Return the code chosen."""
        return str(self.choice.currentData() or "")


def _choice(entries: Iterable[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    for value, words in entries:
        box.addItem(words, value)
    return box


def _select(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(max(0, box.findData(value)))
