"""Word faces of documents: written from the office's own templates or from those the program brings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from db import audit, files, word_templates
from db.problems import ProblemError
from desktop_app.documents.layout import Layout, document_layout
from desktop_app.documents.word.fields import FLAG, Kind, ListOf, Shape, shape_of
from desktop_app.documents.word.shipped import shipped
from desktop_app.services.base import Clock
from desktop_app.services.regulations import RegulationService
from desktop_app.texts import term

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.documents.model import Document
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.documents.word.trial import TemplateCheck


class TemplateView(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of templates."""

    kind: Kind
    title: str
    adopted_at: str = ""
    """When the office's own template was taken in (ISO, local wall time); empty where the program's is used."""
    trouble: ProblemError | None = None
    """Why the office's own template cannot be used any more."""

    @property
    def own(self) -> bool:
        """Whether the office has a template of its own."""
        return bool(self.adopted_at)


class FieldView(msgspec.Struct, frozen=True, kw_only=True):
    """One field a template may name."""

    tag: str
    """As it is written in Word: "{{ ten_loai }}", "{%p for d in noi_dung %}"."""
    meaning: str


class WordFile(msgspec.Struct, frozen=True, kw_only=True):
    """A document as a Word file."""

    data: bytes
    trouble: ProblemError | None = None
    """M69 when the office's own template failed and another was used."""


class WordTemplateService:
    """Each writing method is one transaction; documents are written as files or bytes, never into the store."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- documents ---

    def write(self, document: Document | TableDocument) -> WordFile:
        """Return a document as a Word file, from the office's own template where it has one that works."""
        from desktop_app.documents.word.document import document_docx

        layout = self._layout(document.on)
        return self._first(Kind(document.template), lambda body: document_docx(document, body, layout))

    def write_book(
        self, documents: Sequence[Document | TableDocument], *, title: str, author: str, on: date
    ) -> WordFile:
        """Return documents bound in one Word file, in order, each beginning a page; ``on`` gives the layout."""
        from desktop_app.documents.word.document import book_docx

        layout = self._layout(on)
        return self._first(
            Kind.BOOK, lambda body: book_docx(documents, body, layout, title=title, author=author, on=on)
        )

    def save(self, document: Document | TableDocument, path: Path) -> ProblemError | None:
        """Write a document to ``path`` as a Word file.

        Returns ProblemError M69 when the office's own template failed and another was used, else None. Raises what
        ``db.files.write`` raises.
        """
        made = self.write(document)
        files.make_folder(path.parent)
        files.write(path, made.data)
        return made.trouble

    def _first(self, kind: Kind, written: Callable[[bytes], bytes]) -> WordFile:
        """Return what the newest template makes that works; that of the program always does."""
        trouble: ProblemError | None = None
        for own in word_templates.kept(self._store, kind):
            try:
                data = written(own.body)
            except ProblemError as error:
                trouble = trouble or error
            else:
                return WordFile(data=data, trouble=_failed(kind, trouble, term("word_used", "before")))
        return WordFile(data=written(shipped(kind)), trouble=_failed(kind, trouble, term("word_used", "shipped")))

    def _layout(self, on: date) -> Layout:
        return document_layout(on, self._regulations.overrides(on))

    # --- templates ---

    def listed(self) -> list[TemplateView]:
        """Return every kind of template, those of the office tried out."""
        adopted = word_templates.adopted(self._store)
        return [
            TemplateView(
                kind=kind,
                title=title_of(kind),
                adopted_at=adopted.get(kind, ""),
                trouble=self._trouble(kind) if kind in adopted else None,
            )
            for kind in Kind
        ]

    def _trouble(self, kind: Kind) -> ProblemError | None:
        try:
            self._tried(word_templates.kept(self._store, kind)[0].body, kind)
        except ProblemError as error:
            return error
        return None

    def fields(self, kind: Kind) -> list[FieldView]:
        """Return the fields a kind of template may name, with what they hold."""
        return list(_fields(shape_of(kind)))

    def export(self, kind: Kind, path: Path) -> Path:
        """Write the template in use to ``path`` (or into it, for a folder), for editing in Word, and return the file.

        Raises what ``db.files.write`` raises.
        """
        own = word_templates.kept(self._store, kind)
        target = path / f"mau-{kind.value.replace('_', '-')}.docx" if path.is_dir() else path
        files.write(target, own[0].body if own else shipped(kind))
        return target

    def check(self, kind: Kind, path: Path) -> TemplateCheck:
        """Try a template out with sample documents and return what it leaves out; nothing is kept.

        Raises ProblemError: M60 to M68.
        """
        return self._tried(_read(path), kind)

    def adopt(self, kind: Kind, path: Path) -> TemplateCheck:
        """Take an edited template in use, after trying it out; the one before is kept for the day this one fails.

        Raises ProblemError: M60 to M68; then the template in use stays.
        """
        body = _read(path)
        checked = self._tried(body, kind)
        with self._store.operation("word_template.adopt", f"word_template:{kind.value}"):
            word_templates.add(self._store, kind.value, body, audit.stamp(self._clock()))
        return checked

    def restore(self, kind: Kind) -> bool:
        """Use the template of the program again and forget the office's own; returns whether there was one."""
        if kind.value not in word_templates.adopted(self._store):
            return False
        with self._store.operation("word_template.restore", f"word_template:{kind.value}"):
            return word_templates.remove(self._store, kind.value)

    def _tried(self, body: bytes, kind: Kind) -> TemplateCheck:
        from desktop_app.documents.word.trial import try_out

        return try_out(body, kind, self._layout(self._clock().date()))


def title_of(kind: Kind) -> str:
    """Return what a template is called."""
    return term("word_template", kind)


def _failed(kind: Kind, trouble: ProblemError | None, used: str) -> ProblemError | None:
    if trouble is None:
        return None
    from desktop_app.texts import explain

    return ProblemError("M69", template=title_of(kind), used=used, why=explain(trouble).what.rstrip("."))


def _read(path: Path) -> bytes:
    from desktop_app.documents.word.safety import MAX_FILE

    try:
        with files.open_plain(path) as opened:
            return opened.read(MAX_FILE + 1)
    except OSError as error:
        raise ProblemError("M60") from error


def _fields(shape: Shape, holder: str = "") -> list[FieldView]:
    """Return a line for each field, lists before what stands in them."""
    found: list[FieldView] = []
    if not isinstance(shape, dict):
        return found
    for name, inner in shape.items():
        path = f"{holder}.{name}" if holder else name
        meaning = term("word_field", name)
        if inner is FLAG:
            found.append(FieldView(tag=f"{{%p if {path} %}} … {{%p endif %}}", meaning=meaning))
        elif isinstance(inner, ListOf):
            entry = {"noi_dung": "d", "van_ban": "v"}.get(name, "dong")
            found.append(FieldView(tag=f"{{%p for {entry} in {path} %}} … {{%p endfor %}}", meaning=meaning))
            if isinstance(inner.entry, dict):
                found += _fields(inner.entry, entry)
        elif isinstance(inner, dict):
            found += _fields(inner, path)
        else:
            sign = "p" if inner == "block" else ""
            found.append(FieldView(tag=f"{{{{{sign} {path} }}}}", meaning=meaning))
    return found
