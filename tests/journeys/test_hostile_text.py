"""Text that attacks, hides or is far too long goes the whole way from the form to the upper office's workbook."""

from __future__ import annotations

import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import msgspec
import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTableView
from pytestqt.qtbot import QtBot

from db.meeting_records import AgendaItem, Guest, Opinion
from db.records import MemberInput, Sex
from desktop_app.exchange import identity, package
from desktop_app.exchange.datasets import DATASETS
from desktop_app.office import Office
from desktop_app.texts import sentence
from tests.helpers import neighbours
from tests.helpers.clerk import Clerk
from tests.helpers.neighbours import PERIOD, Neighbours, everything, meeting, only_meeting, opened
from tests.helpers.offices import FixedClock
from tests.helpers.refusals import problem
from ui.navigation import PAGES

FORMULA = "=cmd|' /C calc'!A0"
MARKUP = "<b>x</b><img src=file:///etc/passwd>"
HOSTILE = (
    FORMULA,
    MARKUP,
    "@SUM(1+1)*cmd",
    "-2+3+cmd|' /C calc'!A0",
    "{0.__class__} %s {name}",
    "Robert'); DROP TABLE member;--",
    "&lt;i&gt; &amp; &#60;u&#62;",
    "100% _ng* [Đặng]",
)
CLOCK = "2026-11-23T10:30:00"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    return neighbours.make_neighbours(tmp_path_factory.mktemp("text"), HOSTILE)


@pytest.fixture
def pair(template: Neighbours, tmp_path: Path) -> Neighbours:
    return template.copied(tmp_path)


