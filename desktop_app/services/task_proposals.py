"""What the plan of a year could hold and does not: last year's plan, posts, helpers, presenters of themes."""

from __future__ import annotations

import functools
import tomllib
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any

from db import members, review_people, roles, tasks, themes
from db.meeting_records import Assignment
from db.record_base import Standing
from db.register_records import RoleKind
from db.task_records import AssignmentInput, Origin
from db.tasks import WantedTasks
from desktop_app.services.base import Clock

if TYPE_CHECKING:
    from db.store import Store

_LEADING = (RoleKind.SECRETARY, RoleKind.DEPUTY, RoleKind.COMMITTEE, RoleKind.GROUP_LEADER)
_CARRIED = ("kind", "target", "area", "supervisor_id", "supervisor", "helped_id", "helped", "weight")


@functools.cache
def wording() -> dict[str, Any]:
    """Return the words the program proposes for tasks."""
    return tomllib.loads(resources.files("resources").joinpath("templates/task_plan.toml").read_text("utf-8"))


class TaskProposals:
    """Reads only; what is taken is written by the service of tasks."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    def of_cell(self, cell_id: str, year: int) -> list[AssignmentInput]:
        """Return what the plan of a year could hold and does not: last year's plan, posts, helpers, presenters."""
        planned, _ = tasks.page(
            self._store, self._office_id, WantedTasks(year=year, cell_id=cell_id, planned=True), 0, -1
        )
        there = {(line.assignment.member_id, line.assignment.text) for line in planned}
        found = [*self._last_year(cell_id, year), *self._posts(cell_id, year), *self._helpers(cell_id, year)]
        found += self._presenters(cell_id, year)
        return [one for one in found if (one.member_id, one.text) not in there]

    def _last_year(self, cell_id: str, year: int) -> list[AssignmentInput]:
        wanted = WantedTasks(year=year - 1, cell_id=cell_id, planned=True)
        lines, _ = tasks.page(self._store, self._office_id, wanted, 0, -1)
        here = {person.member_id for person in review_people.members(self._store, self._office_id, year, cell_id)}
        found = []
        for line in lines:
            one = line.assignment
            if one.origin != Origin.PLAN or one.ended_on is not None or one.member_id not in here:
                continue
            found.append(_of(one, cell_id, year))
        return found

    def _posts(self, cell_id: str, year: int) -> list[AssignmentInput]:
        day = self._day(year)
        return [
            AssignmentInput(
                cell_id=cell_id,
                member_id=role.member_id,
                assignee=self._name(role.member_id),
                kind="position",
                text=wording()["post"][role.role.value],
                given_on=date(year, 1, 1),
                origin=Origin.POSITION,
                origin_id=role.id,
                year=year,
            )
            for role in roles.of_unit(self._store, cell_id, day)
            if role.member_id is not None and role.role in _LEADING
        ]

    def _helpers(self, cell_id: str, year: int) -> list[AssignmentInput]:
        people = review_people.members(self._store, self._office_id, year, cell_id)
        names = review_people.names(self._store, [person.member_id for person in people])
        secretary = next((role.member_id for role in roles.of_unit(self._store, cell_id, self._day(year))), None)
        return [
            AssignmentInput(
                cell_id=cell_id,
                member_id=secretary,
                assignee=self._name(secretary) or wording()["committee"],
                kind="help_probationary",
                text=wording()["help"].format(name=names.get(person.member_id, "")),
                helped_id=person.member_id,
                given_on=date(year, 1, 1),
                origin=Origin.HELP,
                origin_id=person.member_id,
                year=year,
            )
            for person in people
            if person.standing is Standing.PROBATIONARY and person.member_id != secretary
        ]

    def _presenters(self, cell_id: str, year: int) -> list[AssignmentInput]:
        return [
            AssignmentInput(
                cell_id=cell_id,
                member_id=theme.presenter_id or theme.writer_id,
                assignee=self._name(theme.presenter_id or theme.writer_id),
                kind="theme",
                text=wording()["theme"].format(title=theme.title),
                given_on=date(year, 1, 1),
                due_on=date(year, 3 * theme.quarter, 28),
                origin=Origin.THEME,
                origin_id=theme.id,
                year=year,
            )
            for theme in themes.of_year(self._store, self._office_id, year, cell_id)
            if theme.presenter_id or theme.writer_id
        ]

    def _day(self, year: int) -> date:
        today = self._clock().date()
        return today if today.year == year else date(year, 1, 1)

    def _name(self, member_id: str | None) -> str:
        found = members.get(self._store, member_id) if member_id else None
        return found.full_name if found else ""


def _of(one: Assignment, cell_id: str, year: int) -> AssignmentInput:
    """Return last year's task as one of this year: due on the same day, which a leap day may move to the 28th."""
    before = one.due_on
    due_on = date(year, before.month, 28 if (before.month, before.day) == (2, 29) else before.day) if before else None
    return AssignmentInput(
        cell_id=cell_id,
        member_id=one.member_id,
        assignee=one.assignee,
        text=one.text,
        given_on=date(year, 1, 1),
        due_on=due_on,
        origin=Origin.PLAN,
        year=year,
        **{name: getattr(one, name) for name in _CARRIED},
    )
