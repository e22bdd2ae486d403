"""The rating schemes an office goes by: those of the program, files it took in, single values it set."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db import audit, files, schemes
from db.problems import ProblemError
from db.record_base import Record
from db.scheme_records import SchemeFile, SchemeValue
from db.text import normalize
from desktop_app.rules import rating_words, scheme_values, scheme_words
from desktop_app.rules import scheme as scheme_rules
from desktop_app.rules.scheme import Scheme, SchemeProblem, Schemes
from desktop_app.rules.scheme_values import Difference, ValueLine
from desktop_app.services.base import Clock

if TYPE_CHECKING:
    from db.store import Store

MAX_FILE = 1_000_000
"""Bytes of a scheme file: the longest of the program's own has twenty thousand."""
MAX_SOURCE = 200
"""Characters of the name of a document, and of a note."""
MAX_CODE = 40
"""Characters of the code of a scheme."""


class ValueView(Record, frozen=True, kw_only=True):
    """One value of a scheme with its words, as a table and a form show it."""

    line: ValueLine
    part: str
    """Code of what it belongs to in the large, see ``scheme_words.parts``."""
    heading: str
    about: str
    """Title of the section it belongs to; empty for another value."""
    title: str
    shown: str
    default: str
    """What is shown of the value without the office's own."""
    text: str
    """As an editor begins with it."""
    choices: tuple[tuple[str, str], ...] = ()


class SchemeView(Record, frozen=True, kw_only=True):
    """One scheme as it stands for the office."""

    scheme: Scheme
    adopted: bool
    """Whether it is a file the office took in."""
    shipped: bool
    """Whether the program brings a file of that code."""
    own: int
    """How many values the office set."""
    campaigns: int
    """How many campaigns go by it."""
    sums: tuple[str, ...] = ()
    """What does not add up since values were set, in sentences."""


class Preview(Record, frozen=True, kw_only=True):
    """What taking in a file would do."""

    scheme: Scheme
    replaces: bool
    """Whether there is a scheme of that code already."""
    campaigns: int
    differences: tuple[Difference, ...]
    lost: tuple[str, ...] = ()
    """Levels and forms reviews of this scheme use that the file does not have: it cannot be taken in."""


