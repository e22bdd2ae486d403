"""The envelope is measured before it is opened; only strong keys count; a signature holds for one type alone."""

from __future__ import annotations

import pytest

from db.problems import ProblemError
from desktop_app.exchange import envelope, limits, signatures
from desktop_app.exchange.signatures import Kind

SECRET = envelope.new_secret()
OTHER = envelope.new_secret()
SEALED = envelope.seal(b"noi dung", [envelope.public_of(SECRET), envelope.public_of(OTHER)])
SEED = bytes(range(32))
PUBLIC = signatures.public_key(SEED)


def _code(data: bytes, secrets: tuple[str, ...] = (SECRET,)) -> str:
    with pytest.raises(ProblemError) as caught:
        envelope.open_sealed(data, secrets)
    return caught.value.code


def test_both_receivers_open_what_was_sealed_for_them() -> None:
    assert envelope.open_sealed(SEALED, [SECRET]) == b"noi dung"
    assert envelope.open_sealed(SEALED, [OTHER]) == b"noi dung"


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 200_000])
def test_what_is_sealed_is_compared_whole(content: bytes) -> None:
    sealed = envelope.seal(content, [envelope.public_of(SECRET)])
    assert envelope.holds(sealed, [SECRET], content)
    assert not envelope.holds(sealed, [SECRET], content + b"x")
    assert not envelope.holds(sealed, [SECRET], content[:-1] + b"?")
    with pytest.raises(ProblemError, match="E13"):
        envelope.holds(sealed, [OTHER], content)
    with pytest.raises(ProblemError, match="E10"):
        envelope.holds(sealed[:-1], [SECRET], content)


def test_an_office_that_is_no_receiver_reads_that_it_is_not_for_it() -> None:
    assert _code(SEALED, (envelope.new_secret(),)) == "E13"


def test_every_cut_is_named_as_a_cut() -> None:
    assert {_code(SEALED[:length]) for length in range(len(SEALED))} == {"E10"}


def test_a_damaged_body_is_named_as_damage() -> None:
    assert _code(SEALED[:-1] + bytes([SEALED[-1] ^ 1])) == "E10"
    assert _code(SEALED + b"x") == "E10"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 something else entirely", "E11"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "E11"),
        (b"age-encryption.org/v2\n-> X25519 a\nb\n--- c\n" + bytes(40), "E14"),
        (b"age-encryption.org/v1\n" + b"-> X25519 a\nb\n" * 17 + b"--- c\n" + bytes(40), "E12"),
        (b"age-encryption.org/v1\n-> X25519 " + b"a" * 9000 + b"\n--- c\n" + bytes(40), "E12"),
        (
            b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 22\n"
            + b"A" * 43
            + b"\n--- "
            + b"A" * 43
            + b"\n"
            + bytes(40),
            "E13",
        ),
        (b"age-encryption.org/v1\n-> nonsense\n--- c\n" + bytes(40), "E10"),
    ],
)
def test_other_headers_are_refused_by_name(data: bytes, code: str) -> None:
    assert _code(data) == code


def test_a_file_larger_than_allowed_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", len(SEALED) - 1)
    assert _code(SEALED) == "E12"


@pytest.mark.parametrize(
    "text",
    ["", "age1", "AGE1" + "Q" * 58, envelope.public_of(SECRET).upper(), SECRET],
    ids=["empty", "stump", "nonsense", "capitals", "secret"],
)
def test_only_canonical_public_keys_count(text: str) -> None:
    assert not envelope.is_public(text)
    assert envelope.is_public(envelope.public_of(SECRET))


# --- signatures ------------------------------------------------------------------------------------------------------

_P = 2**255 - 19
_LOW_ORDER = [
    (1).to_bytes(32, "little"),
    bytes(32),
    (_P - 1).to_bytes(32, "little"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
]
_NOT_CANONICAL = [
    _P.to_bytes(32, "little"),
    (_P + 1).to_bytes(32, "little"),
    b"\xff" * 32,
    (1 | 1 << 255).to_bytes(32, "little"),
    b"\xed" + b"\xff" * 30 + b"\xff",
]


@pytest.mark.parametrize(
    "public", [*_LOW_ORDER, *_NOT_CANONICAL, b"", PUBLIC[:31], PUBLIC + b"\x00", (2).to_bytes(32, "little")]
)
def test_weak_and_oddly_written_keys_are_refused(public: bytes) -> None:
    assert not signatures.acceptable(public)
    assert not signatures.verify(public, "t", b"m", bytes(64))


def test_the_encoding_signed_is_that_of_the_dsse_specification() -> None:
    assert (
        signatures.pae("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_a_signature_of_one_kind_never_passes_for_another() -> None:
    types = {signatures.payload_type(kind) for kind in Kind} | {signatures.BUNDLE_TYPE}
    assert len(types) == len(Kind) + 1
    signature = signatures.sign(SEED, signatures.payload_type(Kind.REPORT), b"m")
    assert {type_ for type_ in types if signatures.verify(PUBLIC, type_, b"m", signature)} == {
        "application/vnd.sochibo.report+json;v=1"
    }


def test_every_bit_of_signature_and_message_counts() -> None:
    signature = signatures.sign(SEED, "t", b"message")
    assert signatures.verify(PUBLIC, "t", b"message", signature)
    for bit in range(512):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert not signatures.verify(PUBLIC, "t", b"message", bytes(changed))
    assert not signatures.verify(PUBLIC, "t", b"messagf", signature)
    # S + L, the other writing of the same signature.
    order = 2**252 + 27742317777372353535851937790883648493
    other = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert not signatures.verify(PUBLIC, "t", b"message", other)


def test_a_public_vector_of_rfc_8032_holds() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert signatures.public_key(seed).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
