"""The register of a commune at the office above: hostile and unknown words stay words, merged people are one."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from db.partition_sources import SOURCES
from db.records import MemberFilter
from db.register_records import SENSITIVE
from desktop_app.documents.table_model import TableDocument
from desktop_app.office import Office
from tests.helpers import neighbours
from tests.helpers.clerk import Clerk, press
from tests.helpers.neighbours import PERIOD, Neighbours, opened
from tests.helpers.offices import FixedClock
from ui.navigation import PAGES
from ui.pages.exchange.page import ExchangePage
from ui.pages.settings.page import SettingsPage

FORMULA = "=cmd|' /C calc'!A0"
MARKUP = "<b>x</b><img src=file:///etc/passwd>"
HOSTILE = f"{FORMULA} {MARKUP} {{0}} %s"
TODAY = date(2026, 11, 23)
CLOCK = "2026-11-23T10:30:00"
CODES = {
    "qualification_code": "lop-moi",
    "theory_code": "bac-moi",
    "category_code": "loai-moi",
    "service_code": "moi",
    "religion_code": "dao-moi",
    "poverty_code": "muc-moi",
    "type_code": "kieu-moi",
    "sector_code": "nganh-moi",
}
"""Codes of lists that only a newer program knows."""
_SPECIAL = {
    **CODES,
    "political_system": "yes",
    "youth_joined_on": "1998",
    "card_issued_on": "2011-02",
    "dues_until": "2025-12",
    "national_id": "012345678901",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    return neighbours.make_neighbours(tmp_path_factory.mktemp("upward"))


@pytest.fixture
def pair(template: Neighbours, tmp_path: Path) -> Neighbours:
    return template.copied(tmp_path)


def poison(commune: Office) -> None:
    """Write hostile words and unknown codes into every text of the register, past every form."""
    with commune.store.operation("test.poison", "-"):
        commune.store.execute(
            "INSERT INTO organization_role"
            " (id, owner_id, organization_id, role, person_name, valid_from, decision, note)"
            " SELECT '01930000-0000-7000-8000-000000000001', owner_id, id, 'in_charge', 'x', '2020-01-01', '', ''"
            " FROM organization JOIN organization_version ON organization_id = id WHERE kind = 'cell' LIMIT 1"
        )
        commune.store.execute("DELETE FROM member_profile")
        profile = {
            name: _SPECIAL.get(name, HOSTILE) for name in _texts("member_profiles") | SENSITIVE - {"ethnic_code"}
        }
        columns = ", ".join(profile)
        commune.store.execute(
            f"INSERT INTO member_profile (member_id, youth_member, {columns}) SELECT id, 1,"
            f" {', '.join('?' * len(profile))} FROM member",
            list(profile.values()),
        )
        for name in ("organizations", "organization_events", "organization_roles", "member_events", "memberships"):
            table = "organization_version" if name == "organizations" else SOURCES[name].table
            for column in _texts(name):
                commune.store.execute(f"UPDATE {table} SET {column} = ?", [_SPECIAL.get(column, HOSTILE)])
        commune.store.execute("INSERT INTO hamlet_former_name SELECT id, '2026-11-30', ? FROM hamlet", [HOSTILE])
        commune.store.execute("UPDATE member SET ethnic_code = '99'")


def _texts(dataset: str) -> set[str]:
    """Return the columns of a dataset that hold words or codes of open lists."""
    kept = {"id", "kind", "owner_id", "parent_id", "member_id", "organization_id", "cell_id", "hamlet_id", "role"}
    kept |= {"standing", "duty", "seq", "cancelled", "closed_on", "established_on", "meeting_day", "code"}
    days = {"on_date", "decision_on", "until", "valid_from", "valid_to", "youth_member"}
    return set(SOURCES[dataset].columns) - kept - days


def upward(pair: Neighbours, commune: Office, upper: Office) -> None:
    """Send the month, take it in and take the receipt in."""
    sent = commune.exchange.make_package(PERIOD, pair.stick)
    entry = upper.exchange.preview(sent.path)
    assert entry.can_apply, entry.sentence
    receipt = upper.exchange.apply(entry, "thử")
    ack = commune.exchange.preview(upper.exchange.write_receipt(receipt, pair.stick))
    assert commune.exchange.apply(ack).matched is True


def papers(upper: Office) -> list[TableDocument]:
    """Return every paper about the commune's register that the office above can print."""
    cell = upper.store.value("SELECT organization_id FROM organization_version WHERE kind = 'cell'")
    member = upper.store.value("SELECT member_id FROM membership WHERE cell_id = ?", (cell,))
    made = upper.registers
    return [
        made.register(cell, TODAY, sensitive=True),
        made.member_sheet(member, TODAY, sensitive=True),
        made.members_by_cell(cell, TODAY),
        made.changes(date(2020, 1, 1), TODAY, cell),
        made.organizations(TODAY),
    ]


