"""Letters of the old Vietnamese encodings TCVN3 (ABC), VNI and Windows-1258: reading, writing, telling them apart.

Files of the years before Unicode hold such letters as Western ones (code points U+00A1 to U+00FE) and rely on a font to
show them. The tables are those of the public converters that agree with one another.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable

from desktop_app.documents.excel_in.model import Encoding

_TCVN3_LETTERS = (
    "A1=Ă A2=Â A3=Ê A4=Ô A5=Ơ A6=Ư A7=Đ A8=ă A9=â AA=ê AB=ô AC=ơ AD=ư AE=đ B5=à B6=ả B7=ã B8=á B9=ạ BB=ằ BC=ẳ BD=ẵ "
    "BE=ắ C6=ặ C7=ầ C8=ẩ C9=ẫ CA=ấ CB=ậ CC=è CE=ẻ CF=ẽ D0=é D1=ẹ D2=ề D3=ể D4=ễ D5=ế D6=ệ D7=ì D8=ỉ DC=ĩ DD=í DE=ị "
    "DF=ò E1=ỏ E2=õ E3=ó E4=ọ E5=ồ E6=ổ E7=ỗ E8=ố E9=ộ EA=ờ EB=ở EC=ỡ ED=ớ EE=ợ EF=ù F1=ủ F2=ũ F3=ú F4=ụ F5=ừ F6=ử "
    "F7=ữ F8=ứ F9=ự FA=ỳ FB=ỷ FC=ỹ FD=ý FE=ỵ"
)
_VNI_LETTERS = (
    "à=aø á=aù â=aâ ã=aõ è=eø é=eù ê=eâ ì=ì í=í ò=oø ó=où ô=oâ õ=oõ ù=uø ú=uù ý=yù ă=aê đ=ñ ĩ=ó ũ=uõ ơ=ô ư=ö ạ=aï ả=aû "
    "ấ=aá ầ=aà ẩ=aå ẫ=aã ậ=aä ắ=aé ằ=aè ẳ=aú ẵ=aü ặ=aë ẹ=eï ẻ=eû ẽ=eõ ế=eá ề=eà ể=eå ễ=eã ệ=eä ỉ=æ ị=ò ọ=oï ỏ=oû ố=oá "
    "ồ=oà ổ=oå ỗ=oã ộ=oä ớ=ôù ờ=ôø ở=ôû ỡ=ôõ ợ=ôï ụ=uï ủ=uû ứ=öù ừ=öø ử=öû ữ=öõ ự=öï ỳ=yø ỵ=î ỷ=yû ỹ=yõ"
)
_TCVN3 = {int(code, 16): letter for code, letter in (pair.split("=") for pair in _TCVN3_LETTERS.split())}
_VNI_LOWER = {written: letter for letter, written in (pair.split("=") for pair in _VNI_LETTERS.split())}
_VNI = {}
for _written, _letter in _VNI_LOWER.items():
    _VNI[_written] = _letter
    # A capital keeps its small mark in many files; the letter decides.
    _VNI[_written[0].upper() + _written[1:]] = _letter.upper()
    _VNI[_written.upper()] = _letter.upper()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_TO_TCVN3 = {letter: chr(code) for code, letter in _TCVN3.items()}
for _lower, _code in list(_TO_TCVN3.items()):
    # Capitals with a tone have no code of their own: a font of capitals shows the small letter.
    _TO_TCVN3.setdefault(_lower.upper(), _code)
_TO_VNI = {letter: written for written, letter in _VNI_LOWER.items()}
_TO_VNI |= {letter.upper(): written.upper() for letter, written in _TO_VNI.items()}

_1258_MARKS = {0xCC: "\u0300", 0xD2: "\u0309", 0xDE: "\u0303", 0xEC: "\u0301", 0xF2: "\u0323"}
_1258 = {
    0xC3: "Ă",
    0xE3: "ă",
    0xD0: "Đ",
    0xF0: "đ",
    0xD5: "Ơ",
    0xF5: "ơ",
    0xDD: "Ư",
    0xFD: "ư",
    0xFE: "₫",
    **_1258_MARKS,
}

_HIGH = re.compile("[\u00a1-\u00ff]")
_MODERN = re.compile("[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9]")
"""Letters that only Unicode has: no old encoding reaches beyond U+00FF for them."""
_WORDS = re.compile(r"[^\s.,;:/()\-\"“”'’0-9]+")
_VOWELS = (
    "a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oă oe oi oo ôi ơi ua uâ uê ui uô uơ ưa ưi ươ ưu uy yê "
    "ya oai oao oay oeo iêu yêu uây uôi ươi ươu uya uyê uyu uêu uă"
)
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvxfjwz])?"
    f"({'|'.join(sorted(_VOWELS.split(), key=len, reverse=True))})"
    "(ch|ng|nh|[cmnpt])?"
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LOST_HORN = re.compile("([bcdđghklmnpqrstvx])([ơờớởỡợƠỜỚỞỠỢ])(?=ng|c|u|NG|C|U)", re.IGNORECASE)
_NO_VOWEL = re.compile(r"\b[bcdđghklmnpqrstvx]{1,3}\b", re.IGNORECASE)
_WITH_U = str.maketrans("ơờớởỡợƠỜỚỞỠỢ", "ưưưưưưƯƯƯƯƯƯ")


def decode(text: str, encoding: Encoding, *, capitals: bool = False) -> str:
    """Return the text in Unicode (NFC); with ``capitals`` in capitals, for fonts that show small letters as such.

    The text must be as the file holds it: cleaning it before takes away the soft hyphen that is a letter of TCVN3.
    """
    if encoding is Encoding.TCVN3:
        text = text.translate(_TCVN3)
    elif encoding is Encoding.VNI:
        text = _VNI_PATTERN.sub(lambda found: _VNI[found[0]], text)
    elif encoding is Encoding.WINDOWS_1258:
        text = text.translate(_1258)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text.upper() if capitals else text


def encode(text: str, encoding: Encoding) -> str:
    """Return Unicode text as a file in an old encoding holds it; capitals with a tone become small in TCVN3."""
    text = unicodedata.normalize("NFC", text)
    if encoding is Encoding.TCVN3:
        return "".join(_TO_TCVN3.get(letter, letter) for letter in text)
    if encoding is Encoding.VNI:
        return "".join(_TO_VNI.get(letter, letter) for letter in text)
    return text


def of_font(name: str) -> Encoding | None:
    """Return the encoding that a font stands for: ".VnTime" TCVN3, "VNI-Times" VNI; None for any other."""
    lowered = name.strip().lower()
    if lowered.startswith(".vn"):
        return Encoding.TCVN3
    return Encoding.VNI if lowered.startswith("vni-") else None


def capitals(encoding: Encoding, font: str) -> bool:
    """Return whether a column in an encoding is in a font that shows small letters as capitals (".VnTimeH")."""
    name = font.strip()
    return encoding is Encoding.TCVN3 and name.lower().startswith(".vn") and name.split(" ")[0][-1:] == "H"


def has_foreign(texts: Iterable[str]) -> bool:
    """Return whether any of the texts has a letter that the old encodings use."""
    return any(_HIGH.search(text) for text in texts)


def surely_unicode(texts: Iterable[str]) -> bool:
    """Return whether the texts have letters that only Unicode has."""
    return any(_MODERN.search(text) for text in texts)


def detect(texts: Iterable[str], likely: Encoding = Encoding.UNICODE) -> Encoding:
    """Return how the texts of a column are most probably written; ``likely`` where nothing tells.

    Each reading is judged by how many of the words with foreign letters become possible Vietnamese syllables. Letters
    of Unicode Vietnamese (beyond U+00FF) speak for Unicode. The clerk always sees the outcome.
    """
    found = (word for text in texts if not text.isascii() for word in _WORDS.findall(text) if not word.isascii())
    words = list(itertools.islice(dict.fromkeys(found), 400))
    modern = sum(1 for word in words if _MODERN.search(word))
    telling = [word for word in words if _HIGH.search(word) and not _MODERN.search(word)]
    if not telling or modern >= len(telling):
        return Encoding.UNICODE
    scores: dict[Encoding, int] = {}
    for encoding in (likely, *Encoding):
        scores.setdefault(encoding, sum(possible_syllable(decode(word, encoding)) for word in telling))
    best = max(scores.values())
    return next(encoding for encoding, score in scores.items() if score == best)


@functools.lru_cache(maxsize=8192)
def possible_syllable(word: str) -> bool:
    """Return whether a word could be a Vietnamese syllable: its letters, one tone, its shape, its capitals."""
    if not (word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())):
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    if sum(1 for part in parts if part in _TONES) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    matched = _SYLLABLE.fullmatch(bare)
    return matched is not None and not (matched[1] == "ơ" and matched[2] in ("ng", "c"))


def restore_lost_horn(text: str) -> tuple[str, bool]:
    """Return (text with every "ư" put back that can only have been one, whether a letter was lost somewhere).

    In TCVN3 "ư" is the soft hyphen, which editors drop: "Dương" is left as "Dơng", "Tư" as "T". No syllable ends in
    "ơng", "ơc" or "ơu", so there the letter is certain; a word without a vowel only shows that one is missing.
    """
    restored = _LOST_HORN.sub(lambda found: found[1] + found[2].translate(_WITH_U) + found[2], text)
    return restored, restored != text or _NO_VOWEL.search(text) is not None
