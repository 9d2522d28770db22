"""The installer from end to end, as a management tool uses it: silent, for everyone, gone without a trace."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import __version__
from installers.windows.package import make_msi
from installers.windows.payload import product_code
from tests.fakes.wine import DIST, FROZEN, PROGRAM, Wine, built, fresh_windows

pytestmark = pytest.mark.wine

NEWER = "99.0.0"
WORD = "Provisioning Wizard"
SUCCESS, FAILED = 0, 1603 % 256
"""Windows Installer's exit codes, of which this machine keeps the lower eight bits."""


@dataclass(frozen=True, slots=True)
class Pc:
    """A Windows with what stood on it before anything was installed."""

    wine: Wine
    registry: dict[str, tuple[str, ...]]
    files: frozenset[str]

    @property
    def program(self) -> Path:
        """Where the program is installed."""
        return self.wine.drive / "Program Files" / WORD

    def install(self, msi: Path) -> int:
        """Installs without a question; returns Windows Installer's exit code."""
        return self.wine.run("msiexec", "/i", msi, "/qn").code

    def links(self) -> list[Path]:
        """The program's entries in anybody's Start menu."""
        return [path for path in self.wine.drive.rglob("*.lnk") if WORD in path.name]

    def entries(self) -> dict[str, tuple[str, ...]]:
        """What “Apps” in Windows' settings lists of us: key to values."""
        found = self.wine.registry().items()
        return {key: lines for key, lines in found if "\\\\Uninstall\\\\" in key and WORD in " ".join(lines)}

    def changes(self) -> tuple[set[str], set[str]]:
        """Keys and files that are new or gone since the beginning, but for Windows' own notes of the day."""
        now = self.wine.registry()
        keys = {key for key in now.keys() ^ self.registry.keys() if not key.startswith("user.reg:Volatile")}
        keys |= {
            key for key, lines in now.items() if WORD in " ".join(lines) and lines != self.registry.get(key)
        }
        return keys, set(files_of(self.wine.drive) ^ self.files)


def files_of(drive: Path) -> frozenset[str]:
    return frozenset(str(path.relative_to(drive)) for path in drive.rglob("*"))


def contents(folder: Path) -> dict[str, str]:
    """Every file by its place, with its hash."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def msi() -> Path:
    return built(DIST / f"provisioning-wizard-{__version__}-windows.msi")


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same program as a later version: one file new, one changed, one gone."""
    root = tmp_path_factory.mktemp("newer")
    folder = root / PROGRAM
    shutil.copytree(built(FROZEN), folder, copy_function=os.link)
    (folder / "licences" / "README.txt").unlink()
    (folder / "LICENSE.txt").unlink()
    (folder / "LICENSE.txt").write_text("changed", encoding="ascii")
    (folder / "new.txt").write_text("new", encoding="ascii")
    icon = FROZEN.parent / "work" / "build" / "provisioning-wizard.ico"
    (root / "work" / "build").mkdir(parents=True)
    shutil.copy(icon, root / "work" / "build")
    return make_msi(folder, root / "work", root / "newer.msi", NEWER)


OTHER = """<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="{6A1F3C52-9C0B-4F5E-8D7A-1B2C3D4E5F60}" Name="Other" Language="1033" Version="1.0.0"
           Manufacturer="Somebody" UpgradeCode="{7B2F3C52-9C0B-4F5E-8D7A-1B2C3D4E5F61}">
    <Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine"/>
    <Media Id="1" Cabinet="other.cab" EmbedCab="yes"/>
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="ProgramFiles64Folder">
        <Directory Id="INSTALLFOLDER" Name="Other">
          <Component Id="Other" Guid="{8C3F3C52-9C0B-4F5E-8D7A-1B2C3D4E5F62}" Win64="yes">
            <File Id="Other" Name="other.txt" Source="other.txt" KeyPath="yes"/>
          </Component>
        </Directory>
      </Directory>
    </Directory>
    <Feature Id="Other" Level="1"><ComponentRef Id="Other"/></Feature>
  </Product>
</Wix>
"""


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody else's installer."""
    folder = tmp_path_factory.mktemp("other")
    (folder / "other.txt").touch()
    (folder / "other.wxs").write_text(OTHER, encoding="utf-8")
    subprocess.run(["wixl", "--arch", "x64", "-o", "other.msi", "other.wxs"], cwd=folder, check=True)
    return folder / "other.msi"


@pytest.fixture
def pc(tmp_path: Path, other: Path) -> Iterator[Pc]:
    """A PC in use: something else was installed and removed before, and secure connections were made, for
    which Windows makes itself folders and keys that stay."""
    with fresh_windows(tmp_path / "prefix") as wine:
        assert wine.run("msiexec", "/i", other, "/qn").code == SUCCESS
        assert wine.run("msiexec", "/x", other, "/qn").code == SUCCESS
        assert wine.run(FROZEN / "provisioning-wizard-cli.exe", "--self-test").code == SUCCESS
        yield Pc(wine, wine.registry(), files_of(wine.drive))


