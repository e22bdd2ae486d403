"""Meetings as they go wrong: impossible days and counts, texts that attack or never end, from the form to the print."""

from __future__ import annotations

import unicodedata
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from db.meeting_records import (
    AgendaItem,
    AnnouncedDocument,
    AssignmentOutcome,
    DocumentSection,
    Guest,
    IssuedType,
    Meeting,
    MeetingDraft,
    MeetingKind,
    MeetingTask,
    Opinion,
    Vote,
    VoteForm,
    VoteMatter,
)
from db.records import Severity
from db.text import normalize
from db.view_records import ThemeInput
from desktop_app.documents.model import Document
from desktop_app.documents.table_model import TableDocument
from desktop_app.office import Office
from desktop_app.rules import quality
from desktop_app.rules.meeting_additions import MAX_LINE, MAX_NOTE, MAX_TASK, MAX_TEXT
from desktop_app.services.meeting_checks import MAX_REASON
from desktop_app.texts import sentence
from tests.helpers import neighbours, word
from tests.helpers.minutes import passage
from tests.helpers.neighbours import PERIOD, Neighbours, everything, meeting, only_meeting, opened
from tests.helpers.refusals import problem

HOSTILE = (
    "=cmd|' /C calc'!A0 <b>x</b><w:p/>]]>&amp;<!-- {{ 7*7 }}{% for a in b %}{{p x }}{#",
    "../../etc/passwd\\..\\con {0.__class__} %s ${HOME} Robert'); DROP TABLE meeting;--",
    "{_{ a }_} \u202eđảo\u202c \x00\x07chuông\u200b\x1b[31m " + unicodedata.normalize("NFD", "Đặng Thị Ấu Phượng"),
    "{{ 汉字 😀🇻🇳 ‰ }} " + "Nguyễn" * 40,
)
TASK = "11111111-1111-4111-8111-111111111111"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    return neighbours.make_neighbours(tmp_path_factory.mktemp("meetings"))


@pytest.fixture
def pair(template: Neighbours, tmp_path: Path) -> Neighbours:
    return template.copied(tmp_path)


def edited(draft: MeetingDraft, **changes: Any) -> MeetingDraft:
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **changes))


def sent_up(pair: Neighbours, commune: Office) -> None:
    """Carry the month to the office above, which must take it without a question and hold the very meetings."""
    sent = commune.exchange.make_package(PERIOD, pair.stick)
    with opened(pair.upper) as upper:
        entry = upper.exchange.preview(sent.path)
        assert entry.can_apply, entry.sentence
        upper.exchange.apply(entry)
        for line in commune.meetings.listed(period=PERIOD):
            assert as_carried(upper.meetings.get(line.id)) == as_carried(commune.meetings.get(line.id))


def as_carried(kept: Meeting) -> Meeting:
    """Return a meeting without the line of the yearly list, which stays with its office."""
    return msgspec.structs.replace(kept, content=msgspec.structs.replace(kept.content, theme_id=None))


