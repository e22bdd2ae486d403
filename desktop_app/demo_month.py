"""One invented month of a cell: who came, what was said, concluded and voted, in the words of resources/demo."""

from __future__ import annotations

import functools
import random
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from importlib import resources
from typing import Any

import msgspec

from db.ids import new_id
from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    AssignmentOutcome,
    AttendanceMark,
    FollowUp,
    Guest,
    MeetingContent,
    MeetingDraft,
    MeetingTask,
    Opinion,
    Presence,
    Vote,
    VoteForm,
)
from db.records import Sex, Standing
from desktop_app.demo_people import Person
from desktop_app.rules import voting

GUESTS = (
    "Hoàng Trung Hiếu",
    "Nông Thị Nhung",
    "Triệu Tiến Thọ",
    "Nguyễn Quốc Việt",
    "Giàng A Chứ",
    "Lương Thị Thoa",
    "Bế Minh Khánh",
)
"""Committee members who look after cells; they belong to the cell of the commune's own offices."""
_STARTS = ("07:30", "08:00", "19:00", "19:30")


@functools.cache
def texts() -> dict[str, Any]:
    """Return the sample texts."""
    return tomllib.loads(resources.files("resources").joinpath("demo/texts.toml").read_text("utf-8"))


class Scribe:
    """Fills the forms of one commune's month; what it writes follows from the seed alone."""

    def __init__(self, seed: int, people: Mapping[str, Person]) -> None:
        """``people`` gives each member by identifier."""
        self._rng = random.Random(seed)  # noqa: S311  # invented minutes, nothing secret
        self._people = people
        self._decks: dict[str, list[str]] = {}

    def regular(
        self, draft: MeetingDraft, *, place: str, absent: float, unexcused: int, theme: str = ""
    ) -> MeetingDraft:
        """Return the draft of a regular or combined meeting filled in; ``absent`` is the share of those who miss it."""
        content = draft.content
        marks = self._attendance(content.attendance, absent, unexcused)
        chair, secretary = self._officers(marks, draft.content.chair_id)
        minutes = self._rng.choice((95, 100, 105, 110, 120) if not theme else (130, 140, 150))
        start = self._rng.choice(_STARTS)
        speakers = [mark for mark in marks if mark.presence is Presence.PRESENT and mark.member_id != chair.member_id]
        agenda = tuple(self._item(item.title, speakers, marks, _day(content), theme) for item in content.agenda)
        return _replaced(
            draft,
            start_time=start,
            end_time=_later(start, minutes),
            place=place,
            chair_id=chair.member_id,
            secretary_id=secretary.member_id,
            theme=theme,
            attendance=marks,
            guests=self._guests(),
            agenda=agenda,
            approval_agree=sum(mark.presence is Presence.PRESENT for mark in marks),
            **self._surroundings(content, len(marks)),
        )

    def _surroundings(self, content: MeetingContent, members: int) -> dict[str, Any]:
        """Return what a monthly meeting says beside its agenda: documents, earlier tasks, guidance, dues."""
        told = texts()
        documents = self._rng.sample(told["documents"], self._rng.randint(2, 3))
        return {
            "documents": tuple(AnnouncedDocument(**one) for one in documents),
            "follow_ups": tuple(map(self._answered, content.follow_ups)),
            "guidance": self._draw("guidance", told["guidance"]),
            "guidance_reply": self._draw("guidance_replies", told["guidance_replies"]),
            "dues_note": self._draw("dues", told["dues"]).format(members=members),
        }

    def _answered(self, line: FollowUp) -> FollowUp:
        outcome, remarks = self._rng.choice(
            (
                *((AssignmentOutcome.ON_TIME, "done_remarks"),) * 4,
                (AssignmentOutcome.LATE, "late_remarks"),
                (AssignmentOutcome.OPEN, "open_remarks"),
            )
        )
        return msgspec.structs.replace(line, outcome=outcome, remark=self._rng.choice(texts()[remarks]))

    def committee(self, draft: MeetingDraft, *, place: str, held_on: date) -> MeetingDraft:
        """Return the draft of a committee meeting filled in: everybody came, and nothing was disputed."""
        told, marks = texts()["committee"], draft.content.attendance
        agenda = tuple(
            AgendaItem(
                title=item.title,
                content=content,
                conclusion=told["conclusion"],
                vote=self._vote(marks, held_on) if position == len(told["contents"]) - 2 else None,
            )
            for position, (item, content) in enumerate(zip(draft.content.agenda, told["contents"], strict=False))
        )
        return _replaced(
            draft,
            held_on=held_on,
            start_time="19:30",
            end_time=_later("19:30", 60),
            place=place,
            chair_id=draft.content.chair_id or marks[0].member_id,
            secretary_id=next(mark.member_id for mark in marks if mark.member_id != draft.content.chair_id),
            agenda=agenda,
            approval_agree=len(marks),
        )

    def scored(self, draft: MeetingDraft) -> MeetingDraft:
        """Return a draft whose score sheet holds what the program counted, with the rest scored and all of it voted."""
        sheet = draft.content.score
        if sheet is None:
            return draft
        points = []
        for point in sheet.points:
            own = point.proposed
            if own is None:
                own = point.most - self._rng.choice((0, 0, 10))
            voted, remark = own, ""
            if "phát biểu" in point.title and own < point.most:
                voted, remark = point.most - self._rng.choice((0, 20, 40)), texts()["speaking_remark"]
            points.append(msgspec.structs.replace(point, proposed=own, voted=max(own, voted), remark=remark))
        return _replaced(draft, score=msgspec.structs.replace(sheet, points=tuple(points)))

    def thematic(self, draft: MeetingDraft, *, place: str, held_on: date, theme: str) -> MeetingDraft:
        """Return the draft of a thematic meeting filled in."""
        marks = self._attendance(draft.content.attendance, 0.06, 0)
        chair, secretary = self._officers(marks, draft.content.chair_id)
        present = [mark for mark in marks if mark.presence is Presence.PRESENT]
        reader = self._rng.choice([mark for mark in present if mark.member_id != chair.member_id])
        told = texts()["thematic"]
        young = sum(self._people[mark.member_id].age < 35 for mark in marks)
        bodies = (
            told["purpose"],
            told["draft"].format(name=reader.full_name, theme=theme, members=len(marks), young=young),
            told["discussion"],
            "",
        )
        agenda = []
        for position, item in enumerate(draft.content.agenda):
            last = position == len(draft.content.agenda) - 1
            agenda.append(
                AgendaItem(
                    title=item.title,
                    content=bodies[position] if position < len(bodies) else "",
                    opinions=self._opinions(present, "thematic", told["opinions"], 3) if position == 2 else (),
                    conclusion=told["conclusion"].format(name=reader.full_name) if last else "",
                    vote=self._vote(marks, held_on) if last else None,
                )
            )
        return _replaced(
            draft,
            held_on=held_on,
            start_time="14:00",
            end_time=_later("14:00", 105),
            place=place,
            chair_id=chair.member_id,
            secretary_id=secretary.member_id,
            theme=theme,
            attendance=marks,
            guests=self._guests(),
            agenda=tuple(agenda),
            approval_agree=len(present),
        )

    # --- people ---

    def _attendance(
        self, marks: tuple[AttendanceMark, ...], share: float, unexcused: int
    ) -> tuple[AttendanceMark, ...]:
        required = [mark for mark in marks if mark.presence is Presence.PRESENT]
        count = max(unexcused + 1, round(len(required) * share))
        missing = {mark.member_id: position for position, mark in enumerate(self._rng.sample(required, count))}
        return tuple(
            self._absent(mark, missing[mark.member_id] < unexcused) if mark.member_id in missing else mark
            for mark in marks
        )

    def _absent(self, mark: AttendanceMark, without_reason: bool) -> AttendanceMark:  # noqa: FBT001
        if without_reason:
            return msgspec.structs.replace(mark, presence=Presence.UNEXCUSED)
        person = self._people[mark.member_id]
        fitting = [
            reason["text"]
            for reason in texts()["reasons"]
            if reason["ages"][0] <= person.age <= reason["ages"][1]
            and (person.sex is Sex.FEMALE or not reason.get("women"))
        ]
        reason = self._rng.choice(fitting)
        return msgspec.structs.replace(mark, presence=Presence.EXCUSED, reason=reason)

    def _officers(self, marks: tuple[AttendanceMark, ...], known: str | None) -> tuple[AttendanceMark, AttendanceMark]:
        """Return who chairs, the secretary of the cell where present, and who takes the minutes."""
        able = [
            mark
            for mark in marks
            if mark.presence is Presence.PRESENT
            and mark.standing is Standing.OFFICIAL
            and 32 <= self._people[mark.member_id].age <= 62
        ]
        chair, secretary = self._rng.sample(able, 2)
        usual = next((mark for mark in able if mark.member_id == known), None)
        if usual is None:
            return chair, secretary
        return usual, secretary if secretary is not usual else chair

    def _guests(self) -> tuple[Guest, ...]:
        name, position = self._draw("guests", list(GUESTS)), self._draw("posts", texts()["guest_positions"])
        return (Guest(name=name, position=position, from_above=True),)

    # --- contents ---

    def _item(
        self, title: str, speakers: list[AttendanceMark], marks: tuple[AttendanceMark, ...], on: date, theme: str
    ) -> AgendaItem:
        told = texts()
        lowered = title.casefold()
        if "thời sự" in lowered:
            return AgendaItem(
                title=title,
                content="\n".join(self._several("news", told["news"], 3)),
                conclusion=self._draw("news_conclusions", told["news_conclusions"]),
            )
        if "đánh giá kết quả" in lowered:
            lines = [*self._several("results", told["results"], 4), self._draw("weaknesses", told["weaknesses"])]
            return AgendaItem(
                title=title,
                content=self._filled("\n".join(lines)),
                opinions=self._opinions(
                    speakers, "opinions_results", told["opinions_results"], self._rng.randint(2, 3)
                ),
                conclusion=self._draw("conclusions", told["conclusions"]),
            )
        if "tư tưởng" in lowered:
            name = self._rng.choice(speakers).full_name
            following = self._draw("following", told["following"])
            return AgendaItem(
                title=title,
                content=f"{self._draw('thinking', told['thinking'])}\n"
                + following.format(name=name, count=self._rng.randint(2, 5)),
                conclusion=self._draw("thinking_conclusions", told["thinking_conclusions"]),
            )
        if "nhiệm vụ tháng tới" in lowered:
            return self._tasks(title, speakers, marks, on)
        if "chuyên đề" in lowered:
            return self._theme_item(title, speakers, theme, len(marks))
        return AgendaItem(
            title=title,
            content="\n".join(self._several("building", told["building"], 3)),
            opinions=self._opinions(speakers, "opinions_building", told["opinions_building"], self._rng.randint(0, 1)),
            conclusion=self._draw("building_conclusions", told["building_conclusions"]),
        )

    def _tasks(
        self, title: str, speakers: list[AttendanceMark], marks: tuple[AttendanceMark, ...], on: date
    ) -> AgendaItem:
        told = texts()
        tasks = self._several("tasks", told["tasks"], 3)
        leaders = self._rng.sample(speakers, len(tasks))
        return AgendaItem(
            title=title,
            content=told["tasks_intro"],
            opinions=self._opinions(speakers, "opinions_tasks", told["opinions_tasks"], self._rng.randint(1, 3)),
            conclusion=told["tasks_conclusion"].format(month=_month(on), next=_month(on + timedelta(days=31))),
            vote=self._vote(marks, on),
            tasks=tuple(
                MeetingTask(
                    id=new_id(),
                    text=self._filled(task),
                    assignee=leader.full_name,
                    member_id=leader.member_id,
                    due_on=on.replace(day=self._rng.randint(12, 28)),
                )
                for task, leader in zip(tasks, leaders, strict=True)
            ),
        )

    def _theme_item(self, title: str, speakers: list[AttendanceMark], theme: str, members: int) -> AgendaItem:
        told = texts()["thematic"]
        reader = self._rng.choice(speakers).full_name
        if "kết luận" in title.casefold():
            return AgendaItem(title=title, conclusion=told["conclusion"].format(name=reader))
        young = self._rng.randint(3, 9)
        return AgendaItem(
            title=title,
            content=told["draft"].format(name=reader, theme=theme, members=members, young=young),
            opinions=self._opinions(speakers, "thematic", told["opinions"], 2),
            conclusion="Chi bộ nhất trí với dự thảo chuyên đề và các ý kiến bổ sung.",
        )

    def _vote(self, marks: tuple[AttendanceMark, ...], on: date) -> Vote:
        entitled = voting.entitled(marks, on)
        other = 1 if self._rng.random() < 0.2 else 0
        return Vote(form=VoteForm.HANDS, entitled=entitled, agree=entitled - other, other=other)

    def _opinions(self, speakers: list[AttendanceMark], name: str, bank: list[str], count: int) -> tuple[Opinion, ...]:
        said = self._several(name, bank, count)
        people = self._rng.sample(speakers, len(said))
        return tuple(
            Opinion(speaker=person.full_name, text=text, member_id=person.member_id)
            for person, text in zip(people, said, strict=True)
        )

    def _filled(self, text: str) -> str:
        pick = self._rng.randint
        return text.format(
            area=pick(18, 64),
            **{"yield": pick(48, 58)},
            winter=pick(6, 24),
            percent=pick(88, 100),
            school=pick(97, 100),
            cattle=pick(90, 260),
            forest=pick(3, 15),
            care=pick(20, 70),
            days=pick(80, 320),
            land=pick(12, 90) * 10,
            road=pick(12, 60) * 10,
            homes=pick(4, 18),
            poor=pick(3, 12),
            cases=pick(1, 3),
        )

    def _draw(self, name: str, bank: list[str]) -> str:
        """Return the next text of a bank; all are used before one comes again."""
        deck = self._decks.setdefault(name, [])
        if not deck:
            deck += self._rng.sample(bank, len(bank))
        return deck.pop()

    def _several(self, name: str, bank: list[str], count: int) -> list[str]:
        """Return different texts of a bank, in the order of the bank."""
        drawn: list[str] = []
        while len(drawn) < min(count, len(bank)):
            text = self._draw(name, bank)
            if text not in drawn:
                drawn.append(text)
        return sorted(drawn, key=bank.index)


def _day(content: MeetingContent) -> date:
    assert content.held_on is not None  # sample cells have a fixed day
    return content.held_on


def _month(on: date) -> str:
    return f"{on.month}/{on.year}"


def _later(start: str, minutes: int) -> str:
    total = int(start[:2]) * 60 + int(start[3:]) + minutes
    return f"{total // 60:02}:{total % 60:02}"


def _replaced(draft: MeetingDraft, **changes: Any) -> MeetingDraft:
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **changes))
