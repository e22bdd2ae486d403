"""Single values of a scheme by their path, and a scheme with the office's own values in the place of its own.

A path names what it leads to by codes, never by places: "levels/excellent/conditions/points/value",
"caps/member/percent", "forms/2A/sections/I.1.pol/most", "vote/strict". So it holds when a file gains a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from db.record_base import Record
from db.scheme_records import SchemeValue
from desktop_app.rules import rating_words, scheme_checks
from desktop_app.rules.rating_words import RANKED
from desktop_app.rules.regulation import Source
from desktop_app.rules.scheme import (
    Applies,
    CapBase,
    CapScope,
    Check,
    Comparison,
    Condition,
    Rounding,
    Scheme,
    VoteBase,
)


class ValueKind(StrEnum):
    """How a value is typed."""

    NUMBER = "number"
    POINTS = "points"
    """Tenths of a point."""
    SWITCH = "switch"
    CHOICE = "choice"
    WORD = "word"
    """A few characters."""
    TEXT = "text"


class ValueLine(Record, frozen=True, kw_only=True):
    """One value of a scheme as it stands."""

    path: str
    group: str
    """Path of what it belongs to: "levels/excellent", "vote"."""
    field: str
    """The last part of its path, for instance "percent"."""
    value: str
    """As JSON; what ``set_value`` takes."""
    default: str
    """As JSON: the value without the office's own."""
    kind: ValueKind
    choices: tuple[str, ...] = ()
    verified: bool
    """Whether what it belongs to was seen in print, or the office set it by a document."""
    own: bool
    source: str
    """The office's document for its own value, else the place in those of the scheme; empty where none is named."""
    set_by: SchemeValue | None = None
    """The office's own value with its document and note."""


_HEAD = ("name", "short", "first_year", "last_year", "note", "verified")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "levels": ("name", "short", "criteria", "failing", "plan", "verified"),
    "conditions": ("is", "value"),
    "grades": ("name",),
    "forms": ("number", "title", "applies", "note", "verified"),
    "sections": ("number", "title", "hint", "most"),
    "caps": ("percent", "outstanding_percent", "base", "scope", "rounding", "min_one", "verified"),
    "vote": ("numerator", "denominator", "strict", "base", "cumulative", "verified"),
    "exclusions": ("exempt", "suspended", "temporarily_exempt_months", "min_months", "verified"),
    "task_points": ("above", "on_time", "late", "not_done", "most", "verified"),
    "steps": ("title", "month", "day", "next_year"),
}
"""Values that may be set, by what they belong to; what else there is (codes, kinds, checks) is its frame."""
_CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("conditions", "is"): tuple(Comparison),
    ("forms", "applies"): tuple(Applies),
    ("caps", "base"): tuple(CapBase),
    ("caps", "scope"): tuple(CapScope),
    ("caps", "rounding"): tuple(Rounding),
    ("vote", "base"): tuple(VoteBase),
}
_LOOKED_UP = frozenset({"conditions", "sections"})
"""What counts as seen in print as soon as the office sets a value of it; elsewhere it says so by "verified"."""
_LISTS = frozenset({"subjects", "codes", "forms", "figures", "plan_for"})
_MARKS = frozenset({"own", "code"})
_SCORED = frozenset({"points", "tasks"})
_WORDS = frozenset({"short", "number"})
_NUMBERS = frozenset({"first_year", "last_year"})


def condition_key(condition: Condition) -> str:
    """Return what names a condition within its level: what it looks at, whether it forces, for which criteria, whom."""
    return _key(msgspec.to_builtins(condition))


def conditions(scheme: Scheme) -> dict[str, Condition]:
    """Return every condition of a scheme by its path."""
    listed = [condition for level in scheme.levels for condition in level.conditions]
    paths = [path for path, what, _ in _nodes(msgspec.to_builtins(scheme)) if what == "conditions"]
    return dict(zip(paths, listed, strict=True))


def _key(condition: Mapping[str, Any]) -> str:
    parts = [condition["check"], *(["forces"] if condition["forces"] else [])]
    parts += ["+".join(condition[field]) for field in ("codes", "forms", "subjects") if condition[field]]
    return "-".join(parts)


