"""Days and times as clerks type them and as Vietnamese documents write them."""

from __future__ import annotations

import calendar
import functools
import re
from datetime import date, timedelta
from typing import Literal

from db.problems import ProblemError
from db.text import fold

YearSense = Literal["recent", "birth"]
"""How a year of two digits is meant: near today, or the birth of someone grown up."""

_FIXED_DAYS = {"hom nay": 0, "nay": 0, "hom qua": 1, "qua": 1, "hom kia": 2}
_SEPARATED = re.compile(r"([0-9]{1,2})[ /.\-]([0-9]{1,2})(?:[ /.\-]([0-9]{4}|[0-9]{2}))?")
_RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_MONTH = re.compile(r"([0-9]{1,2})[ /.\-]([0-9]{4})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEAR = re.compile(r"[0-9]{4}")
_TIME = re.compile(r"([0-9]{1,2})\s*(?:(?:giờ|gio|h|g|:|\.)\s*(?:([0-9]{1,2})\s*(?:phút|phut|p|')?)?)?")
_TIME_RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})")
_WORDS = re.compile(r"\b(?:ngày|tháng|năm)\b", re.IGNORECASE)
_FAR_AHEAD = timedelta(days=183)
"""A day typed without its year that lies further ahead than this was meant for the year before."""
_GROWN_UP = 18
"""Nobody is admitted younger (Điều lệ Đảng, Điều 1), so no birth year is nearer than this."""
_FIRST_YEAR = 1800
"""No paper of an office speaks of an earlier day: "0026" is a slip."""


def parse_day(text: str, today: date, years: YearSense = "recent") -> date:
    """Return the day a clerk typed: 03/11/2026, 3/11, 3.11.26, 3-11-2026, 3 11 2026, 03112026, 2026-11-03, hôm nay.

    Raises ProblemError: D01 (not a day), D02 (month before day), D03 (no such day), each with ``text``.
    """
    cleaned = _cleaned(text)
    days_ago = _FIXED_DAYS.get(fold(text))
    if days_ago is not None:
        return today - timedelta(days=days_ago)
    if match := _ISO.fullmatch(cleaned):
        return _day(int(match[1]), int(match[2]), int(match[3]), text)
    match = _SEPARATED.fullmatch(cleaned) or _RUN_TOGETHER.fullmatch(cleaned)
    if match is None:
        raise ProblemError("D01", text=text)
    day, month = int(match[1]), int(match[2])
    if match[3] is not None:
        return _day(_year(match[3], today, years), month, day, text)
    chosen = _day(today.year, month, day, text)
    return chosen if chosen - today <= _FAR_AHEAD else _day(today.year - 1, month, day, text)


def parse_partial(text: str, today: date, years: YearSense = "birth") -> str:
    """Return a partial date as it is kept, from 1975, 3/1975 or a whole day; empty for an empty text.

    Raises ProblemError as ``parse_day`` does.
    """
    cleaned = _cleaned(text)
    if not cleaned:
        return ""
    if _YEAR.fullmatch(cleaned):
        return f"{_known(int(cleaned), text):04}"
    if match := _MONTH.fullmatch(cleaned):
        return _month(int(match[2]), int(match[1]), text)
    if match := _ISO_MONTH.fullmatch(cleaned):
        return _month(int(match[1]), int(match[2]), text)
    if _SEPARATED.fullmatch(cleaned) and not re.search(r"[0-9][ /.\-][0-9]+[ /.\-]", cleaned):
        # "5/75" is neither a day without its year nor a month with one.
        raise ProblemError("D01", text=text)
    return parse_day(text, today, years).isoformat()


def parse_time(text: str) -> str:
    """Return a time of day as HH:MM from 19h30, 19:30, 1930, 19h, 19 giờ 30.

    Raises ProblemError D04 with ``text``.
    """
    cleaned = text.strip().lower()
    match = _TIME_RUN_TOGETHER.fullmatch(cleaned) or _TIME.fullmatch(cleaned)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise ProblemError("D04", text=text)
    return f"{int(match[1]):02}:{int(match[2] or 0):02}"


