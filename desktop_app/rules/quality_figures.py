"""What the program itself can count of a score sheet, each figure with the sentence that explains it.

These are proposals: the committee of the cell scores, the cell votes, whoever came from above confirms. Points of
shares are whole points, rounded down. Sources: the score scheme in force and, for the time a meeting must take, rule
``meeting.min_minutes.<kind>``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from db.meeting_records import MeetingContent, MeetingKind
from db.text import fold
from desktop_app.rules import attendance, dates, percentages, regulation, voting
from desktop_app.rules.meeting import least_minutes
from desktop_app.rules.quality import Band, Criterion, Figure, Scheme, text_of
from desktop_app.texts import tr

_POINT = 10
"""Tenths of one point."""
_ON_FIXED_DAY = (MeetingKind.REGULAR, MeetingKind.COMBINED)


class QualityContext(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be known beside the meeting itself."""

    today: date
    meeting_day: int | None = None
    """The cell's fixed day of the month, where it has one."""
    has_committee: bool = True
    """Whether the cell has a committee (chi ủy) on the day of the meeting."""
    committee_on: date | None = None
    """The day the committee met to prepare this meeting; None where no such minutes are kept."""
    invited_on: date | None = None
    """The day of an invitation kept for this meeting; None where there is none."""
    overrides: regulation.Overrides | None = None


class _Case(msgspec.Struct, frozen=True, kw_only=True):
    content: MeetingContent
    context: QualityContext
    scheme: Scheme
    on: date
    counts: attendance.AttendanceCounts


def automatic(content: MeetingContent, scheme: Scheme, context: QualityContext) -> dict[str, Figure]:
    """Return what the program counts for each criterion of a scheme it knows how to count, by the criterion's code."""
    case = _Case(
        content=content,
        context=context,
        scheme=scheme,
        on=content.held_on or context.today,
        counts=attendance.counts(content.attendance),
    )
    return {criterion.code: _COUNTS[criterion.by](criterion, case) for criterion in scheme.criteria if criterion.by}


def _share(criterion: Criterion, part: int, whole: int) -> int:
    """Return a part of the highest points in whole points, rounded down; all of them where all is there."""
    return criterion.most if part >= whole else criterion.most * part // whole // _POINT * _POINT


# --- preparation ---


def _committee(criterion: Criterion, case: _Case) -> Figure:
    met = case.context.committee_on
    if met is not None:
        return Figure(criterion.most, tr("Chi ủy đã họp ngày {day}, có biên bản.", day=dates.format_day(met)))
    if not case.context.has_committee:
        return Figure(criterion.most, tr("Chi bộ không có chi ủy: bí thư chuẩn bị nội dung."))
    return Figure(0, tr("Chưa có biên bản họp chi ủy trước buổi này."))


def _invited(criterion: Criterion, case: _Case) -> Figure:
    sent = case.context.invited_on
    if sent is None:
        return Figure(None, tr("Không có giấy mời lưu trong chương trình: tự chấm theo thực tế."))
    return Figure(criterion.most, tr("Có giấy mời ngày {day}.", day=dates.format_day(sent)))


def _papers(criterion: Criterion, case: _Case) -> Figure:
    attached = sum(item.attached for item in case.content.agenda)
    if not attached:
        return Figure(None, tr("Không có nội dung nào ghi “có tài liệu kèm theo”: tự chấm theo thực tế."))
    return Figure(criterion.most, tr("{count} nội dung có tài liệu kèm theo.", count=attached))


# --- who came ---


def _attendance(criterion: Criterion, case: _Case) -> Figure:
    count = case.counts
    if not count.required:
        return Figure(None, tr("Chưa có danh sách điểm danh."))
    shown = percentages.format_percent(count.present, count.required)
    band = next((band for band in case.scheme.bands if _reaches(count, band)), None)
    points = min(band.points if band else 0, criterion.most)
    said = tr("Có mặt {present}/{required} đồng chí ({percent})", present=count.present, required=count.required,
              percent=shown)  # fmt: skip
    said += f": {_band_words(band)}"
    if count.unexcused:
        off = case.scheme.unexcused * count.unexcused
        points = max(0, points - off)
        said += tr("; vắng không lý do {count} đồng chí, trừ {off} điểm", count=count.unexcused, off=text_of(off))
    return Figure(points, f"{said}.")


def _reaches(count: attendance.AttendanceCounts, band: Band) -> bool:
    if band.above:
        return percentages.is_above(count.present, count.required, band.percent)
    return count.present * 100 >= band.percent * count.required


def _band_words(band: Band | None) -> str:
    if band is None:
        return tr("dưới mức thấp nhất, 0 điểm")
    points = text_of(band.points)
    if band.above:
        return tr("trên {percent}%, {points} điểm", percent=band.percent, points=points)
    return tr("từ {percent}%, {points} điểm", percent=band.percent, points=points)


# --- how it was held ---


