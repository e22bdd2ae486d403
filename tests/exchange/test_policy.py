"""Nothing sensitive leaves an office but what the office above asks for, in a bundle signed by the key pinned here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from db import exchange as kept
from db.partition_sources import PROFILE
from db.problems import ProblemError
from db.register_records import SENSITIVE
from desktop_app.exchange import canonical_zip, envelope, manifest, package, policy, trust_bundle
from desktop_app.exchange.dataset_lines import SensitiveLine
from desktop_app.exchange.trust_bundle import Bundle
from desktop_app.exchange.views import SentPackage, State
from tests.helpers.exchange import PERIOD, Pair, change, commune, dump, enrol, make_pair, province
from tests.helpers.forging import keys_of, look, opened, rewritten

CANARIES = {column: f"chim-{place}-{column}" for place, column in enumerate(sorted(SENSITIVE))}
"""A value by sensitive column that stands nowhere else."""
AT_HOME = ("chim-ghi-chu", "chim-ly-do-buoc", "chim-ly-do-tinh-trang", "chim-ly-do-huy", "chim-truoc", "chim-vai-tro")
"""What is free text about people: it may tell of health, and never goes."""


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Return a commune of whose first member everything sensitive is known, and notes are written everywhere."""
    made = make_pair(tmp_path, members=3)
    known, child = made.members[0][0], made.child
    change(
        child, "UPDATE member SET ethnic_code = ?, note = ? WHERE id = ?", CANARIES["ethnic_code"], AT_HOME[0], known
    )
    change(
        child, "UPDATE member_event SET reason = ?, cancel_reason = ?, before = ?", AT_HOME[1], AT_HOME[3], AT_HOME[4]
    )
    change(child, "UPDATE member_status SET reason = ?", AT_HOME[2])
    change(child, "UPDATE organization_role SET note = ?", AT_HOME[5])
    for column in SENSITIVE - {"ethnic_code"}:
        change(child, f"UPDATE member_profile SET {column} = ? WHERE member_id = ?", CANARIES[column], known)
    return made


def _carried(pair: Pair, sent: SentPackage) -> set[str]:
    """Return which planted words stand anywhere in the plain bytes of a package."""
    plain = b"\n".join(opened(pair, sent.path).entries.values())
    return {word for word in (*CANARIES.values(), *AT_HOME) if word.encode() in plain}


def _exchange_once(pair: Pair, reason: str = "") -> SentPackage:
    """Send a month in which somebody's row changed, take it in and take the receipt in."""
    change(pair.child, "UPDATE member SET revision = revision + 1 WHERE id = ?", pair.members[1][0])
    sent = pair.send()
    ack = pair.parent.exchange.write_receipt(pair.take(sent, reason), pair.stick)
    assert pair.child.exchange.apply(pair.child.exchange.preview(ack)).matched is True
    return sent


def _held(pair: Pair) -> dict[str, str]:
    """Return the sensitive particulars that the upper office holds, by column; all of one person."""
    return {
        column: value
        for row in pair.parent.store.rows("SELECT * FROM member LEFT JOIN member_profile ON member_id = id")
        for column, value in row.items()
        if column in SENSITIVE and value
    }


# --- what goes along -------------------------------------------------------------------------------------------------


def test_without_a_wish_nothing_sensitive_leaves(pair: Pair) -> None:
    sent = _exchange_once(pair)
    assert _carried(pair, sent) == set()
    assert opened(pair, sent.path).entries["data/member_sensitive.ndjson"] == b""
    assert _held(pair) == {}
    assert pair.child.exchange.ready(PERIOD).sensitive == ()


@pytest.mark.parametrize("wishes", [{"health"}, {"ethnic_code", "national_id"}, set(SENSITIVE)])
def test_with_a_wish_only_what_was_asked_leaves(pair: Pair, wishes: set[str]) -> None:
    pair.parent.exchange.wish(wishes)
    _exchange_once(pair)
    assert set(pair.child.exchange.ready(PERIOD).sensitive) == wishes
    sent = _exchange_once(pair)
    assert sent.seq == 2
    assert _carried(pair, sent) == {CANARIES[column] for column in wishes}
    assert opened(pair, sent.path).entries["data/member_sensitive.ndjson"].count(b"\n") == 1
    assert _held(pair) == {column: CANARIES[column] for column in wishes}


