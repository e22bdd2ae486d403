"""What the register says otherwise than a campaign that was opened before: who came, who is gone, who is elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from db.evaluation_records import CampaignChange, Enrolled, Exclusion, Rateable, Stage, Subject
from desktop_app.rules import form_choice
from desktop_app.rules.scheme import Scheme

BEFORE_VOTE = (Stage.NONE, Stage.SELF, Stage.REMARKED)
"""Who was voted on stays with the cell that voted."""
_RULED = (Stage.DECIDED, Stage.ANNULLED)
"""What was decided stays until it is annulled."""


def differences(
    scheme: Scheme,
    year: int,
    enrolled: Iterable[Enrolled],
    people: Mapping[str, Rateable],
    units: Collection[tuple[Subject, str]],
) -> list[CampaignChange]:
    """Return what is to be brought in, without names; what was chosen by hand or decided stays out.

    ``people`` are the members at the end of the year, ``units`` the collectives there ought to be.
    """
    found: list[CampaignChange] = []
    known: set[str] = set()
    standing: set[tuple[Subject, str]] = set()
    for one in enrolled:
        if one.member_id is None:
            own = (Subject(one.subject), one.organization_id)
            standing.add(own)
            if own not in units:
                found += _gone(one)
            continue
        known.add(one.member_id)
        person = people.get(one.member_id)
        found += _gone(one) if person is None else _otherwise(scheme, year, one, person)
    found += [CampaignChange(kind="new", after=member) for member in people if member not in known]
    missing = [CampaignChange(kind="new_unit", after=f"{own[0]} {own[1]}") for own in units if own not in standing]
    return found + missing


def _gone(one: Enrolled) -> list[CampaignChange]:
    if one.exclusion == Exclusion.LEFT or one.exclusion_by_hand or one.stage in _RULED:
        return []
    return [CampaignChange(kind="left", evaluation_id=one.id, before=one.exclusion, after=Exclusion.LEFT)]


def _otherwise(scheme: Scheme, year: int, one: Enrolled, person: Rateable) -> list[CampaignChange]:
    found = []
    if person.cell_id != one.organization_id and not one.moved_by_hand and one.stage in BEFORE_VOTE:
        before, after = one.organization_id, person.cell_id
        found.append(CampaignChange(kind="moved", evaluation_id=one.id, before=before, after=after))
    reason = form_choice.exclusion_of(scheme, year, person)
    if reason != one.exclusion and not one.exclusion_by_hand and one.stage not in _RULED:
        found.append(CampaignChange(kind="exclusion", evaluation_id=one.id, before=one.exclusion, after=reason))
    form = form_choice.form_of(scheme, Subject.MEMBER, form_choice.position(person))
    if form != one.form and not one.form_by_hand and one.stage == Stage.NONE:
        found.append(CampaignChange(kind="form", evaluation_id=one.id, before=one.form, after=form))
    return found
