"""Documents are signed by one or two people, and say on the left who receives them."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.documents.layout import POINTS_PER_MM, document_layout
from desktop_app.documents.model import Document, Letterhead, Paragraph, Signature, Style
from desktop_app.documents.pdf.document import document_pdf
from tests.helpers.drawn import Drawn, drawn_by
from tests.helpers.minutes import passage

ON = date(2026, 11, 3)
LAYOUT = document_layout(ON)
LEFT = LAYOUT.margin_left_mm * POINTS_PER_MM
MIDDLE = LEFT + LAYOUT.text_width / 2
BOTTOM = LAYOUT.margin_bottom_mm * POINTS_PER_MM
SECRETARY = Signature(role="T/M CHI BỘ\nBÍ THƯ", note="", name="Hoàng Văn Hường")
TAKER = Signature(role="NGƯỜI GHI BIÊN BẢN", note="(ký, ghi rõ họ tên)", name="Lý A Sùng")

DOCUMENT = Document(
    on=ON,
    letterhead=Letterhead(
        upper_name="ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
        issuer="CHI BỘ THÔN NÀ LỪA",
        number="Số 03-NQ/CB",
        place_and_date="Mường Khương, ngày 03 tháng 11 năm 2026",
    ),
    title="NGHỊ QUYẾT",
    subject=("Sinh hoạt chi bộ thường kỳ tháng 11 năm 2026",),
    paragraphs=(Paragraph("I. NHIỆM VỤ", Style.HEADING), Paragraph(passage(0, 3))),
    signatures=(SECRETARY,),
    recipients=("- Đảng ủy xã (để báo cáo),", "- Các đồng chí đảng viên,", "- Lưu chi bộ."),
    name="Nghị quyết",
    author="Chi bộ thôn Nà Lừa",
)


def drawn(document: Document) -> list[Drawn]:
    return drawn_by(lambda: document_pdf(document))


def only(lines: list[Drawn], text: str) -> Drawn:
    (found,) = [line for line in lines if line.text == text]
    return found


def test_the_only_signature_stands_on_the_right_and_the_recipients_on_the_left_beside_it() -> None:
    lines = drawn(DOCUMENT)
    head, role, name = only(lines, "Nơi nhận:"), only(lines, "T/M CHI BỘ"), only(lines, SECRETARY.name)
    assert head.x == pytest.approx(LEFT)
    assert head.y == pytest.approx(role.y)
    assert role.x > MIDDLE
    assert name.y < only(lines, "BÍ THƯ").y < role.y
    listed = [only(lines, text) for text in DOCUMENT.recipients]
    assert all(line.x == pytest.approx(LEFT) and line.right < MIDDLE and line.size == 12 for line in listed)


def test_recipients_stand_below_two_signatures() -> None:
    lines = drawn(msgspec.structs.replace(DOCUMENT, signatures=(TAKER, SECRETARY)))
    assert only(lines, "NGƯỜI GHI BIÊN BẢN").right < MIDDLE < only(lines, "T/M CHI BỘ").x
    assert only(lines, "Nơi nhận:").y < only(lines, SECRETARY.name).y


def test_without_recipients_nothing_is_said_of_them() -> None:
    lines = drawn(msgspec.structs.replace(DOCUMENT, recipients=()))
    assert not [line for line in lines if line.text.startswith("Nơi nhận")]
    assert only(lines, "T/M CHI BỘ").x > MIDDLE


def test_a_long_role_is_broken_inside_its_column() -> None:
    long = msgspec.structs.replace(SECRETARY, role="T/M BAN CHẤP HÀNH ĐẢNG BỘ BỘ PHẬN NÔNG TRƯỜNG\nBÍ THƯ")
    lines = drawn(msgspec.structs.replace(DOCUMENT, signatures=(long,)))
    assert all(line.x > MIDDLE for line in lines if line.text in ("BÍ THƯ", SECRETARY.name))
    text = " ".join(line.text for line in lines)
    assert "T/M BAN CHẤP HÀNH ĐẢNG BỘ BỘ PHẬN" in text
    assert "NÔNG TRƯỜNG" in text


def assert_inside(lines: list[Drawn]) -> None:
    for line in lines:
        assert line.x >= LEFT - 0.1, line
        assert line.right <= LEFT + LAYOUT.text_width + 0.1, line
        assert line.y >= BOTTOM - 0.1, line


@settings(max_examples=60)
@given(st.integers(1, 70), st.integers(0, 60), st.booleans(), st.booleans())
def test_signatures_never_stand_alone_and_every_line_is_drawn_once(
    sentences: int, recipients: int, two: bool, heading: bool
) -> None:
    text = passage(0, sentences)
    listed = tuple(f"- Nơi thứ {number}," for number in range(recipients))
    before = (Paragraph("II. TỔ CHỨC THỰC HIỆN", Style.HEADING),) if heading else ()
    document = msgspec.structs.replace(
        DOCUMENT,
        paragraphs=(*before, Paragraph(text)),
        recipients=listed,
        signatures=(TAKER, SECRETARY) if two else (SECRETARY,),
    )
    lines = drawn(document)
    assert_inside(lines)
    body = [line for line in lines if line.size == LAYOUT.body_size and line.font == "Tinos-Regular"]
    flow = [line for line in body if line.y < 800 and not line.text.startswith(("ĐẢNG BỘ", "*", "Số 0"))]
    assert " ".join(line.text for line in flow) == text
    role = only(lines, "T/M CHI BỘ")
    assert flow[-1].page == role.page
    alike = [line for line in flow if line.page == role.page]
    assert len(alike) >= min(2, len(flow))
    assert [line.text for line in lines if line.text.startswith("- Nơi thứ")] == list(listed)
    if heading:
        assert only(lines, "II. TỔ CHỨC THỰC HIỆN").page == flow[0].page
