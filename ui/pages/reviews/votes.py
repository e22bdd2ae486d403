"""Bỏ phiếu: how far every cell is with its votes, and the count of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.ballots import Body
from db.evaluation_records import Campaign
from desktop_app.rules import ballot_words
from desktop_app.rules.dates import format_day
from desktop_app.rules.scheme import Scheme
from desktop_app.services.ballot_sheet import BallotSheet
from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.pages.panel import Panel
from ui.pages.paper_button import show_made
from ui.pages.reviews.ballot_form import BallotForm
from ui.pages.tabs import TabsPage
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office


@dataclass(frozen=True)
class Found:
    """What the panel shows at once."""

    campaign: Campaign | None
    scheme: Scheme | None = None
    bodies: tuple[Body, ...] = ()
    sheet: BallotSheet | None = None


class NoCampaign(QWidget):
    """Shown for a year nobody opened: says so and leads to the board."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__()
        self.words = plain_label(wrap=True)
        self.button = QPushButton(tr("Mở đợt &kiểm điểm…"))
        self.button.clicked.connect(lambda _checked=False: page.show_tab("board"))
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)

    def tell(self, year: int) -> None:
        """Name the year."""
        self.words.setText(
            tr("Chưa mở đợt kiểm điểm năm {year}. Mở đợt rồi mới ghi phiếu, đề xuất, quyết định được.", year=year)
        )


class VotesPanel(Panel):
    """Enter on a cell opens its count; Esc leads back to all cells."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.campaign: Campaign | None = None
        self._office_votes = False
        """Whether the office's own count is wanted."""
        self._wish: tuple[bool, str, bool] | None = None
        """Which count is wanted: collectives, identifier, whether a new one; None for what there is."""
        self.model: RecordModel[Body] = RecordModel(_columns())
        self.bodies = RecordTable(self.model, tr("Nơi bỏ phiếu: mỗi chi bộ một dòng"))
        self.bodies.opened.connect(self._open_body)
        self.summary = plain_label(role="heading", wrap=True)
        listed: Listed[Body] = Listed("reviews-votes", self._title)
        overview = QWidget()
        column = QVBoxLayout(overview)
        column.setContentsMargins(0, 0, 0, 0)
        self.list_tools = ListTools(page, self.bodies, listed, scope=overview)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.summary, 1)
        head.addWidget(self.list_tools)
        column.addLayout(head)
        column.addWidget(self.bodies, 1)
        self.form = BallotForm(page)
        self.form.saved.connect(self._saved)
        self.form.reading.connect(self._read_other)
        self.form.closed.connect(self.escape)
        self.prints: dict[str, QPushButton] = {}
        for place, (name, words, short) in enumerate(
            (
                ("ballots", tr("In phiếu biểu quyết"), tr("In phiếu")),
                ("count", tr("In biên bản kiểm phiếu"), tr("In biên bản")),
            ),
            2,
        ):
            # Large letters leave no room beside the name of the cell.
            button = self.prints[name] = QPushButton(short if theme.is_large() else words)
            button.setToolTip(words)
            button.setAccessibleName(words)
            on_button(button, "print")
            button.clicked.connect(lambda _checked=False, name=name: self.print_paper(name))
            self.form.head.insertWidget(place, button)
        self.nothing = NoCampaign(page)
        self.stack = QStackedWidget()
        for widget in (self.nothing, overview, self.form):
            self.stack.addWidget(widget)
        self.overview = overview
        self.column.addWidget(self.stack, 1)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Bỏ phiếu: Enter trên một chi bộ mở phiếu của chi bộ ấy, dòng đầu là cấp ủy bỏ phiếu về các tập thể. Ghi "
            "số triệu tập, có mặt, phát ra, thu về, hợp lệ (phím = lấy đủ số trước đó), rồi gõ số phiếu từng mức: "
            "Enter sang ô sau, đủ số thì sang người sau; phím = điền số phiếu còn lại. Cột Kết quả cho biết mức đạt, "
            "hoặc không mức nào đạt; dòng dưới bảng giải thích. Ctrl+S ghi, Esc về tất cả chi bộ."
        )

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        shown = self.stack.currentWidget()
        if shown is self.form:
            self.form.focus_first()
        elif shown is self.nothing:
            self.nothing.button.setFocus()
        else:
            self.bodies.setFocus()

    def may_leave(self) -> bool:
        """What is typed is kept as a draft: nothing is lost."""
        self.form.autosave.flush()
        return True

    def save(self) -> None:
        """Keep the count being typed."""
        if self.stack.currentWidget() is self.form:
            self.form.save()

    def escape(self) -> bool:
        """Go back to all cells; what is typed stays as a draft."""
        if self.stack.currentWidget() is not self.form:
            return False
        self.form.autosave.flush()
        self._wish, self._office_votes = None, False
        if self.cell_id is not None:
            self.context.set_cell(None)
        else:
            self.refresh()
        return True

    def print_paper(self, name: str) -> None:
        """Show the ballots of the body in hand, or the minutes of its count, as they will be printed."""
        sheet = self.form.sheet
        if sheet is None:
            return
        campaign_id, body, collectives = sheet.campaign.id, sheet.organization_id, sheet.collectives
        # Nothing was counted and kept yet: minutes to be filled in by hand.
        blank = not sheet.counts

        def make(office: Office) -> TableDocument:
            papers = office.review_papers
            if name == "ballots":
                return papers.ballots(campaign_id, body, collectives=collectives)
            return papers.count(campaign_id, body, collectives=collectives, blank=blank)

        show_made(self.page, make)

    # --- reading ---

    def _title(self) -> str:
        return tr("Bỏ phiếu xếp loại năm {year}", year=self.year)

    @property
    def _body(self) -> str | None:
        """Whose count is wanted: the cell in hand, or the office ("")."""
        if self.cell_id is not None:
            return self.cell_id
        return "" if self._office_votes else None

    def refresh(self) -> None:
        """Read the campaign again; a count being typed stays as it is."""
        self.form.autosave.flush()
        year, body, wish = self.year, self._body, self._wish

        def read(office: Office) -> Found:
            campaign = office.reviews.campaign(year)
            if campaign is None:
                return Found(None)
            scheme = office.schemes.get(campaign.scheme)
            if body is None:
                return Found(campaign, scheme, tuple(office.ballots.bodies(campaign.id)))
            collectives, ballot_id, again = wish or (not body, "", False)
            sheet = office.ballots.prepare(
                campaign.id, body or office.id, collectives=collectives, ballot_id=ballot_id, again=again
            )
            return Found(campaign, scheme, (), sheet)

        self.read(read, self._show, tr("Đang đọc phiếu…"))

    def _show(self, found: Found) -> None:
        self.campaign = found.campaign
        if found.campaign is None:
            self.nothing.tell(self.year)
            self.turn_to(self.stack, self.nothing)
        elif found.sheet is not None:
            self.form.begin(found.sheet)
            if self._wish is not None:
                # A new count is begun once; read again it is what was typed of it, or what is kept.
                self._wish = (found.sheet.collectives, found.sheet.ballot_id, False)
            self.turn_to(self.stack, self.form)
        else:
            place = max(0, self.bodies.currentIndex().row())
            self.model.set_rows(found.bodies)
            self.bodies.select(min(place, max(0, len(found.bodies) - 1)))
            self.summary.setText(_summary(found))
            self.turn_to(self.stack, self.overview)

    def _read_other(self, collectives: bool, ballot_id: str, again: bool) -> None:  # noqa: FBT001 - a signal's values
        self._wish = (collectives, ballot_id, again)
        self.refresh()

    def _open_body(self, place: int) -> None:
        row = self.model.row(place)
        if row is None:
            return
        self._wish = None
        if place == 0 and self.campaign is not None and row.organization_id == self.campaign.owner_id:
            self._office_votes = True
            self.refresh()
        else:
            self._office_votes = False
            self.context.set_cell_id(row.organization_id)

    def _saved(self) -> None:
        collectives = self.form.sheet is not None and self.form.sheet.collectives
        self._wish = (collectives, "", False)
        self.context.data_changed.emit()


