"""Vietnamese text: normal form at the door, a folded form for searching, and keys that sort as plain TEXT.

The keys are stored in shadow columns and compared byte by byte by the engine, so that every system gives one order. The
order is that of the Unicode CLDR for Vietnamese: the alphabet a ă â b c d đ e ê … y, then the tones level, huyền, hỏi,
ngã, sắc, nặng, syllable by syllable.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER = {letter: chr(0x41 + rank) for rank, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "\x22", "\u0309": "\x23", "\u0303": "\x24", "\u0301": "\x25", "\u0323": "\x26"}
_LEVEL = "\x21"
_APOSTROPHE = "\x40"
"""Between the digits and the letters, so that H'Hen stands before Ha."""
_APOSTROPHES = frozenset("'’‘ʼ`´ʹ′")
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("  +")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_UNSEEN = re.compile("[\u2065\U000e0000-\U000e007f]")
"""Code points that mean nothing yet and will be as invisible as their neighbours; no package carries them."""
_BLANK_LINES = re.compile("\n{3,}")


def normalize(text: str, *, keep_newlines: bool = False) -> str:
    """Return ``text`` as it is kept: NFC, Đ instead of the Icelandic Ð, plain single spaces, nothing invisible.

    Control characters, zero-width characters, direction marks and lone surrogates vanish; every kind of space becomes
    one plain space, and ends are trimmed. With ``keep_newlines`` lines stay apart (one empty line at the most between
    them); otherwise a line end is a space. Applying it twice changes nothing more.
    """
    if text.isprintable():
        # One line with nothing to take away, by far the most frequent case.
        return _SPACES.sub(" ", _visible(text)).strip(" ")
    lines = _LINE_ENDS.split(text)
    clean = [_SPACES.sub(" ", _visible(line)).strip(" ") for line in lines]
    if not keep_newlines:
        return _SPACES.sub(" ", " ".join(clean)).strip(" ")
    return _BLANK_LINES.sub("\n\n", "\n".join(clean)).strip("\n")


def _visible(line: str) -> str:
    if line.isprintable():
        # No control, format or surrogate character and no space but the plain one: nothing to take away.
        return unicodedata.normalize("NFC", _with_d(line))
    kept = "".join(
        " " if kind == "Zs" or letter == "\t" else letter
        for letter in line
        if not ((kind := unicodedata.category(letter)) in _HIDDEN or _UNSEEN.match(letter)) or letter == "\t"
    )
    return unicodedata.normalize("NFC", _with_d(kept))


def _with_d(text: str) -> str:
    """Return the text with the Vietnamese Đ where the Icelandic Ð stands, which looks alike."""
    # Two searches for one letter each are four hundred times as fast as a translation table.
    return text.replace("Ð", "Đ").replace("ð", "đ")


@functools.lru_cache(maxsize=4096)
def _base(letter: str) -> str:
    """Return the letter without its marks, đ as d."""
    return "d" if letter in "đð" else unicodedata.normalize("NFD", letter)[0]


def fold(text: str) -> str:
    """Return the form two texts share when they differ only in accents, capitals, apostrophes, hyphens or spaces.

    "Đặng  Thị H'Hen" becomes "dang thi h hen": lower case, no marks, đ as d, words apart by one space.
    """
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    letters = []
    for letter in lowered:
        if unicodedata.category(letter).startswith("M"):
            continue
        base = _base(letter)
        letters.append(base if base.isalnum() else " ")
    return " ".join("".join(letters).split())


def search_text(text: str) -> str:
    """Return the shadow column of a plain name: its folded words, each preceded by a space."""
    words = fold(text).split()
    joined = [fold(_joined(word)) for word in text.split() if _APOSTROPHES & set(word)]
    return "".join(f" {word}" for word in dict.fromkeys(words + joined))


def person_search_text(full_name: str, sort_name: str = "") -> str:
    """Return the shadow column of a person's name: folded words, the given name first, each preceded by a space.

    A search for words therefore asks whether " word" stands somewhere in it, and a match at its very beginning is a
    match of the given name.
    """
    given, others = _given_first(full_name, sort_name)
    return search_text(" ".join([*given, *others]))


def _joined(word: str) -> str:
    return "".join(letter for letter in word if letter not in _APOSTROPHES)


def _given_first(full_name: str, sort_name: str) -> tuple[list[str], list[str]]:
    words = full_name.split()
    if not sort_name.split():
        return words[-1:], words[:-1]
    given = sort_name.split()
    keys = {sort_key(word) for word in given}
    return given, [word for word in words if sort_key(word) not in keys]


def sort_key(text: str) -> str:
    """Return an ASCII text (but for letters of other scripts) whose byte order is the Vietnamese order of ``text``.

    Syllables are compared one after another, each by its letters and then by its tone, so that "Hoà" and "Hòa" are
    equal; numbers compare by value ("thôn 2" before "thôn 10"); punctuation only separates.
    """
    lowered = _with_d(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()))
    key: list[str] = []
    tone, number, open_word = _LEVEL, "", False
    for letter in [*lowered, " "]:
        code, mark = _code(letter)
        tone = mark or tone
        if code == "":
            continue
        if code is not None and code.isdecimal():
            number += code
            continue
        if number:
            key.append(_number(number))
            number, open_word = "", True
        if code is not None:
            key.append(code)
            open_word = True
            continue
        if open_word:
            key.append(tone)
        tone, open_word = _LEVEL, False
    return "".join(key)


@functools.lru_cache(maxsize=4096)
def _code(letter: str) -> tuple[str | None, str]:
    """Return (code, tone mark) of one letter: the code is None for what separates words, "" for what is silent."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter)), ""
    if letter in _APOSTROPHES:
        return _APOSTROPHE, ""
    parts = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[part] for part in parts if part in _TONES), "")
    bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    if not bare or unicodedata.category(bare[0]).startswith("M"):
        return "", tone
    if bare in _LETTER:
        return _LETTER[bare], tone
    if parts[0] in _LETTER:
        return _LETTER[parts[0]], tone
    return (bare, tone) if bare.isalnum() else (None, "")


def _number(digits: str) -> str:
    significant = digits.lstrip("0") or "0"
    length = len(significant)
    return "9" * (length // 9) + str(length % 9) + significant


def person_sort_key(full_name: str, sort_name: str = "") -> str:
    """Return the sort key of a person: the given name, then the other words in their order.

    The given name is the last word, unless ``sort_name`` names it (names that end in the clan's name).
    """
    given, others = _given_first(full_name, sort_name)
    return sort_key(" ".join([*given, *others]))


def initial_range(word: str) -> tuple[str, str]:
    """Return (from, below) between which all sort keys lie whose first letter folds like that of ``word``.

    Letters that fold alike (a ă â, d đ …) are neighbours in the alphabet, which is what makes a range of them.
    Both are empty when the word does not begin with a letter of the alphabet.
    """
    first = fold(word)[:1]
    codes = [code for letter, code in _LETTER.items() if _base(letter) == first]
    return (min(codes), chr(ord(max(codes)) + 1)) if codes else ("", "")
