"""The office's own values of regulations, each kept with the day from which it holds: old papers print as before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from db import audit, settings
from db.problems import ProblemError
from db.text import normalize
from desktop_app.rules import dates, own_values, regulation
from desktop_app.rules.own_values import Entry, Kind
from desktop_app.services.base import Clock
from desktop_app.texts import term

if TYPE_CHECKING:
    from db.store import Store

SETTING = "regulations"
"""The name the own values are kept under."""
MAX_REASON = 300
"""Characters of a reason."""


@dataclass(frozen=True, kw_only=True)
class RuleView:
    """One line of the table of regulations as it stands on a day."""

    id: str
    title: str
    value: str
    """In one line, with its unit."""
    text: str
    """The same as an editor begins with it; the code of a choice."""
    default: str
    """What the value is without the office's own, in one line."""
    source: str
    """Citation of the document: what it is, number, date, place."""
    document: str
    """Its number and date in short; its name where it has no number."""
    verified: bool
    overridden: bool
    confirmed: bool
    """Whether the office's own value is the default, looked up and found right."""
    editable: bool
    note: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()
    """Code and words of each choice."""
    since: date | None = None
    """From which day the office's own value holds."""
    reason: str = ""
    """Why the office changed it."""


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One decision of the office on one line of the table."""

    since: date
    text: str | None
    """The value in its canonical form; None for the default again."""
    reason: str = ""
    at: str = ""
    """Local wall time of the decision, ISO, for display only."""


Book = Mapping[str, Sequence[Kept]]
"""All decisions by line, the oldest first."""


class OwnValues:
    """What the office decided, as it holds on any day."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._days: dict[date, regulation.Overrides] = {}

    def on(self, day: date) -> regulation.Overrides:
        """Return the own values that hold on a day, in the form the rules take them."""
        if day not in self._days:
            self._days[day] = self._gathered(day)
        return self._days[day]

    def decision(self, entry_id: str, day: date) -> Kept | None:
        """Return the decision that holds for a line on a day, None where the default does."""
        found = [kept for kept in self.book.get(entry_id, ()) if kept.since <= day]
        return found[-1] if found and found[-1].text is not None else None

    def _gathered(self, day: date) -> regulation.Overrides:
        gathered: dict[str, Any] = {}
        for entry_id in self.book:
            kept = self.decision(entry_id, day)
            known = own_values.entries().get(entry_id)
            if kept is None or kept.text is None or known is None:
                continue
            try:
                value = own_values.parse(entry_id, kept.text, day)
            except ProblemError:
                # Kept by a program that allowed more than this one does: the default is the safer ground.
                continue
            if known.field:
                gathered.setdefault(known.rule, {})[known.field] = value
            else:
                gathered[known.rule] = value
        return gathered


class RegulationService:
    """Reads the rules in force and keeps the office's own values; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._read: tuple[str, OwnValues] = ("", OwnValues({}))

    # --- reading ---

    def own(self) -> OwnValues:
        """Return the office's own values; decoded again only when they changed. Raises ProblemError R10."""
        text = settings.get(self._store, SETTING)
        if text != self._read[0]:
            self._read = (text, OwnValues(_decoded(text)))
        return self._read[1]

    def overrides(self, on: date) -> regulation.Overrides:
        """Return the own values that hold on a day, to be passed to the rules. Raises ProblemError R10."""
        return self.own().on(on)

    def listed(self, on: date) -> list[RuleView]:
        """Return every line of the table as it stands on a day; a rule that does not hold that day is left out."""
        own = self.own()
        views = []
        for known in own_values.entries().values():
            plain = regulation.find(known.rule, on)
            if plain is not None:
                views.append(_view(known, plain, own, on))
        return views

    # --- writing ---

    def override(self, entry_id: str, text: str, reason: str, since: date | None = None) -> None:
        """Keep an own value of a line of the table; it holds from ``since`` on, by default from this month's first day.

        Whatever was decided for later days is replaced. Raises ProblemError: R01 to R07, D01 to D03 (the value, see
        ``own_values.parse``), R08 (no reason), R09 (the page would not work out), R10.
        """
        known = own_values.entry(entry_id)
        value = own_values.parse(entry_id, text, self._clock().date())
        why = normalize(reason)
        if not 1 <= len(why) <= MAX_REASON:
            raise ProblemError("R08", limit=MAX_REASON)
        self._decide("regulation.override", known, own_values.canonical(known, value), why, since)

    def reset(self, entry_id: str, since: date | None = None) -> None:
        """Let the default hold again from ``since`` on, by default from this month's first day.

        Days before keep what held then. Raises ProblemError: R07, R09, R10.
        """
        self._decide("regulation.reset", own_values.entry(entry_id), None, "", since)

    def _decide(self, action: str, known: Entry, text: str | None, reason: str, since: date | None) -> None:
        from_day = since or self._clock().date().replace(day=1)
        book = {line: list(kept) for line, kept in self.own().book.items()}
        before = [kept for kept in book.pop(known.id, ()) if kept.since < from_day]
        made = Kept(since=from_day, text=text, reason=reason, at=audit.stamp(self._clock()))
        decisions = [*before, made] if before or text is not None else []
        if decisions:
            book[known.id] = decisions
        if known.rule == own_values.LAYOUT:
            _require_printable(OwnValues(book), from_day)
        with self._store.operation(action, f"rule:{known.id}", since=from_day.isoformat()):
            settings.put(self._store, SETTING, msgspec.json.encode(book).decode())


def _require_printable(own: OwnValues, since: date) -> None:
    """Refuse measures that do not go together on any day from ``since`` on: ProblemError R09."""
    from desktop_app.documents.layout import document_layout

    days = {since}
    for line, decisions in own.book.items():
        if line.startswith(own_values.LAYOUT):
            days.update(kept.since for kept in decisions if kept.since > since)
    for rule in regulation.every():
        if rule.id == own_values.LAYOUT and rule.valid_from is not None and rule.valid_from > since:
            days.add(rule.valid_from)
    for day in days:
        if not document_layout(day, own.on(day)).works_out:
            raise ProblemError("R09")


def _view(known: Entry, plain: regulation.Rule, own: OwnValues, on: date) -> RuleView:
    rule = regulation.in_force(known.rule, on, own.on(on))
    value, default = own_values.of_rule(known, rule), own_values.of_rule(known, plain)
    kept = own.decision(known.id, on)
    editable = known.kind is not Kind.FIXED
    return RuleView(
        id=known.id,
        title=known.title,
        value=own_values.shown(known, value),
        text=own_values.canonical(known, value) if editable else "",
        default=own_values.shown(known, default),
        source=plain.citation,
        document=_short(plain.reference),
        verified=plain.verified,
        overridden=kept is not None,
        confirmed=kept is not None and value == default,
        editable=editable,
        note=plain.note,
        kind=known.kind,
        choices=tuple((code, term("rule_choice", code)) for code in known.choices),
        since=kept.since if kept else None,
        reason=kept.reason if kept else "",
    )


def _short(source: regulation.Source) -> str:
    day = dates.format_official(source.date) if source.date else ""
    return ", ".join(part for part in (source.number or source.document, day) if part)


def _decoded(text: str) -> Book:
    if not text:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, list[Kept]])
    except msgspec.DecodeError as error:
        raise ProblemError("R10") from error
