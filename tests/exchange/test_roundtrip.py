"""One month from a commune to the upper office and the acknowledgement back."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import exchange as kept
from db.ids import new_id
from db.problems import ProblemError
from desktop_app.exchange.views import State, Verdict
from tests.helpers.exchange import PERIOD, add_cell, add_meeting, add_members, change, dump, make_pair


def test_the_upper_office_holds_exactly_what_the_commune_finalised(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    add_meeting(pair.child, pair.cells[0], pair.members[0], state="superseded", version=1)
    add_meeting(pair.child, pair.cells[1], pair.members[1], kind="thematic", state="cancelled", revision_reason="nhầm")

    receipt = pair.take(pair.send())

    sent = dump(pair.child, pair.child.office_id)
    assert dump(pair.parent, pair.child.office_id) == sent
    assert len(sent["meetings", PERIOD]) == 4
    assert receipt.verdict == "applied"
    assert receipt.added == sum(map(len, sent.values())) - 1
    assert receipt.changed == 0  # the office itself was known from enrolment already
    assert receipt.label == "MK01 · 2026-11 · số 1"


def test_names_are_found_and_sorted_at_the_upper_office_as_at_home(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    pair.take(pair.send())
    query = "SELECT id, name_search, name_sort FROM {} WHERE owner_id = ? ORDER BY id"
    for table in ("member", "hamlet"):
        assert pair.parent.store.rows(query.format(table), (pair.child.office_id,)) == pair.child.store.rows(
            query.format(table), (pair.child.office_id,)
        )


def test_sensitive_columns_stay_at_home(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    change(pair.child, "UPDATE member SET ethnic_code = '02', note = 'riêng tư'")
    pair.take(pair.send())
    assert pair.parent.store.rows("SELECT DISTINCT ethnic_code, note FROM member") == [{"ethnic_code": "", "note": ""}]


def test_taking_a_package_in_twice_changes_nothing(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    sent = pair.send()
    first = pair.take(sent)
    before = dump(pair.parent, pair.child.office_id)
    again = pair.look(sent)
    assert (again.state, again.code, again.verdict) == (State.DUPLICATE, "I30", Verdict.DUPLICATE)
    assert "03/11/2026" in again.sentence
    with pytest.raises(ProblemError, match="I30"):
        pair.parent.exchange.apply(again)
    assert dump(pair.parent, pair.child.office_id) == before
    assert pair.parent.exchange.receipts() == [first]
    assert again.manifest == first.manifest


def test_an_unchanged_month_gives_the_same_bytes_and_number_again(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    first = pair.send()
    bytes_before = first.path.read_bytes()
    first.path.unlink()
    assert pair.child.exchange.ready(PERIOD).unchanged is not None
    second = pair.send()
    assert second.path.read_bytes() == bytes_before
    assert (second.seq, second.pkg_id) == (1, first.pkg_id)
    assert [package.seq for package in pair.child.exchange.sent()] == [1]


def test_a_changed_month_gets_the_next_number_and_only_the_change_is_written(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    pair.take(pair.send())
    change(pair.child, "UPDATE member SET full_name = 'Lý Láo Tả', revision = 2 WHERE id = ?", pair.members[0][0])
    assert pair.child.exchange.ready(PERIOD).unchanged is None
    sent = pair.send()
    receipt = pair.take(sent)
    assert (sent.seq, receipt.added, receipt.changed, receipt.removed) == (2, 0, 1, 0)
    assert dump(pair.parent, pair.child.office_id) == dump(pair.child, pair.child.office_id)


def test_a_second_month_leaves_the_first_in_place(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    pair.take(pair.send())
    add_meeting(pair.child, pair.cells[0], pair.members[0], period="2026-12")
    pair.take(pair.send("2026-12"))
    months = (PERIOD, "2026-12")
    assert dump(pair.parent, pair.child.office_id, months) == dump(pair.child, pair.child.office_id, months)


def test_the_acknowledgement_tells_the_commune_that_both_hold_the_same(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    sent = pair.send()
    receipt = pair.take(sent)
    ack = pair.parent.exchange.write_receipt(receipt, pair.stick)
    entry = pair.child.exchange.preview(ack)
    assert (entry.state, entry.kind, entry.code) == (State.PREVIEWED, "ACK", "")
    assert pair.child.exchange.apply(entry).matched is True
    [listed] = pair.child.exchange.sent()
    assert (listed.matched, listed.verdict, listed.acked_at != "") == (True, "applied", True)


def test_a_difference_at_the_receiver_shows_as_diverged(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    sent = pair.send()
    receipt = pair.take(sent)
    # The receipt records what stood in the store; here it records something else.
    change(pair.parent, "UPDATE receipt SET state = replace(state, '\"rows\":2', '\"rows\":3')")
    entry = pair.child.exchange.preview(pair.parent.exchange.write_receipt(receipt, pair.stick))
    assert pair.child.exchange.apply(entry).matched is False
    assert pair.child.exchange.sent()[0].matched is False


def test_an_acknowledgement_is_written_again_with_the_same_bytes(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    receipt = pair.take(pair.send())
    first = pair.parent.exchange.write_receipt(receipt, pair.stick)
    content = first.read_bytes()
    first.unlink()
    assert pair.parent.exchange.write_receipt(receipt, pair.stick).read_bytes() == content
    assert pair.parent.exchange.receipts()[0].acknowledged


def test_the_next_manifest_names_the_acknowledged_package_and_what_changed_since(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    receipt = pair.take(pair.send())
    ack = pair.parent.exchange.write_receipt(receipt, pair.stick)
    pair.child.exchange.apply(pair.child.exchange.preview(ack))
    add_members(pair.child, pair.cells[0], 2)
    sent = pair.send()
    assert {count.dataset: count.added for count in sent.counts if count.added} == {
        "members": 2,
        "memberships": 2,
        "member_status": 2,
        "member_events": 2,
        "member_profiles": 2,
    }
    assert pair.take(sent).added == 10


def test_the_plan_counts_members_as_the_board_does(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    gone, visiting = pair.members[0][0], pair.members[0][1]
    change(pair.child, "UPDATE member_status SET status = 'deceased' WHERE member_id = ?", gone)
    change(
        pair.child,
        "INSERT INTO member_status (id, owner_id, member_id, axis, status, valid_from, decision, reason)"
        " SELECT ?, owner_id, member_id, 'duty', 'visiting', valid_from, '', '' FROM member_status WHERE member_id = ?",
        new_id(),
        visiting,
    )
    assert pair.child.exchange.ready(PERIOD).members == 10 - 2


def test_the_plan_lists_the_cells_that_are_missing(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    add_cell(pair.child, "CB03", "Chi bộ trường học")
    plan = pair.child.exchange.ready(PERIOD)
    assert (plan.finals, plan.drafts, plan.missing, plan.members) == (2, 0, 1, 10)
    assert plan.recipient == "Tỉnh ủy Lào Cai"
    assert pair.take(pair.send()).verdict == "applied"


def test_reports_learn_which_package_covers_a_cell(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    assert kept.covering_packages(pair.parent.store, PERIOD) == {}
    pair.take(pair.send())
    assert kept.covering_packages(pair.parent.store, PERIOD) == dict.fromkeys(pair.cells, "MK01 · 2026-11 · số 1")
    assert kept.covering_packages(pair.parent.store, "2026-10") == {}


def test_scanning_a_stick_lists_every_package_with_its_verdict(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    pair.send()
    (pair.stick / "hỏng.goi").write_bytes(b"not a package")
    entries = {entry.file_name: entry for entry in pair.parent.exchange.scan(pair.stick)}
    assert entries["BC_MK01_2026-11_1.goi"].state is State.PREVIEWED
    assert entries["hỏng.goi"].code == "E11"
    assert entries["DANGKY_MK01.goi"].code == "I38"
    assert len(entries) == 4


def test_cells_may_exchange_their_codes(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    pair.take(pair.send())
    change(pair.child, "UPDATE organization SET code = 'X' WHERE id = ?", pair.cells[0])
    change(pair.child, "UPDATE organization SET code = 'CB01' WHERE id = ?", pair.cells[1])
    change(pair.child, "UPDATE organization SET code = 'CB02' WHERE id = ?", pair.cells[0])
    pair.take(pair.send())
    assert dump(pair.parent, pair.child.office_id) == dump(pair.child, pair.child.office_id)


def test_a_revised_meeting_replaces_the_final_without_a_conflict(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    pair.take(pair.send())
    change(pair.child, "UPDATE meeting SET state = 'superseded' WHERE cell_id = ?", pair.cells[0])
    series = pair.child.store.value("SELECT series_id FROM meeting WHERE cell_id = ?", (pair.cells[0],))
    add_meeting(pair.child, pair.cells[0], pair.members[0], series_id=series, version=2, revision_reason="sửa số")
    pair.take(pair.send())
    assert dump(pair.parent, pair.child.office_id) == dump(pair.child, pair.child.office_id)
