"""Take the pictures of README and docs from the real program on the sample month: ``python3 dev.py shots``."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from unittest import mock

from PySide6.QtCore import QEventLoop, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

from db.meeting_records import MeetingKind
from db.records import Duty
from db.register_records import TreeEventKind
from desktop_app import demo
from desktop_app.office import Office, Password, open_office
from docs import clerks_list, review_shots, year_book
from ui.app import Application
from ui.pages.exchange.page import ExchangePage
from ui.pages.meetings.page import MeetingsPage
from ui.pages.members.page import MembersPage
from ui.pages.organizations.page import OrganizationsPage
from ui.pages.year.book import BookPanel
from ui.pages.year.page import YearPage
from ui.preferences import Preferences

PICTURES = Path(__file__).resolve().parent / "pictures"
SIZE = QSize(1366, 768)
TODAY = date(2026, 11, 20)
SCREEN = {"name": "old", "x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
PATIENCE = 60.0
"""Seconds after which a page that does not settle counts as broken."""


class Photographer:
    """Opens windows of the program and keeps what they look like."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.taken: list[tuple[str, str]] = []

    def settle(self, ready: Callable[[], bool]) -> None:
        """Let the window work until nothing is under way and ``ready`` says so."""
        until = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 5:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            quiet = quiet + 1 if ready() else 0
            if time.monotonic() > until:
                raise TimeoutError("the page did not settle")

    def keep(self, window: QWidget, name: str, says: str) -> None:
        """Save a picture of ``window`` under docs/pictures."""
        window.grab().save(str(PICTURES / f"{name}.png"))
        self.taken.append((name, says))

    def keep_pages(self, pdf: Path, name: str, says: str, *, most: int = 4) -> None:
        """Save the first pages of a PDF."""
        import pypdfium2

        document = pypdfium2.PdfDocument(pdf)
        try:
            for number in range(min(len(document), most)):
                page = document[number]
                page.render(scale=1.1).to_pil().save(PICTURES / f"{name}-{number + 1}.png", optimize=True)
                self.taken.append((f"{name}-{number + 1}", f"{says}, trang {number + 1}"))
        finally:
            document.close()

    def index(self) -> None:
        """Write the page that shows every picture."""
        lines = [
            "# Pictures of the real program",
            "",
            "Made by `python3 dev.py shots` from the sample month; every person and place is made up.",
            "",
        ]
        for name, says in self.taken:
            lines += [f"## {says}", "", f"![{says}]({name}.png)", ""]
        (PICTURES / "README.md").write_text("\n".join(lines).rstrip() + "\n", "utf-8")


def screen(folder: Path) -> str:
    """Return the platform that draws on a screen of an old PC which is not there."""
    described = folder / "screen.json"
    described.write_text(json.dumps({"screens": [SCREEN]}), "utf-8")
    return f"offscreen:configfile={described}"


def main() -> int:
    """Play the sample month in a temporary folder and photograph both offices."""
    with tempfile.TemporaryDirectory(prefix="sochibo-screen-") as name:
        os.environ["QT_QPA_PLATFORM"] = screen(Path(name))
        app = QApplication(["shots"])
    for family in ("Arimo", "DejaVu Sans"):
        if family in QFontDatabase.families():
            app.setFont(QFont(family))
            break
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    photographer = Photographer(app)
    with tempfile.TemporaryDirectory(prefix="sochibo-shots-") as name:
        # Paths are part of some pictures: short ones, the same on every machine.
        os.chdir(name)
        folder = Path("so-lieu")
        folder.mkdir()
        result = demo.build(folder / "demo", report=lambda line: sys.stdout.write(line + "\n"))
        first_day(photographer, folder)
        commune(photographer, result)
        upper(photographer, result)
        prints(photographer, result)
    photographer.index()
    return 0


def application(photographer: Photographer, folder: Path) -> Application:
    """Return the program as it starts on a folder, at the size of an old screen."""
    chosen = Preferences(path=folder.parent / f"{folder.name}-preferences.json")
    return Application(photographer.app, chosen, folder=folder, today=lambda: TODAY)