class SchemeService:
    """Reads the schemes and keeps what the office changed of them; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._read: tuple[object, Schemes, Schemes] | None = None

    # --- reading ---

    def all(self) -> Schemes:
        """Return every scheme with the office's own values in it, and the files and values that cannot be used."""
        return self._both()[1]

    def get(self, code: str) -> Scheme:
        """Return a scheme by its code. Raises ProblemError Q31 when there is none."""
        return _found(self.all(), code)

    def of_year(self, year: int) -> Scheme:
        """Return the scheme a year is reviewed by. Raises ProblemError Q30 for a year without one."""
        found = self.all().of_year(year)
        if found is None:
            raise ProblemError("Q30", year=year)
        return found

    def views(self) -> list[SchemeView]:
        """Return every scheme with what the office did to it, the youngest first."""
        adopted = {file.code for file in schemes.files(self._store)}
        plain = scheme_rules.read(scheme_rules.shipped().items())
        shipped = {scheme.code for scheme in plain.schemes}
        set_here = [value.scheme for value in schemes.values(self._store)]
        return [
            SchemeView(
                scheme=scheme,
                adopted=scheme.code in adopted,
                shipped=scheme.code in shipped,
                own=set_here.count(scheme.code),
                campaigns=schemes.used_by(self._store, scheme.code),
                sums=rating_words.sums(scheme),
            )
            for scheme in reversed(self.all().schemes)
        ]

    def values(self, code: str) -> list[ValueView]:
        """Return every value of a scheme that may be set. Raises ProblemError Q31."""
        plain, held = self._both()
        scheme, now = _found(plain, code), _found(held, code)
        before, after = scheme_values.conditions(scheme), scheme_values.conditions(now)
        found = []
        for line in scheme_values.lines(scheme, schemes.values(self._store)):
            condition = after.get(line.group)
            found.append(
                ValueView(
                    line=line,
                    part=scheme_words.part(line),
                    heading=scheme_words.heading(now, line, condition),
                    about=scheme_words.about(now, line),
                    title=scheme_words.title(now, line, condition),
                    shown=scheme_words.shown(now, line, line.value, condition),
                    default=scheme_words.shown(scheme, line, line.default, before.get(line.group)),
                    text=scheme_words.text(line, line.value),
                    choices=scheme_words.choices(now, line, condition),
                )
            )
        return found

    def text(self, code: str) -> str:
        """Return the file of a scheme as it was taken in or shipped, without own values. Raises ProblemError Q31."""
        known = [*scheme_rules.shipped().items(), *_own_files(schemes.files(self._store))]
        for name, text in reversed(known):
            read = scheme_rules.read([(name, text)])
            if read.get(code) is not None:
                return text
        raise ProblemError("Q31", scheme=code)

    # --- files ---

    def export(self, code: str, path: Path) -> None:
        """Write the file of a scheme, to be edited and taken in. Raises ProblemError Q31, and as ``files.write``."""
        files.write(path, self.text(code).encode())

    def preview(self, source: Path | str) -> Preview:
        """Return what taking in a file (its path, or its text) would change.

        Raises ProblemError Q32 (it cannot be used, the keys named), Q33 (no file to read, or too large a one).
        """
        return self._preview(_text_of(source))

    def adopt(self, source: Path | str) -> Scheme:
        """Take in a scheme file, in place of any of its code, and return the scheme. Own values of it stay.

        Raises ProblemError Q32, Q33, Q34 (reviews use levels or forms it does not have).
        """
        text = _text_of(source)
        preview = self._preview(text)
        if preview.lost:
            raise ProblemError("Q34", scheme=preview.scheme.short, lost=", ".join(preview.lost))
        file = SchemeFile(code=preview.scheme.code, body=text, adopted_at=audit.stamp(self._clock()))
        with self._store.operation("scheme.adopt", f"scheme:{file.code}"):
            schemes.put_file(self._store, file)
        return preview.scheme

    def forget(self, code: str) -> None:
        """Forget a file that was taken in; what the program brings of that code holds again.

        Raises ProblemError Q31 (no such file), Q34 (reviews use what would be gone).
        """
        file = next((file for file in schemes.files(self._store) if file.code == code), None)
        if file is None:
            raise ProblemError("Q31", scheme=code)
        left = scheme_rules.read(scheme_rules.shipped().items()).get(code)
        lost = self._lost(code, left)
        if lost or (left is None and schemes.used_by(self._store, code)):
            raise ProblemError("Q34", scheme=code, lost=", ".join(lost) or code)
        with self._store.operation("scheme.forget", f"scheme:{code}"):
            schemes.remove_file(self._store, code)
            if left is None:
                for value in schemes.values(self._store):
                    if value.scheme == code:
                        schemes.remove_value(self._store, code, value.path)

    def _preview(self, text: str) -> Preview:
        scheme = _parsed(text)
        before = self._both()[0].get(scheme.code)
        return Preview(
            scheme=scheme,
            replaces=before is not None,
            campaigns=schemes.used_by(self._store, scheme.code),
            differences=tuple(scheme_values.differences(before, scheme)),
            lost=tuple(self._lost(scheme.code, scheme)),
        )

    def _lost(self, code: str, scheme: Scheme | None) -> list[str]:
        """Return the levels and forms reviews of a scheme use that it would not have any more."""
        levels, forms = schemes.words_in_use(self._store, code)
        if scheme is None:
            return [*levels, *forms]
        return [
            *(level for level in levels if scheme.level(level) is None),
            *(form for form in forms if scheme.form(form) is None),
        ]

    # --- single values ---

    def set_text(
        self, code: str, path: str, text: str, document: str, number: str, dated: date | None, note: str = ""
    ) -> None:
        """Set a value as it was typed. Raises ProblemError Q31, Q35 (not understood), Q36 to Q38, see ``set_value``."""
        line = self._line(code, path)
        self.set_value(code, path, scheme_words.parse(line, text), document, number, dated, note)

    def set_value(
        self, code: str, path: str, value: object, document: str, number: str, dated: date | None, note: str = ""
    ) -> None:
        """Set a value of a scheme, with the document it rests on; the same value as before confirms it.

        Raises ProblemError: Q31 (no such scheme), Q36 (the scheme would contradict itself), Q37 (no document, or a
        number without its date), Q38 (a text too long).
        """
        self._line(code, path)
        own = SchemeValue(
            scheme=code,
            path=path,
            value=json.dumps(normalize(value) if isinstance(value, str) else value, ensure_ascii=False),
            document=normalize(document),
            number=normalize(number),
            dated=dated,
            note=normalize(note),
            at=audit.stamp(self._clock()),
        )
        _require_source(own)
        others = [one for one in schemes.values(self._store) if (one.scheme, one.path) != (code, path)]
        _, wrong = scheme_values.apply(_found(self._both()[0], code), [*others, own])
        if any(why.startswith(f"{path}: ") for why in wrong):
            raise ProblemError("Q36", what=next(why for why in wrong if why.startswith(f"{path}: ")))
        with self._store.operation("scheme.set_value", f"scheme:{code}", path=path):
            schemes.put_value(self._store, own)

    def unset(self, code: str, path: str) -> None:
        """Let the value of the file hold again; a value nobody set is no mistake."""
        if not any((value.scheme, value.path) == (code, path) for value in schemes.values(self._store)):
            return
        with self._store.operation("scheme.unset", f"scheme:{code}", path=path):
            schemes.remove_value(self._store, code, path)

    def _line(self, code: str, path: str) -> ValueLine:
        scheme = _found(self._both()[0], code)
        line = next((line for line in scheme_values.lines(scheme) if line.path == path), None)
        if line is None:
            raise ProblemError("Q36", what=path)
        return line

    def _both(self) -> tuple[Schemes, Schemes]:
        """Return the schemes as their files have them, and with the office's own values; read again when changed."""
        kept = (schemes.files(self._store), schemes.values(self._store))
        if self._read is None or self._read[0] != kept:
            plain = scheme_rules.read([*scheme_rules.shipped().items(), *_own_files(kept[0])])
            self._read = (kept, plain, _with_values(plain, kept[1]))
        return self._read[1], self._read[2]


