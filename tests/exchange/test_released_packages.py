"""Packages of released programs are taken in as they are, for ever, and acknowledged in the words of their time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from db import partitions
from db.partition_sources import SOURCES
from db.store import Store
from desktop_app.exchange import manifest, package, schemas
from desktop_app.exchange.datasets import DATASETS
from desktop_app.exchange.service import ExchangeService
from desktop_app.exchange.views import State
from tests.helpers.exchange import Side, change, insert
from tests.helpers.exchange_rows import profile
from tests.helpers.forging import keys_of
from tests.helpers.offices import FixedClock
from tests.helpers.stores import KEY

RELEASED = Path(__file__).parent / "released"
NAMES = ("BC_MK01_2026-11_1.goi", "BC_MK01_2026-12_2.goi")
FIRST, SECOND = (RELEASED / name for name in NAMES)
FIRST_2, SECOND_2 = (RELEASED / "2" / name for name in NAMES)
FIRST_3, SECOND_3 = (RELEASED / "3" / name for name in NAMES)
_TABLES = ("organization", "organization_version", "own_key", "peer", "certificate", "trust_bundle", "setting")


def _revived(name: str, folder: Path, released: Path = RELEASED) -> Side:
    """Return an office of that time in a store of today: its keys and whom it trusts."""
    kept: dict[str, Any] = json.loads((released / "keys.json").read_text("utf-8"))[name]
    folder.mkdir()
    store, clock = Store.create(folder / "sochibo.db", KEY), FixedClock()
    with store.operation("test.revive", "-"):
        for table in _TABLES:
            for row in kept.get(table, ()):
                values = [bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for value in row.values()]
                store.insert_many(table, list(row), [values])
    return Side(store, kept["office"], folder, clock, ExchangeService(store, kept["office"], folder, clock))


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[Side]:
    side = _revived("parent", tmp_path / "tinh")
    yield side
    side.store.close()


def _take(parent: Side, path: Path) -> str:
    entry = parent.exchange.preview(path)
    assert entry.state is State.PREVIEWED, entry.sentence
    return parent.exchange.apply(entry).manifest


def _opened(parent: Side, path: Path) -> package.Opened:
    return package.take_apart(path.read_bytes(), keys_of(parent).exchange_secrets)


@pytest.mark.parametrize("path", [FIRST, SECOND])
def test_a_package_of_schema_1_holds_what_it_held(parent: Side, path: Path) -> None:
    found = _opened(parent, path)
    assert (found.manifest.schema, found.manifest.app) == (1, "0.1.0")
    _take(parent, path)
    child = found.manifest.issuer.org
    for entry, (name, dataset) in zip(found.manifest.files, schemas.SCHEMAS[1].items(), strict=True):
        carried = dataset.read(found.entries[entry.path])
        held = DATASETS[name].of_values(partitions.read(parent.store, name, child, found.manifest.period))
        assert held == schemas.upgraded({name: carried}, 1)[name]
        assert len(held) == entry.rows > 0
        for row, before in zip(held, carried, strict=True):
            same = dataset.line.__struct_fields__
            assert all(getattr(row, column, getattr(before, column)) == getattr(before, column) for column in same)


def test_what_schema_1_did_not_know_is_unknown(parent: Side) -> None:
    _take(parent, FIRST)
    rows = parent.store.rows("SELECT DISTINCT ethnic_code, note, merged_into FROM member")
    assert rows == [{"ethnic_code": "", "note": "", "merged_into": None}]
    assert parent.store.rows("SELECT DISTINCT reason FROM member_status") == [{"reason": ""}]
    assert parent.store.rows("SELECT DISTINCT party_group FROM membership") == [{"party_group": ""}]
    assert parent.store.value("SELECT count(*) FROM member_profile") == 0


def test_the_acknowledgement_says_in_step_in_the_words_of_schema_1(parent: Side, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    _take(parent, FIRST)
    [receipt] = parent.exchange.receipts()
    path = parent.exchange.write_receipt(receipt, stick)
    child = _revived("child", tmp_path / "xa")
    ack = package.take_apart(path.read_bytes(), keys_of(child).exchange_secrets).manifest
    stated = [(DATASETS[state.dataset].path, state.rows, state.sha256) for state in (ack.ack.state if ack.ack else [])]
    sent = _opened(parent, FIRST).manifest
    assert ack.schema == 1
    assert stated == [(entry.path, entry.rows, entry.sha256) for entry in sent.files]
    child.store.close()


def test_what_an_old_package_does_not_carry_stays_as_it_is(parent: Side) -> None:
    _take(parent, FIRST)
    child = _opened(parent, FIRST).manifest.issuer.org
    members = [row[0] for row in parent.store.tuples("SELECT id FROM member WHERE owner_id = ? ORDER BY id", (child,))]
    insert(parent, "member_profiles", [profile(place) | {"member_id": id_} for place, id_ in enumerate(members)])
    change(parent, "UPDATE member SET ethnic_code = '02'")
    before = {name: partitions.read(parent.store, name, child, "-") for name in ("member_profiles", "member_sensitive")}
    assert all(before.values())
    _take(parent, SECOND)
    assert parent.store.value("SELECT count(*) FROM member WHERE full_name = 'Lý Láo Tả'") == 1
    for name, rows in before.items():
        assert partitions.read(parent.store, name, child, "-") == rows


def test_the_first_package_after_an_update_is_compared_with_the_one_acknowledged_before(
    parent: Side, tmp_path: Path
) -> None:
    data = _opened(parent, SECOND)
    for name in DATASETS:
        lines = schemas.lines_of_today(name, data.entries.get(DATASETS[name].path, b""), 1)
        rows = DATASETS[name].read(lines)
        assert bool(rows) == (name in schemas.SCHEMAS[1])
        assert msgspec.json.Encoder().encode_lines(rows) == lines


@pytest.fixture
def parent_2(tmp_path: Path) -> Iterator[Side]:
    """The upper office of the packages of schema 2; it had asked for two of the sensitive particulars."""
    side = _revived("parent", tmp_path / "tinh2", RELEASED / "2")
    yield side
    side.store.close()


@pytest.mark.parametrize("path", [FIRST_2, SECOND_2])
def test_a_package_of_schema_2_holds_what_it_held_and_nothing_more_is_known(parent_2: Side, path: Path) -> None:
    _take(parent_2, FIRST_2)
    if path == SECOND_2:
        _take(parent_2, SECOND_2)
    found = _opened(parent_2, path)
    assert found.manifest.schema == 2
    for entry, (name, dataset) in zip(found.manifest.files, schemas.SCHEMAS[2].items(), strict=True):
        carried = dataset.read(found.entries[entry.path])
        held = DATASETS[name].of_values(
            partitions.read(parent_2.store, name, found.manifest.issuer.org, found.manifest.period)
        )
        assert held == schemas.upgraded({name: carried}, 2)[name]
        assert len(held) == entry.rows > 0
    rows = parent_2.store.rows(
        "SELECT DISTINCT guidance, dues_note, quality_points, prepared_by, recorded FROM meeting"
    )
    nothing = {"guidance": "", "dues_note": "", "quality_points": None, "prepared_by": None, "recorded": 0}
    assert rows == [nothing]
    assert parent_2.store.rows("SELECT DISTINCT attached, vote_matter FROM agenda_item") == [
        {"attached": 0, "vote_matter": "ordinary"}
    ]
    assert parent_2.store.value("SELECT count(*) FROM meeting_task") == 0


def test_the_acknowledgement_says_in_step_in_the_words_of_schema_2(parent_2: Side, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    _take(parent_2, FIRST_2)
    [receipt] = parent_2.exchange.receipts()
    path = parent_2.exchange.write_receipt(receipt, stick)
    child = _revived("child", tmp_path / "xa", RELEASED / "2")
    ack = package.take_apart(path.read_bytes(), keys_of(child).exchange_secrets).manifest
    stated = [(DATASETS[state.dataset].path, state.rows, state.sha256) for state in (ack.ack.state if ack.ack else [])]
    sent = _opened(parent_2, FIRST_2).manifest
    assert ack.schema == 2
    assert stated == [(entry.path, entry.rows, entry.sha256) for entry in sent.files]
    child.store.close()


@pytest.fixture
def parent_3(tmp_path: Path) -> Iterator[Side]:
    """The upper office of the packages of schema 3."""
    side = _revived("parent", tmp_path / "tinh3", RELEASED / "3")
    yield side
    side.store.close()


def test_packages_of_schema_3_hold_what_they_held_and_are_acknowledged_in_step(parent_3: Side, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    for path in (FIRST_3, SECOND_3):
        _take(parent_3, path)
    found = _opened(parent_3, SECOND_3)
    assert found.manifest.schema == 3
    for entry, (name, dataset) in zip(found.manifest.files, schemas.SCHEMAS[3].items(), strict=True):
        carried = dataset.read(found.entries[entry.path])
        held = DATASETS[name].of_values(
            partitions.read(parent_3.store, name, found.manifest.issuer.org, found.manifest.period)
        )
        assert held == schemas.upgraded({name: carried}, 3)[name]
        assert len(held) == entry.rows > 0
    newest = max(parent_3.exchange.receipts(), key=lambda receipt: receipt.seq)
    path = parent_3.exchange.write_receipt(newest, stick)
    child = _revived("child", tmp_path / "xa", RELEASED / "3")
    ack = package.take_apart(path.read_bytes(), keys_of(child).exchange_secrets).manifest
    stated = [(DATASETS[state.dataset].path, state.rows, state.sha256) for state in (ack.ack.state if ack.ack else [])]
    assert ack.schema == 3
    assert stated == [(entry.path, entry.rows, entry.sha256) for entry in found.manifest.files]
    child.store.close()


def test_every_released_schema_is_named_by_its_datasets() -> None:
    assert [schemas.of_names(list(known)) for known in schemas.SCHEMAS.values()] == list(schemas.SCHEMAS)
    assert max(schemas.SCHEMAS) == manifest.SCHEMA
    assert list(DATASETS) == list(SOURCES)
    for known in schemas.SCHEMAS.values():
        assert [name for name in DATASETS if name in known] == list(known)
