"""The Word face of a print and the templates behind it, by keyboard in the true window."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from desktop_app.documents.pdf.document import document_pdf
from desktop_app.documents.word.fields import Kind
from tests.helpers import word
from tests.helpers.clerk import press
from tests.helpers.every_paper import texts
from tests.ui.conftest import Desk
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.word_templates import WordTemplatesDialog
from ui.paper_window import show_paper

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dialog(desk: Desk) -> Iterator[WordTemplatesDialog]:
    desk.clerk.window.context.open_page("settings")
    desk.clerk.settle()
    page = desk.clerk.window.findChild(SettingsPage)
    assert page is not None
    page.word_templates.setFocus()
    press(Qt.Key.Key_Space)
    desk.clerk.settle()
    opened = page.findChild(WordTemplatesDialog)
    assert opened is not None
    yield opened
    opened.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def spoilt(path: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name).replace(old, new) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def in_use(dialog: WordTemplatesDialog) -> str:
    return str(dialog.model.index(dialog.table.currentIndex().row(), 1).data())


def test_a_paper_is_saved_as_a_word_file_from_its_window(desk: Desk, tmp_path: Path) -> None:
    desk.clerk.answers.path = tmp_path / "nghị quyết.docx"
    paper = texts()["resolution"]
    window = show_paper(desk.clerk.window.context, desk.clerk.window, (paper, document_pdf(paper)))
    desk.clerk.settle()
    assert not window.panel.word_button.isHidden()
    window.panel.view.setFocus()
    press(Qt.Key.Key_W, CTRL_SHIFT)
    desk.clerk.settle()
    said = [one.text for one in word.paragraphs((tmp_path / "nghị quyết.docx").read_bytes())]
    assert "NGHỊ QUYẾT" in said
    window.close()


def test_a_template_goes_out_and_comes_back_by_keyboard(
    desk: Desk, dialog: WordTemplatesDialog, tmp_path: Path
) -> None:
    desk.clerk.answers.path = path = tmp_path / "mau.docx"
    dialog.table.setFocus()
    assert in_use(dialog) == "Mẫu của chương trình"
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert docx.Document(str(path)).styles["SCB Đoạn"] is not None
    dialog.adopt.setFocus()
    press(Qt.Key.Key_Space)
    desk.clerk.settle()
    assert in_use(dialog) == "Mẫu của đơn vị, nạp ngày 23/11/2026"
    assert "✓ Đã thử và dùng mẫu mới: Biên bản." in dialog.answer.text()
    dialog.restore.setFocus()
    press(Qt.Key.Key_Space)
    desk.clerk.settle()
    assert in_use(dialog) == "Mẫu của chương trình"
    assert not dialog.restore.isEnabled()


def test_a_broken_template_is_refused_in_sentences_that_name_the_field(
    desk: Desk, dialog: WordTemplatesDialog, tmp_path: Path
) -> None:
    desk.clerk.answers.path = path = tmp_path / "mau.docx"
    dialog.export_template()
    desk.clerk.settle()
    spoilt(path, b"{{ ten_loai }}", b"{{ ten_loai }}{{ nguoi_ky }}")
    dialog.load_template()
    desk.clerk.settle()
    assert "nguoi_ky" in dialog.problem_bar.label.text()
    assert not dialog.problem_bar.isHidden()
    assert in_use(dialog) == "Mẫu của chương trình"


@pytest.mark.parametrize("yes", [True, False])
def test_a_template_that_leaves_something_out_is_asked_about(
    desk: Desk, dialog: WordTemplatesDialog, tmp_path: Path, *, yes: bool
) -> None:
    desk.clerk.answers.path = path = tmp_path / "mau.docx"
    desk.clerk.answers.yes = yes
    dialog.export_template()
    desk.clerk.settle()
    spoilt(path, b"{{ noi_ngay }}", b"")
    dialog.load_template()
    desk.clerk.settle()
    asked = desk.clerk.answers.asked[-1]
    assert "noi_ngay (Địa danh, ngày tháng năm)" in asked
    assert in_use(dialog).startswith("Mẫu của đơn vị" if yes else "Mẫu của chương trình")


def test_the_fields_of_the_template_in_hand_stand_beside_it(desk: Desk, dialog: WordTemplatesDialog) -> None:
    dialog.table.select(list(Kind).index(Kind.TABLE))
    desk.clerk.settle()
    tags = [row.tag for row in dialog.fields.rows if row is not None]
    assert "{{ ten_loai }}" in tags
    assert "{{p phan_ky }}" in tags
    assert "{%p for d in noi_dung %} … {%p endfor %}" in tags
