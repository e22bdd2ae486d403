"""The sentences a self-review begins with: the year's figures in words, each under the section that asks for them."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

import msgspec

from db.evaluation_records import CollectiveFigures, YearFigures
from desktop_app.rules.scheme import Form


@functools.cache
def _sentences(kind: str) -> list[dict[str, Any]]:
    content = tomllib.loads(resources.files("resources").joinpath("templates/review_texts.toml").read_text("utf-8"))
    found: list[dict[str, Any]] = content[kind]
    return found


def section_texts(form: Form, figures: YearFigures | CollectiveFigures) -> dict[str, str]:
    """Return by section what the program proposes to write there; sections of which nothing is known are left out.

    A sentence is written where the section shows one of its figures and that figure is not nothing.
    """
    values = {
        name: value or 0 for name, value in msgspec.structs.asdict(figures).items() if not isinstance(value, dict)
    }
    kind = "member" if isinstance(figures, YearFigures) else "collective"
    # Dropped once, not once a section: thousands of forms are filled in at a time.
    known = [entry for entry in _sentences(kind) if any(values[name] for name in entry["any"])]
    found: dict[str, str] = {}
    for section in form.sections:
        said = [
            entry["text"].format_map(values) for entry in known if any(name in section.figures for name in entry["any"])
        ]
        if said:
            found[section.code] = " ".join(said)
    return found
