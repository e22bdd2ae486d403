"""Enrolment: a child's request, the parent's answer, and the check codes that people compare and type."""

from __future__ import annotations

from pathlib import Path

from db import exchange as kept
from db import partitions
from db.problems import ProblemError
from desktop_app.exchange import (
    canonical_zip,
    envelope,
    export,
    identity,
    manifest,
    package,
    policy,
    safe_write,
    trust_bundle,
)
from desktop_app.exchange import desk as desks
from desktop_app.exchange.desk import Desk
from desktop_app.exchange.identity import Identity
from desktop_app.exchange.package import Opened
from desktop_app.exchange.signatures import Kind
from desktop_app.exchange.trust_bundle import Bundle, OfficeEntry
from desktop_app.exchange.views import EnrolAnswer, EnrolRequest


def write_request(desk: Desk, target: Path) -> Path:
    """Write the request for enrolment into the folder ``target`` and return its path.

    It carries public keys and the office's name only, so it needs no envelope. Raises ProblemError E01 to E04.
    """
    own = desk.identity()
    bundle = Bundle(
        certificates=trust_bundle.own_certificates(own),
        fmt=trust_bundle.FORMAT,
        issuer=desk.office_id,
        offices=[_own_entry(desk)],
        previous=None,
        version=1,
    )
    signed = trust_bundle.write(bundle, own)
    written = export.draw_up(desk, own, kind=Kind.ENROL_REQ, recipient_id="", period="-", seq=1, prev=None)
    made = package.assemble(written, [], own, bundle=signed)
    return _to_stick(desk, target, desk.file_name("DANGKY", desk.code()), made.container)


def read_request(desk: Desk, path: Path) -> EnrolRequest:
    """Return a child's request after checking its own signatures.

    Raises ProblemError: E01, E10 to E14, E20, E23 (damaged or forged), X02 (not a request), I39 (our own).
    """
    opened = _open(desk, path, Kind.ENROL_REQ)
    bundle = _bundle_of(opened)
    if bundle.issuer == desk.office_id:
        raise ProblemError("I39")
    entry, code = _introduced(bundle)
    return EnrolRequest(
        org_id=entry.org,
        name=entry.name,
        header_name=entry.header_name,
        code=entry.code,
        kind=entry.kind,
        place=entry.place,
        check_code=code,
        asked=identity.ask(),
        bundle=opened.entries[canonical_zip.BUNDLE],
        bundle_signature=opened.entries[canonical_zip.BUNDLE_SIGNATURES],
    )


def answer(desk: Desk, request: EnrolRequest, typed: dict[int, str], target: Path) -> Path:
    """Certify a child's keys, take it into the tree and write the answer into ``target``; return its path.

    ``typed`` holds the asked groups (number from 1 to 8 -> five digits) as read from the child's paper.
    Raises ProblemError: X03 (a group is wrong), X04 (the office is known under other keys), E01 to E04 (the medium).
    """
    if not identity.groups_match(request.check_code, request.asked, typed):
        raise ProblemError("X03")
    child = trust_bundle.read(request.bundle, request.bundle_signature)
    entry, code = _introduced(child)
    known = kept.peer(desk.store, entry.org)
    if known is not None and (known["check_code"] != code or known["relation"] != "child"):
        raise ProblemError("X04", name=entry.name)
    own = desk.identity()
    keys = [key for role in (trust_bundle.OFFICE, trust_bundle.PREPARED) if (key := child.certificate(entry.org, role))]
    bundle = trust_bundle.grown(desk.store, own, _own_entry(desk), entry, keys, policy.wanted(desk.store))
    body, signature = trust_bundle.signed(desk.store, bundle, own)
    # Read back before anything is kept: a newcomer that borrows another office's key is refused here.
    trust_bundle.read(body, signature)
    with desk.store.operation("enrolment.answer", f"organization:{entry.org}", bundle=bundle.version):
        trust_bundle.keep(desk.store, bundle, body, signature, of={entry.org})
        kept.put_peer(
            desk.store,
            org_id=entry.org,
            relation="child",
            name=entry.name,
            code=entry.code,
            incarnation=keys[0].incarnation,
            check_code=code,
        )
        _adopt(desk, entry, parent_id=desk.office_id)
    written = export.draw_up(desk, own, kind=Kind.ENROL_CERT, recipient_id=entry.org, period="-", seq=1, prev=None)
    made = package.assemble(written, [], own, bundle=(body, signature))
    sealed = envelope.seal(made.container, [keys[0].exchange, own.exchange_key])
    return _to_stick(desk, target, desk.file_name("CAPKHOA", desks.file_part(entry.code)), sealed)


def read_answer(desk: Desk, path: Path) -> EnrolAnswer:
    """Return the upper office's answer after checking that it is signed and certifies exactly the own keys.

    Raises ProblemError: E01, E10 to E14, E20, E23 (damaged or forged), E31 (for another office), X02 (not an answer).
    """
    opened = _open(desk, path, Kind.ENROL_CERT)
    bundle = _bundle_of(opened)
    if opened.manifest.recipient != desk.office_id:
        raise ProblemError("E31")
    _require_own_keys(desk.identity(), bundle)
    entry, code = _introduced(bundle)
    return EnrolAnswer(
        org_id=entry.org,
        name=entry.name,
        header_name=entry.header_name,
        code=entry.code,
        kind=entry.kind,
        place=entry.place,
        check_code=code,
        asked=identity.ask(),
        bundle=opened.entries[canonical_zip.BUNDLE],
        bundle_signature=opened.entries[canonical_zip.BUNDLE_SIGNATURES],
    )


