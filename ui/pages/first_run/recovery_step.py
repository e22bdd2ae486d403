"""Step: the recovery key, shown once, printed, and typed back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db import files
from desktop_app.texts import tr
from ui import theme
from ui.documents import open_file
from ui.pages.first_run.steps import FirstDay, Step
from ui.widgets.plain import plain_label

if TYPE_CHECKING:
    from desktop_app.office import Office


class RecoveryStep(Step):
    """Nobody goes on before the key stands on paper: it is hidden while it is typed back."""

    back_allowed = False

    def __init__(self, day: FirstDay, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.column.addWidget(
            plain_label(
                tr(
                    "Nếu quên mật khẩu, chỉ khóa khôi phục này mở được sổ. Hãy in ra, cho vào phong bì niêm "
                    "phong và cất "
                    "trong két của đơn vị. Chương trình không hiện lại khóa này lần nào nữa."
                ),
                wrap=True,
            )
        )
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        # Two lines of its own making: a wrapping label may be given the height of one.
        self.key = plain_label(role="code")
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key.setAccessibleName(tr("Khóa khôi phục"))
        inside.addWidget(self.key)
        self.column.addWidget(card)
        row = QHBoxLayout()
        self.print = QPushButton(tr("&In tờ khóa khôi phục (PDF)…"))
        self.print.clicked.connect(self.save_sheet)
        row.addWidget(self.print)
        self.saved = plain_label(role="ok", wrap=True)
        row.addWidget(self.saved, 1)
        self.column.addLayout(row)
        self.column.addSpacing(theme.px(10))
        label = plain_label(tr("&Gõ lại khóa từ tờ giấy (khóa trên màn hình được che khi gõ)"))
        self.column.addWidget(label)
        self.typed = QLineEdit()
        self.typed.setAccessibleName(tr("Gõ lại khóa khôi phục"))
        label.setBuddy(self.typed)
        self.typed.textChanged.connect(self._cover)
        self.typed.returnPressed.connect(self._enter_at_end)
        self.column.addWidget(self.typed)
        self.show_again = QPushButton(tr("&Xem lại khóa"))
        self.show_again.setProperty("kind", "link")
        self.show_again.clicked.connect(self._uncover)
        self.column.addWidget(self.show_again, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Khóa khôi phục")

    def enter(self) -> None:
        """Show what the steps before gathered."""
        self.key.setText(_groups(self.day.recovery_key))

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.print.setFocus()

    def _cover(self, typed: str) -> None:
        shown = _groups(self.day.recovery_key)
        self.key.setText("".join("•" if typed and mark.isalnum() else mark for mark in shown))
        self.trouble.hide()

    def _uncover(self) -> None:
        self.typed.clear()
        self.typed.setFocus()

    def save_sheet(self) -> None:
        """Ask where the sheet goes, write it and open it for printing."""
        suggested = Path.home() / "khoa-khoi-phuc.pdf"
        target = self.day.questions.save_file(tr("Tờ khóa khôi phục"), "PDF (*.pdf)", suggested)
        if target is None:
            return
        key = self.day.recovery_key

        def work(office: Office) -> Path:
            files.write(target, office.slips.recovery_sheet(key))
            return target

        self.day.operations.run(work, self._sheet_saved, self.show_problem, receiver=self, busy=tr("Đang lập tờ khóa…"))

    def _sheet_saved(self, path: Path) -> None:
        self.saved.setText(tr("Đã ghi {path}. In xong, hãy xóa tệp này.", path=path))
        open_file(path)
        self.typed.setFocus()

    def _enter_at_end(self) -> None:
        if self.leave():
            self.ready.emit()

    def leave(self) -> bool:
        """Return whether to go on at once."""
        if _bare(self.typed.text()) == _bare(self.day.recovery_key):
            self.day.recovery_key = ""
            self.key.clear()
            return True
        self.trouble.setText(
            tr(
                "Khóa vừa gõ chưa giống tờ giấy. Hãy so lại từng nhóm; chữ hoa, chữ thường và dấu gạch không "
                "quan trọng."
            )
        )
        self.trouble.show()
        self.typed.setFocus()
        return False


def _bare(key: str) -> str:
    """Return the symbols alone, with letters that are easily taken for figures replaced by them."""
    alike = str.maketrans({"O": "0", "I": "1", "L": "1"})
    return "".join(mark for mark in key.upper() if mark.isalnum()).translate(alike)


def _groups(key: str) -> str:
    """Return the groups on two lines, so that they fit at every text size."""
    groups = key.split("-")
    half = (len(groups) + 1) // 2
    return "\n".join(" – ".join(part) for part in (groups[:half], groups[half:]) if part)
