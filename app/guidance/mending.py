"""Where the record that a rule speaks of is kept, who looks after it, and where it is in each MIS.

Worded no surer than we are: a menu that no public page confirmed is said to be so, and one that is not known
is "not known here". Facts: `mending.toml`.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

from pydantic import model_validator

from app.guidance.content import Content, Sureness, Template, Words, fill, read_content
from app.guidance.mis import mis_catalogue


class _Menu(Content):
    mis: Words
    path: Words
    sureness: Sureness
    year: int | None = None

    @model_validator(mode="after")
    def _seen_when(self) -> _Menu:
        if self.sureness.certain and self.year is None:
            raise ValueError("a path that was seen needs the year it was seen in")
        return self


class _Place(Content):
    id: Words
    title: Words
    who: Words
    first_question: Words
    menu: tuple[_Menu, ...] = ()


class _Wording(Content):
    seen: Template
    unconfirmed: Template
    not_known: Template


class _File(Content):
    version: Words
    wording: _Wording
    place: tuple[_Place, ...]


class Mending(NamedTuple):
    """Where one kind of record is mended."""

    place: str
    """Id: issues with the same one are mended in one visit."""
    title: str
    who: str
    menu: str
    """How to get there in the school's MIS, in one sentence; "" for a record that is in no MIS, or where the
    MIS was not named."""
    first_question: str
    """What to ask before anything is mended."""


@functools.cache
def _file() -> _File:
    return read_content(_File, "catalogues", "mending.toml")


def places() -> tuple[str, ...]:
    """Ids of every place. Raises ContentError."""
    return tuple(place.id for place in _file().place)


def where_to_mend(where: str, place_id: str, mis_id: str | None = None) -> str:
    """`where`, then how to get there in the MIS of this id as far as that is known; `where` alone for a
    `place_id` of "", where nothing has to be mended. Raises as `mending`."""
    menu = mending(place_id, mis_id).menu if place_id else ""
    return f"{where} {menu}".strip()


def mending(place_id: str, mis_id: str | None = None) -> Mending:
    """Where to mend records of a place, in the MIS of this id if it is named. Raises KeyError for a place
    that does not exist, ContentError."""
    place = next((place for place in _file().place if place.id == place_id), None)
    if place is None:
        raise KeyError(place_id)
    mis = mis_catalogue().get(mis_id)
    if mis is None or not place.menu:
        return Mending(place.id, place.title, place.who, "", place.first_question)
    wording, menu = _file().wording, next((menu for menu in place.menu if menu.mis == mis.id), None)
    if menu is None:
        text = fill(wording.not_known, {"mis": mis.name})
    elif menu.sureness.certain:
        text = fill(wording.seen, {"mis": mis.name, "path": menu.path, "year": menu.year or ""})
    else:
        text = fill(wording.unconfirmed, {"mis": mis.name, "path": menu.path})
    return Mending(place.id, place.title, place.who, text, place.first_question)
