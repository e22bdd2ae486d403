"""Points for the quality of a meeting: the score scheme in force, what a sheet adds up to, and which level that is.

National groups and levels: Hướng dẫn 12-HD/BTCTW ngày 06/7/2018 (Tốt, Khá, Trung bình, Kém); points are set locally, so
schemes are dated data (resources/regulations/quality.toml) that an office may edit. Points are whole tenths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from db.meeting_records import MeetingKind, ScorePoint, ScoreSheet
from db.records import Finding
from desktop_app.rules import regulation
from desktop_app.rules.findings import error, warning
from desktop_app.rules.own_quality import SCHEMES
from desktop_app.rules.percentages import format_number

LEVELS = ("good", "fair", "average", "weak")
"""From the best to the last: Tốt, Khá, Trung bình, Kém."""
NONE = "none"
"""Stands in ``quality.use.<kind>`` where meetings of a kind are not scored."""
MAX_REMARK = 300
"""Characters of a remark and of who confirmed: they print in one cell."""


class Stage(StrEnum):
    """The three hands a sheet goes through; the values are the fields of ``ScorePoint``."""

    PROPOSED = "proposed"
    """Tự chấm."""
    VOTED = "voted"
    """Chi bộ biểu quyết."""
    CONFIRMED = "confirmed"
    """Cấp trên xác nhận."""


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion of a scheme."""

    code: str
    """Unique in its scheme: the way it is counted, or its place."""
    group: str
    title: str
    most: int
    """Highest points, in tenths."""
    by: str
    """How the program counts it, empty where people score by hand."""
    full: bool
    """Whether the top level asks for all of its points."""


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """Points for a share of those who came."""

    percent: int
    above: bool
    """Whether the share must be more than ``percent``, not just reach it."""
    points: int


class Scheme(msgspec.Struct, frozen=True, kw_only=True):
    """A score scheme as it holds on a day."""

    code: str
    name: str
    criteria: tuple[Criterion, ...]
    bands: tuple[Band, ...]
    unexcused: int
    """Taken off for each person absent without a reason, in tenths."""
    speakers: int
    """Percent of those present who must speak for all points."""
    good: int
    fair: int
    average: int
    source: str
    """Citation as findings show it."""

    @property
    def total(self) -> int:
        """Highest points of the whole sheet, in tenths."""
        return sum(criterion.most for criterion in self.criteria)


class Figure(NamedTuple):
    """What the program counts for a criterion, and how it came to that."""

    points: int | None
    """In tenths; None while it cannot be counted yet."""
    why: str
    """A sentence in the language in use."""


Figures = Mapping[str, Figure]
"""Figures by the code of their criterion."""


# --- schemes ---


def scheme(code: str, on: date, overrides: regulation.Overrides | None = None) -> Scheme | None:
    """Return the scheme of that code as it holds on a day, or None. Source: rule ``quality.scheme.<code>``."""
    rule = regulation.find(f"quality.scheme.{code}", on, overrides)
    if rule is None:
        return None
    value: Mapping[str, Any] = rule.value
    return Scheme(
        code=code,
        name=value["name"],
        criteria=tuple(_criteria(value["criteria"])),
        bands=tuple(
            Band(percent=band["percent"], above=band["above"], points=_tenths(band["points"]))
            for band in value["attendance"]
        ),
        unexcused=_tenths(value["unexcused"]),
        speakers=value["speakers"],
        good=_tenths(value["good"]),
        fair=_tenths(value["fair"]),
        average=_tenths(value["average"]),
        source=rule.source,
    )


def _criteria(lines: list[dict[str, Any]]) -> Iterator[Criterion]:
    taken: set[str] = set()
    for number, line in enumerate(lines, 1):
        code = line["by"] if line["by"] and line["by"] not in taken else f"c{number}"
        taken.add(code)
        most = _tenths(line["most"])
        yield Criterion(
            code=code, group=line["group"], title=line["title"], most=most, by=line["by"], full=line["full"]
        )


def _tenths(points: float) -> int:
    return int((Decimal(str(points)) * 10).quantize(Decimal(1), ROUND_HALF_UP))


