"""Yearly commitments of members (cam kết tu dưỡng, rèn luyện, phấn đấu) and the monthly look back on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from db import commitments
from db.ids import new_id
from db.problems import ProblemError
from db.task_records import Commitment, CommitmentLine, CommitmentReview
from db.text import normalize
from desktop_app.rules.findings import error
from desktop_app.services.base import Clock, refuse_errors

if TYPE_CHECKING:
    from db.store import Store

MAX_TEXT = 8_000


class CommitmentService:
    """Use-cases of commitments; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    def listed(self, year: int, cell_id: str | None = None) -> list[CommitmentLine]:
        """Return every member with the commitment of a year, where there is one; of one cell where it is named."""
        on = min(self._clock().date(), date(year, 12, 31))
        return commitments.lines(self._store, self._office_id, year, on, cell_id)

    def get(self, member_id: str, year: int) -> Commitment | None:
        """Return a member's commitment of a year, or None."""
        return commitments.get(self._store, member_id, year)

    def write(
        self, people: Sequence[tuple[str, str]], year: int, text: str, signed_on: date | None = None, note: str = ""
    ) -> list[Commitment]:
        """Write a commitment for people, given as (member, cell); one there is already gets the new words.

        Raises ProblemError V01 with the errors found.
        """
        words, remark = normalize(text, keep_newlines=True), normalize(note)[:MAX_TEXT]
        found = [] if words else [error("COMMITMENT_EMPTY", "text")]
        if len(words) > MAX_TEXT:
            found.append(error("TEXT_TOO_LONG", "text", length=len(words), limit=MAX_TEXT))
        if signed_on is not None and signed_on > self._clock().date():
            found.append(error("TASK_ENTRY_IN_FUTURE", "signed_on"))
        refuse_errors(found)
        made: list[Commitment] = []
        with self._store.operation("commitment.write", f"organization:{self._office_id}", count=len(people)):
            for member_id, cell_id in people:
                kept = commitments.get(self._store, member_id, year)
                made.append(
                    Commitment(
                        id=kept.id if kept else new_id(),
                        owner_id=self._office_id,
                        cell_id=cell_id,
                        member_id=member_id,
                        year=year,
                        signed_on=signed_on,
                        text=words,
                        note=remark,
                        revision=kept.revision + 1 if kept else 1,
                    )
                )
            commitments.put(self._store, made)
        return made

    def copy(self, year: int, cell_id: str | None = None) -> int:
        """Take last year's commitments over for those who have none yet, unsigned; return how many."""
        before = {line.member_id: line.commitment for line in self.listed(year - 1, cell_id) if line.commitment}
        made = []
        for line in self.listed(year, cell_id):
            old = before.get(line.member_id)
            if line.commitment is None and old is not None:
                made.append(
                    Commitment(
                        id=new_id(),
                        owner_id=self._office_id,
                        cell_id=line.cell_id,
                        member_id=line.member_id,
                        year=year,
                        text=old.text,
                    )
                )
        with self._store.operation("commitment.copy", f"organization:{self._office_id}", count=len(made)):
            commitments.put(self._store, made)
        return len(made)

    def review(self, said: Iterable[tuple[str, str, CommitmentReview | None]]) -> None:
        """Keep (member, period, how it was kept); none takes away what was said of the month.

        Raises ProblemError Q25 for somebody who has no commitment of that year.
        """
        found = []
        for member_id, period, review in said:
            kept = commitments.get(self._store, member_id, int(period[:4]))
            if kept is None:
                raise ProblemError("Q25")
            tidy = (
                CommitmentReview(period=period, kept=review.kept, text=normalize(review.text)[:MAX_TEXT])
                if review
                else None
            )
            found.append((kept.id, tidy, period))
        with self._store.operation("commitment.review", f"organization:{self._office_id}", count=len(found)):
            commitments.put_reviews(self._store, found)
