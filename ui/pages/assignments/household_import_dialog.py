"""Nhập danh sách hộ: a list from a file or the clipboard, every line judged before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from db.records import Severity
from desktop_app import lists
from desktop_app.rules.percentages import format_number
from desktop_app.services.household_lines import (
    HouseholdPreview,
    HouseholdVerdict,
    ImportedHousehold,
)
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.icons import on_button
from ui.widgets.choice import Choice
from ui.widgets.field import FindingLine, WrappingLabel, finding_text
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.documents.excel_in.plain_list import PlainList
    from desktop_app.office import Office
    from ui.pages.base import Page

T = TypeVar("T")
ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")


class HouseholdImportDialog(QDialog):
    """Ctrl+O chooses a file, Ctrl+V pastes a table, Ctrl+S imports; ``imported`` brings how many were taken."""

    imported = Signal(int)

    def __init__(self, page: Page, text: str = "") -> None:
        super().__init__(page)
        self.page, self.context = page, page.context
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Nhập danh sách hộ"))
        room = page.window().size()
        self.resize(min(theme.px(1180), room.width() - 40), min(theme.px(640), room.height() - 40))
        self._list: PlainList | None = None
        self._preview: HouseholdPreview | None = None
        self._folder: Path | None = None
        self._waiting = 0
        """Answers that are still to come: until then nothing is imported."""
        self.file = self._button(tr("Chọn &tệp… (Ctrl+O)"), "folder", self.choose_file)
        self.paste_button = self._button(tr("&Dán bảng (Ctrl+V)"), "copy", self.paste)
        self.sample = self._button(tr("Lưu tệp &mẫu…"), "save", self.save_sample)
        self.cell: Choice[str] = Choice(
            [("", "–"), *((one.organization.id, one.organization.name) for one in self.context.cells)]
        )
        self.cell.take(self.context.cell.organization.id if self.context.cell else "")
        self.only = QCheckBox(tr("Chỉ dòng &có điều cần xem"))
        self.model: RecordModel[ImportedHousehold] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Các hộ trong danh sách"))
        self.counts = WrappingLabel(role="heading")
        self.words = WrappingLabel(role="muted")
        self.trouble = FindingLine()
        self.reason = WrappingLabel(role="muted")
        self.keep = self._button("", "", self.take)
        self.keep.setProperty("kind", "primary")
        self.shut = self._button(tr("T&hôi"), "", self.reject)
        self._lay_out()
        self._connect()
        self._tell()
        self.file.setFocus()
        if text:
            self._read(text)

    def _button(self, words: str, picture: str, work: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        if picture:
            on_button(button, picture)
        button.clicked.connect(lambda _checked=False: work())
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        for button in (self.file, self.paste_button, self.sample):
            head.addWidget(button)
        head.addStretch(1)
        place = QHBoxLayout()
        place.setSpacing(theme.px(8))
        label = plain_label(tr("Chi &bộ của người phụ trách"))
        label.setBuddy(self.cell)
        place.addWidget(label)
        place.addWidget(self.cell)
        place.addStretch(1)
        place.addWidget(self.only)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.reason, 1)
        foot.addWidget(self.keep)
        foot.addWidget(self.shut)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addLayout(place)
        column.addWidget(self.trouble)
        column.addWidget(self.counts)
        column.addWidget(self.table, 1)
        column.addWidget(self.words)
        column.addLayout(foot)
        chain: list[QWidget] = [self.file, self.paste_button, self.sample, self.cell, self.only, self.table, self.keep]
        for before, after in zip(chain, [*chain[1:], self.shut], strict=True):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.cell.currentIndexChanged.connect(lambda _place: self._look())
        self.only.toggled.connect(lambda _on: self._show_rows())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell_row())
        for keys, work in (("Ctrl+O", self.choose_file), ("Ctrl+V", self.paste), ("Ctrl+S", self.take)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(work)

    # --- reading ---

    def choose_file(self) -> None:
        """Ask for a workbook or CSV file and read it."""
        kinds = tr("Bảng tính ({patterns})", patterns=" ".join(f"*{ending}" for ending in ENDINGS))
        kinds = f"{kinds};;{tr('Mọi tệp')} (*)"
        path = self.context.questions.open_file(tr("Chọn tệp danh sách hộ"), kinds, start=self._folder)
        if path is not None:
            self._folder = path.parent
            self._read(path)

    def paste(self) -> None:
        """Read the table on the clipboard."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self._read(text)
        else:
            self.trouble.say(tr("Chưa có gì để dán: hãy chép bảng trong Excel hay Word trước."), grave=False)

    def _read(self, source: Path | str) -> None:
        def read(office: Office) -> PlainList:
            return office.household_import.read(source)

        self._run(read, self._read_done, self._forget)

    def _forget(self) -> None:
        """Show nothing of the list before: it is not the one that was asked for."""
        self._list = self._preview = None
        self._show_rows()

    def _read_done(self, found: PlainList) -> None:
        self._list = found
        self._look()

    def _look(self) -> None:
        """Compare the list with the register again."""
        found, cell_id = self._list, self.cell.value() or None
        if found is not None:
            self._run(lambda office: office.household_import.preview(found, cell_id), self._show)

    def _show(self, preview: HouseholdPreview) -> None:
        self._preview = preview
        self._show_rows()
        if self.table.model().rowCount():
            self.table.setFocus()

    def _show_rows(self) -> None:
        lines = self._preview.lines if self._preview else ()
        self.model.set_rows([line for line in lines if line.findings or not self.only.isChecked()])
        self.table.select(0)
        self._tell()

    def _tell(self) -> None:
        """Say what the list comes to, and why nothing can be imported where that is so."""
        preview = self._preview
        new = len(preview.new()) if preview else 0
        self.keep.setText(tr("&Nhập {count} hộ (Ctrl+S)", count=format_number(new)) if new else tr("&Nhập (Ctrl+S)"))
        self.keep.setEnabled(bool(new) and not self._waiting)
        self.counts.setVisible(preview is not None)
        if preview is None:
            self.reason.setText(
                tr(
                    "Chọn tệp Excel, CSV hoặc chép bảng rồi dán vào đây, cả dòng tiêu đề. Cột phải có: Chủ hộ; có thể "
                    "có: Địa chỉ, Thôn, Số khẩu, Diện hộ, Điện thoại, Người phụ trách, Ghi chú."
                )
            )
        else:
            wrong = preview.count(HouseholdVerdict.WRONG)
            self.counts.setText(
                tr(
                    "{new} hộ mới · {known} hộ đã có trong sổ · {wrong} dòng sai",
                    new=format_number(new),
                    known=format_number(preview.count(HouseholdVerdict.KNOWN)),
                    wrong=format_number(wrong),
                )
            )
            self.reason.setText(self._why(new, wrong))
        self._tell_row()

    @staticmethod
    def _why(new: int, wrong: int) -> str:
        if new and wrong:
            return tr("Chỉ nhập hộ mới; hộ đã có giữ nguyên, dòng sai để lại trong danh sách để sửa.")
        if new:
            return tr("Chỉ nhập hộ mới; hộ đã có giữ nguyên.")
        if wrong:
            return tr("Không nhập được: không có hộ mới nào đúng. Hãy sửa các dòng sai rồi chọn tệp hoặc dán lại.")
        return tr("Không có gì để nhập: mọi hộ trong danh sách đã có trong sổ.")

    def _tell_row(self) -> None:
        line = self.model.row(self.table.currentIndex())
        self.words.setText("\n".join([_whole(line), *map(finding_text, line.findings)]) if line else "")

    # --- writing ---

    def take(self) -> None:
        """Write the new households."""
        preview = self._preview
        if preview is not None and self.keep.isEnabled():
            new = preview.new()
            self._run(lambda office: office.household_import.take(new), self._taken)

    def _taken(self, count: int) -> None:
        self.imported.emit(count)
        self.accept()

    def save_sample(self) -> None:
        """Ask where to, and write the empty workbook."""
        suggested = (self._folder or Path.home()) / "mau-danh-sach-ho.xlsx"
        kinds = tr("Bảng tính ({patterns})", patterns="*.xlsx")
        path = self.context.questions.save_file(tr("Lưu tệp mẫu"), kinds, suggested)
        if path is not None:
            self._run(lambda office: office.household_import.save_sample(path), self._sample_saved)

    def _sample_saved(self, path: Path) -> None:
        self.words.setText(tr("Đã lưu tệp mẫu {name}.", name=path.name))

    def _run(
        self,
        work: Callable[[Office], T],
        done: Callable[[T], None],
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        self._waiting += 1
        self.keep.setEnabled(False)

        def finished(result: T) -> None:
            self._waiting -= 1
            self.trouble.hide()
            self._tell()
            done(result)

        def refused(problem: ProblemError) -> None:
            self._waiting -= 1
            failed()
            self.trouble.say(str(explain(problem)), grave=True)
            self._tell()

        self.context.operations.run(work, finished, refused, receiver=self, busy=tr("Đang đọc danh sách hộ…"))


def _verdict(line: ImportedHousehold) -> str:
    words = term("household_verdict", line.verdict.value)
    if line.verdict is HouseholdVerdict.NEW and line.findings:
        return tr("{state}, cần xem", state=words)
    return words


def _icon(line: ImportedHousehold) -> tuple[str, str]:
    c = theme.colors()
    if line.verdict is HouseholdVerdict.NEW and line.findings:
        return "warning", c.warning
    return {
        HouseholdVerdict.NEW: ("add", c.ok),
        HouseholdVerdict.KNOWN: ("done", c.muted),
        HouseholdVerdict.WRONG: ("error", c.error),
    }[line.verdict]


def _whole(line: ImportedHousehold) -> str:
    """Return a household in one line, as narrow tables do not show all of it."""
    circumstance = lists.words("household_circumstances").get(line.circumstance, "")
    people = "" if line.people is None else str(line.people)
    return " · ".join(filter(None, (line.head, line.hamlet, people, circumstance, line.member, line.address)))


def _said(line: ImportedHousehold) -> str:
    ordered = sorted(line.findings, key=lambda one: one.severity is not Severity.ERROR)
    return " ".join(finding_text(one) for one in ordered)


def _columns() -> list[Column[ImportedHousehold]]:
    names = lists.words("household_circumstances")
    return [
        Column(tr("Dòng"), lambda line: str(line.row), 60, number=True),
        Column(tr("Tình trạng"), _verdict, 140, icon=_icon),
        Column(tr("Chủ hộ"), lambda line: line.head, 180),
        Column(tr("Thôn"), lambda line: line.hamlet, 130),
        Column(tr("Số khẩu"), lambda line: "" if line.people is None else str(line.people), 78, number=True),
        Column(tr("Diện hộ"), lambda line: names.get(line.circumstance, ""), 140, spare=True),
        Column(tr("Người phụ trách"), lambda line: line.member, 150, spare=True),
        Column(tr("Cần xem"), _said, wrap=True),
        Column(tr("Địa chỉ"), lambda line: line.address, 130, spare=True),
    ]
