"""A program that saves meetings without pause and says so after each save, until somebody kills it."""

from __future__ import annotations

from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

# Imported here and not where they are used: the fork server loads this module once, so that a child starts at once.
import desktop_app.services.meetings
import desktop_app.services.members
import desktop_app.services.organizations  # noqa: F401
from db.meeting_records import AgendaItem, MeetingDraft, MeetingKind, MeetingTask
from desktop_app.office import RawKey, open_office

PERIOD = "2026-11"
DRAFTS_A_MEETING = 3


def run(folder: str, key: bytes, cell_id: str, said: Connection) -> None:
    """Open the office and save for ever; ``said`` receives ("draft", id, step) and ("final", id, steps)."""
    office = open_office(Path(folder), RawKey(key))
    said.send(("ready", "", 0))
    while True:
        draft = office.meetings.prepare(cell_id, MeetingKind.EXTRAORDINARY, PERIOD)
        # The draft that the one killed before left behind is taken up where it stands.
        for step in range(len(draft.content.agenda) + 1, DRAFTS_A_MEETING + 1):
            draft = office.meetings.save_draft(written(draft, step))
            said.send(("draft", draft.id, step))
        office.meetings.finalize(draft)
        said.send(("final", draft.id, DRAFTS_A_MEETING))


def written(draft: MeetingDraft, step: int) -> MeetingDraft:
    """Return the draft with ``step`` agenda items, a task under each, and everything a final needs."""
    people = [mark.member_id for mark in draft.content.attendance]
    items = tuple(
        AgendaItem(
            title=f"Nội dung {number}",
            content="Ý kiến. " * 40,
            conclusion="Nhất trí.",
            tasks=(MeetingTask(id=f"{draft.id}-{number}", text=f"Việc {number}"),),
        )
        for number in range(step)
    )
    content = msgspec.structs.replace(
        draft.content,
        held_on=date(2026, 11, 3),
        start_time="07:30",
        end_time="10:00",
        place="Nhà văn hóa thôn",
        chair_id=people[0],
        secretary_id=people[1],
        agenda=items,
        approval_agree=len(people),
    )
    return msgspec.structs.replace(draft, content=content)