def test_what_is_no_longer_wished_goes_from_the_upper_office_without_a_typed_reason(pair: Pair) -> None:
    pair.parent.exchange.wish(SENSITIVE)
    _exchange_once(pair)
    _exchange_once(pair)
    others = dump(pair.parent, pair.child.office_id)
    pair.parent.exchange.wish(["health"])
    _exchange_once(pair)
    assert set(_held(pair)) == SENSITIVE  # the package was made under the wishes of before
    _exchange_once(pair)
    assert _held(pair) == {"health": CANARIES["health"]}
    pair.parent.exchange.wish([])
    _exchange_once(pair)
    _exchange_once(pair)
    assert _held(pair) == {}
    now = dump(pair.parent, pair.child.office_id)
    assert now.pop(("member_sensitive", PERIOD)) == []
    assert {key: rows for key, rows in others.items() if key in now and key[0] != "members"} == {
        key: rows for key, rows in now.items() if key[0] != "members"
    }


def test_a_wish_of_before_the_first_enrolment_is_in_the_first_bundle(tmp_path: Path) -> None:
    parent, child = province(tmp_path / "tinh"), commune(tmp_path / "xa")
    assert parent.exchange.wish(["health"]) == ("health",)
    enrol(child, parent, tmp_path / "usb")
    assert child.exchange.ready(PERIOD).sensitive == ("health",)


def test_an_office_that_is_not_enrolled_sends_and_asks_nothing(tmp_path: Path) -> None:
    child = commune(tmp_path / "xa")
    assert child.exchange.ready(PERIOD).sensitive == ()
    assert child.exchange.wishes() == ()


def test_a_person_who_changes_keeps_what_is_held_besides(pair: Pair) -> None:
    pair.parent.exchange.wish(SENSITIVE)
    _exchange_once(pair)
    _exchange_once(pair)
    known = pair.members[0][0]
    change(pair.child, "UPDATE member SET full_name = 'Lý Láo Tả', revision = 2 WHERE id = ?", known)
    change(pair.child, "UPDATE member_profile SET phone = '0900000000' WHERE member_id = ?", known)
    _exchange_once(pair)
    assert _held(pair) == CANARIES
    empty = ", ".join(f"{column} = ''" for column in PROFILE if column not in ("hamlet_id", "youth_member"))
    change(pair.child, f"UPDATE member_profile SET {empty} WHERE member_id = ?", known)
    gone = {count.dataset: count.removed for count in _exchange_once(pair, "Xã xóa thông tin nhập nhầm").counts}
    assert gone["member_profiles"] == 1
    assert _held(pair) == CANARIES
    clear = ", ".join(f"{column} = ''" for column in SENSITIVE - {"ethnic_code"})
    change(pair.child, f"UPDATE member_profile SET {clear} WHERE member_id = ?", known)
    _exchange_once(pair)
    assert _held(pair) == {"ethnic_code": CANARIES["ethnic_code"]}
    assert pair.parent.store.value("SELECT count(*) FROM member_profile WHERE member_id = ?", (known,)) == 0


def test_a_person_of_whom_only_something_sensitive_is_known_has_no_open_row(pair: Pair) -> None:
    columns = [name for name in pair.child.store.rows("SELECT * FROM member_profile")[0] if name != "member_id"]
    empty = ", ".join(f"{name} = ''" for name in columns if name not in ("hamlet_id", "youth_member"))
    change(pair.child, f"UPDATE member_profile SET {empty}, youth_member = 0, hamlet_id = NULL, health = 'suy thận'")
    sent = _exchange_once(pair)
    assert opened(pair, sent.path).entries["data/member_profiles.ndjson"] == b""


