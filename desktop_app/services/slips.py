"""The papers that go with packages and keys, filled in from the store and put among the office's prints."""

from __future__ import annotations

import platform
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db import exchange, files, founding, organizations, places, settings
from db.problems import ProblemError
from db.records import Organization
from desktop_app.services.base import Clock
from desktop_app.texts import term, tr

if TYPE_CHECKING:
    from db.store import Store
    from desktop_app.exchange.views import Receipt, SentPackage


class SlipService:
    """Reads only; what it writes are files, never the store. All papers carry today's day."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    def delivery_slip(self, sent: SentPackage) -> Path:
        """Write the slip that goes with a package and return the file. Raises what ``db.files.write`` raises."""
        from desktop_app.documents.pdf.slips import DeliverySlip, delivery_slip_pdf

        own, parent = self._own(), exchange.parent_peer(self._store)
        slip = DeliverySlip(
            sender=own.name,
            sender_code=own.code,
            receiver=parent["name"] if parent else settings.get(self._store, founding.UPPER_NAME),
            period=sent.period,
            seq=sent.seq,
            file_name=sent.file_name,
            made_on=self._today(),
            totals=tuple((term("dataset", count.dataset), count.rows) for count in sent.counts),
            check_code=sent.check_code,
            sample=self._is_sample,
        )
        return self._print(f"phieu-giao-nhan_{Path(sent.file_name).stem}.pdf", delivery_slip_pdf(slip))

    def receipt_slip(self, receipt: Receipt) -> Path:
        """Write the paper receipt of a package that was taken in and return the file; raises as ``delivery_slip``."""
        from desktop_app.documents.pdf.slips import ReceiptSlip, receipt_pdf
        from desktop_app.exchange.desk import file_part

        sender = exchange.peer(self._store, receipt.issuer_id)
        slip = ReceiptSlip(
            receiver=self._own().name,
            sender=receipt.issuer_name,
            sender_code=sender["code"] if sender else "",
            period=receipt.period,
            seq=receipt.seq,
            file_name=receipt.label,
            received_on=self._today(),
            result=tr("Đã nhập vào sổ.") if receipt.verdict == "applied" else tr("Gói đến muộn, đã lưu trữ."),
            check_code=receipt.check_code,
            sample=self._is_sample,
        )
        told = (sender["code"] if sender else "", receipt.period, receipt.seq)
        name = "_".join(file_part(str(part)) for part in told if part)
        return self._print(f"giay-bao-nhan_{name}.pdf", receipt_pdf(slip))

    def key_card(self, check_code: str) -> Path:
        """Write the card with the check code of the own key and return the file; raises as ``delivery_slip``."""
        from desktop_app.documents.pdf.slips import KeyCard, key_card_pdf

        own = self._own()
        card = KeyCard(
            office=own.name,
            code=own.code,
            check_code=check_code,
            made_on=self._today(),
            machine=platform.node(),
            sample=self._is_sample,
        )
        return self._print("the-khoa.pdf", key_card_pdf(card))

    def recovery_sheet(self, recovery_key: str) -> bytes:
        """Return the sheet with the recovery key as PDF; the key itself is kept nowhere."""
        from desktop_app.documents.pdf.slips import RecoverySheet, recovery_sheet_pdf

        own = self._own()
        sheet = RecoverySheet(
            office=own.name, code=own.code, recovery_key=recovery_key, made_on=self._today(), sample=self._is_sample
        )
        return recovery_sheet_pdf(sheet)

    def _print(self, name: str, content: bytes) -> Path:
        folder = self._store.path.parent / places.PRINTS
        files.make_folder(folder)
        files.write(folder / name, content)
        return folder / name

    def _own(self) -> Organization:
        found = organizations.get(self._store, self._office_id, self._today())
        if found is None:
            raise ProblemError("V05", id=self._office_id)
        return found

    def _today(self) -> date:
        return self._clock().date()

    @property
    def _is_sample(self) -> bool:
        return settings.get(self._store, founding.SAMPLE) == "1"
