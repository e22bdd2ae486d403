"""A labelled input with the line beside it that says what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from db.records import Finding, Severity
from desktop_app.texts import sentence, tr
from ui.widgets.plain import plain_label, plain_tip, set_role


def finding_text(finding: Finding) -> str:
    """Return a finding as one line that says by a word, not by colour, how grave it is."""
    if finding.severity is Severity.ERROR:
        return tr("Lỗi: {sentence}", sentence=sentence(finding))
    return tr("Lưu ý: {sentence}", sentence=sentence(finding))


def finding_source(finding: Finding) -> str:
    """Return the document a finding rests on, and whether it was verified, for a tool tip; empty for plain logic."""
    return tr("Căn cứ: {source}", source=finding.source) if finding.source else ""


class WrappingLabel(QLabel):
    """Plain text that wraps in the width there is: it never widens a form, and claims no more height than it needs.

    A QLabel that wraps claims the height of a narrow column, which gives a form a scroll bar it does not need.
    """

    def __init__(self, text: str = "", *, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setText(text)
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        """Return the height the text has at the present width."""
        return QSize(0, self.heightForWidth(max(self.width(), 120)))

    def sizeHint(self) -> QSize:
        """Return the same: there is nothing to be gained from more room."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class FindingLine(WrappingLabel):
    """One or more findings under an input; takes no room while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.hide()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these sentences, the gravest first; none of them hides the line."""
        ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
        self.setToolTip(plain_tip("\n".join(filter(None, map(finding_source, ordered)))))
        self.say("\n".join(map(finding_text, ordered)), grave=any(f.severity is Severity.ERROR for f in findings))

    def say(self, text: str, *, grave: bool) -> None:
        """Show ``text``, as an error when ``grave``; an empty one hides the line."""
        self.setText(text)
        set_role(self, "error" if grave else "warning")
        self.setVisible(bool(text))


class Field(QWidget):
    """An input under its label, with room for its findings; ``path`` is the field's path in a Finding."""

    def __init__(self, label: str, editor: QWidget, path: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.editor = editor
        self.visited = False
        """Whether the user was here: before that, nothing is wrong with it."""
        self.label = plain_label(label)
        self.label.setBuddy(editor)
        self.findings = FindingLine()
        editor.setAccessibleName(label.replace("&", ""))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.label)
        layout.addWidget(editor)
        layout.addWidget(self.findings)
        self.setFocusProxy(editor)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what is wrong with this field once it was visited, or that nothing is."""
        findings = findings if self.visited else ()
        complaint = self._complaint() if self.visited else ""
        if complaint:
            # What cannot be read is not missing: the input's own word goes before that of the rules.
            self.findings.say(tr("Lỗi: {sentence}", sentence=complaint), grave=True)
        else:
            self.findings.show_findings(findings)
        self.editor.setAccessibleDescription(self.findings.text())
        grave = bool(complaint) or any(finding.severity is Severity.ERROR for finding in findings)
        set_invalid(self.editor, invalid=grave)

    def _complaint(self) -> str:
        own = getattr(self.editor, "complaint", None)
        return str(own()) if own is not None else ""


def set_invalid(editor: QWidget, *, invalid: bool) -> None:
    """Give an input the frame of something wrong, or take it away."""
    if bool(editor.property("invalid")) is not invalid:
        editor.setProperty("invalid", invalid)
        style = editor.style()
        style.unpolish(editor)
        style.polish(editor)
