"""The register of the sample commune: its cells with a little history of their own, its members, and who leads them."""

from __future__ import annotations

import functools
import random
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from db.records import Duty, Hamlet, MemberInput, PersonInput, Standing
from db.register_records import ChangeInput, ChangeKind, MemberProfile, RecordInput, RoleKind, TreeEventKind
from db.tree_records import RoleInput, TreeAct, UnitInput
from desktop_app.demo_month import GUESTS
from desktop_app.demo_people import BEGINNING, Person, counter, sizes, village
from desktop_app.demo_profiles import Papers

if TYPE_CHECKING:
    from desktop_app.office import Office

_DECIDER = "Đảng ủy xã"
_KINDS = {
    Duty.EXEMPT: ChangeKind.EXEMPTION,
    Duty.TEMPORARILY_EXEMPT: ChangeKind.TEMPORARY_EXEMPTION,
    Duty.AWAY: ChangeKind.TEMPORARY_OUT,
}
_SPLIT_ON, _MERGED_ON, _SECTION_ON = date(2025, 9, 1), date(2025, 10, 1), date(2026, 1, 1)
_LEADERS = ((RoleKind.SECRETARY, 0), (RoleKind.DEPUTY, 1), (RoleKind.COMMITTEE, 2))


@functools.cache
def told() -> dict[str, Any]:
    """Return what resources/demo/places.toml tells of the sample."""
    return tomllib.loads(resources.files("resources").joinpath("demo/places.toml").read_text("utf-8"))


def hamlet_word(name: str) -> str:
    """Return a hamlet as it stands within a sentence."""
    return name.replace("Thôn", "thôn") if name.startswith("Thôn") else f"thôn {name}"


def _cell_name(hamlets: list[str]) -> str:
    """Return the cell's name: joint cells carry the names of two hamlets, or of the first of more."""
    if len(hamlets) == 1:
        return f"Chi bộ {hamlet_word(hamlets[0])}"
    return f"Chi bộ ghép {' - '.join(hamlets) if len(hamlets) == 2 else hamlets[0]}"


@dataclass
class _Life:
    """One person on the way through the register: what is still to be written of them, by day."""

    person: Person
    profile: MemberProfile
    cell: str
    """Code of the cell they are in today."""
    member_id: str = ""
    later: list[tuple[date, Callable[[], None]]] = field(default_factory=list)


@dataclass(frozen=True)
class _Coming:
    """One person on the way into the register: as they came, and what is noted of them."""

    life: _Life
    until: date | None
    """Until when what followed is written at once; None for all of it."""
    entered: MemberInput
    notes: tuple[RecordInput, ...]


def register(office: Office, seed: int) -> tuple[dict[str, str], dict[str, Person]]:
    """Record cells and members; return the cells' identifiers by code and the members by identifier.

    Two cells were one until it was split in September 2025, two became one in October, and since January 2026 three
    stand below a section; everybody went along.
    """
    made = _Register(office, seed)
    made.cells_of_the_beginning()
    made.people()
    made.history()
    made.leaders()
    return made.cells, {life.member_id: life.person for life in made.lives}


