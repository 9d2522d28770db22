"""Makes CPython for Windows, our Windows wheels and a Wine prefix, all from package sources by name.

Prints the folder of the toolchain, making it first where it isn't there yet. The folder is named after the
hash of everything it was made from, so a changed pin or script makes a new one and an old one is never
half-renewed. Needs wine64, gcc-mingw-w64-x86-64 and uv; only the standard library otherwise.
"""

from __future__ import annotations

import compileall
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
WINDOWS = REPOSITORY / "installers" / "windows"
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
PYTHON_DLL = f"python{sys.version_info.major}{sys.version_info.minor}"
KEPT_S = 30 * 24 * 3600
NOT_OURS = ("api-ms-win-*", "tcl*", "tk*", "_tkinter.pyd", "_msi.pyd")
"""Parts of the wheel's deploy_libs that Wine has itself, or that nothing here uses."""
NOT_LIBRARY = (
    "site-packages", "dist-packages", "lib-dynload", "config-*", "test", "tests", "idlelib", "tkinter",
    "turtledemo", "ensurepip", "__pycache__", "_sysconfigdata*", "*.so",
)  # fmt: skip
STUBS = {"icuuc": ["-lkernel32"], "bcryptprimitives": ["-ladvapi32"]}
"""DLLs of Windows that Wine lacks. They live in the Wine prefix's system folder and nowhere else."""


def main() -> None:
    """Prints where the toolchain is; makes it where need be, telling its progress on stderr."""
    home = cache() / key()
    if not home.exists() and "--if-there" in sys.argv[1:]:
        raise SystemExit("The toolchain has not been made yet: run this without --if-there.")
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        with (home.parent / "lock").open("w") as lock:  # held until it is closed, by whichever came first
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not home.exists():
                make_whole(home)
    (home / "asked-for").touch()
    print(home)


def make_whole(home: Path) -> None:
    """The toolchain in its place, or nothing there. Those that nothing asked for in a month are removed."""
    for other in home.parent.glob("*/asked-for"):
        if time.time() - other.stat().st_mtime > KEPT_S:
            shutil.rmtree(other.parent)
    making = Path(tempfile.mkdtemp(dir=home.parent, prefix="making-"))
    try:
        make(making)
        (making / "asked-for").touch()
        making.rename(home)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def cache() -> Path:
    """The folder that holds toolchains."""
    if named := os.environ.get("PROVISIONING_WIZARD_WINE_CACHE"):
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "provisioning-wizard-wine"


def key() -> str:
    """A name for everything that the toolchain is made from."""
    made_from = hashlib.sha256(sys.version.encode())
    for path in (*requirement_files().values(), HERE / "requirements.txt", *sorted(HERE.glob("src/*"))):
        made_from.update(path.read_bytes())
    made_from.update(Path(__file__).read_bytes())
    return made_from.hexdigest()[:16]


def requirement_files() -> dict[str, Path]:
    """Folder of the toolchain's Python to the hash-pinned list of what goes into it."""
    return {
        "Lib/site-packages": WINDOWS / "requirements.txt",
        "release": WINDOWS / "release-requirements.txt",
        "test": WINDOWS / "test-requirements.txt",
    }


def make(home: Path) -> None:
    """Fills an empty folder with `python/` (with `python.exe`) and `prefix/`."""
    python = home / "python"
    tell("CPython for Windows")
    interpreter(home / "cpython", python)
    standard_library(python / "Lib")
    for folder, requirements in requirement_files().items():
        tell(f"Windows wheels of {requirements.name}")
        wheels(requirements, python / folder)
    tell("byte code")
    compileall.compile_dir(python, quiet=2, workers=os.cpu_count() or 1)
    tell("Wine prefix")
    prefix(home / "prefix")
    for name, libraries in STUBS.items():
        target = home / "prefix" / "drive_c" / "windows" / "system32" / f"{name}.dll"
        gcc("-shared", HERE / "src" / f"{name}.c", "-o", target, *libraries)


