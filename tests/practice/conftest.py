"""Practice servers shared by the tests of a module; each test that changes one starts its own."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from app.practice.serve import ServeOptions
from tests.fakes.practice import RunningPractice, practice_server


@pytest.fixture(scope="module")
def practice() -> Iterator[RunningPractice]:
    """A school of 620 students that is approved, audited and online; only to be read."""
    with practice_server(ServeOptions(students=620)) as running:
        yield running


@pytest.fixture
def api(practice: RunningPractice) -> Iterator[httpx.Client]:
    """A client with the school's token."""
    with practice.client() as client:
        yield client