def _own_files(kept: Iterable[SchemeFile]) -> list[tuple[str, str]]:
    return [(f"{file.code}.toml", file.body) for file in kept]


def _found(known: Schemes, code: str) -> Scheme:
    found = known.get(code)
    if found is None:
        raise ProblemError("Q31", scheme=code)
    return found


def _with_values(plain: Schemes, values: list[SchemeValue]) -> Schemes:
    problems = list(plain.problems)
    changed = []
    for scheme in plain.schemes:
        held, wrong = scheme_values.apply(scheme, values)
        changed.append(held)
        problems += [SchemeProblem(name=scheme.short, what=why) for why in wrong]
    ordered = sorted(changed, key=lambda scheme: (scheme.first_year, scheme.code))
    return Schemes(schemes=tuple(ordered), problems=tuple(problems))


def _text_of(source: Path | str) -> str:
    if isinstance(source, str):
        if len(source) > MAX_FILE:
            raise ProblemError("Q33", name="")
        return source
    try:
        if source.stat().st_size > MAX_FILE:
            raise ProblemError("Q33", name=source.name)
        return source.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemError("Q33", name=source.name) from error


def _parsed(text: str) -> Scheme:
    try:
        scheme = scheme_rules.parse(text)
    except ValueError as error:
        raise ProblemError("Q32", what=str(error)) from error
    if len(scheme.code) > MAX_CODE:
        raise ProblemError("Q32", what="code")
    return scheme


def _require_source(value: SchemeValue) -> None:
    if not value.document or (value.number and value.dated is None):
        raise ProblemError("Q37")
    if max(len(value.document), len(value.number), len(value.note)) > MAX_SOURCE:
        raise ProblemError("Q38", limit=MAX_SOURCE)
