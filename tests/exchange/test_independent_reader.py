"""A reader written from the format page alone reads real packages, and refuses what the page does not allow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import partitions
from desktop_app.exchange import canonical_zip, envelope, package, signatures
from desktop_app.exchange.datasets import DATASETS
from tests.helpers import independent_reader as reader
from tests.helpers.exchange import PERIOD, Pair, add_meeting, change, make_pair
from tests.helpers.forging import keys_of, opened
from tests.helpers.independent_reader import RefusedError

RELEASED = Path(__file__).parent / "released"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    made = make_pair(tmp_path_factory.mktemp("reader"))
    add_meeting(made.child, made.cells[0], made.members[0], state="superseded", version=1)
    change(made.child, "UPDATE opinion SET text = ?", "Ý kiến rất dài. " * 700)
    return made


@pytest.fixture(scope="module")
def sent(pair: Pair) -> Path:
    return pair.send().path


def read(pair: Pair, sealed: bytes) -> reader.Read:
    return reader.read(sealed, keys_of(pair.parent).exchange_secrets[0], keys_of(pair.child).prepared_key)


def test_the_page_names_every_dataset_with_its_key_its_fields_and_its_partitions() -> None:
    said = reader.shapes()
    assert list(said) == list(DATASETS)
    for name, dataset in DATASETS.items():
        shape = said[name]
        fields = dataset.line.__struct_fields__
        assert shape.key == dataset.key, name
        assert shape.fields == set(fields), name
        assert shape.long == {fields[place] for place in dataset.long}, name
        assert (shape.by_cell, shape.dated) == (dataset.by != "office", dataset.dated), name


def test_a_real_package_says_to_a_stranger_what_the_sender_holds(pair: Pair, sent: Path) -> None:
    found = read(pair, sent.read_bytes())
    assert (found.manifest["kind"], found.manifest["seq"], found.manifest["period"]) == ("REPORT", 1, PERIOD)
    assert found.check_code == pair.child.exchange.sent()[0].check_code
    for name, dataset in DATASETS.items():
        held = dataset.of_values(partitions.read(pair.child.store, name, pair.child.office_id, PERIOD))
        if name == "organizations":
            # The office above is not in its own child's package.
            assert len(found.rows[name]) == len(held)
            continue
        columns = dataset.line.__struct_fields__
        assert found.rows[name] == [{column: getattr(row, column) for column in columns} for row in held]
    assert sum(len(rows) for rows in found.rows.values()) > 50
    assert "".join(found.rows["opinions"][0]["text"]) == "Ý kiến rất dài. " * 700


@pytest.mark.parametrize("path", sorted(RELEASED.rglob("*.goi")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_packages_of_released_programs_open_to_a_stranger_too(path: Path) -> None:
    kept = json.loads((path.parent / "keys.json").read_text("utf-8"))
    own = {row["role"]: row for row in kept["parent"]["own_key"]}
    secret = next(row["secret"] for row in own.values() if str(row.get("secret", "")).startswith("AGE-SECRET-KEY"))
    certificates = [row for row in kept["parent"]["certificate"] if row["role"] == "prepared"]
    child = next(row for row in certificates if row["org_id"] != kept["parent"]["office"])
    found = reader.read(path.read_bytes(), secret, child["sign_key"])
    assert found.manifest["schema"] == (int(path.parent.name) if path.parent.name.isdigit() else 1)
    assert found.manifest["files"]
    assert bool(found.rows) == (found.manifest["schema"] == 3)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_flipped_bit_of_the_container_is_read(pair: Pair, sent: Path, data: st.DataObject) -> None:
    plain = reader.opened(sent.read_bytes(), keys_of(pair.parent).exchange_secrets[0])
    at = data.draw(st.integers(0, len(plain) - 1))
    bent = bytearray(plain)
    bent[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(RefusedError):
        _read_plain(pair, bytes(bent))


@pytest.mark.parametrize(
    ("column", "value"),
    [("rows", 7), ("sha256", "0" * 64), ("period", "2026-10"), ("mode", "delta"), ("cell", "0" * 36)],
)
def test_a_partition_that_says_otherwise_is_refused_even_when_signed(
    pair: Pair, sent: Path, column: str, value: object
) -> None:
    found = opened(pair, sent)
    body = json.loads(found.manifest_bytes)
    part = next(one for one in body["partitions"] if one["dataset"] == "attendance" and one["rows"])
    part[column] = value
    with pytest.raises(RefusedError, match="partitions"):
        _read_signed(pair, found, body)


def test_a_control_total_that_differs_is_refused_even_when_signed(pair: Pair, sent: Path) -> None:
    found = opened(pair, sent)
    body = json.loads(found.manifest_bytes)
    body["totals"][0]["members"] += 1
    with pytest.raises(RefusedError, match="totals"):
        _read_signed(pair, found, body)


def test_another_office_s_key_does_not_pass(pair: Pair, sent: Path) -> None:
    with pytest.raises(RefusedError, match="signature"):
        reader.read(sent.read_bytes(), keys_of(pair.parent).exchange_secrets[0], keys_of(pair.parent).prepared_key)
    with pytest.raises(RefusedError, match="envelope"):
        reader.read(sent.read_bytes(), envelope.new_secret(), keys_of(pair.child).prepared_key)


def _read_signed(pair: Pair, found: package.Opened, body: dict[str, object]) -> None:
    """Read the package with another manifest, signed anew by its own sender."""
    manifest = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    seed = keys_of(pair.child).prepared_seed
    signed = signatures.sign(seed, signatures.payload_type(found.manifest.kind), manifest)
    entries = [
        (name, {canonical_zip.MANIFEST: manifest, canonical_zip.SIGNATURE_CLERK: signed}.get(name, content))
        for name, content in found.entries.items()
    ]
    _read_plain(pair, canonical_zip.build(entries))


def _read_plain(pair: Pair, plain: bytes) -> None:
    read(pair, envelope.seal(plain, [keys_of(pair.parent).exchange_key]))
