"""What a template may be: a small Word file without macros, embedded files, links to elsewhere or traps of packing.

Templates come from outside (a clerk edits them, or gets them from somebody), so nothing of them is opened by a library
before it passed here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat

from db.problems import ProblemError

MAX_FILE = 2 << 20
"""Bytes of a template; those of the program have fewer than 20,000."""
MAX_UNPACKED = 24 << 20
MAX_PARTS = 300
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_FOREIGN = re.compile(
    r"vbaProject|vbaData|activeX|/embeddings/|oleObject|/afchunk|attachedToolbars|customUI|macrosheets|\.bin$|\.exe$",
    re.IGNORECASE,
)
"""Parts that hold programs or other files."""
_FOREIGN_KINDS = re.compile("macroEnabled|vba|activeX|oleObject|package$|aFChunk|attachedToolbars|ms-office.ui")
_BEGINS_AS_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|<\x00|\x00<")
_REACHING = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|RD|DATABASE|MACROBUTTON|AUTOTEXT)\b", re.IGNORECASE
)
"""Fields by which a document fetches or starts something when it is opened."""


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a template by name, all of them looked at.

    Raises ProblemError: M60 (no Word file that can be read), M61 (too large), M62 (macros, embedded files, hidden
    definitions), M63 (fetches something from elsewhere).
    """
    if len(data) > MAX_FILE:
        raise ProblemError("M61", limit=MAX_FILE >> 20)
    try:
        parts = dict(_unpacked(data))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ProblemError("M60") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]  # what a spoilt stream raises
        raise ProblemError("M60") from error
    if _TYPES not in parts:
        raise ProblemError("M60")
    for name, content in parts.items():
        if _FOREIGN.search(name):
            raise ProblemError("M62", part=name)
        # The list of types may call any part the text of the document, whatever its name ends in.
        if name.lower().endswith((".xml", ".rels", ".vml")) or _BEGINS_AS_XML.match(content):
            _Look(name).through(content)
    if _MAIN.encode() not in parts[_TYPES]:
        raise ProblemError("M60")
    return parts


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    budget = MAX_UNPACKED
    with zipfile.ZipFile(BytesIO(data)) as packed:
        entries = packed.infolist()
        if len(entries) > MAX_PARTS:
            raise ProblemError("M61", limit=MAX_UNPACKED >> 20)
        for entry in entries:
            if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _PACKINGS:
                raise ProblemError("M60")
            with packed.open(entry) as stream:
                content = stream.read(budget + 1)
            budget -= len(content)
            if budget < 0:
                raise ProblemError("M61", limit=MAX_UNPACKED >> 20)
            yield entry.filename, content


class _Look:
    """Reads one part of a template and refuses what has no business there."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._field: list[str] = []
        self._in_field = False

    def through(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise ProblemError("M60") from error
        self._judge_field("".join(self._field))

    def _doctype(self, *_declared: object) -> NoReturn:
        # Definitions unfold to gigabytes or name files of the machine; no program for texts writes any.
        raise ProblemError("M62", part=self.name)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, word = tag.rpartition(" ")
        if word == "Relationship" and space == _RELATIONS:
            kind, target = attributes.get("Type", ""), attributes.get("Target", "")
            if attributes.get("TargetMode") == "External":
                raise ProblemError("M63", target=target[:120])
            if _FOREIGN_KINDS.search(kind.rpartition("/")[2]):
                raise ProblemError("M62", part=target[:120])
        elif word in ("Override", "Default") and _FOREIGN_KINDS.search(attributes.get("ContentType", "")):
            raise ProblemError("M62", part=attributes.get("PartName") or attributes.get("Extension", ""))
        elif word == "fldSimple":
            self._judge_field(next((text for name, text in attributes.items() if name.endswith(" instr")), ""))
        self._in_field = word == "instrText"

    def _end(self, tag: str) -> None:
        if tag.endswith(" instrText"):
            self._in_field = False
        elif tag.endswith((" p", " fldChar")):
            # One instruction may be cut into several pieces of text.
            self._judge_field("".join(self._field))
            if tag.endswith(" p"):
                self._field = []

    def _text(self, text: str) -> None:
        if self._in_field:
            self._field.append(text)

    def _judge_field(self, instruction: str) -> None:
        found = _REACHING.search(instruction)
        if found:
            raise ProblemError("M63", target=found[0].upper())
