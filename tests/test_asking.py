"""Where commands get their answers: everything goes the way that the checks look at."""

from __future__ import annotations

import pytest

from app import asking
from app.storage.paths import app_paths
from app.storage.settings import Settings, save_settings

URL = "https://api.wonde.com/v1.0"


def test_commands_follow_the_environment_and_then_a_proxy_of_the_users_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://env.school.test:3128")
    assert asking._host().proxy_for(URL) == "http://env.school.test:3128"
    save_settings(app_paths(), Settings(proxy="own.school.test:8080"))
    assert asking._host().proxy_for(URL) == "own.school.test:8080"
    assert asking._host().proxy_for("http://127.0.0.1:8000/") is None
    save_settings(app_paths(), Settings(proxy="direct"))
    assert asking._host().proxy_for(URL) is None
