"""Where the data lies on each system, and that everyone means the same place."""

from __future__ import annotations

import re
from pathlib import Path

import platformdirs
import pytest
from platformdirs import windows
from platformdirs.unix import Unix

from db import places

ROOT = Path(__file__).resolve().parents[2]


def test_on_linux_the_usual_folder_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(platformdirs, "PlatformDirs", Unix)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert places.usual_folder() == tmp_path / "sochibo"


def test_on_windows_the_usual_folder_stays_on_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(platformdirs, "PlatformDirs", windows.Windows)
    # What the system answers; a roaming folder would be carried over the network.
    monkeypatch.setattr(windows, "get_win_folder", {"CSIDL_LOCAL_APPDATA": str(tmp_path)}.__getitem__)
    assert places.usual_folder() == tmp_path / "sochibo"


def test_the_readme_names_the_files_and_folders_there_are() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"^\| `([a-z.]+)/?` \|", readme, re.MULTILINE))
    assert named == {places.STORE, places.KEYSLOTS, places.BACKUPS, places.PRINTS, places.SENT.split("/")[0]}
