"""Qt's notes about the offscreen platform are not ours to mend; all else it warns of fails a test."""

from __future__ import annotations

import pytest

OFFSCREEN_NOTES = r"This plugin does not support (propagateSizeHints|raise|grabbing)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/ui" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_NOTES, extend=True))
