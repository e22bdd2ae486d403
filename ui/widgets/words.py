"""Small help with words on the screen."""

from __future__ import annotations


def capital(words: str) -> str:
    """Return ``words`` with a capital first letter, the rest as it is."""
    return words[:1].upper() + words[1:]
