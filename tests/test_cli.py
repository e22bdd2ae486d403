"""The command line: what it answers, in words and in exit codes, and that nothing of it ever ends in a traceback."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import VERSION, cli, demo, self_test, texts
from desktop_app.cli_arguments import PASSWORD_VARIABLE, Exit
from tests.helpers.sample import copied_month


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> demo.DemoResult:
    return copied_month(tmp_path_factory.mktemp("cli") / "mau")


@pytest.fixture
def upper(month: demo.DemoResult, tmp_path: Path) -> Path:
    """A copy of the upper office, to be changed freely."""
    return Path(shutil.copytree(month.folder / demo.UPPER_FOLDER, tmp_path / "cap-tren"))


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, demo.PASSWORD)


def package(month: demo.DemoResult) -> str:
    assert month.package is not None
    return str(month.package)


# --- words ---


@pytest.mark.parametrize(
    "job",
    [[], ["demo"], ["verify"], ["import"], ["minutes"], ["book"], ["restore"], ["self-test"], ["inbox"], ["receipts"]],
)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_help_is_there_in_both_languages(capsys: pytest.CaptureFixture[str], job: list[str], language: str) -> None:
    assert cli.main(["--language", language, *job, "--help"]) == Exit.OK
    shown = capsys.readouterr().out
    assert ("Cách dùng" in shown) == (language == "vi")
    assert "usage:" not in shown
    assert "show this help" not in shown
    assert texts.language() == "vi"


def test_help_documents_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["--help"])
    shown = capsys.readouterr().out
    assert all(f"\n  {code.value} " in shown for code in Exit)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == Exit.OK
    assert VERSION in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["verify"], "Thiếu: TỆP"),
        (["minutes"], "Thiếu: --period"),
        (["minutes", "--period", "13/2026"], "--period"),
        (["nonsense"], "không đúng"),
        (["demo", "--what"], "Không hiểu: --what"),
    ],
)
def test_a_wrong_command_is_answered_in_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert cli.main(arguments) == Exit.USAGE
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == Exit.USAGE
    assert "self-test" in capsys.readouterr().out


# --- packages ---


def test_a_package_taken_in_before_is_fine(
    month: demo.DemoResult, upper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--data-dir", str(upper), "verify", package(month)]) == Exit.OK
    assert "I30" in capsys.readouterr().out
    assert cli.main(["import", "--data-dir", str(upper), package(month)]) == Exit.OK


def test_an_altered_package_is_refused(
    month: demo.DemoResult, upper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(Path(package(month)).read_bytes())
    data[len(data) // 2] ^= 1
    spoiled = tmp_path / "hong.goi"
    spoiled.write_bytes(data)
    for job in ("verify", "import"):
        assert cli.main([job, "--data-dir", str(upper), str(spoiled), package(month)]) == Exit.REFUSED
        assert "hong.goi" in capsys.readouterr().out


def test_a_package_that_is_not_there_is_refused_in_a_sentence(
    upper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["verify", "--data-dir", str(upper), str(tmp_path / "nothing.goi")]) == Exit.REFUSED
    assert "E01" in capsys.readouterr().out


# --- minutes ---


def test_minutes_of_one_cell_go_where_they_are_wanted(
    month: demo.DemoResult, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = month.folder / demo.COMMUNE_FOLDER
    out = tmp_path / "ra"
    given = ["minutes", "--data-dir", str(folder), "--period", "11/2026", "--cell", "tt", "--out", str(out)]
    assert cli.main(given) == Exit.OK
    shown = capsys.readouterr().out.split()
    assert sorted(shown) == sorted(str(path) for path in out.iterdir())
    assert len(shown) == 2


def test_the_book_of_a_year_is_bound_and_what_is_missing_is_said(
    month: demo.DemoResult, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = month.folder / demo.COMMUNE_FOLDER
    given = ["book", "--data-dir", str(folder), "--year", "2026", "--cell", "tt", "--out", str(tmp_path), "--one-sided"]
    assert cli.main(given) == Exit.OK
    said = capsys.readouterr()
    assert said.out.strip() == str(tmp_path / "so-bien-ban-2026-tt.pdf")
    assert "09/2026: chưa có biên bản đã chốt" in said.err
    assert (tmp_path / "so-bien-ban-2026-tt.pdf").read_bytes().startswith(b"%PDF")
    assert cli.main([*given[:5], "--each", "--out", str(tmp_path)]) == Exit.OK
    assert len(list(tmp_path.glob("*.pdf"))) > 15
    assert cli.main([*given[:4], "2025"]) == Exit.REFUSED
    assert cli.main([*given[:6], "nothing"]) == Exit.USAGE
    assert "nothing" in capsys.readouterr().err


def test_a_month_without_minutes_says_so(month: demo.DemoResult, capsys: pytest.CaptureFixture[str]) -> None:
    folder = month.folder / demo.COMMUNE_FOLDER
    assert cli.main(["minutes", "--data-dir", str(folder), "--period", "2026-09"]) == Exit.REFUSED
    assert "Không có biên bản" in capsys.readouterr().err


# --- passwords and failures ---


def test_the_password_may_come_from_a_file(
    month: demo.DemoResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    secret = tmp_path / "mk.txt"
    secret.write_bytes(b"\xef\xbb\xbf" + demo.PASSWORD.encode() + b"\r\n")
    given = ["minutes", "--period", "2026-09", "--data-dir", str(month.folder / demo.COMMUNE_FOLDER)]
    assert cli.main([*given, "--password-file", str(secret)]) == Exit.REFUSED
    assert cli.main([*given, "--password-file", str(tmp_path / "none")]) == Exit.USAGE


def test_without_a_way_to_ask_a_password_is_demanded(
    month: demo.DemoResult, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    monkeypatch.setattr(sys, "stdin", None)
    given = ["minutes", "--period", "2026-09", "--data-dir", str(month.folder / demo.COMMUNE_FOLDER)]
    assert cli.main(given) == Exit.USAGE
    assert "--password-file" in capsys.readouterr().err


def test_a_wrong_password_is_a_known_problem(
    upper: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "không phải mật khẩu")
    assert cli.main(["minutes", "--period", "2026-11", "--data-dir", str(upper)]) == Exit.PROBLEM
    assert "K01" in capsys.readouterr().err


def test_a_folder_without_an_office_is_a_known_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", "x.goi", "--data-dir", str(tmp_path)]) == Exit.PROBLEM
    assert "S10" in capsys.readouterr().err


def test_a_bug_writes_a_report_and_shows_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_report: object) -> None:
        raise RuntimeError("Giàng A Sử")

    monkeypatch.setattr(self_test, "run", broken)
    assert cli.main(["self-test", "--data-dir", str(tmp_path)]) == Exit.BUG
    said = capsys.readouterr().err
    assert "Traceback" not in said
    (report,) = (tmp_path / "nhat-ky").iterdir()
    assert str(report) in said
    written = report.read_text("utf-8")
    assert "RuntimeError" in written
    assert "Sử" not in written


def test_stopping_it_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_report: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(self_test, "run", stopped)
    assert cli.main(["self-test"]) == Exit.INTERRUPTED


# --- the whole program ---


@pytest.mark.parametrize("spelling", ["self-test", "--self-test"])
def test_the_program_tests_itself(capsys: pytest.CaptureFixture[str], spelling: str) -> None:
    assert cli.main([spelling]) == Exit.OK
    assert capsys.readouterr().out.splitlines()[-1] == "OK"


def test_the_command_line_never_loads_the_window() -> None:
    code = (
        "import sys; from desktop_app.__main__ import main; code = main(['self-test']);"
        "assert not any(name.startswith(('PySide6', 'ui')) for name in sys.modules); sys.exit(code)"
    )
    root = Path(cli.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_demonstration_ends_with_its_table(
    month: demo.DemoResult, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def played(folder: Path, **_options: object) -> demo.DemoResult:
        assert folder == tmp_path / "mau"
        return month

    monkeypatch.setattr(demo, "build", played)
    assert cli.main(["demo", "--folder", str(tmp_path / "mau")]) == Exit.OK
    assert "22 biên bản" in capsys.readouterr().out
