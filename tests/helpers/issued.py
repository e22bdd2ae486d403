"""A resolution, a notice and an invitation in words a cell in the mountains would use."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from db.meeting_records import (
    AssignmentOutcome,
    DocumentSection,
    FollowUp,
    Guest,
    IssuedContent,
    IssuedType,
    MeetingContent,
    MeetingTask,
)
from desktop_app.documents.issued import IssuedData
from desktop_app.documents.issued_text import Signer, first_content
from tests.helpers.minutes import name, ordinary_content

SIGNER = Signer("BÍ THƯ", "m0", name(0))
TODAY = date(2026, 11, 20)


def meeting(**changes: Any) -> MeetingContent:
    """Return the ordinary meeting with tasks given and earlier ones looked at."""
    content = ordinary_content()
    tasks = (
        MeetingTask(
            id="t1", text="Đôn đốc thu hoạch lúa mùa.", assignee=name(2), member_id="m2", due_on=date(2026, 11, 30)
        ),
        MeetingTask(id="t2", text="Rà soát hộ nghèo", assignee="Chi ủy"),
    )
    agenda = tuple(
        msgspec.structs.replace(item, tasks=tasks if place == len(content.agenda) - 2 else ())
        for place, item in enumerate(content.agenda)
    )
    earlier = (
        FollowUp(assignment_id="a", text="Sửa đường liên thôn", assignee=name(4), outcome=AssignmentOutcome.LATE),
    )
    return msgspec.structs.replace(content, **{"agenda": agenda, "follow_ups": earlier, **changes})


def issued_content(type_: IssuedType, **changes: Any) -> IssuedContent:
    """Return what the program writes first for a meeting."""
    content = meeting()
    if type_ is IssuedType.INVITATION:
        guest = Guest(name="Trần Thị Hoa", position="Đảng ủy viên", unit="Đảng ủy xã", from_above=True)
        content = msgspec.structs.replace(content, guests=(guest,))
    first = first_content(
        type_,
        "cell",
        cell="Chi bộ thôn Nà Lừa",
        office="Đảng ủy xã Mường Khương",
        signer=SIGNER,
        issued_on=content.held_on or TODAY,
        meeting=content,
        meeting_series="m",
    )
    return msgspec.structs.replace(first, **changes)


def issued(content: IssuedContent, **changes: Any) -> IssuedData:
    """Return what a document of that content prints, final and numbered unless ``changes`` say otherwise."""
    fields: dict[str, Any] = {
        "upper_header": "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
        "cell_header": "CHI BỘ THÔN NÀ LỪA",
        "cell_name": "Chi bộ thôn Nà Lừa",
        "place": "Mường Khương",
        "today": TODAY,
        "number": 3,
        "state": "final",
        **changes,
    }
    return IssuedData(content=content, **fields)


def with_text(text: str) -> IssuedContent:
    """Return a document into which ``text`` was typed wherever one can type."""
    return issued_content(
        IssuedType.RESOLUTION,
        subject=text,
        sections=(DocumentSection(text, text),),
        recipients=(text,),
        authority=text[:100],
        signer_title=text[:100],
        signer=text[:100],
    )
