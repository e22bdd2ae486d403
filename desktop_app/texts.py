"""Every text a user reads passes here: Vietnamese is the source, English is looked up, problems become sentences.

One mechanism serves all floors because prints, the command line and the window speak with one voice, and only the
window may know Qt. The English catalogue is ``resources/i18n/en/*.json`` (Vietnamese source -> English); a test keeps
it complete and compares the placeholders. Sentences chosen by a code stand in ``problems/``, ``findings/`` and
``terms/``, one file an area and language.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from db.problems import ProblemError
    from db.records import Finding

LANGUAGES = ("vi", "en")
_current = "vi"


def set_language(language: str) -> None:
    """Choose the language of everything said from now on: "vi" or "en". Raises ValueError for another."""
    global _current  # noqa: PLW0603
    if language not in LANGUAGES:
        raise ValueError(language)
    _current = language


def language() -> str:
    """Return the language in use."""
    return _current


def tr(source: str, /, **values: object) -> str:
    """Return ``source`` (Vietnamese, a literal) in the language in use, ``{named}`` places filled with ``values``."""
    text = source if _current == "vi" else _english().get(source, source)
    return text.format(**values) if values else text


def _files(folder: str, ending: str) -> list[Traversable]:
    # Imported here: the first screen speaks Vietnamese, its own source, and needs no catalogue.
    from importlib import resources

    entries = resources.files("resources").joinpath(f"i18n/{folder}").iterdir()
    return sorted((entry for entry in entries if entry.name.endswith(ending)), key=lambda entry: entry.name)


@functools.cache
def _english() -> dict[str, str]:
    import json

    texts: dict[str, str] = {}
    for file in _files("en", ".json"):
        texts.update(json.loads(file.read_text("utf-8")))
    return texts


@functools.cache
def _catalogue(name: str, language: str) -> dict[str, Any]:
    import tomllib

    merged: dict[str, Any] = {}
    for file in _files(name, f".{language}.toml"):
        for key, entry in tomllib.loads(file.read_text("utf-8")).items():
            if key in merged:
                raise ValueError(f"{file.name}: {key} stands in another file already")
            merged[key] = entry
    return merged


class ProblemText(NamedTuple):
    """A known failure as the user reads it."""

    code: str
    what: str
    """What happened."""
    safe: str
    """Whether the data is safe."""
    next: str
    """What to do now."""

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.safe, self.next, f"({self.code})") if part)


def explain(problem: ProblemError) -> ProblemText:
    """Return the sentences of a problem in the language in use."""
    entry = _catalogue("problems", _current).get(problem.code)
    if entry is None:
        entry = _catalogue("problems", _current)["S99"]
    values = _Values(problem.values)
    return ProblemText(
        code=problem.code,
        what=entry["what"].format_map(values),
        safe=entry["safe"].format_map(values),
        next=entry["next"].format_map(values),
    )


def sentence(finding: Finding) -> str:
    """Return the sentence of a finding in the language in use."""
    text: str = _catalogue("findings", _current)[finding.code]
    return text.format_map(_Values(finding.values))


def term(group: str, code: str, *, language: str = "") -> str:
    """Return the word for a code, for instance ``term("meeting_kind", "regular")``; the code itself when unknown.

    ``language`` is another one than that in use, for papers that are Vietnamese whatever the window speaks.
    """
    word: str = _catalogue("terms", language or _current).get(group, {}).get(code, code)
    return word


class _Values(dict[str, object]):
    """Named values where a missing one shows as its own name instead of failing while a failure is explained."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"