def test_install_run_upgrade_remove(pc: Pc, msi: Path, newer: Path) -> None:
    wine = pc.wine
    assert pc.install(msi) == SUCCESS
    assert contents(pc.program) == contents(FROZEN)
    (entry,) = pc.entries().values()
    shown = "\n".join(entry)
    assert f'"DisplayName"="{WORD}"' in shown
    assert f'"DisplayVersion"="{__version__}"' in shown
    assert '"Publisher"="The Provisioning Wizard maintainers"' in shown
    (link,) = pc.links()
    target = f"C:\\Program Files\\{WORD}\\provisioning-wizard.exe"
    assert target.encode("utf-16-le") in link.read_bytes() or target.encode("ascii") in link.read_bytes()
    assert "provisioning-wizard" not in wine.run("tasklist").out  # nothing was started

    cli = pc.program / "provisioning-wizard-cli.exe"
    tested = wine.run(cli, "--self-test", "--json")
    assert (tested.code, json.loads(tested.out)["program"]["frozen"]) == (0, True)
    schools = pc.wine.drive / "schools.csv"
    schools.write_text("name,urn,dfe_number,mis,lgfl\nOak School,123456,3041234,SIMS,yes\n", encoding="utf-8")
    assert wine.run(cli, "journeys", "import", schools).code == 0

    assert pc.install(newer) == SUCCESS
    (entry,) = pc.entries().values()
    assert f'"DisplayVersion"="{NEWER}"' in "\n".join(entry)
    assert (pc.program / "new.txt").read_text(encoding="ascii") == "new"
    assert (pc.program / "LICENSE.txt").read_text(encoding="ascii") == "changed"
    assert not (pc.program / "licences" / "README.txt").exists()
    assert len(pc.links()) == 1
    assert json.loads(wine.run(cli, "status", "--json").out)["school"] == "Oak School"

    assert pc.install(msi) == FAILED  # an older one does not go over a newer one
    assert (pc.program / "new.txt").exists()

    assert wine.run("msiexec", "/x", product_code(NEWER), "/qn").code == SUCCESS
    assert pc.entries() == {}
    assert pc.links() == []
    keys, files = pc.changes()
    assert not keys, "keys left behind:\n" + "\n".join(sorted(keys))
    # What people made stays theirs; it is what they chose to keep, and nothing else is left.
    left = {name for name in files if f"AppData/Local/{WORD}" not in name and name != "schools.csv"}
    assert not left, "files left behind:\n" + "\n".join(sorted(left))
    assert any(name.endswith("ledger.jsonl") for name in files)


def test_installing_it_twice_changes_nothing(pc: Pc, msi: Path) -> None:
    assert pc.install(msi) == SUCCESS
    before = contents(pc.program)
    assert pc.install(msi) == SUCCESS
    assert contents(pc.program) == before
    assert len(pc.entries()) == 1
    assert pc.wine.run("msiexec", "/x", msi, "/qn").code == SUCCESS
    keys, files = pc.changes()
    assert not keys | files, "left behind:\n" + "\n".join(sorted(keys | files))


def test_what_the_installer_says_of_itself(msi: Path) -> None:
    def table(name: str) -> list[list[str]]:
        told = subprocess.run(["msiinfo", "export", msi, name], check=True, capture_output=True, text=True)
        return [line.split("\t") for line in told.stdout.splitlines()[3:]]

    properties = {row[0]: row[1] for row in table("Property")}
    assert properties["ALLUSERS"] == "1"
    assert properties["REBOOT"] == "ReallySuppress"
    assert properties["UpgradeCode"] == "{023D472E-496C-4A68-A690-98B463512F22}"
    assert properties["ProductCode"] == product_code(__version__)
    about = subprocess.run(["msiinfo", "suminfo", msi], check=True, capture_output=True, text=True).stdout
    assert "Template: x64" in about
    actions = {row[0] for row in table("InstallExecuteSequence")}
    assert "RemoveExistingProducts" in actions
    assert not actions & {"ScheduleReboot", "ForceReboot"}
    # No code of ours runs while installing: the database has no table for such actions, or an empty one.
    tables = subprocess.run(
        ["msiinfo", "tables", msi], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "CustomAction" not in tables or table("CustomAction") == []
    (shortcut,) = table("Shortcut")
    assert shortcut[1] == "ProgramMenuFolder"
    components = table("Component")
    assert len(components) == len(contents(FROZEN)) + 1
    assert all(int(row[3]) & 256 for row in components)  # 64-bit
    assert len({row[1] for row in components}) == len(components)


def test_components_keep_their_identity_from_one_version_to_the_next(msi: Path, newer: Path) -> None:
    def identities(path: Path) -> dict[str, str]:
        told = subprocess.run(
            ["msiinfo", "export", path, "Component"], check=True, capture_output=True, text=True
        )
        return dict(line.split("\t")[:2] for line in told.stdout.splitlines()[3:])

    old, new = identities(msi), identities(newer)
    assert {old[name] == new[name] for name in old.keys() & new.keys()} == {True}
    assert (len(old.keys() - new.keys()), len(new.keys() - old.keys())) == (1, 1)


def test_dist_is_whole_and_says_that_it_is_not_signed() -> None:
    built(DIST / "SHA256SUMS")
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=DIST, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    listed = {line.split("  ")[1] for line in (DIST / "SHA256SUMS").read_text(encoding="ascii").splitlines()}
    assert listed | {"SHA256SUMS"} == {path.name for path in DIST.iterdir()}
    names = {path.suffix for path in DIST.iterdir()}
    assert names >= {".msi", ".zip", ".json", ".txt"}
    assert "NOT SIGNED" in (DIST / "NOTES.txt").read_text(encoding="utf-8")


def test_the_bill_of_materials_names_what_is_carried() -> None:
    bill = json.loads(
        built(DIST / f"provisioning-wizard-{__version__}-sbom.cdx.json").read_text(encoding="utf-8")
    )
    assert (bill["bomFormat"], bill["metadata"]["component"]["version"]) == ("CycloneDX", __version__)
    parts = {part["name"]: part["version"] for part in bill["components"]}
    assert parts["pyside6_essentials"] == parts["qt"] == "6.11.3"
    assert {"httpx", "keyring", "pydantic", "cpython", "openssl", "sqlite"} <= parts.keys()
    assert not parts.keys() & {"pytest", "setuptools", "pillow", "pygments", "hypothesis"}
    assert all(part["purl"].startswith("pkg:") for part in bill["components"])
