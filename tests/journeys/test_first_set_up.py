"""A technician and a headteacher go through the whole first set-up, by keyboard, in the real window.

The window is a process of its own against the practice school; approvals are given in a real browser; the
window is killed at each step, as a power cut would, and goes on where it was.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from app.practice.school import generate
from app.practice.serve import ServeOptions, make_world
from app.practice.world import Caller
from tests.fakes.chromium import chromium, click
from tests.journeys.window import CHECKOUT, WindowUnderTest

pytestmark = [pytest.mark.story, pytest.mark.browser, pytest.mark.timeout(900)]


class Story:
    """One home folder, one window at a time, and what the ledger says of it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.has_token = True
        self.window = WindowUnderTest(home, "--practice")
        self.opened: list[str] = []

    def power_cut(self) -> None:
        """Kills the window, then goes on with the journey; the state must be the very same.

        With a token the window asks Wonde again as it opens, which may add to what is known, never take away.
        """
        before = self.state()
        self.opened += self.window.opened
        self.window.kill()
        assert self.state() == before
        self.window = WindowUnderTest(self.home, "--practice")
        self.window.wait_for(lambda: "journey-1" in self.window.enabled(), "the list of journeys")
        self.window.press("primary")
        self.window.wait_for(lambda: "rail-finish" in self.window.enabled(), "the journey")
        after = self.state()
        if self.has_token:
            after = {step: after[step] if before[step][0] == "done" else before[step] for step in before}
            stronger = {step for step in before if before[step][1] != "measured" == after[step][1]}
            after |= {step: before[step] for step in stronger}
        assert after == before

    def state(self) -> dict[str, tuple[str, str | None, str]]:
        """Step id to status, how known and mark, as `status --json` says it."""
        return {step["id"]: (step["status"], step["how"], step["mark"]) for step in self.document()["steps"]}

    def document(self) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "app", "status", "--practice", "--json"],
            cwd=CHECKOUT,
            env=self.window.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    def until(self, step: str, status: str) -> None:
        self.window.wait_for(lambda: self.state()[step][0] == status, f"{step} {status}")

    def portal(self) -> str:
        """The address that a page opens in the user's browser."""
        self.window.wait_for(lambda: bool(self.window.opened), "an opened address")
        return self.window.opened[-1]

    def describe_the_school(self) -> None:
        window = self.window
        window.press("new-first-set-up")
        window.fill("school-name", "Larkmoor School")
        window.fill("school-urn", "123456")
        window.fill("school-dfe-number", "304/1234")
        window.reach("school-mis")
        window.type("SIMS")
        for question, answer in (
            ("lgfl", "yes"),
            ("already-through-wonde", "no"),
            ("client-place", "elsewhere"),
            ("wonde-login", "me"),
            ("head-atomwide", "yes"),
        ):
            window.choose(question, answer)
        window.press("primary")
        self.until("school", "done")

    def be_told_about_the_client(self) -> None:
        """The client runs elsewhere: what Wonde says is what there is."""
        window = self.window
        window.press("rail-onsite-client")
        if "statement" not in window.enabled():
            window.press("unfold-statement")
        window.reach("statement")
        window.key("Down")
        window.fill("statement-reference", "W-1")
        window.press("note-statement")
        self.until("onsite-client", "done")

    def data_test_and_production(self) -> None:
        window = self.window
        window.press("rail-data-test")
        window.wait_for_text("Ask itslearning to test the data")
        window.press("primary")
        self.until("data-test", "waiting")
        self.power_cut()
        window = self.window
        window.choose("outcome", "live")
        window.reach("answer-source")
        window.key("Down")
        window.press("primary")
        self.until("data-test", "done")

    def the_headteacher_approves(self, profile: Path) -> None:
        window = self.window
        window.press("rail-sso-approval")
        window.wait_for_text("What the headteacher does")
        window.press("primary")
        window.fill("head-name", "Robin Head")
        window.reach("head-capacity")
        window.key("Down")
        window.press("primary")
        window.wait_for_text("Task 1 of 7")
        window.press("open-portal")
        with chromium(profile) as browser:
            browser.get(self.portal())
            click(browser, "sign-in")
            click(browser, "declaration")
            click(browser, "approve")
            click(browser, "tab-user-accounts")
            click(browser, "federation-data-release")
            click(browser, "slider-itslearning-eu")
        for task in range(2, 8):
            window.press("primary")
            window.wait_for_text(f"Task {task} of 7")
        self.power_cut_in_the_heads_view()
        self.until("sso-approval", "in-progress")

    def power_cut_in_the_heads_view(self) -> None:
        """The headteacher finds the school again, and what is left of their part."""
        before = self.state()
        self.window.kill()
        self.window = WindowUnderTest(self.home, "--practice")
        self.window.press("headteacher")
        self.window.press("head-journey-1")
        self.window.wait_for_text("Task 7 of 7")
        assert self.state() == before

    def sign_ins_are_seen_to_work(self) -> None:
        window = self.window
        window.press("rail-sso-approval")
        window.choose("pupil", "worked")
        window.choose("staff", "worked")
        window.reach("witness")
        window.key("Down")
        window.press("primary")
        self.until("sso-approval", "done")


def finish_the_story(story: Story, tmp_path: Path) -> None:
    """From the data test to the end, the same with a token or without."""
    story.data_test_and_production()
    assert story.state()["data-test"] == ("done", "read-off", "outline")
    story.power_cut()
    story.the_headteacher_approves(tmp_path / "profile-head")
    story.power_cut()
    story.sign_ins_are_seen_to_work()
    assert story.state()["sso-approval"][2] == "outline"
    assert story.document()["steps"][5]["how"] != "measured"
    story.power_cut()
    story.window.press("rail-finish")
    story.window.wait_for_text("What is done, and how it is known")
    story.window.press("primary")
    story.until("finish", "done")
    story.power_cut()


