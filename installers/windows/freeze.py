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

from installers.windows.carried import carried_packages, write_licences
from installers.windows.freezing import PROGRAM, stand_ins
from installers.windows.sbom import write_sbom

REPOSITORY = Path(__file__).resolve().parents[2]
POLICIES = Path(__file__).with_name("policies")


def main() -> None:
    """Freezes, checks and describes."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--output", type=Path, default=REPOSITORY / "build" / "windows")
    output: Path = asked.parse_args().output
    work = output / "work"
    PyInstaller.__main__.run(
        [
            "--noconfirm", "--log-level", "ERROR", "--workpath", str(work), "--distpath", str(output),
            str(REPOSITORY / "build.spec"),
        ]
    )  # fmt: skip
    folder = output / PROGRAM
    shutil.copytree(POLICIES, folder / "policies", dirs_exist_ok=True)
    shutil.copytree(folder / "policies" / "en-GB", folder / "policies" / "en-US", dirs_exist_ok=True)
    shutil.copy2(REPOSITORY / "LICENSE", folder / "LICENSE.txt")
    sources = json.loads((work / "build" / "carried.json").read_text(encoding="utf-8"))
    packages = carried_packages(Path(source) for source in sources)
    write_licences(folder / "licences", packages)
    write_sbom(output / "sbom.json", packages)
    if found := stand_ins(folder):
        raise SystemExit(f"Not to be shipped, these only stand in for Windows under Wine: {', '.join(found)}")
    print(f"frozen: {folder}", file=sys.stderr)


if __name__ == "__main__":
    main()
