"""What the twelve months say in a year-end review: figures of everybody, the rows behind each, forms filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import evaluations, meeting_views, review_board, review_figures, review_rows
from db.evaluation_records import Campaign, CollectiveFigures, Evaluation, Subject, YearFigures
from desktop_app import lists
from desktop_app.rules import review_texts
from desktop_app.rules.scheme import Scheme
from desktop_app.services.review_base import ReviewReader

if TYPE_CHECKING:
    from db.store import Row

Progress = Callable[[int, int], None]
"""Told how many of how many are done; what it raises ends the work and takes all of it back."""
AT_ONCE = 500
"""Forms filled in between two reports."""


@dataclass(frozen=True)
class Behind:
    """The rows behind a figure."""

    kind: str
    """What they are: "meetings", "tasks", "households", "visits", "commitments", "rewards" …; empty for none."""
    rows: Sequence[Row]
    """on_date, what, state, note, id."""


@dataclass(frozen=True)
class _Filled:
    """What is to be written into one form."""

    evaluation_id: str
    figures: YearFigures | CollectiveFigures
    texts: Sequence[tuple[str, str, str, str]]


class ReviewFigures(ReviewReader):
    """Counts, and fills forms in with what was counted."""

    def figures(self, campaign_id: str, cell_id: str | None = None) -> dict[str, YearFigures | CollectiveFigures]:
        """Return what the twelve months say, by evaluation; of one cell's members where it is named."""
        campaign = self.get(campaign_id)
        found: dict[str, YearFigures | CollectiveFigures] = {}
        found |= review_figures.of_members(self._store, campaign_id, campaign.year, cell_id)
        if cell_id is None:
            found |= self._collective_figures(campaign)
        return found

    def figures_of(self, kept: Evaluation) -> YearFigures | CollectiveFigures | None:
        """Return what the twelve months say of one member or collective."""
        if kept.subject is Subject.MEMBER:
            counted = review_figures.of_members(self._store, kept.campaign_id, kept.year, evaluation_id=kept.id)
            return counted.get(kept.id)
        return self._collective_figures(self.get(kept.campaign_id), kept).get(kept.id)

    def _collective_figures(self, campaign: Campaign, one: Evaluation | None = None) -> dict[str, CollectiveFigures]:
        counted = review_figures.of_collectives(self._store, campaign, evaluation=one)
        months = self._months(campaign.year)
        units = review_board.collectives(self._store, campaign.id)
        return {
            id_: msgspec.structs.replace(
                figures,
                months=sum(months.values()) if units[id_] == self._office_id else months.get(units[id_], 0),
            )
            for id_, figures in counted.items()
        }

    def _months(self, year: int) -> dict[str, int]:
        """Return by cell in how many months of a year it existed, up to this month."""
        today = self._clock().date()
        last = min(date(year, 12, 31), today)
        cells = meeting_views.cells_of_span(self._store, self._office_id, date(year, 1, 1), date(year, 12, 31), last)
        return {
            cell.id: sum(
                cell.begun <= date(year, month, 28) and (cell.closed is None or cell.closed > date(year, month, 1))
                for month in range(1, 13)
                if date(year, month, 1) <= today
            )
            for cell in cells
        }

    def behind(self, evaluation_id: str, figure: str) -> Behind:
        """Return the rows behind a figure of a member or collective, the first of very many.

        Levels are named as narrow columns name them, disciplines as documents do. Raises ProblemError Q44.
        """
        kept = self.evaluation(evaluation_id)
        kind, rows = review_rows.behind(self._store, kept, figure)
        words: dict[str, str] = {}
        if kind == "units":
            words = {level.code: level.short for level in self._schemes.get(kept.scheme).levels}
        elif kind in ("disciplines", "disciplined"):
            words = dict(lists.words("disciplines"))
        return Behind(kind, [row | {"state": words.get(row["state"], row["state"])} for row in rows])

    # --- filling in ---

    def prefill(self, campaign_id: str, cell_id: str | None = None, progress: Progress | None = None) -> int:
        """Write the year's figures, and the sentences made of them, into every form nobody has written in yet.

        What was filled in before is brought up to date; a sentence somebody changed stays as it is, and a form with a
        draft in hand is left alone. Returns how many forms changed. Raises ProblemError Q41, Q44.
        """
        return self._fill_in(campaign_id, cell_id, progress, written=False)

    def count_again(self, campaign_id: str, cell_id: str | None = None, progress: Progress | None = None) -> int:
        """Bring the figures of forms that are written, but not voted on, up to date; their texts stay.

        Returns how many forms changed. Raises ProblemError Q41, Q44.
        """
        return self._fill_in(campaign_id, cell_id, progress, written=True)

    def _fill_in(self, campaign_id: str, cell_id: str | None, progress: Progress | None, *, written: bool) -> int:
        campaign = self.require_open(campaign_id)
        scheme = self._schemes.get(campaign.scheme)
        tell = progress or _nothing
        tell(0, 1)
        wanted = list(self._unfilled(campaign, scheme, cell_id, written=written))
        action = "campaign.count_again" if written else "campaign.prefill"
        with self._store.operation(action, f"campaign:{campaign_id}", count=len(wanted)):
            for start in range(0, len(wanted), AT_ONCE):
                tell(start, len(wanted))
                some = wanted[start : start + AT_ONCE]
                review_board.fill_in(
                    self._store,
                    {one.evaluation_id: one.figures for one in some},
                    (text for one in some for text in one.texts),
                )
        return len(wanted)

    def _unfilled(self, campaign: Campaign, scheme: Scheme, cell_id: str | None, *, written: bool) -> Iterator[_Filled]:
        figures = self.figures(campaign.id, cell_id)
        if cell_id is not None:
            figures |= self._collective_figures(campaign)
        for id_, subject, form_code, kept in review_board.unfilled(self._store, campaign.id, cell_id, written=written):
            now = figures.get(id_)
            if now is None or evaluations.write_figures(now) == kept:
                continue
            form = scheme.form(form_code)
            texts: list[tuple[str, str, str, str]] = []
            if form is not None and not written:
                before = evaluations.read_figures(kept, subject)
                old = review_texts.section_texts(form, before) if before is not None else {}
                new = review_texts.section_texts(form, now)
                texts = [(id_, code, new.get(code, ""), old.get(code, "")) for code in {**old, **new}]
            yield _Filled(id_, now, texts)


def _nothing(_done: int, _total: int) -> None:
    return None
