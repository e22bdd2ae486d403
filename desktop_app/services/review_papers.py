"""The printed papers of the year-end review: forms of one or of a thousand, ballots, minutes, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from db import ballots, files, places
from db.evaluation_records import EvaluationContent, Subject
from db.problems import ProblemError
from db.rating_records import RegistrationLine
from desktop_app.services.registrations import RegistrationService
from desktop_app.services.remedies import RemedyService
from desktop_app.services.review_lines import ReviewLines, Setting
from desktop_app.services.review_vote_papers import ReviewVotePapers
from desktop_app.services.schemes import SchemeService

if TYPE_CHECKING:
    from db.ballots import Rated as RatedRow
    from desktop_app.documents.papers.common import Issuer
    from desktop_app.documents.pdf.several import Entry
    from desktop_app.documents.review_words import Fill
    from desktop_app.documents.table_model import TableDocument

Progress = Callable[[int, int], None]
"""Told how many papers of how many are drawn; what it raises ends the work."""


class ReviewPaperService(ReviewVotePapers):
    """Reads only; what it writes are files, never the store.

    Every paper is a ``TableDocument``; ``pdf`` draws one, ``write_forms`` a thousand. Every method raises ProblemError
    Q44 for an unknown campaign or evaluation and Q31 for a scheme that is not there any more.
    """

    # --- forms ---

    def form(self, evaluation_id: str, fill: Fill, content: EvaluationContent | None = None) -> TableDocument:
        """Return the form of one member or collective; ``content`` stands in place of what is kept.

        Raises ProblemError Q81 where the scheme has no form for it.
        """
        from desktop_app.documents.review_form import form_document

        reads = self._lines()
        setting, kept = reads.setting_of(evaluation_id)
        rows = ballots.named(self._store, [kept.id], setting.on)
        for data, issuer in reads.forms(setting, rows, fill):
            shown = kept if content is None else msgspec.structs.replace(kept, content=content)
            return form_document(msgspec.structs.replace(data, evaluation=shown), issuer)
        raise ProblemError("Q81", scheme=setting.scheme.short, form=kept.content.form)

    def blank_form(self, year: int, form: str, organization_id: str = "", *, scheme: str = "") -> TableDocument:
        """Return a form of a year on which even the name is written by hand, of a cell or of the office.

        Raises ProblemError Q30 for a year without a scheme, Q81 for an unknown form, V05.
        """
        from desktop_app.documents.review_form import FormData, form_document
        from desktop_app.documents.review_sheet import sheet_document
        from desktop_app.documents.review_words import NOBODY, Fill

        schemes = SchemeService(self._store, self._office_id, self._clock)
        rules = schemes.get(scheme) if scheme else schemes.of_year(year)
        found = rules.form(form)
        if found is None:
            raise ProblemError("Q81", scheme=rules.short, form=form)
        issuer = self._lines().issuer(organization_id or self._office_id, self._clock().date())
        subject = found.subjects[0]
        if found.analysis:
            return sheet_document(rules, found, subject, year, NOBODY, issuer)
        blank = FormData(scheme=rules, form=found, subject=subject, year=year, fill=Fill.BLANK)
        return form_document(blank, issuer)

    def sheet(self, evaluation_id: str, form: str = "") -> TableDocument:
        """Return the analysis sheet on somebody, the scheme's own for the subject where none is named.

        Raises ProblemError Q81 where the scheme has no such sheet.
        """
        from desktop_app.documents.review_sheet import sheet_document

        reads = self._lines()
        setting, kept = reads.setting_of(evaluation_id)
        sheets = (one for one in setting.scheme.forms if one.analysis and kept.subject in one.subjects)
        found = next((one for one in sheets if form in ("", one.code)), None)
        if found is None:
            raise ProblemError("Q81", scheme=setting.scheme.short, form=form)
        rows = ballots.named(self._store, [kept.id], setting.on)
        rated = reads.people([kept], rows)[kept.id]
        issuer = reads.issuer(kept.organization_id, setting.on)
        return sheet_document(setting.scheme, found, kept.subject, setting.campaign.year, rated, issuer)

    # --- a thousand forms in one go ---

    def write_forms(
        self,
        campaign_id: str,
        fill: Fill,
        path: Path | None = None,
        *,
        cell_id: str | None = None,
        collectives: bool = False,
        even: bool = False,
        progress: Progress | None = None,
    ) -> Path:
        """Write the forms of a cell, or of all cells, to one PDF (into the office's prints when no path is given).

        Pages leave for the file as they are drawn: memory does not grow with their number. With ``even`` each form
        begins on the front of a sheet. Raises ProblemError Q80 where nobody is rated and as ``db.files.write`` does;
        whatever is raised, the file that was there before is untouched.
        """
        from desktop_app.documents.pdf.several import several_into

        reads = self._lines()
        setting = reads.setting(campaign_id)
        rows = self._some(reads, setting, cell_id, collectives=collectives)
        issuer = reads.issuer(cell_id or self._office_id, setting.on)
        target = path or self._prints() / f"{self._file_name(setting, issuer, fill)}.pdf"

        def told(count: int) -> None:
            if progress is not None:
                progress(count, len(rows))

        with files.replaced(target) as sink:
            entries = self._entries(reads, setting, rows, fill)
            title = f"{setting.campaign.year} – {issuer.name}"
            if not several_into(sink, entries, told, title=title, author=issuer.name, even=even):
                raise ProblemError("Q80", where=issuer.name)
        return target

    def write_forms_word(
        self,
        campaign_id: str,
        fill: Fill,
        path: Path,
        *,
        cell_id: str | None = None,
        collectives: bool = False,
        progress: Progress | None = None,
    ) -> ProblemError | None:
        """Write the forms of a cell, or of all cells, to one Word file, each beginning a page.

        Returns ProblemError M69 when the office's own template failed and another was used, else None. Raises what
        ``write_forms`` raises.
        """
        from desktop_app.documents.review_form import form_document
        from desktop_app.services.word_templates import WordTemplateService

        reads = self._lines()
        setting = reads.setting(campaign_id)
        rows = self._some(reads, setting, cell_id, collectives=collectives)
        issuer = reads.issuer(cell_id or self._office_id, setting.on)
        papers = []
        for data, whose in reads.forms(setting, rows, fill):
            papers.append(form_document(data, whose))
            if progress is not None:
                progress(len(papers), len(rows))
        if not papers:
            raise ProblemError("Q80", where=issuer.name)
        title = f"{setting.campaign.year} – {issuer.name}"
        made = WordTemplateService(self._store, self._office_id, self._clock).write_book(
            papers, title=title, author=issuer.name, on=setting.on
        )
        files.make_folder(path.parent)
        files.write(path, made.data)
        return made.trouble

    def _some(self, reads: ReviewLines, setting: Setting, cell_id: str | None, *, collectives: bool) -> list[RatedRow]:
        rows = reads.rows(setting, collectives=collectives, organization_id=cell_id)
        if not rows:
            raise ProblemError("Q80", where=reads.issuer(cell_id or self._office_id, setting.on).name)
        return rows

    def _entries(self, reads: ReviewLines, setting: Setting, rows: Sequence[RatedRow], fill: Fill) -> Iterator[Entry]:
        from desktop_app.documents.pdf.several import Entry
        from desktop_app.documents.review_form import form_document

        own = self._regulations.own()
        for data, issuer in reads.forms(setting, rows, fill):
            document = form_document(data, issuer)
            headings = tuple(part for part in (data.rated.cell_name, data.rated.name) if part)
            yield Entry(document, own.on(document.on), headings)

    def _prints(self) -> Path:
        folder = self._store.path.parent / places.PRINTS
        files.make_folder(folder)
        return folder

    @staticmethod
    def _file_name(setting: Setting, issuer: Issuer, fill: Fill) -> str:
        from desktop_app.documents.papers.common import file_part
        from desktop_app.documents.review_words import wording

        parts = (wording()["form"]["file"], str(setting.campaign.year), fill.value, file_part(issuer.name))
        return "-".join(part for part in parts if part)

    # --- lists ---

    def proposals(self, campaign_id: str, cell_id: str | None = None, *, collectives: bool = False) -> TableDocument:
        """Return what a cell, or all cells, propose of their members, or what is proposed of collectives.

        Raises ProblemError Q80.
        """
        from desktop_app.documents.review_lists import proposals_document

        return self._list(campaign_id, cell_id, proposals_document, collectives=collectives)

    def decisions(self, campaign_id: str, cell_id: str | None = None, *, collectives: bool = False) -> TableDocument:
        """Return what was decided on members or on collectives, to be attached to the decision.

        Raises ProblemError Q80.
        """
        from desktop_app.documents.review_lists import decisions_document

        return self._list(campaign_id, cell_id, decisions_document, collectives=collectives, office=True)

    def _list(
        self,
        campaign_id: str,
        cell_id: str | None,
        make: Callable[..., TableDocument],
        *,
        collectives: bool,
        office: bool = False,
    ) -> TableDocument:
        from desktop_app.documents.review_lists import ListData

        reads = self._lines()
        setting = reads.setting(campaign_id)
        rows = reads.rows(setting, collectives=collectives, organization_id=cell_id, everybody=True)
        issuer = reads.issuer(self._office_id if office or cell_id is None else cell_id, setting.on)
        if not rows:
            raise ProblemError("Q80", where=issuer.name)
        data = ListData(
            scheme=setting.scheme,
            subject=None if collectives else Subject.MEMBER,
            year=setting.campaign.year,
            lines=reads.lines(rows),
            one_cell=cell_id is not None and not office,
        )
        return make(data, issuer)

    def registrations(self, year: int, cell_id: str | None = None) -> TableDocument:
        """Return what collectives and members set out to reach in a year, beside what they reached.

        Those without a registration have an empty row, to be written by hand. Raises ProblemError Q30, V05.
        """
        from desktop_app.documents.review_lists import registrations_document

        service = RegistrationService(self._store, self._office_id, self._clock)
        scheme = SchemeService(self._store, self._office_id, self._clock).of_year(year)
        lines: list[RegistrationLine] = [view.line for view in service.collectives(year, cell_id=cell_id)]
        lines += [view.line for view in service.people(year, cell_id=cell_id)[0]]
        issuer = self._lines().issuer(cell_id or self._office_id, self._clock().date())
        return registrations_document(scheme, year, lines, issuer)

    def remedies(
        self, year: int, organization_id: str, member_id: str | None = None, *, blank: bool = False
    ) -> TableDocument:
        """Return the plan of a collective or of one member to overcome what the review of a year found.

        A ``blank`` one has rows to write in. Raises ProblemError V05.
        """
        from desktop_app.documents.review_lists import remedies_document

        today = self._clock().date()
        issuer = self._lines().issuer(organization_id, today)
        lines, _total = RemedyService(self._store, self._office_id, self._clock).lines(
            year, cell_id=organization_id, member_id=member_id, collective=member_id is None, earlier=False
        )
        name = self._name(member_id) or issuer.name
        return remedies_document(name, year, [] if blank else lines, issuer, blank=blank)
