"""How the values of a scheme are shown and typed: their titles, their texts, and what a typed text stands for."""

from __future__ import annotations

import json
import re

import msgspec

from db.evaluation_records import Subject
from db.problems import ProblemError
from db.text import normalize
from desktop_app.rules import rating_words
from desktop_app.rules.rating_words import points_number
from desktop_app.rules.scheme import Condition, Scheme
from desktop_app.rules.scheme_values import ValueKind, ValueLine
from desktop_app.texts import term, tr

MAX_TEXT = 400
"""Characters of a text of a scheme."""
MAX_NUMBER = 9999
_CHOICE_GROUPS = {
    "is": "scheme_is",
    "base": "scheme_base",
    "scope": "scheme_scope",
    "rounding": "scheme_rounding",
    "applies": "scheme_applies",
}
_COLLECTIVES = frozenset(Subject) - {Subject.MEMBER}
_POINTS = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]))?")
_NUMBER = re.compile(r"[0-9]{1,4}")


def part(line: ValueLine) -> str:
    """Return what a value belongs to in the large: levels, conditions, caps, vote, …, sections; "" for the scheme."""
    if "/conditions/" in line.group:
        return "conditions"
    if "/sections/" in line.group:
        return "sections"
    return line.group.partition("/")[0]


def parts() -> list[tuple[str, str]]:
    """Return the parts of a scheme with their words, in the order of the table."""
    codes = ("", "levels", "conditions", "grades", "caps", "vote", "exclusions", "task_points", "steps")
    return [(code, part_name(code)) for code in (*codes, "forms", "sections")]


def part_name(code: str) -> str:
    """Return the words of a part."""
    return term("scheme_part", code or "head")


def subjects(codes: tuple[str, ...]) -> str:
    """Return subjects in words: "đảng viên", "chi bộ, tổ chức cơ sở đảng", "tập thể" for all that are no member."""
    if frozenset(codes) == _COLLECTIVES:
        return term("scheme_subject", "collectives")
    return ", ".join(term("scheme_subject", code) for code in codes)


def heading(scheme: Scheme, line: ValueLine, condition: Condition | None = None) -> str:
    """Return what a value belongs to: the level, the form and section, the cap; ``condition`` where it is of one."""
    kind, names = part(line), line.group.split("/")
    if kind in {"levels", "conditions"}:
        level = scheme.level(names[1])
        found = level.short if level else names[1]
        if kind == "levels":
            return found
        forces = condition is not None and condition.forces
        return tr("{level}: buộc xếp khi", level=found) if forces else tr("{level}: cần", level=found)
    if kind == "caps":
        return tr("Giới hạn: {subjects}", subjects=subjects(tuple(names[1].split("+"))))
    if kind in {"forms", "sections"}:
        form = scheme.form(names[1])
        number = form.number if form else names[1]
        if kind == "forms" or form is None:
            return number
        return tr("{form}, mục {place}", form=number, place=rating_words.place(form, _section_code(line)))
    if kind == "grades":
        grade = scheme.grade(names[1])
        return tr("Cấp độ {name}", name=grade.name if grade else names[1])
    if kind == "steps":
        return next((step.title for step in scheme.steps if step.code == names[1]), names[1])
    return part_name(kind)


def title(scheme: Scheme, line: ValueLine, condition: Condition | None = None) -> str:
    """Return what a value is."""
    kind = part(line)
    if condition is not None:
        whom = set(condition.subjects or ("member",))
        form = next((form for form in scheme.forms if not form.analysis and set(form.subjects) & whom), None)
        words = rating_words.label(condition, form)
        if condition.subjects:
            words = tr("{title} ({whom})", title=words, whom=subjects(condition.subjects))
        return words if line.field == "value" else f"{term('scheme_field', line.field)}: {words}"
    return _field(kind, line.field)


def about(scheme: Scheme, line: ValueLine) -> str:
    """Return the title of the section a value belongs to; empty for another value."""
    if part(line) != "sections":
        return ""
    form = scheme.form(line.group.split("/")[1])
    return next((one.title for one in form.sections if one.code == _section_code(line)), "") if form else ""


def _section_code(line: ValueLine) -> str:
    return line.group.split("/", maxsplit=3)[3]


def _field(kind: str, field: str) -> str:
    """Return the words of a field, those of its own kind where it has some."""
    code = f"{kind}_{field}"
    words = term("scheme_field", code)
    return term("scheme_field", field) if words == code else words


# --- value to text ---------------------------------------------------------------------------------------------------


def text(line: ValueLine, value: str) -> str:
    """Return a value (JSON) as an editor begins with it; ``parse`` gives it back. The code of a choice or switch."""
    held = json.loads(value)
    if held is None:
        return ""
    if line.kind is ValueKind.POINTS:
        return points_number(held)
    return value if line.kind is ValueKind.SWITCH else str(held)


def shown(scheme: Scheme, line: ValueLine, value: str, condition: Condition | None = None) -> str:
    """Return a value (JSON) in one line as a table shows it."""
    held = json.loads(value)
    if held is None or held == "":
        return "–"
    if line.kind is ValueKind.SWITCH:
        return yes_no(value)
    if condition is not None and line.field == "value":
        return rating_words.needs(scheme, msgspec.structs.replace(condition, value=held))
    if line.kind is ValueKind.CHOICE:
        return choice(line, str(held))
    if line.kind is ValueKind.POINTS:
        return rating_words.points(held)
    percent = line.field in {"percent", "outstanding_percent"} or part(line) == "task_points"
    return f"{held}%" if percent else str(held)


def yes_no(value: str) -> str:
    """Return a switch in words."""
    return tr("có") if value == "true" else tr("không")


def choice(line: ValueLine, code: str) -> str:
    """Return a choice in words."""
    group = "scheme_vote_base" if line.group == "vote" and line.field == "base" else _CHOICE_GROUPS[line.field]
    return term(group, code)


def choices(scheme: Scheme, line: ValueLine, condition: Condition | None = None) -> tuple[tuple[str, str], ...]:
    """Return what may be chosen, code and words; nothing for a value that is typed."""
    if condition is not None and condition.check in rating_words.RANKED and line.field == "value":
        return tuple((str(rank), name) for rank, name in sorted(rating_words.ranked(scheme, condition.check).items()))
    if line.kind is ValueKind.SWITCH:
        return tuple((code, yes_no(code)) for code in ("true", "false"))
    return tuple((code, choice(line, code)) for code in line.choices)


# --- text to value ---------------------------------------------------------------------------------------------------


def parse(line: ValueLine, typed: str) -> object:
    """Return the value a text stands for. Raises ProblemError Q35 when it is none of this kind."""
    plain = normalize(typed)
    if line.kind is ValueKind.SWITCH and plain in {"true", "false"}:
        return plain == "true"
    if line.kind is ValueKind.CHOICE and plain in line.choices:
        return int(plain) if line.field == "value" else plain
    if line.kind in {ValueKind.TEXT, ValueKind.WORD} and len(plain) <= MAX_TEXT:
        return plain
    if line.kind is ValueKind.POINTS and (match := _POINTS.fullmatch(plain)):
        return int(match[1]) * 10 + int(match[2] or 0)
    if line.kind is ValueKind.NUMBER:
        if not plain and line.field == "last_year":
            return None
        if _NUMBER.fullmatch(plain.removesuffix("%").strip()):
            return int(plain.removesuffix("%").strip())
    raise ProblemError("Q35", text=plain[:80])
