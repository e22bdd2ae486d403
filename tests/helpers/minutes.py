"""A meeting in words a cell in the mountains would use, for tests and benchmarks of what is printed."""

from __future__ import annotations

from datetime import date

import msgspec

from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    AssignmentOutcome,
    AttendanceMark,
    FollowUp,
    Guest,
    MeetingContent,
    MeetingKind,
    MeetingTask,
    Opinion,
    Presence,
    ScorePoint,
    ScoreSheet,
    Vote,
    VoteForm,
    VoteMatter,
)
from db.records import Duty, Standing
from desktop_app.documents.minutes import MinutesData

_FAMILIES = ("Hoàng", "Nông", "Lý", "Giàng", "Triệu", "Đặng", "Nguyễn", "Vàng", "Bàn", "Lục")
_GIVEN = ("Văn Hường", "Thị Đềnh", "A Sùng", "Seo Phừ", "Thị Ngọc Ánh", "Quốc Thịnh", "Thị Mỷ", "Văn Khuể")
_SENTENCES = """
Trong tháng, chi bộ đã lãnh đạo Nhân dân thu hoạch xong 42 ha lúa mùa, năng suất ước đạt 56 tạ/ha, bằng 103% kế hoạch;
trồng mới 3,5 ha rau vụ đông trên đất ruộng một vụ.

Công tác vệ sinh môi trường, làm đường liên thôn được bà con hưởng ứng; 68/74 hộ tham gia lao động công ích, còn 6 hộ
chưa tham gia do đi làm ăn xa.

Tư tưởng cán bộ, đảng viên và Nhân dân ổn định, tin tưởng vào sự lãnh đạo của Đảng, phấn khởi trước kết quả sản xuất.

Hạn chế: việc đôn đốc thu các khoản đóng góp còn chậm, một số đảng viên chưa gương mẫu trong việc di dời chuồng trại ra
khỏi gầm sàn; nguyên nhân chủ yếu là do chưa phân công cụ thể.

Đề nghị chi ủy phân công đảng viên phụ trách từng nhóm hộ, hằng tháng báo cáo kết quả tại buổi sinh hoạt thường kỳ.
"""
_PARTS = [" ".join(part.split()) for part in _SENTENCES.strip().split("\n\n")]


def name(number: int) -> str:
    """Return the full name of the member of that number."""
    return f"{_FAMILIES[number % len(_FAMILIES)]} {_GIVEN[number % len(_GIVEN)]}"


def passage(number: int, sentences: int) -> str:
    """Return a passage of so many sentences."""
    return " ".join(_PARTS[(number + step) % len(_PARTS)] for step in range(sentences))


def marks(members: int) -> tuple[AttendanceMark, ...]:
    """Return an attendance list: a few absent with reason, one without, one exempt, two probationary."""
    presence = {3: Presence.EXCUSED, 7: Presence.EXCUSED, 11: Presence.UNEXCUSED, 5: Presence.NOT_REQUIRED}
    reasons = {3: "ốm", 7: "đi công tác tại tỉnh", 5: "tuổi cao"}
    return tuple(
        AttendanceMark(
            member_id=f"m{number}",
            full_name=name(number),
            standing=Standing.PROBATIONARY if number in (8, 9) else Standing.OFFICIAL,
            duty=Duty.EXEMPT if number == 5 else Duty.ACTIVE,
            presence=presence.get(number, Presence.PRESENT),
            reason=reasons.get(number, ""),
        )
        for number in range(members)
    )


def item(number: int, title: str, sentences: int, opinions: int) -> AgendaItem:
    """Return an agenda item with a passage of so many sentences and so many opinions."""
    return AgendaItem(
        title=title,
        content=passage(number, sentences),
        opinions=tuple(
            Opinion(speaker=name(number + 2 * step), text=passage(number + step, 1), member_id=f"m{number + 2 * step}")
            for step in range(opinions)
        ),
        conclusion=passage(number + 1, 1),
        vote=Vote(entitled=34, agree=33, other=1) if number == 3 else None,
    )


