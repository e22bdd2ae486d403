"""What organisations may be called: their codes, and the names of an office that documents and packages carry."""

from __future__ import annotations

import re

from db.records import Finding
from db.text import fold, normalize
from desktop_app.rules.findings import error

MAX_OFFICE_NAME = 200
"""Characters of an office's name that a package carries (docs/package-format.md)."""

_CODE = re.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,18}[A-Za-z0-9])?")


def is_code(text: str) -> bool:
    """Return whether a text may be the own short code of an organisation: it becomes a part of file names."""
    return _CODE.fullmatch(text) is not None


def office_findings(*, name: str, header_name: str, code: str) -> list[Finding]:
    """Return what is wrong with the names of a new office, by the fields ``name``, ``header_name`` and ``code``."""
    found: list[Finding] = []
    for field, typed in (("name", name), ("header_name", header_name), ("code", code)):
        text = normalize(typed)
        if not text:
            found.append(error("FIELD_EMPTY", field))
        elif field == "code" and not is_code(text):
            found.append(error("OFFICE_CODE_FORM", field))
        elif len(text) > MAX_OFFICE_NAME:
            found.append(error("TEXT_TOO_LONG", field, length=len(text), limit=MAX_OFFICE_NAME))
    return found


def file_piece(text: str) -> str:
    """Return text as a piece of a file name: ASCII letters, digits, hyphens."""
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-") or "chi-bo"
