"""Step: the password; then the office is created on the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop_app.texts import tr
from ui.pages.first_run.steps import FirstDay, Step
from ui.widgets.password_pair import PasswordPair
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from desktop_app.office import Office


class PasswordStep(Step):
    """Asks for a password twice and creates the office with it."""

    def __init__(self, day: FirstDay, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.column.addWidget(
            plain_label(
                tr("Mật khẩu mở sổ mỗi ngày. Chương trình không giữ bản nào của mật khẩu nên không ai đọc lại được."),
                wrap=True,
            )
        )
        self.pair = PasswordPair()
        self.pair.accepted.connect(self._enter_at_end)
        self.column.addWidget(self.pair)
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self._working = False

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Mật khẩu")

    @property
    def next_word(self) -> str:
        """Return the word on the button that goes on."""
        return tr("Lập &sổ")

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.pair.first.setFocus()

    def _enter_at_end(self) -> None:
        self.leave()

    def leave(self) -> bool:
        """Return whether to go on at once."""
        password = self.pair.agreed()
        if password is None or self._working:
            return False
        day = self.day

        def opener() -> Office:
            from desktop_app.office import Setup, create_office

            setup = Setup(
                name=day.name,
                header_name=day.header_name,
                code=day.code,
                kind=day.kind,
                place=day.place,
                upper_name=day.upper_name,
                password=password,
            )
            office, day.recovery_key = create_office(day.folder, setup)
            return office

        self._working = True
        self.trouble.hide()
        self.setEnabled(False)
        day.operations.open(
            opener, self._created, self.show_problem, on_done=self._settle, receiver=self, busy=tr("Đang lập sổ…")
        )
        return False

    def _settle(self) -> None:
        self._working = False
        self.setEnabled(True)

    def _created(self, _office: object) -> None:
        self.pair.first.clear()
        self.pair.second.clear()
        self.ready.emit()
