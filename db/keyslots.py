"""The store's key, wrapped once by the password and once by the printed recovery key, in a small file beside the store.

The data key never changes; a new password only rewrites its slot. Nothing read from the file is trusted:
the cost of the password hash is capped, so that a hostile file can neither hang nor exhaust the machine.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from db import files, passwords, tries
from db.problems import ProblemError

FORMAT: Final = "sochibo-keyslots/1"
KEY_BYTES: Final = 32
LARGEST_FILE: Final = 64 * 1024

_SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which are misread."""
_LOOK_ALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u00a0": None, "\n": None})
_RECOVERY_BYTES: Final = 20
_RECOVERY_SYMBOLS: Final = 32
_CHECK_SYMBOLS: Final = 2


@dataclass(frozen=True)
class Kdf:
    """The cost of one password guess (Argon2id, one lane)."""

    memory_kib: int
    passes: int

    def within_bounds(self) -> bool:
        """Whether the cost is neither a joke nor an attack."""
        return (
            FLOOR.memory_kib <= self.memory_kib <= CEILING.memory_kib and FLOOR.passes <= self.passes <= CEILING.passes
        )


DEFAULT_KDF: Final = Kdf(memory_kib=64 * 1024, passes=3)
FLOOR: Final = Kdf(memory_kib=19 * 1024, passes=2)
"""OWASP's minimum for Argon2id with one lane."""
CEILING: Final = Kdf(memory_kib=256 * 1024, passes=10)
_SMALL: Final = Kdf(memory_kib=32 * 1024, passes=3)
_LARGE: Final = Kdf(memory_kib=128 * 1024, passes=4)
_WANTED_SECONDS: Final = 0.7


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to the data key."""

    kind: str
    """"password" or "recovery"."""
    kdf: str
    """"argon2id" for a password; "hmac-sha256" for the recovery key, which is 160 random bits already."""
    memory_kib: int
    passes: int
    salt: str
    nonce: str
    sealed: str
    """The data key under XChaCha20-Poly1305; all three in hexadecimal."""


class Slots(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of the file."""

    format: str
    key_check: str
    """Tells whether a key is the one of these slots, without a slot: a hash of 256 random bits gives nothing away."""
    slots: list[Slot]
    checksum: str
    """Over everything else: a flipped bit is called damage, not a wrong password."""


