"""Tập thể: cells, grassroots organisations and committees of a review, from what they registered to their plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from db.evaluation_records import Campaign, CampaignState, EvaluationContent, RulingKind, Stage
from desktop_app.rules.rating import Judged
from desktop_app.rules.scheme import Scheme
from desktop_app.services.collectives import CollectiveLine, Collectives, Standards
from desktop_app.services.self_reviews import OpenReview
from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.pages.base import shorten
from ui.pages.panel import Panel
from ui.pages.reviews import collective_columns, decision_columns
from ui.pages.reviews.form import ReviewForm
from ui.pages.reviews.papers import show_form
from ui.pages.reviews.ruling_form import RulingForm
from ui.pages.reviews.votes import NoCampaign
from ui.pages.tabs import TabsPage
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.record_table import RecordModel, RecordTable


class CollectivesPanel(Panel):
    """Enter opens the report of self-review; below stands what the level asks for, held against the year."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.campaign: Campaign | None = None
        self.scheme: Scheme | None = None
        self._decider = ""
        self._standards_of = ""
        self.model: RecordModel[CollectiveLine] = RecordModel(collective_columns.columns(lambda: self.scheme))
        self.table = RecordTable(self.model, tr("Các tập thể của đợt kiểm điểm"))
        self.judged: RecordModel[Judged] = RecordModel(collective_columns.judged_columns())
        self.conditions = RecordTable(self.judged, tr("Điều kiện của mức"))
        self.words = WrappingLabel()
        self.summary = WrappingLabel(role="heading")
        self.ruling = RulingForm(self.context)
        self.form = ReviewForm(page)
        self.nothing = NoCampaign(page)
        self.buttons = {
            "open": self._button(tr("Mở &báo cáo"), "edit", self.open_form),
            "propose": self._button(tr("Đề &xuất… (Ctrl+E)"), "", partial(self.rule, RulingKind.PROPOSAL)),
            "decide": self._button(tr("Qu&yết định… (Ctrl+D)"), "done", partial(self.rule, RulingKind.DECISION)),
            "registration": self._button(tr("Đăng &ký…"), "", self.go_to_registrations),
            "plan": self._button(tr("K&hắc phục… (F8)"), "", self.go_to_plan),
        }
        self._lay_out()
        self._connect()

    def _button(self, words: str, picture: str, work: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        if picture:
            on_button(button, picture)
        button.clicked.connect(lambda _checked=False: work())
        return button

    def _lay_out(self) -> None:
        listed: Listed[CollectiveLine] = Listed("reviews-collectives", self._title, note=lambda: self.where)
        self.list_tools = ListTools(self.page, self.table, listed, scope=self.table)
        self.condition_tools = ListTools(
            self.page,
            self.conditions,
            Listed[Judged]("reviews-conditions", self._condition_title),
            scope=self.conditions,
            words=tr("In điều kiệ&n"),
        )
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addStretch(1)
        for button in (*self.buttons.values(), self.list_tools):
            head.addWidget(button)
        if theme.is_large():
            shorten(head)
        self.below = QWidget()
        column = QVBoxLayout(self.below)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.condition_tools)
        column.addLayout(row)
        column.addWidget(self.conditions, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self.board = QWidget()
        column = QVBoxLayout(self.board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.summary)
        column.addLayout(head)
        column.addWidget(split, 1)
        column.addWidget(self.ruling)
        self.stack = QStackedWidget()
        for widget in (self.nothing, self.board, self.form):
            self.stack.addWidget(widget)
        self.column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.table.opened.connect(lambda _row: self.open_form())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._read_standards())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.ruling.saved.connect(self._ruled)
        self.ruling.closed.connect(self.escape)
        self.form.closed.connect(self.close_form)
        self.form.saved.connect(lambda _kept: self.context.data_changed.emit())
        self.form.next_wanted.connect(self.open_next)
        printing = QShortcut(QKeySequence("Ctrl+P"), self.form)
        printing.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        printing.activated.connect(self.print_form)
        for keys, work in (
            ("Ctrl+E", partial(self.rule, RulingKind.PROPOSAL)),
            ("Ctrl+D", partial(self.rule, RulingKind.DECISION)),
            ("F7", self.open_next),
            ("F8", self.go_to_plan),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Tập thể: mỗi chi bộ, tổ chức cơ sở đảng, cấp ủy một dòng: mức đã đăng ký đầu năm, tự nhận, đề xuất, quyết "
            "định, đạt hay không đạt mức đã đăng ký, kế hoạch khắc phục bắt buộc đã có chưa. Enter mở báo cáo kiểm "
            "điểm tập thể; Ctrl+E đề xuất, Ctrl+D quyết định; F8 sang kế hoạch khắc phục của dòng đang chọn. Bảng dưới "
            "là điều kiện của mức đang xếp, đối chiếu với số liệu cả năm."
        )

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        shown = self.stack.currentWidget()
        if shown is self.nothing:
            self.nothing.button.setFocus()
        elif shown is self.form:
            self.form.focus_first()
        else:
            self.table.setFocus()

    def may_leave(self) -> bool:
        """Keep what is typed of a report as a draft; ask when a ruling would be lost."""
        if self.stack.currentWidget() is self.form:
            self.form.leave()
            return True
        if self.ruling.changed and not self.context.questions.discard_changes():
            return False
        self._show_ruling(shown=False)
        return True

    def _show_ruling(self, *, shown: bool) -> None:
        self.ruling.setVisible(shown)
        # With large text a small screen has no room for three things.
        self.below.setVisible(not shown or not theme.is_large())

    def save(self) -> None:
        """Keep what is being typed."""
        if self.stack.currentWidget() is self.form:
            self.form.save()
        else:
            self.ruling.save()

    def escape(self) -> bool:
        """Close the report or the ruling; then go back to all cells."""
        if self.stack.currentWidget() is self.form:
            self.close_form()
            return True
        if self.ruling.isVisible():
            if self.may_leave():
                self.table.setFocus()
            return True
        if self.cell_id is not None:
            self.context.set_cell(None)
            return True
        return False

    # --- reading ---

    def _title(self) -> str:
        words = tr("Kiểm điểm, xếp loại tập thể năm {year}", year=self.year)
        return f"{words} – {self.where}" if self.where else words

    def refresh(self) -> None:
        """Read the collectives again."""
        year, cell_id = self.year, self.cell_id
        self.read(lambda office: office.collectives.of_year(year, cell_id), self._show, tr("Đang đọc các tập thể…"))

    def _show(self, found: Collectives) -> None:
        self.campaign, self.scheme, self._decider = found.campaign, found.scheme, found.decider
        if found.campaign is None:
            self.nothing.tell(self.year)
            self.turn_to(self.stack, self.nothing)
            return
        if self.stack.currentWidget() is not self.form:
            self.turn_to(self.stack, self.board)
        place = max(0, self.table.currentIndex().row())
        self._standards_of = ""
        self.model.set_rows(found.lines)
        self.table.select(min(place, max(0, len(found.lines) - 1)))
        self.summary.setText(self._summary(found))
        self._allow()

    def _summary(self, found: Collectives) -> str:
        lines = found.lines
        assert found.campaign is not None
        parts = [
            tr("{count} tập thể", count=len(lines)),
            tr("{count} đã quyết định", count=sum(one.decision.line.stage is Stage.DECIDED for one in lines)),
        ]
        missed = sum(one.reached is False for one in lines)
        if missed:
            parts.append(tr("{count} không đạt mức đăng ký", count=missed))
        missing = sum(one.plan is not None and one.plan.missing for one in lines)
        if missing:
            parts.append(tr("{count} thiếu kế hoạch khắc phục", count=missing))
        if found.campaign.state is CampaignState.CLOSED:
            parts.append(tr("đợt đã khóa"))
        return " · ".join(parts)

    def _read_standards(self) -> None:
        line = self.line
        if line is None or line.decision.line.id == self._standards_of:
            return
        evaluation_id = self._standards_of = line.decision.line.id
        self.page.run(
            lambda office: office.collectives.standards(evaluation_id), partial(self._show_standards, evaluation_id)
        )

    def _show_standards(self, evaluation_id: str, found: Standards) -> None:
        line = self.line
        if line is None or line.decision.line.id != evaluation_id:
            return
        self.judged.set_rows(found.conditions)
        level = found.level
        if level is None:
            self.words.setText(tr("Chưa có mức và chưa đủ số liệu để nêu điều kiện."))
            return
        parts = [f"{decision_columns.name(line.decision)}: {level.name}."]
        if level.criteria:
            parts.append(level.criteria)
        if found.reachable is not None and found.reachable is not level:
            parts.append(
                tr("Theo số liệu đã ghi, mức cao nhất chưa vướng điều kiện: {level}.", level=found.reachable.short)
            )
        if not level.verified:
            parts.append(tr("(chưa đối chiếu)"))
        self.words.setText(" ".join(parts))

    def _condition_title(self) -> str:
        line = self.line
        whose = decision_columns.name(line.decision) if line is not None else ""
        return tr("Điều kiện xếp loại năm {year} – {name}", year=self.year, name=whose)

    # --- acting ---

    @property
    def line(self) -> CollectiveLine | None:
        """The collective in hand."""
        return self.model.row(self.table.currentIndex())

    @property
    def in_form(self) -> bool:
        """Whether a report is in sight."""
        return self.stack.currentWidget() is self.form

    @property
    def review_in_hand(self) -> str:
        """The evaluation papers are printed of."""
        if self.in_form:
            return self.form.review.evaluation.id if self.form.review is not None else ""
        return self.line.decision.line.id if self.line is not None else ""

    @property
    def content_in_hand(self) -> EvaluationContent | None:
        """What stands in the report in sight, kept or not."""
        return self.form.collect() if self.in_form and self.form.review is not None else None

    def print_form(self) -> None:
        """Show the report in sight as it will be printed."""
        if self.in_form and self.review_in_hand:
            show_form(self.page, self.review_in_hand, "complete", self.content_in_hand)

    def _chosen(self) -> list[CollectiveLine]:
        rows = (self.model.row(place) for place in self.table.selected_rows())
        return [row for row in rows if row is not None]

    def _allow(self) -> None:
        chosen = bool(self._chosen())
        is_open = self.campaign is not None and self.campaign.state is CampaignState.OPEN
        self.buttons["open"].setEnabled(chosen)
        self.buttons["plan"].setEnabled(chosen)
        for name in ("propose", "decide"):
            self.buttons[name].setEnabled(is_open and chosen)

    def open_form(self) -> None:
        """Open the report of self-review of the collective in hand."""
        line = self.line
        if line is not None:
            evaluation_id = line.decision.line.id
            self.form.leave()
            self.page.run(
                lambda office: office.self_reviews.open(evaluation_id), self._show_form, self.page.show_problem
            )

    def _show_form(self, review: OpenReview) -> None:
        self.form.begin(review)
        self.stack.setCurrentWidget(self.form)
        self.form.focus_first()

    def open_next(self) -> None:
        """Open the report of the collective after the one in hand."""
        if self.stack.currentWidget() is not self.form:
            return
        place = self.table.currentIndex().row() + 1
        if self.model.row(place) is None:
            self.context.say(tr("Đã tới tập thể cuối danh sách."))
            return
        self.table.select(place)
        self.open_form()

    def close_form(self) -> None:
        """Go back to the list; what was typed is kept as a draft."""
        self.form.leave()
        self.stack.setCurrentWidget(self.board)
        self.refresh()
        self.table.setFocus()

    def rule(self, kind: RulingKind) -> None:
        """Ask for the ruling on the collectives chosen."""
        name = "propose" if kind is RulingKind.PROPOSAL else "decide"
        lines = [one.decision.line for one in self._chosen()]
        if self.scheme is not None and lines and self.buttons[name].isEnabled():
            self._show_ruling(shown=True)
            self.ruling.begin(kind, lines, self.scheme, self._decider)
            self.table.scrollTo(self.table.currentIndex())

    def _ruled(self, done: tuple[int, int]) -> None:
        self._show_ruling(shown=False)
        self.table.setFocus()
        self.context.say(tr("Đã ghi {count} dòng.", count=done[0]))
        self.context.data_changed.emit()

    def go_to_registrations(self) -> None:
        """Show what was registered at the start of the year."""
        self.page.show_tab("registrations")

    def go_to_plan(self) -> None:
        """Show the plan of the collective in hand."""
        line = self.line
        if line is not None and self.buttons["plan"].isEnabled():
            self.page.show_tab("plans", evaluation_id=line.decision.line.id)
