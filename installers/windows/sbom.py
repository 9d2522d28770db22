"""The bill of materials: every package whose files the frozen program carries, and what those bring along.

CycloneDX JSON, made from what is really in the folder and not from what was asked for.
"""

from __future__ import annotations

import platform
import sqlite3
import ssl
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

import PyInstaller
from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from PySide6.QtCore import qVersion

from app import __version__
from installers.windows.freezing import MAKER, PROGRAM


def write_sbom(target: Path, carried: Iterable[Path]) -> None:
    """Writes the bill for a program that carries these files."""
    bom = Bom()
    program = Component(
        type=ComponentType.APPLICATION, name=PROGRAM, version=__version__, publisher=MAKER,
        bom_ref="program", licenses=[LicenseFactory().make_with_expression("MIT")],
    )  # fmt: skip
    bom.metadata.component = program
    parts = [*_packages(carried), *_brought_along()]
    for part in parts:
        bom.components.add(part)
    bom.register_dependency(program, parts)
    output = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    target.write_text(output.output_as_string(indent=2) + "\n", encoding="utf-8")


def _packages(carried: Iterable[Path]) -> list[Component]:
    places = {_folded(path) for path in carried}
    found = {}
    for distribution in distributions():
        files = distribution.files or ()
        if any(_folded(Path(str(distribution.locate_file(file)))) in places for file in files):
            name = distribution.metadata["Name"].lower()
            found.setdefault(name, _package(name, distribution))
    return [found[name] for name in sorted(found)]


def _package(name: str, distribution: Distribution) -> Component:
    url = PackageURL(type="pypi", name=name.replace("_", "-"), version=distribution.version)
    told = distribution.metadata.get("License-Expression")
    loose = distribution.metadata.get("License") or ""
    licences = []
    if told:
        licences = [LicenseFactory().make_with_expression(told)]
    elif loose and "\n" not in loose:
        licences = [LicenseFactory().make_from_string(loose)]
    return Component(
        type=ComponentType.LIBRARY, name=name, version=distribution.version, purl=url, bom_ref=str(url),
        licenses=licences, description=distribution.metadata.get("Summary"),
    )  # fmt: skip


def _brought_along() -> list[Component]:
    """What is no package of its own: it comes inside Python, PySide6 and PyInstaller."""
    inside = {
        "cpython": platform.python_version(),
        "openssl": ssl.OPENSSL_VERSION.split()[1],
        "sqlite": sqlite3.sqlite_version,
        "qt": qVersion(),
        "pyinstaller-bootloader": PyInstaller.__version__,
    }
    return [
        Component(
            type=ComponentType.LIBRARY, name=name, version=version, bom_ref=f"inside:{name}",
            purl=PackageURL(type="generic", name=name, version=version),
        )
        for name, version in inside.items()
    ]  # fmt: skip


def _folded(path: Path) -> str:
    return str(path).replace("\\", "/").lower()
