"""Section of the form on what a meeting begins with: documents announced, and the tasks of earlier meetings."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from db.meeting_records import AnnouncedDocument, FollowUp, MeetingContent
from db.records import Finding
from desktop_app.texts import tr
from ui import theme
from ui.pages.meetings.item_rows import name_fields, show_at
from ui.pages.meetings.section import Section
from ui.widgets.field import Field, WrappingLabel
from ui.widgets.follow_up_table import FollowUpTable
from ui.widgets.plain import plain_label, plain_tip
from ui.widgets.rows import PutBack, Row, Rows


class DocumentRow(Row[AnnouncedDocument]):
    """Số, ký hiệu và trích yếu of a document announced."""

    def __init__(self) -> None:
        super().__init__()
        self.number, self.summary = QLineEdit(), QLineEdit()
        for line, hint in ((self.number, tr("Số, ký hiệu")), (self.summary, tr("Trích yếu"))):
            line.setMaxLength(2000)
            line.setPlaceholderText(hint)
            line.textEdited.connect(self.changed)
        self.fields = {"number": Field("", self.number), "summary": Field("", self.summary)}
        name_fields(self.fields, (tr("Số, ký hiệu văn bản"), tr("Trích yếu văn bản")))
        self.inputs.addWidget(self.fields["number"], 2, Qt.AlignmentFlag.AlignTop)
        self.inputs.addWidget(self.fields["summary"], 7, Qt.AlignmentFlag.AlignTop)

    def parts(self) -> list[QWidget]:
        """Return the inputs in order."""
        return [self.number, self.summary]

    def value(self) -> AnnouncedDocument | None:
        """Return the document."""
        number, summary = self.number.text(), self.summary.text()
        return AnnouncedDocument(number=number, summary=summary) if number or summary else None

    def set_value(self, value: AnnouncedDocument) -> None:
        """Show a document."""
        self.number.setText(value.number)
        self.summary.setText(value.summary)
        self.summary.setCursorPosition(0)

    def show_findings(self, findings: Sequence[Finding], prefix: str) -> None:
        """Show findings at the two parts."""
        show_at(self.fields, findings, prefix)

    def focus_part(self, part: str) -> None:
        """Go to a part, the number by default."""
        self.fields.get(part, self.fields["number"]).editor.setFocus()


class CarriedSection(Section):
    """Văn bản, việc đã giao: documents announced, what became of earlier tasks, what was concluded the last time."""

    finished = Signal()
    """Enter after the last task."""
    tasks_wanted = Signal()
    """The list of tasks still open shall be read again."""

    def __init__(self, undo: QUndoStack) -> None:
        super().__init__()
        self.title = tr("Văn bản, việc cũ")
        self.documents: Rows[AnnouncedDocument] = Rows(DocumentRow, tr("Thêm &văn bản"), tr("Bỏ văn bản này"))
        self.table = FollowUpTable(undo)
        self.none = WrappingLabel(tr("Không có việc nào của các buổi trước còn phải theo dõi."), role="muted")
        self.hint = WrappingLabel(
            tr(
                "Phím: 1 đúng hạn · 2 vượt mức · 3 chậm · 4 không hoàn thành · 0 đang thực hiện · "
                "chữ: ghi chú · Delete: không xem xét ở buổi này"
            ),
            role="muted",
        )
        self.renew = QPushButton(tr("Đọc lại việc chưa &xong"))
        self.renew.setToolTip(plain_tip(tr("Thêm những việc còn đang thực hiện mà danh sách này chưa có.")))
        self.before_heading = plain_label(role="heading")
        self.before = WrappingLabel()
        self._build()
        self.documents.changed.connect(self.changed)
        self.documents.removed.connect(lambda place, value: undo.push(PutBack(self.documents, place, value)))
        self.table.changed.connect(self._table_changed)
        self.table.lines.modelReset.connect(self._show_table)
        self.table.finished.connect(self.finished)
        self.renew.clicked.connect(self.tasks_wanted)
        self._show_table()

    def _build(self) -> None:
        self.body.addWidget(plain_label(tr("Văn bản của cấp trên được thông báo, quán triệt"), role="heading"))
        self.body.addWidget(self.documents)
        self.body.addSpacing(theme.px(6))
        head = QHBoxLayout()
        head.addWidget(plain_label(tr("Kết quả thực hiện việc đã giao"), role="heading"), 1)
        head.addWidget(self.renew)
        self.body.addLayout(head)
        self.body.addWidget(self.none)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.hint)
        self.body.addSpacing(theme.px(6))
        self.body.addWidget(self.before_heading)
        self.body.addWidget(self.before)
        self.body.addStretch(0)
        QWidget.setTabOrder(self.documents.add, self.table)
        QWidget.setTabOrder(self.table, self.renew)

    # --- content ---

    def fill(self, content: MeetingContent) -> None:
        """Show a meeting."""
        self.documents.set_values(content.documents)
        self.table.set_lines(content.follow_ups, content.held_on)

    def collect(self, content: MeetingContent) -> MeetingContent:
        """Return the meeting with what stands here."""
        return msgspec.structs.replace(content, documents=self.documents.values(), follow_ups=self.table.lines.lines)

    def show_before(self, heading: str, conclusions: Sequence[str]) -> None:
        """Show what the meeting before this one concluded."""
        self.before_heading.setText(heading)
        self.before.setText("\n".join(f"• {conclusion}" for conclusion in conclusions))
        for label in (self.before_heading, self.before):
            label.setVisible(bool(conclusions))

    def take_tasks(self, lines: Sequence[FollowUp]) -> bool:
        """Show these lines as one step of undo; return whether they are others than before."""
        if tuple(lines) == self.table.lines.lines:
            return False
        self.table.lines.take(lines)
        return True

    @property
    def waiting(self) -> bool:
        """Whether something stands here that belongs to this meeting."""
        return bool(self.table.lines.lines or self.documents.rows)

    def copy_before(self, before: MeetingContent, focused: QWidget) -> bool:
        """Bring the documents of the meeting before that are not here yet."""
        if not self.documents.isAncestorOf(focused):
            return False
        here = self.documents.values()
        fresh = [document for document in before.documents if document not in here]
        self.documents.bring(fresh)
        return bool(fresh)

    # --- findings and the cursor ---

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show findings at the documents."""
        self.documents.show_findings(findings, "documents")

    def focus_first(self) -> None:
        """Begin with the tasks where there are some, else with the documents."""
        if self.table.lines.rowCount():
            self.table.setFocus()
        else:
            self.documents.add.setFocus()

    def focus_path(self, path: str) -> bool:
        """Go to a document or to a task."""
        head, _, rest = path.partition(".")
        place, _, part = rest.partition(".")
        number = int(place) if place.isdigit() else 0
        if head == "documents":
            return self.documents.focus_row(number, part)
        if head == "follow_ups":
            if self.table.lines.rowCount():
                self.table.go_to(min(number, self.table.lines.rowCount() - 1), remark=part == "remark")
            else:
                self.renew.setFocus()
            return True
        return False

    def _table_changed(self) -> None:
        self.changed.emit()

    def _show_table(self) -> None:
        some = bool(self.table.lines.rowCount())
        self.table.setVisible(some)
        self.hint.setVisible(some)
        self.none.setVisible(not some)
