"""The data test in plain Python: where it stands, what to send, and what an answer is recorded as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from app.guidance.messages import FilledMessage
from app.journey.chasers import chaser_for, reminder_day, wait_words
from app.journey.claims import Claim, Standing
from app.journey.events import (
    DataTestAsked,
    DataTestResult,
    MessageSent,
    Payload,
    ProductionConfirmed,
    TestProblem,
)
from app.journey.facts import Facts
from app.journey.model import How, JourneyState, Status, StepId
from app.journey.wording import day, how_known, whole_day
from app.roster.mapping import Mapping as Setup
from app.ui.messages import turn_words
from app.ui.page import StatusLine
from app.ui.pages import form_answers as said
from app.ui.pages.data_test.content import Problem, data_test_content
from app.ui.pages.data_test.request import counted_words, request
from app.ui.pages.record_each import ToRecord
from app.ui.widgets.lifecycle import Stage
from app.ui.widgets.mark import MarkKind, mark_of

Outcome = Literal["", "pass", "live", "problems"]

OUTCOMES: tuple[tuple[Outcome, str], ...] = (
    ("pass", "Passed; not in production yet"),
    ("live", "Passed, and in production"),
    ("problems", "They found problems"),
)
AFTER_PASS: tuple[tuple[Outcome, str], ...] = (
    ("live", "It is in production now"),
    ("problems", "They found problems after all"),
)
SEEN_THERE = said.Source("seen", "I see our people in itslearning myself", said.SELF.role, said.SELF.how)
LIVE_SOURCES = (*said.ANSWER_SOURCES, SEEN_THERE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What itslearning answered, as typed. Kept as a draft, so plain values only."""

    outcome: Outcome = ""
    source: str = said.ITSLEARNING.id
    on: str = ""
    reference: str = ""
    problems: tuple[TestProblem, ...] = ()
    students: str = ""
    """How many students itslearning counted, if they said."""
    staff: str = ""

    @classmethod
    def from_draft(cls, draft: Mapping[str, Any], now: datetime) -> Answer:
        """As it was left; today's date where none was typed. Whatever doesn't fit is left out."""
        known = {problem.id for problem in data_test_content().problem}
        outcomes = ("pass", "live", "problems")
        chosen = draft.get("problems")
        return cls(
            outcome=cast(Outcome, draft["outcome"]) if draft.get("outcome") in outcomes else "",
            source=str(draft.get("source") or said.ITSLEARNING.id),
            on=str(draft.get("on") or whole_day(said.today(now))),
            reference=str(draft.get("reference") or ""),
            problems=tuple(each for each in chosen if each in known) if isinstance(chosen, list) else (),
            students=str(draft.get("students") or ""),
            staff=str(draft.get("staff") or ""),
        )

    def as_draft(self) -> dict[str, Any]:
        """Plain values to keep."""
        return {
            "outcome": self.outcome,
            "source": self.source,
            "on": self.on,
            "reference": self.reference,
            "problems": list(self.problems),
            "students": self.students,
            "staff": self.staff,
        }


@dataclass(frozen=True, slots=True)
class DataTestView:
    """Everything the page draws, for one moment."""

    title: str
    purpose: str
    situation: str
    """blocked, ready, asked, passed, problems or done."""
    stages: tuple[Stage, ...]
    normal: str
    """Whose turn it is, what is usual now, and what, if anything, to do."""
    counted: str
    """What itslearning counted beside our own numbers; empty where they gave none."""
    remind_on: str
    """The day a reminder would come; empty where nobody is waited for, or it is time already."""
    request: FilledMessage
    has_numbers: bool
    problems: tuple[Problem, ...]
    """What the last answer found."""
    chaser: FilledMessage | None
    """Only once the normal wait is over."""
    chaser_id: str
    outcomes: tuple[tuple[Outcome, str], ...]
    status: StatusLine

    @property
    def asks(self) -> bool:
        """Whether the request is to be sent now, for the first time or again."""
        return self.situation in ("ready", "problems", "blocked")

    @property
    def waits(self) -> bool:
        """Whether itslearning's answer is waited for."""
        return self.situation in ("asked", "passed")


