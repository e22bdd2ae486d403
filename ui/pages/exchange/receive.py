"""The pane of what comes in: packages found, what became of their checks, and the receipts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.rules.dates import format_stamp
from desktop_app.rules.percentages import format_number
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.documents import open_file
from ui.icons import on_button
from ui.pages.base import Page
from ui.pages.exchange.places import PlacePicker
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.exchange.views import InboxEntry, Receipt
    from desktop_app.office import Office


ANSWERED = "REPORT"
"""The kind of package for which its sender gets a receipt."""
OWN = ("I39",)
"""Codes of what this very office has written: nothing to take in, and nothing wrong either."""


def entry_look(entry: InboxEntry) -> tuple[str, str]:
    """Return icon and colour of what the checks say; ``entry_word`` says the same in a word."""
    c = theme.colors()
    if entry.code in OWN:
        return ("info", c.muted)
    if entry.can_apply:
        return ("warning", c.warning) if entry.code else ("done", c.ok)
    if entry.state.value in ("rejected", "held"):
        return ("error", c.error)
    return ("info", c.muted)


def entry_word(entry: InboxEntry) -> str:
    """Return in a word what may be done with a package."""
    if entry.kind.startswith("ENROL"):
        return tr("Tệp đăng ký khóa")
    if entry.code in OWN:
        return tr("Của đơn vị mình")
    if entry.can_apply:
        return tr("Nhập được, có lưu ý") if entry.code else tr("Nhập được")
    return {
        "rejected": tr("Không nhập"),
        "held": tr("Tạm giữ"),
        "duplicate": tr("Đã nhập rồi"),
    }.get(entry.state.value, tr("Đã xong"))


def differences(entry: InboxEntry) -> str:
    """Return what a package adds, changes and takes away, by kind of row."""
    said = []
    for count in entry.counts:
        parts = []
        if count.added:
            parts.append(tr("thêm {count}", count=format_number(count.added)))
        if count.changed:
            parts.append(tr("sửa {count}", count=format_number(count.changed)))
        if count.removed:
            parts.append(tr("bỏ {count}", count=format_number(count.removed)))
        if parts:
            said.append(f"{term('dataset', count.dataset)}: {', '.join(parts)}")
    if not said and entry.can_apply:
        return tr("không có gì thay đổi")
    return "; ".join(said)


def _columns() -> list[Column[InboxEntry]]:
    return [
        Column(tr("Kết quả"), entry_word, 176, icon=entry_look),
        Column(tr("Đơn vị gửi"), lambda row: row.issuer_name or row.file_name),
        Column(tr("Tháng"), lambda row: f"{row.period[5:7]}/{row.period[:4]}" if row.period else "", 84),
        Column(tr("Số"), lambda row: str(row.seq) if row.seq else "", 50, number=True),
        Column(tr("So với số liệu đang có"), differences, wrap=True),
    ]


def answer_word(row: Receipt) -> str:
    """Return whether the receipt for a package was written; what came from above is a receipt itself."""
    if row.kind != ANSWERED:
        return tr("Không cần")
    return tr("Đã ghi") if row.acknowledged else tr("Chưa ghi")


def answer_look(row: Receipt) -> tuple[str, str]:
    """Return icon and colour beside ``answer_word``."""
    c = theme.colors()
    if row.kind != ANSWERED:
        return ("info", c.muted)
    return ("done", c.ok) if row.acknowledged else ("draft", c.warning)


def _receipt_columns() -> list[Column[Receipt]]:
    return [
        Column(tr("Nhập lúc"), lambda row: format_stamp(row.applied_at), 158),
        Column(tr("Đơn vị gửi"), lambda row: row.issuer_name),
        Column(tr("Tháng"), lambda row: f"{row.period[5:7]}/{row.period[:4]}" if row.period else "", 84),
        Column(tr("Số"), lambda row: str(row.seq), 50, number=True),
        Column(
            tr("Giấy báo nhận"),
            answer_word,
            176,
            icon=answer_look,
        ),
    ]


@dataclass
class Imported:
    """What became of importing several packages."""

    receipts: list[Receipt] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    refused: list[tuple[str, ProblemError]] = field(default_factory=list)


class ReceivePane(QWidget):
    """Looks into a folder or stick, shows every package with its verdict, imports one or all."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.context = page.context
        self.entries: list[InboxEntry] = []
        self._stopped = Event()
        self._done = ""
        """What became of the import just made; stays in sight until something else is looked at."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(8))
        outer.setSpacing(theme.px(8))
        row = QHBoxLayout()
        self.place = PlacePicker(self.context, tr("Đọc &từ:"))
        self.place.chosen.connect(lambda _folder: self.scan())
        row.addWidget(self.place, 1)
        self.look = QPushButton(tr("&Xem gói"))
        self.look.setProperty("kind", "primary")
        on_button(self.look, "inbox", theme.colors().on_primary)
        self.look.clicked.connect(self.scan)
        row.addWidget(self.look)
        outer.addLayout(row)
        self.model: RecordModel[InboxEntry] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Các gói tìm thấy"))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        self.table.opened.connect(lambda _number: self.import_one())
        outer.addWidget(self.table, 3)
        outer.addWidget(self._detail_card())
        outer.addLayout(self._buttons())
        self.receipts: RecordModel[Receipt] = RecordModel(_receipt_columns())
        self.receipt_table = RecordTable(self.receipts, tr("Các gói đã nhập"))
        listed: Listed[Receipt] = Listed("received", lambda: tr("Các gói đã nhập"))
        self.list_tools = ListTools(self.page, self.receipt_table, listed, scope=self)
        over = QHBoxLayout()
        over.addWidget(plain_label(tr("Các gói đã nhập"), role="heading"))
        over.addStretch(1)
        over.addWidget(self.list_tools)
        outer.addLayout(over)
        self.receipt_table.opened.connect(self._print_row)
        self.receipt_table.selectionModel().currentRowChanged.connect(lambda *_: self._allow_paper())
        outer.addWidget(self.receipt_table, 2)

    def _detail_card(self) -> QFrame:
        self.detail = QFrame()
        self.detail.setProperty("role", "card")
        column = QVBoxLayout(self.detail)
        column.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        column.setSpacing(theme.px(2))
        self.verdict = plain_label(wrap=True)
        column.addWidget(self.verdict)
        self.changes = plain_label(wrap=True)
        column.addWidget(self.changes)
        self.facts = plain_label(role="hint", wrap=True)
        column.addWidget(self.facts)
        self.detail.hide()
        return self.detail

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.one = QPushButton(tr("Nhậ&p gói này"))
        self.one.clicked.connect(self.import_one)
        row.addWidget(self.one)
        self.all = QPushButton(tr("Nhập tất &cả"))
        self.all.clicked.connect(self.import_all)
        row.addWidget(self.all)
        self.halt = QPushButton(tr("&Dừng (Esc)"))
        self.halt.clicked.connect(self.stop)
        self.halt.hide()
        row.addWidget(self.halt)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.stop)
        self.answer = plain_label(role="ok", wrap=True)
        row.addWidget(self.answer, 1)
        self.paper = QPushButton(tr("In giấy &báo nhận"))
        on_button(self.paper, "print")
        self.paper.clicked.connect(lambda: self._print_row(self.receipt_table.currentIndex().row()))
        row.addWidget(self.paper)
        self._allow()
        return row

    # --- looking ---

    def refresh(self) -> None:
        """Read the receipts; the packages on a stick are read when asked for."""
        self.page.run(lambda office: office.exchange.receipts(), self._show_receipts)

    def _show_receipts(self, receipts: list[Receipt]) -> None:
        self.receipts.set_rows(sorted(receipts, key=lambda receipt: receipt.applied_at, reverse=True))
        self.receipt_table.select(0)
        self._allow_paper()

    def _allow_paper(self) -> None:
        receipt = self.receipts.row(self.receipt_table.currentIndex())
        self.paper.setEnabled(receipt is not None and receipt.kind == ANSWERED)

    def scan(self) -> None:
        """Look for packages in the chosen place and check each."""
        folder = self.place.folder()
        if folder is None:
            self.place.browse.setFocus()
            return
        self.look.setEnabled(False)
        self.page.run(
            lambda office: office.exchange.scan(folder),
            self._found,
            on_done=lambda: self.look.setEnabled(True),
            busy=tr("Đang kiểm tra các gói…"),
        )

    def _found(self, entries: list[InboxEntry]) -> None:
        self.page.clear_problem()
        self.entries = list(entries)
        self.model.set_rows(entries)
        ready = sum(entry.can_apply for entry in entries)
        found = (
            tr("Tìm thấy {count} gói, {ready} gói nhập được.", count=len(entries), ready=ready)
            if entries
            else tr("Không có gói nào (*.goi) ở đây.")
        )
        self.answer.setText(self._done or found)
        self._done = ""
        self.table.select(0)
        self._show_detail()
        self._allow()
        self.table.setFocus()

    def _chosen(self) -> InboxEntry | None:
        return self.model.row(self.table.currentIndex())

    def _show_detail(self) -> None:
        entry = self._chosen()
        self.detail.setVisible(entry is not None)
        self._allow()
        if entry is None:
            return
        self.verdict.setText(entry.sentence or tr("Chữ ký đúng, đúng nơi nhận, đúng thứ tự. Nhập được."))
        changes = differences(entry)
        self.changes.setText(tr("So với số liệu đang có: {changes}", changes=changes) if changes else "")
        self.changes.setVisible(bool(changes))
        facts = [entry.file_name]
        if entry.code:
            facts.insert(0, entry.code)
        if entry.check_code:
            facts.append(tr("mã kiểm tra {code}", code=entry.check_code))
        if entry.created:
            facts.append(tr("lập lúc {when}", when=format_stamp(entry.created)))
        self.facts.setText(" · ".join(facts))

    def _allow(self) -> None:
        entry = self._chosen()
        self.one.setEnabled(entry is not None and entry.can_apply)
        self.all.setEnabled(any(entry.can_apply for entry in self.entries))

    # --- importing ---

    def import_one(self) -> None:
        """Import the chosen package."""
        entry = self._chosen()
        if entry is not None and entry.can_apply:
            self._import([entry])

    def import_all(self) -> None:
        """Import every package that may be, one transaction each."""
        self._import([entry for entry in self.entries if entry.can_apply])

    def _import(self, entries: list[InboxEntry]) -> None:
        reasons: dict[str, str] = {}
        for entry in entries:
            if entry.brake:
                reason = self.context.questions.reason(
                    tr("Gói bỏ đi nhiều số liệu"),
                    tr("Gói này bỏ đi nhiều số liệu đang có. Ghi lý do đã hỏi lại đơn vị gửi:"),
                )
                if reason is None:
                    entries = [other for other in entries if other is not entry]
                else:
                    reasons[entry.sha256] = reason
        if not entries:
            return
        folder = self.place.folder()
        self.one.setEnabled(False)
        self.all.setEnabled(False)
        self._stopped.clear()
        self.halt.setVisible(len(entries) > 1)
        report = self.context.operations.report

        def step(entry: InboxEntry) -> bool:
            place = next((i for i, one in enumerate(entries, 1) if one is entry), 0)
            label = entry.issuer_name or entry.file_name
            report(tr("Đang nhập gói {place}/{count}: {label}…", place=place, count=len(entries), label=label))
            return not self._stopped.is_set()

        self.page.run(
            lambda office: import_packages(office, entries, reasons, folder, step),
            self._imported,
            on_done=self._settled,
            busy=tr("Đang nhập {count} gói…", count=len(entries)),
        )

    def stop(self) -> None:
        """Begin no further package; the one under way is finished, what was taken in stays."""
        self._stopped.set()

    def _settled(self) -> None:
        self.halt.hide()
        self._allow()

    def _imported(self, done: Imported) -> None:
        said = []
        if done.receipts:
            said.append(tr("Đã nhập {count} gói.", count=len(done.receipts)))
        if done.written:
            said.append(tr("Giấy báo nhận đã ghi cùng chỗ; rút USB được rồi."))
        self.context.data_changed.emit()
        self._done = " ".join(said)
        self.context.say(self._done)
        self.scan()
        self.refresh()
        if done.refused:
            label, problem = done.refused[0]
            self.context.questions.tell(
                tr("{count} gói không nhập được", count=len(done.refused)), f"{label}: {explain(problem)}"
            )

    # --- paper ---

    def _print_row(self, number: int) -> None:
        receipt = self.receipts.row(number)
        if receipt is None or receipt.kind != ANSWERED:
            return
        self.page.run(
            lambda office: office.slips.receipt_slip(receipt), self._printed, busy=tr("Đang lập giấy báo nhận…")
        )

    def _printed(self, path: Path) -> None:
        self.context.say(tr("Đã lập {path}", path=path))
        open_file(path)


def import_packages(
    office: Office,
    entries: list[InboxEntry],
    reasons: dict[str, str],
    folder: Path | None,
    step: Callable[[InboxEntry], bool] = lambda _: True,
) -> Imported:
    """Import one after another on the worker, each receipt beside its package; a refused one stops no other.

    ``step`` is called before each package and answers whether to go on.
    """
    done = Imported()
    for entry in entries:
        if not step(entry):
            break
        label = entry.label or entry.file_name
        try:
            receipt = office.exchange.apply(entry, reasons.get(entry.sha256, ""))
            done.receipts.append(receipt)
            if folder is not None and receipt.kind == ANSWERED:
                done.written.append(office.exchange.write_receipt(receipt, folder))
        except ProblemError as problem:
            done.refused.append((label, problem))
    return done
