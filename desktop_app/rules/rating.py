"""What stands for and against a level of a year's review: its conditions held against what is known of the year.

What is not known (no task was given, no grade typed yet) stands neither for nor against a level. Nothing is ever
changed here: a level that does not fit is told in a sentence, the people decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from db.evaluation_records import CollectiveFigures, Evaluation, Subject, YearFigures
from db.record_base import Record
from db.records import Finding
from desktop_app.rules import rating_words
from desktop_app.rules.findings import error, warning
from desktop_app.rules.scheme import Check, Comparison, Condition, Form, Level, Scheme, SectionKind

GRADED = frozenset({SectionKind.GRADE})
"""Kinds of sections that are criteria with a grade."""


class Facts(Record, frozen=True, kw_only=True):
    """What is known of one member or collective and its year; None where it is not known."""

    points: int | None = None
    """In tenths."""
    tasks: int | None = None
    above: int = 0
    on_time: int = 0
    late: int = 0
    shortcomings: int | None = None
    shortcomings_fixed: int = 0
    disciplines: int | None = None
    """Disciplines of the one rated."""
    grades: dict[str, str] = msgspec.field(default_factory=dict)
    """Code of the grade by criterion; a criterion without one is left out."""
    agency_level: str = ""
    """Level the agency gave; empty where there is none."""
    units: int | None = None
    """Subordinate collectives and members rated."""
    units_failing: int = 0
    people: int | None = None
    """Subordinate members among whom disciplines are counted."""
    people_disciplined: int = 0


class Judged(Record, frozen=True, kw_only=True):
    """One condition of a level, held against the facts."""

    condition: Condition
    level: str
    """Code of the level it belongs to."""
    met: bool | None
    """Whether it holds; None where nothing is known to hold it against."""
    label: str
    """What it looks at, for instance "Nhiệm vụ vượt mức"."""
    has: str
    """What there is, for instance "25% (5/20)"; a dash where nothing is known."""
    needs: str
    """What it asks for, for instance "từ 30% trở lên"."""
    sentence: str
    """All of it in one line for a window."""
    source: str
    """Where it stands, and whether that was seen in print."""


# --- facts -----------------------------------------------------------------------------------------------------------


def facts(
    scheme: Scheme,
    evaluation: Evaluation,
    *,
    figures: YearFigures | CollectiveFigures | None = None,
    disciplines: int | None = None,
) -> Facts:
    """Return what is known of a review.

    ``figures`` are newer ones than those kept with it; ``disciplines`` counts those of the collective itself, and for
    a member wins over the figures.
    """
    content, known = evaluation.content, figures if figures is not None else evaluation.figures
    told = Facts(
        points=content.points,
        grades={part.code: part.grade for part in content.parts if part.grade},
        agency_level=content.agency_level,
        disciplines=disciplines,
    )
    if known is None:
        return told
    told = msgspec.structs.replace(
        told,
        tasks=known.tasks,
        above=known.above,
        on_time=known.on_time,
        late=known.late,
        shortcomings=known.shortcomings,
        shortcomings_fixed=known.shortcomings_fixed,
    )
    if isinstance(known, YearFigures):
        return msgspec.structs.replace(told, disciplines=known.disciplines if disciplines is None else disciplines)
    failing = {level.code for level in scheme.levels if level.failing}
    return msgspec.structs.replace(
        told,
        units=known.units,
        units_failing=sum(count for code, count in known.by_level.items() if code in failing),
        people=known.members,
        people_disciplined=known.disciplined,
    )


# --- conditions ------------------------------------------------------------------------------------------------------


def applies(condition: Condition, level: Level, subject: Subject, form: Form | None) -> bool:
    """Return whether a condition of a level is one for this subject and form."""
    if subject not in (condition.subjects or level.subjects):
        return False
    return not condition.forms or (form is not None and form.code in condition.forms)


def conditions_met(scheme: Scheme, level: Level, subject: Subject, form: Form | None, known: Facts) -> list[Judged]:
    """Return every condition a level needs, held against the facts, in the order of the scheme."""
    return [
        _judged(scheme, level, condition, form, known)
        for condition in level.conditions
        if not condition.forces and applies(condition, level, subject, form)
    ]


def forced(scheme: Scheme, subject: Subject, form: Form | None, known: Facts) -> list[Judged]:
    """Return the conditions that hold and force a level, the worst level first."""
    found = [
        (level.rank, _judged(scheme, level, condition, form, known))
        for level in scheme.levels_of(subject)
        for condition in level.conditions
        if condition.forces and applies(condition, level, subject, form)
    ]
    return [judged for _, judged in sorted(found, key=lambda one: -one[0]) if judged.met]


def reachable(scheme: Scheme, subject: Subject, form: Form | None, known: Facts) -> str:
    """Return the code of the best level nothing known stands against; "" for a subject the scheme does not rate.

    A level that is forced wins; the lowest is left where every other falls.
    """
    levels = sorted(scheme.levels_of(subject), key=lambda level: level.rank)
    if not levels:
        return ""
    must = forced(scheme, subject, form, known)
    if must:
        return must[0].level
    for level in levels:
        if not any(judged.met is False for judged in conditions_met(scheme, level, subject, form, known)):
            return level.code
    return levels[-1].code


def by_points(scheme: Scheme, subject: Subject, points: int) -> str:
    """Return the code of the level points alone lead to (tenths), "" where the scheme counts none."""
    levels = sorted(scheme.levels_of(subject), key=lambda level: level.rank)
    scored = [
        (level, condition) for level in levels for condition in level.conditions if condition.check is Check.POINTS
    ]
    return next(
        (level.code for level, condition in scored if compare(points, condition.is_, condition.value)),
        "",
    )


def needs_plan(scheme: Scheme, subject: Subject, level: str) -> bool:
    """Return whether a plan to overcome shortcomings is mandatory for one rated at this level."""
    found = scheme.level(level, subject)
    return found is not None and found.plan and subject in (found.plan_for or found.subjects)


def failing_twice(now: Level | None, before: Level | None) -> bool:
    """Return whether two years running ended at a failing level, each by its own scheme.

    Source: Quy định 24-QĐ/TW (2021), Điều 8: members are then considered for removal from the list.
    """
    return now is not None and before is not None and now.failing and before.failing


def compare(figure: int, comparison: Comparison, bound: int) -> bool:
    """Return whether a figure stands to its bound as the comparison says."""
    return {
        Comparison.AT_LEAST: figure >= bound,
        Comparison.MORE: figure > bound,
        Comparison.AT_MOST: figure <= bound,
        Comparison.LESS: figure < bound,
        Comparison.EQUAL: figure == bound,
    }[comparison]


def findings(
    scheme: Scheme, subject: Subject, form: Form | None, level: str, known: Facts, field: str = "level"
) -> list[Finding]:
    """Return what stands against a level, in sentences; an error only for a level outside the scheme.

    Conditions that hold are not told, nor those nothing is known about.
    """
    chosen = scheme.level(level, subject)
    if chosen is None:
        return [error("RATING_LEVEL_UNKNOWN", field, level=level, scheme=scheme.short)]
    found = []
    for judged in forced(scheme, subject, form, known):
        other = scheme.level(judged.level, subject)
        if other is not None and other.rank > chosen.rank:
            found.append(_told("RATING_FORCED", field, judged, chosen, other.short))
    missed = (one for one in conditions_met(scheme, chosen, subject, form, known) if one.met is False)
    return [*found, *(_told("RATING_SHORT", field, judged, chosen, "") for judged in missed)]


def _told(kind: str, field: str, judged: Judged, chosen: Level, other: str) -> Finding:
    code = f"{kind}_{judged.condition.check.upper()}"
    values = {"level": chosen.short, "has": judged.has, "needs": judged.needs, "source": judged.source}
    if other:
        values["forced"] = other
    return warning(code, field, judged.source, **values)


# --- one condition ---------------------------------------------------------------------------------------------------


def _judged(scheme: Scheme, level: Level, condition: Condition, form: Form | None, known: Facts) -> Judged:
    met, has = _held(scheme, condition, form, known)
    label = rating_words.label(condition, form)
    needs = rating_words.needs(scheme, condition)
    return Judged(
        condition=condition,
        level=level.code,
        met=met,
        label=label,
        has=has,
        needs=needs,
        sentence=rating_words.line(label, has, needs, met=met),
        source=rating_words.source(scheme, condition.source, verified=condition.verified, own=condition.own),
    )


def _held(scheme: Scheme, condition: Condition, form: Form | None, known: Facts) -> tuple[bool | None, str]:
    """Return whether a condition holds, and what there is in words."""
    check = condition.check
    if check is Check.WORST_GRADE:
        return _grades(scheme, condition, form, known)
    if check is Check.AGENCY_LEVEL:
        agency = scheme.level(known.agency_level) if known.agency_level else None
        if agency is None:
            return None, rating_words.UNKNOWN
        return compare(agency.rank, condition.is_, condition.value), agency.short
    if check is Check.POINTS:
        if known.points is None:
            return None, rating_words.UNKNOWN
        return compare(known.points, condition.is_, condition.value), rating_words.points(known.points)
    if check is Check.DISCIPLINED:
        if known.disciplines is None:
            return None, rating_words.UNKNOWN
        return compare(known.disciplines, condition.is_, condition.value), rating_words.times(known.disciplines)
    count, base = _share(check, known)
    if base is None:
        return None, rating_words.UNKNOWN
    if base == 0:
        # Without a shortcoming all are mended, without units none is failing; without tasks nothing can be said.
        if check is Check.SHORTCOMINGS_FIXED:
            return compare(100, condition.is_, condition.value), rating_words.NONE
        return None, rating_words.UNKNOWN
    return compare(count * 100, condition.is_, condition.value * base), rating_words.share(count, base)


def _share(check: Check, known: Facts) -> tuple[int, int | None]:
    """Return count and base of a check that is a percentage; the base None where it is not known."""
    if check is Check.TASKS_DONE:
        return known.above + known.on_time + known.late, known.tasks
    if check is Check.TASKS_ON_TIME:
        return known.above + known.on_time, known.tasks
    if check is Check.TASKS_ABOVE:
        return known.above, known.tasks
    if check is Check.TASKS_LATE:
        return known.late, known.tasks
    if check is Check.SHORTCOMINGS_FIXED:
        return known.shortcomings_fixed, known.shortcomings
    if check is Check.UNITS_FAILING:
        return known.units_failing, known.units
    return known.people_disciplined, known.people


def criteria(form: Form | None, codes: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the criteria of a form that take a grade: those named, or all."""
    if form is None:
        return tuple(codes)
    wanted = frozenset(codes)
    graded = (section.code for section in form.sections if section.kind in GRADED)
    return tuple(code for code in graded if not wanted or code in wanted)


