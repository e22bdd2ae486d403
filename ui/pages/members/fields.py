"""The fields of a person and where they stand on the tabs of the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from db.records import Sex
from db.register_records import SENSITIVE
from desktop_app.texts import term, tr
from ui import theme
from ui.pages.members.editors import Codes, Line, of_list
from ui.widgets.cover import Cover
from ui.widgets.dates import PartialDateEdit
from ui.widgets.field import Field
from ui.widgets.plain_text import PlainTextEdit

COLUMNS = 4
"""Columns of the grid of a tab."""
Row = tuple[tuple[str, int], ...]
"""Fields of one line of a tab: (path, columns it takes)."""


@dataclass(frozen=True)
class TabPlan:
    """A tab of fields."""

    title: str
    rows: tuple[Row, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """The fields of the tab in their order."""
        return tuple(path for row in self.rows for path, _ in row)


def plans() -> tuple[TabPlan, ...]:
    """Return the tabs of fields in their order."""
    return (
        TabPlan(
            tr("Thông tin &chung"),
            (
                (("full_name", 2), ("birth_date", 1), ("sex", 1)),
                (("birth_name", 2), ("alias", 1), ("sort_name", 1)),
                _one_each("ethnic_code", "religion_code", "national_id", "phone"),
            ),
        ),
        TabPlan(
            tr("T&rình độ, công tác"),
            (
                (
                    ("general_education", 1),
                    ("qualification_code", 1),
                    ("qualification_field", 1),
                    ("academic_title", 1),
                ),
                _one_each("theory_code", "foreign_language", "computer_skill", "minority_language"),
                (("occupation", 2), ("former_occupation", 2)),
                (("category_code", 1), ("service_code", 1), ("political_system", 2)),
                (("party_position", 2), ("government_position", 1), ("union_position", 1)),
            ),
        ),
        TabPlan(
            tr("&Vào Đảng, thẻ"),
            (
                (("admitted_on", 1), ("admitted_place", 2), ("introducers", 1)),
                (("official_on", 1), ("official_place", 2), ("file_number", 1)),
                _one_each("card_number", "card_issued_on", "youth_joined_on", "youth_member"),
            ),
        ),
        TabPlan(
            tr("Cư &trú, gia đình"),
            (
                (("birth_place", 2), ("home_place", 2)),
                (("permanent_address", 2), ("temporary_address", 2)),
                (("hamlet_id", 1), ("family_background", 1), ("family_circumstances", 2)),
                (("note", 2), ("poverty_code", 1), ("health", 1)),
            ),
        ),
    )


def _one_each(*paths: str) -> Row:
    return tuple((path, 1) for path in paths)


def make_fields(today: Callable[[], date]) -> dict[str, Field]:
    """Return the fields of a person by path; sensitive ones have a cover and say so."""
    fields: dict[str, Field] = {}
    for path, (label, editor) in _editors(today).items():
        shown = tr("{label} (nhạy cảm)", label=label) if path in SENSITIVE else label
        fields[path] = Field(shown, Cover(editor) if path in SENSITIVE else editor, path)
    fields["sort_name"].setToolTip(tr("Chỉ ghi khi tên không phải là chữ cuối của họ và tên."))
    return fields


def _editors(today: Callable[[], date]) -> dict[str, tuple[str, QWidget]]:
    return {**_general(today), **_work(), **_party(today), **_home()}


def _general(today: Callable[[], date]) -> dict[str, tuple[str, QWidget]]:
    return {
        "full_name": (tr("Họ và tên đang dùng *"), Line(400)),
        "birth_date": (tr("Ngày sinh (hoặc chỉ năm)"), PartialDateEdit(today)),
        "sex": (tr("Giới tính *"), Codes((sex.value, term("sex", sex.value)) for sex in Sex)),
        "birth_name": (tr("Họ và tên khai sinh (nếu khác)"), Line()),
        "alias": (tr("Bí danh"), Line()),
        "sort_name": (tr("Tên để sắp xếp"), Line(200)),
        "ethnic_code": (tr("Dân tộc"), of_list("ethnic_groups")),
        "religion_code": (tr("Tôn giáo"), of_list("religions")),
        "national_id": (tr("Số CCCD"), Line(40)),
        "phone": (tr("Điện thoại"), Line(60)),
    }


def _work() -> dict[str, tuple[str, QWidget]]:
    return {
        "general_education": (tr("Giáo dục phổ thông"), _hinted(Line(60), tr("12/12, 7/10 …"))),
        "qualification_code": (tr("Chuyên môn, nghiệp vụ"), of_list("qualifications")),
        "qualification_field": (tr("Chuyên ngành"), Line()),
        "academic_title": (tr("Học hàm, học vị"), Line()),
        "theory_code": (tr("Lý luận chính trị"), of_list("theory_levels")),
        "foreign_language": (tr("Ngoại ngữ"), Line()),
        "computer_skill": (tr("Tin học"), Line()),
        "minority_language": (tr("Tiếng dân tộc thiểu số"), Line()),
        "occupation": (tr("Nghề nghiệp hiện nay"), Line()),
        "former_occupation": (tr("Nghề nghiệp trước khi vào Đảng"), Line()),
        "category_code": (tr("Đối tượng"), of_list("categories")),
        "service_code": (tr("Bộ đội, công an, hưu trí"), of_list("services")),
        "political_system": (
            tr("Làm việc trong hệ thống chính trị"),
            Codes([("", ""), ("yes", tr("Có")), ("no", tr("Không"))]),
        ),
        "party_position": (tr("Chức vụ Đảng"), Line()),
        "government_position": (tr("Chức vụ chính quyền"), Line()),
        "union_position": (tr("Chức vụ đoàn thể"), Line()),
    }


def _party(today: Callable[[], date]) -> dict[str, tuple[str, QWidget]]:
    return {
        "admitted_on": (tr("Ngày kết nạp vào Đảng"), PartialDateEdit(today, "recent")),
        "admitted_place": (tr("Nơi kết nạp"), Line()),
        "introducers": (tr("Người giới thiệu"), Line()),
        "official_on": (tr("Ngày chính thức"), PartialDateEdit(today, "recent")),
        "official_place": (tr("Nơi công nhận chính thức"), Line()),
        "file_number": (tr("Số lý lịch đảng viên"), _hinted(Line(60), tr("012345LC"))),
        "card_number": (tr("Số thẻ đảng viên"), Line(60)),
        "card_issued_on": (tr("Ngày cấp thẻ"), PartialDateEdit(today, "recent")),
        "youth_joined_on": (tr("Ngày vào Đoàn"), PartialDateEdit(today, "recent")),
        "youth_member": (tr("Còn là đoàn viên"), Codes([("", tr("Không")), ("yes", tr("Có"))])),
    }


def _home() -> dict[str, tuple[str, QWidget]]:
    note, family = PlainTextEdit(2), PlainTextEdit(2)
    for several in (note, family):
        several.setMaximumHeight(theme.px(64))
    return {
        "birth_place": (tr("Nơi sinh"), Line()),
        "home_place": (tr("Quê quán"), Line()),
        "permanent_address": (tr("Nơi thường trú"), Line()),
        "temporary_address": (tr("Nơi tạm trú"), Line()),
        "hamlet_id": (tr("Thôn, tổ đang ở"), Codes([("", "")])),
        "family_background": (tr("Thành phần gia đình"), Line()),
        "family_circumstances": (tr("Hoàn cảnh gia đình"), family),
        "note": (tr("Ghi chú"), note),
        "poverty_code": (tr("Hộ nghèo, cận nghèo"), of_list("poverty")),
        "health": (tr("Sức khỏe"), Line()),
    }


def _hinted(line: Line, hint: str) -> Line:
    line.setPlaceholderText(hint)
    return line


class Sheet(QScrollArea):
    """The fields of a tab in one grid; it scrolls down where it must and never sideways."""

    def __init__(self, rows: Sequence[Row], fields: dict[str, Field], *, second: QWidget | None = None) -> None:
        """Lay the rows out; ``second`` stands below the first row over all columns."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sheet = QWidget()
        sheet.setObjectName("sheet")
        grid = QGridLayout(sheet)
        margin = theme.px(10)
        grid.setContentsMargins(margin, margin, margin, margin)
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(8))
        for number, row in enumerate(rows):
            column = 0
            for path, span in row:
                grid.addWidget(fields[path], 2 * number, column, 1, span, Qt.AlignmentFlag.AlignTop)
                column += span
        if second is not None:
            grid.addWidget(second, 1, 0, 1, COLUMNS)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(2 * len(rows), 1)
        self.setWidget(sheet)
