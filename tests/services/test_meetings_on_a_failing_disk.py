"""A meeting with tasks, follow-ups and points whose writing fails at any statement: as if nothing had been asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from sqlcipher3 import dbapi2

from db.meeting_records import AgendaItem, AssignmentOutcome, Meeting, MeetingDraft, MeetingKind, MeetingTask, Presence
from db.problems import ProblemError
from db.records import Organization
from desktop_app.services.quality import QualityService
from tests.helpers.neighbours import everything
from tests.services.conftest import Commune, now

WRITING = ("INSERT", "UPDATE", "DELETE", "COMMIT")


class Dying:
    """A connection on which the writing statement of a number fails, as on a full disk."""

    def __init__(self, connection: Any, dies_at: int) -> None:
        self._connection = connection
        self._left = dies_at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def _count(self, sql: str) -> None:
        if sql.lstrip().startswith(WRITING):
            self._left -= 1
            if self._left == 0:
                full = dbapi2.OperationalError("database or disk is full")
                vars(full)["sqlite_errorcode"] = 13
                raise full

    def execute(self, sql: str, *parameters: Any) -> Any:
        self._count(sql)
        return self._connection.execute(sql, *parameters)

    def executemany(self, sql: str, rows: Any) -> Any:
        self._count(sql)
        return self._connection.executemany(sql, rows)

    @property
    def spared(self) -> bool:
        """Whether everything was written before the statement that was to fail."""
        return self._left > 0


def failures(commune: Commune, act: Callable[[], object]) -> Iterator[int]:
    """Let every writing statement of an act fail in turn, then none; after each failure the store is as before."""
    store, number = commune.store, 0
    before = everything(store)
    while True:
        number += 1
        whole = store.connection
        dying = Dying(whole, number)
        store.connection = store.db.conn = dying  # type: ignore[assignment]
        told = ""
        try:
            act()
        except ProblemError as problem:
            told = problem.code
        finally:
            if store.connection is dying:
                store.connection = store.db.conn = whole
        if dying.spared:
            assert told == ""
            return
        assert told == "S06"
        assert everything(store) == before, f"statement {number} left something behind"
        yield number


@pytest.fixture
def cell(commune: Commune) -> Organization:
    cell = commune.cell()
    for name in ("Lý A Sử", "Sùng Thị Mỷ", "Hoàng Văn Đào"):
        commune.person(cell.id, name)
    return cell


def written(commune: Commune, cell: Organization, period: str, *tasks: MeetingTask) -> MeetingDraft:
    """Return a saved draft with tasks, a reason for absence, answers to earlier tasks and a score."""
    draft = commune.meetings.prepare(cell.id, MeetingKind.REGULAR, period)
    marks = draft.content.attendance
    away = msgspec.structs.replace(marks[2], presence=Presence.EXCUSED, reason="ốm")
    content = msgspec.structs.replace(
        draft.content,
        start_time="07:30",
        end_time="10:00",
        place="Nhà văn hóa",
        chair_id=marks[0].member_id,
        secretary_id=marks[1].member_id,
        attendance=(*marks[:2], away),
        agenda=(AgendaItem(title="Nhiệm vụ", conclusion="Nhất trí.", tasks=tasks),),
        approval_agree=2,
        follow_ups=tuple(
            msgspec.structs.replace(line, outcome=AssignmentOutcome.LATE, remark="chậm")
            for line in draft.content.follow_ups
        ),
    )
    scored = QualityService(commune.store, commune.office.id, now).prefill(
        msgspec.structs.replace(draft, content=content)
    )
    return commune.meetings.save_draft(scored)


def given(commune: Commune, cell: Organization) -> Meeting:
    task = MeetingTask(id="road", text="Làm đường", assignee="Lý A Sử", due_on=date(2026, 11, 1))
    return commune.meetings.finalize(written(commune, cell, "2026-10", task))


def outcomes(commune: Commune) -> dict[str, str]:
    return {row["id"]: row["outcome"] for row in commune.store.rows("SELECT id, outcome FROM assignment")}


def test_finalising_fails_whole_or_not_at_all(commune: Commune, cell: Organization) -> None:
    given(commune, cell)
    draft = written(commune, cell, "2026-11", MeetingTask(id="well", text="Đào giếng"))
    statements = len(list(failures(commune, lambda: commune.meetings.finalize(draft))))
    assert statements > 8
    assert outcomes(commune) == {"road": "late", "well": "open"}
    assert commune.meetings.drafts() == []


def test_a_new_version_fails_whole_or_not_at_all(commune: Commune, cell: Organization) -> None:
    first = given(commune, cell)
    commune.meetings.finalize(written(commune, cell, "2026-11"))
    draft = commune.meetings.revise(first.id, "ghi nhầm")
    item = msgspec.structs.replace(draft.content.agenda[0], tasks=(MeetingTask(id="well", text="Đào giếng"),))
    content = msgspec.structs.replace(draft.content, agenda=(item,))
    newer = commune.meetings.save_draft(msgspec.structs.replace(draft, content=content))
    assert len(list(failures(commune, lambda: commune.meetings.finalize(newer)))) > 8
    assert outcomes(commune) == {"road": "withdrawn", "well": "open"}


def test_cancelling_fails_whole_or_not_at_all(commune: Commune, cell: Organization) -> None:
    first = given(commune, cell)
    second = commune.meetings.finalize(written(commune, cell, "2026-11"))
    assert len(list(failures(commune, lambda: commune.meetings.cancel(second.id, "nhầm tháng")))) >= 4
    assert outcomes(commune) == {"road": "open"}
    assert len(list(failures(commune, lambda: commune.meetings.cancel(first.id, "nhầm tháng")))) >= 4
    assert outcomes(commune) == {"road": "withdrawn"}