def test_hostile_words_and_unknown_codes_are_words_on_every_paper_above(pair: Neighbours, tmp_path: Path) -> None:
    with opened(pair.commune) as commune, opened(pair.upper) as upper:
        upper.exchange.wish(SENSITIVE)
        upward(pair, commune, upper)
        poison(commune)
        upward(pair, commune, upper)
        for column in ("home_place", "health", "theory_code", "religion_code"):
            assert upper.store.value(f"SELECT {column} FROM member_profile") == _SPECIAL.get(column, HOSTILE)
        shown = ""
        for place, paper in enumerate(papers(upper)):
            shown += " ".join(page.extract_text() for page in PdfReader(BytesIO(upper.registers.pdf(paper))).pages)
            _harmless(upper.registers.excel(paper, tmp_path / f"{place}.xlsx"))
        assert MARKUP in " ".join(shown.split())
        assert "lop-moi" in shown


def _harmless(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]


def test_the_window_above_shows_it_as_plain_text_and_asks_for_what_it_needs(pair: Neighbours, qtbot: QtBot) -> None:
    with opened(pair.commune) as commune, opened(pair.upper) as upper:
        poison(commune)
        upward(pair, commune, upper)
    clerk = Clerk(qtbot, pair.upper, FixedClock(CLOCK))
    try:
        shown: set[str] = set()
        for spec in PAGES:
            clerk.window.context.open_page(spec.name)
            clerk.settle()
            for label in clerk.window.findChildren(QLabel):
                assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text(), label.text()
            for view in clerk.window.findChildren(QAbstractItemView):
                model = view.model()
                shown |= {str(model.index(row, 0).data()) for row in range(model.rowCount())}
        assert any(MARKUP in text for text in shown)
        _ask_for_health(clerk)
        assert clerk.ask(lambda office: office.exchange.wishes()) == ("health",)
    finally:
        clerk.leave()


def _ask_for_health(clerk: Clerk) -> None:
    clerk.window.context.open_page("settings")
    clerk.settle()
    page = clerk.window.findChild(SettingsPage)
    assert page is not None
    card = page.wishes
    assert card.isVisible()
    assert [box for box in card.findChildren(QCheckBox) if box.isChecked()] == []
    assert "91/2025/QH15" in " ".join(label.text() for label in card.findChildren(QLabel))
    card.boxes["health"].setFocus()
    press(Qt.Key.Key_Space)
    card.save.setFocus()
    press(Qt.Key.Key_Space)
    clerk.settle()
    assert "sức khỏe" in card.answer.text()


def test_the_clerk_below_is_told_and_decides_nothing(pair: Neighbours, qtbot: QtBot) -> None:
    with opened(pair.commune) as commune, opened(pair.upper) as upper:
        upper.exchange.wish(["health", "ethnic_code"])
        upward(pair, commune, upper)
        above = upper.organizations.office().name
    clerk = Clerk(qtbot, pair.commune, FixedClock(CLOCK))
    try:
        clerk.window.context.open_page("settings")
        clerk.settle()
        page = clerk.window.findChild(SettingsPage)
        assert page is not None
        assert not page.wishes.isVisible()
        clerk.window.context.open_page("exchange")
        clerk.settle()
        exchange = clerk.window.findChild(ExchangePage)
        assert exchange is not None
        words = exchange.send.sensitive.text()
        assert words == f"Kèm dữ liệu nhạy cảm của đảng viên theo yêu cầu của {above}: dân tộc, sức khỏe."
    finally:
        clerk.leave()


def test_people_made_one_below_are_one_above(pair: Neighbours) -> None:
    everybody = MemberFilter(on=TODAY, include_left=True)
    with opened(pair.commune) as commune, opened(pair.upper) as upper:
        keep, drop = (row.id for row in commune.members.page(everybody, 0, 2).rows)
        upward(pair, commune, upper)
        assert {keep, drop} <= {row.id for row in upper.members.page(everybody, 0, 100).rows}
        name = next(row.full_name for row in upper.members.page(everybody, 0, 100).rows if row.id == drop)
        made = commune.duplicates.merge(keep, drop, {})
        assert made is not None
        upward(pair, commune, upper)
        assert drop not in {row.id for row in upper.members.page(everybody, 0, 100).rows}
        assert drop not in {row.id for row in upper.members.search(name, TODAY)}
        assert upper.store.value("SELECT merged_into FROM member WHERE id = ?", (drop,)) == keep
        commune.change_sets.undo(made.id)
        upward(pair, commune, upper)
        assert {keep, drop} <= {row.id for row in upper.members.page(everybody, 0, 100).rows}
