"""The sample month: a commune that records it, an upper office that receives it, and a table of what lies where.

Everything is invented and marked as sample data; it is all recorded through the same services a clerk uses.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from db import places
from db.meeting_records import MeetingKind
from db.records import OrganizationKind
from desktop_app.demo_month import Scribe, texts
from desktop_app.demo_people import Person
from desktop_app.demo_register import hamlet_word, register, told
from desktop_app.demo_year import year
from desktop_app.texts import tr

if TYPE_CHECKING:
    from desktop_app.office import Clock, Office

SEED = 2026
PASSWORD = "suối Nặm Khuổi 2026"  # noqa: S105  # of the sample offices, shown to everyone
COMMUNE_FOLDER, UPPER_FOLDER, STICK_FOLDER = "xa", "cap-tren", "usb"
NOT_MET, DRAFT_ONLY, COMBINED = "HP", "PL", "T2"
"""Codes of the cell that did not meet, the one with a draft only, the one that combined its meeting with a theme."""
THEMATIC = ("TT", "BC")
"""Codes of the cells that held a thematic meeting of its own."""
LARGER = ("TT", "NL", "BC", "BL")
"""Codes of larger cells, which met in October too and whose committees prepared November."""
_COMMITTEE_DAY = date(2026, 10, 30)
_THEMATIC_DAY = date(2026, 11, 12)
_LOW, _UNEXCUSED = ("KN",), ("TP", "VK", "CP")
"""Cells where too few came, and where someone stayed away without a reason."""
_HANOI = timezone(timedelta(hours=7))

Report = Callable[[str], object]


class DemoClock:
    """The clock of the sample month: the 20th of November, a few seconds later with each look."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 20, 7, 30, tzinfo=_HANOI)

    def __call__(self) -> datetime:
        """Return the time and move on."""
        self._now += timedelta(seconds=3)
        return self._now


@dataclass(frozen=True)
class Step:
    """One step of the demonstration."""

    name: str
    seconds: float


@dataclass
class DemoResult:
    """What the demonstration made, where it lies and how long each step took."""

    folder: Path
    steps: list[Step] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)
    """(what, where) in the order of making."""
    cells: int = 0
    members: int = 0
    finals: int = 0
    drafts: int = 0
    minutes: list[Path] = field(default_factory=list)
    package: Path | None = None
    workbook: Path | None = None
    reported: int = 0
    """Cells of which the upper office holds the month."""
    received_finals: int = 0
    """Final meetings the upper office holds exactly as the commune does; -1 when they differ."""

    @property
    def complete(self) -> bool:
        """Whether everything that was finalised was printed, and arrived as it was."""
        return self.finals == len(self.minutes) == self.received_finals and self.reported == self.cells

    def lines(self) -> list[str]:
        """Return the closing table as lines of plain text."""
        wide = max((len(step.name) for step in self.steps), default=0)
        what = max((len(name) for name, _ in self.places), default=0)
        took = [f"  {step.name:<{wide}}  {step.seconds:7.2f} s" for step in self.steps]
        lies = [f"  {name:<{what}}  {place}" for name, place in self.places]
        total = sum(step.seconds for step in self.steps)
        return [
            tr("DỮ LIỆU MẪU: mọi tên người, tên xã và số liệu đều là hư cấu."),
            tr(
                "{cells} chi bộ, {members} đảng viên; {finals} biên bản đã chốt và in ra, {drafts} bản nháp.",
                cells=self.cells,
                members=self.members,
                finals=self.finals,
                drafts=self.drafts,
            ),
            self._arrived(),
            "",
            tr("Thời gian từng bước (cộng {seconds} giây):", seconds=f"{total:.1f}".replace(".", ",")),
            *took,
            "",
            tr("Cái gì nằm ở đâu:"),
            *lies,
            "",
            tr("Mật khẩu mở hai văn phòng mẫu: {password}", password=PASSWORD),
        ]

    def _arrived(self) -> str:
        if self.received_finals < 0:
            return tr("Cấp trên KHÔNG giữ đúng những gì xã đã chốt.")
        return tr(
            "Cấp trên giữ {same} biên bản giống hệt xã, có số liệu của {reported} chi bộ.",
            same=self.received_finals,
            reported=self.reported,
        )


def period() -> str:
    """Return the month the sample is about."""
    return str(told()["period"])


