"""Whether a scheme contradicts itself: every mistake named by the key it stands at, so that the file can be mended."""

from __future__ import annotations

import calendar
import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from db.evaluation_records import CollectiveFigures, Subject, YearFigures
from desktop_app.rules.rating_words import PERCENTS, SCALE
from desktop_app.rules.regulation import Source
from desktop_app.rules.scheme import Applies, Check, Condition, Form, Level, Scheme, SectionKind

_MEMBER_FIGURES = frozenset(YearFigures.__struct_fields__)
_COLLECTIVE_FIGURES = frozenset(CollectiveFigures.__struct_fields__)
_SCORED = frozenset({SectionKind.POINTS, SectionKind.TASKS})
_PATH_MARK = "/"


def mistakes(scheme: Scheme) -> list[str]:
    """Return what is wrong, each as "key: why" (English, for the details of a file); nothing where all is well."""
    return [
        *_head(scheme),
        *_levels(scheme),
        *_grades(scheme),
        *(one for form in scheme.forms for one in _form(scheme, form)),
        *_rules(scheme),
    ]


def unknown(content: Mapping[str, Any]) -> list[str]:
    """Return the keys of a file that reading it alone does not refuse: unknown ones of sources, and marks of ours."""
    allowed = {field.name for field in dataclasses.fields(Source)}
    wrong = [
        f"sources[{number}].{key}: is unknown"
        for number, source in enumerate(content.get("sources", ()))
        for key in source
        if key not in allowed
    ]
    rules = [("vote", content.get("vote")), ("exclusions", content.get("exclusions"))]
    rules += [("task_points", content.get("task_points"))]
    rules += [(f"caps[{number}]", cap) for number, cap in enumerate(content.get("caps", ()))]
    rules += [
        (f"levels[{number}].conditions[{place}]", condition)
        for number, level in enumerate(content.get("levels", ()))
        for place, condition in enumerate(level.get("conditions", ()))
    ]
    return [*wrong, *(f"{key}.own: is not for files" for key, rule in rules if rule and "own" in rule)]


def _head(scheme: Scheme) -> Iterator[str]:
    for key in ("code", "name", "short"):
        if not getattr(scheme, key).strip():
            yield f"{key}: is empty"
    if _PATH_MARK in scheme.code:
        yield f"code: must not hold “{_PATH_MARK}”"
    if not 1930 <= scheme.first_year <= 9999:
        yield f"first_year: {scheme.first_year} is no year"
    if scheme.last_year is not None and scheme.last_year < scheme.first_year:
        yield f"last_year: {scheme.last_year} is before first_year {scheme.first_year}"
    if not scheme.sources:
        yield "sources: none is given"
    for number, source in enumerate(scheme.sources):
        if source.number and source.date is None:
            yield f"sources[{number}].date: a document with a number needs its date"


def _twice(key: str, codes: Iterable[str]) -> Iterator[str]:
    for code, count in Counter(codes).items():
        if count > 1:
            yield f"{key}: the code “{code}” stands {count} times"
        if not code.strip() or _PATH_MARK in code:
            yield f"{key}: “{code}” is no code"


def _levels(scheme: Scheme) -> Iterator[str]:
    if not scheme.levels:
        yield "levels: none is given"
    yield from _twice("levels.code", (level.code for level in scheme.levels))
    by_code = {level.code: level for level in scheme.levels}
    for level in scheme.levels:
        yield from _level(scheme, level, by_code)
    for subject in Subject:
        ranks = Counter(level.rank for level in scheme.levels if subject in level.subjects)
        for rank, count in ranks.items():
            if count > 1:
                yield f"levels.rank: {count} levels of “{subject}” have the rank {rank}"


def _level(scheme: Scheme, level: Level, by_code: Mapping[str, Level]) -> Iterator[str]:
    key = f"levels.{level.code}"
    if not level.subjects:
        yield f"{key}.subjects: nobody is rated by it"
    if not level.name.strip() or not level.short.strip():
        yield f"{key}.name: the name or the short name is empty"
    if level.within:
        parent = by_code.get(level.within)
        if parent is None or parent is level or parent.within:
            yield f"{key}.within: “{level.within}” is no level of its own"
        elif not set(level.subjects) <= set(parent.subjects):
            yield f"{key}.within: “{level.within}” does not rate the same subjects"
    if not set(level.plan_for) <= set(level.subjects):
        yield f"{key}.plan_for: names subjects the level does not rate"
    for number, condition in enumerate(level.conditions):
        for why in _condition(scheme, level, condition):
            yield f"{key}.conditions[{number}].{why}"


def _condition(scheme: Scheme, level: Level, condition: Condition) -> Iterator[str]:
    if condition.value < 0:
        yield f"value: {condition.value} is below zero"
    if condition.check in PERCENTS and condition.value > 100:
        yield f"value: {condition.value} is more than 100 percent"
    if condition.check is Check.POINTS and condition.value > SCALE:
        yield f"value: {condition.value} is more than {SCALE} tenths of a point"
    if condition.check is Check.WORST_GRADE and condition.value not in {grade.rank for grade in scheme.grades}:
        yield f"value: no grade has the rank {condition.value}"
    if condition.check is Check.AGENCY_LEVEL and condition.value not in {
        one.rank for one in scheme.levels_of(Subject.MEMBER)
    }:
        yield f"value: no level of members has the rank {condition.value}"
    if not set(condition.subjects) <= set(level.subjects):
        yield "subjects: names subjects the level does not rate"
    yield from _named(scheme, level, condition)