def _time(criterion: Criterion, case: _Case) -> Figure:
    content = case.content
    start, end = dates.minutes_of(content.start_time), dates.minutes_of(content.end_time)
    if content.held_on is None or start is None or end is None or end <= start:
        return Figure(None, tr("Chưa đủ ngày họp, giờ bắt đầu và giờ kết thúc."))
    judged = [_long_enough(case, end - start), _on_day(case, content.held_on)]
    known = [one for one in judged if one is not None]
    if not known:
        return Figure(None, tr("Không có quy định về ngày họp và thời lượng cho loại sinh hoạt này."))
    kept = sum(good for good, _ in known)
    points = criterion.most if kept == len(known) else criterion.most * kept // len(known)
    return Figure(points, " ".join(said for _, said in known))


def _long_enough(case: _Case, minutes: int) -> tuple[bool, str] | None:
    rule = least_minutes(case.content.kind, case.on, case.context.overrides)
    if rule is None:
        return None
    said = tr("Họp {minutes} phút (quy định ít nhất {least}).", minutes=minutes, least=rule.value)
    return minutes >= rule.value, said


def _on_day(case: _Case, held: date) -> tuple[bool, str] | None:
    if case.context.meeting_day is None or case.content.kind not in _ON_FIXED_DAY:
        return None
    fixed = dates.fixed_day(case.content.period, case.context.meeting_day)
    day = dates.format_day(fixed)
    if held == fixed:
        return True, tr("Đúng ngày sinh hoạt định kỳ {day}.", day=day)
    return False, tr("Không đúng ngày sinh hoạt định kỳ {day}.", day=day)


def _contents(criterion: Criterion, case: _Case) -> Figure:
    agenda = case.content.agenda
    if not agenda:
        return Figure(0, tr("Chương trình chưa có nội dung nào."))
    written = sum(bool(item.content.strip() or item.conclusion.strip() or item.opinions) for item in agenda)
    said = tr("{written}/{count} nội dung của chương trình đã ghi diễn biến.", written=written, count=len(agenda))
    return Figure(_share(criterion, written, len(agenda)), said)


def _speaking(criterion: Criterion, case: _Case) -> Figure:
    present = case.counts.present
    if not present:
        return Figure(None, tr("Chưa có danh sách điểm danh."))
    opinions = (opinion for item in case.content.agenda for opinion in item.opinions)
    speakers = len({one.member_id or fold(one.speaker) for one in opinions if one.speaker.strip()})
    said = tr(
        "{speakers} người phát biểu trên {present} đồng chí có mặt ({percent}); đủ điểm từ {full}%.",
        speakers=speakers,
        present=present,
        percent=percentages.format_percent(speakers, present),
        full=case.scheme.speakers,
    )
    return Figure(_share(criterion, speakers * 100, present * case.scheme.speakers), said)


def _tasks(criterion: Criterion, case: _Case) -> Figure:
    tasks = [task for item in case.content.agenda for task in item.tasks if task.text.strip()]
    if not tasks:
        return Figure(0, tr("Chưa ghi nhiệm vụ nào được giao."))
    clear = sum(bool(task.assignee.strip() and task.due_on) for task in tasks)
    said = tr("{clear}/{count} nhiệm vụ có người làm và thời hạn.", clear=clear, count=len(tasks))
    return Figure(_share(criterion, clear, len(tasks)), said)


# --- how it ended ---


def _conclusions(criterion: Criterion, case: _Case) -> Figure:
    agenda = case.content.agenda
    if not agenda:
        return Figure(0, tr("Chương trình chưa có nội dung nào."))
    concluded = sum(bool(item.conclusion.strip()) for item in agenda)
    votes = [item.vote for item in agenda if item.vote is not None]
    body = voting.body(case.content.attendance, case.on, case.context.overrides)
    passed = sum(voting.result(vote, body, case.on, case.context.overrides).passed for vote in votes)
    said = tr(
        "{concluded}/{count} nội dung có kết luận; {passed}/{votes} lần biểu quyết được thông qua.",
        concluded=concluded,
        count=len(agenda),
        passed=passed,
        votes=len(votes),
    )
    # One half for what was concluded, one for a vote that carried.
    return Figure(_share(criterion, concluded + len(agenda) * bool(passed), 2 * len(agenda)), said)


def _minutes(criterion: Criterion, case: _Case) -> Figure:
    agreed, present = case.content.approval_agree, case.counts.present
    if agreed is None or not present:
        return Figure(None, tr("Chưa ghi số tán thành biên bản."))
    said = tr("{agreed}/{present} đồng chí có mặt tán thành biên bản.", agreed=agreed, present=present)
    return Figure(criterion.most if agreed * 2 > present else 0, said)


_COUNTS: Mapping[str, Callable[[Criterion, _Case], Figure]] = {
    "committee": _committee,
    "invited": _invited,
    "papers": _papers,
    "attendance": _attendance,
    "time": _time,
    "contents": _contents,
    "speaking": _speaking,
    "tasks": _tasks,
    "conclusions": _conclusions,
    "minutes": _minutes,
}
