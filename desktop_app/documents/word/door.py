"""The one door to docxtpl, which has no types: a template that is looked at, filled and written.

What the library passes over in silence (a document its tags tore apart is mended by leaving pieces out) is refused
here, and what it writes always holds together in Word.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any, cast

from docx.document import Document as DocxDocument
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from docxtpl.template import etree

from db.problems import ProblemError
from desktop_app.documents.word.language import environment

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _CELL = f"{_W}p", f"{_W}tbl", f"{_W}tc"
_NEVER_IN = frozenset({_PARAGRAPH, _TABLE, f"{_W}tr", f"{_W}r", f"{_W}t", f"{_W}hyperlink"})
"""Where no paragraph or table stands."""
_SIGNED = frozenset({"ScbHoTen", "ScbNoiNhan"})
"""Styles that tell the table at the end of a document from all others."""
_LAST_ROWS = 2
"""Rows of a table that stay above the places to sign."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class _Template(DocxTemplate):  # type: ignore[misc]  # the library has no types
    def fix_tables(self, xml: str) -> Any:
        """Return the body as a tree; the library would drop what it cannot read."""
        tree = _whole(xml)
        # The library's own mending of the number of columns, which needs a well-formed text.
        tree = super().fix_tables(etree.tostring(tree, encoding="unicode"))
        _complete(tree)
        _keep_signatures(tree)
        return tree

    def map_headers_footers_xml(self, relKey: str, xml: bytes) -> None:  # noqa: N803  # the library's name
        """Put a header or footer in place."""
        tree = _whole(xml)
        _complete(tree)
        super().map_headers_footers_xml(relKey, etree.tostring(tree, encoding="utf-8"))


def _whole(xml: str | bytes) -> Any:
    """Return the tree of a part. Raises ProblemError M68 when the tags tore it apart."""
    try:
        tree = parse_xml(xml)
    except etree.XMLSyntaxError as error:
        raise ProblemError("M68") from error
    for inner in tree.iter(_PARAGRAPH, _TABLE):
        holder = inner.getparent()
        if holder is not None and holder.tag in _NEVER_IN:
            raise ProblemError("M68")
    return tree


def _complete(tree: Any) -> None:
    """Give every cell the paragraph that Word asks for at its end, and a header or footer its only one."""
    for cell in tree.iter(_CELL):
        if not len(cell) or cell[-1].tag != _PARAGRAPH:
            etree.SubElement(cell, _PARAGRAPH)
    if tree.tag in (f"{_W}hdr", f"{_W}ftr") and not len(tree):
        etree.SubElement(tree, _PARAGRAPH)


def _keep_signatures(body: Any) -> None:
    """Let what stands above places to sign go with them to the next page: alone there they sign nothing."""
    for block in list(body):
        if block.tag != _TABLE or not any(style.get(f"{_W}val") in _SIGNED for style in block.iter(f"{_W}pStyle")):
            continue
        above = block.getprevious()
        while above is not None and above.tag == _PARAGRAPH:
            _keep_next(above)
            if any(text.text for text in above.iter(f"{_W}t")):
                break
            above = above.getprevious()
        if above is not None and above.tag == _TABLE:
            for row in above.findall(f"{_W}tr")[-_LAST_ROWS:]:
                for paragraph in row.iter(_PARAGRAPH):
                    _keep_next(paragraph)


def _keep_next(paragraph: Any) -> None:
    shape = paragraph.find(f"{_W}pPr")
    if shape is None:
        shape = paragraph.makeelement(f"{_W}pPr", {})
        paragraph.insert(0, shape)
    if shape.find(f"{_W}keepNext") is None:
        style = shape.find(f"{_W}pStyle")
        shape.insert(0 if style is None else 1, shape.makeelement(f"{_W}keepNext", {}))


class Template:
    """One template, opened; its parts were looked at before (``safety.parts_of``)."""

    def __init__(self, data: bytes) -> None:
        self._template = _Template(BytesIO(data))
        try:
            self._template.init_docx()
        except Exception as error:  # whatever a spoilt file makes the readers raise
            raise ProblemError("M60") from error

    @property
    def docx(self) -> DocxDocument:
        """The document, for its styles and pages."""
        return cast("DocxDocument", self._template.docx)

    def sources(self) -> Iterator[str]:
        """Yield the text of each part that may hold tags, as the template language reads it."""
        inner = self._template
        yield _by_paragraphs(inner.patch_xml(inner.get_xml()))
        for uri in (inner.HEADER_URI, inner.FOOTER_URI):
            for _, part in inner.get_headers_footers(uri):
                yield _by_paragraphs(inner.patch_xml(inner.get_part_xml(part)))
        for part in self.docx.part.package.parts:
            if part.content_type.endswith((".footnotes+xml", ".endnotes+xml")):
                yield _by_paragraphs(inner.patch_xml(part.blob.decode("utf-8", "replace")))
        properties = self.docx.core_properties
        for name in ("author", "comments", "identifier", "language", "subject", "title"):
            yield getattr(properties, name) or ""

    def fill(self, values: Mapping[str, object]) -> None:
        """Write the values in the place of the tags.

        Raises ProblemError: M61 (too long), M64 (a tag fails), M68 (what comes out is no document).
        """
        from jinja2 import TemplateError

        try:
            self._template.render(dict(values), environment())
        except ProblemError:
            raise
        except TemplateError as error:
            raise ProblemError("M64", near="", why=error.message or "") from error
        except Exception as error:  # the library reads what the tags left of tables without asking
            raise ProblemError("M68") from error

    def written(self, *, title: str, author: str, on: date, program: str) -> bytes:
        """Return the file; the same values give the same bytes."""
        properties = self.docx.core_properties
        at = datetime(on.year, on.month, on.day)  # noqa: DTZ001  # the file holds wall time
        # The library filled tags in them too, but wrote escaped text, which is not what these hold.
        properties.title, properties.author = title[:255], author[:255]
        properties.last_modified_by, properties.comments, properties.keywords = program, "", ""
        properties.subject, properties.category, properties.identifier = title[:255], "", ""
        properties.created = properties.modified = at
        properties.revision = 1
        raw = BytesIO()
        self._template.save(raw)
        return _packed(raw)


def _by_paragraphs(xml: str) -> str:
    """Return the text with each paragraph on a line of its own, so that a mistake can be pointed at."""
    return xml.replace("<w:p ", "\n<w:p ").replace("<w:p>", "\n<w:p>")


def _packed(raw: BytesIO) -> bytes:
    """Return a packed file without the time of packing."""
    target = BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in source.infolist():
            made = zipfile.ZipInfo(entry.filename, _LONG_AGO)
            made.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(made, source.read(entry))
    return target.getvalue()
