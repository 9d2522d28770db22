"""What the frozen folder holds and what it must not."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app import __version__
from installers.windows.freezing import is_wanted, stand_ins
from installers.windows.package import notes_on, sign
from tests.fakes.wine import FROZEN, built, toolchain

pytestmark = pytest.mark.wine


def test_nothing_in_it_only_stands_in_for_windows() -> None:
    assert stand_ins(built(FROZEN)) == []


def test_a_stand_in_is_found_under_any_name(tmp_path: Path) -> None:
    system = toolchain() / "prefix" / "drive_c" / "windows" / "system32"
    shutil.copy(system / "icuuc.dll", tmp_path / "harmless.dll")
    shutil.copy(system / "bcryptprimitives.dll", tmp_path / "Harmless.PYD")
    shutil.copy(system / "version.dll", tmp_path / "of-wine.dll")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "UCRTBASE.dll").write_bytes(b"MZ, whatever it is")
    (tmp_path / "words.txt").write_bytes(b"Wine builtin DLL, only told about")
    found = stand_ins(tmp_path)
    assert found == ["Harmless.PYD", "harmless.dll", "of-wine.dll", "sub/UCRTBASE.dll"]


def test_it_brings_the_whole_of_its_resources_and_no_more_of_qt_than_it_needs() -> None:
    inside = built(FROZEN) / "_internal"
    ours = Path(__file__).resolve().parents[3] / "resources"
    carried = {
        path.relative_to(inside / "app" / "_resources") for path in (inside / "app" / "_resources").rglob("*")
    }
    assert carried == {path.relative_to(ours) for path in ours.rglob("*")}
    plugins = {path.name for path in (inside / "PySide6" / "plugins").rglob("*.dll")}
    assert plugins == {"qwindows.dll", "qoffscreen.dll", "qsvg.dll"}
    modules = {path.name for path in (inside / "PySide6").glob("Qt*.pyd")}
    assert modules == {"QtCore.pyd", "QtGui.pyd", "QtSvg.pyd", "QtWidgets.pyd"}
    names = {path.name.lower() for path in inside.rglob("*")}
    assert not names & {"opengl32sw.dll", "qt6network.dll", "qt6quick.dll", "qt6pdf.dll", "cacert.pem"}
    assert (inside / "tzdata" / "zoneinfo" / "Europe" / "London").exists()


def test_both_executables_say_who_they_are() -> None:
    texts = {}
    for name in ("provisioning-wizard", "provisioning-wizard-cli"):
        content = built(FROZEN / f"{name}.exe").read_bytes()
        start = content.index("VS_VERSION_INFO".encode("utf-16-le"))
        texts[name] = content[start : start + 4000].decode("utf-16-le", "replace")
        assert f"OriginalFilename\0{name}.exe" in re.sub("\0+", "\0", texts[name])
        assert f"ProductVersion\0{__version__}" in re.sub("\0+", "\0", texts[name])
        assert b"<longPathAware" in content
    listing = {
        name: subprocess.run(
            ["x86_64-w64-mingw32-objdump", "-p", FROZEN / f"{name}.exe"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for name in texts
    }
    assert "(Windows GUI)" in listing["provisioning-wizard"]
    assert "(Windows CUI)" in listing["provisioning-wizard-cli"]


def test_the_licences_of_what_is_carried_are_there() -> None:
    folder = built(FROZEN / "licences")
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "Python.txt", "README.txt"} <= {
        path.name for path in folder.iterdir()
    }
    assert len([path for path in folder.iterdir() if path.is_dir()]) > 25


def test_policies_are_in_it_in_both_languages_that_windows_looks_for() -> None:
    folder = built(FROZEN / "policies")
    british = (folder / "en-GB" / "provisioning-wizard.adml").read_bytes()
    assert (folder / "en-US" / "provisioning-wizard.adml").read_bytes() == british
    assert (folder / "provisioning-wizard.admx").exists()


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/plugins/platforms/qminimal.dll", False),
        ("PySide6/plugins/imageformats/qsvg.dll", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6/Qt6Widgets.dll", True),
        ("PySide6/Qt6Network.dll", False),
        ("api-ms-win-crt-heap-l1-1-0.dll", False),
        ("tzdata/zoneinfo/Europe/London", True),
        ("tzdata/zoneinfo/America/New_York", False),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("keyring-25.7.0.dist-info/RECORD", False),
        ("app/_resources/help/index.md", True),
        ("base_library.zip", True),
    ],
)
def test_what_is_left_out(target: str, wanted: bool) -> None:
    assert is_wanted(target) is wanted


def test_signing_runs_the_command_on_each_file_and_without_one_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / "a b.exe", tmp_path / "c.msi"]
    for file in files:
        file.write_bytes(b"x")
    monkeypatch.delenv("SIGN_COMMAND", raising=False)
    assert not sign(files)
    assert "NOT SIGNED" in "\n".join(notes_on(signed=False))
    signer = tmp_path / "signer"
    signer.write_text('#!/bin/sh\n[ "$1" = --key ] && printf signed >>"$3"\n', encoding="ascii")
    signer.chmod(0o700)
    monkeypatch.setenv("SIGN_COMMAND", f"'{signer}' --key 'my key'")
    assert sign(files)
    assert [file.read_bytes() for file in files] == [b"xsigned", b"xsigned"]
    assert "NOT SIGNED" not in "\n".join(notes_on(signed=True))


def test_a_signer_that_fails_is_told_without_what_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command may hold a password: a build's log must not."""
    signer = tmp_path / "signer"
    signer.write_text("#!/bin/sh\nexit 7\n", encoding="ascii")
    signer.chmod(0o700)
    monkeypatch.setenv("SIGN_COMMAND", f"'{signer}' --password a-secret")
    file = tmp_path / "a.msi"
    file.write_bytes(b"x")
    with pytest.raises(SystemExit, match=r"^a\.msi could not be signed: the command in SIGN_COMMAND ended"):
        sign([file])
    monkeypatch.setenv("SIGN_COMMAND", f"'{tmp_path / 'gone'}' --password a-secret")
    with pytest.raises(SystemExit, match="could not be started") as ended:
        sign([file])
    assert "a-secret" not in str(ended.value)
    assert ended.value.__cause__ is None
    assert ended.value.__suppress_context__
