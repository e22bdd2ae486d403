"""The smaller parts of a meeting, and minutes of sixty pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.meeting_records import AgendaItem, AnnouncedDocument, MeetingContent, MeetingKind, MeetingTask, Opinion
from db.records import Severity
from desktop_app.rules import meeting
from desktop_app.rules.meeting import MAX_TEXT, MeetingContext
from desktop_app.texts import sentence

DAY = date(2026, 11, 3)
PAGE = 2_500
"""Characters of a full page of minutes at 14 points."""


def check(**changes: Any) -> dict[str, tuple[Severity, str]]:
    content = MeetingContent(
        **{
            "cell_id": "c",
            "kind": MeetingKind.REGULAR,
            "period": "2026-11",
            "held_on": DAY,
            "start_time": "07:30",
            "end_time": "09:30",
            **changes,
        }
    )
    found = meeting.check(content, MeetingContext(today=DAY))
    assert all("{" not in sentence(finding) for finding in found)
    return {finding.code: (finding.severity, finding.field) for finding in found}


def giving(*tasks: MeetingTask) -> dict[str, Any]:
    return {"agenda": (AgendaItem(title="Việc", conclusion="Nhất trí", tasks=tasks),)}


@pytest.mark.parametrize(
    ("changes", "code", "severity", "field"),
    [
        (
            {"documents": (AnnouncedDocument(number="05-CV/ĐU"),)},
            "MEETING_DOCUMENT_WITHOUT_SUMMARY",
            Severity.WARNING,
            "documents.0.summary",
        ),
        ({"guidance_reply": "Tiếp thu."}, "MEETING_REPLY_WITHOUT_GUIDANCE", Severity.WARNING, "guidance"),
        ({"guidance": "a" * 4001}, "MEETING_TEXT_LONG", Severity.ERROR, "guidance"),
        ({"dues_note": "a" * 4001}, "MEETING_TEXT_LONG", Severity.ERROR, "dues_note"),
        (
            giving(MeetingTask(id="1", text="", assignee="Chi ủy")),
            "MEETING_TASK_WITHOUT_TEXT",
            Severity.ERROR,
            "agenda.0.tasks.0.text",
        ),
        (
            giving(MeetingTask(id="1", text="Làm đường", due_on=DAY)),
            "MEETING_TASK_WITHOUT_PERSON",
            Severity.WARNING,
            "agenda.0.tasks.0.assignee",
        ),
        (
            giving(MeetingTask(id="1", text="Làm đường", assignee="Chi ủy")),
            "MEETING_TASK_WITHOUT_DAY",
            Severity.WARNING,
            "agenda.0.tasks.0.due_on",
        ),
        (
            giving(MeetingTask(id="1", text="Làm đường", assignee="Chi ủy", due_on=date(2026, 11, 2))),
            "MEETING_TASK_DUE_BEFORE",
            Severity.WARNING,
            "agenda.0.tasks.0.due_on",
        ),
        (
            giving(MeetingTask(id="1", text="a" * 1001, assignee="Chi ủy")),
            "MEETING_TEXT_LONG",
            Severity.ERROR,
            "agenda.0.tasks.0.text",
        ),
    ],
)
def test_each_is_named_at_its_field(changes: dict[str, Any], code: str, severity: Severity, field: str) -> None:
    assert check(**changes)[code] == (severity, field)
    assert code not in check()


def test_a_blank_line_for_a_task_is_no_mistake() -> None:
    assert not {code for code in check(**giving(MeetingTask(id="1", text=""))) if "TASK" in code}


def test_minutes_of_sixty_pages_are_no_mistake_and_endless_ones_are() -> None:
    def of_pages(count: int) -> dict[str, Any]:
        item = AgendaItem(
            title="Việc",
            content="a" * MAX_TEXT,
            conclusion="a" * MAX_TEXT,
            opinions=tuple(Opinion(speaker="Lý A Sử", text="a" * MAX_TEXT) for _ in range(3)),
        )
        return {"agenda": (item,) * -(-count * PAGE // (5 * MAX_TEXT))}

    assert not {"MEETING_WHOLE_LONG", "MEETING_TEXT_LONG"} & set(check(**of_pages(60)))
    assert check(**of_pages(120))["MEETING_WHOLE_LONG"] == (Severity.ERROR, "agenda")


@pytest.mark.parametrize("kind", [kind for kind in MeetingKind if kind.value not in ("regular", "combined")])
def test_an_office_may_set_a_length_for_any_kind(kind: MeetingKind) -> None:
    assert meeting.least_minutes(kind, DAY) is None, "no document asks for one"
    own = {f"meeting.min_minutes.{kind.value}": 45}
    rule = meeting.least_minutes(kind, DAY, own)
    assert rule is not None
    content = MeetingContent(
        cell_id="c", kind=kind, period="2026-11", held_on=DAY, start_time="07:30", end_time="08:00"
    )
    found = meeting.check(content, MeetingContext(today=DAY, overrides=own))
    assert ("MEETING_SHORT_OTHER", {"minutes": 30, "least": 45}) in [(one.code, one.values) for one in found]
