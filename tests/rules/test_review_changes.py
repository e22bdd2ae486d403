"""What the register says otherwise than a campaign: nothing chosen by hand or decided is ever touched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from db.evaluation_records import CampaignChange, Enrolled, Exclusion, Rateable, Stage, Subject
from db.record_base import Duty
from desktop_app.rules import review_changes
from tests.rules.test_form_choice import person, rules

SCHEME = rules("2025")
MEMBERS, CELLS = ("m1", "m2", "m3", "m4"), ("c1", "c2")
units = st.sets(st.tuples(st.sampled_from((Subject.CELL, Subject.COMMITTEE)), st.sampled_from(CELLS)))
people = st.dictionaries(
    st.sampled_from(MEMBERS),
    st.builds(
        lambda cell, duty, category: person(cell_id=cell, duty=duty, category_code=category),
        st.sampled_from(CELLS),
        st.sampled_from(list(Duty)),
        st.sampled_from(("farmer", "civil_servant")),
    ),
)
marks = st.sampled_from((0, 1))
rows = st.lists(
    st.builds(
        Enrolled,
        id=st.just(""),
        subject=st.just(Subject.MEMBER.value),
        member_id=st.sampled_from(MEMBERS),
        organization_id=st.sampled_from(CELLS),
        form=st.sampled_from(("2A", "2B", "2C")),
        exclusion=st.sampled_from([one.value for one in Exclusion]),
        moved_by_hand=marks,
        form_by_hand=marks,
        exclusion_by_hand=marks,
        stage=st.sampled_from([one.value for one in Stage]),
    ),
    unique_by=lambda row: row.member_id,
).map(lambda found: [row._replace(id=f"e-{row.member_id}") for row in found])


def applied(row: Enrolled, changes: list[CampaignChange]) -> Enrolled:
    column = {"left": "exclusion", "exclusion": "exclusion", "moved": "organization_id", "form": "form"}
    for change in changes:
        if change.evaluation_id == row.id:
            row = Enrolled(**(row._asdict() | {column[change.kind]: str(change.after)}))
    return row


@given(rows, people, units)
def test_what_was_chosen_by_hand_or_decided_stays_and_nothing_is_left_to_bring_in(
    enrolled: list[Enrolled], register: dict[str, Rateable], wanted: set[tuple[Subject, str]]
) -> None:
    changes = review_changes.differences(SCHEME, 2026, enrolled, register, wanted)
    after = [applied(row, changes) for row in enrolled]
    for before, now in zip(enrolled, after, strict=True):
        if before.exclusion_by_hand or before.stage in (Stage.DECIDED, Stage.ANNULLED):
            assert now.exclusion == before.exclusion
        if before.moved_by_hand or before.stage not in review_changes.BEFORE_VOTE:
            assert now.organization_id == before.organization_id
        if before.form_by_hand or before.stage != Stage.NONE:
            assert now.form == before.form
    again = review_changes.differences(SCHEME, 2026, after, register, wanted)
    assert {one.kind for one in again} <= {"new", "new_unit"}
    assert {one.after for one in changes if one.kind == "new"} == set(register) - {row.member_id for row in enrolled}
    assert len([one for one in changes if one.kind == "new_unit"]) == len(wanted)


def test_a_collective_that_is_no_more_is_left_out_once() -> None:
    gone = Enrolled("e1", Subject.CELL.value, None, "c1", "01", "", 0, 0, 0, Stage.NONE.value)
    [change] = review_changes.differences(SCHEME, 2026, [gone], {}, ())
    assert (change.kind, change.evaluation_id, change.after) == ("left", "e1", Exclusion.LEFT)
    left = gone._replace(exclusion=Exclusion.LEFT.value)
    assert review_changes.differences(SCHEME, 2026, [left], {}, ()) == []


def test_who_came_back_is_rated_again() -> None:
    left = Enrolled("e1", Subject.MEMBER.value, "m", "c", "2C", Exclusion.LEFT.value, 0, 0, 0, Stage.NONE.value)
    [change] = review_changes.differences(SCHEME, 2026, [left], {"m": person(category_code="farmer")}, ())
    assert (change.kind, change.before, change.after) == ("exclusion", Exclusion.LEFT, Exclusion.NONE)
