"""Rows of one commune as its services would keep them, for tests that write them plainly."""

from __future__ import annotations

from typing import Any

from db.ids import new_id
from db.partition_sources import SOURCES

SINCE = "2020-01-01"
GIVEN = ("Vàng Seo Dìn", "Lù Thị Mỷ", "Nguyễn Văn An", "Đặng Thị Ánh", "Giàng A Páo", "Hoàng Ỷ Nhình")


def profile(position: int) -> dict[str, Any]:
    """Return particulars as a clerk fills them in, some of them unknown."""
    unknown: dict[str, Any] = dict.fromkeys(SOURCES["member_profiles"].columns, "")
    return unknown | {
        "birth_place": "Xã Mường Khương, tỉnh Lào Cai",
        "home_place": "Xã Mường Khương, tỉnh Lào Cai",
        "permanent_address": f"Số nhà {position}, thôn Nà Lừa, xã Mường Khương",
        "hamlet_id": None,
        "phone": f"0912345{position % 1000:03}",
        "family_background": "Nông dân",
        "occupation": "Trưởng thôn" if position % 5 == 0 else "Nông dân",
        "former_occupation": "Nông dân",
        "general_education": "12/12",
        "qualification_code": "college",
        "qualification_field": "Chăn nuôi thú y",
        "theory_code": "primary",
        "youth_joined_on": "1998-03",
        "youth_member": 0,
        "admitted_place": "Chi bộ thôn Nà Lừa",
        "introducers": "Nguyễn Văn An, Lù Thị Mỷ",
        "official_place": "Chi bộ thôn Nà Lừa",
        "card_issued_on": "2011-09-02",
        "file_number": f"LC-{position:05}",
        "category_code": "farmer",
        "political_system": ("", "yes", "no")[position % 3],
    }


def registered(member: str, cell: str, position: int) -> dict[str, Any]:
    """Return the act by which somebody was written down."""
    return {
        "id": new_id(),
        "member_id": member,
        "seq": 1,
        "kind": "registered",
        "on_date": SINCE,
        "cell_id": cell,
        "party_group": "Tổ 1",
        "standing": "probationary" if position % 7 == 0 else "official",
        "duty": "active",
        "decision_number": "Số 12-QĐ/ĐU",
        "decision_on": None,
        "decided_by": "Đảng ủy xã",
        "place": "",
        "paper_number": "",
        "dues_until": "2019-12",
        "until": None,
        "cancelled": None,
    }


def meeting_row(owner_id: str, meeting: str, cell: str, members: list[str], period: str) -> dict[str, Any]:
    """Return a final regular meeting."""
    return {
        "id": meeting,
        "owner_id": owner_id,
        "series_id": new_id(),
        "version": 1,
        "state": "final",
        "number": 5,
        "cell_id": cell,
        "kind": "regular",
        "period": period,
        "held_on": f"{period}-03",
        "start_time": "07:30",
        "end_time": "09:15",
        "place": "Nhà văn hóa thôn Nà Lừa",
        "chair_id": members[0] if members else None,
        "secretary_id": members[0] if members else None,
        "theme": "",
        "approval_agree": len(members),
        "required": len(members),
        "present": len(members),
        "excused": 0,
        "unexcused": 0,
        "conclusions": 1,
        "finalized_at": f"{period}-03T10:00:00",
        "revision_reason": "",
        "party_group": "",
        "prepared_by": None,
        "guidance": "Đồng chí đảng ủy viên đề nghị chi bộ sớm hoàn thành đường thôn.",
        "guidance_reply": "Chủ trì xin tiếp thu.",
        "dues_note": "",
        "recorded": 0,
        "score_scheme": "",
        "score_confirmed_by": "",
        "quality_level": "good",
        "quality_points": 905,
    }


