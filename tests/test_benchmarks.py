"""The measuring itself: fair turns, results checked before a time is told, an honest verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as program
from benchmarks.harness import Figure, Trial, measure


def figure(floor: Callable[[], Any], ours: Callable[[], Any], **changes: Any) -> Figure:
    def check(left: Any, right: Any) -> None:
        assert left == right, "different work"

    def prepare(_: Path) -> Trial:
        return Trial(floor=floor, ours=ours, check=check, timed=True, close=changes.get("close", lambda: None))

    return Figure(number=99, title="test", reach=2.0, prepare=prepare, repeats=changes.get("repeats", 3), warm_up=1)


def test_the_ratio_is_that_of_the_medians() -> None:
    times = iter([9.0, 1.0, 5.0, 1.0])
    measured = measure(figure(lambda: (1.0, "x"), lambda: (next(times), "x")))
    assert (measured.floor, measured.ours, measured.ratio) == (1.0, 1.0, 1.0)
    assert measured.reached


def test_a_figure_out_of_reach_is_called_so() -> None:
    assert not measure(figure(lambda: (1.0, "x"), lambda: (2.1, "x"))).reached


def test_floor_and_ours_take_turns_at_going_first() -> None:
    order: list[str] = []

    def run(name: str) -> tuple[float, str]:
        order.append(name)
        return 1.0, ""

    measure(figure(lambda: run("floor"), lambda: run("ours")))
    assert order == ["floor", "ours", "ours", "floor"] * 2


def test_different_work_has_no_time() -> None:
    closed: list[bool] = []
    with pytest.raises(AssertionError, match="different work"):
        measure(figure(lambda: (1.0, "x"), lambda: (0.1, "y"), close=lambda: closed.append(True)))
    assert closed == [True]


def test_a_wrong_result_fails_every_run_and_a_slow_one_the_strict_run_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = figure(lambda: (1.0, "x"), lambda: (3.0, "x"))
    wrong = figure(lambda: (1.0, "x"), lambda: (1.0, "y"))
    for one, said, code in ((slow, "NOT", 0), (wrong, "the results differ", 1)):
        monkeypatch.setattr(program, "figures", lambda _, one=one: [one])
        assert program.main([]) == code
        assert said in capsys.readouterr().out
        assert program.main(["--strict"]) == 1


def test_a_figure_that_does_not_exist_is_said() -> None:
    assert program.main(["12345"]) == 1


def test_saving_a_meeting_does_the_same_work_as_its_floor(tmp_path: Path) -> None:
    from benchmarks import save_meeting

    trial = save_meeting.prepare(tmp_path)
    try:
        trial.check(trial.floor()[1], trial.ours()[1])
        with pytest.raises(AssertionError):
            trial.check(trial.floor()[1], (0,) * 5)
    finally:
        trial.close()


def test_a_time_of_its_own_limits_a_figure_however_slow_the_floor() -> None:
    slow = replace(figure(lambda: (1.0, "x"), lambda: (1.5, "x")), limit=1.2)
    assert measure(slow).ratio == 1.5
    assert not measure(slow).reached
    assert measure(replace(slow, limit=1.6)).reached


def test_a_module_may_expose_several_figures() -> None:
    from benchmarks import list_pages, people_search, year_pages

    assert [one.title for one in program.figures([3])] == [one.title for one in people_search.FIGURES]
    assert len(program.figures([4])) == len(list_pages.FIGURES) + len(year_pages.FIGURES)


def test_a_small_province_is_searched_and_listed_as_the_bare_statements_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks import list_pages, people_search, province

    for name, size in (("CELLS", 4), ("MEMBERS", 120)):
        monkeypatch.setattr(province, name, size)
    office = province.make(tmp_path / "small", cells=4, people=120, months=2)
    monkeypatch.setattr(province, "shared", lambda: office)
    try:
        assert office.store.value("SELECT count(*) FROM member_profile") == 120
        for one in list_pages.FIGURES:
            if "row 16,000" in one.title or "last page" in one.title:
                continue
            trial = one.prepare(tmp_path)
            trial.check(trial.floor(), trial.ours())
            with pytest.raises((AssertionError, IndexError)):
                trial.check([[], [], [], []], trial.ours())
        states = people_search.keystrokes()
        assert "Nguyễn V" in states
        assert all(state.strip() for state in states)
    finally:
        office.close(backup=False)


def test_a_small_review_opens_and_is_filled_in_as_the_bare_statements_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks import campaign, province

    for name, size in (("CELLS", 6), ("MEMBERS", 90)):
        monkeypatch.setattr(province, name, size)
    office = province.make(tmp_path / "small", cells=6, people=90, months=1)
    monkeypatch.setattr(province, "shared", lambda: office)
    try:
        for prepare in (campaign.open_trial, campaign.page_trial):
            trial = prepare(tmp_path)
            trial.check(trial.floor(), trial.ours())
            with pytest.raises((AssertionError, IndexError)):
                trial.check([[], [], [], [], []], trial.ours())
    finally:
        office.close(backup=False)


def test_forms_filled_in_say_what_the_rows_of_their_floor_say(tmp_path: Path) -> None:
    from benchmarks import campaign

    trial = campaign.prefill_trial(tmp_path, cells=2, people=40, months=2)
    try:
        trial.check(trial.floor()[1], trial.ours()[1])
        with pytest.raises(AssertionError):
            trial.check(trial.floor()[1], ([], 0, 0))
    finally:
        trial.close()


def test_ticks_on_a_long_list_are_drawn_one_by_one(qapp: object, tmp_path: Path) -> None:
    from benchmarks import attendance_tick

    trial = attendance_tick.prepare(tmp_path)
    try:
        trial.check(trial.floor(), trial.ours())
        with pytest.raises(AssertionError):
            trial.check(trial.floor(), (0, True))
    finally:
        trial.close()


def test_opening_a_meeting_reads_the_rows_its_floor_reads(tmp_path: Path) -> None:
    from benchmarks import open_meeting

    for period in (open_meeting.PERIOD, open_meeting.LAST):
        trial = open_meeting.prepare(period, tmp_path / period, cells=2, people=60, months=1)
        try:
            trial.check(trial.floor(), trial.ours())
            with pytest.raises(AssertionError):
                trial.check(0, trial.ours())
        finally:
            trial.close()
