"""Portal guides that an administrator supplies in place of the program's own: portals change, programs lag.

A pack is a folder with `<guide>.toml` and `pictures/`, as `resources/guides` has them. It may hold only some
guides, and only the pictures that differ. It is used whole or not at all.
"""

from __future__ import annotations

from pathlib import Path

from app.guidance.content import ContentError
from app.storage.paths import resource

_in_use: list[Path] = []
"""The pack's folder, if one is in use; set once, as the program starts."""


def use_folder(folder: Path | None) -> None:
    """From now on guides are looked for in this folder first; None goes back to the program's own."""
    _in_use[:] = [folder] if folder is not None else []


def folder_in_use() -> Path | None:
    """The pack's folder; None while the program's own guides are shown."""
    return _in_use[0] if _in_use else None


def guide_file(*parts: str) -> Path:
    """A guide or picture, the pack's before our own. Raises ContentError."""
    for folder in _in_use:
        file = folder.joinpath(*parts)
        if file.is_file():
            return file
    try:
        return resource("guides", *parts)
    except FileNotFoundError as missing:
        raise ContentError(str(missing)) from None
