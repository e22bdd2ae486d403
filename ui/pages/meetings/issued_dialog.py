"""Văn bản của chi bộ: resolutions, notices and invitations, listed at the left, written or shown at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db.meeting_records import IssuedDocument, IssuedDraft, IssuedType, MeetingState
from db.problems import ProblemError
from db.records import Finding, Severity
from desktop_app.texts import term, tr
from ui import theme
from ui.autosave import Autosave
from ui.context import WindowContext
from ui.pages.base import ProblemBar
from ui.pages.meetings.issued_list import About, IssuedList, Line, read
from ui.pages.meetings.issued_views import Showing, Writing
from ui.printing import Printing
from ui.widgets.field import finding_text
from ui.widgets.plain import plain_label
from ui.widgets.words import capital

if TYPE_CHECKING:
    from desktop_app.office import Office


class IssuedDialog(QDialog):
    """Ctrl+1, 2, 3 begin a document; Enter opens the one in hand; what is typed is kept while it is typed."""

    def __init__(self, context: WindowContext, printing: Printing, about: About, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Văn bản của chi bộ"))
        theme.fit(self, 1280, 690)
        self.context = context
        self.about = about
        self._shown: IssuedDocument | None = None
        self._in_hand = ""
        """Identifier of the document on the right, empty for none."""
        self.problem_bar = ProblemBar()
        self.listed = IssuedList(about)
        self.writing = Writing(context.today)
        self.form = self.writing.form
        self.showing = Showing(context, printing)
        self.autosave: Autosave[IssuedDraft] = Autosave(
            context.operations, self.form.collect, lambda office, draft: office.issued.save_draft(draft), self
        )
        self._build()
        self._connect()
        self.refresh()

    # --- building ---

    def _build(self) -> None:
        about = self.about
        heading = about.cell_name if not about.meeting_words else f"{about.cell_name} · {about.meeting_words}"
        self.listed.setFixedWidth(theme.px(440))
        self.stack = QStackedWidget()
        words = tr("Chọn một văn bản ở bên trái rồi nhấn Enter, hoặc soạn văn bản mới.")
        self.nothing = plain_label(words, role="muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for view in (self.nothing, self.writing, self.showing):
            self.stack.addWidget(view)
        halves = QHBoxLayout()
        halves.setSpacing(theme.px(14))
        halves.addWidget(self.listed)
        halves.addWidget(self.stack, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addWidget(plain_label(heading, role="heading", wrap=True))
        layout.addWidget(self.problem_bar)
        layout.addLayout(halves, 1)

    def _connect(self) -> None:
        self.form.changed.connect(self.autosave.touch)
        self.stack.currentChanged.connect(self._fit)
        self.autosave.state_changed.connect(self._show_state)
        self.listed.opened.connect(lambda line: self.open_document(line.id, draft=line.state == "draft"))
        self.listed.begin_wanted.connect(self.begin)
        self.listed.scope_changed.connect(self.refresh)
        self.writing.discard_wanted.connect(self.discard)
        self.writing.preview_wanted.connect(self.preview)
        self.writing.finalize_wanted.connect(self.finalize)
        self.showing.back_wanted.connect(self._back_to_form)
        self.showing.revise_wanted.connect(self.revise)
        self.showing.cancel_wanted.connect(self.cancel)
        self.showing.problem.connect(self.show_problem)
        self.autosave.failed.connect(self.show_problem)
        self.autosave.saved.connect(lambda _id: self.refresh())
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+S", self.save),
            ("F9", self.preview),
            ("Ctrl+Return", self.finalize),
            ("Ctrl+Enter", self.finalize),
            ("Ctrl+P", self._print),
            ("Ctrl+L", self._to_list),
        ]
        keys += [
            (f"Ctrl+{place}", partial(self.begin, type_)) for place, type_ in enumerate(self.listed.new_buttons, 1)
        ]
        for sequence, action in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(action)

    # --- the list ---

    def _fit(self) -> None:
        # Large text on a small screen leaves no room for list and document side by side.
        if theme.is_large():
            self.listed.setVisible(self.stack.currentWidget() is self.nothing)

    def _to_list(self) -> None:
        if theme.is_large():
            self.autosave.flush()
            self.stack.setCurrentWidget(self.nothing)
        self.listed.table.setFocus()

    def refresh(self) -> None:
        """Read the list again."""
        about, only = self.about, self.listed.only_meeting.isChecked()
        self.context.operations.run(lambda office: read(office, about, only), self._show_list, receiver=self)

    def _show_list(self, lines: list[Line]) -> None:
        self.listed.show_lines(lines, self._in_hand)

    def open_document(self, document_id: str, *, draft: bool) -> None:
        """Show a draft as a form, a kept document as it prints."""
        self.autosave.flush()
        if draft:
            self._run(lambda office: office.issued.draft(document_id), self._write)
        else:
            self._run(lambda office: _printed(office, document_id), self._show_final)

    # --- writing ---

    def begin(self, type_: IssuedType) -> None:
        """Begin a document of a type out of the meeting in hand, or go on with the one being written."""
        self.autosave.flush()
        cell_id, source = self.about.cell_id, self.about.meeting_id or None
        self._run(
            lambda office: office.issued.save_draft(office.issued.prepare(type_, cell_id, source)),
            self._write,
            busy=tr("Đang soạn văn bản…"),
        )

    def _write(self, draft: IssuedDraft) -> None:
        draft = self.autosave.unkept.get(draft.id, draft)
        self._shown = None
        self._in_hand = draft.id
        self.form.fill(draft)
        self.autosave.watch(draft)
        words = term("counted", draft.content.type)
        self.writing.heading.setText(tr("{type}: bản mới", type=words) if draft.revises else words)
        self.stack.setCurrentWidget(self.writing)
        self.form.begin()
        self.refresh()
        self.check()

    def _show_state(self, state: str, saved_at: str) -> None:
        self.writing.show_state(state, saved_at)
        if state == "saved":
            self.check()

    def save(self) -> None:
        """Keep what is typed now."""
        if self.stack.currentWidget() is self.writing:
            self.autosave.touch()
            self.autosave.flush()

    def check(self) -> None:
        """Ask the rules about what stands in the form."""
        if self.form.draft_id:
            draft = self.form.collect()
            self._run(lambda office: office.issued.check(draft), partial(self._checked, draft.id))

    def _checked(self, draft_id: str, findings: list[Finding]) -> None:
        if draft_id == self.form.draft_id:
            self.form.show_findings(findings)

    def preview(self) -> None:
        """Show the draft as it would print."""
        if self.stack.currentWidget() is not self.writing:
            return
        self.autosave.flush()
        draft = self.form.collect()
        self._run(
            lambda office: (office.issued.pdf(draft), office.issued.file_name(draft)),
            lambda printed: self._previewed(draft, printed),
            busy=tr("Đang dựng trang in…"),
        )

    def _previewed(self, draft: IssuedDraft, printed: tuple[bytes, str]) -> None:
        self.stack.setCurrentWidget(self.showing)
        self.showing.show_print(draft, *printed, tr("Bản nháp"), preview=True, final=False)

    def _back_to_form(self) -> None:
        self.stack.setCurrentWidget(self.writing)
        self.form.begin()

    def discard(self) -> None:
        """Throw the draft in hand away, after asking."""
        draft_id = self.form.draft_id
        agreed = self.context.questions.confirm(
            tr("Bỏ bản nháp"),
            tr("Bỏ bản nháp này? Những gì đã nhập trong bản nháp sẽ mất."),
            yes=tr("&Bỏ bản nháp"),
            no=tr("&Giữ lại"),
            loses=True,
        )
        if agreed and draft_id:
            self.autosave.forget()
            self._run(lambda office: office.issued.discard_draft(draft_id), lambda _none: self._gone())

    def _gone(self) -> None:
        self._in_hand = ""
        self.stack.setCurrentWidget(self.nothing)
        self.refresh()
        self.listed.table.setFocus()

    # --- finalising ---

    def finalize(self) -> None:
        """Check everything; with errors list them, else ask, number and keep the document."""
        if self.stack.currentWidget() is not self.writing:
            return
        self.autosave.flush()
        draft = self.form.collect()
        self._run(lambda office: office.issued.check(draft), partial(self._decide, draft), busy=tr("Đang kiểm tra…"))

    def _decide(self, draft: IssuedDraft, findings: list[Finding]) -> None:
        self.form.show_findings(findings, everything=True)
        if any(finding.severity is Severity.ERROR for finding in findings):
            self.form.problems.list.setFocus()
            return
        warnings = "\n".join(f"• {finding_text(finding)}" for finding in findings)
        detail = tr("Văn bản đã chốt có số, không sửa trực tiếp được nữa; muốn sửa thì lập bản mới.")
        agreed = self.context.questions.confirm(
            tr("Chốt văn bản"),
            tr(
                "Chốt {type} này của {cell}?",
                type=term("counted", draft.content.type).lower(),
                cell=self.about.cell_name,
            ),
            yes=tr("&Chốt"),
            no=tr("&Xem lại"),
            detail=f"{warnings}\n\n{detail}" if warnings else detail,
        )
        if agreed:
            self.form.setEnabled(False)
            self._run(lambda office: office.issued.finalize(draft), self._finalized, busy=tr("Đang chốt văn bản…"))

    def _finalized(self, kept: IssuedDocument) -> None:
        self.form.setEnabled(True)
        self.autosave.forget()
        self.context.data_changed.emit()
        self.context.say(
            tr("Đã chốt {type} số {number}.", type=term("counted", kept.content.type).lower(), number=kept.number)
        )
        self.open_document(kept.id, draft=False)

    # --- what is kept ---

    def _show_final(self, shown: tuple[IssuedDocument, str, bytes, str]) -> None:
        document, label, data, name = shown
        self._shown, self._in_hand = document, document.id
        self.form.fill(IssuedDraft(id="", content=document.content))
        final = document.state is MeetingState.FINAL
        state = capital(term("meeting_state", document.state))
        words = tr("{label}, bản {version} · {state}", label=label, version=document.version, state=state)
        self.stack.setCurrentWidget(self.showing)
        self.showing.show_print(document, data, name, words, preview=False, final=final)
        self.refresh()

    def revise(self) -> None:
        """Begin a new version of the document in hand, after asking why."""
        document = self._shown
        reason = self.context.questions.reason(tr("Lập bản mới"), tr("Vì sao phải lập bản mới của văn bản này?"))
        if document is not None and reason:
            document_id = document.id
            self._run(lambda office: office.issued.save_draft(office.issued.revise(document_id, reason)), self._write)

    def cancel(self) -> None:
        """Take the document in hand out of use, after asking why."""
        document = self._shown
        reason = self.context.questions.reason(
            tr("Hủy văn bản"), tr("Vì sao hủy văn bản này? Số của nó không dùng lại.")
        )
        if document is not None and reason:
            document_id = document.id
            self._run(
                lambda office: office.issued.cancel(document_id, reason), lambda _none: self._cancelled(document_id)
            )

    def _cancelled(self, document_id: str) -> None:
        self.context.data_changed.emit()
        self.open_document(document_id, draft=False)

    def _print(self) -> None:
        if self.stack.currentWidget() is self.showing:
            self.showing.panel.print_document()
        else:
            self.preview()

    # --- shared ---

    def _run(self, work: Callable[[Office], object], done: Callable[..., None], *, busy: str = "") -> None:
        self.context.operations.run(work, self._answered(done), self.show_problem, receiver=self, busy=busy)

    def _answered(self, done: Callable[..., None]) -> Callable[[object], None]:
        def answer(found: object) -> None:
            self.problem_bar.hide()
            done(found)

        return answer

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure above everything; what was found wrong stands beside its field too."""
        self.form.setEnabled(True)
        findings = problem.values.get("findings")
        if isinstance(findings, tuple | list):
            self.form.show_findings(list(findings), everything=True)
        self.problem_bar.show_problem(problem)

    def reject(self) -> None:
        """Esc goes back, from a preview to the form or to a hidden list; else it closes, keeping what is typed."""
        if self.stack.currentWidget() is self.showing and self.showing.is_preview:
            self._back_to_form()
            return
        self.autosave.flush()
        if self.listed.isHidden():
            self._to_list()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what was typed."""
        self.autosave.flush()
        super().closeEvent(event)


def _printed(office: Office, document_id: str) -> tuple[IssuedDocument, str, bytes, str]:
    document = office.issued.get(document_id)
    return document, office.issued.label(document), office.issued.pdf(document), office.issued.file_name(document)
