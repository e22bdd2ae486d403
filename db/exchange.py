"""Bookkeeping of the exchange: own keys, trusted offices, packages sent, packages received and their receipts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from db.store import Row, Store

# --- own keys --------------------------------------------------------------------------------------------------------


def own_keys(store: Store) -> dict[str, Row]:
    """Return the keys in use by role; empty before the first use of the exchange."""
    found = store.rows("SELECT role, incarnation, public, secret FROM own_key WHERE retired_at IS NULL")
    return {row["role"]: row for row in found}


def exchange_secrets(store: Store) -> list[str]:
    """Return every X25519 secret the office ever had, the newest first: old packages stay readable."""
    found = store.rows("SELECT secret FROM own_key WHERE role = 'exchange' ORDER BY retired_at IS NOT NULL, created_at")
    return [row["secret"] for row in found]


def add_own_key(store: Store, role: str, incarnation: int, public: str, secret: str) -> None:
    """Keep one new key, inside an operation."""
    store.execute(
        "INSERT INTO own_key (role, incarnation, public, secret, created_at) VALUES (?, ?, ?, ?, ?)",
        (role, incarnation, public, secret, store.now()),
    )


# --- trusted offices -------------------------------------------------------------------------------------------------


def peers(store: Store) -> list[Row]:
    """Return the trusted offices, the parent first, then children by code."""
    return store.rows("SELECT * FROM peer ORDER BY relation DESC, code, org_id")


def peer(store: Store, org_id: str) -> Row | None:
    """Return one trusted office."""
    return store.row("SELECT * FROM peer WHERE org_id = ?", (org_id,))


def parent_peer(store: Store) -> Row | None:
    """Return the trusted office above, if enrolled."""
    return store.row("SELECT * FROM peer WHERE relation = 'parent'")


def put_peer(
    store: Store, *, org_id: str, relation: str, name: str, code: str, incarnation: int, check_code: str
) -> None:
    """Trust an office, inside an operation; an office trusted already keeps its state."""
    store.execute(
        "INSERT INTO peer (org_id, relation, state, name, code, incarnation, check_code, pinned_at)"
        " VALUES (?, ?, 'active', ?, ?, ?, ?, ?) ON CONFLICT (org_id) DO UPDATE SET"
        " name = excluded.name, code = excluded.code, incarnation = excluded.incarnation,"
        " check_code = excluded.check_code, pinned_at = excluded.pinned_at",
        (org_id, relation, name, code, incarnation, check_code, store.now()),
    )


def freeze(store: Store, org_id: str) -> None:
    """Take nothing more from an office until a person decides, inside an operation."""
    store.execute("UPDATE peer SET state = 'frozen' WHERE org_id = ?", (org_id,))


def certificates(store: Store, org_id: str, *, role: str | None = None) -> list[Row]:
    """Return the certificates of an office, revoked ones too (``revoked_seq`` says from where), newest first."""
    return store.rows(
        "SELECT * FROM certificate WHERE org_id = ? AND (? IS NULL OR role = ?) ORDER BY incarnation DESC, serial DESC",
        (org_id, role, role),
    )


def put_certificate(store: Store, row: Row) -> None:
    """Keep one certificate, inside an operation; the same key again changes nothing."""
    columns = (
        "org_id",
        "incarnation",
        "role",
        "sign_key",
        "exchange_key",
        "serial",
        "valid_from_bundle",
        "issued_by",
    )
    store.execute(
        f"INSERT INTO certificate ({', '.join(columns)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [row[column] for column in columns],
    )


def newest_bundle(store: Store, issuer_id: str) -> Row | None:
    """Return the newest trust bundle of an office."""
    return store.row("SELECT * FROM trust_bundle WHERE issuer_id = ? ORDER BY version DESC LIMIT 1", (issuer_id,))


def bundle(store: Store, issuer_id: str, version: int) -> Row | None:
    """Return one version of an office's trust bundle."""
    return store.row("SELECT * FROM trust_bundle WHERE issuer_id = ? AND version = ?", (issuer_id, version))


