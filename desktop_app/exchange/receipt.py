"""Taking a package in, in one transaction, and the acknowledgement written from the committed record."""

from __future__ import annotations

from pathlib import Path

import msgspec

from db import exchange as kept
from db import founding, partitions, settings
from db.problems import ProblemError
from db.store import Row
from db.text import normalize
from desktop_app.exchange import desk as desks
from desktop_app.exchange import export, limits, manifest, schemas, trust_bundle, validity
from desktop_app.exchange.datasets import DATASETS
from desktop_app.exchange.desk import Desk
from desktop_app.exchange.inbox import Walk, walk_copy
from desktop_app.exchange.manifest import DatasetState
from desktop_app.exchange.signatures import Kind
from desktop_app.exchange.views import InboxEntry, Receipt, State

APPLIED, SUPERSEDED = "applied", "superseded"


def apply(desk: Desk, entry: InboxEntry, reason: str = "") -> Receipt:
    """Take in a package that was previewed; everything it changes is one transaction with its receipt.

    The copy is walked anew, so that what is applied is what is true now. ``reason`` is what a person typed where the
    package takes much away. Raises ProblemError: the package's own reason when it may not be applied, X08 when a
    reason is needed, E41 when its rows contradict each other, B01, S06, S07 and the like (the store and its backup).
    """
    reason = normalize(reason, keep_newlines=True)[: limits.REASON_CHARS]
    walk = walk_copy(desk, entry.sha256)
    if walk.state is not State.PREVIEWED:
        raise walk.problem or ProblemError("I38")
    if walk.preview is not None and walk.preview.brake and not reason:
        raise ProblemError("X08")
    desk.before_import()
    walk.to(State.APPROVED)
    return _apply_ack(desk, walk) if walk.ack is not None else _apply_report(desk, walk, reason)


def _apply_report(desk: Desk, walk: Walk, reason: str) -> Receipt:
    opened, preview = walk.opened, walk.preview
    assert opened is not None
    assert preview is not None
    found, store = opened.manifest, desk.store
    verdict = APPLIED if preview.applied else SUPERSEDED
    added, changed, removed = (
        sum(getattr(count, name) for count in preview.counts) for name in ("added", "changed", "removed")
    )
    try:
        with store.operation(
            "package.apply",
            f"package:{found.pkg_id}",
            issuer=found.issuer.org,
            seq=found.seq,
            verdict=verdict,
            added=added,
            changed=changed,
            removed=removed,
        ):
            for change in reversed(preview.changes):
                if change.cleared:
                    partitions.remove(store, change.dataset.name, change.cleared)
            for change in preview.changes:
                if change.written:
                    partitions.insert(store, change.dataset.name, change.dataset.to_values(change.written))
            _record(desk, walk)
            _hold_partitions(desk, walk)
            kept.add_receipt(
                store,
                {
                    "manifest": opened.digest,
                    "verdict": verdict,
                    "added": added,
                    "changed": changed,
                    "removed": removed,
                    "state": msgspec.json.encode(state_of(desk, walk)).decode(),
                    "missing": msgspec.json.encode(walk.missing).decode(),
                    "reason": reason,
                    "applied_at": store.now(),
                },
            )
    except ProblemError as problem:
        if problem.code == "S11":
            # The store's own constraints (one card number twice, two regular meetings in a month) refused the rows.
            raise ProblemError("E41", field="-") from problem
        raise
    walk.to(State.APPLIED if verdict == APPLIED else State.SUPERSEDED)
    return _receipt(desk, opened.digest)


def state_of(desk: Desk, walk: Walk) -> list[DatasetState]:
    """Return count and SHA-256 of the rows now stored in the partitions of a package, by dataset.

    They are read back from the store and written as lines again: when this equals what was sent, both offices hold
    the same.
    """
    assert walk.report is not None
    found, report = walk.report.manifest, walk.report
    cells: dict[str, set[str]] = {name: set() for name in report.rows}
    for entry in found.partitions:
        cells[entry.dataset].add(entry.cell)
    states: list[DatasetState] = []
    for name, file in zip(report.rows, found.files, strict=True):
        dataset = DATASETS[name]
        period = found.period if dataset.dated else "-"
        rows = validity.stored(desk.store, dataset, found.issuer.org, period, cells[name])
        sha256 = manifest.digest(msgspec.json.Encoder().encode_lines(rows))
        if found.schema < manifest.SCHEMA and rows == report.rows[name]:
            # The sender wrote its lines in an older way: what stands here is what they said.
            sha256 = file.sha256
        states.append(DatasetState(dataset=name, rows=len(rows), sha256=sha256))
    return states


def _record(desk: Desk, walk: Walk) -> None:
    opened, peer = walk.opened, walk.peer
    assert opened is not None
    assert peer is not None
    found = opened.manifest
    kept.add_received(
        desk.store,
        {
            "manifest": opened.digest,
            "pkg_id": found.pkg_id,
            "kind": found.kind.value,
            "issuer_id": found.issuer.org,
            "incarnation": found.issuer.incarnation,
            "seq": found.seq,
            "prev": found.prev,
            "counter": found.counter,
            "acked": found.acked.manifest if found.acked else None,
            "period": found.period,
            "label": desks.label(peer["code"], found.period, found.seq),
            "file_sha256": walk.sha256,
            "created": found.created,
            "audit_head": found.audit_head,
        },
    )


