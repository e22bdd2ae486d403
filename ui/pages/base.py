"""What every page has in common: a title line with actions, a place for problems, help, and a polite end."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.problems import ProblemError
from desktop_app.texts import explain, tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from desktop_app.office import Office

T = TypeVar("T")
_KEYS = re.compile(r" \((Ctrl\+[^)]+|F\d+|Enter|Delete|Esc)\)$")


class Page(QWidget):
    """One screen of the window.

    A subclass sets ``name``, gives ``title`` and ``help_text``, fills ``self.body`` and overrides ``refresh``. The
    window calls ``open`` with the arguments of ``context.open_page`` each time the page is shown, and ``may_leave``
    before another takes its place. Shortcuts of a page belong to it (context WidgetWithChildren), so they sleep while
    another page is shown.
    """

    name = ""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.context = context
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        outer.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        self.title_label = plain_label(self.title, role="title")
        head.addWidget(self.title_label)
        head.addStretch(1)
        self.tools = QHBoxLayout()
        """Buttons at the right of the title."""
        self.tools.setSpacing(theme.px(8))
        head.addLayout(self.tools)
        outer.addLayout(head)
        self.problem_bar = ProblemBar()
        outer.addWidget(self.problem_bar)
        self.body = QVBoxLayout()
        """What the page shows."""
        self.body.setSpacing(theme.px(8))
        outer.addLayout(self.body, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Make room in the title line where the text is large."""
        super().showEvent(event)
        if theme.is_large():
            shorten(self.tools)

    # --- what a page says about itself ---

    @property
    def title(self) -> str:
        """The words at the top of the page."""
        return ""

    @property
    def help_text(self) -> str:
        """A short text for F1: what this screen is for and its keys."""
        return ""

    # --- what the window asks of a page ---

    def open(self, **_args: object) -> None:
        """Show what ``args`` name; called each time the page comes to the front. By default: read again."""
        self.refresh()

    def refresh(self) -> None:
        """Read what is shown again, through ``self.run``."""

    def focus_work(self) -> None:
        """Put the cursor where work on the page begins."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.focusNextChild()

    def may_leave(self) -> bool:
        """Whether another page may come to the front now; a page with unsaved typing asks first."""
        return True

    def may_close(self) -> bool:
        """Whether the window may close now; like ``may_leave`` unless a page knows better."""
        return self.may_leave()

    # --- what a page uses ---

    def run(
        self,
        work: Callable[[Office], T],
        on_success: Callable[[T], None] | None = None,
        on_failure: Callable[[ProblemError], None] | None = None,
        *,
        on_done: Callable[[], None] | None = None,
        busy: str = "",
    ) -> None:
        """``operations.run`` with this page as the receiver: answers stop when the page is gone."""
        self.context.operations.run(work, on_success, on_failure, on_done=on_done, receiver=self, busy=busy)

    def show_problem(self, problem: ProblemError) -> None:
        """Show a known failure at the top of the page until it is dismissed or the next try succeeds."""
        self.problem_bar.show_problem(problem)

    def clear_problem(self) -> None:
        """Take a shown failure away."""
        self.problem_bar.hide()


def shorten(tools: QHBoxLayout) -> None:
    """Move the keys that buttons name in brackets to their tips."""
    for place in range(tools.count()):
        item = tools.itemAt(place)
        button = item.widget() if item is not None else None
        found = _KEYS.search(button.text()) if isinstance(button, QPushButton) else None
        if isinstance(button, QPushButton) and found is not None:
            button.setToolTip(found[1])
            button.setText(button.text()[: found.start()])


class ProblemBar(QFrame):
    """A known failure in three sentences, with a button to dismiss it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "error-box")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(10), theme.px(6), theme.px(6), theme.px(6))
        self._icon = QLabel()
        layout.addWidget(self._icon)
        self.label = plain_label(wrap=True)
        self.label.setAccessibleName(tr("Có vấn đề"))
        layout.addWidget(self.label, 1)
        self.dismiss = QPushButton(tr("Đã hiểu"))
        self.dismiss.clicked.connect(self.hide)
        layout.addWidget(self.dismiss)
        self.hide()

    def show_problem(self, problem: ProblemError) -> None:
        """Show the sentences of ``problem``."""
        from ui.icons import pixmap

        self._icon.setPixmap(pixmap("warning", theme.px(24), theme.colors().error))
        self.label.setText(str(explain(problem)))
        self.show()
