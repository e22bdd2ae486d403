"""Who is rated and who is not, and which form a member writes: read from the scheme and the member's position."""

from __future__ import annotations

import functools
import tomllib
from datetime import date
from importlib import resources

from db.evaluation_records import Exclusion, Rateable, Subject, Unit
from db.record_base import Duty
from db.text import fold
from desktop_app.rules import tree
from desktop_app.rules.scheme import Applies, Scheme

_DAYS_A_MONTH = 30


@functools.cache
def _leading() -> tuple[tuple[str, ...], frozenset[str]]:
    content = tomllib.loads(resources.files("resources").joinpath("lists/leading_posts.toml").read_text("utf-8"))
    return tuple(fold(word) for word in content["words"]), frozenset(content["categories"])


def position(person: Rateable) -> Applies:
    """Return whose form a member writes: a leader's, that of the political system, or that of those outside of it.

    Whoever leads the office is a leader. Where the register does not say whether somebody works in the political
    system, the category decides.
    """
    words, categories = _leading()
    if person.office_roles:
        return Applies.LEADER
    inside = person.political_system == "yes" or (not person.political_system and person.category_code in categories)
    if not inside:
        return Applies.OUTSIDE
    posts = (person.government_position, person.union_position, person.party_position)
    if any(fold(post).startswith(words) for post in posts if post):
        return Applies.LEADER
    return Applies.NO_POST


def form_of(scheme: Scheme, subject: Subject, applies: Applies) -> str:
    """Return the code of the self-review form of a scheme for somebody of that position; empty where it has none."""
    own = [form for form in scheme.forms if subject in form.subjects and not form.analysis]
    for wanted in (applies, Applies.ALL):
        for form in own:
            if form.applies is wanted:
                return form.code
    # A scheme that knows fewer kinds of people has one form for all that are no leaders.
    for form in own:
        if form.applies in (Applies.NO_POST, Applies.COLLECTIVE):
            return form.code
    return own[0].code if own else ""


def collective_subjects(unit: Unit, office_id: str) -> tuple[Subject, ...]:
    """Return as what a unit is reviewed: as a grassroots organisation or a cell, and by its committee."""
    kind = tree.types().get(unit.type_code)
    if kind is not None and kind.grassroots:
        own: tuple[Subject, ...] = (Subject.GRASSROOTS,)
    else:
        own = () if unit.id == office_id else (Subject.CELL,)
    return (*own, Subject.COMMITTEE) if unit.has_committee or unit.id == office_id else own


def exclusion_of(scheme: Scheme, year: int, person: Rateable) -> Exclusion:
    """Return why a member is not rated for a year, or that nothing speaks against it.

    Who is left out, how long somebody may be away or must have been a member are values of the scheme, with the
    scheme's own source and whether it was verified.
    """
    rule = scheme.exclusions
    if person.duty is Duty.VISITING:
        return Exclusion.VISITING
    if rule.suspended and person.duty is Duty.SUSPENDED:
        return Exclusion.SUSPENDED
    if rule.exempt and person.duty is Duty.EXEMPT:
        return Exclusion.EXEMPT
    away = rule.temporarily_exempt_months
    if away and person.away_days >= min(away * _DAYS_A_MONTH, (date(year, 12, 31) - date(year, 1, 1)).days):
        return Exclusion.TEMPORARILY_EXEMPT
    if rule.min_months and months_of(person.admitted_on, year) < rule.min_months:
        return Exclusion.TOO_NEW
    return Exclusion.NONE


def months_of(admitted_on: str, year: int) -> int:
    """Return for how many whole months somebody was a member at the end of a year, 12 at most.

    ``admitted_on`` is a partial date; what it leaves open counts in the member's favour.
    """
    if not admitted_on or int(admitted_on[:4]) < year:
        return 12
    if int(admitted_on[:4]) > year:
        return 0
    month = int(admitted_on[5:7] or 1)
    day = int(admitted_on[8:10] or 1)
    return 12 - month + (1 if day == 1 else 0)


def positions_text(person: Rateable) -> str:
    """Return a member's posts in one line, as the form prints them; those unknown are left out."""
    posts = (person.party_position, person.government_position, person.union_position)
    return "; ".join(post for post in posts if post)
