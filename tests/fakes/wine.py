"""A Windows of a test's own, under Wine: for what is tried from outside, as an administrator or a user would.

What is tried from inside, by our own modules, runs under Windows' Python: `installers/wine/python -m pytest`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from installers.windows.freezing import PROGRAM

CHECKOUT = Path(__file__).resolve().parents[2]
FROZEN = CHECKOUT / "build" / "windows" / PROGRAM
DIST = CHECKOUT / "dist"
PARTIAL_CHAIN = pytest.mark.beyond_wine(
    reason="Wine trusts a chain that comes without its root; tests/windows tries one that comes with it"
)
_PROFILE = (
    "APPDATA",
    "LOCALAPPDATA",
    "USERPROFILE",
    "HOMEDRIVE",
    "HOMEPATH",
    "USERNAME",
    "PUBLIC",
    "TEMP",
    "TMP",
)


def under_wine() -> bool:
    """Whether this very Python runs under Wine, which keeps to fewer limits than Windows."""
    if sys.platform != "win32":
        return False
    import ctypes

    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")


@dataclass(frozen=True, slots=True)
class Done:
    """How a Windows program ended."""

    code: int
    out: str
    err: str


class Wine:
    """One Wine prefix. Give `display` where a window is to be shown; without it there is no desktop."""

    def __init__(self, prefix: Path, display: str = "") -> None:
        self.prefix = prefix
        ours = ("PYTHON", "QT_", "WAYLAND", "PROVISIONING_WIZARD_")
        self._environment = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
        self._environment |= {"WINEPREFIX": str(prefix), "WINEARCH": "win64", "WINEDEBUG": "-all"}
        self._environment["DISPLAY"] = display

    @property
    def drive(self) -> Path:
        """What Windows calls C:."""
        return self.prefix / "drive_c"

    def start(self, *words: str | Path, **environment: str) -> subprocess.Popen[str]:
        """A running program. Its streams are pipes: Wine gives no usable ones where they are files."""
        return subprocess.Popen(
            ["wine", *(windows_path(word) if isinstance(word, Path) else word for word in words)],
            env=self._environment | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, encoding="utf-8", errors="replace", cwd=self.drive,
        )  # fmt: skip

    def run(self, *words: str | Path, timeout_s: float = 240, **environment: str) -> Done:
        """A program run to its end."""
        with self.start(*words, **environment) as process:
            try:
                out, err = process.communicate(timeout=timeout_s)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return Done(process.returncode, out, err)

    def run_without_profile(self, script: Path, program: Path, *arguments: str) -> Done:
        """As a management tool starts it: no desktop, and none of the variables that a profile brings.

        Wine gives them to whatever starts from outside, so a batch file, written to `script`, forgets them.
        """
        forget = [f"@set {name}=" for name in _PROFILE]
        call = f'@"{windows_path(program)}" {" ".join(arguments)}'
        script.write_text("\r\n".join([*forget, call, ""]), encoding="ascii", newline="")
        return self.run("cmd", "/c", script)

    def pytest(self, *arguments: str | Path, timeout_s: float) -> Done:
        """Our own tests, run by Windows' Python in this Windows, in a folder of this checkout."""
        kept = {name: text for name, text in os.environ.items() if name.startswith("PROVISIONING_WIZARD_")}
        words = [windows_path(word) if isinstance(word, Path) else word for word in arguments]
        done = subprocess.run(
            [CHECKOUT / "installers" / "wine" / "python", "-m", "pytest", "-p", "no:cacheprovider", *words],
            env=self._environment | kept, stdin=subprocess.DEVNULL, capture_output=True, cwd=CHECKOUT,
            encoding="utf-8", errors="replace", timeout=timeout_s, check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    def settle(self) -> None:
        """Waits until nothing runs and the registry is written to its files."""
        subprocess.run(["wineserver", "--wait"], env=self._environment, check=True, timeout=120)

    def registry(self) -> dict[str, tuple[str, ...]]:
        """Every key there is, with its values as lines, once everything has settled."""
        self.settle()
        keys: dict[str, tuple[str, ...]] = {}
        for name in ("system.reg", "user.reg", "userdef.reg"):
            text = (self.prefix / name).read_text(encoding="utf-8", errors="replace")
            for section in re.split(r"\n(?=\[)", text)[1:]:
                head, *lines = section.splitlines()
                kept = tuple(line for line in lines if line and not line.startswith("#"))
                keys[f"{name}:{head[1 : head.rindex(']')]}"] = kept
        return keys

    def close(self) -> None:
        """Ends everything in this prefix."""
        subprocess.run(["wineserver", "--kill"], env=self._environment, check=False, timeout=60)


def windows_path(path: Path) -> str:
    """How Windows programs see a file of this machine."""
    return "Z:" + str(path.absolute()).replace("/", "\\")


def toolchain() -> Path:
    """What `installers/wine/toolchain.py` has made; skips the test, with a reason, where that is absent."""
    if sys.platform == "win32" or shutil.which("wine") is None:
        pytest.skip("Wine is not installed")
    script = CHECKOUT / "installers" / "wine" / "toolchain.py"
    asked = subprocess.run(
        [sys.executable, script, "--if-there"], capture_output=True, text=True, check=False
    )
    if asked.returncode != 0:
        pytest.skip("the Windows toolchain has not been made: run installers/wine/build")
    return Path(asked.stdout.strip())


def built(path: Path) -> Path:
    """A part of the build; skips the test, with a reason, where it has not been made."""
    if not path.exists():
        pytest.skip(f"{path.name} has not been built: run installers/wine/build")
    return path


@contextmanager
def fresh_windows(folder: Path, display: str = "") -> Iterator[Wine]:
    """A new Windows in `folder`, ended with the block."""
    shutil.copytree(toolchain() / "prefix", folder, symlinks=True)
    wine = Wine(folder, display)
    try:
        yield wine
    finally:
        wine.close()
