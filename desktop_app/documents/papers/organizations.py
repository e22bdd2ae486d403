"""Danh sách tổ chức: the tree on a day, a unit before what is below it."""

from __future__ import annotations

from collections.abc import Sequence

from db.records import Organization, OrganizationKind
from db.tree_records import TreeNode
from desktop_app.documents.papers.common import Issuer, columns, paper, wording
from desktop_app.documents.table_model import RowKind, Table, TableDocument, TableRow
from desktop_app.rules import dates
from desktop_app.texts import term

_WIDTHS = (
    *(("number", 10), ("code", 18), ("name", 72), ("type", 36), ("hamlets", 56), ("secretary", 36), ("members", 18)),
    ("day", 20),
)
_CENTRED = ("number", "members", "day")


def organizations_document(nodes: Sequence[TreeNode], issuer: Issuer) -> TableDocument:
    """Return the list of units as of the issuer's day."""
    words = wording()
    cells = [node for node in nodes if node.organization.kind == OrganizationKind.CELL.value]
    rows = [_row(number, node) for number, node in enumerate(nodes, 1)]
    if nodes:
        total = words["organizations"]["total"].format(cells=len(cells), members=sum(node.members for node in cells))
        rows.append(TableRow((total,), RowKind.SECTION))
    table = Table(
        columns=columns("organizations", _WIDTHS, _CENTRED),
        rows=rows,
        empty=words["organizations"]["empty"],
        sheet=words["organizations"]["title"].capitalize(),
    )
    return paper(
        issuer,
        "organizations",
        subject=[words["on"].format(date=dates.format_long(issuer.on))],
        blocks=[table],
        landscape=True,
    )


def _row(number: int, node: TreeNode) -> TableRow:
    unit = node.organization
    kind = RowKind.PLAIN if unit.kind == OrganizationKind.CELL.value else RowKind.TOTAL
    return TableRow(
        (
            number,
            unit.code,
            f"{'– ' * node.depth}{unit.name}",
            _type(unit),
            "; ".join(node.hamlets),
            node.secretary,
            node.members,
            f"{unit.meeting_day:02}" if unit.meeting_day else "",
        ),
        kind,
    )


def _type(unit: Organization) -> str:
    """Return the type of a unit, or its kind, in Vietnamese."""
    group, code = ("organization_type", unit.type_code) if unit.type_code else ("organization_kind", unit.kind)
    return term(group, code, language="vi")
