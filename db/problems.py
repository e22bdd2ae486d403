"""Known failures: what can go wrong in the world, as opposed to a mistake of ours."""

from __future__ import annotations


class ProblemError(Exception):
    """A failure that the program expects and can explain.

    ``code`` leads to three sentences in ``resources/i18n/problems.<language>.toml``: what happened, whether the data is
    safe, what to do now. ``values`` are the named values those sentences mention; they must hold no personal data that
    the user is not already looking at.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in sorted(self.values.items()))
        return f"{self.code}({named})"
