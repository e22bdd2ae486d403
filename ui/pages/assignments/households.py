"""Hộ phụ trách: households of the hamlets of a cell or of all, who is in charge of each, how often it was called on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton

from db.households import WantedHouseholds
from db.problems import ProblemError
from db.records import Hamlet, MemberRow
from db.task_records import HouseholdLine
from desktop_app import lists
from desktop_app.rules import dates
from desktop_app.rules.dates import format_day
from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.pages.assignments.household_form import HouseholdForm
from ui.pages.base import shorten
from ui.pages.panel import Panel
from ui.pages.tabs import TabsPage
from ui.widgets.choice import Choice
from ui.widgets.list_tools import Listed, ListTools, Report, paged
from ui.widgets.more_bar import MoreBar
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office

AT_ONCE = 200


class HouseholdsPanel(Panel):
    """Ctrl+N adds, Enter changes, F4 puts somebody in charge of those selected, F6 writes a visit."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.hamlets: list[Hamlet] = []
        self._orphaned: dict[str, str] = {}
        self._total = 0
        self.model: RecordModel[HouseholdLine] = RecordModel(self._columns())
        self.table = RecordTable(self.model, tr("Hộ gia đình và đảng viên phụ trách"))
        self.form = HouseholdForm(self.context)
        self.summary = plain_label(role="heading", wrap=True)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Tìm chủ hộ (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(theme.px(200))
        self.which: Choice[str] = Choice(
            [
                ("", tr("Mọi hộ")),
                ("-", tr("Chưa có người phụ trách")),
                *lists.words("household_circumstances").items(),
            ]
        )
        self.buttons = {
            "add": self._button(tr("Thêm (Ctrl+N)"), "add", self.add),
            "import": self._button(tr("Nhập &Excel…"), "excel", self.import_file),
            "charge": self._button(tr("Giao hộ (F4)"), "members", self.charge),
            "visit": self._button(tr("Lần đến (F6)"), "done", self.visit),
            "close": self._button(tr("Đã chu&yển…"), "close", self.close_household),
        }
        self.more = MoreBar()
        self._lay_out()
        self._connect()

    def _button(self, words: str, picture: str, work: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        on_button(button, picture)
        button.clicked.connect(lambda _checked=False: work())
        return button

    def _lay_out(self) -> None:
        listed: Listed[HouseholdLine] = Listed(
            "assignments-households", self._title, fetch=self._fetch, note=lambda: self.where
        )
        self.list_tools = ListTools(self.page, self.table, listed, scope=self)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.summary)
        head.addWidget(self.search)
        head.addStretch(1)
        label = plain_label(tr("Hi&ện"))
        label.setBuddy(self.which)
        head.addWidget(label)
        head.addWidget(self.which)
        head.addWidget(self.list_tools)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addStretch(1)
        for button in self.buttons.values():
            bar.addWidget(button)
        if theme.is_large():
            shorten(bar)
        self.column.addLayout(head)
        self.column.addLayout(bar)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.more)
        self.column.addWidget(self.form)

    def _connect(self) -> None:
        self.which.currentIndexChanged.connect(lambda _place: self.refresh())
        self.search.returnPressed.connect(self.refresh)
        self.search.textChanged.connect(lambda text: None if text else self.refresh())
        self.table.opened.connect(lambda _row: self.edit())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.escape)
        self.more.wanted.connect(self._read_on)
        for keys, work in (
            ("Ctrl+N", self.add),
            ("F4", self.charge),
            ("F6", self.visit),
            ("Ctrl+I", self.import_file),
            ("Ctrl+V", self.paste),
            ("Ctrl+F", lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Hộ phụ trách: mỗi hộ một dòng, có diện hộ, đảng viên phụ trách và số lần đến trong năm. Ctrl+N thêm hộ, "
            "Enter sửa, Ctrl+I nhập danh sách từ Excel, Ctrl+V dán danh sách đã chép; chọn nhiều hộ (Shift+mũi tên) "
            "rồi F4 để giao cho một đảng viên, F6 ghi một lần đến thăm. Dấu cảnh báo là hộ chưa có ai phụ trách, hoặc "
            "người phụ trách đã rời chi bộ."
        )

    def focus_first(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def may_leave(self) -> bool:
        """Ask when a household was typed and not saved."""
        if self.form.changed and not self.context.questions.discard_changes():
            return False
        self.form.hide()
        return True

    def save(self) -> None:
        """Keep the household being typed."""
        self.form.save()

    def escape(self) -> bool:
        """Close the form; asks when something was typed."""
        if self.form.isVisible():
            if self.may_leave():
                self.table.setFocus()
            return True
        if self.search.text():
            self.search.clear()
            return True
        return False

    # --- reading ---

    def _title(self) -> str:
        words = tr("Hộ gia đình và đảng viên phụ trách năm {year}", year=self.year)
        return f"{words} – {self.where}" if self.where else words

    def _day(self) -> date:
        return min(self.context.today(), date(self.year, 12, 31))

    def wanted(self) -> WantedHouseholds:
        """Return what is to be shown."""
        which = self.which.value()
        return WantedHouseholds(
            on=self._day(),
            cell_id=self.cell_id,
            uncharged=which == "-",
            circumstance="" if which == "-" else which,
            text=self.search.text(),
        )

    def refresh(self) -> None:
        """Read the households again."""
        wanted = self.wanted()

        def read(office: Office) -> tuple[list[HouseholdLine], int, dict[str, str], list[Hamlet]]:
            found, total = office.households.page(wanted, 0, AT_ONCE)
            hamlets = [one.hamlet for one in office.hamlets.listed(wanted.on)]
            return found, total, office.households.orphaned(wanted.on), hamlets

        self.read(read, self._show, tr("Đang đọc hộ gia đình…"))

    def _show(self, found: tuple[list[HouseholdLine], int, dict[str, str], list[Hamlet]]) -> None:
        lines, self._total, self._orphaned, self.hamlets = found
        place = max(0, self.table.currentIndex().row())
        self.model.set_rows(lines)
        self.table.select(min(place, max(0, len(lines) - 1)))
        self.more.show_share(len(lines), self._total, more=len(lines) < self._total)
        alone = sum(line.member_id is None for line in lines)
        words = tr("{count} hộ", count=format_number(self._total))
        self.summary.setText(f"{words} · " + tr("{count} hộ chưa có người phụ trách", count=alone) if alone else words)
        self._allow()

    def _read_on(self) -> None:
        wanted, offset = self.wanted(), self.model.rowCount()
        self.read(lambda office: office.households.page(wanted, offset, AT_ONCE), self._add, tr("Đang đọc tiếp…"))

    def _add(self, found: tuple[list[HouseholdLine], int]) -> None:
        place = self.table.currentIndex().row()
        rows = [*(row for row in self.model.rows if row is not None), *found[0]]
        self.model.set_rows(rows)
        self.table.select(max(0, place))
        self.more.show_share(len(rows), found[1], more=len(rows) < found[1])

    def _fetch(self) -> Callable[[Office, Report], Sequence[HouseholdLine]]:
        wanted = self.wanted()
        return lambda office, report: paged(lambda offset, limit: office.households.page(wanted, offset, limit), report)

    # --- acting ---

    @property
    def line(self) -> HouseholdLine | None:
        """The household in hand."""
        return self.model.row(self.table.currentIndex())

    def chosen(self) -> list[HouseholdLine]:
        """Return the households that are selected."""
        return [row for place in self.table.selected_rows() if (row := self.model.row(place)) is not None]

    def _allow(self) -> None:
        for name in ("visit", "close"):
            self.buttons[name].setEnabled(self.line is not None)
        self.buttons["charge"].setEnabled(bool(self.chosen()) and self.cell_id is not None)
        self.buttons["charge"].setToolTip("" if self.cell_id else tr("Chọn một chi bộ ở thanh trên cùng trước"))

    def add(self) -> None:
        """Ask for a new household."""
        if self.may_leave():
            line = self.line
            self.form.begin(self.hamlets, hamlet_id=(line.household.hamlet_id or "") if line else "")

    def edit(self) -> None:
        """Ask for a change of the household in hand."""
        line = self.line
        if line is not None and self.may_leave():
            self.form.begin(self.hamlets, line)

    def _saved(self, _kept: object) -> None:
        self.form.hide()
        self.table.setFocus()
        self.context.say(tr("Đã lưu hộ gia đình."))
        self.refresh()

    def charge(self) -> None:
        """Put a member of the cell in hand in charge of the households selected."""
        cell_id, today = self.cell_id, self.context.today()
        if cell_id is None or not self.chosen():
            self.context.say(tr("Chọn một chi bộ ở thanh trên cùng trước"))
            return
        self.page.run(lambda office: office.members.of_cell(cell_id, today), self._ask_charge)

    def _ask_charge(self, people: list[MemberRow]) -> None:
        chosen, cell_id, day = self.chosen(), self.cell_id or "", self.context.today()
        names = [f"{person.full_name} ({person.birth_date[:4]})" for person in people]
        asked = tr("Giao {count} hộ cho đảng viên nào?", count=len(chosen))
        place = self.context.questions.choose(tr("Giao hộ phụ trách"), asked, names)
        if place is not None:
            ids, member = [line.household.id for line in chosen], people[place]
            self.page.run(
                lambda office: office.households.charge(ids, member.id, cell_id, day),
                lambda _none: self._done(tr("Đã giao {count} hộ cho {name}.", count=len(ids), name=member.full_name)),
                self._refused,
            )

    def visit(self) -> None:
        """Write that the household in hand was called on."""
        line = self.line
        if line is None:
            return
        typed = self.context.questions.fields(
            tr("Ghi lần đến hộ"),
            tr("Đến hộ {head}:", head=line.household.head),
            {"on": tr("Ngày (trống: hôm nay)"), "text": tr("Việc đã làm")},
        )
        if typed is None:
            return
        try:
            on = dates.parse_day(typed["on"], self.context.today()) if typed["on"].strip() else self.context.today()
        except ProblemError as problem:
            self.page.show_problem(problem)
            return
        household_id, text = line.household.id, typed["text"]
        self.page.run(
            lambda office: office.households.visit(household_id, on, text),
            lambda _entry: self._done(tr("Đã ghi lần đến hộ {head}.", head=line.household.head)),
            self._refused,
        )

    def import_file(self) -> None:
        """Let a list of households be chosen or pasted, and show what it would bring."""
        self._import("")

    def paste(self) -> None:
        """Read a list of households from the clipboard, as it is copied from a workbook."""
        text = QGuiApplication.clipboard().text()
        if text.strip() and self.table.hasFocus():
            self._import(text)

    def _import(self, text: str) -> None:
        from ui.pages.assignments.household_import_dialog import HouseholdImportDialog

        if self.may_leave():
            dialog = HouseholdImportDialog(self.page, text)
            dialog.imported.connect(lambda count: self._done(tr("Đã nhập {count} hộ.", count=format_number(count))))
            dialog.finished.connect(lambda _result: self.table.setFocus())
            dialog.open()

    def close_household(self) -> None:
        """Close the household in hand with a reason; its history stays."""
        line = self.line
        if line is None:
            return
        reason = self.context.questions.reason(tr("Hộ đã chuyển"), tr("Vì sao hộ này không còn ở đây?"))
        if reason:
            kept, day = line.household, self.context.today()
            self.page.run(
                lambda office: office.households.close(kept.id, kept.revision, day, reason),
                lambda _kept: self._done(tr("Đã đóng hộ {head}.", head=kept.head)),
                self._refused,
            )

    def _done(self, words: str) -> None:
        self.context.say(words)
        self.refresh()

    def _refused(self, problem: ProblemError) -> None:
        self.page.show_refused(problem)

    def _columns(self) -> list[Column[HouseholdLine]]:
        return [
            Column(tr("Chủ hộ"), lambda line: line.household.head, wrap=True),
            Column(tr("Thôn"), lambda line: line.hamlet_name, 140, spare=True),
            Column(tr("Số khẩu"), lambda line: str(line.household.people or ""), 78, number=True),
            Column(tr("Diện hộ"), _circumstance, 150, spare=True),
            Column(tr("Người phụ trách"), self._charged, 210, icon=self._charged_icon),
            Column(tr("Lần đến"), lambda line: str(line.visits or ""), 78, number=True, spare=True),
            Column(tr("Lần cuối"), lambda line: format_day(line.last_visit) if line.last_visit else "", 100),
            Column(tr("Địa chỉ"), lambda line: line.household.address, 130, spare=True),
        ]

    def _charged(self, line: HouseholdLine) -> str:
        if line.household.id in self._orphaned:
            return tr("{name} (đã rời chi bộ)", name=line.full_name)
        return line.full_name or tr("chưa có")

    def _charged_icon(self, line: HouseholdLine) -> tuple[str, str]:
        wrong = line.member_id is None or line.household.id in self._orphaned
        return ("warning", theme.colors().warning) if wrong else ("", "")


def _circumstance(line: HouseholdLine) -> str:
    return lists.words("household_circumstances").get(line.circumstance, line.circumstance)
