"""Below the list of decisions: the line in hand in sentences, everything worth a look, the cap on every reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.evaluation_records import Subject
from desktop_app.rules.scheme import Scheme
from desktop_app.services.decision_views import CapGroup, DecisionLine
from desktop_app.texts import sentence, tr
from ui import theme
from ui.icons import on_button
from ui.pages.base import Page
from ui.pages.reviews import decision_columns
from ui.pages.reviews.decision_columns import CapLine, CheckLine
from ui.widgets.field import WrappingLabel
from ui.widgets.list_tools import Listed, ListTools
from ui.widgets.record_table import RecordModel, RecordTable


class DecisionBelow(QWidget):
    """``chosen`` leads to the row a remark is about."""

    chosen = Signal(int)

    def __init__(self, page: Page, cap_title: Callable[[], str]) -> None:
        super().__init__()
        self._decider = ""
        self.checks_model: RecordModel[CheckLine] = RecordModel(decision_columns.check_columns())
        self.checks = RecordTable(self.checks_model, tr("Những điều cần xem lại"))
        self.caps_model: RecordModel[CapLine] = RecordModel(decision_columns.cap_columns(lambda: self._decider))
        self.caps = RecordTable(self.caps_model, tr("Mức trần theo từng cách tính"))
        self.words = WrappingLabel()
        self.cap_words = WrappingLabel(role="muted")
        self.to_checks = QPushButton(tr("Cần xem &lại"))
        on_button(self.to_checks, "warning")
        self.to_caps = QPushButton(tr("Mức trầ&n"))
        listed: Listed[CapLine] = Listed("reviews-caps", cap_title)
        self.cap_tools = ListTools(page, self.caps, listed, scope=self.caps, words=tr("In mức trần"))
        self.cap_tools.hide()
        self.tables = QStackedWidget()
        self.tables.addWidget(self.checks)
        self.tables.addWidget(self.caps)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.cap_words, 1)
        for button in (self.to_checks, self.to_caps, self.cap_tools):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.words)
        column.addLayout(row)
        column.addWidget(self.tables, 1)
        self.checks.opened.connect(self._open)
        self.to_checks.clicked.connect(lambda _checked=False: self._turn(self.checks))
        self.to_caps.clicked.connect(lambda _checked=False: self._turn(self.caps))

    def _turn(self, table: RecordTable) -> None:
        self.tables.setCurrentWidget(table)
        self.cap_tools.setVisible(table is self.caps)
        table.setFocus()
        if not table.currentIndex().isValid():
            table.select(0)

    def _open(self, place: int) -> None:
        line = self.checks_model.row(place)
        if line is not None:
            self.chosen.emit(line.row)

    # --- what is shown ---

    def tell(self, row: DecisionLine | None) -> None:
        """Say what is worth a look about the line in hand."""
        if row is None:
            self.words.setText("")
            return
        said = " ".join(sentence(one) for one in row.findings) or tr("Không có gì cần xem lại.")
        self.words.setText(f"{decision_columns.name(row)}: {said}")

    def show_checks(self, lines: Sequence[DecisionLine]) -> None:
        """List everything worth a look about these lines."""
        worth = decision_columns.check_lines(lines)
        self.checks_model.set_rows(worth)
        self.to_checks.setText(tr("Cần xem &lại ({count})", count=len(worth)))

    def show_caps(self, groups: Sequence[CapGroup], scheme: Scheme | None, subject: Subject, everything: str) -> None:
        """Show the cap on every reading; ``everything`` names the group that is all of the campaign."""
        self._decider = everything
        lines = decision_columns.cap_lines(groups)
        self.caps_model.emphasized = {
            place for place, line in enumerate(lines) if line.reading.by_scheme and not line.outstanding
        }
        # Before the rows: they are as high as their words need in the columns there are.
        self.caps.leave_out(decision_columns.SCOPE, out=len(groups) == 1)
        self.caps_model.set_rows(lines)
        self.to_caps.setEnabled(bool(lines))
        self.cap_words.setText(cap_summary(groups, scheme, subject))


def cap_summary(groups: Sequence[CapGroup], scheme: Scheme | None, subject: Subject) -> str:
    """Return the scheme's own reading of the cap in one line, and whether other readings come out otherwise."""
    rule = scheme.cap(subject) if scheme is not None else None
    if rule is None or not groups:
        return tr("Quy định của năm này không có mức trần cho đối tượng này.")
    own = [(group, reading) for group in groups if (reading := group.own) is not None]
    parts = []
    if len(own) == 1:
        group, reading = own[0]
        parts.append(
            tr(
                "Mức trần: {exact}, tối đa {allowed}, đang xếp {top}",
                exact=decision_columns.exact(reading),
                allowed=reading.allowed,
                top=reading.top,
            )
        )
        parts.append(tr("VƯỢT {count}", count=reading.over) if reading.over else tr("không vượt"))
        others = sum(bool(one.over) != bool(reading.over) for one in group.readings)
        if others:
            parts.append(tr("{count} cách tính khác cho kết quả khác", count=others))
    else:
        over = sum(bool(reading.over) for _, reading in own)
        parts.append(tr("Mức trần: {over}/{count} nơi vượt", over=over, count=len(own)))
    if rule.own:
        parts.append(tr("theo quy định riêng"))
    elif not rule.verified:
        parts.append(tr("chưa đối chiếu"))
    undecided = sum(group.undecided for group in groups)
    if undecided:
        parts.append(tr("còn {count} chưa có mức", count=undecided))
    return " · ".join(parts)
