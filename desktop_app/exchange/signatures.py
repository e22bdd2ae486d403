"""Ed25519 signatures over DSSE pre-authentication encoding; weak and oddly written public keys are refused."""

from __future__ import annotations

import hashlib
from enum import StrEnum


class Kind(StrEnum):
    """What a package is; each kind is signed under its own type, so that no signature passes for another kind's."""

    REPORT = "REPORT"
    ACK = "ACK"
    CORRECTION = "CORRECTION"
    TRUST = "TRUST"
    CATALOG = "CATALOG"
    ENROL_REQ = "ENROL_REQ"
    ENROL_CERT = "ENROL_CERT"
    REBASE = "REBASE"


BUNDLE_TYPE = "application/vnd.sochibo.bundle+json;v=1"
_FIELD_PRIME = 2**255 - 19


def payload_type(kind: Kind) -> str:
    """Return the DSSE payload type of a kind, for instance "application/vnd.sochibo.report+json;v=1"."""
    return f"application/vnd.sochibo.{kind.value.lower().replace('_', '-')}+json;v=1"


def pae(type_: str, payload: bytes) -> bytes:
    """Return DSSE v1 pre-authentication encoding of ``payload`` under ``type_``."""
    name = type_.encode()
    return b"DSSEv1 %d %s %d %s" % (len(name), name, len(payload), payload)


def new_seed() -> bytes:
    """Return a new 32-byte signing seed."""
    from nacl.signing import SigningKey

    return bytes(SigningKey.generate())


def public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of a signing seed."""
    from nacl.signing import SigningKey

    return bytes(SigningKey(seed).verify_key)


def key_id(public: bytes) -> str:
    """Return the hint by which a key is found: the first 16 hex digits of SHA-256 of the public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def sign(seed: bytes, type_: str, payload: bytes) -> bytes:
    """Return the 64-byte signature of ``payload`` under ``type_``."""
    from nacl.signing import SigningKey

    return SigningKey(seed).sign(pae(type_, payload)).signature


def verify(public: bytes, type_: str, payload: bytes, signature: bytes) -> bool:
    """Return whether ``signature`` is that of the owner of ``public`` over exactly these bytes and this type."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    if len(signature) != 64 or not acceptable(public):
        return False
    try:
        VerifyKey(public).verify(pae(type_, payload), signature)
    except (CryptoError, ValueError):
        return False
    return True


def acceptable(public: bytes) -> bool:
    """Return whether a public key may be trusted at all: canonical, on the curve, in the prime-order group.

    A key of low order makes some signatures hold for every message; a non-canonical one gives one key two names.
    """
    from nacl.bindings import crypto_core_ed25519_is_valid_point

    if len(public) != 32:
        return False
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    return y < _FIELD_PRIME and bool(crypto_core_ed25519_is_valid_point(public))
