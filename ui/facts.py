"""Read, on the worker, what the window shows of the open office at every moment."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ui.context import OfficeFacts

if TYPE_CHECKING:
    from db.records import CellView
    from desktop_app.office import Office


def read(office: Office, today: date) -> tuple[OfficeFacts, tuple[CellView, ...]]:
    """Return the facts of the office and its cells as of ``today``."""
    backup = office.backups.latest()
    sent = office.exchange.sent()
    facts = OfficeFacts(
        office=office.organizations.office(),
        is_sample=office.is_sample,
        folder=str(office.folder),
        last_backup=backup.name if backup else "",
        last_package=sent[0].label if sent else "",
    )
    return facts, tuple(office.organizations.cells(today))
