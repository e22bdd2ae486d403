"""Read, on the worker, what the window shows of the open office at every moment."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop_app.rules import dates
from ui.context import OfficeFacts

if TYPE_CHECKING:
    from db.records import CellView
    from desktop_app.office import Office


def read(office: Office, today: date) -> tuple[OfficeFacts, tuple[CellView, ...]]:
    """Return the facts of the office and its cells as of ``today``."""
    backups = office.backups.listed()
    newest = max(backups, key=lambda backup: backup.number, default=None)
    sent = max(office.exchange.sent(), key=lambda package: package.made_at, default=None)
    facts = OfficeFacts(
        office=office.organizations.office(),
        is_sample=office.is_sample,
        folder=str(office.folder),
        last_backup=f"{dates.format_stamp_day(newest.day)} {newest.time[:5]}" if newest else "",
        last_package=sent.label if sent else "",
        wrong_clock=dates.format_day(office.clock().date()) if office.clock_is_wrong else "",
    )
    return facts, tuple(office.organizations.cells(today))
