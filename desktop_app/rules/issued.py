"""What the rules have to say about a resolution, notice or invitation before it is finalised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from db.meeting_records import IssuedContent, IssuedType, MeetingState
from db.records import Finding
from db.text import normalize
from desktop_app.rules import dates
from desktop_app.rules.findings import error, warning

MAX_LINE = 300
"""Characters of a subject or a heading."""
MAX_TEXT = 20_000
"""Characters under one heading: about eight printed pages."""
MAX_SHORT = 100
"""Characters of a name, of the authority and of a post, which print in half the width of a page."""
MAX_SECTIONS = 40
MAX_RECIPIENTS = 30
MAX_RECIPIENT = 200
UNFILLED = "…"
"""What the program writes where it knows no word, to be replaced by hand."""


class MeetingBehind(msgspec.Struct, frozen=True, kw_only=True):
    """The meeting a document comes out of, as far as the rules ask."""

    held_on: date | None
    state: MeetingState | None
    """None while it is being written."""
    voted: bool


class IssuedContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules have to know beside the document itself."""

    today: date
    meeting: MeetingBehind | None = None
    last_on: date | None = None
    """Day of the document that bears the number before."""
    same: str = ""
    """Number line of another document of the type from the same meeting."""


def check(content: IssuedContent, context: IssuedContext) -> list[Finding]:
    """Return all findings in the order of the form; errors stop, warnings never do.

    Parts a document must have: Hướng dẫn 36-HD/VPTW ngày 03/4/2018 (subject, text, authority, name, recipients).
    """
    return [*_day(content, context), *_words(content), *_end(content), *_meeting(content, context)]


def _day(content: IssuedContent, context: IssuedContext) -> Iterator[Finding]:
    day = content.issued_on
    if day is None:
        yield error("ISSUED_NO_DATE", "issued_on")
    elif day > context.today:
        yield error("ISSUED_IN_FUTURE", "issued_on", date=dates.format_day(day))
    elif context.last_on is not None and day < context.last_on:
        yield warning(
            "ISSUED_OUT_OF_ORDER", "issued_on", date=dates.format_day(day), last=dates.format_day(context.last_on)
        )


def _words(content: IssuedContent) -> Iterator[Finding]:
    if not content.subject.strip():
        yield error("ISSUED_NO_SUBJECT", "subject")
    yield from _too_long("subject", content.subject, MAX_LINE)
    if not any(section.text.strip() for section in content.sections):
        yield error("ISSUED_NO_TEXT", "sections")
    if len(content.sections) > MAX_SECTIONS:
        yield error("ISSUED_TOO_MANY", "sections", count=len(content.sections), limit=MAX_SECTIONS)
    for position, section in enumerate(content.sections):
        place = f"sections.{position}"
        yield from _too_long(f"{place}.heading", section.heading, MAX_LINE)
        yield from _too_long(f"{place}.text", section.text, MAX_TEXT)
        if section.heading.strip() and not section.text.strip():
            yield warning("ISSUED_EMPTY_SECTION", f"{place}.text", heading=section.heading)
        if UNFILLED in section.text:
            yield warning("ISSUED_UNFILLED", f"{place}.text", number=position + 1)


def _end(content: IssuedContent) -> Iterator[Finding]:
    if not content.recipients:
        yield warning("ISSUED_NO_RECIPIENTS", "recipients")
    if len(content.recipients) > MAX_RECIPIENTS:
        yield error("ISSUED_TOO_MANY", "recipients", count=len(content.recipients), limit=MAX_RECIPIENTS)
    for recipient in content.recipients:
        yield from _too_long("recipients", recipient, MAX_RECIPIENT)
    if not content.authority.strip():
        yield warning("ISSUED_NO_AUTHORITY", "authority")
    if not content.signer.strip():
        yield error("ISSUED_NO_SIGNER", "signer")
    for field in ("authority", "signer_title", "signer"):
        yield from _too_long(field, getattr(content, field), MAX_SHORT)


def _meeting(content: IssuedContent, context: IssuedContext) -> Iterator[Finding]:
    meeting, day = context.meeting, content.issued_on
    if meeting is not None and content.type is IssuedType.INVITATION:
        if meeting.held_on is not None and day is not None and day > meeting.held_on:
            held = dates.format_day(meeting.held_on)
            yield warning("ISSUED_INVITED_LATE", "issued_on", date=dates.format_day(day), held=held)
    elif meeting is not None:
        if meeting.held_on is not None and day is not None and day < meeting.held_on:
            held = dates.format_day(meeting.held_on)
            yield error("ISSUED_BEFORE_MEETING", "issued_on", date=dates.format_day(day), held=held)
        if meeting.state is None:
            yield warning("ISSUED_MEETING_DRAFT", "meeting_series")
        elif meeting.state is MeetingState.CANCELLED:
            yield warning("ISSUED_MEETING_CANCELLED", "meeting_series")
        if content.type is IssuedType.RESOLUTION and not meeting.voted:
            yield warning("ISSUED_NOT_VOTED", "meeting_series")
    if context.same:
        yield warning("ISSUED_SAME_MEETING", "meeting_series", label=context.same)


def cleaned(content: IssuedContent) -> IssuedContent:
    """Return the content with every text in its kept form; no section is added or taken away."""
    return msgspec.structs.replace(
        content,
        subject=normalize(content.subject),
        sections=tuple(
            msgspec.structs.replace(
                section, heading=normalize(section.heading), text=normalize(section.text, keep_newlines=True)
            )
            for section in content.sections
        ),
        recipients=tuple(line for recipient in content.recipients if (line := normalize(recipient))),
        authority=normalize(content.authority),
        signer_title=normalize(content.signer_title),
        signer=normalize(content.signer),
    )


def without_blanks(content: IssuedContent) -> IssuedContent:
    """Return the content as it is kept for good: without sections in which nothing is written."""
    kept = tuple(section for section in content.sections if section.heading or section.text)
    return msgspec.structs.replace(content, sections=kept)


def _too_long(field: str, text: str, limit: int) -> Iterator[Finding]:
    if len(text) > limit:
        yield error("TEXT_TOO_LONG", field, length=len(text), limit=limit)
