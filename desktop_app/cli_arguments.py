"""What the command line understands, and how it says so: options, commands, help and complaints in words people use."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from db.places import usual_folder
from desktop_app import texts
from desktop_app.texts import tr

if TYPE_CHECKING:
    _Jobs = argparse._SubParsersAction["_Parser"]

Job = Callable[[argparse.Namespace], int]
"""Does one command and returns the exit code."""
PASSWORD_VARIABLE = "SOCHIBO_PASSWORD"  # noqa: S105  # the name of a variable


class Exit(IntEnum):
    """What the program answers to the one who called it; documented in --help."""

    OK = 0
    REFUSED = 1
    """Something looked at was not right: a package was refused, nothing fitted the request."""
    USAGE = 2
    PROBLEM = 3
    """A known failure; three sentences were told."""
    BUG = 4
    INTERRUPTED = 130


class UsageError(Exception):
    """The command line cannot be understood; carries the sentence."""


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the language in use."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(_usage_sentence(message) + "\n" + self.format_usage().rstrip())

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", tr("Cách dùng: "), 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", tr("Cách dùng: "), 1)


def _usage_sentence(message: str) -> str:
    """Return what argparse complains about as a sentence."""
    found = re.search("required: (.+)", message)
    if found:
        return tr("Thiếu: {names}.", names=found[1])
    found = re.search("unrecognized arguments: (.+)", message)
    if found:
        return tr("Không hiểu: {names}.", names=found[1])
    found = re.search(r"argument (\S+): (?:expected|invalid)", message)
    if found:
        return tr("Giá trị của {name} không đúng.", name=found[1])
    return tr("Lệnh chưa đúng.")


def parser_for(jobs: Mapping[str, Job]) -> _Parser:
    """Return the parser; ``jobs`` holds the function of each command by its name."""
    parser = _Parser(
        prog="sochibo",
        description=tr("Sổ Chi Bộ: ghi chép, in ấn và gửi nhận số liệu sinh hoạt chi bộ, không cần mạng."),
        epilog=_epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        allow_abbrev=False,
    )
    _common(parser)
    listed = parser.add_subparsers(dest="job", metavar=tr("LỆNH"), title=tr("các lệnh"), parser_class=_Parser)
    _add_demo(listed, jobs["demo"])
    _add_verify(listed, jobs["verify"])
    _add_inbox(listed, jobs["inbox"])
    _add_import(listed, jobs["import"])
    _add_receipts(listed, jobs["receipts"])
    _add_minutes(listed, jobs["minutes"])
    _add_book(listed, jobs["book"])
    _add_restore(listed, jobs["restore"])
    _job(listed, "self-test", jobs["self-test"], tr("chương trình tự kiểm tra trong thư mục tạm; in OK nếu tốt"))
    return parser


def _epilog() -> str:
    return "\n".join(
        (
            tr("Không có lệnh nào: mở cửa sổ chương trình."),
            tr("Xem thêm về một lệnh: sochibo LỆNH --help"),
            "",
            tr(
                "Mật khẩu được hỏi trên màn hình; hoặc đọc từ --password-file, hoặc biến môi trường {name}.",
                name=PASSWORD_VARIABLE,
            ),
            "",
            tr("Mã kết thúc:"),
            f"  0    {tr('xong, không có gì sai')}",
            f"  1    {tr('có điều không ổn: gói bị từ chối, hoặc không có gì hợp với yêu cầu')}",
            f"  2    {tr('lệnh viết chưa đúng')}",
            f"  3    {tr('sự cố đã biết (sai mật khẩu, đĩa đầy, USB lỗi …); đã in cách xử lý')}",
            f"  4    {tr('lỗi của chương trình; đã ghi báo cáo không có dữ liệu cá nhân')}",
            f"  130  {tr('người dùng dừng giữa chừng')}",
        )
    )


def _common(parser: argparse.ArgumentParser, *, top: bool = True) -> None:
    """Add the options every command has; after a command they have no default, so that those before it stay."""
    group = parser.add_argument_group(tr("tùy chọn chung"))
    keep = None if top else argparse.SUPPRESS
    group.add_argument("-h", "--help", action="help", help=tr("in hướng dẫn này rồi thôi"))
    if top:
        group.add_argument("--version", action="store_true", help=tr("in số phiên bản rồi thôi"))
    group.add_argument(
        "--data-dir",
        type=Path,
        default=keep,
        metavar=tr("THƯ MỤC"),
        help=tr("thư mục dữ liệu của văn phòng (mặc định: {folder})", folder=_escaped(usual_folder())),
    )
    group.add_argument(
        "--language",
        choices=texts.LANGUAGES,
        default="vi" if top else argparse.SUPPRESS,
        help=tr("ngôn ngữ: vi hoặc en"),
    )
    group.add_argument(
        "--password-file",
        type=Path,
        default=keep,
        metavar=tr("TỆP"),
        help=tr("đọc mật khẩu từ dòng đầu của tệp này"),
    )


def _escaped(folder: Path) -> str:
    return str(folder).replace("%", "%%")


def _job(jobs: _Jobs, name: str, run: Job, told: str) -> _Parser:
    parser = jobs.add_parser(name, help=told, description=told, add_help=False, allow_abbrev=False)
    parser.set_defaults(run=run)
    _common(parser, top=False)
    return parser


def _add_demo(jobs: _Jobs, run: Job) -> None:
    parser = _job(jobs, "demo", run, tr("chạy một tháng mẫu (dữ liệu hư cấu) từ ghi chép đến bảng tổng hợp"))
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path("so-chi-bo-mau"),
        metavar=tr("THƯ MỤC"),
        help=tr("nơi đặt dữ liệu mẫu (mặc định: so-chi-bo-mau tại thư mục đang đứng)"),
    )


def _add_verify(jobs: _Jobs, run: Job) -> None:
    told = tr("kiểm tra gói *.goi mà không nhập, không giữ lại gì; máy không có sổ thì xem phần vỏ")
    parser = _job(jobs, "verify", run, told)
    parser.add_argument("files", nargs="+", type=Path, metavar=tr("TỆP"), help=tr("một hoặc nhiều tệp *.goi"))
    _json(parser)


def _add_inbox(jobs: _Jobs, run: Job) -> None:
    parser = _job(jobs, "inbox", run, tr("xem mọi gói trên USB hoặc trong thư mục, gói nào nhập được"))
    parser.add_argument("what", choices=("scan",), metavar="scan", help=tr("xem, không nhập"))
    _folders(parser)
    _json(parser)


def _folders(parser: _Parser) -> None:
    parser.add_argument(
        "folders",
        nargs="+",
        type=Path,
        metavar=tr("THƯ MỤC"),
        help=tr("USB, thư mục; tìm cả thư mục con một cấp"),
    )


def _json(parser: _Parser) -> None:
    parser.add_argument(
        "--json", action="store_true", help=tr("in mỗi gói một dòng JSON, cho chương trình khác đọc tiếp")
    )


def _add_import(jobs: _Jobs, run: Job) -> None:
    parser = _job(jobs, "import", run, tr("kiểm tra rồi nhập các gói *.goi vào sổ"))
    parser.add_argument(
        "files", nargs="+", type=Path, metavar=tr("TỆP"), help=tr("tệp *.goi; với --all thì là USB, thư mục")
    )
    parser.add_argument("--all", action="store_true", help=tr("nhập mọi gói nhập được trong các thư mục ấy"))
    parser.add_argument(
        "--receipts", action="store_true", help=tr("ghi giấy báo nhận vào chính nơi có gói, cho cấp dưới mang về")
    )
    parser.add_argument(
        "--reason",
        default="",
        metavar=tr("LÝ DO"),
        help=tr("lý do đồng ý nhập gói làm mất nhiều số liệu đang có"),
    )
    _json(parser)


def _add_receipts(jobs: _Jobs, run: Job) -> None:
    parser = _job(jobs, "receipts", run, tr("liệt kê các gói đã nhập; ghi lại giấy báo nhận của chúng"))
    parser.add_argument("--period", type=_period, metavar=tr("THÁNG"), help=tr("chỉ tháng này, ví dụ 11/2026"))
    parser.add_argument(
        "--out", type=Path, metavar=tr("THƯ MỤC"), help=tr("ghi giấy báo nhận vào đây; không ghi thì chỉ liệt kê")
    )
    _json(parser)


def _add_minutes(jobs: _Jobs, run: Job) -> None:
    parser = _job(jobs, "minutes", run, tr("in biên bản đã chốt ra PDF"))
    parser.add_argument(
        "--period", required=True, type=_period, metavar=tr("THÁNG"), help=tr("tháng, ví dụ 11/2026 hoặc 2026-11")
    )
    parser.add_argument("--cell", metavar=tr("MÃ"), help=tr("mã chi bộ; không ghi là mọi chi bộ"))
    parser.add_argument(
        "--out", type=Path, metavar=tr("THƯ MỤC"), help=tr("nơi ghi tệp PDF (mặc định: thư mục in của văn phòng)")
    )


BOOKS = {"minutes": "minutes", "committee": "committee_minutes", "group": "group_minutes"}
"""Words for the books that can be bound, and the counts they hold."""


def _add_book(jobs: _Jobs, run: Job) -> None:
    parser = _job(jobs, "book", run, tr("đóng các biên bản đã chốt của một năm thành sổ PDF có bìa, mục lục, số trang"))
    parser.add_argument("--year", required=True, type=int, metavar=tr("NĂM"), help=tr("năm, ví dụ 2026"))
    parser.add_argument("--cell", metavar=tr("MÃ"), help=tr("mã chi bộ; không ghi là một quyển chung của mọi chi bộ"))
    parser.add_argument("--each", action="store_true", help=tr("mỗi chi bộ một quyển"))
    parser.add_argument(
        "--of",
        choices=tuple(BOOKS),
        default="minutes",
        help=tr("sổ nào: minutes (sinh hoạt chi bộ), committee (họp chi ủy), group (họp tổ đảng)"),
    )
    parser.add_argument("--one-sided", action="store_true", help=tr("in một mặt; mặc định là hai mặt, lề rộng ở gáy"))
    parser.add_argument("--right-hand", action="store_true", help=tr("mỗi biên bản bắt đầu ở trang bên phải"))
    parser.add_argument(
        "--out", type=Path, metavar=tr("NƠI GHI"), help=tr("tệp hoặc thư mục (mặc định: thư mục in của văn phòng)")
    )


def _add_restore(jobs: _Jobs, run: Job) -> None:
    parser = _job(
        jobs, "restore", run, tr("khôi phục sổ từ bản sao lưu; sổ đang có được giữ lại bên cạnh dưới tên khác")
    )
    parser.add_argument(
        "--from",
        dest="backup",
        required=True,
        type=Path,
        metavar=tr("BẢN SAO"),
        help=tr("tệp sochibo_….db, hoặc thư mục, USB chứa bản sao lưu (lấy bản mới nhất)"),
    )
    parser.add_argument(
        "--recovery",
        action="store_true",
        help=tr("mở bằng khóa khôi phục đã in thay cho mật khẩu (gõ, hoặc đọc từ cùng chỗ với mật khẩu)"),
    )
    parser.add_argument("--list", action="store_true", help=tr("chỉ liệt kê các bản sao lưu tìm thấy, không khôi phục"))


def _period(typed: str) -> str:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", typed)
    year, month = (found[1], found[2]) if found else ("", "")
    turned = re.fullmatch(r"(\d{1,2})[/.-](\d{4})", typed)
    if turned:
        year, month = turned[2], turned[1]
    if not year or not 1 <= int(month) <= 12:
        raise ValueError(typed)
    return f"{year}-{int(month):02}"
