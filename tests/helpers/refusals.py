"""What every refusal has to keep: three sentences, a documented exit code, no traceback, and no row touched."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from db.problems import ProblemError
from desktop_app import cli
from desktop_app.cli_arguments import Exit
from desktop_app.texts import ProblemText, explain
from tests.helpers.neighbours import Neighbours, everything, opened
from tests.helpers.stores import NOBODY


class Console:
    """The command line as a technician types it, and what came of it."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = ""
        self.err = ""

    def run(self, *arguments: object) -> Exit:
        """Do one job; whatever comes of it, nothing of ours may be a traceback or a bug report."""
        code = Exit(cli.main([str(argument) for argument in arguments]))
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.out + self.err
        assert code is not Exit.BUG, self.err
        return code

    def problem(self, *arguments: object) -> str:
        """Do a job that ends in a known problem: three sentences and its code, which is returned."""
        assert self.run(*arguments) is Exit.PROBLEM, self.out + self.err
        *sentences, last = self.err.splitlines()
        assert len(sentences) >= 3
        assert all(sentences)
        code = re.fullmatch("Mã: ([A-Z][0-9]{2})", last)
        assert code, self.err
        return code[1]

    def refusal(self, *arguments: object) -> str:
        """Do a job in which a package is refused: said on the screen with its code, which is returned."""
        assert self.run(*arguments) is Exit.REFUSED, self.out + self.err
        codes: list[str] = re.findall(r"\(([A-Z][0-9]{2})\)$", self.out, re.MULTILINE)
        assert len(codes) == 1, self.out
        whole(explain(ProblemError(codes[0])))
        assert "{" not in self.out
        return codes[0]


def whole(told: ProblemText) -> ProblemText:
    """Return a problem's text, which must say what happened, whether data is safe and what to do."""
    assert told.what
    assert told.safe
    assert told.next
    return told


@contextmanager
def problem() -> Iterator[list[str]]:
    """Expect a known problem in the block; the list holds its code afterwards."""
    codes: list[str] = []
    with pytest.raises(ProblemError) as raised:
        yield codes
    told = whole(explain(raised.value))
    assert "{" not in str(told)
    codes.append(raised.value.code)


@contextmanager
def untouched(*folders: Path) -> Iterator[None]:
    """Expect every row of every table of these offices to be the same after the block; they are closed meanwhile."""
    before = [rows(folder) for folder in folders]
    yield
    assert [rows(folder) for folder in folders] == before


@contextmanager
def abroad(pair: Neighbours) -> Iterator[Neighbours]:
    """The same two offices where another user of the machine may go, too; the tests' own folder is private."""
    folder = Path(tempfile.mkdtemp(prefix="sochibo-"))
    try:
        there = pair.copied(folder)
        for path in (folder, there.stick):
            path.chmod(0o755)
        yield there
    finally:
        shutil.rmtree(folder)


@contextmanager
def nobody() -> Iterator[None]:
    """Work as a user without rights, also when the tests run as root."""
    previous = os.geteuid()
    if previous == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(previous)


def rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of a closed office."""
    with opened(folder) as office:
        assert office.audit.verify() is None
        return everything(office.store)
