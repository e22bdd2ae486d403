"""The score sheet prints its criteria, points and level; a blank one leaves room; both fit one page to be signed."""

from __future__ import annotations

from io import BytesIO

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion

from db.meeting_records import MeetingKind, ScoreSheet
from db.text import normalize
from desktop_app.documents.pdf.table import table_pdf
from desktop_app.documents.score_sheet import score_sheet_document
from desktop_app.documents.table_model import RowKind, Table, TableDocument
from desktop_app.rules import quality
from tests.helpers.drawn import as_text, drawn_by
from tests.helpers.issued import meeting
from tests.helpers.minutes import minutes


def scored(code: str = "standard", **changes: str) -> ScoreSheet:
    on = meeting().held_on
    assert on is not None
    scheme = quality.scheme(code, on)
    assert scheme is not None
    plain = quality.sheet(scheme, {})
    points = tuple(
        msgspec.structs.replace(
            point, proposed=point.most, voted=point.most - 10 * (place % 3), remark="Mưa lớn" if place == 3 else ""
        )
        for place, point in enumerate(plain.points)
    )
    made = quality.settled(msgspec.structs.replace(plain, points=points, **changes), scheme)
    assert made is not None
    return made


def paper(sheet: ScoreSheet | None = None, *, blank: bool = False) -> TableDocument:
    shown = sheet or scored(confirmed_by="Vàng A Páo, Ủy viên Ban Thường vụ")
    return score_sheet_document(minutes(meeting()), shown, scheme_name="Thường kỳ", blank=blank)


def table(document: TableDocument) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table) and len(block.columns) > 1)


def said(document: TableDocument) -> str:
    reader = PdfReader(BytesIO(table_pdf(document)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("blank", [False, True])
def test_a_sheet_prints_as_it_did(blank: bool, snapshot: SnapshotAssertion) -> None:
    assert as_text(drawn_by(lambda: table_pdf(paper(blank=blank)))) == snapshot


@pytest.mark.parametrize("code", ["standard", "thematic", "binh_thuan"])
@pytest.mark.parametrize("blank", [False, True])
def test_every_scheme_and_its_places_to_sign_fit_one_page(code: str, blank: bool) -> None:
    document = paper(scored(code, confirmed_by="Vàng A Páo, Ủy viên"), blank=blank)
    assert len(PdfReader(BytesIO(table_pdf(document))).pages) == 1


def test_the_sums_of_the_columns_are_those_of_the_points() -> None:
    sheet = scored()
    rows = list(table(paper(sheet)).rows)
    whole = next(row for row in rows if row.kind is RowKind.TOTAL)
    expected = [sum(point.most for point in sheet.points), *(quality.total(sheet, stage) for stage in quality.Stage)]
    assert list(whole.cells[2:5]) == [quality.text_of(points) for points in expected[:3]]
    assert whole.cells[5] == ""
    assert (
        rows[-1].cells[0]
        == "Tổng số điểm: 90/100. Xếp loại chất lượng buổi sinh hoạt: Tốt. Theo điểm chi bộ biểu quyết."
    )


def test_a_blank_sheet_names_every_criterion_and_no_points() -> None:
    rows = [row for row in table(paper(blank=True)).rows if row.kind is RowKind.PLAIN]
    assert [row.cells[1] for row in rows] == [point.title for point in scored().points]
    assert {cell for row in rows for cell in row.cells[3:]} == {""}


def test_a_meeting_of_another_kind_is_named_in_the_subject() -> None:
    data = minutes(meeting(kind=MeetingKind.THEMATIC, theme="Học tập"))
    document = score_sheet_document(data, scored("thematic"))
    assert "chuyên đề" in " ".join(document.subject)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60))
def test_what_is_typed_into_a_sheet_prints_unchanged(text: str) -> None:
    typed = normalize(text)
    sheet = scored(confirmed_by="Vàng A Páo")
    points = (msgspec.structs.replace(sheet.points[0], remark=typed), *sheet.points[1:])
    document = paper(msgspec.structs.replace(sheet, points=points))
    assert next(row.cells[6] for row in table(document).rows if row.kind is RowKind.PLAIN) == typed
    assert table_pdf(document).startswith(b"%PDF")


def test_words_that_look_like_places_to_fill_are_only_words() -> None:
    hostile = "{name} <b>x</b> %s"
    assert "{name} <b>x</b> %s" in said(paper(scored(confirmed_by=hostile)))
