"""The pane in which two offices get to know each other's keys: files on a stick, codes from paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.rules.dates import format_stamp
from desktop_app.texts import tr
from ui import theme
from ui.documents import open_file
from ui.icons import on_button
from ui.pages.base import Page
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.exchange.views import EnrolAnswer, EnrolRequest, Peer


def _columns() -> list[Column[Peer]]:
    c = theme.colors()
    return [
        Column(tr("Quan hệ"), lambda row: tr("cấp trên") if row.relation == "parent" else tr("cấp dưới"), 110),
        Column(tr("Đơn vị"), lambda row: row.name),
        Column(tr("Mã"), lambda row: row.code, 90),
        Column(
            tr("Tình trạng"),
            lambda row: tr("Tạm dừng nhận") if row.frozen else tr("Đã đăng ký"),
            150,
            icon=lambda row: ("warning", c.warning) if row.frozen else ("done", c.ok),
        ),
        Column(tr("Đăng ký lúc"), lambda row: format_stamp(row.pinned_at), 158),
    ]


class EnrolPane(QWidget):
    """Left: towards the office above. Right: towards the offices below. Below: who is known."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.context = page.context
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(8))
        outer.setSpacing(theme.px(8))
        outer.addWidget(self._own_key())
        grid = QGridLayout()
        grid.setSpacing(theme.px(12))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._upward(), 0, 0)
        grid.addWidget(self._downward(), 0, 1)
        outer.addLayout(grid)
        outer.addWidget(plain_label(tr("Các đơn vị đã đăng ký"), role="heading"))
        self.model: RecordModel[Peer] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Các đơn vị đã đăng ký"))
        outer.addWidget(self.table, 1)

    def _own_key(self) -> QFrame:
        card, column = _card(tr("Mã kiểm tra khóa của đơn vị ta"))
        self.code = plain_label(role="code", wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAccessibleName(tr("Mã kiểm tra khóa của đơn vị ta"))
        row = QHBoxLayout()
        row.addWidget(self.code, 1)
        self.card_button = QPushButton(tr("&In thẻ khóa (PDF)"))
        on_button(self.card_button, "print")
        self.card_button.clicked.connect(self.print_card)
        row.addWidget(self.card_button)
        column.addLayout(row)
        column.addWidget(
            plain_label(
                tr("Thẻ khóa có chữ ký, dấu của bí thư được gửi bằng giấy; nơi nhận gõ lại 3 nhóm số từ thẻ."),
                role="hint",
                wrap=True,
            )
        )
        return card

    def _upward(self) -> QFrame:
        card, column = _card(tr("Với cấp trên"))
        self.parent_state = plain_label(role="muted", wrap=True)
        column.addWidget(self.parent_state)
        self.request = self._button(
            column,
            tr("1. Ghi &tệp đề nghị…"),
            tr("Ghi ra USB, đưa cấp trên cùng thẻ khóa in trên giấy."),
            self.write_request,
        )
        self.accept = self._button(
            column,
            tr("2. Đọc tệp trả &lời…"),
            tr("Gõ 3 nhóm số từ thẻ khóa của cấp trên, xong là gửi được gói."),
            self.read_answer,
        )
        column.addStretch(1)
        return card

    def _downward(self) -> QFrame:
        card, column = _card(tr("Với đơn vị cấp dưới"))
        column.addWidget(plain_label(tr("Mỗi đơn vị làm một lần."), role="muted", wrap=True))
        self.receive = self._button(
            column,
            tr("Đọc đề nghị và t&rả lời…"),
            tr("Gõ 3 nhóm số từ thẻ khóa của đơn vị đó, rồi ghi tệp trả lời ra USB."),
            self.read_request,
        )
        column.addStretch(1)
        return card

    def _button(self, column: QVBoxLayout, words: str, hint: str, action: object) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleDescription(hint)
        button.clicked.connect(action)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(plain_label(hint, role="hint", wrap=True))
        return button

    # --- reading ---

    def refresh(self) -> None:
        """Read the own code and who is known."""
        self.page.run(
            lambda office: (office.exchange.check_code(), office.exchange.parent(), office.exchange.peers()),
            self._show,
            busy=tr("Đang đọc khóa…"),
        )

    def _show(self, read: tuple[str, Peer | None, list[Peer]]) -> None:
        code, parent, peers = read
        self.code.setText(code)
        self.parent_state.setText(
            tr("Đã đăng ký với {name}.", name=parent.name) if parent else tr("Chưa đăng ký với cấp trên.")
        )
        self.model.set_rows(peers)
        self.table.select(0)

    # --- the own card ---

    def print_card(self) -> None:
        """Make the key card and open it for printing."""
        self.page.run(
            lambda office: office.slips.key_card(office.exchange.check_code()),
            self._card_made,
            busy=tr("Đang lập thẻ khóa…"),
        )

    def _card_made(self, path: Path) -> None:
        self.context.say(tr("Đã lập {path}", path=path))
        open_file(path)

    # --- towards the office above ---

    def write_request(self) -> None:
        """Write the request file into a folder."""
        folder = self._folder(tr("Ghi tệp đề nghị vào"))
        if folder is not None:
            self.page.run(
                lambda office: office.exchange.request_file(folder),
                lambda path: self._told(tr("Đã ghi tệp đề nghị"), path),
                busy=tr("Đang ghi tệp đề nghị…"),
            )

    def read_answer(self) -> None:
        """Read the answer file, ask for three groups from the paper, and trust the office above."""
        path = self._file(tr("Tệp trả lời của cấp trên"))
        if path is not None:
            self.page.run(
                lambda office: office.exchange.read_answer(path), self._confirm_answer, busy=tr("Đang đọc tệp trả lời…")
            )

    def _confirm_answer(self, answer: EnrolAnswer) -> None:
        typed = self._groups(answer.name, answer.asked)
        if typed is not None:
            self.page.run(
                lambda office: office.exchange.accept(answer, typed),
                lambda _: self._enrolled(answer.name),
                busy=tr("Đang đăng ký khóa…"),
            )

    def _enrolled(self, name: str) -> None:
        self.page.clear_problem()
        self.context.questions.tell(
            tr("Đã đăng ký khóa"), tr("Từ nay lập được gói gửi {name} và đọc được giấy báo nhận.", name=name)
        )
        self.context.data_changed.emit()
        self.refresh()

    # --- towards an office below ---

    def read_request(self) -> None:
        """Read a request file, ask for three groups from the paper, and write the answer file."""
        path = self._file(tr("Tệp đề nghị của đơn vị cấp dưới"))
        if path is not None:
            self.page.run(
                lambda office: office.exchange.read_request(path),
                lambda request: self._confirm_request(request, path.parent),
                busy=tr("Đang đọc tệp đề nghị…"),
            )

    def _confirm_request(self, request: EnrolRequest, start: Path) -> None:
        typed = self._groups(request.name, request.asked)
        if typed is None:
            return
        target = self.context.questions.folder(tr("Ghi tệp trả lời vào"), start=start)
        if target is not None:
            self.page.run(
                lambda office: office.exchange.answer(request, typed, target),
                lambda path: self._told(tr("Đã đăng ký {name} và ghi tệp trả lời", name=request.name), path),
                busy=tr("Đang ghi tệp trả lời…"),
            )

    # --- asking ---

    def _groups(self, name: str, asked: Sequence[int]) -> dict[int, str] | None:
        labels = {str(number): tr("Nhóm thứ {number}", number=number) for number in asked}
        typed = self.context.questions.fields(
            tr("Đối chiếu mã trên giấy"),
            tr(
                "Đơn vị: {name}. Lấy thẻ khóa bằng giấy của đơn vị này (có chữ ký, dấu), gõ lại các nhóm số dưới "
                "đây; nhóm "
                "đánh số từ trái sang phải, 1 đến 8.",
                name=name,
            ),
            labels,
        )
        return {int(number): words.strip() for number, words in typed.items()} if typed is not None else None

    def _folder(self, title: str) -> Path | None:
        used = self.context.preferences.package_folder
        chosen = self.context.questions.folder(title, start=Path(used) if used else None)
        if chosen is not None:
            self.context.preferences.package_folder = str(chosen)
            self.context.preferences.save()
        return chosen

    def _file(self, title: str) -> Path | None:
        used = self.context.preferences.package_folder
        return self.context.questions.open_file(title, tr("Gói (*.goi)"), start=Path(used) if used else None)

    def _told(self, title: str, path: Path) -> None:
        self.page.clear_problem()
        self.context.questions.tell(title, tr("{path}\nRút USB được rồi.", path=path))
        self.context.data_changed.emit()
        self.refresh()


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.px(14), theme.px(8), theme.px(14), theme.px(10))
    column.setSpacing(theme.px(4))
    column.addWidget(plain_label(title, role="heading"))
    return card, column
