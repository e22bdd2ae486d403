"""Resolutions, notices and invitations through the service: written out of a meeting, numbered, replaced, cancelled."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from db import audit, drafts
from db.meeting_records import DocumentSection, IssuedContent, IssuedDraft, IssuedType, Meeting, MeetingState
from db.problems import ProblemError
from db.records import Finding, Organization
from db.register_records import RoleKind
from db.tree_records import RoleInput
from desktop_app.rules.numbering import Counted
from desktop_app.services.base import errors
from desktop_app.services.issued import IssuedService
from desktop_app.services.numbers import NumberService
from desktop_app.texts import sentence
from tests.services.conftest import START, TODAY, Commune, now
from tests.services.test_meetings import finalized, written


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(cell.id, name)
    return cell


@pytest.fixture
def issued(commune: Commune) -> IssuedService:
    return IssuedService(commune.store, commune.office.id, now)


@pytest.fixture
def meeting(commune: Commune, cell: Organization) -> Meeting:
    return finalized(commune, cell)


def edit(draft: IssuedDraft, **changes: Any) -> IssuedDraft:
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **changes))


def filled(draft: IssuedDraft) -> IssuedDraft:
    """The draft with every blank filled in."""
    sections = tuple(
        msgspec.structs.replace(section, text=section.text.replace("…", "Nội dung."))
        for section in draft.content.sections
    )
    return edit(draft, sections=sections, signer=draft.content.signer or "Lý A Sử")


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def refused(problem: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    return codes(list(cast("tuple[Finding, ...]", problem.value.values["findings"])))


# --- writing ---


def test_a_resolution_begins_with_what_the_meeting_concluded(
    commune: Commune, cell: Organization, meeting: Meeting, issued: IssuedService
) -> None:
    leads = meeting.content.attendance[1].member_id
    commune.roles.add(cell.id, RoleInput(role=RoleKind.SECRETARY, member_id=leads, since=START))
    content = issued.prepare(IssuedType.RESOLUTION, cell.id, meeting.id).content
    said = "\n".join(section.text for section in content.sections)
    assert "Giao đồng chí Sử phụ trách." in said
    assert "3/3 đồng chí có quyền biểu quyết tán thành (100%)" in said
    assert content.meeting_series == meeting.series_id
    assert content.issued_on == meeting.content.held_on
    assert content.signer == meeting.content.attendance[1].full_name
    assert content.recipients[0] == "- Đảng ủy xã Mường Khương (để báo cáo),"


def test_an_invitation_is_written_before_the_meeting_from_its_draft(
    commune: Commune, cell: Organization, issued: IssuedService
) -> None:
    draft = commune.meetings.save_draft(written(commune, cell))
    for source in (draft, draft.id):
        content = issued.prepare(IssuedType.INVITATION, cell.id, source).content
        assert (content.issued_on, content.meeting_series) == (TODAY, draft.id)
        assert "Nhà văn hóa thôn Nà Lừa" in content.sections[0].text


def test_a_document_without_a_meeting_begins_empty(cell: Organization, issued: IssuedService) -> None:
    content = issued.prepare(IssuedType.NOTICE, cell.id).content
    assert (content.subject, content.meeting_series) == ("", None)
    assert content.sections == (DocumentSection(),)


def test_a_form_opened_again_shows_the_draft(meeting: Meeting, cell: Organization, issued: IssuedService) -> None:
    kept = issued.save_draft(issued.prepare(IssuedType.NOTICE, cell.id, meeting))
    assert issued.prepare(IssuedType.NOTICE, cell.id, meeting.id) == kept
    assert issued.draft(kept.id) == kept
    assert issued.prepare(IssuedType.RESOLUTION, cell.id, meeting.id).id != kept.id
    assert issued.prepare(IssuedType.NOTICE, cell.id).id != kept.id
    issued.discard_draft(kept.id)
    issued.discard_draft(kept.id)
    with pytest.raises(ProblemError, match="V05"):
        issued.draft(kept.id)


def test_an_unknown_meeting_or_cell_is_a_known_problem(cell: Organization, issued: IssuedService) -> None:
    with pytest.raises(ProblemError, match="V05"):
        issued.prepare(IssuedType.NOTICE, cell.id, "nothing")
    with pytest.raises(ProblemError, match="V05"):
        issued.prepare(IssuedType.NOTICE, "nobody")


def test_a_draft_nobody_can_read_is_a_known_problem(
    commune: Commune, cell: Organization, issued: IssuedService
) -> None:
    with commune.store.operation("test.spoil", "-"):
        drafts.put(commune.store, "issued", "x", b'{"new": 1}', cell.id, None, "")
    with pytest.raises(ProblemError, match="V13"):
        issued.draft("x")


# --- checking ---


def test_a_filled_in_resolution_has_no_finding(cell: Organization, meeting: Meeting, issued: IssuedService) -> None:
    assert issued.check(filled(issued.prepare(IssuedType.RESOLUTION, cell.id, meeting))) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issued_on": None}, "ISSUED_NO_DATE"),
        ({"issued_on": date(2026, 11, 21)}, "ISSUED_IN_FUTURE"),
        ({"issued_on": date(2026, 11, 2)}, "ISSUED_BEFORE_MEETING"),
        ({"issued_on": date(2019, 11, 2)}, "ISSUED_BEFORE_CELL"),
        ({"subject": " "}, "ISSUED_NO_SUBJECT"),
        ({"subject": "x" * 301}, "TEXT_TOO_LONG"),
        ({"sections": ()}, "ISSUED_NO_TEXT"),
        ({"sections": (DocumentSection("I. MỘT", " "),)}, "ISSUED_NO_TEXT"),
        ({"sections": (DocumentSection("", "x"),) * 41}, "ISSUED_TOO_MANY"),
        ({"sections": (DocumentSection("", "x" * 20_001),)}, "TEXT_TOO_LONG"),
        ({"recipients": ("- Lưu.",) * 31}, "ISSUED_TOO_MANY"),
        ({"recipients": ("x" * 201,)}, "TEXT_TOO_LONG"),
        ({"signer": ""}, "ISSUED_NO_SIGNER"),
        ({"signer": "x" * 101}, "TEXT_TOO_LONG"),
        ({"signer_id": "nobody"}, "ISSUED_SIGNER_UNKNOWN"),
    ],
)
def test_what_cannot_be_issued_is_refused_and_nothing_is_kept(
    cell: Organization, meeting: Meeting, issued: IssuedService, changes: dict[str, Any], code: str
) -> None:
    draft = edit(filled(issued.prepare(IssuedType.RESOLUTION, cell.id, meeting)), **changes)
    assert code in codes(errors(issued.check(draft)))
    with pytest.raises(ProblemError, match="V01") as problem:
        issued.finalize(draft)
    assert code in refused(problem)
    assert issued.listed() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sections": (DocumentSection("", "Còn …"),)}, "ISSUED_UNFILLED"),
        ({"sections": (DocumentSection("I. MỘT", ""), DocumentSection("", "x"))}, "ISSUED_EMPTY_SECTION"),
        ({"recipients": ()}, "ISSUED_NO_RECIPIENTS"),
        ({"authority": ""}, "ISSUED_NO_AUTHORITY"),
    ],
)
def test_what_looks_unfinished_is_pointed_out_and_does_not_stop(
    cell: Organization, meeting: Meeting, issued: IssuedService, changes: dict[str, Any], code: str
) -> None:
    draft = edit(filled(issued.prepare(IssuedType.RESOLUTION, cell.id, meeting)), **changes)
    found = issued.check(draft)
    assert codes(found) == [code]
    assert all("{" not in sentence(finding) for finding in found)
    assert issued.finalize(draft).number == 1


def test_the_meeting_behind_is_looked_at(
    commune: Commune, cell: Organization, meeting: Meeting, issued: IssuedService
) -> None:
    draft = filled(issued.prepare(IssuedType.RESOLUTION, cell.id, meeting))
    issued.finalize(draft)
    commune.meetings.cancel(meeting.id, "Ghi nhầm")
    again = filled(issued.prepare(IssuedType.RESOLUTION, cell.id, meeting))
    assert codes(issued.check(again)) == ["ISSUED_MEETING_CANCELLED", "ISSUED_SAME_MEETING"]
    writing = commune.meetings.save_draft(written(commune, cell, period="2026-10"))
    content = msgspec.structs.replace(writing.content, agenda=writing.content.agenda[1:])
    writing = commune.meetings.save_draft(msgspec.structs.replace(writing, content=content))
    early = edit(filled(issued.prepare(IssuedType.RESOLUTION, cell.id, writing.id)), issued_on=date(2026, 11, 4))
    assert set(codes(issued.check(early))) >= {"ISSUED_MEETING_DRAFT", "ISSUED_NOT_VOTED"}


def test_an_invitation_after_its_meeting_is_pointed_out(
    cell: Organization, meeting: Meeting, issued: IssuedService
) -> None:
    assert codes(issued.check(filled(issued.prepare(IssuedType.INVITATION, cell.id, meeting)))) == [
        "ISSUED_INVITED_LATE"
    ]


def test_numbers_out_of_the_order_of_days_are_pointed_out(
    cell: Organization, meeting: Meeting, issued: IssuedService
) -> None:
    later = edit(filled(issued.prepare(IssuedType.NOTICE, cell.id)), subject="Một", issued_on=date(2026, 11, 19))
    issued.finalize(edit(later, sections=(DocumentSection("", "x"),)))
    earlier = filled(issued.prepare(IssuedType.NOTICE, cell.id, meeting))
    assert codes(issued.check(earlier)) == ["ISSUED_OUT_OF_ORDER"]


# --- finalising, replacing, cancelling ---


def test_finalising_keeps_everything_and_numbers_each_type_apart(
    commune: Commune, cell: Organization, meeting: Meeting, issued: IssuedService
) -> None:
    draft = issued.save_draft(filled(issued.prepare(IssuedType.RESOLUTION, cell.id, meeting)))
    kept = issued.finalize(draft)
    assert (kept.id, kept.series_id, kept.number, kept.version, kept.state) == (
        draft.id, draft.id, 1, 1, MeetingState.FINAL,
    )  # fmt: skip
    assert issued.get(kept.id) == kept
    assert issued.drafts() == []
    assert issued.label(kept) == "Số 01-NQ/CB"
    notice = issued.finalize(filled(issued.prepare(IssuedType.NOTICE, cell.id, meeting)))
    assert issued.label(notice) == "Số 01-TB/CB"
    (row,) = [row for row in audit.page(commune.store, offset=0, limit=50) if row.subject == f"issued:{kept.id}"][:1]
    assert row.action == "issued.finalize"
    assert meeting.content.attendance[0].full_name not in row.detail
    with pytest.raises(ProblemError, match="M40"):
        issued.finalize(draft)
    with pytest.raises(ProblemError, match="M40"):
        issued.save_draft(draft)
    with pytest.raises(ProblemError, match="M40"):
        issued.draft(draft.id)


def test_blank_parts_are_left_out_of_what_is_kept(cell: Organization, issued: IssuedService) -> None:
    draft = edit(
        issued.prepare(IssuedType.NOTICE, cell.id),
        subject="Một",
        sections=(DocumentSection(), DocumentSection("", "x"), DocumentSection(" ", " ")),
        recipients=("", " - Lưu. "),
        signer="Lý A Sử",
    )
    kept = issued.get(issued.finalize(draft).id)
    assert kept.content.sections == (DocumentSection("", "x"),)
    assert kept.content.recipients == ("- Lưu.",)


def test_a_new_version_keeps_the_number_and_replaces_the_old_one(
    cell: Organization, meeting: Meeting, issued: IssuedService
) -> None:
    first = issued.finalize(filled(issued.prepare(IssuedType.RESOLUTION, cell.id, meeting)))
    draft = issued.save_draft(issued.revise(first.id, ""))
    assert issued.revise(first.id, "x") == draft
    assert codes(issued.check(draft)) == ["MEETING_REVISION_REASON"]
    second = issued.finalize(msgspec.structs.replace(draft, revision_reason="Ghi nhầm"))
    assert (second.number, second.version, second.series_id) == (1, 2, first.series_id)
    assert issued.get(first.id).state is MeetingState.SUPERSEDED
    with pytest.raises(ProblemError, match="M41"):
        issued.revise(first.id, "x")
    assert "(Bản lần 2, thay thế bản trước. Lý do: Ghi nhầm)" in issued.document(second).note


def test_a_new_version_dated_into_another_term_is_numbered_there(cell: Organization, issued: IssuedService) -> None:
    # The term began on 1 July 2025.
    old = edit(
        issued.prepare(IssuedType.NOTICE, cell.id),
        subject="Một",
        sections=(DocumentSection("", "x"),),
        signer="Lý A Sử",
    )
    first = issued.finalize(edit(old, issued_on=date(2025, 6, 1)))
    issued.finalize(msgspec.structs.replace(edit(old, issued_on=date(2025, 8, 1)), id="other"))
    draft = edit(issued.revise(first.id, "Ghi nhầm ngày"), issued_on=date(2025, 8, 2))
    assert issued.finalize(draft).number == 2


def test_cancelling_needs_a_reason_and_the_number_is_not_used_again(
    commune: Commune, cell: Organization, meeting: Meeting, issued: IssuedService
) -> None:
    kept = issued.finalize(filled(issued.prepare(IssuedType.RESOLUTION, cell.id, meeting)))
    with pytest.raises(ProblemError, match="V01"):
        issued.cancel(kept.id, " ")
    issued.cancel(kept.id, "Lập nhầm")
    assert issued.get(kept.id).state is MeetingState.CANCELLED
    with pytest.raises(ProblemError, match="M41"):
        issued.cancel(kept.id, "Lần nữa")
    numbers = NumberService(commune.store, commune.office.id, now)
    (line,) = numbers.ledger(cell.id, Counted.RESOLUTION, 2026).lines
    assert (line.cancelled, line.reason) == (True, "Lập nhầm")
    assert issued.finalize(filled(issued.prepare(IssuedType.RESOLUTION, cell.id, meeting))).number == 2


def test_it_prints_as_it_is(cell: Organization, meeting: Meeting, issued: IssuedService) -> None:
    draft = filled(issued.prepare(IssuedType.NOTICE, cell.id, meeting))
    assert issued.file_name(draft) == "thong-bao-nl-2026-11-03-ban-nhap"
    assert "BẢN NHÁP" in PdfReader(BytesIO(issued.pdf(draft))).pages[0].extract_text()
    kept = issued.finalize(draft)
    assert issued.file_name(kept) == "thong-bao-nl-2026-11-03-01"
    page = PdfReader(BytesIO(issued.pdf(kept))).pages[0].extract_text()
    assert "Số 01-TB/CB" in page
    assert "NHÁP" not in page


texts = st.text(max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    st.sampled_from(IssuedType),
    texts,
    st.lists(st.builds(DocumentSection, texts, texts), max_size=3),
    st.lists(texts, max_size=3),
    st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2099, 1, 1))),
)
def test_a_draft_of_anything_is_kept_and_read_back(
    commune: Commune,
    cell_id: str,
    type_: IssuedType,
    text: str,
    sections: list[DocumentSection],
    recipients: list[str],
    day: date | None,
) -> None:
    issued = IssuedService(commune.store, commune.office.id, now)
    content = IssuedContent(
        type=type_, cell_id=cell_id, issued_on=day, subject=text, sections=tuple(sections),
        recipients=tuple(recipients), authority=text, signer_title=text, signer=text,
    )  # fmt: skip
    kept = issued.save_draft(IssuedDraft(id="d", content=content))
    assert issued.draft("d") == kept
    assert issued.save_draft(kept).content == kept.content
    if not errors(issued.check(kept)):
        final = issued.finalize(kept)
        assert issued.get(final.id) == final
        with commune.store.operation("test.forget", "-"):
            commune.store.execute("DELETE FROM issued_section")
            commune.store.execute("DELETE FROM issued_document")


@pytest.fixture
def cell_id(cell: Organization) -> str:
    return cell.id
