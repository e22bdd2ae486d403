"""Đề xuất, quyết định: everybody's levels beside the vote, what is worth a look, and the cap on every reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.evaluation_records import Campaign, CampaignState, Exclusion, Ruling, RulingKind, Stage, Subject
from db.review_board import Wanted
from desktop_app.rules.scheme import Scheme
from desktop_app.services.decision_views import CapGroup, DecisionLine
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.pages.base import shorten
from ui.pages.panel import Panel
from ui.pages.reviews import decision_columns
from ui.pages.reviews.decision_below import DecisionBelow
from ui.pages.reviews.ruling_form import RulingForm
from ui.pages.reviews.rulings_dialog import RulingsDialog
from ui.pages.reviews.votes import NoCampaign
from ui.pages.tabs import TabsPage
from ui.widgets.choice import Choice
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools, Report, paged
from ui.widgets.more_bar import MoreBar
from ui.widgets.plain import plain_label
from ui.widgets.record_table import RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office

AT_ONCE = 200
_STAGES = (Stage.VOTED, Stage.PROPOSED, Stage.DECIDED, Stage.ANNULLED)


@dataclass(frozen=True)
class Found:
    """What the panel shows at once."""

    campaign: Campaign | None
    scheme: Scheme | None = None
    lines: tuple[DecisionLine, ...] = ()
    total: int = 0
    caps: tuple[CapGroup, ...] = ()
    decider: str = ""


class DecisionsPanel(Panel):
    """Space and arrows choose lines, a figure proposes a level, Enter tells what is worth a look."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.campaign: Campaign | None = None
        self.scheme: Scheme | None = None
        self._decider = ""
        self._total = 0
        self.subject: Choice[str] = Choice([(one.value, term("review_subject", one.value)) for one in Subject])
        self.stage: Choice[str] = Choice(
            [("", tr("Mọi bước")), *((one.value, term("review_stage", one.value)) for one in _STAGES)]
        )
        self.model: RecordModel[DecisionLine] = RecordModel(decision_columns.columns(lambda: self.scheme))
        self.table = RecordTable(self.model, tr("Mức đề xuất và quyết định của từng người, từng tập thể"))
        self.table.setSelectionMode(RecordTable.SelectionMode.ExtendedSelection)
        self.below = DecisionBelow(page, self._cap_title)
        self.form = RulingForm(self.context)
        self.summary = WrappingLabel(role="heading")
        self.more = MoreBar()
        self.buttons = {
            "propose": self._button(tr("Đề &xuất… (Ctrl+E)"), "edit", partial(self.rule, RulingKind.PROPOSAL)),
            "decide": self._button(tr("Quyết địn&h… (Ctrl+D)"), "done", partial(self.rule, RulingKind.DECISION)),
            "annul": self._button(tr("Hủ&y kết quả…"), "close", partial(self.rule, RulingKind.ANNULMENT)),
            "history": self._button(tr("Quá t&rình…"), "", self.history),
        }
        self.nothing = NoCampaign(page)
        self._lay_out()
        self._connect()

    def _button(self, words: str, picture: str, work: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        if picture:
            on_button(button, picture)
        button.clicked.connect(lambda _checked=False: work())
        return button

    def _lay_out(self) -> None:
        listed: Listed[DecisionLine] = Listed(
            "reviews-decisions", self._title, fetch=self._fetch, note=lambda: self.where
        )
        self.list_tools = ListTools(self.page, self.table, listed, scope=self.table)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        for words, field in ((tr("Đối &tượng"), self.subject), (tr("&Bước"), self.stage)):
            label = plain_label(words)
            label.setBuddy(field)
            head.addWidget(label)
            head.addWidget(field)
        head.addWidget(self.summary, 1)
        acts = QHBoxLayout()
        acts.setSpacing(theme.px(8))
        for button in self.buttons.values():
            acts.addWidget(button)
        acts.addStretch(1)
        acts.addWidget(self.list_tools)
        if theme.is_large():
            shorten(acts)
        above, board = QWidget(), QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.more)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(above)
        split.addWidget(self.below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        column = QVBoxLayout(board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addLayout(acts)
        column.addWidget(split, 1)
        column.addWidget(self.form)
        self.board = board
        self.stack = QStackedWidget()
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(board)
        self.column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.subject.currentIndexChanged.connect(lambda _place: self.refresh())
        self.stage.currentIndexChanged.connect(lambda _place: self.refresh())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.table.opened.connect(lambda _row: self.rule(self._usual()))
        self.below.chosen.connect(self._go_to)
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.escape)
        self.more.wanted.connect(self._read_on)
        for keys, work in (
            ("Ctrl+E", partial(self.rule, RulingKind.PROPOSAL)),
            ("Ctrl+D", partial(self.rule, RulingKind.DECISION)),
            ("Ctrl+H", self.history),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)
        for number in range(1, 10):
            shortcut = QShortcut(QKeySequence(str(number)), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(partial(self._propose_level, number - 1))

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Đề xuất, quyết định: chọn một hay nhiều dòng (Shift+mũi tên, Ctrl+A), Ctrl+E đề xuất, Ctrl+D quyết định; "
            "mức có thể theo kết quả phiếu, theo đề xuất, hoặc bấm 1, 2, 3, 4 để đề xuất thẳng một mức. Enter làm bước "
            "kế tiếp của dòng đang chọn. Bảng dưới nêu những điều cần xem lại, Enter về đúng dòng ấy; hoặc mức trần "
            "theo từng cách tính. Chương trình chỉ nhắc, không tự đổi mức nào. Ctrl+H xem quá trình đề xuất, quyết "
            "định, hủy của một người."
        )

    def focus_first(self) -> None:
        """Put the cursor into the table."""
        if self.stack.currentWidget() is self.nothing:
            self.nothing.button.setFocus()
        else:
            self.table.setFocus()

    @property
    def review_in_hand(self) -> str:
        """The evaluation papers are printed of."""
        row = self.model.row(self.table.currentIndex())
        return row.line.id if row is not None else ""

    @property
    def content_in_hand(self) -> None:
        """No form is typed in here."""
        return

    def may_leave(self) -> bool:
        """Ask when a ruling was typed and not saved."""
        if self.form.changed and not self.context.questions.discard_changes():
            return False
        self._show_form(shown=False)
        return True

    def _show_form(self, *, shown: bool) -> None:
        self.form.setVisible(shown)
        # With large text a small screen has no room for three things.
        self.below.setVisible(not shown or not theme.is_large())

    def save(self) -> None:
        """Keep the ruling being typed."""
        self.form.save()

    def escape(self) -> bool:
        """Close the form, asking when something was typed; then go back to all cells."""
        if self.form.isVisible():
            if self.may_leave():
                self.table.setFocus()
            return True
        if self.cell_id is not None:
            self.context.set_cell(None)
            return True
        return False

    # --- reading ---

    def _title(self) -> str:
        words = tr("Đề xuất, quyết định xếp loại năm {year}", year=self.year)
        return f"{words} – {self.where}" if self.where else words

    def _cap_title(self) -> str:
        return tr("Mức trần {subject} năm {year}", subject=self.subject.currentText().lower(), year=self.year)

    def _wanted(self) -> Wanted:
        return Wanted(
            subject=Subject(self.subject.value()),
            organization_id=self.cell_id,
            stage=Stage(self.stage.value()) if self.stage.value() else None,
        )

    def refresh(self) -> None:
        """Read the campaign of the year again."""
        year, wanted, cell_id = self.year, self._wanted(), self.cell_id
        limit = max(AT_ONCE, self.model.rowCount())

        def read(office: Office) -> Found:
            campaign = office.reviews.campaign(year)
            if campaign is None:
                return Found(None)
            lines, total = office.decisions.lines(campaign.id, wanted, 0, limit)
            subject = wanted.subject or Subject.MEMBER
            return Found(
                campaign,
                office.schemes.get(campaign.scheme),
                tuple(lines),
                total,
                tuple(office.decisions.cap_view(campaign.id, subject, cell_id)),
                office.decisions.decider(),
            )

        self.read(read, self._show, tr("Đang đọc đề xuất, quyết định…"))

    def _show(self, found: Found) -> None:
        self.campaign, self.scheme, self._decider = found.campaign, found.scheme, found.decider
        if found.campaign is None:
            self.nothing.tell(self.year)
            self.turn_to(self.stack, self.nothing)
            return
        self.turn_to(self.stack, self.board)
        self.table.leave_out(decision_columns.CELL, out=self.cell_id is not None or not self._of_members())
        place = max(0, self.table.currentIndex().row())
        self._total = found.total
        self._fill(found.lines)
        self.table.select(min(place, max(0, len(found.lines) - 1)))
        self.below.show_caps(found.caps, found.scheme, Subject(self.subject.value()), found.decider)
        self._allow()

    def _of_members(self) -> bool:
        return self.subject.value() == Subject.MEMBER

    def _fill(self, lines: Sequence[DecisionLine]) -> None:
        self.model.set_rows(lines)
        self.below.show_checks(lines)
        self.more.show_share(len(lines), self._total, more=len(lines) < self._total)
        self.summary.setText(self._summary(lines))

    def _read_on(self) -> None:
        campaign, wanted, offset = self.campaign, self._wanted(), self.model.rowCount()
        if campaign is not None:
            self.read(
                lambda office: office.decisions.lines(campaign.id, wanted, offset, AT_ONCE),
                self._add,
                tr("Đang đọc tiếp…"),
            )

    def _add(self, found: tuple[list[DecisionLine], int]) -> None:
        lines, self._total = found
        place = self.table.currentIndex().row()
        self._fill([*(row for row in self.model.rows if row is not None), *lines])
        self.table.select(max(0, place))

    def _fetch(self) -> Callable[[Office, Report], Sequence[DecisionLine]]:
        campaign, wanted = self.campaign, self._wanted()
        if campaign is None:
            return lambda _office, _report: ()
        return lambda office, report: paged(
            lambda offset, limit: office.decisions.lines(campaign.id, wanted, offset, limit), report
        )

    def _summary(self, lines: Sequence[DecisionLine]) -> str:
        rated = [row.line for row in lines if row.line.exclusion is Exclusion.NONE]
        assert self.campaign is not None
        parts = [
            tr("{count} được xếp loại", count=len(rated)),
            tr("{count} đã đề xuất", count=sum(bool(line.proposed_level) for line in rated)),
            tr("{count} đã quyết định", count=sum(line.stage is Stage.DECIDED for line in rated)),
        ]
        if self.campaign.state is CampaignState.CLOSED:
            parts.append(tr("đợt đã khóa"))
        return " · ".join(parts)

    # --- the line in hand ---

    def _tell(self) -> None:
        self.below.tell(self.model.row(self.table.currentIndex()))

    def _chosen(self) -> list[DecisionLine]:
        rows = (self.model.row(place) for place in self.table.selected_rows())
        return [row for row in rows if row is not None]

    def _allow(self) -> None:
        chosen = self._chosen()
        rated = [row for row in chosen if row.line.exclusion is Exclusion.NONE]
        is_open = self.campaign is not None and self.campaign.state is CampaignState.OPEN
        self.buttons["propose"].setEnabled(is_open and bool(rated))
        self.buttons["decide"].setEnabled(is_open and bool(rated))
        self.buttons["annul"].setEnabled(is_open and any(_may_annul(row) for row in chosen))
        self.buttons["history"].setEnabled(len(chosen) == 1)

    def _usual(self) -> RulingKind:
        row = self.model.row(self.table.currentIndex())
        proposed = row is not None and bool(row.line.proposed_level)
        return RulingKind.DECISION if proposed else RulingKind.PROPOSAL

    def _propose_level(self, place: int) -> None:
        if self.scheme is not None:
            levels = sorted(self.scheme.levels_of(Subject(self.subject.value())), key=lambda level: level.rank)
            if place < len(levels):
                self.rule(RulingKind.PROPOSAL, levels[place].code)

    def rule(self, kind: RulingKind, level: str = "") -> None:
        """Ask for the ruling on the lines chosen."""
        button = {"proposal": "propose", "decision": "decide", "annulment": "annul"}[kind.value]
        if self.scheme is None or not self.buttons[button].isEnabled():
            return
        fits = _may_annul if kind is RulingKind.ANNULMENT else _is_rated
        lines = [row.line for row in self._chosen() if fits(row)]
        if lines:
            self._show_form(shown=True)
            self.form.begin(kind, lines, self.scheme, self._decider, level)
            self.table.scrollTo(self.table.currentIndex())

    def _saved(self, done: tuple[int, int]) -> None:
        written, skipped = done
        self._show_form(shown=False)
        self.table.setFocus()
        words = tr("Đã ghi {count} dòng.", count=written)
        if skipped:
            words += " " + tr("{count} dòng không có mức để theo nên chưa ghi.", count=skipped)
        self.context.say(words)
        self.context.data_changed.emit()

    def _go_to(self, row: int) -> None:
        self.table.select(row)
        self.table.setFocus()

    def history(self) -> None:
        """Show every proposal, decision and annulment of the line in hand."""
        row = self.model.row(self.table.currentIndex())
        if row is not None:
            self.page.run(
                lambda office: office.decisions.rulings(row.line.id),
                partial(self._show_history, row),
                self.page.show_problem,
            )

    def _show_history(self, row: DecisionLine, found: list[Ruling]) -> None:
        RulingsDialog(decision_columns.name(row), found, lambda: self.scheme, self.page).open()


def _is_rated(row: DecisionLine) -> bool:
    return row.line.exclusion is Exclusion.NONE


def _may_annul(row: DecisionLine) -> bool:
    return bool(row.line.decided_level) and row.line.stage is Stage.DECIDED
