"""Proposals the assistant fills in from what was typed, to be changed freely."""

from __future__ import annotations

import re

from db.text import fold, normalize

_COMMITTEE = re.compile(r"^(đảng ủy|ban chấp hành đảng bộ)\s+", re.IGNORECASE)
_KIND = re.compile(r"^(đảng bộ|chi bộ|xã|phường|đặc khu|thị trấn|huyện|tỉnh|thành phố)\s+", re.IGNORECASE)


def header_name(name: str) -> str:
    """Return how documents name the organisation of a committee: "Đảng ủy xã X" prints as "ĐẢNG BỘ XÃ X"."""
    return _COMMITTEE.sub("đảng bộ ", normalize(name)).upper()


def place_name(name: str) -> str:
    """Return the bare name of the place: "Đảng ủy xã Mường Khương" gives "Mường Khương"."""
    left = _COMMITTEE.sub("", normalize(name))
    while (shorter := _KIND.sub("", left)) != left:
        left = shorter
    return left


def code(name: str) -> str:
    """Return a short code from the first letters of the place: "Mường Khương" gives "MK"."""
    letters = "".join(word[0] for word in fold(place_name(name)).split() if word[0].isalnum())
    return letters.upper()[:8]
