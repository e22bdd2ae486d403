"""Counting ballots: totals that must agree, and the level a vote carried under every base and share."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.evaluation_records import BallotForm, BallotInput, BallotLine, Subject
from db.records import Finding, Severity
from desktop_app.rules import ballot_words, ballots
from desktop_app.rules.ballots import BLANK, Candidate, VoteResult
from desktop_app.rules.scheme import Level, VoteBase, VoteRule
from desktop_app.texts import sentence
from tests.helpers.schemes import scheme

TODAY = date(2026, 12, 20)
RULE = VoteRule()
NAMES = ("Lý A Sử", "Sùng Thị Mỷ")


def levels() -> tuple[Level, ...]:
    return ballots.ranked(scheme("2025"), [Subject.MEMBER])


def votes(excellent: int = 0, good: int = 0, done: int = 0, failed: int = 0, blank: int = 0) -> dict[str, int]:
    return {"excellent": excellent, "good": good, "done": done, "failed": failed, BLANK: blank}


def ballot(*lines: dict[str, int], **changes: object) -> BallotInput:
    plain = BallotInput(
        campaign_id="c",
        organization_id="o",
        held_on=date(2026, 12, 5),
        convened=30,
        present=28,
        issued=28,
        returned=27,
        valid=25,
        head_teller="Trần Văn Toàn",
        tellers=("Lò Thị Hường", "Vàng Seo Páo"),
        lines=tuple(BallotLine(evaluation_id=str(place), votes=line) for place, line in enumerate(lines)),
    )
    return msgspec.structs.replace(plain, **changes)


def candidates() -> dict[str, Candidate]:
    return {
        str(place): Candidate(evaluation_id=str(place), name=name, subject=Subject.MEMBER)
        for place, name in enumerate(NAMES)
    }


def check(count: BallotInput) -> list[Finding]:
    return ballots.check(count, candidates(), scheme("2025"), TODAY, 2026)


def result(line: dict[str, int], rule: VoteRule = RULE, **changes: object) -> VoteResult:
    count = ballot(line, **changes)
    return ballots.result(rule, levels(), count.lines[0], count)


def codes(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in found]


# --- totals ---


def test_a_count_whose_totals_agree_has_nothing_said_about_it() -> None:
    assert check(ballot(votes(20, 5), votes(3, 20, blank=2))) == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("present", 31, "BALLOT_PRESENT_OVER"),
        ("issued", 29, "BALLOT_ISSUED_OVER"),
        ("returned", 29, "BALLOT_RETURNED_OVER"),
        ("valid", 28, "BALLOT_VALID_OVER"),
        ("issued", None, "BALLOT_NUMBER_MISSING"),
        ("convened", -1, "BALLOT_NUMBER_NEGATIVE"),
        ("held_on", None, "BALLOT_DAY_MISSING"),
        ("held_on", date(2026, 12, 21), "BALLOT_IN_FUTURE"),
    ],
)
def test_each_total_is_at_most_the_one_before_it(field: str, value: object, code: str) -> None:
    found = check(ballot(votes(25), **{field: value}))
    assert (code, field) in codes([one for one in found if one.severity is Severity.ERROR])


def test_every_total_may_be_as_large_as_the_one_before_it() -> None:
    same = dict.fromkeys(("convened", "present", "issued", "returned", "valid"), 25)
    assert check(ballot(votes(25), votes(0, 25), **same)) == []


@pytest.mark.parametrize("blank", [1, 3])
def test_votes_and_blanks_of_a_line_add_up_to_the_valid_ballots(blank: int) -> None:
    found = check(ballot(votes(20, 3, blank=blank), votes(25)))
    assert codes(found) == [("BALLOT_SUM_DIFFERS", "lines.0")]
    assert found[0].values == {"name": "Lý A Sử", "sum": 23 + blank, "valid": 25}
    assert f"cộng lại là {23 + blank}" in sentence(found[0])


def test_where_hands_are_raised_the_votes_add_up_to_those_present_and_no_ballots_are_asked_for() -> None:
    by_hands = {"form": BallotForm.HANDS, "issued": None, "returned": None, "valid": None, "head_teller": ""}
    assert check(ballot(votes(20, 8), votes(28), **by_hands)) == []
    assert codes(check(ballot(votes(20, 5), votes(28), **by_hands))) == [("BALLOT_HANDS_DIFFER", "lines.0")]


def test_a_line_without_votes_is_only_pointed_out_unless_all_are() -> None:
    found = check(ballot(votes(25), votes()))
    assert codes(found) == [("BALLOT_LINE_EMPTY", "lines.1")]
    assert found[0].severity is Severity.WARNING
    assert codes(check(ballot(votes(), votes()))) == [("BALLOT_EMPTY", "lines")]


def test_a_level_outside_the_scheme_and_a_stranger_are_refused() -> None:
    assert codes(check(ballot({"star": 25}, votes(25)))) == [("BALLOT_LEVEL_UNKNOWN", "lines.0.star")]
    stranger = BallotLine(evaluation_id="9", votes=votes(25))
    assert codes(check(ballot(votes(25), lines=(stranger,)))) == [("BALLOT_LINE_UNKNOWN", "lines.0")]
    assert ("BALLOT_VOTES_NEGATIVE", "lines.0.good") in codes(check(ballot(votes(26, -1), votes(25))))


def test_who_counts_is_better_not_one_of_those_rated() -> None:
    found = check(ballot(votes(25), votes(25), head_teller="ly a su", tellers=("Vàng Seo Páo", "vàng seo páo")))
    assert codes(found) == [("BALLOT_TELLER_RATED", "head_teller"), ("BALLOT_TELLER_TWICE", "tellers")]
    assert {one.severity for one in found} == {Severity.WARNING}
    assert codes(check(ballot(votes(25), votes(25), head_teller=""))) == [("BALLOT_NO_TELLER", "head_teller")]


# --- the result ---


@pytest.mark.parametrize(
    ("base", "number", "need"),
    [
        (VoteBase.CONVENED, 30, 16),
        (VoteBase.PRESENT, 28, 15),
        (VoteBase.ISSUED, 28, 15),
        (VoteBase.RETURNED, 27, 14),
        (VoteBase.VALID, 25, 13),
    ],
)
def test_more_than_half_is_taken_of_the_base_the_scheme_names(base: VoteBase, number: int, need: int) -> None:
    rule = VoteRule(base=base, cumulative=False)
    carried, missed = result(votes(need, 25 - need), rule), result(votes(need - 1, 0, blank=26 - need), rule)
    assert (carried.base, carried.need, carried.level, carried.alone) == (number, need, "excellent", "excellent")
    assert (missed.level, missed.cumulated) == ("", "")


@pytest.mark.parametrize(
    ("rule", "base", "need"),
    [
        (VoteRule(), 30, 16),
        (VoteRule(), 31, 16),
        (VoteRule(strict=False), 30, 15),
        (VoteRule(strict=False), 31, 16),
        (VoteRule(numerator=2, denominator=3), 30, 21),
        (VoteRule(numerator=2, denominator=3, strict=False), 30, 20),
        (VoteRule(numerator=2, denominator=3, strict=False), 31, 21),
    ],
)
def test_the_least_number_of_votes_follows_share_and_strictness(rule: VoteRule, base: int, need: int) -> None:
    assert ballots.need(rule, base) == need


@given(st.integers(1, 9), st.integers(1, 9), st.booleans(), st.integers(1, 500))
def test_the_least_number_of_votes_is_the_first_that_satisfies_the_rule(
    numerator: int, denominator: int, strict: bool, base: int
) -> None:
    rule = VoteRule(numerator=numerator, denominator=denominator, strict=strict)

    def carries(count: int) -> bool:
        reached, asked = count * denominator, numerator * base
        return reached > asked if strict else reached >= asked

    least = ballots.need(rule, base)
    assert carries(least)
    assert not carries(least - 1)


def test_where_no_level_reaches_it_alone_the_better_ones_are_added_from_above() -> None:
    found = result(votes(10, 9, 6))
    assert (found.alone, found.cumulated, found.level) == ("", "good", "good")
    assert [(share.level, share.votes, share.cumulated) for share in found.shares] == [
        ("excellent", 10, 10),
        ("good", 9, 19),
        ("done", 6, 25),
        ("failed", 0, 25),
    ]
    forbidden = result(votes(10, 9, 6), VoteRule(cumulative=False))
    assert (forbidden.level, forbidden.cumulated) == ("", "good")


def test_too_many_blanks_leave_no_level_at_all() -> None:
    found = result(votes(10, 4, blank=11))
    assert (found.level, found.cumulated, found.blank, found.cast) == ("", "", 11, 14)


def test_two_levels_with_half_each_are_a_tie() -> None:
    rule = VoteRule(strict=False, base=VoteBase.VALID)
    found = result(votes(0, 12, 12, blank=0), rule, valid=24)
    assert (found.tied, found.alone, found.level) == (True, "", "good")


def test_a_lower_share_can_carry_several_levels_and_the_one_with_most_votes_wins() -> None:
    found = result(votes(9, 11, 5), VoteRule(numerator=1, denominator=4, base=VoteBase.VALID))
    assert (found.alone, found.tied) == ("good", False)


def test_a_base_not_known_yet_gives_no_result() -> None:
    found = result(votes(20, 5), convened=None)
    assert (found.base, found.need, found.level, found.counted) == (None, None, "", True)


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5), st.integers(1, 60), st.sampled_from(list(VoteBase)))
def test_a_result_never_needs_more_than_it_has(counts: list[int], convened: int, base: VoteBase) -> None:
    found = result(votes(*counts), VoteRule(base=base), convened=convened)
    shares = {share.level: share for share in found.shares}
    assert found.need is not None
    if found.alone:
        assert shares[found.alone].votes >= found.need
    elif found.level:
        assert shares[found.level].cumulated >= found.need
        assert all(share.votes < found.need or found.tied for share in found.shares)
    assert sum(counts[:4]) == found.cast


def test_levels_that_are_parts_of_others_have_columns_of_their_own_best_first() -> None:
    assert [level.code for level in ballots.ranked(scheme("2007"), [Subject.MEMBER])] == [
        "qualified_excellent",
        "qualified_good",
        "qualified",
        "violating",
    ]


# --- words ---


def test_the_words_name_votes_base_threshold_and_the_reading_from_above() -> None:
    known = {level.code: level for level in levels()}
    found = result(votes(10, 9, 6))
    assert ballot_words.brief(found, known) == "HTTNV (cộng dồn)"
    assert ballot_words.sentence(found, scheme("2025"), known, "Lý A Sử") == (
        "Lý A Sử: HTXSNV 10 phiếu (33,33%), HTTNV 9 phiếu (30,00%), HTNV 6 phiếu (20,00%). Cần trên 1/2 số được triệu "
        "tập (30): ít nhất 16 phiếu (chưa đối chiếu). Không mức nào tự đạt. Cộng dồn từ mức cao, HTTNV trở lên có "
        "19/30 (63,33%): đạt mức HTTNV."
    )


def test_a_short_result_says_why_there_is_none() -> None:
    known = {level.code: level for level in levels()}
    assert ballot_words.brief(result(votes()), known) == ""
    assert ballot_words.brief(result(votes(25), convened=None), known) == "chưa đủ số"
    assert ballot_words.brief(result(votes(10, 4, blank=11)), known) == "không mức nào đạt"
    assert ballot_words.brief(result(votes(20, 5)), known) == "HTXSNV"
    assert "không cho cộng dồn" in ballot_words.sentence(
        result(votes(10, 9, 6), VoteRule(cumulative=False)),
        msgspec.structs.replace(scheme("2025"), vote=VoteRule(cumulative=False)),
        known,
        "Lý A Sử",
    )
