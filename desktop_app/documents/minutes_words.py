"""The words of minutes: the wording a kind of meeting uses, and small pieces of text as minutes write them."""

from __future__ import annotations

import functools
import tomllib
from datetime import date
from importlib import resources
from typing import Any

from db.meeting_records import AgendaItem, MeetingContent, MeetingKind
from desktop_app.rules import dates, percentages, regulation

_QUOTES = ("“”", '""', "«»", "‘’", "''")
_ENDS = tuple(".!?…:;")


@functools.cache
def _file() -> dict[str, Any]:
    file = resources.files("resources").joinpath("templates/minutes.toml")
    return tomllib.loads(file.read_text("utf-8"))


@functools.cache
def wording(kind: MeetingKind = MeetingKind.REGULAR) -> Any:
    """Return the wording of minutes of a kind of meeting: tables of texts with {places}."""
    own: dict[str, Any] = _file()["kinds"].get(kind.value, {})
    merged = {name: value for name, value in _file().items() if name != "kinds"}
    for name, table in own.items():
        merged[name] = {**merged[name], **table}
    return merged


def day_of(content: MeetingContent) -> date:
    """Return the day whose rules and layout a meeting's papers follow: its own, or the first of its month."""
    return content.held_on or date(int(content.period[:4]), int(content.period[5:7]), 1)


def subject_line(content: MeetingContent, overrides: regulation.Overrides | None = None) -> str:
    """Return the subject of a meeting's papers, for instance "Sinh hoạt chi bộ thường kỳ tháng 11 năm 2026".

    Source: rule ``print.subject.<kind>`` of the day of the meeting.
    """
    subject = regulation.in_force(f"print.subject.{content.kind.value}", day_of(content), overrides).value
    by_day = content.kind in (MeetingKind.EXTRAORDINARY, MeetingKind.CONGRESS)
    if by_day and content.held_on is not None:
        period = dates.format_long(content.held_on)
    elif content.kind is MeetingKind.YEAR_END:
        period = content.period[:4]
    else:
        period = dates.format_period(content.period)
    extra: str = wording()["subject"]["extra"]
    return extra.format(subject=subject, period=period)


def quoted(theme: str) -> str:
    """Return a theme in quotation marks; one that was typed with them keeps its own."""
    theme = theme.strip()
    if len(theme) > 1 and theme[0] + theme[-1] in _QUOTES:
        return theme
    pattern: str = wording()["subject"]["quoted"]
    return pattern.format(theme=theme)


def long_day(day: date | None) -> str:
    """Return a day in words, dots where it is not known."""
    undated: str = wording()["undated"]
    return undated if day is None else dates.format_long(day)


def clock_time(time: str) -> str:
    """Return a kept time HH:MM in words: "19 giờ 30 phút", "20 giờ"; dots where it is not known."""
    words = wording()["opening"]
    hour, _, minute = time.partition(":")
    if not minute:
        return str(words["time"].format(hour=wording()["unknown"], minute=wording()["unknown"]))
    pattern: str = words["full_hour"] if minute == "00" else words["time"]
    return pattern.format(hour=hour, minute=minute)


def share(count: int, base: int) -> str:
    """Return a percentage as minutes write it: 78,05%, but 100%."""
    return percentages.format_percent(count, base).replace(",00%", "%")


def short(item: AgendaItem) -> str:
    """Return a title without its final stop, to stand inside a sentence."""
    return item.title.strip().rstrip(".")


def finished(text: str) -> str:
    """Return a text as a sentence: with a stop where it does not end in one of its own; nothing is taken away."""
    text = text.strip()
    return text if text.endswith(_ENDS) else f"{text}."


def points(tenths: int) -> str:
    """Return points kept in tenths as documents write them: 850 is "85", 855 is "85,5"."""
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest}" if rest else str(whole)


def level_word(level: str) -> str:
    """Return how papers name a level of quality: "Tốt", "Khá", "Trung bình", "Kém"; empty where there is none."""
    word: str = wording()["level"].get(level, level)
    return word
