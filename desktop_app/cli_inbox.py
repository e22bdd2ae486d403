"""The commands of an upper office with many sticks: look, take in, acknowledge; in words or a JSON object a line."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import places
from db.problems import ProblemError
from desktop_app import texts
from desktop_app.cli_arguments import Exit
from desktop_app.cli_office import folder_of, opened_office
from desktop_app.texts import tr

if TYPE_CHECKING:
    from desktop_app.exchange.views import InboxEntry, Outside, Receipt
    from desktop_app.office import Office


_OF_PACKAGE = ("E", "I", "W", "X")
"""What codes begin with that speak of one package alone."""


# --- looking ---


def verify(chosen: argparse.Namespace) -> int:
    """Say what packages are, by whom signed and whether intact; without an office only their outside."""
    if chosen.data_dir is None and not places.holds_office(folder_of(chosen)):
        return _verify_outside(chosen)
    with opened_office(chosen) as office:
        entries = [office.exchange.verify(path) for path in chosen.files]
    for entry in entries:
        _tell(entry, as_json=chosen.json)
    return Exit.OK if all(_fine(entry) for entry in entries) else Exit.REFUSED


def _verify_outside(chosen: argparse.Namespace) -> int:
    from desktop_app.exchange import outside

    seen = [outside.look(path) for path in chosen.files]
    for one in seen:
        if chosen.json:
            _print_json(one)
        else:
            _say((one.file_name, one.issuer_name, one.check_code), one.sentence, one.code)
    return Exit.REFUSED if any(one.code for one in seen) else Exit.OK


def scan(chosen: argparse.Namespace) -> int:
    """Look at every package of the folders; nothing is taken in."""
    with opened_office(chosen) as office:
        entries = [entry for folder in chosen.folders for entry in office.exchange.scan(folder)]
    for entry in entries:
        _tell(entry, as_json=chosen.json)
    if not entries and not chosen.json:
        print(tr("Không thấy gói nào."))
    return Exit.OK if entries and all(_fine(entry) for entry in entries) else Exit.REFUSED


# --- taking in ---


def take_in(chosen: argparse.Namespace) -> int:
    """Take packages in, each by itself: what is refused does not stop the others. Ctrl+C stops between two."""
    refused = False
    with opened_office(chosen) as office:
        for seen in _in_order(office, chosen):
            # Looked at once more: a package may wait for the one before it.
            entry = office.exchange.preview(seen.path) if seen.can_apply else seen
            refused = not _took(office, entry, chosen) or refused
    return Exit.REFUSED if refused else Exit.OK


def _in_order(office: Office, chosen: argparse.Namespace) -> Sequence[InboxEntry]:
    """Return the packages in the order they were made, whatever the order in which they were found."""
    if chosen.all:
        looked = [entry for folder in chosen.files for entry in office.exchange.scan(folder)]
    else:
        looked = [office.exchange.preview(path) for path in chosen.files]
    return sorted(looked, key=lambda entry: (entry.issuer_id, entry.seq, entry.file_name))


def _took(office: Office, entry: InboxEntry, chosen: argparse.Namespace) -> bool:
    """Take one package in, tell how it went, and return whether all is well."""
    if not entry.can_apply:
        written = _acknowledge(office, _known(office, entry), entry.path.parent) if chosen.receipts else None
        _tell(entry, as_json=chosen.json, receipt=written)
        return _fine(entry)
    if entry.brake and not chosen.reason:
        said = tr("Gói này làm mất nhiều số liệu đang có; nếu đúng vậy, ghi lý do bằng --reason.")
        _tell(entry, as_json=chosen.json, problem="X08", also=said)
        return False
    try:
        done = office.exchange.apply(entry, chosen.reason)
    except ProblemError as problem:
        if not problem.code.startswith(_OF_PACKAGE):
            # The own disk or store failed: no other package would fare better.
            raise
        told = texts.explain(problem)
        _tell(entry, as_json=chosen.json, problem=problem.code, also=f"{told.what} {told.safe} {told.next}")
        return False
    written = _acknowledge(office, done, entry.path.parent) if chosen.receipts else None
    words = tr(
        "Đã nhập: thêm {added}, đổi {changed}, bớt {removed} dòng.",
        added=done.added,
        changed=done.changed,
        removed=done.removed,
    )
    _tell(entry, as_json=chosen.json, done=done, receipt=written, also=words)
    return True


def _known(office: Office, entry: InboxEntry) -> Receipt | None:
    """Return what was written down when a package was taken in that comes once more."""
    return next((one for one in office.exchange.receipts() if one.manifest == entry.manifest), None)


def _acknowledge(office: Office, receipt: Receipt | None, folder: Path) -> Path | None:
    """Write the receipt of a report beside it; receipts of the office above need none."""
    if receipt is None or receipt.kind != "REPORT":
        return None
    return office.exchange.write_receipt(receipt, folder)


def receipts(chosen: argparse.Namespace) -> int:
    """List what was taken in, and write receipts anew where a folder is named: they may be had for ever."""
    with opened_office(chosen) as office:
        found = [
            one for one in office.exchange.receipts() if one.kind == "REPORT" and chosen.period in (None, one.period)
        ]
        paths = [office.exchange.write_receipt(one, chosen.out) if chosen.out else None for one in found]
    for one, path in zip(found, paths, strict=True):
        if chosen.json:
            _print_json(one, {"receipt": str(path)} if path else {})
        else:
            _say((one.issuer_name, one.label, one.check_code), str(path) if path else one.applied_at, "")
    if not found and not chosen.json:
        print(tr("Chưa nhập gói nào hợp với yêu cầu."))
    return Exit.OK if found else Exit.REFUSED


# --- telling ---


def _fine(entry: InboxEntry) -> bool:
    from desktop_app.exchange.views import State

    return entry.can_apply or entry.state is State.DUPLICATE


def _tell(
    entry: InboxEntry,
    *,
    as_json: bool,
    done: Receipt | None = None,
    receipt: Path | None = None,
    problem: str = "",
    also: str = "",
) -> None:
    if as_json:
        result: dict[str, Any] = {"taken_in": done is not None}
        if done is not None:
            result |= {"added": done.added, "changed": done.changed, "removed": done.removed, "result": done.verdict}
        if receipt is not None:
            result["receipt"] = str(receipt)
        if problem:
            result["problem"] = problem
        _print_json(entry, result)
        return
    _say((entry.file_name, entry.issuer_name, entry.label), entry.sentence, entry.code)
    for line in (also, str(receipt) if receipt else ""):
        if line:
            print(f"  {line}")


def _say(head: Iterable[str], sentence: str, code: str) -> None:
    print(" · ".join(part for part in head if part))
    print(f"  {sentence}" + (f" ({code})" if code else ""))


def _print_json(view: InboxEntry | Outside | Receipt, more: dict[str, Any] | None = None) -> None:
    import msgspec

    fields = msgspec.to_builtins(view, enc_hook=str)
    print(msgspec.json.encode(fields | (more or {}), order="sorted").decode(), flush=True)
