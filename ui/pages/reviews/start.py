"""What the page shows of a year whose review is not opened yet: by which rules, until when, and a button to open it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout

from db.evaluation_records import CampaignStep
from desktop_app.rules.scheme import Scheme, SchemeProblem
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import WrappingLabel
from ui.widgets.plain import plain_label


class StepFields(QFrame):
    """A line a step: its title and the day it is due."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self.context = context
        self.edits: list[DateEdit] = []
        self._steps: tuple[CampaignStep, ...] = ()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(theme.px(12))
        self.grid.setColumnStretch(1, 1)

    def set_steps(self, steps: tuple[CampaignStep, ...]) -> None:
        """Show steps in the place of those before."""
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._steps = steps
        self.edits = []
        for row, step in enumerate(steps):
            edit = DateEdit(self.context.today)
            edit.setFixedWidth(theme.px(130))
            edit.setMinimumHeight(edit.sizeHint().height())
            edit.set_value(step.due_on)
            words = WrappingLabel(f"{row + 1}. {step.title}")
            words.setBuddy(edit)
            edit.setAccessibleName(step.title)
            self.grid.addWidget(edit, row, 0)
            self.grid.addWidget(words, row, 1)
            self.edits.append(edit)

    def value(self) -> tuple[CampaignStep, ...]:
        """Return the steps with the days that are typed."""
        import msgspec

        return tuple(
            msgspec.structs.replace(step, due_on=edit.value())
            for step, edit in zip(self._steps, self.edits, strict=True)
        )

    def complaining(self) -> DateEdit | None:
        """Return the first field that holds no day."""
        return next((edit for edit in self.edits if edit.complaint()), None)


class StartCard(QScrollArea):
    """Offers the schemes of a year; ``wanted`` brings the year, the scheme and the steps."""

    wanted = Signal(int, str, object)

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self.context = context
        self._year = 0
        self._schemes: tuple[Scheme, ...] = ()
        card = QFrame()
        card.setProperty("role", "card")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(card)
        self.heading = plain_label(role="heading")
        self.scheme: Choice[str] = Choice([])
        self.scheme.setMinimumWidth(theme.px(560))
        self.words = WrappingLabel(role="muted")
        self.steps = StepFields(context)
        self.trouble = WrappingLabel(role="error")
        self.button = QPushButton(tr("Mở đợt &kiểm điểm"))
        self.button.setProperty("kind", "primary")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(14))
        column.setSpacing(theme.px(8))
        column.addWidget(self.heading)
        row = QHBoxLayout()
        label = plain_label(tr("Th&eo quy định"))
        label.setBuddy(self.scheme)
        row.addWidget(label)
        row.addWidget(self.scheme)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.words)
        column.addWidget(plain_label(tr("Các bước và hạn (sửa được):"), role="muted"))
        column.addWidget(self.steps)
        column.addWidget(self.trouble)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.scheme.currentIndexChanged.connect(lambda _place: self._show_scheme())
        self.button.clicked.connect(self._open)
        self.moves: EnterMoves | None = None

    def begin(self, year: int, schemes: tuple[Scheme, ...], problems: Sequence[SchemeProblem] = ()) -> None:
        """Offer the schemes that can be used, that of the year first chosen; name the files that cannot."""
        self._year, self._schemes = year, schemes
        self.heading.setText(tr("Năm {year} chưa mở đợt kiểm điểm, đánh giá, xếp loại", year=year))
        self.scheme.blockSignals(True)
        self.scheme.offer([(one.code, one.name) for one in schemes])
        usual = next((one.code for one in reversed(schemes) if one.holds(year)), "")
        self.scheme.take(usual)
        self.scheme.blockSignals(False)
        nothing = (
            "" if usual else tr("Chưa có quy định nào cho năm {year}: hãy nạp tệp quy định, hoặc chọn.", year=year)
        )
        broken = tr(
            "Tệp quy định không dùng được: {names}. Xem ở Quy định đánh giá.",
            names=", ".join(one.name for one in problems),
        )
        told = [nothing] if nothing else []
        told += [broken] if problems else []
        self.trouble.setText(" ".join(told))
        self.trouble.setVisible(bool(told))
        self.button.setEnabled(bool(schemes))
        self._show_scheme()

    def _show_scheme(self) -> None:
        scheme = (
            next((one for one in self._schemes if one.code == self.scheme.value()), None) if self._schemes else None
        )
        if scheme is None:
            return
        sources = "; ".join(str(source) for source in scheme.sources)
        unverified = "" if scheme.verified else " " + tr("Một số chỗ chưa đối chiếu với toàn văn.")
        self.words.setText(tr("Căn cứ: {sources}.", sources=sources) + unverified)
        steps = tuple(
            CampaignStep(
                code=step.code, title=step.title, due_on=date(self._year + int(step.next_year), step.month, step.day)
            )
            for step in scheme.steps
        )
        self.steps.set_steps(steps)
        self.moves = EnterMoves([self.scheme, *self.steps.edits], self.button.setFocus, self)

    def _open(self) -> None:
        wrong = self.steps.complaining()
        if wrong is not None:
            self.trouble.setText(wrong.complaint())
            self.trouble.show()
            wrong.setFocus()
            return
        self.wanted.emit(self._year, self.scheme.value(), self.steps.value())
