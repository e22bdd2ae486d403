"""Figure 15: a meeting opened in a commune's office, beside the bare statements that bring the same rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from benchmarks import province
from benchmarks.harness import Figure, Trial
from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    MeetingContent,
    MeetingDraft,
    MeetingKind,
    MeetingTask,
    Opinion,
    Presence,
    Vote,
)
from desktop_app.office import Office

LIMIT = 0.15
"""Seconds (issue of the meetings: opening one takes 150 ms at most)."""
CELLS, MEMBERS, MONTHS = 22, 940, 12
ITEMS, OPINIONS = 6, 3
PERIOD = "2027-01"
LAST = "2026-12"
_TODAY = date(2027, 1, 20)


def full(draft: MeetingDraft, day: str) -> MeetingDraft:
    """Return a draft filled in as a month is: agenda, opinions, tasks, documents announced, absences."""
    marks = list(draft.content.attendance)
    for place in (-1, -2):
        marks[place] = msgspec.structs.replace(marks[place], presence=Presence.EXCUSED, reason="Đi làm ăn xa")
    present = [mark for mark in marks if mark.presence is Presence.PRESENT]
    official = sum(mark.standing == "official" for mark in present)
    said = tuple(
        Opinion(speaker=mark.full_name, text="Nhất trí với dự thảo, đề nghị làm sớm. " * 6, member_id=mark.member_id)
        for mark in present[:OPINIONS]
    )
    items = tuple(
        AgendaItem(
            title=f"Nội dung {number}",
            content="Đồng chí bí thư trình bày. " * 30,
            opinions=said,
            conclusion="Chi bộ thống nhất. " * 10,
            vote=Vote(entitled=official, agree=official),
            tasks=(
                MeetingTask(
                    id=f"{day}-{number}", text="Vận động các hộ làm đường", assignee="Chi ủy", due_on=date(2027, 3, 1)
                ),
            ),
        )
        for number in range(ITEMS)
    )
    content = msgspec.structs.replace(
        draft.content,
        held_on=date.fromisoformat(day),
        start_time="07:30",
        end_time="10:00",
        place="Nhà văn hóa",
        chair_id=present[0].member_id,
        secretary_id=present[1].member_id,
        attendance=tuple(marks),
        agenda=items,
        documents=(AnnouncedDocument(number="12-CV/ĐU", summary="Về thu, nộp đảng phí"),) * 4,
        approval_agree=len(present),
        dues_note="Đã thu đủ.",
    )
    return msgspec.structs.replace(draft, content=content)


def office_of(folder: Path, *, cells: int = CELLS, people: int = MEMBERS, months: int = MONTHS) -> tuple[Office, str]:
    """Return an open office of that size and its largest cell, which held its last month in full."""
    office = province.make(folder / "commune", cells=cells, people=people, months=months)
    office.clock = lambda: province.clock().replace(year=_TODAY.year, month=_TODAY.month, day=_TODAY.day)
    cell_id = str(office.store.value("SELECT cell_id FROM membership GROUP BY cell_id ORDER BY count(*) DESC LIMIT 1"))
    office.meetings.finalize(full(office.meetings.prepare(cell_id, MeetingKind.REGULAR, LAST), f"{LAST}-03"))
    office.meetings.save_draft(full(office.meetings.prepare(cell_id, MeetingKind.REGULAR, PERIOD), f"{PERIOD}-04"))
    return office, cell_id


def content_of(opened: Any) -> MeetingContent:
    """Return what the screen shows of an opened meeting."""
    shown = opened.draft or opened.meeting
    content: MeetingContent = shown.content
    return content


def prepare(period: str, folder: Path, **size: int) -> Trial:
    """Return the trial of opening the meeting of a month: the draft with all that stands beside it, or the final."""
    from ui.pages.meetings.models import open_cell

    office, cell_id = office_of(folder, **size)
    connection = office.store.connection
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    known = content_of(open_cell(office, cell_id, period))
    connection.set_trace_callback(None)

    def floor() -> int:
        return sum(len(connection.execute(statement).fetchall()) for statement in statements)

    rows = floor()

    def check(bare: int, opened: Any) -> None:
        assert bare == rows > len(known.attendance) + ITEMS * (2 + OPINIONS)
        content = content_of(opened)
        assert content == known
        assert (len(content.agenda), len(content.documents)) == (ITEMS, 4)
        assert bool(opened.draft) is (period == PERIOD)

    return Trial(
        floor=floor,
        ours=lambda: open_cell(office, cell_id, period),
        check=check,
        close=lambda: office.close(backup=False),
    )


def _figure(title: str, period: str) -> Figure:
    def prepared(folder: Path) -> Trial:
        return prepare(period, folder)

    made: Callable[[Path], Trial] = prepared
    return Figure(number=15, title=title, reach=3.0, prepare=made, repeats=40, limit=LIMIT)


FIGURES = (_figure("a draft opened, 22 cells", PERIOD), _figure("final minutes opened, 22 cells", LAST))
