"""Ratings held against their conditions: every level of every scheme at its bounds, forced levels, points of tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.evaluation_records import CollectiveFigures, EvaluationContent, Part, Subject, YearFigures
from db.ids import new_id
from desktop_app.rules import rating
from desktop_app.rules.rating import Facts
from desktop_app.rules.scheme import Check, Comparison, Form, Scheme, SectionKind
from desktop_app.texts import sentence
from tests.helpers import reviews
from tests.helpers.schemes import scheme, shipped

MEMBER = Subject.MEMBER
CODES = tuple(one.code for one in shipped().schemes)
FINE = Facts(
    points=1000,
    tasks=10,
    above=10,
    shortcomings=2,
    shortcomings_fixed=2,
    disciplines=0,
    people=10,
    units=10,
)
"""A year nothing can be said against, before the grades."""


def form_of(of: Scheme, subject: Subject, code: str = "") -> Form:
    own = [form for form in of.forms if subject in form.subjects and not form.analysis]
    return next((form for form in own if form.code == code), own[0])


def graded(form: Form, grade: str, **of: str) -> dict[str, str]:
    """Return the same grade for every criterion of a form but those named ("I_2" stands for I.2)."""
    others = {code.replace("_", "."): given for code, given in of.items()}
    return {code: others.get(code, grade) for code in rating.criteria(form)}


def best(of: Scheme, subject: Subject, facts: Facts, form: Form | None = None) -> str:
    return rating.reachable(of, subject, form or form_of(of, subject), facts)


def change(**values: object) -> Facts:
    return msgspec.structs.replace(FINE, **values)


# --- the scheme of 2025: points and percentages ----------------------------------------------------------------------


@pytest.mark.parametrize("subject", list(Subject))
@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({}, "excellent"),
        ({"points": 900}, "excellent"),
        ({"points": 899}, "good"),
        ({"points": 700}, "good"),
        ({"points": 699}, "done"),
        ({"points": 500}, "done"),
        ({"points": 499}, "failed"),
        ({"points": 0}, "failed"),
        ({"tasks": 10, "above": 3, "on_time": 7}, "excellent"),
        ({"tasks": 100, "above": 29, "on_time": 71}, "good"),
        ({"tasks": 1000, "above": 299, "on_time": 701}, "good"),
        ({"tasks": 10, "above": 9, "late": 1}, "done"),
        ({"tasks": 10, "above": 8, "late": 2}, "done"),
        ({"tasks": 100, "above": 79, "late": 21}, "failed"),
        ({"tasks": 10, "above": 9}, "failed"),
        ({"shortcomings": 2, "shortcomings_fixed": 1}, "good"),
        ({"shortcomings": 0, "shortcomings_fixed": 0}, "excellent"),
        ({"disciplines": 1}, "failed"),
    ],
)
def test_2025_reaches_the_level_its_bounds_allow(subject: Subject, facts: Mapping[str, int], level: str) -> None:
    assert best(scheme("2025"), subject, change(**facts)) == level


def test_2025_a_collective_with_anybody_disciplined_below_it_is_not_excellent() -> None:
    one = change(people=500, people_disciplined=1)
    assert best(scheme("2025"), Subject.CELL, one) == "good"
    assert best(scheme("2025"), MEMBER, one) == "excellent"


@pytest.mark.parametrize(
    ("points", "level"),
    [
        *[(1000, "excellent"), (900, "excellent"), (899, "good"), (700, "good")],
        *[(699, "done"), (500, "done"), (499, "failed"), (0, "failed")],
    ],
)
def test_points_alone_lead_to_a_level_where_the_scheme_counts_them(points: int, level: str) -> None:
    assert rating.by_points(scheme("2025"), MEMBER, points) == level
    assert rating.by_points(scheme("2023"), MEMBER, points) == ""


# --- 2018, 2019 and 2023: grades -------------------------------------------------------------------------------------

GRADED = [(code, subject) for code in ("2018", "2019", "2023") for subject in Subject]


@pytest.mark.parametrize(("code", "subject"), GRADED)
@pytest.mark.parametrize(
    ("results", "others", "level"),
    [
        ("excellent", "excellent", "excellent"),
        ("excellent", "good", "excellent"),
        ("excellent", "fair", "good"),
        ("good", "excellent", "good"),
        ("good", "fair", "good"),
        ("fair", "excellent", "done"),
        ("fair", "fair", "done"),
        ("excellent", "poor", "failed"),
        ("poor", "excellent", "failed"),
    ],
)
def test_grades_of_results_and_of_the_rest_reach_the_level(
    code: str, subject: Subject, results: str, others: str, level: str
) -> None:
    of = scheme(code)
    form = form_of(of, subject, "02B")
    more = {"I_3": results} if subject is MEMBER else {}
    facts = change(grades=graded(form, others, I_2=results, **more))
    assert best(of, subject, facts, form) == level


@pytest.mark.parametrize(("code", "subject"), GRADED)
@pytest.mark.parametrize(("done", "level"), [(50, "excellent"), (49, "failed")])
def test_less_than_half_of_the_tasks_done_is_a_failing_year(code: str, subject: Subject, done: int, level: str) -> None:
    of = scheme(code)
    form = form_of(of, subject)
    facts = change(grades=graded(form, "excellent"), tasks=100, above=done, on_time=0)
    assert best(of, subject, facts, form) == level


@pytest.mark.parametrize(("code", "subject"), GRADED)
def test_a_discipline_in_the_year_forces_the_failing_level(code: str, subject: Subject) -> None:
    of = scheme(code)
    facts = change(grades=graded(form_of(of, subject), "excellent"), disciplines=1)
    assert best(of, subject, facts) == "failed"


@pytest.mark.parametrize("code", ["2018", "2019", "2023"])
@pytest.mark.parametrize(
    ("agency", "level"),
    [("", "excellent"), ("excellent", "excellent"), ("good", "good"), ("done", "good"), ("failed", "failed")],
)
def test_a_civil_servant_is_not_rated_above_the_agency(code: str, agency: str, level: str) -> None:
    of = scheme(code)
    facts = change(grades=graded(form_of(of, MEMBER), "excellent"), agency_level=agency)
    assert best(of, MEMBER, facts) == level


@pytest.mark.parametrize(("disciplined", "level"), [(20, "excellent"), (21, "failed")])
def test_2023_more_than_a_fifth_disciplined_below_fails_a_collective(disciplined: int, level: str) -> None:
    of = scheme("2023")
    grades = graded(form_of(of, Subject.GRASSROOTS), "excellent")
    facts = change(grades=grades, people=100, people_disciplined=disciplined)
    assert best(of, Subject.GRASSROOTS, facts) == level


def test_a_criterion_without_a_grade_stands_neither_for_nor_against() -> None:
    of = scheme("2023")
    form = form_of(of, MEMBER, "02A")
    level = of.level("good")
    assert level is not None
    nothing = rating.conditions_met(of, level, MEMBER, form, change(grades={}))
    assert [one.met for one in nothing if one.condition.check is Check.WORST_GRADE] == [None, None]
    some = rating.conditions_met(of, level, MEMBER, form, change(grades={"I.1": "good"}))
    assert [one.met for one in some if one.condition.check is Check.WORST_GRADE] == [None, None]
    bad = rating.conditions_met(of, level, MEMBER, form, change(grades={"I.2": "fair"}))
    assert [one.met for one in bad if one.condition.check is Check.WORST_GRADE] == [False, None]


def test_one_criterion_at_the_lowest_grade_forces_before_the_others_are_given() -> None:
    of = scheme("2023")
    form = form_of(of, MEMBER, "02A")
    assert [one.level for one in rating.forced(of, MEMBER, form, change(grades={"I.1": "poor"}))] == ["failed"]
    assert rating.forced(of, MEMBER, form, change(grades={"I.1": "good"})) == []


# --- 2007 and 2014: levels only --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "subject", "top", "after_discipline"),
    [
        ("2007", MEMBER, "qualified_excellent", "qualified"),
        ("2007", Subject.CELL, "clean_model", "done"),
        ("2007", Subject.GRASSROOTS, "clean_model", "done"),
        ("2014", MEMBER, "qualified_excellent", "qualified"),
        ("2014", Subject.CELL, "clean_model", "done"),
        ("2014", Subject.GRASSROOTS, "clean_model", "done"),
    ],
)
def test_the_oldest_schemes_know_only_discipline(code: str, subject: Subject, top: str, after_discipline: str) -> None:
    assert best(scheme(code), subject, FINE) == top
    assert best(scheme(code), subject, change(disciplines=1)) == after_discipline


def test_a_subject_the_scheme_does_not_rate_reaches_nothing() -> None:
    assert rating.reachable(scheme("2007"), Subject.COMMITTEE, None, FINE) == ""


# --- every level of every scheme -------------------------------------------------------------------------------------

_FIELDS: Mapping[Check, str] = {Check.POINTS: "points", Check.DISCIPLINED: "disciplines"}
_SHARES: Mapping[Check, tuple[str, str]] = {
    Check.TASKS_DONE: ("tasks", "on_time"),
    Check.TASKS_ON_TIME: ("tasks", "on_time"),
    Check.TASKS_ABOVE: ("tasks", "above"),
    Check.TASKS_LATE: ("tasks", "late"),
    Check.SHORTCOMINGS_FIXED: ("shortcomings", "shortcomings_fixed"),
    Check.UNITS_FAILING: ("units", "units_failing"),
    Check.UNITS_DISCIPLINED: ("people", "people_disciplined"),
}
BOUNDS = [
    (of.code, level.code, place)
    for of in shipped().schemes
    for level in of.levels
    for place in range(len(level.conditions))
]


def facts_with(check: Check, figure: int, of: Scheme, form: Form) -> Facts | None:
    """Return facts in which one check stands at a figure; None where it cannot stand there."""
    if check in _FIELDS:
        return change(**{_FIELDS[check]: figure}) if figure >= 0 else None
    if check in _SHARES:
        base, part = _SHARES[check]
        plain: dict[str, object] = {"above": 0, "on_time": 0, "late": 0, base: 100, part: figure}
        return change(**plain) if 0 <= figure <= 100 else None
    if check is Check.AGENCY_LEVEL:
        found = next((level for level in of.levels_of(MEMBER) if level.rank == figure), None)
        return change(agency_level=found.code) if found else None
    grade = next((grade for grade in of.grades if grade.rank == figure), None)
    return change(grades=graded(form, grade.code)) if grade else None


@pytest.mark.parametrize(("code", "level_code", "place"), BOUNDS)
def test_every_condition_of_every_level_turns_at_its_bound(code: str, level_code: str, place: int) -> None:
    of = scheme(code)
    level = of.level(level_code)
    assert level is not None
    condition = level.conditions[place]
    subject = (condition.subjects or level.subjects)[0]
    form = form_of(of, subject, condition.forms[0] if condition.forms else "")
    turned = set()
    for figure in (condition.value - 1, condition.value, condition.value + 1):
        facts = facts_with(condition.check, figure, of, form)
        if facts is None:
            continue
        judged = (
            [one for one in rating.forced(of, subject, form, facts) if one.condition is condition]
            if condition.forces
            else [one for one in rating.conditions_met(of, level, subject, form, facts) if one.condition is condition]
        )
        met = bool(judged and judged[0].met)
        assert met is rating.compare(figure, condition.is_, condition.value), figure
        turned.add(met)
    assert turned == {True, False}


@pytest.mark.parametrize("code", CODES)
def test_nothing_known_stands_against_nothing(code: str) -> None:
    of = scheme(code)
    for subject in Subject:
        levels = sorted(of.levels_of(subject), key=lambda level: level.rank)
        if levels:
            assert best(of, subject, Facts()) == levels[0].code


@given(
    code=st.sampled_from(CODES),
    subject=st.sampled_from(list(Subject)),
    points=st.none() | st.integers(0, 1000),
    counts=st.tuples(*[st.integers(0, 5)] * 4),
    disciplines=st.none() | st.integers(0, 2),
    grades=st.lists(st.sampled_from(["excellent", "good", "fair", "poor", "?"]), max_size=6),
)
def test_whatever_is_known_the_reachable_level_has_nothing_against_it_or_is_the_lowest(
    code: str,
    subject: Subject,
    points: int | None,
    counts: tuple[int, int, int, int],
    disciplines: int | None,
    grades: list[str],
) -> None:
    of = scheme(code)
    levels = sorted(of.levels_of(subject), key=lambda level: level.rank)
    form = form_of(of, subject) if levels else None
    facts = Facts(
        points=points,
        tasks=sum(counts),
        above=counts[0],
        on_time=counts[1],
        late=counts[2],
        disciplines=disciplines,
        grades=dict(zip(rating.criteria(form) if form else (), grades, strict=False)),
    )
    level = rating.reachable(of, subject, form, facts)
    if not levels:
        assert level == ""
    else:
        found = rating.findings(of, subject, form, level, facts)
        assert not found or level == levels[-1].code
        assert all(sentence(finding) for finding in found)


# --- sentences -------------------------------------------------------------------------------------------------------


def told(of: Scheme, level: str, facts: Facts, subject: Subject = MEMBER) -> list[str]:
    return [sentence(one) for one in rating.findings(of, subject, form_of(of, subject), level, facts)]


def test_what_stands_against_a_level_is_said_with_its_numbers_and_its_source() -> None:
    said = told(scheme("2025"), "excellent", change(tasks=20, above=5, on_time=15))
    assert len(said) == 1
    assert said[0].startswith("HTXSNV nhưng chỉ 25% (5/20) nhiệm vụ vượt mức, cần từ 30% trở lên.")
    assert "366-QĐ/TW ngày 30/8/2025" in said[0]
    assert "chưa đối chiếu" not in said[0]


def test_a_bound_nobody_saw_in_print_says_so() -> None:
    said = told(scheme("2025"), "failed", change(disciplines=1))
    assert said == []
    said = told(scheme("2025"), "done", change(disciplines=1))
    assert any("(chưa đối chiếu)" in one and "một lần" in one for one in said)


def test_late_work_stands_against_a_good_rating() -> None:
    said = told(scheme("2025"), "good", change(tasks=3, above=2, late=1))
    assert any("66,67% (2/3)" in one for one in said)


def test_a_forced_level_is_named_beside_the_level_that_was_chosen() -> None:
    said = told(scheme("2025"), "good", change(points=400))
    assert any("KHTNV, không phải HTTNV" in one for one in said)


def test_a_level_worse_than_the_forced_one_needs_no_word() -> None:
    assert told(scheme("2025"), "failed", change(points=400, disciplines=1)) == []


def test_a_level_outside_the_scheme_is_an_error() -> None:
    found = rating.findings(scheme("2007"), MEMBER, None, "excellent", FINE)
    assert [(one.code, one.severity) for one in found] == [("RATING_LEVEL_UNKNOWN", "error")]


def test_a_level_of_collectives_is_none_of_members() -> None:
    found = rating.findings(scheme("2007"), MEMBER, None, "clean", FINE)
    assert [one.code for one in found] == ["RATING_LEVEL_UNKNOWN"]


def test_a_condition_says_in_one_line_what_it_needs_and_what_there_is() -> None:
    of = scheme("2025")
    level = of.level("excellent")
    assert level is not None
    lines = [
        one.sentence
        for one in rating.conditions_met(of, level, MEMBER, form_of(of, MEMBER), change(points=895, shortcomings=None))
    ]
    assert lines[0] == "Tổng điểm: cần từ 90 điểm trở lên; chưa đạt (89,5 điểm)"
    assert lines[2] == "Nhiệm vụ hoàn thành vượt mức: cần từ 30% trở lên; đạt (100% (10/10))"
    assert lines[3] == "Hạn chế kỳ trước đã khắc phục: cần từ 100% trở lên; chưa có số liệu"


def test_a_criterion_is_named_by_where_it_stands_in_the_form() -> None:
    of = scheme("2023")
    level = of.level("excellent")
    assert level is not None
    form = form_of(of, MEMBER, "02B")
    judged = rating.conditions_met(of, level, MEMBER, form, change(grades=graded(form, "good")))
    assert judged[0].label == "Cấp độ thấp nhất của tiêu chí (mục I.2, I.3)"
    assert (judged[0].has, judged[0].needs) == ("Tốt", "đạt Xuất sắc")


# --- plans, two years ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "subject", "level", "needed"),
    [
        ("2025", Subject.CELL, "excellent", False),
        ("2025", Subject.CELL, "good", False),
        ("2025", Subject.CELL, "done", True),
        ("2025", Subject.COMMITTEE, "failed", True),
        ("2025", MEMBER, "done", False),
        ("2007", Subject.GRASSROOTS, "weak", True),
        ("2025", Subject.CELL, "no such level", False),
    ],
)
def test_a_plan_of_remedies_is_a_duty_of_collectives_at_the_lower_levels(
    code: str, subject: Subject, level: str, needed: bool
) -> None:
    assert rating.needs_plan(scheme(code), subject, level) is needed


def test_two_failing_years_running_are_seen_across_schemes() -> None:
    now, before = scheme("2025").level("failed"), scheme("2023").level("failed")
    assert rating.failing_twice(now, before)
    assert not rating.failing_twice(now, scheme("2023").level("done"))
    assert not rating.failing_twice(scheme("2025").level("good"), before)
    assert not rating.failing_twice(now, None)


# --- facts -----------------------------------------------------------------------------------------------------------


def test_the_facts_of_a_member_come_from_the_form_and_the_figures() -> None:
    campaign = reviews.campaign(new_id())
    content = EvaluationContent(
        form="2A", points=850, agency_level="good", parts=(Part(code="I.1", grade="good"), Part(code="I.2", text="…"))
    )
    figures = YearFigures(tasks=4, above=1, on_time=2, late=1, disciplines=2, shortcomings=3, shortcomings_fixed=1)
    one = reviews.evaluation(campaign, campaign.unit_id, new_id(), content=content, figures=figures)
    facts = rating.facts(scheme("2025"), one)
    assert (facts.points, facts.tasks, facts.late, facts.disciplines) == (850, 4, 1, 2)
    assert facts.grades == {"I.1": "good"}
    assert rating.facts(scheme("2025"), one, disciplines=0).disciplines == 0


def test_the_facts_of_a_collective_count_what_is_below_it() -> None:
    campaign = reviews.campaign(new_id())
    figures = CollectiveFigures(members=40, disciplined=2, units=40, by_level={"excellent": 5, "failed": 3})
    one = reviews.evaluation(campaign, campaign.unit_id, None, figures=figures)
    facts = rating.facts(scheme("2025"), one)
    assert (facts.people, facts.people_disciplined) == (40, 2)
    assert (facts.units, facts.units_failing) == (40, 3)
    assert facts.disciplines is None


def test_before_figures_are_read_nothing_is_known_of_the_year() -> None:
    campaign = reviews.campaign(new_id())
    one = reviews.evaluation(campaign, campaign.unit_id, new_id(), figures=None)
    assert rating.facts(scheme("2025"), one) == Facts()
    assert rating.facts(scheme("2025"), one, figures=YearFigures(tasks=1)).tasks == 1


# --- points of tasks -------------------------------------------------------------------------------------------------


def test_the_helper_turns_outcomes_into_points_and_says_how() -> None:
    score = rating.task_points(scheme("2025"), YearFigures(tasks=10, above=3, on_time=5, late=1, open=1))
    assert score is not None
    # (3 × 100 + 5 × 90 + 1 × 60 + 1 × 0) ÷ 10 = 81 % of 70 points.
    assert score.points == 567
    assert score.explanation == (
        "(3 vượt mức × 100% + 5 đúng hạn × 90% + 1 chậm × 60% + 1 chưa xong × 0%) ÷ 10 × 70 điểm = 56,7 điểm"
    )


def test_weights_of_tasks_count_where_they_are_given() -> None:
    figures = YearFigures(tasks=2, above=1, not_done=1)
    even = rating.task_points(scheme("2025"), figures)
    heavy = rating.task_points(scheme("2025"), figures, {"above": 3, "not_done": 1})
    assert even is not None
    assert heavy is not None
    assert (even.points, heavy.points) == (350, 525)


def test_without_tasks_or_points_the_helper_says_nothing() -> None:
    assert rating.task_points(scheme("2025"), YearFigures()) is None
    assert rating.task_points(scheme("2023"), YearFigures(tasks=1, above=1)) is None


@given(
    counts=st.fixed_dictionaries(
        {name: st.integers(0, 40) for name in ("above", "on_time", "late", "not_done", "open")}
    )
)
def test_points_of_tasks_never_leave_their_bounds(counts: dict[str, int]) -> None:
    score = rating.task_points(scheme("2025"), YearFigures(), counts)
    if score is None:
        assert sum(counts.values()) == 0
    else:
        assert 0 <= score.points <= score.most == 700


def test_every_form_of_2025_adds_up_to_thirty_and_seventy() -> None:
    for form in scheme("2025").forms:
        tasks = sum(section.most for section in form.sections if section.kind is SectionKind.TASKS)
        assert (form.most - tasks, tasks) == (300, 700), form.code


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [
        (Comparison.AT_LEAST, (False, True, True)),
        (Comparison.MORE, (False, False, True)),
        (Comparison.AT_MOST, (True, True, False)),
        (Comparison.LESS, (True, False, False)),
        (Comparison.EQUAL, (False, True, False)),
    ],
)
def test_a_comparison_means_what_it_says(comparison: Comparison, holds: tuple[bool, bool, bool]) -> None:
    assert tuple(rating.compare(figure, comparison, 5) for figure in (4, 5, 6)) == holds


def test_the_day_a_scheme_dates_from_is_that_of_its_first_document() -> None:
    from desktop_app.rules import scheme as scheme_rules

    assert scheme_rules.dated(scheme("2023")) == date(2023, 10, 4)
