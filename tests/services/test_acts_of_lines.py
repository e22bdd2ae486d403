"""A store of release 0002, which kept lines only: each line becomes the act it must have been, and counts balance."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from db import founding, members, migrations, organizations
from db.ids import new_id
from db.records import Duty, Standing
from db.register_records import ChangeInput, ChangeKind
from db.store import Store
from desktop_app.rules import reconciliation
from desktop_app.services.member_changes import MemberChangeService
from tests.helpers.stores import KEY
from tests.services.conftest import now

OFFICE, OTHER_OFFICE = "01900000-0000-7000-8000-00000000000a", "01900000-0000-7000-8000-00000000000b"
CELLS = [f"01900000-0000-7000-8000-0000000000c{number}" for number in range(3)]
K, S, D = ChangeKind, Standing, Duty
State = tuple[str, Standing, Duty]
"""Cell, standing, duty: what a day begins."""


class OldStore:
    """A store as release 0002 left it, to be filled and then opened by this program."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._path = path
        self._patch = monkeypatch
        monkeypatch.setattr(migrations, "MODULES", migrations.MODULES[:2])
        # What a new store does for searching belongs to a later release.
        monkeypatch.setattr(Store, "fold_words", lambda _store: None)
        self.store = Store.create(path, KEY)
        connection = self.store.connection
        connection.execute("INSERT INTO setting (key, value) VALUES (?, ?)", (founding.OFFICE, OFFICE))
        for unit in (OFFICE, *CELLS):
            connection.execute(
                "INSERT INTO organization (id, owner_id, code) VALUES (?, ?, ?)", (unit, OFFICE, unit[-3:])
            )
            connection.execute(
                "INSERT INTO organization_version (organization_id, valid_from, name, header_name, kind, parent_id,"
                " place, name_search, name_sort) VALUES (?, '2015-01-01', 'Chi bộ', '', ?, NULL, '', '', '')",
                (unit, "commune_committee" if unit == OFFICE else "cell"),
            )

    def person(self, name: str, *days: tuple[str, State], owner: str = OFFICE) -> str:
        """Write a person who stood in a new way from each of the days on."""
        member_id = new_id()
        self.store.connection.execute(
            "INSERT INTO member (id, owner_id, full_name, birth_date, sex, ethnic_code, card_number, sort_name, note,"
            " revision, name_search, name_sort) VALUES (?, ?, ?, '', 'male', '', '', '', '', 1, '', '')",
            (member_id, owner, name),
        )
        for axis, part in (("cell", 0), ("standing", 1), ("duty", 2)):
            changed = [days[0]] + [
                later for earlier, later in itertools.pairwise(days) if earlier[1][part] != later[1][part]
            ]
            for position, (start, state) in enumerate(changed):
                end = changed[position + 1][0] if position + 1 < len(changed) else None
                self._line(owner, member_id, axis, str(state[part]), start, end)
        return member_id

    def _line(self, owner: str, member_id: str, axis: str, value: str, start: str, end: str | None) -> None:
        if axis == "cell":
            self.store.connection.execute(
                "INSERT INTO membership VALUES (?, ?, ?, ?, ?, ?)", (new_id(), owner, member_id, value, start, end)
            )
        elif value != "active":
            self.store.connection.execute(
                "INSERT INTO member_status VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (new_id(), owner, member_id, axis, value, start, end, f"QĐ {value}", "lý do"),
            )

    def migrated(self) -> Store:
        """Return the store opened by this program."""
        self.store.close()
        self._patch.undo()
        return Store.open(self._path, KEY)


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OldStore:
    return OldStore(tmp_path / "sochibo.db", monkeypatch)


@pytest.fixture
def opened(old: OldStore) -> Iterator[Callable[[], Store]]:
    stores: list[Store] = []

    def open_now() -> Store:
        stores.append(old.migrated())
        return stores[-1]

    yield open_now
    for store in stores:
        store.close()


