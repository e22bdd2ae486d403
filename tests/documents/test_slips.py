"""Slips and cards carry their codes readable and whole, in both languages, whatever the names are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion

from desktop_app import texts
from desktop_app.documents.pdf.slips import (
    DeliverySlip,
    KeyCard,
    ReceiptSlip,
    RecoverySheet,
    delivery_slip_pdf,
    key_card_pdf,
    receipt_pdf,
    recovery_sheet_pdf,
)
from desktop_app.exchange.datasets import DATASETS
from desktop_app.texts import term
from tests.helpers.drawn import as_text, drawn_by

CODE = "12345 67890 11223 34455 66778 89900 13579 24680"
KEY = "7K2M-9QWX-0HT4-ZB3C-5RVN-8YJD-1GPA-6FSE-4T"
DAY = date(2026, 11, 23)
OFFICE = "Đảng ủy xã Mường Khương"
DELIVERY = DeliverySlip(
    sender=OFFICE,
    sender_code="MK01",
    receiver="Tỉnh ủy Lào Cai",
    period="2026-11",
    seq=3,
    file_name="BC_MK01_2026-11_3.goi",
    made_on=DAY,
    totals=(("Chi bộ trong gói", 22), ("Đảng viên", 1938)),
    check_code=CODE,
)
RECEIPT = ReceiptSlip(
    receiver="Tỉnh ủy Lào Cai",
    sender=OFFICE,
    sender_code="MK01",
    period="2026-11",
    seq=3,
    file_name="BC_MK01_2026-11_3.goi",
    received_on=DAY,
    result="Gói hợp lệ, đã nhập đầy đủ.",
    totals=(("Chi bộ trong gói", 22),),
    check_code=CODE,
)
CARD = KeyCard(office=OFFICE, code="MK01", check_code=CODE, made_on=DAY, machine="VP-01")
SHEET = RecoverySheet(office=OFFICE, code="MK01", recovery_key=KEY, made_on=DAY)
ALL: dict[str, Callable[[], bytes]] = {
    "delivery": lambda: delivery_slip_pdf(DELIVERY),
    "receipt": lambda: receipt_pdf(RECEIPT),
    "card": lambda: key_card_pdf(CARD),
    "recovery": lambda: recovery_sheet_pdf(SHEET),
}
A5, A4 = (420, 595), (595, 842)


def symbols(pdf: bytes) -> str:
    """Return everything printed, without spaces and line ends."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("name", ALL)
def test_papers_print_as_they_did(name: str, snapshot: SnapshotAssertion) -> None:
    assert as_text(drawn_by(ALL[name])) == snapshot(name=name)


@pytest.mark.parametrize(("name", "size"), [("delivery", A5), ("receipt", A5), ("card", A5), ("recovery", A4)])
def test_each_paper_is_one_page_of_its_size(name: str, size: tuple[int, int]) -> None:
    reader = PdfReader(BytesIO(ALL[name]()))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_a_slip_with_every_dataset_still_takes_one_page_and_leaves_out_what_the_package_has_nothing_of() -> None:
    totals = tuple((term("dataset", name), 1_000 * (name != "guests")) for name in DATASETS)
    slip = replace(DELIVERY, totals=totals)
    pdf = delivery_slip_pdf(slip)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert symbols(pdf).count("1.000") == len(DATASETS) - 1


def test_a_slip_with_twelve_control_totals_still_takes_one_page() -> None:
    slip = replace(DELIVERY, totals=tuple((f"Đảng viên nhóm {number}", 100 + number) for number in range(12)))
    assert len(PdfReader(BytesIO(delivery_slip_pdf(slip))).pages) == 1


@pytest.mark.parametrize("name", ALL)
def test_the_same_paper_is_the_same_bytes(name: str) -> None:
    assert ALL[name]() == ALL[name]()


@pytest.mark.parametrize("name", ["delivery", "receipt", "card"])
def test_the_whole_check_code_is_printed(name: str) -> None:
    assert CODE.replace(" ", "") in symbols(ALL[name]())


def test_the_whole_recovery_key_is_printed_large_and_inside_the_paper() -> None:
    lines = drawn_by(lambda: recovery_sheet_pdf(SHEET))
    letters = [line for line in lines if len(line.text) == 1 and line.font == "Tinos-Bold"]
    assert "".join(line.text for line in letters) == KEY.replace("-", "")
    assert all(line.size >= 20 and line.x >= 40 and line.right <= 555 for line in letters)


def test_the_recovery_key_does_not_show_in_a_log() -> None:
    assert "7K2M" not in repr(SHEET)


def test_the_control_totals_are_printed_with_dots() -> None:
    assert "1.938" in symbols(delivery_slip_pdf(DELIVERY))


def test_there_are_two_places_to_sign_on_the_delivery_slip() -> None:
    words = symbols(delivery_slip_pdf(DELIVERY))
    assert "NGƯỜIGIAO" in words
    assert "NGƯỜINHẬN" in words


def test_papers_follow_the_language_of_the_program() -> None:
    texts.set_language("en")
    assert "DELIVERYSLIP" in symbols(delivery_slip_pdf(DELIVERY))
    assert "RECOVERYKEYSHEET" in symbols(recovery_sheet_pdf(SHEET))


def test_sample_papers_are_marked() -> None:
    assert symbols(delivery_slip_pdf(replace(DELIVERY, sample=True))).count("DỮLIỆUMẪU") == 2
    assert "MẪU" not in symbols(delivery_slip_pdf(DELIVERY))


@example("\n", [])
@settings(max_examples=40)
@given(st.text(max_size=120), st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**9)), max_size=30))
def test_any_name_and_any_totals_can_be_printed(text: str, totals: list[tuple[str, int]]) -> None:
    slip = replace(
        DELIVERY,
        sender=text,
        sender_code=text[:20],
        receiver=text,
        file_name=text,
        totals=tuple(totals),
        check_code=text,
    )
    lines = drawn_by(lambda: delivery_slip_pdf(slip))
    assert all(line.y > 0 and line.right <= 421 for line in lines)
    assert key_card_pdf(replace(CARD, office=text, machine=text, check_code=text))
    assert recovery_sheet_pdf(replace(SHEET, office=text, recovery_key=text))
