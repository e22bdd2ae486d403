"""Rating schemes as files: which one holds in a year, what a broken file says, values by their path."""

from __future__ import annotations

import tomllib
from datetime import date

import msgspec
import pytest

from db.evaluation_records import Subject
from db.scheme_records import SchemeValue
from desktop_app.rules import rating_words, scheme_checks, scheme_values, scheme_words
from desktop_app.rules import scheme as scheme_rules
from desktop_app.rules.scheme import Applies, Scheme
from tests.helpers.schemes import NEXT, next_scheme, scheme, shipped

CODES = tuple(one.code for one in shipped().schemes)


# --- the schemes of the program --------------------------------------------------------------------------------------


def test_every_scheme_of_the_program_can_be_used() -> None:
    assert shipped().problems == ()
    assert CODES == ("2007", "2014", "2018", "2019", "2023", "2025")
    for one in shipped().schemes:
        assert scheme_checks.mistakes(one) == []
        assert scheme_checks.sums(one) == []


@pytest.mark.parametrize(
    ("year", "code"),
    [
        *[(2007, "2007"), (2013, "2007"), (2014, "2014"), (2017, "2014"), (2018, "2018")],
        *[(2019, "2019"), (2022, "2019"), (2023, "2023"), (2024, "2023"), (2025, "2025"), (2040, "2025")],
    ],
)
def test_every_year_has_its_scheme(year: int, code: str) -> None:
    found = shipped().of_year(year)
    assert found is not None
    assert found.code == code


def test_a_year_before_the_first_scheme_has_none() -> None:
    assert shipped().of_year(2006) is None


@pytest.mark.parametrize(
    ("code", "subject", "levels"),
    [
        ("2007", Subject.MEMBER, "ĐTC HTTNV, ĐTC HTXSNV, ĐTC HTNV, VPTC"),
        ("2007", Subject.GRASSROOTS, "TSVM, TSVM tiêu biểu, HTTNV, HTNV, YK"),
        ("2014", Subject.MEMBER, "ĐTC HTXSNV, ĐTC HTTNV, ĐTC HTNV, VPTC"),
        ("2014", Subject.CELL, "TSVM, TSVM tiêu biểu, HTTNV, HTNV, YK"),
        ("2018", Subject.MEMBER, "HTXSNV, HTTNV, HTNV, KHTNV"),
        ("2019", Subject.CELL, "HTXSNV, HTTNV, HTNV, KHTNV"),
        ("2023", Subject.COMMITTEE, "HTXSNV, HTTNV, HTNV, KHTNV"),
        ("2025", Subject.MEMBER, "HTXSNV, HTTNV, HTNV, KHTNV"),
    ],
)
def test_the_levels_of_a_scheme_stand_with_their_parts_after_them(code: str, subject: Subject, levels: str) -> None:
    assert ", ".join(level.short for level in scheme(code).levels_of(subject)) == levels


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("2018", "Mẫu 02, Mẫu 01, Mẫu 03, Mẫu 04, Mẫu 05"),
        ("2019", "Mẫu 02, Mẫu 01, Mẫu 03, Mẫu 04, Mẫu 05"),
        ("2023", "Mẫu 02A, Mẫu 02B, Mẫu 01, Mẫu 03, Mẫu 04, Mẫu 05"),
        ("2025", "Mẫu 2A, Mẫu 2B, Mẫu 2C, Mẫu 01"),
    ],
)
def test_a_scheme_has_the_forms_of_its_guide(code: str, forms: str) -> None:
    assert ", ".join(form.number for form in scheme(code).forms) == forms


@pytest.mark.parametrize("code", CODES)
def test_whoever_is_rated_has_a_form(code: str) -> None:
    for subject in Subject:
        if scheme(code).levels_of(subject):
            own = [form for form in scheme(code).forms if subject in form.subjects and not form.analysis]
            assert own
            assert any(section.kind == "self_rating" for form in own for section in form.sections)


def test_only_the_form_for_those_outside_the_political_system_asks_no_official_rating() -> None:
    for form in scheme("2025").forms:
        asks = any(section.kind == "official_rating" for section in form.sections)
        assert asks is (form.applies in {Applies.NO_POST, Applies.LEADER}), form.code


