"""What is asked about files ends in a path that can be written as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from ui.questions import Questions

SUGGESTED = Path("bien-ban.pdf")


class Asked(Questions):
    """Types a name into the file dialog and answers what is asked afterwards."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, typed: Path | str, *, yes: bool = True) -> None:
        super().__init__()
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(typed), ""))
        self.yes = yes
        self.asked: list[str] = []

    def confirm(self, title: str, text: str, *, yes: str, no: str = "", detail: str = "", loses: bool = False) -> bool:
        self.asked.append(f"{title} {text} {yes} {no} {detail}")
        return self.yes


@pytest.mark.parametrize(
    ("typed", "name"),
    [("a.pdf", "a.pdf"), ("A.PDF", "A.PDF"), ("a", "a.pdf"), ("bien ban 03.11", "bien ban 03.11.pdf")],
)
def test_a_file_gets_the_ending_it_needs(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: str, name: str
) -> None:
    questions = Asked(monkeypatch, tmp_path / typed)
    assert questions.save_file("Lưu", "PDF (*.pdf)", SUGGESTED) == tmp_path / name
    assert questions.asked == []


def test_giving_up_chooses_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Asked(monkeypatch, "").save_file("Lưu", "PDF (*.pdf)", SUGGESTED) is None


@pytest.mark.parametrize("yes", [True, False])
def test_no_file_is_replaced_that_the_dialog_did_not_ask_about(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, yes: bool
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"kept")
    questions = Asked(monkeypatch, tmp_path / "a", yes=yes)
    assert questions.save_file("Lưu", "PDF (*.pdf)", SUGGESTED) == (tmp_path / "a.pdf" if yes else None)
    assert "a.pdf" in questions.asked[0]


@pytest.mark.parametrize(("loses", "word"), [(False, "Chốt"), (True, "Xem lại")])
def test_enter_never_chooses_what_loses_something(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, loses: bool, word: str
) -> None:
    chosen: list[str] = []

    def answer(box: QMessageBox) -> int:
        button = box.defaultButton()
        assert button is not None
        chosen.append(button.text())
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    Questions().confirm("Chốt", "Chốt?", yes="Chốt", no="Xem lại", loses=loses)
    assert chosen == [word]
