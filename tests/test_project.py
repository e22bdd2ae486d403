"""What the repository itself promises: a complete lock, a front door that is documented, floors that stand alone."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def lock_entries() -> list[str]:
    return re.split(r"\n(?=\S)", (ROOT / "requirements" / "lock.txt").read_text("utf-8").strip())


def test_every_pinned_package_has_a_version_and_a_hash() -> None:
    for entry in lock_entries():
        assert re.match(r"[a-z0-9._-]+==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_lock_names_no_address() -> None:
    text = (ROOT / "requirements" / "lock.txt").read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("name", ["run.in", "dev.in"])
def test_everything_asked_for_is_pinned(name: str) -> None:
    pinned = {re.split(r"==", entry)[0] for entry in lock_entries()}
    for line in (ROOT / "requirements" / name).read_text("utf-8").splitlines():
        wanted = re.match(r"[A-Za-z0-9._-]+", line)
        if wanted and not line.startswith("-"):
            assert wanted.group().lower() in pinned


def test_the_build_recipe_is_not_ignored() -> None:
    answer = subprocess.run(["git", "check-ignore", "build.spec"], cwd=ROOT, capture_output=True, check=False)
    assert answer.returncode == 1


def test_qt_is_the_version_that_does_not_lose_references() -> None:
    assert any(entry.startswith("pyside6-essentials==6.11.3") for entry in lock_entries())


@pytest.mark.parametrize("module", ["db.store", "desktop_app.office", "desktop_app.cli"])
def test_the_lower_floors_work_without_qt(module: str) -> None:
    code = f"import sys; sys.modules['PySide6'] = None; import {module}"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_readme_names_every_job_of_the_one_door() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    jobs = re.findall(r'^        "(\w+)": \(\w+, "', (ROOT / "dev.py").read_text("utf-8"), re.MULTILINE)
    assert len(jobs) == 8
    for job in jobs:
        assert f"dev.py {job}" in readme


def test_the_one_door_needs_nothing_but_the_standard_library() -> None:
    imported = re.findall(r"^(?:import|from) (\w+)", (ROOT / "dev.py").read_text("utf-8"), re.MULTILINE)
    assert set(imported) <= set(sys.stdlib_module_names)
