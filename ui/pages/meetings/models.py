"""What the page reads from the office, in the shape it is shown: the month's cells, and one cell's meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.meeting_records import Meeting, MeetingDraft, MeetingKind, MeetingState, MeetingSummary, Theme
from db.records import BoardRow, BoardState, MemberRow
from db.text import fold
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import icon
from ui.widgets.plain import plain_tip
from ui.widgets.words import capital

if TYPE_CHECKING:
    from desktop_app.office import Office
    from desktop_app.rules.regulation import Overrides

Index = QModelIndex | QPersistentModelIndex
COUNTED = (MeetingKind.REGULAR, MeetingKind.COMBINED)
"""Kinds of which a cell has one a month."""


@dataclass(frozen=True)
class Entry:
    """One meeting of a cell and month that can be opened."""

    id: str
    draft: bool
    kind: MeetingKind
    words: str


@dataclass(frozen=True)
class Opened:
    """A cell's meetings of a month, and the one to be shown: a draft or a kept meeting."""

    cell_id: str
    cell_name: str
    period: str
    entries: tuple[Entry, ...]
    draft: MeetingDraft | None
    meeting: Meeting | None
    versions: tuple[MeetingSummary, ...]
    """All versions of the kept meeting, the newest first."""
    members: tuple[MemberRow, ...]
    before: Meeting | None
    """The meeting before the draft, whose conclusions are followed up."""
    own: Overrides
    """The office's own values of rules on the day of the draft."""
    label: str
    """The number line of the kept meeting; empty for a draft."""
    twin: MeetingDraft | None = None
    """Another draft of the very meeting that is being written."""
    themes: tuple[Theme, ...] = ()
    """Lines of the yearly list that may be carried out in the quarter of the draft."""
    prepared: tuple[tuple[str, str], ...] = ()
    """Committee meetings that may have prepared the draft's meeting: (series, words)."""
    reasons: tuple[str, ...] = ()
    """Reasons for absence in the clerk's own words, the most used first."""
    groups: tuple[str, ...] = ()
    """Party groups of the cell."""


def open_cell(office: Office, cell_id: str, period: str, meeting_id: str = "") -> Opened:
    """Read a cell's meetings of a month and choose what to show.

    That is the meeting or draft named by ``meeting_id``; without one the draft being written, the kept meeting, or a
    new draft of the regular meeting.
    """
    kept = office.meetings.listed(cell_id=cell_id, period=period)
    drafts = [d for d in office.meetings.drafts(period) if d.content.cell_id == cell_id]
    finals = [summary for summary in kept if summary.state is not MeetingState.SUPERSEDED]
    draft, meeting = _chosen(office, cell_id, period, meeting_id, drafts, kept)
    if draft is not None and all(draft.id != each.id for each in drafts):
        drafts.append(draft)
    return Opened(
        cell_id=cell_id,
        cell_name=_cell_name(office, cell_id, period),
        period=period,
        entries=(*(_draft_entry(each) for each in drafts), *(_final_entry(each) for each in finals)),
        draft=draft,
        meeting=meeting,
        versions=_versions(meeting, kept),
        members=tuple(people(office, draft)) if draft else (),
        before=office.meetings.before(draft) if draft else None,
        own=office.regulations.overrides(_day(draft)) if draft else {},
        label=office.meetings.label(meeting) if meeting else "",
        twin=office.meetings.twin(draft) if draft else None,
        themes=tuple(office.themes.of_quarter(cell_id, draft.content.period)) if draft else (),
        prepared=_prepared(office, draft) if draft else (),
        reasons=tuple(office.meetings.reasons()) if draft else (),
        groups=tuple(office.meetings.party_groups(cell_id, _day(draft))) if draft else (),
    )