def test_leaders_answer_for_what_they_lead() -> None:
    for code, plain, leader in (("2023", "02A", "02B"), ("2025", "2A", "2B")):
        forms = [scheme(code).form(one) for one in (plain, leader)]
        assert forms[0] is not None
        assert forms[1] is not None
        more = {one.code for one in forms[1].sections} - {one.code for one in forms[0].sections}
        assert more == {"I.3", "V"}


def test_what_nobody_saw_in_print_is_marked_so() -> None:
    excellent = scheme("2025").level("excellent")
    assert excellent is not None
    assert all(one.verified for one in excellent.conditions if one.check != "disciplined")
    assert not any(cap.verified for cap in scheme("2025").caps)
    assert [cap.verified for cap in scheme("2019").caps] == [True, False]
    assert [cap.verified for cap in scheme("2023").caps] == [False, True]
    assert not any(one.vote.verified or one.exclusions.verified for one in shipped().schemes)
    assert not any(one.verified for one in scheme("2014").levels)


@pytest.mark.parametrize("code", CODES)
def test_every_condition_and_section_has_a_path_of_its_own(code: str) -> None:
    paths = [line.path for line in scheme_values.lines(scheme(code))]
    assert len(paths) == len(set(paths))
    assert set(scheme_values.conditions(scheme(code))) <= {path.rpartition("/")[0] for path in paths}


# --- a new scheme is a new file --------------------------------------------------------------------------------------


def test_a_scheme_is_added_by_a_file_alone() -> None:
    read = scheme_rules.read([*scheme_rules.shipped().items(), ("moi.toml", next_scheme())])
    assert read.problems == ()
    found = read.of_year(2027)
    assert found is not None
    assert found.code == NEXT
    assert [level.name for level in found.levels_of(Subject.CELL)] == ["Tiêu biểu", "Đạt", "Chưa đạt"]
    assert read.of_year(2026) is not None
    assert read.of_year(2026) != found