def preview_a_report(story: Story, report: Path) -> None:
    """Reads a report from the MIS, chosen by typing its path in the file dialog."""
    window = story.window
    window.press("rail-preview")
    window.choose("source", "files")
    window.press("choose-files")
    window.type(str(report))
    window.key("Enter")
    window.wait_for(lambda: "primary" in window.enabled(), "the report to be understood")
    window.press("primary")
    window.wait_for_text("Students by year group")
    window.press("primary")


def take(story: Story, box: str, words: str) -> None:
    """Chooses an entry of a box by keyboard."""
    window = story.window
    window.reach(box)
    for _ in range(8):
        if words in window.where()["accessible"]:
            return
        window.key("Down")
    raise AssertionError(f"{box} offers no {words!r}")


def portal_again(story: Story) -> str:
    """The portal's address after a restart of the practice school."""
    story.window.press("portal-open")
    return story.portal()


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    told = Story(tmp_path / "home")
    yield told
    told.window.kill()


def practice_token() -> str:
    """The token of the school that the window practises with."""
    options = ServeOptions()
    return make_world(generate(options.spec()), options).token(Caller.SCHOOL)


def test_a_pasted_token_stays_out_of_files_and_children(story: Story, tmp_path: Path) -> None:
    token = practice_token()
    story.window.press("practice-without-token")
    story.describe_the_school()
    window = story.window
    window.press("rail-wonde-approval")
    window.press("portal-open")
    with at_the_portal(story.portal(), tmp_path / "profile-3") as browser:
        approve_itslearning(browser)
    window.press("rail-preview")
    window.wait_for_text("Where should it read from?")
    window.choose("source", "wonde")
    window.fill("token", token)
    window.press("check-token")
    window.wait_for(lambda: "forget-token" in window.enabled(), "the token to be held")
    kept = b"".join(path.read_bytes() for path in story.home.rglob("*") if path.is_file())
    assert token.encode() not in kept
    assert token.encode() not in seen_of_every_process()
    window.press("forget-token")
    window.wait_for(lambda: "forget-token" not in window.enabled(), "the token to be forgotten")


def seen_of_every_process() -> bytes:
    """Arguments and environment of every process but this one."""
    seen = b""
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        for part in ("cmdline", "environ"):
            with suppress(OSError):
                seen += (process / part).read_bytes()
    return seen


@contextmanager
def at_the_portal(url: str, profile: Path) -> Iterator[Any]:
    with chromium(profile) as browser:
        browser.get(url)
        yield browser


def approve_itslearning(browser: Any) -> str:
    """Approves in the practice Wonde portal; gives the receipt's text."""
    click(browser, "sign-in")
    click(browser, "open-itslearning")
    click(browser, "approve")
    browser.find_element(By.ID, "authority").click()
    click(browser, "confirm")
    return str(browser.find_element(By.ID, "receipt-text").text)


def test_with_a_token(story: Story, tmp_path: Path) -> None:
    story.describe_the_school()
    story.power_cut()
    story.be_told_about_the_client()
    story.power_cut()

    window = story.window
    window.press("rail-wonde-approval")
    window.press("portal-open")
    with at_the_portal(story.portal(), tmp_path / "profile-1") as browser:
        approve_itslearning(browser)
    window.press("secondary")
    story.until("wonde-approval", "done")
    assert story.state()["wonde-approval"] == ("done", "measured", "solid")
    story.power_cut()

    window = story.window
    window.press("rail-preview")
    window.wait_for_text("Where should it read from?")
    window.choose("source", "wonde")
    window.press("primary")
    window.wait_for_text("Students by year group")
    window.press("primary")
    story.until("preview", "done")
    assert story.state()["preview"] == ("done", "measured", "solid")
    story.power_cut()
    finish_the_story(story, tmp_path)
    marks = {step: mark for step, (_, _, mark) in story.state().items()}
    assert [step for step, mark in marks.items() if mark == "solid"] == [
        "onsite-client",
        "wonde-approval",
        "preview",
    ]


def test_without_any_token(story: Story, tmp_path: Path) -> None:
    window = story.window
    window.press("practice-without-token")
    story.has_token = False
    story.describe_the_school()
    story.power_cut()
    story.be_told_about_the_client()

    window = story.window
    window.press("rail-wonde-approval")
    window.press("portal-open")
    portal = story.portal()
    report = tmp_path / "report.xlsx"
    with urllib.request.urlopen(f"{portal}/mis/report.xlsx", timeout=30) as answer:
        report.write_bytes(answer.read())
    preview_a_report(story, report)
    assert story.state()["preview"][0] == "in-progress"
    story.power_cut()

    window = story.window
    window.press("rail-wonde-approval")
    with at_the_portal(portal_again(story), tmp_path / "profile-2") as browser:
        approve_itslearning(browser)
    window.press("unfold-portal") if "portal-status" not in window.enabled() else None
    take(story, "portal-status", "Approved")
    take(story, "portal-audited", "Yes")
    take(story, "portal-online", "Yes")
    window.press("note-portal")
    story.until("wonde-approval", "done")
    assert story.state()["wonde-approval"] == ("done", "read-off", "outline")
    story.power_cut()

    window = story.window
    window.press("rail-preview")
    window.wait_for_text("Where should it read from?")
    window.choose("source", "wonde")
    window.fill("portal-students", "1200")
    window.fill("portal-staff", "122")
    window.press("compare-portal")
    story.until("preview", "done")
    assert story.state()["preview"] == ("done", "read-off", "outline")
    finish_the_story(story, tmp_path)
    assert not [step for step, (_, _, mark) in story.state().items() if mark == "solid"]
