"""Points for the quality of a meeting: what the program counts and says why, sums, levels, and what is pointed out."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meeting_records import (
    AgendaItem,
    MeetingContent,
    MeetingKind,
    MeetingTask,
    Opinion,
    Presence,
    ScorePoint,
    ScoreSheet,
    Vote,
)
from db.problems import ProblemError
from desktop_app import texts
from desktop_app.rules import quality
from desktop_app.rules.quality import Figure, Scheme, Stage
from desktop_app.rules.quality_figures import QualityContext, automatic
from desktop_app.rules.quality_values import bands_of, bands_text, criteria_of, criteria_text
from desktop_app.rules.quality_year import yearly_level
from tests.helpers.meetings import mark

DAY = date(2026, 11, 3)
CONTEXT = QualityContext(today=date(2026, 11, 23), meeting_day=3, committee_on=date(2026, 11, 1))


def scheme(code: str = "standard", **own: Any) -> Scheme:
    found = quality.scheme(code, DAY, {f"quality.scheme.{code}": own} if own else None)
    assert found is not None
    return found


def item(**changes: Any) -> AgendaItem:
    whole = AgendaItem(
        title="Nhiệm vụ tháng tới",
        content="Đã bàn",
        conclusion="Nhất trí",
        opinions=tuple(Opinion(speaker=f"Người {number}", text="Nhất trí") for number in range(3)),
        vote=Vote(entitled=10, agree=10),
        tasks=(MeetingTask(id="t1", text="Làm đường", assignee="Lý A Sử", due_on=date(2026, 11, 30)),),
        attached=True,
    )
    return msgspec.structs.replace(whole, **changes)


def content(**changes: Any) -> MeetingContent:
    whole = MeetingContent(
        cell_id="c",
        kind=MeetingKind.REGULAR,
        period="2026-11",
        held_on=DAY,
        start_time="07:30",
        end_time="09:30",
        place="Nhà văn hóa",
        attendance=tuple(mark(number) for number in range(10)),
        agenda=(item(),),
        approval_agree=10,
    )
    return msgspec.structs.replace(whole, **changes)


def figures(context: QualityContext = CONTEXT, **changes: Any) -> dict[str, Figure]:
    return automatic(content(**changes), scheme(), context)


def absent(excused: int, unexcused: int, of: int = 20) -> tuple[Any, ...]:
    kinds = [Presence.EXCUSED] * excused + [Presence.UNEXCUSED] * unexcused
    kinds += [Presence.PRESENT] * (of - len(kinds))
    return tuple(mark(number, presence, "ốm") for number, presence in enumerate(kinds))


def filled(points: int | None = None, **stages: list[int | None]) -> ScoreSheet:
    """A sheet of the standard scheme; every criterion has all of its points unless ``points`` says otherwise."""
    made = quality.sheet(scheme(), {})
    lines = []
    for place, point in enumerate(made.points):
        values = {"proposed": point.most if points is None else points}
        lines.append(
            msgspec.structs.replace(point, **{**values, **{name: each[place] for name, each in stages.items()}})
        )
    return msgspec.structs.replace(made, points=tuple(lines))


# --- schemes ---


@pytest.mark.parametrize("code", ["standard", "thematic", "binh_thuan"])
def test_every_default_scheme_adds_up_to_a_hundred_points(code: str) -> None:
    found = scheme(code)
    assert found.total == 1000
    groups: dict[str, int] = {}
    for criterion in found.criteria:
        groups[criterion.group] = groups.get(criterion.group, 0) + criterion.most
    assert list(groups.values()) == [150, 200, 450, 200]
    assert len({criterion.code for criterion in found.criteria}) == len(found.criteria)


def test_the_kind_of_the_meeting_chooses_its_scheme_and_some_kinds_have_none() -> None:
    chosen = {kind: quality.scheme_of_kind(kind, DAY) for kind in MeetingKind}
    assert {kind.value: found.code for kind, found in chosen.items() if found} == {
        "regular": "standard",
        "combined": "standard",
        "thematic": "thematic",
    }
    own = {"quality.use.regular": "binh_thuan", "quality.use.combined": "none"}
    other = quality.scheme_of_kind(MeetingKind.REGULAR, DAY, own)
    assert other is not None
    assert other.code == "binh_thuan"
    assert quality.scheme_of_kind(MeetingKind.COMBINED, DAY, own) is None


def test_a_default_that_nobody_verified_is_shown_as_one() -> None:
    assert scheme().source.endswith("(chưa đối chiếu)")


# --- what the program counts ---


def test_a_meeting_held_as_it_should_be_has_all_points_the_program_can_count() -> None:
    counted = figures()
    assert {code for code, figure in counted.items() if figure.points is None} == {"invited"}
    for criterion in scheme().criteria:
        if criterion.by and criterion.by != "invited":
            assert counted[criterion.code].points == criterion.most, criterion.title


def test_every_figure_says_in_a_sentence_how_it_came_about() -> None:
    for figure in figures().values():
        assert figure.why.endswith(".")
        assert "{" not in figure.why


@pytest.mark.parametrize(
    ("excused", "unexcused", "points"),
    [(0, 0, 200), (1, 0, 200), (2, 0, 170), (3, 0, 80), (4, 0, 80), (5, 0, 80), (6, 0, 0), (0, 1, 180), (0, 2, 130)],
)
def test_attendance_has_the_points_of_its_band_less_those_for_unexcused_absence(
    excused: int, unexcused: int, points: int
) -> None:
    assert figures(attendance=absent(excused, unexcused))["attendance"].points == points


def test_just_85_percent_is_not_above_85_percent() -> None:
    assert figures(attendance=absent(3, 0))["attendance"].points == 80
    assert figures(attendance=absent(2, 0, of=14))["attendance"].points == 140


def test_points_for_attendance_never_fall_below_nothing() -> None:
    assert figures(attendance=absent(0, 12))["attendance"].points == 0


def test_a_meeting_too_short_or_off_its_day_has_half_the_points_and_both_are_said() -> None:
    short = figures(end_time="08:30")["time"]
    assert short.points == 50
    assert "60 phút" in short.why
    assert "ít nhất 90" in short.why
    assert figures(held_on=date(2026, 11, 4))["time"].points == 50
    assert figures(held_on=date(2026, 11, 4), end_time="08:30")["time"].points == 0
    assert figures(end_time="")["time"].points is None


def test_a_cell_without_a_committee_loses_nothing_for_one_that_did_not_meet() -> None:
    never = msgspec.structs.replace(CONTEXT, committee_on=None)
    assert figures(never)["committee"].points == 0
    assert figures(msgspec.structs.replace(never, has_committee=False))["committee"].points == 50


def test_an_invitation_that_is_kept_counts_and_none_is_left_to_people() -> None:
    sent = msgspec.structs.replace(CONTEXT, invited_on=date(2026, 10, 30))
    assert figures(sent)["invited"].points == 40
    assert figures()["invited"].points is None


def test_tasks_count_as_far_as_they_have_a_person_and_a_deadline() -> None:
    task = MeetingTask(id="t2", text="Làm mương")
    some = figures(agenda=(item(tasks=(*item().tasks, task)),))["tasks"]
    assert some.points == 40
    assert some.why == "1/2 nhiệm vụ có người làm và thời hạn."
    assert figures(agenda=(item(tasks=()),))["tasks"].points == 0


def test_one_who_speaks_twice_is_one_speaker() -> None:
    said = tuple(Opinion(speaker=name, text="x") for name in ("Lý A Sử", "lý a sử", "LÝ A SỬ"))
    assert figures(agenda=(item(opinions=said),))["speaking"].points == 40


def test_minutes_count_when_more_than_half_of_those_present_agree() -> None:
    assert [figures(approval_agree=agreed)["minutes"].points for agreed in (None, 5, 6)] == [None, 0, 80]


def test_shares_are_whole_points() -> None:
    one_of_three = (item(), item(conclusion="", content="", opinions=()), item(conclusion="", content="", opinions=()))
    assert figures(agenda=one_of_three)["contents"].points == 50
    assert figures(agenda=(*one_of_three, item()))["contents"].points == 70


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 12), st.integers(0, 40))
def test_no_figure_is_ever_negative_or_above_the_most(came: int, missed: int, items: int, agreed: int) -> None:
    counted = figures(
        attendance=absent(missed, missed // 2, of=came + missed * 2),
        agenda=tuple(item(conclusion="" if number % 2 else "x") for number in range(items)),
        approval_agree=agreed,
    )
    for criterion in scheme().criteria:
        points = counted[criterion.code].points if criterion.code in counted else None
        assert points is None or 0 <= points <= criterion.most


# --- sums and levels ---


def test_a_sheet_counts_the_last_stage_and_what_that_left_open_as_before_it() -> None:
    sheet = filled(10)
    assert quality.total(sheet) == 110
    voted: list[int | None] = [20, *[None] * 10]
    sheet = filled(10, voted=voted)
    assert (quality.stage(sheet), quality.total(sheet)) == (Stage.VOTED, 120)
    assert quality.total(sheet, Stage.PROPOSED) == 110


def test_a_sheet_in_which_nothing_is_scored_has_no_level() -> None:
    empty = quality.sheet(scheme(), {})
    assert quality.total(empty) is None
    assert quality.level(empty, scheme()) == ""
    assert quality.settled(empty, scheme()) is None


@pytest.mark.parametrize(
    ("lost", "level"), [(0, "good"), (100, "good"), (101, "fair"), (300, "fair"), (301, "average"), (500, "average")]
)
def test_a_level_begins_with_its_points(lost: int, level: str) -> None:
    sheet = ScoreSheet(
        scheme="standard",
        points=(ScorePoint(code="c1", group="g", title="t", most=1000, proposed=1000 - lost),),
    )
    assert quality.level(sheet, scheme()) == level


def test_below_all_thresholds_is_weak() -> None:
    assert quality.level(filled(40), scheme()) == "weak"


def test_the_top_level_may_ask_for_all_points_of_certain_criteria() -> None:
    other = scheme("binh_thuan")
    sheet = quality.sheet(other, {})
    points = [
        msgspec.structs.replace(point, proposed=point.most - 10 * (point.code == "speaking")) for point in sheet.points
    ]
    sheet = msgspec.structs.replace(sheet, points=tuple(points))
    assert quality.total(sheet) == 990
    assert quality.level(sheet, other) == "fair"
    assert [point.code for point in quality.short_of_top(sheet, other)] == ["speaking"]
    assert [f.code for f in quality.findings(sheet, other)] == ["QUALITY_NOT_TOP"]


@given(st.lists(st.none() | st.integers(0, 200), min_size=11, max_size=11))
def test_the_total_is_the_sum_of_what_stands_in_the_last_stage(values: list[int | None]) -> None:
    sheet = filled(0, voted=values)
    expected = sum(value or 0 for value in values)
    assert quality.total(sheet) == expected
    kept = quality.settled(sheet, scheme())
    assert kept is not None
    assert (kept.total, kept.level) == (expected, quality.level(sheet, scheme()))


def test_settling_fills_what_was_left_open_and_changes_nothing_that_was_typed() -> None:
    counted = figures()
    sheet = quality.sheet(scheme(), {})
    typed = msgspec.structs.replace(sheet.points[0], proposed=10)
    kept = quality.settled(msgspec.structs.replace(sheet, points=(typed, *sheet.points[1:])), scheme(), counted)
    assert kept is not None
    assert kept.points[0].proposed == 10
    assert all(point.proposed == counted[point.code].points for point in kept.points[1:] if point.code in counted)


# --- following the program ---


def test_points_follow_the_program_until_somebody_types_others() -> None:
    before, now = figures(), figures(attendance=absent(2, 0))
    sheet = quality.sheet(scheme(), before)
    place = [point.code for point in sheet.points].index("attendance")
    assert quality.refreshed(sheet, before, now).points[place].proposed == 170
    typed = list(sheet.points)
    typed[place] = msgspec.structs.replace(typed[place], proposed=190)
    own = msgspec.structs.replace(sheet, points=tuple(typed))
    assert quality.refreshed(own, before, now).points[place].proposed == 190


def test_another_scheme_keeps_what_was_typed_under_the_same_words() -> None:
    sheet = filled(10)
    other = quality.sheet(scheme("thematic"), {}, sheet)
    same = {(point.group, point.title) for point in sheet.points}
    assert all(point.proposed == (10 if (point.group, point.title) in same else None) for point in other.points)
    assert any(point.proposed is None for point in other.points)


# --- findings ---


def codes(sheet: ScoreSheet, counted: dict[str, Figure] | None = None) -> list[str]:
    return [finding.code for finding in quality.findings(sheet, scheme(), counted)]


def test_a_full_sheet_leaves_nothing_to_say() -> None:
    assert codes(filled()) == []


@pytest.mark.parametrize("points", [51, -1])
def test_points_outside_their_criterion_are_an_error_at_their_place(points: int) -> None:
    sheet = filled(voted=[points, *[None] * 10])
    found = quality.findings(sheet, scheme())[0]
    assert (found.code, found.field, found.severity) == ("QUALITY_OVER_MOST", "score.0.voted", "error")
    assert "{" not in texts.sentence(found)


def test_points_other_than_counted_want_a_reason_and_a_remark_is_one() -> None:
    counted = figures(attendance=absent(2, 0))
    sheet = filled()
    found = {f.field: f for f in quality.findings(sheet, scheme(), counted) if f.code == "QUALITY_UNEXPLAINED"}
    assert "tự chấm 20 điểm, chương trình tính 17. Có mặt 18/20" in texts.sentence(found["score.3.remark"])
    points = [msgspec.structs.replace(point, remark="Bão") for point in sheet.points]
    assert "QUALITY_UNEXPLAINED" not in codes(msgspec.structs.replace(sheet, points=tuple(points)), counted)


def test_confirming_without_a_vote_or_a_name_is_pointed_out() -> None:
    sheet = filled(confirmed=[point.most for point in filled().points])
    assert codes(sheet) == ["QUALITY_STAGE_SKIPPED", "QUALITY_NO_CONFIRMER"]


def test_criteria_nobody_scored_are_counted_and_named() -> None:
    sheet = quality.sheet(scheme(), figures())
    assert "QUALITY_INCOMPLETE" in codes(sheet)


def test_a_sheet_of_criteria_that_changed_meanwhile_is_pointed_out() -> None:
    sheet = filled()
    assert "QUALITY_SCHEME_CHANGED" in codes(msgspec.structs.replace(sheet, points=sheet.points[1:]))
    unknown = quality.findings(sheet, None)
    assert [finding.code for finding in unknown] == ["QUALITY_SCHEME_UNKNOWN"]


# --- the office's own schemes ---


def test_an_office_may_write_its_own_criteria() -> None:
    lines = "I. A | Dự họp | 60* | tỷ lệ dự\nI. A | Phát biểu | 40,5\n"
    own = scheme(criteria=criteria_of(lines), attendance=bands_of("> 50% | 60"))
    assert [(c.code, c.most, c.full) for c in own.criteria] == [("attendance", 600, True), ("c2", 405, False)]
    assert automatic(content(), own, CONTEXT)["attendance"].points == 600
    assert own.total == 1005


@pytest.mark.parametrize(
    "line", ["", "A | B", "A | B | nhiều", "A | | 5", "| B | 5", "A | B | 5 | đoán", "A | B | 0", "A | B | 5 | x | y"]
)
def test_a_line_that_is_no_criterion_is_refused_in_sentences(line: str) -> None:
    with pytest.raises(ProblemError) as caught:
        criteria_of(line)
    assert caught.value.code in ("M30", "M31")
    assert "{" not in str(texts.explain(caught.value))


@pytest.mark.parametrize("text", ["", "90", "90% | ", "101% | 5", "85% | 5\n90% | 6", "90% | 5\n90% | 6"])
def test_bands_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        bands_of(text)
    assert caught.value.code == "M32"


def test_the_same_criterion_twice_is_refused() -> None:
    with pytest.raises(ProblemError) as caught:
        criteria_of("A | B | 5\nA | b | 6")
    assert caught.value.code == "M31"


@given(st.text("IAB|x*%≥> 0123456789,.\n", max_size=40))
def test_whatever_is_typed_is_a_scheme_that_is_read_back_alike_or_refused(text: str) -> None:
    for read, write in ((criteria_of, criteria_text), (bands_of, bands_text)):
        try:
            value = read(text)
        except ProblemError as problem:
            alike = problem.code in ("M30", "M31", "M32")
        else:
            alike = read(write(value)) == value
        assert alike


# --- the year ---


@pytest.mark.parametrize(
    ("levels", "level"),
    [
        (["good"] * 7 + ["fair"] * 5, "good"),
        (["good"] * 6 + ["fair"] * 6, "fair"),
        (["good"] * 11 + ["average"], "fair"),
        (["good"] * 11 + ["weak"], "average"),
        (["average"] * 6 + ["weak"] * 6, "average"),
        (["average"] * 5 + ["weak"] * 7, "weak"),
        ([], ""),
        ([""] * 12, ""),
    ],
)
def test_a_year_is_rated_by_all_of_its_regular_meetings(levels: list[str], level: str) -> None:
    assert yearly_level(levels, DAY).level == level


def test_a_month_without_points_leaves_the_year_provisional() -> None:
    result = yearly_level(["good"] * 11 + [""], DAY)
    assert (result.level, result.scored, result.missing, result.provisional) == ("good", 11, 1, True)
    assert not yearly_level(["good"] * 12, DAY).provisional


def test_the_office_may_ask_for_another_number_of_good_meetings() -> None:
    own = {"quality.yearly": {"good_count": 12}}
    assert yearly_level(["good"] * 11 + ["fair"], DAY, own).level == "fair"


@given(st.lists(st.sampled_from(quality.LEVELS), min_size=1, max_size=12), st.integers(0, 11))
def test_a_better_meeting_never_makes_a_worse_year(levels: list[str], place: int) -> None:
    place %= len(levels)
    better = list(levels)
    better[place] = quality.LEVELS[max(0, quality.LEVELS.index(levels[place]) - 1)]
    order = quality.LEVELS.index
    assert order(yearly_level(better, DAY).level) <= order(yearly_level(levels, DAY).level)


@pytest.mark.parametrize(("points", "text"), [(None, ""), (0, "0"), (850, "85"), (85, "8,5"), (1000, "100")])
def test_points_are_written_as_people_write_them(points: int | None, text: str) -> None:
    assert quality.text_of(points) == text
