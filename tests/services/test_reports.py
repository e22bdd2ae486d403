"""The consolidated table: which cells it names, what it adds up, and who has not reported."""

from __future__ import annotations

from datetime import date

import msgspec

from db import organizations
from db.ids import new_id
from db.meeting_records import MeetingKind
from db.records import Organization, OrganizationKind
from tests.services.conftest import START, Commune
from tests.services.test_meetings import edit, finalized, written

PERIOD = "2026-11"


def below(commune: Commune, name: str, kind: OrganizationKind, parent: str, owner: str = "") -> Organization:
    """An organisation of another office, as an import leaves it."""
    own = new_id()
    unit = Organization(
        id=own,
        owner_id=owner or own,
        code=f"C{own[-6:]}",
        name=name,
        header_name=name.upper(),
        kind=kind.value,
        parent_id=parent,
        valid_from=START,
    )
    with commune.store.operation("test.import", f"organization:{own}"):
        organizations.insert(commune.store, unit)
    return unit


def covered(commune: Commune, office: Organization, cell: Organization, label: str) -> None:
    """Write what an imported package leaves behind about one cell's month."""
    manifest = new_id().replace("-", "") * 2
    with commune.store.operation("test.receive", "-"):
        commune.store.insert_many(
            "received_package",
            (
                "manifest", "pkg_id", "kind", "issuer_id", "incarnation", "seq", "counter", "period", "label",
                "file_sha256", "created", "audit_head",
            ),
            [(manifest, new_id(), "REPORT", office.id, 1, 1, 1, PERIOD, label, "0" * 64, "", "")],
        )  # fmt: skip
        commune.store.insert_many(
            "received_partition",
            ("issuer_id", "cell_id", "dataset", "period", "incarnation", "seq", "rows", "sha256", "manifest"),
            [(office.id, cell.id, "meetings", PERIOD, 1, 1, 0, "0" * 64, manifest)],
        )


def test_own_cells_are_counted_and_have_reported_once_their_meeting_is_final(commune: Commune) -> None:
    cell = commune.cell()
    empty = commune.cell("B", "Chi bộ thôn Bản Lầu", "Bản Lầu")
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(cell.id, name)
    finalized(commune, cell, kind=MeetingKind.COMBINED)
    finalized(commune, cell, kind=MeetingKind.EXTRAORDINARY)
    none, row = commune.reports.consolidated(PERIOD)
    assert (row.cell_id, row.reported, row.package, row.members) == (cell.id, True, "", 3)
    assert (row.regular, row.thematic, row.other) == (1, 1, 1)
    assert (row.required, row.present, row.conclusions) == (3, 3, 2)
    assert (none.cell_id, none.reported, none.regular) == (empty.id, False, 0)
    assert [missing.cell_id for missing in commune.reports.missing_cells(PERIOD)] == [empty.id]


def test_drafts_and_cancelled_meetings_count_nowhere(commune: Commune) -> None:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ"):
        commune.person(cell.id, name)
    commune.meetings.cancel(finalized(commune, cell).id, "Nhầm")
    commune.meetings.save_draft(written(commune, cell))
    (row,) = commune.reports.consolidated(PERIOD)
    assert (row.regular, row.required, row.reported) == (0, 0, False)


def test_a_new_version_counts_once(commune: Commune) -> None:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ"):
        commune.person(cell.id, name)
    draft = commune.meetings.revise(finalized(commune, cell).id, "Sửa giờ")
    commune.meetings.finalize(edit(draft, end_time="10:30"))
    assert commune.reports.consolidated(PERIOD)[0].regular == 1


def test_cells_of_offices_below_are_named_with_the_package_they_came_in(commune: Commune) -> None:
    commune.cell()
    office = below(commune, "Đảng ủy xã Bản Lầu", OrganizationKind.COMMUNE, commune.office.id)
    one, two = (below(commune, name, OrganizationKind.CELL, office.id, office.id) for name in ("Chi bộ 1", "Chi bộ 2"))
    covered(commune, office, one, "BL · 2026-11 · số 1")
    rows = commune.reports.consolidated(PERIOD)
    assert [(row.office_name, row.cell_name) for row in rows[1:]] == [
        ("Đảng ủy xã Bản Lầu", "Chi bộ 1"),
        ("Đảng ủy xã Bản Lầu", "Chi bộ 2"),
    ]
    assert (rows[1].reported, rows[1].package) == (True, "BL · 2026-11 · số 1")
    assert (rows[2].reported, rows[2].cell_id) == (False, two.id)
    assert not any(row.reported for row in commune.reports.consolidated("2026-10"))


def test_an_office_of_which_nothing_came_yet_is_named_all_the_same(commune: Commune) -> None:
    office = below(commune, "Đảng ủy xã Bản Lầu", OrganizationKind.COMMUNE, commune.office.id)
    (row,) = commune.reports.missing_cells(PERIOD)
    assert (row.office_id, row.cell_id, row.reported) == (office.id, "", False)


def test_a_cell_stands_where_it_stood_in_that_month(commune: Commune) -> None:
    old = below(commune, "Đảng ủy xã Cũ", OrganizationKind.COMMUNE, commune.office.id)
    new = below(commune, "Đảng ủy xã Mới", OrganizationKind.COMMUNE, commune.office.id)
    cell = below(commune, "Chi bộ 1", OrganizationKind.CELL, old.id, new.id)
    with commune.store.operation("test.move", "-"):
        organizations.change_version(
            commune.store, msgspec.structs.replace(cell, parent_id=new.id, valid_from=date(2026, 7, 1))
        )
    placed = {
        period: [row.office_id for row in commune.reports.consolidated(period) if row.cell_id]
        for period in ("2026-06", "2026-07")
    }
    assert placed == {"2026-06": [old.id], "2026-07": [new.id]}


def test_a_tree_in_a_circle_ends(commune: Commune) -> None:
    office = below(commune, "Đảng ủy xã Bản Lầu", OrganizationKind.COMMUNE, commune.office.id)
    with commune.store.operation("test.circle", "-"):
        commune.store.execute(
            "UPDATE organization_version SET parent_id = ? WHERE organization_id = ?", (office.id, commune.office.id)
        )
    assert len(commune.reports.consolidated(PERIOD)) <= 1
