"""The second half of the sample month: prints, the package, the upper office, its table and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from db.meeting_records import Meeting, MeetingState
from db.problems import ProblemError

if TYPE_CHECKING:
    from desktop_app.exchange.views import Receipt
    from desktop_app.office import Office


def print_minutes(office: Office, period: str) -> list[Path]:
    """Print the minutes of every final meeting of a month into the office's folder and return the files."""
    finals = [line for line in office.meetings.listed(period=period) if line.state is MeetingState.FINAL]
    return sorted(office.documents.save_minutes(line.id) for line in finals)


def groups(check_code: str, asked: tuple[int, ...]) -> dict[int, str]:
    """Return the asked groups of a check code, as a person reads them off the other office's paper."""
    parts = check_code.split()
    return {number: parts[number - 1] for number in asked}


def enrol(child: Office, parent: Office, stick: Path) -> None:
    """Let two offices know each other over one stick: request, answer, check codes compared on both sides.

    Raises ProblemError as the exchange does.
    """
    request = parent.exchange.read_request(child.exchange.request_file(stick))
    answered = parent.exchange.answer(request, groups(child.exchange.check_code(), request.asked), stick)
    answer = child.exchange.read_answer(answered)
    child.exchange.accept(answer, groups(parent.exchange.check_code(), answer.asked))


def take_in(office: Office, stick: Path) -> Receipt:
    """Take in the one package on the stick that can be taken in. Raises ProblemError with its reason otherwise."""
    entries = office.exchange.scan(stick)
    waiting = [entry for entry in entries if entry.can_apply]
    if not waiting:
        raise ProblemError(entries[0].code if entries and entries[0].code else "X09")
    return office.exchange.apply(waiting[0])


def same_finals(child: Office, parent: Office, period: str) -> int:
    """Return how many final meetings both offices hold alike; -1 when one holds what the other does not.

    The link to the yearly list of themes stays at home, as the list does.
    """
    own, held = (
        {line.id: carried(office.meetings.get(line.id)) for line in office.meetings.listed(period=period)}
        for office in (child, parent)
    )
    return len(own) if own == held else -1


def carried(meeting: Meeting) -> Meeting:
    """Return a meeting as packages carry it."""
    return msgspec.structs.replace(meeting, content=msgspec.structs.replace(meeting.content, theme_id=None))
