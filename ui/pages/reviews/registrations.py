"""Đăng ký đầu năm: what collectives and members set out to reach, typed by one key, beside what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton

from db.evaluation_records import Subject
from desktop_app.rules.dates import format_day
from desktop_app.rules.percentages import format_number
from desktop_app.rules.scheme import Level, Scheme
from desktop_app.services.registrations import Compared, RegistrationView
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.pages.base import shorten
from ui.pages.panel import Panel
from ui.pages.reviews.registration_form import RegistrationForm, entered
from ui.pages.tabs import TabsPage
from ui.widgets.choice import Choice
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools, Report, paged
from ui.widgets.more_bar import MoreBar
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from db.problems import ProblemError
    from desktop_app.office import Office

AT_ONCE = 200
_CELL = 1
_WHO = {"collective": None, "member": None, "registered": True, "unregistered": False}
"""What of the list is shown, with whether those shown have registered."""


@dataclass(frozen=True)
class Found:
    """What the panel shows at once."""

    scheme: Scheme | None
    views: tuple[RegistrationView, ...]
    total: int
    compared: tuple[Compared, ...]


class RegistrationsPanel(Panel):
    """A figure registers a level for the lines chosen, Enter asks for everything."""

    def __init__(self, page: TabsPage) -> None:
        super().__init__(page)
        self.scheme: Scheme | None = None
        self._total = 0
        self.who: Choice[str] = Choice(
            [
                ("collective", tr("Tập thể")),
                ("member", tr("Đảng viên")),
                ("registered", tr("Đảng viên đã đăng ký")),
                ("unregistered", tr("Đảng viên chưa đăng ký")),
            ]
        )
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Tìm tên (Ctrl+F)"))
        self.search.setAccessibleName(tr("Tìm tên"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(theme.px(220))
        self.model: RecordModel[RegistrationView] = RecordModel(self._columns())
        self.table = RecordTable(self.model, tr("Đăng ký danh hiệu, mức phấn đấu trong năm"))
        self.summary = WrappingLabel(role="heading")
        self.keys = WrappingLabel(role="hint")
        self.form = RegistrationForm(self.context)
        self.more = MoreBar()
        self.edit_button = QPushButton(tr("&Ghi đăng ký… (Ctrl+E)"))
        on_button(self.edit_button, "edit")
        self.copy_button = QPushButton(tr("&Chép từ năm trước…"))
        on_button(self.copy_button, "copy")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        listed: Listed[RegistrationView] = Listed(
            "reviews-registrations", self._title, fetch=self._fetch, totals=self.summary.text
        )
        self.list_tools = ListTools(self.page, self.table, listed, scope=self)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        label = plain_label(tr("&Hiện"))
        label.setBuddy(self.who)
        for widget in (label, self.who, self.search):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.edit_button, self.copy_button, self.list_tools):
            head.addWidget(button)
        if theme.is_large():
            shorten(head)
        self.column.addWidget(self.summary)
        self.column.addLayout(head)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.more)
        self.column.addWidget(self.keys)
        self.column.addWidget(self.form)

    def _connect(self) -> None:
        self.who.currentIndexChanged.connect(lambda _place: self.refresh())
        self.search.returnPressed.connect(self.refresh)
        self.search.textChanged.connect(lambda text: None if text else self.refresh())
        self.table.opened.connect(lambda _row: self.edit())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.edit_button.clicked.connect(lambda _checked=False: self.edit())
        self.copy_button.clicked.connect(lambda _checked=False: self.copy())
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self.escape)
        self.more.wanted.connect(self._read_on)
        for keys, work, place in (
            ("Ctrl+E", self.edit, self),
            ("Ctrl+F", partial(self.search.setFocus, Qt.FocusReason.ShortcutFocusReason), self),
            ("Del", partial(self._set_level, -1), self.table),
            *((str(number), partial(self._set_level, number - 1), self.table) for number in range(1, 10)),
        ):
            shortcut = QShortcut(QKeySequence(keys), place)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Đăng ký đầu năm: mỗi tập thể, mỗi đảng viên một dòng. Chọn một hay nhiều dòng (Shift+mũi tên, Ctrl+A) rồi "
            "bấm 1, 2, 3, 4 để ghi mức đăng ký theo quy định của năm, Delete để bỏ; Enter hoặc Ctrl+E ghi cả danh hiệu "
            "thi đua, ngày, ghi chú. Khi đã có quyết định xếp loại, cột cuối cho biết đạt hay không đạt mức đã đăng "
            "ký. Chép từ năm trước chỉ chép mức còn cùng tên trong quy định mới."
        )

    def focus_first(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def may_leave(self) -> bool:
        """Ask when a registration was typed and not saved."""
        if self.form.changed and not self.context.questions.discard_changes():
            return False
        self.form.hide()
        return True

    def save(self) -> None:
        """Keep the registration being typed."""
        self.form.save()

    def escape(self) -> bool:
        """Close the form, then the search, then go back to all cells."""
        if self.form.isVisible():
            if self.may_leave():
                self.table.setFocus()
            return True
        if self.search.text():
            self.search.clear()
            return True
        if self.cell_id is not None:
            self.context.set_cell(None)
            return True
        return False

    # --- reading ---

    def _title(self) -> str:
        words = tr("Đăng ký danh hiệu, mức phấn đấu năm {year}", year=self.year)
        return f"{words} – {self.where}" if self.where else words

    @property
    def _of_collectives(self) -> bool:
        return self.who.value() == "collective"

    def _question(self) -> Callable[[Office, int, int], tuple[list[RegistrationView], int]]:
        year, cell_id, text, registered = self.year, self.cell_id, self.search.text(), _WHO[self.who.value()]
        if self._of_collectives:

            def collectives(office: Office, _offset: int, _limit: int) -> tuple[list[RegistrationView], int]:
                found = office.registrations.collectives(year, cell_id=cell_id, text=text)
                return found, len(found)

            return collectives

        def people(office: Office, offset: int, limit: int) -> tuple[list[RegistrationView], int]:
            return office.registrations.people(
                year, cell_id=cell_id, text=text, registered=registered, offset=offset, limit=limit
            )

        return people

    def refresh(self) -> None:
        """Read the list again."""
        ask, year, limit = self._question(), self.year, max(AT_ONCE, self.model.rowCount())

        def read(office: Office) -> Found:
            views, total = ask(office, 0, limit)
            compared = tuple(office.registrations.compare(year))
            return Found(office.registrations.scheme(year), tuple(views), total, compared)

        self.read(read, self._show, tr("Đang đọc đăng ký…"))

    def _show(self, found: Found) -> None:
        place = max(0, self.table.currentIndex().row())
        self.scheme, self._total = found.scheme, found.total
        self.model.set_rows(found.views)
        self.table.leave_out(_CELL, out=self._of_collectives or self.cell_id is not None)
        self.table.select(min(place, max(0, len(found.views) - 1)))
        self.more.show_share(len(found.views), found.total, more=len(found.views) < found.total)
        self.summary.setText(self._summary(found.compared))
        self.keys.setText(self._key_words())
        self._allow()

    def _read_on(self) -> None:
        ask, offset = self._question(), self.model.rowCount()
        self.read(lambda office: ask(office, offset, AT_ONCE), self._add, tr("Đang đọc tiếp…"))

    def _add(self, found: tuple[list[RegistrationView], int]) -> None:
        views, self._total = found
        place = self.table.currentIndex().row()
        self.model.set_rows([*(row for row in self.model.rows if row is not None), *views])
        self.table.select(max(0, place))
        shown = self.model.rowCount()
        self.more.show_share(shown, self._total, more=shown < self._total)

    def _fetch(self) -> Callable[[Office, Report], Sequence[RegistrationView]]:
        ask = self._question()
        return lambda office, report: paged(partial(ask, office), report)

    def _summary(self, compared: Sequence[Compared]) -> str:
        if not compared:
            return tr("Năm {year} chưa ai đăng ký mức nào.", year=self.year)
        parts = []
        for one in compared:
            words = tr(
                "{subject}: {registered} đăng ký, {reached} đạt, {missed} không đạt",
                subject=term("review_subject", one.subject.value),
                registered=format_number(one.registered),
                reached=format_number(one.reached),
                missed=format_number(one.missed),
            )
            if one.pending:
                words += ", " + tr("{count} chưa có kết quả", count=format_number(one.pending))
            parts.append(words)
        return " · ".join(parts)

    def _key_words(self) -> str:
        if self.scheme is None:
            return tr("Năm {year} chưa có quy định đánh giá nên chưa chọn được mức.", year=self.year)
        row = self.model.row(max(0, self.table.currentIndex().row()))
        subject = row.line.subject if row is not None else Subject.MEMBER
        keys = [f"{number} {level.short}" for number, level in enumerate(self._levels(subject), 1)]
        return f"{self.scheme.short}: {' · '.join(keys)} · Delete {tr('bỏ')}"

    def _levels(self, subject: Subject) -> list[Level]:
        if self.scheme is None:
            return []
        return sorted(self.scheme.levels_of(subject), key=lambda level: level.rank)

    # --- writing ---

    def _chosen(self) -> list[RegistrationView]:
        rows = (self.model.row(place) for place in self.table.selected_rows())
        return [row for row in rows if row is not None]

    def _allow(self) -> None:
        self.edit_button.setEnabled(bool(self._chosen()))
        self.keys.setText(self._key_words())

    def _set_level(self, place: int) -> None:
        chosen, year = self._chosen(), self.year
        inputs = []
        for view in chosen:
            levels = self._levels(view.line.subject)
            if place < 0:
                inputs.append(entered(year, view, level=""))
            elif place < len(levels):
                kept = view.line.registration
                on = kept.registered_on if kept else self.context.today()
                inputs.append(entered(year, view, level=levels[place].code, registered_on=on))
        if inputs:
            self.page.run(
                lambda office: office.registrations.set(inputs), lambda _count: self._written(), self._refused
            )

    def edit(self) -> None:
        """Ask for the whole registration of the lines chosen; of the first subject where they differ."""
        chosen = self._chosen()
        if chosen and self.may_leave():
            same = [view for view in chosen if view.line.subject is chosen[0].line.subject]
            self.form.begin(self.year, same, self.scheme)
            self.table.scrollTo(self.table.currentIndex())

    def copy(self) -> None:
        """Take last year's registrations over after asking."""
        year, cell_id, whose = self.year, self.cell_id, self.where or tr("tất cả chi bộ")
        if self.context.questions.confirm(
            tr("Chép đăng ký"),
            tr("Chép đăng ký năm {before} của {whose} sang năm {year}?", before=year - 1, whose=whose, year=year),
            yes=tr("&Chép"),
            no=tr("&Thôi"),
            detail=tr("Ai đã đăng ký thì không chép lại. Mức không còn cùng tên trong quy định mới thì để trống."),
        ):
            self.page.run(
                lambda office: office.registrations.copy(year - 1, year, cell_id), self._copied, self._refused
            )

    def _copied(self, count: int) -> None:
        self.context.say(tr("Đã chép {count} đăng ký.", count=count))
        self._written()

    def _saved(self, _kept: object) -> None:
        self.table.setFocus()
        self.context.say(tr("Đã ghi đăng ký."))
        self._written()

    def _written(self) -> None:
        self.context.data_changed.emit()

    def _refused(self, problem: ProblemError) -> None:
        self.page.show_refused(problem)

    # --- columns ---

    def _level(self, subject: Subject, code: str) -> str:
        level = self.scheme.level(code, subject) if self.scheme is not None and code else None
        return level.short if level is not None else code

    def _columns(self) -> list[Column[RegistrationView]]:
        def kept(view: RegistrationView, name: str) -> str:
            found = view.line.registration
            return str(getattr(found, name)) if found is not None else ""

        def on(view: RegistrationView) -> str:
            found = view.line.registration
            return format_day(found.registered_on) if found and found.registered_on else ""

        return [
            Column(tr("Tập thể, họ và tên"), name, wrap=True),
            Column(tr("Chi bộ"), lambda view: view.line.organization_name, 190, spare=True),
            Column(tr("Mức đăng ký"), lambda view: self._level(view.line.subject, kept(view, "level")), 130),
            Column(tr("Danh hiệu thi đua"), lambda view: kept(view, "title"), 200, wrap=True, spare=True),
            Column(tr("Ngày đăng ký"), on, 128, spare=True),
            Column(tr("Ghi chú"), lambda view: kept(view, "note").replace("\n", " "), 170, wrap=True, spare=True),
            Column(tr("Quyết định"), lambda view: self._level(view.line.subject, view.line.decided_level), 110),
            Column(tr("Đạt đăng ký"), reached, 140, icon=_reached_icon),
        ]


def name(view: RegistrationView) -> str:
    """Return who a line is about."""
    if view.line.subject is Subject.MEMBER:
        return view.line.name
    return f"{term('review_subject', view.line.subject.value)}: {view.line.name}"


def reached(view: RegistrationView) -> str:
    """Return in words whether what was registered was reached."""
    return reached_words(view.reached)


def reached_words(verdict: bool | None) -> str:  # noqa: FBT001 - a verdict, not an option
    """Return "đạt", "không đạt" or nothing."""
    if verdict is None:
        return ""
    return tr("Đạt") if verdict else tr("Không đạt")


def reached_icon(verdict: bool | None) -> tuple[str, str]:  # noqa: FBT001 - a verdict, not an option
    """Return the sign of a verdict."""
    c = theme.colors()
    if verdict is None:
        return "", ""
    return ("done", c.ok) if verdict else ("warning", c.warning)


def _reached_icon(view: RegistrationView) -> tuple[str, str]:
    return reached_icon(view.reached)
