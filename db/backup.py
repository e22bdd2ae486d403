"""Verified backups: copied with the engine's own backup, opened again and checked before they count.

A backup is a pair in the folder ``backups``: the store under its own key, and the key slots as they were. Names carry a
running number, because an old machine's clock cannot order anything; the date in them only groups them for rotation.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from db import audit, files, keyslots, places
from db.problems import ProblemError

if TYPE_CHECKING:
    from db.store import Store

DAILY: Final = 7
WEEKLY: Final = 4
MONTHLY: Final = 12
RECENT: Final = 3
"""The last ones stay whatever their day: an afternoon's mistake must not remove the morning's backup."""
ON_PURPOSE: Final = 3
"""How many are kept of those that somebody asked for, or that were made before an import, a migration, a restore."""
PURPOSES: Final = frozenset({"manual", "import", "migration", "restore"})

_NAME = re.compile(r"sochibo_(\d{6,})_(\d{4})-(\d\d)-(\d\d)_(\d{6})_([a-z]{1,20})_(\d+)-([0-9a-f]{16})\.db")
_DEPTH: Final = 2
_ENTRIES: Final = 2_000
"""How far and how much is looked at on a stick for backups."""
_SPARE_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True)
class Description:
    """What the name of a backup tells."""

    path: Path
    number: int
    """Running number: the higher one is the later one."""
    day: str
    """Local day, YYYY-MM-DD, as the clock of the machine had it."""
    time: str
    """HH:MM:SS."""
    reason: str
    seq: int
    """Number of the last row of the trail in the backup."""
    head: str
    """First 16 hexadecimal digits of the hash of that row."""

    def holds(self, seq: int, digest: bytes) -> bool:
        """Whether the backup ends with this very row of the trail."""
        return (self.seq, self.head) == (seq, digest.hex()[:16])

    @property
    def keyslots(self) -> Path:
        """Where the key slots of this backup stand."""
        return self.path.with_suffix(".keyslots.json")


def make(store: Store, key: bytes, folder: Path, *, reason: str) -> Path:
    """Write a verified backup of ``store`` into ``folder`` and return its path; older ones are rotated afterwards.

    ``key`` is the 32-byte key of the store, ``reason`` a short ASCII word. The backup gets its name only after it was
    opened again under the key and holds everything the store holds. Raises ProblemError: B01 (the copy is not right),
    S05, S06, S10, S13 (it could not be written); then nothing is left behind and no older backup was removed.
    """
    from db.store import translated

    if not store.is_keyed_by(key):
        raise ValueError("a backup is made under the key of its store")
    files.make_folder(folder)
    seq, digest = audit.head(store)
    number = max((known.number for known in listed(folder)), default=0) + 1
    moment = store.now()
    clock = re.sub(r"\D", "", moment[11:19])
    target = folder / f"sochibo_{number:06d}_{moment[:10]}_{clock}_{reason}_{seq}-{digest.hex()[:16]}.db"
    made = describe(target)
    _require_space(store.path, folder)
    part = target.with_name(target.name + ".part")
    try:
        with translated(), files.explained():
            part.unlink(missing_ok=True)
            part.touch(mode=files.PRIVATE)
            _copy(store, key, part)
            _verify(store, key, part)
            slots = store.path.with_name(places.KEYSLOTS)
            if slots.exists():
                files.write(made.keyslots, slots.read_bytes())
            part.replace(target)
            files.sync_folder(folder)
    except BaseException:
        for leftover in (part, part.with_name(part.name + "-journal"), made.keyslots):
            leftover.unlink(missing_ok=True)
        raise
    # An old backup that a virus scanner holds open goes next time; the new one is made all the same.
    with contextlib.suppress(ProblemError):
        rotate(folder)
    return target


def describe(path: Path) -> Description:
    """Return what the name of a backup tells. Raises ValueError when it is not the name of a backup."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        raise ValueError(path.name)
    number, year, month, day, time, reason, seq, head = found.groups()
    clock = ":".join((time[:2], time[2:4], time[4:]))
    return Description(path, int(number), f"{year}-{month}-{day}", clock, reason, int(seq), head)