def _nodes(tree: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (path, what it is, its content) of everything in a scheme that has values of its own."""
    yield "", "", tree
    for level in tree["levels"]:
        path = f"levels/{level['code']}"
        yield path, "levels", level
        seen: dict[str, int] = {}
        for condition in level["conditions"]:
            key = _key(condition)
            seen[key] = seen.get(key, 0) + 1
            again = f"-{seen[key]}" if seen[key] > 1 else ""
            yield f"{path}/conditions/{key}{again}", "conditions", condition
    for grade in tree["grades"]:
        yield f"grades/{grade['code']}", "grades", grade
    for cap in tree["caps"]:
        yield f"caps/{'+'.join(cap['subjects'])}", "caps", cap
    for name in ("vote", "exclusions", "task_points"):
        yield name, name, tree[name]
    for step in tree["steps"]:
        yield f"steps/{step['code']}", "steps", step
    for form in tree["forms"]:
        path = f"forms/{form['code']}"
        yield path, "forms", form
        for section in form["sections"]:
            yield f"{path}/sections/{section['code']}", "sections", section


def _fields(what: str, node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields of a node that may be set; only a section that takes points has a highest."""
    fields = _FIELDS[what] if what else _HEAD
    scored = what != "sections" or node["kind"] in _SCORED
    return fields if scored else tuple(field for field in fields if field != "most")


def joined(group: str, field: str) -> str:
    """Return the path of a field of a group."""
    return f"{group}/{field}" if group else field


# --- reading ---------------------------------------------------------------------------------------------------------


def lines(scheme: Scheme, own: Iterable[SchemeValue] = ()) -> list[ValueLine]:
    """Return every value of a scheme (as its file has it) that may be set, with the office's own in its place."""
    set_here = {value.path: value for value in own if value.scheme == scheme.code}
    held = apply(scheme, set_here.values())[0]
    before, after = msgspec.to_builtins(scheme), msgspec.to_builtins(held)
    found = []
    for (group, what, plain), (_, _, now) in zip(_nodes(before), _nodes(after), strict=True):
        for field in _fields(what, plain):
            path = joined(group, field)
            kept = set_here.get(path)
            found.append(
                ValueLine(
                    path=path,
                    group=group,
                    field=field,
                    value=_json(now[field]),
                    default=_json(plain[field]),
                    kind=_kind(what, field, plain),
                    choices=_CHOICES.get((what, field)) or _ranks(scheme, what, field, plain),
                    verified=kept is not None or bool(now.get("verified", scheme.verified)),
                    own=kept is not None,
                    source=citation(kept) if kept else str(plain.get("source", "")),
                    set_by=kept,
                )
            )
    return found


def _ranks(scheme: Scheme, what: str, field: str, node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ranks a bound may have that is a grade or a level."""
    if what != "conditions" or field != "value" or node["check"] not in RANKED:
        return ()
    return tuple(str(rank) for rank in sorted(rating_words.ranked(scheme, Check(node["check"]))))


def _kind(what: str, field: str, node: Mapping[str, Any]) -> ValueKind:
    if (what, field) in _CHOICES or (what == "conditions" and field == "value" and node["check"] in RANKED):
        return ValueKind.CHOICE
    if field == "most" or (what == "conditions" and field == "value" and node["check"] == "points"):
        return ValueKind.POINTS
    if isinstance(node[field], bool):
        return ValueKind.SWITCH
    if isinstance(node[field], int) or field in _NUMBERS:
        return ValueKind.NUMBER
    return ValueKind.WORD if field in _WORDS else ValueKind.TEXT


def citation(value: SchemeValue) -> str:
    """Return the document an own value rests on."""
    return str(Source(document=value.document, number=value.number, date=value.dated))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# --- the scheme with own values --------------------------------------------------------------------------------------


def apply(scheme: Scheme, own: Iterable[SchemeValue]) -> tuple[Scheme, list[str]]:
    """Return the scheme with the office's own values in it, and why those were left out that do not fit it any more.

    An own value of a condition or a section makes it one that was looked up; elsewhere the office says so itself.
    """
    ordered = sorted((value for value in own if value.scheme == scheme.code), key=lambda value: value.path)
    if not ordered:
        return scheme, []
    changed, wrong = _changed(scheme, ordered)
    if changed is not None and not wrong:
        return changed, []
    # One that does not fit must not take the others with it.
    fitting: list[SchemeValue] = []
    left_out: list[str] = []
    for value in ordered:
        changed, wrong = _changed(scheme, [*fitting, value])
        if wrong:
            left_out.append(f"{value.path}: {wrong[0]}")
        else:
            fitting.append(value)
    return _changed(scheme, fitting)[0] or scheme, left_out


def _changed(scheme: Scheme, values: Sequence[SchemeValue]) -> tuple[Scheme | None, list[str]]:
    tree = msgspec.to_builtins(scheme)
    nodes = {path: (what, node) for path, what, node in _nodes(tree)}
    for value in values:
        group, _, field = value.path.rpartition("/")
        what, node = nodes.get(group, ("", {}))
        if field not in node or field not in _fields(what, node):
            return None, ["there is no such value"]
        try:
            node[field] = json.loads(value.value)
        except ValueError:
            return None, ["is not JSON"]
        if "own" in node:
            node.update(own=True, source=citation(value)) if "source" in node else node.update(own=True)
        if what in _LOOKED_UP:
            node["verified"] = True
    try:
        changed = msgspec.convert(tree, Scheme)
    except msgspec.ValidationError as error:
        return None, [scheme_checks.problem_of(error)]
    return changed, scheme_checks.mistakes(changed)


# --- two schemes compared --------------------------------------------------------------------------------------------


class Difference(Record, frozen=True, kw_only=True):
    """One value in which two schemes differ; "" where one of them has nothing of the kind."""

    path: str
    before: str
    after: str


def differences(before: Scheme | None, after: Scheme) -> list[Difference]:
    """Return where a scheme differs from what there was of it: what taking in a file would change."""
    old = {} if before is None else _flat(before)
    new = _flat(after)
    paths = [*new, *(path for path in old if path not in new)]
    return [
        Difference(path=path, before=old.get(path, ""), after=new.get(path, ""))
        for path in paths
        if old.get(path, "") != new.get(path, "")
    ]


def _flat(scheme: Scheme) -> dict[str, str]:
    """Return every value by its path as text, the frame included."""
    flat: dict[str, str] = {}
    for path, what, node in _nodes(msgspec.to_builtins(scheme)):
        for field, value in node.items():
            if field == "sources":
                flat[field] = "; ".join(str(source) for source in scheme.sources)
            elif what and field in _LISTS:
                flat[joined(path, field)] = ", ".join(value)
            elif field not in _MARKS and not isinstance(value, list | tuple | dict):
                flat[joined(path, field)] = "" if value is None else _text(value)
    return flat


def _text(value: object) -> str:
    return _json(value) if isinstance(value, bool | int) else str(value)
