"""How the columns of a kind of workbook were understood, kept from one import to the next."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from db import import_mappings
from desktop_app.documents.excel_in.fields import FIELDS, title_key
from desktop_app.documents.excel_in.model import ColumnPlan, Encoding
from desktop_app.documents.excel_in.own_book import REASON_TITLE

if TYPE_CHECKING:
    from db.store import Store


class Mapping(msgspec.Struct, frozen=True):
    """What is remembered of one kind of header."""

    targets: dict[str, str] = {}
    """Field by title key, "" for a column left out."""
    encodings: dict[str, str] = {}
    """By title key, for columns that are not Unicode."""


def signature(columns: Sequence[ColumnPlan]) -> str:
    """Return what tells headers apart: their titles in order; our own column of reasons is none of them."""
    own = title_key(REASON_TITLE)
    keys = [key for column in columns if (key := title_key(column.title)) != own]
    while keys and not keys[-1]:
        keys.pop()
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def remembered(store: Store, columns: Sequence[ColumnPlan]) -> Mapping:
    """Return how columns with these titles were understood the last time; empty when never."""
    kept = import_mappings.get(store, signature(columns))
    if not kept:
        return Mapping()
    try:
        found = msgspec.json.decode(kept, type=Mapping)
    except msgspec.MsgspecError:
        return Mapping()
    known = {key: target for key, target in found.targets.items() if not target or target in FIELDS}
    return Mapping(known, found.encodings)


def mapping_of(columns: Sequence[ColumnPlan]) -> Mapping:
    """Return what is to be remembered of columns; titles that stand over several tell nothing."""
    times = Counter(title_key(column.title) for column in columns)
    told = {key: column for column in columns if (key := title_key(column.title)) and times[key] == 1}
    return Mapping(
        {key: column.target for key, column in told.items()},
        {key: column.encoding.value for key, column in told.items() if column.encoding is not Encoding.UNICODE},
    )


def remember(store: Store, columns: Sequence[ColumnPlan], at: str) -> None:
    """Keep how columns were understood, inside an operation."""
    import_mappings.put(store, signature(columns), msgspec.json.encode(mapping_of(columns)).decode(), at)


def with_encodings(columns: Sequence[ColumnPlan], known: Mapping) -> tuple[ColumnPlan, ...]:
    """Return the columns with the remembered encoding where the content does not speak against it.

    The few rows that were refused may not be enough to tell how they are written.
    """
    found = []
    for column in columns:
        encoding = known.encodings.get(title_key(column.title), "")
        plain = all(letter <= "\u00ff" for sample in column.samples for letter in sample)
        if encoding and column.encoding is Encoding.UNICODE and plain and encoding in set(Encoding):
            found.append(replace(column, encoding=Encoding(encoding)))
        else:
            found.append(column)
    return tuple(found)
