"""One sample of every paper the program makes, for tests that hold for all of them."""

from __future__ import annotations

from datetime import date

import msgspec

from db.meeting_records import IssuedType, MeetingKind
from desktop_app.documents.extract import extract_document
from desktop_app.documents.issued import issued_document
from desktop_app.documents.minutes import minutes_document
from desktop_app.documents.model import Document
from desktop_app.documents.papers.attendance import attendance_document
from desktop_app.documents.papers.badges import DueRow, badges_document
from desktop_app.documents.papers.blank_minutes import blank_minutes_document
from desktop_app.documents.papers.sheet import SheetData, sheet_document
from desktop_app.documents.score_sheet import score_sheet_document
from desktop_app.documents.table_model import Align, RowKind, Table, TableColumn, TableDocument, TableRow
from desktop_app.documents.theme_cover import ThemeCover, theme_cover_document
from desktop_app.rules import quality
from tests.helpers import review_papers
from tests.helpers.issued import issued, issued_content, meeting
from tests.helpers.minutes import marks, minutes, name
from tests.helpers.papers import DAY, OFFICE, document, person, signed, table

Paper = Document | TableDocument


def texts() -> dict[str, Document]:
    """Return every document that flows: minutes of all kinds, extract, resolution, notice, invitation."""
    found = {
        f"minutes_{kind.value}": minutes_document(
            minutes(
                meeting(kind=kind, theme="Xây dựng nông thôn mới", party_group="Tổ đảng số 2"), check_code="ABCD-EFGH"
            )
        )
        for kind in MeetingKind
    }
    found["minutes_draft"] = minutes_document(minutes(meeting(guests=()), number=None, state="draft", chair=""))
    found["minutes_replaced"] = minutes_document(minutes(meeting(), version=2, reason="ghi nhầm"), sample=True)
    found["extract"] = extract_document(minutes(meeting()), {1, 3}, DAY, signer=name(1))
    cover = ThemeCover(title="Xây dựng nông thôn mới", year=2026, quarter=4, writer=name(2), approved_on=DAY)
    found["cover"] = theme_cover_document(minutes(meeting()), cover, name(0))
    for kind in IssuedType:
        found[kind.value] = issued_document(issued(issued_content(kind)), sample=kind is IssuedType.NOTICE)
    return found


def tables() -> dict[str, TableDocument]:
    """Return papers that are mostly tables, each on few pages."""
    data = minutes(meeting(attendance=marks(8)))
    scheme = quality.scheme_of_kind(MeetingKind.REGULAR, date(2026, 11, 3))
    assert scheme is not None
    scored = quality.sheet(scheme, {})
    due = DueRow(
        full_name="Lù Văn Páo",
        birth_date="1950",
        cell_name="Chi bộ thôn Nà Lừa",
        admitted_on="1976-11-07",
        card_number="01020001",
        years=50,
        reached_on="2026-11-07",
        late=False,
        held=(30, 40),
    )
    small = msgspec.structs.replace(data, content=msgspec.structs.replace(data.content, agenda=data.content.agenda[:1]))
    return {
        "attendance": attendance_document(data),
        "attendance_blank": attendance_document(data, blank=True),
        "minutes_blank": blank_minutes_document(small),
        "score_sheet": score_sheet_document(data, scored, scheme_name="Mẫu"),
        "score_sheet_blank": score_sheet_document(data, scored, blank=True),
        "sheet": _sheet(),
        "badges": badges_document([due], 2026, "Hướng dẫn 01-HD/TW", OFFICE),
        "grouped": document(_grouped(), signatures=signed(), mark="BẢN NHÁP", footer="DỮ LIỆU MẪU"),
        "anything": document(table([]), signatures=signed(), landscape=False),
        **{f"review_{name}": paper for name, paper in review_papers.papers(2026).items()},
        "review_form_blank": review_papers.forms(2026)["2C_blank"],
        "review_form_complete": review_papers.forms(2023)["02B_complete"],
        "review_sheet": review_papers.forms(2023)["05_blank"],
    }


def _sheet() -> TableDocument:
    data = SheetData(
        person=person(),
        hamlet="Thôn Nà Lừa",
        party_age=27,
        changes=[],
        cells={"c1": "Chi bộ thôn Nà Lừa"},
        records=[],
        sensitive=True,
    )
    return sheet_document(data, OFFICE)


def _grouped() -> Table:
    """Return a table with everything a table can have."""
    return Table(
        columns=(
            TableColumn("STT", 10, Align.CENTRE),
            TableColumn("Họ và tên", 50),
            TableColumn("Ngày đến, từ đâu", 30, group="Chuyển sinh hoạt đảng"),
            TableColumn("Ngày đi", 30, group="Chuyển sinh hoạt đảng"),
            TableColumn("Số đảng viên", 20, Align.RIGHT),
        ),
        rows=(
            TableRow(("Chi bộ thôn Nà Lừa",), RowKind.SECTION),
            TableRow((1, "Lù Văn Páo\n(Lù Seo Páo)", "01/07/2025", None, 1476)),
            TableRow((None, "Cộng", "", "", 1476), RowKind.TOTAL),
        ),
        numbered=True,
    )
