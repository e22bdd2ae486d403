"""The few fields in which levels are proposed, decided or annulled, below the list of those chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from db.evaluation_records import BoardLine, RulingKind
from desktop_app.rules import ballots
from desktop_app.rules.decision_checks import MAX_BY, MAX_NUMBER, MAX_REASON
from desktop_app.rules.scheme import Scheme
from desktop_app.services.decisions import Chosen, RulingInput
from desktop_app.texts import tr
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field
from ui.widgets.side_form import SideForm

if TYPE_CHECKING:
    from desktop_app.office import Office

FOLLOW = "="
"""Stands for the level each one has already: by the votes, or as proposed."""
_MOST_NAMED = 4


class RulingForm(SideForm):
    """``saved`` brings (how many were written, how many had no level to follow)."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        self._kind = RulingKind.PROPOSAL
        self._lines: tuple[BoardLine, ...] = ()
        self.level: Choice[str] = Choice([("", "")])
        self.on = DateEdit(context.today)
        self.by = QLineEdit()
        self.by.setMaxLength(MAX_BY)
        self.number = QLineEdit()
        self.number.setMaxLength(MAX_NUMBER)
        self.reason = QLineEdit()
        self.reason.setMaxLength(MAX_REASON)
        super().__init__(
            context,
            {
                "level": Field(tr("Mứ&c"), self.level, "level"),
                "on": Field(tr("N&gày"), self.on, "on"),
                "by": Field(tr("Cơ qu&an"), self.by, "by"),
                "number": Field(tr("&Số văn bản"), self.number, "number"),
                "reason": Field(tr("Lý &do"), self.reason, "reason"),
            },
            [(("level", 4), ("on", 3), ("by", 4), ("number", 3), ("reason", 4))],
            parent,
        )

    def begin(
        self, kind: RulingKind, lines: Sequence[BoardLine], scheme: Scheme, decider: str, level: str = ""
    ) -> None:
        """Ask for the ruling on these lines; ``level`` proposes one instead of what each has already."""
        self._kind, self._lines = kind, tuple(lines)
        follow = tr("Theo kết quả phiếu") if kind is RulingKind.PROPOSAL else tr("Theo đề xuất")
        levels = ballots.ranked(scheme, {line.subject for line in lines})
        self.level.offer([(FOLLOW, follow), *((one.code, f"{one.short} – {one.name}") for one in levels)])
        self.level.take(level or FOLLOW)
        cells = {line.organization_name for line in lines}
        own = (
            (next(iter(cells)) if len(cells) == 1 else tr("chi bộ của từng người"))
            if kind is RulingKind.PROPOSAL
            else ""
        )
        self.by.clear()
        self.by.setPlaceholderText(own or decider)
        if self.on.value() is None:
            self.on.set_value(self.context.today())
        self.reason.clear()
        self.fields["level"].setVisible(kind is not RulingKind.ANNULMENT)
        self.fields["number"].setVisible(kind is not RulingKind.PROPOSAL)
        self.show_form(self._heading(kind, lines), self.reason if kind is RulingKind.ANNULMENT else self.level)

    @staticmethod
    def _heading(kind: RulingKind, lines: Sequence[BoardLine]) -> str:
        names = ", ".join(line.name for line in lines[:_MOST_NAMED])
        rest = len(lines) - _MOST_NAMED
        if rest > 0:
            names = tr("{names} và {count} dòng nữa", names=names, count=rest)
        if kind is RulingKind.PROPOSAL:
            return tr("Đề xuất mức xếp loại: {names}", names=names)
        if kind is RulingKind.DECISION:
            return tr("Quyết định mức xếp loại: {names}", names=names)
        return tr("Hủy kết quả xếp loại: {names}", names=names)

    def value(self) -> tuple[str, ...]:
        """Return what is typed."""
        return self.level.value(), self.on.text(), self.by.text(), self.number.text(), self.reason.text()

    def write(self) -> None:
        """Write the rulings."""
        kind, lines, level = self._kind, self._lines, self.level.value()
        entered = RulingInput(
            on=self.on.value(),
            by=self.by.text(),
            number=self.number.text() if kind is not RulingKind.PROPOSAL else "",
            reason=self.reason.text(),
        )

        def work(office: Office) -> tuple[int, int]:
            chosen = _chosen(office, kind, lines, level)
            written = {
                RulingKind.PROPOSAL: office.decisions.propose,
                RulingKind.DECISION: office.decisions.decide,
                RulingKind.ANNULMENT: office.decisions.annul,
            }[kind](chosen, entered)
            return written, len(lines) - len(chosen)

        self.run(work)


def _chosen(office: Office, kind: RulingKind, lines: Sequence[BoardLine], level: str) -> list[Chosen]:
    """Return the level of each line; who has none to follow is left out."""
    ids = [line.id for line in lines]
    if kind is RulingKind.ANNULMENT:
        known = dict.fromkeys(ids, "")
    elif level != FOLLOW:
        known = dict.fromkeys(ids, level)
    elif kind is RulingKind.PROPOSAL:
        known = office.decisions.by_votes(ids)
    else:
        known = office.decisions.proposed(ids)
    return [
        Chosen(evaluation_id=line.id, level=known[line.id], revision=line.revision)
        for line in lines
        if line.id in known
    ]
