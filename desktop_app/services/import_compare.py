"""Each line of a file beside the register: new, the same, changed, doubtful or refused, and what taking it writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from db import partial
from db.register_records import ChangeKind
from db.text import fold
from desktop_app.documents.excel_in.model import (
    CellProblem,
    Decision,
    Difference,
    ImportChoices,
    ImportLine,
    Verdict,
)
from desktop_app.documents.excel_in.own_book import ID_FIELD, Stamps
from desktop_app.rules.cell_names import CellNames
from desktop_app.rules.matching import Directory, Identity, Likeness, Match, same_name
from desktop_app.services import import_fields
from desktop_app.services.import_acts import Acts
from desktop_app.services.import_fields import DATES, PERSON_FIELDS, PROFILE_FIELDS, REQUIRED, settled
from desktop_app.services.import_people import NUMBERS, People, kept_text, place_hamlet
from desktop_app.services.import_plan import NOTHING, Columns, Planned, refuses
from desktop_app.services.import_register import Register

if TYPE_CHECKING:
    from desktop_app.documents.excel_in.model import ReadLine

_COMPARED = (*PERSON_FIELDS, *PROFILE_FIELDS)
_NO_STAMPS = Stamps()
_ROW = "row"
"""Field of findings about a line as a whole."""


@dataclass(slots=True)
class _Line:
    """One line while it is looked at."""

    row: int
    told: Collection[str]
    """Fields the line says something of, be it that the cell is empty."""
    texts: dict[str, str]
    """Canonical texts of the file by field."""
    problems: list[CellProblem]
    identity: Identity
    differences: tuple[Difference, ...] = ()


class Comparer:
    """Compares the lines of one file, in their order, with the register and with each other."""

    def __init__(
        self,
        register: Register,
        cells: CellNames,
        people: People,
        choices: ImportChoices,
        stamps: Stamps,
        former: Mapping[str, Collection[str]],
    ) -> None:
        """``former`` gives the cells by folded texts that mean them no more."""
        self._register = register
        self._cells = cells
        self._people = people
        self._choices = choices
        self._columns = Columns(choices.columns)
        self._stamps = stamps
        self._former = former
        self._acts = Acts(register, cells, self._columns, choices.since)
        self._fields = tuple((name, register.place(name)) for name in _COMPARED if name in self._columns)
        self._numbers = tuple(name for name in NUMBERS if name in self._columns)
        self._has_marks = "youth_member" in self._columns
        self._taken: dict[str, int] = {}
        self._seen = Directory()
        self._clashes: dict[int, list[CellProblem]] = {}

    def expect(self, lines: Sequence[ReadLine]) -> None:
        """Look through the lines for numbers that two people of the file have: neither of them can be taken."""
        for field, code in (("card_number", "IMPORT_CARD_TWICE"), ("national_id", "IMPORT_NATIONAL_ID_TWICE")):
            numbers = [number for line in lines if (number := line.values.get(field))]
            if len(set(numbers)) == len(numbers):
                continue
            holders: dict[str, list[ReadLine]] = {}
            for line in lines:
                if number := line.values.get(field):
                    holders.setdefault(str(number), []).append(line)
            for number, several in holders.items():
                if len(several) > 1:
                    self._note_clash(field, code, number, several)

    def _note_clash(self, field: str, code: str, number: str, several: list[ReadLine]) -> None:
        names = {line.row: str(line.values.get("full_name", "")) for line in several}
        for row, name in names.items():
            others = [other for other in names if not same_name(names[other], name)]
            if others:
                listed = ", ".join(map(str, others))
                problem = self._columns.error(row, code, field, number=number, rows=listed)
                self._clashes.setdefault(row, []).append(problem)

    def compare(self, read: ReadLine) -> tuple[ImportLine, Planned | None]:
        """Return what a line means and what taking it would write."""
        texts = self._texts(read)
        problems = [*read.problems, *self._clashes.get(read.row, ())]
        if self._says_former(read.row, texts.get("cell", "")):
            texts = {name: text for name, text in texts.items() if name != "cell"}
        cell_id = self._cell(read.row, texts, problems)
        told: Collection[str] = read.values
        if "hamlet" in read.values:
            texts = dict(texts)
            told = {*told, *place_hamlet(self._people, read.row, texts, problems, self._columns)}
        line = _Line(
            read.row,
            told,
            texts,
            problems,
            Identity(
                texts.get("full_name", ""),
                texts.get("birth_date", ""),
                texts.get("card_number", ""),
                texts.get("national_id", ""),
                cell_id,
                texts.get(ID_FIELD, ""),
            ),
        )
        if not refuses(problems):
            return self._matched(line)
        return self._refused(line)

    def _texts(self, read: ReadLine) -> dict[str, str]:
        """Return the values of a line as canonical texts; what is empty may be "" or missing.

        The words of sex, standing and duty are texts themselves, and most numbers come without separators: the values
        of nearly every line are handed on as they are.
        """
        texts = cast("dict[str, str]", read.values)
        changed = {
            name: kept_text(name, text)
            for name in self._numbers
            if (text := texts.get(name, "")) and not text.isdecimal()
        }
        if self._has_marks:
            changed["youth_member"] = import_fields.canonical(texts.get("youth_member"))
        return {**texts, **changed} if changed else texts

    # --- who it is ---

    def _matched(self, line: _Line) -> tuple[ImportLine, Planned | None]:
        match = self._register.directory.find(line.identity)
        if match.likeness is Likeness.SURE and match.known is not None:
            return self._known(line, match.known)
        if match.likeness is Likeness.CONTRADICTION and match.known and match.other:
            names = {"card_name": match.known.full_name, "other_name": match.other.full_name}
            line.problems.append(self._columns.error(line.row, match.code, "card_number", **names))
            return self._refused(line)
        if match.likeness is Likeness.NEAR and match.known is not None:
            return self._near(line, match, match.known)
        return self._new(line)

    def _known(self, line: _Line, known: Identity) -> tuple[ImportLine, Planned | None]:
        first = self._taken.get(known.id)
        if first is not None:
            line.problems.append(self._columns.error(line.row, "IMPORT_SAME_AS_ROW", _ROW, first=first))
            return self._refused(line)
        plan, doubtful = self._changes(line, known, own=line.identity.id == known.id)
        if refuses(line.problems):
            return self._refused(line)
        self._taken[known.id] = line.row
        if doubtful:
            return self._told(line, Verdict.DOUBTFUL, known, plan, Decision.SKIP)
        verdict = Verdict.CHANGED if plan.changes or plan.acts else Verdict.SAME
        return self._told(line, verdict, known, plan)

    def _near(self, line: _Line, match: Match, known: Identity) -> tuple[ImportLine, Planned | None]:
        line.problems.append(
            self._columns.warning(
                line.row,
                match.code,
                "full_name",
                name=known.full_name,
                birth=import_fields.shown_date(known.birth_date),
            )
        )
        as_new = replace(line, problems=[])
        new = self._people.new(as_new.row, line.texts, line.identity, as_new.problems, self._columns)
        as_known = replace(line, problems=[])
        plan, _ = self._changes(as_known, known, own=False)
        line.differences = as_known.differences
        planned = plan if not refuses(as_known.problems) else Planned()
        planned = replace(planned, new=None if refuses(as_new.problems) else new)
        if planned.options == (Decision.SKIP,):
            if not as_known.problems and not refuses(as_new.problems):
                # Nothing of it would change anything: whoever it is, the register says so already.
                return self._told(line, Verdict.DOUBTFUL, known, planned, Decision.SKIP)
            line.problems += as_new.problems or as_known.problems
        if refuses(line.problems):
            return self._refused(line)
        self._seen.add(_as_row(line))
        return self._told(line, Verdict.DOUBTFUL, known, planned, Decision.SKIP)

    def _new(self, line: _Line) -> tuple[ImportLine, Planned | None]:
        again = self._seen.find(line.identity if not line.identity.id else _as_row(line, ""))
        if again.known is not None:
            first = int(again.known.id)
            sure = again.likeness is Likeness.SURE and _certain(line.identity, again.known)
            code = "IMPORT_SAME_AS_ROW" if sure else "IMPORT_LIKE_ROW"
            make = self._columns.error if sure else self._columns.warning
            line.problems.append(make(line.row, code, _ROW, first=first))
        new = self._people.new(line.row, line.texts, line.identity, line.problems, self._columns)
        if refuses(line.problems) or new is None:
            return self._refused(line)
        self._seen.add(_as_row(line))
        if again.known is not None:
            return self._told(line, Verdict.DOUBTFUL, None, Planned(new=new), Decision.SKIP)
        return self._told(line, Verdict.NEW, None, Planned(new=new))

    # --- what would change ---

    def _changes(self, line: _Line, known: Identity, *, own: bool) -> tuple[Planned, bool]:
        """Return what the line changes of somebody known, and whether the clerk has to be asked."""
        stamps = self._stamps if own else _NO_STAMPS
        changes, doubtful = {}, False
        row, texts, stamped = self._register.row(known.id), line.texts, stamps.tell(line.row)
        for field, place in self._fields:
            before, after = row[place], texts.get(field) or ""
            if before == after or (not after and not stamped) or field not in line.told:
                continue
            before = import_fields.canonical(before)
            if before == after:
                continue
            untouched = stamps.untouched(line.row, field, settled(after))
            if untouched or not self._differs(field, before, after, exact=untouched is not None):
                continue
            if untouched is False and not stamps.untouched(line.row, field, settled(before)):
                doubtful = True
                line.problems.append(self._both_changed(line.row, field, before, after))
            changes[field] = after
        acts, asked = self._acts.of(line.row, line.texts, line.identity.cell_id, known, changes, stamps, line.problems)
        if not changes and not acts:
            return NOTHING, doubtful or asked
        line.differences = (
            *(
                Difference(field, self._shown(field, self._register.value(known.id, field)), self._shown(field, after))
                for field, after in changes.items()
            ),
            *self._acts.differences(known, acts),
        )
        if changes:
            line.problems += self._people.changed(line.row, known.id, changes, self._columns)
        if any(act.kind is ChangeKind.RECOGNITION for act in acts) and not self._register.value(
            known.id, "official_on"
        ):
            # The act itself notes the day, and takes it away again when it is cancelled.
            changes.pop("official_on", None)
        plan = Planned(None, known.id, self._register.revision(known.id), changes, acts)
        return plan, doubtful or asked

    def _differs(self, field: str, before: str, after: str, *, exact: bool) -> bool:
        """Return whether a field of the file says something else than the register.

        ``exact`` is for a workbook of our own, where every letter was seen: there an emptied cell empties the field,
        and a date may be made less exact. In any other file nothing is taken for nothing.
        """
        if not after:
            return exact and field not in REQUIRED
        if settled(before) == settled(after):
            return False
        if exact:
            return True
        if field == "full_name":
            return not (same_name(before, after) or after.isascii())
        if field in DATES:
            mine, theirs = partial.bounds(before), partial.bounds(after)
            return mine is None or theirs is None or not (theirs[0] <= mine[0] and mine[1] <= theirs[1])
        return True

    def _both_changed(self, row: int, field: str, before: str, after: str) -> CellProblem:
        return self._columns.warning(
            row,
            "IMPORT_CHANGED_BOTH",
            field,
            before=self._shown(field, before) or "–",
            after=self._shown(field, after) or "–",
        )

    def _shown(self, field: str, text: str) -> str:
        return self._people.hamlet_name(text) if field == "hamlet_id" else import_fields.shown(field, text)

    # --- the cell ---

    def _says_former(self, row: int, named: str) -> bool:
        """Return whether a line of our own workbook only says what its cell was called when it was written."""
        return bool(named and self._former) and any(
            self._stamps.untouched(row, "cell", cell_id) for cell_id in self._former.get(fold(named), ())
        )

    def _cell(self, row: int, texts: dict[str, str], problems: list[CellProblem]) -> str:
        """Return the cell a line means; a name that leads to none, or to several, is a problem."""
        named = texts.get("cell", "")
        if not named:
            return self._choices.cell_id
        found = self._cells.find(named)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(self._cells.name(cell_id) for cell_id in found)
            problems.append(self._columns.error(row, "IMPORT_CELL_AMBIGUOUS", "cell", name=named, names=names))
            return ""
        nearest = self._cells.nearest(named)
        code = "IMPORT_CELL_UNKNOWN_NEAR" if nearest else "IMPORT_CELL_UNKNOWN"
        problems.append(self._columns.error(row, code, "cell", name=named, **({"nearest": nearest} if nearest else {})))
        return ""

    # --- the outcome ---

    def _refused(self, line: _Line) -> tuple[ImportLine, None]:
        return self._told(line, Verdict.REFUSED, None, None, Decision.SKIP)[0], None

    def _told(
        self,
        line: _Line,
        verdict: Verdict,
        known: Identity | None,
        planned: Planned | None,
        decision: Decision = Decision.TAKE,
    ) -> tuple[ImportLine, Planned | None]:
        cell_id = line.identity.cell_id if line.texts.get("cell") or known is None else known.cell_id
        identity = line.identity
        told = ImportLine(
            line.row,
            verdict,
            identity.full_name or (known.full_name if known else ""),
            identity.birth_date,
            self._cells.name(cell_id) or line.texts.get("cell") or "",
            known.id if known else None,
            known.full_name if known else "",
            line.differences,
            tuple(line.problems),
            decision,
            planned.options if planned and verdict is Verdict.DOUBTFUL else (),
        )
        return told, planned


def _as_row(line: _Line, row: str | None = None) -> Identity:
    """Return a line's identity under its row number, to be found again by later lines."""
    known = line.identity
    name = str(line.row) if row is None else row
    return Identity(known.full_name, known.birth_date, known.card_number, known.national_id, known.cell_id, name)


def _certain(line: Identity, earlier: Identity) -> bool:
    """Return whether two lines of a file are surely one person: a number or the full day of birth says so."""
    if (line.card_number and line.card_number == earlier.card_number) or (
        line.national_id and line.national_id == earlier.national_id
    ):
        return True
    return partial.whole(line.birth_date) is not None and line.birth_date == earlier.birth_date
