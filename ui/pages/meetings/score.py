"""Section of the form on the quality of the meeting: proposed, voted and confirmed points, their sum and level."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.meeting_records import MeetingContent, ScoreSheet
from db.records import Finding
from desktop_app.rules import quality
from desktop_app.rules.quality import MAX_REMARK, Scheme
from desktop_app.texts import term, tr
from ui import theme
from ui.icons import on_button
from ui.pages.meetings.section import Section
from ui.widgets.choice import Choice
from ui.widgets.field import Field, FindingLine, WrappingLabel
from ui.widgets.plain import plain_label, plain_tip, set_role
from ui.widgets.score_model import Column, errors_of
from ui.widgets.score_table import ScoreTable

if TYPE_CHECKING:
    from desktop_app.services.quality import Assessment

_ROLES = {"good": "ok", "fair": "ok", "average": "warning", "weak": "error"}


class ScoreSection(Section):
    """Chấm điểm: not begun until somebody asks for it, so that a month without points costs no key."""

    finished = Signal()
    """Enter after the last criterion."""
    assess_wanted = Signal()
    """What the program counts shall be read again."""

    def __init__(self, undo: QUndoStack) -> None:
        super().__init__()
        self.title = tr("Điểm")
        self._assessment: Assessment | None = None
        self._awaited = False
        """Whether scoring begins as soon as it is known what the program counts."""
        self.table = ScoreTable(undo)
        self.scheme: Choice[str] = Choice([("", "")])
        self.result = plain_label(role="heading")
        self.result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.why = WrappingLabel(role="muted")
        self.row_findings = FindingLine()
        self.sheet_findings = FindingLine()
        self.confirmed_by = QLineEdit()
        self.confirmed_by.setMaxLength(MAX_REMARK)
        self.vote_alike = QPushButton(tr("Biểu quyết như tự chấ&m"))
        self.confirm_alike = QPushButton(tr("Xác nhận như &biểu quyết"))
        self.drop = QPushButton(tr("Bỏ chấm điểm"))
        on_button(self.drop, "delete")
        self.begin = QPushButton(tr("Chấ&m điểm buổi này"))
        self.begin.setProperty("kind", "primary")
        self.nothing = WrappingLabel(role="muted")
        self.fields = {
            "score.confirmed_by": Field(
                tr("Cấp ủy viên cấp trên &xác nhận (họ tên, chức vụ)"), self.confirmed_by, "score.confirmed_by"
            )
        }
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        self.empty = QWidget()
        waiting = QVBoxLayout(self.empty)
        waiting.setContentsMargins(0, 0, 0, 0)
        waiting.addWidget(self.nothing)
        waiting.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        waiting.addStretch(1)
        self.body.addWidget(self.empty)
        self.filled = QWidget()
        column = QVBoxLayout(self.filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        head = QHBoxLayout()
        label = plain_label(tr("Than&g điểm"))
        label.setBuddy(self.scheme)
        self.scheme.setAccessibleName(tr("Thang điểm"))
        head.setSpacing(theme.px(8))
        # The names of schemes are long; the list shows them whole.
        self.scheme.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.scheme.setMinimumContentsLength(12)
        self.scheme.setMaximumWidth(theme.px(300))
        head.addWidget(label)
        head.addWidget(self.scheme, 1)
        head.addWidget(self.drop)
        head.addStretch(0)
        head.addWidget(self.result, 2)
        column.addLayout(head)
        self.table.setMinimumHeight(theme.px(170))
        column.addWidget(self.table, 1)
        for line in (self.row_findings, self.why, self.sheet_findings):
            column.addWidget(line)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.fields["score.confirmed_by"], 1)
        for button in (self.vote_alike, self.confirm_alike):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(foot)
        keys = tr("Phím: số để chấm · Enter xuống dòng · = điểm chương trình tính, hoặc điểm cột trước · Delete bỏ")
        column.addWidget(WrappingLabel(keys, role="muted"))
        self.body.addWidget(self.filled, 1)
        tip = tr("Điền những ô còn trống của cột theo cột đứng trước.")
        for button in (self.vote_alike, self.confirm_alike):
            button.setToolTip(plain_tip(tip))
        # Points first; what takes them all away is the last to reach.
        order = (self.table, self.vote_alike, self.confirm_alike, self.confirmed_by, self.scheme, self.drop)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.begin.clicked.connect(self.start)
        self.drop.clicked.connect(lambda: self._change(None))
        self.vote_alike.clicked.connect(lambda: self._take_over(Column.VOTED))
        self.confirm_alike.clicked.connect(lambda: self._take_over(Column.CONFIRMED))
        self.scheme.activated.connect(lambda _row: self._scheme_chosen())
        self.confirmed_by.textEdited.connect(self.changed)
        self.table.finished.connect(self.finished)
        self.table.row_changed.connect(self._show_row)
        self.table.score.changed.connect(self._sheet_changed)

    # --- content ---

    @property
    def sheet(self) -> ScoreSheet | None:
        """The sheet as it stands, None while the meeting is not scored."""
        return self.table.score.sheet

    def fill(self, content: MeetingContent) -> None:
        """Show a meeting; what the program counts for it is not known yet."""
        self._assessment, self._awaited = None, False
        self.table.score.figures = {}
        self.table.show_sheet(content.score)
        self.confirmed_by.setText(content.score.confirmed_by if content.score else "")
        self.confirmed_by.setCursorPosition(0)
        self._show()

    def collect(self, content: MeetingContent) -> MeetingContent:
        """Return the meeting with its score, level and total as they are now where the scheme is known."""
        sheet = self.sheet
        if sheet is None:
            return msgspec.structs.replace(content, score=None)
        sheet = msgspec.structs.replace(sheet, confirmed_by=self.confirmed_by.text())
        scheme = self._scheme
        if scheme is not None:
            sheet = msgspec.structs.replace(sheet, level=quality.level(sheet, scheme), total=quality.total(sheet))
        return msgspec.structs.replace(content, score=sheet)

    def set_assessment(self, found: Assessment) -> None:
        """Take over what the program counts; points that followed it follow still."""
        self._assessment = found
        self.table.score.set_figures(found.figures)
        self._show()
        if self._awaited:
            self.start()

    @property
    def wants_figures(self) -> bool:
        """Whether what the program counts matters: something is scored."""
        return self.sheet is not None

    @property
    def _scheme(self) -> Scheme | None:
        found = self._assessment
        sheet = self.sheet
        if found is None or sheet is None:
            return None
        return next((scheme for scheme in found.choices if scheme.code == sheet.scheme), None)

    # --- what the user asks for ---

    def start(self) -> None:
        """Begin to score by the scheme of the kind."""
        found = self._assessment
        self._awaited = found is None
        if found is None:
            self.assess_wanted.emit()
        if found is None or found.usual is None:
            return
        if not self.confirmed_by.text():
            self.confirmed_by.setText(found.from_above)
        self._change(quality.sheet(found.usual, found.figures))
        self.table.begin()

    def _scheme_chosen(self) -> None:
        found = self._assessment
        chosen = next((s for s in found.choices if s.code == self.scheme.value()), None) if found else None
        if chosen is not None:
            self.table.score.figures = {}
            self._change(quality.sheet(chosen, {}, self.sheet))
            self.assess_wanted.emit()

    def _take_over(self, column: Column) -> None:
        self._change(self.table.score.taken_over(column))
        self.table.setFocus()

    def _change(self, sheet: ScoreSheet | None) -> None:
        self.table.score.change(sheet)
        self._show()
        if sheet is None:
            self.begin.setFocus()

    # --- showing ---

    def _sheet_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        scored, found = self.sheet is not None, self._assessment
        self.empty.setVisible(not scored)
        self.filled.setVisible(scored)
        can = found is not None and found.usual is not None
        self.begin.setEnabled(found is None or can)
        if found is None or can:
            self.nothing.setText(
                tr("Buổi này chưa chấm điểm. Chương trình điền sẵn những điểm tự tính được và nói rõ vì sao.")
            )
        else:
            self.nothing.setText(
                tr(
                    "Loại sinh hoạt này không có thang điểm. Nếu cần chấm, chọn thang điểm ở Cài đặt, mục Quy định "
                    "và mẫu văn bản."
                )
            )
        self._show_schemes()
        self._show_result()
        self._show_row()

    def _show_schemes(self) -> None:
        found, sheet = self._assessment, self.sheet
        if found is None or sheet is None:
            return
        offered = [(scheme.code, scheme.name) for scheme in found.choices]
        if sheet.scheme not in dict(offered):
            offered.append((sheet.scheme, sheet.scheme))
        if [self.scheme.itemText(row) for row in range(self.scheme.count())] != [words for _, words in offered]:
            self.scheme.offer(offered)
        self.scheme.set_value(sheet.scheme)

    def _show_result(self) -> None:
        sheet = self.sheet
        total = quality.total(sheet) if sheet else None
        stage = quality.stage(sheet) if sheet else None
        if sheet is None or total is None or stage is None:
            self.result.setText("")
            return
        level = quality.level(sheet, self._scheme)
        words = tr(
            "{total}/{most} điểm · {level} (theo {stage})",
            total=quality.text_of(total),
            most=quality.text_of(sum(point.most for point in sheet.points)),
            level=term("quality_level", level) if level else "…",
            stage=term("score_stage", stage.value),
        )
        self.result.setText(words)
        self.result.setAccessibleName(words)
        set_role(self.result, _ROLES.get(level, "heading"))

    def _show_row(self) -> None:
        row = self.table.currentIndex().row()
        self.why.setText(self.table.score.why(row))
        self.row_findings.say(self.table.score.finding_text(row), grave=True)

    # --- findings and the cursor ---

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show findings at the criteria they are about; those about the whole sheet below it."""
        super().show_findings(findings)
        rows: dict[int, list[Finding]] = {}
        whole: list[Finding] = []
        for finding in findings:
            head, _, rest = finding.field.partition(".")
            place = rest.partition(".")[0]
            if head == "score" and place.isdigit() and finding.code in _OF_ROWS:
                rows.setdefault(int(place), []).append(finding)
            elif head == "score" and finding.field not in self.fields:
                whole.append(finding)
        self.table.show_findings(rows)
        self.sheet_findings.show_findings(whole if self.sheet is not None else ())
        row = [one for found in rows.values() for one in found]
        self.table.setProperty("invalid", errors_of(row))

    def focus_first(self) -> None:
        """Begin with the first criterion, or with beginning."""
        if self.sheet is None:
            self.begin.setFocus()
        else:
            self.table.begin()

    def focus_path(self, path: str) -> bool:
        """Go to a criterion, to the scheme or to who confirmed."""
        head, _, rest = path.partition(".")
        if head != "score" or self.sheet is None:
            return super().focus_path(path)
        place, _, part = rest.partition(".")
        if place.isdigit():
            self.table.go_to_place(int(place), part)
        elif rest == "scheme":
            self.scheme.setFocus()
        else:
            return super().focus_path(path)
        return True


_OF_ROWS = ("QUALITY_OVER_MOST", "QUALITY_UNEXPLAINED", "TEXT_TOO_LONG")
