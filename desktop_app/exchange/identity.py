"""The office's own keys: made once, kept in the encrypted store, shown to people as a check code."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from db import exchange as kept
from db.store import Store
from desktop_app.exchange import envelope, manifest, signatures

GROUPS = 8
"""Groups of five digits in a check code."""
ASKED = 3
"""How many of them a person types."""


@dataclass(frozen=True)
class Identity:
    """The keys an office signs and opens with."""

    org_id: str
    incarnation: int
    office_seed: bytes
    """Signs trust: bundles of certificates."""
    prepared_seed: bytes
    """Signs packages in the role "prepared"."""
    exchange_secrets: tuple[str, ...]
    """X25519 secrets, the one in use first."""

    @property
    def office_key(self) -> str:
        """Public office key, hex."""
        return signatures.public_key(self.office_seed).hex()

    @property
    def prepared_key(self) -> str:
        """Public key of the role "prepared", hex."""
        return signatures.public_key(self.prepared_seed).hex()

    @property
    def exchange_key(self) -> str:
        """Public X25519 key ("age1…")."""
        return envelope.public_of(self.exchange_secrets[0])

    @property
    def check_code(self) -> str:
        """Eight groups of five digits that stand for the office's keys."""
        return check_code(self.org_id, self.office_key, self.exchange_key)


def check_code(org_id: str, office_key: str, exchange_key: str) -> str:
    """Return the code by which people recognise the keys of an office."""
    named = "\n".join(("sochibo/office/1", org_id, office_key, exchange_key, ""))
    return manifest.check_code(hashlib.sha256(named.encode("ascii")).hexdigest())


def load(store: Store, org_id: str) -> Identity | None:
    """Return the office's keys, or None before the first use of the exchange."""
    keys = kept.own_keys(store)
    if not {"office", "prepared", "exchange"} <= keys.keys():
        return None
    return Identity(
        org_id=org_id,
        incarnation=keys["office"]["incarnation"],
        office_seed=bytes.fromhex(keys["office"]["secret"]),
        prepared_seed=bytes.fromhex(keys["prepared"]["secret"]),
        exchange_secrets=tuple(kept.exchange_secrets(store)),
    )


def ensure(store: Store, org_id: str) -> Identity:
    """Return the office's keys; make them in one operation when there are none yet."""
    known = load(store, org_id)
    if known is not None:
        return known
    with store.operation("identity.create", f"organization:{org_id}", incarnation=1):
        for role in ("office", "prepared"):
            seed = signatures.new_seed()
            kept.add_own_key(store, role, 1, signatures.public_key(seed).hex(), seed.hex())
        secret = envelope.new_secret()
        kept.add_own_key(store, "exchange", 1, envelope.public_of(secret), secret)
    made = load(store, org_id)
    assert made is not None
    return made


def ask() -> tuple[int, ...]:
    """Return which groups of a check code a person has to type: three different numbers from 1 to 8, rising."""
    return tuple(sorted(secrets.SystemRandom().sample(range(1, GROUPS + 1), ASKED)))


def groups_match(code: str, asked: tuple[int, ...], typed: dict[int, str]) -> bool:
    """Return whether exactly the asked groups were typed and each is right; spaces around a group do not matter."""
    groups = code.split()
    if len(set(asked)) != ASKED or set(typed) != set(asked) or not all(1 <= number <= GROUPS for number in asked):
        return False
    return all(typed[number].strip() == groups[number - 1] for number in asked)