def _chosen(
    office: Office,
    cell_id: str,
    period: str,
    meeting_id: str,
    drafts: Sequence[MeetingDraft],
    kept: Sequence[MeetingSummary],
) -> tuple[MeetingDraft | None, Meeting | None]:
    if meeting_id:
        named = next((draft for draft in drafts if draft.id == meeting_id), None)
        return (named, None) if named else (None, office.meetings.get(meeting_id))
    counted = [draft for draft in drafts if draft.content.kind in COUNTED]
    if drafts:
        return (counted or list(drafts))[0], None
    final = next((s for s in kept if s.state is MeetingState.FINAL and s.kind in COUNTED), None)
    if final is not None:
        return None, office.meetings.get(final.id)
    return office.meetings.prepare(cell_id, MeetingKind.REGULAR, period), None


def _prepared(office: Office, draft: MeetingDraft) -> tuple[tuple[str, str], ...]:
    return tuple(
        (held.series_id, tr("Họp chi ủy ngày {day}", day="/".join(reversed(held.held_on.isoformat().split("-")))))
        for held in office.meetings.preparations(draft)
    )


def _versions(meeting: Meeting | None, kept: Sequence[MeetingSummary]) -> tuple[MeetingSummary, ...]:
    if meeting is None:
        return ()
    same = [summary for summary in kept if summary.series_id == meeting.series_id]
    return tuple(sorted(same, key=lambda summary: -summary.version))


def _cell_name(office: Office, cell_id: str, period: str) -> str:
    from desktop_app.rules import dates

    return office.organizations.cell(cell_id, dates.last_day(period)).organization.name


def people(office: Office, draft: MeetingDraft) -> list[MemberRow]:
    """Return the members of the draft's cell as of its day."""
    return list(office.members.of_cell(draft.content.cell_id, _day(draft)))


def _day(draft: MeetingDraft) -> date:
    return draft.content.held_on or date(int(draft.content.period[:4]), int(draft.content.period[5:]), 1)


def _draft_entry(draft: MeetingDraft) -> Entry:
    kind = capital(term("meeting_kind", draft.content.kind))
    words = tr("{kind} (nháp)", kind=kind) if not draft.revises else tr("{kind} (nháp bản mới)", kind=kind)
    return Entry(id=draft.id, draft=True, kind=draft.content.kind, words=words)


def _final_entry(summary: MeetingSummary) -> Entry:
    return Entry(
        id=summary.id,
        draft=False,
        kind=summary.kind,
        words=tr(
            "{kind} {day} ({state})",
            kind=capital(term("meeting_kind", summary.kind)),
            day=f"{summary.held_on.day:02d}/{summary.held_on.month:02d}",
            state=term("meeting_state", summary.state).lower(),
        ),
    )


class CellsModel(QAbstractListModel):
    """The month's cells: state as icon and word, attendance where it is known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[BoardRow] = []

    def set_rows(self, rows: Sequence[BoardRow]) -> None:
        """Show these cells."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def row_of(self, cell_id: str) -> int:
        """Return where a cell stands, -1 when it is not listed."""
        return next((row for row, cell in enumerate(self.rows) if cell.cell_id == cell_id), -1)

    def fits(self, row: int, text: str) -> bool:
        """Whether a cell's name has every word of ``text``, accents or not."""
        name = fold(self.rows[row].cell_name)
        return all(word in name for word in fold(text).split())

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of cells."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row shows."""
        cell = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{cell.cell_name}\n{self._state(cell)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{cell.cell_name}, {self._state(cell)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell.cell_name)
        if role == Qt.ItemDataRole.DecorationRole:
            colors = theme.colors()
            look = {
                BoardState.NONE: ("none", colors.muted),
                BoardState.DRAFT: ("draft", colors.warning),
                BoardState.FINAL: ("done", colors.ok),
            }
            return icon(*look[cell.state])
        return None

    @staticmethod
    def _state(cell: BoardRow) -> str:
        word = capital(term("board_state", cell.state))
        if cell.state is BoardState.FINAL:
            return tr("{state} · dự {present}/{required}", state=word, present=cell.present, required=cell.required)
        return word
