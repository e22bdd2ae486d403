"""How schemes and their values read in the dialog: columns, the name of a scheme, what a file would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.texts import tr
from ui import theme
from ui.widgets.record_table import Column

if TYPE_CHECKING:
    from desktop_app.services.schemes import Preview, SchemeView, ValueView

_MOST_CHANGES = 40
"""Lines of what a file changes; the rest is counted."""


def status(value: ValueView) -> str:
    """Return in words how far a value can be relied on."""
    if value.line.own:
        return tr("Đơn vị đã xác nhận") if value.line.value == value.line.default else tr("Đơn vị đã sửa")
    return tr("Đã đối chiếu") if value.line.verified else tr("Chưa đối chiếu")


def _icon(value: ValueView) -> tuple[str, str]:
    colors = theme.colors()
    if value.line.own and value.line.value != value.line.default:
        return "edit", colors.primary
    return ("done", colors.ok) if value.line.verified else ("warning", colors.warning)


def columns() -> list[Column[ValueView]]:
    """Return the columns of the table of values."""
    return [
        Column(tr("Thuộc"), lambda value: value.heading, 200, tip=lambda value: value.about or value.heading),
        Column(tr("Nội dung"), lambda value: value.title),
        Column(tr("Giá trị"), lambda value: value.shown, 230),
        Column(tr("Trạng thái"), status, 186, icon=_icon),
    ]


def _years(view: SchemeView) -> str:
    first, last = view.scheme.first_year, view.scheme.last_year
    if last is None:
        return tr("từ năm {first}", first=first)
    return tr("năm {first}", first=first) if first == last else tr("năm {first}–{last}", first=first, last=last)


def named(view: SchemeView) -> str:
    """Return how a scheme is called where one is chosen: its years, its name, whose file it is."""
    kind = f" · {tr('tệp của đơn vị')}" if view.adopted else ""
    return f"{_years(view)} · {view.scheme.name}{kind}"


def about(view: SchemeView) -> tuple[list[str], list[str]]:
    """Return the documents of a scheme and its note; and what has to be known: not seen in full, not adding up."""
    documents = [tr("Văn bản: {source}", source="; ".join(str(source) for source in view.scheme.sources))]
    warnings = [tr("Lưu ý: {sentence}", sentence=words) for words in view.sums]
    if not view.scheme.verified:
        warnings.insert(
            0, tr("Chưa đối chiếu với toàn văn: mục ghi “Chưa đối chiếu” là mặc định; sửa hoặc lưu lại để xác nhận.")
        )
    return [*documents, *([view.scheme.note] if view.scheme.note else [])], warnings


def asked(preview: Preview) -> str:
    """Return the question before a file is taken in."""
    name = preview.scheme.name
    if not preview.replaces:
        return tr("Nhận quy định mới “{name}”, dùng từ năm {year}?", name=name, year=preview.scheme.first_year)
    return tr(
        "Thay quy định “{name}” đang có? {count} chỗ khác, {campaigns} đợt kiểm điểm đang dùng.",
        name=name,
        count=len(preview.differences),
        campaigns=preview.campaigns,
    )


def changes(preview: Preview) -> str:
    """Return what a file changes, a line each; nothing for a new scheme."""
    if not preview.replaces:
        return ""
    shown = [f"{one.path}: {one.before or '–'} → {one.after or '–'}" for one in preview.differences[:_MOST_CHANGES]]
    more = len(preview.differences) - len(shown)
    return "\n".join([*shown, tr("… và {count} chỗ khác", count=more)] if more else shown)
