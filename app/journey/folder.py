"""A journey is one folder: its ledger, the drafts of its pages, and whatever documents were made for it.

It can lie under this user's data folder or on a share. Everything but the drafts and the marks described here
is in the ledger; nothing is stored about state.

    ledger.jsonl          what has happened
    ledger.jsonl.lock     held while something is appended
    ledger.torn-….part    a last line that was cut short, set aside
    drafts/STEP.json      what was typed on a page and not yet recorded
    moved.json            in a folder that was left: where the journey lives now
    in-use.json           a hint: who has it open, and since when
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.journey.chain import LedgerReading
from app.journey.errors import (
    JourneyMoved,
    JourneyNotMade,
    NotAJourney,
    RecordRefused,
    because,
)
from app.journey.events import JourneyCreated, Payload
from app.journey.facts import Facts, fold
from app.journey.ledger import Entry, Ledger
from app.journey.lines import Event
from app.journey.model import How, JourneyKind, JourneyState, StepId
from app.journey.people import Actor
from app.journey.state import evaluate
from app.journey.verify import Verification
from app.storage.atomic import write_atomic

LEDGER = "ledger.jsonl"
MOVED = "moved.json"
IN_USE = "in-use.json"
DRAFTS = "drafts"
LARGEST_DRAFT = 256 * 1024
HINT_LASTS = timedelta(minutes=10)

_SECRET_WORDS = ("token", "password", "secret", "passphrase")


@dataclass(frozen=True, slots=True)
class UseHint:
    """Somebody seems to have the journey open elsewhere. A hint, not a lock."""

    who: str
    since: datetime


class JourneyFolder:
    """One journey. Holds nothing open between calls; any thread may use it."""

    def __init__(self, path: Path) -> None:
        """Use `create` or `open`."""
        self.path = path
        self.ledger = Ledger(path / LEDGER, before_write=self._refuse_if_moved)

    def __repr__(self) -> str:
        return f"JourneyFolder({str(self.path)!r})"

    @classmethod
    def create(
        cls,
        root: Path,
        kind: JourneyKind | str,
        *,
        practice: bool,
        actor: Actor,
        at: datetime,
        name: str = "",
        also: tuple[Entry, ...] = (),
    ) -> JourneyFolder:
        """Makes a folder of its own under `root` with the first event in it, and `also` further ones.

        `name` (a school's, say) only makes the folder easier to recognise. Raises JourneyNotMade, or
        RecordRefused for an entry that may not be written; then nothing is left behind.
        """
        journey_id = uuid.uuid4().hex
        path = root / f"{_slug(name) or JourneyKind(kind)}-{journey_id[:8]}"
        first = JourneyCreated(journey_id=journey_id, journey=JourneyKind(kind), practice=practice)
        try:
            path.mkdir(parents=True)
        except OSError as problem:
            raise JourneyNotMade(
                f"{path}: the journey’s folder can’t be made ({because(problem)})", "Choose another place."
            ) from None
        folder = cls(path)
        try:
            folder.ledger.append_all((Entry(first, actor, How.MEASURED, at), *also))
        except BaseException:
            discard(path)
            raise
        return folder

    @classmethod
    def open(cls, path: Path) -> JourneyFolder:
        """Opens an existing journey. Raises NotAJourney, JourneyMoved (see `.to`) or LedgerUnreadable.

        A damaged ledger opens: its damage is shown by `verify` and in every listing.
        """
        folder = cls(path)
        folder._refuse_if_moved()
        if path.is_file():
            raise NotAJourney(f"{path}: is a file", "Name the folder it is in.")
        if not path.is_dir():
            raise NotAJourney(f"{path}: there is no such folder", "Check the drive or share, then try again.")
        if not (path / LEDGER).is_file():
            raise NotAJourney(f"{path}: holds no journey", f"Choose the folder that {LEDGER} is in.")
        first = next(iter(folder.events()), None)
        if first is None:
            raise NotAJourney(f"{path / LEDGER}: holds no event that can be read", "Restore it from a copy.")
        if first.kind == "journey.created" and not first.known:
            raise NotAJourney(
                f"{path}: was made by a newer version of this program", "Update the program, then open it."
            )
        return folder

    def record(
        self, payload: Payload, *, actor: Actor, how: How, at: datetime, step: StepId | None = None
    ) -> Event:
        """Writes one event to the ledger; on the disk when this returns.

        Raises RecordRefused, JourneyMoved or LedgerError; then nothing was written.
        """
        return self.ledger.append(payload, actor=actor, how=how, at=at, step=step)

    def record_all(self, entries: Sequence[Entry]) -> tuple[Event, ...]:
        """As `record`, for several events at once: all of them or none."""
        return self.ledger.append_all(entries)

    def reading(self) -> LedgerReading:
        """Events and damage together. Raises LedgerUnreadable."""
        return self.ledger.read()

    def events(self) -> tuple[Event, ...]:
        """Everything that happened, in order. Raises LedgerUnreadable."""
        return self.reading().events

    def facts(self) -> Facts:
        """What the events come to. Raises LedgerUnreadable."""
        return fold(self.events())

    def state(self, now: datetime) -> JourneyState:
        """Where the journey stands at `now`. Raises LedgerUnreadable."""
        return evaluate(self.facts(), now)

    def verify(self, against: Path | None = None) -> Verification:
        """Checks the chain, and compares it with a copy kept elsewhere: a ledger, or a folder with one.

        Raises LedgerUnreadable, also for the copy.
        """
        if against is not None and against.is_dir():
            against = against / LEDGER
        return self.ledger.verify(against)

    def move_to(self, folder: Path, *, actor: Actor, at: datetime) -> JourneyFolder:
        """Copies the journey into `folder` (a share, say), checks the copy, then marks this one as moved.

        Returns the journey at its new place, `folder / self.path.name`. Blocks other writers meanwhile.
        Raises MoveFailed, or JourneyMoved if it was moved already; then this one is as it was.
        """
        from app.journey.moving import move

        return JourneyFolder(move(self, folder, actor=actor, at=at))

    def save_draft(self, step_id: StepId, draft: dict[str, Any]) -> None:
        """Keeps what was typed on a page: whole, or as it was before. Plain JSON values only, never a secret.

        Raises RecordRefused for what can't be kept, OSError where the folder can't be written to.
        """
        for key in draft:
            if any(word in key.casefold() for word in _SECRET_WORDS):
                raise RecordRefused(f"draft of {step_id}: {key} is a secret and is not kept in a file")
        try:
            data = json.dumps(draft, ensure_ascii=False, allow_nan=False).encode("utf-8")
        except (TypeError, ValueError):
            raise RecordRefused(f"draft of {step_id}: holds something other than plain values") from None
        if len(data) > LARGEST_DRAFT:
            raise RecordRefused(f"draft of {step_id}: larger than {LARGEST_DRAFT // 1024} KiB")
        write_atomic(self._draft(step_id), data)

    def draft(self, step_id: StepId) -> dict[str, Any]:
        """What was typed and not yet recorded; empty where there is nothing, or nothing that can be read."""
        found = _json(self._draft(step_id))
        return found if isinstance(found, dict) else {}

    def clear_draft(self, step_id: StepId) -> None:
        """Forgets a draft, once it is recorded. Raises OSError."""
        self._draft(step_id).unlink(missing_ok=True)

    def announce_use(self, who: str, at: datetime) -> None:
        """Leaves a hint that `who` (this PC, say) has the journey open; renew it every few minutes.

        A folder that can't be written to gets no hint.
        """
        try:
            hint = {"who": who[:80], "at": at.isoformat()}
            write_atomic(self.path / IN_USE, json.dumps(hint, ensure_ascii=False).encode("utf-8"))
        except OSError:
            return

    def end_use(self, who: str) -> None:
        """Takes the hint away, if it is `who`'s."""
        hint = _json(self.path / IN_USE)
        try:
            if isinstance(hint, dict) and hint.get("who") == who[:80]:
                (self.path / IN_USE).unlink(missing_ok=True)
        except OSError:
            return

    def used_by_other(self, who: str, now: datetime) -> UseHint | None:
        """Who else seems to have it open; None where nobody said so within the last ten minutes."""
        hint = _json(self.path / IN_USE)
        try:
            since = datetime.fromisoformat(hint["at"])
            fresh = abs(now - since) < HINT_LASTS
            other = str(hint["who"])
        except (TypeError, KeyError, ValueError):
            return None
        return UseHint(other, since) if fresh and other != who[:80] else None

    def _draft(self, step_id: StepId) -> Path:
        return self.path / DRAFTS / f"{StepId(step_id)}.json"

    def _refuse_if_moved(self) -> None:
        to = moved_to(self.path)
        if to is not None:
            raise JourneyMoved(to)


def moved_to(path: Path) -> Path | None:
    """Where the journey in this folder lives now; None where it still lives here."""
    mark = _json(path / MOVED)
    to = mark.get("to") if isinstance(mark, dict) else None
    return Path(to) if isinstance(to, str) and to else None


def place_warning(path: Path, *, temporary_or_roaming: bool) -> str | None:
    """A sentence to show where the journey's place is not safe; None where it is.

    `temporary_or_roaming` is what the host says of this user's profile.
    """
    if not temporary_or_roaming:
        return None
    return (
        f"This Windows profile is temporary or roams between PCs, so what is kept in {path} may be gone "
        "or out of date next time. Move the journey to a folder that the school backs up."
    )


def discard(path: Path) -> None:
    """Removes a folder that was only just made, as far as that can be done."""
    import shutil

    shutil.rmtree(path, ignore_errors=True)


def _json(path: Path) -> Any:
    """The JSON in a small file of ours; None where it is absent, unreadable or no JSON."""
    try:
        with path.open("rb") as stream:
            return json.loads(stream.read(LARGEST_DRAFT + 1).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def _slug(name: str) -> str:
    """A folder name that every file system takes."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold().replace("’", "").replace("'", "")).strip("-")[:40]