def scheme_of_kind(kind: MeetingKind, on: date, overrides: regulation.Overrides | None = None) -> Scheme | None:
    """Return the scheme that meetings of a kind are scored by on a day, None where they are not scored.

    Source: rule ``quality.use.<kind>``.
    """
    rule = regulation.find(f"quality.use.{kind.value}", on, overrides)
    return None if rule is None or rule.value == NONE else scheme(rule.value, on, overrides)


def schemes(on: date, overrides: regulation.Overrides | None = None) -> list[Scheme]:
    """Return every scheme that can be chosen on a day."""
    return [found for code in SCHEMES if (found := scheme(code, on, overrides)) is not None]


# --- sheets ---


def sheet(scheme: Scheme, figures: Figures, before: ScoreSheet | None = None) -> ScoreSheet:
    """Return the sheet of a scheme with the figures of the program proposed.

    What was typed ``before`` under the same words stays, as far as the criterion still gives that many points.
    """
    kept = {(point.group, point.title): point for point in before.points} if before else {}
    return ScoreSheet(
        scheme=scheme.code,
        points=tuple(
            _point(criterion, figures, kept.get((criterion.group, criterion.title))) for criterion in scheme.criteria
        ),
        confirmed_by=before.confirmed_by if before else "",
    )


def _point(criterion: Criterion, figures: Figures, before: ScorePoint | None) -> ScorePoint:
    figure = figures.get(criterion.code)
    fresh = ScorePoint(
        code=criterion.code,
        group=criterion.group,
        title=criterion.title,
        most=criterion.most,
        proposed=figure.points if figure else None,
    )
    if before is None:
        return fresh
    changes: dict[str, Any] = {
        stage.value: value
        for stage in Stage
        if (value := getattr(before, stage)) is not None and value <= criterion.most
    }
    return msgspec.structs.replace(fresh, **changes, remark=before.remark)


def refreshed(sheet: ScoreSheet, before: Figures, now: Figures) -> ScoreSheet:
    """Return the sheet with proposed points that followed the program following it still.

    ``before`` are the figures the sheet was last filled with: what differs from them was typed by hand and stays.
    """
    points = []
    for point in sheet.points:
        old, new = before.get(point.code), now.get(point.code)
        followed = point.proposed is None or (old is not None and point.proposed == old.points)
        fresh = point.proposed if new is None else new.points
        points.append(msgspec.structs.replace(point, proposed=fresh) if followed else point)
    return msgspec.structs.replace(sheet, points=tuple(points))


def stage(sheet: ScoreSheet) -> Stage | None:
    """Return the last stage in which anything was scored, None while nothing is."""
    for one in reversed(Stage):
        if any(getattr(point, one) is not None for point in sheet.points):
            return one
    return None


def points_at(point: ScorePoint, at: Stage) -> int | None:
    """Return the points of a criterion at a stage: where that left it open, those of the stage before it."""
    for one in reversed(Stage):
        value: int | None = getattr(point, one)
        if value is not None and list(Stage).index(one) <= list(Stage).index(at):
            return value
    return None


def total(sheet: ScoreSheet, at: Stage | None = None) -> int | None:
    """Return the points of the last stage that was filled in (or of ``at``), in tenths; None while nothing is scored.

    A criterion that the stage left open counts as the stage before it had it, and as nothing where none has it.
    """
    last = at or stage(sheet)
    if last is None or all(points_at(point, last) is None for point in sheet.points):
        return None
    return sum(points_at(point, last) or 0 for point in sheet.points)


def level(sheet: ScoreSheet, scheme: Scheme | None, at: Stage | None = None) -> str:
    """Return the code of the level a sheet reaches, empty while nothing is scored or the scheme is not known.

    The top level asks for all points of certain criteria where the scheme says so.
    """
    points = total(sheet, at)
    if points is None or scheme is None:
        return ""
    if points >= scheme.good:
        return "fair" if short_of_top(sheet, scheme, at) else "good"
    return next((name for name in ("fair", "average") if points >= getattr(scheme, name)), "weak")


def short_of_top(sheet: ScoreSheet, scheme: Scheme, at: Stage | None = None) -> list[ScorePoint]:
    """Return the criteria whose points must be full for the top level and are not."""
    last = at or stage(sheet)
    full = {criterion.code for criterion in scheme.criteria if criterion.full}
    return [
        point
        for point in sheet.points
        if point.code in full and (last is None or (points_at(point, last) or 0) < point.most)
    ]


