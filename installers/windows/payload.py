"""The files of the installer as a fragment of WiX source: one component a file, as Windows likes it.

A component keeps its identifier for as long as its file keeps its place, in every version: Windows Installer
counts by it who still needs a file.
"""

from __future__ import annotations

import uuid
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as Xml

NAMESPACE = "http://schemas.microsoft.com/wix/2006/wi"
_FAMILY = uuid.UUID("023d472e-496c-4a68-a690-98b463512f22")
"""The product's upgrade code, from which every component's identifier is made."""


def write_payload(folder: Path, target: Path) -> int:
    """Writes the fragment for all files under `folder`, named as seen from beside it; returns how many."""
    Xml.register_namespace("", NAMESPACE)
    wix = Xml.Element(f"{{{NAMESPACE}}}Wix")
    places = _add(_add(wix, "Fragment"), "DirectoryRef", Id="INSTALLFOLDER")
    group = _add(_add(wix, "Fragment"), "ComponentGroup", Id="Program")
    directories = {PurePosixPath("."): places}
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    for file in files:
        place = PurePosixPath(file.relative_to(folder).as_posix())
        component = _add(
            _directory(directories, place.parent), "Component",
            Id=_identifier("c", place), Guid=f"{{{_guid(place)}}}", Win64="yes",
        )  # fmt: skip
        source = str(file.relative_to(folder.parent))  # wixl takes no absolute path
        _add(component, "File", Id=_identifier("f", place), Name=place.name, Source=source, KeyPath="yes")
        _add(group, "ComponentRef", Id=_identifier("c", place))
    target.write_bytes(Xml.tostring(wix, encoding="utf-8", xml_declaration=True))
    return len(files)


def product_code(version: str) -> str:
    """One product a version: the same version built again is the same product to Windows Installer."""
    return f"{{{str(uuid.uuid5(_FAMILY, f'version {version}')).upper()}}}"


def _directory(known: dict[PurePosixPath, Xml.Element], place: PurePosixPath) -> Xml.Element:
    if place not in known:
        parent = _directory(known, place.parent)
        known[place] = _add(parent, "Directory", Id=_identifier("d", place), Name=place.name)
    return known[place]


def _add(parent: Xml.Element, name: str, **attributes: str) -> Xml.Element:
    return Xml.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _guid(place: PurePosixPath) -> str:
    return str(uuid.uuid5(_FAMILY, str(place).lower())).upper()


def _identifier(kind: str, place: PurePosixPath) -> str:
    return f"{kind}{_guid(place).replace('-', '')}"
