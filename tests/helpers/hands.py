"""Hands that count their keys: what a clerk types as words of the minutes, and everything else."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.helpers.clerk import ALT, NONE, Clerk, press, write


class Hands:
    """A clerk's hands that count: keys that are words of the minutes, and all the others."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk = clerk
        self.keys = 0
        self.letters = 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press a key; Alt and a letter are one."""
        for _ in range(times):
            if modifier is ALT and Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
                self.clerk.choose(key)
            else:
                press(key, modifier)
            self.keys += 1

    def type(self, text: str) -> None:
        """Type what is no free text: part of a name, a figure."""
        write(text)
        self.keys += len(text)

    def text(self, text: str) -> None:
        """Type words of the minutes."""
        write(text)
        self.letters += len(text)
