"""What a file or folder is, by what is in it and not by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.formats.errors import InputError, Where
from app.formats.ims_enterprise import ims_member
from app.formats.oneroster import is_oneroster
from app.formats.people_tables_read import people_tables
from app.roster.facts import SourceKind

_HEAD_FILES = ("manifest.csv", "about.csv")
"""Files that say what the others beside them are."""
_ALWAYS_TOGETHER = ("users.csv", "orgs.csv")


@dataclass(frozen=True, slots=True)
class Source:
    """What the words after `preview` stand for, or what was chosen in the window."""

    kind: SourceKind
    path: Path | None = None
    more: tuple[Path, ...] = ()
    """Of a report in several files, the others."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every file or folder; none for Wonde."""
        return () if self.path is None else (self.path, *self.more)


def open_source(text: str) -> Source:
    """`wonde`, or a file or folder by what is in it. Raises InputError."""
    if text.strip().casefold() == "wonde":
        return Source(SourceKind.WONDE)
    if not text.strip():
        raise InputError("No source was named", "", "Say `wonde`, the path of a report, or --practice.")
    try:
        path = Path(text).expanduser()
    except RuntimeError:  # "~somebody" where nobody is called so
        path = Path(text)
    return recognised((path if path.name else path.resolve(),))  # "." has no name to call it by


def recognised(paths: Sequence[Path]) -> Source:
    """What was chosen: a file, a folder, or several files of one report or of one export. Blocks. Raises
    InputError."""
    folder = _export_folder(paths)
    if folder is not None:
        return Source(_kind_of(folder), folder)
    kinds = [_kind_of(path) for path in paths]
    for path, kind in zip(paths, kinds, strict=True):
        if kind is not SourceKind.REPORT and len(paths) > 1:
            raise InputError(
                "is no report, and can’t be read together with other files",
                Where(path.name),
                "Choose it by itself.",
            )
    return Source(kinds[0], paths[0], tuple(paths[1:]))


def _export_folder(paths: Sequence[Path]) -> Path | None:
    """The folder whose export is meant by some of its files: the one that names the others, or those that
    only come together."""
    names = {path.name.casefold() for path in paths}
    folders = {path.parent for path in paths}
    meant = names.intersection(_HEAD_FILES) or names.issuperset(_ALWAYS_TOGETHER)
    if not meant or len(folders) > 1 or not all(path.is_file() for path in paths):
        return None
    folder = folders.pop().resolve()
    return folder if _kind_of(folder) in (SourceKind.ONEROSTER, SourceKind.TABLES) else None


def _kind_of(path: Path) -> SourceKind:
    if ims_member(path) is not None:
        return SourceKind.IMS_ENTERPRISE
    if people_tables(path) is not None:
        return SourceKind.TABLES
    return SourceKind.ONEROSTER if is_oneroster(path) else SourceKind.REPORT
