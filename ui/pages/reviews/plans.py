"""Kế hoạch khắc phục hạn chế, khuyết điểm: above who has to have a plan, below its items with what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.evaluation_records import RemedyState
from db.rating_records import RemedyLine
from desktop_app.rules.percentages import format_number
from desktop_app.rules.scheme import Scheme
from desktop_app.services.remedies import PlanView
from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.pages.base import shorten
from ui.pages.panel import Panel
from ui.pages.reviews import plan_columns
from ui.pages.reviews.plan_acts import PlanActs
from ui.pages.reviews.remedy_form import RemedyForm
from ui.pages.tabs import TabsPage
from ui.widgets.choice import Choice
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools, Report, paged
from ui.widgets.more_bar import MoreBar
from ui.widgets.plain import plain_label
from ui.widgets.record_table import RecordModel, RecordTable

if TYPE_CHECKING:
    from db.problems import ProblemError
    from desktop_app.office import Office

AT_ONCE = 200
_WHO: dict[str, tuple[bool | None, bool]] = {
    "all": (None, False),
    "missing": (None, True),
    "collective": (True, False),
    "member": (False, False),
}
"""Whose plans are shown: of collectives or members, and whether only those missing."""
_KEYS = (RemedyState.OPEN, RemedyState.DOING, RemedyState.DONE, RemedyState.DROPPED)


@dataclass(frozen=True)
class Found:
    """What the panel shows at once."""

    scheme: Scheme | None
    plans: tuple[PlanView, ...]
    total: int
    missing: int


class PlansPanel(Panel):
    """Enter on who has to have a plan begins an item; figures write how far an item is."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.scheme: Scheme | None = None
        self.acts = PlanActs(self)
        self._total = 0
        self._wanted = ""
        """The evaluation to be in hand once the list was read."""
        self.who: Choice[str] = Choice(
            [
                ("all", tr("Bắt buộc hoặc đã có")),
                ("missing", tr("Bắt buộc mà chưa có")),
                ("collective", tr("Tập thể")),
                ("member", tr("Đảng viên")),
            ]
        )
        self.which: Choice[str] = Choice(
            [
                ("owner", tr("Của dòng ở trên")),
                ("open", tr("Mọi mục chưa xong")),
                ("all", tr("Mọi mục")),
            ]
        )
        self.which.setAccessibleName(tr("Các mục nào"))
        self.plan_model: RecordModel[PlanView] = RecordModel(plan_columns.plan_columns(lambda: self.scheme))
        self.plans = RecordTable(self.plan_model, tr("Ai phải có kế hoạch khắc phục"))
        self.item_model: RecordModel[RemedyLine] = RecordModel(plan_columns.item_columns())
        self.items = RecordTable(self.item_model, tr("Các mục khắc phục"))
        self.form = RemedyForm(self.context)
        self.summary = WrappingLabel(role="heading")
        self.heading = WrappingLabel(role="heading")
        self.more = MoreBar()
        self.buttons = {
            "add": self._button(tr("Thêm (Ctrl+N)"), "add", self.add),
            "edit": self._button(tr("Sửa (Ctrl+E)"), "edit", self.edit),
            "remove": self._button(tr("Xóa…"), "delete", self.acts.remove),
        }
        self._lay_out()
        self._connect()

    def _button(self, words: str, picture: str, work: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        on_button(button, picture)
        button.clicked.connect(lambda _checked=False: work())
        return button

    def _lay_out(self) -> None:
        above, below = QWidget(), QWidget()
        self.above = above
        self.plan_tools = ListTools(
            self.page,
            self.plans,
            Listed[PlanView]("reviews-plans", self._plan_title, fetch=self._fetch_plans),
            scope=above,
        )
        self.item_tools = ListTools(
            self.page,
            self.items,
            Listed[RemedyLine]("reviews-remedies", self._item_title),
            scope=below,
            words=tr("In &các mục"),
        )
        self.item_tools.add_paper(tr("Bản &kế hoạch khắc phục của dòng ở trên…"), self.acts.print_plan)
        for place, heading, label, choice, tools, table in (
            (above, self.summary, tr("&Hiện"), self.who, (self.plan_tools,), self.plans),
            (below, self.heading, "", self.which, (*self.buttons.values(), self.item_tools), self.items),
        ):
            column = QVBoxLayout(place)
            column.setContentsMargins(0, 0, 0, 0)
            row = QHBoxLayout()
            row.setSpacing(theme.px(8))
            row.addWidget(heading, 1)
            if label:
                words = plain_label(label)
                words.setBuddy(choice)
                row.addWidget(words)
            row.addWidget(choice)
            for button in tools:
                row.addWidget(button)
            if theme.is_large():
                shorten(row)
            column.addLayout(row)
            column.addWidget(table, 1)
        above.layout().addWidget(self.more)  # type: ignore[union-attr]  # just laid out
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(above)
        split.addWidget(below)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        self.column.addWidget(split, 1)
        self.column.addWidget(self.form)

    def _connect(self) -> None:
        self.who.currentIndexChanged.connect(lambda _place: self.refresh())
        self.which.currentIndexChanged.connect(lambda _place: self._read_items())
        self.plans.selectionModel().currentRowChanged.connect(lambda *_: self._read_items())
        self.plans.opened.connect(lambda _row: self.add())
        self.items.opened.connect(lambda _row: self.edit())
        self.items.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.escape)
        self.more.wanted.connect(self._read_on)
        for keys, work, where in (
            ("Ctrl+N", self.add, self),
            ("Ctrl+E", self.edit, self),
            ("Del", self.acts.remove, self.items),
            *((str(number), partial(self.acts.set_state, state), self.items) for number, state in enumerate(_KEYS, 1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), where)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Kế hoạch khắc phục: bảng trên nêu ai bắt buộc phải có kế hoạch theo quy định của năm (theo mức xếp loại, "
            "hoặc được gợi ý kiểm điểm), và ai đã có. Enter hoặc Ctrl+N thêm một mục. Bảng dưới là các mục, kể cả mục "
            "của đợt trước còn theo dõi: bấm 1 chưa khắc phục, 2 đang khắc phục, 3 đã khắc phục, 4 thôi theo dõi (ghi "
            "lý do); Enter sửa, Delete xóa mục chưa làm gì. Kết quả được đưa vào bản kiểm điểm năm sau."
        )

    def asked(self, **args: object) -> None:
        """Take whose plan is to be in hand: ``evaluation_id``."""
        self._wanted = str(args.get("evaluation_id") or "")
        if self._wanted:
            self.who.set_value("all")
            self.which.set_value("owner")

    def focus_first(self) -> None:
        """Put the cursor into the plans."""
        self.plans.setFocus()

    def may_leave(self) -> bool:
        """Ask when an item was typed and not saved."""
        if self.form.changed and not self.context.questions.discard_changes():
            return False
        self._show_form(shown=False)
        return True

    def _show_form(self, *, shown: bool) -> None:
        self.form.setVisible(shown)
        # With large text a small screen has no room for three things.
        self.above.setVisible(not shown or not theme.is_large())

    def save(self) -> None:
        """Keep the item being typed."""
        self.form.save()

    def escape(self) -> bool:
        """Close the form, asking when something was typed; then go back to all cells."""
        if self.form.isVisible():
            if self.may_leave():
                self.items.setFocus()
            return True
        if self.cell_id is not None:
            self.context.set_cell(None)
            return True
        return False

    # --- reading ---

    def _plan_title(self) -> str:
        words = tr("Kế hoạch khắc phục sau kiểm điểm năm {year}", year=self.year)
        return f"{words} – {self.where}" if self.where else words

    def _item_title(self) -> str:
        return self.heading.text()

    def _plans_asked(self) -> Callable[[Office, int, int], tuple[list[PlanView], int]]:
        year, cell_id = self.year, self.cell_id
        collective, missing = _WHO[self.who.value()]

        def ask(office: Office, offset: int, limit: int) -> tuple[list[PlanView], int]:
            return office.remedies.plans(
                year, cell_id=cell_id, collective=collective, missing=missing, offset=offset, limit=limit
            )

        return ask

    def refresh(self) -> None:
        """Read who has to have a plan again, then the items."""
        ask, year, cell_id, limit = (
            self._plans_asked(),
            self.year,
            self.cell_id,
            max(AT_ONCE, len(self.plan_model.rows)),
        )

        def read(office: Office) -> Found:
            plans, total = ask(office, 0, limit)
            missing = office.remedies.plans(year, cell_id=cell_id, missing=True, limit=1)[1]
            return Found(office.remedies.scheme(year), tuple(plans), total, missing)

        self.read(read, self._show, tr("Đang đọc kế hoạch khắc phục…"))

    def _show(self, found: Found) -> None:
        before = self.plan
        wanted = self._wanted or (before.line.evaluation_id if before is not None else "")
        self._wanted = ""
        self.scheme, self._total = found.scheme, found.total
        self.plans.leave_out(plan_columns.CELL, out=self.cell_id is not None)
        self.plan_model.set_rows(found.plans)
        ids = [view.line.evaluation_id for view in found.plans]
        self.plans.select(ids.index(wanted) if wanted in ids else 0)
        self.more.show_share(len(found.plans), found.total, more=len(found.plans) < found.total)
        if found.missing:
            self.summary.setText(tr("{count} nơi bắt buộc mà chưa có kế hoạch", count=format_number(found.missing)))
        else:
            self.summary.setText(tr("Không ai thiếu kế hoạch bắt buộc"))
        self._read_items()

    def _read_on(self) -> None:
        ask, offset = self._plans_asked(), self.plan_model.rowCount()
        self.read(lambda office: ask(office, offset, AT_ONCE), self._add_plans, tr("Đang đọc tiếp…"))

    def _add_plans(self, found: tuple[list[PlanView], int]) -> None:
        plans, self._total = found
        place = self.plans.currentIndex().row()
        self.plan_model.set_rows([*(row for row in self.plan_model.rows if row is not None), *plans])
        self.plans.select(max(0, place))
        shown = self.plan_model.rowCount()
        self.more.show_share(shown, self._total, more=shown < self._total)

    def _fetch_plans(self) -> Callable[[Office, Report], Sequence[PlanView]]:
        ask = self._plans_asked()
        return lambda office, report: paged(partial(ask, office), report)

    def _read_items(self) -> None:
        year, cell_id, which, plan = self.year, self.cell_id, self.which.value(), self.plan
        owner = which == "owner" and plan is not None
        unit = plan.line.organization_id if owner and plan is not None else cell_id
        member = plan.line.member_id if owner and plan is not None else None
        collective = None if not owner else member is None

        def read(office: Office) -> list[RemedyLine]:
            found, _ = office.remedies.lines(
                year, cell_id=unit, member_id=member, collective=collective, open_only=which == "open", limit=1_000
            )
            return found

        self.page.run(read, partial(self._show_items, (year, unit, member, which)))

    def _show_items(self, asked: tuple[int, str | None, str | None, str], rows: list[RemedyLine]) -> None:
        year, unit, member, which = asked
        plan = self.plan
        owner = which == "owner" and plan is not None
        expected = (plan.line.organization_id, plan.line.member_id) if owner and plan else (self.cell_id, None)
        if (year, which) != (self.year, self.which.value()) or (unit, member) != expected:
            return
        place = max(0, self.items.currentIndex().row())
        self.items.leave_out(plan_columns.WHOSE, out=owner)
        self.item_model.set_rows(rows)
        self.items.select(min(place, max(0, len(rows) - 1)))
        if owner and plan is not None:
            self.heading.setText(tr("Các mục của {name}", name=plan.line.name))
        else:
            self.heading.setText(tr("Các mục khắc phục") + (f" – {self.where}" if self.where else ""))
        self._allow()

    # --- what is in hand ---

    @property
    def plan(self) -> PlanView | None:
        """The plan in hand."""
        return self.plan_model.row(self.plans.currentIndex())

    @property
    def item(self) -> RemedyLine | None:
        """The item in hand."""
        return self.item_model.row(self.items.currentIndex())

    def _allow(self) -> None:
        self.buttons["add"].setEnabled(self.plan is not None or self.cell_id is not None)
        for name in ("edit", "remove"):
            self.buttons[name].setEnabled(self.item is not None)

    def add(self) -> None:
        """Ask for a new item of the plan in hand, else of the cell at the top of the window."""
        plan = self.plan
        if not self.buttons["add"].isEnabled() or not self.may_leave():
            return
        self._show_form(shown=True)
        if plan is not None:
            line = plan.line
            member = (line.member_id, line.name) if line.member_id else None
            unit = (line.organization_id, line.organization_name)
            self.form.begin(self.year, unit, member=member, evaluation_id=line.evaluation_id)
        elif self.cell_id is not None:
            self.form.begin(self.year, (self.cell_id, self.where))

    def edit(self) -> None:
        """Ask for a change of the item in hand."""
        line = self.item
        if line is not None and self.may_leave():
            self._show_form(shown=True)
            kept = line.remedy
            member = (kept.member_id, line.name) if kept.member_id else None
            self.form.begin(kept.year, (kept.organization_id, line.organization_name), member=member, line=line)
            self.items.scrollTo(self.items.currentIndex())

    def _saved(self, _kept: object) -> None:
        self._show_form(shown=False)
        self.items.setFocus()
        self.written(tr("Đã lưu mục khắc phục."))

    def written(self, words: str) -> None:
        """Say what was written, and let whoever shows it read again."""
        self.context.say(words)
        self.context.data_changed.emit()

    def refused(self, problem: ProblemError) -> None:
        """Show why nothing was written."""
        self.page.show_refused(problem)