def interpreter(wheel: Path, python: Path) -> None:
    """The DLLs that the Python Software Foundation signed, with launchers of our own."""
    wheels(HERE / "requirements.txt", wheel)
    (python / "DLLs").mkdir(parents=True)
    for file in (wheel / "deploy_libs").iterdir():
        if any(file.match(pattern) for pattern in NOT_OURS):
            continue
        beside = file.stem.lower() == PYTHON_DLL or file.stem.lower().startswith("vcruntime")
        shutil.copy2(file, python / ("." if beside else "DLLs") / file.name)
    shutil.rmtree(wheel)
    dll = python / f"{PYTHON_DLL}.dll"
    if not dll.exists():
        raise SystemExit(f"The wheel has no {dll.name}: run this with a Python that it carries, as 3.11.")
    stable_abi(dll)
    define = f'-DPYTHON_DLL=L"{dll.name}"'
    with tempfile.TemporaryDirectory() as scratch:
        manifest = Path(scratch, "manifest.o")  # without it Windows gives its version as 6.2
        subprocess.run(["x86_64-w64-mingw32-windres", "launcher.rc", manifest], check=True, cwd=HERE / "src")
        sources = ("-municode", define, HERE / "src" / "launcher.c", manifest)
        gcc(*sources, "-o", python / "python.exe")
        gcc(*sources, "-mwindows", "-o", python / "pythonw.exe")


def stable_abi(dll: Path) -> None:
    """python3.dll beside `dll`: only names, each looked up in `dll`, as in python.org's own."""
    listing = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", dll], check=True, capture_output=True, text=True
    ).stdout
    names = listing.partition("[Ordinal/Name Pointer] Table")[2].partition("\n\n")[0].splitlines()[1:]
    exported = [line.split()[-1] for line in names]
    with tempfile.TemporaryDirectory() as scratch:
        definition = Path(scratch, "python3.def")
        definition.write_text(
            "LIBRARY python3\nEXPORTS\n" + "".join(f"{name} = {dll.stem}.{name}\n" for name in exported)
        )
        empty = Path(scratch, "empty.c")
        empty.write_text("int DllMain(void *a, int b, void *c) { (void)a; (void)b; (void)c; return 1; }\n")
        gcc("-shared", "-nostdlib", "-Wl,-e,DllMain", empty, definition, "-o", dll.with_name("python3.dll"))


def standard_library(target: Path) -> None:
    """The pure-Python part, from the interpreter that runs this: it is the same on every system."""
    shutil.copytree(
        sysconfig.get_path("stdlib"), target, ignore=shutil.ignore_patterns(*NOT_LIBRARY), symlinks=False
    )


def wheels(requirements: Path, target: Path) -> None:
    """Installs a hash-pinned list for 64-bit Windows."""
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            "uv", "pip", "install", "--quiet", "--target", target, "--no-deps",
            "--require-hashes", "--only-binary", ":all:", "--python-platform", "x86_64-pc-windows-msvc",
            "--python-version", MINOR, "--requirements", requirements,
        ],
        check=True,
    )  # fmt: skip
    shutil.rmtree(target / "bin", ignore_errors=True)  # launchers for this system, not for Windows


def prefix(target: Path) -> None:
    """An empty Windows. It makes no menu entries here, has no links into this machine's home folder, and can
    do without a screen, as Windows can for services."""
    environment = os.environ | {
        "WINEPREFIX": str(target),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
    }
    environment.pop("DISPLAY", None)
    settings = r"HKCU\Software\Wine"
    for command in (
        ["wineboot", "--init"],
        ["wine", "winecfg", "-v", "win10"],
        ["wine", "reg", "add", rf"{settings}\DllOverrides", "/v", "winemenubuilder.exe", "/d", "", "/f"],
        ["wine", "reg", "add", rf"{settings}\Drivers", "/v", "Graphics", "/d", "x11,null", "/f"],
        ["wineserver", "--wait"],
    ):
        subprocess.run(
            command, env=environment, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
    for link in (target / "drive_c" / "users").glob("*/*"):
        if link.is_symlink():
            link.unlink()
            link.mkdir()


def gcc(*arguments: str | Path) -> None:
    """Compiles for 64-bit Windows."""
    subprocess.run(["x86_64-w64-mingw32-gcc", "-O2", "-s", "-Wall", *arguments], check=True)


def tell(what: str) -> None:
    """One line of progress."""
    print(f"wine toolchain: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
