"""The exchange as its users see it: enrol, send, look at what arrived, take it in, acknowledge."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from db import exchange as kept
from db import founding, organizations, partitions, settings
from db.store import Store
from desktop_app.exchange import desk as desks
from desktop_app.exchange import enrolment, export, inbox, policy, receipt
from desktop_app.exchange.content import gather
from desktop_app.exchange.desk import Desk
from desktop_app.exchange.export import Progress
from desktop_app.exchange.safe_write import Files
from desktop_app.exchange.signatures import Kind
from desktop_app.exchange.views import (
    EnrolAnswer,
    EnrolRequest,
    InboxEntry,
    PackagePlan,
    Peer,
    PlanCell,
    PlanState,
    Receipt,
    SentPackage,
)
from desktop_app.rules import dates


class ExchangeService:
    """Packages to and from other offices; use it from the thread that opened the store."""

    def __init__(
        self,
        store: Store,
        office_id: str,
        folder: Path,
        clock: Callable[[], datetime],
        *,
        files: Files | None = None,
        before_import: Callable[[], object] | None = None,
    ) -> None:
        self._desk = Desk(store, office_id, folder, clock, files or Files())
        if before_import is not None:
            self._desk = replace(self._desk, before_import=before_import)

    # --- who we are, whom we trust ---

    def check_code(self) -> str:
        """Return the own check code, eight groups of five digits, for the printed key card."""
        return self._desk.identity().check_code

    def request_file(self, target: Path) -> Path:
        """Write the request for enrolment into the folder ``target``; see ``enrolment.write_request``."""
        return enrolment.write_request(self._desk, target)

    def read_request(self, path: Path) -> EnrolRequest:
        """Return a child office's request; see ``enrolment.read_request``."""
        return enrolment.read_request(self._desk, path)

    def answer(self, request: EnrolRequest, typed_groups: dict[int, str], target: Path) -> Path:
        """Certify a child office and write the answer into ``target``; see ``enrolment.answer``."""
        return enrolment.answer(self._desk, request, typed_groups, target)

    def read_answer(self, path: Path) -> EnrolAnswer:
        """Return the upper office's answer; see ``enrolment.read_answer``."""
        return enrolment.read_answer(self._desk, path)

    def accept(self, answer: EnrolAnswer, typed_groups: dict[int, str]) -> None:
        """Pin the upper office; see ``enrolment.accept``."""
        enrolment.accept(self._desk, answer, typed_groups)

    def peers(self) -> list[Peer]:
        """Return the trusted offices, the parent first."""
        return [_peer(row) for row in kept.peers(self._desk.store)]

    def parent(self) -> Peer | None:
        """Return the trusted office above, or None before enrolment."""
        row = kept.parent_peer(self._desk.store)
        return _peer(row) if row else None

    # --- sensitive particulars ---

    def wishes(self) -> tuple[str, ...]:
        """Return the sensitive particulars this office wants from the offices below; see ``policy.wanted``."""
        return policy.wanted(self._desk.store)

    def wish(self, fields: Collection[str]) -> tuple[str, ...]:
        """Keep which sensitive particulars this office wants; see ``policy.choose``."""
        return policy.choose(self._desk, fields)

    # --- out ---

    def ready(self, period: str) -> PackagePlan:
        """Return what a package of the month would carry and which cells are not finished. Raises ProblemError X06."""
        desk = self._desk
        desks.require_month(period)
        last = dates.last_day(period)
        members = organizations.member_counts(desk.store, last)
        cells = tuple(
            PlanCell(
                cell_id=row["cell_id"],
                name=row["name"],
                state=PlanState.FINAL if row["finals"] else PlanState.DRAFT if row["drafts"] else PlanState.NONE,
                members=members.get(row["cell_id"], 0),
            )
            for row in partitions.cell_progress(desk.store, desk.office_id, period, f"{period}-01", last.isoformat())
        )
        parent = kept.parent_peer(desk.store)
        states = [cell.state for cell in cells]
        return PackagePlan(
            period=period,
            recipient=parent["name"] if parent else "",
            cells=cells,
            finals=states.count(PlanState.FINAL),
            drafts=states.count(PlanState.DRAFT),
            missing=states.count(PlanState.NONE),
            members=sum(cell.members for cell in cells),
            sensitive=tuple(sorted(policy.asked_by(desk.store, parent["org_id"]))) if parent else (),
            unchanged=self._unchanged(parent["org_id"], period) if parent else None,
            restored_from=settings.get(desk.store, founding.RESTORED_FROM),
        )

    def _unchanged(self, parent_id: str, period: str) -> SentPackage | None:
        desk = self._desk
        content = gather(desk.store, desk.office_id, parent_id, period)
        known = export.known_report(desk, desk.identity(), parent_id, period, content)
        return export.view(known[0], self._local(known[0])) if known else None

    def make_package(self, period: str, target: Path, progress: Progress | None = None) -> SentPackage:
        """Write the month's package into the folder ``target``; see ``export.make_report``."""
        return export.make_report(self._desk, period, target, progress)

    def sent(self) -> list[SentPackage]:
        """Return the reports made so far, newest first."""
        return [export.view(row, self._local(row)) for row in kept.sent(self._desk.store, kind=Kind.REPORT.value)]

    def _local(self, row: dict[str, str]) -> Path:
        return export.local_path(self._desk, row["file_name"], row["pkg_id"])

    # --- in ---

    def scan(self, folder: Path) -> list[InboxEntry]:
        """Look at all packages of a stick; see ``inbox.scan``."""
        return inbox.scan(self._desk, folder)

    def preview(self, path: Path) -> InboxEntry:
        """Look at one package; see ``inbox.look``."""
        return inbox.look(self._desk, path)

    def verify(self, path: Path) -> InboxEntry:
        """Look at one package without keeping anything of it."""
        return inbox.verify(self._desk, path)

    def apply(self, entry: InboxEntry, reason: str = "") -> Receipt:
        """Take a package in; see ``receipt.apply``."""
        return receipt.apply(self._desk, entry, reason)

    def receipts(self) -> list[Receipt]:
        """Return everything taken in, newest first."""
        return receipt.receipts(self._desk)

    def write_receipt(self, found: Receipt, target: Path) -> Path:
        """Write the acknowledgement of a receipt into the folder ``target``; see ``receipt.write_ack``."""
        return receipt.write_ack(self._desk, found, target)


def _peer(row: dict[str, str]) -> Peer:
    return Peer(
        org_id=row["org_id"],
        relation=row["relation"],
        name=row["name"],
        code=row["code"],
        check_code=row["check_code"],
        frozen=row["state"] == "frozen",
        pinned_at=row["pinned_at"],
    )
