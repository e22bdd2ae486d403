"""Writing a whole file so that after a power cut it is the old one or the new one, never a piece of either."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from db.problems import ProblemError

if TYPE_CHECKING:
    from concurrent.futures import Future

PRIVATE = 0o600
"""Only the user who runs the program may read what it keeps."""
_BINARY = getattr(os, "O_BINARY", 0)
_PIECE = 64 * 1024

_CODES = {
    errno.ENOSPC: "S06",
    errno.EDQUOT: "S06",
    errno.EFBIG: "S06",
    errno.EROFS: "S05",
    errno.EACCES: "S05",
    errno.EPERM: "S05",
    errno.EIO: "S13",
}


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Turn an error of the operating system into a problem the user can be told about.

    Raises ProblemError: S05 (read-only), S06 (disk full), S13 (the disk failed), S10 (anything else about a file).
    """
    try:
        yield
    except OSError as error:
        raise ProblemError(_CODES.get(error.errno or 0, "S10"), path=str(error.filename or "")) from error


class NotAFileError(OSError):
    """What was to be read is a folder, a pipe or a device."""


def open_plain(path: Path) -> BinaryIO:
    """Return a plain file open for reading; a pipe or a device put in its place is refused instead of waited for.

    Raises OSError, NotAFileError among them.
    """
    number = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise NotAFileError(errno.EINVAL, "not a plain file", str(path))
    return os.fdopen(number, "rb")


def write(path: Path, content: bytes) -> None:
    """Replace the file at ``path`` by ``content``; when this returns, the new content is on the disk.

    The old file stays whole until the new one is. Raises ProblemError as ``explained`` says; then the old file is
    untouched and no temporary file is left.
    """
    temporary = path.with_name(f"~{path.name}.part")
    with explained():
        try:
            # The mode is set before any content, so that there is no moment in which others may read it.
            number = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, PRIVATE)
            try:
                _write_all(number, content)
                os.fsync(number)
            finally:
                os.close(number)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(path.parent)


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to be written piece by piece that replaces the one at ``path`` when the block ends well.

    The old file stays whole until the new one is on the disk. Raises ProblemError as ``explained`` says; whatever is
    raised, in the block too, the old file is untouched and no temporary file is left.
    """
    temporary = path.with_name(f"~{path.name}.part")
    with explained():
        try:
            number = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, PRIVATE)
            with os.fdopen(number, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(path.parent)


@contextlib.contextmanager
def created(path: Path, content: bytes) -> Iterator[Future[str]]:
    """Write a new file at ``path`` while the block runs; when the block is left, the file is on the disk, name and all.

    Yields what will be the SHA-256 of ``content`` in hex, reckoned meanwhile too. For a file that nothing looks for
    before its name stands elsewhere (a record in the store): after a power cut in the block a piece of it may lie
    there. Raises ProblemError as ``explained`` says, S10 when the name is taken.
    Whatever is raised, by the block too, no file of ours is left.
    """
    from concurrent.futures import ThreadPoolExecutor

    with explained():
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, PRIVATE)
    try:
        try:
            with explained():
                _write_all(number, content)
            # The other threads wait for the disk and hash; they have begun when this one goes on.
            with ThreadPoolExecutor(max_workers=2) as others:
                syncing = others.submit(os.fsync, number)
                yield others.submit(_sha256, content)
            with explained():
                syncing.result()
        finally:
            os.close(number)
        with explained():
            sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_all(number: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        # A system finds room for a small piece at once; for a large one it may have to make room first.
        rest = rest[os.write(number, rest[:_PIECE]) :]


def sync_folder(folder: Path) -> None:
    """Put the names in ``folder`` on the disk; a rename is not durable before. Windows does this by itself."""
    if sys.platform == "win32":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def is_writable(path: Path) -> bool:
    """Whether the user who runs the program may write ``path``.

    The file is not opened to find out: closing it again would drop the locks the engine holds on it (POSIX).
    """
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def make_folder(folder: Path) -> None:
    """Create ``folder`` and what is above it, private to the user; an existing one is left as it is.

    Raises ProblemError as ``explained`` says.
    """
    with explained():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
