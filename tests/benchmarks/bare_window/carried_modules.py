"""Which modules of packages the frozen program carries, by the files they came from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PureWindowsPath


def third_party(sources: Iterable[str]) -> list[str]:
    """The names of all modules that came from `site-packages`, sorted."""
    found = set()
    for path in map(PureWindowsPath, sources):
        if "site-packages" not in path.parts or path.suffix not in {".py", ".pyd"}:
            continue
        parts = [*path.parts[path.parts.index("site-packages") + 1 : -1], path.name.partition(".")[0]]
        if parts[-1] == "__init__":
            parts.pop()
        found.add(".".join(parts))
    return sorted(found)
