"""The stages of the approval at Wonde: where it stands, what is normal at each, and what to do past that."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from pydantic import model_validator

from app.guidance.contacts import contact
from app.guidance.content import Content, Words, read_content
from app.guidance.messages import FilledMessage, message
from app.journey.claims import Claim, Standing, standing
from app.journey.facts import Facts
from app.journey.model import How, JourneyKind, JourneyState, Status, StepId
from app.journey.steps import journey_definition
from app.journey.wording import long_day
from app.ui.when import moment_words, so_far
from app.ui.widgets.lifecycle import Stage
from app.ui.widgets.mark import MarkKind, mark_of

_SEEN = {How.MEASURED: "seen", How.READ_OFF: "read off", How.TOLD: "as told"}


StageId = Literal["requested", "approved", "audited", "online", "first-data"]


class _StageWords(Content):
    """One stage; `step` and `situation` name the journey's own wait, `normal` stands where there is none."""

    id: StageId
    title: Words
    step: StepId | None = None
    situation: Words | None = None
    normal: Words | None = None
    source: Words | None = None
    past_it: Words
    contact: Words | None = None

    @model_validator(mode="after")
    def _says_what_is_normal(self) -> _StageWords:
        named = self.step is not None and self.situation is not None
        said = self.normal is not None and self.source is not None
        if named is said:
            raise ValueError("either a step's situation, or what is normal and its source")
        return self


class AfterWords(Content):
    """What can be done once a decision is made, with the message for it."""

    situations: tuple[Words, ...]
    title: Words
    text: Words
    message: Words
    opens: bool = False


class StagesWords(Content):
    """resources/catalogues/approval-stages.toml."""

    version: Words
    title: Words
    about: Words
    not_seen: Words
    past: Words
    stage: tuple[_StageWords, ...]
    after: tuple[AfterWords, ...]

    @model_validator(mode="after")
    def _every_stage_in_order(self) -> StagesWords:
        if tuple(stage.id for stage in self.stage) != get_args(StageId):
            raise ValueError(f"stages are {', '.join(get_args(StageId))}, in this order")
        return self

    def called(self, stage: StageId) -> str:
        """The stage's title."""
        return next(each.title for each in self.stage if each.id == stage)


@functools.cache
def stages_words() -> StagesWords:
    """The wording. Raises ContentError."""
    return read_content(StagesWords, "catalogues", "approval-stages.toml")


@dataclass(frozen=True, slots=True)
class Normal:
    """One stage in words: since when, what is normal and where that comes from, what to do past it."""

    title: str
    since: str
    normal: str
    source: str
    past_it: str


def normals(shown: Mapping[StageId, Stage], kind: JourneyKind) -> tuple[Normal, ...]:
    """What is normal at each of the stages shown. Raises ContentError."""
    words = stages_words()
    return tuple(_normal(stage, shown[stage.id].line or words.not_seen, kind) for stage in words.stage)


def _normal(stage: _StageWords, since: str, kind: JourneyKind) -> Normal:
    past = f"{stage.past_it} {contact(stage.contact).line}." if stage.contact else stage.past_it
    if stage.step is None or stage.situation is None:
        return Normal(stage.title, since, stage.normal or "", stage.source or "", past)
    wait = journey_definition(kind).step(stage.step).situations[stage.situation].wait
    if wait is None:
        raise KeyError(stage.situation)
    return Normal(stage.title, since, wait.says, wait.source, past)


def after_words(situation: str) -> AfterWords | None:
    """What can be done in a situation once a decision is made; None where there is nothing."""
    return next((each for each in stages_words().after if situation in each.situations), None)


def after_message(found: AfterWords, facts: Facts, values: dict[str, str], now: datetime) -> FilledMessage:
    """The message for it; the day of the decision is the day it was first seen."""
    undone = facts.holds(Claim.REVOKED) or facts.holds(Claim.DECLINED)
    since = long_day(undone.since, now) if undone else ""
    return message(found.message).fill_from({**values, "since": since})


def waited_step(state: JourneyState | None) -> StepId:
    """The step whose wait this page is about: once all is approved, that for the first data."""
    if state is None:
        return StepId.WONDE_APPROVAL
    found = {step.id: step for step in state.steps}
    approval, preview = found.get(StepId.WONDE_APPROVAL), found.get(StepId.PREVIEW)
    done = approval is not None and approval.status is Status.DONE
    waits = preview is not None and preview.situation == "first-data"
    return StepId.PREVIEW if done and waits else StepId.WONDE_APPROVAL


