"""What is decided about a meeting: finalise it, throw its draft away, make a new version, cancel it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from db.meeting_records import Meeting, MeetingDraft
from db.problems import ProblemError
from db.records import Finding, Severity
from desktop_app.texts import term, tr
from ui.widgets.field import finding_text

if TYPE_CHECKING:
    from ui.pages.meetings.page import MeetingsPage


class Decisions:
    """Asks before anything that cannot be taken back, and tells the page what became of it."""

    def __init__(self, page: MeetingsPage) -> None:
        self.page = page

    def finalize(self) -> None:
        """Check everything; with errors list them, else ask and finalise."""
        if not self.page.draft_in_sight or self.page.draft.busy:
            return
        self.page.draft.autosave.flush()
        draft = self.page.draft.form.collect()
        self.page.draft.set_busy(busy=True)
        self.page.run(
            lambda office: office.meetings.check(draft),
            partial(self._checked, draft),
            self._finalize_failed,
            busy=tr("Đang kiểm tra…"),
        )

    def _checked(self, draft: MeetingDraft, findings: list[Finding]) -> None:
        self.page.draft.set_busy(busy=False)
        if draft.id != self.page.draft.form.draft_id:
            return
        self.page.draft.form.show_findings(findings, everything=True)
        if any(finding.severity is Severity.ERROR for finding in findings):
            self.page.context.say(tr("Chưa chốt được: còn lỗi phải sửa."))
        elif self._confirm(draft, findings):
            self.page.draft.set_busy(busy=True)
            self.page.run(
                lambda office: office.meetings.finalize(draft),
                self._finalized,
                self._finalize_failed,
                busy=tr("Đang chốt biên bản…"),
            )

    def _confirm(self, draft: MeetingDraft, findings: list[Finding]) -> bool:
        warnings = "\n".join(f"• {finding_text(finding)}" for finding in findings)
        detail = tr("Biên bản đã chốt có số, không sửa trực tiếp được nữa; muốn sửa thì lập bản mới.")
        return self.page.context.questions.confirm(
            tr("Chốt biên bản"),
            tr(
                "Chốt biên bản sinh hoạt {kind} của {cell}?",
                kind=term("meeting_kind", draft.content.kind),
                cell=self.page.cell_name,
            ),
            yes=tr("&Chốt"),
            no=tr("&Xem lại"),
            detail=f"{warnings}\n\n{detail}" if warnings else detail,
        )

    def _finalized(self, meeting: Meeting) -> None:
        self.page.draft.set_busy(busy=False)
        self.page.draft.forget()
        self.page.context.data_changed.emit()
        self.page.context.say(tr("Đã chốt biên bản số {number}.", number=meeting.number))
        self.page.read_board()
        self.page.open_cell(meeting.content.cell_id, meeting.id)

    def _finalize_failed(self, problem: ProblemError) -> None:
        self.page.draft.set_busy(busy=False)
        findings = problem.values.get("findings")
        if isinstance(findings, tuple | list):
            self.page.draft.form.show_findings(list(findings), everything=True)
        self.page.show_problem(problem)

    def discard(self) -> None:
        """Throw the draft in hand away, after asking."""
        draft_id, cell_id = self.page.draft.form.draft_id, self.page.cell_id
        agreed = self.page.context.questions.confirm(
            tr("Bỏ bản nháp"),
            tr("Bỏ bản nháp này? Những gì đã nhập trong bản nháp sẽ mất."),
            yes=tr("&Bỏ bản nháp"),
            no=tr("&Giữ lại"),
            loses=True,
        )
        if agreed and draft_id:
            self.page.draft.forget()
            self.page.run(
                lambda office: office.meetings.discard_draft(draft_id), lambda _none: self._discarded(cell_id)
            )

    def discard_twin(self, draft_id: str) -> None:
        """Throw away the other draft of the meeting in hand, after asking."""
        here, cell_id = self.page.draft.form.draft_id, self.page.cell_id
        if self.page.context.questions.confirm(
            tr("Bỏ bản nháp"),
            tr("Bỏ bản nháp kia? Những gì đã nhập trong bản nháp đó sẽ mất; bản đang mở không bị đụng tới."),
            yes=tr("&Bỏ bản nháp"),
            no=tr("&Giữ lại"),
            loses=True,
        ):
            self.page.draft.autosave.flush()
            self.page.run(
                lambda office: office.meetings.discard_draft(draft_id),
                lambda _none: self.page.open_cell(cell_id, here),
            )

    def _discarded(self, cell_id: str) -> None:
        self.page.context.data_changed.emit()
        self.page.read_board()
        self.page.open_cell(cell_id)

    def revise(self) -> None:
        """Begin a new version of the final meeting in hand, after asking why."""
        meeting = self.page.final.meeting
        reason = self.page.context.questions.reason(tr("Lập bản mới"), tr("Vì sao phải lập bản mới của biên bản này?"))
        if meeting is not None and reason:
            meeting_id = meeting.id
            self.page.open_new(lambda office: office.meetings.save_draft(office.meetings.revise(meeting_id, reason)))

    def cancel(self) -> None:
        """Take the final meeting in hand out of use, after asking why."""
        meeting = self.page.final.meeting
        reason = self.page.context.questions.reason(
            tr("Hủy biên bản"), tr("Vì sao hủy biên bản này? Số của nó không dùng lại.")
        )
        if meeting is not None and reason:
            meeting_id = meeting.id
            self.page.run(
                lambda office: office.meetings.cancel(meeting_id, reason), lambda _none: self._cancelled(meeting_id)
            )

    def _cancelled(self, meeting_id: str) -> None:
        self.page.context.data_changed.emit()
        self.page.read_board()
        self.page.open_cell(self.page.cell_id, meeting_id)
