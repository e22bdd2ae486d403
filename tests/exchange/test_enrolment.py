"""Enrolment: two files and two times three groups of digits."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from db.problems import ProblemError
from desktop_app.exchange import canonical_zip, envelope, identity, manifest, package, trust_bundle
from desktop_app.exchange.trust_bundle import Bundle
from tests.helpers.exchange import Side, commune, enrol, make_pair, province
from tests.helpers.forging import keys_of


@pytest.fixture
def child(tmp_path: Path) -> Side:
    return commune(tmp_path / "xa")


@pytest.fixture
def parent(tmp_path: Path) -> Side:
    return province(tmp_path / "tinh")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def test_both_sides_know_each_other_afterwards(child: Side, parent: Side, stick: Path) -> None:
    enrol(child, parent, stick)
    above = child.exchange.parent()
    assert above is not None
    assert (above.org_id, above.name, above.relation) == (parent.office_id, "Tỉnh ủy Lào Cai", "parent")
    assert above.check_code == parent.exchange.check_code()
    [below] = parent.exchange.peers()
    assert (below.org_id, below.code, below.check_code) == (child.office_id, "MK01", child.exchange.check_code())
    placed = "SELECT parent_id FROM organization_version WHERE organization_id = ?"
    assert child.store.value(placed, (child.office_id,)) == parent.office_id
    assert parent.store.value(placed, (child.office_id,)) == parent.office_id


def test_a_check_code_is_eight_groups_of_five_digits_and_stays(child: Side, parent: Side) -> None:
    groups = child.exchange.check_code().split()
    assert [len(group) for group in groups] == [5] * 8
    assert "".join(groups).isdigit()
    assert child.exchange.check_code() == " ".join(groups)
    assert parent.exchange.check_code() != " ".join(groups)


def test_three_different_groups_are_asked_at_random() -> None:
    asked = {identity.ask() for _ in range(200)}
    assert len(asked) > 20
    assert all(len(set(numbers)) == 3 and all(1 <= number <= 8 for number in numbers) for numbers in asked)


@pytest.mark.parametrize("typing", ["wrong", "swapped", "too few", "others", "none", "spaces"])
def test_only_the_asked_groups_typed_right_are_accepted(child: Side, parent: Side, stick: Path, typing: str) -> None:
    request = parent.exchange.read_request(child.exchange.request_file(stick))
    right = child.groups(request.asked)
    first, second, third = request.asked
    other = next(number for number in range(1, 9) if number not in request.asked)
    wrong = f"{(int(right[first]) + 1) % 100000:05}"
    typed = {
        "wrong": right | {first: wrong},
        "swapped": {first: right[second], second: right[first], third: right[third]},
        "too few": {first: right[first], second: right[second]},
        "others": child.groups((first, second, other)),
        "none": {},
        "spaces": {number: f" {group} " for number, group in right.items()},
    }[typing]
    if typing == "spaces":
        assert parent.exchange.answer(request, typed, stick).exists()
        return
    with pytest.raises(ProblemError, match="X03"):
        parent.exchange.answer(request, typed, stick)
    assert parent.exchange.peers() == []
    assert not list(stick.glob("CAPKHOA*"))


def test_the_child_types_the_parent_s_groups_too(child: Side, parent: Side, stick: Path) -> None:
    request = parent.exchange.read_request(child.exchange.request_file(stick))
    answer = child.exchange.read_answer(parent.exchange.answer(request, child.groups(request.asked), stick))
    with pytest.raises(ProblemError, match="X03"):
        child.exchange.accept(answer, child.groups(answer.asked))
    assert child.exchange.parent() is None


def test_a_request_with_exchanged_keys_shows_another_code(
    child: Side, parent: Side, stick: Path, tmp_path: Path
) -> None:
    """Whoever swaps the keys on the way cannot keep the code on the paper."""
    thief = commune(tmp_path / "trom")
    thief.exchange.check_code()
    path = child.exchange.request_file(stick)
    keys = keys_of(thief)
    mine = msgspec.structs.replace(
        trust_bundle.read(*_bundle(path)),
        certificates=[
            msgspec.structs.replace(entry, org=child.office_id) for entry in trust_bundle.own_certificates(keys)
        ],
    )
    found = package.take_apart(path.read_bytes(), [])
    made = package.assemble(found.manifest, [], keys, bundle=trust_bundle.write(mine, keys))
    path.write_bytes(made.container)
    request = parent.exchange.read_request(path)
    assert request.org_id == child.office_id
    with pytest.raises(ProblemError, match="X03"):
        parent.exchange.answer(request, child.groups(request.asked), stick)


def _bundle(path: Path) -> tuple[bytes, bytes]:
    entries = package.take_apart(path.read_bytes(), []).entries
    return entries[canonical_zip.BUNDLE], entries[canonical_zip.BUNDLE_SIGNATURES]


def test_every_flipped_bit_of_a_request_is_refused(child: Side, parent: Side, stick: Path) -> None:
    path = child.exchange.request_file(stick)
    data = path.read_bytes()
    for bit in range(0, len(data) * 8, 37):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bytes(changed))
        with pytest.raises(ProblemError):
            parent.exchange.read_request(path)


def test_a_forged_bundle_is_refused(child: Side, parent: Side, stick: Path) -> None:
    path = child.exchange.request_file(stick)
    body, signature = _bundle(path)
    with pytest.raises(ProblemError, match="E20"):
        trust_bundle.read(body.replace(b"MK01", b"MK02"), signature)
    with pytest.raises(ProblemError, match="E11"):
        trust_bundle.read(b"{}", signature)
    with pytest.raises(ProblemError, match="E12"):
        trust_bundle.read(b" " * 2_000_000, signature)


def _signed(child: Side, **fields: object) -> tuple[bytes, bytes]:
    keys = keys_of(child)
    plain: dict[str, object] = {
        "certificates": trust_bundle.own_certificates(keys),
        "fmt": trust_bundle.FORMAT,
        "issuer": child.office_id,
        "offices": [],
        "previous": None,
        "version": 1,
    }
    return trust_bundle.write(Bundle(**{**plain, **fields}), keys)  # type: ignore[arg-type]


def test_one_key_in_two_roles_is_refused(child: Side) -> None:
    child.exchange.check_code()
    office, prepared = trust_bundle.own_certificates(keys_of(child))
    twice = msgspec.structs.replace(prepared, sign=office.sign)
    with pytest.raises(ProblemError, match="E23"):
        trust_bundle.read(*_signed(child, certificates=[office, twice]))


@pytest.mark.parametrize("weak", ["00" * 32, "01" + "00" * 31, "ed" + "ff" * 30 + "7f", "ff" * 32])
def test_a_weak_key_is_refused_at_enrolment(child: Side, weak: str) -> None:
    child.exchange.check_code()
    office, prepared = trust_bundle.own_certificates(keys_of(child))
    with pytest.raises(ProblemError, match="E23"):
        trust_bundle.read(*_signed(child, certificates=[office, msgspec.structs.replace(prepared, sign=weak)]))


def test_a_bundle_without_its_issuer_or_of_another_format_is_refused(child: Side) -> None:
    child.exchange.check_code()
    with pytest.raises(ProblemError, match="E23"):
        trust_bundle.read(*_signed(child, certificates=[]))
    with pytest.raises(ProblemError, match="E11"):
        trust_bundle.read(*_signed(child, fmt="bundle/2"))
    with pytest.raises(ProblemError, match="E11"):
        trust_bundle.read(*_signed(child, version=2))


def test_a_lost_answer_is_given_again_and_changes_nothing(child: Side, parent: Side, stick: Path) -> None:
    enrol(child, parent, stick)
    code = child.exchange.check_code()
    enrol(child, parent, stick)
    assert child.exchange.check_code() == code
    assert parent.store.value("SELECT max(version) FROM trust_bundle") == 1
    assert len(parent.exchange.peers()) == 1


def test_a_second_child_makes_the_next_bundle(child: Side, parent: Side, stick: Path, tmp_path: Path) -> None:
    enrol(child, parent, stick)
    enrol(commune(tmp_path / "xa2", "BL02"), parent, stick)
    assert [peer.code for peer in parent.exchange.peers()] == ["BL02", "MK01"]
    rows = parent.store.rows("SELECT version, body, signatures FROM trust_bundle ORDER BY version")
    first, second = (trust_bundle.read(row["body"], row["signatures"]) for row in rows)
    assert second.previous == manifest.digest(rows[0]["body"])
    assert second.certificates[: len(first.certificates)] == first.certificates


def test_the_answer_for_another_child_is_not_ours(child: Side, parent: Side, stick: Path, tmp_path: Path) -> None:
    other = commune(tmp_path / "xa2", "BL02")
    request = parent.exchange.read_request(other.exchange.request_file(stick))
    answered = parent.exchange.answer(request, other.groups(request.asked), stick)
    with pytest.raises(ProblemError, match="E13"):
        child.exchange.read_answer(answered)
    inner = envelope.open_sealed(answered.read_bytes(), keys_of(other).exchange_secrets)
    child.exchange.check_code()
    answered.write_bytes(envelope.seal(inner, [keys_of(child).exchange_key]))
    with pytest.raises(ProblemError, match="E31"):
        child.exchange.read_answer(answered)


def test_the_wrong_kind_of_file_is_named(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, members=1)
    sent = pair.send()
    with pytest.raises(ProblemError, match="X02"):
        pair.parent.exchange.read_request(sent.path)
    with pytest.raises(ProblemError, match="X02"):
        pair.child.exchange.read_answer(pair.stick / "DANGKY_MK01.goi")
    with pytest.raises(ProblemError, match="I39"):
        pair.child.exchange.read_request(pair.stick / "DANGKY_MK01.goi")
    with pytest.raises(ProblemError, match="E01"):
        pair.parent.exchange.read_request(tmp_path / "nowhere.goi")


def test_other_keys_of_a_known_office_are_refused(child: Side, parent: Side, stick: Path) -> None:
    enrol(child, parent, stick)
    # The same office on a machine set up anew: other keys under the old identity.
    with child.store.operation("test.forget", "-"):
        child.store.execute("DELETE FROM own_key")
    request = parent.exchange.read_request(child.exchange.request_file(stick))
    with pytest.raises(ProblemError, match="X04"):
        parent.exchange.answer(request, child.groups(request.asked), stick)


def test_nothing_can_be_sent_before_enrolment(child: Side, stick: Path) -> None:
    assert child.exchange.ready("2026-11").recipient == ""
    with pytest.raises(ProblemError, match="X01"):
        child.exchange.make_package("2026-11", stick)


@pytest.mark.parametrize("period", ["", "2026", "2026-13", "2026-1", "0000-01", "２０２６-11", "../../x", "2026-11\n"])
def test_only_a_month_can_be_sent(child: Side, stick: Path, period: str) -> None:
    with pytest.raises(ProblemError, match="X06"):
        child.exchange.make_package(period, stick)
