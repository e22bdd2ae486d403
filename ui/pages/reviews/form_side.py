"""Beside a self-review: the figures of the twelve months, each opening its rows, and what the rules say so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from db.evaluation_records import CollectiveFigures, YearFigures
from desktop_app.rules.dates import format_partial
from desktop_app.rules.quality import text_of
from desktop_app.rules.scheme import Scheme
from desktop_app.services.reviews import Behind
from desktop_app.services.self_reviews import Assessment
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.field import WrappingLabel
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from db.store import Row


_MEETINGS = ("meetings", "held", "thematic", "committee")
_GROUPS = {
    "meetings": "presence",
    "tasks": "assignment_outcome",
    "commitments": "commitment_kept",
    "shortcomings": "remedy_state",
    "members": "exclusion",
}
"""The words of a state, by the kind of the rows; of other kinds the state stands as it is."""


@dataclass(frozen=True)
class FigureLine:
    """One figure."""

    name: str
    count: int


class FormSide(QWidget):
    """``wanted`` brings the name of a figure whose rows are asked for."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(theme.px(330))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(plain_label(tr("Số liệu mười hai tháng (F4)"), role="heading"))
        self.model: RecordModel[FigureLine] = RecordModel(
            [
                Column(tr("Số liệu"), lambda line: term("review_figure", line.name)),
                Column(tr("Số"), lambda line: str(line.count), 60, number=True),
            ]
        )
        self.table = RecordTable(self.model, tr("Số liệu mười hai tháng"))
        self.table.setToolTip(tr("Enter: xem những dòng đằng sau con số"))
        self.table.opened.connect(self._open)
        column.addWidget(self.table, 3)
        column.addWidget(plain_label(tr("Đối chiếu quy định"), role="heading"))
        self.verdict = WrappingLabel()
        column.addWidget(self.verdict)
        self.conditions = WrappingLabel(role="muted")
        column.addWidget(self.conditions, 2, Qt.AlignmentFlag.AlignTop)

    def _open(self, place: int) -> None:
        line = self.model.row(place)
        if line is not None:
            self.wanted.emit(line.name)

    def show_figures(self, figures: YearFigures | CollectiveFigures | None) -> None:
        """Show the figures that are counted; those nobody knows are left out."""
        values = msgspec.structs.asdict(figures) if figures is not None else {}
        self.model.set_rows(
            [FigureLine(name, value) for name, value in values.items() if isinstance(value, int) and value is not None]
        )

    def show_assessment(self, told: Assessment, scheme: Scheme) -> None:
        """Show the points, the level within reach and each condition of the level chosen."""
        level = scheme.level(told.reachable)
        parts = []
        if told.points is not None:
            parts.append(tr("Tổng điểm: {points}.", points=text_of(told.points)))
        if level is not None and any(one.met is None for one in told.conditions):
            parts.append(tr("Còn thiếu số liệu; chưa có gì trái với mức: {level}.", level=level.name))
        elif level is not None:
            parts.append(tr("Theo số liệu, đạt tới mức: {level}.", level=level.name))
        self.verdict.setText(" ".join(parts) or tr("Chưa có số liệu để đối chiếu."))
        self.conditions.setText("\n".join(f"{_sign(one.met)} {one.sentence}" for one in told.conditions))


def _sign(met: bool | None) -> str:  # noqa: FBT001 - three answers of a rule
    return "?" if met is None else ("✓" if met else "✗")


class BehindDialog(QDialog):
    """The rows behind a figure."""

    def __init__(self, title: str, found: Behind, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(theme.px(860), theme.px(460))
        layout = QVBoxLayout(self)
        self.model: RecordModel[Row] = RecordModel(
            [
                Column(tr("Ngày"), lambda row: _day(row["on_date"]), 110),
                Column(tr("Nội dung"), lambda row: _what(found.kind, row), wrap=True),
                Column(tr("Kết quả"), lambda row: _state(found.kind, row["state"]), 150),
                Column(tr("Ghi chú"), lambda row: str(row["note"]).replace("\n", " "), 220, wrap=True),
            ]
        )
        self.table = RecordTable(self.model, title)
        layout.addWidget(self.table)
        self.empty = plain_label(tr("Không có dòng nào."), role="muted")
        layout.addWidget(self.empty)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Đóng"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.model.set_rows(list(found.rows))
        self.empty.setVisible(not found.rows)
        self.table.select(0)
        self.table.setFocus()


def _day(text: str) -> str:
    return format_partial(text) if text else ""


def _what(kind: str, row: Row) -> str:
    if kind in _MEETINGS:
        meeting, _, period = str(row["what"]).partition(" ")
        return f"{term('meeting_kind', meeting)} {period[5:]}/{period[:4]}"
    return str(row["what"])


def _state(kind: str, state: str) -> str:
    return term(_GROUPS[kind], state) if state and kind in _GROUPS else state
