"""The journeys this user knows of, for the start page and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.journey.chain import Damage
from app.journey.errors import JourneyError, JourneyMoved, because
from app.journey.facts import Facts, fold
from app.journey.folder import LEDGER, MOVED, JourneyFolder
from app.journey.model import JourneyState
from app.journey.state import evaluate
from app.storage.paths import AppPaths
from app.storage.settings import Settings


@dataclass(frozen=True, slots=True)
class JourneySummary:
    """One journey in a list. Either `state` or `problem` is there."""

    path: Path
    state: JourneyState | None
    problem: str | None
    """One line: why it can't be opened."""
    last_touched: datetime | None
    """UTC, of its latest event."""
    damage: tuple[Damage, ...] = ()
    torn: bool = False
    journey_id: str | None = None
    urn: str | None = None

    @property
    def title(self) -> str:
        """The school's name, else the folder's."""
        return (self.state.school_name if self.state else None) or self.path.name


def list_journeys(
    paths: AppPaths, settings: Settings, *, now: datetime | None = None
) -> tuple[JourneySummary, ...]:
    """All journeys under the data folder and at the places the settings name, last touched first.

    Those places are of real journeys: a practice one is followed to wherever it was moved. Never raises for
    a journey that can't be read: it is listed with the reason. One that was moved is listed once, where it
    lives now.
    """
    moment = now or datetime.now(UTC)
    found: dict[Path, JourneySummary] = {}
    here: tuple[Path, ...] = ()
    try:
        here = _below(paths.journeys)
    except OSError as problem:
        reason = (
            f"{paths.journeys}: can’t be listed ({because(problem)}). Check that you may open the folder."
        )
        found[paths.journeys] = JourneySummary(paths.journeys, None, reason, None)
    elsewhere = () if paths.practice else settings.journey_folders
    for path in (*here, *map(Path, elsewhere)):
        summary = summary_of(path, moment)
        found.setdefault(_key(summary.path), summary)
    oldest = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(found.values(), key=lambda one: one.last_touched or oldest, reverse=True))


def summary_of(path: Path, now: datetime) -> JourneySummary:
    """One journey's place in the list, following it if it was moved. Never raises."""
    for _ in range(8):
        try:
            folder = JourneyFolder.open(path)
            reading = folder.reading()
        except JourneyMoved as moved:
            path = moved.to
        except JourneyError as problem:
            return JourneySummary(path, None, str(problem), None)
        else:
            facts = fold(reading.events)
            return JourneySummary(
                path=path,
                state=evaluate(facts, now),
                problem=None,
                last_touched=facts.last_at,
                damage=reading.damage,
                torn=reading.torn,
                journey_id=facts.journey_id,
                urn=_urn(facts),
            )
    return JourneySummary(path, None, f"{path}: was moved in a circle. Open it from where it lies.", None)


def _urn(facts: Facts) -> str | None:
    return facts.school.urn if facts.school else None


def _below(root: Path) -> tuple[Path, ...]:
    """Folders that hold a journey, or held one; anything else there, as a half-made one, is no journey."""
    if not root.exists():
        return ()
    return tuple(
        path
        for path in sorted(root.iterdir())
        if not path.name.startswith(".") and any((path / name).exists() for name in (LEDGER, MOVED))
    )


def _key(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path