def _summary(found: Found) -> str:
    members = sum(body.members for body in found.bodies)
    voted = sum(body.members_voted for body in found.bodies)
    parts = [tr("{voted}/{members} đảng viên đã có phiếu", voted=voted, members=members)]
    if found.scheme is not None:
        rule = found.scheme.vote
        checked = ballot_words.checked(rule)
        share = tr("đạt khi có {share}", share=ballot_words.threshold(rule))
        parts += [found.scheme.short, f"{share} ({checked})" if checked else share]
    return " · ".join(parts)


def _share(voted: int, total: int) -> str:
    return f"{voted}/{total}" if total else ""


def _icon(voted: int, total: int) -> tuple[str, str]:
    c = theme.colors()
    if not total:
        return ("", "")
    return ("done", c.ok) if voted >= total else ("draft", c.primary) if voted else ("none", c.muted)


def _columns() -> list[Column[Body]]:
    return [
        Column(tr("Nơi bỏ phiếu"), lambda row: row.name, wrap=True),
        Column(
            tr("Đảng viên có phiếu"),
            lambda row: _share(row.members_voted, row.members),
            170,
            icon=lambda row: _icon(row.members_voted, row.members),
        ),
        Column(
            tr("Tập thể có phiếu"),
            lambda row: _share(row.collectives_voted, row.collectives),
            170,
            icon=lambda row: _icon(row.collectives_voted, row.collectives),
        ),
        Column(tr("Ngày bỏ phiếu"), lambda row: format_day(row.held_on) if row.held_on else "", 130),
    ]
