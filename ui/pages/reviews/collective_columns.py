"""Columns of the list of collectives, and of the conditions a level asks of one."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.rules.quality import text_of
from desktop_app.rules.rating import Judged
from desktop_app.rules.scheme import Scheme
from desktop_app.services.collectives import CollectiveLine
from desktop_app.texts import term, tr
from ui import theme
from ui.pages.reviews import decision_columns
from ui.pages.reviews.plan_columns import duty
from ui.pages.reviews.registrations import reached_icon, reached_words
from ui.widgets.record_table import Column
from ui.widgets.words import capital


def columns(scheme: Callable[[], Scheme | None]) -> list[Column[CollectiveLine]]:
    """Return the columns of the list of collectives."""

    def short(code: str) -> str:
        return decision_columns.short(scheme, code)

    def level(name: str) -> Callable[[CollectiveLine], str]:
        return lambda one: short(str(getattr(one.decision.line, name)))

    def registered(one: CollectiveLine) -> str:
        kept = one.registration
        return (short(kept.level) or kept.title) if kept is not None else ""

    def decided(one: CollectiveLine) -> str:
        line = one.decision.line
        words = short(line.decided_level)
        return tr("{level}, đã hủy", level=words) if line.annulled and words else words

    return [
        Column(tr("Tập thể"), lambda one: decision_columns.name(one.decision), wrap=True),
        Column(tr("Đăng ký"), registered, 96, wrap=True, tip=_title_of),
        Column(tr("Tự nhận"), level("self_level"), 92, spare=True),
        Column(tr("Điểm"), lambda one: text_of(one.decision.line.points), 62, number=True, spare=True),
        Column(tr("Đề xuất"), level("proposed_level"), 92),
        Column(tr("Quyết định"), decided, 106),
        Column(tr("Đạt đăng ký"), lambda one: reached_words(one.reached), 126, icon=_reached_icon),
        Column(tr("Kế hoạch khắc phục"), _plan, 184, icon=_plan_icon, wrap=True),
        Column(tr("Bước"), _stage, 170, spare=True),
    ]


def _stage(one: CollectiveLine) -> str:
    return capital(term("review_stage", one.decision.line.stage.value))


def _title_of(one: CollectiveLine) -> str:
    return one.registration.title if one.registration is not None else ""


def _reached_icon(one: CollectiveLine) -> tuple[str, str]:
    return reached_icon(one.reached)


def _plan(one: CollectiveLine) -> str:
    plan = one.plan
    if plan is None:
        return ""
    if plan.line.items:
        return tr("{items} mục, xong {done}", items=plan.line.items, done=plan.line.done)
    return capital(duty(plan))


def _plan_icon(one: CollectiveLine) -> tuple[str, str]:
    c = theme.colors()
    if one.plan is None:
        return "", ""
    return ("warning", c.warning) if one.plan.missing else ("done", c.ok)


def judged_columns() -> list[Column[Judged]]:
    """Return the columns of the conditions of a level."""
    c = theme.colors()

    def met(one: Judged) -> str:
        if one.met is None:
            return tr("Chưa có số liệu")
        return tr("Đạt") if one.met else tr("Không đạt")

    def icon(one: Judged) -> tuple[str, str]:
        if one.met is None:
            return "none", c.muted
        return ("done", c.ok) if one.met else ("warning", c.warning)

    return [
        Column(tr("Điều kiện"), lambda one: one.label, wrap=True),
        Column(tr("Cần"), lambda one: one.needs, 180),
        Column(tr("Có"), lambda one: one.has, 150),
        Column(tr("Kết quả"), met, 176, icon=icon),
        Column(tr("Căn cứ"), lambda one: one.source, wrap=True, spare=True),
    ]
