"""What commands share: the office of the data folder opened with its password, and where a password comes from."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from db import places
from db.problems import ProblemError
from desktop_app.cli_arguments import PASSWORD_VARIABLE, UsageError
from desktop_app.texts import tr

if TYPE_CHECKING:
    from desktop_app.office import Office


def folder_of(chosen: argparse.Namespace) -> Path:
    """Return the data folder a command works in."""
    return chosen.data_dir or places.usual_folder()


@contextlib.contextmanager
def opened_office(chosen: argparse.Namespace) -> Iterator[Office]:
    """Open the office of the data folder; close it with its backup. Raises ProblemError S10 where there is none."""
    from desktop_app.office import Password, open_office

    folder = folder_of(chosen)
    if not places.holds_office(folder):
        raise ProblemError("S10", path=str(folder / places.STORE))
    office = open_office(folder, Password(password(chosen, tr("Mật khẩu: "))))
    try:
        yield office
    finally:
        office.close()


def password(chosen: argparse.Namespace, asked: str) -> str:
    """Return the password from where the command says it is. Raises UsageError where it cannot be had."""
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
