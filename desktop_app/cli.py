"""The command line: one job without a window, for a technician or a script; the same services as the window."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db import places
from db.problems import ProblemError
from desktop_app import VERSION, cli_inbox, texts
from desktop_app.cli_arguments import BOOKS, Exit, UsageError, parser_for
from desktop_app.cli_office import opened_office, password
from desktop_app.texts import tr

if TYPE_CHECKING:
    from db.records import Finding


# --- the jobs ---


def _demo(chosen: argparse.Namespace) -> int:
    from desktop_app import demo

    result = demo.build(chosen.folder.absolute(), report=lambda line: print(f"… {line}", flush=True))
    print()
    print("\n".join(result.lines()))
    return Exit.OK if result.complete else Exit.REFUSED


def _minutes(chosen: argparse.Namespace) -> int:
    from db.meeting_records import MeetingState
    from db.text import fold

    with opened_office(chosen) as office:
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

    with opened_office(chosen) as office:
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
    secret = password(chosen, tr("Khóa khôi phục: ") if chosen.recovery else tr("Mật khẩu: "))
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
            "verify": cli_inbox.verify,
            "inbox": cli_inbox.scan,
            "import": cli_inbox.take_in,
            "receipts": cli_inbox.receipts,
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
