"""Making packages: what is finalised is read, signed, sealed, kept in hopthu/di, written to the stick and read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from db import audit, files
from db import exchange as kept
from db.ids import new_id
from db.problems import ProblemError
from db.store import Row
from desktop_app import VERSION
from desktop_app.exchange import desk as desks
from desktop_app.exchange import envelope, manifest, package, safe_write, schemas, signatures
from desktop_app.exchange.content import Content, gather
from desktop_app.exchange.datasets import DATASETS
from desktop_app.exchange.desk import Desk
from desktop_app.exchange.identity import Identity
from desktop_app.exchange.manifest import Manifest
from desktop_app.exchange.package import Assembled
from desktop_app.exchange.signatures import Kind
from desktop_app.exchange.views import DatasetCount, SentPackage

Progress = Callable[[int, int], None]
"""Called with (steps done, steps in all)."""
STEPS = 5


def differences(name: str, before: bytes, content: Content) -> DatasetCount:
    """Return how many rows of a dataset came, changed and went since the lines ``before``."""
    dataset, now, count = DATASETS[name], content.data[name], content.counts[name]
    if before == now:
        return DatasetCount(dataset=name, rows=count, added=0, changed=0, removed=0)
    if not before:
        return DatasetCount(dataset=name, rows=count, added=count, changed=0, removed=0)
    rows = dataset.read(before)
    old = dict(zip(dataset.keys(rows), rows, strict=True))
    rows = dataset.read(now)
    new = dict(zip(dataset.keys(rows), rows, strict=True))
    changed = sum(1 for key, row in new.items() if key in old and old[key] != row)
    return DatasetCount(
        dataset=name,
        rows=count,
        added=len(new.keys() - old.keys()),
        changed=changed,
        removed=len(old.keys() - new.keys()),
    )


# --- the report ------------------------------------------------------------------------------------------------------


def make_report(desk: Desk, period: str, target: Path, progress: Progress | None = None) -> SentPackage:
    """Write the report of a month to ``target`` (a folder) and return what was written.

    A state that was packed before gives the same bytes and the same number again. Raises ProblemError: E01 to E04 (the
    medium), X01 (no office above yet), X05 (a row that cannot be carried), X06 (not a month).
    """
    said = progress or (lambda _done, _steps: None)
    desks.require_month(period)
    parent = kept.parent_peer(desk.store)
    if parent is None:
        raise ProblemError("X01")
    identity = desk.identity()
    content = gather(desk.store, desk.office_id, parent["org_id"], period)
    said(1, STEPS)
    row, sealed = known_report(desk, identity, parent["org_id"], period, content) or (None, b"")
    if row is None:
        row, sealed = _new_report(desk, identity, parent, period, content)
    said(3, STEPS)
    path = deliver(desk, row, sealed, target)
    said(STEPS, STEPS)
    found = kept.sent_package(desk.store, row["pkg_id"])
    assert found is not None
    return view(found, path)


def known_report(
    desk: Desk, identity: Identity, recipient_id: str, period: str, content: Content
) -> tuple[Row, bytes] | None:
    """Return the record and bytes of the package that carries exactly this content already, if there is one."""
    kind, incarnation = Kind.REPORT.value, identity.incarnation
    of_period = kept.newest_sent(desk.store, recipient_id, incarnation, kind=kind, period=period)
    if of_period is None or of_period["content"] != content.digest():
        return None
    # Registers travel in every report: one of another month, sent since, may have taken newer ones along.
    newest = kept.newest_sent(desk.store, recipient_id, incarnation, kind=kind)
    if newest is None or newest["registers"] != of_period["registers"]:
        return None
    sealed = local_copy(desk, of_period)
    return None if sealed is None else (of_period, sealed)


def local_copy(desk: Desk, row: Row) -> bytes | None:
    """Return the bytes of a package made earlier from hopthu/di, or None when they are gone or damaged."""
    path = local_path(desk, row["file_name"], row["pkg_id"])
    if not path.is_file() or path.stat().st_size != row["size"]:
        return None
    data = path.read_bytes()
    return data if manifest.digest(data) == row["file_sha256"] else None


def local_path(desk: Desk, file_name: str, pkg_id: str) -> Path:
    """Return where the own copy of a package lies; file names may repeat (two receivers), these names may not."""
    return desk.outgoing / f"{file_name.removesuffix('.goi')}_{pkg_id[-8:]}.goi"


def _new_report(desk: Desk, identity: Identity, parent: Row, period: str, content: Content) -> tuple[Row, bytes]:
    counts = _since_acked(desk, identity, parent["org_id"], content)
    written = draw_up(
        desk,
        identity,
        kind=Kind.REPORT,
        recipient_id=parent["org_id"],
        period=period,
        counts=[
            manifest.DatasetCount(
                dataset=entry.dataset,
                rows=entry.rows,
                added=entry.added,
                changed=entry.changed,
                removed=entry.removed,
            )
            for entry in counts
        ],
        files=[
            manifest.File(
                path=DATASETS[name].path, rows=content.counts[name], sha256=content.digests[name], size=len(lines)
            )
            for name, lines in content.data.items()
        ],
        partitions=content.partitions,
        totals=content.totals,
    )
    return seal_and_keep(
        desk,
        identity,
        written,
        [(DATASETS[name].path, lines) for name, lines in content.data.items()],
        file_name=desk.file_name("BC", desk.code(), period, written.seq),
        content=(content.digest(), content.digest(registers_only=True)),
    )


def _since_acked(desk: Desk, identity: Identity, recipient_id: str, content: Content) -> list[DatasetCount]:
    """Compare with the package the receiver acknowledged last, which this office can open itself."""
    acked = kept.newest_acked(desk.store, recipient_id, identity.incarnation)
    sealed = local_copy(desk, acked) if acked else None
    held: dict[str, bytes] = {}
    if sealed is not None:
        opened = package.take_apart(sealed, identity.exchange_secrets)
        held = {
            name: schemas.lines_of_today(name, opened.entries.get(DATASETS[name].path, b""), opened.manifest.schema)
            for name in content.data
        }
    return [differences(name, held.get(name, b""), content) for name in content.data]


# --- any package -----------------------------------------------------------------------------------------------------


def draw_up(desk: Desk, identity: Identity, *, kind: Kind, recipient_id: str, period: str, **parts: object) -> Manifest:
    """Return the manifest of the next package to an office, its place in the history filled in."""
    before = kept.newest_sent(desk.store, recipient_id, identity.incarnation)
    acked = kept.newest_acked(desk.store, recipient_id, identity.incarnation)
    counter, head = audit.head(desk.store)
    bundle = kept.newest_bundle(desk.store, recipient_id)
    own = kept.certificates(desk.store, desk.office_id, role="prepared")
    stamp = desks.stamp(desk)
    fields: dict[str, object] = {
        "acked": manifest.Acked(manifest=acked["manifest"], pkg_id=acked["pkg_id"]) if acked else None,
        "app": VERSION,
        "audit_head": head.hex(),
        "boot_floor": stamp.floor,
        "bundle_ver": bundle["version"] if bundle else 0,
        "catalog": manifest.CATALOG,
        "clock": stamp.clock,
        "counter": counter,
        "counts": [],
        "created": stamp.created,
        "files": [],
        "fmt": manifest.FORMAT,
        "issuer": manifest.Issuer(
            org=desk.office_id,
            incarnation=identity.incarnation,
            key_ids=[signatures.key_id(bytes.fromhex(identity.prepared_key))],
        ),
        "kind": kind,
        "partitions": [],
        "period": period,
        "pkg_id": new_id(),
        "prepared_by": desk.office()["name"][:200],
        "prev": before["manifest"] if before else None,
        "prev_cert": own[0]["serial"] if own else 0,
        "recipient": recipient_id,
        "schema": manifest.SCHEMA,
        "seq": before["seq"] + 1 if before else 1,
    }
    return Manifest(**{**fields, **parts})  # type: ignore[arg-type]  # the fields are checked when it is read back


def seal_and_keep(
    desk: Desk,
    identity: Identity,
    written: Manifest,
    data: Sequence[tuple[str, bytes]],
    *,
    file_name: str,
    content: tuple[str, str],
    bundle: tuple[bytes, bytes] | None = None,
    also: Callable[[], None] = lambda: None,
) -> tuple[Row, bytes]:
    """Sign, seal, check as the receiver would, keep the bytes in hopthu/di and then the record in the store.

    ``bundle`` are bytes and signature of the own trust bundle, where it goes along. ``also`` writes what else belongs
    into the same transaction. Returns the record and the sealed bytes.
    """
    recipient = kept.certificates(desk.store, written.recipient, role="office")
    if not recipient:
        raise ProblemError("X01")
    made = package.assemble(written, data, identity, bundle=bundle)
    manifest_bytes = made.manifest_bytes
    sealed = envelope.seal(made.container, [recipient[0]["exchange_key"], identity.exchange_key])
    with files.created(local_path(desk, file_name, written.pkg_id), sealed) as digest:
        _require_readable(identity, made, written.kind, sealed)
    row: Row = {
        "pkg_id": written.pkg_id,
        "kind": written.kind.value,
        "recipient_id": written.recipient,
        "incarnation": written.issuer.incarnation,
        "seq": written.seq,
        "manifest": manifest.digest(manifest_bytes),
        "period": written.period,
        "label": desks.label(desk.office()["code"], written.period, written.seq),
        "file_name": file_name,
        "file_sha256": digest.result(),
        "size": len(sealed),
        "content": content[0],
        "registers": content[1],
        "counts": msgspec.json.encode(written.counts).decode(),
        "state": msgspec.json.encode(
            [
                manifest.DatasetState(dataset=name, rows=entry.rows, sha256=entry.sha256)
                for name, entry in zip(DATASETS, written.files, strict=False)
            ]
        ).decode(),
        "made_at": desk.store.now(),
    }
    # The bytes are on the disk before the number is taken: a number never stands for bytes that could be lost.
    with desk.store.operation("package.make", f"package:{written.pkg_id}", kind=row["kind"], seq=written.seq):
        kept.add_sent(desk.store, row)
        also()
    return row, sealed


def _require_readable(identity: Identity, made: Assembled, kind: Kind, sealed: bytes) -> None:
    """Open the sealed bytes with the own key as the receiver will with its: a defect of this machine is found here.

    Raises ProblemError E04.
    """
    key, type_ = bytes.fromhex(identity.prepared_key), signatures.payload_type(kind)
    same = envelope.holds(sealed, identity.exchange_secrets, made.container)
    if not same or not signatures.verify(key, type_, made.manifest_bytes, made.signature):
        raise ProblemError("E04")


def deliver(desk: Desk, row: Row, sealed: bytes, target: Path) -> Path:
    """Write a kept package to a stick and note it once it was read back. Raises ProblemError E01 to E04."""
    with safe_write.explained():
        if not target.is_dir():
            raise ProblemError("E01")
    path = safe_write.write(desk.files, target, row["file_name"], sealed)
    with desk.store.operation("package.export", f"package:{row['pkg_id']}", seq=row["seq"]):
        kept.mark_exported(desk.store, row["pkg_id"])
    return path


def view(row: Row, path: Path) -> SentPackage:
    """Return a record of a package as it is shown."""
    counts = msgspec.json.decode(row["counts"], type=list[DatasetCount])
    return SentPackage(
        pkg_id=row["pkg_id"],
        kind=row["kind"],
        path=path,
        file_name=row["file_name"],
        label=row["label"],
        check_code=manifest.check_code(row["manifest"]),
        period=row["period"],
        seq=row["seq"],
        recipient_id=row["recipient_id"],
        counts=tuple(counts),
        size=row["size"],
        made_at=row["made_at"],
        exported_at=row["exported_at"] or "",
        acked_at=row["acked_at"] or "",
        verdict=row["ack_verdict"] or "",
        matched=None if row["ack_matched"] is None else bool(row["ack_matched"]),
    )
