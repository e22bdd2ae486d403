"""The age envelope of a package: sealed for receiver and sender, its header measured before it is opened."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from db.problems import ProblemError
from desktop_app.exchange import limits

_MAGIC = b"age-encryption.org/"
_VERSION = b"age-encryption.org/v1\n"
_MAC = b"\n--- "
_SMALLEST_BODY = 16 + 16
"""The nonce and one empty sealed piece."""


def new_secret() -> str:
    """Return a new X25519 secret key in age's text form."""
    from pyrage import x25519

    return str(x25519.Identity.generate())


def public_of(secret: str) -> str:
    """Return the public key ("age1…") of a secret key."""
    from pyrage import x25519

    return str(x25519.Identity.from_str(secret).to_public())


def is_public(text: str) -> bool:
    """Return whether ``text`` is a public key written in its one canonical way."""
    import pyrage

    try:
        return str(pyrage.x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """Return ``data`` encrypted for the public keys ``recipients``."""
    import pyrage

    keys = [pyrage.x25519.Recipient.from_str(text) for text in dict.fromkeys(recipients)]
    sealed: bytes = pyrage.encrypt(data, keys)
    return sealed


def open_sealed(data: bytes, secret_keys: Sequence[str]) -> bytes:
    """Return what the envelope holds.

    Raises ProblemError: E10 (cut off or damaged), E11 (not an age file), E12 (a limit), E13 (not for these keys),
    E14 (a newer version of the envelope).
    """
    opened: bytes = _opened(data, secret_keys, lambda library, keys: library.decrypt(data, keys))
    return opened


def holds(data: bytes, secret_keys: Sequence[str], content: bytes) -> bool:
    """Return whether the envelope opens to exactly ``content``; what it holds is compared as it comes, never kept.

    Raises ProblemError as ``open_sealed`` does.
    """
    found = _Compared(content)
    _opened(data, secret_keys, lambda library, keys: library.decrypt_io(io.BytesIO(data), found, keys))
    return found.same and found.at == len(content)


class _Compared:
    """Takes what is written to it and only notes whether it is the content expected."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at, self.same = content, 0, True

    def write(self, piece: bytes) -> int:
        self.same = self.same and self.content.startswith(piece, self.at)
        self.at += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""


def _opened(data: bytes, secret_keys: Sequence[str], open_with: Callable[[Any, list[Any]], Any]) -> Any:
    import pyrage

    check_header(data)
    identities = [pyrage.x25519.Identity.from_str(secret) for secret in secret_keys]
    try:
        return open_with(pyrage, identities)
    except pyrage.DecryptError as error:
        message = str(error)
        if "No matching keys" in message:
            raise ProblemError("E13") from error
        # The library names its reasons in words only; a word it changes would change the sentence, never the refusal.
        if "Header" in message or "Unknown age format" in message:
            raise ProblemError("E11") from error
        raise ProblemError("E10") from error
    except OSError as error:
        # What is found only while reading on arrives as an error of reading.
        raise ProblemError("E10") from error
    except MemoryError as error:
        raise ProblemError("E12") from error
    except BaseException as error:
        # A panic inside the library arrives as a BaseException of its own.
        if type(error).__name__ == "PanicException":
            raise ProblemError("E12") from error
        raise


def check_header(data: bytes) -> None:
    """Measure the header of an age file without parsing any of its cryptography.

    Raises ProblemError E10, E11, E12, E14.
    """
    if len(data) > limits.FILE_BYTES:
        raise ProblemError("E12")
    if not data.startswith(_VERSION):
        if _VERSION.startswith(data[: len(_VERSION)]):
            raise ProblemError("E10")
        raise ProblemError("E14" if data.startswith(_MAGIC) else "E11")
    head = data[: limits.AGE_HEADER_BYTES]
    end = head.find(_MAC)
    if end < 0:
        raise ProblemError("E10" if len(data) < limits.AGE_HEADER_BYTES else "E12")
    stanzas = head[: end + 1].count(b"\n-> ")
    if stanzas > limits.AGE_STANZAS:
        raise ProblemError("E12")
    after = head.find(b"\n", end + 1)
    if after < 0:
        raise ProblemError("E10" if len(data) < limits.AGE_HEADER_BYTES else "E12")
    if len(data) - after - 1 < _SMALLEST_BODY:
        raise ProblemError("E10")
