"""How far the headteacher's decision is known, in words. Never surer than it is."""

from __future__ import annotations

import functools
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.guidance.content import Template, fill, read_content

Level = Literal["stated-here", "returned", "observed"]


class _Levels(BaseModel):
    """The part of headteacher.toml that documents share with the window."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    level: dict[Level, Template]


@functools.cache
def _levels() -> _Levels:
    return read_content(_Levels, "catalogues", "headteacher.toml")


def level_words(level: Level, who: str) -> str:
    """ "Stated at this PC for Jane Example; not confirmed by a reply of their own". Raises ContentError."""
    return fill(_levels().level[level], {"who": who})
