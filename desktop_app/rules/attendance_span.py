"""The arithmetic of a person's attendance over many meetings: how often, the longest runs, and what a rule says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.meeting_records import Presence
from desktop_app.rules import regulation

EXCUSED_IN_ROW = "meeting.attendance.excused_in_row"
UNEXCUSED_IN_YEAR = "meeting.attendance.unexcused_in_year"


@dataclass
class Tally:
    """One person's marks, counted as they come in the order of the meetings.

    ``required = present + excused + unexcused`` always holds; a meeting at which the person did not have to be counts
    nowhere, and neither breaks nor lengthens a run.
    """

    present: int = 0
    excused: int = 0
    unexcused: int = 0
    excused_run: int = 0
    """The longest run of excused absences in a row."""
    absent_run: int = 0
    """Absences of either kind in a row up to the last meeting."""
    _excused_now: int = 0

    @property
    def required(self) -> int:
        """At how many meetings the person had to be."""
        return self.present + self.excused + self.unexcused

    def add(self, presence: str) -> None:
        """Count one more mark, given by its code."""
        if presence == Presence.NOT_REQUIRED:
            return
        if presence == Presence.PRESENT:
            self.present += 1
            self._excused_now = self.absent_run = 0
            return
        self.absent_run += 1
        if presence == Presence.EXCUSED:
            self.excused += 1
            self._excused_now += 1
            self.excused_run = max(self.excused_run, self._excused_now)
        else:
            self.unexcused += 1
            self._excused_now = 0


def tallied(presences: Iterable[str]) -> Tally:
    """Return the counts of one person's marks, in the order of the meetings."""
    tally = Tally()
    for presence in presences:
        tally.add(presence)
    return tally


def noted(tally: Tally, on: date, overrides: regulation.Overrides | None) -> list[tuple[str, str]]:
    """Return what the regulations of a day have to say about a year of marks: (code, source) pairs.

    Rules: excused absences in a row (HD 12-HD/BTCTW, 06/7/2018), absences without reason in a year (QĐ 24-QĐ/TW,
    30/7/2021, Điều 8).
    """
    found = []
    for rule_id, count, code in (
        (EXCUSED_IN_ROW, tally.excused_run, "excused_in_row"),
        (UNEXCUSED_IN_YEAR, tally.unexcused, "unexcused_in_year"),
    ):
        rule = regulation.find(rule_id, on, overrides)
        if rule is not None and rule.value and count >= rule.value:
            found.append((code, rule.source))
    return found
