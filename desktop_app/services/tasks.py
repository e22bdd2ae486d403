"""The year's tasks: the plan, tasks of posts and helpers, reviews by span, the diary, and who has no task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from db import assignments, audit, members, tasks
from db.ids import new_id
from db.meeting_records import Assignment, AssignmentOutcome
from db.problems import ProblemError
from db.records import Finding
from db.task_records import (
    AssignmentInput,
    CellCoverage,
    Origin,
    Orphan,
    ReviewLine,
    TaskEntry,
    TaskKind,
    TaskLine,
    TaskReview,
)
from db.tasks import WantedTasks
from db.text import normalize
from desktop_app import lists
from desktop_app.rules import tasks as rules
from desktop_app.rules.findings import error
from desktop_app.services.base import Clock, refuse_errors
from desktop_app.services.task_proposals import TaskProposals

if TYPE_CHECKING:
    from db.store import Store

_PLANNED = ("kind", "origin", "origin_id", "year", "target", "area", "basis", "supervisor_id", "supervisor")
_HELP = ("helped_id", "helped", "weight")


class TaskService:
    """Use-cases of tasks that no meeting gives, and of everything said about any task; a write is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    # --- kinds ---

    def kinds(self, *, hidden: bool = False) -> list[TaskKind]:
        """Return the kinds of tasks in their order, with ``hidden`` also those the office does not use."""
        own = {code: (name, is_hidden) for code, name, is_hidden in tasks.own_kinds(self._store, self._office_id)}
        known = lists.words("task_kinds")
        found = [
            TaskKind(
                code=code, name=own.get(code, (name, False))[0], own=code in own, hidden=own.get(code, ("", False))[1]
            )
            for code, name in known.items()
        ]
        found += [
            TaskKind(code=code, name=name, own=True, hidden=is_hidden)
            for code, (name, is_hidden) in own.items()
            if code not in known
        ]
        return [kind for kind in found if hidden or not kind.hidden]

    def set_kind(self, name: str, code: str = "", *, hidden: bool = False) -> TaskKind:
        """Add a kind, or rename and hide the one of that code. Raises ProblemError Q10 without a name."""
        name = normalize(name)[: rules.MAX_LINE]
        if not name:
            raise ProblemError("Q10")
        code = code or new_id()
        with self._store.operation("task_kind.set", f"task_kind:{code}", hidden=int(hidden)):
            position = len(self.kinds(hidden=True))
            tasks.put_kind(self._store, self._office_id, code, name, position, hidden=hidden)
        return TaskKind(code=code, name=name, own=True, hidden=hidden)

    # --- reading ---

    def page(self, wanted: WantedTasks, offset: int = 0, limit: int = 200) -> tuple[list[TaskLine], int]:
        """Return tasks of a year with their names, and how many there are in all."""
        found, total = tasks.page(self._store, self._office_id, wanted, offset, limit)
        names = {kind.code: kind.name for kind in self.kinds(hidden=True)}
        return [
            msgspec.structs.replace(line, kind_name=names.get(line.assignment.kind, line.assignment.kind))
            for line in found
        ], total

    def get(self, assignment_id: str) -> Assignment:
        """Return a task. Raises ProblemError Q11 when there is none."""
        found = assignments.get(self._store, assignment_id)
        if found is None:
            raise ProblemError("Q11")
        return found

    def coverage(self, year: int, on: date | None = None, cell_id: str | None = None) -> list[CellCoverage]:
        """Return by cell how many active members have a task of a year, and who has none.

        A cell gives each member tasks (Điều lệ Đảng, Điều 24.2); that every active member has one, 100 %, is what
        upper committees resolve year by year, so nothing is refused for less.
        """
        today = self._clock().date()
        day = on or min(today, date(year, 12, 31))
        return tasks.coverage(self._store, self._office_id, year, day, cell_id)

    def orphans(self, on: date | None = None) -> list[Orphan]:
        """Return open tasks whose member has left the cell."""
        return tasks.orphans(self._store, self._office_id, on or self._clock().date())

    # --- the plan ---

    def check(self, entered: AssignmentInput) -> list[Finding]:
        """Return what is wrong with a task of a plan."""
        entered = _cleaned(entered)
        found = rules.check(entered)
        if entered.member_id is not None and members.get(self._store, entered.member_id) is None:
            found.append(error("TASK_NOBODY", "member_id"))
        return found

    def add(self, entered: AssignmentInput) -> Assignment:
        """Write a task and return it. Raises ProblemError V01 with the errors found."""
        return self.adopt([entered])[0]

    def adopt(self, entered: Sequence[AssignmentInput]) -> list[Assignment]:
        """Write tasks, all of them or none, and return them. Raises ProblemError V01 for the first that is wrong."""
        made: list[Assignment] = []
        for one in map(_cleaned, entered):
            refuse_errors(self.check(one))
            made.append(self._made(new_id(), one))
        with self._store.operation("task.add", f"organization:{self._office_id}", count=len(made)):
            tasks.put(self._store, made)
        return made

    def _made(self, id_: str, entered: AssignmentInput) -> Assignment:
        return Assignment(
            id=id_,
            owner_id=self._office_id,
            cell_id=entered.cell_id,
            meeting_id=None,
            text=entered.text,
            assignee=entered.assignee or self._name(entered.member_id),
            member_id=entered.member_id,
            given_on=entered.given_on,
            due_on=entered.due_on,
            outcome=AssignmentOutcome.OPEN,
            **{name: getattr(entered, name) for name in (*_PLANNED, *_HELP)},
        )

    def _name(self, member_id: str | None) -> str:
        found = members.get(self._store, member_id) if member_id else None
        return found.full_name if found else ""

    def update(self, assignment_id: str, revision: int, entered: AssignmentInput) -> Assignment:
        """Change a task and return it; of one a meeting gave, only what its minutes do not say.

        Raises ProblemError V01 with the errors found, M10 when it was changed meanwhile, Q11.
        """
        entered = _cleaned(entered)
        refuse_errors(self.check(entered))
        with self._store.operation("task.update", f"assignment:{assignment_id}"):
            kept = self._seen(assignment_id, revision)
            fields = {name: getattr(entered, name) for name in (*_PLANNED, *_HELP)}
            if kept.origin == Origin.MEETING:
                fields |= {"origin": kept.origin, "origin_id": kept.origin_id, "year": kept.year}
            else:
                fields |= {
                    "text": entered.text,
                    "member_id": entered.member_id,
                    "assignee": entered.assignee or self._name(entered.member_id),
                    "given_on": entered.given_on,
                    "due_on": entered.due_on,
                }
            changed = msgspec.structs.replace(kept, **fields, revision=revision + 1)
            tasks.put(self._store, [changed])
        return changed

    def remove(self, assignment_id: str, revision: int) -> None:
        """Take a planned task away nobody has said anything about. Raises ProblemError Q12 for others, M10, Q11."""
        with self._store.operation("task.remove", f"assignment:{assignment_id}"):
            kept = self._seen(assignment_id, revision)
            if kept.origin == Origin.MEETING or tasks.hangs_on(self._store, assignment_id):
                raise ProblemError("Q12")
            tasks.remove(self._store, assignment_id)

    def end(self, assignment_id: str, revision: int, on: date, reason: str) -> Assignment:
        """Take a task from its assignee; it stays on record as withdrawn. Raises ProblemError Q13 without a reason."""
        with self._store.operation("task.end", f"assignment:{assignment_id}"):
            return self._ended(assignment_id, revision, on, reason)

    def _ended(self, assignment_id: str, revision: int, on: date, reason: str) -> Assignment:
        reason = normalize(reason)[: rules.MAX_TEXT]
        if not reason:
            raise ProblemError("Q13")
        kept = self._seen(assignment_id, revision)
        changed = msgspec.structs.replace(kept, ended_on=on, end_reason=reason, revision=revision + 1)
        tasks.put(self._store, [changed])
        assignments.settle(self._store, [assignment_id])
        return self.get(assignment_id)

    def take_over(self, orphans: Iterable[tuple[str, int]], member_id: str, on: date, reason: str) -> list[Assignment]:
        """Hand open tasks, given as (identifier, revision), to another member; the old ones stay on record.

        Raises ProblemError Q13 without a reason, M10 for one that was changed meanwhile, Q11.
        """
        name, made = self._name(member_id), []
        if not name:
            raise ProblemError("Q14")
        with self._store.operation("task.take_over", f"member:{member_id}"):
            for assignment_id, revision in orphans:
                before = self._ended(assignment_id, revision, on, reason)
                made.append(
                    msgspec.structs.replace(
                        before,
                        id=new_id(),
                        meeting_id=None,
                        member_id=member_id,
                        assignee=name,
                        given_on=on,
                        due_on=before.due_on if before.due_on is None or before.due_on >= on else None,
                        outcome=AssignmentOutcome.OPEN,
                        origin=Origin.TAKEN_OVER.value,
                        origin_id=before.id,
                        ended_on=None,
                        end_reason="",
                        progress=None,
                        done_on=None,
                        remark="",
                        recorded_in=None,
                        revision=1,
                    )
                )
            tasks.put(self._store, made)
        return made

    def _seen(self, assignment_id: str, revision: int) -> Assignment:
        kept = self.get(assignment_id)
        if kept.owner_id != self._office_id:
            raise ProblemError("V04", name=kept.text)
        if kept.revision != revision:
            raise ProblemError("M10")
        return kept

    def proposals(self, cell_id: str, year: int) -> list[AssignmentInput]:
        """Return what the plan of a year could hold and does not: last year's plan, posts, helpers, presenters."""
        return TaskProposals(self._store, self._office_id, self._clock).of_cell(cell_id, year)

    # --- reviews ---

    def sheet(self, span: str, cell_id: str | None = None) -> list[ReviewLine]:
        """Return every task that is looked at when a span ends, by member, with what was said of it so far.

        Raises ValueError for what is no span.
        """
        year = rules.span_days(span)[0].year
        lines, _ = self.page(WantedTasks(year=year, cell_id=cell_id, order="member" if cell_id else "cell"), 0, -1)
        said = tasks.reviews_of_span(self._store, self._office_id, span, cell_id)
        return [
            ReviewLine(
                line=line,
                review=said.get(
                    line.assignment.id,
                    TaskReview(assignment_id=line.assignment.id, span=span, progress=line.assignment.progress),
                ),
            )
            for line in lines
            if rules.counts_in(line.assignment, span) or line.assignment.id in said
        ]

    def reviews(self, assignment_id: str) -> list[TaskReview]:
        """Return what was said of a task, by span."""
        return tasks.reviews(self._store, assignment_id)

    def review(self, said: Sequence[TaskReview]) -> None:
        """Keep what was said of tasks, all of it or nothing; what the cell concluded becomes their outcome.

        Raises ProblemError V01 with the errors found, Q11 for an unknown task, V04 for one of another office.
        """
        now = audit.stamp(self._clock())
        tidy = [
            msgspec.structs.replace(
                one,
                at=now,
                **{
                    name: normalize(getattr(one, name), keep_newlines=True)
                    for name in ("self_assessment", "committee_remark", "conclusion")
                },
            )
            for one in said
        ]
        for one in tidy:
            refuse_errors(rules.check_review(one))
        with self._store.operation("task.review", f"organization:{self._office_id}", count=len(tidy)):
            for one in tidy:
                kept = self.get(one.assignment_id)
                if kept.owner_id != self._office_id:
                    raise ProblemError("V04", name=kept.text)
                if one.outcome is not AssignmentOutcome.OPEN or kept.outcome is not AssignmentOutcome.OPEN:
                    done = min(rules.span_days(one.span)[1], self._clock().date())
                    day = None if one.outcome is AssignmentOutcome.OPEN else kept.done_on or done
                    assignments.enter(self._store, one.assignment_id, one.outcome, day, one.conclusion, now)
            tasks.put_reviews(self._store, tidy)
            assignments.settle(self._store, [one.assignment_id for one in tidy])
            tasks.progressed(
                self._store, [(one.assignment_id, one.progress) for one in tidy if one.progress is not None]
            )

    # --- the diary ---

    def entries(self, assignment_id: str) -> list[TaskEntry]:
        """Return the diary of a task, the latest day first."""
        return tasks.entries(self._store, assignment_id)

    def add_entry(self, assignment_id: str, on: date, text: str, progress: int | None = None) -> TaskEntry:
        """Write what was done for a task on a day. Raises ProblemError V01 with the errors found, V04, Q11."""
        kept = self.get(assignment_id)
        if kept.owner_id != self._office_id:
            raise ProblemError("V04", name=kept.text)
        words = normalize(text, keep_newlines=True)
        found = [] if words else [error("TASK_ENTRY_EMPTY", "text")]
        if progress is not None and not 0 <= progress <= rules.FULL:
            found.append(error("TASK_PROGRESS", "progress"))
        if on > self._clock().date():
            found.append(error("TASK_ENTRY_IN_FUTURE", "on"))
        if len(words) > rules.MAX_TEXT:
            found.append(error("TEXT_TOO_LONG", "text", length=len(words), limit=rules.MAX_TEXT))
        refuse_errors(found)
        entry = TaskEntry(
            id=new_id(),
            owner_id=self._office_id,
            member_id=kept.member_id,
            assignment_id=assignment_id,
            on=on,
            text=words,
            progress=progress,
            at=audit.stamp(self._clock()),
        )
        with self._store.operation("task.entry", f"assignment:{assignment_id}"):
            tasks.add_entry(self._store, entry)
        return entry


def _cleaned(entered: AssignmentInput) -> AssignmentInput:
    return msgspec.structs.replace(
        entered,
        member_id=entered.member_id or None,
        **{
            name: normalize(getattr(entered, name))
            for name in ("text", "target", "assignee", "area", "basis", "supervisor", "helped")
        },
    )
