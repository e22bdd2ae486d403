"""The composition root: creates or opens the folder of one office and hands out its services, wired."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db.places import FOLDERS, KEYSLOTS, LOCK, STORE, holds_office
from db.problems import ProblemError
from desktop_app import BUILD_DAY

if TYPE_CHECKING:
    from db.keyslots import Kdf
    from db.lock import FolderLock
    from db.store import Store
    from desktop_app.exchange.service import ExchangeService
    from desktop_app.services.accounts import AccountService
    from desktop_app.services.assignments import AssignmentService
    from desktop_app.services.audit import AuditService
    from desktop_app.services.backups import BackupService
    from desktop_app.services.ballots import BallotService
    from desktop_app.services.books import BookService
    from desktop_app.services.bulk import BulkService
    from desktop_app.services.change_sets import ChangeSetService
    from desktop_app.services.collectives import CollectiveService
    from desktop_app.services.commitments import CommitmentService
    from desktop_app.services.decisions import DecisionService
    from desktop_app.services.documents import DocumentService
    from desktop_app.services.duplicates import DuplicateService
    from desktop_app.services.hamlets import HamletService
    from desktop_app.services.household_import import HouseholdImportService
    from desktop_app.services.households import HouseholdService
    from desktop_app.services.issued import IssuedService
    from desktop_app.services.meeting_history import MeetingHistoryService
    from desktop_app.services.meeting_papers import MeetingPaperService
    from desktop_app.services.meeting_views import MeetingViewService
    from desktop_app.services.meetings import MeetingService
    from desktop_app.services.member_changes import MemberChangeService
    from desktop_app.services.member_drafts import MemberDraftService
    from desktop_app.services.member_import import MemberImportService
    from desktop_app.services.member_records import MemberRecordService
    from desktop_app.services.members import MemberService
    from desktop_app.services.numbers import NumberService
    from desktop_app.services.organizations import OrganizationService
    from desktop_app.services.quality import QualityService
    from desktop_app.services.rating_history import RatingHistoryService
    from desktop_app.services.rating_tables import RatingTableService
    from desktop_app.services.registers import RegisterService
    from desktop_app.services.registrations import RegistrationService
    from desktop_app.services.regulations import RegulationService
    from desktop_app.services.remedies import RemedyService
    from desktop_app.services.reports import ReportService
    from desktop_app.services.review_papers import ReviewPaperService
    from desktop_app.services.reviews import ReviewService
    from desktop_app.services.roles import RoleService
    from desktop_app.services.schemes import SchemeService
    from desktop_app.services.self_reviews import SelfReviewService
    from desktop_app.services.slips import SlipService
    from desktop_app.services.task_papers import TaskPaperService
    from desktop_app.services.tasks import TaskService
    from desktop_app.services.text_blocks import TextBlockService
    from desktop_app.services.themes import ThemeService
    from desktop_app.services.tree_changes import TreeService
    from desktop_app.services.word_templates import WordTemplateService

_UNFINISHED: Final = f"{STORE}.new"
_ACTOR: Final = "clerk"
"""Who works, on the trail; one clerk an office for now."""

Clock = Callable[[], datetime]
"""Returns the local wall time, for display and default dates only."""


@dataclass(frozen=True)
class Setup:
    """What the first start asks about the office."""

    name: str
    header_name: str
    code: str
    kind: str
    """A value of OrganizationKind."""
    place: str
    password: str
    upper_name: str = ""
    """Name of the office above, as documents print it; empty when unknown."""
    sample: bool = False


@dataclass(frozen=True)
class Password:
    """Unlock by the clerk's password."""

    text: str


@dataclass(frozen=True)
class Recovery:
    """Unlock by the printed recovery key; a new password must be set afterwards."""

    text: str


@dataclass(frozen=True)
class RawKey:
    """Unlock by the 32-byte key itself, for an office whose key the caller holds already."""

    key: bytes


def local_time() -> datetime:
    """Return the local wall time."""
    return datetime.now().astimezone()


