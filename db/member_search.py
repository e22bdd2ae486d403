"""The words by which people are found: folded when something about a person changed, asked for at every keystroke."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from db import text

if TYPE_CHECKING:
    from db.store import Store

_FIELDS: Final = (
    *("birth_name", "alias", "birth_place", "home_place", "permanent_address", "temporary_address", "occupation"),
    *("former_occupation", "qualification_field", "academic_title", "party_position", "government_position"),
    "union_position",
)
"""Particulars whose words find a person; nothing sensitive (Luật 91/2025/QH15) is among them."""
_NUMBERS: Final = ("card_number", "phone", "file_number")
_FEW: Final = 1_000
"""Up to so many people it is quicker to sort those found than to walk along all names."""
_PART: Final = 4
"""From so many digits on they may stand anywhere in a number; fewer are the beginning of one."""
_IDENTITY: Final = 9
"""Fewer digits of a national identity number tell birthplace, sex and year of birth: they find nobody."""
_BATCH: Final = 2_000
_MANY: Final = 1_000
_EVERYBODY: Final = "\ue000"
"""A word that stands in everybody's row and that nobody can type: folding takes it away."""
_MEMBER: Final = "\ue001"
"""The same in the row of everybody who is a member by the last spans."""

# --- keeping -----------------------------------------------------------------------------------------------------


def flush(store: Store) -> None:
    """Fold the words of everybody about whom something changed; called at the end of every operation."""
    columns = ", ".join((*(f"m.{name}" for name in ("rowid", "is_member", "name_search")), *_FIELDS, *_NUMBERS))
    folded = 0
    while True:
        found = store.tuples(
            f"SELECT {columns} FROM member_unsearched JOIN member m ON m.rowid = member_rowid"
            f" LEFT JOIN member_profile ON member_id = m.id LIMIT {_BATCH}"
        )
        if not found:
            break
        folded += len(found)
        store.change_many(
            "INSERT OR REPLACE INTO member_search (rowid, words) VALUES (?, ?)",
            ((row[0], _words(row[1], row[2], row[3 : -len(_NUMBERS)], row[-len(_NUMBERS) :])) for row in found),
        )
        store.change_many("DELETE FROM member_unsearched WHERE member_rowid = ?", ((row[0],) for row in found))
    if folded > _MANY:
        # What so many rows left behind in the index would slow every keystroke down.
        store.execute("INSERT INTO member_search (member_search) VALUES ('optimize')")


def is_due(store: Store) -> bool:
    """Whether somebody's words are not folded yet."""
    return bool(store.value("SELECT 1 FROM member_unsearched LIMIT 1"))


def _words(is_member: int, name_search: str, fields: Sequence[str | None], numbers: Sequence[str | None]) -> str:
    parts = [_EVERYBODY, _MEMBER if is_member else "", name_search]
    parts += [_folded(value) for value in fields if value]
    for number in numbers:
        if number:
            parts += [text.fold(number), digits(number)]
    return " ".join(parts)


@functools.lru_cache(maxsize=4_096)
def _folded(value: str) -> str:
    """Return the words of one field; addresses and posts come again and again."""
    return text.search_text(value)


def digits(typed: str) -> str:
    """Return the digits of a number alone, as it may be written with dots or spaces."""
    return re.sub(r"\D", "", typed, flags=re.ASCII)


# --- asking ------------------------------------------------------------------------------------------------------


