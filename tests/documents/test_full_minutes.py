"""Minutes of every kind of meeting print everything that was written, unchanged, and their numbers add up."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion

from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    AssignmentOutcome,
    FollowUp,
    Guest,
    Meeting,
    MeetingContent,
    MeetingDraft,
    MeetingKind,
    MeetingState,
    MeetingTask,
    Opinion,
    Presence,
    ScoreSheet,
    Vote,
    VoteMatter,
)
from db.records import Organization
from db.text import normalize
from desktop_app.documents.minutes import MinutesData, minutes_data, minutes_document
from desktop_app.documents.minutes_words import finished, points, quoted, wording
from desktop_app.documents.model import Document, Style
from desktop_app.documents.pdf.minutes import minutes_pdf
from desktop_app.documents.pdf.typeset import family
from desktop_app.rules.check_code import check_code
from tests.helpers.drawn import as_text, drawn_by
from tests.helpers.minutes import full_content, marks, minutes, ordinary_content

CODE = "7K2M-9QXD-4T"


def full(**changes: Any) -> MinutesData:
    """Return printable minutes of a meeting of which everything is written; ``changes`` are of its content."""
    content = msgspec.structs.replace(full_content(), **changes)
    return minutes(content, check_code=CODE, prepared_on=date(2026, 11, 1))


def of_kind(kind: MeetingKind, **changes: Any) -> MinutesData:
    """Return the short minutes of a small meeting of a kind."""
    content = MeetingContent(
        cell_id="c",
        kind=kind,
        period="2026-12",
        held_on=date(2026, 12, 1),
        start_time="19:00",
        end_time="20:10",
        place="Nhà văn hóa thôn Nà Lừa",
        chair_id="m0",
        secretary_id="m1",
        attendance=marks(3),
        agenda=(AgendaItem(title="Nội dung cần họp", content="Chi bộ bàn bốn việc.", conclusion="Nhất trí."),),
        approval_agree=3,
    )
    return minutes(msgspec.structs.replace(content, **changes), check_code=CODE)


def text_of(document: Document) -> str:
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + [document.closing])


# --- what stands where ---


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("everything", full()),
        ("year_end", of_kind(MeetingKind.YEAR_END)),
        ("congress", of_kind(MeetingKind.CONGRESS, recorded=True)),
        ("committee", of_kind(MeetingKind.COMMITTEE)),
        ("party_group", of_kind(MeetingKind.PARTY_GROUP, party_group="Tổ đảng số 2")),
    ],
)
def test_every_kind_prints_as_it_did(name: str, data: MinutesData, snapshot: SnapshotAssertion) -> None:
    assert as_text(drawn_by(lambda: minutes_pdf(data))) == snapshot(name=name)


def test_every_section_stands_in_its_order() -> None:
    document = minutes_document(full())
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style == Style.HEADING]
    assert [heading.split(".")[0] for heading in headings] == ["I", "II", "III", "IV", "V", "VI"]


def test_a_task_names_who_does_it_until_when() -> None:
    text = text_of(minutes_document(full()))
    assert "+ Thu hoạch xong lúa mùa – Lý A Sùng; thời hạn 30/11/2026." in text
    assert "+ Thực hiện tốt quy ước thôn – Toàn thể đảng viên." in text


def test_an_item_with_tasks_and_no_conclusion_still_lists_them() -> None:
    item = AgendaItem(title="Nhiệm vụ tháng 12", tasks=(MeetingTask(id="t", text="Làm đường"),))
    text = text_of(minutes_document(full(agenda=(item,))))
    assert "- Nội dung 1 (Nhiệm vụ tháng 12), phân công:\n+ Làm đường." in text


def test_earlier_tasks_are_printed_with_their_outcome() -> None:
    text = text_of(minutes_document(full()))
    assert "(Giàng Seo Phừ; hạn 30/10/2026): hoàn thành chậm; xong ngày 02/11." in text
    assert "- Thu đảng phí quý III: đúng hạn." in text


@pytest.mark.parametrize("outcome", AssignmentOutcome)
def test_every_outcome_has_its_words(outcome: AssignmentOutcome) -> None:
    follow_up = FollowUp(assignment_id="a", text="Làm đường", outcome=outcome)
    assert f"- Làm đường: {wording()['outcome'][outcome.value]}." in text_of(
        minutes_document(full(follow_ups=(follow_up,)))
    )


@pytest.mark.parametrize("matter", VoteMatter)
def test_a_vote_says_what_it_is_on_where_the_rules_ask_for_another_share(matter: VoteMatter) -> None:
    item = AgendaItem(title="Xét kết nạp", vote=Vote(entitled=3, agree=3, matter=matter))
    text = text_of(minutes_document(full(agenda=(item,))))
    named = wording()["vote_matter"][matter.value]
    assert ("(Xét kết nạp): hình thức" in text) == (matter is VoteMatter.ORDINARY)
    assert named in text


def test_points_are_written_without_needless_decimals() -> None:
    assert (points(1000), points(885), points(0)) == ("100", "88,5", "0")
    assert "Điểm: 88,5/100, xếp loại: Tốt." in text_of(minutes_document(full()))


def test_a_sheet_nobody_scored_prints_nothing() -> None:
    assert "ĐÁNH GIÁ CHẤT LƯỢNG" not in text_of(minutes_document(full(score=ScoreSheet(scheme="default"))))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (MeetingKind.COMMITTEE, "Chi ủy Chi bộ thôn Nà Lừa họp tháng 12 năm 2026."),
        (MeetingKind.PARTY_GROUP, "Tổ đảng thuộc Chi bộ thôn Nà Lừa họp tháng 12 năm 2026."),
        (MeetingKind.CONGRESS, "Chi bộ thôn Nà Lừa tổ chức đại hội chi bộ."),
        (MeetingKind.EXTRAORDINARY, "Chi bộ thôn Nà Lừa tổ chức sinh hoạt chi bộ bất thường."),
        (MeetingKind.YEAR_END, "tổ chức hội nghị tổng kết, kiểm điểm cuối năm 2026."),
    ],
)
def test_the_opening_says_who_meets(kind: MeetingKind, sentence: str) -> None:
    assert minutes_document(of_kind(kind)).paragraphs[0].text.endswith(sentence)


def test_the_title_and_places_to_sign_are_the_office_s_own_where_it_says_so() -> None:
    own = {
        "print.title.minutes": "BIÊN BẢN HỌP",
        "print.subject.regular": "Họp chi bộ định kỳ",
        "print.sign.chair": "CHỦ TỌA",
        "print.check_code": "no",
    }
    document = minutes_document(full(), overrides=own)
    assert (document.title, document.subject[0]) == ("BIÊN BẢN HỌP", "Họp chi bộ định kỳ tháng 11 năm 2026")
    assert document.signatures[1].role == "CHỦ TỌA"
    assert document.footer == ""


def test_a_theme_typed_with_quotation_marks_keeps_them() -> None:
    assert quoted("Học và làm theo Bác") == "“Học và làm theo Bác”"
    assert quoted('"Dân vận khéo"') == '"Dân vận khéo"'
    assert quoted("“Dân vận khéo” và “Nông thôn mới”") == "“Dân vận khéo” và “Nông thôn mới”"


@given(st.text(st.sampled_from("ab .!?…:;"), max_size=8))
def test_a_sentence_is_only_ever_added_to(text: str) -> None:
    assert finished(text) in (text.strip(), text.strip() + ".")


# --- the check code ---


def kept(content: MeetingContent, state: MeetingState = MeetingState.FINAL) -> Meeting:
    return Meeting(
        id="m", owner_id="o", series_id="m", version=1, state=state, number=7, content=content, finalized_at=""
    )


CELL = Organization(
    id="cell", owner_id="o", code="NL", name="Chi bộ thôn Nà Lừa", header_name="", kind="cell", parent_id="o",
    place="Mường Khương", valid_from=date(2020, 1, 1),
)  # fmt: skip


@pytest.mark.parametrize("state", MeetingState)
def test_a_kept_meeting_bears_its_code_at_the_foot_of_every_page(state: MeetingState) -> None:
    meeting = kept(full_content(), state)
    pages = PdfReader(BytesIO(minutes_pdf(minutes_data(meeting, CELL, CELL)))).pages
    assert len(pages) > 1
    assert all(f"Mã kiểm tra: {check_code(meeting)}" in page.extract_text() for page in pages)


def test_a_draft_bears_none() -> None:
    data = minutes_data(MeetingDraft(id="d", content=full_content()), CELL, CELL)
    assert "Mã kiểm tra" not in minutes_document(data).footer


# --- whatever is typed is printed, unchanged ---

KNOWN = sorted(family("Tinos").regular.known & set(map(chr, range(0x20, 0x2100))) - set(map(chr, range(0x300, 0x700))))
# Words of a right-to-left script are turned round by whoever extracts them.
letters = st.text(st.sampled_from([one for one in KNOWN if normalize(one)]), min_size=1, max_size=25)
typed = st.one_of(
    letters,
    st.lists(letters, min_size=1, max_size=6).map(" ".join),
    st.sampled_from(["Nhất trí...", "…", "<b>x</b>", "{0} %s", '"a" và "b"', "a\u200bb\x07c", "68/74 hộ, 3,5 ha."]),
)


@st.composite
def written(draw: st.DrawFn) -> MeetingContent:
    """Return a meeting with something typed into every field of text."""
    counts = st.integers(0, 40)
    agree, disagree, other = draw(counts), draw(counts), draw(counts)

    def text() -> str:
        return draw(typed)

    item = AgendaItem(
        title=text(),
        content=text() + "\n" + text(),
        opinions=(Opinion(speaker=text(), text=text()), Opinion(speaker=text(), text=text())),
        conclusion=text(),
        vote=Vote(entitled=agree + disagree + other, agree=agree, disagree=disagree, other=other),
        tasks=(MeetingTask(id="t", text=text(), assignee=text(), due_on=draw(st.none() | st.dates())),),
    )
    roll = tuple(
        msgspec.structs.replace(mark, presence=presence, reason=text() if presence is Presence.EXCUSED else "")
        for mark, presence in zip(
            marks(8), draw(st.lists(st.sampled_from(Presence), min_size=8, max_size=8)), strict=True
        )
    )
    return msgspec.structs.replace(
        ordinary_content(draw(st.sampled_from(MeetingKind))),
        place=text(),
        theme=text(),
        party_group=text(),
        attendance=roll,
        guests=(Guest(name=text(), position=text(), unit=text(), from_above=draw(st.booleans())),),
        agenda=(item,),
        documents=(AnnouncedDocument(number=text(), summary=text()),),
        follow_ups=(FollowUp(assignment_id="a", text=text(), assignee=text(), remark=text()),),
        guidance=text(),
        guidance_reply=text(),
        dues_note=text(),
        approval_agree=draw(counts),
    )


def texts_in(content: MeetingContent) -> list[str]:
    """Return everything typed into a meeting that its minutes print."""
    (item,), (guest,), (follow_up,), (task,) = (
        content.agenda,
        content.guests,
        content.follow_ups,
        content.agenda[0].tasks,
    )
    found = [content.place, content.theme, content.guidance, content.guidance_reply, content.dues_note]
    found += [guest.name, guest.position, guest.unit, item.title, *item.content.split("\n"), item.conclusion]
    found += [words for opinion in item.opinions for words in (opinion.speaker, opinion.text)]
    found += [task.text, task.assignee, follow_up.text, follow_up.assignee, follow_up.remark]
    found += [content.documents[0].number, content.documents[0].summary]
    found += [mark.reason for mark in content.attendance]
    return found + ([content.party_group] if content.kind is MeetingKind.PARTY_GROUP else [])


def squeezed(text: str) -> str:
    """Return a text without its spaces: where lines break, the print has others."""
    return "".join(text.split())


def printed(data: MinutesData) -> str:
    """Return the words on all pages without what stands at their head and foot."""
    bare = []
    for number, page in enumerate(PdfReader(BytesIO(minutes_pdf(data))).pages, 1):
        words = page.extract_text().removeprefix("\n")
        assert words.startswith(f"Mã kiểm tra: {CODE}")
        words = words.removeprefix(f"Mã kiểm tra: {CODE}").lstrip("\n")
        bare.append(words.removeprefix(str(number)) if number > 1 else words)
    return squeezed("".join(bare))


@settings(max_examples=60, deadline=None)
@given(written())
def test_whatever_is_typed_the_printed_text_contains_it_unchanged(content: MeetingContent) -> None:
    words = printed(minutes(content, check_code=CODE))
    for text in texts_in(content):
        assert squeezed(normalize(text)) in words


@settings(max_examples=60, deadline=None)
@given(written())
def test_the_printed_numbers_add_up(content: MeetingContent) -> None:
    plain = msgspec.structs.replace(content, place="Nhà văn hóa", attendance=tuple(
        msgspec.structs.replace(mark, reason="ốm" if mark.reason else "") for mark in content.attendance
    ))  # fmt: skip
    text = text_of(minutes_document(minutes(plain)))
    required = int(_one(r"Số phải dự: (\d+)", text))
    present, of = map(int, re.findall(r"- Có mặt: (\d+)/(\d+)", text)[0])
    absent = [int(number) for number in re.findall(r"- Vắng (?:có|không) lý do (\d+) đồng chí", text)]
    assert present + sum(absent) == required == of
    vote = re.findall(
        r"có quyền biểu quyết (\d+) đồng chí; tán thành (\d+)/(\d+).*?không tán thành (\d+); ý kiến khác (\d+)", text
    )
    entitled, agree, base, disagree, other = map(int, vote[-1])
    assert agree + disagree + other == entitled == base


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None
    return found[1]
