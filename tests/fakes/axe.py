"""axe-core, as npm installed it beside the checkout; looks a page over in a real browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

VARIABLE = "PROVISIONING_WIZARD_AXE"
_USUAL = Path.home() / ".cache/provisioning-wizard-axe/node_modules/axe-core/axe.min.js"


def violations(browser: webdriver.Chrome) -> list[dict[str, Any]]:
    """What axe-core finds wrong with the page that is open; skips where axe-core is not installed."""
    script = Path(os.environ.get(VARIABLE, _USUAL))
    if not script.is_file():
        pytest.skip(f"axe-core is not installed (npm install axe-core; {VARIABLE} says where)")
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    browser.execute_script(script.read_text("utf-8"))
    found = browser.execute_async_script("axe.run(document).then(arguments[arguments.length - 1])")
    assert len(found["passes"]) > 10, "it looked at something"
    return [{"id": one["id"], "help": one["help"], "nodes": len(one["nodes"])} for one in found["violations"]]
