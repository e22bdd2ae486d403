"""The base that every row the program knows is made of, and the words all rows about members share."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every record."""


class Standing(StrEnum):
    """Where a person stands in the organisation; one row of this axis holds on any day."""

    PROBATIONARY = "probationary"
    """Dự bị."""
    OFFICIAL = "official"
    """Chính thức."""
    TRANSFERRED = "transferred"
    """Đã chuyển sinh hoạt chính thức đi nơi khác."""
    REMOVED = "removed"
    """Xóa tên."""
    EXPELLED = "expelled"
    """Khai trừ."""
    RESIGNED = "resigned"
    """Xin ra khỏi Đảng."""
    DECEASED = "deceased"
    """Từ trần."""


class Duty(StrEnum):
    """Whether a member has to come to the cell's meetings; "active" where no row of this axis holds."""

    ACTIVE = "active"
    """Sinh hoạt bình thường."""
    EXEMPT = "exempt"
    """Miễn công tác và sinh hoạt đảng."""
    TEMPORARILY_EXEMPT = "temporarily_exempt"
    """Tạm miễn sinh hoạt."""
    AWAY = "away"
    """Sinh hoạt tạm thời nơi khác (đi)."""
    VISITING = "visiting"
    """Sinh hoạt tạm thời đến: counted at the official cell elsewhere."""
    SUSPENDED = "suspended"
    """Đình chỉ sinh hoạt đảng."""
