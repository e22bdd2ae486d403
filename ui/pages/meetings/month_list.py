"""The meetings kept in a month as a list to print or export: the page itself shows one meeting at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from db.meeting_records import MeetingState, MeetingSummary
from desktop_app.rules.dates import format_day
from desktop_app.rules.percentages import format_percent
from desktop_app.texts import term, tr
from ui.context import month_name
from ui.widgets.list_tools import Listed, ListTools, Report
from ui.widgets.record_table import Column
from ui.widgets.words import capital

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.base import Page


def month_tools(page: Page) -> ListTools:
    """Return the button for the list of the month in hand; Ctrl+P stays with the minutes on the screen."""

    def fetch() -> Callable[[Office, Report], Sequence[MeetingSummary]]:
        period = page.context.period

        def read(office: Office, _report: Report) -> list[MeetingSummary]:
            kept = office.meetings.listed(period=period)
            return [meeting for meeting in kept if meeting.state is not MeetingState.SUPERSEDED]

        return read

    def title() -> str:
        return tr("Các buổi sinh hoạt chi bộ {month}", month=month_name(page.context.period).lower())

    listed = Listed("meetings", title, fetch=fetch)
    return ListTools(page, None, listed, columns=_columns(), keys=False, words=tr("Danh sách"))


def _columns() -> list[Column[MeetingSummary]]:
    return [
        Column(tr("Chi bộ"), lambda row: row.cell_name),
        Column(tr("Loại sinh hoạt"), lambda row: capital(term("meeting_kind", row.kind))),
        Column(tr("Ngày họp"), lambda row: format_day(row.held_on)),
        Column(tr("Số"), lambda row: str(row.number), number=True),
        Column(tr("Trạng thái"), lambda row: term("meeting_state", row.state)),
        Column(tr("Phải\ndự"), lambda row: str(row.required), number=True),
        Column(tr("Có\nmặt"), lambda row: str(row.present), number=True),
        Column(tr("Tỷ lệ"), lambda row: format_percent(row.present, row.required), number=True),
        Column(tr("Vắng có lý do"), lambda row: str(row.excused), number=True),
        Column(tr("Vắng không lý do"), lambda row: str(row.unexcused), number=True),
        Column(tr("Kết\nluận"), lambda row: str(row.conclusions), number=True),
        Column(tr("Chuyên đề"), lambda row: row.theme),
    ]
