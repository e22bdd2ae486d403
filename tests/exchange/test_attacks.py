"""Each attack ends in its stated reason, and the rows held stay as they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from db import exchange as kept
from db.ids import new_id
from db.problems import ProblemError
from desktop_app.exchange import canonical_zip, envelope, identity, limits, manifest, package, signatures
from desktop_app.exchange.datasets import DATASETS
from desktop_app.exchange.signatures import Kind
from desktop_app.exchange.views import State
from tests.helpers.exchange import (
    PERIOD,
    Pair,
    add_members,
    change,
    commune,
    dump,
    enrol,
    make_pair,
)
from tests.helpers.forging import files_of, keys_of, look, next_of, opened, refused, restated, rewritten, sealed


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return make_pair(tmp_path, members=3)


# --- who sends, to whom, what ----------------------------------------------------------------------------------------


def test_an_arbitrary_file(pair: Pair) -> None:
    refused(pair, b"%PDF-1.7", "E11")


def test_an_empty_file(pair: Pair) -> None:
    refused(pair, b"", "E10")


def test_a_container_without_an_envelope(pair: Pair) -> None:
    inner = envelope.open_sealed(pair.send().path.read_bytes(), keys_of(pair.child).exchange_secrets)
    refused(pair, inner, "E11")


def test_a_package_for_another_office_that_we_cannot_open(pair: Pair, tmp_path: Path) -> None:
    found = opened(pair, pair.send().path)
    refused(pair, sealed(pair, found.manifest, files_of(found), to=keys_of(pair.child).exchange_key), "E13")


def test_a_package_for_another_office_sealed_again_for_us(pair: Pair) -> None:
    refused(pair, restated(pair, recipient=new_id()), "E31")


def test_an_office_that_never_enrolled(pair: Pair, tmp_path: Path) -> None:
    stranger = commune(tmp_path / "la", "XX01")
    stranger.exchange.check_code()
    found = opened(pair, pair.send().path)
    issuer = msgspec.structs.replace(found.manifest.issuer, org=stranger.office_id)
    data = sealed(
        pair, msgspec.structs.replace(found.manifest, issuer=issuer), files_of(found), signer=keys_of(stranger)
    )
    refused(pair, data, "E32")


def test_our_own_package_in_our_own_inbox(pair: Pair) -> None:
    sent = pair.send()
    entry = pair.child.exchange.preview(sent.path)
    assert (entry.code, entry.state) == ("I39", State.REJECTED)
    assert not list((pair.child.folder / "hopthu").glob("cachly/*"))


def test_a_report_signed_by_a_sibling(pair: Pair, tmp_path: Path) -> None:
    sibling = commune(tmp_path / "anh-em", "BL02")
    enrol(sibling, pair.parent, tmp_path / "usb2")
    found = opened(pair, pair.send().path)
    refused(pair, sealed(pair, found.manifest, files_of(found), signer=keys_of(sibling)), "E20")


def test_a_key_without_certificate(pair: Pair) -> None:
    found = opened(pair, pair.send().path)
    mine = keys_of(pair.child)
    fresh = identity.Identity(mine.org_id, 1, mine.office_seed, signatures.new_seed(), mine.exchange_secrets)
    hint = signatures.key_id(bytes.fromhex(fresh.prepared_key))
    issuer = msgspec.structs.replace(found.manifest.issuer, key_ids=[hint])
    data = sealed(pair, msgspec.structs.replace(found.manifest, issuer=issuer), files_of(found), signer=fresh)
    refused(pair, data, "E23")


def test_the_office_key_in_the_place_of_the_clerk_s(pair: Pair) -> None:
    found = opened(pair, pair.send().path)
    mine = keys_of(pair.child)
    swapped = identity.Identity(mine.org_id, 1, mine.prepared_seed, mine.office_seed, mine.exchange_secrets)
    refused(pair, sealed(pair, found.manifest, files_of(found), signer=swapped), "E20")


def test_a_revoked_key(pair: Pair) -> None:
    data = pair.send().path.read_bytes()
    change(
        pair.parent, "UPDATE certificate SET revoked_seq = 0, revoked_manifest = ? WHERE role = 'prepared'", "0" * 64
    )
    refused(pair, data, "E22")


def test_a_signature_under_another_kind(pair: Pair) -> None:
    found = opened(pair, pair.send().path)
    mine = keys_of(pair.child)
    made = package.assemble(found.manifest, files_of(found), mine)
    wrong = signatures.sign(mine.prepared_seed, signatures.payload_type(Kind.ACK), made.manifest_bytes)
    entries = [
        (name, wrong if name == canonical_zip.SIGNATURE_CLERK else content)
        for name, content in canonical_zip.parse(made.container)
    ]
    refused(pair, envelope.seal(canonical_zip.build(entries), [keys_of(pair.parent).exchange_key]), "E20")


def test_a_kind_that_does_not_fit_the_relation(pair: Pair) -> None:
    refused(pair, restated(pair, kind=Kind.ACK), "E25")
    refused(pair, restated(pair, kind=Kind.TRUST), "E25")


def test_a_kind_that_only_a_newer_program_takes(pair: Pair) -> None:
    refused(pair, restated(pair, kind=Kind.REBASE), "E14")


def test_no_signature_at_all(pair: Pair) -> None:
    found = opened(pair, pair.send().path)
    entries = [(name, content) for name, content in found.entries.items() if name != canonical_zip.SIGNATURE_CLERK]
    refused(pair, envelope.seal(canonical_zip.build(entries), [keys_of(pair.parent).exchange_key]), "E20")


def test_a_data_file_of_another_package(pair: Pair) -> None:
    first = opened(pair, pair.send().path)
    add_members(pair.child, pair.cells[0], 1)
    second = opened(pair, pair.send().path)
    mixed = [(name, first.entries.get(name, content)) for name, content in second.entries.items()]
    mixed = [(name, second.entries[name] if name.startswith(("m", "META")) else content) for name, content in mixed]
    mixed = [(name, second.entries[name] if name == "mimetype" else content) for name, content in mixed]
    refused(pair, envelope.seal(canonical_zip.build(mixed), [keys_of(pair.parent).exchange_key]), "E20")


def test_a_file_that_the_manifest_does_not_name(pair: Pair) -> None:
    found = opened(pair, pair.send().path)
    data = [*files_of(found), (f"files/{'a' * 64}.pdf", b"%PDF")]
    refused(pair, sealed(pair, found.manifest, data), "E20")


# --- newer programs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{"fmt": "goi/2"}, {"schema": manifest.SCHEMA + 1}])
def test_a_package_of_a_newer_program_names_its_version(pair: Pair, fields: dict[str, Any]) -> None:
    data = restated(pair, app="9.1", **fields)
    refused(pair, data, "E14")
    assert "9.1" in look(pair, data).sentence


def test_a_kind_unknown_here_is_a_newer_program_s() -> None:
    with pytest.raises(ProblemError, match="E14"):
        manifest.read(b'{"app":"3","fmt":"goi/1","kind":"POEM","schema":1}')


@pytest.mark.parametrize("data", [b"{}", b'{"fmt":"x"}', b'{"fmt":"goi/1","kind":1,"schema":1}', b"[]", b"\xff"])
def test_what_is_no_manifest(data: bytes) -> None:
    with pytest.raises(ProblemError, match="E11"):
        manifest.read(data)


# --- history ---------------------------------------------------------------------------------------------------------


def test_two_packages_of_one_number_freeze_their_sender(pair: Pair) -> None:
    pair.take(pair.send())
    refused(pair, restated(pair, pkg_id=new_id()), "E35", State.HELD)
    assert pair.parent.exchange.peers()[0].frozen
    add_members(pair.child, pair.cells[0], 1)
    entry = pair.look(pair.send())
    assert (entry.code, entry.state) == ("E37", State.HELD)


def test_a_package_that_does_not_follow_what_we_hold(pair: Pair) -> None:
    pair.take(pair.send())
    refused(pair, restated(pair, **next_of(pair, prev="0" * 64)), "E35", State.HELD)


def test_a_late_package_that_its_successor_does_not_name(pair: Pair) -> None:
    first = opened(pair, pair.send().path)
    add_members(pair.child, pair.cells[0], 1)
    pair.take(pair.send())
    forged = msgspec.structs.replace(first.manifest, created="2026-11-04T00:00:00")
    refused(pair, sealed(pair, forged, files_of(first)), "E35", State.HELD)


def test_one_package_id_twice(pair: Pair) -> None:
    sent = pair.send()
    pair.take(sent)
    refused(pair, restated(pair, **next_of(pair, pkg_id=sent.pkg_id)), "E35", State.HELD)


def test_a_count_of_changes_that_went_back(pair: Pair) -> None:
    pair.take(pair.send())
    refused(pair, restated(pair, **next_of(pair, counter=1)), "E36", State.HELD)


def test_an_acknowledgement_that_was_forgotten(pair: Pair) -> None:
    receipt = pair.take(pair.send())
    ack = pair.parent.exchange.write_receipt(receipt, pair.stick)
    pair.child.exchange.apply(pair.child.exchange.preview(ack))
    add_members(pair.child, pair.cells[0], 1)
    pair.take(pair.send())
    refused(pair, restated(pair, **next_of(pair, acked=None)), "E36", State.HELD)


@pytest.mark.parametrize("seq", [limits.SEQ_JUMP + 2, limits.SEQ, limits.INTEGER])
def test_a_number_far_ahead_is_held(pair: Pair, seq: int) -> None:
    pair.take(pair.send())
    refused(pair, restated(pair, **next_of(pair, seq=seq)), "E38", State.HELD)


def test_another_life_of_the_store(pair: Pair) -> None:
    found = opened(pair, pair.send().path)
    issuer = msgspec.structs.replace(found.manifest.issuer, incarnation=2)
    refused(pair, restated(pair, issuer=issuer), "E23", State.HELD)


def test_the_first_package_claims_a_predecessor(pair: Pair) -> None:
    refused(pair, restated(pair, prev="0" * 64), "E11")


# --- the rows --------------------------------------------------------------------------------------------------------


def _set(rows: list[Any], place: int, **fields: Any) -> None:
    rows[place] = msgspec.structs.replace(rows[place], **fields)


ROWS: dict[str, tuple[str, Callable[[Pair, dict[str, list[Any]]], None]]] = {
    "a row of another owner": ("E43", lambda pair, rows: _set(rows["members"], 0, owner_id=pair.parent.office_id)),
    "a member of no cell here": ("E41", lambda pair, rows: _set(rows["memberships"], 0, cell_id=pair.parent.office_id)),
    "attendance of a stranger": ("E41", lambda _, rows: _set(rows["attendance"], 0, member_id=new_id())),
    "attendance at no meeting": ("E41", lambda _, rows: _set(rows["attendance"], 0, meeting_id=new_id())),
    "a chair nobody knows": ("E41", lambda _, rows: _set(rows["meetings"], 0, chair_id=new_id())),
    "a cell under a strange office": ("E41", lambda _, rows: _set(rows["organizations"], 1, parent_id=new_id())),
    "a second office": ("E41", lambda _, rows: _set(rows["organizations"], 1, kind="commune_committee")),
    "the office gone": ("E41", lambda _, rows: rows["organizations"].pop(0)),
    "a hamlet nobody knows": ("E41", lambda _, rows: _set(rows["cell_hamlets"], 0, hamlet_id=new_id())),
    "a day that does not exist": ("E40", lambda _, rows: _set(rows["meetings"], 0, held_on="2026-02-30")),
    "a span that ends before it begins": ("E40", lambda _, rows: _set(rows["memberships"], 0, valid_to="2019-01-01")),
    "a time that does not exist": ("E40", lambda _, rows: _set(rows["meetings"], 0, start_time="25:00")),
    "a birth date of words": ("E40", lambda _, rows: _set(rows["members"], 0, birth_date="hôm qua")),
    "a meeting of another month": ("E40", lambda _, rows: _set(rows["meetings"], 0, period="2026-10")),
    "a direction mark in a name": ("E40", lambda _, rows: _set(rows["members"], 0, full_name="A\u202eB")),
    "a control character": ("E40", lambda _, rows: _set(rows["members"], 0, full_name="A\x07B")),
    "a decomposed name": ("E40", lambda _, rows: _set(rows["members"], 0, full_name="Le\u0302 A")),
    "a code nobody knows": ("E40", lambda _, rows: _set(rows["members"], 0, sex="x")),
    "an empty name": ("E40", lambda _, rows: _set(rows["members"], 0, full_name="")),
    "a text of 4,001 characters": ("E40", lambda _, rows: _set(rows["members"], 0, sort_name="x" * 4001)),
    "the same row twice": ("E40", lambda _, rows: rows["members"].append(rows["members"][0])),
    "an id that is none": ("E40", lambda _, rows: _set(rows["hamlets"], 0, id="../../x")),
    "two people with one card": (
        "",
        lambda _, rows: _set(rows["members"], 0, card_number=rows["members"][1].card_number),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_that_cannot_be_are_refused_though_rightly_signed(pair: Pair, name: str) -> None:
    code, alter = ROWS[name]
    data = rewritten(pair, lambda rows: alter(pair, rows))
    if code:
        refused(pair, data, code)
        return
    # Only the store's own constraint sees this; the transaction is undone as a whole.
    before = pair.parent.store.rows("SELECT * FROM member")
    entry = look(pair, data)
    with pytest.raises(ProblemError, match="E41"):
        pair.parent.exchange.apply(entry)
    assert pair.parent.store.rows("SELECT * FROM member") == before
    assert pair.parent.exchange.receipts() == []


@pytest.mark.parametrize(("period", "code"), [("0000-05", "E40"), ("2026", "E40"), ("-", "E40"), ("9999-12", "E42")])
def test_a_month_that_no_calendar_has_is_refused(pair: Pair, period: str, code: str) -> None:
    def hold_no_meeting(rows: dict[str, list[Any]]) -> None:
        for name, dataset in DATASETS.items():
            if name == "meetings" or dataset.by == "meeting":
                rows[name].clear()

    refused(pair, rewritten(pair, hold_no_meeting, period=period), code)


def test_a_row_that_another_office_owns_already_is_never_touched(pair: Pair, tmp_path: Path) -> None:
    sibling = commune(tmp_path / "anh-em", "BL02")
    enrol(sibling, pair.parent, tmp_path / "usb2")
    pair.take(pair.send())
    stolen = pair.parent.store.value("SELECT id FROM hamlet LIMIT 1")
    columns = "id, owner_id, name, name_search, name_sort"
    change(sibling, f"INSERT INTO hamlet ({columns}) VALUES (?, ?, 'x', ' x', 'X')", stolen, sibling.office_id)
    entry = pair.parent.exchange.preview(sibling.exchange.make_package(PERIOD, tmp_path / "usb2").path)
    assert (entry.code, entry.state) == ("E43", State.REJECTED)
    assert pair.parent.store.value("SELECT owner_id FROM hamlet WHERE id = ?", (stolen,)) == pair.child.office_id


@pytest.mark.parametrize(
    ("field", "code"), [("partitions", "E42"), ("totals", "E42"), ("counts", "E42"), ("files", "E20")]
)
def test_counts_that_differ_from_the_rows(pair: Pair, field: str, code: str) -> None:
    found = opened(pair, pair.send().path)
    refused(pair, restated(pair, **{field: getattr(found.manifest, field)[1:]}), code)


def test_people_who_vanish_without_a_word(pair: Pair) -> None:
    pair.take(pair.send())
    victim = pair.members[0][2]

    def forget(rows: dict[str, list[Any]]) -> None:
        of_person = ("memberships", "member_status", "member_events", "member_profiles", "attendance")
        for name in ("members", *of_person):
            field = "id" if name == "members" else "member_id"
            rows[name] = [row for row in rows[name] if getattr(row, field) != victim]

    fields = next_of(pair)
    refused(pair, rewritten(pair, forget, **fields), "E44")


def test_a_final_meeting_that_vanishes(pair: Pair) -> None:
    pair.take(pair.send())

    def forget(rows: dict[str, list[Any]]) -> None:
        gone = rows["meetings"].pop(0).id
        for name, dataset in DATASETS.items():
            if dataset.by == "meeting":
                rows[name] = [row for row in rows[name] if row.meeting_id != gone]

    fields = next_of(pair)
    refused(pair, rewritten(pair, forget, **fields), "E45")


def test_taking_much_away_needs_a_typed_reason(pair: Pair) -> None:
    pair.take(pair.send())
    change(pair.child, "DELETE FROM attendance WHERE position > 0")
    sent = pair.send()
    entry = pair.look(sent)
    assert entry.brake
    with pytest.raises(ProblemError, match="X08"):
        pair.parent.exchange.apply(entry, "  ")
    receipt = pair.parent.exchange.apply(entry, "Xã báo nhập nhầm điểm danh")
    assert (receipt.removed, receipt.reason) == (4, "Xã báo nhập nhầm điểm danh")
    assert dump(pair.parent, pair.child.office_id) == dump(pair.child, pair.child.office_id)


# --- acknowledgements ------------------------------------------------------------------------------------------------


def test_an_acknowledgement_of_a_package_never_sent(pair: Pair) -> None:
    receipt = pair.take(pair.send())
    ack = pair.parent.exchange.write_receipt(receipt, pair.stick)
    found = package.take_apart(ack.read_bytes(), keys_of(pair.child).exchange_secrets)
    assert found.manifest.ack is not None
    forged = msgspec.structs.replace(
        found.manifest, ack=msgspec.structs.replace(found.manifest.ack, pkg_id=new_id()), pkg_id=new_id()
    )
    made = package.assemble(forged, [], keys_of(pair.parent))
    path = pair.stick / "gia.goi"
    path.write_bytes(envelope.seal(made.container, [keys_of(pair.child).exchange_key]))
    assert pair.child.exchange.preview(path).code == "E41"
    assert pair.child.exchange.sent()[0].acked_at == ""


def test_an_acknowledgement_signed_by_another_child(pair: Pair, tmp_path: Path) -> None:
    sibling = commune(tmp_path / "anh-em", "BL02")
    enrol(sibling, pair.parent, tmp_path / "usb2")
    receipt = pair.take(pair.send())
    ack = pair.parent.exchange.write_receipt(receipt, pair.stick)
    found = package.take_apart(ack.read_bytes(), keys_of(pair.child).exchange_secrets)
    made = package.assemble(found.manifest, [], keys_of(sibling))
    ack.write_bytes(envelope.seal(made.container, [keys_of(pair.child).exchange_key]))
    assert pair.child.exchange.preview(ack).code == "E20"


def test_a_held_package_is_noted_once(pair: Pair) -> None:
    pair.take(pair.send())
    data = restated(pair, pkg_id=new_id())
    first = look(pair, data)
    rows = pair.parent.store.value("SELECT count(*) FROM audit")
    look(pair, data)
    assert pair.parent.store.value("SELECT count(*) FROM audit") == rows
    assert kept.is_held(pair.parent.store, first.sha256)
