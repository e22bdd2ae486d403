"""Writing a document as a Word file: its words and the layout in force, put into a template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from db.problems import ProblemError
from desktop_app.documents.layout import Layout
from desktop_app.documents.model import Document, Letterhead
from desktop_app.documents.table_model import TableDocument
from desktop_app.documents.word import language
from desktop_app.documents.word.fields import Kind, shape_of
from desktop_app.documents.word.safety import parts_of
from desktop_app.documents.word.values import Values, book_values, values_of

if TYPE_CHECKING:
    from desktop_app.documents.word.door import Template

PROGRAM = "Sổ Chi Bộ"


def document_docx(document: Document | TableDocument, template: bytes, layout: Layout) -> bytes:
    """Return the document as a Word file; the same document, template and layout give the same bytes.

    Raises ProblemError M60 to M66 and M68 when the template cannot be used.
    """
    table = isinstance(document, TableDocument)
    landscape = isinstance(document, TableDocument) and document.landscape
    opened = open_template(template, Kind(document.template))
    _dress(opened, layout, table=table, landscape=landscape, heads=[document.letterhead])
    opened.fill(values_of(document, layout))
    return opened.written(title=document.name, author=document.author, on=document.on, program=PROGRAM)


def book_docx(
    documents: Sequence[Document | TableDocument], template: bytes, layout: Layout, *, title: str, author: str, on: date
) -> bytes:
    """Return documents bound together in one Word file, each beginning a page, pages numbered through.

    The mark and the footer are those of the first one. Raises ProblemError as ``document_docx``.
    """
    opened = open_template(template, Kind.BOOK)
    heads = [document.letterhead for document in documents]
    _dress(opened, layout, table=False, landscape=False, heads=heads)
    mark, footer = (documents[0].mark, documents[0].footer) if documents else ("", "")
    values: Values = book_values(documents, layout, mark=mark, footer=footer)
    opened.fill(values)
    return opened.written(title=title, author=author, on=on, program=PROGRAM)


def open_template(data: bytes, kind: Kind) -> Template:
    """Return a template after everything in it was looked at, each tag too.

    Raises ProblemError M60 to M66.
    """
    parts_of(data)
    from desktop_app.documents.word.door import Template

    template, used = Template(data), language.Used()
    shape = shape_of(kind)
    for source in template.sources():
        language.check(source, shape, used)
    if used.unknown:
        raise ProblemError("M66", fields=", ".join(used.unknown))
    return template


def _dress(template: Template, layout: Layout, *, table: bool, landscape: bool, heads: Sequence[Letterhead]) -> None:
    from desktop_app.documents.word import looks

    looks.apply(template.docx, layout, table=table, landscape=landscape, heads=heads)