def test_a_later_file_of_the_same_code_takes_the_place_of_the_first() -> None:
    again = next_scheme().replace("Quy định của năm 2027", "Bản sửa")
    read = scheme_rules.read([("a.toml", next_scheme()), ("b.toml", again)])
    assert [one.name for one in read.schemes] == ["Bản sửa"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('short = "HTXSNV"\n', "", "levels[0]: Object missing required field `short`"),
        ('name = "Đạt"', 'nam = "Đạt"', "levels[1]"),
        ("first_year = 2027", 'first_year = "2027"', "first_year"),
        ("first_year = 2027", "first_year = 27", "first_year: 27"),
        ("rank = 1\n", "rank = 0\n", "levels.rank: 2 levels"),
        ('code = "pass"', 'code = "star"', "levels.code: the code “star” stands 2 times"),
        ('code = "pass"', 'code = "a/b"', "levels.code: “a/b” is no code"),
        ('subjects = ["member", "cell"]\nrank = 1', "subjects = []\nrank = 1", "levels.pass.subjects"),
        ("rank = 2\n", 'rank = 2\nwithin = "nobody"\n', "levels.fail.within: “nobody”"),
        ("rank = 2\n", 'rank = 2\nplan_for = ["committee"]\n', "levels.fail.plan_for"),
        ('check = "worst_grade"', 'check = "mood"', "levels[0].conditions[0].check"),
        ("value = 0, verified", "value = 7, verified", "levels.star.conditions[0].value: no grade has the rank 7"),
        ("value = 0, verified", 'value = 0, codes = ["9"], verified', "“9”"),
        ("value = 0, verified", 'value = 0, forms = ["X"], verified', "there is no form “X”"),
        ("value = 0, verified", "value = 0, own = true, verified", "levels[0].conditions[0].own"),
        ("value = 1, forces", "value = -1, forces", "levels.fail.conditions[0].value"),
        ('code = "2"\nnumber', 'code = "1"\nnumber', "forms.M1.sections.code: the code “1” stands 2 times"),
        ('kind = "self_rating"', 'kind = "self_rating"\nmost = 10', "forms.M1.sections.2.most: no points"),
        ('kind = "self_rating"', 'kind = "points"', "forms.M1.sections.2.most: is missing"),
        ('kind = "self_rating"', 'kind = "points"\nmost = 1010', "more than 1000"),
        ('kind = "self_rating"', 'kind = "self_rating"\nfigures = ["luck"]', "there is no figure “luck”"),
        ('kind = "self_rating"', 'kind = "self_rating"\ndepth = 3', "forms.M1.sections.2.depth"),
        ("rank = 1 }]", "rank = 0 }]", "grades.rank: 2 grades have the rank 0"),
        ("percent = 10", "percent = 110", "caps[0].percent: 110"),
        ("percent = 10", "percent = 10\noutstanding_percent = 5", "caps[0].outstanding_percent: 5"),
        ('base = "rated"', 'base = "all"', "caps[0].base"),
        (", date = 2027-01-15 }", " }", "sources[0].date"),
        ("date = 2027-01-15 }", 'date = 2027-01-15, page = "3" }', "sources[0].page: is unknown"),
        ('code = "M1"', 'code = "M1"\napplies = "collective"', "forms.M1.applies"),
        (
            'subjects = ["member", "cell"]\n\n[[forms.sections]]',
            'subjects = ["cell"]\n\n[[forms.sections]]',
            "no form for “member”",
        ),
        ("[[levels]]", "[[levels", "not TOML"),
        ('code = "2027"', 'code = ""', "code: is empty"),
        (
            "[[caps]]",
            '[[caps]]\nsubjects = ["member"]\npercent = 1\nbase = "rated"\nscope = "cell"\n\n[[caps]]',
            "has 2 caps",
        ),
        ("[[caps]]", "[vote]\nnumerator = 3\ndenominator = 2\n\n[[caps]]", "vote.numerator: 3/2"),
        ("[[caps]]", "[task_points]\nlate = 101\n\n[[caps]]", "task_points.late: 101"),
        ("[[caps]]", "[exclusions]\nmin_months = 13\n\n[[caps]]", "exclusions.min_months: 13"),
        ("[[caps]]", '[[steps]]\ncode = "s"\ntitle = "x"\nmonth = 2\nday = 30\n\n[[caps]]', "steps.s.day: 30/2"),
        ("first_year = 2027", "first_year = 2027\nlast_year = 2020", "last_year: 2020"),
    ],
)
def test_a_file_that_contradicts_itself_is_named_with_the_key_and_the_others_go_on(
    old: str, new: str, said: str
) -> None:
    text = next_scheme()
    assert old in text
    read = scheme_rules.read([*scheme_rules.shipped().items(), ("hong.toml", text.replace(old, new, 1))])
    assert [one.name for one in read.problems] == ["hong.toml"]
    assert said in read.problems[0].what
    assert tuple(one.code for one in read.schemes) == CODES


def test_criteria_that_do_not_make_the_scale_are_a_mistake_of_a_file() -> None:
    text = scheme_rules.shipped()["2025.toml"].replace("most = 50", "most = 40", 1)
    with pytest.raises(ValueError, match=r"forms\.2A\.sections\.most: adds up to 990 tenths, not to 1000"):
        scheme_rules.parse(text)
    text = scheme_rules.shipped()["2025.toml"].replace("most = 700\nhint", "most = 690\nhint", 1)
    with pytest.raises(ValueError, match=r"forms\.2A\.sections\.I\.2\.most: 690 tenths for tasks"):
        scheme_rules.parse(text)


def test_a_text_that_is_no_scheme_at_all_is_a_problem_and_no_crash() -> None:
    for text in ("", "a = [" * 2000, "\x00", "levels = 3", "[vote]\nnumerator = 1"):
        assert scheme_rules.read([("x.toml", text)]).problems


# --- values by path --------------------------------------------------------------------------------------------------

ABOVE = "levels/excellent/conditions/tasks_above/value"


def own(path: str, value: str, code: str = "2025", **more: object) -> SchemeValue:
    plain: dict[str, object] = {"document": "Hướng dẫn", "number": "77-HD/BTCTW", "dated": date(2026, 12, 1)}
    return msgspec.convert({"scheme": code, "path": path, "value": value, **plain, **more}, SchemeValue)


def condition(of: Scheme, path: str = ABOVE) -> object:
    found = scheme_values.conditions(of)[path.rpartition("/")[0]]
    return found.value, found.verified, found.own, found.source