def first_day(photographer: Photographer, folder: Path) -> None:
    """The assistant of the first start."""
    started = application(photographer, folder / "empty")
    started.start()
    window = started.start_window
    assert window is not None
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "first-day", "Ngày đầu tiên: lập sổ của đơn vị")
    window.show_restore()
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "restore", "Máy mới: khôi phục từ bản sao lưu")
    started.leave()
    started.stop()


def commune(photographer: Photographer, result: demo.DemoResult) -> None:
    """Every page of the commune's office, from the locked door to the package."""
    started = application(photographer, result.folder / demo.COMMUNE_FOLDER)
    started.start()
    assert started.start_window is not None
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(started.start_window, "unlock", "Mở sổ bằng mật khẩu")
    enter(photographer, started)
    window = started.main_window
    assert window is not None
    for page, says in (
        ("home", "Trang chủ: bảng tháng, mỗi chi bộ một dòng"),
        ("organizations", "Tổ chức: chi bộ và các thôn"),
        ("members", "Đảng viên: danh sách, tìm theo tên có dấu hoặc không dấu"),
        ("exchange", "Gửi và nhận: lập gói gửi cấp trên"),
        ("settings", "Cài đặt"),
    ):
        window.open_page(page)
        photographer.settle(lambda: started.operations.idle)
        photographer.keep(window, "exchange-send" if page == "exchange" else page, says)
    regulations(photographer, started)
    window.open_page("exchange", pane="enrol")
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "exchange-enrol", "Gửi và nhận: đăng ký khóa với cấp trên")
    window.open_page("members")
    members = window.page
    assert isinstance(members, MembersPage)
    members.add()
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "member-form", "Đảng viên: thêm một người")
    members.close_form()
    acts(photographer, started)
    member_import(photographer, started, result.folder)
    meeting(photographer, started)
    book(photographer, started)
    year(photographer, started)
    review_shots.take(photographer, started, TODAY.year)
    dark(photographer, started)
    finish(started)


def acts(photographer: Photographer, started: Application) -> None:
    """What happened to a person, a cell being split, and the figures of a period."""
    window = started.main_window
    assert window is not None
    members = window.page
    assert isinstance(members, MembersPage)
    person = next(row for row in members.model.rows if row is not None and row.duty is not Duty.ACTIVE)
    members.open_member(person.id)
    photographer.settle(lambda: started.operations.idle)
    members.form.tabs.setCurrentIndex(members.form.tabs.count() - 1)
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "member-acts", "Đảng viên: quá trình, mỗi thay đổi một dòng có quyết định")
    members.close_form()
    window.open_page("organizations")
    photographer.settle(lambda: started.operations.idle)
    tree = window.page
    assert isinstance(tree, OrganizationsPage)
    tree.table.select(window.context.cells[0].organization.id)
    tree.begin(TreeEventKind.SPLIT)
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "organization-split", "Tổ chức: chia tách một chi bộ")
    tree.close_form()
    window.open_page("members")
    photographer.settle(lambda: started.operations.idle)


def member_import(photographer: Photographer, started: Application, folder: Path) -> None:
    """The import of a member list: its header, its columns, its lines; nothing is written."""
    window = started.main_window
    assert window is not None
    page = window.page
    assert isinstance(page, MembersPage)
    known = [row for row in page.model.rows if row is not None]
    path = folder / "Danh sach dang vien.xlsx"
    clerks_list.write(path, known[:9])
    page.importing.start()
    assistant = page.importing.assistant
    assert assistant is not None
    assistant.read_file(path)
    for name, says in (
        ("member-import-sheet", "Nhập từ Excel: dòng tiêu đề trên chính các dòng của tệp"),
        ("member-import-columns", "Nhập từ Excel: nghĩa và bảng mã của từng cột"),
        ("member-import-lines", "Nhập từ Excel: từng dòng so với sổ, trước khi ghi"),
    ):
        photographer.settle(lambda: started.operations.idle)
        if name.endswith("columns"):
            assistant.columns.table.select(7)
        elif name.endswith("lines"):
            assistant.lines.show_verdict(None)
            assistant.lines.table.select(1)
        photographer.keep(window, name, says)
        if not name.endswith("lines"):
            assistant.go_on()
    assistant.closed.emit()
    photographer.settle(lambda: started.operations.idle)