def test_what_was_not_asked_for_is_refused_and_not_kept(pair: Pair) -> None:
    def push(rows: dict[str, list[Any]]) -> None:
        rows["member_sensitive"].append(SensitiveLine("", "", "suy thận", pair.members[0][0], "", "", ""))

    data = rewritten(pair, push)
    entry = look(pair, data)
    assert (entry.state, entry.code) == (State.REJECTED, "E46")
    assert "sức khỏe" in entry.sentence
    pair.parent.exchange.wish(["health"])
    assert look(pair, data).code == "E46", "the sender knew the wishes of before"
    bundle = trust_bundle.read(*_bundle_of(pair))
    assert look(pair, rewritten(pair, push, bundle_ver=bundle.version)).can_apply


# --- how the wish travels --------------------------------------------------------------------------------------------


def _bundle_of(pair: Pair) -> tuple[bytes, bytes]:
    row = kept.newest_bundle(pair.parent.store, pair.parent.office_id)
    assert row is not None
    return row["body"], row["signatures"]


def test_each_other_wish_is_one_more_version_that_follows_the_one_before(pair: Pair) -> None:
    first = _bundle_of(pair)
    pair.parent.exchange.wish(["health"])
    pair.parent.exchange.wish(["health"])
    second = _bundle_of(pair)
    read = trust_bundle.read(*second)
    assert (read.version, read.previous, read.wants) == (2, manifest.digest(first[0]), ("health",))
    assert pair.parent.exchange.wishes() == ("health",)
    assert read.certificates == trust_bundle.read(*first).certificates


def test_the_next_office_enrolled_is_told_the_wish_too(pair: Pair, tmp_path: Path) -> None:
    pair.parent.exchange.wish(["health"])
    sibling = commune(tmp_path / "anh-em", "BL02")
    enrol(sibling, pair.parent, tmp_path / "usb2")
    assert sibling.exchange.ready(PERIOD).sensitive == ("health",)
    enrol(sibling, pair.parent, tmp_path / "usb2")
    assert trust_bundle.read(*_bundle_of(pair)).version == 3


def test_only_sensitive_fields_can_be_asked_for(pair: Pair) -> None:
    with pytest.raises(ValueError, match="phone"):
        pair.parent.exchange.wish(["phone"])
    assert pair.parent.exchange.wishes() == ()


def _receipt_with(pair: Pair, bundle: tuple[bytes, bytes] | None, leave: str = "") -> Path:
    """Return a receipt of the upper office that brings another bundle along, ``leave`` out."""
    ack = pair.parent.exchange.write_receipt(pair.take(pair.send()), pair.stick)
    found = package.take_apart(ack.read_bytes(), keys_of(pair.child).exchange_secrets)
    made = package.assemble(found.manifest, [], keys_of(pair.parent), bundle=bundle)
    entries = [(name, content) for name, content in canonical_zip.parse(made.container) if name != leave]
    ack.write_bytes(envelope.seal(canonical_zip.build(entries), [keys_of(pair.child).exchange_key]))
    return ack


def _altered(pair: Pair, **fields: Any) -> tuple[bytes, bytes]:
    bundle = msgspec.structs.replace(trust_bundle.read(*_bundle_of(pair)), **fields)
    return trust_bundle.write(bundle, keys_of(pair.parent))


def _of_stranger(pair: Pair) -> tuple[bytes, bytes]:
    """Return a bundle of the child's own, as if the office above had signed it."""
    own = keys_of(pair.child)
    office = trust_bundle.read(*_bundle_of(pair)).offices[0]
    bundle = Bundle(
        certificates=trust_bundle.own_certificates(own),
        fmt=trust_bundle.FORMAT,
        issuer=own.org_id,
        offices=[office],
        previous=None,
        version=1,
        wants=tuple(SENSITIVE),
    )
    return trust_bundle.write(bundle, own)