def settled(sheet: ScoreSheet | None, scheme: Scheme | None, figures: Figures | None = None) -> ScoreSheet | None:
    """Return the sheet as it is kept: what was left open filled with the program's figures, level and total fixed.

    None where nothing at all is scored.
    """
    if sheet is None:
        return None
    known = figures or {}
    points = tuple(
        msgspec.structs.replace(point, proposed=known[point.code].points)
        if point.proposed is None and point.code in known
        else point
        for point in sheet.points
    )
    filled = msgspec.structs.replace(sheet, points=points)
    points_in_all = total(filled)
    if points_in_all is None:
        return None
    return msgspec.structs.replace(filled, level=level(filled, scheme), total=points_in_all)


def text_of(points: int | None) -> str:
    """Return tenths as people write points: "85", "8,5"; empty for none."""
    if points is None:
        return ""
    whole, rest = divmod(points, 10)
    return format_number(whole) if not rest else format_number(Decimal(points) / 10)


# --- findings ---


def findings(sheet: ScoreSheet, scheme: Scheme | None, figures: Figures | None = None) -> list[Finding]:
    """Return what is wrong or remarkable about a sheet; paths are ``score.<place>.<stage>``."""
    known = figures or {}
    found = [finding for place, point in enumerate(sheet.points) for finding in _point_findings(place, point, known)]
    found += _too_long("score.confirmed_by", sheet.confirmed_by)
    return found + list(_sheet_findings(sheet, scheme, known))


def _point_findings(place: int, point: ScorePoint, figures: Figures) -> Iterator[Finding]:
    field = f"score.{place}"
    for one in Stage:
        value = getattr(point, one)
        if value is not None and not 0 <= value <= point.most:
            values = {"title": point.title, "points": text_of(value), "most": text_of(point.most)}
            yield error("QUALITY_OVER_MOST", f"{field}.{one}", **values)
    yield from _too_long(f"{field}.remark", point.remark)
    figure = figures.get(point.code)
    counted = figure.points if figure else None
    if figure is None or counted is None or point.proposed is None or point.remark.strip():
        return
    if point.proposed != counted and 0 <= point.proposed <= point.most:
        values = {"title": point.title, "points": text_of(point.proposed), "counted": text_of(counted)}
        yield warning("QUALITY_UNEXPLAINED", f"{field}.remark", **values, why=figure.why)


def _sheet_findings(sheet: ScoreSheet, scheme: Scheme | None, figures: Figures) -> Iterator[Finding]:
    last = stage(sheet)
    if last is None:
        return
    open_ones = [
        (place, point)
        for place, point in enumerate(sheet.points)
        if points_at(point, last) is None and (point.code not in figures or figures[point.code].points is None)
    ]
    if open_ones:
        field = f"score.{open_ones[0][0]}.proposed"
        yield warning("QUALITY_INCOMPLETE", field, count=len(open_ones), title=open_ones[0][1].title)
    if last is Stage.CONFIRMED:
        if all(point.voted is None for point in sheet.points):
            yield warning("QUALITY_STAGE_SKIPPED", "score.0.voted")
        if not sheet.confirmed_by.strip():
            yield warning("QUALITY_NO_CONFIRMER", "score.confirmed_by")
    if scheme is None:
        yield warning("QUALITY_SCHEME_UNKNOWN", "score.scheme", scheme=sheet.scheme)
        return
    if [_words(point) for point in sheet.points] != [_words(criterion) for criterion in scheme.criteria]:
        yield warning("QUALITY_SCHEME_CHANGED", "score.scheme", scheme.source, scheme=scheme.name)
    reached, short = total(sheet) or 0, short_of_top(sheet, scheme)
    if reached >= scheme.good and short:
        titles = "; ".join(point.title for point in short)
        yield warning("QUALITY_NOT_TOP", "score.0.proposed", scheme.source, points=text_of(reached), titles=titles)


def _words(line: ScorePoint | Criterion) -> tuple[str, str, int]:
    return line.group, line.title, line.most


def _too_long(field: str, text: str) -> list[Finding]:
    if len(text) <= MAX_REMARK:
        return []
    return [error("TEXT_TOO_LONG", field, length=len(text), limit=MAX_REMARK)]