def listed(folder: Path) -> list[Description]:
    """Return the backups in ``folder``, the latest first; other files are ignored."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        named = [entry for entry in entries if _NAME.fullmatch(entry.name)]
        found = [describe(Path(entry.path)) for entry in named if entry.is_file(follow_symlinks=False)]
    return sorted(found, key=lambda made: made.number, reverse=True)


def find(place: Path) -> list[Description]:
    """Return the backups at ``place``, the latest first: of one file, or of a folder and two levels below it.

    A stick may hold the folder ``backups``, or the whole data folder. Links are not followed. Raises ProblemError S10
    and the like when the place cannot be read.
    """
    with files.explained():
        if not place.is_dir():
            place.lstat()
            return [describe(place)] if _NAME.fullmatch(place.name) else []
        found = listed(place)
        level = [place]
        for _ in range(_DEPTH):
            level = [below for folder in level for below in _folders(folder)]
            found += [made for folder in level for made in listed(folder)]
    return sorted(found, key=lambda made: (made.number, made.day, made.time), reverse=True)


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            several = itertools.islice(entries, _ENTRIES)
            return sorted(Path(entry.path) for entry in several if entry.is_dir(follow_symlinks=False))
    except OSError:
        # A folder that may not be opened is passed over; the others still count.
        return []


def latest(folder: Path) -> Path | None:
    """Return the newest backup in ``folder``, or None."""
    found = listed(folder)
    return found[0].path if found else None


def rotate(folder: Path) -> list[Path]:
    """Remove what rotation does not keep and return it; what stays is said at ``kept_of``."""
    found = listed(folder)
    kept = kept_of(found)
    removed = [made for made in found if made.number not in kept]
    with files.explained():
        for made in removed:
            made.path.unlink(missing_ok=True)
            made.keyslots.unlink(missing_ok=True)
        # Pieces of a backup that was interrupted by a crash.
        for piece in (*folder.glob("sochibo_*.db.part*"), *folder.glob("sochibo_*.keyslots.json")):
            if not piece.with_name(piece.name.replace(".keyslots.json", ".db")).is_file() or ".part" in piece.name:
                piece.unlink(missing_ok=True)
    return [made.path for made in removed]


def kept_of(found: list[Description]) -> set[int]:
    """Return the numbers that rotation keeps of backups given latest first.

    Kept are the last of each of the latest 7 days, 4 weeks and 12 months that have one, the last 3 of all and the last
    3 made on purpose.
    """
    kept: set[int] = {made.number for made in found[:RECENT]}
    for groups, most in ((_day, DAILY), (_week, WEEKLY), (_month, MONTHLY)):
        seen: set[str] = set()
        for made in found:
            group = groups(made.day)
            if group not in seen and len(seen) < most:
                seen.add(group)
                kept.add(made.number)
    kept.update([made.number for made in found if made.reason in PURPOSES][:ON_PURPOSE])
    return kept


def _day(day: str) -> str:
    return day


def _week(day: str) -> str:
    from datetime import date

    try:
        year, week, _ = date.fromisoformat(day).isocalendar()
    except ValueError:
        return day
    return f"{year}-{week}"


def _month(day: str) -> str:
    return day[:7]


def restore(backup: Path, store: Path, key: bytes, *, stamp: str) -> Path | None:
    """Put a backup in the place of the closed store at ``store``; return where the one of before is, None without one.

    Nothing is overwritten: the present store, its journal and its key slots stay beside it under names that begin with
    ``truoc-khoi-phuc_<stamp>_`` (``stamp`` is a short ASCII text, for instance 20261123-101500). Key slots that fit the
    key stay in force, because they hold the newer password; otherwise those of the backup come back with it. The backup
    is treated as a hostile file: it is copied, checked in full under ``key``, and only then takes the store's place.
    Raises ProblemError: S01 (wrong key or not a store), S02 (damaged), S03 (newer), B02 (its trail does not hold), S05,
    S06, S10, S13, S14 (the stamp was used); then the store of before is in its place.
    """
    from db.store import translated

    incoming = store.with_name(f"{store.name}.restore")
    with translated(), files.explained():
        _require_space(backup, store.parent)
        try:
            incoming.unlink(missing_ok=True)
            shutil.copyfile(backup, incoming)
            _sync(incoming)
            _check_alone(incoming, key)
            aside = _set_aside(store, key, stamp)
            beside = describe(backup).keyslots
            slots = store.with_name(places.KEYSLOTS)
            if not keyslots.belong(slots, key) and keyslots.belong(beside, key):
                files.write(slots, beside.read_bytes())
            # One rename, so that at every moment there is a whole store under the name: the old one or the new one.
            incoming.replace(store)
        except BaseException:
            incoming.unlink(missing_ok=True)
            raise
        files.sync_folder(store.parent)
    return aside


def _set_aside(store: Path, key: bytes, stamp: str) -> Path | None:
    """Keep the present files under other names, the store last; return the kept store."""
    journal, slots = store.with_name(f"{store.name}-journal"), store.with_name(places.KEYSLOTS)
    present = [path for path in (journal, slots, store) if path.exists()]
    kept = {path: path.with_name(f"truoc-khoi-phuc_{stamp}_{path.name}") for path in present}
    if any(path.exists() for path in kept.values()):
        raise ProblemError("S14", path=str(store))
    for path in present:
        if path == slots and keyslots.belong(slots, key):
            continue
        try:
            os.link(path, kept[path])
        except OSError:
            # A file system without hard links: a copy does the same, slower.
            shutil.copyfile(path, kept[path])
            _sync(kept[path])
    # A journal belongs to the store it was written for and must not meet another one.
    journal.unlink(missing_ok=True)
    return kept.get(store)


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


# --- copying and proving ---------------------------------------------------------------------------------------------


def _require_space(source: Path, folder: Path) -> None:
    with files.explained():
        if shutil.disk_usage(folder).free < source.stat().st_size + _SPARE_BYTES:
            raise ProblemError("S06")


def _copy(store: Store, key: bytes, part: Path) -> None:
    from sqlcipher3 import dbapi2

    target = dbapi2.connect(str(part), isolation_level=None)
    try:
        target.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        target.execute("PRAGMA cipher_log_level = NONE")
        target.execute("PRAGMA journal_mode = OFF")
        store.connection.backup(target)
    finally:
        target.close()
    _sync(part)


def _verify(store: Store, key: bytes, part: Path) -> None:
    """Raise ProblemError B01 unless the file holds what the store holds, row for row counted, trail compared."""
    copy = _opened(part, key)
    try:
        whole = copy.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        same = whole and _counts(copy) == _counts(store.connection)
        if not same or _head(copy) != _head(store.connection):
            raise ProblemError("B01")
    finally:
        copy.close()


def _check_alone(path: Path, key: bytes) -> None:
    from db import migrations

    copy = _opened(path, key)
    try:
        if copy.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise ProblemError("S02")
        migrations.refuse_newer(copy)
        if audit.first_broken_of(copy) is not None:
            raise ProblemError("B02")
    finally:
        copy.close()


def _opened(path: Path, key: bytes) -> Any:
    from sqlcipher3 import dbapi2

    from db.store import require_ours

    connection = dbapi2.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        require_ours(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _counts(connection: Any) -> dict[str, int]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def _head(connection: Any) -> Any:
    return connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
