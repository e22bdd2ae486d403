"""Before packages are taken in, what the store holds is kept: once a run of imports, and no import without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import backup
from db.problems import ProblemError
from desktop_app.office import Office, Password
from desktop_app.restoring import restore_office
from tests.helpers import neighbours
from tests.helpers.exchange import make_pair
from tests.helpers.neighbours import PERIOD, Neighbours, everything, opened
from tests.helpers.offices import PASSWORD, FixedClock


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    return neighbours.make_neighbours(tmp_path_factory.mktemp("backup"))


@pytest.fixture
def pair(template: Neighbours, tmp_path: Path) -> Neighbours:
    return template.copied(tmp_path)


def worked(office: Office) -> None:
    office.organizations.add_cell("VP", "Chi bộ cơ quan", "", "Lào Cai", 3, ["Tổ 1"], neighbours.SINCE)


def reasons(office: Office) -> list[str]:
    return [made.reason for made in office.backups.listed()]


def test_the_state_before_an_import_can_be_brought_back(pair: Neighbours) -> None:
    with opened(pair.upper) as upper:
        worked(upper)
        before = everything(upper.store)
        assert upper.exchange.apply(upper.exchange.preview(pair.package)).verdict == "applied"
        made = upper.backups.listed()[0]
        assert made.reason == "import"
        assert everything(upper.store) != before
    restored = restore_office(pair.upper, made.path, Password(PASSWORD), clock=FixedClock())
    after = everything(restored.store)
    restored.close(backup=False)
    assert {name: rows for name, rows in after.items() if name not in ("audit", "setting")} == {
        name: rows for name, rows in before.items() if name not in ("audit", "setting")
    }


def test_imports_in_a_row_share_the_backup_made_before_the_first(pair: Neighbours) -> None:
    with opened(pair.commune) as commune:
        neighbours.add_cell(commune, code="CB02")
        second = commune.exchange.make_package(PERIOD, pair.stick)
    with opened(pair.upper) as upper:
        worked(upper)
        upper.exchange.apply(upper.exchange.preview(pair.package))
        made = upper.backups.listed()
        assert made[0].reason == "import"
        upper.exchange.apply(upper.exchange.preview(second.path))
        assert upper.backups.listed() == made


def test_work_between_two_imports_asks_for_a_new_backup(pair: Neighbours) -> None:
    with opened(pair.commune) as commune:
        neighbours.add_cell(commune, code="CB02")
        second = commune.exchange.make_package(PERIOD, pair.stick)
    with opened(pair.upper) as upper:
        upper.exchange.apply(upper.exchange.preview(pair.package))
        count = len(reasons(upper))
        worked(upper)
        upper.exchange.apply(upper.exchange.preview(second.path))
        assert reasons(upper)[0] == "import"
        assert len(reasons(upper)) == count + 1


def test_a_backup_of_another_history_does_not_count(pair: Neighbours) -> None:
    with opened(pair.upper) as upper:
        newest = upper.backups.listed()[0]
        foreign = newest.path.name.replace(newest.head, "0" * 16)
        newest.path.rename(newest.path.with_name(foreign))
        upper.exchange.apply(upper.exchange.preview(pair.package))
        assert reasons(upper)[0] == "import"


def test_nothing_is_taken_in_when_the_backup_fails(pair: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **named: object) -> Path:
        raise ProblemError("S06")

    with opened(pair.upper) as upper:
        worked(upper)
        before = everything(upper.store)
        entry = upper.exchange.preview(pair.package)
        monkeypatch.setattr(backup, "make", full)
        with pytest.raises(ProblemError, match="S06"):
            upper.exchange.apply(entry)
        assert everything(upper.store) == before
        monkeypatch.undo()
        assert upper.exchange.apply(entry).verdict == "applied"


def test_a_package_that_is_refused_costs_no_backup(pair: Neighbours) -> None:
    with opened(pair.upper) as upper:
        worked(upper)
        count = len(reasons(upper))
        pair.package.write_bytes(pair.package.read_bytes()[:-9])
        with pytest.raises(ProblemError):
            upper.exchange.apply(upper.exchange.preview(pair.package))
        assert len(reasons(upper)) == count


def test_an_acknowledgement_is_an_import_too(pair: Neighbours) -> None:
    with opened(pair.upper) as upper:
        receipt = upper.exchange.apply(upper.exchange.preview(pair.package))
        ack = upper.exchange.write_receipt(receipt, pair.stick)
    with opened(pair.commune) as commune:
        worked(commune)
        commune.exchange.apply(commune.exchange.preview(ack))
        assert reasons(commune)[0] == "import"


def test_an_exchange_without_an_office_around_it_needs_no_backup(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    assert pair.take(pair.send()).verdict == "applied"
    pair.child.store.close()
    pair.parent.store.close()
