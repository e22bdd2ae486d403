"""Which passwords are too easy to guess to protect a member register."""

from __future__ import annotations

import unicodedata
from importlib import resources

from db.problems import ProblemError
from db.text import fold

SHORTEST = 12
"""Characters of the clerk's password (trust.md 4.2)."""

_DISTINCT = 5
_LEFT_OVER = 4
_RUNS = ("01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedc")
_RUN_LENGTH = 3


def check(password: str, *names: str) -> None:
    """Refuse a password that is too short or easy to guess; ``names`` are the office's names and codes.

    Raises ProblemError K05 (shorter than ``minimum`` characters), K06 (common words, runs, or the office's own name).
    """
    text = unicodedata.normalize("NFC", password)
    if len(text.strip()) < SHORTEST:
        raise ProblemError("K05", minimum=SHORTEST)
    folded = _folded(text)
    if len(set(folded)) < _DISTINCT:
        raise ProblemError("K06")
    known = [*(_folded(name) for name in names), *_common()]
    for word in sorted((word for word in known if len(word) >= _RUN_LENGTH), key=len, reverse=True):
        folded = folded.replace(word, "\n")
    if len(_without_runs(folded)) < _LEFT_OVER:
        raise ProblemError("K06")


def _folded(words: str) -> str:
    """Return letters and digits without marks and case, everything that people put between words left out."""
    return fold(words).replace(" ", "")


def _without_runs(text: str) -> str:
    """Return the text without digits, neighbours on the keyboard or in the alphabet, and repeated characters."""
    kept = []
    for index, character in enumerate(text):
        window = text[max(0, index - _RUN_LENGTH + 1) : index + 1]
        in_run = len(window) == _RUN_LENGTH and any(window in run for run in _RUNS)
        if in_run or not character.isalpha() or text[index - 1 : index] == character:
            continue
        kept.append(character)
    return "".join(kept)


def _common() -> list[str]:
    text = resources.files("resources").joinpath("lists/common_passwords.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
