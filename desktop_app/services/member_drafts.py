"""Member forms being typed: kept every few seconds, offered again after a crash, gone once saved or thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from db import drafts
from db.record_base import Record
from db.records import MemberInput, PersonInput
from desktop_app.services.base import Clock

if TYPE_CHECKING:
    from db.store import Store

FORM = "member"
NEW = "new"
"""The identifier of the draft of somebody who is not in the register yet; there is one such form at a time."""
_P = TypeVar("_P", bound=PersonInput)


class MemberDraft(Record, frozen=True, kw_only=True):
    """A member form as far as it was typed."""

    id: str
    """The member's, or ``NEW``."""
    base: PersonInput | None = None
    """What the form showed at first; None for a new person."""
    person: PersonInput | None = None
    """What was typed about a known person."""
    new: MemberInput | None = None
    """What was typed about a new one."""
    saved_at: str = ""
    """Local wall time of the last save, ISO; empty for one never saved."""

    @property
    def name(self) -> str:
        """The full name typed so far."""
        typed = self.person or self.new
        return typed.full_name.strip() if typed else ""


class MemberDraftService:
    """Use-cases of drafts of member forms."""

    def __init__(self, store: Store, office_id: str, clock: Clock) -> None:
        self._store = store
        self._office_id = office_id
        self._clock = clock

    def listed(self) -> list[MemberDraft]:
        """Return the drafts there are, the one saved last first."""
        found = [msgspec.json.decode(kept.body, type=MemberDraft) for kept in drafts.listed(self._store, FORM)]
        return sorted(found, key=lambda draft: draft.saved_at, reverse=True)

    def get(self, draft_id: str) -> MemberDraft | None:
        """Return the draft of a member or of the new person, None when there is none."""
        kept = drafts.get(self._store, FORM, draft_id)
        return None if kept is None else msgspec.json.decode(kept.body, type=MemberDraft)

    def save(self, draft: MemberDraft) -> MemberDraft:
        """Keep what is typed so far and return it as kept; called again and again while someone types."""
        kept = msgspec.structs.replace(draft, saved_at=self._clock().isoformat(timespec="seconds"))
        with self._store.operation("member.draft", f"member:{draft.id}"):
            drafts.put(self._store, FORM, draft.id, msgspec.json.encode(kept), None, None, kept.saved_at)
        return kept

    def discard(self, draft_id: str) -> None:
        """Throw a draft away; one that is not there any more is no mistake."""
        if drafts.get(self._store, FORM, draft_id) is None:
            return
        with self._store.operation("member.discard", f"member:{draft_id}"):
            drafts.remove(self._store, FORM, draft_id)


def rebased(base: PersonInput, typed: _P, now: PersonInput) -> _P:
    """Return what was typed over ``base``, over what stands in the register ``now``.

    Field by field: what was typed holds; what was left as it was follows the register.
    """
    changes = _followed(base, typed, now, [name for name in PersonInput.__struct_fields__ if name != "profile"])
    profile = _followed(base.profile, typed.profile, now.profile, list(typed.profile.__struct_fields__))
    return msgspec.structs.replace(typed, profile=msgspec.structs.replace(typed.profile, **profile), **changes)


def _followed(base: Record, typed: Record, now: Record, names: list[str]) -> dict[str, object]:
    return {name: getattr(now, name) for name in names if getattr(typed, name) == getattr(base, name)}
