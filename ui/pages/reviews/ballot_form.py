"""The count of ballots of one body: totals above, the votes below, what they come to beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.evaluation_records import BallotInput, CampaignState
from db.record_base import Record
from db.records import Finding, Severity
from desktop_app.rules import ballot_words, ballots
from desktop_app.rules.dates import format_day
from desktop_app.services.ballot_sheet import BallotSheet
from desktop_app.texts import explain, sentence, tr
from ui import theme
from ui.autosave import Autosave
from ui.icons import on_button
from ui.pages.base import shorten
from ui.pages.reviews.ballot_totals import BallotTotals
from ui.widgets.ballot_table import BallotTable
from ui.widgets.choice import Choice
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import FindingLine, WrappingLabel
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from db.evaluation_records import Ballot
    from db.problems import ProblemError
    from desktop_app.office import Office
    from ui.pages.base import Page

_PAUSE = 250
"""Milliseconds after the last key until the rules are asked."""


class Typed(Record, frozen=True, kw_only=True):
    """A count as it is being typed: what the autosave keeps."""

    id: str
    entered: BallotInput
    collectives: bool
    ballot_id: str
    revision: int
    saved_at: str = ""


def _keep(office: Office, typed: Typed) -> Typed:
    at = office.ballots.keep_draft(
        typed.entered, collectives=typed.collectives, ballot_id=typed.ballot_id, revision=typed.revision
    )
    return msgspec.structs.replace(typed, saved_at=at)


class BallotForm(QWidget):
    """``saved`` follows a count kept, ``reading`` asks for another sheet (kind, count, whether a new one)."""

    saved = Signal()
    reading = Signal(bool, str, bool)
    closed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.context = page.context
        self.sheet: BallotSheet | None = None
        self._filling = False
        self._findings: tuple[Finding, ...] = ()
        self.heading = WrappingLabel(role="heading")
        self.state = plain_label(role="muted")
        self.kind: Choice[str] = Choice([("members", tr("Đảng viên")), ("collectives", tr("Tập thể"))])
        self.kind.setAccessibleName(tr("Bỏ phiếu về"))
        self.counts: Choice[str] = Choice([("", "")])
        self.counts.setAccessibleName(tr("Lần bỏ phiếu"))
        self.again = self._button(tr("&Bỏ phiếu lại"), "add", self._again)
        self.discard = self._button(tr("Bỏ nhá&p…"), "close", self._discard)
        self.remove = self._button(tr("&Xóa lần này…"), "delete", self._remove)
        self.keep = self._button(tr("Lưu (Ctrl+S)"), "", self.save)
        self.keep.setProperty("kind", "primary")
        self.back = self._button(tr("Tất cả &chi bộ"), "left", self.closed.emit)
        self.totals = BallotTotals(self.context)
        self.table = BallotTable()
        self.words = WrappingLabel()
        self.summary = WrappingLabel(role="muted")
        self.trouble = FindingLine()
        self.autosave: Autosave[Typed] = Autosave(self.context.operations, self._typed, _keep, self)
        self._asking = QTimer(self, singleShot=True, interval=_PAUSE)
        self._lay_out()
        self._connect()

    def _button(self, words: str, picture: str, work: object) -> QPushButton:
        button = QPushButton(words)
        if picture:
            on_button(button, picture)
        assert callable(work)
        button.clicked.connect(lambda _checked=False: work())
        return button

    def _lay_out(self) -> None:
        head = self.head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.back)
        head.addWidget(self.heading, 1)
        for widget in (self.kind, self.counts, self.keep):
            head.addWidget(widget)
        if theme.is_large():
            shorten(head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        column.addWidget(self.totals)
        # Sentences beside the totals go before rows of the table, which scrolls.
        self.table.setMinimumHeight(theme.px(40))
        column.addWidget(self.table, 1)
        column.addWidget(self.words)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(12))
        foot.addWidget(self.summary, 1)
        for part in (self.state, self.again, self.remove, self.discard):
            foot.addWidget(part)
        column.addLayout(foot)
        column.addWidget(self.trouble)

    def _connect(self) -> None:
        self.totals.changed.connect(self._touched)
        self.totals.left.connect(self.check)
        self.table.ballot.changed.connect(self._touched)
        self.table.row_changed.connect(self._tell_row)
        self.table.finished.connect(self.keep.setFocus)
        self._asking.timeout.connect(self.check)
        self.autosave.state_changed.connect(self._tell_state)
        self.autosave.failed.connect(self.page.show_problem)
        self.kind.currentIndexChanged.connect(lambda _place: self._other_kind())
        self.counts.currentIndexChanged.connect(lambda _place: self._other_count())
        self.moves = EnterMoves(self.totals.inputs, lambda: self.table.go_to(max(0, self.table.row)), self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Leave the room to the votes while they are typed, where letters are large."""
        if theme.is_large() and self.isVisible() and now is not None:
            if self.totals.isAncestorOf(now):
                self.totals.people.show()
            elif now is self.table or self.table.isAncestorOf(now):
                self.totals.people.hide()

    # --- what is shown ---

    def begin(self, sheet: BallotSheet) -> None:
        """Show a body's count."""
        self.autosave.flush()
        self._filling = True
        before, index = self.sheet, self.table.currentIndex()
        place = (index.row(), index.column()) if before is not None and _same(before, sheet) else None
        self.sheet = sheet
        office = not any(one.member_id for one in sheet.rated) and sheet.collectives
        self.heading.setText(sheet.organization_name)
        self.kind.take("collectives" if sheet.collectives else "members")
        self.counts.offer(self._offered(sheet))
        self.counts.take(sheet.ballot_id)
        self.totals.show_sheet(sheet)
        self.table.ballot.show_sheet(sheet)
        if place is not None:
            self.table.setCurrentIndex(self.table.ballot.index(*place))
        self._filling = False
        editable = self.table.ballot.editable = sheet.campaign.state is CampaignState.OPEN
        for widget in (self.totals, self.keep, self.again, self.remove, self.discard):
            widget.setEnabled(editable)
        self.kind.setEnabled(not (office and sheet.organization_id == sheet.campaign.owner_id))
        self.counts.setVisible(len(sheet.counts) > 1)
        self.again.setVisible(bool(sheet.counts))
        self.remove.setVisible(bool(sheet.ballot_id))
        self.discard.setVisible(bool(sheet.drafted))
        self.trouble.hide()
        if editable:
            self.autosave.watch(self._typed())
        self._tell_state("saved", sheet.drafted)
        self.check()

    def _offered(self, sheet: BallotSheet) -> list[tuple[str, str]]:
        words = [
            (
                id_,
                tr("Lần {number} ({day})", number=len(sheet.counts) - place, day=format_day(day) if day else "–"),
            )
            for place, (id_, day) in enumerate(sheet.counts)
        ]
        return words if sheet.ballot_id else [("", tr("Lần mới")), *words]

    def focus_first(self) -> None:
        """Put the cursor where work begins: the day, or the votes where the totals stand."""
        entered = self.totals.value()
        wanting = next((name for name, field in self.totals.fields.items() if self._wants(name, entered)), "")
        if wanting:
            self.totals.fields[wanting].editor.setFocus()
        else:
            self.table.setFocus()

    @staticmethod
    def _wants(name: str, entered: BallotInput) -> bool:
        return name in ("held_on", "convened", "present", "issued", "returned", "valid") and not getattr(entered, name)

    # --- typing ---

    def value(self) -> BallotInput:
        """Return the count as typed."""
        kept = self.table.ballot.entered
        return msgspec.structs.replace(self.totals.value(), lines=kept.lines if kept is not None else ())

    def _typed(self) -> Typed:
        sheet, entered = self.sheet, self.value()
        assert sheet is not None
        id_ = f"{entered.campaign_id}.{entered.organization_id}.{sheet.collectives}.{sheet.ballot_id}"
        return Typed(
            id=id_,
            entered=entered,
            collectives=sheet.collectives,
            ballot_id=sheet.ballot_id,
            revision=sheet.revision,
            saved_at=sheet.drafted,
        )

    def _touched(self) -> None:
        if self._filling or self.sheet is None:
            return
        self.table.ballot.take_totals(self.totals.value())
        self.autosave.touch()
        self.discard.setVisible(True)
        self._asking.start()
        self._tell_row()

    def check(self) -> None:
        """Show what the rules say of the count as it stands."""
        if self.sheet is None:
            return
        sheet = self.sheet
        self._findings = tuple(
            ballots.check(self.value(), sheet.candidates(), sheet.scheme, self.context.today(), sheet.campaign.year)
        )
        self._show_findings(self._findings)

    def _show_findings(self, findings: Sequence[Finding]) -> None:
        self.totals.show_findings(findings)
        by_line: dict[int, list[Finding]] = {}
        for one in findings:
            kind, _, rest = one.field.partition(".")
            place = rest.partition(".")[0]
            if kind == "lines" and place.isdigit():
                by_line.setdefault(int(place), []).append(one)
        self.table.ballot.show_findings(by_line)
        self.summary.setText(self._summary(by_line))
        self._tell_row()

    def _summary(self, by_line: dict[int, list[Finding]]) -> str:
        assert self.sheet is not None
        wrong = sum(any(one.severity is Severity.ERROR for one in found) for found in by_line.values())
        empty = sum(ballots.total(line) == 0 for line in self.value().lines)
        parts = []
        if wrong:
            parts.append(tr("{count} dòng chưa khớp số phiếu", count=wrong))
        if empty:
            parts.append(tr("{count} dòng chưa ghi", count=empty))
        rule = self.sheet.scheme.vote
        checked = ballot_words.checked(rule)
        share = tr("Đạt khi có {share}", share=ballot_words.threshold(rule))
        parts.append(f"{share} ({checked})" if checked else share)
        if self.sheet.meeting_on is not None:
            day = format_day(self.sheet.meeting_on)
            parts.append(tr("Số triệu tập, có mặt lấy từ buổi kiểm điểm ngày {day}", day=day))
        return " · ".join(parts)

    def _tell_row(self) -> None:
        self.words.setText(self.table.ballot.words(self.table.row))

    def _tell_state(self, state: str, at: str) -> None:
        words = {"unsaved": tr("Chưa giữ nháp"), "saving": tr("Đang giữ nháp…")}.get(state, "")
        if state == "saved" and at:
            words = tr("Đã giữ nháp lúc {time}", time=f"{datetime.fromisoformat(at):%H:%M}")
        self.state.setText(words)
        self.state.setVisible(bool(words))

    # --- acting ---

    def save(self) -> None:
        """Keep the count."""
        sheet = self.sheet
        if sheet is None or not self.keep.isEnabled():
            return
        complaining = self.totals.visit_all()
        self.check()
        if complaining is not None:
            complaining.setFocus()
            return
        wrong = next((one for one in self._findings if one.severity is Severity.ERROR), None)
        if wrong is not None:
            self.go_to(wrong)
            return
        entered = self.value()
        self.keep.setEnabled(False)
        self.context.operations.run(
            lambda office: office.ballots.save(
                entered, collectives=sheet.collectives, ballot_id=sheet.ballot_id, revision=sheet.revision
            ),
            self._saved,
            self._refused,
            on_done=lambda: self.keep.setEnabled(True),
            receiver=self,
        )

    def _saved(self, kept: Ballot) -> None:
        self.autosave.forget()
        self.context.say(tr("Đã ghi phiếu của {count} dòng.", count=len(kept.lines)))
        self.saved.emit()

    def _refused(self, problem: ProblemError) -> None:
        findings = problem.values.get("findings")
        found: tuple[Finding, ...] = findings if isinstance(findings, tuple) else ()
        if found:
            self._show_findings(found)
            self.go_to(found[0])
        else:
            self.trouble.say(str(explain(problem)), grave=True)

    def go_to(self, finding: Finding) -> None:
        """Put the cursor where a finding is about, and say it."""
        kind, _, rest = finding.field.partition(".")
        if kind == "lines":
            place, _, level = rest.partition(".")
            self.table.go_to(int(place) if place.isdigit() else 0, level)
            if not rest:
                self.context.say(sentence(finding))
        elif kind in self.totals.fields:
            self.totals.fields[kind].editor.setFocus()

    def _other_kind(self) -> None:
        if not self._filling and self.sheet is not None:
            self.autosave.flush()
            self.reading.emit(self.kind.value() == "collectives", "", False)

    def _other_count(self) -> None:
        if not self._filling and self.sheet is not None and self.counts.value():
            self.autosave.flush()
            self.reading.emit(self.sheet.collectives, self.counts.value(), False)

    def _again(self) -> None:
        if self.sheet is not None:
            self.autosave.flush()
            self.reading.emit(self.sheet.collectives, "", True)

    def _discard(self) -> None:
        sheet = self.sheet
        if sheet is None or not self.context.questions.discard_changes():
            return
        self.autosave.forget()
        self.context.operations.run(
            lambda office: office.ballots.discard(
                sheet.campaign.id,
                sheet.organization_id,
                collectives=sheet.collectives,
                ballot_id=sheet.ballot_id,
            ),
            lambda _nothing: self.reading.emit(sheet.collectives, sheet.ballot_id, False),
            self.page.show_problem,
            receiver=self,
        )

    def _remove(self) -> None:
        sheet = self.sheet
        if sheet is None or not self.context.questions.confirm(
            tr("Xóa lần bỏ phiếu"),
            tr("Xóa cả lần bỏ phiếu này của {name}?", name=sheet.organization_name),
            yes=tr("&Xóa"),
            loses=True,
        ):
            return
        self.autosave.forget()
        self.context.operations.run(
            lambda office: office.ballots.remove(sheet.ballot_id, sheet.revision),
            lambda _nothing: self.saved.emit(),
            self.page.show_problem,
            receiver=self,
        )


def _same(one: BallotSheet, other: BallotSheet) -> bool:
    """Return whether two sheets are the same count, perhaps read again."""
    return (one.campaign.id, one.organization_id, one.collectives, one.ballot_id) == (
        other.campaign.id,
        other.organization_id,
        other.collectives,
        other.ballot_id,
    )
