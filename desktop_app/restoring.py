"""Bringing an office back from a backup: on the same machine after damage, or on a new one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db.places import KEYSLOTS, LOCK, STORE
from db.problems import ProblemError
from desktop_app.office import (
    Clock,
    Office,
    Password,
    RawKey,
    Recovery,
    key_of,
    local_time,
    make_folders,
    note,
    open_locked,
)
from desktop_app.texts import term, tr

if TYPE_CHECKING:
    from db.backup import Description


def find(place: Path) -> list[Description]:
    """Return the backups at ``place`` (a file, or a folder and what is below it), the latest first.

    Raises ProblemError: B03 (a file that is no backup), B04 (a folder without one), S10 and the like (not readable).
    """
    from db import backup as backups

    found = backups.find(place)
    if not found:
        raise ProblemError("B04" if place.is_dir() else "B03", path=str(place))
    return found


def line(made: Description) -> str:
    """Return what is known of a backup without its key, in one line of the language in use."""
    size = max(1, made.path.stat().st_size // 1024) if made.path.exists() else 0
    return tr(
        "{day} {time} · {reason} · {operations} thao tác · {size} KB",
        day=day(made),
        time=made.time[:5],
        reason=term("backup_reason", made.reason),
        operations=made.seq,
        size=size,
    )


def day(made: Description) -> str:
    """Return the day of a backup as people write it."""
    return "/".join(reversed(made.day.split("-")))


def ending(office: Office, made: Description) -> str:
    """Return what a person has to know after a restore."""
    said = [tr("Đã khôi phục sổ từ bản sao lưu ngày {day} {time}.", day=day(made), time=made.time[:5])]
    if office.kept_aside is not None:
        said.append(tr("Sổ cũ không bị xóa, được giữ tại {path}.", path=office.kept_aside))
    said.append(
        tr(
            "Việc làm sau ngày đó phải ghi lại; gói đã nhập sau ngày đó phải nhập lại. Nếu sau ngày đó đã gửi gói, "
            "hãy báo cấp trên trước khi gửi tiếp: số liệu có thể lùi lại và gói tới bị giữ chờ xác nhận."
        )
    )
    return " ".join(said)


def restore_office(
    folder: Path, backup: Path, unlock: Password | Recovery | RawKey, *, clock: Clock = local_time
) -> Office:
    """Put a backup in the place of the office's store and open it; what was there stays beside it under another name.

    ``unlock`` opens the key slots beside the backup or, when they are of the same key, those of the office; ``folder``
    may be empty (a new machine). Reports sent after that backup was made are unknown to the store from now on, so the
    office above may hold the next one: ``PackagePlan.restored_from`` says so until one was acknowledged. Raises
    ProblemError: B02, B03 (not a usable backup), K01 to K04 (unlocking), S01 to S06, S10, S13, S14; then nothing was
    changed.
    """
    from db import backup as backups
    from db import exchange, files, founding
    from db.lock import FolderLock

    try:
        described = backups.describe(backup)
    except ValueError as error:
        raise ProblemError("B03") from error
    files.make_folder(folder)
    lock = FolderLock(folder / LOCK)
    try:
        key, change = _key_of_backup(folder / KEYSLOTS, described.keyslots, unlock)
        make_folders(folder)
        aside = backups.restore(backup, folder / STORE, key, stamp=clock().strftime("%Y%m%d-%H%M%S"))
        office = open_locked(folder, key, lock, clock)
    except BaseException:
        lock.release()
        raise
    office.kept_aside = aside
    noted = {
        founding.RESTORED_FROM: f"{described.day} {described.time}",
        founding.RESTORED_SENT: str(exchange.newest_report(office.store)),
    }
    note(office, "backup.restored", noted, number=described.number, seq=described.seq)
    if change:
        note(office, "account.recovery_used", {founding.MUST_CHANGE_PASSWORD: "1"})
    return office


def _key_of_backup(present: Path, beside: Path, unlock: Password | Recovery | RawKey) -> tuple[bytes, bool]:
    """Return the key of a backup, and whether a new password has to be set.

    The slots of the office hold the password of today, those beside the backup the password of its day: either opens.
    Who knows only the older one must choose a new one, because the newer slots stay in force.
    """
    from db import keyslots

    change = isinstance(unlock, Recovery)
    if keyslots.identity(beside) is None and keyslots.identity(present) is not None:
        return key_of(present, unlock), change
    if keyslots.identity(present) != keyslots.identity(beside):
        return key_of(beside, unlock), change
    try:
        return key_of(present, unlock), change
    except ProblemError as problem:
        if problem.code != "K01":
            raise
        try:
            return key_of(beside, unlock), True
        except ProblemError:
            raise problem from None
