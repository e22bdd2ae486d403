"""Step: every line of the file beside what the register holds, and what is to be done with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from desktop_app.documents.excel_in.model import Decision, ImportLine, Verdict
from desktop_app.rules.dates import format_partial
from desktop_app.rules.percentages import format_number
from desktop_app.texts import tr
from ui import theme
from ui.icons import on_button
from ui.pages.members.import_detail import LineDetail
from ui.pages.members.import_steps import ImportSession, ImportStep
from ui.pages.members.import_words import counted, outcome, question, verdict_look, verdict_word
from ui.widgets.plain import plain_label
from ui.widgets.record_table import Column, RecordModel, RecordTable

if TYPE_CHECKING:
    from desktop_app.office import Office

KEYS = {"m": Decision.AS_NEW, "t": Decision.AS_KNOWN, "b": Decision.SKIP}
WORKBOOK = ".xlsx"


def decided(line: ImportLine, wanted: Decision) -> Decision | None:
    """Return what ``wanted`` means for a line; None where it means nothing."""
    if line.verdict is Verdict.DOUBTFUL:
        return wanted if wanted in line.options else None
    if line.verdict is Verdict.NEW:
        return {Decision.AS_NEW: Decision.TAKE, Decision.SKIP: Decision.SKIP}.get(wanted)
    if line.verdict is Verdict.CHANGED:
        return {Decision.AS_KNOWN: Decision.TAKE, Decision.SKIP: Decision.SKIP}.get(wanted)
    return None


class LineTable(RecordTable):
    """The lines; M, T and B decide on the selected ones."""

    decision_wanted = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide by keyboard."""
        wanted = KEYS.get(event.text().lower())
        if wanted is not None and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.decision_wanted.emit(wanted)
        else:
            super().keyPressEvent(event)