def _hold_partitions(desk: Desk, walk: Walk) -> None:
    assert walk.opened is not None
    assert walk.preview is not None
    found, digest = walk.opened.manifest, walk.opened.digest
    applied = [entry for entry in found.partitions if (entry.cell, entry.dataset, entry.period) in walk.preview.applied]
    kept.drop_partitions(desk.store, found.issuer.org, [(entry.cell, entry.dataset, entry.period) for entry in applied])
    kept.put_partitions(
        desk.store,
        [
            (
                found.issuer.org,
                entry.cell,
                entry.dataset,
                entry.period,
                found.issuer.incarnation,
                found.seq,
                entry.rows,
                entry.sha256,
                digest,
            )
            for entry in applied
        ],
    )


# --- acknowledgements ------------------------------------------------------------------------------------------------


def write_ack(desk: Desk, receipt: Receipt, target: Path) -> Path:
    """Write the acknowledgement of a receipt to ``target`` (a folder) and return its path.

    Made once from the committed record and kept in hopthu/di; asking again gives the same bytes. Raises ProblemError:
    X09 (an acknowledgement is not acknowledged), E01 to E04 (the medium).
    """
    row = kept.receipt(desk.store, receipt.manifest)
    if row is None or row["kind"] != Kind.REPORT.value:
        raise ProblemError("X09")
    sent = kept.sent_package(desk.store, row["ack_pkg_id"]) if row["ack_pkg_id"] else None
    sealed = export.local_copy(desk, sent) if sent else None
    if sent is None or sealed is None:
        sent, sealed = _new_ack(desk, row)
    return export.deliver(desk, sent, sealed, target)


def _new_ack(desk: Desk, row: Row) -> tuple[Row, bytes]:
    identity = desk.identity()
    child = kept.peer(desk.store, row["issuer_id"])
    bundle = kept.newest_bundle(desk.store, desk.office_id)
    assert child is not None
    state = msgspec.json.decode(row["state"], type=list[DatasetState])
    written = export.draw_up(
        desk,
        identity,
        kind=Kind.ACK,
        recipient_id=row["issuer_id"],
        period=row["period"],
        ack=manifest.Ack(
            manifest=row["manifest"],
            missing=msgspec.json.decode(row["missing"], type=list[int]),
            pkg_id=row["pkg_id"],
            seq=row["seq"],
            state=state,
            verdict=row["verdict"],
        ),
        # A sender that has not been updated yet reads what is said about its package.
        schema=schemas.of_names([entry.dataset for entry in state]),
    )
    name = desk.file_name("BN", desk.code(), desks.file_part(child["code"]), row["period"], written.seq)
    return export.seal_and_keep(
        desk,
        identity,
        written,
        [],
        file_name=name,
        content=("", ""),
        bundle=(bundle["body"], bundle["signatures"]) if bundle else None,
        also=lambda: kept.set_ack(desk.store, row["manifest"], written.pkg_id),
    )


def _apply_ack(desk: Desk, walk: Walk) -> Receipt:
    opened, ack, store = walk.opened, walk.ack, desk.store
    assert opened is not None
    assert ack is not None
    sent = kept.sent_package(store, ack.pkg_id)
    assert sent is not None
    matched: bool | None = None
    if ack.verdict == APPLIED:
        matched = msgspec.json.decode(sent["state"], type=list[DatasetState]) == ack.state
    with store.operation(
        "package.acknowledged",
        f"package:{ack.pkg_id}",
        seq=ack.seq,
        verdict=ack.verdict[:20],
        matched=None if matched is None else int(matched),
    ):
        _record(desk, walk)
        if walk.told is not None:
            trust_bundle.keep(store, *walk.told, of=set())
        kept.mark_acked(store, ack.pkg_id, ack.verdict, matched=matched)
        if ack.verdict == APPLIED and sent["seq"] > int(settings.get(store, founding.RESTORED_SENT, "0")):
            # The office above took a package made after a restore: both go on from there.
            settings.remove(store, founding.RESTORED_FROM)
            settings.remove(store, founding.RESTORED_SENT)
        kept.add_receipt(
            store,
            {
                "manifest": opened.digest,
                "verdict": APPLIED,
                "added": 0,
                "changed": 0,
                "removed": 0,
                "state": "[]",
                "missing": msgspec.json.encode(ack.missing).decode(),
                "reason": "",
                "applied_at": store.now(),
            },
        )
    walk.to(State.APPLIED)
    return msgspec.structs.replace(_receipt(desk, opened.digest), matched=matched)


def receipts(desk: Desk) -> list[Receipt]:
    """Return everything taken in, newest first."""
    return [_view(row) for row in kept.receipts(desk.store)]


def _receipt(desk: Desk, digest: str) -> Receipt:
    row = kept.receipt(desk.store, digest)
    assert row is not None
    return _view(row)


def _view(row: Row) -> Receipt:
    return Receipt(
        manifest=row["manifest"],
        pkg_id=row["pkg_id"],
        kind=row["kind"],
        issuer_id=row["issuer_id"],
        issuer_name=row["issuer_name"] or "",
        label=row["label"],
        check_code=manifest.check_code(row["manifest"]),
        period=row["period"],
        seq=row["seq"],
        verdict=row["verdict"],
        added=row["added"],
        changed=row["changed"],
        removed=row["removed"],
        missing=tuple(msgspec.json.decode(row["missing"], type=list[int])),
        reason=row["reason"],
        applied_at=row["applied_at"],
        acknowledged=row["ack_pkg_id"] is not None,
    )
