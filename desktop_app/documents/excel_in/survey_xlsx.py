"""Looking through an .xlsx file: how far its sheets reach, where formulas and errors stand, fonts, hidden columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.parsers import expat

from db.problems import ProblemError
from desktop_app.documents.excel_in import encodings
from desktop_app.documents.excel_in.fields import EXPORT_MARK
from desktop_app.documents.excel_in.survey import (
    MAX_TEXT,
    MAX_UNPACKED,
    MAX_VALUES,
    PIECE,
    SheetSurvey,
    Survey,
    index_of,
    place_of,
    ranges,
    too_many,
)

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_MAX_ENTRIES = 4_000
_PACKINGS = (0, 8)
"""Not at all, or as all workbooks are (deflate)."""
_MAX_SMALL = 16 << 20
"""The parts about the workbook as a whole are small; a larger one is not looked at for fonts."""
_TEXT_COUNTED_FROM = 32 << 20
"""Below this size a part cannot hold too much text."""
_FONTS_SEEN_IN = 1 << 20
_SAMPLE = 4096
_LONGEST_CELL = 1 << 18
_FILLED = re.compile(rb'<c r="([A-Z]{1,3}+[0-9]{1,7}+)"(?: [a-z]++="[^"<>]*+")*+>')
_EMPTY = re.compile(rb'(?:<c r="[A-Z]++[0-9]++"(?: [a-z]++="[^"<>]*+")*+ ?/>)++')
"""Cells that only have a look, as many as stand side by side."""
_ODD = tuple(b"<c" + letter for letter in (b">", b"/", b"\t", b"\r", b"\n"))
_PREFIXED = re.compile(rb"<[A-Za-z_][^<>: /]*:c[ >/\t\r\n]")
"""Cells written in another way than all the usual programs do."""
_COMPUTED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f')
_WRONG = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]* t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]{1,20})</v>'
)
_STYLED = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}" s="([0-9]{1,5})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_TAG = re.compile(rb"<[^>]*>")
_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARK = EXPORT_MARK.encode()
_VERSION = re.compile(re.escape(_MARK) + rb"([0-9]{1,4})")


def entries_of(packed: ZipFile) -> list[ZipInfo]:
    """Return the entries of a packed file. Raises ProblemError R52 (protected), R57 (packed in no usual way), R61."""
    entries = packed.infolist()
    if len(entries) > _MAX_ENTRIES:
        raise ProblemError("R61", limit=MAX_UNPACKED >> 20)
    if any(entry.flag_bits & 1 for entry in entries):
        raise ProblemError("R52")
    if any(entry.compress_type not in _PACKINGS for entry in entries):
        # The other ways of packing may ask for gigabytes before they give the first byte.
        raise ProblemError("R57")
    return entries


def pieces(packed: ZipFile, name: str, budget: list[int]) -> Iterator[bytes]:
    """Yield an entry in pieces. Raises ProblemError R61 once all entries together have used up the budget of bytes."""
    with packed.open(name) as entry:
        while piece := entry.read(PIECE):
            budget[0] -= len(piece)
            if budget[0] < 0:
                raise ProblemError("R61", limit=MAX_UNPACKED >> 20)
            yield piece


def refuse_entities(piece: bytes) -> None:
    """Refuse what no workbook holds: definitions that unfold to gigabytes. Raises ProblemError R62."""
    if b"<!" in piece and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
        raise ProblemError("R62")


def survey(packed: ZipFile) -> Survey:
    """Return what a packed workbook holds. Raises ProblemError R57, R59 to R62."""
    entries = entries_of(packed)
    budget, texts, version = [MAX_UNPACKED], 0, 0
    parts: dict[str, SheetSurvey] = {}
    small: dict[str, bytes] = {}
    for entry in entries:
        look = _SheetLook(shared="worksheets/" not in entry.filename)
        size, kept = 0, []
        for piece in pieces(packed, entry.filename, budget):
            if size == 0 and b"\0" in piece[:64] and entry.filename.endswith((".xml", ".rels")):
                # Letters of two bytes: no usual program writes them, and the look below would see nothing.
                raise ProblemError("R57")
            size += len(piece)
            if size <= _MAX_SMALL and not entry.filename.startswith("xl/worksheets/"):
                kept.append(piece)
            look.feed(piece)
            if look.strings > MAX_VALUES:
                raise too_many()
            if texts + look.text > MAX_TEXT:
                raise ProblemError("R61", limit=MAX_UNPACKED >> 20)
        look.finish()
        if look.odd:
            look.sheet = _slowly(packed, entry.filename, budget)
        texts += look.text
        version = version or look.version
        look.sheet.check()
        parts[entry.filename] = look.sheet
        if size <= _MAX_SMALL:
            small[entry.filename] = b"".join(kept)
    return _named(parts, small, version)


class _SheetLook:
    """Looks at the cells of a sheet piece by piece, without understanding more than it must."""

    def __init__(self, *, shared: bool) -> None:
        self._shared = shared
        self.sheet = SheetSurvey()
        self.odd = False
        self.text = 0
        self.version = 0
        self.strings = 0
        """Texts of the part that cells share."""
        self._rest = b""
        self._seen = 0
        self._styles: Counter[tuple[bytes, bytes]] = Counter()

    def feed(self, piece: bytes) -> None:
        self._seen += len(piece)
        piece = self._rest + piece
        refuse_entities(piece)
        cut = piece.rfind(b"<c ")
        if len(piece) - cut > _LONGEST_CELL:
            # No cell begins for long: one text fills it, or something that is looked at element by element then.
            cut = max(piece.rfind(b"<"), len(piece) - _LONGEST_CELL)
        self._rest = piece[cut:]
        self._look(piece[:cut])

    def finish(self) -> None:
        self._look(self._rest)
        self._rest = b""
        columns: dict[int, Counter[bytes]] = {}
        for (letters, style), count in self._styles.items():
            columns.setdefault(index_of(letters.decode()), Counter())[style] += count
        self.sheet.styles = {index: counted.most_common(1)[0][0].decode() for index, counted in columns.items()}

    def _look(self, piece: bytes) -> None:
        if _MARK in piece and (found := _VERSION.search(piece)) is not None:
            self.version = int(found[1])
        if self._shared:
            self.strings += sum(map(piece.count, (b"<si>", b"<si/>", b"<si ", b":si>", b":si/>", b":si ")))
        self.sheet.merged += piece.count(b"mergeCell ")
        if self._seen > _TEXT_COUNTED_FROM:
            self.text += len(_TAG.sub(b"", piece))
        if self.odd or (b"<c" not in piece and b":c" not in piece):
            return
        if b"hidden=" in piece and b"<col" in piece:
            self._columns(piece)
        cells = piece.count(b"<c ")
        odd = piece.count(b"<c") != cells and any(other in piece for other in _ODD)
        if odd or (b":c" in piece and _PREFIXED.search(piece)):
            self.odd = True
            return
        middle = piece[len(piece) // 2 :][:_SAMPLE]
        if middle.count(b"/>") * 2 > middle.count(b"<c "):
            piece = _EMPTY.sub(b"", piece)
            cells = piece.count(b"<c ")
        filled = _FILLED.findall(piece)
        if cells != len(filled) and _EMPTY.sub(b"", piece).count(b"<c ") != len(filled):
            self.odd = True
            return
        if not filled:
            return
        self.sheet.values += len(filled)
        self._reach(filled)
        self._notes(piece)

    def _reach(self, filled: list[bytes]) -> None:
        joined = b" ".join(filled)
        last = max(set(joined.translate(None, _DIGITS).split()), key=lambda letters: (len(letters), letters))
        self.sheet.see(max(map(int, set(joined.translate(None, _LETTERS).split()))) - 1, index_of(last.decode()))

    def _notes(self, piece: bytes) -> None:
        if b"#" in piece:
            for reference, text in _WRONG.findall(piece):
                if (place := place_of(reference.decode())) is not None:
                    self.sheet.note_error(*place, text.decode("utf-8", "replace"))
        if b"<f" in piece and len(self.sheet.formulas) < 50_000:
            for reference in _COMPUTED.findall(piece):
                if (place := place_of(reference.decode())) is not None:
                    self.sheet.note_formula(*place)
        if self._seen <= _FONTS_SEEN_IN:
            self._styles.update(_STYLED.findall(piece))

    def _columns(self, piece: bytes) -> None:
        for tag in _COLUMN.findall(piece):
            if re.search(rb'hidden="(1|true)"', tag):
                first, last = re.search(rb'min="([0-9]{1,5})"', tag), re.search(rb'max="([0-9]{1,5})"', tag)
                if first and last:
                    self.sheet.hidden_columns.update(ranges(int(first[1]) - 1, int(last[1]) - 1))


def _slowly(packed: ZipFile, name: str, budget: list[int]) -> SheetSurvey:
    """Return what a sheet holds that is written in an unusual way, element by element."""
    look = _ElementLook()
    parser = expat.ParserCreate()
    parser.StartElementHandler = look.start
    parser.CharacterDataHandler = look.text
    parser.EndElementHandler = look.end
    parser.StartDoctypeDeclHandler = look.doctype
    try:
        for piece in pieces(packed, name, budget):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise ProblemError("R57") from None
    return look.sheet


class _ElementLook:
    """Looks at the cells of a sheet element by element; rows and cells without a number follow the one before."""

    def __init__(self) -> None:
        self.sheet = SheetSurvey()
        self._row, self._column = -1, -1
        self._wrong = self._inside_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isascii() and number.isdecimal() else self._row + 1
            self._column = -1
        elif name == "c":
            place = place_of(attributes.get("r", ""))
            self._row, self._column = place or (max(self._row, 0), self._column + 1)
            self._wrong = attributes.get("t") == "e"
        elif name in ("v", "is", "t"):
            self.sheet.values += name != "t"
            self.sheet.see(self._row, self._column)
            self._inside_value = True
        elif name == "f":
            self.sheet.note_formula(self._row, self._column)
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = attributes.get("min", "0"), attributes.get("max", "0")
            if first.isdecimal() and last.isdecimal():
                self.sheet.hidden_columns.update(ranges(int(first) - 1, int(last) - 1))

    def text(self, text: str) -> None:
        if self._wrong and self._inside_value:
            self.sheet.note_error(self._row, self._column, text[:20])

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] in ("v", "is", "t"):
            self._inside_value = False

    def doctype(self, *_: object) -> None:
        raise ProblemError("R62")


def _named(parts: dict[str, SheetSurvey], small: dict[str, bytes], version: int) -> Survey:
    """Return the sheets under the names people see, with the fonts their styles stand for."""
    from xml.etree import ElementTree

    workbook = small.get("xl/workbook.xml", b"")
    found = Survey(from_1904=re.search(rb'date1904="(1|true)"', workbook) is not None, version=version)
    try:
        links = {
            link.get("Id", ""): link.get("Target", "")
            for link in ElementTree.fromstring(small.get("xl/_rels/workbook.xml.rels", b"<none/>"))  # noqa: S314
        }
        sheets = [
            element
            for element in ElementTree.fromstring(workbook or b"<none/>").iter()  # noqa: S314
            if element.tag.endswith("}sheet")
        ]
        fonts = _fonts(small.get("xl/styles.xml", b""))
    except ElementTree.ParseError:
        raise ProblemError("R57") from None
    for element in sheets:
        link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        target = links.get(link, "")
        part = parts.get(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
        if part is not None:
            part.fonts = {index: fonts[style] for index, style in part.styles.items() if style in fonts}
            found.sheets[element.get("name", "")] = part
    return found


def _fonts(styles: bytes) -> dict[str, str]:
    """Return the old Vietnamese fonts by the number of the style that uses them; empty where there is none."""
    from xml.etree import ElementTree

    if b".Vn" not in styles and b"VNI-" not in styles.upper():
        return {}
    root = ElementTree.fromstring(styles)  # noqa: S314 - definitions of entities were refused before
    names, used = [], {}
    for element in root:
        kind = element.tag.rpartition("}")[2]
        if kind == "fonts":
            names = [
                next((child.get("val", "") for child in font if child.tag.endswith("}name")), "") for font in element
            ]
        elif kind == "cellXfs":
            used = {str(number): form.get("fontId", "") for number, form in enumerate(element)}
    return {
        style: names[int(font)]
        for style, font in used.items()
        if font.isdecimal() and int(font) < len(names) and encodings.of_font(names[int(font)]) is not None
    }
