"""The help as one web page: every page in it, every link leading somewhere, nothing fetched."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.cli import run
from app.evidence.help_site import help_html
from app.guidance.contacts import contacts
from app.guidance.help import help_pages
from tests.fakes.axe import violations
from tests.fakes.chromium import chromium


def test_every_page_is_in_it_once_and_every_link_leads_to_one() -> None:
    html = help_html()
    places = re.findall(r'<h2 id="([^"]+)">', html)
    assert sorted(places) == sorted(page.topic for page in help_pages())
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets == set(places)
    assert html.count("<h1") == 1


def test_it_fetches_nothing_and_numbers_can_be_rung() -> None:
    html = help_html()
    others = re.findall(r'(?:href|src)="([^#"][^"]*)"', html)
    assert {link.partition(":")[0] for link in others} == {"tel", "mailto"}
    for desk in contacts():
        assert desk.phone is not None
        assert f'href="tel:{desk.phone.replace(" ", "")}"' in html
    assert "<script" not in html
    assert "url(" not in html


def test_the_command_writes_it_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "help.html"
    assert run(["help-page", "--output", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"written": str(file)}
    assert file.read_text(encoding="utf-8") == help_html()
    assert run(["help-page", "--output", str(file)]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert "help.html" in line


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_passes_the_accessibility_check(scheme: str, tmp_path: Path) -> None:
    file = tmp_path / "help.html"
    file.write_text(help_html(), encoding="utf-8")
    with chromium(tmp_path / "profile") as browser:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        browser.get(file.as_uri())
        assert violations(browser) == []