def accept(desk: Desk, found: EnrolAnswer, typed: dict[int, str]) -> None:
    """Pin the upper office's keys and put the own office under it.

    ``typed`` holds the asked groups as read from the upper office's paper. Raises ProblemError: X03 (a group is
    wrong), X04 (another upper office, or other keys of this one, are pinned already).
    """
    if not identity.groups_match(found.check_code, found.asked, typed):
        raise ProblemError("X03")
    bundle = trust_bundle.read(found.bundle, found.bundle_signature)
    _require_own_keys(desk.identity(), bundle)
    entry, code = _introduced(bundle)
    parent = kept.parent_peer(desk.store)
    if parent is not None and (parent["org_id"] != entry.org or parent["check_code"] != code):
        raise ProblemError("X04", name=parent["name"])
    if parent is None and kept.peer(desk.store, entry.org) is not None:
        raise ProblemError("X04", name=entry.name)
    newest = kept.newest_bundle(desk.store, entry.org)
    if newest is not None and newest["version"] > bundle.version:
        raise ProblemError("X07")
    certificate = bundle.certificate(entry.org, trust_bundle.OFFICE)
    assert certificate is not None
    with desk.store.operation("enrolment.accept", f"organization:{entry.org}", bundle=bundle.version):
        trust_bundle.keep(desk.store, bundle, found.bundle, found.bundle_signature, of={entry.org, desk.office_id})
        kept.put_peer(
            desk.store,
            org_id=entry.org,
            relation="parent",
            name=entry.name,
            code=entry.code,
            incarnation=certificate.incarnation,
            check_code=code,
        )
        _adopt(desk, entry, parent_id=None)
        partitions.place_under(desk.store, desk.office_id, entry.org)


def _adopt(desk: Desk, entry: OfficeEntry, parent_id: str | None) -> None:
    partitions.put_office(
        desk.store,
        org_id=entry.org,
        code=entry.code,
        name=entry.name,
        header_name=entry.header_name,
        kind=entry.kind,
        place=entry.place,
        parent_id=parent_id,
    )


def _own_entry(desk: Desk) -> OfficeEntry:
    office = desk.office()
    return OfficeEntry(
        code=office["code"][:200],
        header_name=office["header_name"][:200],
        kind=office["kind"][:200],
        name=office["name"][:200],
        org=desk.office_id,
        place=office["place"][:200],
    )


def introduced(opened: Opened) -> tuple[OfficeEntry, str]:
    """Return who a request for enrolment is of, as it says itself, and the check code of its keys.

    Raises ProblemError E11, E12, E20, E23 when it is damaged or its signatures are not those of its own keys.
    """
    return _introduced(_bundle_of(opened))


def _introduced(bundle: Bundle) -> tuple[OfficeEntry, str]:
    """Return the issuer's entry and check code. Raises ProblemError E11 when the bundle does not name its issuer."""
    entry = bundle.office(bundle.issuer)
    certificate = bundle.certificate(bundle.issuer, trust_bundle.OFFICE)
    if entry is None or certificate is None or not entry.name or not entry.code or not entry.kind:
        raise ProblemError("E11")
    return entry, identity.check_code(bundle.issuer, certificate.sign, certificate.exchange)


def _require_own_keys(own: Identity, bundle: Bundle) -> None:
    office = bundle.certificate(own.org_id, trust_bundle.OFFICE)
    prepared = bundle.certificate(own.org_id, trust_bundle.PREPARED)
    if (
        office is None
        or prepared is None
        or (office.sign, office.exchange, prepared.sign) != (own.office_key, own.exchange_key, own.prepared_key)
    ):
        raise ProblemError("E31")


def _open(desk: Desk, path: Path, kind: Kind) -> Opened:
    opened = package.take_apart(safe_write.read(path), desk.identity().exchange_secrets)
    if opened.manifest.kind is not kind:
        raise ProblemError("X02")
    return opened


def _bundle_of(opened: Opened) -> Bundle:
    """Return the bundle of an enrolment package, checked, and the package checked against it."""
    try:
        bundle = trust_bundle.read(
            opened.entries[canonical_zip.BUNDLE], opened.entries[canonical_zip.BUNDLE_SIGNATURES]
        )
    except KeyError as error:
        raise ProblemError("E11") from error
    prepared = bundle.certificate(bundle.issuer, trust_bundle.PREPARED)
    if prepared is None or bundle.issuer != opened.manifest.issuer.org:
        raise ProblemError("E23")
    entry, _ = _introduced(bundle)
    package.verify_signature(opened, prepared.sign, entry.name)
    package.verify_files(opened, entry.name)
    return bundle


def _to_stick(desk: Desk, target: Path, name: str, data: bytes) -> Path:
    with safe_write.explained():
        if not target.is_dir():
            raise ProblemError("E01")
    path = safe_write.write(desk.files, target, name, data)
    with desk.store.operation("enrolment.write", f"organization:{desk.office_id}", digest=manifest.digest(data)[:16]):
        pass
    return path
