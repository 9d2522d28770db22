"""How far a load is, told while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is. `total` is None until a count is known."""

    done: int
    total: int | None
    what: str
    """For people: "Reading students and staff"."""


OnProgress = Callable[[Progress], None]
"""Called from any thread, often; must be quick and thread-safe."""
