"""Where commands get their answers: everything goes the way that the checks look at."""

from __future__ import annotations

import pytest

from app import asking
from app.host import policy as policies
from app.host.policy import Policy
from app.host.proxies import ProxySource
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


@pytest.mark.parametrize(
    ("managed", "setting"), [("managed.school.test:8080", "managed.school.test:8080"), ("direct", None)]
)
def test_the_checks_look_at_the_administrators_proxy_since_all_goes_that_way(
    monkeypatch: pytest.MonkeyPatch, managed: str, setting: str | None
) -> None:
    monkeypatch.setattr(policies, "this_policy", lambda: Policy(proxy=managed))
    monkeypatch.setenv("HTTPS_PROXY", "http://env.school.test:3128")
    save_settings(app_paths(), Settings(proxy="own.school.test:8080"))
    way = asking._host().way_for(URL)
    assert (way.setting, way.source) == (setting, ProxySource.ADMINISTRATOR)
    assert asking._host().proxy_for("http://127.0.0.1:8000/") is None
