"""Trust bundles in their simple form: an office's signed, numbered list of the keys it vouches for."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from db import exchange as kept
from db.problems import ProblemError
from db.store import Row, Store
from desktop_app.exchange import envelope, limits, signatures, strict_json
from desktop_app.exchange.identity import Identity
from desktop_app.exchange.manifest import Count, Digest, Identifier, Part, Sequence, Short, digest

FORMAT = "bundle/1"

OFFICE, PREPARED = "office", "prepared"


class Certificate(Part, frozen=True, kw_only=True):
    """One key of one office in one role."""

    exchange: Short = ""
    """The office's X25519 key ("age1…"), in the certificate of its office key."""
    incarnation: Sequence
    org: Identifier
    role: Literal["office", "prepared", "approved"]
    serial: Sequence
    sign: Digest
    """Ed25519 public key, hex."""
    valid_from_bundle: Sequence


class OfficeEntry(Part, frozen=True, kw_only=True):
    """An office as the tree shows it."""

    code: Short
    header_name: Short
    kind: Short
    name: Short
    org: Identifier
    parent: Short = ""
    place: Short = ""


class Revocation(Part, frozen=True, kw_only=True):
    """From where a key no longer counts: everything after the last good package. None is issued in this version."""

    manifest: Digest
    seq: Count
    sign: Digest


class Bundle(Part, frozen=True, kw_only=True):
    """All an office vouches for."""

    certificates: Annotated[list[Certificate], msgspec.Meta(max_length=limits.ENTRIES)]
    fmt: Short
    issuer: Identifier
    offices: Annotated[list[OfficeEntry], msgspec.Meta(max_length=limits.ENTRIES)]
    previous: Digest | None
    revocations: Annotated[tuple[Revocation, ...], msgspec.Meta(max_length=limits.ENTRIES)] = ()
    version: Sequence
    wants: Annotated[tuple[Short, ...], msgspec.Meta(max_length=64)] = ()
    """Sensitive particulars that the issuer asks the offices below for; see ``policy``."""

    def certificate(self, org: str, role: str) -> Certificate | None:
        """Return the newest certificate of an office in a role."""
        found = [entry for entry in self.certificates if entry.org == org and entry.role == role]
        return max(found, key=lambda entry: (entry.incarnation, entry.serial), default=None)

    def office(self, org: str) -> OfficeEntry | None:
        """Return an office's entry."""
        return next((entry for entry in self.offices if entry.org == org), None)


def write(bundle: Bundle, identity: Identity) -> tuple[bytes, bytes]:
    """Return the bundle's bytes and their signature by the office key. Raises ProblemError E12 past the limit."""
    body = strict_json.dump(bundle)
    if len(body) > limits.BUNDLE_BYTES:
        raise ProblemError("E12")
    return body, signatures.sign(identity.office_seed, signatures.BUNDLE_TYPE, body)


def read(body: bytes, signature: bytes) -> Bundle:
    """Return a bundle whose own issuer key signed it; whether that key is trusted is for the caller to know.

    Raises ProblemError: E11 (no bundle), E12 (a limit), E20 (wrong signature), E23 (a key that no one may trust).
    """
    try:
        bundle = msgspec.convert(strict_json.parse(body, limit=limits.BUNDLE_BYTES), Bundle)
    except (strict_json.NotStrictError, msgspec.ValidationError) as error:
        raise ProblemError("E11") from error
    if bundle.fmt != FORMAT or (bundle.version == 1) != (bundle.previous is None):
        raise ProblemError("E11")
    for entry in bundle.certificates:
        if not signatures.acceptable(bytes.fromhex(entry.sign)):
            raise ProblemError("E23")
        if entry.role == OFFICE and not envelope.is_public(entry.exchange):
            raise ProblemError("E23")
    keys = [entry.sign for entry in bundle.certificates]
    if len(set(keys)) != len(keys):
        # One key under two names or in two roles would let one person sign for two.
        raise ProblemError("E23")
    issuer = bundle.certificate(bundle.issuer, OFFICE)
    if issuer is None:
        raise ProblemError("E23")
    if not signatures.verify(bytes.fromhex(issuer.sign), signatures.BUNDLE_TYPE, body, signature):
        raise ProblemError("E20", name="")
    return bundle


def own_certificates(identity: Identity) -> list[Certificate]:
    """Return the certificates an office writes about itself, serial 1 and 2."""
    return [
        Certificate(
            org=identity.org_id,
            incarnation=identity.incarnation,
            role="office",
            sign=identity.office_key,
            exchange=identity.exchange_key,
            serial=1,
            valid_from_bundle=1,
        ),
        Certificate(
            org=identity.org_id,
            incarnation=identity.incarnation,
            role="prepared",
            sign=identity.prepared_key,
            serial=2,
            valid_from_bundle=1,
        ),
    ]


def grown(
    store: Store,
    identity: Identity,
    own: OfficeEntry,
    newcomer: OfficeEntry,
    keys: list[Certificate],
    wants: tuple[str, ...],
) -> Bundle:
    """Return the next bundle of this office: what it vouched for so far and the keys of one more office.

    ``wants`` are the wishes that the first bundle tells. When the newest bundle holds these keys already it is returned
    as it is.
    """
    newest = kept.newest_bundle(store, identity.org_id)
    if newest is None:
        known = Bundle(
            certificates=own_certificates(identity),
            fmt=FORMAT,
            issuer=identity.org_id,
            offices=[own],
            previous=None,
            version=1,
            wants=wants,
        )
        previous, version = None, 1
    else:
        known = read(newest["body"], newest["signatures"])
        previous, version = digest(newest["body"]), known.version + 1
    held = {(entry.org, entry.role, entry.sign) for entry in known.certificates}
    missing = [key for key in keys if (key.org, key.role, key.sign) not in held]
    if newest is not None and not missing:
        return known
    serial = max(entry.serial for entry in known.certificates)
    added = [
        msgspec.structs.replace(key, serial=serial + step, valid_from_bundle=version)
        for step, key in enumerate(missing, start=1)
    ]
    others = [entry for entry in known.offices if entry.org != newcomer.org]
    return msgspec.structs.replace(
        known,
        certificates=[*known.certificates, *added],
        offices=[*others, newcomer],
        previous=previous,
        version=version,
    )


def wishing(newest: Row, wants: tuple[str, ...]) -> Bundle:
    """Return the bundle that follows this office's newest one and tells other wishes."""
    known = read(newest["body"], newest["signatures"])
    return msgspec.structs.replace(known, previous=digest(newest["body"]), version=known.version + 1, wants=wants)


def signed(store: Store, bundle: Bundle, identity: Identity) -> tuple[bytes, bytes]:
    """Return bytes and signature of a bundle of this office; one that was kept has those it was kept with."""
    row = kept.bundle(store, bundle.issuer, bundle.version)
    return (row["body"], row["signatures"]) if row else write(bundle, identity)


def keep(store: Store, bundle: Bundle, body: bytes, signature: bytes, *, of: set[str]) -> None:
    """Keep a bundle and the certificates of the offices ``of``, inside an operation."""
    kept.put_bundle(store, bundle.issuer, bundle.version, digest(body), body, signature)
    for entry in bundle.certificates:
        if entry.org in of:
            kept.put_certificate(
                store,
                {
                    "org_id": entry.org,
                    "incarnation": entry.incarnation,
                    "role": entry.role,
                    "sign_key": entry.sign,
                    "exchange_key": entry.exchange,
                    "serial": entry.serial,
                    "valid_from_bundle": entry.valid_from_bundle,
                    "issued_by": bundle.issuer,
                },
            )
