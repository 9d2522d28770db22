"""Portal guides that come as a file: checked, unpacked and used, with what tells them from a changed copy.

Portals change and programs lag, so support or an administrator can send a newer pack. A pack made by nobody
knows whom could send people to the wrong page: it has four words, which whoever sent it reads out.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from app.formats.archives import Member, zip_members
from app.formats.errors import InputError
from app.guidance import pack
from app.guidance.portal import GuideId, guide, use_pack
from app.storage.atomic import new_file

if TYPE_CHECKING:
    from app.storage.paths import AppPaths

LARGEST = 512 * 1024
MOST = 64
_KINDS = (".toml", ".svg")


@dataclass(frozen=True, slots=True)
class GuidesInUse:
    """Which guides are shown, and how to know them again."""

    versions: tuple[str, ...]
    """ "Seven tasks in Atomwide (2026-11)", one for each guide."""
    folder: Path | None
    """Of the pack in use; None for the program's own."""
    code: str
    """SHA-256 over all of the pack; empty for the program's own."""
    words: str
    """The same as four words, to be read out."""


def guides_in_use() -> GuidesInUse:
    """What is shown now. Reads the pack: call it on a worker thread. Raises ContentError, OSError."""
    from app.evidence.handover.words import spoken

    folder = pack.folder_in_use()
    versions = tuple(f"{guide(name).title} ({guide(name).version})" for name in get_args(GuideId))
    if folder is None:
        return GuidesInUse(versions, None, "", "")
    digest = _digest(folder)
    return GuidesInUse(versions, folder, digest.hex(), spoken(digest))


def take_pack(path: Path, paths: AppPaths) -> GuidesInUse:
    """Unpacks a pack into this user's folder and uses it: whole, or not at all, with the reason.

    Blocks. Raises InputError for a pack that does not fit, OSError.
    """
    before = pack.folder_in_use()
    code = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    folder = paths.data / "guide-packs" / code
    try:
        for member in _members(path):
            _unpack(member, path.name, folder)
        problem = use_pack(folder, which=f"in {path.name}")
        if problem:
            raise InputError(problem.rstrip("."), "", "Ask whoever sent the pack for a whole one.")
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        _use(before)
        raise
    return guides_in_use()


def use_own() -> GuidesInUse:
    """Goes back to the program's own guides. Blocks. Raises ContentError."""
    _use(None)
    return guides_in_use()


def _use(folder: Path | None) -> None:
    guide.cache_clear()
    pack.use_folder(folder)


def _members(path: Path) -> tuple[Member, ...]:
    members = zip_members(path)
    wrong = next((one for one in members if not one.base.endswith(_KINDS) or one.size > LARGEST), None)
    if wrong is not None or len(members) > MOST:
        raise InputError(
            f"{wrong.name if wrong is not None else path.name} does not belong in a guide pack",
            "",
            "A pack is a ZIP of guides (.toml) and their pictures (.svg), and nothing else.",
        )
    return members


def _unpack(member: Member, archive: str, folder: Path) -> None:
    """Only by its last name: a guide beside the others, a picture among the pictures."""
    name = member.name.removeprefix(f"{archive}/").rsplit("/", 1)[-1]
    target = folder / name if name.endswith(".toml") else folder / "pictures" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with member.open() as source, new_file(target, replace=True) as out:
        out.write(source.read(LARGEST + 1))


def _digest(folder: Path) -> bytes:
    """Over names and contents, whatever the ZIP around them looked like."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in _KINDS:
            data = path.read_bytes()
            whole.update(f"{path.relative_to(folder).as_posix()}\n{len(data)}\n".encode())
            whole.update(data)
    return whole.digest()
