"""Proposals and decisions by keyboard: by the votes or one level, for one or many; checks and caps that only warn."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from PySide6.QtCore import Qt

from db.evaluation_records import Exclusion, RulingKind, Stage, Subject
from desktop_app.office import Office
from tests.helpers.clerk import CTRL, press, write
from tests.ui.conftest import Desk
from tests.ui.test_votes_panel import show
from ui.pages.reviews.decisions import DecisionsPanel
from ui.pages.reviews.rulings_dialog import RulingsDialog


def vote(office: Office, cell: str) -> None:
    """Open the year and let the first cell vote: four excellent, two good, one without a level, the rest done."""
    campaign = office.reviews.open(2026)
    sheet = office.ballots.prepare(campaign.id, cell)
    splits = [{"excellent": 10}] * 4 + [{"good": 10}] * 2 + [{"good": 4, "": 6}] + [{"done": 10}] * 4
    lines = tuple(
        msgspec.structs.replace(line, votes=votes) for line, votes in zip(sheet.entered.lines, splits, strict=True)
    )
    totals = dict.fromkeys(("convened", "present", "issued", "returned", "valid"), 10)
    entered = msgspec.structs.replace(
        sheet.entered, lines=lines, held_on=date(2026, 11, 20), head_teller="Trần Văn Toàn", **totals
    )
    office.ballots.save(entered)


@pytest.fixture
def panel(desk: Desk) -> DecisionsPanel:
    """The first cell in hand, its votes counted."""
    cell = desk.cells[0]
    desk.clerk.ask(lambda office: vote(office, cell))
    page = show(desk, "decisions")
    shown = page.panel
    assert isinstance(shown, DecisionsPanel)
    desk.clerk.window.context.set_cell_id(cell)
    desk.clerk.settle()
    shown.table.setFocus()
    return shown


def levels(panel: DecisionsPanel) -> list[tuple[str, str]]:
    """Return what is proposed and decided for those rated."""
    rows = (row.line for row in panel.model.rows if row is not None)
    return [(line.proposed_level, line.decided_level) for line in rows if line.exclusion is Exclusion.NONE]


def save(desk: Desk, day: str = "21/11") -> None:
    """Go from the level to the day, type it and save."""
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_A, CTRL)
    write(day)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()


def test_a_cell_proposes_all_by_the_votes_and_the_committee_decides_as_proposed(
    desk: Desk, panel: DecisionsPanel
) -> None:
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_E, CTRL)
    assert panel.form.isVisible()
    assert panel.form.level.hasFocus()
    assert panel.form.by.placeholderText().startswith("Chi bộ")
    save(desk)
    assert [proposed for proposed, _ in levels(panel)] == ["excellent"] * 4 + ["good"] * 2 + [""] + ["done"] * 4
    assert "1 dòng không có mức để theo" in desk.clerk.window.statusBar().currentMessage() or panel.table.hasFocus()
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_D, CTRL)
    assert panel.form.by.placeholderText() == "Đảng ủy xã Mường Khương"
    save(desk, "22/11")
    assert [decided for _, decided in levels(panel)] == ["excellent"] * 4 + ["good"] * 2 + [""] + ["done"] * 4
    assert "10 đã quyết định" in panel.summary.text()


def test_a_figure_proposes_one_level_for_the_line_in_hand(desk: Desk, panel: DecisionsPanel) -> None:
    panel.table.select(6)
    write("3")
    assert panel.form.level.value() == "done"
    save(desk)
    assert levels(panel)[6] == ("done", "")
    found = panel.model.row(6)
    assert found is not None
    assert "CHECK_NO_RESULT" in [one.code for one in found.findings]
    # Enter does the next step.
    press(Qt.Key.Key_Return)
    assert panel.form.heading.text().startswith("Quyết định")
    press(Qt.Key.Key_Escape)
    assert panel.form.isHidden()
    assert panel.table.hasFocus()


def test_what_is_worth_a_look_leads_to_its_row(desk: Desk, panel: DecisionsPanel) -> None:
    panel.table.select(5)
    write("1")
    save(desk)
    panel.below.to_checks.click()
    assert panel.below.checks.hasFocus()
    place = next(
        place
        for place, line in enumerate(panel.below.checks_model.rows)
        if line is not None and line.finding.code == "CHECK_VOTE_DIFFERS"
    )
    panel.table.select(0)
    panel.below.checks.select(place)
    panel.below.checks.setFocus()
    press(Qt.Key.Key_Return)
    assert panel.table.currentIndex().row() == 5
    assert panel.table.hasFocus()
    assert "Phiếu đạt mức HTTNV (10/10), nhưng đang xếp HTXSNV." in panel.below.words.text()


def test_the_cap_is_told_in_one_line_and_on_every_reading(desk: Desk, panel: DecisionsPanel) -> None:
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_E, CTRL)
    save(desk)
    # The cap counts in all of the commune: four excellent of six good or better, one of the second cell none.
    assert "20% × 6 = 1,2, tối đa 1, đang xếp 4" in panel.below.cap_words.text()
    assert "VƯỢT 3" in panel.below.cap_words.text()
    panel.below.to_caps.click()
    lines = [line for line in panel.below.caps_model.rows if line is not None]
    assert len(lines) == 18
    assert lines[0].reading.by_scheme
    assert levels(panel)[0] == ("excellent", "")


def test_a_result_is_annulled_with_a_reason_and_its_history_shown(desk: Desk, panel: DecisionsPanel) -> None:
    write("1")
    save(desk)
    press(Qt.Key.Key_D, CTRL)
    save(desk, "22/11")
    assert panel.buttons["annul"].isEnabled()
    panel.buttons["annul"].click()
    assert panel.form.reason.hasFocus()
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert "Chưa ghi lý do hủy" in panel.form.fields["reason"].findings.text()
    write("Vi phạm quy định về đất đai")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    row = panel.model.row(0)
    assert row is not None
    assert row.line.stage is Stage.ANNULLED
    press(Qt.Key.Key_H, CTRL)
    desk.clerk.settle()
    (dialog,) = panel.page.findChildren(RulingsDialog)
    assert [ruling.kind for ruling in dialog.model.rows if ruling is not None] == [
        RulingKind.PROPOSAL,
        RulingKind.DECISION,
        RulingKind.ANNULMENT,
    ]
    dialog.reject()


def test_a_day_that_has_not_come_is_said_beside_its_field(desk: Desk, panel: DecisionsPanel) -> None:
    write("1")
    save(desk, "30/11")
    assert panel.form.isVisible()
    assert "chưa đến" in panel.form.fields["on"].findings.text()
    desk.clerk.answers.yes = False
    press(Qt.Key.Key_Escape)
    assert panel.form.isVisible()


def test_collectives_are_proposed_and_decided_alike(desk: Desk, panel: DecisionsPanel) -> None:
    panel.subject.set_value(Subject.CELL.value)
    desk.clerk.settle()
    panel.table.setFocus()
    assert len(panel.model.rows) == 1
    write("2")
    save(desk)
    assert levels(panel) == [("good", "")]
    row = panel.model.row(0)
    assert row is not None
    assert "CHECK_NOT_VOTED" in [one.code for one in row.findings]


def test_a_closed_campaign_lets_nothing_be_ruled(desk: Desk, panel: DecisionsPanel) -> None:
    campaign = panel.campaign
    assert campaign is not None
    desk.clerk.ask(lambda office: office.reviews.close(campaign.id, campaign.revision))
    panel.refresh()
    desk.clerk.settle()
    assert not any(panel.buttons[name].isEnabled() for name in ("propose", "decide", "annul"))
    write("1")
    assert panel.form.isHidden()
    assert "đợt đã khóa" in panel.summary.text()
