"""What the head of the board says of a campaign: how far it is, and which deadline has passed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from db.evaluation_records import Campaign, CampaignState, CellLine, Stage
from desktop_app.rules.dates import format_day
from desktop_app.rules.percentages import format_number
from desktop_app.rules.scheme import Scheme
from desktop_app.texts import tr


def summary(campaign: Campaign, scheme: Scheme | None, cells: Iterable[CellLine]) -> str:
    """Return the year, the scheme and how many of those rated are decided."""
    rated = decided = 0
    for cell in cells:
        rated += cell.rated
        decided += cell.stages.get(Stage.DECIDED, 0)
    state = tr("đã khóa") if campaign.state is CampaignState.CLOSED else tr("đang làm")
    parts = [
        tr("Đợt {year} ({state})", year=campaign.year, state=state),
        scheme.short if scheme else campaign.scheme,
        tr("{decided}/{rated} người đã quyết định", rated=format_number(rated), decided=format_number(decided)),
    ]
    if campaign.version > 1:
        parts.append(tr("bản {version}", version=campaign.version))
    return " · ".join(parts)


def late_step(campaign: Campaign, today: date) -> str:
    """Return the step whose deadline has passed last and that is not done; empty where none is late or all is over."""
    if campaign.state is CampaignState.CLOSED:
        return ""
    due = [(step.due_on, step.title) for step in campaign.steps if not step.done_on and step.due_on]
    late = [one for one in due if one[0] < today]
    return tr("Quá hạn {day}: {step}", day=format_day(late[-1][0]), step=late[-1][1]) if late else ""
