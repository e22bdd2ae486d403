"""Which sensitive particulars an office above wants in packages: chosen there, told in its signed trust bundle.

Without a wish nothing sensitive leaves an office (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 and Nghị định 356/2025 of
31/12/2025: sensitive personal data go only as far as a stated task needs them).
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from db import exchange as kept
from db import settings
from db.problems import ProblemError
from db.register_records import SENSITIVE
from db.store import Row, Store
from desktop_app.exchange import canonical_zip, identity, manifest, trust_bundle
from desktop_app.exchange.desk import Desk
from desktop_app.exchange.package import Opened
from desktop_app.exchange.trust_bundle import Bundle

_SETTING = "exchange.wanted"


# --- the office that receives ----------------------------------------------------------------------------------------


def wanted(store: Store) -> tuple[str, ...]:
    """Return the sensitive particulars this office wants from offices below, by name; none until it chose."""
    chosen = msgspec.json.decode(settings.get(store, _SETTING, "[]"), type=list[str])
    return tuple(sorted(SENSITIVE & set(chosen)))


def choose(desk: Desk, fields: Collection[str]) -> tuple[str, ...]:
    """Keep which sensitive particulars this office wants and return them; offices below learn it from the next receipt.

    Raises ValueError, a mistake of the program, for a field that is not sensitive.
    """
    chosen = tuple(sorted(set(fields)))
    if not SENSITIVE.issuperset(chosen):
        raise ValueError(chosen)
    store = desk.store
    if chosen == wanted(store):
        return chosen
    own = desk.identity()
    newest = kept.newest_bundle(store, desk.office_id)
    bundle = trust_bundle.wishing(newest, chosen) if newest else None
    with store.operation("policy.choose", f"organization:{desk.office_id}", fields=",".join(chosen)):
        settings.put(store, _SETTING, msgspec.json.encode(chosen).decode())
        if bundle is not None:
            # Without a bundle no office below is enrolled; the first one will say it.
            trust_bundle.keep(store, bundle, *trust_bundle.write(bundle, own), of=set())
    return chosen


def asked_at(store: Store, office_id: str, version: int) -> frozenset[str]:
    """Return what the own trust bundle of a version asked for; of a version that is not known the newest one."""
    row = kept.bundle(store, office_id, version) or kept.newest_bundle(store, office_id)
    return _wants(row)


# --- the office that sends -------------------------------------------------------------------------------------------


def asked_by(store: Store, parent_id: str) -> frozenset[str]:
    """Return which sensitive particulars the office above asks for in the newest of its trust bundles known here.

    A field that only a newer program knows is not among them.
    """
    return _wants(kept.newest_bundle(store, parent_id))


def _wants(row: Row | None) -> frozenset[str]:
    return SENSITIVE & frozenset(trust_bundle.read(row["body"], row["signatures"]).wants) if row else frozenset()


def told(store: Store, opened: Opened, peer: Row) -> tuple[Bundle, bytes, bytes] | None:
    """Return the trust bundle that a receipt of the office above brings along, when it is newer than those known.

    Raises ProblemError E26 when the bundle is not one of that office's, or contradicts those known.
    """
    body = opened.entries.get(canonical_zip.BUNDLE)
    signature = opened.entries.get(canonical_zip.BUNDLE_SIGNATURES)
    if body is None or signature is None:
        if (body, signature) != (None, None):
            raise ProblemError("E26", name=peer["name"])
        return None
    try:
        bundle = trust_bundle.read(body, signature)
    except ProblemError as error:
        raise ProblemError("E26", name=peer["name"]) from error
    key = bundle.certificate(bundle.issuer, trust_bundle.OFFICE)
    assert key is not None
    pinned = bundle.issuer == peer["org_id"] and (
        identity.check_code(bundle.issuer, key.sign, key.exchange) == peer["check_code"]
    )
    if not pinned or _contradicts(store, bundle, manifest.digest(body)):
        raise ProblemError("E26", name=peer["name"])
    newest = kept.newest_bundle(store, bundle.issuer)
    # A receipt may arrive late: what it says of wishes is then out of date, and the receipt holds all the same.
    return (bundle, body, signature) if newest is None or newest["version"] < bundle.version else None


def _contradicts(store: Store, bundle: Bundle, digest: str) -> bool:
    """Whether a bundle differs from the known one of its version, or does not follow the one before it."""
    same = kept.bundle(store, bundle.issuer, bundle.version)
    before = kept.bundle(store, bundle.issuer, bundle.version - 1)
    return (same is not None and same["hash"] != digest) or (before is not None and before["hash"] != bundle.previous)