def _named(scheme: Scheme, level: Level, condition: Condition) -> Iterator[str]:
    known = {form.code for form in scheme.forms}
    for code in condition.forms:
        if code not in known:
            yield f"forms: there is no form “{code}”"
    subjects = set(condition.subjects or level.subjects)
    looked = [
        form
        for form in scheme.forms
        if subjects & set(form.subjects) and (not condition.forms or form.code in condition.forms)
    ]
    graded = {section.code for form in looked for section in form.sections if section.kind is SectionKind.GRADE}
    for code in condition.codes:
        if code not in graded:
            yield f"codes: no form has a criterion “{code}” with a grade"


def _grades(scheme: Scheme) -> Iterator[str]:
    yield from _twice("grades.code", (grade.code for grade in scheme.grades))
    for rank, count in Counter(grade.rank for grade in scheme.grades).items():
        if count > 1:
            yield f"grades.rank: {count} grades have the rank {rank}"


def _form(scheme: Scheme, form: Form) -> Iterator[str]:
    key = f"forms.{form.code}"
    if not form.subjects:
        yield f"{key}.subjects: it is nobody's form"
    if not form.sections:
        yield f"{key}.sections: none is given"
    if form.applies is Applies.COLLECTIVE and Subject.MEMBER in form.subjects:
        yield f"{key}.applies: a form of collectives is given to members"
    yield from _twice(f"{key}.sections.code", (section.code for section in form.sections))
    figures = _MEMBER_FIGURES if Subject.MEMBER in form.subjects else _COLLECTIVE_FIGURES
    for section in form.sections:
        at = f"{key}.sections.{section.code}"
        if section.kind is SectionKind.GRADE and not scheme.grades:
            yield f"{at}.kind: the scheme has no grades"
        if section.kind in _SCORED and section.most < 0:
            yield f"{at}.most: {section.most} is below zero"
        if section.kind is SectionKind.POINTS and section.most == 0:
            yield f"{at}.most: is missing"
        if section.kind not in _SCORED and section.most:
            yield f"{at}.most: no points are given here"
        if not 0 <= section.depth <= 2:
            yield f"{at}.depth: {section.depth} is not 0, 1 or 2"
        for name in section.figures:
            if name not in figures:
                yield f"{at}.figures: there is no figure “{name}”"


def _rules(scheme: Scheme) -> Iterator[str]:
    yield from _twice("forms.code", (form.code for form in scheme.forms))
    for subject in Subject:
        caps = sum(subject in cap.subjects for cap in scheme.caps)
        if caps > 1:
            yield f"caps.subjects: “{subject}” has {caps} caps"
        own = [form for form in scheme.forms if subject in form.subjects and not form.analysis]
        if scheme.levels_of(subject) and not own:
            yield f"forms: there is no form for “{subject}”"
    for number, cap in enumerate(scheme.caps):
        if not 0 <= cap.percent <= 100:
            yield f"caps[{number}].percent: {cap.percent} is no percentage"
        if cap.outstanding_percent and not cap.percent <= cap.outstanding_percent <= 100:
            yield f"caps[{number}].outstanding_percent: {cap.outstanding_percent} is not between percent and 100"
    yield from _numbers(scheme)


def _numbers(scheme: Scheme) -> Iterator[str]:
    vote = scheme.vote
    if not (0 < vote.numerator <= vote.denominator):
        yield f"vote.numerator: {vote.numerator}/{vote.denominator} is no share"
    for key in ("above", "on_time", "late", "not_done"):
        if not 0 <= getattr(scheme.task_points, key) <= 100:
            yield f"task_points.{key}: {getattr(scheme.task_points, key)} is no percentage"
    for key, most in (("temporarily_exempt_months", 12), ("min_months", 12)):
        if not 0 <= getattr(scheme.exclusions, key) <= most:
            yield f"exclusions.{key}: {getattr(scheme.exclusions, key)} is not 0 to {most} months"
    yield from _twice("steps.code", (step.code for step in scheme.steps))
    for step in scheme.steps:
        if not 1 <= step.month <= 12 or not 1 <= step.day <= calendar.monthrange(2001, step.month)[1]:
            yield f"steps.{step.code}.day: {step.day}/{step.month} is no day of a year"


def sums(scheme: Scheme) -> list[str]:
    """Return what is wrong with the sums of points: every form of a scheme with points adds up to the same scale."""
    return list(_points(scheme))


def _points(scheme: Scheme) -> Iterator[str]:
    scored = any(condition.check is Check.POINTS for level in scheme.levels for condition in level.conditions)
    totals = {form.code: form.most for form in scheme.forms if not form.analysis}
    for code, points in totals.items():
        if points > SCALE:
            yield f"forms.{code}.sections.most: adds up to {points} tenths, more than {SCALE}"
        elif scored and points != SCALE:
            yield f"forms.{code}.sections.most: adds up to {points} tenths, not to {SCALE}"
    for form in scheme.forms:
        for section in form.sections:
            if section.kind is SectionKind.TASKS and section.most != scheme.task_points.most:
                yield (
                    f"forms.{form.code}.sections.{section.code}.most: {section.most} tenths for tasks,"
                    f" while task_points.most is {scheme.task_points.most}"
                )


def problem_of(error: msgspec.ValidationError) -> str:
    """Return what a file misses, with the key: "levels[0].short: Object missing required field"."""
    text = str(error)
    what, _, where = text.partition(" - at `$")
    path = where.rstrip("`").lstrip(".")
    return f"{path}: {what}" if path else what
