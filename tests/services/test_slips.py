"""Papers say who sends what to whom, as the store has it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop_app import demo_exchange
from desktop_app.office import Office
from tests.helpers.neighbours import PERIOD, Neighbours, make_neighbours, opened
from tests.helpers.offices import commune_setup

KEY = "7K2M-9QWX-0HT4-ZB3C-5RVN-8YJD-1GPA-6FSE-4T"


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    return make_neighbours(tmp_path_factory.mktemp("neighbours"))


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_the_delivery_slip_names_both_offices_and_the_check_code(neighbours: Neighbours) -> None:
    with opened(neighbours.commune) as office:
        (sent,) = office.exchange.sent()
        path = office.slips.delivery_slip(sent)
    assert path.parent == neighbours.commune / "in"
    printed = words(path.read_bytes())
    for part in ("Đảng ủy xã Mường Khương (MK01)", "Tỉnh ủy Lào Cai", sent.file_name, "23/11/2026"):
        assert part in printed
    assert sent.check_code.replace(" ", "") in printed.replace(" ", "")


def test_the_receipt_names_the_sender_and_what_became_of_the_package(neighbours: Neighbours, tmp_path: Path) -> None:
    pair = neighbours.copied(tmp_path)
    with opened(pair.upper) as office:
        path = office.slips.receipt_slip(demo_exchange.take_in(office, pair.stick))
    assert path.name == f"giay-bao-nhan_MK01_{PERIOD}_1.pdf"
    printed = words(path.read_bytes())
    for part in ("Đảng ủy xã Mường Khương (MK01)", "Đã nhập vào sổ.", f"{PERIOD[5:]}/{PERIOD[:4]}"):
        assert part in printed


def test_the_key_card_carries_the_code_that_the_other_office_compares(office: Office) -> None:
    code = office.exchange.check_code()
    printed = words(office.slips.key_card(code).read_bytes())
    assert code.replace(" ", "") in printed.replace(" ", "")


def test_papers_of_a_sample_office_are_marked(make: Callable[..., Office]) -> None:
    office = make("sample", commune_setup(sample=True))
    assert "DỮ LIỆU MẪU" in words(office.slips.recovery_sheet(KEY))


def test_the_recovery_sheet_names_the_office_and_keeps_the_key_nowhere(office: Office) -> None:
    printed = words(office.slips.recovery_sheet(KEY))
    assert "Đảng ủy xã Mường Khương (MK01)" in printed
    assert KEY.replace("-", "") in printed.replace(" ", "")
    for path in office.folder.rglob("*"):
        assert not path.is_file() or b"7K2M" not in path.read_bytes()
