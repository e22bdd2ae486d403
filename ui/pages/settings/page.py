"""Cài đặt: language and looks, the password, backups, folders, the proof of the audit trail, the notices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db import places
from desktop_app import VERSION, notices
from desktop_app.rules.percentages import format_number
from desktop_app.texts import LANGUAGES, tr
from ui import theme
from ui.context import WindowContext
from ui.documents import open_file
from ui.icons import on_button
from ui.pages.base import Page
from ui.pages.settings.password import PasswordCard
from ui.pages.settings.wishes import WishesCard
from ui.widgets.choice import DropDown
from ui.widgets.plain import plain_label, set_role


class SettingsPage(Page):
    """Cards, two columns wide."""

    name = "settings"

    def __init__(self, context: WindowContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        sheet = QWidget()
        sheet.setObjectName("sheet")
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, theme.px(6), 0)
        grid.setSpacing(theme.px(12))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.password = PasswordCard(context)
        grid.addWidget(self._looks(), 0, 0)
        grid.addWidget(self.password, 0, 1, 2, 1)
        grid.addWidget(self._safety(), 1, 0)
        grid.addWidget(self._folders(), 2, 0)
        grid.addWidget(self._about(), 2, 1)
        grid.addWidget(self._rules(), 3, 0, 1, 2)
        self.wishes = WishesCard(self)
        grid.addWidget(self.wishes, 4, 0, 1, 2)
        grid.setRowStretch(5, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(sheet)
        self.body.addWidget(scroll, 1)
        context.facts_changed.connect(self.refresh)

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Cài đặt")

    @property
    def help_text(self) -> str:
        """Return what F1 says."""
        return tr(
            "Đổi ngôn ngữ, cỡ chữ, nền sáng hay tối; đổi mật khẩu; sao lưu ngay; kiểm tra nhật ký thao tác còn "
            "nguyên vẹn. "
            "Sao lưu tự động chạy mỗi khi đóng sổ nếu có thay đổi."
        )

    def open(self, **_args: object) -> None:
        """Come to the front and read."""
        self.refresh()
        self.wishes.refresh()
        self.language.setFocus()

    def refresh(self) -> None:
        """Read again what is shown."""
        facts = self.context.facts
        if facts is not None:
            self.folder.setText(facts.folder)
            self.last_backup.setText(
                tr("Sao lưu gần nhất: {when}", when=facts.last_backup)
                if facts.last_backup
                else tr("Chưa sao lưu lần nào")
            )

    # --- looks ---

    def _looks(self) -> QFrame:
        card, column = _card(tr("Hiển thị"))
        chosen = self.context.preferences
        words = {"vi": "Tiếng Việt", "en": "English"}
        self.language = self._choice(
            column, tr("&Ngôn ngữ"), [(words[name], name) for name in LANGUAGES], chosen.language, self._set_language
        )
        self.text_size = self._choice(
            column,
            tr("&Cỡ chữ"),
            [(f"{size} %", size) for size in theme.SCALES],
            chosen.text_size,
            self._set_text_size,
        )
        self.dark = self._choice(
            column, tr("Mà&u nền"), [(tr("Sáng"), False), (tr("Tối"), True)], chosen.dark, self._set_dark
        )
        column.addStretch(1)
        return card

    def _choice(
        self,
        column: QVBoxLayout,
        words: str,
        entries: list[tuple[str, object]],
        chosen: object,
        take: Callable[[object], None],
    ) -> QComboBox:
        row = QHBoxLayout()
        label = plain_label(words)
        label.setMinimumWidth(theme.px(110))
        row.addWidget(label)
        box = DropDown()
        box.setAccessibleName(words.replace("&", ""))
        for text, value in entries:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, [value for _, value in entries].index(chosen)))
        label.setBuddy(box)
        box.activated.connect(lambda index: take(box.itemData(index)))
        row.addWidget(box, 1)
        column.addLayout(row)
        return box

    def _set_language(self, value: object) -> None:
        self.context.preferences.language = str(value)
        self._appear()

    def _set_text_size(self, value: object) -> None:
        self.context.preferences.text_size = int(str(value))
        self._appear()

    def _set_dark(self, value: object) -> None:
        self.context.preferences.dark = bool(value)
        self._appear()

    def _appear(self) -> None:
        self.context.preferences.save()
        self.context.appearance_changed.emit()

    # --- safety ---

    def _safety(self) -> QFrame:
        card, column = _card(tr("An toàn dữ liệu"))
        self.last_backup = plain_label(role="muted", wrap=True)
        column.addWidget(self.last_backup)
        row = QHBoxLayout()
        self.backup = QPushButton(tr("&Sao lưu ngay"))
        on_button(self.backup, "backup")
        self.backup.clicked.connect(self.back_up)
        row.addWidget(self.backup)
        self.verify = QPushButton(tr("Kiểm t&ra nhật ký thao tác"))
        on_button(self.verify, "done")
        self.verify.clicked.connect(self.check_trail)
        row.addWidget(self.verify)
        row.addStretch(1)
        column.addLayout(row)
        self.safety_answer = plain_label(wrap=True)
        self.safety_answer.hide()
        column.addWidget(self.safety_answer)
        column.addStretch(1)
        return card

    def _say(self, text: str, role: str) -> None:
        self.safety_answer.setText(text)
        set_role(self.safety_answer, role)
        self.safety_answer.show()

    def back_up(self) -> None:
        """Make a verified backup now."""
        self.backup.setEnabled(False)
        self.run(
            lambda office: office.backups.run("manual"),
            self._backed_up,
            on_done=lambda: self.backup.setEnabled(True),
            busy=tr("Đang sao lưu…"),
        )

    def _backed_up(self, path: Path) -> None:
        self._say(tr("✓ Đã sao lưu và kiểm tra lại: {name}", name=path.name), "ok")
        self.context.data_changed.emit()

    def check_trail(self) -> None:
        """Walk the audit trail and say whether it is whole."""
        self.verify.setEnabled(False)
        self.run(
            lambda office: (office.audit.verify(), office.audit.total()),
            self._checked,
            on_done=lambda: self.verify.setEnabled(True),
            busy=tr("Đang kiểm tra nhật ký…"),
        )

    def _checked(self, answer: tuple[int | None, int]) -> None:
        broken, total = answer
        if broken is None:
            self._say(tr("✓ Nhật ký nguyên vẹn: {count} thao tác.", count=format_number(total)), "ok")
        else:
            self._say(
                tr(
                    "⚠ Nhật ký không khớp từ thao tác số {number}. Dữ liệu vẫn mở được; hãy báo cán bộ kỹ thuật.",
                    number=broken,
                ),
                "error",
            )

    # --- regulations ---

    def _rules(self) -> QFrame:
        card, column = _card(tr("Quy định và mẫu văn bản"))
        row = QHBoxLayout()
        words = tr("Thời lượng, tỷ lệ, chương trình mẫu, số và ký hiệu, lề trang, cỡ chữ: xem văn bản, sửa cho đúng.")
        row.addWidget(plain_label(words, role="muted", wrap=True), 1)
        self.regulations = QPushButton(tr("&Quy định và mẫu văn bản…"))
        on_button(self.regulations, "edit")
        self.regulations.clicked.connect(self.open_regulations)
        row.addWidget(self.regulations)
        self.word_templates = QPushButton(tr("Mẫu &Word…"))
        on_button(self.word_templates, "edit")
        self.word_templates.clicked.connect(self.open_word_templates)
        row.addWidget(self.word_templates)
        column.addLayout(row)
        row = QHBoxLayout()
        words = tr("Kiểm điểm cuối năm: mức, điều kiện, tỷ lệ tối đa, phiếu, mẫu của từng năm; nhận quy định mới.")
        row.addWidget(plain_label(words, role="muted", wrap=True), 1)
        self.schemes = QPushButton(tr("Quy định đánh giá, &xếp loại…"))
        on_button(self.schemes, "edit")
        self.schemes.clicked.connect(self.open_schemes)
        row.addWidget(self.schemes)
        column.addLayout(row)
        return card

    def open_regulations(self) -> None:
        """Show the rules in force and let the office change them."""
        from ui.pages.settings.regulations import RegulationsDialog

        RegulationsDialog(self.context, self).open()

    def open_schemes(self) -> None:
        """Show the rating schemes and let the office change them."""
        from ui.pages.settings.schemes import SchemesDialog

        SchemesDialog(self.context, self).open()

    def open_word_templates(self) -> None:
        """Show the templates of Word files and let the office change them."""
        from ui.pages.settings.word_templates import WordTemplatesDialog

        WordTemplatesDialog(self.context, self).open()

    # --- places and words ---

    def _folders(self) -> QFrame:
        card, column = _card(tr("Thư mục"))
        self.folder = plain_label(role="muted", wrap=True)
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.folder)
        row = QHBoxLayout()
        show = QPushButton(tr("Mở &thư mục sổ"))
        on_button(show, "folder")
        show.clicked.connect(self._open_folder)
        row.addWidget(show)
        prints = QPushButton(tr("Mở bản &in"))
        prints.clicked.connect(lambda: self._open_folder(places.PRINTS))
        row.addWidget(prints)
        row.addStretch(1)
        column.addLayout(row)
        row = QHBoxLayout()
        lock = QPushButton(tr("Đóng sổ, &về màn hình mật khẩu"))
        on_button(lock, "lock")
        lock.clicked.connect(self.context.office_switch_wanted)
        row.addWidget(lock)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return card

    def _open_folder(self, inside: object = "") -> None:
        if self.context.facts is not None:
            place = Path(self.context.facts.folder)
            open_file(place / inside if isinstance(inside, str) else place)

    def _about(self) -> QFrame:
        card, column = _card(tr("Về chương trình"))
        column.addWidget(plain_label(tr("Sổ Chi Bộ, bản {version}", version=VERSION)))
        column.addWidget(
            plain_label(
                tr(
                    "Làm việc không cần mạng; không gửi gì ra ngoài. Không dùng cho nội dung thuộc bí mật nhà nước "
                    "(Mật, Tối mật, Tuyệt mật)."
                ),
                role="muted",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        self.licences = licences = QPushButton(tr("Giấy &phép các thành phần…"))
        licences.clicked.connect(
            lambda: self.context.questions.tell(
                tr("Giấy phép các thành phần"), tr("Chương trình dùng:"), detail=notices.text()
            )
        )
        row.addWidget(licences)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return card


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(12))
    column.setSpacing(theme.px(8))
    column.addWidget(plain_label(title, role="heading"))
    return card, column
