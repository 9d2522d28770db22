"""What the headteacher agrees to, and how far the decision is known, in words. Never surer than it is."""

from __future__ import annotations

import functools
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.guidance.content import Template, Words, fill, read_content

Level = Literal["stated-here", "returned", "observed"]


class Agreement(BaseModel):
    """The part of headteacher.toml that documents share with the window."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    agreed: Template
    to_whom: Words
    if_no: Words
    level: dict[Level, Template]


@functools.cache
def agreement() -> Agreement:
    """The wording. Raises ContentError."""
    return read_content(Agreement, "catalogues", "headteacher.toml")


def level_words(level: Level, who: str) -> str:
    """ "Stated at this PC for Jane Example; not confirmed by a reply of their own". Raises ContentError."""
    return fill(agreement().level[level], {"who": who})