def _grades(scheme: Scheme, condition: Condition, form: Form | None, known: Facts) -> tuple[bool | None, str]:
    asked = criteria(form, condition.codes) or (tuple(known.grades) if form is None else ())
    given = [scheme.grade(known.grades[code]) for code in asked if code in known.grades]
    grades = [grade for grade in given if grade is not None]
    if not grades:
        return None, rating_words.UNKNOWN
    worst = max(grades, key=lambda grade: grade.rank)
    met = compare(worst.rank, condition.is_, condition.value)
    complete = len(grades) == len(asked)
    # A grade still missing can only make the worst one worse.
    worse_helps = condition.is_ in {Comparison.AT_LEAST, Comparison.MORE}
    if not complete and met is not worse_helps:
        return None, worst.name
    return met, worst.name


# --- the helper of points --------------------------------------------------------------------------------------------


class TaskScore(Record, frozen=True, kw_only=True):
    """Points the helper proposes for the results of tasks; the formula is the program's own, no regulation's."""

    points: int
    """In tenths."""
    most: int
    explanation: str
    """How it came to that, in one sentence."""


def task_points(
    scheme: Scheme,
    figures: YearFigures | CollectiveFigures,
    weights: Mapping[str, int] | None = None,
    most: int | None = None,
) -> TaskScore | None:
    """Return the points the outcomes of a year's tasks are worth, None without tasks or in a scheme without points.

    ``weights`` are sums of the weights of tasks by outcome (above, on_time, late, not_done, open); without them every
    task counts alike. ``most`` is the highest of the section of the form, by default the scheme's.
    """
    rule = scheme.task_points
    highest = rule.most if most is None else most
    counts = weights if weights is not None else _counts(figures)
    worth = {"above": rule.above, "on_time": rule.on_time, "late": rule.late}
    total = sum(counts.get(outcome, 0) for outcome in ("above", "on_time", "late", "not_done", "open"))
    if highest <= 0 or total <= 0:
        return None
    # What is still open at the end of the year is not done.
    earned = sum(counts.get(outcome, 0) * share for outcome, share in worth.items())
    earned += (counts.get("not_done", 0) + counts.get("open", 0)) * rule.not_done
    points = (2 * highest * earned + 100 * total) // (200 * total)
    return TaskScore(
        points=points, most=highest, explanation=rating_words.explanation(rule, counts, total, points, highest)
    )


def _counts(figures: YearFigures | CollectiveFigures) -> dict[str, int]:
    return {
        "above": figures.above,
        "on_time": figures.on_time,
        "late": figures.late,
        "not_done": figures.not_done,
        "open": figures.open,
    }
