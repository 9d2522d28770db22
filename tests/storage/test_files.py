"""Paths, and writes that happen whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.storage import atomic
from app.storage.atomic import sync_folder, write_atomic
from app.storage.paths import AppPaths, app_paths, resource


def test_a_write_replaces_the_whole_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_what_killed_writes_left_behind_goes_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "draft[1].json"
    left, fresh, others = (
        tmp_path / name for name in (".draft[1].json.a.tmp", ".draft[1].json.b.tmp", ".x.a.tmp")
    )
    for file in (left, fresh, others):
        file.write_bytes(b"half")
    for file in (left, others):
        os.utime(file, (1, 1))
    write_atomic(path, b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([path, fresh, others])


@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"one")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, where, fail)
    with pytest.raises(OSError, match="No space left"):
        write_atomic(path, b"two")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_windows_needs_no_call_to_keep_a_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(atomic.os, "fsync", calls.append)
    monkeypatch.setattr(atomic.os, "name", "nt")
    sync_folder(tmp_path)
    assert calls == []


def test_one_variable_moves_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVISIONING_WIZARD_HOME", str(tmp_path))
    paths = app_paths()
    assert all(tmp_path in path.parents for path in (paths.journeys, paths.settings_file, paths.logs))
    practice = paths.for_practice()
    assert practice.journeys != paths.journeys
    assert practice.logs == paths.logs
    assert os.listdir(tmp_path) == []


def test_without_it_they_are_where_the_system_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROVISIONING_WIZARD_HOME")
    paths = app_paths()
    assert isinstance(paths, AppPaths)
    assert "Provisioning Wizard" in str(paths.data)


def test_a_missing_resource_is_named() -> None:
    assert resource("journeys", "common.toml").is_file()
    with pytest.raises(FileNotFoundError, match=r"journeys/none\.toml is missing"):
        resource("journeys", "none.toml")
