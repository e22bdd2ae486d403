"""Xếp loại các năm of one person: every year in the words of its own scheme, nothing converted."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.rules.quality import text_of
from desktop_app.services.rating_history import ToldRating
from desktop_app.texts import tr
from ui import theme
from ui.context import WindowContext
from ui.pages.reviews.year_words import decision_words, standing
from ui.widgets.field import WrappingLabel
from ui.widgets.record_table import Column, RecordModel, RecordTable


class RatingsTab(QWidget):
    """Only shows: ratings are written on the page of the year-end review."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._member_id = ""
        self.words = WrappingLabel(role="heading")
        self.model: RecordModel[ToldRating] = RecordModel(_columns())
        self.table = RecordTable(self.model, tr("Kết quả xếp loại các năm"))
        self.hint = WrappingLabel(
            tr("Mỗi năm theo mức của quy định năm ấy. Ghi kết quả năm cũ: trang Kiểm điểm cuối năm, thẻ Các năm."),
            role="hint",
        )
        layout = QVBoxLayout(self)
        margin = theme.px(10)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.px(8))
        for widget in (self.words, self.table, self.hint):
            layout.addWidget(widget)
        layout.setStretchFactor(self.table, 1)
        self.setFocusProxy(self.table)

    def show_member(self, member_id: str) -> None:
        """Show the ratings of a person; empty for nobody."""
        self._member_id = member_id
        self.model.set_rows([])
        self.words.clear()
        if member_id:
            self._context.operations.run(
                lambda office: office.rating_history.of_member(member_id),
                lambda told: self._show(told) if member_id == self._member_id else None,
                receiver=self,
            )

    def _show(self, told: list[ToldRating]) -> None:
        self.model.set_rows(told)
        self.table.select(0)
        self.words.setText(tr("{count} năm có kết quả", count=len(told)) if told else tr("Chưa có kết quả năm nào"))


def _columns() -> list[Column[ToldRating]]:
    return [
        Column(tr("Năm"), lambda told: str(told.rating.year), 60),
        Column(tr("Theo quy định"), _scheme, 150),
        Column(tr("Chi bộ"), lambda told: told.rating.organization_name, wrap=True),
        Column(tr("Tự nhận"), lambda told: told.short(told.rating.self_level), 104),
        Column(tr("Đề xuất"), lambda told: told.short(told.rating.proposed_level), 104),
        Column(tr("Kết quả"), standing, 170, wrap=True),
        Column(tr("Điểm"), lambda told: text_of(told.rating.points), 60, number=True, spare=True),
        Column(tr("Quyết định, ghi chú"), _note, 240, wrap=True),
    ]


def _scheme(told: ToldRating) -> str:
    return told.scheme.short if told.scheme is not None else told.rating.scheme


def _note(told: ToldRating) -> str:
    rating = told.rating
    parts = [decision_words(told), rating.exclusion_note, rating.annul_reason]
    return "; ".join(part.replace("\n", " ") for part in parts if part)
