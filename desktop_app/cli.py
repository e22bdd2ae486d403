"""The command line: one job without a window, for a technician or a script; the same services as the window."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from db import places
from db.problems import ProblemError
from desktop_app import VERSION, texts
from desktop_app.cli_arguments import BOOKS, PASSWORD_VARIABLE, UsageError, parser_for
from desktop_app.texts import tr

if TYPE_CHECKING:
    from db.records import Finding
    from desktop_app.exchange.views import InboxEntry
    from desktop_app.office import Office


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


# --- the jobs ---


def _demo(chosen: argparse.Namespace) -> int:
    from desktop_app import demo

    result = demo.build(chosen.folder.absolute(), report=lambda line: print(f"… {line}", flush=True))
    print()
    print("\n".join(result.lines()))
    return Exit.OK if result.complete else Exit.REFUSED


def _verify(chosen: argparse.Namespace) -> int:
    with _office(chosen) as office:
        entries = [office.exchange.verify(path) for path in chosen.files]
    for entry in entries:
        _tell(entry)
    return Exit.OK if all(_fine(entry) for entry in entries) else Exit.REFUSED


def _import(chosen: argparse.Namespace) -> int:
    refused = False
    with _office(chosen) as office:
        looked = [office.exchange.preview(path) for path in chosen.files]
        # In the order they were made, whatever the order they were named in; a later one may wait for an earlier.
        for seen in sorted(looked, key=lambda entry: (entry.issuer_id, entry.seq)):
            entry = office.exchange.preview(seen.path) if seen.can_apply else seen
            _tell(entry)
            if entry.can_apply and entry.brake and not chosen.reason:
                print("  " + tr("Gói này làm mất nhiều số liệu đang có; nếu đúng vậy, ghi lý do bằng --reason."))
                refused = True
            elif entry.can_apply:
                done = office.exchange.apply(entry, chosen.reason)
                print(
                    "  "
                    + tr(
                        "Đã nhập: thêm {added}, đổi {changed}, bớt {removed} dòng.",
                        added=done.added,
                        changed=done.changed,
                        removed=done.removed,
                    )
                )
            else:
                refused = refused or not _fine(entry)
    return Exit.REFUSED if refused else Exit.OK


def _fine(entry: InboxEntry) -> bool:
    from desktop_app.exchange.views import State

    return entry.can_apply or entry.state is State.DUPLICATE


def _tell(entry: InboxEntry) -> None:
    head = " · ".join(part for part in (entry.file_name, entry.issuer_name, entry.label) if part)
    print(f"{head}\n  {entry.sentence}" + (f" ({entry.code})" if entry.code else ""))


def _minutes(chosen: argparse.Namespace) -> int:
    from db.meeting_records import MeetingState
    from db.text import fold

    with _office(chosen) as office:
        listed = office.meetings.listed(period=chosen.period)
        finals = [line for line in listed if line.state is MeetingState.FINAL]
        if chosen.cell:
            views = office.organizations.cells(office.working_time().date())
            wanted = {view.organization.id for view in views if fold(view.organization.code) == fold(chosen.cell)}
            finals = [line for line in finals if line.cell_id in wanted]
        paths = [office.documents.save_minutes(line.id, chosen.out) for line in finals]
    for path in paths:
        print(path)
    if not paths:
        print(tr("Không có biên bản đã chốt nào hợp với yêu cầu."), file=sys.stderr)
    return Exit.OK if paths else Exit.REFUSED


def _book(chosen: argparse.Namespace) -> int:
    from db.text import fold
    from desktop_app.documents.pdf.book import Binding
    from desktop_app.rules.numbering import Counted

    with _office(chosen) as office:
        cell_id = None
        if chosen.cell:
            views = office.organizations.cells(office.working_time().date())
            found = [view.organization.id for view in views if fold(view.organization.code) == fold(chosen.cell)]
            if not found:
                raise UsageError(tr("Không có chi bộ nào mang mã {code}.", code=chosen.cell))
            cell_id = found[0]
        plan = office.books.plan(cell_id, chosen.year, Counted(BOOKS[chosen.of]))
        for gap in plan.gaps:
            month = f"{gap.period[5:]}/{gap.period[:4]}"
            words = tr("còn là bản nháp") if gap.draft_id else tr("chưa có biên bản đã chốt")
            print(f"{gap.cell_name}, {month}: {words}", file=sys.stderr)
        plans = office.books.single(plan) if chosen.each else [plan] if plan.printed else []
        binding = Binding(double_sided=not chosen.one_sided, right_hand=chosen.right_hand)
        for one in plans:
            print(office.books.write(one, chosen.out, binding))
    if not plans:
        print(tr("Không có biên bản đã chốt nào hợp với yêu cầu."), file=sys.stderr)
    return Exit.OK if plans else Exit.REFUSED


def _restore(chosen: argparse.Namespace) -> int:
    from desktop_app import restoring
    from desktop_app.office import Password, Recovery

    found = restoring.find(chosen.backup)
    if chosen.list:
        for made in found:
            print(f"{restoring.line(made)}\n  {made.path}")
        return Exit.OK
    secret = _password(chosen, tr("Khóa khôi phục: ") if chosen.recovery else tr("Mật khẩu: "))
    unlock = Recovery(secret) if chosen.recovery else Password(secret)
    office = restoring.restore_office(chosen.data_dir or places.usual_folder(), found[0].path, unlock)
    try:
        print(restoring.ending(office, found[0]))
        if office.must_change_password:
            print(tr("Hãy mở chương trình bằng khóa khôi phục và đặt mật khẩu mới."))
    finally:
        office.close()
    return Exit.OK


def _self_test(_chosen: argparse.Namespace) -> int:
    from desktop_app import self_test

    self_test.run(print)
    return Exit.OK


# --- shared ---


@contextlib.contextmanager
def _office(chosen: argparse.Namespace) -> Iterator[Office]:
    """Open the office of the data folder; close it with its backup."""
    from desktop_app.office import Password, open_office

    folder = chosen.data_dir or places.usual_folder()
    if not places.holds_office(folder):
        raise ProblemError("S10", path=str(folder / places.STORE))
    office = open_office(folder, Password(_password(chosen, tr("Mật khẩu: "))))
    try:
        yield office
    finally:
        office.close()


def _password(chosen: argparse.Namespace, asked: str) -> str:
    if chosen.password_file is not None:
        try:
            return str(chosen.password_file.read_text("utf-8-sig").partition("\n")[0].rstrip("\r"))
        except (OSError, UnicodeDecodeError) as failure:
            raise UsageError(tr("Không đọc được tệp mật khẩu {path}.", path=chosen.password_file)) from failure
    if PASSWORD_VARIABLE in os.environ:
        return os.environ[PASSWORD_VARIABLE]
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(tr("Cần mật khẩu: dùng --password-file hoặc biến môi trường {name}.", name=PASSWORD_VARIABLE))
    return getpass.getpass(asked)


def _explain(problem: ProblemError) -> None:
    told = texts.explain(problem)
    for part in (told.what, told.safe, told.next):
        print(part, file=sys.stderr)
    findings: tuple[Finding, ...] = problem.values.get("findings", ())  # type: ignore[assignment]  # V01 carries them
    for finding in findings:
        print(f"  - {texts.sentence(finding)}", file=sys.stderr)
    print(tr("Mã: {code}", code=told.code), file=sys.stderr)


def _report_bug(error: Exception, chosen: argparse.Namespace) -> None:
    from desktop_app import bugs

    folder = chosen.data_dir or places.usual_folder()
    place = folder / places.REPORTS if _is_folder(folder) else Path(tempfile.gettempdir())
    print(bugs.sentence(bugs.write(error, place)), file=sys.stderr)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _language_of(arguments: Sequence[str]) -> str:
    """Return the language asked for before anything is parsed: the help itself has to be in it."""
    for position, argument in enumerate(arguments):
        following = arguments[position + 1] if position + 1 < len(arguments) else ""
        wanted = following if argument == "--language" else argument.partition("--language=")[2]
        if wanted in texts.LANGUAGES:
            return wanted
    return "vi"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit code (see Exit); no exception of the program leaves here."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Consoles of Windows cannot write Vietnamese by themselves.
            stream.reconfigure(encoding="utf-8", errors="replace")
    before = texts.language()
    texts.set_language(_language_of(given))
    try:
        return _run(given)
    finally:
        texts.set_language(before)


def _run(given: list[str]) -> int:
    parser = parser_for(
        {
            "demo": _demo,
            "verify": _verify,
            "import": _import,
            "minutes": _minutes,
            "book": _book,
            "restore": _restore,
            "self-test": _self_test,
        }
    )
    try:
        chosen = parser.parse_args(["self-test" if argument == "--self-test" else argument for argument in given])
    except UsageError as wrong:
        print(wrong, file=sys.stderr)
        return Exit.USAGE
    except SystemExit as end:
        # argparse ends this way after --help only.
        return Exit(end.code if isinstance(end.code, int) else 0)
    if chosen.version:
        print(f"Sổ Chi Bộ {VERSION}")
        return Exit.OK
    if chosen.job is None:
        print(parser.format_help())
        return Exit.USAGE
    return _do(chosen)


def _said(chosen: argparse.Namespace) -> int:
    """Do the job and hand out its words."""
    code = int(chosen.run(chosen))
    # Now, while a reader who went away can still be understood, and not when the interpreter ends.
    sys.stdout.flush()
    return code


def _do(chosen: argparse.Namespace) -> int:
    try:
        return _said(chosen)
    except ProblemError as problem:
        _explain(problem)
        return Exit.PROBLEM
    except UsageError as wrong:
        print(wrong, file=sys.stderr)
        return Exit.USAGE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever was reading went away; what is still buffered must not complain at the end.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.INTERRUPTED
    except Exception as error:  # the last door: a bug becomes a report, never a traceback
        _report_bug(error, chosen)
        return Exit.BUG
