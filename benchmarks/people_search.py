"""Figure 3: the slowest hundredth of all keystrokes while people are searched in the store of a province."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks import province
from benchmarks.harness import Figure, Trial
from db.records import MemberFilter
from desktop_app.office import Office

LIMIT = 0.016
"""Seconds: a frame at 60 Hz (goals.md, figure 3)."""
ROWS = 100
TYPED = (
    *("Nguyễn Văn Hùng", "hoang thi", "ly a su", "đặng", "Triệu Mùi Mẩy", "h'hen", "tran duc an", "vang seo"),
    *("lao cai", "thon na lua 5", "ban lau", "muong khuong", "xa bac ha tinh lao cai", "nam chay"),
    *("giao vien", "bi thu", "truong thon", "huu tri", "bo doi bien phong", "pho chu tich ubnd xa", "lam ruong"),
    *("70102910", "0912 345 678", "004321", "0912345", "010085001234", "hung 7010", "lan thon 3", "zzz", "%_"),
    *("n", "t", "h", "v", "l", "x", "1", "7", "0"),
)
"""What clerks type: names with and without accents, places, posts, numbers, single letters, things nobody has."""


def keystrokes() -> list[str]:
    """Return every state of the search line while all of it is typed, letter by letter."""
    return [typed[:length] for typed in TYPED for length in range(1, len(typed) + 1) if typed[:length].strip()]


def _timed(office: Office, *, listed: bool) -> tuple[float, int]:
    """Type everything; return the 99th percentile of the seconds and how many people were found in all."""
    seconds, found = [], 0
    for typed in keystrokes():
        started = time.perf_counter()
        if listed:
            found += len(office.members.page(MemberFilter(text=typed, on=province.TODAY), 0, ROWS).rows)
        else:
            found += len(office.members.search(typed, province.TODAY))
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)[int(len(seconds) * 0.99)], found


def _prepare(*, listed: bool) -> Trial:
    office = province.shared()

    def check(_budget: object, found: object) -> None:
        assert isinstance(found, int)
        assert found > len(keystrokes()) * 5, found
        best = office.members.search("nguyen van hung", province.TODAY)
        assert best
        assert best[0].full_name == "Nguyễn Văn Hùng", best[0].full_name
        assert office.members.page(MemberFilter(text="lao cai", on=province.TODAY), 0, 1).total == province.MEMBERS
        (row,) = office.members.search(best[0].card_number, province.TODAY)
        assert row.id == best[0].id

    return Trial(floor=lambda: (LIMIT, None), ours=lambda: _timed(office, listed=listed), check=check, timed=True)


def search(_folder: Path) -> Trial:
    """The search line above every page; the floor is the time allowed."""
    return _prepare(listed=False)


def listed(_folder: Path) -> Trial:
    """The line above the member list, with the first hundred rows and how many there are."""
    return _prepare(listed=True)


FIGURES = (
    Figure(number=3, title="a keystroke in people search, p99", reach=1, prepare=search, repeats=3, warm_up=1),
    Figure(number=3, title="a keystroke over the member list, p99", reach=1, prepare=listed, repeats=3, warm_up=1),
)
