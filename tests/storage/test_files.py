"""Paths, and writes that happen whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.storage import atomic
from app.storage.atomic import new_file, new_folder, sync_folder, write_atomic
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


@pytest.mark.parametrize("refused", ["tempfile.mkstemp", "os.replace"])
def test_a_place_that_takes_no_file_is_told_by_the_name_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refuse(*_: object, **_named: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied", str(tmp_path / ".list.csv.x.tmp"))

    monkeypatch.setattr(refused, refuse)
    with pytest.raises(PermissionError) as told:
        write_atomic(tmp_path / "list.csv", b"x")
    assert told.value.filename == str(tmp_path / "list.csv")


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


def stop_half_way(path: Path) -> None:
    with new_file(path, replace=True) as stream:
        stream.write(b"two" * 100_000)
        raise ZeroDivisionError


def write_while_another_does(path: Path) -> None:
    with new_file(path, replace=False) as stream:
        stream.write(b"two")
        path.write_bytes(b"one")


def test_a_stream_that_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    with pytest.raises(ZeroDivisionError):
        stop_half_way(path)
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_what_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with pytest.raises(FileExistsError):
        write_while_another_does(path)
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(FileExistsError), new_file(path, replace=False):
        raise AssertionError("the block must not begin")


def test_without_hard_links_a_new_file_is_still_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(atomic.os, "link", no_links)
    path = tmp_path / "file"
    with new_file(path, replace=False) as stream:
        stream.write(b"one")
    assert path.read_bytes() == b"one"
    with pytest.raises(FileExistsError):
        write_while_another_does(tmp_path / "other")
    assert {entry.name for entry in tmp_path.iterdir()} == {"file", "other"}


def fill(folder: Path, *names: str, replace: frozenset[str] | None = None) -> None:
    with new_folder(folder, replace=replace) as made:
        for name in names:
            (made / name).write_bytes(b"new")


def fill_half_way(folder: Path) -> None:
    with new_folder(folder, replace=None) as made:
        (made / "a").write_bytes(b"half")
        raise ZeroDivisionError


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    with pytest.raises(ZeroDivisionError):
        fill_half_way(folder)
    assert list(folder.parent.iterdir()) == []
    fill(folder, "a", "b")
    assert sorted(entry.name for entry in folder.iterdir()) == ["a", "b"]
    assert list(folder.parent.iterdir()) == [folder]


def test_a_folder_is_replaced_only_where_all_its_files_may_be(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    fill(folder, "a", "b")
    with pytest.raises(FileExistsError, match="holds files"):
        fill(folder, "a")
    fill(folder, "a", replace=frozenset({"a", "b", "c"}))
    assert [entry.name for entry in folder.iterdir()] == ["a"]
    (folder / "diary").write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="holds files"):
        fill(folder, "a", replace=frozenset({"a"}))
    assert (folder / "diary").read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_can_not_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    fill(folder, "a")
    (folder / "a").write_bytes(b"old")
    renames = os.rename

    def refuse_the_new_one(source: object, target: object) -> None:
        if str(source).endswith(".tmp"):
            raise PermissionError(13, "Permission denied")
        renames(str(source), str(target))

    monkeypatch.setattr(atomic.os, "rename", refuse_the_new_one)
    with pytest.raises(PermissionError):
        fill(folder, "a", replace=frozenset({"a"}))
    assert (folder / "a").read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_file_is_no_folder_to_fill(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="no folder"):
        fill(tmp_path / "file", "a", replace=frozenset({"a"}))


@pytest.mark.beyond_wine(reason="Wine says that it has made a link, and makes none")
def test_a_link_is_no_folder_to_fill(tmp_path: Path) -> None:
    try:
        (tmp_path / "link").symlink_to(tmp_path)
    except OSError:
        pytest.skip("this account may not make links")
    with pytest.raises(FileExistsError, match="no folder"):
        fill(tmp_path / "link", "a", replace=frozenset({"a"}))
