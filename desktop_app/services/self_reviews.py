"""Self-reviews being written: drafts, what is wrong with them, keeping them; and many at once from paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from db import audit, drafts, evaluations
from db.evaluation_records import (
    CollectiveFigures,
    Evaluation,
    EvaluationContent,
    Exclusion,
    YearFigures,
)
from db.problems import ProblemError
from db.record_base import Record
from db.records import Finding
from desktop_app.rules import rating, self_review
from desktop_app.rules.findings import error
from desktop_app.rules.quality import text_of
from desktop_app.rules.rating import Judged, TaskScore
from desktop_app.rules.scheme import Form, Scheme, SectionKind
from desktop_app.services.base import Clock, refuse_errors
from desktop_app.services.reviews import ReviewService
from desktop_app.services.schemes import SchemeService
from desktop_app.texts import term

if TYPE_CHECKING:
    from db.store import Store

FORM = "review"
"""Name of the form among the drafts."""


class ReviewDraft(Record, frozen=True, kw_only=True):
    """A self-review being typed; its id is that of the evaluation."""

    id: str
    revision: int
    """Of the evaluation it was begun on."""
    content: EvaluationContent
    saved_at: str = ""


class OpenReview(Record, frozen=True, kw_only=True):
    """Everything a form shows of one review."""

    evaluation: Evaluation
    name: str
    unit: str
    """Name of the cell."""
    scheme: Scheme
    form: Form | None
    figures: YearFigures | CollectiveFigures | None
    """As kept with the form, else as the year stands now."""
    draft: ReviewDraft | None = None


class Assessment(Record, frozen=True, kw_only=True):
    """What the rules say of a content: points together, the best level it reaches, each condition, what is wrong."""

    points: int | None
    reachable: str
    """Code of the best level nothing speaks against; empty where nothing is known."""
    conditions: tuple[Judged, ...] = ()
    """Of the level chosen (chi ủy đề nghị, else tự nhận), else of the best."""
    findings: tuple[Finding, ...] = ()
    task_score: TaskScore | None = None


class QuickEntry(Record, frozen=True, kw_only=True):
    """One line of the quick entry: what stands on a paper form that was handed in."""

    evaluation_id: str
    revision: int
    self_level: str = ""
    points: int | None = None
    committee_level: str = ""


class SelfReviewService:
    """Use-cases of self-reviews; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._reviews = ReviewService(store, office_id, clock)
        self._schemes = SchemeService(store, office_id, clock)

    # --- reading ---

    def open(self, evaluation_id: str) -> OpenReview:
        """Return a review with its scheme, form, figures and the draft that was left of it. Raises ProblemError Q44."""
        kept = self._reviews.evaluation(evaluation_id)
        scheme = self._schemes.get(kept.scheme)
        found = drafts.get(self._store, FORM, evaluation_id)
        draft = msgspec.json.decode(found.body, type=ReviewDraft) if found else None
        name, unit = evaluations.names(self._store, evaluation_id)
        return OpenReview(
            evaluation=kept,
            name=name,
            unit=unit,
            scheme=scheme,
            form=scheme.form(kept.content.form),
            figures=kept.figures if kept.figures is not None else self._figures(kept),
            draft=msgspec.structs.replace(draft, saved_at=found.saved_at) if draft and found else None,
        )

    def _figures(self, kept: Evaluation) -> YearFigures | CollectiveFigures | None:
        return self._reviews.figures_of(kept)

    def assess(self, evaluation_id: str, content: EvaluationContent) -> Assessment:
        """Return what the rules say of a content as it stands in the form. Raises ProblemError Q44."""
        kept = self._reviews.evaluation(evaluation_id)
        scheme = self._schemes.get(kept.scheme)
        form = scheme.form(content.form)
        tidy = self_review.cleaned(content)
        figures = kept.figures if kept.figures is not None else self._figures(kept)
        known = rating.facts(scheme, msgspec.structs.replace(kept, content=tidy), figures=figures)
        best = rating.reachable(scheme, kept.subject, form, known)
        chosen = tidy.committee_level or tidy.self_level
        findings = self_review.check(scheme, form, kept.subject, tidy, self._clock().date())
        for field in ("self_level", "committee_level"):
            code = getattr(tidy, field)
            if code and scheme.level(code, kept.subject) is not None:
                findings += rating.findings(scheme, kept.subject, form, code, known, field)
        level = scheme.level(chosen or best, kept.subject)
        conditions = rating.conditions_met(scheme, level, kept.subject, form, known) if level else []
        section = next((one for one in form.sections if one.kind is SectionKind.TASKS), None) if form else None
        score = rating.task_points(scheme, figures, most=section.most) if figures and section and section.most else None
        return Assessment(
            points=tidy.points,
            reachable=best,
            conditions=tuple(conditions),
            findings=tuple(findings),
            task_score=score,
        )

    # --- writing ---

    def save_draft(self, draft: ReviewDraft) -> ReviewDraft:
        """Keep what is typed so far, unchecked, and return it with the time."""
        at = audit.stamp(self._clock())
        kept = msgspec.structs.replace(draft, saved_at=at)
        with self._store.operation("review.draft", f"evaluation:{draft.id}"):
            drafts.put(self._store, FORM, draft.id, msgspec.json.encode(kept), None, None, at)
        return kept

    def discard(self, evaluation_id: str) -> None:
        """Forget what was typed and not saved."""
        with self._store.operation("review.discard", f"evaluation:{evaluation_id}"):
            drafts.remove(self._store, FORM, evaluation_id)

    def save(self, evaluation_id: str, revision: int, content: EvaluationContent) -> Evaluation:
        """Keep a review and return it; the draft is gone.

        Raises ProblemError V01 with the errors found, Q46 for somebody who is not rated, Q41, Q43, Q44.
        """
        kept = self._reviews.evaluation(evaluation_id)
        self._reviews.require_open(kept.campaign_id)
        self._refuse_excluded(kept)
        tidy = self_review.cleaned(content)
        scheme = self._schemes.get(kept.scheme)
        refuse_errors(self_review.check(scheme, scheme.form(tidy.form), kept.subject, tidy, self._clock().date()))
        figures = kept.figures if kept.figures is not None else self._figures(kept)
        with self._store.operation("review.save", f"evaluation:{evaluation_id}"):
            kept = self._reviews.evaluation(evaluation_id)
            if kept.revision != revision:
                raise ProblemError("Q43")
            changed = msgspec.structs.replace(
                kept,
                content=tidy,
                figures=figures,
                stage=self_review.stage(tidy, kept.stage),
                revision=revision + 1,
            )
            evaluations.put(self._store, changed)
            drafts.remove(self._store, FORM, evaluation_id)
        return changed

    def save_quick(self, entries: Sequence[QuickEntry]) -> list[Evaluation]:
        """Keep levels and points of many reviews as they stand on paper, all of them or none.

        Raises ProblemError as ``save`` does, for the first that is refused, with its "evaluation_id" among the values.
        """
        changed: list[Evaluation] = []
        with self._store.operation("review.quick", "evaluation:-", count=len(entries)):
            for entry in entries:
                try:
                    changed.append(self._quick(entry))
                except ProblemError as problem:
                    problem.values["evaluation_id"] = entry.evaluation_id
                    raise
        return changed

    def _quick(self, entry: QuickEntry) -> Evaluation:
        today = self._clock().date()
        kept = self._reviews.evaluation(entry.evaluation_id)
        self._reviews.require_open(kept.campaign_id)
        self._refuse_excluded(kept)
        if kept.revision != entry.revision:
            raise ProblemError("Q43")
        content = msgspec.structs.replace(
            kept.content,
            self_level=entry.self_level,
            self_on=kept.content.self_on or (today if entry.self_level else None),
            committee_level=entry.committee_level,
            points=entry.points,
        )
        tidy = self_review.cleaned(content)
        if tidy.points != entry.points:
            # The sections have points of their own: a total that differs would be lost without a word.
            refuse_errors([error("REVIEW_POINTS_BY_SECTION", "points", total=text_of(tidy.points))])
        scheme = self._schemes.get(kept.scheme)
        refuse_errors(self_review.check(scheme, scheme.form(tidy.form), kept.subject, tidy, today))
        one = msgspec.structs.replace(
            kept, content=tidy, stage=self_review.stage(tidy, kept.stage), revision=kept.revision + 1
        )
        evaluations.put(self._store, one)
        return one

    def _refuse_excluded(self, kept: Evaluation) -> None:
        if kept.exclusion is not Exclusion.NONE:
            name, _ = evaluations.names(self._store, kept.id)
            raise ProblemError("Q46", name=name, reason=term("exclusion", kept.exclusion))
