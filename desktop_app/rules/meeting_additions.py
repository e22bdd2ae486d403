"""What is remarkable about the smaller parts of a meeting: documents, tasks and their days, the whole length."""

from __future__ import annotations

from collections.abc import Iterator

from db.meeting_records import AgendaItem, MeetingContent
from db.records import Finding
from desktop_app.rules import dates
from desktop_app.rules.findings import error, warning

MAX_TEXT = 8_000
"""Characters of one written passage (content, conclusion, opinion): about three printed pages."""
MAX_LINE = 300
"""Characters of what prints as a title, a place or a name."""
MAX_NOTE = 4_000
"""Characters of guidance, reply and dues note: the three travel in one line of a package."""
MAX_TASK = 1_000
"""Characters of a task and of the remark on one."""
MAX_WHOLE = 250_000
"""Characters of a whole meeting: about a hundred printed pages, so that one of sixty finds room."""


def findings(content: MeetingContent) -> Iterator[Finding]:
    """Yield what is wrong with documents, earlier tasks, guidance and dues, in the order of the form."""
    for position, document in enumerate(content.documents):
        place = f"documents.{position}"
        if document.number.strip() and not document.summary.strip():
            yield warning("MEETING_DOCUMENT_WITHOUT_SUMMARY", f"{place}.summary", number=document.number[:MAX_LINE])
        yield from too_long(f"{place}.number", document.number, MAX_LINE)
        yield from too_long(f"{place}.summary", document.summary, MAX_TASK)
    for position, line in enumerate(content.follow_ups):
        yield from too_long(f"follow_ups.{position}.remark", line.remark, MAX_TASK)
    for field in ("guidance", "guidance_reply", "dues_note"):
        yield from too_long(field, getattr(content, field), MAX_NOTE)
    if content.guidance_reply.strip() and not content.guidance.strip():
        yield warning("MEETING_REPLY_WITHOUT_GUIDANCE", "guidance")
    yield from too_long("party_group", content.party_group, MAX_LINE)


def tasks(item: AgendaItem, position: int, content: MeetingContent) -> Iterator[Finding]:
    """Yield what is wrong with the tasks given under an item."""
    for order, task in enumerate(item.tasks):
        place, number = f"agenda.{position}.tasks.{order}", position + 1
        if not task.text.strip():
            if task.assignee.strip() or task.member_id or task.due_on:
                yield error("MEETING_TASK_WITHOUT_TEXT", f"{place}.text", number=number)
            continue
        if not task.assignee.strip():
            yield warning("MEETING_TASK_WITHOUT_PERSON", f"{place}.assignee", number=number)
        if task.due_on is None:
            yield warning("MEETING_TASK_WITHOUT_DAY", f"{place}.due_on", number=number)
        elif content.held_on is not None and task.due_on < content.held_on:
            due = dates.format_day(task.due_on)
            yield warning("MEETING_TASK_DUE_BEFORE", f"{place}.due_on", number=number, due=due)
        yield from too_long(f"{place}.text", task.text, MAX_TASK)
        yield from too_long(f"{place}.assignee", task.assignee, MAX_LINE)


def length(content: MeetingContent) -> Iterator[Finding]:
    """Yield an error when all passages together are longer than minutes can be."""
    written = len(content.guidance) + len(content.guidance_reply) + len(content.dues_note)
    for item in content.agenda:
        written += len(item.content) + len(item.conclusion) + sum(len(opinion.text) for opinion in item.opinions)
        written += sum(len(task.text) for task in item.tasks)
    if written > MAX_WHOLE:
        yield error("MEETING_WHOLE_LONG", "agenda", length=written, limit=MAX_WHOLE)


def too_long(field: str, text: str, limit: int) -> Iterator[Finding]:
    """Yield an error when a text is longer than its field allows."""
    if len(text) > limit:
        yield error("MEETING_TEXT_LONG", field, length=len(text), limit=limit)
