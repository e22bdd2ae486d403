"""What two versions of one meeting say differently, field by field, in the order of the minutes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from db.meeting_records import (
    AgendaItem,
    AttendanceMark,
    FollowUp,
    Guest,
    MeetingContent,
    MeetingTask,
    ScoreSheet,
    Vote,
)
from desktop_app.rules import dates
from desktop_app.texts import term, tr

_WORD = re.compile(r"\S+\s*|\s+")
"""A word with the spaces after it: single spaces that happen to be alike must not tear changed words apart."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One field that is not the same; an empty text means that there was nothing."""

    place: str
    """Where in the minutes, for instance "Nội dung 2: Việc khác"; empty for a field of the meeting as a whole."""
    field: str
    before: str
    after: str


class Piece(NamedTuple):
    """A run of words; ``mark`` is "=" for words both have, "-" for those only before, "+" for those only after."""

    mark: str
    text: str


def differences(
    before: MeetingContent, after: MeetingContent, names: Mapping[str, str] | None = None
) -> list[Difference]:
    """Return what changed between two versions.

    ``names`` are words by identifier: full names of who is on neither list, and what the preparing meetings are called.
    """
    known = dict(names or {})
    for content in (before, after):
        known.update({mark.member_id: mark.full_name for mark in content.attendance})
    shown = (_fields(before, known), _fields(after, known))
    found = [_changed("", field, shown[0][field], shown[1][field]) for field in shown[0]]
    found += _attendance(before.attendance, after.attendance)
    lists: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
        ("guests", tr("Đại biểu, khách mời"), _guest),
        ("documents", tr("Văn bản phổ biến"), lambda one: " – ".join(filter(None, (one.number, one.summary)))),
        ("follow_ups", tr("Việc đã giao trước đây"), _follow_up),
    )
    for name, field, said in lists:
        found += _lines("", field, map(said, getattr(before, name)), map(said, getattr(after, name)))
    found += _agenda(before.agenda, after.agenda)
    found += _score(before.score, after.score)
    return [difference for difference in found if difference is not None]