def test_a_value_of_the_office_takes_its_place_with_its_source() -> None:
    held, left_out = scheme_values.apply(scheme("2025"), [own(ABOVE, "35")])
    assert left_out == []
    assert condition(held) == (35, True, True, "Hướng dẫn 77-HD/BTCTW ngày 01/12/2026")
    assert condition(scheme("2025")) == (30, True, False, "")
    assert rating_words.source(held, "X", verified=True, own=True) == "X (đơn vị đã sửa)"


def test_a_value_of_another_scheme_changes_nothing() -> None:
    assert scheme_values.apply(scheme("2025"), [own(ABOVE, "35", code="2023")]) == (scheme("2025"), [])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (ABOVE, "101"),
        (ABOVE, '"viel"'),
        (ABOVE, "not json"),
        ("levels/excellent/conditions/tasks_above/check", '"points"'),
        ("levels/excellent/rank", "5"),
        ("levels/nobody/name", '"X"'),
        ("vote/numerator", "9"),
        ("caps/member/base", '"all"'),
        ("", '"X"'),
    ],
)
def test_a_value_that_does_not_fit_is_left_out_and_the_others_stay(path: str, value: str) -> None:
    held, left_out = scheme_values.apply(scheme("2025"), [own("caps/member/percent", "15"), own(path, value)])
    assert len(left_out) == 1
    assert left_out[0].startswith(f"{path}: ")
    assert held.caps[0].percent == 15
    assert msgspec.structs.replace(held, caps=scheme("2025").caps) == scheme("2025")


def test_points_may_stop_adding_up_while_the_office_sets_them_one_by_one() -> None:
    path = "forms/2A/sections/I.1.pol/most"
    held, left_out = scheme_values.apply(scheme("2025"), [own(path, "40")])
    assert left_out == []
    assert rating_words.sums(held) == ("Mẫu 2A: điểm tối đa các mục cộng lại là 99, không phải 100.",)
    both, _ = scheme_values.apply(scheme("2025"), [own(path, "40"), own("forms/2A/sections/I.1.org/most", "50")])
    assert rating_words.sums(both) == ()
    form = both.form("2A")
    assert form is not None
    assert [one.verified for one in form.sections if one.code in {"I.1.pol", "I.1.study"}] == [True, False]


@pytest.mark.parametrize("code", CODES)
def test_every_value_can_be_typed_back_as_it_is_shown_in_the_editor(code: str) -> None:
    for line in scheme_values.lines(scheme(code)):
        typed = scheme_words.parse(line, scheme_words.text(line, line.value))
        assert msgspec.json.decode(line.value) == typed, line.path


@pytest.mark.parametrize("code", CODES)
def test_every_value_is_shown_in_words(code: str) -> None:
    of = scheme(code)
    conditions = scheme_values.conditions(of)
    for line in scheme_values.lines(of):
        held = conditions.get(line.group)
        words = (
            scheme_words.heading(of, line, held),
            scheme_words.title(of, line, held),
            scheme_words.shown(of, line, line.value, held),
            scheme_words.part_name(scheme_words.part(line)),
        )
        assert all(words), line.path
        assert not any("_" in word for word in words), words
        assert all(word != choice for choice, word in scheme_words.choices(of, line, held)), line.path


def test_a_scheme_differs_from_a_changed_one_in_what_was_changed_only() -> None:
    held, _ = scheme_values.apply(scheme("2025"), [own("caps/member/percent", "15")])
    found = scheme_values.differences(scheme("2025"), held)
    assert [(one.path, one.before, one.after) for one in found if not one.path.endswith("/source")] == [
        ("caps/member/percent", "20", "15")
    ]
    assert scheme_values.differences(held, held) == []


def test_against_nothing_everything_is_new() -> None:
    new = scheme_rules.parse(next_scheme())
    found = scheme_values.differences(None, new)
    assert ("levels/star/name", "", "Tiêu biểu") in [(one.path, one.before, one.after) for one in found]
    gone = scheme_values.differences(scheme("2025"), new)
    assert any(one.path == "levels/good/name" and one.after == "" for one in gone)


def test_the_files_of_the_program_say_in_plain_toml_what_they_hold() -> None:
    for name, text in scheme_rules.shipped().items():
        content = tomllib.loads(text)
        assert name == f"{content['code']}.toml"
