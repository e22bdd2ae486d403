"""Read, on the worker, what the window shows of the open office at every moment."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ui.context import OfficeFacts

if TYPE_CHECKING:
    from db.records import CellView
    from desktop_app.office import Office


def day(iso: str) -> str:
    """Return "23/11/2026" for "2026-11-23"."""
    return "/".join(reversed(iso[:10].split("-")))


def moment(iso: str) -> str:
    """Return "23/11/2026 08:30" for "2026-11-23T08:30:00"; empty for an empty text."""
    return f"{day(iso)} {iso[11:16]}".strip() if iso else ""


def read(office: Office, today: date) -> tuple[OfficeFacts, tuple[CellView, ...]]:
    """Return the facts of the office and its cells as of ``today``."""
    backups = office.backups.listed()
    newest = max(backups, key=lambda backup: backup.number, default=None)
    sent = max(office.exchange.sent(), key=lambda package: package.made_at, default=None)
    facts = OfficeFacts(
        office=office.organizations.office(),
        is_sample=office.is_sample,
        folder=str(office.folder),
        last_backup=f"{day(newest.day)} {newest.time[:5]}" if newest else "",
        last_package=sent.label if sent else "",
        wrong_clock=day(office.clock().date().isoformat()) if office.clock_is_wrong else "",
    )
    return facts, tuple(office.organizations.cells(today))
