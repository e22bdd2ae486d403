"""What the repository itself promises: a complete lock, a front door that is documented, floors that stand alone."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from desktop_app import VERSION, notices

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("db", "desktop_app", "ui", "resources", "docs")


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


def run_lines() -> list[str]:
    lines = (ROOT / "requirements" / "run.in").read_text("utf-8").splitlines()
    return [line for line in lines if line[:1].isalpha()]


def plain_name(requirement: str) -> str:
    """Return the normal form of the name a requirement begins with."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def carried_packages() -> set[str]:
    """Return every package that running the program needs, directly or through another."""
    waiting, found = run_lines(), set[str]()
    while waiting:
        name = plain_name(waiting.pop())
        if name not in found:
            found.add(name)
            waiting += [need for need in metadata.requires(name) or [] if "extra ==" not in need]
    return found


def test_the_notices_name_everything_the_program_carries() -> None:
    named = notices.text().lower()
    assert {name for name in carried_packages() if name not in named} == set()
    for part in ("SQLCipher", "OpenSSL", "libsodium", "PDFium", "Tinos", "Qt 6"):
        assert part in notices.text()


def imported_packages() -> set[str]:
    """Return every package whose modules the program itself imports."""
    modules: set[str] = set()
    for floor in FLOORS[:4]:
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    modules.update(name.name.partition(".")[0] for name in node.names)
                elif isinstance(node, ast.ImportFrom):
                    modules.add((node.module or "").partition(".")[0])
    outside = modules - set(sys.stdlib_module_names) - set(FLOORS)
    holders = metadata.packages_distributions()
    return {plain_name(holders[module][0]) for module in outside}


def test_what_is_imported_is_asked_for_by_name_and_nothing_else_is() -> None:
    assert imported_packages() == {plain_name(line) for line in run_lines()}


def test_the_project_and_the_program_have_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == VERSION


def test_the_readme_names_every_job_of_the_one_door() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    jobs = re.findall(r'^        "(\w+)": \(\w+, "', (ROOT / "dev.py").read_text("utf-8"), re.MULTILINE)
    assert len(jobs) == 8
    for job in jobs:
        assert f"dev.py {job}" in readme


def test_the_one_door_needs_nothing_but_the_standard_library() -> None:
    imported = re.findall(r"^(?:import|from) (\w+)", (ROOT / "dev.py").read_text("utf-8"), re.MULTILINE)
    assert set(imported) <= set(sys.stdlib_module_names)


def test_no_page_is_pointed_to_that_is_not_here() -> None:
    for path in [*ROOT.glob("*.md"), *(file for floor in FLOORS for file in (ROOT / floor).rglob("*.*"))]:
        if path.suffix in (".py", ".md", ".toml"):
            for page in re.findall(r"\b([a-z-]+\.md)\b", path.read_text("utf-8")):
                assert list(ROOT.glob(f"docs/{page}")), f"{path}: {page}"
