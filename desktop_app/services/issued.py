"""Resolutions, notices and invitations of a cell: written out of a meeting, numbered, printed, replaced, cancelled."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import audit, drafts, founding, issued, meetings, organizations, settings
from db.ids import new_id
from db.meeting_records import IssuedContent, IssuedDocument, IssuedDraft, IssuedType, MeetingState
from db.problems import ProblemError
from db.records import Finding, Organization
from db.text import normalize
from db.view_records import IssuedSummary
from desktop_app.rules import dates
from desktop_app.rules import issued as rules
from desktop_app.rules.findings import error
from desktop_app.rules.numbering import Counted
from desktop_app.services import issued_sources
from desktop_app.services.base import Clock, refuse_errors, too_long
from desktop_app.services.issued_sources import Source
from desktop_app.services.numbers import NumberService
from desktop_app.services.regulations import RegulationService

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.documents.model import Document

FORM = "issued"
"""The name drafts of these documents are kept under."""
MAX_REASON = 1_000
"""Characters of a reason for a new version or for taking a document out of use: it prints."""


class IssuedService:
    """Use-cases of issued documents; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._regulations = RegulationService(store, office_id, clock)
        self._numbers = NumberService(store, office_id, clock)

    # --- reading ---

    def listed(
        self, cell_id: str | None = None, meeting_series: str | None = None, year: int | None = None
    ) -> list[IssuedSummary]:
        """Return kept documents of any state, newest first, of one cell, meeting or year where these are named."""
        return issued.summaries(self._store, cell_id=cell_id, meeting_series=meeting_series, year=year)

    def get(self, document_id: str) -> IssuedDocument:
        """Return a kept document, whatever its state. Raises ProblemError V05 when there is none."""
        found = issued.get(self._store, document_id)
        if found is None:
            raise ProblemError("V05", id=document_id)
        return found

    def label(self, document: IssuedDocument | IssuedSummary) -> str:
        """Return the number line of a kept document as it prints, for instance "Số 05-NQ/CB"."""
        content = document.content if isinstance(document, IssuedDocument) else document
        on = content.issued_on or self._today
        return self._numbers.label(Counted(content.type.value), document.number, on)

    # --- drafts ---

    def drafts(self, cell_id: str | None = None, meeting_series: str | None = None) -> list[IssuedDraft]:
        """Return the documents being written, of one cell or meeting where these are named."""
        found = [_decoded(kept.body) for kept in drafts.listed(self._store, FORM)]
        return [
            draft
            for draft in found
            if cell_id in (None, draft.content.cell_id) and meeting_series in (None, draft.content.meeting_series)
        ]

    def draft(self, draft_id: str) -> IssuedDraft:
        """Return a document being written. Raises ProblemError V05 when there is none, M40 when it was finalised."""
        kept = drafts.get(self._store, FORM, draft_id)
        if kept is None:
            self._refuse_final(draft_id)
            raise ProblemError("V05", id=draft_id)
        return _decoded(kept.body)

    def prepare(self, type_: IssuedType, cell_id: str, source: Source = None) -> IssuedDraft:
        """Return the draft of a document of a cell: the one being written for the meeting, else a new one filled in.

        ``source`` is the meeting it comes out of or invites to: a meeting, a draft of one, the identifier of either,
        or nothing. Nothing is written yet. Raises ProblemError V04 for a cell of another office, V05 for an unknown
        cell or meeting.
        """
        meeting, series = issued_sources.of_meeting(self._store, source)
        for draft in self.drafts(cell_id, series):
            if draft.content.type is type_ and draft.content.meeting_series == series and draft.revises is None:
                return draft
        on = self._today
        if meeting is not None and meeting.held_on is not None and type_ is not IssuedType.INVITATION:
            on = meeting.held_on
        cell = self._own_cell(cell_id, on)
        return IssuedDraft(
            id=new_id(),
            content=issued_sources.first_content(
                self._store, type_, cell, self._above(cell, on), issued_on=on, meeting=meeting, meeting_series=series
            ),
        )

    def save_draft(self, draft: IssuedDraft) -> IssuedDraft:
        """Keep what is written so far and return it as kept. Raises ProblemError M40 when it is final meanwhile."""
        self._refuse_final(draft.id)
        kept = msgspec.structs.replace(_cleaned(draft), saved_at=self._now())
        content = kept.content
        with self._store.operation("issued.draft", f"issued:{kept.id}", cell=content.cell_id, type=content.type.value):
            body = msgspec.json.encode(kept)
            drafts.put(self._store, FORM, kept.id, body, content.cell_id, _period(content), kept.saved_at)
        return kept

    def discard_draft(self, draft_id: str) -> None:
        """Throw a draft away; one that is not there any more is no mistake."""
        if drafts.get(self._store, FORM, draft_id) is None:
            return
        with self._store.operation("issued.discard", f"issued:{draft_id}"):
            drafts.remove(self._store, FORM, draft_id)

    # --- finalising ---

    def check(self, draft: IssuedDraft) -> list[Finding]:
        """Return all errors and warnings of a draft, each with the path of its field."""
        return self._check(_cleaned(draft))

    def _check(self, draft: IssuedDraft) -> list[Finding]:
        content = draft.content
        on = content.issued_on or self._today
        cell = self._own_cell(content.cell_id, on)
        context = rules.IssuedContext(
            today=self._today,
            meeting=issued_sources.behind(self._store, content.meeting_series),
            last_on=None if draft.revises else self._numbers.last_on(cell.id, Counted(content.type.value), on),
            same=self._same(draft),
        )
        found = rules.check(content, context)
        if draft.revises is not None and not draft.revision_reason.strip():
            found.append(error("MEETING_REVISION_REASON", "revision_reason"))
        found += too_long("revision_reason", draft.revision_reason, MAX_REASON)
        if content.issued_on is not None:
            began = min(kept.valid_from for kept in organizations.versions(self._store, cell.id))
            if content.issued_on < (cell.established_on or began):
                since = dates.format_day(cell.established_on or began)
                found.append(error("ISSUED_BEFORE_CELL", "issued_on", day=since))
            if cell.closed_on is not None and content.issued_on >= cell.closed_on:
                found.append(error("ISSUED_CELL_CLOSED", "issued_on", day=dates.format_day(cell.closed_on)))
        if content.signer_id and meetings.unknown_members(self._store, {content.signer_id}):
            found.append(error("ISSUED_SIGNER_UNKNOWN", "signer"))
        return found

    def _same(self, draft: IssuedDraft) -> str:
        """Return the number line of another final of the same type from the same meeting, empty for none."""
        content = draft.content
        if content.meeting_series is None:
            return ""
        for other in self.listed(content.cell_id, content.meeting_series):
            if other.type is content.type and other.state is MeetingState.FINAL and other.id != draft.revises:
                return self.label(other)
        return ""

    def finalize(self, draft: IssuedDraft) -> IssuedDocument:
        """Check, number and keep a document, replace what it revises, and remove the draft: one operation.

        The document takes over the draft's identifier. Raises ProblemError V01 with the errors found, M40 when this
        very draft was finalised before, M41 when the document it revises is no longer in use, V04, V05.
        """
        self._refuse_final(draft.id)
        draft = _cleaned(draft)
        revised = self._final(draft.revises) if draft.revises else None
        refuse_errors(self._check(draft))
        content = rules.without_blanks(draft.content)
        assert content.issued_on is not None  # the check refuses a document without a day
        document = IssuedDocument(
            id=draft.id,
            owner_id=self._office_id,
            series_id=revised.series_id if revised else draft.id,
            version=revised.version + 1 if revised else 1,
            state=MeetingState.FINAL,
            number=self._number(content, content.issued_on, revised),
            content=content,
            finalized_at=self._now(),
            revision_reason=draft.revision_reason if revised else "",
        )
        with self._store.operation(
            "issued.finalize",
            f"issued:{document.id}",
            cell=content.cell_id,
            type=content.type.value,
            number=document.number,
            version=document.version,
        ):
            if revised:
                issued.set_state(self._store, revised.id, MeetingState.SUPERSEDED)
            issued.insert(self._store, document)
            drafts.remove(self._store, FORM, draft.id)
        return document

    def _number(self, content: IssuedContent, on: date, revised: issued.Head | None) -> int:
        if revised is not None and self._numbers.one_count(Counted(content.type.value), on, revised.issued_on):
            return revised.number
        # A new version dated into another year or term is counted there: its old number may be taken.
        return self._numbers.next_number(content.cell_id, Counted(content.type.value), on)

    # --- after finalising ---

    def revise(self, document_id: str, reason: str) -> IssuedDraft:
        """Return a draft of a new version of a final document: the one being written, else a copy of it.

        Nothing is written yet. Raises ProblemError V04, V05, M41 when it is not a final of this office.
        """
        self._final(document_id)
        for draft in self.drafts():
            if draft.revises == document_id:
                return draft
        return IssuedDraft(
            id=new_id(),
            content=self.get(document_id).content,
            revises=document_id,
            revision_reason=normalize(reason, keep_newlines=True),
        )

    def cancel(self, document_id: str, reason: str) -> None:
        """Take a final document out of use, with a reason; its number is not used again.

        Raises ProblemError V01 without a reason or with too long a one, V04, V05, M41 when it is not a final of this
        office.
        """
        why = normalize(reason, keep_newlines=True)
        if not why:
            refuse_errors([error("ISSUED_CANCEL_REASON", "revision_reason")])
        refuse_errors(too_long("revision_reason", why, MAX_REASON))
        self._final(document_id)
        with self._store.operation("issued.cancel", f"issued:{document_id}"):
            issued.set_state(self._store, document_id, MeetingState.CANCELLED, why)

    # --- printing ---

    def document(self, document: IssuedDocument | IssuedDraft) -> Document:
        """Return what a kept document or a draft prints, to be drawn or written as a Word file.

        Raises ProblemError V05 for an unknown cell.
        """
        from desktop_app.documents.issued import issued_data, issued_document

        content = document.content
        on = content.issued_on or self._today
        cell = organizations.get(self._store, content.cell_id, on)
        if cell is None:
            raise ProblemError("V05", id=content.cell_id)
        data = issued_data(document, cell, self._above(cell, on), self._today)
        sample = settings.get(self._store, founding.SAMPLE) == "1"
        made = issued_document(data, sample=sample, overrides=self._regulations.overrides(on))
        return msgspec.structs.replace(made, file_name=self.file_name(document))

    def pdf(self, document: IssuedDocument | IssuedDraft) -> bytes:
        """Return a kept document or a draft as PDF; a draft is marked as one. Raises ProblemError V05."""
        from desktop_app.documents.pdf.document import document_pdf

        drawn = self.document(document)
        return document_pdf(drawn, self._regulations.overrides(drawn.on))

    def file_name(self, document: IssuedDocument | IssuedDraft) -> str:
        """Return the name proposed for a file of it, ASCII, without ending."""
        from desktop_app.documents.issued import wording

        content = document.content
        cell = organizations.get(self._store, content.cell_id, content.issued_on or self._today)
        day = content.issued_on.isoformat() if content.issued_on else ""
        numbered = f"{document.number:02}" if isinstance(document, IssuedDocument) else "ban-nhap"
        parts = (wording()["file"][content.type.value], cell.code.lower() if cell else "", day, numbered)
        return "-".join(part for part in parts if part)

    # --- shared ---

    def _final(self, document_id: str) -> issued.Head:
        kept = issued.head(self._store, document_id)
        if kept is None:
            raise ProblemError("V05", id=document_id)
        if kept.owner_id != self._office_id:
            cell = organizations.get(self._store, kept.cell_id, self._today)
            raise ProblemError("V04", name=cell.name if cell else "")
        if kept.state is not MeetingState.FINAL:
            raise ProblemError("M41")
        return kept

    def _refuse_final(self, draft_id: str) -> None:
        kept = issued.head(self._store, draft_id)
        if kept is not None:
            raise ProblemError("M40", number=kept.number)

    def _own_cell(self, cell_id: str, on: date) -> Organization:
        cell = organizations.get(self._store, cell_id, on)
        if cell is None:
            raise ProblemError("V05", id=cell_id)
        if cell.owner_id != self._office_id:
            raise ProblemError("V04", name=cell.name)
        return cell

    def _above(self, cell: Organization, on: date) -> Organization:
        above = organizations.get(self._store, cell.parent_id, on) if cell.parent_id else None
        office = above or organizations.get(self._store, self._office_id, on)
        if office is None:
            raise ProblemError("V05", id=self._office_id)
        return office

    @property
    def _today(self) -> date:
        return self._clock().date()

    def _now(self) -> str:
        return audit.stamp(self._clock())


def _cleaned(draft: IssuedDraft) -> IssuedDraft:
    return msgspec.structs.replace(
        draft,
        content=rules.cleaned(draft.content),
        revision_reason=normalize(draft.revision_reason, keep_newlines=True),
    )


def _period(content: IssuedContent) -> str | None:
    return content.issued_on.isoformat()[:7] if content.issued_on else None


def _decoded(body: bytes) -> IssuedDraft:
    try:
        return msgspec.json.decode(body, type=IssuedDraft)
    except msgspec.DecodeError as failure:
        raise ProblemError("V13") from failure
