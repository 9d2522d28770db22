"""Guides from an administrator's folder: used whole, or the program's own are shown and the reason told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.guidance import pack
from app.guidance.portal import guide, use_pack
from app.storage.paths import resource

OWN = resource("guides")


@pytest.fixture(autouse=True)
def _own_guides_again() -> Iterator[None]:
    yield
    pack.use_folder(None)
    guide.cache_clear()


def supplied(folder: Path, change: tuple[str, str] = ("", "")) -> Path:
    """A pack with one guide, changed, and none of the pictures."""
    text = (OWN / "wonde-approval.toml").read_text(encoding="utf-8")
    assert change[0] in text
    folder.mkdir(exist_ok=True)
    (folder / "wonde-approval.toml").write_text(text.replace(*change, 1), encoding="utf-8")
    return folder


def test_a_guide_in_the_folder_takes_the_place_of_ours_and_the_rest_stays(tmp_path: Path) -> None:
    ours = guide("wonde-approval")
    folder = supplied(tmp_path, (f'title = "{ours.tasks[0].title}"', 'title = "Sign in, the new way"'))
    picture = ours.tasks[0].picture
    (folder / "pictures").mkdir()
    shutil.copy(picture, folder / "pictures" / picture.name)
    assert use_pack(folder, which="that you chose") == ""
    assert guide("wonde-approval").tasks[0].title == "Sign in, the new way"
    assert guide("wonde-approval").tasks[0].picture == folder / "pictures" / picture.name
    assert guide("wonde-approval").tasks[1].picture.parent == OWN / "pictures"
    assert guide("atomwide-sso").tasks


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("version =", "vision ="), "wonde-approval.toml"),
        (('id = "wonde-approval"', 'id = "atomwide-sso"'), "another guide"),
        (('picture_file = "', 'picture_file = "no-'), "is missing"),
    ],
)
def test_a_folder_that_does_not_fit_is_told_and_ours_are_shown(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    told = use_pack(supplied(tmp_path, change), which="that you chose")
    assert says in told
    assert told.endswith("The usual ones are shown.")
    assert guide("wonde-approval").tasks[0].picture.parent == OWN / "pictures"


def test_a_folder_without_guides_or_none_at_all(tmp_path: Path) -> None:
    assert "no guide in it" in use_pack(tmp_path, which="that you chose")
    assert "no guide in it" in use_pack(tmp_path / "nowhere", which="that you chose")


def test_a_picture_in_a_colour_that_does_not_exist(tmp_path: Path) -> None:
    folder = supplied(tmp_path)
    name = guide("wonde-approval").tasks[0].picture_file
    (folder / "pictures").mkdir()
    (folder / "pictures" / name).write_text('<svg fill="token:pink"/>', encoding="utf-8")
    assert "pink" in use_pack(folder, which="that you chose")