class Office:
    """One open office: its store and its services. Use it from the thread that opened it."""

    def __init__(self, folder: Path, store: Store, key: bytes, lock: FolderLock, clock: Clock) -> None:
        from db import founding, settings

        self.folder = folder
        self.store = store
        self.key = key
        self.clock = clock
        self.id = settings.get(store, founding.OFFICE)
        self.is_sample = settings.get(store, founding.SAMPLE) == "1"
        self.upper_name = settings.get(store, founding.UPPER_NAME)
        self.checked_after_crash = False
        """Whether the last exit was unclean, so that the store was checked while opening."""
        self.kept_aside: Path | None = None
        """After a restore: the store that was in this folder before, under its new name."""
        self.floor = _floor(store)
        """A day known to have passed, whatever the clock of the machine says."""
        self._lock = lock
        self._closed = False

    @property
    def must_change_password(self) -> bool:
        """Whether the office was opened by the recovery key and no new password was set since."""
        return self.accounts.must_change_password

    def working_time(self) -> datetime:
        """Return the time work goes by: the clock's, but never a day before one that has passed already.

        A machine whose battery is dead wakes up in 1980; members, dates and meetings must not be refused for that.
        """
        now = self.clock()
        return max(now, datetime.combine(self.floor, time.min, now.tzinfo))

    @property
    def clock_is_wrong(self) -> bool:
        """Whether the clock of the machine stands before a day that has passed already."""
        return self.clock().date() < self.floor

    @functools.cached_property
    def organizations(self) -> OrganizationService:
        """The office, its cells and its neighbours in the tree."""
        from desktop_app.services.organizations import OrganizationService

        return OrganizationService(self.store, self.id, self.working_time)

    @functools.cached_property
    def tree(self) -> TreeService:
        """Acts on the organisation tree."""
        from desktop_app.services.tree_changes import TreeService

        return TreeService(self.store, self.id, self.working_time)

    @functools.cached_property
    def hamlets(self) -> HamletService:
        """Hamlets and the cells that cover them."""
        from desktop_app.services.hamlets import HamletService

        return HamletService(self.store, self.id, self.working_time)

    @functools.cached_property
    def roles(self) -> RoleService:
        """Who leads the office, its sections and cells."""
        from desktop_app.services.roles import RoleService

        return RoleService(self.store, self.id, self.working_time)

    @functools.cached_property
    def members(self) -> MemberService:
        """The register."""
        from desktop_app.services.members import MemberService

        return MemberService(self.store, self.id, self.working_time)

    @functools.cached_property
    def member_records(self) -> MemberRecordService:
        """Rewards, discipline, badges and contacts with the place of residence."""
        from desktop_app.services.member_records import MemberRecordService

        return MemberRecordService(self.store, self.id, self.working_time)

    @functools.cached_property
    def member_import(self) -> MemberImportService:
        """Member lists from workbooks, and the register as one."""
        from desktop_app.services.member_import import MemberImportService

        return MemberImportService(self.store, self.id, self.working_time)

    @functools.cached_property
    def member_drafts(self) -> MemberDraftService:
        """Member forms being typed."""
        from desktop_app.services.member_drafts import MemberDraftService

        return MemberDraftService(self.store, self.id, self.working_time)

    @functools.cached_property
    def change_sets(self) -> ChangeSetService:
        """What was changed for many people at once and can be taken back."""
        from desktop_app.services.change_sets import ChangeSetService

        return ChangeSetService(self.store, self.id, self.working_time)

    @functools.cached_property
    def changes(self) -> MemberChangeService:
        """Acts of membership: who came, went, was was recognised or exempted."""
        from desktop_app.services.member_changes import MemberChangeService

        return MemberChangeService(self.store, self.id, self.working_time)

    @functools.cached_property
    def bulk(self) -> BulkService:
        """One field of many people at once."""
        from desktop_app.services.bulk import BulkService

        return BulkService(self.store, self.id, self.working_time)

    @functools.cached_property
    def duplicates(self) -> DuplicateService:
        """People written down twice."""
        from desktop_app.services.duplicates import DuplicateService

        return DuplicateService(self.store, self.id, self.working_time)

    @functools.cached_property
    def meetings(self) -> MeetingService:
        """Drafts and finals of meetings."""
        from desktop_app.services.meetings import MeetingService

        return MeetingService(self.store, self.id, self.working_time)

    @functools.cached_property
    def numbers(self) -> NumberService:
        """Numbers of documents and the books that account for them."""
        from desktop_app.services.numbers import NumberService

        return NumberService(self.store, self.id, self.working_time)

    @functools.cached_property
    def meeting_views(self) -> MeetingViewService:
        """A whole year of meetings, looked back at."""
        from desktop_app.services.meeting_views import MeetingViewService

        return MeetingViewService(self.store, self.id, self.working_time)

    @functools.cached_property
    def themes(self) -> ThemeService:
        """The yearly lists of themes."""
        from desktop_app.services.themes import ThemeService

        return ThemeService(self.store, self.id, self.working_time)

    @functools.cached_property
    def quality(self) -> QualityService:
        """Score sheets of meetings and the levels of a year."""
        from desktop_app.services.quality import QualityService

        return QualityService(self.store, self.id, self.working_time)

    @functools.cached_property
    def issued(self) -> IssuedService:
        """Resolutions, notices and invitations."""
        from desktop_app.services.issued import IssuedService

        return IssuedService(self.store, self.id, self.working_time)

    @functools.cached_property
    def meetings_history(self) -> MeetingHistoryService:
        """What became of meetings: the trail, versions compared, papers matched by their code."""
        from desktop_app.services.meeting_history import MeetingHistoryService

        return MeetingHistoryService(self.store, self.id, self.working_time)

    @functools.cached_property
    def assignments(self) -> AssignmentService:
        """What meetings gave to do, and how it came out."""
        from desktop_app.services.assignments import AssignmentService

        return AssignmentService(self.store, self.id, self.working_time)

    @functools.cached_property
    def review_papers(self) -> ReviewPaperService:
        """The printed papers of the year-end review."""
        from desktop_app.services.review_papers import ReviewPaperService

        return ReviewPaperService(self.store, self.id, self.working_time)

    @functools.cached_property
    def household_import(self) -> HouseholdImportService:
        """Lists of households from workbooks and the clipboard."""
        from desktop_app.services.household_import import HouseholdImportService

        return HouseholdImportService(self.store, self.id, self.working_time)

    @functools.cached_property
    def task_papers(self) -> TaskPaperService:
        """The printed papers of tasks, households and commitments."""
        from desktop_app.services.task_papers import TaskPaperService

        return TaskPaperService(self.store, self.id, self.working_time)

    @functools.cached_property
    def reports(self) -> ReportService:
        """The consolidated table."""
        from desktop_app.services.reports import ReportService

        return ReportService(self.store, self.id, self.working_time)

    @functools.cached_property
    def regulations(self) -> RegulationService:
        """The rules in force and the office's own values of them."""
        from desktop_app.services.regulations import RegulationService

        return RegulationService(self.store, self.id, self.working_time)

    @functools.cached_property
    def schemes(self) -> SchemeService:
        """Rating schemes of every year, with the office's own values."""
        from desktop_app.services.schemes import SchemeService

        return SchemeService(self.store, self.id, self.working_time)

    @functools.cached_property
    def ballots(self) -> BallotService:
        """Votes of the year-end review and what they came to."""
        from desktop_app.services.ballots import BallotService

        return BallotService(self.store, self.id, self.working_time)

    @functools.cached_property
    def decisions(self) -> DecisionService:
        """Proposed, decided and annulled levels, and what stands against them."""
        from desktop_app.services.decisions import DecisionService

        return DecisionService(self.store, self.id, self.working_time)

    @functools.cached_property
    def reviews(self) -> ReviewService:
        """Campaigns of the year-end review."""
        from desktop_app.services.reviews import ReviewService

        return ReviewService(self.store, self.id, self.working_time)

    @functools.cached_property
    def collectives(self) -> CollectiveService:
        """Collectives of a review with what they registered and their plans."""
        from desktop_app.services.collectives import CollectiveService

        return CollectiveService(self.store, self.id, self.working_time)

    @functools.cached_property
    def rating_history(self) -> RatingHistoryService:
        """Ratings over the years."""
        from desktop_app.services.rating_history import RatingHistoryService

        return RatingHistoryService(self.store, self.id, self.working_time)

    @functools.cached_property
    def rating_tables(self) -> RatingTableService:
        """Summary tables of reviews and of admissions."""
        from desktop_app.services.rating_tables import RatingTableService

        return RatingTableService(self.store, self.id, self.working_time)

    @functools.cached_property
    def registrations(self) -> RegistrationService:
        """What members and collectives set out to reach."""
        from desktop_app.services.registrations import RegistrationService

        return RegistrationService(self.store, self.id, self.working_time)

    @functools.cached_property
    def remedies(self) -> RemedyService:
        """Plans to overcome shortcomings."""
        from desktop_app.services.remedies import RemedyService

        return RemedyService(self.store, self.id, self.working_time)

    @functools.cached_property
    def self_reviews(self) -> SelfReviewService:
        """Self-reviews being written."""
        from desktop_app.services.self_reviews import SelfReviewService

        return SelfReviewService(self.store, self.id, self.working_time)

    @functools.cached_property
    def tasks(self) -> TaskService:
        """The year's tasks."""
        from desktop_app.services.tasks import TaskService

        return TaskService(self.store, self.id, self.working_time)

    @functools.cached_property
    def households(self) -> HouseholdService:
        """The register of households."""
        from desktop_app.services.households import HouseholdService

        return HouseholdService(self.store, self.id, self.working_time)

    @functools.cached_property
    def commitments(self) -> CommitmentService:
        """Yearly commitments of members."""
        from desktop_app.services.commitments import CommitmentService

        return CommitmentService(self.store, self.id, self.working_time)

    @functools.cached_property
    def text_blocks(self) -> TextBlockService:
        """Passages kept for use again."""
        from desktop_app.services.text_blocks import TextBlockService

        return TextBlockService(self.store, self.id, self.working_time)

    @functools.cached_property
    def papers(self) -> MeetingPaperService:
        """The papers around a meeting, filled in or blank."""
        from desktop_app.services.meeting_papers import MeetingPaperService

        return MeetingPaperService(self.store, self.id, self.working_time)

    @functools.cached_property
    def documents(self) -> DocumentService:
        """Prints and workbooks."""
        from desktop_app.services.documents import DocumentService

        return DocumentService(self.store, self.id, self.working_time)

    @functools.cached_property
    def books(self) -> BookService:
        """Bound books of minutes."""
        from desktop_app.services.books import BookService

        return BookService(self.store, self.id, self.working_time)

    @functools.cached_property
    def word_templates(self) -> WordTemplateService:
        """Word faces of documents, and the templates they are made from."""
        from desktop_app.services.word_templates import WordTemplateService

        return WordTemplateService(self.store, self.id, self.working_time)

    @functools.cached_property
    def registers(self) -> RegisterService:
        """Registers and lists on paper and as workbooks."""
        from desktop_app.services.registers import RegisterService

        return RegisterService(self.store, self.id, self.working_time)

    @functools.cached_property
    def slips(self) -> SlipService:
        """Papers that go with packages and keys."""
        from desktop_app.services.slips import SlipService

        return SlipService(self.store, self.id, self.clock)

    @functools.cached_property
    def exchange(self) -> ExchangeService:
        """Packages to and from other offices."""
        from desktop_app.exchange.service import ExchangeService

        return ExchangeService(self.store, self.id, self.folder, self.clock, before_import=self.backups.before_import)

    @functools.cached_property
    def backups(self) -> BackupService:
        """Backups of this store."""
        from desktop_app.services.backups import BackupService

        return BackupService(self.store, self.id, self.clock, self.folder, self.key)

    @functools.cached_property
    def accounts(self) -> AccountService:
        """The password."""
        from desktop_app.services.accounts import AccountService

        return AccountService(self.store, self.id, self.clock, self.folder, self.key)

    @functools.cached_property
    def audit(self) -> AuditService:
        """The trail of operations."""
        from desktop_app.services.audit import AuditService

        return AuditService(self.store, self.id, self.clock)

    def close(self, *, backup: bool = True) -> None:
        """Back up when something changed, close the store, let the next program in; closing twice does nothing.

        Raises ProblemError when the backup failed; the store is closed in good order all the same.
        """
        if self._closed:
            return
        self._closed = True
        try:
            if backup:
                self.backups.at_exit()
        finally:
            try:
                self.store.close()
            except BaseException:
                self._lock.abandon()
                raise
            self._lock.release()