class _Register:
    def __init__(self, office: Office, seed: int) -> None:
        self.office = office
        self.rng = random.Random(seed)  # noqa: S311  # invented people, nothing secret
        self.papers = Papers(random.Random(seed + 1), str(told()["commune"]["place"]))  # noqa: S311  # as well
        self.cells: dict[str, str] = {}
        self.lives: list[_Life] = []
        self._waiting: list[_Life] = []

    def cells_of_the_beginning(self) -> None:
        """Set up the cells as they stood when the commune began."""
        split, merged = told()["split"], told()["merged"]
        for cell in told()["cell"]:
            code, hamlets = cell["code"], list(cell["hamlets"])
            if code == split["code"]:
                continue
            if code == split["source"]:
                hamlets += [
                    hamlet for one in told()["cell"] if one["code"] == split["code"] for hamlet in one["hamlets"]
                ]
            if code == merged["into"]:
                self._add_cell(merged["code"], hamlets[1:])
                hamlets = hamlets[:1]
            self._add_cell(code, hamlets)

    def _add_cell(self, code: str, hamlets: list[str]) -> None:
        place, day = str(told()["commune"]["place"]), int(told()["meeting_day"])
        added = self.office.organizations.add_cell(code, _cell_name(hamlets), "", place, day, hamlets, BEGINNING)
        self.cells[code] = added.id

    # --- members ---

    def people(self) -> None:
        """Write everybody into the cell they were in at first, with all that happened until the tree changed."""
        wanted, counted = told()["cell"], counter()
        known = self.office.members.hamlets()
        for cell, size in zip(wanted, sizes([entry["size"] for entry in wanted]), strict=True):
            hamlets = [hamlet for hamlet in known if hamlet.name in cell["hamlets"]]
            coming: list[_Coming] = []
            for person in village(self.rng, size, cell["groups"], counted):
                coming += self._begin(_Life(person, self.papers.profile(person, hamlets), cell["code"]), hamlets)
            self._enter(coming)

    def _begin(self, life: _Life, hamlets: list[Hamlet]) -> list[_Coming]:
        """Return a person as they came, or keep those who came after their cell changed until it has."""
        code, until = self._first_cell(life, hamlets)
        self.lives.append(life)
        if until is not None and life.person.since >= until:
            self._waiting.append(life)
            return []
        return [self._coming(life, self.cells[code], until)]

    def _first_cell(self, life: _Life, hamlets: list[Hamlet]) -> tuple[str, date | None]:
        """Return the code of the cell a person was in at first, and until when it was another than today's."""
        split, merged = told()["split"], told()["merged"]
        if life.cell in (split["code"], split["source"]):
            return split["source"], _SPLIT_ON
        if life.cell == merged["into"]:
            there = life.profile.hamlet_id == hamlets[-1].id
            return merged["code"] if there else merged["into"], _MERGED_ON
        return life.cell, None

    def _coming(self, life: _Life, cell_id: str, until: date | None = None) -> _Coming:
        """Return one person as they came, and note what followed: made official, exempt or away."""
        person, papers = life.person, self.papers
        later = person.was_probationary
        known = PersonInput(
            full_name=person.full_name,
            birth_date=person.birth_date,
            sex=person.sex,
            ethnic_code=person.ethnic_code,
            admitted_on=papers.partial(person.admitted_on, person.age),
            official_on="" if later else papers.partial(person.official_on, person.age),
            card_number="" if later else person.card_number,
            profile=msgspec.structs.replace(life.profile, card_issued_on="") if later else life.profile,
        )
        entry = None
        if person.admitted_on > BEGINNING:
            number = f"{papers.count:02d}-QĐ/ĐU"
            entry = ChangeInput(kind=ChangeKind.ADMISSION, on=person.since, decision_number=number, decided_by=_DECIDER)
        first = Standing.PROBATIONARY if later else person.standing
        added = MemberInput(
            **msgspec.structs.asdict(known), cell_id=cell_id, standing=first, since=person.since, entry=entry
        )
        if later and person.official_on:
            life.later.append((person.official_on, functools.partial(self._recognize, life, papers.count)))
        if person.duty is not Duty.ACTIVE and person.duty_since:
            since = max(person.duty_since, person.since, person.official_on or person.since)
            kind = _KINDS[person.duty]
            life.later.append((since, functools.partial(self._act, life, kind, since, papers.count)))
        return _Coming(life, until, added, (*papers.notes(person), *papers.contact(person, life.profile)))

    def _enter(self, coming: Sequence[_Coming]) -> None:
        """Write people as a list that is taken in: first all of them, then their notes, then what followed."""
        for one, member in zip(coming, self.office.members.add_many([one.entered for one in coming]), strict=True):
            one.life.member_id = member.id
        self.office.member_records.add_many([(one.life.member_id, note) for one in coming for note in one.notes])
        for one in coming:
            self._go_on(one.life, one.until)

    def _go_on(self, life: _Life, until: date | None = None) -> None:
        """Write what followed, until a day or all of it."""
        for on, act in list(life.later):
            if until is None or on < until:
                act()
                life.later.remove((on, act))

    def _recognize(self, life: _Life, number: int) -> None:
        assert life.person.official_on is not None
        self._act(life, ChangeKind.RECOGNITION, life.person.official_on, number)
        full = self.office.members.form(life.member_id)
        full = msgspec.structs.replace(full, card_number=life.person.card_number, profile=life.profile)
        self.office.members.update(life.member_id, self.office.members.get(life.member_id).revision, full)

    def _act(self, life: _Life, kind: ChangeKind, on: date, number: int) -> None:
        decision = f"{number:02d}-QĐ/ĐU"
        act = ChangeInput(kind=kind, on=on, decision_number=decision, decision_on=on, decided_by=_DECIDER)
        if kind is ChangeKind.TEMPORARY_OUT:
            act = ChangeInput(kind=kind, on=on, place="Bắc Ninh", paper_number=f"{number:02d}-GT", reason="Đi làm xa")
        self.office.changes.apply(life.member_id, act)

    # --- the tree ---

    def history(self) -> None:
        """Let the tree become what it is today, and everything else that happened since."""
        split, merged, tree = told()["split"], told()["merged"], self.office.tree
        hamlets = {cell["code"]: list(cell["hamlets"]) for cell in told()["cell"]}
        going = {life.member_id: split["code"] for life in self.lives if life.cell == split["code"] and life.member_id}
        new = msgspec.structs.replace(
            tree.form(self.cells[split["source"]], _SPLIT_ON),
            code=split["code"],
            name=_cell_name(hamlets[split["code"]]),
            header_name="",
            hamlets=tuple(hamlets[split["code"]]),
        )
        event = tree.apply(
            _decided(
                TreeEventKind.SPLIT, _SPLIT_ON, 12, unit_ids=(self.cells[split["source"]],), units=(new,), members=going
            )
        )
        self.cells[split["code"]] = event.successors[0]
        self._rename(split["source"], _cell_name(hamlets[split["source"]]), _SPLIT_ON)
        into, ending = self.cells[merged["into"]], self.cells.pop(merged["code"])
        tree.apply(_decided(TreeEventKind.MERGED, _MERGED_ON, 19, unit_ids=(ending,), into_id=into))
        self._rename(merged["into"], _cell_name(hamlets[merged["into"]]), _MERGED_ON)
        self._section()
        self.cells = {cell["code"]: self.cells[cell["code"]] for cell in told()["cell"]}
        self._enter([self._coming(life, self.cells[life.cell]) for life in self._waiting])
        for life in self.lives:
            self._go_on(life)

    def _rename(self, code: str, name: str, on: date) -> None:
        form = msgspec.structs.replace(self.office.tree.form(self.cells[code], on), name=name, header_name="")
        act = TreeAct(kind=TreeEventKind.RENAMED, on=on, unit_ids=(self.cells[code],), units=(form,))
        self.office.tree.apply(act)

    def _section(self) -> None:
        """Put some cells below a section."""
        section, tree = told()["section"], self.office.tree
        unit = UnitInput(
            code=section["code"],
            name=section["name"],
            kind="section",
            type_code="section",
            place=str(told()["commune"]["place"]),
        )
        above = tree.apply(_decided(TreeEventKind.CREATED, _SECTION_ON, 31, units=(unit,))).subjects[0]
        for code in section["cells"]:
            form = msgspec.structs.replace(tree.form(self.cells[code], _SECTION_ON), parent_id=above)
            tree.apply(_decided(TreeEventKind.REPARENTED, _SECTION_ON, 31, unit_ids=(self.cells[code],), units=(form,)))

    def leaders(self) -> None:
        """Name a secretary, a deputy, a committee member, and who looks after each cell from above."""
        for place, (code, cell_id) in enumerate(self.cells.items()):
            since = self._since(code)
            able = [
                life
                for life in self.lives
                if life.cell == code
                and life.person.standing is Standing.OFFICIAL
                and life.person.duty is Duty.ACTIVE
                and not life.person.was_probationary
                and 35 <= life.person.age <= 62
            ]
            for role, at in _LEADERS:
                if at < len(able):
                    entered = RoleInput(role=role, member_id=able[at].member_id, since=since, decision="45-QĐ/ĐU")
                    self.office.roles.add(cell_id, entered)
            guide = RoleInput(role=RoleKind.IN_CHARGE, person_name=GUESTS[place % len(GUESTS)], since=since)
            self.office.roles.add(cell_id, guide)

    def _since(self, code: str) -> date:
        days = {told()["split"]["code"]: _SPLIT_ON, told()["merged"]["into"]: _MERGED_ON}
        return days.get(code, BEGINNING)


def _decided(kind: TreeEventKind, on: date, number: int, **fields: Any) -> TreeAct:
    """Return an act with a decision a week before it."""
    return TreeAct(
        kind=kind,
        on=on,
        decision_number=f"{number}-QĐ/ĐU",
        decision_on=date.fromordinal(on.toordinal() - 7),
        decided_by=_DECIDER,
        **fields,
    )