def _silent(_line: str) -> None:
    """Report to nobody."""


@contextmanager
def _step(result: DemoResult, report: Report, name: str) -> Iterator[None]:
    report(name)
    begun = time.perf_counter()
    yield
    result.steps.append(Step(name, time.perf_counter() - begun))


# --- the commune ---


def build_commune(folder: Path, seed: int = SEED, report: Report = _silent) -> None:
    """Create the sample commune in ``folder`` with its month recorded, and close it: PASSWORD opens it.

    Raises ProblemError S14 when the folder holds an office already, S05, S06, S10, S13 when it cannot be written.
    """
    _commune(folder, seed, report, DemoResult(folder)).close()


def _commune(folder: Path, seed: int, report: Report, result: DemoResult) -> Office:
    from db.keyslots import FLOOR
    from desktop_app.office import Setup, create_office

    office_told = told()["commune"]
    with _step(result, report, tr("Tạo văn phòng đảng ủy xã")):
        setup = Setup(
            **office_told,
            kind=OrganizationKind.COMMUNE.value,
            password=PASSWORD,
            upper_name=told()["upper"]["header_name"],
            sample=True,
        )
        office, _ = create_office(folder, setup, kdf=FLOOR, clock=DemoClock())
    try:
        with _step(result, report, tr("Ghi chi bộ, thôn bản và đảng viên")):
            cells, people = register(office, seed)
        with _step(
            result, report, tr("Ghi và chốt biên bản tháng {month}", month="/".join(reversed(period().split("-"))))
        ):
            _month(office, cells, people, seed)
        with _step(result, report, tr("Ghi phân công nhiệm vụ, kiểm điểm hai năm")):
            year(office, cells, seed)
    except BaseException:
        office.close(backup=False)
        raise
    return office


def _month(office: Office, cells: dict[str, str], people: dict[str, Person], seed: int) -> None:
    _themes(office, cells)
    _month_before(office, cells, Scribe(seed + 1, people))
    scribe = Scribe(seed, people)
    for code, cell_id in cells.items():
        if code == NOT_MET:
            continue
        place = _meeting_place(code)
        kind = MeetingKind.COMBINED if code == COMBINED else MeetingKind.REGULAR
        draft = office.meetings.prepare(cell_id, kind, period())
        absent, theme = 0.18 if code in _LOW else 0.06, draft.content.theme
        draft = scribe.regular(draft, place=place, absent=absent, unexcused=int(code in _UNEXCUSED), theme=theme)
        draft = office.meetings.save_draft(scribe.scored(office.quality.prefill(draft)))
        if code != DRAFT_ONLY:
            office.meetings.finalize(draft)
        if code in THEMATIC:
            prepared = office.meetings.prepare(cell_id, MeetingKind.THEMATIC, period())
            theme = prepared.content.theme
            office.meetings.finalize(scribe.thematic(prepared, place=place, held_on=_THEMATIC_DAY, theme=theme))


def _themes(office: Office, cells: dict[str, str]) -> None:
    """Write the list of themes of the quarter, approved by the committee above in January."""
    from db.view_records import ThemeInput

    titles, own = texts()["themes"], {**{code: place for place, code in enumerate(THEMATIC)}, COMBINED: 2}
    for place, (code, cell_id) in enumerate(cells.items()):
        office.themes.add(
            ThemeInput(
                cell_id=cell_id,
                year=_THEMATIC_DAY.year,
                quarter=4,
                title=titles[own.get(code, place % len(titles))],
                approved_on=date(_THEMATIC_DAY.year, 1, 15),
                approval_number="23-CV/ĐU",
                sent_on=_THEMATIC_DAY - timedelta(days=5) if code in THEMATIC else None,
            )
        )


def _month_before(office: Office, cells: dict[str, str], scribe: Scribe) -> None:
    """Let the larger cells meet in the month before, whose tasks the month looks back on, and their committees."""
    before = (date.fromisoformat(f"{period()}-01") - timedelta(days=1)).isoformat()[:7]
    for code in LARGER:
        place = _meeting_place(code)
        draft = office.meetings.prepare(cells[code], MeetingKind.REGULAR, before)
        office.meetings.finalize(scribe.regular(draft, place=place, absent=0.06, unexcused=0))
        prepared = office.meetings.prepare(cells[code], MeetingKind.COMMITTEE, before)
        office.meetings.finalize(scribe.committee(prepared, place=place, held_on=_COMMITTEE_DAY))