class Asked:
    """What was typed, as conditions on a person ``m``.

    Each word is the beginning of a word about the person; a single letter that of a word of the name, because
    everybody's address has it. Digits are part of the card, telephone or file number, nine or more also of the
    national identity number.
    """

    def __init__(self, store: Store, typed: str) -> None:
        words = text.fold(typed).split()
        plain = [word for word in words if not _has_digit(word)]
        self._store = store
        self._numbers = [word for word in words if _has_digit(word)]
        self._grouped = len(self._numbers) > 1 and not plain
        begun = [word for word in plain if len(word) > 1]
        begun += [word for word in self._numbers if len(word) < _PART and not self._grouped]
        self._match = " AND ".join(f'"{word}" *' for word in begun)
        self._long = [word for word in self._numbers if len(word) >= _PART or self._grouped]
        self.given = plain[-1] if plain else ""
        """The word a given name is to begin with, folded; empty when only numbers were typed."""
        self.names = tuple(f"instr(m.name_search, :w{place}) > 0" for place in range(len(plain)))
        """That each word without digits begins a word of the name."""
        self.values: dict[str, Any] = {f"w{place}": f" {word}" for place, word in enumerate(plain)}
        self.values["given"] = f" {self.given}"
        self._letters = tuple(name for name, word in zip(self.names, plain, strict=True) if len(word) == 1)
        self.few = False
        """Whether so few people were found that ``temp.found`` is the place to begin: known after ``everything``."""
        self._found = ""

    @property
    def has_numbers(self) -> bool:
        """Whether something typed has digits."""
        return bool(self._numbers)

    @property
    def beyond_names(self) -> bool:
        """Whether more than the name is looked at."""
        return bool(self._match or self._long)

    def members(self) -> int | None:
        """Return how many people who are members by their last spans everything fits, None where words cannot tell."""
        if self._letters or self._long or not self._match:
            return None
        return self._number(f'"{_MEMBER}" AND {self._match}')

    def movers(self, on: str) -> list[tuple[int, int]]:
        """Return (row, whether a member by the last spans) of those who fit and whose spans go on after a day."""
        found = self._store.tuples(
            "SELECT m.rowid, m.is_member FROM member m INDEXED BY member_by_settled"
            " CROSS JOIN member_search s ON s.rowid = m.rowid WHERE m.settled_on > ? AND s.member_search MATCH ?",
            (on, self._match),
        )
        return [(row, is_member) for row, is_member in found]

    def everything(self) -> tuple[str, ...]:
        """Return the conditions that everything typed is found somewhere; whoever fits ``names`` alone fits these.

        The people are looked up once and kept in the temporary table ``found``.
        """
        if self.beyond_names and not self._found:
            self._found = self._look_up()
        return (*self._letters, self._found) if self._found else self._letters

    def _look_up(self) -> str:
        connection = self._store.connection
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS found (r INTEGER PRIMARY KEY)")
        connection.execute("DELETE FROM temp.found")
        match, others = self._match, False
        if match and not self._long:
            others = self._number(match) * 2 > (self._store.value("SELECT max(rowid) FROM member") or 0)
            if others:
                # "lao cai": those whom it does not fit are fewer.
                match = f'"{_EVERYBODY}" NOT ({match})'
        sets = [f"SELECT r FROM ({_numbered(word, self.values)})" for word in self._long]
        if match:
            sets.append("SELECT rowid AS r FROM member_search WHERE member_search MATCH :match")
        found = " INTERSECT ".join(sets)
        if self._grouped:
            # A number written in groups: "0912 345 678".
            found = f"SELECT r FROM ({found}) UNION {_numbered(''.join(self._numbers), self.values)}"
        values = {**self.values, "match": match}
        number = connection.execute(f"INSERT OR IGNORE INTO temp.found {found}", values).rowcount
        self.few = number <= _FEW and not others
        return f"m.rowid {'NOT IN' if others else 'IN'} (SELECT r FROM temp.found)"

    def _number(self, match: str) -> int:
        return int(self._store.value("SELECT count(*) FROM member_search WHERE member_search MATCH ?", (match,)))


def _has_digit(word: str) -> bool:
    return any(letter.isdecimal() for letter in word)


def _numbered(word: str, values: dict[str, Any]) -> str:
    """Return the query for the rows of people one of whose numbers has these digits."""
    key = f"n{len(values)}"
    values[key], values[f"{key}m"] = word, f'"{word}" *'
    kinds = [f"SELECT rowid AS r FROM member_search WHERE member_search MATCH :{key}m"]
    if len(word) >= _PART:
        kinds.append(
            f"SELECT rowid FROM member INDEXED BY member_by_card WHERE card_number <> '' AND instr(card_number, :{key})"
        )
        kinds += [_in_profile(column, key) for column in ("phone", "file_number")]
    if len(word) >= _IDENTITY:
        kinds.append(_in_profile("national_id", key))
    return " UNION ALL ".join(kinds)


def _in_profile(column: str, key: str) -> str:
    return (
        f"SELECT n.rowid FROM member_profile p INDEXED BY member_profile_by_{column}"
        f" JOIN member n ON n.id = p.member_id WHERE p.{column} <> '' AND instr(p.{column}, :{key})"
    )
