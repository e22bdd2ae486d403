"""The rows a meeting consists of beside its own: attendance, guests, agenda, tasks, follow-ups and scores.

Each part is read in one query and written in one statement; a part without rows is not touched at all when a meeting
is written, because most meetings have few of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    AssignmentOutcome,
    AttendanceMark,
    FollowUp,
    Guest,
    MeetingContent,
    MeetingTask,
    Opinion,
    Presence,
    ScorePoint,
    Vote,
    VoteForm,
    VoteMatter,
)
from db.organizations import day, iso
from db.records import Duty, Standing

if TYPE_CHECKING:
    from db.store import Row, Store

_ATTENDANCE = ("meeting_id", "position", "member_id", "full_name", "standing", "duty", "presence", "reason")
_GUEST = ("meeting_id", "position", "name", "role", "unit", "from_above")
_AGENDA = (
    "meeting_id", "position", "title", "content", "conclusion", "vote_form", "vote_entitled", "vote_agree",
    "vote_disagree", "vote_other", "vote_matter", "attached",
)  # fmt: skip
_OPINION = ("meeting_id", "item_position", "position", "member_id", "speaker", "text")
_TASK = ("meeting_id", "item_position", "position", "task_id", "text", "assignee", "member_id", "due_on")
_DOCUMENT = ("meeting_id", "position", "number", "summary")
_FOLLOW_UP = ("meeting_id", "position", "assignment_id", "text", "assignee", "due_on", "outcome", "remark")
_SCORE = (
    "meeting_id", "position", "code", "grouping", "title", "most", "proposed", "voted", "confirmed", "remark",
)  # fmt: skip


# --- reading ---


def attendance(store: Store, meeting_id: str) -> tuple[AttendanceMark, ...]:
    """Return the attendance list of a meeting in its order."""
    return tuple(map(_mark, _read(store, "attendance", _ATTENDANCE[2:], meeting_id)))


def reasons(store: Store, meeting_id: str) -> list[str]:
    """Return the reason of everybody who was excused at a meeting."""
    found = store.tuples(
        "SELECT reason FROM attendance WHERE meeting_id = ? AND presence = 'excused' AND reason <> ''", (meeting_id,)
    )
    return [str(reason) for (reason,) in found]


def guests(store: Store, meeting_id: str) -> tuple[Guest, ...]:
    """Return the guests of a meeting in the order they were written down."""
    return tuple(
        Guest(name=row["name"], position=row["role"], unit=row["unit"], from_above=bool(row["from_above"]))
        for row in _read(store, "guest", _GUEST[2:], meeting_id)
    )


def documents(store: Store, meeting_id: str) -> tuple[AnnouncedDocument, ...]:
    """Return the documents that were announced."""
    return tuple(AnnouncedDocument(**row) for row in _read(store, "meeting_document", _DOCUMENT[2:], meeting_id))


def follow_ups(store: Store, meeting_id: str) -> tuple[FollowUp, ...]:
    """Return the tasks of earlier meetings as this meeting found them."""
    return tuple(map(_follow_up, _read(store, "meeting_follow_up", _FOLLOW_UP[2:], meeting_id)))


def points(store: Store, meeting_id: str) -> tuple[ScorePoint, ...]:
    """Return the lines of the score sheet of a meeting."""
    return tuple(map(_point, _read(store, "meeting_score", _SCORE[2:], meeting_id)))


def agenda(store: Store, meeting_id: str) -> tuple[AgendaItem, ...]:
    """Return the items of a meeting with what was said to each and the tasks given under each."""
    opinions: dict[int, list[Opinion]] = {}
    for row in _read(store, "opinion", (_OPINION[1], *_OPINION[3:]), meeting_id, "item_position, position"):
        opinions.setdefault(row.pop("item_position"), []).append(Opinion(**row))
    tasks: dict[int, list[MeetingTask]] = {}
    for row in _read(store, "meeting_task", (_TASK[1], *_TASK[3:]), meeting_id, "item_position, position"):
        position, id_ = row.pop("item_position"), row.pop("task_id")
        tasks.setdefault(position, []).append(MeetingTask(**{**row, "id": id_, "due_on": day(row["due_on"])}))
    return tuple(
        AgendaItem(
            title=row["title"],
            content=row["content"],
            opinions=tuple(opinions.get(row["position"], ())),
            conclusion=row["conclusion"],
            vote=_vote(row),
            tasks=tuple(tasks.get(row["position"], ())),
            attached=bool(row["attached"]),
        )
        for row in _read(store, "agenda_item", _AGENDA[1:], meeting_id)
    )


def _read(store: Store, table: str, columns: Sequence[str], meeting_id: str, order: str = "position") -> list[Row]:
    return store.rows(f"SELECT {', '.join(columns)} FROM {table} WHERE meeting_id = ? ORDER BY {order}", (meeting_id,))


def _mark(row: Row) -> AttendanceMark:
    return AttendanceMark(
        member_id=row["member_id"],
        full_name=row["full_name"],
        standing=Standing(row["standing"]),
        duty=Duty(row["duty"]),
        presence=Presence(row["presence"]),
        reason=row["reason"],
    )


def _vote(row: Row) -> Vote | None:
    if row["vote_form"] is None:
        return None
    return Vote(
        form=VoteForm(row["vote_form"]),
        entitled=row["vote_entitled"],
        agree=row["vote_agree"],
        disagree=row["vote_disagree"],
        other=row["vote_other"],
        matter=VoteMatter(row["vote_matter"]),
    )


def _follow_up(row: Row) -> FollowUp:
    return FollowUp(**{**row, "due_on": day(row["due_on"]), "outcome": AssignmentOutcome(row["outcome"])})


def _point(row: Row) -> ScorePoint:
    return ScorePoint(group=row.pop("grouping"), **row)


# --- writing: inside an operation ---


def insert(store: Store, meeting_id: str, content: MeetingContent) -> None:
    """Write every part of a meeting that has rows."""
    scores = content.score.points if content.score is not None else ()
    agenda = content.agenda
    for table, columns, rows in (
        ("attendance", _ATTENDANCE, map(_attendance_row, content.attendance)),
        ("guest", _GUEST, map(_guest_row, content.guests)),
        ("meeting_document", _DOCUMENT, ((one.number, one.summary) for one in content.documents)),
        ("meeting_follow_up", _FOLLOW_UP, map(_follow_up_row, content.follow_ups)),
        ("agenda_item", _AGENDA, map(_agenda_row, agenda)),
        ("meeting_score", _SCORE, map(_score_row, scores)),
    ):
        written = [(meeting_id, position, *row) for position, row in enumerate(rows)]
        if written:
            store.insert_many(table, columns, written)
    for table, columns, inner in (
        ("opinion", _OPINION, _inner(meeting_id, [map(_opinion_row, item.opinions) for item in agenda])),
        ("meeting_task", _TASK, _inner(meeting_id, [map(_task_row, item.tasks) for item in agenda])),
    ):
        if inner:
            store.insert_many(table, columns, inner)


def _inner(meeting_id: str, items: Iterable[Iterable[Sequence[Any]]]) -> list[Sequence[Any]]:
    return [
        (meeting_id, item_position, position, *row)
        for item_position, rows in enumerate(items)
        for position, row in enumerate(rows)
    ]


def _attendance_row(mark: AttendanceMark) -> Sequence[Any]:
    return (
        mark.member_id, mark.full_name, mark.standing.value, mark.duty.value, mark.presence.value, mark.reason,
    )  # fmt: skip


def _guest_row(guest: Guest) -> Sequence[Any]:
    return guest.name, guest.position, guest.unit, int(guest.from_above)


def _agenda_row(item: AgendaItem) -> Sequence[Any]:
    vote = item.vote
    counted = (vote.form.value, vote.entitled, vote.agree, vote.disagree, vote.other) if vote else (None,) * 5
    matter = (vote.matter if vote else VoteMatter.ORDINARY).value
    return item.title, item.content, item.conclusion, *counted, matter, int(item.attached)


def _opinion_row(opinion: Opinion) -> Sequence[Any]:
    return opinion.member_id, opinion.speaker, opinion.text


def _task_row(task: MeetingTask) -> Sequence[Any]:
    return task.id, task.text, task.assignee, task.member_id, iso(task.due_on)


def _follow_up_row(line: FollowUp) -> Sequence[Any]:
    return line.assignment_id, line.text, line.assignee, iso(line.due_on), line.outcome.value, line.remark


def _score_row(point: ScorePoint) -> Sequence[Any]:
    return (
        point.code, point.group, point.title, point.most, point.proposed, point.voted, point.confirmed, point.remark,
    )  # fmt: skip
