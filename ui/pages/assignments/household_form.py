"""The form of one household."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QLineEdit, QWidget

from db.records import Hamlet
from db.task_records import Household, HouseholdLine
from desktop_app import lists
from desktop_app.texts import tr
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.field import Field
from ui.widgets.number import NumberEdit
from ui.widgets.side_form import SideForm

if TYPE_CHECKING:
    pass


class HouseholdForm(SideForm):
    """Writes one household; ``saved`` brings it as kept."""

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        self._kept: Household | None = None
        self.head, self.address, self.phone, self.note = (QLineEdit() for _ in range(4))
        for edit, most in ((self.head, 300), (self.address, 300), (self.phone, 300), (self.note, 1000)):
            edit.setMaxLength(most)
        self.people = NumberEdit()
        self.hamlet: Choice[str] = Choice([("", "–")])
        self.circumstance: Choice[str] = Choice([("", "–"), *lists.words("household_circumstances").items()])
        super().__init__(
            context,
            {
                "head": Field(tr("&Chủ hộ"), self.head, "head"),
                "hamlet_id": Field(tr("&Thôn"), self.hamlet, "hamlet_id"),
                "people": Field(tr("Số &khẩu"), self.people, "people"),
                "circumstance": Field(tr("&Diện hộ"), self.circumstance, "circumstance"),
                "address": Field(tr("Đị&a chỉ"), self.address, "address"),
                "phone": Field(tr("Điện th&oại"), self.phone, "phone"),
                "note": Field(tr("&Ghi chú"), self.note, "note"),
            },
            [
                (("head", 5), ("hamlet_id", 4), ("people", 1), ("circumstance", 4)),
                (("address", 5), ("phone", 2), ("note", 5)),
            ],
            parent,
        )

    def begin(self, hamlets: list[Hamlet], line: HouseholdLine | None = None, hamlet_id: str = "") -> None:
        """Ask for a new household, or for a change of ``line``."""
        kept = self._kept = line.household if line else None
        self.hamlet.offer([("", "–"), *((one.id, one.name) for one in hamlets)])
        self.hamlet.take((kept.hamlet_id or "") if kept else hamlet_id)
        self.head.setText(kept.head if kept else "")
        self.address.setText(kept.address if kept else "")
        self.phone.setText(kept.phone if kept else "")
        self.note.setText(kept.note if kept else "")
        self.people.set_value(kept.people if kept else None)
        self.circumstance.take(line.circumstance if line else "")
        self.show_form(tr("Sửa hộ gia đình") if line else tr("Thêm hộ gia đình"), self.head)

    def value(self) -> tuple[Household, str]:
        """Return what is typed: the household, and what it is."""
        typed = {
            "head": self.head.text(),
            "hamlet_id": self.hamlet.value() or None,
            "people": self.people.value(),
            "address": self.address.text(),
            "phone": self.phone.text(),
            "note": self.note.text(),
        }
        if self._kept is not None:
            return msgspec.structs.replace(self._kept, **typed), self.circumstance.value()
        today = self.context.today()
        return Household(id="", owner_id="", valid_from=today, **typed), self.circumstance.value()  # type: ignore[arg-type]

    def write(self) -> None:
        """Keep it."""
        kept, circumstance = self.value()
        self.run(lambda office: office.households.save(kept, circumstance))
