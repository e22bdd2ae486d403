"""How conditions and figures of a rating are said: what a condition looks at, what there is, what it asks for."""

from __future__ import annotations

from collections.abc import Mapping

from db.evaluation_records import Subject
from desktop_app.rules import percentages
from desktop_app.rules.scheme import Check, Comparison, Condition, Form, Scheme, TaskPoints
from desktop_app.texts import term, tr

SCALE = 1000
"""All points together, in tenths: every scheme with points so far has a scale of 100."""
UNKNOWN = "–"
"""What is shown where nothing is known."""
NONE = "0"
"""What is shown of shortcomings where there were none."""

PERCENTS = frozenset(
    {
        Check.TASKS_DONE,
        Check.TASKS_ON_TIME,
        Check.TASKS_ABOVE,
        Check.TASKS_LATE,
        Check.SHORTCOMINGS_FIXED,
        Check.UNITS_FAILING,
        Check.UNITS_DISCIPLINED,
    }
)
"""Checks whose figures are percentages."""
RANKED = frozenset({Check.WORST_GRADE, Check.AGENCY_LEVEL})
"""Checks whose bound is the rank of a grade or a level."""


def label(condition: Condition, form: Form | None = None) -> str:
    """Return what a condition looks at; criteria it names are told by where they stand in the form."""
    words = term("rating_check", condition.check)
    if not condition.codes:
        return words
    named = [place(form, section.code) for section in form.sections if section.code in condition.codes] if form else []
    return tr("{check} (mục {criteria})", check=words, criteria=", ".join(named or condition.codes))


def place(form: Form, code: str) -> str:
    """Return where a section stands in a form by the numbers that print, for instance "I.1.a"; its code without any."""
    numbers: list[str] = []
    for section in form.sections:
        numbers = [*numbers[: section.depth], *[""] * (section.depth - len(numbers)), section.number]
        if section.code == code:
            return ".".join(number for number in numbers if number) or code
    return code


def points(tenths: int) -> str:
    """Return points as documents write them: "89,5 điểm"."""
    return tr("{points} điểm", points=points_number(tenths))


def points_number(tenths: int) -> str:
    """Return points without the word: "90", "89,5"."""
    whole, tenth = divmod(tenths, 10)
    return f"{whole},{tenth}" if tenth else str(whole)


def times(count: int) -> str:
    """Return how often: "không có", "2 lần"."""
    return tr("{count} lần", count=count) if count else tr("không có")


def share(count: int, base: int) -> str:
    """Return a share with what it is made of: "25% (5/20)", "33,33% (1/3)"."""
    decimals = 0 if count * 100 % base == 0 else percentages.DECIMALS
    return f"{percentages.format_percent(count, base, decimals)} ({count}/{base})"


def needs(scheme: Scheme, condition: Condition) -> str:
    """Return what a condition asks for: "từ 30% trở lên", "dưới 50 điểm", "Tốt trở lên", "không có"."""
    if condition.check in RANKED:
        return _ranked(scheme, condition)
    if condition.check is Check.DISCIPLINED and condition.value == 0 and condition.is_ is Comparison.EQUAL:
        return tr("không có")
    if condition.check in PERCENTS:
        bound = f"{condition.value}%"
        if condition.is_ is Comparison.EQUAL and condition.value == 0:
            return tr("không có")
    elif condition.check is Check.POINTS:
        bound = points(condition.value)
    else:
        bound = times(condition.value)
    return _bounded(condition.is_, bound)


def _bounded(comparison: Comparison, bound: str) -> str:
    if comparison is Comparison.AT_LEAST:
        return tr("từ {bound} trở lên", bound=bound)
    if comparison is Comparison.MORE:
        return tr("trên {bound}", bound=bound)
    if comparison is Comparison.AT_MOST:
        return tr("không quá {bound}", bound=bound)
    if comparison is Comparison.LESS:
        return tr("dưới {bound}", bound=bound)
    return tr("đúng {bound}", bound=bound)


