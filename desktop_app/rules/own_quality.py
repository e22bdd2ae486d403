"""Lines of the table of regulations about scoring meetings: which scheme, each field of each, the level of a year."""

from __future__ import annotations

from typing import Any

from desktop_app.rules.own_values import Entry, Kind

SCHEMES = ("standard", "thematic", "binh_thuan")
"""Codes of the score schemes of resources/regulations/quality.toml."""
SCORED = ("regular", "combined", "thematic")
"""Kinds of meetings that can be scored."""
_YEAR = "quality.yearly"


def lines() -> list[Entry]:
    """Return the lines in the order they are shown."""
    uses = [
        Entry(id=f"quality.use.{kind}", rule=f"quality.use.{kind}", kind=Kind.CHOICE, choices=(*SCHEMES, "none"))
        for kind in SCORED
    ]
    fields = [line for code in SCHEMES for line in _scheme(f"quality.scheme.{code}")]
    return [
        *uses,
        *fields,
        *(_field(_YEAR, name, Kind.CHOICE, choices=("good", "fair", "average")) for name in ("good_all", "fair_all")),
        *(_field(_YEAR, name, most=12, unit="meetings") for name in ("good_count", "fair_count")),
        _field(_YEAR, "average_percent", most=100, unit="percent"),
    ]


def _scheme(rule: str) -> list[Entry]:
    return [
        _field(rule, "name", Kind.TEXT, least=1, most=120),
        _field(rule, "criteria", Kind.CRITERIA),
        _field(rule, "attendance", Kind.BANDS),
        _points(rule, "unexcused", 100),
        _field(rule, "speakers", least=1, most=100, unit="percent"),
        *(_points(rule, level, 999) for level in ("good", "fair", "average")),
    ]


def _field(rule: str, name: str, kind: Kind = Kind.NUMBER, **more: Any) -> Entry:
    return Entry(id=f"{rule}.{name}", rule=rule, field=name, kind=kind, **more)


def _points(rule: str, name: str, most: int) -> Entry:
    return _field(rule, name, most=most, decimals=1, unit="points")
