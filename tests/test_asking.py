"""Where commands get their answers: everything goes the way that the checks look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import asking
from app.cli import run
from app.guidance import pack
from app.guidance.portal import guide
from app.host import policy as policies
from app.host.policy import Policy
from app.host.proxies import ProxySource
from app.storage.paths import app_paths, resource
from app.storage.settings import Settings, save_settings
from tests.fakes.late_journeys import live, tell

URL = "https://api.wonde.com/v1.0"


def test_commands_follow_the_environment_and_then_a_proxy_of_the_users_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://env.school.test:3128")
    assert asking._host(policies.this_policy()).proxy_for(URL) == "http://env.school.test:3128"
    save_settings(app_paths(), Settings(proxy="own.school.test:8080"))
    assert asking._host(policies.this_policy()).proxy_for(URL) == "own.school.test:8080"
    assert asking._host(policies.this_policy()).proxy_for("http://127.0.0.1:8000/") is None
    save_settings(app_paths(), Settings(proxy="direct"))
    assert asking._host(policies.this_policy()).proxy_for(URL) is None


@pytest.mark.parametrize(
    ("managed", "setting"), [("managed.school.test:8080", "managed.school.test:8080"), ("direct", None)]
)
def test_the_checks_look_at_the_administrators_proxy_since_all_goes_that_way(
    monkeypatch: pytest.MonkeyPatch, managed: str, setting: str | None
) -> None:
    monkeypatch.setattr(policies, "this_policy", lambda: Policy(proxy=managed))
    monkeypatch.setenv("HTTPS_PROXY", "http://env.school.test:3128")
    save_settings(app_paths(), Settings(proxy="own.school.test:8080"))
    way = asking._host(policies.this_policy()).way_for(URL)
    assert (way.setting, way.source) == (setting, ProxySource.ADMINISTRATOR)
    assert asking._host(policies.this_policy()).proxy_for("http://127.0.0.1:8000/") is None


@pytest.fixture
def our_guides() -> Iterator[None]:
    yield
    pack.use_folder(None)
    guide.cache_clear()


@pytest.mark.usefixtures("our_guides")
@pytest.mark.parametrize("whose", ["the administrator's", "the user's"])
def test_the_brief_of_the_command_line_follows_newer_guides_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], whose: str
) -> None:
    folder, ours = tmp_path / "guides", resource("guides") / "atomwide-sso.toml"
    folder.mkdir()
    text, title = ours.read_text(encoding="utf-8"), guide("atomwide-sso").tasks[0].title
    newer = text.replace(f'title = "{title}"', 'title = "The newest first task"', 1)
    (folder / ours.name).write_text(newer, encoding="utf-8")
    if whose == "the user's":
        save_settings(app_paths(), Settings(guide_pack=str(folder)))
    else:
        monkeypatch.setattr(policies, "this_policy", lambda: Policy(guide_pack=folder))
    journey = tell(tmp_path / "journeys", live()).path
    out = tmp_path / "out"
    assert run(["brief", "--journey", str(journey), "--output", str(out)]) == 0
    (page,) = out.glob("headteacher-brief-*.html")
    assert "The newest first task" in page.read_text(encoding="utf-8")
    (folder / ours.name).write_text("vision = 1", encoding="utf-8")
    capsys.readouterr()
    assert run(["brief", "--journey", str(journey), "--output", str(out), "--overwrite"]) == 0
    told = capsys.readouterr().err
    assert "The usual ones are shown." in told
    assert ("your administrator" in told) == (whose == "the administrator's")
    assert title in page.read_text(encoding="utf-8")
