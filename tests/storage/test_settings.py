"""This user's settings: kept whole, mended piece by piece, never a reason not to start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.storage import settings as settings_module
from app.storage.paths import AppPaths
from app.storage.settings import Settings, keep_changes, load_settings, save_settings


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    return AppPaths(data=tmp_path / "data", config=tmp_path / "config", logs=tmp_path / "logs")


def put(paths: AppPaths, data: bytes | object) -> None:
    paths.config.mkdir(parents=True, exist_ok=True)
    paths.settings_file.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())


def test_none_yet_are_the_usual_ones(paths: AppPaths) -> None:
    assert load_settings(paths) == (Settings(), None)


def test_what_is_saved_is_loaded(paths: AppPaths) -> None:
    mine = Settings(
        theme="dark",
        text_percent=150,
        journey_folders=("S:\\IT\\Bríd",),
        mis_columns={"sims": {"upn": "UPN"}},
    )
    save_settings(paths, mine)
    assert load_settings(paths) == (mine, None)
    assert "Bríd" in paths.settings_file.read_text(encoding="utf-8")


def test_two_copies_of_the_program_keep_what_each_of_them_changed(paths: AppPaths) -> None:
    begun = Settings(journey_folders=("S:/old",), mis_columns={"sims": {"UPN": "upn"}, "arbor": {"A": "a"}})
    save_settings(paths, begun)
    one = begun.changed(
        theme="dark",
        journey_folders=("S:/old", "S:/one"),
        mis_columns={**begun.mis_columns, "sims": {"UPN": "upn", "Reg": "group"}},
    )
    other = begun.changed(
        text_percent=120,
        journey_folders=("S:/other",),
        mis_columns={"sims": {"UPN": "upn", "Year": "year"}},
    )
    keep_changes(paths, begun, one)
    keep_changes(paths, begun, other)
    keep_changes(paths, begun, one)  # once more, as after a disk that was full
    assert load_settings(paths)[0] == Settings(
        theme="dark",
        text_percent=120,
        journey_folders=("S:/other", "S:/one"),
        mis_columns={"sims": {"UPN": "upn", "Year": "year", "Reg": "group"}},
    )


def test_a_file_that_cannot_be_read_now_is_not_replaced(
    paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(paths, Settings(journey_folders=("S:/school",)))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        begun, _problem = load_settings(paths)
        with pytest.raises(OSError, match="denied"):
            keep_changes(paths, begun, begun.changed(theme="dark"))
    assert load_settings(paths)[0].journey_folders == ("S:/school",)
    keep_changes(paths, begun, begun.changed(theme="dark"))
    assert load_settings(paths)[0] == Settings(theme="dark", journey_folders=("S:/school",))


def test_settings_are_kept_where_there_are_none_or_damaged_ones(paths: AppPaths) -> None:
    mine = Settings(journey_folders=("S:/school",))
    keep_changes(paths, mine, mine.changed(theme="dark"))
    assert load_settings(paths)[0] == mine.changed(theme="dark")
    put(paths, b"{")
    keep_changes(paths, mine, mine.changed(theme="light"))
    assert load_settings(paths)[0] == mine.changed(theme="light")


def test_a_bad_value_costs_only_itself(paths: AppPaths) -> None:
    put(
        paths, {"theme": "dark", "text_percent": 5000, "api_url": "http://elsewhere.example", "from_later": 1}
    )
    settings, problem = load_settings(paths)
    assert (settings.theme, settings.text_percent, settings.api_url) == ("dark", 100, Settings().api_url)
    assert problem is not None
    assert "api_url, text_percent" in problem
    assert "\n" not in problem


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe\x00", b"[]", b"null", b"[" * 100_000])
def test_a_damaged_file_is_kept_aside_and_the_usual_ones_are_used(paths: AppPaths, data: bytes) -> None:
    put(paths, data)
    settings, problem = load_settings(paths)
    assert settings == Settings()
    assert problem is not None
    assert "settings.json.bad" in problem
    assert paths.settings_file.with_name("settings.json.bad").read_bytes() == data
    assert load_settings(paths) == (Settings(), None)


def test_a_file_far_too_large_is_not_read(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_module, "LARGEST_SETTINGS", 20)
    put(paths, {"theme": "dark", "journey_folders": ["x" * 50]})
    assert load_settings(paths)[0] == Settings()


def test_a_folder_in_its_place(paths: AppPaths) -> None:
    paths.settings_file.mkdir(parents=True)
    settings, problem = load_settings(paths)
    assert settings == Settings()
    assert problem is not None
    assert "can’t be read" in problem


def test_a_damaged_file_that_cannot_be_set_aside(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    put(paths, b"{")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(settings_module, "write_atomic", refuse)
    assert "damaged" in (load_settings(paths)[1] or "")


@pytest.mark.parametrize(
    "address",
    [
        "http://api.wonde.com",
        "ftp://x",
        "https://",
        "https://me:pw@x.example",
        "https://x.example?token=1",
        "x",
    ],
)
def test_addresses_that_could_leak_a_token_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"^api_url: "):
        Settings(api_url=address)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000/v1.0", "http://[::1]:1", "http://localhost:9", "https://x.example"]
)
def test_addresses_that_may_be_used(address: str) -> None:
    assert Settings(api_url=address).api_url == address


@pytest.mark.parametrize(
    ("proxy", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("Direct", "direct"),
        ("proxy.school.test:8080", "proxy.school.test:8080"),
        ("http://10.0.0.9:3128", "http://10.0.0.9:3128"),
    ],
)
def test_a_proxy_of_ones_own(proxy: str, kept: str) -> None:
    assert Settings(proxy=proxy).proxy == kept


@pytest.mark.parametrize(
    "proxy", ["http://me:pw@proxy:8080", "me@proxy:8080", "proxy", "socks5://p:1", "http://"]
)
def test_a_proxy_that_cannot_be_kept(proxy: str) -> None:
    with pytest.raises(ValueError, match=r"^proxy: "):
        Settings(proxy=proxy)
