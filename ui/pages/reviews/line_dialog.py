"""Diện xếp loại, mẫu, nơi đánh giá: what of one evaluation the clerk chooses by hand, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout

from db.evaluation_records import BoardLine, Exclusion, Subject
from db.problems import ProblemError
from desktop_app.rules.scheme import Scheme
from desktop_app.services.reviews import Amendment
from desktop_app.texts import explain, term, tr
from ui import theme
from ui.pages.reviews.board_columns import line_name
from ui.widgets.choice import Choice
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field, WrappingLabel
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from ui.pages.base import Page


class LineDialog(QDialog):
    """``saved`` follows when it was written."""

    saved = Signal()

    def __init__(self, page: Page, line: BoardLine, scheme: Scheme, cells: Sequence[tuple[str, str]]) -> None:
        """``cells`` are the cells of the campaign, identifier and name."""
        super().__init__(page)
        self.page, self.line = page, line
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Diện xếp loại, mẫu, nơi đánh giá"))
        self.setMinimumWidth(theme.px(560))
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addWidget(plain_label(line_name(line), role="heading", wrap=True))
        possible = [one for one in Exclusion if one is not Exclusion.NONE]
        if line.subject is not Subject.MEMBER:
            possible = [Exclusion.TOO_NEW, Exclusion.LEFT, Exclusion.OTHER]
        reasons = [(one.value, term("exclusion", one)) for one in possible]
        self.exclusion: Choice[str] = Choice([("", tr("Được xếp loại")), *reasons])
        self.exclusion.set_value(line.exclusion.value)
        self.note = QLineEdit(line.exclusion_note)
        self.note.setMaxLength(1_000)
        forms = [form for form in scheme.forms if line.subject in form.subjects and not form.analysis]
        offered = [(form.code, f"{form.number} – {term('form_applies', form.applies)}") for form in forms]
        if line.form not in {code for code, _ in offered}:
            offered.insert(0, (line.form, line.form or tr("chưa có mẫu")))
        self.form: Choice[str] = Choice(offered)
        self.form.set_value(line.form)
        own = [(line.organization_id, line.organization_name)]
        known = list(cells) if line.organization_id in dict(cells) else [*own, *cells]
        self.cell: Choice[str] = Choice(known if line.subject is Subject.MEMBER else own)
        self.cell.set_value(line.organization_id)
        self.cell.setEnabled(line.subject is Subject.MEMBER)
        self.note_field = Field(tr("&Lý do, căn cứ (bắt buộc khi đổi diện)"), self.note)
        for field in (
            Field(tr("&Diện"), self.exclusion),
            self.note_field,
            Field(tr("&Mẫu bản kiểm điểm"), self.form),
            Field(tr("&Chi bộ đánh giá"), self.cell),
        ):
            layout.addWidget(field)
        layout.addWidget(
            WrappingLabel(tr("Chỗ đã sửa bằng tay thì Cập nhật theo sổ đảng viên không đổi lại nữa."), role="hint")
        )
        self.trouble = WrappingLabel(role="error")
        self.trouble.hide()
        layout.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton(tr("&Lưu"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Thôi"), QDialogButtonBox.ButtonRole.RejectRole)
        self.keep.setDefault(False)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.moves = EnterMoves([self.exclusion, self.note, self.form, self.cell], self.save, self)
        self.exclusion.setFocus()

    def save(self) -> None:
        """Write what was chosen; a refusal is said here and the choice stays."""
        line, exclusion = self.line, Exclusion(self.exclusion.value())
        note = self.note.text().strip()
        changed = (exclusion, note) != (line.exclusion, line.exclusion_note)
        if exclusion is not line.exclusion and not note:
            self._say(tr("Hãy ghi lý do đổi diện xếp loại."))
            self.note.setFocus()
            return
        wanted = Amendment(
            exclusion=exclusion if changed and note else None,
            note=note,
            form=self.form.value(),
            cell_id=self.cell.value() if line.subject is Subject.MEMBER else "",
        )
        self.page.context.operations.run(
            lambda office: office.reviews.amend(line.id, line.revision, wanted),
            lambda _kept: self._saved(),
            self._failed,
            receiver=self,
        )

    def _saved(self) -> None:
        self.saved.emit()
        self.accept()

    def _failed(self, problem: ProblemError) -> None:
        self._say(str(explain(problem)))

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.show()
