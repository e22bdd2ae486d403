"""Step: which office this is and where its folder lies."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from db.records import OrganizationKind
from db.text import normalize
from desktop_app.rules.naming import office_findings
from desktop_app.texts import tr
from ui import theme
from ui.pages.first_run import suggestions
from ui.pages.first_run.steps import FirstDay, Step
from ui.widgets.choice import DropDown
from ui.widgets.enter_moves import EnterMoves
from ui.widgets.field import Field
from ui.widgets.plain import plain_label


class OfficeStep(Step):
    """Name, kind, code, place, the office above; proposals follow the name until they are changed by hand."""

    def __init__(self, day: FirstDay, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Đảng ủy xã Mường Khương"))
        self.kind = DropDown()
        for value, words in (
            (OrganizationKind.COMMUNE, tr("Đảng ủy xã, phường, đặc khu")),
            (OrganizationKind.UPPER, tr("Đảng ủy cấp trên")),
            (OrganizationKind.PROVINCE, tr("Tỉnh ủy, thành ủy")),
        ):
            self.kind.addItem(words, value.value)
        self.code = QLineEdit()
        self.code.setMaxLength(20)
        self.header_name = QLineEdit()
        self.place = QLineEdit()
        self.upper_name = QLineEdit()
        self.upper_name.setPlaceholderText(tr("Tỉnh ủy Lào Cai"))
        self.fields = {
            "name": Field(tr("Tê&n đơn vị (cấp ủy)"), self.name, "name"),
            "kind": Field(tr("&Loại"), self.kind, "kind"),
            "header_name": Field(tr("Tên &in trên văn bản (chữ hoa)"), self.header_name, "header_name"),
            "code": Field(tr("&Mã đơn vị (dùng trong tên gói)"), self.code, "code"),
            "place": Field(tr("Đị&a danh (trước ngày tháng)"), self.place, "place"),
            "upper_name": Field(tr("Đơn vị cấp t&rên"), self.upper_name, "upper_name"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(10))
        for name, row, column in (
            ("name", 0, 0),
            ("kind", 0, 1),
            ("header_name", 1, 0),
            ("code", 1, 1),
            ("upper_name", 2, 0),
            ("place", 2, 1),
        ):
            grid.addWidget(self.fields[name], row, column, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        self.column.addLayout(grid)
        self.column.addSpacing(theme.px(10))
        self.column.addWidget(plain_label(tr("Sổ được đặt trong thư mục")))
        place = QHBoxLayout()
        self.folder = plain_label(str(day.folder), role="muted", wrap=True)
        place.addWidget(self.folder, 1)
        self.choose = QPushButton(tr("Chọn thư mục &khác…"))
        self.choose.clicked.connect(self._choose)
        place.addWidget(self.choose)
        self.column.addLayout(place)
        self.column.addWidget(
            plain_label(
                tr("Nên để trên ổ đĩa của máy, không để trên USB hay thư mục đồng bộ mạng."), role="hint", wrap=True
            )
        )
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self._own: set[str] = set()
        self.name.editingFinished.connect(self._propose)
        for field, edit in (("code", self.code), ("header_name", self.header_name), ("place", self.place)):
            edit.textEdited.connect(lambda _text, field=field: self._own.add(field))
        order = [self.name, self.kind, self.header_name, self.code, self.upper_name, self.place]
        self.moves = EnterMoves(order, self._enter_at_end, self)

    @property
    def title(self) -> str:
        """Return the words at the top."""
        return tr("Đơn vị")

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        self.name.setFocus()

    def _enter_at_end(self) -> None:
        if self.leave():
            self.ready.emit()

    def _propose(self) -> None:
        name = self.name.text()
        if not name.strip():
            return
        for field, edit, proposal in (
            ("header_name", self.header_name, suggestions.header_name(name)),
            ("code", self.code, suggestions.code(name)),
            ("place", self.place, suggestions.place_name(name)),
        ):
            if field not in self._own:
                edit.setText(proposal)
        self.fields["name"].show_findings([])

    def _choose(self) -> None:
        chosen = self.day.questions.folder(tr("Thư mục đặt sổ"), start=self.day.folder.parent)
        if chosen is not None:
            self.day.folder = chosen
            self.folder.setText(str(chosen))

    def leave(self) -> bool:
        """Return whether to go on at once."""
        self._propose()
        found = office_findings(name=self.name.text(), header_name=self.header_name.text(), code=self.code.text())
        for name, field in self.fields.items():
            field.visited = True
            field.show_findings([finding for finding in found if finding.field == name])
        if found:
            self.fields[found[0].field].editor.setFocus()
            return False
        self.day.name = normalize(self.name.text())
        self.day.header_name = normalize(self.header_name.text())
        self.day.code = normalize(self.code.text())
        self.day.kind = str(self.kind.currentData())
        self.day.place = normalize(self.place.text())
        self.day.upper_name = normalize(self.upper_name.text())
        return True
