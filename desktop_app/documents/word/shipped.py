"""The templates the program brings."""

from __future__ import annotations

from importlib import resources

from desktop_app.documents.word.fields import Kind


def shipped(kind: Kind) -> bytes:
    """Return the template of a kind as the program brings it."""
    return resources.files("resources").joinpath(f"templates/word/{kind.value}.docx").read_bytes()
