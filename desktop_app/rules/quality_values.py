"""How the criteria and the attendance bands of a score scheme are typed and shown: one line each, parted by strokes.

``Nhóm | Tiêu chí | điểm tối đa | cách tính``: a star after the points marks a criterion that must be full for the top
level; the way of counting is one of the words of the terms ``score_rule``, or left out where people score by hand.
A band of attendance is ``≥ 95% | 20`` or ``> 85% | 14``. The words are Vietnamese whatever the window speaks, because
the line is kept as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from db.problems import ProblemError
from db.text import normalize
from desktop_app.rules.percentages import format_number
from desktop_app.texts import term

BY = (
    *("committee", "invited", "papers", "attendance", "time", "contents", "speaking", "tasks", "conclusions"),
    "minutes",
)
"""The ways the program counts a criterion, in ``quality_figures``."""
MOST_CRITERIA = 40
MOST_BANDS = 10
MAX_POINTS = 1_000
"""Of one criterion, in points."""
_MAX_GROUP, _MAX_TITLE, _MAX_SHOWN = 100, 300, 80
_POINTS = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]))?")
_BAND = re.compile(r"(≥|>=|>|từ|trên)? ?([0-9]{1,3}) ?%?")


# --- criteria ---


def criteria_of(text: str) -> list[dict[str, Any]]:
    """Return the criteria a text stands for, a line each. Raises ProblemError M30 (a line), M31 (all of them)."""
    lines = _lines(text)
    found = [_criterion(number, line) for number, line in enumerate(lines, 1)]
    titles = {(one["group"], one["title"].casefold()) for one in found}
    if not 1 <= len(found) <= MOST_CRITERIA or len(titles) < len(found):
        raise ProblemError("M31", most=MOST_CRITERIA)
    return found


def _criterion(number: int, line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    group, title, points, by = (*parts, "", "", "", "")[:4]
    full = points.endswith("*")
    most = _points(points.removesuffix("*").strip())
    way = _way(by)
    known = len(parts) in (3, 4) and group and title and most and way is not None
    if not known or len(group) > _MAX_GROUP or len(title) > _MAX_TITLE:
        raise ProblemError("M30", number=number, line=line[:_MAX_SHOWN])
    return {"group": group, "title": title, "most": most, "by": way, "full": full}


def _way(typed: str) -> str | None:
    """Return the code of a way of counting, empty for none, None where the word is not known."""
    if not typed:
        return ""
    wanted = typed.casefold()
    return next((code for code in BY if wanted in (code, _word(code).casefold())), None)


def _word(code: str) -> str:
    return term("score_rule", code, language="vi")


def ways() -> str:
    """Return the words of the ways of counting, parted by commas."""
    return ", ".join(map(_word, BY))


def criteria_text(criteria: Sequence[Mapping[str, Any]]) -> str:
    """Return criteria as they are kept and as an editor begins with them; ``criteria_of`` gives them back."""
    lines = []
    for one in criteria:
        points = f"{points_text(one['most'])}{'*' if one['full'] else ''}"
        parts = [one["group"], one["title"], points, *([_word(one["by"])] if one["by"] else [])]
        lines.append(" | ".join(parts))
    return "\n".join(lines)


# --- bands of attendance ---


def bands_of(text: str) -> list[dict[str, Any]]:
    """Return the bands a text stands for, the highest first. Raises ProblemError M32."""
    found = [_band(line) for line in _lines(text)]
    steps = [(one["percent"], one["above"]) for one in found]
    if not 1 <= len(found) <= MOST_BANDS or steps != sorted(set(steps), reverse=True):
        raise ProblemError("M32", most=MOST_BANDS)
    return found


def _band(line: str) -> dict[str, Any]:
    step, _, points = line.partition("|")
    match = _BAND.fullmatch(step.strip().casefold())
    worth = _points(points.strip())
    if match is None or worth is None or int(match[2]) > 100:
        raise ProblemError("M32", most=MOST_BANDS)
    return {"percent": int(match[2]), "above": match[1] in (">", "trên"), "points": worth}


def bands_text(bands: Sequence[Mapping[str, Any]]) -> str:
    """Return bands as they are kept and as an editor begins with them; ``bands_of`` gives them back."""
    return "\n".join(
        f"{'>' if one['above'] else '≥'} {one['percent']}% | {points_text(one['points'])}" for one in bands
    )


# --- points ---


def _points(text: str) -> int | float | None:
    match = _POINTS.fullmatch(text)
    if match is None:
        return None
    number = Decimal(f"{match[1]}.{match[2] or 0}")
    if number > MAX_POINTS:
        return None
    return float(number) if number % 1 else int(number)


def points_text(points: float) -> str:
    """Return points as they are written: "20", "8,5"."""
    return format_number(Decimal(str(points))).replace(".", "")


def _lines(text: str) -> list[str]:
    return [tidy for line in normalize(text, keep_newlines=True).split("\n") if (tidy := line.strip())]