def _floor(store: Store) -> date:
    """Return the later one of the day the program was built and the day of the last operation."""
    from db import audit

    days = [BUILD_DAY, *(row.at[:10] for row in audit.page(store, offset=0, limit=1))]
    return date.fromisoformat(max(day for day in days if re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII)))


def create_office(
    folder: Path, setup: Setup, *, kdf: Kdf | None = None, clock: Clock = local_time
) -> tuple[Office, str]:
    """Create an office in ``folder`` and open it; return it with its recovery key, to be printed.

    ``kdf`` is the cost of the password hash, chosen for this machine when None. The store appears under its name only
    when it is complete: an interrupted creation can be repeated. Raises ProblemError: V01 (a name is missing or too
    long, the code cannot be one), K05, K06 (password), S04, S05, S06, S10, S14 (the folder holds an office already).
    """
    from db import files, keyslots, passwords
    from db.lock import FolderLock

    _check(setup)
    passwords.check(setup.password, setup.name, setup.code)
    files.make_folder(folder)
    lock = FolderLock(folder / LOCK)
    try:
        repeated = _require_free(folder)
        make_folders(folder)
        key = keyslots.new_key()
        _write_first_rows(folder / _UNFINISHED, key, setup, clock)
        cost = kdf or keyslots.calibrated()
        names = (setup.name, setup.code)
        slots = folder / KEYSLOTS
        recovery_key = keyslots.create(slots, setup.password, key, names=names, kdf=cost, replace=repeated)
        with files.explained():
            (folder / _UNFINISHED).replace(folder / STORE)
            (folder / f"{_UNFINISHED}-journal").unlink(missing_ok=True)
            files.sync_folder(folder)
        return open_locked(folder, key, lock, clock), recovery_key
    except BaseException:
        lock.release()
        raise


