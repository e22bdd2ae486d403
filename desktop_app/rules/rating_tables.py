"""The arithmetic of the summary tables of a review: who counts as rated, of what each share is taken, what must add up.

Counts are kept, percentages follow (domain notes 7.3, reckoned again from published reports): the base is those rated,
not all; a part ("trong đó") is a share of the line it is part of; halves are rounded up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum

import msgspec

from db.evaluation_records import Exclusion, Subject
from db.rating_records import Tally
from db.record_base import Record
from db.records import Finding
from desktop_app.rules import percentages
from desktop_app.rules.findings import warning
from desktop_app.rules.scheme import Level, Scheme

MOST_DECIMALS = 4
"""Places after the comma a table may have."""


class Options(Record, frozen=True, kw_only=True):
    """How a table is to be reckoned."""

    decimals: int = percentages.DECIMALS
    adjusted: bool = False
    """Whether shares are adjusted by the largest remainder so that they add up to 100 as printed."""
    proposed: bool = False
    """Whether what cells proposed is counted, before anything is decided."""


class FigureKind(StrEnum):
    """What a column of a table counts."""

    TOTAL = "total"
    """Everybody."""
    RATED = "rated"
    """Those with a level that holds."""
    LEVEL = "level"
    """Those at a level, its parts among them."""
    WOMEN = "women"
    """Women among those rated, or among those at a level."""
    UNDECIDED = "undecided"
    """To be rated, nothing decided."""
    ANNULLED = "annulled"
    """Whose rating was annulled."""
    EXCLUDED = "excluded"
    """Not rated, for one reason or for any."""


class Figure(Record, frozen=True, kw_only=True):
    """One column of a table."""

    kind: FigureKind
    code: str = ""
    """Of the level or the reason; empty for women at any level, and for those not rated for any reason."""


class RatingTable(Record, frozen=True, kw_only=True):
    """A summary table, counted: its lines, what their columns are, and what does not add up."""

    year: int
    scheme: Scheme
    subjects: tuple[Subject, ...]
    levels: tuple[Level, ...]
    figures: tuple[Figure, ...]
    tallies: tuple[Tally, ...]
    """A line each; for collectives ordered by subject, which is their ``group``."""
    sums: tuple[Tally, ...]
    """All lines together; for collectives one for each subject."""
    options: Options
    findings: tuple[Finding, ...] = ()


class Share(Record, frozen=True, kw_only=True):
    """One level of one line: how many, of how many, in percent."""

    level: Level
    count: int
    base: int
    """Those rated; for a part ("trong đó") those of the line it is part of."""
    percent: Decimal | None
    """As printed; None without a base."""


def columns(scheme: Scheme, subjects: Iterable[Subject]) -> tuple[Level, ...]:
    """Return the levels that are columns for these subjects, the best first, each once, parts right after their whole.

    Subjects rated by different levels (members and organisations before 2018) must not share a table.
    """
    found = {level.code: level for subject in subjects for level in scheme.levels_of(subject)}
    wholes = sorted((level for level in found.values() if not level.within), key=lambda level: level.rank)
    parts = sorted((level for level in found.values() if level.within), key=lambda level: level.rank)
    return tuple(one for whole in wholes for one in (whole, *(part for part in parts if part.within == whole.code)))


def rated(tally: Tally) -> int:
    """Return how many were rated: whoever has a level that holds."""
    return sum(tally.levels.values())


def left_out(tally: Tally) -> int:
    """Return how many were not rated, for whatever reason."""
    return sum(tally.excluded.values()) + tally.undecided + tally.annulled


def total(tally: Tally) -> int:
    """Return how many there are in all."""
    return rated(tally) + left_out(tally)


def counted(levels: Sequence[Level], counts: dict[str, int], level: Level) -> int:
    """Return how many stand at a level, those at its parts among them."""
    return counts.get(level.code, 0) + sum(counts.get(part.code, 0) for part in levels if part.within == level.code)


def codes(levels: Sequence[Level], level: Level) -> tuple[str, ...]:
    """Return the codes under which those of a level stand: its own and those of its parts."""
    return (level.code, *(part.code for part in levels if part.within == level.code))


def shares(levels: Sequence[Level], tally: Tally, options: Options = Options()) -> tuple[Share, ...]:  # noqa: B008 - frozen
    """Return every level of a line with its percentage."""
    wholes = [level for level in levels if not level.within]
    all_rated = rated(tally)
    printed = {
        level.code: percentages.percent(counted(levels, tally.levels, level), all_rated, options.decimals)
        for level in wholes
    }
    if options.adjusted and all_rated:
        counts = [counted(levels, tally.levels, level) for level in wholes]
        if sum(counts) == all_rated:
            adjusted = percentages.shares(counts, options.decimals)
            printed = {level.code: share for level, share in zip(wholes, adjusted, strict=True)}
    found = []
    for level in levels:
        count, base = counted(levels, tally.levels, level), all_rated
        if level.within:
            whole = next((one for one in wholes if one.code == level.within), None)
            base = counted(levels, tally.levels, whole) if whole is not None else 0
            percent = percentages.percent(count, base, options.decimals)
        else:
            percent = printed[level.code]
        found.append(Share(level=level, count=count, base=base, percent=percent))
    return tuple(found)


def share_of(count: int, base: int, options: Options) -> Decimal | None:
    """Return a share that is not one of levels, for instance of women among those rated; None without a base."""
    return percentages.percent(count, base, options.decimals)


def added(tallies: Iterable[Tally], key: str = "", name: str = "", group: str = "") -> Tally:
    """Return the sum of lines."""
    summed: dict[str, dict[str, int]] = {"levels": {}, "women": {}, "excluded": {}}
    undecided = annulled = 0
    for tally in tallies:
        for field, counts in summed.items():
            for code, count in getattr(tally, field).items():
                counts[code] = counts.get(code, 0) + count
        undecided += tally.undecided
        annulled += tally.annulled
    return Tally(
        key=key,
        name=name,
        group=group,
        levels=summed["levels"],
        women=summed["women"],
        excluded=summed["excluded"],
        undecided=undecided,
        annulled=annulled,
    )


def figures(levels: Sequence[Level], whole: Tally, *, people: bool) -> tuple[Figure, ...]:
    """Return the columns of a table whose sum is ``whole``: what nobody counts in stays out, except the levels.

    ``people`` adds women, among all rated and at the best level.
    """
    found = [Figure(kind=FigureKind.TOTAL), Figure(kind=FigureKind.RATED)]
    found += [Figure(kind=FigureKind.LEVEL, code=level.code) for level in levels]
    if people:
        found.append(Figure(kind=FigureKind.WOMEN))
        best = min(levels, key=lambda level: level.rank, default=None)
        found += [Figure(kind=FigureKind.WOMEN, code=best.code)] if best is not None else []
    found += [Figure(kind=FigureKind.UNDECIDED)] if whole.undecided else []
    found += [Figure(kind=FigureKind.ANNULLED)] if whole.annulled else []
    return (*found, *(Figure(kind=FigureKind.EXCLUDED, code=one.value) for one in reasons(whole)))


def amount(levels: Sequence[Level], tally: Tally, figure: Figure) -> int:
    """Return how many count in a column of a line."""
    level = next((one for one in levels if one.code == figure.code), None)
    if figure.kind is FigureKind.LEVEL:
        return counted(levels, tally.levels, level) if level is not None else 0
    if figure.kind is FigureKind.WOMEN:
        return counted(levels, tally.women, level) if level is not None else sum(tally.women.values())
    return {
        FigureKind.TOTAL: total(tally),
        FigureKind.RATED: rated(tally),
        FigureKind.UNDECIDED: tally.undecided,
        FigureKind.ANNULLED: tally.annulled,
        FigureKind.EXCLUDED: tally.excluded.get(figure.code, 0) if figure.code else sum(tally.excluded.values()),
    }[figure.kind]


def reasons(tally: Tally) -> tuple[Exclusion, ...]:
    """Return the reasons for which somebody was left out, in their usual order."""
    return tuple(one for one in Exclusion if tally.excluded.get(one.value))


def findings(
    levels: Sequence[Level],
    tallies: Sequence[Tally],
    options: Options = Options(),  # noqa: B008 - frozen
    listed: int | None = None,
) -> list[Finding]:
    """Return what does not add up: lines whose shares are no 100 %, levels outside the scheme, a list of other length.

    ``listed`` is how many the register has ("tổng = danh sách"); None where it is not known.
    """
    found = []
    for tally in tallies:
        known = {level.code for level in levels}
        for code, count in sorted(tally.levels.items()):
            if code not in known:
                found.append(warning("TABLE_LEVEL_OUTSIDE", tally.key, name=tally.name, level=code, count=count))
        plain = [share.percent for share in shares(levels, tally, msgspec.structs.replace(options, adjusted=False))
                 if not share.level.within and share.percent is not None]  # fmt: skip
        astray = percentages.astray(plain, options.decimals)
        if rated(tally) and astray is not None:
            found.append(warning("TABLE_SUM_ASTRAY", tally.key, name=tally.name, sum=percentages.format_number(astray)))
    waiting = [tally.undecided for tally in tallies if tally.undecided]
    if waiting:
        found.append(warning("TABLE_UNDECIDED", "", count=sum(waiting), places=len(waiting)))
    whole = sum(map(total, tallies))
    if listed is not None and listed != whole:
        found.append(warning("TABLE_NOT_THE_LIST", "", total=whole, listed=listed))
    return found


def outstanding(scheme: Scheme, subject: Subject) -> tuple[Level, ...]:
    """Return the best level of a subject: those who have to be named in a list (Biểu 3)."""
    levels = sorted(scheme.levels_of(subject), key=lambda level: level.rank)
    return tuple(levels[:1])


def failing(scheme: Scheme, subject: Subject) -> tuple[Level, ...]:
    """Return the levels of a subject at which it failed: those who have to be named with the reason (Biểu 4)."""
    return tuple(level for level in scheme.levels_of(subject) if level.failing)