def minutes_of(time: str) -> int | None:
    """Return the minutes since midnight of a kept time HH:MM, or None when it is not one."""
    match = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", time)
    return int(match[1]) * 60 + int(match[2]) if match else None


def format_day(day: date) -> str:
    """Return a day as the screen shows it: 03/11/2026."""
    return f"{day:%d/%m}/{day.year:04}"


def format_stamp_day(stamp: str) -> str:
    """Return the day of a kept ISO time or day as the screen shows it: 03/11/2026; empty for an empty text."""
    return format_partial(stamp[:10])


def format_stamp(stamp: str) -> str:
    """Return a kept ISO time as the screen shows it, to the minute: 03/11/2026 08:30; empty for an empty text."""
    return f"{format_stamp_day(stamp)} {stamp[11:16]}".strip()


def format_official(day: date) -> str:
    """Return a day as documents cite it: 06/7/2018, 02/3/2007 (January and February keep their zero)."""
    return f"{day.day:02}/{_official_month(day.month)}/{day.year:04}"


def format_long(day: date) -> str:
    """Return a day in words: "ngày 03 tháng 11 năm 2026"."""
    return f"ngày {day.day:02} tháng {_official_month(day.month)} năm {day.year}"


def format_partial(partial: str) -> str:
    """Return a kept partial date as the screen shows it: 1975, 03/1975 or 05/03/1975."""
    return "/".join(reversed(partial.split("-")))


def format_period(period: str) -> str:
    """Return a kept period YYYY-MM in words: "tháng 11 năm 2026"."""
    year, _, month = period.partition("-")
    return f"tháng {_official_month(int(month))} năm {year}"


def quarter(period: str) -> int:
    """Return the quarter, 1 to 4, of a kept period YYYY-MM."""
    return (int(period[5:7]) + 2) // 3


@functools.lru_cache(maxsize=1024)
def fixed_day(period: str, day_of_month: int) -> date:
    """Return the fixed meeting day in a period YYYY-MM; a short month ends on its last day."""
    year, month = int(period[:4]), int(period[5:7])
    return date(year, month, min(day_of_month, calendar.monthrange(year, month)[1]))


def last_day(period: str) -> date:
    """Return the last day of a period YYYY-MM, the day its tables are drawn up as of."""
    return fixed_day(period, 31)


def whole_months(begin: date, end: date) -> int:
    """Return how many whole months lie between two days; one begun on the 31st is whole on a short month's last day."""
    months = (end.year - begin.year) * 12 + end.month - begin.month
    return months - (end < fixed_day(f"{end.year:04}-{end.month:02}", begin.day))


def _cleaned(text: str) -> str:
    """Return the digits and separators of a date, whatever was typed around them."""
    plain = _WORDS.sub(" ", text)
    return re.sub(r"\s*([/.\-])\s*", r"\1", " ".join(plain.split()))


def _official_month(month: int) -> str:
    return f"{month:02}" if month <= 2 else str(month)


def _year(digits: str, today: date, years: YearSense) -> int:
    if len(digits) == 4:
        return int(digits)
    latest = today.year - _GROWN_UP if years == "birth" else today.year + 10
    year = today.year - today.year % 100 + int(digits)
    return year if year <= latest else year - 100


def _month(year: int, month: int, text: str) -> str:
    if not 1 <= month <= 12:
        raise ProblemError("D03", text=text)
    return f"{_known(year, text):04}-{month:02}"


def _known(year: int, text: str) -> int:
    """Return a year that somebody may mean. Raises ProblemError D01."""
    if year < _FIRST_YEAR:
        raise ProblemError("D01", text=text)
    return year


def _day(year: int, month: int, day: int, text: str) -> date:
    if month > 12 and 1 <= day <= 12 and month <= 31:
        raise ProblemError("D02", text=text)
    try:
        return date(_known(year, text), month, day)
    except ValueError:
        raise ProblemError("D03", text=text) from None
