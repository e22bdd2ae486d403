"""What a report says, read and held against itself: shape, places, owners, references, counts and totals."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from db import partitions
from db.partition_sources import COVERED, PROFILE, SOURCES
from db.problems import ProblemError
from db.store import Store
from desktop_app.exchange import desk as desks
from desktop_app.exchange import limits
from desktop_app.exchange.content import Split, totals
from desktop_app.exchange.datasets import CELL, DATASETS, SECTION, Dataset, Key, Row, cells_of
from desktop_app.exchange.manifest import Manifest
from desktop_app.exchange.package import Opened
from desktop_app.exchange.schemas import SCHEMAS, upgraded
from desktop_app.exchange.views import DatasetCount
from desktop_app.texts import term

_MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)
_TIME = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_PARTIAL = re.compile("[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?", re.ASCII)
_NEVER_GONE = ("organizations", "hamlets", "meetings")
"""What a snapshot may never leave out silently, besides members; a final meeting is superseded or cancelled."""


@dataclass(frozen=True)
class Report:
    """The rows of a report that holds together."""

    manifest: Manifest
    rows: dict[str, list[Row]]
    cells: dict[str, list[str]]
    """For each row the cell whose partition it is in."""


@dataclass(frozen=True)
class Change:
    """What one dataset's rows would do to what is held."""

    dataset: Dataset
    written: list[Row]
    """Rows that are new or different."""
    cleared: list[tuple[object, ...]]
    """Keys of the rows that go, and of those that are written again."""
    count: DatasetCount


@dataclass(frozen=True)
class Preview:
    """What applying a report would do."""

    changes: list[Change]
    applied: frozenset[Key]
    """Partitions that this report is the newest to carry."""
    brake: bool

    @property
    def counts(self) -> tuple[DatasetCount, ...]:
        """The differences by dataset."""
        return tuple(change.count for change in self.changes)


def read(opened: Opened) -> Report:
    """Return the rows of a report whose signature and files were checked.

    Raises ProblemError: E12 (too many rows), E40 (shape), E41 (a reference leads nowhere), E42 (counts and totals
    differ from the rows), E43 (a row of another office).
    """
    found = opened.manifest
    issuer, datasets = found.issuer.org, SCHEMAS[found.schema]
    if [entry.path for entry in found.files] != [dataset.path for dataset in datasets.values()]:
        raise ProblemError("E40", line="-", field="files")
    if sum(entry.rows for entry in found.files) > limits.ROWS:
        raise ProblemError("E12")
    rows = {name: dataset.read(opened.entries[dataset.path]) for name, dataset in datasets.items()}
    for (name, lines), entry in zip(rows.items(), found.files, strict=True):
        if len(lines) != entry.rows:
            raise ProblemError("E42", field=name)
    _check_values(datasets, rows, found.period)
    _check_owners(rows, issuer)
    _check_references(datasets, rows, found)
    divided = Split(issuer, found.period)
    for name, entry in zip(datasets, found.files, strict=True):
        divided.add(name, rows[name], opened.entries[entry.path], entry.sha256)
    if divided.partitions != found.partitions:
        raise ProblemError("E42", field="partitions")
    if totals(rows, found.period) != found.totals:
        raise ProblemError("E42", field="totals")
    if [(entry.dataset, entry.rows) for entry in found.counts] != [(name, len(rows[name])) for name in datasets]:
        raise ProblemError("E42", field="counts")
    meeting_cells = {row.id: row.cell_id for row in rows["meetings"]}
    cells = {name: cells_of(dataset, rows[name], issuer, meeting_cells) for name, dataset in datasets.items()}
    return Report(found, upgraded(rows, found.schema), cells)


def require_asked(report: Report, asked: Collection[str]) -> None:
    """Refuse sensitive particulars that this office did not ask for. Raises ProblemError E46.

    ``asked`` are the wishes of the trust bundle that the sender knew.
    """
    rows = report.rows.get("member_sensitive", [])
    for column in COVERED:
        if column not in asked and any(getattr(row, column) for row in rows):
            raise ProblemError("E46", field=term("sensitive_field", column))