def in_print(pdf: bytes) -> str:
    """Return the words of a PDF without spaces."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def in_word(data: bytes) -> str:
    """Return the words of a Word file without spaces."""
    return "".join("".join(said.text.split()) for said in word.paragraphs(data))


# --- impossible days and counts ---


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"held_on": date(2026, 11, 24)}, "MEETING_IN_FUTURE", "held_on"),
        ({"held_on": date(2019, 12, 3), "period": "2019-12"}, "MEETING_BEFORE_CELL", "held_on"),
        ({"start_time": "10:00", "end_time": "07:30"}, "MEETING_ENDS_BEFORE_START", "end_time"),
        (
            {"agenda": (AgendaItem(title="Một", vote=Vote(entitled=9, agree=9)),)},
            "MEETING_VOTE_TOO_MANY",
            "agenda.0.vote.entitled",
        ),
        ({"approval_agree": 9}, "MEETING_APPROVAL_TOO_MANY", "approval_agree"),
    ],
)
def test_what_cannot_have_been_is_said_at_its_field_and_nothing_is_kept(
    pair: Neighbours, changes: dict[str, Any], code: str, field: str
) -> None:
    with opened(pair.commune) as commune:
        draft = edited(meeting(commune, neighbours.add_cell(commune, code="CB02")), **changes)
        finding = next(one for one in commune.meetings.check(draft) if one.code == code)
        assert (finding.severity, finding.field) == (Severity.ERROR, field)
        assert sentence(finding)
        before = everything(commune.store)
        with problem() as codes:
            commune.meetings.finalize(draft)
        assert codes == ["V01"]
        assert everything(commune.store) == before


def test_of_two_drafts_of_a_meeting_only_one_becomes_final(pair: Neighbours) -> None:
    with opened(pair.commune) as commune:
        cell = neighbours.add_cell(commune, code="CB02")
        one = commune.meetings.save_draft(meeting(commune, cell))
        other = commune.meetings.save_draft(msgspec.structs.replace(one, id="22222222-2222-4222-8222-222222222222"))
        for draft in (one, other):
            told = {found.code: found for found in commune.meetings.check(draft)}["MEETING_TWO_DRAFTS"]
            assert told.severity is Severity.WARNING
            assert sentence(told)
        commune.meetings.finalize(one)
        with problem() as codes:
            commune.meetings.finalize(other)
        assert codes == ["V10"]
        assert commune.meetings.draft(other.id).content == other.content


# --- texts without end ---


def longest(cell_draft: MeetingDraft, letter: str, commune: Office) -> MeetingDraft:
    """Return the draft with every text exactly as long as it may be."""
    line, note, task, passage_ = (letter * most for most in (MAX_LINE, MAX_NOTE, MAX_TASK, MAX_TEXT))
    item = AgendaItem(
        title=line,
        content=passage_,
        opinions=(Opinion(speaker=line, text=passage_),),
        conclusion=passage_,
        vote=Vote(entitled=4, agree=4, form=VoteForm.ELECTRONIC, matter=VoteMatter.RECOGNITION),
        tasks=(MeetingTask(id=TASK, text=task, assignee=line, due_on=date(2026, 11, 30)),),
        attached=True,
    )
    marks = cell_draft.content.attendance
    scored = commune.quality.prefill(cell_draft).content.score
    assert scored is not None
    points = tuple(msgspec.structs.replace(point, remark=letter * quality.MAX_REMARK) for point in scored.points)
    return edited(
        cell_draft,
        place=line,
        theme=line,
        kind=MeetingKind.COMBINED,
        agenda=(item,),
        guests=(Guest(name=line, position=line, unit=line, from_above=True),),
        documents=(AnnouncedDocument(number=line, summary=task),),
        guidance=note,
        guidance_reply=note,
        dues_note=note,
        attendance=(*marks[:3], msgspec.structs.replace(marks[3], reason=letter * 200)),
        score=msgspec.structs.replace(scored, points=points, confirmed_by=letter * quality.MAX_REMARK),
    )


@pytest.mark.parametrize("letter", ["ệ", "😀", "\\"])
def test_every_text_of_a_meeting_at_its_longest_fits_into_a_package(pair: Neighbours, letter: str) -> None:
    with opened(pair.commune) as commune:
        first = commune.meetings.finalize(
            longest(meeting(commune, neighbours.add_cell(commune, code="CB02")), letter, commune)
        )
        draft = commune.meetings.revise(first.id, letter * MAX_REASON)
        commune.meetings.finalize(draft)
        commune.meetings.cancel(draft.id, letter * MAX_REASON)
        follower = meeting(commune, neighbours.add_cell(commune, code="CB03"))
        given = edited(
            follower,
            held_on=date(2026, 11, 3),
            agenda=(AgendaItem(title="Một", tasks=(MeetingTask(id=TASK, text=letter * MAX_TASK, assignee=letter),)),),
        )
        commune.meetings.finalize(given)
        later = commune.meetings.prepare(follower.content.cell_id, MeetingKind.EXTRAORDINARY, PERIOD)
        marks = later.content.attendance
        later = commune.meetings.refresh_follow_ups(
            edited(
                later,
                held_on=date(2026, 11, 10),
                start_time="07:30",
                end_time="10:00",
                place="Nhà",
                chair_id=marks[0].member_id,
                secretary_id=marks[1].member_id,
                agenda=(AgendaItem(title="Một"),),
            )
        )
        (line,) = later.content.follow_ups
        told = msgspec.structs.replace(line, outcome=AssignmentOutcome.LATE, remark=letter * MAX_TASK)
        commune.meetings.finalize(edited(later, follow_ups=(told,)))
        sent_up(pair, commune)


def test_minutes_of_sixty_pages_are_kept_printed_bound_and_sent_whole(pair: Neighbours, tmp_path: Path) -> None:
    with opened(pair.commune) as commune:
        cell = neighbours.add_cell(commune, code="CB02")
        text = passage(0, 40)[:MAX_TEXT]
        agenda = tuple(
            AgendaItem(title=f"Nội dung {number}", content=text, conclusion=f"Kết luận {number}. {text}"[:MAX_TEXT])
            for number in range(16)
        )
        saved = commune.meetings.save_draft(meeting(commune, cell, agenda=agenda))
        assert commune.meetings.draft(saved.id).content.agenda == agenda
        assert commune.documents.page_count(saved) >= 60
        kept = commune.meetings.finalize(saved)
        printed = commune.documents.minutes(kept.id)
        assert len(PdfReader(BytesIO(printed)).pages) >= 60
        as_word = commune.word_templates.write(commune.documents.minutes_document(kept.id))
        assert as_word.trouble is None
        for said in (in_print(printed), in_word(as_word.data)):
            assert all(said.count(f"Kếtluận{number}.") == 1 for number in range(16))
        plan = commune.books.plan(cell.id, 2026)
        book = commune.books.write(plan, tmp_path / "so.pdf")
        assert len(PdfReader(book).pages) > 60
        commune.books.write_word(plan, tmp_path / "so.docx")
        assert in_word((tmp_path / "so.docx").read_bytes()).count("Kếtluận15.") == 1
        sent_up(pair, commune)


# --- texts that attack ---


def attacked(draft: MeetingDraft, text: str, commune: Office) -> MeetingDraft:
    """Return the draft with the text in every field there is."""
    marks = draft.content.attendance
    scored = commune.quality.prefill(draft).content.score
    assert scored is not None
    points = tuple(msgspec.structs.replace(point, remark=text) for point in scored.points)
    item = AgendaItem(
        title=text,
        content=text,
        opinions=(Opinion(speaker=text, text=text),),
        conclusion=text,
        vote=Vote(entitled=len(marks), agree=len(marks)),
        tasks=(MeetingTask(id=TASK, text=text, assignee=text),),
        attached=True,
    )
    return edited(
        draft,
        kind=MeetingKind.COMBINED,
        place=text,
        theme=text,
        agenda=(item,),
        guests=(Guest(name=text, position=text, unit=text, from_above=True),),
        documents=(AnnouncedDocument(number=text, summary=text),),
        guidance=text,
        guidance_reply=text,
        dues_note=text,
        score=msgspec.structs.replace(scored, points=points, confirmed_by=text),
    )


def papers_of(commune: Office, kept: Meeting) -> list[Document | TableDocument]:
    """Return every paper of a kept meeting."""
    papers = commune.papers
    found: list[Document | TableDocument] = [
        papers.minutes(kept),
        papers.extract(kept.id, [0]),
        papers.attendance(kept),
        papers.theme_cover(kept),
        papers.score_sheet(kept),
    ]
    for type_ in IssuedType:
        draft = commune.issued.prepare(type_, kept.content.cell_id, kept)
        text = kept.content.agenda[0].title
        content = msgspec.structs.replace(
            draft.content, subject=text, sections=(DocumentSection(text, text),), recipients=(text,), signer=text,
            authority=text[:100], signer_title=text[:100],
        )  # fmt: skip
        found.append(commune.issued.document(msgspec.structs.replace(draft, content=content)))
    return found


@pytest.mark.parametrize("text", HOSTILE, ids=["formulas", "paths", "unseen", "letters"])
def test_whatever_stands_in_a_field_stays_words_on_every_paper_and_at_the_office_above(
    pair: Neighbours, tmp_path: Path, text: str
) -> None:
    with opened(pair.commune) as commune:
        cell = neighbours.add_cell(commune, code="CB02")
        theme = commune.themes.add(ThemeInput(cell_id=cell.id, year=2026, quarter=4, title=text, note=text))
        draft = edited(attacked(meeting(commune, cell), text, commune), theme_id=theme.id)
        kept = commune.meetings.finalize(commune.meetings.save_draft(draft))
        wanted = "".join(normalize(text).split())
        assert theme.title == kept.content.agenda[0].title == normalize(text)
        for paper in papers_of(commune, kept):
            # A face without a letter prints a question mark for it; the Word file keeps every letter.
            printed, written = in_print(commune.papers.pdf(paper)), commune.word_templates.write(paper)
            assert written.trouble is None
            assert wanted in in_word(written.data)
            if wanted.isprintable() and max(wanted) < "\u2000":
                assert wanted in printed
            assert "\x00" not in printed
            assert commune.papers.save(paper, tmp_path).parent == tmp_path
        commune.books.write(commune.books.plan(cell.id, 2026), tmp_path)
        assert all(path.name.isascii() and path.suffix == ".pdf" for path in tmp_path.glob("*.pdf"))
        assert commune.text_blocks.add("content", text, text[:40]).body == normalize(text, keep_newlines=True)
        (task,) = commune.assignments.listed(cell_id=cell.id)
        assert task.text == normalize(text)
        group = commune.meetings.prepare(cell.id, MeetingKind.PARTY_GROUP, PERIOD, party_group=text)
        draft_minutes = commune.papers.minutes(commune.meetings.save_draft(group))
        assert wanted in in_word(commune.word_templates.write(draft_minutes).data)
        assert commune.documents.preview(group).startswith(b"%PDF")
        sent_up(pair, commune)


def test_a_reason_that_attacks_is_words_on_paper_and_above(pair: Neighbours) -> None:
    with opened(pair.commune) as commune:
        kept = only_meeting(commune)
        for text in HOSTILE[:2]:
            kept = commune.meetings.finalize(commune.meetings.revise(kept.id, text))
            assert kept.revision_reason == text
            assert "".join(text.split()) in in_print(commune.documents.minutes(kept.id))
        sent_up(pair, commune)
