"""Where the program's own files are, in a source checkout, an installed wheel and the frozen program."""

from __future__ import annotations

import functools
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP_NAME = "Provisioning Wizard"
HOME_VARIABLE = "PROVISIONING_WIZARD_HOME"
"""Puts data, settings and logs under one folder: tests and management tools use it."""
PORTABLE_MARK = "portable.txt"
"""A file beside the frozen program that has it keep everything beside itself as well."""

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """The path of a file or folder under `resources/`. Raises FileNotFoundError, naming it, if it is missing.

    A wheel and the frozen program carry resources inside the package as `app/_resources`; a checkout has
    them beside it.
    """
    for root in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"resource {'/'.join(parts)} is missing: reinstall {APP_NAME}")


@dataclass(frozen=True, slots=True)
class AppPaths:
    """The folders this program may write to. Nothing is made until something is written."""

    data: Path
    """Journeys and sealed files."""
    config: Path
    """Settings."""
    logs: Path
    practice: bool = False
    """Whether journeys are the practice school's."""

    @property
    def journeys(self) -> Path:
        """One folder per journey."""
        return self.data / "journeys"

    @property
    def settings_file(self) -> Path:
        """The settings of this user."""
        return self.config / "settings.json"

    def for_practice(self) -> AppPaths:
        """The same layout kept apart, so that practice journeys never stand among real ones."""
        return AppPaths(self.data / "practice", self.config / "practice", self.logs, practice=True)


def app_paths() -> AppPaths:
    """The folders for this user; `PROVISIONING_WIZARD_HOME` or the portable build has them under one."""
    home = os.environ.get(HOME_VARIABLE)
    root = Path(home) if home else _portable_root()
    if root is not None:
        return AppPaths(data=root / "data", config=root / "config", logs=root / "logs")
    dirs = platformdirs.PlatformDirs(APP_NAME, appauthor=False, roaming=False)
    return AppPaths(
        data=Path(dirs.user_data_dir), config=Path(dirs.user_config_dir), logs=Path(dirs.user_log_dir)
    )


@functools.cache
def _portable_root() -> Path | None:
    """Where the portable build keeps its files; None for any other, or where nothing can be written there."""
    beside = Path(sys.executable).parent
    if not getattr(sys, "frozen", False) or not (beside / PORTABLE_MARK).is_file():
        return None
    try:
        with tempfile.TemporaryFile(dir=beside):  # Windows tells by trying alone
            return beside / "data"
    except OSError:
        return None
