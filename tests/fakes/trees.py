"""Reads the tree of errors that a module prints in its docstring."""

from __future__ import annotations

import re


def printed_tree(docstring: str) -> dict[str, str]:
    """Class name to the name of the class it stands under; the root stands under `Exception`."""
    found: dict[str, str] = {}
    stack: list[tuple[int, str]] = []
    for line in docstring.splitlines():
        match = re.match(r"^    ((?:│   |    )*(?:[├└]── )?)([A-Z]\w+)(?: {2,}.*)?$", line)
        if match is None:
            continue
        depth, name = len(match.group(1)), match.group(2)
        while stack and stack[-1][0] >= depth:
            stack.pop()
        found[name] = stack[-1][1] if stack else "Exception"
        stack.append((depth, name))
    return found
