"""Debian's Chromium without a screen, as a school's browser: no script, nothing fetched by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-size=1100,800",
)  # fmt: skip


@contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own; skips the test, with a reason, where there is none."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("Debian's Chromium and its driver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=Service(driver))
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        yield browser
    finally:
        browser.quit()


@contextmanager
def next_page(browser: webdriver.Chrome) -> Iterator[None]:
    """Waits until what is done in the block has brought another page."""
    old = browser.find_element(By.TAG_NAME, "html")
    yield
    WebDriverWait(browser, 20, 0.05).until(expected_conditions.staleness_of(old))
    browser.find_element(By.TAG_NAME, "footer")


def click(browser: webdriver.Chrome, element_id: str) -> None:
    """Clicks what leads to another page, and waits for that page."""
    with next_page(browser):
        browser.find_element(By.ID, element_id).click()