def ranked(scheme: Scheme, check: Check) -> dict[int, str]:
    """Return what a bound of grades or of an agency's levels may be: the names by their ranks."""
    if check is Check.WORST_GRADE:
        return {grade.rank: grade.name for grade in scheme.grades}
    return {level.rank: level.short for level in scheme.levels_of(Subject.MEMBER)}


def _ranked(scheme: Scheme, condition: Condition) -> str:
    """Return the bound of a grade or level by its name; better is a smaller rank."""
    names = ranked(scheme, condition.check)
    name = names.get(condition.value, str(condition.value))
    if condition.is_ is Comparison.EQUAL or (condition.is_ is Comparison.AT_MOST and condition.value == 0):
        return tr("đạt {name}", name=name)
    if condition.is_ is Comparison.AT_MOST:
        return tr("{name} trở lên", name=name)
    if condition.is_ is Comparison.LESS:
        return tr("trên {name}", name=name)
    if condition.is_ is Comparison.MORE:
        return tr("dưới {name}", name=name)
    return (
        tr("có {name}", name=name) if condition.value == max(names, default=0) else tr("từ {name} trở xuống", name=name)
    )


def line(what: str, has: str, asks: str, *, met: bool | None) -> str:
    """Return a condition in one line: what it looks at, what it asks for, what there is; the verdict in a word."""
    if met is None:
        return tr("{what}: cần {asks}; chưa có số liệu", what=what, asks=asks)
    if met:
        return tr("{what}: cần {asks}; đạt ({has})", what=what, asks=asks, has=has)
    return tr("{what}: cần {asks}; chưa đạt ({has})", what=what, asks=asks, has=has)


def citation(scheme: Scheme) -> str:
    """Return the documents a scheme rests on, in short: "Quy định 366-QĐ/TW; Hướng dẫn 43-HD/BTCTW"."""
    return "; ".join(" ".join(part for part in (one.document, one.number) if part) for one in scheme.sources)


def source(scheme: Scheme, place: str, *, verified: bool, own: bool = False) -> str:
    """Return where a value stands; that it was not seen in print where it was not, that it is the office's own."""
    if own and place:
        return tr("{source} (đơn vị đã sửa)", source=place)
    first = scheme.sources[0] if scheme.sources else None
    where = ", ".join(part for part in (place, str(first) if first else scheme.name) if part)
    return where if verified else tr("{source} (chưa đối chiếu)", source=where)


def explanation(rule: TaskPoints, counts: Mapping[str, int], total: int, made: int, most: int) -> str:
    """Return how the helper came to points of tasks, in one sentence."""
    undone = counts.get("not_done", 0) + counts.get("open", 0)
    parts = [
        (counts.get("above", 0), tr("vượt mức"), rule.above),
        (counts.get("on_time", 0), tr("đúng hạn"), rule.on_time),
        (counts.get("late", 0), tr("chậm"), rule.late),
        (undone, tr("chưa xong"), rule.not_done),
    ]
    listed = " + ".join(f"{count} {word} × {worth}%" for count, word, worth in parts if count)
    return tr(
        "({listed}) ÷ {total} × {most} điểm = {points} điểm",
        listed=listed,
        total=total,
        most=points_number(most),
        points=points_number(made),
    )


def sums(scheme: Scheme) -> tuple[str, ...]:
    """Return what does not add up in a scheme with points, in sentences: forms whose criteria do not make the scale."""
    if not any(one.check is Check.POINTS for level in scheme.levels for one in level.conditions):
        return ()
    return tuple(
        tr(
            "{form}: điểm tối đa các mục cộng lại là {points}, không phải {scale}.",
            form=form.number,
            points=points_number(form.most),
            scale=points_number(SCALE),
        )
        for form in scheme.forms
        if not form.analysis and form.most != SCALE
    )