def _check_values(datasets: Mapping[str, Dataset], rows: Mapping[str, list[Row]], period: str) -> None:
    try:
        desks.require_month(period)
    except ProblemError as error:
        raise ProblemError("E40", line="-", field="period") from error
    days: set[str | None] = set()
    for name, dataset in datasets.items():
        for column in dataset.days:
            days.update([getattr(row, column) for row in rows[name]])
        if "valid_to" in dataset.days and any(
            row.valid_to is not None and row.valid_to <= row.valid_from for row in rows[name]
        ):
            raise ProblemError("E40", line="?", field=f"{name}.valid_to")
        for column, unknown in dataset.partial.items():
            for day in {getattr(row, column) for row in rows[name]} - {unknown}:
                _require(bool(_PARTIAL.fullmatch(day)) and (len(day) < 10 or _is_day(day)), f"{name}.{column}")
    for day in days - {None}:
        _require(_is_day(day), "day")
    for meeting in rows["meetings"]:
        _require(meeting.period == period, "meetings.period")
        _require(_is_time(meeting.start_time), "meetings.start_time")
        _require(_is_time(meeting.end_time), "meetings.end_time")
    _check_register(rows)


def _check_register(rows: Mapping[str, list[Row]]) -> None:
    for event in rows.get("member_events", ()):
        _require(event.dues_until == "" or _MONTH.fullmatch(event.dues_until) is not None, "member_events.dues_until")
    for role in rows.get("organization_roles", ()):
        _require(role.member_id is not None or role.person_name != "", "organization_roles.person_name")
    for row in rows.get("member_sensitive", ()):
        _require(any(getattr(row, column) for column in COVERED), "member_sensitive")
    for row in rows.get("member_profiles", ()):
        _require(any(getattr(row, column) for column in PROFILE), "member_profiles")


def _is_day(text: str | None) -> bool:
    try:
        return text is not None and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    return text == "" or _TIME.fullmatch(text) is not None


def _require(fits: bool, field: str) -> None:  # noqa: FBT001 - the question itself
    if not fits:
        raise ProblemError("E40", line="?", field=field)


def _check_owners(rows: Mapping[str, list[Row]], issuer: str) -> None:
    for name, of_name in rows.items():
        if SOURCES[name].through is None and any(row.owner_id != issuer for row in of_name):
            raise ProblemError("E43", field=name)


def _check_references(datasets: Mapping[str, Dataset], rows: Mapping[str, list[Row]], found: Manifest) -> None:
    """Every reference leads to a row of the same package, so that no package can speak about another office's rows."""
    issuer, recipient = found.issuer.org, found.recipient
    organizations = {row.id for row in rows["organizations"]}
    cells = {row.id for row in rows["organizations"] if row.kind == CELL}
    sections = {row.id for row in rows["organizations"] if row.kind == SECTION}
    offices = [row for row in rows["organizations"] if row.id == issuer]
    if (
        not offices
        or issuer in cells | sections
        or cells & sections
        or organizations - cells - sections != {issuer}
        or offices[-1].parent_id != recipient
    ):
        raise ProblemError("E41", field="organizations")
    above = {row.parent_id for row in rows["organizations"]} - {None}
    _lead(above - {recipient}, sections | {issuer}, "organizations.parent_id")
    known: dict[str, Collection[str]] = {"organizations": organizations, "cells": cells}
    for target in ("organization_events", "hamlets", "members", "meetings"):
        known[target] = {row.id for row in rows.get(target, ())}
    for name, dataset in datasets.items():
        for column, target in dataset.leads.items():
            _lead({getattr(row, column) for row in rows[name]} - {None}, known[target], f"{name}.{column}")
    if any(getattr(row, "merged_into", None) == row.id for row in rows["members"]):
        raise ProblemError("E41", field="members.merged_into")


def _lead(references: Iterable[str], known: Collection[str], field: str) -> None:
    if not set(references) <= set(known):
        raise ProblemError("E41", field=field)