class LinesStep(ImportStep):
    """Counts as filters, the lines, and the line in hand field by field."""

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.filter: Verdict | None = None
        self.column.addLayout(self._filters())
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(10))
        self.model: RecordModel[ImportLine] = RecordModel(
            [
                Column(tr("Dòng"), lambda line: str(line.row), 56, number=True),
                Column(tr("Họ và tên"), lambda line: line.name),
                Column(tr("Ngày sinh"), _birth, 100, spare=True),
                Column(tr("Chi bộ"), lambda line: line.cell_name, 158, spare=True),
                Column(
                    tr("Kết quả so"),
                    lambda line: verdict_word(line.verdict),
                    126,
                    icon=lambda line: verdict_look(line.verdict),
                ),
                Column(tr("Sẽ làm"), self._outcome, 142),
            ]
        )
        self.table = LineTable(self.model, tr("Các dòng của tệp"))
        self.table.decision_wanted.connect(self.decide)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_line())
        middle.addWidget(self.table, 1)
        self.detail = LineDetail()
        self.detail.setFixedWidth(theme.px(330))
        middle.addWidget(self.detail)
        self.column.addLayout(middle, 1)
        self.column.addLayout(self._decisions())
        self.refused = QPushButton(tr("&Lưu tệp các dòng bị từ chối…"))
        self.refused.clicked.connect(lambda: save_refused(self.session))
        self.tools = (self.refused,)

    # --- building ---

    def _filters(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(6))
        self.group = QButtonGroup(self)
        self.filters: dict[Verdict | None, QPushButton] = {}
        for verdict in (None, *Verdict):
            button = QPushButton()
            button.setCheckable(True)
            if verdict is not None:
                on_button(button, *verdict_look(verdict))
            self.group.addButton(button)
            self.filters[verdict] = button
            button.clicked.connect(lambda _checked, chosen=verdict: self.show_verdict(chosen))
            bar.addWidget(button)
        bar.addStretch(1)
        return bar

    def _decisions(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(6))
        bar.addWidget(plain_label(tr("Dòng đang chọn:"), role="muted"))
        self.buttons: dict[Decision, QPushButton] = {}
        for decision, words in (
            (Decision.AS_NEW, tr("Là người mới (M)")),
            (Decision.AS_KNOWN, tr("Là người đã có (T)")),
            (Decision.SKIP, tr("Bỏ qua (B)")),
        ):
            button = QPushButton(words)
            button.clicked.connect(lambda _checked, wanted=decision: self.decide(wanted))
            self.buttons[decision] = button
            bar.addWidget(button)
        self.everyone = QPushButton(tr("Chọn hế&t (Ctrl+A)"))
        self.everyone.clicked.connect(self._select_all)
        bar.addWidget(self.everyone)
        bar.addStretch(1)
        return bar

    def _select_all(self) -> None:
        self.table.setFocus()
        self.table.selectAll()

    # --- what the assistant asks ---

    @property
    def word(self) -> str:
        """Return the word of the step."""
        return tr("Các dòng")

    @property
    def next_word(self) -> str:
        """Return the word of the button that writes."""
        return tr("Nhập (Ctrl+Enter)")

    def focus_first(self) -> None:
        """Put the cursor into the lines."""
        self.table.setFocus()

    def enter(self) -> None:
        """Show what was found, beginning with what the clerk has to decide."""
        preview = self.session.preview
        if preview is None:
            return
        words: dict[Verdict | None, str] = {None: tr("Tất &cả: {count}", count=format_number(len(preview.lines)))}
        for verdict in Verdict:
            count = format_number(preview.count(verdict))
            words[verdict] = f"{verdict_word(verdict)}: {count}"
            self.filters[verdict].setEnabled(preview.count(verdict) > 0)
        for key, button in self.filters.items():
            button.setText(words[key])
        self.refused.setEnabled(preview.count(Verdict.REFUSED) > 0)
        first = next((v for v in (Verdict.DOUBTFUL, Verdict.REFUSED) if preview.count(v)), None)
        self.show_verdict(first)

    def leave(self) -> bool:
        """Write after the clerk has seen the counts and agreed."""
        preview = self.session.preview
        if preview is None:
            return False
        added, changed, left = counted(preview.lines, self.session.decisions)
        refused = preview.count(Verdict.REFUSED)
        if not added and not changed:
            self.session.context.questions.tell(
                tr("Không có gì để nhập"),
                tr("Không dòng nào thêm người mới hay thay đổi sổ. Sổ giữ nguyên."),
                detail=_rest(left, refused),
            )
            return False
        rest = _rest(left, refused)
        undo = tr("Nhập xong vẫn hoàn tác được cả lần nhập bằng một nút.")
        if not self.session.context.questions.confirm(
            tr("Nhập vào sổ"),
            question(added, changed),
            yes=tr("&Nhập"),
            no=tr("&Xem lại"),
            detail=f"{rest}\n{undo}".strip(),
        ):
            return False
        self._write()
        return False

    def _write(self) -> None:
        session = self.session
        preview, decisions, progress = session.preview, dict(session.decisions), session.progress
        assert preview is not None

        def taken(result: object) -> None:
            session.result = result  # type: ignore[assignment]
            self.ready.emit()

        def work(office: Office) -> object:
            session.require_same_file()
            return office.member_import.commit(preview, decisions, progress)

        session.run(work, taken, busy=tr("Đang ghi vào sổ…"), stoppable=True, writes=True)

    # --- lines ---

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show the lines with this verdict, all of them for None."""
        preview = self.session.preview
        self.filter = verdict
        self.filters[verdict].setChecked(True)
        if preview is None:
            return
        self.model.set_rows([line for line in preview.lines if verdict in (None, line.verdict)])
        self.table.select(0)
        self._show_line()

    def _outcome(self, line: ImportLine) -> str:
        return outcome(line, self.session.decisions.get(line.row))

    def _show_line(self) -> None:
        line = self.model.row(self.table.currentIndex())
        self.detail.show_line(line, self._outcome(line) if line else "")
        for decision, button in self.buttons.items():
            button.setEnabled(line is not None and decided(line, decision) is not None)

    def decide(self, wanted: Decision) -> None:
        """Decide on the selected lines; lines for which the word means nothing stay as they are."""
        chosen = self.table.selected_rows()
        for number in chosen:
            line = self.model.row(number)
            meant = decided(line, wanted) if line is not None else None
            if line is not None and meant is not None:
                self.session.decisions[line.row] = meant
        last = self.model.rowCount() - 1
        if last >= 0:
            self.model.dataChanged.emit(self.model.index(0, 0), self.model.index(last, self.model.columnCount() - 1))
        if len(chosen) == 1 and chosen[0] < last:
            self.table.select(chosen[0] + 1)
        self._show_line()


def _birth(line: ImportLine) -> str:
    return format_partial(line.birth_date) if line.birth_date else ""


def _rest(left: int, refused: int) -> str:
    said = []
    if left:
        said.append(tr("{count} dòng bỏ qua (gồm cả dòng nghi ngờ chưa quyết).", count=format_number(left)))
    if refused:
        said.append(
            tr("{count} dòng bị từ chối, có thể lưu ra chính tệp vừa chọn để sửa.", count=format_number(refused))
        )
    return " ".join(said)


def save_refused(session: ImportSession) -> None:
    """Ask for a place and write the clerk's own file there, the refused cells coloured and explained."""
    preview = session.preview
    if preview is None:
        return
    source = preview.source
    suggested = (session.refused_at or source).parent / f"{source.stem} - {tr('dòng bị từ chối')}{WORKBOOK}"
    target = session.context.questions.save_file(
        tr("Lưu tệp các dòng bị từ chối"), tr("Bảng tính ({patterns})", patterns=f"*{WORKBOOK}"), suggested
    )
    if target is None:
        return

    def work(office: Office) -> Path:
        session.require_same_file()
        return office.member_import.refused_file(preview, target)

    def taken(path: Path) -> None:
        session.refused_at = path
        session.context.say(tr("Đã lưu tệp {name}.", name=path.name))

    session.run(work, taken, busy=tr("Đang lưu tệp…"))
