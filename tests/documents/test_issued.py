"""Resolutions, notices and invitations print as a party office expects, whatever is written in them."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from db.meeting_records import DocumentSection, IssuedContent, IssuedType, MeetingKind
from db.text import normalize
from desktop_app import texts
from desktop_app.documents.issued import issued_document
from desktop_app.documents.issued_text import first_content
from desktop_app.documents.model import Document, Style
from desktop_app.documents.pdf.document import document_pdf
from tests.documents.test_minutes import HOSTILE, assert_inside
from tests.helpers.drawn import Drawn, as_text, drawn_by
from tests.helpers.issued import SIGNER, TODAY, issued, issued_content, meeting, with_text


def lines_of(content: IssuedContent) -> list[Drawn]:
    return drawn_by(lambda: document_pdf(issued_document(issued(content))))


def text_of(content: IssuedContent) -> str:
    return "\n".join(line for section in content.sections for line in (section.heading, section.text) if line)


@pytest.mark.parametrize("type_", list(IssuedType))
def test_documents_print_as_they_did(type_: IssuedType, snapshot: SnapshotAssertion) -> None:
    assert as_text(lines_of(issued_content(type_))) == snapshot(name=type_.value)


def test_a_draft_a_new_version_and_a_cancelled_one_say_what_they_are() -> None:
    content = issued_content(IssuedType.RESOLUTION)
    draft = issued_document(issued(content, number=None, state="draft"), sample=True)
    assert (draft.letterhead.number, draft.mark) == ("Số …-NQ/CB", "BẢN NHÁP")
    assert "DỮ LIỆU MẪU" in draft.footer
    assert "BẢN NHÁP" in draft.footer
    second = issued_document(issued(content, version=2, reason="ghi nhầm số phiếu"))
    assert second.note == "(Bản lần 2, thay thế bản trước. Lý do: ghi nhầm số phiếu)"
    cancelled = issued_document(issued(content, state="cancelled", reason="lập nhầm"))
    assert (cancelled.mark, cancelled.note) == ("ĐÃ HỦY", "(Văn bản đã hủy. Lý do: lập nhầm)")


def test_a_resolution_looks_back_gives_tasks_and_says_who_carries_them_out() -> None:
    content = issued_content(IssuedType.RESOLUTION)
    headings = [section.heading for section in content.sections]
    assert headings == ["", "I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN NHIỆM VỤ", "II. NHIỆM VỤ", "III. TỔ CHỨC THỰC HIỆN"]
    review, carried_out = content.sections[1].text, content.sections[3].text
    assert review.startswith("- Sửa đường liên thôn (Lý A Sùng): hoàn thành chậm.") or "hoàn thành chậm." in review
    assert "Đôn đốc thu hoạch lúa mùa; hoàn thành trước ngày 30/11/2026." in carried_out
    assert "- Chi ủy: Rà soát hộ nghèo." in carried_out
    assert "- Đồng chí " in carried_out
    assert "giơ tay: 33/34 đồng chí có quyền biểu quyết tán thành (97,06%)." in carried_out
    assert content.subject == "Sinh hoạt chi bộ thường kỳ tháng 11 năm 2026"
    assert (content.authority, content.signer_title, content.signer) == ("T/M CHI BỘ", "BÍ THƯ", SIGNER.name)


def test_an_invitation_says_when_where_and_what_for() -> None:
    said = text_of(issued_content(IssuedType.INVITATION))
    assert "các đồng chí đảng viên của chi bộ; Trần Thị Hoa, Đảng ủy viên, Đảng ủy xã." in said
    assert "Thời gian: " in said
    assert "ngày 03 tháng 11 năm 2026." in said
    assert "Địa điểm: " in said
    for number, item in enumerate(meeting().agenda, 1):
        assert f"{number}. {item.title}" in said


def test_a_notice_says_what_was_concluded() -> None:
    said = text_of(issued_content(IssuedType.NOTICE))
    for item in meeting().agenda:
        assert item.conclusion.strip() in said


@pytest.mark.parametrize("kind", list(MeetingKind))
@pytest.mark.parametrize("type_", list(IssuedType))
def test_every_kind_of_meeting_and_even_an_empty_one_gives_a_document(type_: IssuedType, kind: MeetingKind) -> None:
    for content in (
        meeting(kind=kind, theme="Học Bác"),
        meeting(kind=kind, held_on=None, start_time="", place="", agenda=()),
    ):
        first = first_content(
            type_, "c", cell="Chi bộ Nà Lừa", office="Đảng ủy xã", signer=SIGNER, issued_on=TODAY, meeting=content
        )
        assert first.subject
        assert "{" not in text_of(first) + "".join(first.recipients) + first.subject
        assert any(line.text == "BÍ THƯ" for line in lines_of(first))


def test_a_committee_signs_for_itself() -> None:
    content = first_content(
        IssuedType.NOTICE,
        "c",
        cell="Chi bộ Nà Lừa",
        office="Đảng ủy xã",
        signer=SIGNER,
        issued_on=TODAY,
        meeting=meeting(kind=MeetingKind.COMMITTEE),
    )
    assert content.authority == "T/M CHI ỦY"


def test_documents_stay_vietnamese_in_an_english_program() -> None:
    vietnamese = document_pdf(issued_document(issued(issued_content(IssuedType.NOTICE))))
    texts.set_language("en")
    assert document_pdf(issued_document(issued(issued_content(IssuedType.NOTICE)))) == vietnamese


def test_a_heading_and_its_text_are_told_apart() -> None:
    content = issued_content(IssuedType.NOTICE, sections=(DocumentSection("I. MỘT", "Hai"), DocumentSection("", "Ba")))
    styles = [(part.text, part.style) for part in issued_document(issued(content)).paragraphs]
    assert styles == [("I. MỘT", Style.HEADING), ("Hai", Style.BODY), ("Ba", Style.BODY)]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_is_printed_as_text_inside_the_margins(text: str) -> None:
    lines = lines_of(with_text(text))
    assert_inside([line for line in lines if line.y < 800])
    assert lines[-1].page < 100


words = st.text(st.characters(codec="latin-1", categories=["L", "N", "P"]), min_size=1, max_size=30)
prose = st.lists(words, min_size=1, max_size=60).map(" ".join)


@settings(max_examples=60)
@given(st.lists(st.builds(DocumentSection, words, prose), min_size=1, max_size=4), st.lists(words, max_size=5), words)
def test_everything_that_is_typed_is_printed_unchanged(
    sections: list[DocumentSection], recipients: list[str], signer: str
) -> None:
    content = issued_content(
        IssuedType.RESOLUTION, sections=tuple(sections), recipients=tuple(recipients), signer=signer[:20]
    )
    drawn = "".join(line.text for line in lines_of(content) if line.y < 800).replace(" ", "")
    for text in (*(text for section in sections for text in (section.heading, section.text)), *recipients, signer[:20]):
        assert normalize(text).replace(" ", "") in drawn


def test_a_document_is_the_same_for_every_writer() -> None:
    document = issued_document(issued(issued_content(IssuedType.RESOLUTION)))
    assert msgspec.json.decode(msgspec.json.encode(document), type=Document) == document
