"""Which passwords are too easy to guess to protect a member register."""

from __future__ import annotations

import unicodedata
from importlib import resources

from db.problems import ProblemError
from db.text import fold

SHORTEST = 12
"""Characters of the clerk's password: what is guessed offline by whoever copies the folder has to be a sentence."""

_DISTINCT = 5
_LEFT_OVER = 4
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujm")
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
    known = [*(part for name in names for part in _parts(name)), *_common()]
    for word in sorted((word for word in known if len(word) >= _RUN_LENGTH), key=len, reverse=True):
        folded = folded.replace(word, "\n")
    if len(_without_runs(folded)) < _LEFT_OVER:
        raise ProblemError("K06")


def _folded(words: str) -> str:
    """Return letters and digits without marks and case, everything that people put between words left out."""
    return fold(words).replace(" ", "")


def _parts(name: str) -> list[str]:
    """Return every sequence of neighbouring words of a name, written as one word."""
    words = fold(name).split()
    return ["".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)]


def _without_runs(text: str) -> str:
    """Return the letters without neighbours on the keyboard or in the alphabet and without repetitions."""
    letters = "".join(filter(str.isalpha, text))
    kept = []
    for index, letter in enumerate(letters):
        window = letters[max(0, index - _RUN_LENGTH + 1) : index + 1]
        in_run = len(window) == _RUN_LENGTH and any(window in run or window in run[::-1] for run in _RUNS)
        if not in_run and letters[max(0, index - 1) : index] != letter:
            kept.append(letter)
    return "".join(kept)


def _common() -> list[str]:
    text = resources.files("resources").joinpath("lists/common_passwords.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
