"""The schemes of an office: taken in, forgotten, single values set with their document, all of it on the trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db import evaluations
from db.evaluation_records import EvaluationContent, Subject
from db.problems import ProblemError
from desktop_app.office import Office
from desktop_app.rules import rating, scheme_words
from desktop_app.rules import scheme as scheme_rules
from desktop_app.rules.rating import Facts
from desktop_app.services.schemes import ValueView
from tests.helpers import offices, reviews
from tests.helpers.schemes import NEXT, next_scheme

ABOVE = "levels/excellent/conditions/tasks_above/value"
SOURCE = ("Hướng dẫn", "77-HD/BTCTW", date(2026, 12, 1))


@pytest.fixture
def office(make: Callable[..., Office]) -> Office:
    return make()


def value(office: Office, path: str, code: str = "2025") -> ValueView:
    return next(one for one in office.schemes.values(code) if one.line.path == path)


# --- reading ---------------------------------------------------------------------------------------------------------


def test_an_office_begins_with_the_schemes_of_the_program(office: Office) -> None:
    assert office.schemes.all().get("2019") is not None
    assert office.schemes.of_year(2026).code == "2025"
    assert [view.scheme.code for view in office.schemes.views()][:2] == ["2025", "2023"]
    assert not any(view.adopted or view.own or view.campaigns for view in office.schemes.views())


def test_a_year_without_a_scheme_is_said(office: Office) -> None:
    with pytest.raises(ProblemError) as raised:
        office.schemes.of_year(1999)
    assert (raised.value.code, raised.value.values["year"]) == ("Q30", 1999)


def test_a_scheme_nobody_knows_is_said(office: Office) -> None:
    for read in (office.schemes.get, office.schemes.values, office.schemes.text, office.schemes.forget):
        with pytest.raises(ProblemError) as raised:
            read("1945")
        assert raised.value.code == "Q31"


def test_reading_twice_reads_the_files_once(office: Office) -> None:
    assert office.schemes.all() is office.schemes.all()


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_new_scheme_comes_by_a_file_and_rates_at_once(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "2027.toml"
    path.write_bytes(b"\xef\xbb\xbf" + next_scheme().encode())
    preview = office.schemes.preview(path)
    assert (preview.scheme.code, preview.replaces, preview.campaigns, preview.lost) == (NEXT, False, 0, ())
    assert office.schemes.all().get(NEXT) is None
    office.schemes.adopt(path)
    new = office.schemes.of_year(2030)
    assert new.code == NEXT
    form = new.form("M1")
    assert rating.reachable(new, Subject.MEMBER, form, Facts(grades={"1": "b"})) == "pass"
    assert rating.reachable(new, Subject.MEMBER, form, Facts(grades={"1": "a"})) == "star"
    assert rating.reachable(new, Subject.MEMBER, form, Facts(grades={"1": "a"}, disciplines=1)) == "fail"
    assert office.audit.page()[0].action == "scheme.adopt"


def test_a_file_is_still_there_when_the_office_is_opened_again(tmp_path: Path) -> None:
    first = offices.make_office(tmp_path / "xa")
    first.schemes.adopt(next_scheme())
    first.schemes.set_value(NEXT, "caps/member/percent", 12, *SOURCE)
    again = offices.reopen(first)
    try:
        assert again.schemes.get(NEXT).caps[0].percent == 12
    finally:
        again.close(backup=False)


def test_what_a_file_would_change_is_shown_before(office: Office) -> None:
    text = office.schemes.text("2025").replace("percent = 20\n", "percent = 18\n", 1)
    preview = office.schemes.preview(text)
    assert preview.replaces
    assert [(one.path, one.before, one.after) for one in preview.differences] == [("caps/member/percent", "20", "18")]
    office.schemes.adopt(text)
    assert office.schemes.get("2025").caps[0].percent == 18
    assert office.schemes.text("2025") == text
    assert [view.scheme.code for view in office.schemes.views() if view.adopted] == ["2025"]
    office.schemes.forget("2025")
    assert office.schemes.get("2025").caps[0].percent == 20


def test_a_broken_file_names_its_key_and_changes_nothing(office: Office) -> None:
    for text in (next_scheme().replace('short = "HTXSNV"\n', "", 1), next_scheme().replace("rank = 1\n", "rank = 0\n")):
        for take in (office.schemes.preview, office.schemes.adopt):
            with pytest.raises(ProblemError) as raised:
                take(text)
            assert raised.value.code == "Q32"
            assert "rank" in str(raised.value.values["what"]) or "short" in str(raised.value.values["what"])
    assert office.schemes.all().get(NEXT) is None
    assert office.audit.page()[0].action != "scheme.adopt"


def test_what_is_no_text_or_far_too_long_is_not_read(office: Office, tmp_path: Path) -> None:
    binary, long = tmp_path / "x.toml", tmp_path / "y.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    long.write_bytes(b"#" * 1_000_001)
    for source in (binary, long, tmp_path / "none.toml", "#" * 1_000_001):
        with pytest.raises(ProblemError) as raised:
            office.schemes.preview(source)
        assert raised.value.code == "Q33"
    with pytest.raises(ProblemError) as raised:
        office.schemes.preview(next_scheme().replace('code = "2027"', f'code = "{"x" * 41}"'))
    assert raised.value.code == "Q32"


def test_an_exported_scheme_can_be_taken_in(office: Office, tmp_path: Path) -> None:
    office.schemes.export("2023", tmp_path / "mau.toml")
    assert scheme_rules.parse((tmp_path / "mau.toml").read_text("utf-8")).code == "2023"
    assert office.schemes.preview(tmp_path / "mau.toml").differences == ()


def _review(office: Office, code: str, level: str, form: str) -> None:
    campaign = reviews.campaign(office.id, 2027, code)
    one = reviews.evaluation(campaign, office.id, None, content=EvaluationContent(form=form, self_level=level))
    with office.store.operation("test.review", "test:1"):
        evaluations.put_campaign(office.store, campaign)
        evaluations.put(office.store, one)


def test_a_file_reviews_go_by_cannot_lose_their_levels_and_forms(office: Office) -> None:
    office.schemes.adopt(next_scheme())
    _review(office, NEXT, "pass", "M1")
    less = next_scheme().replace('code = "pass"', 'code = "fine"')
    assert office.schemes.preview(less).lost == ("pass",)
    with pytest.raises(ProblemError) as raised:
        office.schemes.adopt(less)
    assert (raised.value.code, raised.value.values["lost"]) == ("Q34", "pass")
    with pytest.raises(ProblemError) as raised:
        office.schemes.forget(NEXT)
    assert raised.value.code == "Q34"
    assert office.schemes.views()[0].campaigns == 1
    office.schemes.adopt(next_scheme().replace("percent = 10", "percent = 11"))
    assert office.schemes.get(NEXT).caps[0].percent == 11


def test_a_file_nobody_uses_is_forgotten_with_the_values_set_in_it(office: Office) -> None:
    office.schemes.adopt(next_scheme())
    office.schemes.set_value(NEXT, "caps/member/percent", 12, *SOURCE)
    office.schemes.forget(NEXT)
    assert office.schemes.all().get(NEXT) is None
    office.schemes.adopt(next_scheme())
    assert office.schemes.get(NEXT).caps[0].percent == 10


def test_a_kept_file_this_program_cannot_read_any_more_is_named_and_the_others_go_on(office: Office) -> None:
    with office.store.operation("test.break", "test:1"):
        office.store.execute("INSERT INTO scheme_file VALUES ('9', 'code = 9', '2026-11-24T08:00:00')")
    assert [problem.name for problem in office.schemes.all().problems] == ["9.toml"]
    assert office.schemes.of_year(2026).code == "2025"


# --- single values ---------------------------------------------------------------------------------------------------


def test_a_value_is_set_with_its_document_and_dropped_again(office: Office) -> None:
    office.schemes.set_text("2025", ABOVE, " 35% ", *SOURCE, "Công văn của tỉnh")
    one = value(office, ABOVE)
    assert (one.shown, one.default, one.text) == ("từ 35% trở lên", "từ 30% trở lên", "35")
    assert one.line.source == "Hướng dẫn 77-HD/BTCTW ngày 01/12/2026"
    assert one.line.set_by is not None
    assert one.line.set_by.note == "Công văn của tỉnh"
    assert [view.own for view in office.schemes.views()] == [1, 0, 0, 0, 0, 0]
    assert [row.action for row in office.audit.page(limit=1)] == ["scheme.set_value"]
    office.schemes.unset("2025", ABOVE)
    assert not value(office, ABOVE).line.own
    before = office.audit.total()
    office.schemes.unset("2025", ABOVE)
    assert office.audit.total() == before


def test_an_own_value_is_told_with_the_offices_document(office: Office) -> None:
    office.schemes.set_value("2025", ABOVE, 60, *SOURCE)
    held = office.schemes.get("2025")
    level = held.level("excellent")
    assert level is not None
    judged = rating.conditions_met(held, level, Subject.MEMBER, held.form("2A"), Facts(tasks=2, above=1, on_time=1))
    missed = [one for one in judged if one.met is False]
    assert [(one.needs, one.has) for one in missed] == [("từ 60% trở lên", "50% (1/2)")]
    assert missed[0].source == "Hướng dẫn 77-HD/BTCTW ngày 01/12/2026 (đơn vị đã sửa)"


def test_setting_the_same_value_confirms_it(office: Office) -> None:
    path = "levels/failed/conditions/points-forces/value"
    assert not value(office, path).line.verified
    office.schemes.set_value("2025", path, 500, *SOURCE)
    one = value(office, path)
    assert one.line.verified
    assert one.line.value == one.line.default


def test_a_whole_part_is_said_to_be_compared(office: Office) -> None:
    office.schemes.set_value("2025", "vote/verified", value=True, document="Quy chế", number="", dated=None)
    assert office.schemes.get("2025").vote.verified
    assert value(office, "vote/numerator").line.verified
    assert not value(office, "vote/numerator").line.own


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        (ABOVE, "viel", "Q35"),
        (ABOVE, "-1", "Q35"),
        (ABOVE, "", "Q35"),
        (ABOVE, "101", "Q36"),
        ("levels/excellent/conditions/points/value", "90,55", "Q35"),
        ("vote/strict", "vielleicht", "Q35"),
        ("caps/member/base", "all", "Q35"),
        ("vote/numerator", "3", "Q36"),
        ("levels/excellent/rank", "1", "Q36"),
        ("levels/excellent/name", "x" * 401, "Q35"),
        ("levels/excellent/name", " ", "Q36"),
        ("steps/self/day", "31", "Q36"),
    ],
)
def test_a_value_that_cannot_be_is_refused(office: Office, path: str, text: str, code: str) -> None:
    with pytest.raises(ProblemError) as raised:
        office.schemes.set_text("2025", path, text, *SOURCE)
    assert raised.value.code == code
    assert not any(view.own for view in office.schemes.views())


@pytest.mark.parametrize(
    ("document", "number", "dated", "note", "code"),
    [
        ("", "1-HD", date(2026, 1, 1), "", "Q37"),
        (" ", "", None, "", "Q37"),
        ("Hướng dẫn", "1-HD", None, "", "Q37"),
        ("x" * 201, "", None, "", "Q38"),
        ("Hướng dẫn", "", None, "x" * 201, "Q38"),
    ],
)
def test_a_value_needs_a_document_with_its_date(
    office: Office, document: str, number: str, dated: date | None, note: str, code: str
) -> None:
    with pytest.raises(ProblemError) as raised:
        office.schemes.set_value("2025", ABOVE, 35, document, number, dated, note)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("path", "text", "kept"),
    [
        ("levels/excellent/conditions/points/value", "89,5", 895),
        ("levels/excellent/conditions/points/value", "89.5", 895),
        ("last_year", "", None),
        ("last_year", "2026", 2026),
        ("caps/member/base", "rated", "rated"),
        ("vote/strict", "false", False),
        ("levels/good/short", "HTT  NV ", "HTT NV"),
    ],
)
def test_values_of_every_kind_are_typed(office: Office, path: str, text: str, kept: object) -> None:
    office.schemes.set_text("2025", path, text, *SOURCE)
    one = value(office, path)
    assert one.line.own
    assert scheme_words.parse(one.line, one.text) == kept


def test_a_grade_is_chosen_by_its_name(office: Office) -> None:
    path = "levels/good/conditions/worst_grade/value"
    one = value(office, path, "2023")
    assert one.choices == (("0", "Xuất sắc"), ("1", "Tốt"), ("2", "Trung bình"), ("3", "Kém"))
    assert one.shown == "Trung bình trở lên"
    office.schemes.set_text("2023", path, "1", *SOURCE)
    assert value(office, path, "2023").shown == "Tốt trở lên"


def test_the_last_year_of_a_scheme_makes_room_for_the_next(office: Office) -> None:
    office.schemes.set_text("2025", "last_year", "2025", *SOURCE)
    with pytest.raises(ProblemError) as raised:
        office.schemes.of_year(2026)
    assert raised.value.code == "Q30"


def test_a_value_whose_place_is_gone_is_named_and_the_others_stay(office: Office) -> None:
    office.schemes.adopt(next_scheme())
    office.schemes.set_value(NEXT, "levels/pass/name", "Đạt yêu cầu", *SOURCE)
    office.schemes.set_value(NEXT, "caps/member/percent", 12, *SOURCE)
    office.schemes.adopt(next_scheme().replace('code = "pass"', 'code = "fine"'))
    assert ["levels/pass/name" in problem.what for problem in office.schemes.all().problems] == [True]
    assert office.schemes.get(NEXT).caps[0].percent == 12


def test_sums_that_do_not_add_up_any_more_are_said(office: Office) -> None:
    office.schemes.set_value("2025", "forms/2C/sections/I.1.pol/most", 40, *SOURCE)
    assert office.schemes.views()[0].sums == ("Mẫu 2C: điểm tối đa các mục cộng lại là 99, không phải 100.",)
