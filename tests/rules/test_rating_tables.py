"""The arithmetic of summary tables: bases, parts of a level, sums, what is flagged; admissions by group."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.evaluation_records import Exclusion, Subject
from db.rating_records import Admitted, Tally
from desktop_app.rules import admissions
from desktop_app.rules import rating_tables as rules
from desktop_app.rules import scheme as scheme_rules
from desktop_app.rules.rating_tables import Figure, FigureKind, Options
from desktop_app.rules.scheme import Scheme

D = Decimal
SCHEMES = scheme_rules.read(scheme_rules.shipped().items())


def scheme(code: str) -> Scheme:
    found = SCHEMES.get(code)
    assert found is not None
    return found


OLD = rules.columns(scheme("2007"), (Subject.GRASSROOTS, Subject.CELL))
NEW = rules.columns(scheme("2025"), (Subject.MEMBER,))


def tally(levels: dict[str, int], **fields: object) -> Tally:
    return Tally(key="x", name="Chi bộ Nà Lừa", levels=levels, **fields)  # type: ignore[arg-type]  # named by the tests


def percents(levels: dict[str, int], options: Options = Options()) -> dict[str, Decimal | None]:  # noqa: B008 - frozen
    return {share.level.code: share.percent for share in rules.shares(OLD, tally(levels), options)}


def test_a_part_stands_right_after_the_level_it_is_part_of() -> None:
    assert [level.code for level in OLD] == ["clean", "clean_model", "good", "done", "weak"]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (
            {"clean": 244, "clean_model": 76, "done": 88, "weak": 2},
            {"clean": "78.05", "clean_model": "23.75", "done": "21.46", "weak": "0.49"},
        ),
        (
            {"clean": 914, "clean_model": 211, "done": 343, "weak": 6},
            {"clean": "76.32", "clean_model": "18.76", "done": "23.27", "weak": "0.41"},
        ),
        ({"clean_model": 1}, {"clean": "100.00", "clean_model": "100.00", "done": "0.00", "weak": "0.00"}),
    ],
)
def test_shares_are_of_those_rated_and_of_the_line_they_are_part_of(
    levels: dict[str, int], expected: dict[str, str]
) -> None:
    found = percents(levels)
    assert {code: found[code] for code in expected} == {code: D(share) for code, share in expected.items()}


def test_nobody_rated_has_no_share_and_is_no_mistake() -> None:
    assert set(percents({}).values()) == {None}
    assert rules.findings(OLD, [tally({}, excluded={"exempt": 3})]) == []


def test_a_level_of_another_scheme_is_named_and_the_sum_flagged() -> None:
    found = rules.findings(OLD, [tally({"clean": 7, "excellent": 3})])
    assert [(one.code, one.values.get("sum", one.values.get("level"))) for one in found] == [
        ("TABLE_LEVEL_OUTSIDE", "excellent"),
        ("TABLE_SUM_ASTRAY", "70,00"),
    ]


def test_a_list_of_another_length_is_flagged() -> None:
    lines = [tally({"clean": 7}, undecided=2), tally({"clean": 1}, excluded={"exempt": 1})]
    assert [one.code for one in rules.findings(OLD, lines, listed=11)] == ["TABLE_UNDECIDED"]
    assert [one.code for one in rules.findings(OLD, lines, listed=12)] == ["TABLE_UNDECIDED", "TABLE_NOT_THE_LIST"]


COUNTS = st.dictionaries(st.sampled_from([level.code for level in OLD]), st.integers(0, 40_000), min_size=1)


@given(COUNTS, st.integers(0, rules.MOST_DECIMALS))
def test_levels_of_one_scheme_always_add_up_within_rounding(levels: dict[str, int], decimals: int) -> None:
    line = tally(levels)
    assert rules.findings(OLD, [line], Options(decimals=decimals)) == []
    wholes = [share for share in rules.shares(OLD, line, Options(decimals=decimals)) if not share.level.within]
    assert sum(share.count for share in wholes) == rules.rated(line)


@given(COUNTS, st.integers(0, rules.MOST_DECIMALS))
def test_adjusted_shares_add_up_exactly(levels: dict[str, int], decimals: int) -> None:
    shares = rules.shares(OLD, tally(levels), Options(decimals=decimals, adjusted=True))
    printed = [share.percent for share in shares if not share.level.within and share.percent is not None]
    assert not printed or sum(printed) == 100


@given(st.lists(COUNTS, max_size=5))
def test_the_sum_of_lines_counts_what_they_count(lines: list[dict[str, int]]) -> None:
    tallies = [tally(levels, undecided=place, annulled=1, excluded={"exempt": 2}) for place, levels in enumerate(lines)]
    whole = rules.added(tallies)
    figures = rules.figures(OLD, whole, people=True)
    for figure in (*figures, Figure(kind=FigureKind.EXCLUDED)):
        assert rules.amount(OLD, whole, figure) == sum(rules.amount(OLD, one, figure) for one in tallies)
    assert rules.total(whole) == rules.rated(whole) + rules.left_out(whole)


def test_columns_nobody_counts_in_stay_out() -> None:
    plain = rules.figures(NEW, tally({"good": 3}), people=True)
    assert {figure.kind for figure in plain} == {
        FigureKind.TOTAL,
        FigureKind.RATED,
        FigureKind.LEVEL,
        FigureKind.WOMEN,
    }
    full = rules.figures(NEW, tally({"good": 3}, excluded={"suspended": 1, "exempt": 2}, annulled=1), people=False)
    assert [figure.code for figure in full if figure.kind is FigureKind.EXCLUDED] == ["exempt", "suspended"]
    assert rules.reasons(tally({}, excluded={"suspended": 1, "other": 0})) == (Exclusion.SUSPENDED,)


@pytest.mark.parametrize(
    ("code", "subject", "best", "worst"),
    [
        ("2007", Subject.MEMBER, "qualified_excellent", ("violating",)),
        ("2007", Subject.CELL, "clean_model", ("weak",)),
        ("2025", Subject.MEMBER, "excellent", ("failed",)),
        ("2007", Subject.COMMITTEE, "", ()),
    ],
)
def test_who_has_to_be_named_follows_from_the_scheme(
    code: str, subject: Subject, best: str, worst: tuple[str, ...]
) -> None:
    found = scheme(code)
    assert [level.code for level in rules.outstanding(found, subject)] == ([best] if best else [])
    assert tuple(level.code for level in rules.failing(found, subject)) == worst


# --- admissions ---


def person(admitted_on: str, **fields: object) -> Admitted:
    known: dict[str, object] = {
        "member_id": "m",
        "full_name": "Bùi Văn Đức",
        "birth_date": "1995",
        "sex": "male",
        "ethnic_code": "06",
        "category_code": "farmer",
        "youth_member": True,
        "cell_id": "c",
        "cell_name": "Chi bộ Nà Lừa",
    }
    return Admitted(admitted_on=admitted_on, **{**known, **fields})  # type: ignore[arg-type]  # named by the tests


@pytest.mark.parametrize(
    ("admitted_on", "touches", "within"),
    [
        ("2017-01-01", True, True),
        ("2017-09-30", True, True),
        ("2017-10-01", False, False),
        ("2017-09", True, True),
        ("2017", True, False),
        ("2016", False, False),
        ("", False, False),
        ("hôm nọ", False, False),
    ],
)
def test_a_rough_day_counts_only_where_it_surely_lies_in_the_period(
    admitted_on: str,
    touches: bool,
    within: bool,
) -> None:
    first, last = date(2017, 1, 1), date(2017, 9, 30)
    one = person(admitted_on)
    assert admissions.touches(one, first, last) is touches
    assert admissions.within([one], first, last) == ([one] if within else [])


def test_one_person_counts_in_every_group_it_belongs_to() -> None:
    people = [person("2017-05-01"), person("2017-05-02", ethnic_code="01", sex="female", youth_member=False)]
    found = {group.code: group.count for group in admissions.groups(people, ("civil_servant", "farmer"))}
    assert found == {"all": 2, "women": 1, "minority": 1, "ethnic:06": 1, "youth": 1, "category:farmer": 2}
