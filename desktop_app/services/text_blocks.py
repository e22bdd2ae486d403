"""Text blocks: passages the clerk keeps, offers where they were kept from, and brings back by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from db import text_blocks
from db.ids import new_id
from db.meeting_records import TextBlock
from db.problems import ProblemError
from db.records import Finding
from db.text import fold, normalize
from desktop_app.rules.findings import error
from desktop_app.rules.meeting import MAX_TEXT
from desktop_app.services.base import Clock, refuse_errors, too_long

if TYPE_CHECKING:
    from db.store import Store

FIELDS = ("content", "conclusion", "opinion", "task", "guidance", "dues", "reason")
"""Where a block may belong; one that belongs nowhere is offered everywhere alike."""
MAX_TITLE = 100
"""Characters of a title: one line of the list it is chosen from."""
_TITLE_WORDS = 8


class TextBlockService:
    """Use-cases of text blocks; each writing method is one transaction."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    # --- reading ---

    def listed(self, field: str = "", text: str = "") -> list[TextBlock]:
        """Return the blocks with every word of ``text`` in title or body, accents or not.

        Those of ``field`` stand first, those of other fields last; in each the most used first.
        """
        words = fold(text).split()
        found = [
            block
            for block in text_blocks.listed(self._store, self._office_id)
            if all(word in fold(f"{block.title} {block.body}") for word in words)
        ]
        return sorted(found, key=lambda block: 0 if block.field == field else 2 if block.field else 1)

    def check(self, field: str, title: str, body: str) -> list[Finding]:
        """Return the errors of a block to be kept."""
        found = [
            *too_long("title", normalize(title), MAX_TITLE),
            *too_long("body", normalize(body, keep_newlines=True), MAX_TEXT),
        ]
        if not normalize(body):
            found.append(error("TEXT_BLOCK_EMPTY", "body"))
        if field and field not in FIELDS:
            found.append(error("TEXT_BLOCK_FIELD", "field", field=field))
        return found

    # --- writing ---

    def add(self, field: str, body: str, title: str = "") -> TextBlock:
        """Keep a new block and return it; without a title its first words are the title.

        Raises ProblemError V01 when there is nothing in it or too much.
        """
        refuse_errors(self.check(field, title, body))
        kept = normalize(body, keep_newlines=True)
        block = TextBlock(id=new_id(), field=field, title=normalize(title) or first_words(kept), body=kept)
        with self._store.operation("text_block.add", f"text_block:{block.id}"):
            text_blocks.insert(self._store, self._office_id, block)
        return block

    def update(self, block_id: str, revision: int, field: str, title: str, body: str) -> TextBlock:
        """Change a block as it stood at ``revision`` and return it.

        Raises ProblemError V01 when there is nothing in it or too much, M20 when it was changed or removed meanwhile.
        """
        refuse_errors(self.check(field, title, body))
        before = text_blocks.get(self._store, block_id)
        if before is None or before.revision != revision:
            raise ProblemError("M20")
        kept = normalize(body, keep_newlines=True)
        block = msgspec.structs.replace(
            before, field=field, title=normalize(title) or first_words(kept), body=kept, revision=revision + 1
        )
        with self._store.operation("text_block.update", f"text_block:{block.id}"):
            if not text_blocks.replace(self._store, block):
                raise ProblemError("M20")
        return block

    def remove(self, block_id: str) -> None:
        """Forget a block; one that is not there any more is no mistake."""
        if text_blocks.get(self._store, block_id) is None:
            return
        with self._store.operation("text_block.remove", f"text_block:{block_id}"):
            text_blocks.remove(self._store, block_id)

    def used(self, block_id: str) -> None:
        """Remember that a block was put into a text, so that it is offered earlier the next time."""
        if text_blocks.get(self._store, block_id) is None:
            return
        with self._store.operation("text_block.used", f"text_block:{block_id}"):
            text_blocks.count_use(self._store, block_id)


def first_words(body: str) -> str:
    """Return what a block without a title is called: its first words, and that there is more."""
    line = body.split("\n", maxsplit=1)[0]
    words = line.split(" ")
    short = " ".join(words[:_TITLE_WORDS])[: MAX_TITLE - 1]
    return short if short == body else f"{short}…"
