"""What time of the year it is for a new school year's journey, and what that means for reading now."""

from __future__ import annotations

import functools
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from app.guidance.content import Content, Words, read_content

Day = Annotated[str, StringConstraints(pattern=r"^[01][0-9]-[0-3][0-9]$")]


class Season(Content):
    """One part of the year."""

    id: Words
    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    caution: bool
    title: Words
    text: Words


class NotRolledOver(Content):
    """What is said once a comparison has shown it."""

    title: Words
    text: Words


class _Year(Content):
    version: Words
    season: tuple[Season, ...] = Field(min_length=1)
    not_rolled_over: NotRolledOver

    @model_validator(mode="after")
    def _covers_the_year(self) -> _Year:
        for month in range(1, 13):
            for day in (1, 28):
                if sum(_covers(season, date(2027, month, day)) for season in self.season) != 1:
                    raise ValueError(f"{day}/{month} is in no season, or in two")
        return self


def _covers(season: Season, day: date) -> bool:
    return season.first <= f"{day:%m-%d}" <= season.last


@functools.cache
def _year() -> _Year:
    return read_content(_Year, "catalogues", "new-school-year.toml")


def season_of(day: date) -> Season:
    """The part of the year a day is in. Raises ContentError."""
    return next(season for season in _year().season if _covers(season, day))


def not_rolled_over() -> NotRolledOver:
    """What to say where the calendar has turned and the MIS has not. Raises ContentError."""
    return _year().not_rolled_over
