"""Prints and workbooks of an office: minutes of a meeting, preview of a draft, the consolidated table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db import files, founding, meeting_papers, meetings, members, organizations, places, settings
from db.meeting_records import Meeting, MeetingDraft
from db.problems import ProblemError
from db.records import Organization
from desktop_app.rules import dates
from desktop_app.rules.naming import file_piece
from desktop_app.services.base import Clock
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from datetime import date

    from db.store import Store
    from desktop_app.documents.minutes import MinutesData
    from desktop_app.documents.model import Document


class DocumentService:
    """Reads only; what it writes are files, never the store."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)

    # --- minutes ---

    def minutes(self, meeting_id: str) -> bytes:
        """Return the minutes of a kept meeting as PDF. Raises ProblemError V05 when there is no such meeting."""
        return self._pdf(self._meeting(meeting_id))

    def minutes_document(self, meeting_id: str) -> Document:
        """Return the minutes of a kept meeting as a document. Raises ProblemError V05 when there is no such meeting."""
        from desktop_app.documents.minutes import minutes_document

        meeting = self._meeting(meeting_id)
        overrides = self._regulations.overrides(self._day(meeting))
        return minutes_document(self.minutes_data(meeting), sample=self._is_sample, overrides=overrides)

    def preview(self, draft: MeetingDraft) -> bytes:
        """Return what a draft would print, marked as a draft. Raises ProblemError V05 for an unknown cell."""
        return self._pdf(draft)

    def page_count(self, draft: MeetingDraft) -> int:
        """Return how many pages the minutes of a draft take. Raises ProblemError V05 for an unknown cell."""
        from desktop_app.documents.minutes import minutes_document
        from desktop_app.documents.pdf.document import page_count

        overrides = self._regulations.overrides(self._day(draft))
        document = minutes_document(self.minutes_data(draft), sample=self._is_sample, overrides=overrides)
        return page_count(document, overrides)

    def save_minutes(self, meeting_id: str, folder: Path | None = None) -> Path:
        """Write the minutes of a kept meeting into a folder (the office's prints when None) and return the file.

        Raises ProblemError V05 (no such meeting) and what ``db.files.write`` raises.
        """
        meeting = self._meeting(meeting_id)
        content = meeting.content
        cell = self._organization(content.cell_id, self._day(meeting))
        version = f"-ban-{meeting.version}" if meeting.version > 1 else ""
        name = f"bien-ban-{file_piece(cell.code)}-{content.period}-{meeting.number:02}{version}.pdf"
        target = folder if folder is not None else self._store.path.parent / places.PRINTS
        files.make_folder(target)
        files.write(target / name, self._pdf(meeting))
        return target / name

    def _pdf(self, meeting: Meeting | MeetingDraft) -> bytes:
        from desktop_app.documents.pdf.minutes import minutes_pdf

        return minutes_pdf(
            self.minutes_data(meeting),
            sample=self._is_sample,
            overrides=self._regulations.overrides(self._day(meeting)),
        )

    def minutes_data(self, meeting: Meeting | MeetingDraft) -> MinutesData:
        """Return everything the papers of a meeting print, looked up. Raises ProblemError V05 for an unknown cell."""
        from desktop_app.documents.minutes import minutes_data

        content, on = meeting.content, self._day(meeting)
        cell = self._organization(content.cell_id, on)
        above = organizations.get(self._store, cell.parent_id, on) if cell.parent_id else None
        listed = {mark.member_id for mark in content.attendance}
        names: dict[str, str] = {}
        for member_id in (content.chair_id, content.secretary_id):
            if member_id and member_id not in listed:
                member = members.get(self._store, member_id)
                names[member_id] = member.full_name if member else ""
        return minutes_data(
            meeting,
            cell,
            above or self._organization(self._office_id, on),
            names,
            prepared_on=meeting_papers.held_on(self._store, content.prepared_by) if content.prepared_by else None,
        )

    def _meeting(self, meeting_id: str) -> Meeting:
        found = meetings.get(self._store, meeting_id)
        if found is None:
            raise ProblemError("V05", id=meeting_id)
        return found

    def _organization(self, organization_id: str, on: date) -> Organization:
        found = organizations.get(self._store, organization_id, on)
        if found is None:
            raise ProblemError("V05", id=organization_id)
        return found

    def _day(self, meeting: Meeting | MeetingDraft) -> date:
        """Return the day whose names of organisations a meeting prints."""
        return meeting.content.held_on or dates.last_day(meeting.content.period)

    @property
    def _is_sample(self) -> bool:
        return settings.get(self._store, founding.SAMPLE) == "1"

    # --- tables ---

    def consolidated(self, period: str, path: Path) -> Path:
        """Write the consolidated workbook of a month to ``path`` (or into it, for a folder) and return the file.

        Raises ProblemError as ``db.files.write`` does.
        """
        from desktop_app.documents.excel.consolidated import consolidated_workbook
        from desktop_app.services.reports import ReportService

        target = path / f"tong-hop-{period}.xlsx" if path.is_dir() else path
        if target.suffix.lower() != ".xlsx":
            target = target.with_name(f"{target.name}.xlsx")
        consolidated_workbook(
            ReportService(self._store, self._office_id, self._clock).consolidated(period),
            office_name=self._organization(self._office_id, self._clock().date()).name,
            period=period,
            sample=self._is_sample,
            path=target,
        )
        return target
