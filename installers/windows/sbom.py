"""The bill of materials: every package whose files the frozen program carries, and what those bring along.

CycloneDX JSON, made from what is really in the folder and not from what was asked for.
"""

from __future__ import annotations

import platform
import sqlite3
import ssl
from collections.abc import Iterable
from importlib.metadata import Distribution
from pathlib import Path

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from PySide6.QtCore import qVersion

from app import __version__
from installers.windows.freezing import MAKER, PROGRAM


def write_sbom(target: Path, carried: Iterable[Distribution]) -> None:
    """Writes the bill for a program that carries these packages."""
    bom = Bom()
    program = Component(
        type=ComponentType.APPLICATION, name=PROGRAM, version=__version__, publisher=MAKER,
        bom_ref="program", licenses=[LicenseFactory().make_with_expression("MIT")],
    )  # fmt: skip
    bom.metadata.component = program
    parts = [*map(_package, carried), *_brought_along()]
    for part in parts:
        bom.components.add(part)
    bom.register_dependency(program, parts)
    output = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    target.write_text(output.output_as_string(indent=2) + "\n", encoding="utf-8")


def _package(distribution: Distribution) -> Component:
    name = distribution.metadata["Name"].lower()
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
    """What is no package of its own: it comes inside Python and PySide6."""
    inside = {
        "cpython": platform.python_version(),
        "openssl": ssl.OPENSSL_VERSION.split()[1],
        "sqlite": sqlite3.sqlite_version,
        "qt": qVersion(),
    }
    return [
        Component(
            type=ComponentType.LIBRARY, name=name, version=version, bom_ref=f"inside:{name}",
            purl=PackageURL(type="generic", name=name, version=version),
        )
        for name, version in inside.items()
    ]  # fmt: skip