def _other_key(pair: Pair) -> tuple[bytes, bytes]:
    """Return a bundle in the name of the office above under a key that nobody compared."""
    own = keys_of(pair.child)
    forged = msgspec.structs.replace(
        trust_bundle.read(*_bundle_of(pair)),
        certificates=[
            msgspec.structs.replace(entry, org=pair.parent.office_id) for entry in trust_bundle.own_certificates(own)
        ],
        wants=tuple(SENSITIVE),
    )
    return trust_bundle.write(forged, own)


FORGED: dict[str, Callable[[Pair], tuple[bytes, bytes]]] = {
    "a changed byte": lambda pair: (_bundle_of(pair)[0].replace(b"MK01", b"MK02"), _bundle_of(pair)[1]),
    "another office's": _of_stranger,
    "a key nobody compared": _other_key,
    "the same version with other wishes": lambda pair: _altered(pair, wants=("health",)),
    "a version that does not follow": lambda pair: _altered(pair, version=2, previous="0" * 64, wants=("health",)),
    "no bundle": lambda _: (b"{}", bytes(64)),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_wish_that_the_office_above_did_not_sign_is_refused(pair: Pair, name: str) -> None:
    entry = pair.child.exchange.preview(_receipt_with(pair, FORGED[name](pair)))
    assert (entry.state, entry.code) == (State.REJECTED, "E26")
    assert "Tỉnh ủy Lào Cai" in entry.sentence
    with pytest.raises(ProblemError):
        pair.child.exchange.apply(entry)
    assert pair.child.exchange.ready(PERIOD).sensitive == ()
    assert pair.child.exchange.sent()[0].acked_at == ""


@pytest.mark.parametrize("leave", [canonical_zip.BUNDLE, canonical_zip.BUNDLE_SIGNATURES])
def test_half_a_bundle_is_none(pair: Pair, leave: str) -> None:
    assert pair.child.exchange.preview(_receipt_with(pair, _bundle_of(pair), leave)).code == "E26"


def test_a_receipt_of_a_program_that_told_no_wishes_is_taken(pair: Pair) -> None:
    entry = pair.child.exchange.preview(_receipt_with(pair, None))
    assert pair.child.exchange.apply(entry).matched is True


def test_a_receipt_that_comes_late_does_not_bring_old_wishes_back(pair: Pair) -> None:
    first = pair.parent.exchange.write_receipt(pair.take(pair.send()), pair.stick)
    change(pair.child, "UPDATE member SET revision = 2")
    pair.parent.exchange.wish(["health"])
    second = pair.parent.exchange.write_receipt(pair.take(pair.send()), pair.stick)
    for path in (second, first):
        assert pair.child.exchange.apply(pair.child.exchange.preview(path)).matched is True
    assert pair.child.exchange.ready(PERIOD).sensitive == ("health",)


def test_a_field_that_only_a_newer_program_knows_is_not_sent(pair: Pair) -> None:
    newest = trust_bundle.read(*_bundle_of(pair))
    bundle = _altered(
        pair, version=2, previous=manifest.digest(_bundle_of(pair)[0]), wants=("blood_group", "phone", "health")
    )
    assert newest.version == 1
    pair.child.exchange.apply(pair.child.exchange.preview(_receipt_with(pair, bundle)))
    assert policy.asked_by(pair.child.store, pair.parent.office_id) == {"health"}


def test_no_certificate_comes_in_by_a_receipt(pair: Pair) -> None:
    before = pair.child.store.rows("SELECT * FROM certificate")
    newest = trust_bundle.read(*_bundle_of(pair))
    fresh = msgspec.structs.replace(newest.certificates[1], serial=9, sign=keys_of(pair.child).office_key)
    bundle = _altered(
        pair,
        version=2,
        previous=manifest.digest(_bundle_of(pair)[0]),
        certificates=[*[entry for entry in newest.certificates if entry.sign != fresh.sign], fresh],
    )
    pair.child.exchange.apply(pair.child.exchange.preview(_receipt_with(pair, bundle)))
    assert pair.child.store.rows("SELECT * FROM certificate") == before
