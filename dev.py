#!/usr/bin/env python3
"""The one door for a developer and for a newcomer: sets everything up, then runs, tests, checks, measures or builds.

Uses only the standard library, so that it works with nothing but Python on the machine. Linux and Windows.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements" / "lock.txt"
STAMP = ENVIRONMENT / "sochibo-lock"
OUT = ROOT / "out"
WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if WINDOWS else "bin/python")
OLDEST_PYTHON = (3, 11)

# Shared libraries that Qt loads and bare Debian lacks, with the packages that bring them.
OFFSCREEN_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# Written so that the oldest Python still reads this file as far as the sentence that says it is too old.
WINDOW_LIBRARIES = {
    **OFFSCREEN_LIBRARIES,
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# The window's letters where Windows' own are missing; without them texts are as wide as the widest font around.
FONTS = {"/usr/share/fonts/truetype/croscore/Arimo-Regular.ttf": "fonts-croscore"}
# Programs of the journey that is played in a window on a screen that nobody sees.
SCREEN_PROGRAMS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}


def main() -> int:
    """Read the command line, prepare what the job needs, do it; return the exit code."""
    jobs = {
        "run": (run, "open the program; without a screen play the sample month instead"),
        "demo": (demo, "play the sample month without a window and say where everything lies"),
        "test": (test, "run every test (further arguments go to pytest)"),
        "check": (check, "lint, types, layers"),
        "bench": (bench, "print the figures beside their floors"),
        "build": (build, "build the program for people without Python and let it test itself"),
        "shots": (shots, "take the pictures in docs/ anew from the real program"),
        "lock": (lock, "pin the newest allowed versions into requirements/lock.txt"),
    }
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="jobs:\n" + "\n".join(f"  {name:<6} {what}" for name, (_, what) in jobs.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("job", choices=jobs, metavar="JOB", help="one of the jobs below")
    arguments, rest = parser.parse_known_args()
    if sys.version_info < OLDEST_PYTHON:
        return stop(
            f"Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer is needed; this is {sys.version.split()[0]}."
        )
    try:
        return jobs[arguments.job][0](rest)
    except SetupError as error:
        return stop(str(error))
    except KeyboardInterrupt:
        return 130


class SetupError(Exception):
    """The machine lacks something that this script may not or cannot bring."""


def stop(sentence: str) -> int:
    """Say why the job ends here and return the exit code of a failed set-up."""
    print(sentence, file=sys.stderr)
    return 3


# --- jobs ---


def run(rest: list[str]) -> int:
    """Open the window, or play the sample month where there is no screen."""
    if LINUX and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        print("No screen here: playing the sample month instead of opening the window.")
        return demo(rest)
    prepare(WINDOW_LIBRARIES)
    return python("-m", "desktop_app", *rest)


def demo(rest: list[str]) -> int:
    """Play the sample month into out/demo (or the folder given)."""
    prepare({})
    if not any(argument.startswith("--folder") for argument in rest):
        rest = ["--folder", str(OUT / "demo"), *rest]
    return python("-m", "desktop_app", "demo", *rest)


def test(rest: list[str]) -> int:
    """Run the tests in random order, on every core."""
    prepare(WINDOW_LIBRARIES, SCREEN_PROGRAMS)
    return python("-m", "pytest", *(rest or ["-n", "auto"]))


def check(_rest: list[str]) -> int:
    """Lint, types, layers: all of them, so that one run shows everything."""
    prepare({})
    codes = [
        python("-m", "ruff", "check", "."),
        python("-m", "ruff", "format", "--check", "."),
        python("-m", "mypy"),
        subprocess.call([str(PYTHON.with_name("lint-imports.exe" if WINDOWS else "lint-imports"))], cwd=ROOT),
    ]
    return max(codes)


def bench(rest: list[str]) -> int:
    """Print each figure beside its floor."""
    prepare(OFFSCREEN_LIBRARIES)
    return python("-m", "benchmarks", *rest)


def build(_rest: list[str]) -> int:
    """Build with PyInstaller and let the built program test itself."""
    prepare(OFFSCREEN_LIBRARIES | python_library(), {"objdump": "binutils"})
    code = python(
        *("-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
        *("--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build"), "build.spec"),
    )
    if code:
        return code
    program = ROOT / "dist" / "sochibo" / ("sochibo-cli.exe" if WINDOWS else "sochibo")
    return subprocess.call([str(program), "--self-test"], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def shots(rest: list[str]) -> int:
    """Take the pictures of README and docs anew."""
    prepare(OFFSCREEN_LIBRARIES)
    return python("-m", "docs.shots", *rest)


def lock(_rest: list[str]) -> int:
    """Pin versions and hashes for every system, without any index address."""
    prepare({})
    tools = ROOT / "build" / "lock-tools"
    uv = tools / ("Scripts/uv.exe" if WINDOWS else "bin/uv")
    if not uv.exists():
        call(sys.executable, "-m", "venv", str(tools))
        call(str(tools / ("Scripts/python.exe" if WINDOWS else "bin/python")), "-m", "pip", "install", "-q", "uv")
    call(
        *(str(uv), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
        *("--no-emit-index-url", "--no-annotate", "--no-header", "--upgrade"),
        *("requirements/dev.in", "-o", "requirements/lock.txt"),
    )
    return 0


# --- set-up ---


def prepare(libraries: dict[str, str], programs: dict[str, str] | None = None) -> None:
    """Bring the environment up to the lock file and the machine up to the libraries; quick when nothing is missing.

    Raises SetupError with the one command to type when something is missing that this script may not install.
    """
    if LINUX:
        wanted = [package for name, package in libraries.items() if not loads(name)]
        wanted += [package for name, package in (programs or {}).items() if not shutil.which(name)]
        if libraries and os.geteuid() == 0 and shutil.which("apt-get"):
            # Nice to have, so never a reason to stop somebody who may not install it.
            wanted += [package for name, package in FONTS.items() if not Path(name).exists()]
        if not PYTHON.exists() and importlib.util.find_spec("ensurepip") is None:
            # Debian keeps half of the venv module in a package of its own.
            wanted.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
        if wanted:
            install_packages(wanted)
    prepare_environment()


def python_library() -> dict[str, str]:
    """Return the shared library of this Python, which a built program carries and Debian keeps in its own package."""
    name = sysconfig.get_config_var("INSTSONAME") or ""
    return {name: f"libpython{sys.version_info[0]}.{sys.version_info[1]}"} if ".so" in name else {}


def loads(library: str) -> bool:
    """Return whether the system's loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_packages(packages: list[str]) -> None:
    """Install Debian packages when this is Debian and we are root; otherwise raise the command to type."""
    names = sorted(set(packages))
    command = "apt-get install -y --no-install-recommends " + " ".join(names)
    if not shutil.which("apt-get"):
        raise SetupError("Please install with your system's package manager what Debian calls: " + " ".join(names))
    if os.geteuid() != 0:
        raise SetupError(f"System packages are missing. Please type this once:\n    sudo {command}")
    print("Installing system packages:", " ".join(names), flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-qq"], command.split()):
        result = subprocess.run(
            step, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if result.returncode:
            raise SetupError(
                f"{result.stdout}{result.stderr}\nInstalling failed. Please type this yourself:\n    {command}"
            )


def prepare_environment() -> None:
    """Create .venv and install the lock file into it, unless that was done for this very lock file already."""
    mark = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == mark and PYTHON.exists():
        return
    print("Setting up .venv (once; takes a minute or two) …", flush=True)
    STAMP.unlink(missing_ok=True)
    if not PYTHON.exists() or not pip_works():
        create_environment()
    call(
        *(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"),
        *("--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(LOCK)),
    )
    STAMP.write_text(mark)


def create_environment() -> None:
    """Create .venv anew."""
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(ENVIRONMENT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SetupError(f"{result.stdout}{result.stderr}\nCreating .venv failed.")


def pip_works() -> bool:
    """Return whether the environment's own pip starts (an interrupted first set-up leaves one that does not)."""
    return subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def call(*command: str) -> None:
    """Run a step of the set-up; raise SetupError when it fails."""
    if subprocess.call(command, cwd=ROOT):
        raise SetupError("This step of the set-up failed:\n    " + " ".join(command))


def python(*arguments: str) -> int:
    """Run the environment's Python on the project and return its exit code."""
    return subprocess.call([str(PYTHON), *arguments], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
