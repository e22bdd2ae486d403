"""The rating schemes an office goes by: those of the program, files it took in, single values it set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import schemes
from db.problems import ProblemError
from desktop_app.rules import scheme as scheme_rules
from desktop_app.rules.scheme import Scheme, Schemes
from desktop_app.services.base import Clock

if TYPE_CHECKING:
    from db.store import Store


class SchemeService:
    """Reads the schemes and keeps what the office changed of them; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._read: tuple[object, Schemes] | None = None

    # --- reading ---

    def all(self) -> Schemes:
        """Return every scheme with the office's own values in it, and the files that cannot be used."""
        kept = (schemes.files(self._store), schemes.values(self._store))
        if self._read is None or self._read[0] != kept:
            own = [(f"{file.code}.toml", file.body) for file in kept[0]]
            self._read = (kept, scheme_rules.read([*scheme_rules.shipped().items(), *own]))
        return self._read[1]

    def get(self, code: str) -> Scheme:
        """Return a scheme by its code. Raises ProblemError Q31 when there is none."""
        found = self.all().get(code)
        if found is None:
            raise ProblemError("Q31", scheme=code)
        return found

    def of_year(self, year: int) -> Scheme:
        """Return the scheme a year is reviewed by. Raises ProblemError Q30 for a year without one."""
        found = self.all().of_year(year)
        if found is None:
            raise ProblemError("Q30", year=year)
        return found
