"""Palette, Qt's own words, preferences, icons: what every screen stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from importlib import resources
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app import texts
from tests.helpers.clerk import application
from ui import preferences, theme
from ui.icons import icon
from ui.navigation import PAGES
from ui.pages.base import shorten
from ui.translations import StandardWords


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("c", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("text", "window"),
        ("text", "surface"),
        ("text", "sunken"),
        ("text", "selection"),
        ("text", "info_back"),
        ("muted", "window"),
        ("muted", "surface"),
        ("on_primary", "primary"),
        ("primary", "window"),
        ("error", "error_back"),
        ("error", "surface"),
        ("warning", "warning_back"),
        ("warning", "surface"),
        ("ok", "ok_back"),
        ("ok", "surface"),
    ],
)
def test_every_text_can_be_read_on_its_ground(c: theme.Colors, text: str, back: str) -> None:
    assert _contrast(getattr(c, text), getattr(c, back)) >= 4.5


def test_white_words_can_be_read_on_the_banner() -> None:
    assert all(_contrast("#FFFFFF", c.banner) >= 4.5 for c in (theme.LIGHT, theme.DARK))


def test_large_text_moves_the_keys_of_buttons_to_their_tips(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    row = QHBoxLayout(box)
    buttons = [QPushButton(words) for words in ("&Thêm chi bộ (Ctrl+N)", "Sửa (Enter)", "Về hôm nay", "In (nháp)")]
    for button in buttons:
        row.addWidget(button)
    shorten(row)
    assert [button.text() for button in buttons] == ["&Thêm chi bộ", "Sửa", "Về hôm nay", "In (nháp)"]
    assert [button.toolTip() for button in buttons[:2]] == ["Ctrl+N", "Enter"]


def test_a_dialog_is_never_larger_than_the_screen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    theme.fit(window, 200, 100)
    assert (window.width(), window.height()) == (200, 100)
    theme.fit(window, 9000, 9000)
    room = window.screen().availableGeometry()
    assert window.width() < room.width()
    assert window.height() < room.height()


@pytest.mark.parametrize("scale", theme.SCALES)
@pytest.mark.parametrize("c", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_the_style_sheet_fills_every_place_and_names_files_that_exist(c: theme.Colors, scale: int) -> None:
    sheet = theme.style_sheet(c, scale)
    assert "$" not in sheet
    for part in sheet.split('url("')[1:]:
        assert Path(part.split('"')[0]).is_file()


def test_every_color_is_used_or_is_for_painting() -> None:
    sheet = resources.files("resources").joinpath("styles/window.qss").read_text("utf-8")
    unused = [field.name for field in fields(theme.Colors) if f"${field.name}" not in sheet]
    assert unused == []


def test_every_page_has_its_own_key_and_an_icon_that_draws(qtbot: QtBot) -> None:
    assert len({spec.key for spec in PAGES}) == len(PAGES)
    for spec in PAGES:
        assert not icon(spec.icon).isNull()


def test_all_icons_draw(qtbot: QtBot) -> None:
    for file in resources.files("resources").joinpath("icons").iterdir():
        if file.name.endswith(".svg"):
            image = icon(file.name.removesuffix(".svg")).pixmap(24, 24).toImage()
            assert any(image.pixelColor(x, y).alpha() > 60 for x in range(24) for y in range(24)), file.name


@pytest.fixture
def words(qtbot: QtBot) -> Iterator[StandardWords]:
    made = StandardWords()
    application().installTranslator(made)
    yield made
    application().removeTranslator(made)


def test_standard_buttons_speak_vietnamese(qtbot: QtBot, words: StandardWords) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    said = {button.text().replace("&", "") for button in box.buttons()}
    assert said == {"Lưu", "Thôi"}


def test_the_file_dialog_of_qt_speaks_vietnamese(qtbot: QtBot, words: StandardWords) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    said = {label.text().replace("&", "") for label in dialog.findChildren(QLabel) if label.isVisible()}
    assert said == {"Xem trong:", "Tên tệp:", "Loại tệp:"}


def test_a_word_without_translation_stays_as_it_is(words: StandardWords) -> None:
    assert words.translate("QPlatformTheme", "Something nobody translated") is None
    assert QCoreApplication.translate("Anything", "Something nobody translated") == "Something nobody translated"


def test_in_english_qt_keeps_its_own_words(words: StandardWords) -> None:
    texts.set_language("en")
    assert words.translate("QPlatformTheme", "Save") is None


def test_preferences_come_back_as_they_were_saved(tmp_path: Path) -> None:
    chosen = preferences.Preferences(language="en", text_size=125, dark=True, path=tmp_path / "a" / "p.json")
    chosen.save()
    assert preferences.load(tmp_path / "a" / "p.json") == chosen


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"language": 3, "text_size": "big", "dark": 1}', '{"text_size": 900}', "\ufeff{}"],
)
def test_damaged_preferences_fall_back_to_their_defaults(tmp_path: Path, content: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(content, "utf-8")
    assert preferences.load(path) == preferences.Preferences(path=path)


def test_a_disk_that_refuses_preferences_stops_nobody(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    preferences.Preferences(path=blocked / "p.json").save()
