"""The papers of the year-end review say what scheme, evaluation and ballot say, blank and complete, in every scheme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion

from db.evaluation_records import Exclusion, Subject
from desktop_app.documents.model import Paragraph
from desktop_app.documents.pdf.several import Entry, several_into
from desktop_app.documents.pdf.table import table_pdf
from desktop_app.documents.review_form import FormData, form_document
from desktop_app.documents.review_lists import decisions_document, proposals_document
from desktop_app.documents.review_words import Fill, figures_words
from desktop_app.documents.table_model import Facts, Signing, Slip, Table, TableDocument, Ticks
from desktop_app.rules import scheme
from desktop_app.rules.scheme import SectionKind
from tests.helpers import review_papers as sample
from tests.helpers.drawn import as_text, drawn_by
from tests.helpers.papers import HOSTILE, workbook_values

SCHEMES = scheme.read(scheme.shipped().items()).schemes
YEARS = (2023, 2026)


def words_of(document: TableDocument) -> str:
    """Return everything a paper says, a line each, in order."""
    return "\n".join(_said(document))


def _said(document: TableDocument) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Facts):
            yield from (f"{fact.label}: {fact.value}" for fact in block.facts)
        elif isinstance(block, Ticks):
            yield " ".join([block.label, *(tick.words for tick in block.ticks)])
        elif isinstance(block, Signing):
            yield from (f"{one.role} {one.name}" for one in block.signatures)
            yield from block.dated
        else:
            table = block.table if isinstance(block, Slip) else block
            for row in table.rows:
                yield " | ".join("" if cell is None else str(cell) for cell in row.cells)


def ticked(document: TableDocument) -> list[str]:
    """Return the answers that are ticked, in order."""
    return [tick.text for block in document.blocks if isinstance(block, Ticks) for tick in block.ticks if tick.chosen]


# --- golden prints ---


@pytest.mark.parametrize("year", YEARS)
def test_every_form_prints_as_it_did(year: int, snapshot: SnapshotAssertion) -> None:
    for name, document in sample.forms(year).items():
        assert as_text(drawn_by(partial(table_pdf, document))) == snapshot(name=f"{year}-{name}")


@pytest.mark.parametrize("year", YEARS)
def test_every_other_paper_prints_as_it_did(year: int, snapshot: SnapshotAssertion) -> None:
    for name, document in sample.papers(year).items():
        assert as_text(drawn_by(partial(table_pdf, document))) == snapshot(name=f"{year}-{name}")


# --- forms ---

EVERY_FORM = [(rules, form) for rules in SCHEMES for form in rules.forms]


@pytest.mark.parametrize(("rules", "form"), EVERY_FORM, ids=lambda one: one.code)
@pytest.mark.parametrize("fill", Fill)
def test_every_form_of_every_scheme_has_all_its_sections_and_every_level(
    rules: scheme.Scheme, form: scheme.Form, fill: Fill
) -> None:
    document = sample.form(rules, form.code, fill, rules.first_year)
    said = " ".join(words_of(document).split())
    for section in form.sections:
        if not (form.analysis and section.kind in (SectionKind.SELF_RATING, SectionKind.OFFICIAL_RATING)):
            assert " ".join(section.title.split()) in said
    for level in rules.levels_of(form.subjects[0]):
        assert f"□ {level.name}" in said or f"■ {level.name}" in said
    assert table_pdf(document)


@pytest.mark.parametrize("year", YEARS)
def test_a_blank_form_holds_nothing_that_was_written(year: int) -> None:
    rules = sample.of_year(year)
    for form in rules.forms:
        document = sample.form(rules, form.code, Fill.BLANK, year)
        said = words_of(document)
        assert not ticked(document)
        for written in ("Nội dung tự kiểm điểm", "Nhiệt tình", "Gia đình gương mẫu", "Phụ trách tổ liên gia", "93,5"):
            assert written not in said


@pytest.mark.parametrize("year", YEARS)
def test_a_complete_form_holds_everything_that_was_written(year: int) -> None:
    rules = sample.of_year(year)
    for form in rules.forms:
        if form.analysis:
            continue
        kept = sample.evaluation(rules, form, year)
        document = sample.form(rules, form.code, Fill.COMPLETE, year)
        said = words_of(document)
        for part in kept.content.parts:
            section = next(one for one in form.sections if one.code == part.code)
            if section.kind not in (SectionKind.SELF_RATING, SectionKind.OFFICIAL_RATING):
                assert part.text in said
        assert kept.content.committee_remark in said
        assert kept.content.residence_comment in said
        assert "115-QĐ/ĐU" in said
        best = rules.levels_of(kept.subject)[0].name
        # Tự nhận, chi bộ đề xuất, đảng ủy quyết định.
        assert ticked(document)[-3:] == [best] * 3


def test_points_stand_beside_the_highest_and_are_added_up() -> None:
    rules = sample.of_year(2026)
    said = words_of(sample.form(rules, "2A", Fill.COMPLETE, 2026))
    criteria = {one.code for one in rules.forms[0].sections if one.kind is SectionKind.POINTS}
    kept = sample.evaluation(rules, rules.forms[0], 2026).content.parts
    given = sum(part.points or 0 for part in kept if part.code in criteria) // 10
    assert f" | Cộng |  | 30 | {given}" in said
    assert "Điểm tự chấm: 65/70 điểm." in said
    assert "Tổng điểm tự chấm: 93,5/100 điểm." in said


def test_a_section_in_which_nothing_was_written_says_what_the_months_say() -> None:
    rules = sample.of_year(2026)
    form = rules.forms[0]
    kept = sample.evaluation(rules, form, 2026)
    empty = msgspec.structs.replace(kept, content=msgspec.structs.replace(kept.content, parts=()))
    data = FormData(scheme=rules, form=form, subject=Subject.MEMBER, year=2026, fill=Fill.PREFILLED, evaluation=empty)
    said = words_of(form_document(data, sample.cell()))
    assert "Dự 11/12 buổi sinh hoạt" in said
    assert "vắng có lý do 1 buổi" in said
    assert "phụ trách 5 hộ; đến hộ 14 lượt" in said


def test_figures_that_are_not_known_are_left_out() -> None:
    assert figures_words(("dues_paid", "attended", "nothing_known"), sample.FIGURES) == "dự 11/12 buổi sinh hoạt"
    assert figures_words(("attended",), None) == ""


def test_an_annulled_result_is_no_result_on_paper() -> None:
    rules = sample.of_year(2026)
    form = rules.forms[0]
    kept = msgspec.structs.replace(
        sample.evaluation(rules, form, 2026), annulled_on=date(2027, 3, 1), annul_reason="phát hiện vi phạm"
    )
    data = FormData(scheme=rules, form=form, subject=Subject.MEMBER, year=2026, fill=Fill.COMPLETE, evaluation=kept)
    document = form_document(data, sample.cell())
    assert "đã bị hủy ngày 01 tháng 3 năm 2027. Lý do: phát hiện vi phạm" in words_of(document)
    assert len(ticked(document)) == len(ticked(sample.form(rules, form.code, Fill.COMPLETE, 2026))) - 1
    lines = [msgspec.structs.replace(line, evaluation=kept) for line in sample.lines(rules, 2026)[:1]]
    listed = msgspec.structs.replace(sample.listed(rules, 2026), lines=lines)
    said = words_of(decisions_document(listed, sample.office()))
    assert "Hủy kết quả ngày 01/03/2027: phát hiện vi phạm" in said
    assert "Cộng" not in said


# --- votes ---


def test_a_ballot_names_everybody_and_has_a_box_for_every_level() -> None:
    for year in YEARS:
        document = sample.papers(year)["ballots"]
        slips = [block for block in document.blocks if isinstance(block, Slip)]
        assert len(slips) == 3
        for slip in slips:
            assert [row.cells[1] for row in slip.table.rows] == list(sample.NAMES[:5])
            assert [column.title for column in slip.table.columns[2:]] == ["HTXSNV", "HTTNV", "HTNV", "KHTNV"]


def test_ballots_stand_whole_on_their_pages_whatever_their_number() -> None:
    rules = sample.of_year(2026)
    from desktop_app.documents.review_ballots import ballots_document

    lines = sample.lines(rules, 2026)
    for copies in (1, 2, 3, 7):
        document = ballots_document(rules, Subject.MEMBER, 2026, lines, sample.cell(), copies)
        drawn = drawn_by(partial(table_pdf, document))
        titles = [line for line in drawn if line.text == "PHIẾU BIỂU QUYẾT"]
        last = [line for line in drawn if line.text == sample.NAMES[-1]]
        assert [one.page for one in titles] == [one.page for one in last]
        assert len(titles) == copies
        assert all(one.y > 40 for one in last)


@pytest.mark.parametrize(("names", "pages"), [(5, 2), (9, 2), (12, 2), (13, 4), (28, 4), (60, 8)])
def test_two_ballots_share_a_page_where_their_names_leave_room(names: int, pages: int) -> None:
    from desktop_app.documents.review_ballots import ballots_document

    rules = sample.of_year(2026)
    lines = [sample.lines(rules, 2026)[0]] * names
    document = ballots_document(rules, Subject.MEMBER, 2026, lines, sample.cell(), 4)
    assert len(PdfReader(BytesIO(table_pdf(document))).pages) == pages


def test_the_count_gives_shares_of_the_base_of_the_scheme_and_says_where_no_level_was_reached() -> None:
    said = words_of(sample.papers(2026)["count"])
    assert "1 | Lù Văn Páo | 5 | 83,33% | 1 | 16,67% | 0 | 0,00% | 0 | 0,00% | 0 | HTXSNV" in said
    assert "Không mức nào đạt. Cộng dồn từ mức cao: HTTNV" in said
    assert "Tỷ lệ tính trên số đảng viên chính thức được triệu tập (6); mức đạt khi có trên một nửa số đó." in said
    assert "Ma Văn Hùng (tổ trưởng); Lý A Sử, Sùng Thị Dê (ủy viên)" in said


def test_blank_minutes_of_a_count_have_names_and_no_figures() -> None:
    said = words_of(sample.papers(2026)["count_blank"])
    assert "1 | Lù Văn Páo |  |  |  |  |  |  |  |  |  | " in said
    assert "%" not in said


def test_the_minutes_of_the_meeting_say_for_each_what_was_claimed_voted_and_proposed() -> None:
    said = words_of(sample.papers(2026)["meeting"])
    assert "1. Đồng chí Lù Văn Páo – Chi ủy viên; Trưởng thôn" in said
    assert "Tự nhận mức: Hoàn thành xuất sắc nhiệm vụ. Tổng điểm tự chấm: 93,5." in said
    assert "HTXSNV 5 phiếu (83,33%)" in said
    assert "; để trống 1. Mức đạt: Hoàn thành tốt nhiệm vụ." in said
    assert "Chi bộ đề xuất xếp loại 5 đảng viên: HTXSNV 1; HTTNV 4; HTNV 0; KHTNV 0." in said
    assert "Không xếp loại: Hoàng Văn Tư (được miễn công tác và sinh hoạt đảng)." in said


# --- lists ---


def test_proposals_list_the_rated_first_and_the_others_with_their_reasons() -> None:
    document = proposals_document(sample.listed(sample.of_year(2026), 2026), sample.cell())
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [len(list(table.rows)) for table in tables] == [5, 1]
    assert "Hoàng Văn Tư |  | được miễn công tác và sinh hoạt đảng" in words_of(document)
    assert "HTXSNV: 5 (83,33%)" in words_of(document)


def test_parts_of_a_level_are_counted_within_it() -> None:
    rules = sample.of_year(2008)
    lines = sample.lines(rules, 2008)
    parts = [line for line in lines if line.evaluation.exclusion is Exclusion.NONE]
    inner = next(level for level in rules.levels_of(Subject.MEMBER) if level.within)
    outer = rules.level(inner.within)
    assert outer is not None
    levels = [inner.code, outer.code]
    shown = [
        msgspec.structs.replace(line, evaluation=msgspec.structs.replace(line.evaluation, proposed_level=level))
        for line, level in zip(parts, levels, strict=False)
    ]
    listed = msgspec.structs.replace(sample.listed(rules, 2008), lines=shown)
    assert f"{outer.short} 2" in words_of(proposals_document(listed, sample.cell(2008)))


def test_registrations_stand_beside_their_results_once_there_are_any() -> None:
    from desktop_app.documents.review_lists import registrations_document

    rules = sample.of_year(2026)
    before = registrations_document(rules, 2026, sample.registered(rules, 2026, ended=False), sample.cell())
    after = registrations_document(rules, 2026, sample.registered(rules, 2026), sample.cell())
    titles = [
        [column.title for column in block.columns]
        for document in (before, after)
        for block in document.blocks
        if isinstance(block, Table)
    ]
    assert "Ký tên" in titles[0]
    assert "Kết quả" in titles[1]
    assert "Hoàn thành tốt nhiệm vụ" in words_of(after)


def test_tables_are_workbooks_too_with_everything_they_say(tmp_path: Path) -> None:
    for name, document in sample.papers(2026).items():
        if name in ("ballots", "meeting", "meeting_blank"):
            continue
        sheets = workbook_values(document, tmp_path)
        said = {str(value) for sheet in sheets for row in sheet for value in row}
        for block in document.blocks:
            if isinstance(block, Table):
                assert {str(cell) for row in block.rows for cell in row.cells if cell not in (None, "")} <= said


# --- many ---


def test_many_forms_in_one_file_are_numbered_by_themselves_and_listed_by_cell_and_name() -> None:
    rules = sample.of_year(2026)
    one = sample.form(rules, "2C", Fill.BLANK, 2026)
    cells = ("Chi bộ A", "Chi bộ A", "Chi bộ B")
    entries = [Entry(one, None, (cell, f"Người {number}")) for number, cell in enumerate(cells)]
    told: list[int] = []
    sink = BytesIO()
    pages = several_into(sink, iter(entries), told.append, title="Các bản", author="Đảng ủy", even=True)
    reader = PdfReader(BytesIO(sink.getvalue()))
    assert len(reader.pages) == pages
    assert told == [1, 2, 3]
    outline: list[Any] = list(reader.outline)
    assert [entry["/Title"] for entry in outline if not isinstance(entry, list)] == ["Chi bộ A", "Chi bộ B"]
    inner = [[one["/Title"] for one in entry] for entry in outline if isinstance(entry, list)]
    assert inner == [["Người 0", "Người 1"], ["Người 2"]]
    starts = [number for number, page in enumerate(reader.pages) if "BẢN KIỂM ĐIỂM CÁ NHÂN" in page.extract_text()]
    assert len(starts) == 3
    assert all(start % 2 == 0 for start in starts), "each on the front of a sheet"


def test_what_ends_the_work_leaves_the_file_unfinished() -> None:
    document = sample.form(sample.of_year(2026), "2C", Fill.BLANK, 2026)

    def stop(count: int) -> None:
        if count == 2:
            raise KeyboardInterrupt

    drawn = 0

    def papers() -> Iterator[Entry]:
        nonlocal drawn
        for _ in range(50):
            drawn += 1
            yield Entry(document, None)

    with pytest.raises(KeyboardInterrupt):
        several_into(BytesIO(), papers(), stop, title="", author="")
    assert drawn == 2, "no form is made before its turn"


# --- whatever is written ---

_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(HOSTILE)


@settings(max_examples=25, deadline=None)
@given(name=_ANY, text=_ANY, fill=st.sampled_from(Fill))
def test_whatever_is_written_can_be_printed(name: str, text: str, fill: Fill) -> None:
    rules = sample.of_year(2026)
    form = rules.forms[0]
    kept = sample.evaluation(rules, form, 2026)
    content = msgspec.structs.replace(
        kept.content,
        parts=tuple(msgspec.structs.replace(part, text=text) for part in kept.content.parts),
        positions=text,
        committee_remark=text,
        self_level=text[:5],
    )
    rated = msgspec.structs.replace(sample.rated(), name=name, workplace=text)
    data = FormData(
        scheme=rules,
        form=form,
        subject=Subject.MEMBER,
        year=2026,
        fill=fill,
        rated=rated,
        evaluation=msgspec.structs.replace(kept, content=content),
    )
    assert table_pdf(form_document(data, sample.cell())).startswith(b"%PDF")
