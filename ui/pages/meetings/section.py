"""What the sections of the meeting form have in common."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from db.meeting_records import MeetingContent
from db.records import Finding
from ui import theme
from ui.widgets.field import Field


class Section(QScrollArea):
    """A part of the form: fills itself from a meeting, gives back what stands in it, and shows findings.

    It scrolls down where it must and never sideways.
    """

    changed = Signal()
    """The user changed something."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sheet = QWidget()
        sheet.setObjectName("sheet")
        self.body = QVBoxLayout(sheet)
        margin = theme.px(10)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(theme.px(8))
        self.setWidget(sheet)
        self.title = ""
        """The words of its tab."""
        self.fields: dict[str, Field] = {}
        """Single fields by their path in a finding."""

    def fill(self, content: MeetingContent) -> None:
        """Show a meeting."""
        raise NotImplementedError

    def collect(self, content: MeetingContent) -> MeetingContent:
        """Return ``content`` with what stands in this section."""
        raise NotImplementedError

    def copy_before(self, before: MeetingContent, focused: QWidget) -> bool:  # noqa: ARG002 - most bring something
        """Bring the field in hand from the meeting ``before``; False when nothing is to be brought here."""
        return False

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what rules say about this section's fields."""
        for path, field in self.fields.items():
            field.show_findings([finding for finding in findings if finding.field == path])

    def visit_all(self, *, visited: bool) -> None:
        """Treat every field as visited, or none (a form just opened)."""
        for field in self.fields.values():
            field.visited = visited

    def focus_first(self) -> None:
        """Put the cursor where work in this section begins."""
        raise NotImplementedError

    def focus_path(self, path: str) -> bool:
        """Put the cursor into the field a finding is about; False when it is not in this section."""
        field = self.fields.get(path)
        if field is None:
            return False
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(field)
        return True


def scrolling(editor: QWidget) -> QScrollArea:
    """Return an editor in an area of its own that scrolls down where it must."""
    editor.setObjectName("sheet")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    # With the list of problems above it must do with little, so that one bar scrolls, not two.
    area.setMinimumHeight(theme.px(60))
    area.setWidget(editor)
    return area