def regulations(photographer: Photographer, started: Application) -> None:
    """The screen of regulations, as the settings open it."""
    from ui.pages.settings.regulations import RegulationsDialog

    window = started.main_window
    assert window is not None
    dialog = RegulationsDialog(window.context, window)
    dialog.resize(SIZE.width() - 60, SIZE.height() - 80)
    dialog.show()
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(dialog, "regulations", "Cài đặt: quy định và mẫu văn bản")
    dialog.close()


def book(photographer: Photographer, started: Application) -> None:
    """The book of a cell's year: what it holds and lacks, and its pages."""
    window = started.main_window
    assert window is not None
    cells = {cell.organization.code: cell.organization.id for cell in window.context.cells}
    cell_id = cells[demo.DRAFT_ONLY]

    def fill(office: Office) -> None:
        like = next(one for one in office.meetings.listed(period="2026-11") if one.kind is MeetingKind.REGULAR)
        year_book.fill(office, cell_id, office.meetings.get(like.id))

    started.operations.run(fill)
    photographer.settle(lambda: started.operations.idle)
    window.context.set_cell_id(cell_id)
    window.open_page("year", panel="book", year=TODAY.year)
    photographer.settle(lambda: started.operations.idle)
    page = window.page
    assert isinstance(page, YearPage)
    panel = page.panel
    assert isinstance(panel, BookPanel)
    photographer.keep(window, "book", "Sổ biên bản của năm: sổ có gì, còn thiếu gì")
    panel.make()
    photographer.settle(lambda: started.operations.idle)
    assert panel.window_ is not None
    photographer.keep_pages(
        started.folder / "in" / f"{panel.window_.plan.file_name}.pdf", "book", "Sổ biên bản", most=6
    )
    panel.window_.close()
    window.context.set_cell(None)
    photographer.settle(lambda: started.operations.idle)


def year(photographer: Photographer, started: Application) -> None:
    """A year looked back at: its calendar, who came how often, what was concluded, the themes, the quality."""
    window = started.main_window
    assert window is not None
    for panel, says in (
        ("calendar", "Cả năm: lịch sinh hoạt của các chi bộ"),
        ("attendance", "Cả năm: dự sinh hoạt của từng người"),
        ("outcomes", "Cả năm: kết luận, việc giao và kết quả"),
        ("quality", "Cả năm: chất lượng sinh hoạt"),
    ):
        window.open_page("year", panel=panel, year=TODAY.year)
        photographer.settle(lambda: started.operations.idle)
        photographer.keep(window, f"year-{panel}", says)


def dark(photographer: Photographer, started: Application) -> None:
    """The home page with a dark ground."""
    started.preferences.dark = True
    started.rebuild()
    window = started.main_window
    assert window is not None
    window.resize(SIZE)
    window.open_page("home")
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "home-dark", "Trang chủ trên nền tối")
    started.preferences.dark = False
    started.rebuild()
    photographer.settle(lambda: started.operations.idle)


def meeting(photographer: Photographer, started: Application) -> None:
    """The meeting form from section to section, its preview, and a finalised meeting."""
    window = started.main_window
    assert window is not None
    cells = {cell.organization.code: cell.organization.id for cell in window.context.cells}
    window.open_page("meetings", cell_id=cells[demo.DRAFT_ONLY])
    photographer.settle(lambda: started.operations.idle)
    page = window.page
    assert isinstance(page, MeetingsPage)
    form = page.draft.form
    for section, name, says in (
        (form.info, "meeting-info", "Sinh hoạt chi bộ: thông tin"),
        (form.attendance, "meeting-attendance", "Sinh hoạt chi bộ: điểm danh bằng một phím mỗi người"),
        (form.carried, "meeting-carried", "Sinh hoạt chi bộ: văn bản, kết quả việc đã giao"),
        (form.agenda, "meeting-agenda", "Sinh hoạt chi bộ: nội dung, ý kiến, kết luận, biểu quyết, việc giao"),
        (form.score, "meeting-score", "Sinh hoạt chi bộ: chấm điểm chất lượng buổi sinh hoạt"),
        (form.closing, "meeting-closing", "Sinh hoạt chi bộ: kết thúc, các việc còn thiếu"),
    ):
        form.go_to(section)
        photographer.settle(lambda: started.operations.idle)
        photographer.keep(window, name, says)
    page.show_preview()
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "meeting-preview", "Sinh hoạt chi bộ: xem trước bản in")
    window.open_page("meetings", cell_id=cells[demo.COMBINED])
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "meeting-final", "Sinh hoạt chi bộ: biên bản đã chốt")


