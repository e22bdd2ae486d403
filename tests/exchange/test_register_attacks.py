"""Rows of the register that cannot be are refused though rightly signed; old and new schemas never mix to a hole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from db.ids import new_id
from db.problems import ProblemError
from desktop_app.exchange.dataset_lines import SensitiveLine
from desktop_app.exchange.views import State
from tests.helpers.exchange import PERIOD, Pair, change, dump, enrol, make_pair
from tests.helpers.forging import look, next_of, older, opened, refused, rewritten


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return make_pair(tmp_path, members=2)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The same for packages that are refused: they change nothing."""
    return make_pair(tmp_path_factory.mktemp("still"), members=2)


def _set(rows: list[Any], place: int, **fields: Any) -> None:
    rows[place] = msgspec.structs.replace(rows[place], **fields)


def _say_nothing(rows: list[Any]) -> None:
    unknown: dict[str, Any] = dict.fromkeys(rows[0].__struct_fields__, "")
    rows[0] = type(rows[0])(**unknown | {"member_id": rows[0].member_id, "hamlet_id": None, "youth_member": 0})


ROWS: dict[str, tuple[str, Callable[[Pair, dict[str, list[Any]]], None]]] = {
    "an act of a person nobody knows": ("E41", lambda _, rows: _set(rows["member_events"], 0, member_id=new_id())),
    "an act into a strange cell": ("E41", lambda _, rows: _set(rows["member_events"], 0, cell_id=new_id())),
    "an act into a section": (
        "E41",
        lambda _, rows: _set(rows["member_events"], 0, cell_id=rows["organizations"][1].id),
    ),
    "an act of another office": (
        "E43",
        lambda pair, rows: _set(rows["member_events"], 0, owner_id=pair.parent.office_id),
    ),
    "an act of a kind nobody knows": ("E40", lambda _, rows: _set(rows["member_events"], 0, kind="promotion")),
    "an act on no day": ("E40", lambda _, rows: _set(rows["member_events"], 0, on_date="2026-13-01")),
    "an act with no number": ("E40", lambda _, rows: _set(rows["member_events"], 0, seq=0)),
    "dues paid until no month": ("E40", lambda _, rows: _set(rows["member_events"], 0, dues_until="2026-13")),
    "particulars of a stranger": ("E41", lambda _, rows: _set(rows["member_profiles"], 0, member_id=new_id())),
    "a home in a hamlet nobody knows": ("E41", lambda _, rows: _set(rows["member_profiles"], 0, hamlet_id=new_id())),
    "a card given on no day": ("E40", lambda _, rows: _set(rows["member_profiles"], 0, card_issued_on="hôm qua")),
    "perhaps in the political system": (
        "E40",
        lambda _, rows: _set(rows["member_profiles"], 0, political_system="maybe"),
    ),
    "a code of forty-one letters": ("E40", lambda _, rows: _set(rows["member_profiles"], 0, theory_code="x" * 41)),
    "particulars that say nothing": ("E40", lambda _, rows: _say_nothing(rows["member_profiles"])),
    "health of a stranger": (
        "E41",
        lambda _, rows: rows["member_sensitive"].append(SensitiveLine("", "", "x", new_id(), "", "", "")),
    ),
    "sensitive particulars that say nothing": (
        "E40",
        lambda pair, rows: rows["member_sensitive"].append(SensitiveLine("", "", "", pair.members[0][0], "", "", "")),
    ),
    "somebody who is the same as a stranger": (
        "E41",
        lambda _, rows: _set(rows["members"], 0, merged_into=new_id()),
    ),
    "somebody who leads to themselves": (
        "E41",
        lambda _, rows: _set(rows["members"], 0, merged_into=rows["members"][0].id),
    ),
    "a role in a strange unit": ("E41", lambda _, rows: _set(rows["organization_roles"], 0, organization_id=new_id())),
    "a role of a stranger": ("E41", lambda _, rows: _set(rows["organization_roles"], 0, member_id=new_id())),
    "a role of nobody": ("E40", lambda _, rows: _set(rows["organization_roles"], 0, member_id=None)),
    "a role nobody knows": ("E40", lambda _, rows: _set(rows["organization_roles"], 0, role="king")),
    "a role of another office": (
        "E43",
        lambda pair, rows: _set(rows["organization_roles"], 0, owner_id=pair.parent.office_id),
    ),
    "an act on a strange unit": (
        "E41",
        lambda pair, rows: _set(rows["organization_event_parts"], 0, organization_id=pair.parent.office_id),
    ),
    "units of no act": ("E41", lambda _, rows: _set(rows["organization_event_parts"], 0, event_id=new_id())),
    "a part nobody knows": ("E40", lambda _, rows: _set(rows["organization_event_parts"], 0, part="x")),
    "a kind of act on the tree nobody knows": (
        "E40",
        lambda _, rows: _set(rows["organization_events"], 0, kind="dissolved"),
    ),
    "an act on the tree of another office": (
        "E43",
        lambda pair, rows: _set(rows["organization_events"], 0, owner_id=pair.parent.office_id),
    ),
    "a former name of no hamlet": ("E41", lambda _, rows: _set(rows["hamlet_names"], 0, hamlet_id=new_id())),
    "a hamlet that ended on no day": ("E40", lambda _, rows: _set(rows["hamlets"], 0, closed_on="2026-02-30")),
    "a cell below a cell": (
        "E41",
        lambda _, rows: _set(rows["organizations"], -1, parent_id=rows["organizations"][-2].id),
    ),
    "members of a section": (
        "E41",
        lambda _, rows: _set(rows["memberships"], 0, cell_id=rows["organizations"][1].id),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_that_cannot_be_are_refused_though_rightly_signed(still: Pair, name: str) -> None:
    code, alter = ROWS[name]
    refused(still, rewritten(still, lambda rows: alter(still, rows)), code)


def test_two_acts_of_one_number_are_refused_by_the_store_and_the_import_is_undone(pair: Pair) -> None:
    data = rewritten(pair, lambda rows: _set(rows["member_events"], 0, member_id=rows["member_events"][1].member_id))
    before = dump(pair.parent, pair.child.office_id)
    entry = look(pair, data)
    with pytest.raises(ProblemError, match="E41"):
        pair.parent.exchange.apply(entry)
    assert dump(pair.parent, pair.child.office_id) == before


# --- schemas that mix ------------------------------------------------------------------------------------------------


def test_a_package_of_an_older_program_leaves_what_that_did_not_know(pair: Pair) -> None:
    pair.take(pair.send())
    before = dump(pair.parent, pair.child.office_id)
    entry = look(pair, older(pair, lambda _: None, **next_of(pair)))
    assert entry.can_apply, entry.sentence
    pair.parent.exchange.apply(entry)
    now = dump(pair.parent, pair.child.office_id)
    for name in ("organization_events", "organization_roles", "hamlet_names", "member_events", "member_profiles"):
        assert now[name, PERIOD] == before[name, PERIOD] != []


@pytest.mark.parametrize("dataset", ["member_profiles", "member_events", "organization_roles"])
def test_nothing_is_ever_hung_on_another_office_s_person(pair: Pair, tmp_path: Path, dataset: str) -> None:
    """A late package may bring only what the newer one did not know; all its people have to be the issuer's."""
    pair.take(pair.send())
    victim = pair.members[0][0]
    thief = make_pair(tmp_path / "anh-em", members=1)
    sibling = Pair(thief.child, pair.parent, thief.stick, thief.cells, thief.members)
    change(sibling.child, "UPDATE organization SET code = 'BL02' WHERE id = ?", sibling.child.office_id)
    change(sibling.child, "DELETE FROM trust_bundle")
    for table in ("certificate", "peer"):
        change(sibling.child, f"DELETE FROM {table}")
    enrol(sibling.child, pair.parent, sibling.stick)
    first = opened(sibling, sibling.send().path)

    def steal(rows: dict[str, list[Any]]) -> None:
        rows["members"].append(msgspec.structs.replace(rows["members"][0], id=victim, card_number="7"))
        _set(rows[dataset], 0, member_id=victim)

    late = rewritten(sibling, steal)
    newer = older(sibling, lambda _: None, **next_of(sibling, prev=_digest_of(sibling, late)))
    entry = look(sibling, newer)
    assert entry.can_apply, entry.sentence
    pair.parent.exchange.apply(entry)
    before = dump(pair.parent, pair.child.office_id)
    found = look(sibling, late)
    assert (found.state, found.code) == (State.REJECTED, "E43"), found.sentence
    assert dump(pair.parent, pair.child.office_id) == before
    assert first.manifest.seq == 1


def _digest_of(pair: Pair, data: bytes) -> str:
    path = pair.stick / "muon.goi"
    path.write_bytes(data)
    return opened(pair, path).digest
