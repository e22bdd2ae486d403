"""Which rule is in force on a day: the dated data of resources/regulations, each value with the document it rests on.

A number of a document alone says little (two different guides carry the number 12-HD/BTCTW), so a source always has
its number and its date. ``valid_from`` is included, ``valid_to`` excluded; a rule without ``valid_from`` is a default
that holds for any earlier day.
"""

from __future__ import annotations

import functools
import itertools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from typing import Any

from desktop_app.rules import dates
from desktop_app.texts import tr

Overrides = Mapping[str, Any]
"""An office's own values of one day by rule id. They win over the data; of a table they name changed fields only."""

_FIELDS = {"id", "value", "valid_from", "valid_to", "source", "verified", "note"}
_REQUIRED = {"id", "value", "source", "verified"}
_SOURCE_FIELDS = {"document", "number", "date", "place"}


class MalformedRegulationError(Exception):
    """A file of resources/regulations breaks its own rules: a mistake of ours that a test must find."""


class NoRuleError(LookupError):
    """No rule of that name holds on that day."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """The document a rule rests on."""

    document: str
    """What it is, for instance "Hướng dẫn"; who issued it stands in the number."""
    number: str = ""
    """Số, ký hiệu; empty for a usage that no document fixes."""
    date: date | None = None
    """Day of issue; present whenever there is a number."""
    place: str = ""
    """Where in the document, for instance "Điều 24"."""

    def __str__(self) -> str:
        day = f"ngày {dates.format_official(self.date)}" if self.date is not None else ""
        citation = " ".join(part for part in (self.document, self.number, day) if part)
        return f"{citation}, {self.place}" if self.place else citation


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One value of one rule over a span of time."""

    id: str
    value: Any
    """A number, a text, a list or a table, as the rule's file says."""
    valid_from: date | None
    valid_to: date | None
    reference: Source
    verified: bool
    """False where the text itself was not seen: usable as a default, to be confirmed by the office."""
    note: str = ""
    overridden: bool = False
    """Whether the value is the office's own."""
    confirmed: bool = False
    """Whether the office's own value is the default: it looked the document up and found it right."""

    @property
    def citation(self) -> str:
        """Document, number, date, place."""
        return str(self.reference)

    @property
    def source(self) -> str:
        """The citation as a user reads it beside a finding: it says when the value was not verified or is the office's.

        A value whose document nobody has seen is a default, and must be shown as one.
        """
        if self.confirmed:
            return tr("{source} (đơn vị đã xác nhận)", source=self.citation)
        if self.overridden:
            return tr("{source} (đơn vị đã sửa)", source=self.citation)
        if not self.verified:
            return tr("{source} (chưa đối chiếu)", source=self.citation)
        return self.citation

    def holds(self, on: date) -> bool:
        """Return whether the rule is in force on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


def in_force(rule_id: str, on: date, overrides: Overrides | None = None) -> Rule:
    """Return the rule of that id that holds on a day. Raises NoRuleError when there is none."""
    rule = find(rule_id, on, overrides)
    if rule is None:
        raise NoRuleError(f"{rule_id} on {on.isoformat()}")
    return rule


def find(rule_id: str, on: date, overrides: Overrides | None = None) -> Rule | None:
    """Return the rule of that id that holds on a day, or None: old days are judged by their own rules or by none."""
    for rule in _rules().get(rule_id, ()):
        if rule.holds(on):
            if overrides is not None and rule_id in overrides:
                own = _joined(rule.value, overrides[rule_id])
                return replace(rule, value=own, overridden=True, confirmed=own == rule.value)
            return rule
    return None


def _joined(value: Any, own: Any) -> Any:
    """Return the office's own value; a table keeps the fields the office did not change."""
    return {**value, **own} if isinstance(value, dict) and isinstance(own, Mapping) else own


def every() -> tuple[Rule, ...]:
    """Return all rules, past and present, by id and then by time: what a screen of regulations lists."""
    return tuple(rule for rules in _rules().values() for rule in rules)


@functools.cache
def _rules() -> dict[str, tuple[Rule, ...]]:
    folder = resources.files("resources").joinpath("regulations")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return collect((file.name, file.read_text("utf-8")) for file in files)


def collect(files: Iterable[tuple[str, str]]) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of (name, TOML text) pairs by id, sorted by time.

    Raises MalformedRegulationError for a missing or unknown field, a number without a date, or two rules of one id
    that hold on the same day.
    """
    gathered: dict[str, list[Rule]] = {}
    for name, text in files:
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise MalformedRegulationError(f"{name}: {error}") from error
        if set(content) != {"rule"}:
            raise MalformedRegulationError(f"{name}: holds [[rule]] tables only, not {sorted(content)}")
        for entry in content["rule"]:
            rule = _rule(name, entry)
            gathered.setdefault(rule.id, []).append(rule)
    return {rule_id: _in_order(gathered[rule_id]) for rule_id in sorted(gathered)}


def _rule(name: str, entry: dict[str, Any]) -> Rule:
    where = f"{name}: {entry.get('id', '?')}"
    if not _REQUIRED <= set(entry) <= _FIELDS:
        raise MalformedRegulationError(f"{where}: fields {sorted(set(entry) ^ _REQUIRED)}")
    source = entry["source"]
    if not isinstance(source, dict) or not {"document"} <= set(source) <= _SOURCE_FIELDS:
        raise MalformedRegulationError(f"{where}: source needs a document and may have a number, a date, a place")
    if "number" in source and "date" not in source:
        raise MalformedRegulationError(f"{where}: a number is cited with its date, always")
    days = [entry.get("valid_from"), entry.get("valid_to"), source.get("date")]
    if any(day is not None and type(day) is not date for day in days):
        raise MalformedRegulationError(f"{where}: a day is written YYYY-MM-DD without quotes")
    if type(entry["verified"]) is not bool:
        raise MalformedRegulationError(f"{where}: verified is true or false")
    return Rule(
        id=entry["id"],
        value=entry["value"],
        valid_from=entry.get("valid_from"),
        valid_to=entry.get("valid_to"),
        reference=Source(**source),
        verified=entry["verified"],
        note=entry.get("note", ""),
    )


def _in_order(rules: list[Rule]) -> tuple[Rule, ...]:
    ordered = sorted(rules, key=lambda rule: rule.valid_from or date.min)
    for rule in ordered:
        if rule.valid_to is not None and rule.valid_to <= (rule.valid_from or date.min):
            raise MalformedRegulationError(f"{rule.id}: ends before it begins")
    for earlier, later in itertools.pairwise(ordered):
        if earlier.valid_to is None or later.valid_from is None or later.valid_from < earlier.valid_to:
            days = f"{earlier.valid_from} and {later.valid_from}"
            raise MalformedRegulationError(f"{earlier.id}: the rules from {days} hold on the same day")
    return tuple(ordered)
