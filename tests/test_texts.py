"""Every text has its English, every placeholder survives translation, and every problem has its three sentences."""

from __future__ import annotations

import ast
import json
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.problems import ProblemError
from db.records import Finding, Severity
from desktop_app import texts

ROOT = Path(__file__).resolve().parents[1]
I18N = ROOT / "resources" / "i18n"
SOURCES = sorted(path for floor in ("db", "desktop_app", "ui") for path in (ROOT / floor).rglob("*.py"))


@pytest.fixture(autouse=True)
def _vietnamese_again() -> Iterator[None]:
    yield
    texts.set_language("vi")


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Yield every call of a function by that name, in any file of the product."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == name:
                    yield path, node


def places(text: str) -> set[str]:
    """Return the names of the {places} of a text."""
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def literals() -> dict[str, Path]:
    """Return every literal handed to tr()."""
    found: dict[str, Path] = {}
    for path, call in calls("tr"):
        first = call.args[0] if call.args else None
        assert isinstance(first, ast.Constant), f"{path}:{call.lineno}: tr() takes a literal"
        assert isinstance(first.value, str)
        found[first.value] = path
    return found


def english() -> dict[str, str]:
    merged: dict[str, str] = {}
    for file in sorted((I18N / "en").glob("*.json")):
        merged.update(json.loads(file.read_text("utf-8")))
    return merged


def catalogue(name: str, language: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for file in sorted((I18N / name).glob(f"*.{language}.toml")):
        entries = tomllib.loads(file.read_text("utf-8"))
        assert not merged.keys() & entries.keys(), f"{file.name} repeats {merged.keys() & entries.keys()}"
        merged.update(entries)
    return merged


def test_no_text_is_translated_in_two_ways() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for file in sorted((I18N / "en").glob("*.json")):
        for source, translation in json.loads(file.read_text("utf-8")).items():
            assert seen.setdefault(source, (translation, file.name))[0] == translation, (source, file.name)
            seen[source] = (translation, file.name)


def test_every_text_of_the_program_has_its_english() -> None:
    translated = english()
    missing = {text: path.relative_to(ROOT) for text, path in literals().items() if not translated.get(text)}
    assert not missing


def test_no_translation_is_left_over_from_a_text_that_is_gone() -> None:
    spoken = literals()
    assert not [text for text in english() if text not in spoken]


def test_a_translation_names_the_same_places_as_its_source() -> None:
    for source, translation in english().items():
        assert places(source) == places(translation), source


def test_every_call_fills_exactly_the_places_its_text_names() -> None:
    for path, call in calls("tr"):
        source = call.args[0]
        assert isinstance(source, ast.Constant)
        assert isinstance(source.value, str)
        given = {keyword.arg for keyword in call.keywords}
        if None not in given:
            assert given == places(source.value), f"{path}:{call.lineno}"


@pytest.mark.parametrize("name", ["problems", "findings", "terms"])
def test_both_languages_explain_the_same_codes(name: str) -> None:
    vietnamese, english_entries = catalogue(name, "vi"), catalogue(name, "en")
    assert vietnamese.keys() == english_entries.keys()
    for code, entry in vietnamese.items():
        other = english_entries[code]
        if isinstance(entry, dict):
            assert entry.keys() == other.keys(), code
            for part, text in entry.items():
                assert places(text) == places(other[part]), (code, part)
        else:
            assert places(entry) == places(other), code


def test_every_problem_that_is_raised_has_its_sentences() -> None:
    known = catalogue("problems", "vi")
    for path, call in calls("ProblemError"):
        code = call.args[0] if call.args else None
        if isinstance(code, ast.Constant):
            assert code.value in known, f"{path}:{call.lineno}"


def test_every_problem_says_what_happened_whether_data_is_safe_and_what_to_do() -> None:
    for language in texts.LANGUAGES:
        for code, entry in catalogue("problems", language).items():
            assert set(entry) == {"what", "safe", "next"}, code
            assert all(re.search(r"[.!?…)]$", text.strip()) for text in entry.values()), code


def test_a_problem_is_told_in_the_language_in_use() -> None:
    vietnamese = texts.explain(ProblemError("S06"))
    texts.set_language("en")
    assert "đầy" in vietnamese.what
    assert "full" in texts.explain(ProblemError("S06")).what


def test_a_problem_nobody_named_still_ends_in_sentences() -> None:
    told = texts.explain(ProblemError("no such code"))
    assert told.what
    assert told.safe
    assert told.next


def test_a_missing_value_shows_its_name_instead_of_failing() -> None:
    assert "{version}" in str(texts.explain(ProblemError("S08")))


def test_braces_in_a_value_are_text_and_nothing_else() -> None:
    assert texts.tr("Xin chào {name}", name="{0.__class__}") == "Xin chào {0.__class__}"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        texts.set_language("fr")


def test_an_unknown_word_shows_its_code() -> None:
    assert texts.term("no group", "no code") == "no code"


def test_a_finding_becomes_a_sentence() -> None:
    findings = catalogue("findings", "vi")
    for code in findings:
        assert texts.sentence(Finding(code=code, severity=Severity.ERROR, field="x"))
