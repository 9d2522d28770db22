"""What goes into a frozen program and what stays out: `build.spec` and the bare window it is measured against
use the same rules. Imported by PyInstaller under Windows' Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

PROGRAM = "Provisioning Wizard"
MAKER = "The Provisioning Wizard maintainers"
HERE = Path(__file__).resolve().parent
HOOKS = str(HERE / "hooks")
SHARED_MODULES = str(HERE / "hooks" / "shared_modules.py")

TocEntry = tuple[str, str, str]
"""Where it goes, where it comes from, what it is."""

EXCLUDED = [  # "unittest" is not among them: fpdf2 takes a piece of it for its own work
    # Build and test tools that libraries look for, should they be there.
    "setuptools", "_distutils_hack", "pkg_resources", "distutils", "pip", "wheel", "cffi", "pycparser",
    "pytest", "_pytest", "hypothesis", "mypy", "pydantic.mypy", "doctest", "pdb", "pydoc",
    "pydoc_data", "test", "lib2to3", "IPython",
    # What libraries can do with other libraries, and nobody asks them for here.
    "PIL", "numpy", "pandas", "lxml", "pygments", "trio", "pydantic.v1", "tkinter",
    "xmlrpc", "email_validator", "uvloop", "watchfiles", "websockets", "httptools", "h2", "socksio",
    # Standard modules in Python that have a compiled twin.
    "_pydecimal", "_pyio",
    # Of Qt: what PySide6 itself offers to import.
    "PySide6.QtNetwork", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtQml", "PySide6.QtQuick",
    "PySide6.QtDBus", "PySide6.QtTest", "PySide6.QtPrintSupport",
]  # fmt: skip

KEPT_PLUGINS = frozenset(
    {
        "platforms/qwindows.dll",
        "platforms/qoffscreen.dll",  # the self-test paints a window where there is no desktop
        "imageformats/qsvg.dll",  # the marks in check boxes are SVG, named by the stylesheet
    }
)
WINDOWS_OWN = frozenset({"icuuc.dll", "mscms.dll", "bcryptprimitives.dll", "ucrtbase.dll"})
"""Files that are Windows' own to bring."""
STAND_INS = (
    b"Provisioning Wizard: stands in for Windows under Wine",
    b"Wine builtin DLL",
    b"Wine placeholder DLL",
)
"""Words found in our own stubs and in every DLL of Wine's."""
CODE = frozenset({".exe", ".dll", ".pyd"})
_UNWANTED = re.compile(
    r"""(?ix)
      pyside6/translations/ .*                # the program speaks British English, as Qt does by itself
    | pyside6/(qml|resources|metatypes)/ .*
    | (.*/)? opengl32sw\.dll                  # 20 MB for drawing in 3D without a graphics card; widgets don't
    | (.*/)? qt6(network|opengl|qml|quick|pdf|virtualkeyboard).*\.dll
    | (.*/)? api-ms-win-.*\.dll               # Windows 10 and newer have these
    | (.*/)? ucrtbase\.dll
    | certifi/cacert\.pem                     # certificates are judged by Windows' own store alone
    | tzdata/zoneinfo/ (?! (Europe/[^/]+|UTC|GMT|__init__\.py)$ ) .*
    | .*\.dist-info/ (licenses/.*|RECORD|INSTALLER|REQUESTED|WHEEL|top_level\.txt|direct_url\.json)
    """
)
_PLUGIN = re.compile(r"(?i)pyside6/plugins/(.*)")


def slimmed(entries: Iterable[TocEntry]) -> list[TocEntry]:
    """Without the files that nothing here uses."""
    return [entry for entry in entries if is_wanted(entry[0])]


def is_wanted(target: str) -> bool:
    """Whether a file belongs into the frozen folder, by its place in it."""
    place = target.replace("\\", "/")
    if plugin := _PLUGIN.fullmatch(place):
        return plugin[1].lower() in KEPT_PLUGINS
    return _UNWANTED.fullmatch(place) is None


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


def version_resource(folder: Path, executable: str, description: str, version: str) -> str:
    """Writes what Explorer shows under Properties, Details; returns the file's path for PyInstaller."""
    numbers = [*(int(part) for part in version.split(".")), 0, 0, 0][:4]
    text = (HERE / "version-resource.txt").read_text(encoding="utf-8")
    values = {
        "numbers": tuple(numbers), "version": version, "executable": executable, "description": description,
        "program": PROGRAM, "maker": MAKER,
    }  # fmt: skip
    file = folder / f"{executable}.version.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.format_map(values), encoding="utf-8")
    return str(file)
