"""The members of a period: the count at both ends and the acts between agree for any history, or the row is named."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from db import members, organizations
from db.ids import new_id
from db.records import Member, MemberInput, Membership, MemberStatus, Organization, Sex, Standing, StatusAxis
from db.register_records import ChangeInput, ChangeKind, Movements
from desktop_app.rules import membership, reconciliation
from desktop_app.rules.membership import State
from desktop_app.services import member_lines
from desktop_app.services.member_changes import MemberChangeService
from desktop_app.texts import term
from tests.services.conftest import Commune, now

K = ChangeKind
FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
HISTORIES = 1_000
PERIODS = 24


@pytest.fixture
def changes(commune: Commune) -> MemberChangeService:
    return MemberChangeService(commune.store, commune.office.id, now)


@pytest.fixture
def cells(commune: Commune) -> list[Organization]:
    return [commune.cell(f"C{number}", f"Chi bộ thôn {number}", f"Thôn {number}") for number in range(1, 5)]


def formula(found: Movements) -> int:
    """Return what the formula makes of the opening count, from the numbers as they are printed."""
    signs = dict(reconciliation.FORMULA)
    return found.opening + sum(
        count * signs.get(key, 1 if key.endswith("_in") else -1) for key, count in found.counts.items()
    )


def counted(commune: Commune, cells: list[Organization], on: date, cell_id: str | None = None) -> int:
    """Return the members of the office, or of one cell, counted apart from all that is tested here."""
    counts = organizations.member_counts(commune.store, on)
    return sum(counts.get(cell.id, 0) for cell in cells if cell_id in (None, cell.id))


# --- any history ---


def live(commune: Commune, cells: list[Organization], chance: random.Random, number: int) -> None:
    """Write one person and a random life in acts, some of them taken back."""
    on = FIRST + timedelta(days=chance.randrange(1500))
    entry = chance.choice(sorted(membership.COMING))
    entered = MemberInput(
        full_name=f"Người {number}",
        sex=Sex.MALE,
        cell_id=chance.choice(cells).id,
        standing=chance.choice([Standing.PROBATIONARY, Standing.OFFICIAL]),
        since=on,
        entry=None if entry is K.REGISTERED else ChangeInput(kind=entry, on=on),
    )
    member_id = new_id()
    member = Member(id=member_id, owner_id=commune.office.id, full_name=entered.full_name, sex=entered.sex)
    members.insert(commune.store, member)
    act = member_lines.write_entry(commune.store, commune.office.id, member_id, entered)
    state, cell = State(act.standing, act.duty), entered.cell_id
    for _ in range(chance.randrange(9)):
        kinds = membership.allowed(state)
        if not kinds:
            break
        # Several acts may fall on one day, but nobody leaves on the day of coming.
        on += timedelta(days=chance.choice([0, 1, 30, 200, 400]))
        kind = chance.choice(kinds)
        leaves = not membership.outcome(state, kind).is_member
        on += timedelta(days=int(leaves))
        into = chance.choice([other.id for other in cells if other.id != cell])
        act = member_lines.write_change(
            commune.store, commune.office.id, member_id, ChangeInput(kind=kind, on=on, cell_id=into)
        )
        if chance.random() < 0.15:
            member_lines.write_cancel(commune.store, member_id, act, "nhầm")
            continue
        state, cell = State(act.standing, act.duty), act.change.cell_id or cell


@pytest.mark.parametrize("seed", [1, 20261123])
def test_the_counts_balance_for_any_history(
    commune: Commune, cells: list[Organization], changes: MemberChangeService, seed: int
) -> None:
    chance = random.Random(seed)
    with commune.store.operation("test.fill", "organization:-"):
        for number in range(HISTORIES // 2):
            live(commune, cells, chance, number)
    kinds: set[str] = set()
    for _ in range(PERIODS):
        start = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
        end = start + timedelta(days=chance.choice([0, 30, 90, 365, 2000]))
        for cell_id in (None, *(cell.id for cell in cells)):
            found = changes.movements(start, end, cell_id)
            assert found.breaks == ()
            assert reconciliation.balance(found) == 0
            assert formula(found) == found.closing
            assert found.opening == counted(commune, cells, start - timedelta(days=1), cell_id)
            assert found.closing == counted(commune, cells, end, cell_id)
            kinds |= set(found.counts)
    assert kinds == set(dict(reconciliation.FORMULA))


# --- one by one ---


def fill(commune: Commune, cells: list[Organization], changes: MemberChangeService) -> list[Member]:
    """Write six people and one act of each of five of them in 2025."""
    people = [commune.person(cells[0].id, name) for name in ("An", "Bình", "Cường", "Dũng", "Giang")]
    guest = commune.person(cells[0].id, "Hà", entry=ChangeInput(kind=K.TEMPORARY_IN, on=date(2025, 1, 5)))
    for person, kind, day in zip(
        people, (K.TRANSFER_OUT, K.CELL_MOVE, K.EXEMPTION, K.DEATH, K.TEMPORARY_OUT), range(1, 6), strict=True
    ):
        changes.apply(
            person.id,
            ChangeInput(
                kind=kind,
                on=date(2025, 3, day),
                cell_id=cells[1].id,
                decision_number="5-QĐ/ĐU",
                decision_on=date(2025, 2, 1),
                place="Đảng bộ xã Bản Lầu",
            ),
        )
    commune.person(cells[1].id, "Yên", entry=ChangeInput(kind=K.ADMISSION, on=date(2025, 5, 19)))
    return [*people, guest]


def test_a_period_tells_who_came_and_went_with_decision_and_place(
    commune: Commune, cells: list[Organization], changes: MemberChangeService
) -> None:
    fill(commune, cells, changes)
    found = changes.movements(date(2025, 1, 1), date(2025, 12, 31))
    assert (found.opening, found.closing) == (5, 4)
    assert found.counts == {"admission": 1, "transfer_out": 1, "death": 1}
    assert [(line.full_name, line.kind, line.sign) for line in found.lines] == [
        ("Hà", "temporary_in", 0),
        ("An", "transfer_out", -1),
        ("Bình", "cell_move", 0),
        ("Cường", "exemption", 0),
        ("Dũng", "death", -1),
        ("Giang", "temporary_out", 0),
        ("Yên", "admission", 1),
    ]
    gone = found.lines[1]
    assert (gone.cell_name, gone.place) == ("Chi bộ thôn 1", "Đảng bộ xã Bản Lầu")
    assert found.lines[3].decision == "5-QĐ/ĐU, 01/02/2025"


def test_a_move_between_cells_counts_for_the_cells_only(
    commune: Commune, cells: list[Organization], changes: MemberChangeService
) -> None:
    fill(commune, cells, changes)
    left = changes.movements(date(2025, 1, 1), date(2025, 12, 31), cells[0].id)
    assert (left.opening, left.closing) == (5, 2)
    assert left.counts == {"transfer_out": 1, "death": 1, "cell_move_out": 1}
    entered = changes.movements(date(2025, 1, 1), date(2025, 12, 31), cells[1].id)
    assert (entered.opening, entered.closing) == (0, 2)
    assert entered.counts == {"admission": 1, "cell_move_in": 1}
    assert {line.full_name for line in entered.lines} == {"Bình", "Yên"}


def test_only_acts_of_the_period_are_told(
    commune: Commune, cells: list[Organization], changes: MemberChangeService
) -> None:
    fill(commune, cells, changes)
    day = date(2025, 3, 2)
    found = changes.movements(day, day, cells[0].id)
    assert [(line.full_name, line.sign) for line in found.lines] == [("Bình", -1)]
    assert (found.opening, found.closing) == (4, 3)
    quiet = changes.movements(date(2026, 1, 1), date(2026, 12, 31))
    assert (quiet.opening, quiet.closing, quiet.lines, quiet.counts) == (4, 4, (), {})


def test_a_cancelled_act_never_happened(
    commune: Commune, cells: list[Organization], changes: MemberChangeService
) -> None:
    people = fill(commune, cells, changes)
    changes.cancel(changes.listed(people[3].id)[-1].id, "nhầm người")
    found = changes.movements(date(2025, 1, 1), date(2025, 12, 31))
    assert (found.opening, found.closing) == (5, 5)
    assert "Dũng" not in {line.full_name for line in found.lines}


@pytest.mark.parametrize(
    ("statement", "sign"),
    [
        # A member who vanished from the cell, one counted twice, one made a guest.
        ("UPDATE membership SET valid_to = '2025-06-01' WHERE member_id = :member", -1),
        (
            """INSERT INTO membership SELECT 'x', owner_id, member_id, cell_id, '2025-06-01', NULL, ''
            FROM membership WHERE member_id = :member""",
            1,
        ),
        ("INSERT INTO member_status VALUES ('x', 'o', :member, 'duty', 'visiting', '2025-06-01', NULL, '', '')", -1),
    ],
)
def test_a_row_no_act_stands_behind_is_named(
    commune: Commune, cells: list[Organization], changes: MemberChangeService, statement: str, sign: int
) -> None:
    people = fill(commune, cells, changes)
    commune.store.connection.execute(statement, {"member": people[4].id})
    for cell_id in (None, cells[0].id):
        found = changes.movements(date(2025, 1, 1), date(2025, 12, 31), cell_id)
        assert [(line.full_name, line.sign) for line in found.breaks] == [("Giang", sign)]
        assert reconciliation.balance(found) == sign
        assert found.opening + sum(line.sign for line in found.lines) == found.closing
        assert all(line.cell_name == "Chi bộ thôn 1" for line in found.breaks)
    assert term("change_kind", reconciliation.UNEXPLAINED) != reconciliation.UNEXPLAINED


def test_a_standing_written_over_is_named_over_the_time_it_began(
    commune: Commune, cells: list[Organization], changes: MemberChangeService
) -> None:
    people = fill(commune, cells, changes)
    commune.store.connection.execute(
        "UPDATE member_status SET status = 'removed' WHERE member_id = ? AND axis = 'standing'", (people[4].id,)
    )
    found = changes.movements(date(2019, 1, 1), date(2025, 12, 31))
    assert [(line.full_name, line.sign) for line in found.breaks] == [("Giang", -1)]


def test_a_person_put_in_by_hand_is_named_with_the_day(
    commune: Commune, cells: list[Organization], changes: MemberChangeService
) -> None:
    ghost, day = new_id(), date(2025, 6, 1)
    with commune.store.operation("test.plant", "member:-"):
        members.insert(commune.store, Member(id=ghost, owner_id=commune.office.id, full_name="Không", sex=Sex.FEMALE))
        members.insert_membership(
            commune.store,
            Membership(id=new_id(), owner_id="o", member_id=ghost, cell_id=cells[0].id, valid_from=day),
        )
        members.insert_status(
            commune.store,
            MemberStatus(
                id=new_id(),
                owner_id="o",
                member_id=ghost,
                axis=StatusAxis.STANDING,
                status="official",
                valid_from=day,
            ),
        )
    found = changes.movements(date(2025, 1, 1), date(2025, 12, 31))
    assert [(line.full_name, line.on, line.sign) for line in found.breaks] == [("Không", day, 1)]


def test_every_count_has_its_words() -> None:
    for key, _ in reconciliation.FORMULA:
        assert term("movement", key) != key