A, B, C = CELLS


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        ([("2020-01-01", (A, S.OFFICIAL, D.ACTIVE))], [K.REGISTERED]),
        (
            [("2020-01-01", (A, S.PROBATIONARY, D.ACTIVE)), ("2021-01-01", (A, S.OFFICIAL, D.ACTIVE))],
            [K.REGISTERED, K.RECOGNITION],
        ),
        (
            [("2020-01-01", (A, S.OFFICIAL, D.ACTIVE)), ("2021-01-01", (B, S.OFFICIAL, D.ACTIVE))],
            [K.REGISTERED, K.CELL_MOVE],
        ),
        (
            [
                ("2020-01-01", (A, S.OFFICIAL, D.ACTIVE)),
                ("2021-01-01", (A, S.OFFICIAL, D.AWAY)),
                ("2022-01-01", (A, S.OFFICIAL, D.ACTIVE)),
                ("2023-01-01", (A, S.OFFICIAL, D.EXEMPT)),
                ("2024-01-01", (A, S.OFFICIAL, D.ACTIVE)),
            ],
            [K.REGISTERED, K.TEMPORARY_OUT, K.TEMPORARY_END, K.EXEMPTION, K.RESUMPTION],
        ),
        (
            [
                ("2020-01-01", (A, S.OFFICIAL, D.TEMPORARILY_EXEMPT)),
                ("2021-01-01", (A, S.OFFICIAL, D.SUSPENDED)),
                ("2022-01-01", (A, S.EXPELLED, D.ACTIVE)),
                ("2025-06-01", (B, S.PROBATIONARY, D.ACTIVE)),
                ("2025-07-01", (B, S.DECEASED, D.ACTIVE)),
            ],
            [K.REGISTERED, K.SUSPENSION, K.EXPULSION, K.READMISSION, K.DEATH],
        ),
        (
            [
                ("2020-01-01", (A, S.OFFICIAL, D.VISITING)),
                ("2021-01-01", (A, S.OFFICIAL, D.ACTIVE)),
                ("2022-01-01", (A, S.TRANSFERRED, D.ACTIVE)),
                ("2023-01-01", (A, S.OFFICIAL, D.VISITING)),
                ("2024-01-01", (A, S.TRANSFERRED, D.ACTIVE)),
                ("2025-01-01", (C, S.OFFICIAL, D.ACTIVE)),
            ],
            [K.REGISTERED, K.TRANSFER_IN, K.TRANSFER_OUT, K.TEMPORARY_IN, K.TEMPORARY_END, K.TRANSFER_IN],
        ),
        (
            [
                ("2020-01-01", (A, S.OFFICIAL, D.ACTIVE)),
                ("2021-01-01", (A, S.REMOVED, D.ACTIVE)),
                ("2022-01-01", (A, S.DECEASED, D.ACTIVE)),
                ("2023-01-01", (A, S.OFFICIAL, D.ACTIVE)),
                ("2024-01-01", (A, S.RESIGNED, D.ACTIVE)),
            ],
            # The form of that release let any standing follow any other; what makes no sense is a line written anew.
            [K.REGISTERED, K.REMOVAL, K.DEATH, K.REGISTERED, K.RESIGNATION],
        ),
    ],
)
def test_lines_become_acts(
    old: OldStore, opened: Callable[[], Store], days: list[tuple[str, State]], kinds: list[ChangeKind]
) -> None:
    member = old.person("Lý A Sử", *days)
    changes = MemberChangeService(opened(), OFFICE, now)
    acts = changes.listed(member)
    assert [act.change.kind for act in acts] == kinds
    assert [act.seq for act in acts] == list(range(1, len(kinds) + 1))
    assert [(act.change.on.isoformat(), act.standing, act.duty) for act in acts] == [
        (day, standing, duty) for day, (_, standing, duty) in days
    ]
    assert acts[0].change.cell_id == days[0][1][0]
    assert acts[0].change.decision_number == f"QĐ {days[0][1][1]}"
    assert len({act.id for act in acts}) == len(acts)
    assert {len(act.id) for act in acts} == {36}


def test_people_of_other_offices_get_no_acts(old: OldStore, opened: Callable[[], Store]) -> None:
    member = old.person("Lý A Sử", ("2020-01-01", (A, S.OFFICIAL, D.ACTIVE)), owner=OTHER_OFFICE)
    assert MemberChangeService(opened(), OFFICE, now).listed(member) == []


def test_life_goes_on_after_the_migration_and_the_last_old_act_can_be_taken_back(
    old: OldStore, opened: Callable[[], Store]
) -> None:
    member = old.person(
        "Lý A Sử",
        ("2020-01-01", (A, S.PROBATIONARY, D.ACTIVE)),
        ("2021-01-01", (A, S.OFFICIAL, D.ACTIVE)),
        ("2022-01-01", (B, S.OFFICIAL, D.AWAY)),
    )
    store = opened()
    changes = MemberChangeService(store, OFFICE, now)
    home = changes.apply(member, ChangeInput(kind=K.TEMPORARY_END, on=date(2023, 1, 1)))
    changes.cancel(home.id, "nhầm")
    assert [line.status for line in members.statuses(store, member)] == ["probationary", "official", "away"]
    changes.cancel(changes.listed(member)[2].id, "nhầm")
    assert [(stay.cell_id, stay.valid_to) for stay in members.memberships(store, member)] == [(A, None)]
    assert [(line.status, line.valid_to) for line in members.statuses(store, member)] == [
        ("probationary", date(2021, 1, 1)),
        ("official", None),
    ]


def test_the_counts_of_any_old_register_balance(old: OldStore, opened: Callable[[], Store]) -> None:
    chance = random.Random(3)
    for number in range(150):
        day = date(2018, 1, 1)
        days: list[tuple[str, State]] = []
        for _ in range(chance.randrange(1, 7)):
            day += timedelta(days=chance.randrange(1, 500))
            state = (chance.choice(CELLS), chance.choice(list(S)), chance.choice(list(D)))
            if not days or days[-1][1] != state:
                days.append((day.isoformat(), state))
        old.person(f"Người {number}", *days)
    store = opened()
    changes = MemberChangeService(store, OFFICE, now)
    for _ in range(12):
        start = date(2018, 1, 1) + timedelta(days=chance.randrange(2800))
        end = start + timedelta(days=chance.choice([30, 365, 2000]))
        for cell_id in (None, *CELLS):
            found = changes.movements(start, end, cell_id)
            assert found.breaks == ()
            assert reconciliation.balance(found) == 0
            counts = organizations.member_counts(store, end)
            assert found.closing == sum(counts.get(cell, 0) for cell in CELLS if cell_id in (None, cell))
