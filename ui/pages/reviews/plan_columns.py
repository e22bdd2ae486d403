"""Columns of the plans of remedies: who has to have one, and their items."""

from __future__ import annotations

from collections.abc import Callable

from db.evaluation_records import RemedyState, Subject
from db.rating_records import RemedyLine
from desktop_app.rules.dates import format_day
from desktop_app.rules.scheme import Scheme
from desktop_app.services.remedies import PlanView
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.record_table import Column
from ui.widgets.words import capital

CELL, WHOSE = 1, 1
"""Places of columns that say nothing of one unit: the cell above, whose item it is below."""


def plan_columns(scheme: Callable[[], Scheme | None]) -> list[Column[PlanView]]:
    """Return the columns of who has to have a plan."""

    def level(view: PlanView) -> str:
        known = scheme()
        found = known.level(view.line.level, view.line.subject) if known is not None and view.line.level else None
        return found.short if found is not None else view.line.level

    return [
        Column(tr("Tập thể, họ và tên"), owner, wrap=True),
        Column(tr("Chi bộ"), lambda view: view.line.organization_name, 180, spare=True),
        Column(tr("Mức"), level, 110),
        Column(tr("Kế hoạch"), duty, 300, icon=_duty_icon),
        Column(tr("Số mục"), lambda view: str(view.line.items or ""), 80, number=True),
        Column(tr("Đã khắc phục"), _done, 130, number=True),
    ]


def owner(view: PlanView) -> str:
    """Return whose plan it is."""
    line = view.line
    return line.name if line.subject is Subject.MEMBER else f"{term('review_subject', line.subject.value)}: {line.name}"


def duty(view: PlanView) -> str:
    """Return in words why a plan is a duty, and whether it is there."""
    words = term("plan_duty", view.duty or "free")
    return tr("{duty}, chưa có", duty=words) if view.missing else words


def _duty_icon(view: PlanView) -> tuple[str, str]:
    c = theme.colors()
    if view.missing:
        return "warning", c.warning
    return ("done", c.ok) if view.line.items else ("none", c.muted)


def _done(view: PlanView) -> str:
    return f"{view.line.done}/{view.line.items}" if view.line.items else ""


def item_columns() -> list[Column[RemedyLine]]:
    """Return the columns of the items."""
    return [
        Column(tr("Đợt"), lambda line: str(line.remedy.year), 56),
        Column(tr("Của"), lambda line: line.name, 180, wrap=True),
        Column(tr("Hạn chế, khuyết điểm"), lambda line: _plain(line.remedy.shortcoming), wrap=True),
        Column(tr("Biện pháp"), lambda line: _plain(line.remedy.measure), wrap=True),
        Column(tr("Người phụ trách"), lambda line: line.responsible, 150, wrap=True),
        Column(tr("Thời hạn"), _due, 100),
        Column(tr("Trạng thái"), state, 170, icon=_state_icon, wrap=True),
        Column(tr("Kết quả, lý do"), lambda line: _plain(line.remedy.result), 180, wrap=True, spare=True),
    ]


def _plain(text: str) -> str:
    return text.replace("\n", " ")


def _due(line: RemedyLine) -> str:
    return format_day(line.remedy.due_on) if line.remedy.due_on is not None else ""


def state(line: RemedyLine) -> str:
    """Return in words how far an item is."""
    words = capital(term("remedy_state", line.remedy.state.value))
    if line.remedy.done_on is not None:
        return f"{words} {format_day(line.remedy.done_on)}"
    return tr("{state}, quá hạn", state=words) if line.overdue else words


def _state_icon(line: RemedyLine) -> tuple[str, str]:
    c = theme.colors()
    if line.overdue:
        return "warning", c.warning
    return {
        RemedyState.OPEN: ("none", c.muted),
        RemedyState.DOING: ("draft", c.primary),
        RemedyState.DONE: ("done", c.ok),
        RemedyState.DROPPED: ("close", c.muted),
    }[line.remedy.state]