def pages_of(pdf: bytes) -> str:
    """Return the words of a PDF with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def rename(office: Office, name: str) -> None:
    """Give the only cell a name."""
    (cell,) = office.organizations.cells(office.clock().date())
    organization = cell.organization
    office.organizations.update_cell(
        organization.id,
        organization.code,
        name,
        name,
        name,
        3,
        [name],
        office.clock().date(),
    )


# --- the whole way ---------------------------------------------------------------------------------------------------


def test_every_name_stands_in_the_minutes_as_it_was_typed(pair: Neighbours) -> None:
    with opened(pair.commune) as commune:
        kept = only_meeting(commune)
        agenda = (
            AgendaItem(title=FORMULA, content=MARKUP, conclusion=MARKUP, opinions=kept.content.agenda[0].opinions),
        )
        draft = commune.meetings.revise(kept.id, MARKUP)
        guest = (Guest(name=MARKUP, position=FORMULA, unit=FORMULA, from_above=True),)
        content = msgspec.structs.replace(draft.content, agenda=agenda, guests=guest, place=MARKUP)
        newer = commune.meetings.finalize(msgspec.structs.replace(draft, content=content))
        printed = pages_of(commune.documents.minutes(newer.id))
        chair, secretary = (mark.full_name for mark in newer.content.attendance[:2])
        assert {chair, secretary} <= set(HOSTILE)
        for text in (chair, secretary, FORMULA, MARKUP):
            assert text in printed
        assert printed.count(MARKUP) >= 4


def test_the_office_above_holds_the_very_text_and_its_workbook_has_no_formula_and_no_link(
    pair: Neighbours, tmp_path: Path
) -> None:
    with opened(pair.commune) as commune, opened(pair.upper) as upper:
        rename(commune, FORMULA)
        sent = commune.exchange.make_package(PERIOD, pair.stick)
        entry = upper.exchange.preview(sent.path)
        assert entry.can_apply, entry.sentence
        upper.exchange.apply(entry)
        assert only_meeting(upper) == only_meeting(commune)
        assert sorted(mark.full_name for mark in only_meeting(upper).content.attendance) == sorted(HOSTILE)
        path = upper.documents.consolidated(PERIOD, tmp_path / "bang.xlsx")
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert FORMULA in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert b"<f>" not in content
            assert b"hyperlink" not in content.lower()


def test_the_window_shows_it_as_plain_text_on_every_page(pair: Neighbours, qtbot: QtBot) -> None:
    with opened(pair.commune) as commune:
        rename(commune, MARKUP)
    clerk = Clerk(qtbot, pair.commune, FixedClock(CLOCK))
    try:
        shown: set[str] = set()
        for spec in PAGES:
            clerk.window.context.open_page(spec.name)
            clerk.settle()
            for label in clerk.window.findChildren(QLabel):
                assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text(), label.text()
            for view in clerk.window.findChildren(QAbstractItemView):
                shown |= texts_of(view)
        assert set(HOSTILE) <= shown
        assert any(MARKUP in text for text in shown)
    finally:
        clerk.leave()


def texts_of(view: QAbstractItemView) -> set[str]:
    """Return what a list or table shows; its tool tips must not be rich text made of what was typed."""
    found: set[str] = set()
    model = view.model()
    columns = model.columnCount() if isinstance(view, QTableView) else 1
    for row in range(model.rowCount()):
        for column in range(columns):
            index = model.index(row, column)
            tip = index.data(Qt.ItemDataRole.ToolTipRole)
            assert not (isinstance(tip, str) and "<b>" in tip), tip
            found.add(str(index.data()))
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_found_by_typing_it(pair: Neighbours, name: str) -> None:
    with opened(pair.commune) as commune:
        found = commune.members.search(name, commune.clock().date())
        assert name in [row.full_name for row in found]


# --- what cannot be seen ---------------------------------------------------------------------------------------------


def test_control_characters_never_get_past_the_form(pair: Neighbours) -> None:
    dirty = "Giàng\x00 A\u200b \x1b[31mPáo\u202e\x07\ufeff"
    with opened(pair.commune) as commune:
        (cell,) = commune.organizations.cells(commune.clock().date())
        member = commune.members.add(
            MemberInput(full_name=dirty, sex=Sex.MALE, cell_id=cell.organization.id, since=neighbours.SINCE)
        )
        assert member.full_name == "Giàng A [31mPáo"
        kept = only_meeting(commune)
        draft = commune.meetings.revise(kept.id, f"Sửa{dirty}")
        item = AgendaItem(
            title=dirty, content=f"{dirty}\r\n\x0b{dirty}", opinions=(Opinion(speaker=dirty, text=dirty),)
        )
        content = msgspec.structs.replace(draft.content, agenda=(item,), place=dirty)
        newer = commune.meetings.finalize(msgspec.structs.replace(draft, content=content))
        stored = msgspec.json.encode(newer).decode()
        assert not [mark for mark in stored if unicodedata.category(mark) in ("Cc", "Cf") and mark != "\n"]
        assert "\x00" not in pages_of(commune.documents.minutes(newer.id))
        sent = commune.exchange.make_package(PERIOD, pair.stick)
        with opened(pair.upper) as upper:
            upper.exchange.apply(upper.exchange.preview(sent.path))
            assert newer in [upper.meetings.get(line.id) for line in upper.meetings.listed(period=PERIOD)]


def test_decomposed_vietnamese_is_found_printed_and_sent_composed(pair: Neighbours) -> None:
    name = "Đặng Thị Ấu Phượng"
    typed = unicodedata.normalize("NFD", name)
    assert typed != name
    with opened(pair.commune) as commune:
        (cell,) = commune.organizations.cells(commune.clock().date())
        commune.members.add(
            MemberInput(full_name=typed, sex=Sex.FEMALE, cell_id=cell.organization.id, since=neighbours.SINCE)
        )
        for asked in (name, typed, "dang thi au phuong", "phượng", unicodedata.normalize("NFD", "Ấu")):
            assert [row.full_name for row in commune.members.search(asked, commune.clock().date())] == [name]
        kept = only_meeting(commune)
        draft = commune.meetings.refresh_attendance(commune.meetings.revise(kept.id, typed))
        agenda = (AgendaItem(title=typed, content=typed, conclusion=typed),)
        content = msgspec.structs.replace(
            draft.content, agenda=agenda, approval_agree=len(draft.content.attendance), place=typed
        )
        newer = commune.meetings.finalize(msgspec.structs.replace(draft, content=content))
        printed = pages_of(commune.documents.minutes(newer.id))
        assert name in printed
        assert unicodedata.is_normalized("NFC", printed)
        sent = commune.exchange.make_package(PERIOD, pair.stick)
        own = identity.load(commune.store, commune.id)
        assert own is not None
        found = package.take_apart(sent.path.read_bytes(), own.exchange_secrets)
    lines = {dataset: found.entries[DATASETS[dataset].path].decode() for dataset in DATASETS}
    assert name in lines["members"]
    assert name in lines["meetings"]
    assert all(unicodedata.is_normalized("NFC", text) for text in lines.values())


# --- too much --------------------------------------------------------------------------------------------------------

MUCH = "Đồng chí bí thư thông qua báo cáo công tác tháng. " * 200


@pytest.mark.parametrize(
    ("field", "agenda"),
    [
        ("agenda.0.content", AgendaItem(title="Một", content=MUCH)),
        ("agenda.0.conclusion", AgendaItem(title="Một", conclusion=MUCH)),
        ("agenda.0.title", AgendaItem(title=MUCH)),
        ("agenda.0.opinions.0.text", AgendaItem(title="Một", opinions=(Opinion(speaker="An", text=MUCH),))),
    ],
)
def test_ten_thousand_letters_are_kept_in_the_draft_and_refused_at_their_field(
    pair: Neighbours, field: str, agenda: AgendaItem
) -> None:
    assert len(MUCH) == 10_000
    with opened(pair.commune) as commune:
        cell = neighbours.add_cell(commune, code="CB02")
        saved = commune.meetings.save_draft(meeting(commune, cell, agenda=(agenda,)))
        preview = commune.documents.preview(saved)
        assert preview.startswith(b"%PDF")
    with opened(pair.commune) as commune:
        draft = commune.meetings.draft(saved.id)
        assert msgspec.json.encode(draft).decode().count("Đồng chí bí thư") == 200
        before = everything(commune.store)
        with problem() as codes:
            commune.meetings.finalize(draft)
        assert codes == ["V01"]
        (finding,) = [found for found in commune.meetings.check(draft) if found.code == "MEETING_TEXT_LONG"]
        assert finding.field == field
        assert sentence(finding)
        assert everything(commune.store) == before


def test_no_reason_is_so_long_that_no_package_can_carry_it(pair: Neighbours) -> None:
    with opened(pair.commune) as commune:
        before = everything(commune.store)
        with problem() as codes:
            commune.meetings.finalize(commune.meetings.revise(only_meeting(commune).id, MUCH))
        with problem() as more:
            commune.meetings.cancel(only_meeting(commune).id, MUCH)
        assert codes + more == ["V01", "V01"]
        assert everything(commune.store) == before


def test_texts_as_long_as_they_may_be_go_the_whole_way(pair: Neighbours) -> None:
    line, passage = "ệ" * 300, ("ệ" * 79 + "\n") * 99 + "ệ" * 80
    with opened(pair.commune) as commune, opened(pair.upper) as upper:
        cell = neighbours.add_cell(commune, (line, "Giàng A Páo"), code="CB02")
        item = AgendaItem(
            title=line, content=passage, conclusion=passage, opinions=(Opinion(speaker=line, text=passage),)
        )
        guest = Guest(name=line, position=line, unit=line)
        commune.meetings.finalize(meeting(commune, cell, agenda=(item,), guests=(guest,), place=line))
        sent = commune.exchange.make_package(PERIOD, pair.stick)
        entry = upper.exchange.preview(sent.path)
        assert entry.can_apply, entry.sentence
        upper.exchange.apply(entry)
        held = [upper.meetings.get(found.id) for found in upper.meetings.listed(period=PERIOD, cell_id=cell.id)]
        assert held[0].content.agenda[0].content == passage