def view_of(facts: Facts, state: JourneyState, now: datetime, setup: Setup | None) -> DataTestView:
    """The page at one moment. `setup` is what the school asks itslearning to set up, None while that is not
    known. Raises KeyError for a journey without a data test."""
    step = state.step(StepId.DATA_TEST)
    found = _found(facts) if step.situation == "problems" else ()
    chaser = chaser_for(facts, state, StepId.DATA_TEST, now)
    due = chaser if chaser and chaser.is_due else None
    normal = _normal(state, chaser.wait.says if chaser else "", now)
    return DataTestView(
        title=step.title,
        purpose=_purpose(state),
        situation=step.situation,
        stages=_stages(facts, state, now),
        normal=f"{turn_words(step.acts_next)} {normal}".strip(),
        counted=counted_words(facts),
        remind_on=(reminder_day(step, now) or "") if not step.overdue else "",
        request=request(facts, found, setup),
        has_numbers="preview.taken" in facts.latest,
        problems=found,
        chaser=due.text if due else None,
        chaser_id=due.message_id if due else "",
        outcomes=AFTER_PASS if step.situation == "passed" else OUTCOMES,
        status=_status(facts, state, now),
    )


def asked(on: str, reference: str, now: datetime) -> tuple[ToRecord, ...]:
    """The event for a request that went out; raises ValueError for what `asked_problems` names."""
    if asked_problems(on, reference, now):
        raise ValueError("the form is not complete")
    payload = DataTestAsked(on=_said_on(on, now), reference=reference.strip() or None)
    return (ToRecord(payload, How.TOLD),)


def asked_problems(on: str, reference: str, now: datetime) -> dict[str, str]:
    """What is wrong with the form of the request, by field."""
    return _only_wrong(
        {"asked-on": said.day_problem(on, now), "asked-reference": said.reference_problem(reference)}
    )


def answer_problems(answer: Answer, now: datetime) -> dict[str, str]:
    """What is wrong with an answer, by field."""
    wrong = {
        "outcome": "" if answer.outcome else "Choose what itslearning said.",
        "problems": "Tick at least one, or “Something else”.",
        "source": "" if said.source(answer.source, LIVE_SOURCES) else "Choose who said so.",
        "on": said.day_problem(answer.on, now),
        "reference": said.reference_problem(answer.reference),
        "students": _number_problem(answer.students),
        "staff": _number_problem(answer.staff),
    }
    if bool(answer.students.strip()) is not bool(answer.staff.strip()):
        missing = "staff" if answer.students.strip() else "students"
        wrong[missing] = wrong[missing] or "Write both numbers, or neither."
    if answer.outcome != "problems" or answer.problems:
        wrong["problems"] = ""
    return _only_wrong(wrong)


def events_of(answer: Answer, situation: str, now: datetime) -> tuple[ToRecord, ...]:
    """The events an answer is recorded as; raises ValueError for what `answer_problems` names."""
    source = said.source(answer.source, LIVE_SOURCES)
    if source is None or answer_problems(answer, now):
        raise ValueError("the form is not complete")
    on, reference = _said_on(answer.on, now), answer.reference.strip() or None
    payloads: list[Payload] = []
    if answer.outcome != "live" or (situation != "passed" and source is not SEEN_THERE):
        outcome: Literal["pass", "problems"] = "problems" if answer.outcome == "problems" else "pass"
        problems = answer.problems if outcome == "problems" else ()
        payloads.append(
            DataTestResult(
                outcome=outcome,
                problems=problems,
                on=on,
                students=_number(answer.students),
                staff=_number(answer.staff),
                reference=reference,
            )
        )
    if answer.outcome == "live":
        basis: Literal["itslearning-says", "seen-by-school"] = (
            "seen-by-school" if source is SEEN_THERE else "itslearning-says"
        )
        payloads.append(ProductionConfirmed(basis=basis, on=on, reference=reference))
    return tuple(ToRecord(payload, source.how, source.actor) for payload in payloads)


