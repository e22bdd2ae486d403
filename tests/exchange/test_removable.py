"""What is looked at on a stick: packages only, hidden ones too, links never."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop_app.exchange import limits, removable


def test_packages_are_found_in_the_root_and_one_level_down_hidden_ones_too(tmp_path: Path) -> None:
    for name in ("a.goi", "B.GOI", "a.txt", "~x.goi", "thu muc/b.goi", ".an/c.goi", "thu muc/sau/d.goi"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    (tmp_path / "folder.goi").mkdir()
    found = [str(path.relative_to(tmp_path)) for path in removable.packages(tmp_path)]
    assert found == [".an/c.goi", "B.GOI", "a.goi", "thu muc/b.goi"]


def test_links_are_never_followed(tmp_path: Path) -> None:
    outside, stick = tmp_path / "outside", tmp_path / "usb"
    outside.mkdir()
    stick.mkdir()
    (outside / "secret.goi").write_bytes(b"")
    (stick / "link.goi").symlink_to(outside / "secret.goi")
    (stick / "folder").symlink_to(outside)
    (stick / "broken.goi").symlink_to(tmp_path / "nothing")
    assert removable.packages(stick) == []


def test_a_stick_full_of_packages_is_listed_up_to_the_bound(tmp_path: Path) -> None:
    for number in range(limits.LISTED_FILES + 5):
        (tmp_path / f"{number:04}.goi").touch()
    assert len(removable.packages(tmp_path)) == limits.LISTED_FILES


@pytest.mark.skipif(sys.platform == "win32", reason="there the system itself is asked")
@pytest.mark.parametrize(
    ("folder", "stick"),
    [("/media/so/USB", True), ("/run/media/so/USB/thang-11", True), ("/media", False), ("/mediathek", False)],
)
def test_a_stick_is_known_by_the_place_it_is_mounted_at(folder: str, stick: bool) -> None:
    assert removable.is_removable(Path(folder)) is stick
