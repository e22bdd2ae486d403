"""The states of a package as a table, the codes carried as the records know them, and the sentences complete."""

from __future__ import annotations

import re
import tomllib
import typing
from importlib import resources
from pathlib import Path

import pytest

import desktop_app.exchange
from db import meeting_records, records, register_records
from db.partition_sources import SOURCES
from desktop_app.exchange import dataset_lines, datasets
from desktop_app.exchange.signatures import Kind
from desktop_app.exchange.views import TRANSITIONS, PlanState, State, step
from desktop_app.texts import term

ALLOWED = """
seen -> copied rejected
copied -> opened rejected
opened -> authentic rejected
authentic -> chained rejected duplicate held
chained -> valid rejected
valid -> previewed rejected
previewed -> approved
approved -> applied superseded
applied -> acked
superseded -> acked
acked ->
rejected ->
duplicate ->
held ->
"""


def test_the_way_is_exactly_this_table() -> None:
    table = {}
    for line in ALLOWED.strip().splitlines():
        name, _, after = line.partition(" ->")
        table[State(name)] = frozenset(map(State, after.split()))
    assert table == TRANSITIONS


@pytest.mark.parametrize("current", State)
def test_no_step_is_skipped(current: State) -> None:
    for to in State:
        if to in TRANSITIONS[current]:
            assert step(current, to) is to
        else:
            with pytest.raises(ValueError, match=str(to)):
                step(current, to)


@pytest.mark.parametrize(
    ("codes", "known"),
    [
        (dataset_lines.DutyCode, records.Duty),
        (dataset_lines.StandingCode, records.Standing),
        (dataset_lines.SexCode, records.Sex),
        (dataset_lines.AxisCode, records.StatusAxis),
        (dataset_lines.MeetingKindCode, meeting_records.MeetingKind),
        (dataset_lines.MeetingStateCode, meeting_records.MeetingState),
        (dataset_lines.PresenceCode, meeting_records.Presence),
        (dataset_lines.VoteFormCode, meeting_records.VoteForm),
        (dataset_lines.TreeEventCode, register_records.TreeEventKind),
        (dataset_lines.RoleCode, register_records.RoleKind),
        (dataset_lines.ChangeCode, register_records.ChangeKind),
    ],
)
def test_the_codes_carried_are_those_of_the_records(codes: object, known: list[str]) -> None:
    assert set(typing.get_args(codes)) == {str(code) for code in known}


def test_rows_are_written_in_the_order_of_the_columns_of_the_store() -> None:
    for name, dataset in datasets.DATASETS.items():
        fields = dataset.line.__struct_fields__
        assert fields == SOURCES[name].columns
        assert list(fields) == sorted(fields)


def test_every_particular_of_a_person_is_carried_openly_or_by_policy_and_never_both() -> None:
    opened = set(SOURCES["member_profiles"].columns) - {"member_id"}
    covered = set(SOURCES["member_sensitive"].columns) - {"member_id"}
    assert opened | covered == {*register_records.MemberProfile.__struct_fields__, "ethnic_code"}
    assert covered == register_records.SENSITIVE
    everywhere = [column for name in SOURCES if name != "member_sensitive" for column in SOURCES[name].columns]
    assert not register_records.SENSITIVE & set(everywhere)


def _catalogue(kind: str, language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(
        resources.files("resources").joinpath(f"i18n/{kind}/exchange.{language}.toml").read_text("utf-8")
    )


def _raised() -> set[str]:
    folder = Path(desktop_app.exchange.__file__).parent
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    return set(re.findall(r'"([EIWX][0-9]{2})"', source))


def test_every_reason_has_its_three_sentences_in_both_languages() -> None:
    vietnamese, english = _catalogue("problems", "vi"), _catalogue("problems", "en")
    assert vietnamese.keys() == english.keys()
    assert _raised() <= vietnamese.keys()
    # Kept for the full trust model: approval, and tokens whose certificate cannot be checked.
    assert vietnamese.keys() - _raised() == {"E21", "E24"}
    for code, sentences in vietnamese.items():
        assert sentences.keys() == english[code].keys() == {"what", "safe", "next"}
        assert all(sentences.values())
        places = [set(re.findall(r"{(\w+)}", " ".join(entry.values()))) for entry in (sentences, english[code])]
        assert places[0] == places[1], code


def test_every_code_shown_has_a_word() -> None:
    vietnamese, english = _catalogue("terms", "vi"), _catalogue("terms", "en")
    assert {group: words.keys() for group, words in vietnamese.items()} == {
        group: words.keys() for group, words in english.items()
    }
    assert vietnamese["package_kind"].keys() == {kind.value for kind in Kind}
    assert vietnamese["package_state"].keys() == {state.value for state in State}
    assert vietnamese["plan_state"].keys() == {state.value for state in PlanState}
    assert vietnamese["dataset"].keys() == datasets.DATASETS.keys()
    assert vietnamese["sensitive_field"].keys() == register_records.SENSITIVE
    assert term("package_state", "held") == "chờ quyết định"