def upper(photographer: Photographer, result: demo.DemoResult) -> None:
    """What the office above sees after the import."""
    started = application(photographer, result.folder / demo.UPPER_FOLDER)
    started.start()
    enter(photographer, started)
    window = started.main_window
    assert window is not None
    window.open_page("exchange", pane="receive")
    page = window.page
    assert isinstance(page, ExchangePage)
    page.receive.place.choose(result.folder / demo.STICK_FOLDER)
    page.receive.scan()
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "exchange-receive", "Cấp trên: các gói trên USB, gói nào đã nhập")
    window.open_page("consolidated")
    photographer.settle(lambda: started.operations.idle)
    photographer.keep(window, "consolidated", "Cấp trên: bảng tổng hợp tháng, chi bộ nào chưa báo cáo")
    finish(started)


def enter(photographer: Photographer, started: Application) -> None:
    """Open the office as the unlock page does, without waiting for the keyboard."""
    started.operations.open(
        lambda: open_office(started.folder, Password(demo.PASSWORD)), lambda _: started.show_main(), receiver=started
    )
    photographer.settle(lambda: started.main_window is not None and started.operations.idle)
    assert started.main_window is not None
    started.main_window.resize(SIZE)
    started.main_window.setFocus(Qt.FocusReason.OtherFocusReason)
    photographer.settle(lambda: started.operations.idle)


def finish(started: Application) -> None:
    """Close the office and its windows."""
    started.operations.close_office()
    started.operations.stop()
    started.leave()
    started.stop()


def prints(photographer: Photographer, result: demo.DemoResult) -> None:
    """The printed pages of the month and the papers that go with packages and keys."""
    photographer.keep_pages(result.minutes[0], "minutes", "Biên bản sinh hoạt chi bộ")
    paper = result.folder / "giay.pdf"
    with closing(open_office(result.folder / demo.COMMUNE_FOLDER, Password(demo.PASSWORD))) as commune:
        [sent] = commune.exchange.sent()
        photographer.keep_pages(commune.slips.delivery_slip(sent), "delivery-slip", "Phiếu giao nhận kèm gói")
        with mock.patch("platform.node", return_value="MAY-VAN-PHONG"):
            card = commune.slips.key_card(commune.exchange.check_code())
        photographer.keep_pages(card, "key-card", "Thẻ khóa của đơn vị")
        for name, says, document in (
            ("register", "Sổ danh sách đảng viên, 14 cột", commune.registers.register(None, TODAY)),
            ("changes", "Tăng, giảm đảng viên trong kỳ", commune.registers.changes(date(2026, 1, 1), TODAY)),
        ):
            paper.write_bytes(commune.registers.pdf(document))
            photographer.keep_pages(paper, name, says, most=1)
        # A key of no office: the sheet of a real one is never photographed.
        paper.write_bytes(commune.slips.recovery_sheet("-".join(["ABCD", "EFGH"] * 4) + "-00"))
        photographer.keep_pages(paper, "recovery-sheet", "Khóa khôi phục, niêm phong cất két")
    with closing(open_office(result.folder / demo.UPPER_FOLDER, Password(demo.PASSWORD))) as above:
        [receipt] = above.exchange.receipts()
        photographer.keep_pages(above.slips.receipt_slip(receipt), "receipt-slip", "Giấy báo nhận")


if __name__ == "__main__":
    raise SystemExit(main())