def chased(view: DataTestView) -> tuple[ToRecord, ...]:
    """The event for a reminder that went out; the normal wait starts again with it."""
    return (ToRecord(MessageSent(message=view.chaser_id, to="itslearning"), How.TOLD),)


def _number(text: str) -> int | None:
    """A number of people as people write it: “1,212”; None for nothing, or none."""
    digits = "".join(text.replace(",", " ").split())
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 7 else None


def _number_problem(text: str) -> str:
    return "" if not text.strip() or _number(text) is not None else "A whole number, such as 1,212."


def _only_wrong(found: dict[str, str]) -> dict[str, str]:
    return {field: text for field, text in found.items() if text}


def _said_on(text: str, now: datetime) -> date | None:
    """The day typed; None where it is today, since the event's own time says that already."""
    found = said.parse_day(text)
    return None if found == said.today(now) else found


def _found(facts: Facts) -> tuple[Problem, ...]:
    event = facts.latest.get("data-test.result")
    if event is None or not isinstance(event.data, DataTestResult):
        return ()
    content = data_test_content()
    return tuple(content.get(problem) for problem in event.data.problems)


def _purpose(state: JourneyState) -> str:
    from app.journey.steps import journey_definition

    return journey_definition(state.kind).step(StepId.DATA_TEST).purpose


def _stages(facts: Facts, state: JourneyState, now: datetime) -> tuple[Stage, ...]:
    situation = state.step(StepId.DATA_TEST).situation
    asked, passed = facts.standing(Claim.TEST_ASKED), facts.standing(Claim.TEST_PASSED)
    live = facts.holds(Claim.LIVE) if situation == "done" else None
    tested = _stage("Tested", passed, now) if situation in ("passed", "problems", "done") else None
    if situation == "problems":
        tested = Stage("Tested", MarkKind.MEND, "problems found")
    elif situation == "asked":
        tested = Stage("Tested", MarkKind.WAITING, f"since {_since(state, now)}")
    production = Stage("In production", MarkKind.AHEAD)
    if situation == "passed":
        production = Stage("In production", MarkKind.WAITING, f"since {_since(state, now)}")
    elif live:
        production = _stage("In production", live, now)
    return (_stage("Asked", asked, now), tested or Stage("Tested", MarkKind.AHEAD), production)


def _stage(title: str, found: Standing | None, now: datetime) -> Stage:
    if found is None or not found.holds:
        return Stage(title, MarkKind.AHEAD)
    return Stage(title, mark_of(found.how), f"noted {day(found.last.at, now)}")


def _since(state: JourneyState, now: datetime) -> str:
    since = state.step(StepId.DATA_TEST).since
    return day(since, now) if since else "the start"


def _normal(state: JourneyState, says: str, now: datetime) -> str:
    step = state.step(StepId.DATA_TEST)
    if step.status is Status.WAITING and step.chase_after is not None:
        return wait_words(step, says, now)
    return {
        "problems": data_test_content().mended,
        "done": "itslearning takes it from here. A change in the MIS reaches it by itself.",
    }.get(step.situation, data_test_content().why)


def _status(facts: Facts, state: JourneyState, now: datetime) -> StatusLine:
    step = state.step(StepId.DATA_TEST)
    claim = {
        "asked": Claim.TEST_ASKED,
        "passed": Claim.TEST_PASSED,
        "problems": Claim.TEST_PASSED,
        "done": Claim.LIVE,
    }.get(step.situation)
    found = facts.standing(claim) if claim else None
    if found is None:
        return StatusLine("Not asked yet" if step.situation == "ready" else step.line)
    known = how_known(found.how, found.best.role)
    if step.status is Status.WAITING:
        tone = "look-at" if step.overdue else "waiting"
        return StatusLine(f"{step.line}; {known}", tone=tone)
    if step.situation == "problems":
        return StatusLine(f"{step.line}; {known}", tone="mend")
    reference = f" ({found.best.reference})" if found.best.reference else ""
    return StatusLine(f"{step.line}, {known}, {day(found.best.at, now)}{reference}", found.how)
