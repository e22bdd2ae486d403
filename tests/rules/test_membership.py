"""The table of acts: every act in every state is allowed, or refused with its own code and a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db.records import Duty, Finding, Severity, Standing
from db.register_records import ChangeInput, ChangeKind
from desktop_app import texts
from desktop_app.rules import membership, membership_checks
from desktop_app.rules.membership import FIELDS, NEW, State, allowed, outcome, refusal
from desktop_app.rules.membership_checks import History

K, S, D = ChangeKind, Standing, Duty
TODAY = date(2026, 11, 20)
COMING = {K.REGISTERED, K.ADMISSION, K.TRANSFER_IN, K.TEMPORARY_IN, K.READMISSION}
LEAVING = {K.REMOVAL, K.EXPULSION, K.RESIGNATION, K.DEATH, K.TRANSFER_OUT}
# What a member who takes part as usual may meet with.
USUAL = LEAVING | {K.CELL_MOVE, K.TEMPORARY_OUT, K.EXEMPTION, K.TEMPORARY_EXEMPTION, K.SUSPENSION}
MAY_FOLLOW = {
    D.ACTIVE: USUAL,
    D.EXEMPT: LEAVING | {K.CELL_MOVE, K.SUSPENSION, K.RESUMPTION},
    D.TEMPORARILY_EXEMPT: USUAL | {K.RESUMPTION},
    D.AWAY: LEAVING | {K.CELL_MOVE, K.TEMPORARY_OUT, K.TEMPORARY_END, K.SUSPENSION},
    D.SUSPENDED: LEAVING | {K.CELL_MOVE, K.RESUMPTION},
    D.VISITING: {K.CELL_MOVE, K.TRANSFER_IN, K.TEMPORARY_IN, K.TEMPORARY_END, K.DEATH},
}
STATES = [
    NEW,
    *(State(standing, duty) for standing in (S.PROBATIONARY, S.OFFICIAL) for duty in D),
    *(State(standing) for standing in (S.TRANSFERRED, S.REMOVED, S.EXPELLED, S.RESIGNED, S.DECEASED)),
]


def may(state: State) -> set[ChangeKind]:
    """Return what may happen in a state, told the way a clerk would."""
    if state.standing is None:
        return COMING
    if state.standing is S.DECEASED:
        return set()
    if state.standing is S.TRANSFERRED:
        return {K.TRANSFER_IN, K.TEMPORARY_IN, K.READMISSION}
    if state.standing in (S.REMOVED, S.EXPELLED, S.RESIGNED):
        return {K.READMISSION}
    found = set(MAY_FOLLOW[state.duty])
    return found | {K.RECOGNITION} if state.standing is S.PROBATIONARY else found


def why_not(state: State, kind: ChangeKind) -> str:
    """Return the code with which a refused act has to be refused."""
    if state.standing is None:
        return "CHANGE_NOT_REGISTERED"
    if state.standing is S.DECEASED:
        return "CHANGE_AFTER_DEATH"
    if not state.is_member:
        if kind in (K.REGISTERED, K.ADMISSION):
            return "CHANGE_KNOWN"
        return "CHANGE_AFTER_TRANSFER" if state.standing is S.TRANSFERRED else "CHANGE_AFTER_LEAVING"
    if kind in COMING:
        return "CHANGE_ALREADY_MEMBER"
    if kind is K.RECOGNITION:
        return "CHANGE_ALREADY_OFFICIAL"
    special = {
        (D.ACTIVE, K.RESUMPTION): "CHANGE_ALREADY_ACTIVE",
        (D.AWAY, K.RESUMPTION): "CHANGE_END_STAY",
        (D.VISITING, K.RESUMPTION): "CHANGE_END_STAY",
        (D.EXEMPT, K.EXEMPTION): "CHANGE_ALREADY_SO",
        (D.SUSPENDED, K.SUSPENSION): "CHANGE_ALREADY_SO",
        (D.EXEMPT, K.TEMPORARY_END): "CHANGE_NOT_TEMPORARY",
    }
    if (state.duty, kind) in special:
        return special[state.duty, kind]
    if state.duty is D.VISITING:
        return "CHANGE_OF_VISITOR"
    if kind is K.TEMPORARY_END:
        return "CHANGE_NOT_TEMPORARY"
    return {D.EXEMPT: "CHANGE_WHILE_EXEMPT", D.AWAY: "CHANGE_WHILE_AWAY", D.SUSPENDED: "CHANGE_WHILE_SUSPENDED"}[
        state.duty
    ]


@pytest.mark.parametrize("kind", list(K))
@pytest.mark.parametrize("state", STATES, ids=lambda state: f"{state.standing}-{state.duty}")
def test_every_act_in_every_state_is_allowed_or_refused_with_its_sentence(state: State, kind: ChangeKind) -> None:
    code = refusal(state, kind)
    if kind is K.EXPULSION and state.standing is S.PROBATIONARY and state.duty is not D.VISITING:
        assert code == "CHANGE_EXPULSION_OF_PROBATIONARY"
    elif kind in may(state):
        assert code == ""
    else:
        assert code == why_not(state, kind)
    assert (kind in allowed(state)) == (not code)
    if code:
        found = membership_checks.findings(
            ChangeInput(kind=kind, on=TODAY, cell_id="c"), History(state=state), TODAY, lambda _day: {}
        )
        assert [(finding.code, finding.severity, finding.field) for finding in found] == [
            (code, Severity.ERROR, "kind")
        ]
        assert texts.sentence(found[0]) != code


@pytest.mark.parametrize(
    ("state", "kind", "after"),
    [
        (NEW, K.ADMISSION, State(S.PROBATIONARY)),
        (NEW, K.TRANSFER_IN, State(S.OFFICIAL)),
        (NEW, K.TEMPORARY_IN, State(S.OFFICIAL, D.VISITING)),
        (NEW, K.READMISSION, State(S.PROBATIONARY)),
        (State(S.PROBATIONARY, D.AWAY), K.RECOGNITION, State(S.OFFICIAL, D.AWAY)),
        (State(S.OFFICIAL, D.VISITING), K.TRANSFER_IN, State(S.OFFICIAL)),
        (State(S.PROBATIONARY, D.VISITING), K.TEMPORARY_END, State(S.TRANSFERRED)),
        (State(S.PROBATIONARY, D.AWAY), K.TEMPORARY_END, State(S.PROBATIONARY)),
        (State(S.OFFICIAL, D.SUSPENDED), K.CELL_MOVE, State(S.OFFICIAL, D.SUSPENDED)),
        (State(S.OFFICIAL, D.SUSPENDED), K.REMOVAL, State(S.REMOVED)),
        (State(S.OFFICIAL, D.TEMPORARILY_EXEMPT), K.EXEMPTION, State(S.OFFICIAL, D.EXEMPT)),
        (State(S.OFFICIAL, D.EXEMPT), K.RESUMPTION, State(S.OFFICIAL)),
        (State(S.OFFICIAL, D.EXEMPT), K.DEATH, State(S.DECEASED)),
        (State(S.EXPELLED), K.READMISSION, State(S.PROBATIONARY)),
    ],
)
def test_an_act_leads_to_its_state(state: State, kind: ChangeKind, after: State) -> None:
    assert outcome(state, kind) == after


def test_who_comes_back_stands_as_before_unless_told_otherwise() -> None:
    gone = State(S.TRANSFERRED)
    assert outcome(gone, K.TRANSFER_IN, before_leaving=S.PROBATIONARY) == State(S.PROBATIONARY)
    entered = outcome(gone, K.TRANSFER_IN, standing=S.OFFICIAL, before_leaving=S.PROBATIONARY)
    assert entered == State(S.OFFICIAL)


def test_an_entered_standing_matters_only_to_those_who_come() -> None:
    assert outcome(State(S.PROBATIONARY), K.EXEMPTION, standing=S.OFFICIAL) == State(S.PROBATIONARY, D.EXEMPT)


def test_every_act_leads_somewhere_lasting_and_has_its_fields_and_word() -> None:
    for kind in K:
        assert set(FIELDS[kind]) <= set(ChangeInput.__struct_fields__) - {"kind", "on"}
        assert texts.term("change_kind", kind.value) != kind.value
        for state in STATES:
            if not refusal(state, kind):
                assert outcome(state, kind).standing is not None


# --- what else the checks say ---


def found(change: ChangeInput, history: History) -> dict[str, Finding]:
    return {finding.code: finding for finding in membership_checks.findings(change, history, TODAY, lambda _day: {})}


OFFICIAL = History(state=State(S.OFFICIAL), last_on=date(2020, 1, 1), came_on=date(2020, 1, 1), cell_id="a")


def act(kind: ChangeKind, on: date = TODAY, **fields: Any) -> ChangeInput:
    return ChangeInput(kind=kind, on=on, **fields)


def test_nothing_is_recorded_before_what_happened_last() -> None:
    said = found(act(K.EXEMPTION, date(2019, 12, 31)), OFFICIAL)
    assert set(said) == {"CHANGE_BEFORE_LAST"}
    assert "01/01/2020" in texts.sentence(said["CHANGE_BEFORE_LAST"])
    assert "CHANGE_BEFORE_LAST" not in found(act(K.EXEMPTION, date(2020, 1, 1)), OFFICIAL)


def test_days_ahead_are_pointed_out_and_far_ones_more_clearly() -> None:
    assert "CHANGE_FUTURE" in found(act(K.DEATH, date(2026, 11, 21)), OFFICIAL)
    far = found(act(K.DEATH, date(2062, 11, 20)), OFFICIAL)
    assert far["CHANGE_FAR_FUTURE"].severity is Severity.WARNING
    assert found(act(K.DEATH), OFFICIAL) == {}


def test_a_day_before_the_party_is_an_error() -> None:
    assert "CHANGE_TOO_OLD" in found(act(K.REGISTERED, date(1929, 1, 1), cell_id="a"), History())


def test_what_a_paper_needs_is_asked_for() -> None:
    said = found(act(K.TRANSFER_OUT), OFFICIAL)
    assert set(said) == {"CHANGE_NO_PLACE", "CHANGE_NO_PAPER_NUMBER", "CHANGE_NO_DUES_UNTIL"}
    assert {finding.severity for finding in said.values()} == {Severity.WARNING}
    given = act(K.TRANSFER_OUT, place="Đảng bộ xã Bản Lầu", paper_number="12", dues_until="2026-10")
    assert found(given, OFFICIAL) == {}
    assert "CHANGE_DUES_FORM" in found(act(K.TRANSFER_OUT, dues_until="2026-13"), OFFICIAL)


def test_a_cell_has_to_be_named_and_another_one() -> None:
    assert found(act(K.CELL_MOVE), OFFICIAL)["CHANGE_CELL_MISSING"].severity is Severity.ERROR
    assert "CHANGE_SAME_CELL" in found(act(K.CELL_MOVE, cell_id="a"), OFFICIAL)
    assert found(act(K.CELL_MOVE, cell_id="a", party_group="Tổ 2"), OFFICIAL) == {}
    assert found(act(K.CELL_MOVE, cell_id="b"), OFFICIAL) == {}


def test_a_temporary_act_ends_after_it_began_and_within_a_year() -> None:
    given: dict[str, Any] = {"decision_number": "3", "decision_on": TODAY, "reason": "Chữa bệnh"}
    assert "CHANGE_UNTIL_BEFORE" in found(act(K.TEMPORARY_EXEMPTION, until=TODAY, **given), OFFICIAL)
    long = found(act(K.TEMPORARY_EXEMPTION, until=date(2027, 11, 20), **given), OFFICIAL)
    assert "chưa đối chiếu" in long["CHANGE_EXEMPTION_LONG"].source
    assert found(act(K.TEMPORARY_EXEMPTION, until=date(2027, 11, 19), **given), OFFICIAL) == {}


def test_recognition_comes_after_admission_and_the_months_of_probation() -> None:
    given: dict[str, Any] = {"decision_number": "3", "decision_on": TODAY}
    probationer = History(state=State(S.PROBATIONARY), admitted_on="2026-01-05")
    early = found(act(K.RECOGNITION, date(2025, 12, 1), **given), probationer)
    assert early["CHANGE_RECOGNITION_BEFORE_ADMISSION"].severity is Severity.ERROR
    short = found(act(K.RECOGNITION, **given), probationer)["CHANGE_PROBATION_SHORT"]
    assert (short.values, short.severity) == ({"months": 10, "least": 12}, Severity.WARNING)
    assert short.source
    assert found(act(K.RECOGNITION, **given), History(state=State(S.PROBATIONARY), admitted_on="2025")) == {}
    assert found(act(K.RECOGNITION, **given), History(state=State(S.PROBATIONARY))) == {}


def test_who_was_admitted_again_serves_probation_from_that_day() -> None:
    again = History(state=State(S.PROBATIONARY), admitted_on="1999", probation_from=date(2026, 2, 1))
    said = found(act(K.RECOGNITION, decision_number="3", decision_on=TODAY), again)
    assert said["CHANGE_PROBATION_SHORT"].values["months"] == 9


def test_an_admission_again_too_soon_is_pointed_out_with_its_source() -> None:
    given: dict[str, Any] = {"cell_id": "a", "decision_number": "3", "decision_on": TODAY}
    removed = History(state=State(S.REMOVED), left_on=date(2023, 11, 21), readmissions=1)
    said = found(act(K.READMISSION, **given), removed)
    assert said["CHANGE_READMISSION_EARLY"].values == {"months": 35, "least": 36}
    assert said["CHANGE_READMISSION_EARLY"].severity is Severity.WARNING
    assert "24-QĐ/TW" in said["CHANGE_READMISSION_EARLY"].source
    assert "CHANGE_READMISSION_AGAIN" in said
    assert found(act(K.READMISSION, **given), History(state=State(S.REMOVED), left_on=date(2023, 11, 20))) == {}


def test_unlikely_acts_are_pointed_out() -> None:
    given: dict[str, Any] = {"decision_number": "3", "decision_on": TODAY, "reason": "Tuổi cao"}
    assert "CHANGE_EXEMPTION_OF_PROBATIONARY" in found(act(K.EXEMPTION, **given), History(state=State(S.PROBATIONARY)))
    assert "CHANGE_OF_SUSPENDED" in found(act(K.TRANSFER_OUT), History(state=State(S.OFFICIAL, D.SUSPENDED)))


def test_nobody_leaves_on_the_day_of_coming() -> None:
    said = found(act(K.DEATH, date(2020, 1, 1)), OFFICIAL)
    assert said["CHANGE_LEAVES_AT_ONCE"].severity is Severity.ERROR
    assert found(act(K.DEATH, date(2020, 1, 2)), OFFICIAL) == {}


def test_the_refusal_of_an_expulsion_names_its_regulation() -> None:
    said = found(act(K.EXPULSION), History(state=State(S.PROBATIONARY)))
    assert "69-QĐ/TW" in said["CHANGE_EXPULSION_OF_PROBATIONARY"].source


def test_texts_have_an_end() -> None:
    said = found(act(K.DEATH, reason="x" * 100_000), OFFICIAL)
    assert said["TEXT_TOO_LONG"].field == "reason"


def test_the_table_knows_every_act_and_group() -> None:
    assert set(membership.TABLE) == set(K)
    assert {len(row) for row in membership.TABLE.values()} == {len(membership.Group)}