def _meeting_place(code: str) -> str:
    hamlet = next(cell["hamlets"][0] for cell in told()["cell"] if cell["code"] == code)
    return f"Nhà văn hóa {hamlet_word(hamlet)}"


# --- the whole month ---


def build(folder: Path, seed: int = SEED, report: Report = _silent) -> DemoResult:
    """Play the whole month into ``folder``: record, print, send, take in, tabulate, acknowledge.

    A folder that holds a sample already is left alone: the new one lies beside it, with a number. ``report`` is told
    each step as it begins. Raises what the services raise.
    """
    from desktop_app import demo_exchange as way

    folder = _free(folder)
    result = DemoResult(folder)
    stick = folder / STICK_FOLDER
    commune = _commune(folder / COMMUNE_FOLDER, seed, report, result)
    try:
        with _step(result, report, tr("In biên bản ra PDF")):
            result.minutes = way.print_minutes(commune, period())
        with _step(result, report, tr("Tạo văn phòng cấp trên")):
            upper = _upper(folder / UPPER_FOLDER, commune.clock)
        try:
            stick.mkdir(parents=True, exist_ok=True)
            _hand_over(commune, upper, stick, report, result)
            _sum_up(commune, upper, result)
        finally:
            with _step(result, report, tr("Sao lưu và đóng văn phòng cấp trên")):
                upper.close()
    finally:
        with _step(result, report, tr("Sao lưu và đóng văn phòng đảng ủy xã")):
            commune.close()
    return result


def _free(folder: Path) -> Path:
    from db.places import holds_office

    number, found = 1, folder
    while holds_office(found / COMMUNE_FOLDER) or holds_office(found / UPPER_FOLDER):
        number += 1
        found = folder.with_name(f"{folder.name}-{number}")
    return found


def _upper(folder: Path, clock: Clock) -> Office:
    from db.keyslots import FLOOR
    from desktop_app.office import Setup, create_office

    setup = Setup(**told()["upper"], kind=OrganizationKind.PROVINCE.value, password=PASSWORD, sample=True)
    office, _ = create_office(folder, setup, kdf=FLOOR, clock=clock)
    return office


def _hand_over(commune: Office, upper: Office, stick: Path, report: Report, result: DemoResult) -> None:
    from desktop_app import demo_exchange as way

    with _step(result, report, tr("Hai văn phòng nhận nhau (tệp đăng ký, mã đối chiếu)")):
        way.enrol(commune, upper, stick)
    with _step(result, report, tr("Lập gói dữ liệu tháng ra USB")):
        result.package = commune.exchange.make_package(period(), stick).path
    with _step(result, report, tr("Cấp trên kiểm tra và nhập gói")):
        receipt = way.take_in(upper, stick)
    with _step(result, report, tr("Lập bảng tổng hợp Excel")):
        result.workbook = upper.documents.consolidated(period(), upper.folder / places.PRINTS)
    with _step(result, report, tr("Ghi giấy báo nhận và nhập lại ở xã")):
        upper.exchange.write_receipt(receipt, stick)
        way.take_in(commune, stick)


def _sum_up(commune: Office, upper: Office, result: DemoResult) -> None:
    from desktop_app import demo_exchange as way

    day = _THEMATIC_DAY
    views = commune.organizations.cells(day)
    result.cells, result.members = len(views), sum(view.members for view in views)
    result.finals = len(commune.meetings.listed(period=period()))
    result.drafts = len(commune.meetings.drafts(period()))
    result.reported = sum(row.reported for row in upper.reports.consolidated(period()))
    result.received_finals = way.same_finals(commune, upper, period())
    result.places = [
        (tr("Văn phòng đảng ủy xã (thư mục dữ liệu)"), str(commune.folder)),
        (tr("Biên bản PDF ({count} tệp)", count=len(result.minutes)), str(commune.folder / places.PRINTS)),
        (tr("Gói gửi cấp trên"), str(result.package)),
        (tr("Văn phòng cấp trên (thư mục dữ liệu)"), str(upper.folder)),
        (tr("Bảng tổng hợp Excel"), str(result.workbook)),
        (tr("USB giả lập"), str(result.folder / STICK_FOLDER)),
    ]
