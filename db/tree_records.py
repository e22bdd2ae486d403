"""The organisation tree as forms hand it over and as pages show it; conventions as in ``db.records``."""

from __future__ import annotations

from datetime import date

import msgspec

from db.record_base import Record
from db.records import Hamlet, Organization
from db.register_records import OrganizationRole, RoleKind, TreeEventKind

# --- acts ------------------------------------------------------------------------------------------------------------


class UnitInput(Record, frozen=True, kw_only=True):
    """A cell or a section as a form hands it over."""

    code: str = ""
    name: str = ""
    header_name: str = ""
    """As documents print it; empty for the name in capitals."""
    kind: str = "cell"
    """"cell" or "section"."""
    parent_id: str = ""
    """The unit directly above; empty for the office itself."""
    place: str = ""
    meeting_day: int | None = None
    type_code: str = ""
    sector_code: str = ""
    hamlets: tuple[str, ...] = ()
    """Names of the hamlets it covers; a name that is not known yet is a new hamlet."""


class TreeAct(Record, frozen=True, kw_only=True):
    """What a guided form hands over about one act on the tree.

    Where members and hamlets of a cell that ends or is divided go is told by the codes of the cells that take them:
    new cells have no other name yet.
    """

    kind: TreeEventKind
    on: date
    """The day from which it holds."""
    unit_ids: tuple[str, ...] = ()
    """Whom it is about: none for CREATED, one for most, all that come together for MERGED."""
    units: tuple[UnitInput, ...] = ()
    """How the unit is from that day on; what is new in CREATED, SPLIT (one or more) and MERGED (none or one)."""
    into_id: str = ""
    """MERGED: the cell that takes the others in and stays; empty when they become a new one."""
    ends: bool = False
    """SPLIT: whether the cell that is divided ends; otherwise it goes on beside the new ones."""
    members_to: str = ""
    """Code of the cell that takes every member whom ``members`` does not name; empty for where they are now."""
    members: dict[str, str] = msgspec.field(default_factory=dict)
    """Code of the cell that takes a member, by the member's identifier."""
    hamlets: dict[str, str] = msgspec.field(default_factory=dict)
    """CLOSED: code of the cell that takes a hamlet, by the hamlet's name; the others stay without a cell."""
    decision_number: str = ""
    decision_on: date | None = None
    decided_by: str = ""
    note: str = ""


class TreeNode(Record, frozen=True, kw_only=True):
    """One line of the tree on a day, in the order in which it prints: a unit stands before what is below it."""

    depth: int
    """0 for the office itself, one more for each level below it."""
    organization: Organization
    """The unit under the names, parent and particulars of that day."""
    type_word: str
    """Its type in words ("chi bộ trực thuộc"), of its kind where no type was chosen."""
    hamlets: tuple[str, ...] = ()
    """Names of the hamlets a cell covers, in order."""
    members: int = 0
    """Members belonging to a cell (đảng số); of a section or an office those of all cells below it."""
    secretary: str = ""
    """Full name of the secretary; empty when none is known."""


class HamletView(Record, frozen=True, kw_only=True):
    """A hamlet on a day with the cells that cover it and the members who live in it."""

    hamlet: Hamlet
    cell_ids: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    """Names of these cells."""
    members: int = 0
    """Members whose particulars name the hamlet as the place they live in."""
    unplaced: int = 0
    """Members of these cells of whom no hamlet is known: as long as there are any, nobody knows that there is none."""

    @property
    def without_cell(self) -> bool:
        """Thôn trắng tổ chức: no cell covers it."""
        return not self.cell_ids

    @property
    def without_member(self) -> bool:
        """Thôn trắng đảng viên: no member lives in it, as far as the register can tell."""
        return not self.members and not self.unplaced


class TreeCounts(Record, frozen=True, kw_only=True):
    """How the cells cover the hamlets on a day; derived, never typed."""

    sections: int = 0
    cells: int = 0
    members: int = 0
    hamlets: int = 0
    single: int = 0
    """Cells of one hamlet (độc lập)."""
    joint: dict[int, int] = msgspec.field(default_factory=dict)
    """Cells of several hamlets (ghép) by the number of hamlets."""
    no_hamlet: int = 0
    """Cells that cover none: those of agencies, schools, companies."""
    without_cell: int = 0
    without_member: int = 0


# --- roles -----------------------------------------------------------------------------------------------------------


class RoleInput(Record, frozen=True, kw_only=True):
    """A role as a form hands it over."""

    role: RoleKind
    member_id: str | None = None
    person_name: str = ""
    """Somebody who is not in the register."""
    since: date
    until: date | None = None
    """The first day on which it no longer holds."""
    decision: str = ""
    note: str = ""


class RoleView(Record, frozen=True, kw_only=True):
    """A role with the name of who has it."""

    role: OrganizationRole
    name: str
    left_on: date | None = None
    """The day from which the person is no longer in the cell although the role goes on; None when all is well."""
