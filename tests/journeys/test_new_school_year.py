"""A technician carries a school over into September, by keyboard, in the real window, on another PC than last
year's: the baseline opens with its passphrase, accidents are held, and a new baseline is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.window import CHECKOUT, WindowUnderTest

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]
PHRASE = "copper lantern willow sixpence"


def command(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=CHECKOUT,
        env={**os.environ, "PROVISIONING_WIZARD_HOME": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )


def report_of(home: Path, september: str) -> Path:
    folder = home / september
    done = command(
        home, "practice", "report", "--output", folder, "--students", 300, "--september", september
    )
    assert done.returncode == 0, done.stderr
    return next(path for path in folder.iterdir() if path.suffix == ".zip")


def last_years(home: Path) -> Path:
    """What last year's PC kept in July, and the passphrase on a slip of paper."""
    slip = home / "slip.txt"
    slip.write_text(f"{PHRASE}\n", encoding="utf-8")
    kept = home / "July.baseline"
    before = report_of(home, "before")
    done = command(home, "baseline", before, "--output", kept, "--passphrase-file", slip)
    assert done.returncode == 0, done.stderr
    return kept


def choose_file(window: WindowUnderTest, button: str, path: Path) -> None:
    """Opens a file dialog and types the path into it."""
    window.press(button)
    window.wait_for(lambda: window.where()["name"] == "fileNameEdit", "the file dialog")
    window.key("A", "ctrl")
    window.type(str(path))
    window.key("Enter")
    window.wait_for(lambda: window.where()["name"] != "fileNameEdit", "the window again")


def open_tab(window: WindowUnderTest, place: int) -> None:
    """Reaches the row of tabs and walks to one of them."""
    window.reach("preview-tabs")
    window.key("Home")
    for _ in range(place):
        window.key("Right")


def describe_the_school(window: WindowUnderTest) -> None:
    window.fill("school-name", "Larkmoor School")
    window.reach("school-mis")
    window.type("SIMS")
    for question, answer in (
        ("lgfl", "no"),
        ("already-through-wonde", "no"),
        ("client-place", "elsewhere"),
        ("wonde-login", "me"),
    ):
        window.choose(question, answer)
    window.press("primary")


def read_report(window: WindowUnderTest, report: Path) -> None:
    choose_file(window, "choose-files", report)
    window.wait_for_text(report.name)
    window.press("primary")
    window.wait_for_text("Students by year group")


def test_a_september_is_carried_over_by_keyboard(tmp_path: Path) -> None:
    baseline = last_years(tmp_path)
    accidents, ordinary = report_of(tmp_path, "accidents"), report_of(tmp_path, "ordinary")
    home = tmp_path / "another-pc"
    with WindowUnderTest(home) as window:
        window.press("new-new-school-year")
        describe_the_school(window)
        window.wait_for(lambda: "rail-preview" in window.enabled(), "the journey")
        window.press("rail-preview")
        read_report(window, accidents)
        open_tab(window, 5)
        choose_file(window, "choose-baseline", baseline)
        window.press("compare-baseline")
        window.wait_for_text("no recovery passphrase was given")
        window.fill("baseline-passphrase", PHRASE)
        window.press("compare-baseline")
        window.wait_for_text("Held: find out why before going on")
        window.wait_for_text("What do I press?")
        window.press("secondary")
        read_report(window, ordinary)
        open_tab(window, 5)
        choose_file(window, "choose-baseline", baseline)
        window.fill("baseline-passphrase", PHRASE)
        window.press("compare-baseline")
        window.wait_for_text("Nothing stands in the way")
        window.press("compare-again")
        window.fill("new-passphrase", PHRASE)
        window.fill("new-passphrase-again", PHRASE)
        window.press("keep-baseline")
        window.wait_for(lambda: window.where()["name"] == "fileNameEdit", "the file dialog")
        window.key("Enter")
        window.wait_for_text("Kept as School on")
        window.press("primary")
        window.wait_for(lambda: "preview.taken" in ledger(home), "the numbers in the record")
    kinds = ledger(home)
    assert kinds.count("comparison.made") == 2
    assert kinds.count("baseline.kept") == 1
    (kept,) = home.rglob("*.baseline")
    assert kept.parent.name == "baselines"
    again = command(home, "compare", ordinary, "--baseline", kept, "--passphrase-file", tmp_path / "slip.txt")
    assert again.returncode in (0, 1), again.stderr


def ledger(home: Path) -> list[str]:
    """The kinds of events recorded, in order."""
    (path,) = home.rglob("ledger.jsonl")
    return [json.loads(line)["kind"] for line in path.read_text(encoding="utf-8").splitlines()]
