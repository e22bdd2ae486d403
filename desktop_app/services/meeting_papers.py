"""The papers around a meeting: attendance list, form to write by hand, extract, cover of a theme, score sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from db import files, founding, members, organizations, places, roles, settings, themes
from db.meeting_records import Meeting, MeetingDraft, MeetingKind
from db.problems import ProblemError
from desktop_app.rules import dates, own_values
from desktop_app.services.base import Clock
from desktop_app.services.documents import DocumentService
from desktop_app.services.meetings import MeetingService
from desktop_app.services.quality import QualityService
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from datetime import date

    from db.store import Store
    from desktop_app.documents.minutes import MinutesData
    from desktop_app.documents.model import Document
    from desktop_app.documents.specimen import SpecimenHead
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.documents.theme_cover import ThemeCover
    from desktop_app.rules.regulation import Overrides

Progress = Callable[[int], None]
"""Told how many papers are drawn; what it raises ends the work."""


class Blank(StrEnum):
    """Forms to be filled in by hand."""

    MINUTES = "minutes"
    """Mẫu biên bản."""
    ATTENDANCE = "attendance"
    """Danh sách dự họp."""
    SCORE = "score"
    """Phiếu chấm điểm chất lượng."""


class MeetingPaperService:
    """Reads only; what it writes are files, never the store.

    Every paper is a ``Document`` or a ``TableDocument``; ``pdf`` and ``several`` draw them.
    """

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._documents = DocumentService(store, office_id, clock)
        self._meetings = MeetingService(store, office_id, clock)
        self._quality = QualityService(store, office_id, clock)
        self._regulations = RegulationService(store, office_id, clock)

    # --- drawing ---

    def pdf(self, document: Document | TableDocument) -> bytes:
        """Return a paper as PDF, in the layout of its day with the office's own values."""
        return self.several([document])

    def several(
        self,
        documents: Sequence[Document | TableDocument],
        progress: Progress | None = None,
        *,
        even: bool = False,
    ) -> bytes:
        """Return papers as one PDF, one after another; with ``even`` each begins on the front of a sheet."""
        from desktop_app.documents.pdf.several import several_pdf

        own = self._regulations.own()
        return several_pdf(((one, own.on(one.on)) for one in documents), progress, even=even)

    def save(self, document: Document | TableDocument, folder: Path | None = None) -> Path:
        """Write a paper as PDF into a folder (the office's prints when None) and return the file.

        Raises ProblemError as ``db.files.write`` does.
        """
        target = folder if folder is not None else self._store.path.parent / places.PRINTS
        files.make_folder(target)
        path = target / f"{document.file_name or 'giay-to'}.pdf"
        files.write(path, self.pdf(document))
        return path

    # --- of one meeting ---

    def minutes(self, source: Meeting | MeetingDraft) -> Document:
        """Return the minutes of a meeting, those of a draft marked as such. Raises ProblemError V05."""
        from desktop_app.documents.minutes import minutes_document

        data = self._data(source)
        return minutes_document(data, sample=self._is_sample, overrides=self._own(data))

    def attendance(self, source: Meeting | MeetingDraft) -> TableDocument:
        """Return who was at a meeting, to be filed with its minutes. Raises ProblemError V05."""
        return self._attendance(self._data(source), blank=False)

    def extract(self, meeting_id: str, items: Collection[int]) -> Document:
        """Return an extract of kept minutes: items of the agenda by place, 0 is the first; made today.

        Raises ProblemError M51 without an item, V05.
        """
        from desktop_app.documents.extract import extract_document

        meeting = self._meetings.get(meeting_id)
        known = [place for place in sorted(set(items)) if 0 <= place < len(meeting.content.agenda)]
        if not known:
            raise ProblemError("M51")
        data, today = self._data(meeting), self._clock().date()
        signer = roles.secretaries(self._store, today).get(meeting.content.cell_id, "")
        return extract_document(data, known, today, signer=signer, sample=self._is_sample, overrides=self._own(data))

    def theme_cover(self, source: Meeting | MeetingDraft) -> Document:
        """Return the cover of the theme paper of a meeting. Raises ProblemError M50 where it has no theme, V05."""
        from desktop_app.documents.theme_cover import theme_cover_document

        cover, data = self._cover(source), self._data(source)
        on = data.content.held_on or dates.last_day(data.content.period)
        signer = roles.secretaries(self._store, on).get(data.content.cell_id, "")
        return theme_cover_document(data, cover, signer, self._own(data), sample=self._is_sample)

    def _cover(self, source: Meeting | MeetingDraft) -> ThemeCover:
        from desktop_app.documents.theme_cover import ThemeCover, cover_of

        content = source.content
        kept = themes.get(self._store, content.theme_id) if content.theme_id else None
        if kept is not None:
            return cover_of(kept, self._name(kept.writer_id), self._name(kept.presenter_id))
        if not content.theme.strip():
            raise ProblemError("M50")
        return ThemeCover(title=content.theme, year=int(content.period[:4]), quarter=dates.quarter(content.period))

    def _name(self, member_id: str | None) -> str:
        member = members.get(self._store, member_id) if member_id else None
        return member.full_name if member else ""

    def score_sheet(self, source: Meeting | MeetingDraft) -> TableDocument:
        """Return the score sheet of a meeting. Raises ProblemError M33 where such meetings are not scored, V05."""
        return self._quality.score_sheet(source)

    # --- to be filled in by hand ---

    def blank(self, form: Blank, cell_id: str, kind: MeetingKind, period: str) -> TableDocument:
        """Return a form for a cell's meeting of a month, with the names of its members and its agenda.

        What was written into the draft of that meeting already (agenda, theme) stands in it. Raises ProblemError V04
        for a cell of another office, V05 for an unknown one, M33 for a score sheet of a kind that is not scored.
        """
        from desktop_app.documents.papers.blank_minutes import blank_minutes_document

        draft = self._meetings.prepare(cell_id, kind, period)
        if form is Blank.SCORE:
            return self._quality.score_sheet(draft, blank=True)
        data = self._data(draft)
        if form is Blank.ATTENDANCE:
            return self._attendance(data, blank=True)
        return blank_minutes_document(data, self._own(data), sample=self._is_sample)

    def blanks(
        self,
        forms: Sequence[Blank],
        cell_ids: Sequence[str],
        kind: MeetingKind,
        period: str,
        progress: Progress | None = None,
    ) -> bytes:
        """Return forms of many cells as one PDF, cell after cell, each form on sheets of its own.

        ``progress`` is told twice of each form: when it is made ready and when it is drawn.
        Raises ProblemError M52 without a cell or a form, and what ``blank`` raises.
        """
        if not forms or not cell_ids:
            raise ProblemError("M52")
        tell = progress or _nobody
        papers = []
        for cell_id in cell_ids:
            papers += [self.blank(form, cell_id, kind, period) for form in forms]
            tell(len(papers))
        return self.several(papers, lambda drawn: tell(len(papers) + drawn), even=True)

    # --- looked at before it is kept ---

    def specimen(self, entry_id: str, text: str, on: date) -> bytes:
        """Return a made-up paper of day ``on`` as it prints with a value typed for a line of the regulations.

        It bears the names of the office and its first cell. Raises ProblemError as ``rules.own_values.parse`` does, and
        R09 where the page would not work out.
        """
        from desktop_app.documents.layout import document_layout
        from desktop_app.documents.pdf.several import several_pdf
        from desktop_app.documents.specimen import specimen

        known = own_values.entry(entry_id)
        value = own_values.parse(entry_id, text, self._clock().date())
        overrides = dict(self._regulations.overrides(on))
        overrides[known.rule] = {**overrides.get(known.rule, {}), known.field: value} if known.field else value
        if not document_layout(on, overrides).works_out:
            raise ProblemError("R09")
        return several_pdf([(specimen(known.rule, on, self._specimen_head(on), overrides), overrides)])

    def _specimen_head(self, on: date) -> SpecimenHead:
        from desktop_app.documents.specimen import SpecimenHead

        office = organizations.get(self._store, self._office_id, on)
        cells = organizations.cell_views_of_month(self._store, self._office_id, on, on, on)
        cell = cells[0].organization if cells else office
        return SpecimenHead(
            upper_header=(office.header_name or office.name.upper()) if office else "",
            cell_header=(cell.header_name or cell.name.upper()) if cell else "",
            cell_name=cell.name if cell else "",
            place=(cell.place if cell else "") or (office.place if office else ""),
        )

    # --- shared ---

    def _attendance(self, data: MinutesData, *, blank: bool) -> TableDocument:
        from desktop_app.documents.papers.attendance import attendance_document

        return attendance_document(data, self._own(data), blank=blank, sample=self._is_sample)

    def _data(self, source: Meeting | MeetingDraft) -> MinutesData:
        return self._documents.minutes_data(source)

    def _own(self, data: MinutesData) -> Overrides:
        from desktop_app.documents.minutes_words import day_of

        return self._regulations.overrides(day_of(data.content))

    @property
    def _is_sample(self) -> bool:
        return settings.get(self._store, founding.SAMPLE) == "1"


def _nobody(_count: int) -> None:
    """Tell nobody."""
