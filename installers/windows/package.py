"""Makes `dist/` from the frozen program: `python -m installers.windows.package [--input F] [--output F]`.

MSI, portable ZIP, bill of materials, checksums, and notes that say what was and was not done. Runs on
Windows with WiX 3 (`candle`, `light`) and on Linux with `wixl`. SIGN_COMMAND, if set, is run once for each
file that is ours to sign, with its path added; without it nothing is signed, and the notes say so.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

from app import __version__
from installers.windows.payload import product_code, write_payload

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = "Provisioning Wizard"
SOURCE = Path(__file__).with_name("provisioning-wizard.wxs")
SIGN_COMMAND = "SIGN_COMMAND"
LIGHT_OPTIONS = ("-nologo", "-spdb", "-sice:ICE38", "-sice:ICE43", "-sice:ICE57")
"""The three rules left out are for shortcuts that might be one user's; this package is always for all."""
PORTABLE = "portable.txt"
PORTABLE_TEXT = (
    "Provisioning Wizard, portable.\r\n\r\nBecause this file is here, the wizard keeps its journeys, settings"
    " and log in the folder data beside it, and nothing in your Windows account but what you ask it to keep"
    " in Windows' own Credential Manager.\r\n"
    "Take this file away, and it uses your Windows account instead.\r\n"
)


def main() -> None:
    """Packages, and tells what it made."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--input", type=Path, default=REPOSITORY / "build" / "windows")
    asked.add_argument("--output", type=Path, default=REPOSITORY / "dist")
    given = asked.parse_args()
    for line in package(given.input, given.output):
        print(line, file=sys.stderr)


def package(frozen: Path, dist: Path) -> list[str]:
    """Fills `dist` and returns the notes, line by line."""
    folder = frozen / PROGRAM
    name = f"provisioning-wizard-{__version__}"
    dist.mkdir(parents=True, exist_ok=True)
    for old in dist.glob("*"):
        if old.is_file():
            old.unlink()
    signed = sign(sorted(folder.glob("*.exe")))
    make_zip(folder, dist / f"{name}-windows-portable.zip")
    msi = make_msi(folder, frozen / "work", dist / f"{name}-windows.msi", __version__)
    sign([msi])
    shutil.copy2(frozen / "sbom.json", dist / f"{name}-sbom.cdx.json")
    notes = notes_on(signed)
    (dist / "NOTES.txt").write_text("\n".join(notes) + "\n", encoding="utf-8")
    write_checksums(dist)
    return [f"made: {file.name}, {file.stat().st_size:,} bytes" for file in sorted(dist.iterdir())] + notes


def sign(files: Iterable[Path]) -> bool:
    """Signs each file, if a command for it is given; returns whether it is. Ends the build where that fails,
    and never repeats the command, which may hold a password."""
    command = os.environ.get(SIGN_COMMAND, "").strip()
    for file in files if command else ():
        line = f'{command} "{file}"'
        try:
            ended = subprocess.run(line if os.name == "nt" else shlex.split(line), check=False).returncode
        except OSError as problem:
            raise SystemExit(f"{_unsigned(file)} could not be started ({type(problem).__name__}).") from None
        if ended:
            raise SystemExit(f"{_unsigned(file)} ended with {ended}.")
    return bool(command)


def _unsigned(file: Path) -> str:
    return f"{file.name} could not be signed: the command in {SIGN_COMMAND}"


def notes_on(signed: bool) -> list[str]:
    """What whoever hands this on should know of it."""
    said = (
        f"signed by the command in {SIGN_COMMAND}" if signed else f"NOT SIGNED: no {SIGN_COMMAND} was given"
    )
    return [
        f"{PROGRAM} {__version__}",
        f"The installer and the executables are {said}.",
        *(
            []
            if signed
            else ["Windows names no publisher for them and SmartScreen may warn. Compare SHA256SUMS."]
        ),
        f"Built on {'Windows' if os.name == 'nt' else 'Linux, with Windows programs run under Wine'}.",
    ]


def make_zip(folder: Path, target: Path) -> None:
    """The portable program: the frozen folder with the file that keeps its data beside it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, f"{PROGRAM}/{file.relative_to(folder).as_posix()}")
        archive.writestr(f"{PROGRAM}/{PORTABLE}", PORTABLE_TEXT)


def make_msi(folder: Path, work: Path, target: Path, version: str) -> Path:
    """The installer for every file under `folder`, as `version`, with the icon made for it under `work`."""
    work.mkdir(parents=True, exist_ok=True)
    fragment = work / f"payload-{version}.wxs"
    write_payload(folder, fragment)
    icon = os.path.relpath(work / "build" / "provisioning-wizard.ico", folder.parent)
    variables = {"Version": version, "ProductCode": product_code(version), "Icon": icon}
    sources = [str(SOURCE), str(fragment)]
    if candle := shutil.which("candle"):
        given = [f"-d{name}={value}" for name, value in variables.items()]
        compiled = [str(work / f"{Path(source).stem}.wixobj") for source in sources]
        commands = [
            [candle, "-nologo", "-arch", "x64", "-out", f"{work}{os.sep}", *given, *sources],
            [shutil.which("light") or "light", *LIGHT_OPTIONS, "-out", str(target), *compiled],
        ]
    else:
        given = [word for name, value in variables.items() for word in ("-D", f"{name}={value}")]
        commands = [["wixl", "--arch", "x64", *given, "-o", str(target), *sources]]
    for command in commands:
        subprocess.run(command, check=True, cwd=folder.parent)
    return target


def write_checksums(dist: Path) -> None:
    """SHA256SUMS, as `sha256sum --check` reads it."""
    files = sorted(file for file in dist.iterdir() if file.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (dist / "SHA256SUMS").write_text("".join(lines), encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
