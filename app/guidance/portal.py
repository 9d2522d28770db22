"""Guides through other people's portals, one task at a time, with a drawn picture of what to look for."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, model_validator

from app.guidance import pack
from app.guidance.content import Content, ContentError, Sureness, Words, entry_with_id, read_content_file
from app.guidance.pack import guide_file
from app.guidance.pictures import LIGHT, coloured

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
        """The SVG, its colours as `token:NAME` (see `app.guidance.pictures`). Raises ContentError."""
        return guide_file("pictures", self.picture_file)


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
    return read_content_file(Guide, guide_file(f"{guide_id}.toml"))


def use_pack(folder: Path, *, which: str) -> str:
    """Shows the guides of a pack from now on. Returns why not, as one sentence, or nothing. It says `which`
    guides these are.

    Reads the folder, which may be on a share: not for the window's thread.
    """
    guide.cache_clear()
    pack.use_folder(folder)
    try:
        known = [name for name in get_args(GuideId) if (folder / f"{name}.toml").is_file()]
        if not known:
            raise ContentError("there is no guide in it")
        for name in known:
            if guide(name).id != name:
                raise ContentError(f"{name}.toml: id: is for another guide, “{guide(name).id[:40]}”")
            for task in guide(name).tasks:
                coloured(task.picture.read_text(encoding="utf-8"), LIGHT)
    except (ContentError, OSError, UnicodeDecodeError) as problem:
        guide.cache_clear()
        pack.use_folder(None)
        why = str(problem) if isinstance(problem, ContentError) else type(problem).__name__
        return f"The guides {which} are not used: {why}. The usual ones are shown."
    return ""
