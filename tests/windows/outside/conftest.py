"""Windows programs tried from outside, under Wine, each module in a Windows of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.wine import FROZEN, Wine, built, fresh_windows


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    """A new Windows without a desktop."""
    with fresh_windows(tmp_path_factory.mktemp("wine") / "prefix") as made:
        yield made


@pytest.fixture(scope="session")
def cli() -> Path:
    """The frozen console program."""
    return built(FROZEN / "provisioning-wizard-cli.exe")
