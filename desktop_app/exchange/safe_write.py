"""Writing a package so that it is whole at its place or not there at all, read back from the medium and compared."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from db.files import NotAFileError, open_plain
from db.problems import ProblemError
from desktop_app.exchange import limits

_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_BINARY = getattr(os, "O_BINARY", 0)
_PIECE = 64 * 1024
"""What is written or read at a time: it stays near the processor, and nothing whole is held a second time."""


class Files:
    """Every step that touches the medium, one method each, so that a test can let each of them fail."""

    def free(self, folder: Path) -> int:
        """Return how many bytes are free where ``folder`` lies."""
        return shutil.disk_usage(folder).free

    def create(self, path: Path) -> int:
        """Create a file that must not exist and return its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write some of ``data`` and return how much."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Send what was written to the medium itself."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close the file."""
        os.close(descriptor)

    def read_back(self, path: Path) -> Iterator[bytes]:
        """Return what the medium itself holds, piece by piece, past the system's cache where the system allows it."""
        if sys.platform == "win32":
            yield from _read_unbuffered(path)
            return
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            while piece := os.read(descriptor, _PIECE):
                yield piece
        finally:
            os.close(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        """Give the finished file its name."""
        source.replace(target)

    def sync_folder(self, folder: Path) -> None:
        """Put the name on the medium."""
        if sys.platform == "win32":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def size(self, path: Path) -> int:
        """Return the size that the folder states for a file."""
        return path.stat().st_size

    def remove(self, path: Path) -> None:
        """Remove a file; one that is not there is no error."""
        path.unlink(missing_ok=True)


if sys.platform == "win32":  # pragma: no cover - the other system's door to the medium

    def _read_unbuffered(path: Path) -> Iterator[bytes]:
        import ctypes
        import mmap
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = wintypes.HANDLE
        no_buffering, open_existing, read, share = 0x20000000, 3, 0x80000000, 1
        rest = path.stat().st_size
        handle = kernel.CreateFileW(str(path), read, share, None, open_existing, no_buffering, None)
        if handle == wintypes.HANDLE(-1).value:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            # Unbuffered reads want whole sectors into memory that begins at a page.
            with mmap.mmap(-1, limits.MIB) as room:
                place = (ctypes.c_char * limits.MIB).from_buffer(room)
                try:
                    count = wintypes.DWORD(0)
                    while rest > 0:
                        if not kernel.ReadFile(wintypes.HANDLE(handle), place, limits.MIB, ctypes.byref(count), None):
                            raise ctypes.WinError(ctypes.get_last_error())
                        if count.value == 0:
                            break
                        rest -= count.value
                        yield bytes(room[: count.value])
                finally:
                    del place
        finally:
            kernel.CloseHandle(wintypes.HANDLE(handle))


@contextlib.contextmanager
def explained(needed: int = 0, *, reading: bool = False) -> Iterator[None]:
    """Turn an error of the medium into a problem: E01 (gone), E02 (full; ``needed`` bytes), E03 (read-only).

    While ``reading``, a refusal is X11 (may not be read), and what is no file at all X10.
    """
    try:
        yield
    except OSError as error:
        if isinstance(error, NotAFileError):
            raise ProblemError("X10") from error
        if reading and isinstance(error, PermissionError):
            raise ProblemError("X11") from error
        code = error.errno or 0
        # Windows: 19 is "the medium is write protected", 39 and 112 are "the disk is full".
        windows = getattr(error, "winerror", None)
        if code in _READ_ONLY or windows == 19:
            raise ProblemError("E03") from error
        if code in _FULL or windows in (39, 112):
            raise ProblemError("E02", n=megabytes(needed)) from error
        raise ProblemError("E01") from error


def open_to_read(path: Path) -> BinaryIO:
    """Return a file of the medium, open for reading; folders, pipes and devices raise ``NotAFileError``.

    Raises ProblemError E12 for one larger than any package, before anything of it is read or copied.
    """
    stream = open_plain(path)
    if os.fstat(stream.fileno()).st_size > limits.FILE_BYTES:
        stream.close()
        raise ProblemError("E12")
    return stream


def read(path: Path) -> bytes:
    """Return the bytes of a file no larger than a package may be. Raises ProblemError: E01, E12 (larger), X10, X11."""
    pieces: list[bytes] = []
    left = limits.FILE_BYTES
    with explained(reading=True), open_to_read(path) as stream:
        # A medium may hand out less than was asked for; only an empty piece is the end.
        while left and (piece := stream.read(left)):
            pieces.append(piece)
            left -= len(piece)
    return b"".join(pieces)


def megabytes(size: int) -> int:
    """Return whole megabytes, at least one, rounded up."""
    return max(1, -(-size // limits.MIB))


def write(files: Files, folder: Path, name: str, data: bytes) -> Path:
    """Write ``data`` as ``folder/name`` and return the path; when this returns, the medium holds exactly ``data``.

    Raises ProblemError: E01 (the medium is gone or cannot be read), E02 (full), E03 (read-only), E04 (it reads back
    otherwise). Then no file of this name was made or replaced, as far as the medium still obeys.
    """
    temporary, target = folder / f"~{name}.part", folder / name
    with explained(2 * len(data)):
        if files.free(folder) < 2 * len(data):
            raise ProblemError("E02", n=megabytes(2 * len(data) - files.free(folder)))
        try:
            # A piece left by an interrupted attempt is of no use to anyone.
            files.remove(temporary)
            _write_all(files, temporary, data)
            _require_same(_is(data, files.read_back(temporary)))
            files.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                files.remove(temporary)
            raise
        files.sync_folder(folder)
        _require_same(files.size(target) == len(data))
    return target


def _is(data: bytes, pieces: Iterable[bytes]) -> bool:
    at = 0
    for piece in pieces:
        if not data.startswith(piece, at):
            return False
        at += len(piece)
    return at == len(data)


def _require_same(same: bool) -> None:  # noqa: FBT001 - the one argument is the whole question
    if not same:
        raise ProblemError("E04")


def _write_all(files: Files, path: Path, data: bytes) -> None:
    descriptor = files.create(path)
    try:
        rest = memoryview(data)
        while rest:
            # A system finds room for a small piece at once; for a large one it may have to make room first.
            written = files.write(descriptor, rest[:_PIECE])
            if written <= 0:
                raise OSError(errno.ENOSPC, "nothing more is taken")
            rest = rest[written:]
        files.sync(descriptor)
    finally:
        files.close(descriptor)
