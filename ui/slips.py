"""The slips that go with packages and keys, made on the worker from what the exchange hands over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop_app.texts import term

if TYPE_CHECKING:
    from desktop_app.exchange.views import Receipt, SentPackage
    from desktop_app.office import Office


def recovery_sheet(office: Office, recovery_key: str, made_on: date) -> bytes:
    """Return the sheet with the recovery key as PDF."""
    from desktop_app.documents.pdf.slips import RecoverySheet, recovery_sheet_pdf

    own = office.organizations.office()
    sheet = RecoverySheet(
        office=own.name, code=own.code, recovery_key=recovery_key, made_on=made_on, sample=office.is_sample
    )
    return recovery_sheet_pdf(sheet)


def delivery_slip(office: Office, sent: SentPackage, made_on: date) -> bytes:
    """Return the slip that goes with a package as PDF."""
    from desktop_app.documents.pdf.slips import DeliverySlip, delivery_slip_pdf

    own = office.organizations.office()
    parent = office.exchange.parent()
    slip = DeliverySlip(
        sender=own.name,
        sender_code=own.code,
        receiver=parent.name if parent else office.upper_name,
        period=sent.period,
        seq=sent.seq,
        file_name=sent.file_name,
        made_on=made_on,
        totals=tuple((term("dataset", count.dataset), count.rows) for count in sent.counts),
        check_code=sent.check_code,
        sample=office.is_sample,
    )
    return delivery_slip_pdf(slip)


def receipt_slip(office: Office, receipt: Receipt, result: str, received_on: date) -> bytes:
    """Return the paper receipt for a package that was taken in; ``result`` is the sentence it carries."""
    from desktop_app.documents.pdf.slips import ReceiptSlip, receipt_pdf

    sender = next((peer for peer in office.exchange.peers() if peer.org_id == receipt.issuer_id), None)
    slip = ReceiptSlip(
        receiver=office.organizations.office().name,
        sender=receipt.issuer_name,
        sender_code=sender.code if sender else "",
        period=receipt.period,
        seq=receipt.seq,
        file_name=receipt.label,
        received_on=received_on,
        result=result,
        check_code=receipt.check_code,
        sample=office.is_sample,
    )
    return receipt_pdf(slip)


def key_card(office: Office, made_on: date) -> bytes:
    """Return the card with the check code of the own key as PDF."""
    import platform

    from desktop_app.documents.pdf.slips import KeyCard, key_card_pdf

    own = office.organizations.office()
    card = KeyCard(
        office=own.name,
        code=own.code,
        check_code=office.exchange.check_code(),
        made_on=made_on,
        machine=platform.node(),
        sample=office.is_sample,
    )
    return key_card_pdf(card)
