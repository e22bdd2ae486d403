"""Writing what an import decided, inside its open operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from db import members
from db.ids import new_id
from db.problems import ProblemError
from db.records import Member, MemberInput, PersonInput
from db.register_records import MemberProfile
from desktop_app.services import member_lines
from desktop_app.services.change_sets import Recording
from desktop_app.services.import_fields import PERSON_FIELDS, changed_person
from desktop_app.services.import_plan import Planned, Progress

if TYPE_CHECKING:
    from db.store import Store

STEP = 500
"""Lines between two words about how far the work is."""


def write(
    store: Store, office_id: str, plans: Sequence[Planned], recording: Recording, progress: Progress | None
) -> None:
    """Write the people of ``plans``: new ones with their first act, known ones with changed fields and acts.

    Raises ProblemError R70 when somebody was changed since it was decided; whatever is raised leaves nothing written.
    """
    added = [(new_id(), plan.new) for plan in plans if plan.new is not None]
    known = [plan for plan in plans if plan.new is None]
    recording.note([*(member_id for member_id, _ in added), *(plan.member_id for plan in known)])
    done = 0
    for done, (member_id, person) in enumerate(added, 1):
        if progress is not None and done % STEP == 0:
            progress(done, len(plans))
        members.insert(store, _member(member_id, office_id, person), person.profile)
    member_lines.write_entries(store, office_id, added)
    profiles = members.profiles(store, [plan.member_id for plan in known if plan.changes])
    for number, plan in enumerate(known, done + 1):
        if progress is not None and number % STEP == 0:
            progress(number, len(plans))
        if plan.changes:
            _change(store, plan, profiles[plan.member_id])
        for act in plan.acts:
            member_lines.write_change(store, office_id, plan.member_id, act)


def _member(member_id: str, owner_id: str, entered: MemberInput) -> Member:
    own = {name: getattr(entered, name) for name in PERSON_FIELDS}
    return Member(id=member_id, owner_id=owner_id, **own)


def _change(store: Store, plan: Planned, profile: MemberProfile) -> None:
    held = members.get(store, plan.member_id)
    if held is None or held.revision != plan.revision:
        raise ProblemError("R70")
    before = PersonInput(**{name: getattr(held, name) for name in PERSON_FIELDS}, profile=profile)
    after = changed_person(before, plan.changes)
    own = {name: getattr(after, name) for name in PERSON_FIELDS}
    member = msgspec.structs.replace(held, revision=held.revision + 1, **own)
    if not members.update(store, member, after.profile):
        raise ProblemError("R70")