def put_bundle(store: Store, issuer_id: str, version: int, digest: str, body: bytes, signatures: bytes) -> None:
    """Keep a trust bundle, inside an operation; one that is known already stays as it is."""
    store.execute(
        "INSERT INTO trust_bundle (issuer_id, version, hash, body, signatures) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (issuer_id, version, digest, body, signatures),
    )


# --- packages sent ---------------------------------------------------------------------------------------------------


def newest_report(store: Store) -> int:
    """Return the number of the newest report sent, 0 without any."""
    return int(store.value("SELECT coalesce(max(seq), 0) FROM sent_package WHERE kind = 'REPORT'"))


def add_sent(store: Store, row: Row) -> None:
    """Keep the record of a package made, inside an operation."""
    store.insert_many("sent_package", list(row), [list(row.values())])


def mark_exported(store: Store, pkg_id: str) -> None:
    """Note that the package reached a stick and was read back, inside an operation."""
    store.execute("UPDATE sent_package SET exported_at = ? WHERE pkg_id = ?", (store.now(), pkg_id))


def mark_acked(store: Store, pkg_id: str, verdict: str, *, matched: bool | None) -> None:
    """Note what the receiver said about a package, inside an operation."""
    store.execute(
        "UPDATE sent_package SET ack_verdict = ?, ack_matched = ?, acked_at = ? WHERE pkg_id = ?",
        (verdict, None if matched is None else int(matched), store.now(), pkg_id),
    )


def sent(store: Store, *, kind: str | None = None) -> list[Row]:
    """Return packages sent, newest first."""
    return store.rows(
        "SELECT * FROM sent_package WHERE ? IS NULL OR kind = ? ORDER BY made_at DESC, incarnation DESC, seq DESC",
        (kind, kind),
    )


def sent_package(store: Store, pkg_id: str) -> Row | None:
    """Return one package sent."""
    return store.row("SELECT * FROM sent_package WHERE pkg_id = ?", (pkg_id,))


def newest_sent(
    store: Store, recipient_id: str, incarnation: int, *, kind: str | None = None, period: str | None = None
) -> Row | None:
    """Return what went to one office last in one incarnation, of one kind and period when these are given."""
    return store.row(
        "SELECT * FROM sent_package WHERE recipient_id = :to AND incarnation = :incarnation"
        " AND (:kind IS NULL OR kind = :kind) AND (:period IS NULL OR period = :period) ORDER BY seq DESC LIMIT 1",
        {"to": recipient_id, "incarnation": incarnation, "kind": kind, "period": period},
    )


def newest_acked(store: Store, recipient_id: str, incarnation: int) -> Row | None:
    """Return the highest package an office acknowledged."""
    return store.row(
        "SELECT * FROM sent_package WHERE recipient_id = ? AND incarnation = ? AND acked_at IS NOT NULL"
        " ORDER BY seq DESC LIMIT 1",
        (recipient_id, incarnation),
    )


# --- packages received -----------------------------------------------------------------------------------------------


def received(store: Store, manifest: str) -> Row | None:
    """Return a package taken in earlier, with its receipt."""
    return store.row(
        "SELECT received_package.*, receipt.verdict, receipt.applied_at FROM received_package"
        " JOIN receipt USING (manifest) WHERE manifest = ?",
        (manifest,),
    )


def chain(store: Store, issuer_id: str, incarnation: int) -> list[Row]:
    """Return the links of an office's history known here, by number."""
    return store.rows(
        "SELECT seq, manifest, prev, counter, acked FROM received_package WHERE issuer_id = ? AND incarnation = ?"
        " ORDER BY seq",
        (issuer_id, incarnation),
    )


def has_package(store: Store, pkg_id: str) -> bool:
    """Return whether a package of this id was taken in already."""
    return store.value("SELECT 1 FROM received_package WHERE pkg_id = ?", (pkg_id,)) is not None


def partitions_held(store: Store, issuer_id: str) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Return, by (cell, dataset, period), which (incarnation, seq) of the office's packages holds it now."""
    found = store.rows(
        "SELECT cell_id, dataset, period, incarnation, seq FROM received_partition WHERE issuer_id = ?", (issuer_id,)
    )
    return {(row["cell_id"], row["dataset"], row["period"]): (row["incarnation"], row["seq"]) for row in found}


