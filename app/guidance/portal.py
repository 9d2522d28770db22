"""Guides through other people's portals, one task at a time, with a drawn picture of what to look for."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from app.guidance.content import Content, Sureness, Words, entry_with_id, read_content
from app.storage.paths import resource

GuideId = Literal["wonde-approval", "atomwide-sso"]


class GuideTask(Content):
    """One thing to do on a portal."""

    id: Words
    title: Words
    """What to do, in one line."""
    text: Words
    """What it means and where it is."""
    look_for: Words
    """What shows that it worked."""
    done_label: Words
    """The primary button, named by what was seen: It shows “Enabled”."""
    also_called: tuple[str, ...] = ()
    """Other names the same thing goes by on newer or older pages."""
    note: str = ""
    """One more thing worth knowing here; shown small."""

    @property
    def aside(self) -> str:
        """What else the thing is called and what else is worth knowing; empty for nothing."""
        names = " or ".join(f"“{name}”" for name in self.also_called)
        called = f"It may also be called {names}." if names else ""
        return " ".join(words for words in (called, self.note) if words)

    not_seen: Words
    """What to try when the screen does not look like the picture."""
    minutes: int = Field(ge=1, le=30)
    picture_file: Words
    picture_says: Words
    """The picture in words, for those who do not see it."""
    address_setting: Words
    """The setting that holds the portal's address: `wonde_portal_url` or `atomwide_portal_url`."""
    sureness: Sureness
    source: Words

    @property
    def picture(self) -> Path:
        """The SVG, its colours as `token:NAME` (see `app.guidance.pictures`). Raises FileNotFoundError."""
        return resource("guides", "pictures", self.picture_file)


class DeadEnd(Content):
    """A way the tasks can come to a stop, and the way on."""

    id: Words
    """As the ledger's `approval.dead-end` names it."""
    label: Words
    """The link the person chooses."""
    means: Words
    do: tuple[Words, ...] = Field(min_length=1)
    contact: Words
    """Id of a contact."""
    message: Words
    """Id of a ready message."""


class Guide(Content):
    """A whole guide."""

    id: Words
    version: Words
    """Raised when a portal's menus change; the ledger notes which version was followed."""
    title: Words
    who: Words
    """Who does this, on whose behalf."""
    before: tuple[str, ...] = ()
    """What must be true or at hand before starting."""
    after: tuple[str, ...] = ()
    """What happens next, and what is normal."""
    tasks: tuple[GuideTask, ...] = Field(min_length=1)
    dead_ends: tuple[DeadEnd, ...] = ()

    @model_validator(mode="after")
    def _ids_differ(self) -> Guide:
        for entries in (self.tasks, self.dead_ends):
            ids = [entry.id for entry in entries]
            if len(ids) != len(set(ids)):
                raise ValueError("two tasks or two dead ends share an id")
        return self

    def minutes_left(self, task_number: int) -> int:
        """Minutes for task `task_number` (from 1) and all after it."""
        return sum(task.minutes for task in self.tasks[task_number - 1 :])

    def dead_end(self, dead_end_id: str) -> DeadEnd:
        """One dead end. Raises ContentError for an unknown id."""
        return entry_with_id(self.dead_ends, dead_end_id, f"{self.id}.toml")


@functools.cache
def guide(guide_id: GuideId) -> Guide:
    """One guide. Raises ContentError."""
    return read_content(Guide, "guides", f"{guide_id}.toml")