def _check(setup: Setup) -> None:
    """Refuse names that no paper and no package could carry. Raises ProblemError V01."""
    from desktop_app.rules.meeting import MAX_LINE
    from desktop_app.rules.naming import office_findings
    from desktop_app.services.base import refuse_errors, too_long

    found = office_findings(name=setup.name, header_name=setup.header_name, code=setup.code)
    for field in ("place", "upper_name"):
        found += too_long(field, getattr(setup, field), MAX_LINE)
    refuse_errors(found)


def _require_free(folder: Path) -> bool:
    """Return whether an interrupted creation left its pieces, which may be replaced. Raises ProblemError S14."""
    repeated = (folder / _UNFINISHED).exists()
    if holds_office(folder) or ((folder / KEYSLOTS).exists() and not repeated):
        raise ProblemError("S14", path=str(folder))
    return repeated


def make_folders(folder: Path) -> None:
    """Create the folders inside a data folder."""
    from db import files

    for name in FOLDERS:
        files.make_folder(folder / name)


def _write_first_rows(path: Path, key: bytes, setup: Setup, clock: Clock) -> None:
    from db import files, founding
    from db.store import Store
    from db.text import normalize

    with files.explained():
        path.unlink(missing_ok=True)
    store = Store.create(path, key, actor=_ACTOR)
    try:
        store.now = _stamp(clock)
        founding.found(
            store,
            code=normalize(setup.code),
            name=normalize(setup.name),
            header_name=normalize(setup.header_name),
            kind=setup.kind,
            place=normalize(setup.place),
            upper_name=normalize(setup.upper_name),
            sample=setup.sample,
        )
    finally:
        store.close()


