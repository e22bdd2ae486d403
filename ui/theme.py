"""The look of the program: one small palette for light, one for dark, and one style sheet made from either."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

BASE_POINTS = 12
"""Text size at 100 %; clerks read this all day on small screens."""
SCALES = (100, 125, 150)
_FAMILIES = ("Segoe UI", "Arimo", "Liberation Sans", "Noto Sans", "DejaVu Sans")


@dataclass(frozen=True)
class Colors:
    """What stands for what; every text pair below keeps a contrast of at least 4.5 to 1."""

    window: str
    surface: str
    sunken: str
    border: str
    strong_border: str
    text: str
    muted: str
    primary: str
    primary_hover: str
    on_primary: str
    selection: str
    accent: str
    """The red of the flag; for the mark of the place one is in, and nothing else."""
    error: str
    error_back: str
    warning: str
    warning_back: str
    ok: str
    ok_back: str
    info_back: str
    alternate: str
    banner: str
    """Behind white words at the left of the start window."""


LIGHT = Colors(
    window="#F3F5F8",
    surface="#FFFFFF",
    sunken="#E9EDF2",
    border="#D3D9E2",
    strong_border="#8A96A8",
    text="#1B2430",
    muted="#525E70",
    primary="#1E5391",
    primary_hover="#17457A",
    on_primary="#FFFFFF",
    selection="#D5E4F7",
    accent="#C1272D",
    error="#A61B1B",
    error_back="#FDECEC",
    warning="#7A4A00",
    warning_back="#FFF4DC",
    ok="#17663A",
    ok_back="#E5F5EB",
    info_back="#E8F0FB",
    alternate="#F8FAFC",
    banner="#9E1B21",
)
DARK = Colors(
    window="#171B21",
    surface="#1F252D",
    sunken="#12161B",
    border="#38424F",
    strong_border="#76849A",
    text="#E8ECF2",
    muted="#A9B4C4",
    primary="#7FB2F0",
    primary_hover="#9CC4F5",
    on_primary="#0C1A2B",
    selection="#2B4566",
    accent="#F0666B",
    error="#FF9B96",
    error_back="#3B1F20",
    warning="#F3C56B",
    warning_back="#3A2E14",
    ok="#7FD6A0",
    ok_back="#17331F",
    info_back="#1C2E45",
    alternate="#232A33",
    banner="#5A1519",
)

_current = LIGHT
_scale = 100


def colors() -> Colors:
    """Return the palette in use, for what a widget paints itself."""
    return _current


def points(share: float = 1.0) -> float:
    """Return a text size in points: ``share`` of the ordinary size at the scale in use."""
    return BASE_POINTS * share * _scale / 100


def px(size: int) -> int:
    """Return a length in pixels at the scale in use; ``size`` is meant for 100 %."""
    return round(size * _scale / 100)


def apply(app: QApplication, *, dark: bool = False, scale: int = 100) -> None:
    """Give the whole program its colours, its text size (percent) and its style sheet."""
    global _current, _scale  # noqa: PLW0603
    _current, _scale = (DARK if dark else LIGHT), scale
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    font = QFont()
    known = set(QFontDatabase.families())
    font.setFamilies([family for family in _FAMILIES if family in known] or [font.family()])
    font.setPointSizeF(points())
    app.setFont(font)
    app.setPalette(_palette(_current))
    app.setStyleSheet(style_sheet(_current, scale))


def _palette(c: Colors) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for place, value in (
        (role.Window, c.window),
        (role.WindowText, c.text),
        (role.Base, c.surface),
        (role.AlternateBase, c.alternate),
        (role.Text, c.text),
        (role.Button, c.surface),
        (role.ButtonText, c.text),
        (role.ToolTipBase, c.surface),
        (role.ToolTipText, c.text),
        (role.PlaceholderText, c.muted),
        (role.Highlight, c.selection),
        (role.HighlightedText, c.text),
        (role.Link, c.primary),
        (role.Mid, c.border),
    ):
        palette.setColor(place, QColor(value))
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, QColor(c.muted))
    return palette


def style_sheet(c: Colors, scale: int) -> str:
    """Return the style sheet for a palette; lengths follow the text size so that nothing is cut off at 150 %."""
    values = {name: getattr(c, name) for name in Colors.__dataclass_fields__}
    for size in (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 30, 34, 36):
        values[f"px{size}"] = f"{round(size * scale / 100)}px"
    for name, share in (("small", 0.92), ("heading", 1.12), ("title", 1.4), ("figure", 1.6)):
        values[f"pt_{name}"] = f"{BASE_POINTS * share * scale / 100:.1f}pt"
    return _SHEET.substitute(values)


_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QMessageBox, QWidget#page, QWidget#start { background: $window; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: $px4; }

QLabel[role="title"] { font-size: $pt_title; font-weight: 600; }
QLabel[role="heading"] { font-size: $pt_heading; font-weight: 600; }
QLabel[role="figure"] { font-size: $pt_figure; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="hint"] { color: $muted; font-size: $pt_small; }
QLabel[role="error"] { color: $error; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="ok"] { color: $ok; }
QLabel[role="code"] { font-family: "Cousine", "Consolas", "DejaVu Sans Mono", monospace; font-size: $pt_heading; }
QLabel[role="sample"] { background: $warning_back; color: $warning; border-radius: $px3; padding: $px2 $px8; font-weight: 600; }

QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: $px6; }
QFrame[role="error-box"], ProblemList[role="error"] { background: $error_back; border: 1px solid $error; border-radius: $px6; }
QFrame[role="warning-box"], ProblemList[role="warning"] { background: $warning_back; border: 1px solid $warning; border-radius: $px6; }
QFrame[role="ok-box"] { background: $ok_back; border: 1px solid $ok; border-radius: $px6; }
QFrame[role="info-box"] { background: $info_back; border: 1px solid $primary; border-radius: $px6; }
QFrame[role="line"] { background: $border; max-height: 1px; border: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit {
    background: $surface; border: 1px solid $strong_border; border-radius: $px4; padding: $px4 $px6;
    selection-background-color: $selection; selection-color: $text; min-height: $px20;
}
QPlainTextEdit, QTextEdit { padding: $px3; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
    border: 2px solid $primary; padding: $px3 $px5;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled { background: $window; color: $muted; border-color: $border; }
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] { background: $window; border-color: $border; }
QLineEdit[role="error"], QPlainTextEdit[role="error"], QComboBox[role="error"], QSpinBox[role="error"] { border: 2px solid $error; padding: $px3 $px5; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $strong_border; selection-background-color: $selection; selection-color: $text; }

QPushButton, QToolButton {
    background: $surface; border: 1px solid $strong_border; border-radius: $px4; padding: $px5 $px14; min-height: $px20;
}
QToolButton { padding: $px5 $px8; }
QPushButton:hover, QToolButton:hover { background: $selection; }
QPushButton:focus, QToolButton:focus { border: 2px solid $primary; padding: $px4 $px12; }
QToolButton:focus { padding: $px4 $px7; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked { background: $selection; border-color: $primary; }
QPushButton:disabled, QToolButton:disabled { color: $muted; background: $window; border-color: $border; }
QPushButton[kind="primary"] { background: $primary; color: $on_primary; border: 1px solid $primary; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $primary_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $muted; border-color: $border; }
QPushButton[kind="flat"], QToolButton[kind="flat"] { background: transparent; border: 1px solid transparent; }
QPushButton[kind="flat"]:hover, QToolButton[kind="flat"]:hover { background: $selection; }
QPushButton[kind="flat"]:focus, QToolButton[kind="flat"]:focus { border: 2px solid $primary; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $primary; padding: $px2 $px4; text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $primary; padding: $px1 $px3; }
QPushButton[kind="danger"] { color: $error; border-color: $error; }

QCheckBox, QRadioButton { spacing: $px8; padding: $px2; }
QCheckBox:focus, QRadioButton:focus { background: $selection; border-radius: $px3; }

QTableView, QListView, QTreeView, QTableWidget, QListWidget {
    background: $surface; alternate-background-color: $alternate; border: 1px solid $border; border-radius: $px4;
    gridline-color: $border; selection-background-color: $selection; selection-color: $text; outline: none;
}
QTableView:focus, QListView:focus, QTreeView:focus { border: 2px solid $primary; }
QTableView::item, QListView::item { padding: $px2 $px6; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected { background: $selection; color: $text; }
QHeaderView { background: $sunken; border: none; }
QHeaderView::section { background: $sunken; color: $text; border: none; border-right: 1px solid $border; border-bottom: 1px solid $border; padding: $px5 $px6; font-weight: 600; }
QTableCornerButton::section { background: $sunken; border: none; }

QTabWidget::pane { border: 1px solid $border; border-radius: $px4; background: $window; top: -1px; }
QTabBar::tab { background: $sunken; border: 1px solid $border; padding: $px6 $px16; margin-right: $px2; border-top-left-radius: $px4; border-top-right-radius: $px4; color: $muted; }
QTabBar::tab:selected { background: $window; color: $text; font-weight: 600; border-bottom-color: $window; }
QTabBar:focus::tab:selected, QTabBar::tab:focus { border: 2px solid $primary; }

QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget#sheet { background: transparent; }
QScrollBar:vertical { background: transparent; width: $px12; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $px12; margin: 0; }
QScrollBar::handle { background: $strong_border; border-radius: $px4; min-height: $px30; min-width: $px30; margin: $px2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QGroupBox { font-weight: 600; border: 1px solid $border; border-radius: $px6; margin-top: $px12; padding-top: $px8; background: $surface; }
QGroupBox::title { subcontrol-origin: margin; left: $px10; padding: 0 $px4; }
QMenu { background: $surface; border: 1px solid $strong_border; padding: $px4; }
QMenu::item { padding: $px5 $px20; }
QMenu::item:selected { background: $selection; color: $text; }
QProgressBar { border: 1px solid $border; border-radius: $px4; background: $sunken; text-align: center; max-height: $px8; }
QProgressBar::chunk { background: $primary; border-radius: $px3; }

QFrame#banner { background: $banner; border: none; }
QLabel#bannerName { color: #FFFFFF; font-size: $pt_figure; font-weight: 700; }
QLabel#bannerWords { color: #FFFFFF; }
QWidget#topbar { background: $surface; border-bottom: 1px solid $border; }
QWidget#bottombar { background: $surface; border-top: 1px solid $border; }
QWidget#bottombar QLabel { font-size: $pt_small; }
QListWidget#navigation { background: $sunken; border: none; border-right: 1px solid $border; border-radius: 0; padding: $px6 0; }
QListWidget#navigation:focus { border: none; border-right: 1px solid $border; }
QListWidget#navigation::item { padding: $px8 $px10; border-left: 4px solid transparent; color: $text; }
QListWidget#navigation::item:hover { background: $selection; }
QListWidget#navigation::item:selected { background: $surface; border-left: 4px solid $accent; font-weight: 600; }
QListWidget#navigation:focus::item:selected { background: $selection; }
""")
