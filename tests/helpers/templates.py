"""Folders that many tests begin with: made once by each test process, then copied, which takes a tenth of the time."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_made: dict[Hashable, tuple[Path, Any]] = {}


@functools.cache
def kept() -> Path:
    """Return the folder of this process in which they lie; it goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="sochibo-templates-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def copied(kind: Hashable, target: Path, make: Callable[[Path], T]) -> T:
    """Let ``target`` be a folder as ``make`` makes it, with nothing open in it, and return what ``make`` returned.

    ``kind`` names what is made. Two copies of one kind are the same office twice: a test that needs two offices takes
    two kinds.
    """
    if kind not in _made:
        folder = kept() / str(len(_made))
        _made[kind] = folder, make(folder)
    folder, said = _made[kind]
    assert not any((target / entry.name).exists() for entry in folder.iterdir()), "nothing may lie there yet"
    shutil.copytree(folder, target, dirs_exist_ok=True)
    return said  # type: ignore[no-any-return]  # it is what ``make`` of this kind returned
