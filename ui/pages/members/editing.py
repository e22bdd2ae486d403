"""A person in the form: opened, checked, kept while typed, saved; the list of people knows nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from db.problems import ProblemError
from db.records import Duty, Finding, Hamlet, MemberInput, PersonInput, Sex, Standing
from desktop_app.services.member_drafts import NEW, MemberDraft, rebased
from desktop_app.texts import term, tr
from ui.autosave import Autosave
from ui.context import SaveState
from ui.pages.members.editors import capital
from ui.pages.members.form import MemberForm

if TYPE_CHECKING:
    from desktop_app.office import Office
    from ui.pages.base import Page


@dataclass(frozen=True)
class Opened:
    """Whom the form shows: None for a new person."""

    member_id: str | None
    revision: int

    @property
    def draft_id(self) -> str:
        """Under which what is typed is kept."""
        return self.member_id or NEW


@dataclass(frozen=True)
class Reading:
    """What is read of a person to be shown."""

    revision: int
    person: PersonInput
    placed: MemberInput
    party_age: int | None
    hamlets: list[Hamlet]
    draft: MemberDraft | None
    foreign: bool
    """Whether another office looks after this person."""


class Editing(QObject):
    """Takes one person at a time through the form; ``shown`` tells the title, ``closed`` that the form is free."""

    shown = Signal(str)
    closed = Signal()
    saved = Signal()
    """A person was written."""

    def __init__(self, page: Page, form: MemberForm) -> None:
        super().__init__(page)
        self.page = page
        self.form = form
        self.opened: Opened | None = None
        self.last_place: tuple[str, date | None] | None = None
        """Cell and day of the person added last."""
        self.written_id = ""
        """The person saved last."""
        self.autosave: Autosave[MemberDraft] = Autosave(
            page.context.operations,
            self._draft,
            lambda office, draft: office.member_drafts.save(draft),
            self,
        )
        self.autosave.state_changed.connect(self._state_changed)
        form.check_wanted.connect(self.check)
        form.save_wanted.connect(self.save)
        form.cancel_wanted.connect(self.close)
        form.edited.connect(self._edited)
        form.draft_bar.discard_wanted.connect(self._discard_draft)
        form.changes.changed.connect(self.read_again)

    # --- opening ---

    def add(self, cell_id: str, since: date) -> None:
        """Open the form of a new person, or what was typed of one and never saved."""
        empty = MemberInput(full_name="", sex=Sex.MALE, cell_id=cell_id, standing=Standing.OFFICIAL, since=since)
        self._show(Opened(None, 0), empty, tr("Thêm đảng viên"), "")
        self.form.lock(foreign=False)
        self.page.run(
            lambda office: (office.members.hamlets(), office.member_drafts.get(NEW)),
            lambda read: self._new_read(*read),
        )

    def _new_read(self, hamlets: list[Hamlet], draft: MemberDraft | None) -> None:
        if self.opened is None or self.opened.member_id is not None:
            return
        self.form.set_hamlets(hamlets)
        if draft is not None and draft.new is not None and not self.form.changed:
            self.form.set_value(draft.new)
            self.form.draft_bar.show_saved(draft.saved_at)

    def open(self, member_id: str) -> None:
        """Open the form of a known person."""
        self.page.run(lambda office: self._reading(office, member_id), lambda found: self._read(member_id, found))

    def _reading(self, office: Office, member_id: str) -> Reading:
        today = self.page.context.today()
        return Reading(
            office.members.get(member_id).revision,
            office.members.form(member_id),
            office.members.placed(member_id, today),
            office.member_records.party_age(member_id, today),
            office.members.hamlets(member_id),
            office.member_drafts.get(member_id),
            office.members.get(member_id).owner_id != office.id,
        )

    def _read(self, member_id: str, found: Reading) -> None:
        self.form.set_hamlets(found.hamlets)
        self._show(Opened(member_id, found.revision), found.person, found.person.full_name, self._summary(found))
        self.form.lock(foreign=found.foreign)
        draft = found.draft
        if draft is not None and draft.person is not None and draft.base is not None:
            self.form.set_value(rebased(draft.base, draft.person, found.person))
            self.form.draft_bar.show_saved(draft.saved_at)

    def _summary(self, found: Reading) -> str:
        """Return cell, standing, duty and years in the Party in one line."""
        placed = found.placed
        is_member = placed.standing in (Standing.OFFICIAL, Standing.PROBATIONARY)
        parts = [self._cell_name(placed.cell_id) if is_member else "", capital(term("standing", placed.standing.value))]
        if placed.duty is not Duty.ACTIVE:
            parts.append(term("duty", placed.duty.value))
        if found.party_age is not None and is_member:
            parts.append(tr("{years} năm tuổi đảng", years=found.party_age))
        return " · ".join(part for part in parts if part)

    def _cell_name(self, cell_id: str) -> str:
        cells = (view.organization for view in self.page.context.cells)
        return next((cell.name for cell in cells if cell.id == cell_id), "")

    def _show(self, opened: Opened, entered: PersonInput, title: str, summary: str) -> None:
        self.opened = opened
        self.page.clear_problem()
        self.form.show_input(entered, member_id=opened.member_id or "", summary=summary)
        self.autosave.watch(MemberDraft(id=opened.draft_id))
        self.shown.emit(title)
        self.form.begin()

    # --- keeping what is typed ---

    def _draft(self) -> MemberDraft:
        assert self.opened is not None
        value = self.form.value()
        if isinstance(value, MemberInput):
            return MemberDraft(id=self.opened.draft_id, new=value)
        return MemberDraft(id=self.opened.draft_id, base=self.form.base, person=value)

    def _edited(self) -> None:
        if self.opened is not None:
            self.autosave.touch()

    def _state_changed(self, state: str, _at: str) -> None:
        # A draft that is kept is not yet in the register: the form stays unsaved until it is.
        if self.opened is not None and state == SaveState.UNSAVED:
            self.page.context.set_save_state(SaveState.UNSAVED)

    def _discard_draft(self) -> None:
        """Show what the register holds again."""
        opened = self.opened
        if opened is None:
            return
        self.autosave.forget()
        self._forget(opened.draft_id)
        if opened.member_id is not None:
            self.open(opened.member_id)
        elif isinstance(self.form.base, MemberInput):
            self._show(opened, self.form.base, tr("Thêm đảng viên"), "")

    def _forget(self, draft_id: str) -> None:
        self.page.run(lambda office: office.member_drafts.discard(draft_id))

    # --- checking, saving, closing ---

    def check(self) -> None:
        """Say what is wrong beside the fields that were left."""
        opened, entered = self.opened, self.form.value()
        if opened is None:
            return
        unreadable = self.form.unreadable()
        self.page.run(
            lambda office: office.members.check(entered, opened.member_id),
            lambda found: self._checked(opened, [*unreadable, *found]),
        )

    def _checked(self, opened: Opened, found: list[Finding]) -> None:
        if self.opened is opened:
            self.form.show_findings(found)

    def save(self) -> None:
        """Save what the form holds; mistakes are listed on top and lead to their fields."""
        opened = self.opened
        if opened is None or not self.form.save.isEnabled():
            return
        if self.form.records.changed:
            # A note being typed belongs to itself: it is written first, and what is wrong with it is said there.
            self.form.records.save()
            return
        unreadable = self.form.unreadable()
        if unreadable:
            self.form.show_findings(unreadable, everywhere=True)
            self.form.go_to(unreadable[0])
            return
        entered = self.form.value()
        self.form.save.setEnabled(False)
        self.page.context.set_save_state(SaveState.SAVING)

        def write(office: Office) -> str:
            if isinstance(entered, MemberInput):
                member_id = office.members.add(entered).id
            else:
                assert opened.member_id is not None
                member_id = opened.member_id
                office.members.update(member_id, opened.revision, entered)
            office.member_drafts.discard(opened.draft_id)
            return member_id

        self.page.run(
            write,
            lambda member_id: self._saved(entered, member_id),
            self._refused,
            on_done=lambda: self.form.save.setEnabled(True),
            busy=tr("Đang lưu…"),
        )

    def _saved(self, entered: PersonInput, member_id: str) -> None:
        self.written_id = member_id
        if isinstance(entered, MemberInput):
            self.last_place = entered.cell_id, entered.since
        self.autosave.forget()
        self.form.settle()
        self._end()
        # The form is gone: the sentence says what was saved, a second "saved" beside it would only repeat it.
        self.page.context.set_save_state(SaveState.NONE)
        self.page.context.say(tr("Đã lưu {name}.", name=entered.full_name.strip()))
        self.page.context.cells_changed.emit()
        self.saved.emit()

    def _refused(self, problem: ProblemError) -> None:
        self.page.context.set_save_state(SaveState.UNSAVED)
        findings = problem.values.get("findings")
        if isinstance(findings, tuple) and findings:
            self.form.show_findings(findings, everywhere=True)
            self.form.go_to(findings[0])
        else:
            self.page.show_problem(problem)

    def escape(self) -> None:
        """Close what is open last: the small form, the list of mistakes, then the form itself."""
        if self.form.records.isVisible() and not self.form.records.form.isHidden():
            self.form.records.close_form()
        elif self.form.problems.isVisible():
            self.form.problems.hide()
        else:
            self.close()

    def close(self) -> bool:
        """Leave the form; asks when something typed would be lost. Returns whether it was left."""
        opened = self.opened
        if opened is None:
            return True
        if self.form.changed or self.form.records.changed:
            if not self.page.context.questions.discard_changes():
                return False
            self._forget(opened.draft_id)
        self.autosave.forget()
        self._end()
        self.page.context.set_save_state(SaveState.NONE)
        return True

    def _end(self) -> None:
        self.opened = None
        self.form.settle()
        self.page.clear_problem()
        self.closed.emit()

    def read_again(self) -> None:
        """Read a person again of whom an act was recorded; what is typed meanwhile stays."""
        opened = self.opened
        if opened is None or opened.member_id is None:
            return
        member_id, base, typed = opened.member_id, self.form.base, self.form.value()

        def taken(found: Reading) -> None:
            if self.opened is not opened or base is None:
                return
            self.opened = Opened(member_id, found.revision)
            self.form.set_value(found.person)
            self.form.base = self.form.value()
            self.form.set_value(rebased(base, typed, self.form.base))
            self.form.summary.setText(self._summary(found))

        self.page.run(lambda office: self._reading(office, member_id), taken)
        self.page.context.cells_changed.emit()
