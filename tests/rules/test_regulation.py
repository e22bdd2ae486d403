"""Rules are chosen by the day, carry their source, and a malformed file is never read quietly."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app import texts
from desktop_app.rules import regulation
from desktop_app.rules.regulation import MalformedRegulationError, NoRuleError, collect, find, in_force

GOOD = """
[[rule]]
id = "a"
value = 1
valid_from = 2018-07-06
valid_to = 2025-10-28
verified = true
source = { document = "Hướng dẫn", number = "12-HD/BTCTW", date = 2018-07-06, place = "mục 2" }

[[rule]]
id = "a"
value = 2
valid_from = 2025-10-28
verified = false
source = { document = "Hướng dẫn", number = "42-HD/BTCTW", date = 2025-10-28 }
"""


def test_a_rule_is_chosen_by_the_day_of_the_meeting() -> None:
    old = in_force("meeting.min_minutes.regular", date(2025, 10, 27))
    new = in_force("meeting.min_minutes.regular", date(2025, 10, 28))
    assert old.reference.number == "12-HD/BTCTW"
    assert new.reference.number == "42-HD/BTCTW"
    assert (old.value, new.value) == (90, 90)


def test_a_day_before_any_known_rule_is_judged_by_none() -> None:
    assert find("meeting.attendance.above_percent", date(2011, 5, 3)) is None
    with pytest.raises(NoRuleError, match="2011-05-03"):
        in_force("meeting.attendance.above_percent", date(2011, 5, 3))


def test_a_source_is_cited_with_number_and_date_as_documents_do() -> None:
    rule = in_force("meeting.min_minutes.combined", date(2019, 1, 3))
    assert rule.source == "Hướng dẫn 12-HD/BTCTW ngày 06/7/2018"
    assert in_force("meeting.vote.majority", date(2026, 11, 3)).citation.endswith("ngày 19/01/2011, Điều 9")


def test_a_source_says_that_its_value_was_not_verified() -> None:
    majority = in_force("meeting.vote.majority", date(2026, 11, 3))
    assert not majority.verified
    assert majority.source == f"{majority.citation} (chưa đối chiếu)"
    texts.set_language("en")
    assert majority.source == f"{majority.citation} (not verified)"


def test_a_source_says_that_the_office_put_its_own_value_in_place() -> None:
    rule = in_force("meeting.vote.majority", date(2026, 11, 3), {"meeting.vote.majority": {"numerator": 2}})
    assert rule.source == f"{rule.citation} (đơn vị đã sửa)"


def test_an_own_value_equal_to_the_default_confirms_it() -> None:
    rule = in_force("meeting.attendance.above_percent", date(2026, 11, 3), {"meeting.attendance.above_percent": 85})
    assert rule.source == f"{rule.citation} (đơn vị đã xác nhận)"


def test_the_office_may_put_its_own_value_in_place() -> None:
    rule = in_force("meeting.min_minutes.regular", date(2026, 11, 3), {"meeting.min_minutes.regular": 60})
    assert (rule.value, rule.overridden) == (60, True)


def test_of_a_table_the_office_changes_single_fields() -> None:
    day = date(2026, 11, 3)
    plain = in_force("layout.document", day).value
    own = in_force("layout.document", day, {"layout.document": {"margin_left_mm": 35}}).value
    assert own == {**plain, "margin_left_mm": 35}
    assert plain["margin_left_mm"] == 30


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_at_most_one_rule_of_a_name_holds_on_any_day(day: date) -> None:
    for rule in regulation.every():
        assert sum(other.holds(day) for other in regulation.every() if other.id == rule.id) <= 1


def test_every_number_in_the_data_is_cited_with_its_date() -> None:
    for rule in regulation.every():
        if rule.reference.number:
            assert rule.reference.date is not None, rule.id
            assert re.search(r"\d-[A-ZĐ]+", rule.reference.number), rule.id


def test_every_rule_that_must_always_answer_does() -> None:
    for name in ("meeting.vote.standings", "meeting.vote.majority", "numbering.minutes.label", "layout.document"):
        for day in (date.min, date(2010, 1, 1), date(2025, 10, 27), date(2026, 1, 9), date.max):
            assert in_force(name, day).value


def test_a_good_file_is_read() -> None:
    rules = collect([("x.toml", GOOD)])["a"]
    assert [rule.value for rule in rules] == [1, 2]
    assert rules[0].source == "Hướng dẫn 12-HD/BTCTW ngày 06/7/2018, mục 2"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("value = 1", "valu = 1"),
        ("verified = true", ""),
        ("verified = true", 'verified = "yes"'),
        ('id = "a"\nvalue = 1', 'id = "a"\nvalue = 1\nsurprise = 2'),
        (", date = 2018-07-06", ""),
        ('document = "Hướng dẫn", number = "12', 'number = "12'),
        ("valid_from = 2018-07-06", 'valid_from = "2018-07-06"'),
        ("valid_to = 2025-10-28", "valid_to = 2018-07-06"),
        ("valid_to = 2025-10-28", "valid_to = 2025-10-29"),
        ("valid_to = 2025-10-28\n", ""),
        ("valid_from = 2025-10-28\n", ""),
        ("[[rule]]", "[[rules]]"),
        ("[[rule]]", "[[rule"),
        ('source = { document = "Hướng dẫn", number = "42-HD/BTCTW", date = 2025-10-28 }', 'source = "HD 42"'),
    ],
)
def test_a_malformed_file_fails_loudly(before: str, after: str) -> None:
    assert before in GOOD
    with pytest.raises(MalformedRegulationError, match=r"x\.toml|a: "):
        collect([("x.toml", GOOD.replace(before, after, 1))])


def test_rules_that_follow_each_other_leave_no_day_twice() -> None:
    earlier, later = collect([("x.toml", GOOD)])["a"]
    assert earlier.valid_to == later.valid_from
    assert earlier.valid_to is not None
    assert earlier.holds(earlier.valid_to - timedelta(days=1))
    assert not earlier.holds(earlier.valid_to)