def pieces(before: str, after: str) -> list[Piece]:
    """Return two texts as one run of words, each marked as kept, taken out or put in; joined they are both texts."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    found: list[Piece] = []
    for action, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action == "equal":
            found.append(Piece("=", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            found.append(Piece("-", "".join(old[i1:i2])))
        if j2 > j1:
            found.append(Piece("+", "".join(new[j1:j2])))
    return found


def _changed(place: str, field: str, before: str, after: str) -> Difference | None:
    return None if before == after else Difference(place=place, field=field, before=before, after=after)


def _fields(content: MeetingContent, names: Mapping[str, str]) -> dict[str, str]:
    def name(member_id: str | None) -> str:
        return names.get(member_id, tr("người không còn trong sổ")) if member_id else ""

    agreed = content.approval_agree
    return {
        tr("Loại sinh hoạt"): term("meeting_kind", content.kind.value),
        tr("Kỳ sinh hoạt"): dates.format_partial(content.period),
        tr("Ngày họp"): dates.format_day(content.held_on) if content.held_on else "",
        tr("Giờ bắt đầu"): content.start_time,
        tr("Giờ kết thúc"): content.end_time,
        tr("Địa điểm"): content.place,
        tr("Chủ trì"): name(content.chair_id),
        tr("Thư ký"): name(content.secretary_id),
        tr("Tên chuyên đề"): content.theme,
        tr("Tổ đảng"): content.party_group,
        tr("Ý kiến chỉ đạo của cấp trên"): content.guidance,
        tr("Tiếp thu"): content.guidance_reply,
        tr("Đảng phí"): content.dues_note,
        tr("Có ghi âm, ghi hình"): tr("có") if content.recorded else "",
        tr("Họp chi ủy chuẩn bị"): names.get(content.prepared_by, tr("có")) if content.prepared_by else "",
        tr("Số tán thành biên bản"): "" if agreed is None else str(agreed),
    }


# --- lists ---


def _attendance(before: Sequence[AttendanceMark], after: Sequence[AttendanceMark]) -> Iterator[Difference | None]:
    old = {mark.member_id: mark for mark in before}
    new = {mark.member_id: mark for mark in after}
    place = tr("Điểm danh")
    for member_id in dict.fromkeys((*old, *new)):
        was, now = old.get(member_id), new.get(member_id)
        apart = was is not None and now is not None and (was.standing, was.duty) != (now.standing, now.duty)
        named = now or was
        assert named is not None  # one of the two lists has the person
        if was is not None and now is not None and was.full_name != now.full_name:
            yield _changed(place, tr("Họ và tên"), was.full_name, now.full_name)
        yield _changed(place, named.full_name, _mark(was, whole=apart), _mark(now, whole=apart))


def _mark(mark: AttendanceMark | None, *, whole: bool) -> str:
    if mark is None:
        return ""
    said = term("presence", mark.presence.value)
    if mark.reason:
        said = f"{said} ({mark.reason})"
    if whole:
        said = f"{said}; {term('standing', mark.standing.value)}, {term('duty', mark.duty.value)}"
    return said


def _lines(place: str, field: str, before: Iterable[str], after: Iterable[str]) -> Iterator[Difference | None]:
    """Return lines that were put in, taken out or changed; one that only moved counts as taken out and put in."""
    old, new = list(before), list(after)
    for action, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action == "equal":
            continue
        for step in range(max(i2 - i1, j2 - j1)):
            was = old[i1 + step] if i1 + step < i2 else ""
            now = new[j1 + step] if j1 + step < j2 else ""
            yield _changed(place, field, was, now)


def _guest(guest: Guest) -> str:
    words = ", ".join(part for part in (guest.name, guest.position, guest.unit) if part)
    return tr("{guest} (cấp trên)", guest=words) if guest.from_above else words


def _follow_up(task: FollowUp) -> str:
    outcome = term("assignment_outcome", task.outcome.value)
    said = f"{_task_words(task.text, task.assignee, task)}: {outcome}"
    return f"{said} – {task.remark}" if task.remark else said


def _task(task: MeetingTask) -> str:
    return _task_words(task.text, task.assignee, task)


def _task_words(text: str, assignee: str, task: FollowUp | MeetingTask) -> str:
    due = tr("hạn {day}", day=dates.format_day(task.due_on)) if task.due_on else ""
    about = ", ".join(part for part in (assignee, due) if part)
    return f"{text} ({about})" if about else text


# --- agenda and score ---


def _agenda(before: Sequence[AgendaItem], after: Sequence[AgendaItem]) -> Iterator[Difference | None]:
    pairs = _pairs(before, after)
    kept = [old for old, new in pairs if old is not None and new is not None]
    if kept != sorted(kept):
        yield _changed(
            tr("Nội dung"),
            tr("Thứ tự"),
            "\n".join(item.title for item in before),
            "\n".join(item.title for item in after),
        )
    for old, new in pairs:
        was = before[old] if old is not None else AgendaItem(title="")
        now = after[new] if new is not None else AgendaItem(title="")
        number = (new if new is not None else old) or 0
        yield from _item(tr("Nội dung {number}: {title}", number=number + 1, title=now.title or was.title), was, now)


def _pairs(before: Sequence[AgendaItem], after: Sequence[AgendaItem]) -> list[tuple[int | None, int | None]]:
    """Return which items are one: of the same title, then what is left over in its order; in the order of after."""
    free = dict(enumerate(before))
    of: dict[int, int] = {}
    for place, item in enumerate(after):
        same = next((old for old, other in free.items() if other.title == item.title), None)
        if same is not None:
            of[place] = same
            del free[same]
    for place in range(len(after)):
        if place not in of and place in free:
            # A title was put right where it stands.
            of[place] = place
            del free[place]
    pairs: list[tuple[int | None, int | None]] = [(of.get(place), place) for place in range(len(after))]
    return [*pairs, *((old, None) for old in free)]


def _item(place: str, was: AgendaItem, now: AgendaItem) -> Iterator[Difference | None]:
    yield _changed(place, tr("Tên mục"), was.title, now.title)
    yield _changed(place, tr("Nội dung trình bày"), was.content, now.content)
    yield _changed(place, tr("Tài liệu kèm theo"), tr("có") if was.attached else "", tr("có") if now.attached else "")
    said = ([f"{one.speaker}: {one.text}" for one in item.opinions] for item in (was, now))
    yield from _lines(place, tr("Ý kiến"), *said)
    yield _changed(place, tr("Kết luận"), was.conclusion, now.conclusion)
    yield from _lines(place, tr("Việc giao"), map(_task, was.tasks), map(_task, now.tasks))
    yield _changed(place, tr("Biểu quyết"), _vote(was.vote), _vote(now.vote))


def _vote(vote: Vote | None) -> str:
    if vote is None:
        return ""
    return tr(
        "{matter}, {form}: có quyền {entitled}, tán thành {agree}, không tán thành {disagree}, ý kiến khác {other}",
        matter=term("vote_matter", vote.matter.value),
        form=term("vote_form", vote.form.value),
        entitled=vote.entitled,
        agree=vote.agree,
        disagree=vote.disagree,
        other=vote.other,
    )


def _score(before: ScoreSheet | None, after: ScoreSheet | None) -> Iterator[Difference | None]:
    place = tr("Chấm điểm")
    old, new = ({point.code: point for point in sheet.points} if sheet else {} for sheet in (before, after))
    for code in dict.fromkeys((*old, *new)):
        was, now = old.get(code), new.get(code)
        points = [
            " / ".join(_tenths(value) for value in (point.proposed, point.voted, point.confirmed)) if point else ""
            for point in (was, now)
        ]
        named = now or was
        assert named is not None  # one of the two sheets has the criterion
        yield _changed(place, named.title, *points)
        yield _changed(
            place, tr("Ghi chú: {title}", title=named.title), was.remark if was else "", now.remark if now else ""
        )
    confirmed = [sheet.confirmed_by if sheet else "" for sheet in (before, after)]
    yield _changed(place, tr("Người xác nhận"), *confirmed)


def _tenths(value: int | None) -> str:
    if value is None:
        return "–"
    whole, tenth = divmod(value, 10)
    return f"{whole},{tenth}" if tenth else str(whole)
