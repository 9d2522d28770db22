"""Two copies of the program, the technician's and the headteacher's: data folders and keys apart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.evidence.handover.installation import Installation
from app.storage.secrets import TokenStore


@dataclass(frozen=True)
class Two:
    technician: Installation
    head: Installation
    post: Path
    """Where files lie that were sent from one to the other."""


def installation(root: Path, name: str) -> Installation:
    """A copy with a data folder and a keyring entry of its own."""
    return Installation(root / name, TokenStore(service=f"test {root.name} {name}"))


def two(root: Path) -> Two:
    post = root / "post"
    post.mkdir(parents=True, exist_ok=True)
    return Two(installation(root, "technician"), installation(root, "head"), post)