# --- against what is held --------------------------------------------------------------------------------------------


def preview(store: Store, report: Report, held: Mapping[Key, tuple[int, int]]) -> Preview:
    """Return what applying the report would do; nothing is written.

    ``held`` says which (incarnation, seq) holds each partition now. Raises ProblemError: E43 (a row that exists and
    belongs to another office), E44 and E45 (members or others gone without a word).
    """
    found = report.manifest
    mine = (found.issuer.incarnation, found.seq)
    stated = {(entry.cell, entry.dataset, entry.period) for entry in found.partitions}
    applied = frozenset(key for key in stated if held.get(key, (0, 0)) < mine)
    changes = [_change(store, report, DATASETS[name], applied) for name in report.rows]
    for change in changes:
        gone = change.count.removed
        if change.dataset.name == "members" and gone:
            raise ProblemError("E44", k=gone)
        if change.dataset.name in _NEVER_GONE and gone:
            raise ProblemError("E45", k=gone, field=change.dataset.name)
    return Preview(changes, applied, any(_is_big(change) for change in changes))


def _is_big(change: Change) -> bool:
    if change.dataset.name == "member_sensitive":
        # What this office no longer asks for goes at its own wish.
        return False
    gone, before = change.count.removed, change.count.rows - change.count.added + change.count.removed
    return gone > limits.BRAKE_ROWS or gone * 100 > before * limits.BRAKE_PERCENT


def _change(store: Store, report: Report, dataset: Dataset, applied: frozenset[Key]) -> Change:
    name, issuer = dataset.name, report.manifest.issuer.org
    period = report.manifest.period if dataset.dated else "-"
    cells = {cell for cell, of_dataset, _ in applied if of_dataset == name}
    through = SOURCES[name].through
    if not cells:
        # What hangs on these rows may be applied all the same: they have to be the issuer's own.
        if through is None and partitions.owned_by_others(store, name, {row.id for row in report.rows[name]}, issuer):
            raise ProblemError("E43", field=name)
        return Change(dataset, [], [], DatasetCount(dataset=name, rows=0, added=0, changed=0, removed=0))
    arriving = _of_cells(report.rows[name], report.cells[name], cells)
    before = stored(store, dataset, issuer, period, cells)
    old = dict(zip(dataset.keys(before), before, strict=True))
    new = dict(zip(dataset.keys(arriving), arriving, strict=True))
    changed = [key for key, row in new.items() if key in old and old[key] != row]
    added = [key for key in new if key not in old]
    removed = [key for key in old if key not in new]
    if name == "organizations":
        # A version that began on another day is still the same organisation.
        alive = {key[0] for key in new}
        gone = sum(1 for key in removed if key[0] not in alive)
    else:
        gone = len(removed)
    place = dataset.key.index(through[0] if through else "id")
    if partitions.owned_by_others(store, name, {str(key[place]) for key in added}, issuer):
        raise ProblemError("E43", field=name)
    return Change(
        dataset,
        [new[key] for key in (*added, *changed)],
        [*changed, *removed],
        DatasetCount(dataset=name, rows=len(new), added=len(added), changed=len(changed), removed=gone),
    )


def stored(store: Store, dataset: Dataset, issuer: str, period: str, cells: Collection[str]) -> list[Row]:
    """Return the rows of an office now held in the partitions of ``cells``, in the order of their keys."""
    rows = dataset.of_values(partitions.read(store, dataset.name, issuer, period))
    if dataset.by == "office" or not rows:
        return rows
    meeting_cells: dict[str, str] = {}
    if dataset.by == "meeting":
        meetings = DATASETS["meetings"]
        held = meetings.of_values(partitions.read(store, "meetings", issuer, period))
        meeting_cells = {row.id: row.cell_id for row in held}
    return _of_cells(rows, cells_of(dataset, rows, issuer, meeting_cells), cells)


def _of_cells(rows: list[Row], of_rows: list[str], cells: Collection[str]) -> list[Row]:
    return [row for row, cell in zip(rows, of_rows, strict=True) if cell in cells]
