"""Offices for tests: real ones, in a temporary folder, with the cheapest password hash that is still accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from db.keyslots import FLOOR
from desktop_app.office import Office, Password, Setup, create_office, open_office
from tests.helpers.templates import copied

FAST_KDF = FLOOR
PASSWORD = "sông Chảy mùa nước đổ"
HANOI = timezone(timedelta(hours=7))


class FixedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: str = "2026-11-03T08:30:00") -> None:
        self.moment = datetime.fromisoformat(at).replace(tzinfo=HANOI)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **parts: float) -> None:
        """Move on by the parts of a timedelta."""
        self.moment += timedelta(**parts)


def commune_setup(*, code: str = "MK01", sample: bool = False, password: str = PASSWORD) -> Setup:
    """Return the answers of a commune's first start."""
    return Setup(
        name="Đảng ủy xã Mường Khương",
        header_name="ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
        code=code,
        kind="commune_committee",
        place="Mường Khương",
        password=password,
        upper_name="ĐẢNG BỘ TỈNH LÀO CAI",
        sample=sample,
    )


def upper_setup(*, code: str = "LC", sample: bool = False, password: str = PASSWORD) -> Setup:
    """Return the answers of an upper office's first start."""
    return Setup(
        name="Tỉnh ủy Lào Cai",
        header_name="ĐẢNG BỘ TỈNH LÀO CAI",
        code=code,
        kind="province_committee",
        place="Lào Cai",
        password=password,
        sample=sample,
    )


def make_office(folder: Path, setup: Setup | None = None, *, clock: Callable[[], datetime] | None = None) -> Office:
    """Create an office quickly and return it open."""
    office, _ = create_office(folder, setup or commune_setup(), kdf=FAST_KDF, clock=clock or FixedClock())
    return office


def copied_office(folder: Path, setup: Setup, clock: FixedClock, number: int = 0) -> Office:
    """Return an office as ``make_office`` makes it, copied and open; each ``number`` is an office of its own."""
    made_at = FixedClock(clock().isoformat())
    kind = ("office", setup, made_at.moment, number)
    copied(kind, folder, lambda place: make_office(place, setup, clock=made_at).close(backup=False))
    return open_office(folder, Password(setup.password), clock=clock)


def reopen(office: Office, *, password: str = PASSWORD) -> Office:
    """Close an office as a user does and open it again."""
    office.close()
    return open_office(office.folder, Password(password), clock=office.clock)
