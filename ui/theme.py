"""The look of the program: one small palette for light, one for dark, and one style sheet made from either."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

BASE_POINTS = 12
"""Text size at 100 %; clerks read this all day on small screens."""
FRAME_WIDTH, FRAME_HEIGHT = 16, 44
"""Pixels the frame and the title of a window may take on the screen."""
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


def is_large() -> bool:
    """Return whether the text is so large that what stands in one line at 100 % no longer does on a small screen."""
    return _scale > 115


def fit(window: QWidget, width: int, height: int) -> None:
    """Give a window a size meant for 100 % in the scale in use, as far as the screen has room for its frame too."""
    screen = window.screen().availableGeometry()
    window.resize(min(px(width), screen.width() - FRAME_WIDTH), min(px(height), screen.height() - FRAME_HEIGHT))


def apply(app: QApplication, *, dark: bool = False, scale: int = 100) -> None:
    """Give the whole program its colours, its text size (percent) and its style sheet."""
    global _current, _scale
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
    for size in (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 34, 36):
        values[f"px{size}"] = f"{round(size * scale / 100)}px"
    for name, share in (("small", 0.92), ("heading", 1.12), ("title", 1.4), ("figure", 1.6)):
        values[f"pt_{name}"] = f"{BASE_POINTS * share * scale / 100:.1f}pt"
    # A style sheet can only name files, and a file has one colour: the two pictures exist for light and for dark.
    folder = resources.files("resources").joinpath("styles")
    kind = "dark" if c is DARK else "light"
    for name in ("arrow", "check"):
        values[name] = str(folder.joinpath(f"{name}-{kind}.svg")).replace("\\", "/")
    sheet = folder.joinpath("window.qss").read_text("utf-8")
    return Template(sheet).substitute(values)