def attendance_rows(meeting: str, members: list[str]) -> list[dict[str, Any]]:
    """Return the list of a meeting that everybody came to."""
    return [
        {
            "meeting_id": meeting,
            "position": position,
            "member_id": member,
            "full_name": GIVEN[position % len(GIVEN)],
            "standing": "official",
            "duty": "active",
            "presence": "present",
            "reason": "",
        }
        for position, member in enumerate(members)
    ]


def agenda_rows(meeting: str, members: list[str]) -> list[dict[str, Any]]:
    """Return two items, the second of hostile text."""
    return [
        {
            "meeting_id": meeting,
            "position": 0,
            "title": "Kiểm điểm công tác tháng 10",
            "content": "Đồng chí bí thư thông qua báo cáo. " * 150 + "\nHết.",
            "conclusion": "Thống nhất nhiệm vụ tháng tới.",
            "vote_form": "hands",
            "vote_entitled": len(members),
            "vote_agree": len(members),
            "vote_disagree": 0,
            "vote_other": 0,
            "vote_matter": "ordinary",
            "attached": 1,
        },
        {
            "meeting_id": meeting,
            "position": 1,
            "title": "=cmd|' /C calc'!A0",
            "content": '<b>x</b><img src="x">',
            "conclusion": "",
            "vote_form": None,
            "vote_entitled": None,
            "vote_agree": None,
            "vote_disagree": None,
            "vote_other": None,
            "vote_matter": "ordinary",
            "attached": 0,
        },
    ]


def opinion_rows(meeting: str, chair: str | None) -> list[dict[str, Any]]:
    """Return what one person said."""
    return [
        {
            "meeting_id": meeting,
            "item_position": 0,
            "position": 0,
            "member_id": chair,
            "speaker": "Giàng A Páo",
            "text": "Nhất trí với dự thảo.\nĐề nghị bổ sung đường bê tông thôn.",
        }
    ]


def guest_rows(meeting: str) -> list[dict[str, Any]]:
    """Return a guest from above."""
    return [
        {
            "meeting_id": meeting,
            "position": 0,
            "name": "Nguyễn Thị Hà",
            "role": "Ủy viên Ban Thường vụ",
            "unit": "Đảng ủy xã",
            "from_above": 1,
        }
    ]


def document_rows(meeting: str) -> list[dict[str, Any]]:
    """Return a document that was announced."""
    return [{"meeting_id": meeting, "position": 0, "number": "50-CT/TW", "summary": "Về sinh hoạt chi bộ"}]


def task_rows(meeting: str, chair: str | None) -> list[dict[str, Any]]:
    """Return a task with a day and one that nobody in particular answers for."""
    shared = {"meeting_id": meeting, "item_position": 0}
    return [
        shared
        | {
            "position": 0,
            "task_id": new_id(),
            "text": "Vận động nhân dân hiến đất.\nBáo cáo tại buổi sau.",
            "assignee": "Giàng A Páo",
            "member_id": chair,
            "due_on": "2026-12-03",
        },
        shared
        | {
            "position": 1,
            "task_id": new_id(),
            "text": "Học tập chuyên đề",
            "assignee": "Toàn thể đảng viên",
            "member_id": None,
            "due_on": None,
        },
    ]


def follow_up_rows(meeting: str) -> list[dict[str, Any]]:
    """Return an earlier task as it was found."""
    return [
        {
            "meeting_id": meeting,
            "position": 0,
            "assignment_id": new_id(),
            "text": "Dọn vệ sinh đường thôn",
            "assignee": "Lù Thị Mỷ",
            "due_on": "2026-10-30",
            "outcome": "on_time",
            "remark": "Cả thôn tham gia.",
        }
    ]


def score_rows(meeting: str) -> list[dict[str, Any]]:
    """Return one criterion of the score sheet, not yet confirmed from above."""
    return [
        {
            "meeting_id": meeting,
            "position": 0,
            "code": "attendance",
            "grouping": "Tỷ lệ đảng viên dự",
            "title": "Tỷ lệ dự trên 95%",
            "most": 200,
            "proposed": 200,
            "voted": 195,
            "confirmed": None,
            "remark": "",
        }
    ]
