"""What every use-case of a year-end review begins with: its campaign, one evaluation, whether it may be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import evaluations, review_board
from db.evaluation_records import (
    BoardLine,
    Campaign,
    CampaignState,
    CampaignVersion,
    CellLine,
    Evaluation,
    Stage,
    Subject,
)
from db.problems import ProblemError
from desktop_app.services.base import Clock
from desktop_app.services.schemes import SchemeService

if TYPE_CHECKING:
    from db.review_board import Wanted
    from db.store import Store

WAY = (Stage.NONE, Stage.SELF, Stage.REMARKED, Stage.VOTED, Stage.PROPOSED, Stage.DECIDED)
"""The stages in the order in which they are reached."""


class ReviewReader:
    """Reads campaigns and their boards."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock
        self._schemes = SchemeService(store, office_id, clock)

    def campaigns(self) -> list[Campaign]:
        """Return the office's campaigns, the youngest year first."""
        return evaluations.campaigns(self._store, self._office_id)

    def campaign(self, year: int, unit_id: str = "") -> Campaign | None:
        """Return the campaign of a year, of the office or of a cell that reviews by itself; None for none."""
        return evaluations.campaign_of(self._store, unit_id or self._office_id, year)

    def get(self, campaign_id: str) -> Campaign:
        """Return a campaign. Raises ProblemError Q44 when there is none."""
        found = evaluations.campaign(self._store, campaign_id)
        if found is None:
            raise ProblemError("Q44", id=campaign_id)
        return found

    def evaluation(self, evaluation_id: str) -> Evaluation:
        """Return an evaluation. Raises ProblemError Q44 when there is none."""
        found = evaluations.get(self._store, evaluation_id)
        if found is None:
            raise ProblemError("Q44", id=evaluation_id)
        return found

    def require_open(self, campaign_id: str) -> Campaign:
        """Return a campaign that may be written in. Raises ProblemError Q41 for a closed one, Q44 for none."""
        found = self.get(campaign_id)
        if found.state is CampaignState.CLOSED:
            raise ProblemError("Q41", year=found.year)
        return found

    def versions(self, campaign_id: str) -> list[CampaignVersion]:
        """Return each time a campaign was closed, the first first."""
        return evaluations.versions(self._store, campaign_id)

    def board(self, campaign_id: str, wanted: Wanted, offset: int = 0, limit: int = 200) -> tuple[list[BoardLine], int]:
        """Return lines of the board, by the names of cells and people, and how many there are in all."""
        return review_board.page(self._store, campaign_id, wanted, offset, limit)

    def cells(self, campaign_id: str) -> list[CellLine]:
        """Return one line for the office and for each cell with how many stand where, and how many are late."""
        campaign = self.get(campaign_id)
        return review_board.cells(self._store, campaign, self.late_stages(campaign))

    def late_stages(self, campaign: Campaign) -> tuple[Stage, ...]:
        """Return the stages nobody ought to stand at any more: the deadline of a step that leads on has passed.

        A step marked done is over for good, whatever its deadline.
        """
        scheme = self._schemes.get(campaign.scheme)
        leads_to = {step.code: step.stage for step in scheme.steps}
        today = self._clock().date()
        over = [
            WAY.index(leads_to.get(step.code, Stage.NONE))
            for step in campaign.steps
            if step.done_on or (step.due_on and step.due_on < today)
        ]
        return WAY[: max(over, default=0)]

    def levels(self, campaign_id: str, subject: Subject, *, proposed: bool = False) -> dict[str, dict[str, int]]:
        """Return by organisation how many rated stand at each decided (or proposed) level."""
        return review_board.levels(self._store, campaign_id, subject, proposed=proposed)
