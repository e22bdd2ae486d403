"""The few fields of a registration, below the list of those who may register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from db.evaluation_records import Registration
from db.rating_records import RegistrationInput
from desktop_app.rules.remedies import MAX_NAME
from desktop_app.rules.scheme import Scheme
from desktop_app.services.registrations import RegistrationView
from desktop_app.texts import tr
from ui.context import WindowContext
from ui.widgets.choice import Choice
from ui.widgets.dates import DateEdit
from ui.widgets.field import Field
from ui.widgets.side_form import SideForm

if TYPE_CHECKING:
    from desktop_app.office import Office

_MOST_NAMED = 4


def entered(year: int, view: RegistrationView, **fields: object) -> RegistrationInput:
    """Return the registration of a line as it stands, with changes."""
    line = view.line
    kept = line.registration
    known: dict[str, object] = {
        "year": year,
        "subject": line.subject,
        "organization_id": line.organization_id,
        "member_id": line.member_id,
        "level": kept.level if kept else "",
        "title": kept.title if kept else "",
        "registered_on": kept.registered_on if kept else None,
        "note": kept.note if kept else "",
        "revision": kept.revision if kept else 0,
    }
    return RegistrationInput(**{**known, **fields})  # type: ignore[arg-type]  # names of the fields stand above


class RegistrationForm(SideForm):
    """Writes what one or several register; where several do, empty fields leave theirs as they are."""

    def __init__(self, context: WindowContext) -> None:
        self.level: Choice[str] = Choice([("", "")])
        self.title_edit = QLineEdit()
        self.title_edit.setMaxLength(MAX_NAME)
        self.on = DateEdit(context.today)
        self.note = QLineEdit()
        self._year = 0
        self._views: tuple[RegistrationView, ...] = ()
        super().__init__(
            context,
            {
                "level": Field(tr("&Mức đăng ký"), self.level, "level"),
                "title": Field(tr("&Danh hiệu thi đua"), self.title_edit, "title"),
                "registered_on": Field(tr("&Ngày đăng ký"), self.on, "registered_on"),
                "note": Field(tr("&Ghi chú"), self.note, "note"),
            },
            [(("level", 4), ("title", 5), ("registered_on", 2), ("note", 4))],
        )

    def begin(self, year: int, views: Sequence[RegistrationView], scheme: Scheme | None) -> None:
        """Ask for the registration of these; all of one subject."""
        self._year, self._views = year, tuple(views)
        subject = views[0].line.subject
        levels = sorted(scheme.levels_of(subject), key=lambda level: level.rank) if scheme else []
        none = tr("(giữ như đang có)") if len(views) > 1 else tr("(không đăng ký mức)")
        self.level.offer([("", none), *((level.code, f"{level.short} – {level.name}") for level in levels)])
        kept = views[0].line.registration if len(views) == 1 else None
        self.level.take(kept.level if kept else "")
        self.title_edit.setText(kept.title if kept else "")
        self.on.set_value(kept.registered_on if kept else self.context.today())
        self.note.setText(kept.note if kept else "")
        names = [view.line.name for view in views]
        if len(names) > _MOST_NAMED:
            rest = tr("và {count} người, tập thể nữa", count=len(names) - _MOST_NAMED)
            names = [*names[:_MOST_NAMED], rest]
        self.show_form(tr("Đăng ký năm {year}: {names}", year=year, names=", ".join(names)), self.level)

    def value(self) -> tuple[object, ...]:
        """Return what is typed."""
        return self.level.value(), self.title_edit.text(), self.on.value(), self.on.text(), self.note.text()

    def _inputs(self) -> list[RegistrationInput]:
        level, title, on, note = self.level.value(), self.title_edit.text(), self.on.value(), self.note.text()
        several = len(self._views) > 1
        found = []
        for view in self._views:
            kept = view.line.registration or Registration(
                id="", owner_id="", year=self._year, subject=view.line.subject, organization_id=""
            )
            found.append(
                entered(
                    self._year,
                    view,
                    level=level or (kept.level if several else ""),
                    title=title or (kept.title if several else ""),
                    registered_on=on,
                    note=note or (kept.note if several else ""),
                )
            )
        return found

    def write(self) -> None:
        """Keep it."""
        inputs = self._inputs()

        def work(office: Office) -> int:
            return office.registrations.set(inputs)

        self.run(work)
