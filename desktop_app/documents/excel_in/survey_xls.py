"""Looking through an old .xls file (a compound file with records inside): its reach, fonts, errors, protection."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence

from db.problems import ProblemError
from desktop_app.documents.excel_in.fields import EXPORT_MARK
from desktop_app.documents.excel_in.survey import SheetSurvey, Survey, ranges, too_many

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFE
_MAX_RECORDS = 4_000_000
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_VERSIONS = (
    re.compile(re.escape(EXPORT_MARK).encode() + rb"([0-9]{1,4})"),
    re.compile(re.escape(EXPORT_MARK.encode("utf-16-le")) + rb"((?:[0-9]\0){1,4})"),
)
_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _DATE_MODE, _FONT, _FORM, _COLUMNS = 0x809, 0x0A, 0x85, 0x2F, 0x22, 0x31, 0xE0, 0x7D
_LABEL, _LABEL_SHARED, _NUMBER, _SMALL_NUMBER, _TRUTH, _RICH = 0x204, 0xFD, 0x203, 0x27E, 0x205, 0xD6
_FORMULAS = (0x06, 0x206, 0x406)
_MANY_NUMBERS = 0xBD
_DIMENSIONS, _MERGED = 0x200, 0xE5
_DECLARED = 1_000_000
"""A larger declared size is not believed."""
_FILLED = frozenset({_LABEL, _LABEL_SHARED, _NUMBER, _SMALL_NUMBER, _TRUTH, _RICH, *_FORMULAS})


class _Compound:
    """The streams of a compound file; chains that run in circles or out of the file end it."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512 or content[:8] != _MAGIC:
            raise ProblemError("R57")
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ProblemError("R57")
        self._size = 1 << shift
        self._table = self._allocation()
        self._directory = self._chain(struct.unpack_from("<I", content, 48)[0])
        self._cutoff, small = struct.unpack_from("<II", content, 56)
        self.streams = dict(self._entries())
        numbers = self._chain(small)
        self._small_table = struct.unpack(f"<{len(numbers) // 4}I", numbers[: len(numbers) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._content[start : start + self._size]

    def _allocation(self) -> list[int]:
        content = self._content
        sectors = list(struct.unpack_from("<109I", content, 76))
        following, count = struct.unpack_from("<II", content, 68)
        for _ in range(min(count, len(content) // self._size)):
            block = self._sector(following)
            if len(block) < self._size:
                break
            numbers = struct.unpack(f"<{self._size // 4}I", block)
            sectors += numbers[:-1]
            following = numbers[-1]
        table: list[int] = []
        for number in sectors[: len(content) // self._size + 109]:
            if number < 0xFFFFFFFA:
                block = self._sector(number)
                table += struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])
        return table

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, _follow(self._table, first)))

    def _entries(self) -> list[tuple[str, tuple[int, int]]]:
        found = []
        for start in range(0, len(self._directory) - 127, 128):
            entry = self._directory[start : start + 128]
            length = struct.unpack_from("<H", entry, 64)[0]
            if entry[66] in (2, 5) and 2 <= length <= 64:
                name = entry[: length - 2].decode("utf-16-le", "replace")
                found.append((name, struct.unpack_from("<II", entry, 116)))
        return found

    def read(self, name: str) -> bytes:
        """Return a stream; short ones share the sectors of a stream of their own."""
        first, size = self.streams[name]
        if size >= self._cutoff:
            return self._chain(first)[:size]
        shared = self._chain(self._root())
        return b"".join(shared[number * 64 : number * 64 + 64] for number in _follow(self._small_table, first))[:size]

    def _root(self) -> int:
        return self.streams.get("Root Entry", (_END, 0))[0]

    def offsets(self, name: str, position: int, size: int) -> list[int]:
        """Return where in the file the bytes of a stretch of a stream lie."""
        first, whole = self.streams[name]
        if whole >= self._cutoff:
            sectors, width = list(_follow(self._table, first)), self._size
            starts = [(number + 1) * self._size for number in sectors]
        else:
            small, width = list(_follow(self._small_table, first)), 64
            shared = list(_follow(self._table, self._root()))
            per = self._size // 64
            starts = [(shared[number // per] + 1) * self._size + number % per * 64 for number in small]
        return [starts[place // width] + place % width for place in range(position, position + size)]


def _follow(table: Sequence[int], first: int) -> Iterator[int]:
    """Yield the numbers of a chain. Raises ProblemError R57 where it runs in a circle."""
    number = first
    for _ in range(len(table) + 1):
        if number >= len(table):
            return
        yield number
        number = table[number]
    raise ProblemError("R57")


def survey(content: bytes) -> Survey:
    """Return what an old workbook holds. Raises ProblemError R52 (protected), R55, R57, R59, R60."""
    try:
        return _survey(content)
    except (struct.error, IndexError):
        # A record that is shorter than its kind has to be.
        raise ProblemError("R57") from None


def _survey(content: bytes) -> Survey:
    compound = _Compound(content)
    if "EncryptedPackage" in compound.streams:
        raise ProblemError("R52")
    name = next((stream for stream in ("Workbook", "Book") if stream in compound.streams), None)
    if name is None:
        raise ProblemError("R55")
    stream = compound.read(name)
    look = _Look(is_97=name == "Workbook")
    position, end, count = 0, len(stream), 0
    unpack = struct.Struct("<HH").unpack_from
    while position + 4 <= end:
        kind, size = unpack(stream, position)
        position += 4
        look.record(kind, stream, position, size)
        position += size
        count += 1
        if count > _MAX_RECORDS:
            raise too_many()
    for pattern in _VERSIONS:
        if (found := pattern.search(stream)) is not None:
            look.survey.version = int(found[1].replace(b"\0", b""))
            break
    seen = look.done()
    for position, size in look.dimensions:
        seen.patches += [(offset, b"\0") for offset in compound.offsets(name, position, size)]
    return seen


class _Look:
    """Follows the records of the workbook stream: first the workbook as a whole, then one sheet after the other."""

    def __init__(self, *, is_97: bool) -> None:
        self.survey = Survey()
        self._is_97 = is_97
        self._names: dict[int, str] = {}
        self._fonts: list[str] = []
        self._forms: list[int] = []
        self._sheet: SheetSurvey | None = None
        self._styles: Counter[tuple[int, int]] = Counter()
        self._depth = 0
        self.dimensions: list[tuple[int, int]] = []
        """Places in the stream of sizes that are too large to be true: the reader takes memory by them."""

    def record(self, kind: int, stream: bytes, at: int, size: int) -> None:
        if kind in _FILLED:
            self._cell(kind, stream, at, size)
        elif kind == _MANY_NUMBERS and size >= 6:
            row, first = struct.unpack_from("<HH", stream, at)
            last = struct.unpack_from("<H", stream, min(at + size, len(stream)) - 2)[0]
            if self._sheet is not None and last >= first:
                self._sheet.values += last - first + 1
                self._sheet.see(row, last)
        elif kind == _BOF:
            self._begin(at - 4)
        elif kind == _DIMENSIONS:
            self._dimension(stream[at : at + size], at)
        elif kind == _MERGED and size >= 2 and self._sheet is not None:
            self._sheet.merged += size // 8
        elif kind == _EOF:
            self._end()
        elif size >= 2:
            self._about(kind, stream[at : at + size])

    def _dimension(self, data: bytes, at: int) -> None:
        if len(data) >= 14:
            top, bottom, left, right = struct.unpack_from("<IIHH", data)
        elif len(data) >= 8:
            top, bottom, left, right = struct.unpack_from("<4H", data)
        else:
            return
        if max(bottom - top, 1) * max(right - left, 1) > _DECLARED or bottom < top or right < left:
            self.dimensions.append((at, len(data)))

    def _begin(self, offset: int) -> None:
        self._depth += 1
        if offset in self._names:
            self._sheet = self.survey.sheets.setdefault(self._names[offset], SheetSurvey())
            self._styles.clear()
            self._depth = 1

    def _end(self) -> None:
        self._depth -= 1
        if self._depth <= 0 and self._sheet is not None:
            best: dict[int, tuple[int, int]] = {}
            for (column, form), count in self._styles.items():
                best[column] = max(best.get(column, (0, 0)), (count, form))
            for column, (_, form) in best.items():
                if (font := self._font(form)) is not None:
                    self._sheet.fonts[column] = font
            self._sheet = None

    def _font(self, form: int) -> str | None:
        number = self._forms[form] if form < len(self._forms) else 0
        # The fifth font has no number: after 3 comes 5.
        place = number - 1 if number > 3 else number
        return self._fonts[place] if place < len(self._fonts) else None

    def _cell(self, kind: int, stream: bytes, at: int, size: int) -> None:
        if self._sheet is None or size < 6 or at + size > len(stream):
            return
        row, column, form = struct.unpack_from("<HHH", stream, at)
        sheet = self._sheet
        sheet.values += 1
        sheet.see(row, column)
        if row < 3000:
            self._styles[column, form] += 1
        if kind == _TRUTH and size >= 8 and stream[at + 7]:
            sheet.note_error(row, column, _ERRORS.get(stream[at + 6], "#N/A"))
        elif kind in _FORMULAS:
            sheet.note_formula(row, column)
            if size >= 14 and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
                sheet.note_error(row, column, _ERRORS.get(stream[at + 8], "#N/A"))

    def _about(self, kind: int, data: bytes) -> None:
        if kind == _FILEPASS:
            raise ProblemError("R52")
        if kind == _DATE_MODE:
            self.survey.from_1904 = data[0] == 1
        elif kind == _BOUNDSHEET and len(data) > 8:
            self._names[struct.unpack_from("<I", data)[0]] = self._text(data[6:])
        elif kind == _FONT and len(data) > 16:
            self._fonts.append(self._text(data[14:]))
        elif kind == _FORM:
            self._forms.append(struct.unpack_from("<H", data)[0])
        elif kind == _COLUMNS and len(data) >= 10 and self._sheet is not None:
            first, last, _, _, flags = struct.unpack_from("<5H", data)
            if flags & 1:
                self._sheet.hidden_columns.update(ranges(first, last))

    def _text(self, data: bytes) -> str:
        """Return a short text: its length, in the newer form a byte of flags, its letters."""
        length = data[0]
        if not self._is_97:
            return data[1 : 1 + length].decode("latin-1")
        if data[1] & 1:
            return data[2 : 2 + 2 * length].decode("utf-16-le", "replace")
        return data[2 : 2 + length].decode("latin-1")

    def done(self) -> Survey:
        self._end()
        self.survey.check_together()
        return self.survey
