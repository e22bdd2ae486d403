"""Looking through an .ods file: how far its tables reach once repeated rows and cells are written out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from db.problems import ProblemError
from desktop_app.documents.excel_in.fields import EXPORT_MARK
from desktop_app.documents.excel_in.survey import (
    MAX_AREA,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    SheetSurvey,
    Survey,
    ranges,
    too_many,
)
from desktop_app.documents.excel_in.survey_xlsx import entries_of, pieces, refuse_entities

if TYPE_CHECKING:
    from zipfile import ZipFile

_VERSION = re.compile(re.escape(EXPORT_MARK).encode() + rb"([0-9]{1,4})")
_MAX_CONTENT = 256 << 20
"""The whole content is one part, and the reader keeps all tables at once."""


def survey(packed: ZipFile) -> Survey:
    """Return what a packed workbook holds. Raises ProblemError R52 (protected), R57, R59 to R62."""
    budget = [_MAX_CONTENT]
    names = {entry.filename for entry in entries_of(packed)}
    if "META-INF/manifest.xml" in names:
        manifest = b"".join(pieces(packed, "META-INF/manifest.xml", budget))
        if b"encryption-data" in manifest:
            raise ProblemError("R52")
    look = _Look()
    parser = expat.ParserCreate()
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    parser.StartDoctypeDeclHandler = look.doctype
    before = b""
    try:
        for piece in pieces(packed, "content.xml", budget):
            refuse_entities(before + piece)
            if (found := _VERSION.search(before + piece)) is not None:
                look.survey.version = look.survey.version or int(found[1])
            before = piece[-32:]
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, KeyError):
        raise ProblemError("R57") from None
    look.survey.check_together()
    return look.survey


def _times(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name, "1")
    return max(int(written), 1) if written.isascii() and written.isdecimal() and len(written) < 10 else 1


class _Look:
    """Follows the tables of the content; repeated cells and rows count as often as they stand for."""

    def __init__(self) -> None:
        self.survey = Survey()
        self._sheet = SheetSurvey()
        self._row = self._column = self._table_columns = 0
        self._row_times = self._cell_times = 1
        self._row_values = self._row_last = 0
        self._cell_filled = self._wrong = False
        self._characters = self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._sheet = self.survey.sheets.setdefault(attributes.get("table:name", ""), SheetSurvey())
            self._row = self._table_columns = 0
        elif name == "table:table-column":
            times = _times(attributes, "table:number-columns-repeated")
            if attributes.get("table:visibility", "visible") != "visible":
                self._sheet.hidden_columns.update(ranges(self._table_columns, self._table_columns + times - 1))
            self._table_columns += times
        elif name == "table:table-row":
            self._row_times = _times(attributes, "table:number-rows-repeated")
            self._column = self._row_values = self._row_last = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._elements += 1
            if self._elements > MAX_AREA:
                raise too_many()
            self._cell_times = _times(attributes, "table:number-columns-repeated")
            self._cell_filled = "office:value-type" in attributes or "table:formula" in attributes
            self._wrong = attributes.get("calcext:value-type") == "error"
            if "table:formula" in attributes:
                self._sheet.note_formula(self._row, self._column)
        elif name == "text:p":
            self._cell_filled = True
        elif name == "text:s":
            self._write(_times(attributes, "text:c"))

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            if self._cell_filled:
                self._row_values += self._cell_times
                self._row_last = self._column + self._cell_times
            self._column += self._cell_times
            self._cell_filled = self._wrong = False
        elif name == "table:table-row":
            if self._row_last:
                self._sheet.rows = self._row + self._row_times
                self._sheet.columns = max(self._sheet.columns, self._row_last)
                self._sheet.values += self._row_values * self._row_times
                if self._sheet.columns > MAX_COLUMNS or self._sheet.rows > MAX_ROWS:
                    self._sheet.check()
            self._row += self._row_times

    def text(self, text: str) -> None:
        if self._wrong and text.startswith("#"):
            self._sheet.note_error(self._row, self._column, text[:20])
        if self._cell_filled:
            self._write(len(text))

    def _write(self, length: int) -> None:
        # A text that is repeated is written out as often.
        self._characters += length * self._cell_times * self._row_times
        if self._characters > MAX_TEXT:
            raise ProblemError("R61", limit=_MAX_CONTENT >> 20)

    def doctype(self, *_: object) -> None:
        raise ProblemError("R62")
