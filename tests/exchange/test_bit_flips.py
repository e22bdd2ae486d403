"""Every single flipped bit of a package is refused, in its envelope and inside it."""

from __future__ import annotations

import dataclasses

import pytest

from db.problems import ProblemError
from desktop_app.exchange import canonical_zip, envelope, identity, manifest, package, validity
from tests.helpers.exchange import Pair, commune, enrol, province


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Return an office without cells: the smallest report there is."""
    folder = tmp_path_factory.mktemp("small")
    child, parent, stick = commune(folder / "xa"), province(folder / "tinh"), folder / "usb"
    enrol(child, parent, stick)
    return Pair(child, parent, stick, [], [])


def _accepted(data: bytes, secrets: tuple[str, ...], sign_key: str, *, sealed: bool) -> bool:
    """Whether every check up to the rows passes."""
    try:
        opened = package.take_apart(data, secrets) if sealed else _inner(data)
        package.verify_signature(opened, sign_key, "")
        package.verify_files(opened, "")
        validity.read(opened)
    except ProblemError:
        return False
    return True


def _inner(data: bytes) -> package.Opened:
    """Take a container apart as after decryption."""
    try:
        entries = dict(canonical_zip.parse(data))
    except canonical_zip.NotCanonicalError as error:
        raise ProblemError("E11") from error
    written = entries[canonical_zip.MANIFEST]
    return package.Opened(manifest.read(written), written, entries)


def test_every_flipped_bit_of_the_file_is_refused(small: Pair) -> None:
    data = small.send().path.read_bytes()
    parent = identity.load(small.parent.store, small.parent.office_id)
    child = identity.load(small.child.store, small.child.office_id)
    assert parent is not None
    assert child is not None
    secrets, key = parent.exchange_secrets, child.prepared_key
    assert _accepted(data, secrets, key, sealed=True)
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        assert not _accepted(bytes(changed), secrets, key, sealed=True), bit


def test_every_flipped_bit_inside_the_envelope_is_refused(small: Pair) -> None:
    child = identity.load(small.child.store, small.child.office_id)
    assert child is not None
    inner = envelope.open_sealed(small.send().path.read_bytes(), child.exchange_secrets)
    key = child.prepared_key
    assert _accepted(inner, (), key, sealed=False)
    for bit in range(len(inner) * 8):
        changed = bytearray(inner)
        changed[bit // 8] ^= 1 << bit % 8
        assert not _accepted(bytes(changed), (), key, sealed=False), bit


def test_every_flipped_bit_of_what_is_signed_is_refused_with_its_checksum_repaired(small: Pair) -> None:
    child = identity.load(small.child.store, small.child.office_id)
    assert child is not None
    opened = _inner(envelope.open_sealed(small.send().path.read_bytes(), child.exchange_secrets))
    key = child.prepared_key
    for name in (canonical_zip.MANIFEST, canonical_zip.SIGNATURE_CLERK, "data/organizations.ndjson"):
        content = opened.entries[name]
        for bit in range(len(content) * 8):
            changed = bytearray(content)
            changed[bit // 8] ^= 1 << bit % 8
            entries = {**opened.entries, name: bytes(changed)}
            written = opened.manifest_bytes if name != canonical_zip.MANIFEST else bytes(changed)
            # The manifest is not even read: the signature is over its bytes.
            forged = dataclasses.replace(opened, manifest_bytes=written, entries=entries)
            with pytest.raises(ProblemError, match="E20"):
                _verified(forged, key)


def _verified(opened: package.Opened, key: str) -> None:
    package.verify_signature(opened, key, "")
    package.verify_files(opened, "")


def test_every_truncation_of_the_file_is_refused_as_a_bad_copy(small: Pair) -> None:
    data = small.send().path.read_bytes()
    parent = identity.load(small.parent.store, small.parent.office_id)
    assert parent is not None
    for length in range(len(data)):
        with pytest.raises(ProblemError, match="E10"):
            package.take_apart(data[:length], parent.exchange_secrets)


def test_a_container_rebuilt_with_another_row_and_right_checksums_is_refused(small: Pair) -> None:
    child = identity.load(small.child.store, small.child.office_id)
    parent = identity.load(small.parent.store, small.parent.office_id)
    assert child is not None
    assert parent is not None
    inner = envelope.open_sealed(small.send().path.read_bytes(), child.exchange_secrets)
    forged = [
        (name, content.replace(b"MK01", b"MK02") if name.startswith("data/") else content)
        for name, content in canonical_zip.parse(inner)
    ]
    sealed = envelope.seal(canonical_zip.build(forged), [parent.exchange_key])
    path = small.stick / "gia.goi"
    path.write_bytes(sealed)
    entry = small.parent.exchange.preview(path)
    assert (entry.state, entry.code) == ("rejected", "E20")
    assert "Đảng ủy xã MK01" in entry.sentence
    assert (small.parent.folder / "hopthu" / "cachly" / f"{entry.sha256}.cachly").read_bytes() == sealed
    assert (small.parent.folder / "hopthu" / "cachly" / f"{entry.sha256}.txt").read_text() == "E20\n"
