"""How minutes are numbered and where a count begins anew."""

from __future__ import annotations

from datetime import date

from desktop_app.rules import regulation

UNNUMBERED = "…"
"""What stands for the number of minutes that have none yet."""


def minutes_label(number: int | None, on: date, overrides: regulation.Overrides | None = None) -> str:
    """Return the number line of minutes held on a day, for instance "Số 05-BB/CB"; with "…" while unnumbered.

    Source: rule ``numbering.minutes.label``.
    """
    pattern: str = regulation.in_force("numbering.minutes.label", on, overrides).value
    if number is None:
        head, _, tail = pattern.partition("{")
        return head + UNNUMBERED + tail.partition("}")[2]
    return pattern.format(number=number)


def counting_since(
    on: date, term_began: date | None = None, overrides: regulation.Overrides | None = None
) -> date | None:
    """Return the first day of the span in which minutes held on a day are numbered, None for "since ever".

    Source: rule ``numbering.minutes.reset``: by year, or by term, which needs the day the office's term began.
    """
    if regulation.in_force("numbering.minutes.reset", on, overrides).value == "year":
        return date(on.year, 1, 1)
    return term_began if term_began is not None and term_began <= on else None


def span(on: date, overrides: regulation.Overrides | None = None) -> tuple[date | None, date | None]:
    """Return from which day, and to before which day, minutes are numbered in one count with those of a day.

    None is "without end". Sources: rules ``numbering.minutes.reset`` and ``numbering.term_began``.
    """
    began: date = regulation.in_force("numbering.term_began", on, overrides).value
    since = counting_since(on, began, overrides)
    if regulation.in_force("numbering.minutes.reset", on, overrides).value == "year":
        return since, date(on.year + 1, 1, 1)
    return since, began if on < began else None
