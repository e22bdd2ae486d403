"""The arithmetic of a person's attendance over many meetings: how often, the longest runs, and what a rule says."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    _unexcused_months: set[str] = field(default_factory=set)

    @property
    def required(self) -> int:
        """At how many meetings the person had to be."""
        return self.present + self.excused + self.unexcused

    @property
    def unexcused_months(self) -> int:
        """Months in which the person stayed away without a reason."""
        return len(self._unexcused_months)

    def add(self, presence: str, period: str) -> None:
        """Count one more mark, given by its code, of a meeting of a month."""
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
            self._unexcused_months.add(period)
            self._excused_now = 0


def noted(tally: Tally, on: date, overrides: regulation.Overrides | None) -> list[tuple[str, str]]:
    """Return what the regulations of a day have to say about a year of marks: (code, source) pairs.

    Rules ``meeting.attendance.excused_in_row`` (HD 12-HD/BTCTW, 06/7/2018) and ``meeting.attendance.unexcused_in_year``
    (Điều lệ Đảng, Điều 8), which counts months.
    """
    found = []
    for rule_id, count, code in (
        (EXCUSED_IN_ROW, tally.excused_run, "excused_in_row"),
        (UNEXCUSED_IN_YEAR, tally.unexcused_months, "unexcused_in_year"),
    ):
        rule = regulation.find(rule_id, on, overrides)
        if rule is not None and rule.value and count >= rule.value:
            found.append((code, rule.source))
    return found
