"""Which packages the frozen program really carries: for the bill of materials and for their licences."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

LICENCES = Path(__file__).with_name("licences")
_LICENCE_WORDS = ("licen", "copying", "notice")


def carried_packages(sources: Iterable[Path]) -> list[Distribution]:
    """The installed packages that own any of these files, by name. Raises SystemExit where none does."""
    places = {_folded(path) for path in sources}
    found: dict[str, Distribution] = {}
    for package in distributions():
        if any(_folded(_place(package, file)) in places for file in package.files or ()):
            found.setdefault(package.metadata["Name"].lower(), package)
    if not found:
        raise SystemExit("The frozen program carries no package: it was frozen by another Python.")
    return [found[name] for name in sorted(found)]


def write_licences(target: Path, packages: Iterable[Distribution]) -> None:
    """Every text of a licence that came with a package, and those that did not and must be there."""
    shutil.copytree(LICENCES, target, dirs_exist_ok=True)
    places = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    shutil.copy2(next(file for place in places for file in place.glob("LICENSE.txt")), target / "Python.txt")
    for package in packages:
        texts = [file for file in package.files or () if _is_licence(str(file))]
        for file in texts:
            folder = target / f"{package.metadata['Name']}-{package.version}"
            folder.mkdir(exist_ok=True)
            shutil.copy2(_place(package, file), folder / file.name)


def _is_licence(file: str) -> bool:
    name = file.replace("\\", "/").rpartition("/")[2].lower()
    return ".dist-info" in file and any(word in name for word in _LICENCE_WORDS)


def _place(package: Distribution, file: object) -> Path:
    return Path(str(package.locate_file(str(file))))


def _folded(path: Path) -> str:
    return str(path).replace("\\", "/").lower()
