"""The papers of the register that are asked for on the member list: what they ask first, and their windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktop_app.texts import term, tr
from ui.pages.members.reconciliation import ReconciliationWindow
from ui.paper_window import PaperDesk, ask_for_workbook
from ui.widgets.list_tools import Listed, ListTools, Report, paged
from ui.widgets.paper_dialog import Asks, PaperDialog, Wanted

if TYPE_CHECKING:
    from pathlib import Path

    from db.records import MemberRow
    from desktop_app.documents.papers.changes import ChangesData
    from desktop_app.office import Office
    from ui.pages.members.page import MembersPage


class MemberPapers:
    """The button "In, xuất" of the member list, with a line for each paper of the register."""

    def __init__(self, page: MembersPage) -> None:
        self.page = page
        self.desk = PaperDesk(page)
        self.tools = ListTools(
            page,
            page.table,
            Listed("members", lambda: tr("Danh sách đảng viên"), fetch=self._fetch, note=self._note),
        )
        page.tools.insertWidget(0, self.tools)
        page.stack.currentChanged.connect(lambda _place: self.tools.setVisible(page.stack.currentWidget() is page.list))
        for words, work in (
            (tr("Sổ danh sách đảng viên (14 cột)…"), self.register),
            (tr("Danh sách theo chi bộ…"), self.by_cell),
            (tr("Phiếu đảng viên…"), self.sheet),
            (tr("Tăng, giảm đảng viên trong kỳ…"), self.changes),
            (tr("Đến hạn Huy hiệu Đảng…"), self.badges),
            (tr("Sổ đảng viên ra Excel để sửa rồi nhập lại…"), self.workbook),
        ):
            self.tools.add_paper(words, work)

    # --- the list itself ---

    def _fetch(self) -> Callable[[Office, Report], Sequence[MemberRow]]:
        wanted = self.page.model.wanted

        def read(office: Office, report: Report) -> list[MemberRow]:
            def some(offset: int, limit: int) -> tuple[Sequence[MemberRow], int]:
                found = office.members.page(wanted, offset, limit)
                return found.rows, found.total

            return paged(some, report)

        return read

    def _note(self) -> str:
        """Return which part of the register the list shows."""
        wanted = self.page.model.wanted
        cell = next((c for c in self.page.context.cells if c.organization.id == wanted.cell_id), None)
        parts = [cell.organization.name if cell else ""]
        parts.append(term("standing", wanted.standing.value) if wanted.standing else "")
        parts.append(term("duty", wanted.duty.value) if wanted.duty else "")
        parts.append(term("sex", wanted.sex.value) if wanted.sex else "")
        parts.append(tr("dự bị đến hạn công nhận chính thức") if wanted.recognition_due else "")
        parts.append(tr("tìm “{text}”", text=wanted.text) if wanted.text else "")
        parts.append(tr("cả người đã rời đi") if wanted.include_left else "")
        said = "; ".join(part for part in parts if part)
        return f"({said})" if said else ""

    def _chosen(self) -> str | None:
        row = self.page.model.row(self.page.table.currentIndex())
        return row.id if row is not None else None

    # --- the papers ---

    def register(self) -> None:
        """Mẫu 7-HSĐV of a cell or of all cells."""
        self.desk.ask(
            tr("Sổ danh sách đảng viên (14 cột)"),
            Asks.CELL | Asks.DAY | Asks.LEFT | Asks.SENSITIVE,
            lambda office, wanted: office.registers.register(
                wanted.cell_id, wanted.on, sensitive=wanted.sensitive, include_left=wanted.include_left
            ),
        )

    def by_cell(self) -> None:
        """The short list of members."""
        self.desk.ask(
            tr("Danh sách theo chi bộ"),
            Asks.CELL | Asks.DAY,
            lambda office, wanted: office.registers.members_by_cell(wanted.cell_id, wanted.on),
        )

    def sheet(self) -> None:
        """All that is known of the person in hand."""
        member_id = self._chosen()
        if member_id is None:
            self.page.context.say(tr("Hãy chọn một đảng viên trong danh sách trước."))
            return
        self.desk.ask(
            tr("Phiếu đảng viên"),
            Asks.DAY | Asks.SENSITIVE,
            lambda office, wanted: office.registers.member_sheet(member_id, wanted.on, sensitive=wanted.sensitive),
        )

    def badges(self) -> None:
        """Who is to be given a badge in a year."""
        self.desk.ask(
            tr("Đến hạn Huy hiệu Đảng"), Asks.YEAR, lambda office, wanted: office.registers.badges(wanted.year)
        )

    def workbook(self) -> None:
        """The register as a workbook that is worked on and imported again, where only what was changed changes."""
        dialog = PaperDialog(
            self.page.context,
            tr("Sổ đảng viên ra Excel"),
            Asks.CELL | Asks.SENSITIVE,
            agree=tr("Chọn nơi &lưu…"),
            parent=self.page,
        )
        dialog.accepted.connect(lambda: self._write_workbook(dialog.wanted()))
        dialog.open()

    def _write_workbook(self, wanted: Wanted | None) -> None:
        name = tr("so-dang-vien-{day}", day=self.page.context.today().isoformat())
        target = ask_for_workbook(self.page.context, name) if wanted is not None else None
        if wanted is None or target is None:
            return
        self.tools.saved.hide()
        self.page.run(
            lambda office: office.member_import.export_register(
                target, cell_id=wanted.cell_id, sensitive=wanted.sensitive
            ),
            lambda _count: self._written(target),
            busy=tr("Đang ghi sổ đảng viên ra Excel…"),
        )

    def _written(self, target: Path) -> None:
        self.page.clear_problem()
        self.tools.saved.show_path(target)

    def changes(self) -> None:
        """The figures of a period, each of which opens down to its people, and the paper of them."""
        dialog = PaperDialog(
            self.page.context,
            tr("Tăng, giảm đảng viên trong kỳ"),
            Asks.PERIOD | Asks.CELL,
            agree=tr("&Xem số liệu"),
            parent=self.page,
        )
        dialog.accepted.connect(lambda: self._reckon(dialog.wanted()))
        dialog.open()

    def _reckon(self, wanted: Wanted | None) -> None:
        if wanted is not None:
            self.page.run(
                lambda office: office.registers.movements(wanted.start, wanted.end, wanted.cell_id),
                lambda data: self._show_figures(wanted, data),
                busy=tr("Đang tính tăng, giảm…"),
            )

    def _show_figures(self, wanted: Wanted, data: ChangesData) -> None:
        self.page.clear_problem()
        ReconciliationWindow(self.page, data, wanted.cell_id).open()