def stages(facts: Facts, now: datetime, students: int | None = None) -> dict[StageId, Stage]:
    """Every stage in its order; `students` is what Wonde counted just now. Raises ContentError."""
    undone = facts.holds(Claim.REVOKED) or facts.holds(Claim.DECLINED)
    approved = facts.holds(Claim.APPROVED)
    called = stages_words().called
    return {
        "requested": _requested(called("requested"), facts, now),
        "approved": _approved(called("approved"), facts, approved, now),
        "audited": _audited(called("audited"), facts, approved, now),
        "online": Stage(called("online"), MarkKind.AHEAD)
        if undone and not approved
        else _online(called("online"), facts, now),
        "first-data": _first_data(called("first-data"), facts, students, now),
    }


def _requested(title: str, facts: Facts, now: datetime) -> Stage:
    later = (Claim.APPROVED, Claim.DECLINED, Claim.REVOKED)
    found = ever(facts, Claim.PENDING) or next(filter(None, map(facts.holds, later)), None)
    return _stage(title, found, now) if found else Stage(title, MarkKind.AHEAD, "not seen yet")


def _approved(title: str, facts: Facts, approved: Standing | None, now: datetime) -> Stage:
    if approved is not None:
        return _stage(title, approved, now)
    for claim, words in ((Claim.REVOKED, "withdrawn"), (Claim.DECLINED, "declined")):
        found = facts.holds(claim)
        if found is not None:
            return Stage(title, MarkKind.MEND, f"{words}, {_since(found, now)}")
    if ever(facts, Claim.APPROVED) is not None:
        return Stage(title, MarkKind.MEND, "no longer")
    asked = facts.holds(Claim.APPROVAL_REQUESTED)
    if asked is not None:
        return Stage(title, MarkKind.WAITING, so_far(asked.last.at, now))
    return Stage(title, MarkKind.AHEAD, "not yet")


def _audited(title: str, facts: Facts, approved: Standing | None, now: datetime) -> Stage:
    if approved is None:
        return Stage(title, MarkKind.AHEAD)
    audited = facts.holds(Claim.AUDITED)
    if audited is not None:
        return _stage(title, audited, now)
    return Stage(title, MarkKind.WAITING, so_far(approved.since, now))


def _online(title: str, facts: Facts, now: datetime) -> Stage:
    online = facts.standing(Claim.ONLINE)
    flowing = facts.holds(Claim.APPROVED) is not None and facts.holds(Claim.AUDITED) is not None
    if online is not None and online.holds:
        return _stage(title, online, now)
    if online is not None and online.ever:
        return Stage(title, MarkKind.LOOK_AT, f"offline, {_since(online, now)}")
    if not flowing:
        return Stage(title, MarkKind.AHEAD)
    if online is None:
        return Stage(title, MarkKind.UNKNOWN, "not read yet")
    return Stage(title, MarkKind.WAITING, so_far(online.since, now))


def _first_data(title: str, facts: Facts, students: int | None, now: datetime) -> Stage:
    seen = facts.standing(Claim.SEEN_AFTER)
    if seen is not None and seen.holds:
        return _stage(title, seen, now)
    if students:
        return Stage(title, MarkKind.MEASURED, f"{students:,} pupils, seen {moment_words(now, now)}")
    if seen is not None and seen.ever:
        return Stage(title, MarkKind.LOOK_AT, f"none any more, {_since(seen, now)}")
    if seen is not None:
        return Stage(title, MarkKind.WAITING, so_far(seen.since, now))
    if all(facts.holds(claim) for claim in (Claim.APPROVED, Claim.AUDITED, Claim.ONLINE)):
        return Stage(title, MarkKind.WAITING if students == 0 else MarkKind.AHEAD, "none seen yet")
    return Stage(title, MarkKind.AHEAD)


def _stage(title: str, found: Standing, now: datetime) -> Stage:
    return Stage(title, mark_of(found.how), _since(found, now))


def _since(found: Standing, now: datetime) -> str:
    return f"{_SEEN[found.how]} {moment_words(found.since, now)}"


def ever(facts: Facts, claim: Claim) -> Standing | None:
    """What was known when the claim last held, even if it no longer does."""
    trail = facts.trails.get(claim, ())
    places = [place for place, proof in enumerate(trail) if proof.holds]
    return standing(trail[: places[-1] + 1]) if places else None
