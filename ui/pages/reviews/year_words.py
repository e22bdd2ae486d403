"""How the rating of one year is said: in the words of its own scheme, with what became of it."""

from __future__ import annotations

from db.evaluation_records import Exclusion
from desktop_app.rules.dates import format_day
from desktop_app.services.rating_history import ToldRating
from desktop_app.texts import term, tr
from ui import theme


def standing(told: ToldRating | None) -> str:
    """Return in a few words how somebody was rated in a year."""
    if told is None:
        return ""
    if told.rating.exclusion is not Exclusion.NONE:
        return term("exclusion", told.rating.exclusion.value)
    if told.rating.annulled_on is not None:
        return tr("{level}, đã hủy", level=told.short(told.rating.decided_level))
    return told.short(told.standing) or term("review_stage", told.rating.stage.value)


def icon_of(told: ToldRating | None) -> tuple[str, str]:
    """Return the sign of a year's rating."""
    c = theme.colors()
    if told is None:
        return "", ""
    if told.rating.annulled_on is not None:
        return "close", c.error
    level = told.level(told.standing)
    if level is None:
        return "", ""
    if level.failing:
        return "warning", c.warning
    return ("star", c.ok) if level.rank == 0 else ("done", c.ok)


def told_words(told: ToldRating | None) -> str:
    """Return all that is known of a year's rating in a line."""
    if told is None:
        return tr("chưa ghi kết quả")
    rating = told.rating
    if rating.exclusion is not Exclusion.NONE:
        words = tr("không xếp loại, {reason}", reason=term("exclusion", rating.exclusion.value))
        return f"{words}: {rating.exclusion_note}" if rating.exclusion_note else words
    parts = []
    level = told.level(rating.decided_level)
    if level is not None:
        parts.append(level.name)
    for words, code in ((tr("tự nhận"), rating.self_level), (tr("đề xuất"), rating.proposed_level)):
        if code:
            parts.append(f"{words} {told.short(code)}")
    if rating.decided_on is not None:
        parts.append(decision_words(told))
    if rating.annulled_on is not None:
        day = format_day(rating.annulled_on)
        parts.append(tr("đã hủy ngày {day}: {reason}", day=day, reason=rating.annul_reason.replace("\n", " ")))
    return "; ".join(parts) or term("review_stage", rating.stage.value)


def decision_words(told: ToldRating) -> str:
    """Return who decided when under which number."""
    rating = told.rating
    if rating.decided_on is None:
        return ""
    words = tr("{by}, {day}", by=rating.decided_by, day=format_day(rating.decided_on))
    return tr("{words}, số {number}", words=words, number=rating.decision_number) if rating.decision_number else words
