"""The portals' tasks in a real browser, by keyboard and by click, in light and dark, without script."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from app.practice.lifecycle import Stage
from app.practice.serve import ServeOptions
from tests.fakes.chromium import chromium as a_browser
from tests.fakes.chromium import click, next_page
from tests.fakes.practice import practice_server

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("PRACTICE_PICTURES")
"""A folder to keep a picture of every page in, for looking at."""


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    with a_browser(tmp_path / "profile") as browser:
        yield browser


class Visitor:
    """Clicks by id, and keeps pictures if asked to."""

    def __init__(self, browser: webdriver.Chrome, scheme: str) -> None:
        self.browser = browser
        self.scheme = scheme
        self.taken = 0
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def open(self, url: str) -> None:
        self.browser.get(url)
        self.picture()

    def click(self, element_id: str) -> None:
        click(self.browser, element_id)
        self.picture()

    def text(self, element_id: str) -> str:
        return self.browser.find_element(By.ID, element_id).text

    def picture(self) -> None:
        if PICTURES:
            self.taken += 1
            name = self.browser.current_url.split("/portal")[-1].split("?")[0].strip("/").replace("/", "-")
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.browser.save_screenshot(str(Path(PICTURES) / f"{self.scheme}-{self.taken:02d}-{name}.png"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_approving_and_releasing(chromium: webdriver.Chrome, scheme: str) -> None:
    visitor = Visitor(chromium, scheme)
    options = ServeOptions(students=300, start="pending", audit_after_s=None)
    with practice_server(options) as running:
        world, url = running.world, running.address.portal_url
        visitor.open(url)
        visitor.click("sign-in")
        visitor.click("open-itslearning")
        visitor.click("tab-permissions")
        chromium.find_element(By.CSS_SELECTOR, "input[value='Students upn read']").click()
        visitor.click("keep")
        visitor.click("tab-access")
        chromium.find_element(By.ID, "q").send_keys("a")
        visitor.click("find")
        chromium.find_element(By.NAME, "add").click()
        chromium.find_element(By.ID, "mode-exclude").click()
        visitor.click("keep")
        assert "299 of 300 students" in visitor.text("people-sent")
        visitor.click("approve")
        chromium.find_element(By.ID, "authority").click()
        visitor.click("confirm")
        assert "PRACTICE approval receipt" in visitor.text("receipt-text")
        assert world.stage is Stage.APPROVED
        assert "Students upn read" not in world.lifecycle.state.granted
        visitor.open(f"{url}/status")
        visitor.open(f"{url}/practice")
        visitor.click("do-online")
        assert world.stage is Stage.ONLINE

        visitor.open(f"{url}/head")
        visitor.click("sign-in")
        slider = chromium.find_element(By.ID, "slider-itslearning-eu")
        assert not slider.is_enabled()
        visitor.click("declaration")
        assert "Larkmoor Borough" in visitor.text("borough")
        visitor.click("approve")
        visitor.click("tab-user-accounts")
        visitor.click("federation-data-release")
        visitor.click("slider-itslearning-eu")
        assert "Enabled" in visitor.text("slider-itslearning-eu")
        visitor.click("tab-my-account")
        visitor.open(f"{url}/head/try")
        visitor.click("try")
        assert "Single sign-on works" in visitor.text("outcome")
        visitor.open(f"{url}/mis")


def test_the_whole_approval_by_keyboard(chromium: webdriver.Chrome) -> None:
    visitor = Visitor(chromium, "light")
    with practice_server(ServeOptions(students=60, start="pending")) as running:
        visitor.open(running.address.portal_url)
        press(chromium, "sign-in")
        press(chromium, "open-itslearning")
        press(chromium, "approve")
        press(chromium, "authority", Keys.SPACE)
        press(chromium, "confirm")
        assert "PRACTICE approval receipt" in visitor.text("receipt-text")
        assert running.world.stage is Stage.ONLINE


def press(browser: webdriver.Chrome, element_id: str, key: str = Keys.ENTER) -> None:
    """Tabs from the top of the page until the control has the focus, then presses a key."""
    for _ in range(60):
        focused = browser.switch_to.active_element
        if focused.get_attribute("id") == element_id:
            if key == Keys.ENTER:
                with next_page(browser):
                    focused.send_keys(key)
            else:
                focused.send_keys(key)
            return
        focused.send_keys(Keys.TAB)
    raise AssertionError(f"{element_id} can't be reached by keyboard")
