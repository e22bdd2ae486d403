"""Which lines of the board are wanted: a name, a step, a level; empty fields want all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from db.evaluation_records import Stage, Subject
from db.review_board import Wanted
from desktop_app.rules.scheme import Scheme
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.choice import Choice

_EXCLUDED = "excluded"
_STAGES = (Stage.NONE, Stage.SELF, Stage.REMARKED, Stage.VOTED, Stage.PROPOSED, Stage.DECIDED, Stage.ANNULLED)


class BoardFilter(QWidget):
    """``changed`` follows when other lines are wanted; a name is looked for with Enter."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Tìm tên đảng viên (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(theme.px(220))
        self.stage: Choice[str] = Choice(
            [
                ("", tr("Mọi bước")),
                *((one.value, term("review_stage", one.value)) for one in _STAGES),
                (_EXCLUDED, tr("không xếp loại")),
            ]
        )
        self.stage.setAccessibleName(tr("Bước"))
        self.stage.setToolTip(tr("Bước đã tới"))
        self.level: Choice[str] = Choice([("", tr("Mọi mức"))])
        self.level.setAccessibleName(tr("Mức được đề xuất, quyết định"))
        self.level.setToolTip(tr("Mức được đề xuất, quyết định"))
        self.level.setMinimumWidth(theme.px(110))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for widget in (self.search, self.stage, self.level):
            row.addWidget(widget)
        self.search.returnPressed.connect(self.changed)
        self.search.textChanged.connect(lambda text: None if text else self.changed.emit())
        for choice in (self.stage, self.level):
            choice.currentIndexChanged.connect(lambda _place: self.changed.emit())

    @property
    def is_set(self) -> bool:
        """Whether only some lines are wanted."""
        return bool(self.search.text() or self.stage.value() or self.level.value())

    def wanted(self, unit_id: str | None) -> Wanted:
        """Return what is wanted of the members of a cell, or of all."""
        stage = self.stage.value()
        return Wanted(
            subject=Subject.MEMBER,
            organization_id=unit_id,
            stage=Stage(stage) if stage and stage != _EXCLUDED else None,
            level=self.level.value(),
            excluded=None if not stage else stage == _EXCLUDED,
            text=self.search.text(),
        )

    def offer_levels(self, scheme: Scheme | None) -> None:
        """Offer the levels of the scheme, to find those who reached one."""
        levels = scheme.levels_of(Subject.MEMBER) if scheme is not None else ()
        offered = [("", tr("Mọi mức")), *((level.code, level.short) for level in levels)]
        if [words for _, words in offered] != [self.level.itemText(place) for place in range(self.level.count())]:
            chosen = self.level.value()
            self.level.blockSignals(True)
            self.level.offer(offered)
            self.level.take(chosen)
            self.level.blockSignals(False)

    def forget(self) -> None:
        """Want all lines again, without saying so."""
        for widget in (self.search, self.stage, self.level):
            widget.blockSignals(True)
        self.search.clear()
        self.stage.set_value("")
        self.level.set_value("")
        for widget in (self.search, self.stage, self.level):
            widget.blockSignals(False)

    def focus_search(self) -> None:
        """Put the cursor where a name is looked for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
