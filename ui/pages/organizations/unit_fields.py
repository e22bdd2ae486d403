"""The fields of one cell or section, for adding it, changing it, and for each new cell of a split or a merger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from db.records import Finding, OrganizationKind
from db.tree_records import UnitInput
from desktop_app.rules import tree
from desktop_app.texts import tr
from ui import theme
from ui.widgets.choice import Choice
from ui.widgets.field import Field

_LONG = 400


@dataclass(frozen=True)
class Choices:
    """What may be chosen in the fields of a unit."""

    parents: tuple[tuple[str, str], ...] = ()
    """(identifier, name) of the office, with an empty identifier, and of its sections."""
    types: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """(code, words) of types by kind of unit."""
    sectors: tuple[tuple[str, str], ...] = ()


def choices(parents: Sequence[tuple[str, str]]) -> Choices:
    """Return the types and sectors in words, with the units that may stand above."""
    none = ("", tr("(chưa chọn)"))
    return Choices(
        parents=tuple(parents),
        types={
            kind: (none, *((one.code, tree.type_word(one.code, kind)) for one in tree.types_of(kind)))
            for kind in tree.OWN
        },
        sectors=(none, *((code, tree.sector_word(code)) for code in tree.sectors())),
    )


class UnitFields(QWidget):
    """Collects a UnitInput; ``left`` is emitted when a field was left."""

    left = Signal()

    def __init__(self, *, short: bool = False, parent: QWidget | None = None) -> None:
        """``short`` shows name, hamlets, code and meeting day only: the rest is as in the cell it comes from."""
        super().__init__(parent)
        self._value = UnitInput()
        self.name_edit, self.code, self.header = QLineEdit(), QLineEdit(), QLineEdit()
        self.place, self.hamlets, self.meeting_day = QLineEdit(), QLineEdit(), QLineEdit()
        for edit in (self.name_edit, self.header, self.place):
            edit.setMaxLength(_LONG)
        self.code.setMaxLength(40)
        self.meeting_day.setMaxLength(6)
        self.hamlets.setPlaceholderText(tr("Thôn Nà Lừa; Thôn Bản Sen"))
        self.parent_choice: Choice[str] = Choice([("", "")])
        self.type: Choice[str] = Choice([("", "")])
        self.sector: Choice[str] = Choice([("", "")])
        self.fields = {
            "name": Field(tr("Tê&n"), self.name_edit, "name"),
            "code": Field(tr("&Mã"), self.code, "code"),
            "hamlets": Field(tr("Thôn, &bản, tổ dân phố"), self.hamlets, "hamlets"),
            "meeting_day": Field(tr("N&gày họp"), self.meeting_day, "meeting_day"),
            "parent_id": Field(tr("Cấp trên t&rực tiếp"), self.parent_choice, "parent_id"),
            "type_code": Field(tr("&Loại"), self.type, "type_code"),
            "sector_code": Field(tr("Loại h&ình"), self.sector, "sector_code"),
            "header_name": Field(tr("Tên &in trên văn bản"), self.header, "header_name"),
            "place": Field(tr("Đị&a danh"), self.place, "place"),
        }
        self.short = short
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        rows: tuple[tuple[tuple[str, int], ...], ...] = (
            (("name", 5), ("code", 2), ("hamlets", 4), ("meeting_day", 1)),
        )
        if not short:
            rows = (
                (("name", 6), ("hamlets", 6)),
                (("code", 2), ("meeting_day", 2), ("place", 2), ("parent_id", 6)),
                (("header_name", 6), ("type_code", 3), ("sector_code", 3)),
            )
        shown = {name for row in rows for name, _ in row}
        for down, row in enumerate(rows):
            across = 0
            for name, span in row:
                grid.addWidget(self.fields[name], down, across, 1, span, Qt.AlignmentFlag.AlignTop)
                across += span
        for column in range(12):
            grid.setColumnStretch(column, 1)
        for name, one in self.fields.items():
            if name not in shown:
                one.setParent(self)
                one.hide()
            self._watch(one)

    def _watch(self, one: Field) -> None:
        def leave() -> None:
            one.visited = True
            self.left.emit()

        if isinstance(one.editor, QLineEdit):
            one.editor.editingFinished.connect(leave)
        elif isinstance(one.editor, Choice):
            one.editor.activated.connect(lambda _place: leave())

    def parts(self) -> list[QWidget]:
        """Return the inputs in the order in which they are filled in."""
        order = ["name", "code", "hamlets", "meeting_day"]
        if not self.short:
            order = ["name", "hamlets", "code", "meeting_day", "place", "parent_id"]
            order += ["header_name", "type_code", "sector_code"]
        return [self.fields[name].editor for name in order]

    def offer(self, offered: Choices, kind: str) -> None:
        """Say what may be chosen for a unit of this kind."""
        self.parent_choice.offer(offered.parents)
        self.type.offer(offered.types.get(kind, (("", ""),)))
        self.sector.offer(offered.sectors)
        is_cell = kind == OrganizationKind.CELL.value
        for name in ("hamlets", "meeting_day"):
            self.fields[name].setVisible(is_cell)

    def set_value(self, unit: UnitInput) -> None:
        """Show a unit; nothing is wrong with it yet."""
        self._value = unit
        self.name_edit.setText(unit.name)
        self.code.setText(unit.code)
        self.header.setText("" if unit.header_name == unit.name.upper() else unit.header_name)
        self.header.setPlaceholderText(unit.name.upper() or tr("để trống: tên bằng chữ in hoa"))
        self.place.setText(unit.place)
        self.hamlets.setText("; ".join(unit.hamlets))
        self.meeting_day.setText(str(unit.meeting_day) if unit.meeting_day else "")
        for choice, value in (
            (self.parent_choice, unit.parent_id),
            (self.type, unit.type_code),
            (self.sector, unit.sector_code),
        ):
            if not choice.take(value):
                choice.setCurrentIndex(0)
        for one in self.fields.values():
            one.visited = False
            one.show_findings([])

    def value(self) -> UnitInput:
        """Return what stands in the fields; what is not shown is as it was given."""
        typed = self.meeting_day.text().strip()
        # What is no number is sent as a day that no month has, so that the service says what is wrong.
        day = (int(typed) if typed.isascii() and typed.isdecimal() else 0) if typed else None
        names = tuple(part.strip() for part in re.split("[;\n]", self.hamlets.text()) if part.strip())
        kept = msgspec.structs.replace(
            self._value, name=self.name_edit.text(), code=self.code.text(), hamlets=names, meeting_day=day
        )
        if self.short:
            return kept
        return msgspec.structs.replace(
            kept,
            header_name=self.header.text(),
            place=self.place.text(),
            parent_id=self.parent_choice.value(),
            type_code=self.type.value(),
            sector_code=self.sector.value(),
        )

    @property
    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        shown = self.value()
        blank = msgspec.structs.replace(shown, header_name="") == msgspec.structs.replace(self._value, header_name="")
        return not blank or (bool(shown.header_name) and shown.header_name != self._value.header_name)

    def visit(self) -> None:
        """From now on every field says what is wrong with it."""
        for one in self.fields.values():
            one.visited = True

    def show_findings(self, found: Sequence[Finding], prefix: str = "") -> None:
        """Show what is wrong; ``prefix`` is the path of this unit ("units.0."), empty when it is the only one."""
        for name, one in self.fields.items():
            path = f"{prefix}{name}"
            one.show_findings([f for f in found if f.field == path or f.field.startswith(f"{path}.")])
