"""The pane that makes the month's package and lists those made before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.problems import ProblemError
from desktop_app.rules.dates import format_stamp
from desktop_app.rules.percentages import format_number
from desktop_app.texts import term, tr
from ui import theme
from ui.context import month_name
from ui.documents import open_file
from ui.icons import icon, on_button, pixmap
from ui.pages.base import Page
from ui.pages.exchange.places import PlacePicker
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label, set_role
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.exchange.views import PackagePlan, SentPackage


def _columns() -> list[Column[SentPackage]]:
    return [
        Column(tr("Tháng"), lambda row: f"{row.period[5:7]}/{row.period[:4]}" if row.period else "", 84),
        Column(tr("Số"), lambda row: str(row.seq), 50, number=True),
        Column(tr("Gói"), lambda row: row.file_name),
        Column(tr("Ngày lập"), lambda row: format_stamp(row.made_at), 158),
        Column(tr("Tình trạng"), _state, 176, icon=_state_icon),
    ]


def _state(row: SentPackage) -> str:
    if row.acked_at:
        return tr("Cấp trên đã nhận") if row.matched is not False else tr("Đã nhận, số liệu lệch")
    return tr("Đã ghi ra USB") if row.exported_at else tr("Chưa ghi ra USB")


def _state_icon(row: SentPackage) -> tuple[str, str]:
    c = theme.colors()
    if row.acked_at:
        return ("done", c.ok) if row.matched is not False else ("warning", c.warning)
    return ("draft", c.muted) if row.exported_at else ("warning", c.warning)


class SendPane(QWidget):
    """Left: what the package will carry. Right: where to, the result, and what was sent."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.context = page.context
        self.sent: SentPackage | None = None
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(8))
        outer.setSpacing(theme.px(14))
        outer.addLayout(self._plan_side(), 4)
        outer.addLayout(self._action_side(), 7)

    def _plan_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(theme.px(6))
        self.heading = plain_label(role="heading", wrap=True)
        side.addWidget(self.heading)
        self.summary = plain_label(role="muted", wrap=True)
        side.addWidget(self.summary)
        self.cells = QListWidget()
        self.cells.setAccessibleName(tr("Chi bộ trong gói"))
        self.cells.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cells.setWordWrap(True)
        self.cells.itemActivated.connect(self._open_cell)
        side.addWidget(self.cells, 1)
        return side

    def _action_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(theme.px(8))
        self.place = PlacePicker(self.context, tr("Ghi &vào:"))
        side.addWidget(self.place)
        row = QHBoxLayout()
        self.make = QPushButton(tr("&Lập gói gửi cấp trên"))
        self.make.setProperty("kind", "primary")
        on_button(self.make, "package", theme.colors().on_primary)
        self.make.setMinimumHeight(theme.px(36))
        self.make.clicked.connect(self.make_package)
        row.addWidget(self.make)
        self.hint = plain_label(role="hint", wrap=True)
        row.addWidget(self.hint, 1)
        side.addLayout(row)
        self.sensitive = plain_label(role="muted", wrap=True)
        side.addWidget(self.sensitive)
        self.caution = plain_label(role="warning", wrap=True)
        self.caution.hide()
        side.addWidget(self.caution)
        side.addWidget(self._result_card())
        self.model: RecordModel[SentPackage] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Các gói đã lập"))
        listed: Listed[SentPackage] = Listed("sent", lambda: tr("Các gói đã lập"))
        self.list_tools = ListTools(self.page, self.table, listed, scope=self)
        over = QHBoxLayout()
        over.addWidget(plain_label(tr("Các gói đã lập"), role="heading"))
        over.addStretch(1)
        over.addWidget(self.list_tools)
        side.addLayout(over)
        self.table.opened.connect(lambda number: self._print(self.model.row(number)))
        side.addWidget(self.table, 1)
        return side

    def _result_card(self) -> QFrame:
        self.result = QFrame()
        self.result.setProperty("role", "ok-box")
        column = QVBoxLayout(self.result)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        column.setSpacing(theme.px(4))
        head = QHBoxLayout()
        self.result_icon = QLabel()
        head.addWidget(self.result_icon)
        self.result_title = plain_label(role="heading", wrap=True)
        head.addWidget(self.result_title, 1)
        column.addLayout(head)
        self.result_text = plain_label(wrap=True)
        column.addWidget(self.result_text)
        code_line = QHBoxLayout()
        code_line.addWidget(plain_label(tr("Mã kiểm tra:")))
        self.code = plain_label(role="code", wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        code_line.addWidget(self.code, 1)
        column.addLayout(code_line)
        buttons = QHBoxLayout()
        self.slip = QPushButton(tr("In &phiếu giao nhận (PDF)"))
        on_button(self.slip, "print")
        self.slip.clicked.connect(lambda: self._print(self.sent))
        buttons.addWidget(self.slip)
        self.show_file = QPushButton(tr("Mở thư mục chứ&a gói"))
        on_button(self.show_file, "folder")
        self.show_file.clicked.connect(lambda: self.sent and open_file(self.sent.path.parent))
        buttons.addWidget(self.show_file)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.result.hide()
        return self.result

    # --- reading ---

    def refresh(self) -> None:
        """Read the plan of the month and the list of packages."""
        period = self.context.period
        self.page.run(
            lambda office: (office.exchange.ready(period), office.exchange.sent()),
            self._show,
            busy=tr("Đang xem tháng này có gì để gửi…"),
        )

    def _show(self, read: tuple[PackagePlan, list[SentPackage]]) -> None:
        plan, sent = read
        if plan.period != self.context.period:
            return
        self.page.clear_problem()
        month = month_name(plan.period)
        self.heading.setText(tr("Gói {month} sẽ mang theo", month=month))
        self.summary.setText(
            tr(
                "{finals} biên bản đã chốt · {drafts} nháp · {missing} chưa có · {members} đảng viên",
                finals=plan.finals,
                drafts=plan.drafts,
                missing=plan.missing,
                members=format_number(plan.members),
            )
        )
        self._show_cells(plan)
        self.make.setEnabled(bool(plan.recipient))
        self.hint.setText(self._hint(plan))
        self.sensitive.setText(self._sensitive(plan))
        self.sensitive.setVisible(bool(plan.recipient))
        self._show_caution(plan)
        self.model.set_rows(sorted(sent, key=lambda package: package.made_at, reverse=True))

    def _show_cells(self, plan: PackagePlan) -> None:
        c = theme.colors()
        looks = {"final": ("done", c.ok), "draft": ("draft", c.warning), "none": ("none", c.muted)}
        self.cells.clear()
        for cell in sorted(plan.cells, key=lambda cell: ("none", "draft", "final").index(cell.state.value)):
            name, color = looks[cell.state.value]
            words = f"{cell.name} – {term('plan_state', cell.state.value)}"
            item = QListWidgetItem(icon(name, color), words)
            item.setData(Qt.ItemDataRole.UserRole, cell.cell_id)
            self.cells.addItem(item)

    def _hint(self, plan: PackagePlan) -> str:
        if not plan.recipient:
            return tr("Chưa đăng ký khóa với cấp trên: mở thẻ “Đăng ký khóa” trước.")
        if plan.unchanged is not None:
            return tr(
                "Gửi {name}. Số liệu không đổi từ gói số {seq}: lập lại sẽ ra đúng gói đó.",
                name=plan.recipient,
                seq=plan.unchanged.seq,
            )
        if plan.missing or plan.drafts:
            return tr("Gửi {name}. Có thể gửi ngay, gói sau bổ sung phần còn thiếu.", name=plan.recipient)
        return tr("Gửi {name}. Đã đủ biên bản của tháng.", name=plan.recipient)

    def _sensitive(self, plan: PackagePlan) -> str:
        if not plan.sensitive:
            return tr("Không kèm dữ liệu nhạy cảm nào của đảng viên: {name} không yêu cầu.", name=plan.recipient)
        return tr(
            "Kèm dữ liệu nhạy cảm của đảng viên theo yêu cầu của {name}: {fields}.",
            name=plan.recipient,
            fields=", ".join(term("sensitive_field", name) for name in plan.sensitive),
        )

    def _show_caution(self, plan: PackagePlan) -> None:
        self.caution.setVisible(bool(plan.restored_from))
        self.caution.setText(
            tr(
                "Sổ đã khôi phục từ bản sao lưu {when}. Nếu sau lúc đó đã gửi gói nào, số liệu gói tới có thể lùi lại "
                "và cấp trên sẽ giữ gói chờ xác nhận (E35, E36): hãy gọi cấp trên trước khi gửi.",
                when=format_stamp(plan.restored_from),
            )
            if plan.restored_from
            else ""
        )

    def _open_cell(self, item: QListWidgetItem) -> None:
        self.context.open_page("meetings", cell_id=item.data(Qt.ItemDataRole.UserRole), period=self.context.period)

    # --- making ---

    def make_package(self) -> None:
        """Make the package of the month and write it to the chosen place."""
        target = self.place.folder()
        if target is None:
            self.place.browse.setFocus()
            self.hint.setText(tr("Hãy cắm USB hoặc chọn thư mục để ghi gói."))
            return
        period = self.context.period
        self.make.setEnabled(False)
        self.result.hide()
        self.page.run(
            lambda office: office.exchange.make_package(period, target),
            self._made,
            self._refused,
            on_done=lambda: self.make.setEnabled(True),
            busy=tr("Đang lập gói, chưa rút USB…"),
        )

    def _made(self, sent: SentPackage) -> None:
        self.sent = sent
        set_role(self.result, "ok-box")
        self.result_icon.setPixmap(pixmap("done", theme.px(24), theme.colors().ok))
        self.result_title.setText(tr("Đã ghi và đọc lại đúng. Rút USB được rồi."))
        self.result_text.setText(
            tr("{file} · {counts} · {size} KB", file=sent.path, counts=_counts(sent), size=max(1, sent.size // 1024))
        )
        self.code.setText(sent.check_code)
        self.result.show()
        self.slip.setFocus()
        self.context.data_changed.emit()
        self.refresh()

    def _refused(self, problem: ProblemError) -> None:
        self.page.show_problem(problem)

    def _print(self, sent: SentPackage | None) -> None:
        if sent is None:
            return
        self.page.run(
            lambda office: office.slips.delivery_slip(sent), self._printed, busy=tr("Đang lập phiếu giao nhận…")
        )

    def _printed(self, path: Path) -> None:
        self.context.say(tr("Đã lập {path}", path=path))
        open_file(path)


def _counts(sent: SentPackage) -> str:
    told = {count.dataset: count.rows for count in sent.counts}
    return ", ".join(
        f"{format_number(told[name])} {term('dataset', name)}" for name in ("meetings", "members") if name in told
    )