def open_office(folder: Path, unlock: Password | Recovery | RawKey, *, clock: Clock = local_time) -> Office:
    """Open the office in ``folder``.

    After an exit that was not clean the store is checked first. Raises ProblemError: K01 to K04 (unlocking), S01 to
    S05, S08, S10 (the store).
    """
    from db import founding
    from db.lock import FolderLock

    if not holds_office(folder):
        raise ProblemError("S10", path=str(folder / STORE))
    lock = FolderLock(folder / LOCK)
    try:
        key = key_of(folder / KEYSLOTS, unlock)
        make_folders(folder)
        office = open_locked(folder, key, lock, clock)
    except BaseException:
        lock.release()
        raise
    if isinstance(unlock, Recovery):
        note(office, "account.recovery_used", {founding.MUST_CHANGE_PASSWORD: "1"})
    return office


def key_of(slots: Path, unlock: Password | Recovery | RawKey) -> bytes:
    """Return the key that a file of key slots gives up. Raises ProblemError K01 to K04, S10."""
    from db import keyslots

    if isinstance(unlock, Password):
        return keyslots.open_with_password(slots, unlock.text)
    if isinstance(unlock, Recovery):
        return keyslots.open_with_recovery(slots, unlock.text)
    return unlock.key


def note(office: Office, action: str, noted: Mapping[str, str], **detail: int) -> None:
    """Put on the trail how the office was opened, and keep what has to be known of it later."""
    from db import settings

    try:
        with office.store.operation(action, f"organization:{office.id}", **detail):
            for name, value in noted.items():
                settings.put(office.store, name, value)
    except BaseException:
        office.close(backup=False)
        raise


def open_locked(folder: Path, key: bytes, lock: FolderLock, clock: Clock) -> Office:
    """Open the store of a folder whose lock is held already."""
    from db.store import Store

    store = Store.open(folder / STORE, key, actor=_ACTOR)
    try:
        store.now = _stamp(clock)
        if lock.left_open:
            store.check()
        lock.mark()
        office = Office(folder, store, key, lock, clock)
    except BaseException:
        store.close()
        raise
    office.checked_after_crash = lock.left_open
    return office


def _stamp(clock: Clock) -> Callable[[], str]:
    from db import audit

    return lambda: audit.stamp(clock())