def ordinary_content(kind: MeetingKind = MeetingKind.REGULAR, theme: str = "") -> MeetingContent:
    """Return a meeting whose minutes take three pages."""
    return MeetingContent(
        cell_id="cell",
        kind=kind,
        period="2026-11",
        held_on=date(2026, 11, 3),
        start_time="19:30",
        end_time="21:15",
        place="Nhà văn hóa thôn Nà Lừa",
        chair_id="m0",
        secretary_id="m1",
        theme=theme,
        attendance=marks(41),
        guests=(
            Guest(name="Trần Văn Thắng", position="Phó Bí thư Thường trực Đảng ủy xã", from_above=True),
            Guest(name="Ma Thị Hoa", position="Chi hội trưởng phụ nữ thôn"),
        ),
        agenda=(
            item(0, "Thông tin thời sự, quán triệt văn bản của cấp trên", 2, 0),
            item(1, "Đánh giá kết quả thực hiện nhiệm vụ tháng 10", 3, 3),
            item(2, "Tình hình tư tưởng của đảng viên, quần chúng; học tập và làm theo Bác", 2, 2),
            item(3, "Nhiệm vụ tháng 12 và phân công thực hiện", 3, 2),
        ),
        approval_agree=37,
    )


def full_content(kind: MeetingKind = MeetingKind.REGULAR, theme: str = "") -> MeetingContent:
    """Return a meeting in which every field there is was filled in."""
    whole = ordinary_content(kind, theme)
    tasks = (
        MeetingTask(id="t1", text="Thu hoạch xong lúa mùa", assignee="Lý A Sùng", due_on=date(2026, 11, 30)),
        MeetingTask(id="t2", text="Thực hiện tốt quy ước thôn", assignee="Toàn thể đảng viên"),
    )
    last = msgspec.structs.replace(
        whole.agenda[3],
        tasks=tasks,
        attached=True,
        vote=Vote(entitled=34, agree=33, other=1, form=VoteForm.BALLOT, matter=VoteMatter.ADMISSION),
    )
    return msgspec.structs.replace(
        whole,
        agenda=(*whole.agenda[:3], last),
        documents=(
            AnnouncedDocument(number="Chỉ thị 50-CT/TW ngày 23/7/2025", summary="đổi mới sinh hoạt chi bộ"),
            AnnouncedDocument(summary="Kế hoạch thu hoạch lúa mùa"),
        ),
        follow_ups=(
            FollowUp(
                assignment_id="a1",
                text="Vận động 6 hộ còn lại tham gia làm đường liên thôn",
                assignee="Giàng Seo Phừ",
                due_on=date(2026, 10, 30),
                outcome=AssignmentOutcome.LATE,
                remark="xong ngày 02/11",
            ),
            FollowUp(assignment_id="a2", text="Thu đảng phí quý III", outcome=AssignmentOutcome.ON_TIME),
        ),
        guidance="Đề nghị chi bộ quan tâm phát triển đảng viên là đoàn viên thanh niên.",
        guidance_reply="Chi bộ tiếp thu đầy đủ, đưa vào nghị quyết tháng 12.",
        dues_note="Đã thu đủ đảng phí tháng 11, còn 2 đồng chí nộp cuối tháng.",
        recorded=True,
        score=ScoreSheet(
            scheme="default",
            points=(
                ScorePoint(code="a", group="I. Chuẩn bị", title="Chi ủy họp trước", most=150, voted=150),
                ScorePoint(code="b", group="II. Tổ chức", title="Đúng ngày, đủ thời gian", most=850, voted=735),
            ),
            confirmed_by="Trần Văn Thắng, Phó Bí thư Thường trực",
            level="good",
            total=885,
        ),
    )


def minutes(content: MeetingContent | None = None, **changes: object) -> MinutesData:
    """Return printable minutes; ``changes`` replace fields of the data."""
    fields: dict[str, object] = {
        "content": content or ordinary_content(),
        "upper_header": "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
        "cell_header": "CHI BỘ THÔN NÀ LỪA",
        "cell_name": "Chi bộ thôn Nà Lừa",
        "place": "Mường Khương",
        "number": 11,
        "chair": name(0),
        "secretary": name(1),
        "state": "final",
    }
    return MinutesData(**{**fields, **changes})  # type: ignore[arg-type]