def new_key() -> bytes:
    """Return a new random data key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


# --- the four doors --------------------------------------------------------------------------------------------------


def create(
    path: Path, password: str, dek: bytes, *, names: tuple[str, ...] = (), kdf: Kdf = DEFAULT_KDF, replace: bool = False
) -> str:
    """Wrap the 32-byte data key ``dek`` into a new file at ``path``; return the recovery key to be printed.

    ``names`` are words the password must not consist of (the office's name and code). Raises ProblemError K05, K06
    (password), S05, S06, S10 (file), S14 (a file is there already and ``replace`` was not asked for).
    """
    passwords.check(password, *names)
    if path.exists() and not replace:
        raise ProblemError("S14", path=str(path))
    raw = secrets.token_bytes(_RECOVERY_BYTES)
    slots = [
        _seal("password", "argon2id", kdf, _secret(password), dek),
        _seal("recovery", "hmac-sha256", Kdf(0, 0), raw, dek),
    ]
    _write(path, dek, slots)
    tries.forget(path)
    return recovery_text(raw)


def open_with_password(path: Path, password: str) -> bytes:
    """Return the data key.

    Raises ProblemError: K01 (wrong; ``wait`` seconds until the next try is accepted), K02 (too early; ``wait``), K04
    (the file is damaged or not of this kind), S10 (no file).
    """
    slot = _slot(path, "password")
    tries.admit(path)
    key = _unseal(slot, _secret(password))
    if key is None:
        raise ProblemError("K01", wait=tries.failed(path))
    tries.forget(path)
    return key


def open_with_recovery(path: Path, recovery_key: str) -> bytes:
    """Return the data key; case, spaces, dashes and look-alike letters of the typed key do not matter.

    Raises ProblemError: K03 (mistyped, or the key of another store), K04 (damaged file), S10 (no file).
    """
    slot = _slot(path, "recovery")
    key = _unseal(slot, recovery_bytes(recovery_key))
    if key is None:
        raise ProblemError("K03")
    tries.forget(path)
    return key


def change_password(
    path: Path, dek: bytes, new_password: str, *, names: tuple[str, ...] = (), kdf: Kdf | None = None
) -> None:
    """Rewrite the password slot; the data and the recovery key stay. The cost stays too unless ``kdf`` is given.

    Raises ProblemError K04, K05, K06, S05, S06, S10; ValueError when ``dek`` is not the key of these slots.
    """
    passwords.check(new_password, *names)
    content = _read(path)
    if not hmac.compare_digest(content.key_check.encode(), _key_check(dek).encode()):
        raise ValueError("this key does not belong to these slots")
    old = next((slot for slot in content.slots if slot.kind == "password"), None)
    cost = kdf or (Kdf(old.memory_kib, old.passes) if old else DEFAULT_KDF)
    kept = [slot for slot in content.slots if slot.kind != "password"]
    _write(path, dek, [_seal("password", "argon2id", cost, _secret(new_password), dek), *kept])
    tries.forget(path)


def identity(path: Path) -> str | None:
    """Return what two files of slots have in common exactly when they wrap the same key, None for a file not whole."""
    try:
        return _read(path).key_check
    except ProblemError:
        return None


def belong(path: Path, dek: bytes) -> bool:
    """Whether the slots at ``path`` are whole and wrap this very data key."""
    try:
        return hmac.compare_digest(_read(path).key_check.encode(), _key_check(dek).encode())
    except ProblemError:
        return False


def calibrated() -> Kdf:
    """Return the cost that takes about 0.7 s on this machine, one of three steps; takes one hash to find out."""
    started = time.perf_counter()
    _argon2id(b"calibration", bytes(16), DEFAULT_KDF)
    taken = time.perf_counter() - started
    if taken > 2 * _WANTED_SECONDS:
        return _SMALL
    return _LARGE if taken * 8 / 3 <= _WANTED_SECONDS else DEFAULT_KDF


# --- the recovery key as people see it -------------------------------------------------------------------------------


def recovery_text(raw: bytes) -> str:
    """Return 20 bytes as 8 groups of 4 symbols and a last group of 2 that catches typing mistakes."""
    number = int.from_bytes(raw, "big")
    symbols = "".join(_SYMBOLS[number >> 5 * place & 31] for place in reversed(range(_RECOVERY_SYMBOLS)))
    whole = symbols + _check_symbols(raw)
    return "-".join(whole[start : start + 4] for start in range(0, len(whole), 4))


def recovery_bytes(text: str) -> bytes:
    """Return the 20 bytes of a typed recovery key. Raises ProblemError K03 when it cannot be one."""
    symbols = unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKES)
    if len(symbols) != _RECOVERY_SYMBOLS + _CHECK_SYMBOLS or any(symbol not in _SYMBOLS for symbol in symbols):
        raise ProblemError("K03")
    number = 0
    for symbol in symbols[:_RECOVERY_SYMBOLS]:
        number = number << 5 | _SYMBOLS.index(symbol)
    raw = number.to_bytes(_RECOVERY_BYTES, "big")
    if _check_symbols(raw) != symbols[_RECOVERY_SYMBOLS:]:
        raise ProblemError("K03")
    return raw


def _check_symbols(raw: bytes) -> str:
    value = int.from_bytes(hashlib.sha256(b"sochibo recovery key" + raw).digest()[:2], "big")
    return _SYMBOLS[value >> 5 & 31] + _SYMBOLS[value & 31]


# --- sealing ---------------------------------------------------------------------------------------------------------


def _secret(password: str) -> bytes:
    # Telex and VNI keyboards and pasted text compose Vietnamese letters differently; all must give the same key.
    # What is no text at all (bytes of another encoding in a variable) is a wrong password, not a failure.
    return unicodedata.normalize("NFC", password).encode(errors="surrogatepass")


def _argon2id(secret: bytes, salt: bytes, cost: Kdf) -> bytes:
    import nacl.exceptions
    from nacl.pwhash import argon2id

    try:
        derived: bytes = argon2id.kdf(KEY_BYTES, secret, salt, opslimit=cost.passes, memlimit=cost.memory_kib * 1024)
    except (MemoryError, nacl.exceptions.RuntimeError) as error:
        raise ProblemError("S12") from error
    return derived


def _wrapping_key(slot_kdf: str, cost: Kdf, secret: bytes, salt: bytes) -> bytes:
    if slot_kdf == "argon2id":
        return _argon2id(secret, salt, cost)
    return hmac.digest(salt, b"sochibo recovery slot" + secret, "sha256")


def _bound(kind: str, kdf: str, cost: Kdf) -> bytes:
    """What the seal vouches for besides the key: which slot it is and at which cost."""
    return f"{FORMAT}|{kind}|{kdf}|{cost.memory_kib}|{cost.passes}".encode()


def _seal(kind: str, kdf: str, cost: Kdf, secret: bytes, dek: bytes) -> Slot:
    from nacl import bindings

    if len(dek) != KEY_BYTES:
        raise ValueError("the store key has 32 bytes")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(24)
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        dek, _bound(kind, kdf, cost), nonce, _wrapping_key(kdf, cost, secret, salt)
    )
    return Slot(kind, kdf, cost.memory_kib, cost.passes, salt.hex(), nonce.hex(), sealed.hex())


def _unseal(slot: Slot, secret: bytes) -> bytes | None:
    import nacl.exceptions
    from nacl import bindings

    cost = Kdf(slot.memory_kib, slot.passes)
    wrapping = _wrapping_key(slot.kdf, cost, secret, bytes.fromhex(slot.salt))
    try:
        key: bytes = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            bytes.fromhex(slot.sealed), _bound(slot.kind, slot.kdf, cost), bytes.fromhex(slot.nonce), wrapping
        )
    except nacl.exceptions.CryptoError:
        return None
    return key


def _key_check(dek: bytes) -> str:
    return hashlib.sha256(b"sochibo key check" + dek).hexdigest()


# --- the file --------------------------------------------------------------------------------------------------------


def _write(path: Path, dek: bytes, slots: list[Slot]) -> None:
    body: dict[str, Any] = {
        "format": FORMAT,
        "key_check": _key_check(dek),
        "slots": [msgspec.to_builtins(slot) for slot in slots],
    }
    body["checksum"] = _checksum(body)
    files.write(path, json.dumps(body, indent=1, sort_keys=True).encode() + b"\n")


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _read(path: Path) -> Slots:
    with files.explained(), files.open_plain(path) as stream:
        content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ProblemError("K04")
    try:
        found = msgspec.json.decode(content, type=Slots)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ProblemError("K04") from error
    body = msgspec.to_builtins(found)
    body.pop("checksum")
    if found.format != FORMAT or not hmac.compare_digest(_checksum(body).encode(), found.checksum.encode()):
        raise ProblemError("K04")
    return found


def _slot(path: Path, kind: str) -> Slot:
    """Return the slot of one kind, every field of it checked. Raises ProblemError K04 otherwise."""
    slot = next((slot for slot in _read(path).slots if slot.kind == kind), None)
    if slot is None:
        raise ProblemError("K04")
    if kind == "password":
        right = slot.kdf == "argon2id" and Kdf(slot.memory_kib, slot.passes).within_bounds()
    else:
        right = slot.kdf == "hmac-sha256" and slot.memory_kib == 0 and slot.passes == 0
    if not right or not _are_hex(((slot.salt, 16), (slot.nonce, 24), (slot.sealed, KEY_BYTES + 16))):
        raise ProblemError("K04")
    return slot


def _are_hex(values: tuple[tuple[str, int], ...]) -> bool:
    try:
        return all(len(bytes.fromhex(text)) == length and len(text) == 2 * length for text, length in values)
    except ValueError:
        return False
