"""Freezes the program with Windows' Python: `python -m installers.windows.freeze [--output FOLDER]`.

Ends with `FOLDER/Provisioning Wizard/`, the program ready to run, and `FOLDER/sbom.json`. Refuses to end with
anything in it that only stands in for Windows under Wine.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

import PyInstaller.__main__

from installers.windows.freezing import PROGRAM
from installers.windows.sbom import write_sbom

REPOSITORY = Path(__file__).resolve().parents[2]
POLICIES = Path(__file__).with_name("policies")
WINDOWS_OWN = frozenset({"icuuc.dll", "mscms.dll", "bcryptprimitives.dll", "ucrtbase.dll"})
"""Files that are Windows' own to bring."""
STAND_INS = (
    b"Provisioning Wizard: stands in for Windows under Wine",
    b"Wine builtin DLL",
    b"Wine placeholder DLL",
)
"""Words found in our own stubs and in every DLL of Wine's."""
CODE = frozenset({".exe", ".dll", ".pyd"})


def main() -> None:
    """Freezes, checks and describes."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--output", type=Path, default=REPOSITORY / "build" / "windows")
    output: Path = asked.parse_args().output
    work = output / "work"
    PyInstaller.__main__.run(
        [
            "--noconfirm", "--log-level", "WARN", "--workpath", str(work), "--distpath", str(output),
            str(REPOSITORY / "build.spec"),
        ]
    )  # fmt: skip
    folder = output / PROGRAM
    shutil.copytree(POLICIES, folder / "policies", dirs_exist_ok=True)
    shutil.copytree(folder / "policies" / "en-GB", folder / "policies" / "en-US", dirs_exist_ok=True)
    shutil.copy2(REPOSITORY / "LICENSE", folder / "LICENSE.txt")
    if found := stand_ins(folder):
        raise SystemExit(f"Not to be shipped, these only stand in for Windows under Wine: {', '.join(found)}")
    carried = json.loads((work / "build" / "carried.json").read_text(encoding="utf-8"))
    write_sbom(output / "sbom.json", [Path(source) for source in carried])
    print(f"frozen: {folder}", file=sys.stderr)


def stand_ins(folder: Path) -> list[str]:
    """Files under `folder` that are Windows' own to bring, or are not Windows' at all."""
    return sorted(
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.name.lower() in WINDOWS_OWN or (file.suffix.lower() in CODE and _says_so(file))
    )


def _says_so(file: Path) -> bool:
    content = file.read_bytes()
    return any(words in content for words in STAND_INS)


if __name__ == "__main__":
    main()