def newest_time(store: Store, issuer_id: str) -> str | None:
    """Return the latest local time that an office's accepted packages state."""
    found: str | None = store.value("SELECT max(created) FROM received_package WHERE issuer_id = ?", (issuer_id,))
    return found


def add_received(store: Store, row: Row) -> None:
    """Keep the record of a package taken in and move the chain head, inside an operation."""
    store.insert_many("received_package", list(row), [list(row.values())])
    store.execute(
        "INSERT INTO chain_head (issuer_id, incarnation, seq, manifest) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (issuer_id) DO UPDATE SET incarnation = excluded.incarnation, seq = excluded.seq,"
        " manifest = excluded.manifest"
        " WHERE (excluded.incarnation, excluded.seq) > (chain_head.incarnation, chain_head.seq)",
        (row["issuer_id"], row["incarnation"], row["seq"], row["manifest"]),
    )


def put_partitions(store: Store, rows: Iterable[Sequence[Any]]) -> None:
    """Note which package now holds each partition, inside an operation.

    ``rows`` hold issuer, cell, dataset, period, incarnation, seq, rows, sha256, manifest.
    """
    store.insert_many(
        # A conflict is the ordinary case: the newer package takes the partition over.
        "received_partition",
        ("issuer_id", "cell_id", "dataset", "period", "incarnation", "seq", "rows", "sha256", "manifest"),
        rows,
    )


def drop_partitions(store: Store, issuer_id: str, keys: Iterable[tuple[str, str, str]]) -> None:
    """Forget who held these partitions, just before ``put_partitions`` says who does now, inside an operation."""
    store.change_many(
        "DELETE FROM received_partition WHERE issuer_id = ? AND cell_id = ? AND dataset = ? AND period = ?",
        ((issuer_id, *key) for key in keys),
    )


def add_receipt(store: Store, row: Row) -> None:
    """Keep what importing a package did, inside an operation."""
    store.insert_many("receipt", list(row), [list(row.values())])


def set_ack(store: Store, manifest: str, pkg_id: str) -> None:
    """Note which package acknowledges a receipt, inside an operation."""
    store.execute("UPDATE receipt SET ack_pkg_id = ? WHERE manifest = ?", (pkg_id, manifest))


_RECEIPT = (
    "SELECT receipt.*, received_package.pkg_id, received_package.kind, received_package.issuer_id,"
    " received_package.incarnation, received_package.seq, received_package.period, received_package.label,"
    " peer.name AS issuer_name FROM receipt JOIN received_package USING (manifest)"
    " LEFT JOIN peer ON peer.org_id = received_package.issuer_id"
)


def receipts(store: Store) -> list[Row]:
    """Return what was taken in, newest first."""
    return store.rows(f"{_RECEIPT} ORDER BY receipt.applied_at DESC, received_package.seq DESC")


def receipt(store: Store, manifest: str) -> Row | None:
    """Return one receipt."""
    return store.row(f"{_RECEIPT} WHERE receipt.manifest = ?", (manifest,))


def hold(store: Store, file_sha256: str, issuer_id: str, seq: int, code: str) -> None:
    """Note a package that waits for a decision, inside an operation."""
    store.execute(
        "INSERT INTO held_package (file_sha256, issuer_id, seq, code, held_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (file_sha256, issuer_id, seq, code, store.now()),
    )


def is_held(store: Store, file_sha256: str) -> bool:
    """Return whether this file was noted as waiting already."""
    return store.value("SELECT 1 FROM held_package WHERE file_sha256 = ?", (file_sha256,)) is not None


def covering_packages(store: Store, period: str, dataset: str = "meetings") -> dict[str, str]:
    """Return, by cell id, the label of the imported package that holds the cell's ``dataset`` for ``period``.

    A label reads "MK01 · 2026-11 · số 3". A cell that is absent has not been reported for that month.
    """
    found = store.rows(
        "SELECT received_partition.cell_id, received_package.label FROM received_partition"
        " JOIN received_package USING (manifest)"
        " WHERE received_partition.dataset = ? AND received_partition.period = ?",
        (dataset, period),
    )
    return {row["cell_id"]: row["label"] for row in found}
