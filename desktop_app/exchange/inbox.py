"""The way in: each package found is copied, opened, checked against trust and history, read, and previewed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db import exchange as kept
from db.problems import ProblemError
from db.store import Row
from desktop_app.exchange import (
    chain,
    copies,
    identity,
    limits,
    manifest,
    package,
    policy,
    removable,
    safe_write,
    signatures,
    validity,
)
from desktop_app.exchange import desk as desks
from desktop_app.exchange.desk import Desk
from desktop_app.exchange.manifest import Ack
from desktop_app.exchange.package import Opened
from desktop_app.exchange.signatures import Kind
from desktop_app.exchange.trust_bundle import Bundle
from desktop_app.exchange.validity import Preview, Report
from desktop_app.exchange.views import InboxEntry, State, Verdict, step
from desktop_app.rules import dates
from desktop_app.texts import explain, tr

_FITTING = {"child": {Kind.REPORT}, "parent": {Kind.ACK}}
_LATER = {"child": {Kind.REBASE}, "parent": {Kind.TRUST, Kind.CATALOG, Kind.CORRECTION}}
"""Kinds that the relation allows and only a newer program makes or takes."""


@dataclass
class Walk:
    """One package on its way: how far it came and what was learnt."""

    path: Path
    sha256: str = ""
    state: State = State.SEEN
    problem: ProblemError | None = None
    opened: Opened | None = None
    peer: Row | None = None
    verdict: Verdict | None = None
    missing: tuple[int, ...] = ()
    report: Report | None = None
    preview: Preview | None = None
    ack: Ack | None = None
    told: tuple[Bundle, bytes, bytes] | None = None
    """The newer trust bundle of the office above that a receipt brings along."""
    known: dict[str, Any] = field(default_factory=dict)
    """What a package taken in earlier left behind, for a duplicate."""

    def to(self, state: State) -> None:
        """Go one step on."""
        self.state = step(self.state, state)


def scan(desk: Desk, folder: Path) -> list[InboxEntry]:
    """Look at every package of a folder and of the folders directly in it; see ``look``.

    Raises ProblemError E01 when the folder cannot be read.
    """
    return [look(desk, path) for path in removable.packages(folder)]


def look(desk: Desk, path: Path) -> InboxEntry:
    """Copy one package in, walk it as far as it goes, and return what is known; records are not touched.

    A refused copy goes to the quarantine with its reason beside it; a fork or a history that went back is noted as
    held, and its sender is taken from no more.
    """
    walk = Walk(path)
    try:
        walk.sha256 = copies.copy_in(desk, path)
        walk.to(State.COPIED)
    except ProblemError as problem:
        _stop(walk, problem, State.REJECTED)
        return entry_of(walk)
    walked = walk_copy(desk, walk.sha256, walk)
    if walked.state is State.REJECTED:
        _put_away(desk, walked)
    if walked.state is State.HELD:
        _note_held(desk, walked)
    return entry_of(walked)


def verify(desk: Desk, path: Path) -> InboxEntry:
    """Walk one package without keeping a copy or noting anything."""
    walk = Walk(path)
    try:
        data = safe_write.read(path)
        walk.sha256 = manifest.digest(data)
        walk.to(State.COPIED)
    except ProblemError as problem:
        _stop(walk, problem, State.REJECTED)
        return entry_of(walk)
    return entry_of(_walk(desk, walk, lambda: data))


# --- what is put aside ------------------------------------------------------------------------------------------------


def _put_away(desk: Desk, walk: Walk) -> None:
    """Move a refused copy to the quarantine with its reason beside it; what is not hostile is only dropped."""
    from db import files

    copy = copies.copy_path(desk, walk.sha256)
    code = walk.problem.code if walk.problem else ""
    with files.explained():
        if not code.startswith("E") or not copy.is_file():
            copy.unlink(missing_ok=True)
            return
        held = sum(path.stat().st_size for path in desk.quarantine.glob("*.cachly"))
        if held + copy.stat().st_size > limits.QUARANTINE_BYTES:
            copy.unlink(missing_ok=True)
        else:
            copy.replace(desk.quarantine / f"{walk.sha256}.cachly")
        (desk.quarantine / f"{walk.sha256}.txt").write_text(f"{code}\n", encoding="ascii")


def _note_held(desk: Desk, walk: Walk) -> None:
    if walk.opened is None or walk.problem is None or kept.is_held(desk.store, walk.sha256):
        return
    issuer, seq = walk.opened.manifest.issuer.org, walk.opened.manifest.seq
    with desk.store.operation("package.hold", f"organization:{issuer}", seq=seq, code=walk.problem.code):
        kept.hold(desk.store, walk.sha256, issuer, seq, walk.problem.code)
        if walk.problem.code == "E35":
            kept.freeze(desk.store, issuer)


# --- the walk --------------------------------------------------------------------------------------------------------


def walk_copy(desk: Desk, sha256: str, walk: Walk | None = None) -> Walk:
    """Walk the copy that ``copies.copy_in`` made, from COPIED on; the copy is read and hashed once more.

    Raises nothing for what the package is like: the walk says where it stopped and why.
    """
    found = walk or Walk(copies.copy_path(desk, sha256), sha256, State.COPIED)

    def read() -> bytes:
        with safe_write.explained():
            data = copies.copy_path(desk, sha256).read_bytes()
        if manifest.digest(data) != sha256:
            raise ProblemError("E01")
        return data

    return _walk(desk, found, read)


def _walk(desk: Desk, walk: Walk, read: Callable[[], bytes]) -> Walk:
    try:
        # Looking makes no keys: an office that has none yet can open nothing but requests for enrolment.
        own = identity.load(desk.store, desk.office_id)
        walk.opened = package.take_apart(read(), own.exchange_secrets if own else ())
        walk.to(State.OPENED)
        if walk.opened.manifest.kind in (Kind.ENROL_REQ, Kind.ENROL_CERT):
            walk.problem = ProblemError("I38")
            return walk
        held = _authenticate(desk, walk)
        walk.to(State.AUTHENTIC)
        if held is not None:
            return _stop(walk, held, State.HELD)
        if not _place(desk, walk):
            return walk
        walk.to(State.CHAINED)
        _read_rows(desk, walk)
    except ProblemError as problem:
        return _stop(walk, problem, State.REJECTED)
    except (MemoryError, RecursionError):
        return _stop(walk, ProblemError("E12"), State.REJECTED)
    return walk


def _stop(walk: Walk, problem: ProblemError, state: State) -> Walk:
    walk.problem = problem
    walk.to(state)
    return walk


def _authenticate(desk: Desk, walk: Walk) -> ProblemError | None:
    """Check who sends, to whom, and that the signature and the files are right.

    Returns a reason to hold the package (another life of the sender's store), or None.
    """
    assert walk.opened is not None
    found = walk.opened.manifest
    if found.issuer.org == desk.office_id:
        raise ProblemError("I39")
    if found.recipient != desk.office_id:
        raise ProblemError("E31")
    walk.peer = kept.peer(desk.store, found.issuer.org)
    if walk.peer is None:
        raise ProblemError("E32")
    name = str(walk.peer["name"])
    certificate = _signing_certificate(desk, walk.opened, name)
    package.verify_files(walk.opened, name)
    if certificate["revoked_seq"] is not None and found.seq > certificate["revoked_seq"]:
        raise ProblemError("E22", n=certificate["revoked_seq"] + 1)
    relation = str(walk.peer["relation"])
    if found.kind not in _FITTING[relation]:
        raise ProblemError("E14", v=found.app[:20]) if found.kind in _LATER[relation] else ProblemError("E25")
    if not certificate["incarnation"] == found.issuer.incarnation == walk.peer["incarnation"]:
        return ProblemError("E23")
    return None


def _signing_certificate(desk: Desk, opened: Opened, name: str) -> Row:
    """Return the certificate under which the package is signed. Raises ProblemError E20, E23."""
    found = opened.manifest
    certificates = kept.certificates(desk.store, found.issuer.org, role="prepared")
    for certificate in certificates:
        try:
            package.verify_signature(opened, certificate["sign_key"], name)
        except ProblemError:
            continue
        return certificate
    # The hint decides only which sentence is read; the package is refused either way.
    hints = {signatures.key_id(bytes.fromhex(certificate["sign_key"])) for certificate in certificates}
    raise ProblemError("E20", name=name) if hints & set(found.issuer.key_ids) else ProblemError("E23")


def _place(desk: Desk, walk: Walk) -> bool:
    """Find the package's place in the history of its sender; return whether it may go on."""
    assert walk.opened is not None
    assert walk.peer is not None
    digest = walk.opened.digest
    earlier = kept.received(desk.store, digest)
    if earlier is not None:
        walk.known = earlier
        walk.verdict = Verdict.DUPLICATE
        _stop(walk, ProblemError("I30", d=dates.format_stamp_day(earlier["applied_at"])), State.DUPLICATE)
        return False
    found, name = walk.opened.manifest, str(walk.peer["name"])
    if walk.peer["state"] == "frozen":
        _stop(walk, ProblemError("E37", name=name), State.HELD)
        return False
    links = chain.links(kept.chain(desk.store, found.issuer.org, found.issuer.incarnation))
    placed = chain.place(links, found, digest, name)
    if kept.has_package(desk.store, found.pkg_id):
        placed = chain.Place(problem=ProblemError("E35", n=found.seq, name=name))
    if placed.problem is not None:
        _stop(walk, placed.problem, State.HELD)
        return False
    walk.verdict, walk.missing = placed.verdict, placed.missing
    return True


def _read_rows(desk: Desk, walk: Walk) -> None:
    assert walk.opened is not None
    found = walk.opened.manifest
    if found.kind is Kind.ACK:
        assert walk.peer is not None
        walk.ack = _acknowledged(desk, walk.opened)
        walk.told = policy.told(desk.store, walk.opened, walk.peer)
        walk.to(State.VALID)
        walk.to(State.PREVIEWED)
        return
    walk.report = validity.read(walk.opened)
    validity.require_asked(walk.report, policy.asked_at(desk.store, desk.office_id, found.bundle_ver))
    walk.to(State.VALID)
    walk.preview = validity.preview(desk.store, walk.report, kept.partitions_held(desk.store, found.issuer.org))
    walk.to(State.PREVIEWED)
    if walk.verdict is Verdict.GAP_AHEAD:
        walk.problem = ProblemError("W34", a=walk.missing[0], b=walk.missing[-1])
    elif walk.verdict is Verdict.LATE:
        newest = chain.newest(kept.chain(desk.store, found.issuer.org, found.issuer.incarnation))
        code = "I32" if any(change.dataset.dated for change in _touching(walk.preview)) else "I33"
        walk.problem = ProblemError(code, n=found.seq, m=newest)


def _touching(preview: Preview) -> list[validity.Change]:
    applied = {dataset for _, dataset, _ in preview.applied}
    return [change for change in preview.changes if change.dataset.name in applied]


def _acknowledged(desk: Desk, opened: Opened) -> Ack:
    """Return what an acknowledgement says; it must be about a package this office sent. Raises ProblemError E41."""
    ack = opened.manifest.ack
    if ack is None or opened.manifest.files or opened.manifest.partitions:
        raise ProblemError("E40", line="-", field="ack")
    sent = kept.sent_package(desk.store, ack.pkg_id)
    if sent is None or sent["manifest"] != ack.manifest or sent["recipient_id"] != opened.manifest.issuer.org:
        raise ProblemError("E41", field="ack.pkg_id")
    return ack


# --- what is shown ---------------------------------------------------------------------------------------------------


def entry_of(walk: Walk) -> InboxEntry:
    """Return what is known about a package in the words of the language in use."""
    problem = walk.problem
    entry = InboxEntry(
        path=walk.path,
        file_name=walk.path.name,
        sha256=walk.sha256,
        state=walk.state,
        code=problem.code if problem else "",
        sentence=_sentence(walk),
    )
    if walk.opened is None:
        return entry
    found = walk.opened.manifest
    import msgspec

    believed = walk.peer is not None and walk.state not in (State.OPENED, State.REJECTED)
    described = msgspec.structs.replace(
        entry,
        kind=found.kind.value,
        manifest=walk.opened.digest,
        check_code=walk.opened.check_code,
        missing=walk.missing,
        verdict=walk.verdict,
        counts=walk.preview.counts if walk.preview else (),
        brake=walk.preview.brake if walk.preview else False,
        applied_at=walk.known.get("applied_at", ""),
    )
    if not believed or walk.peer is None:
        return described
    return msgspec.structs.replace(
        described,
        issuer_id=found.issuer.org,
        issuer_name=walk.peer["name"],
        label=desks.label(walk.peer["code"], found.period, found.seq),
        period=found.period,
        seq=found.seq,
        created=found.created,
        clock_suspect=found.clock != "ok",
    )


def _sentence(walk: Walk) -> str:
    if walk.problem is None:
        if walk.ack is not None:
            return tr("Giấy báo nhận của cấp trên, chữ ký đúng.")
        return tr("Gói hợp lệ, chữ ký đúng, sẵn sàng nhập.")
    text = explain(walk.problem)
    return " ".join(part for part in (text.what, text.safe, text.next) if part)
