"""What every part of the exchange works with: the store, the office, its mail folders, the clock and the medium."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from db import audit, founding, partitions, places, settings
from db.files import make_folder
from db.problems import ProblemError
from db.store import Store
from desktop_app import BUILD_DAY
from desktop_app.exchange import identity
from desktop_app.exchange.identity import Identity
from desktop_app.exchange.safe_write import Files

FAR_DAYS = 400
_LATEST = date.max - timedelta(days=FAR_DAYS)
_UNSAFE = re.compile("[^A-Za-z0-9-]+")


def _nothing() -> None:
    """Where nobody asked for anything before an import."""


@dataclass(frozen=True)
class Desk:
    """The office's own side of the exchange."""

    store: Store
    office_id: str
    folder: Path
    clock: Callable[[], datetime]
    files: Files = field(default_factory=Files)
    """The medium packages are written to."""
    before_import: Callable[[], object] = _nothing
    """Called before a package changes the store; what it raises stops the import."""

    @property
    def outgoing(self) -> Path:
        """Where own packages stay for ever."""
        return self._mail(places.SENT)

    @property
    def incoming(self) -> Path:
        """Where copies of packages from sticks lie; all work is done on these."""
        return self._mail(places.RECEIVED)

    @property
    def quarantine(self) -> Path:
        """Where refused copies lie."""
        return self._mail(places.QUARANTINE)

    def _mail(self, name: str) -> Path:
        path = self.folder / name
        make_folder(path)
        return path

    def identity(self) -> Identity:
        """Return the office's keys, made now when there are none yet."""
        return identity.ensure(self.store, self.office_id)

    def office(self) -> dict[str, str]:
        """Return code, name, header_name, kind and place of the own office today."""
        return partitions.office(self.store, self.office_id, self.clock().date())

    def code(self) -> str:
        """Return the own code as it may stand in a file name."""
        return file_part(self.office()["code"])

    def file_name(self, *parts: object) -> str:
        """Return the name of a file for the stick; what a sample office makes says so before anything else."""
        sample = settings.get(self.store, founding.SAMPLE) == "1"
        return "_".join([*(["MAU"] if sample else []), *map(str, parts)]) + ".goi"


@dataclass(frozen=True)
class Stamp:
    """The wall time of a package and whether it can be believed; for display only, order never comes from it."""

    created: str
    clock: str
    """"ok" or "suspect"."""
    floor: str
    """The highest local time known to have passed."""


def stamp(desk: Desk) -> Stamp:
    """Return the time now beside the floor: build day, own last audit row, packages taken from the office above."""
    now = audit.stamp(desk.clock())
    last = audit.page(desk.store, offset=0, limit=1)
    known = [BUILD_DAY, *(row.at for row in last), *_parent_times(desk)]
    floor = max(text[:19] for text in known)
    far = (min(date.fromisoformat(floor[:10]), _LATEST) + timedelta(days=FAR_DAYS)).isoformat()
    return Stamp(created=now, clock="ok" if floor <= now <= far else "suspect", floor=floor)


def _parent_times(desk: Desk) -> list[str]:
    from db import exchange as kept

    parent = kept.parent_peer(desk.store)
    newest = kept.newest_time(desk.store, parent["org_id"]) if parent else None
    return [newest] if newest and _is_time(newest) else []


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def file_part(text: str) -> str:
    """Return ``text`` as a piece of an ASCII file name."""
    return _UNSAFE.sub("", text)[:40] or "DV"


def label(code: str, period: str, seq: int) -> str:
    """Return how a package is called everywhere, for instance "MK01 · 2026-11 · số 3"."""
    return f"{code} · {period} · số {seq}"


def require_month(period: str) -> str:
    """Return ``period`` when it is a month. Raises ProblemError X06."""
    if not re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", period, re.ASCII) or period.startswith("0000"):
        raise ProblemError("X06", period=period[:20])
    return period
