"""A newer guide pack from a file: used whole, its words shown, or refused and nothing of it left."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.formats.errors import InputError
from app.guidance import pack
from app.guidance.portal import guide
from app.storage.paths import AppPaths, app_paths, resource
from app.ui.page import START, Place, Route
from app.ui.pages.documents.guides import GuidesInUse, guides_in_use, take_pack, use_own
from app.ui.pages.documents.page import DocumentsPage
from tests.fakes.dialogs import choose_path
from tests.fakes.late_pages import press
from tests.fakes.said import said_by
from tests.fakes.windows import window

OWN = resource("guides")


@pytest.fixture(autouse=True)
def _own_guides_again() -> Iterator[None]:
    yield
    use_own()


def newer(path: Path, *, version: str = "2027-01", **more: bytes) -> Path:
    """A pack with one guide of another version."""
    ours = guide("atomwide-sso").version
    text = (OWN / "atomwide-sso.toml").read_text("utf-8").replace(f'"{ours}"', f'"{version}"', 1)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pack/atomwide-sso.toml", text)
        for name, data in more.items():
            archive.writestr(name, data)
    return path


def test_it_is_used_and_can_be_told_from_a_changed_one(tmp_path: Path) -> None:
    found = take_pack(newer(tmp_path / "pack.zip"), app_paths())
    assert guide("atomwide-sso").version == "2027-01"
    assert len(found.words.split()) == 4
    changed = take_pack(newer(tmp_path / "other.zip", version="2027-02"), app_paths())
    assert changed.code != found.code
    assert changed.words != found.words
    use_own()
    assert guides_in_use().folder is None
    assert guide("atomwide-sso").version != "2027-02"


@pytest.mark.parametrize("name", ["run.exe", "notes.txt"])
def test_anything_else_in_it_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="does not belong"):
        take_pack(newer(tmp_path / "pack.zip", **{name: b"x"}), app_paths())
    assert pack.folder_in_use() is None
    assert not list((app_paths().data / "guide-packs").glob("*"))


def test_a_guide_that_does_not_fit_is_refused_and_the_one_before_stays(tmp_path: Path) -> None:
    before = take_pack(newer(tmp_path / "pack.zip"), app_paths())
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("atomwide-sso.toml", "id = 1")
    with pytest.raises(InputError, match=r"bad\.zip are not used"):
        take_pack(tmp_path / "bad.zip", app_paths())
    assert guides_in_use().code == before.code


def test_what_was_chosen_last_is_in_use_however_long_the_pack_took(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()

    def slowly(path: Path, paths: AppPaths) -> GuidesInUse:
        may_go_on.wait(20)
        return take_pack(path, paths)

    monkeypatch.setattr("app.ui.pages.documents.guides_card.take_pack", slowly)
    with window(qapp, qtbot) as shown:
        shown.go(START)
        shown.go(Route(Place.DOCUMENTS))
        shown.idle()
        page = shown.shell.page
        assert isinstance(page, DocumentsPage)
        press(shown, "guides")
        page.guides._take(newer(tmp_path / "pack.zip"))
        page.guides.unfolded.emit(True)
        may_go_on.set()
        qtbot.waitUntil(lambda: "(2027-01)" in said_by(page.guides))
        shown.idle()
        assert shown.shell.services.settings.guide_pack == str(pack.folder_in_use())

        may_go_on.clear()
        page.guides._take(newer(tmp_path / "later.zip", version="2027-02"))
        page.guides._use_own()
        qtbot.wait(200)
        may_go_on.set()
        assert shown.shell.services.tasks.wait_written(20)
        shown.idle()
        assert pack.folder_in_use() is None
        assert shown.shell.services.settings.guide_pack is None


def test_in_the_window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    with window(qapp, qtbot) as shown:
        shown.go(START)
        shown.go(Route(Place.DOCUMENTS))
        shown.idle()
        page = shown.shell.page
        assert isinstance(page, DocumentsPage)
        press(shown, "guides")
        assert "The guides of this program are in use." in said_by(page.guides)
        press(shown, "newer-guides")
        choose_path(shown, "guide-pack", newer(tmp_path / "pack.zip"))
        assert "(2027-01)" in said_by(page.guides)
        assert "Its four words" in said_by(page.guides)
        assert shown.shell.services.settings.guide_pack == str(pack.folder_in_use())
        press(shown, "own-guides")
        assert shown.shell.services.settings.guide_pack is None
        (tmp_path / "x.zip").write_bytes(b"no zip")
        press(shown, "newer-guides")
        choose_path(shown, "guide-pack", tmp_path / "x.zip")
        assert "x.zip" in said_by(page.guides.done)


def test_a_choice_is_kept_though_its_page_is_left_while_the_pack_is_taken_in(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()

    def slowly(path: Path, paths: AppPaths) -> GuidesInUse:
        may_go_on.wait(20)
        return take_pack(path, paths)

    monkeypatch.setattr("app.ui.pages.documents.guides_card.take_pack", slowly)
    with window(qapp, qtbot) as shown:
        shown.go(START)
        shown.go(Route(Place.DOCUMENTS))
        shown.idle()
        page = shown.shell.page
        assert isinstance(page, DocumentsPage)
        press(shown, "guides")
        page.guides._take(newer(tmp_path / "pack.zip"))
        page.guides._take(tmp_path / "nowhere.zip")
        shiboken6.delete(page.guides)
        may_go_on.set()
        assert shown.shell.services.tasks.wait_written(20)
        shown.idle()
        assert pack.folder_in_use() is not None
        assert shown.shell.services.settings.guide_pack == str(pack.folder_in_use())
