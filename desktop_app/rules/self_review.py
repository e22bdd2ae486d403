"""What may stand in a self-review: points within bounds, grades and levels of the scheme, texts that fit a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from db.evaluation_records import EvaluationContent, Part, Stage, Subject
from db.records import Finding
from db.text import normalize
from desktop_app.rules.findings import error, warning
from desktop_app.rules.quality import text_of
from desktop_app.rules.scheme import Form, Scheme, SectionKind

MAX_TEXT = 8_000
"""Characters of one section: two printed pages."""
MAX_LINE = 300
_TEXTS = ("suggestions", "residence_comment", "committee_remark")
_LINES = ("positions", "residence_by")
_SCORED = (SectionKind.POINTS, SectionKind.TASKS)


def cleaned(content: EvaluationContent) -> EvaluationContent:
    """Return the content with every text normalised, empty parts left out and the points added up."""
    parts = tuple(
        Part(
            code=part.code,
            text=normalize(part.text, keep_newlines=True),
            grade=part.grade,
            points=part.points,
        )
        for part in content.parts
    )
    tidy = msgspec.structs.replace(
        content,
        parts=tuple(sorted((part for part in parts if _says(part)), key=lambda part: part.code)),
        **{name: normalize(getattr(content, name), keep_newlines=True) for name in _TEXTS},
        **{name: normalize(getattr(content, name)) for name in _LINES},
    )
    return msgspec.structs.replace(tidy, points=total(tidy))


def _says(part: Part) -> bool:
    return bool(part.text or part.grade or part.points is not None)


def total(content: EvaluationContent) -> int | None:
    """Return all points in tenths: the criteria and the tasks together, else what was given as a whole."""
    scored = [part.points for part in content.parts if part.points is not None]
    if content.task_points is not None:
        scored.append(content.task_points)
    return sum(scored) if scored else content.points


def stage(content: EvaluationContent, before: Stage) -> Stage:
    """Return how far a review is once this is written; what was voted, proposed or decided stays so."""
    if before not in (Stage.NONE, Stage.SELF, Stage.REMARKED):
        return before
    if content.committee_remark or content.committee_level:
        return Stage.REMARKED
    typed = content.self_on or content.self_level or content.official_level or content.points is not None
    return Stage.SELF if typed or any(part.grade for part in content.parts) else Stage.NONE


def check(
    scheme: Scheme, form: Form | None, subject: Subject, content: EvaluationContent, today: date
) -> list[Finding]:
    """Return what is wrong with the content of a form; paths are those of its fields, ``parts.<code>`` for sections."""
    if form is None:
        return [error("REVIEW_NO_FORM", "form", form=content.form, scheme=scheme.short)]
    found = [*_parts(scheme, form, content), *_levels(scheme, subject, content)]
    for name in ("self_on", "residence_on"):
        day = getattr(content, name)
        if day is not None and day > today:
            found.append(warning("REVIEW_DAY_IN_FUTURE", name))
    for name in _TEXTS:
        found += _too_long(name, getattr(content, name), MAX_TEXT)
    for name in _LINES:
        found += _too_long(name, getattr(content, name), MAX_LINE)
    return found


def _parts(scheme: Scheme, form: Form, content: EvaluationContent) -> Iterator[Finding]:
    sections = {section.code: section for section in form.sections}
    for part in content.parts:
        section, path = sections.get(part.code), f"parts.{part.code}"
        if section is None:
            if _says(part):
                yield warning("REVIEW_PART_UNKNOWN", path, part=part.code, form=form.number)
            continue
        if part.grade and scheme.grade(part.grade) is None:
            yield error("REVIEW_GRADE_UNKNOWN", path, title=section.title, grade=part.grade)
        if part.points is not None and not 0 <= part.points <= section.most:
            yield _over(path, section.title, part.points, section.most)
        yield from _too_long(path, part.text, MAX_TEXT)
    tasks = next((section for section in form.sections if section.kind is SectionKind.TASKS), None)
    most = tasks.most if tasks else 0
    if content.task_points is not None and not 0 <= content.task_points <= most:
        yield _over("task_points", tasks.title if tasks else "", content.task_points, most)
    highest = sum(section.most for section in form.sections if section.kind in _SCORED)
    points = total(content)
    if points is not None and points > highest:
        yield _over("points", form.number, points, highest)


def _over(path: str, title: str, points: int, most: int) -> Finding:
    return error("REVIEW_OVER_MOST", path, title=title, points=text_of(points), most=text_of(most))


def _levels(scheme: Scheme, subject: Subject, content: EvaluationContent) -> Iterator[Finding]:
    for name in ("self_level", "committee_level"):
        code = getattr(content, name)
        if code and scheme.level(code, subject) is None:
            yield error("RATING_LEVEL_UNKNOWN", name, level=code, scheme=scheme.short)
    for name in ("official_level", "agency_level"):
        code = getattr(content, name)
        if code and scheme.level(code) is None:
            yield error("RATING_LEVEL_UNKNOWN", name, level=code, scheme=scheme.short)


def _too_long(path: str, text: str, limit: int) -> list[Finding]:
    return [error("TEXT_TOO_LONG", path, length=len(text), limit=limit)] if len(text) > limit else []
