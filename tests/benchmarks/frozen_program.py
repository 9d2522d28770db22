"""The Windows program against a bare window: how large its installer is, how soon its first page is seen.

`python -m tests.benchmarks.frozen_program`, after `installers/wine/build`. The bare window
(`bare_window/`) is one button, frozen by the same rules with the same packages, and packed into an installer
by the same source. Both are started in turn under Wine on a screen of their own, and timed from the start
until the accent colour is on the screen: our first page has a button in it. All in one run:

- installer ÷ bare installer (wanted: at most 1.35);
- start ÷ bare start, the median of `RUNS` pairs after one that is not counted (at most 1.5).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from app import __version__
from installers.windows.freezing import stand_ins
from installers.windows.package import make_msi
from tests.fakes.screen import Screen, screen
from tests.fakes.wine import CHECKOUT, DIST, FROZEN, Wine, fresh_windows, toolchain

RUNS = 9
ACCENT = "#1d5fd0"
PATIENCE_S = 120.0
POLL_S = 0.01
BARE = CHECKOUT / "build" / "bare"


def freeze_bare() -> Path:
    """The bare window, frozen."""
    shutil.rmtree(BARE, ignore_errors=True)
    subprocess.run(
        [
            CHECKOUT / "installers" / "wine" / "python", "-m", "PyInstaller", "--noconfirm", "--log-level",
            "ERROR", "--workpath", "build/bare/work", "--distpath", "build/bare",
            "tests/benchmarks/bare_window/bare.spec",
        ],
        check=True, cwd=CHECKOUT, stdin=subprocess.DEVNULL,
        env=_with_release_tools(),
    )  # fmt: skip
    folder = BARE / "Bare"
    if found := stand_ins(folder):
        raise SystemExit(f"the bare window carries what only stands in for Windows: {found}")
    return folder


def _with_release_tools() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"Z:{toolchain()}/python/release"}


def sizes(bare: Path) -> dict[str, Any]:
    """Bytes of both installers, made from the same source."""
    icon = FROZEN.parent / "work" / "build" / "provisioning-wizard.ico"
    (BARE / "work" / "build").mkdir(parents=True, exist_ok=True)
    shutil.copy(icon, BARE / "work" / "build")
    bare_msi = make_msi(bare, BARE / "work", BARE / "bare.msi", __version__).stat().st_size
    ours = (DIST / f"provisioning-wizard-{__version__}-windows.msi").stat().st_size
    return {"msi_bytes": ours, "bare_msi_bytes": bare_msi, "msi_over_bare": round(ours / bare_msi, 3)}


def starts(bare: Path) -> dict[str, Any]:
    """Seconds from start to first painted page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            screen(folder) as shown,
            fresh_windows(folder / "prefix", shown.display) as wine,
            wine.start("cmd"),
        ):
            pairs = [
                (
                    start(wine, shown, FROZEN / "provisioning-wizard.exe"),
                    start(wine, shown, bare / "bare.exe", ACCENT),
                )
                for _ in range(RUNS + 1)
            ][1:]
            wine.close()
    return {
        "runs": RUNS,
        "start_s": round(statistics.median(ours for ours, _ in pairs), 2),
        "bare_start_s": round(statistics.median(theirs for _, theirs in pairs), 2),
        "start_over_bare": round(statistics.median(ours / theirs for ours, theirs in pairs), 2),
        "start_over_bare_worst": round(max(ours / theirs for ours, theirs in pairs), 2),
    }


def start(wine: Wine, shown: Screen, *words: str | Path) -> float:
    """One start, ended once it was seen and gone from the screen."""
    began = time.perf_counter()
    with wine.start(*words) as running:
        _wait(shown, True)
        took = time.perf_counter() - began
        running.kill()
    _wait(shown, False)
    return took


def _wait(shown: Screen, there: bool) -> None:
    until = time.monotonic() + PATIENCE_S
    while (shown.share_of(ACCENT, 8) > 0.001) is not there:
        if time.monotonic() > until:
            raise SystemExit("the window was not painted" if there else "the window did not go")
        time.sleep(POLL_S)


def main() -> None:
    """Prints one JSON document."""
    bare = freeze_bare()
    print(json.dumps({**sizes(bare), **starts(bare)}, indent=1))


if __name__ == "__main__":
    main()
