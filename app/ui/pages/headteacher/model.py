"""The headteacher's view in plain Python: which screen it is, which task, and what is kept to resume at.

Where the view is is worked out from the ledger and a small draft, so that it comes back at the same task
after the program was killed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.guidance.mis import mis_catalogue
from app.guidance.portal import DeadEnd, GuideTask, guide
from app.journey.events import SchoolDescribed
from app.journey.facts import Facts
from app.journey.model import How, JourneyState, StepId
from app.journey.people import Actor, Role
from app.ui.pages.headteacher.content import ScreenId, head_content
from app.ui.pages.record_each import ToRecord
from app.ui.pages.single_sign_on import records as records
from app.ui.pages.single_sign_on.model import GUIDE, is_lgfl

PURPOSE = "For the headteacher, on behalf of the school (Atomwide says: as Data Controller)."
LAST_TASK = "sign-in-works"
ENABLED = "enabled"


class Stage(StrEnum):
    """One screen of the view."""

    CHOOSE = "choose"
    """No journey is open."""
    BEGIN = "begin"
    """Starting single sign-on alone, with a dated statement."""
    STATEMENT = "statement"
    """The journey needs the statement first."""
    AGREE = "agree"
    TASK = "task"
    STUCK = "stuck"
    AWAY = "away"
    SAY = "say"
    """A screen that only says something: see `HeadView.screen`."""


@dataclass(frozen=True, slots=True)
class HeadDraft:
    """What is kept between two openings of the view, beside the ledger."""

    name: str = ""
    capacity: str = ""
    agreed: bool = False
    """Whether the person read what it is about and went on."""
    at: str = ""
    """Id of the task shown; empty for the first that is not done."""
    stuck: str = ""
    """Id of the dead end shown."""
    away: str = ""
    """"asked" while “Not now, or no” is open, "later" once it was put off."""
    thanked: bool = False
    """Whether the last sign-in is left to the technician."""
    again: bool = False
    """Whether a decision against it is looked at again."""

    @classmethod
    def from_draft(cls, draft: Mapping[str, Any]) -> HeadDraft:
        """As it was left; what doesn't fit is left out."""
        tasks = {task.id for task in guide(GUIDE).tasks}
        ends = {end.id for end in guide(GUIDE).dead_ends}
        approver = records.Approver.from_draft(draft)
        at, stuck, away = (draft.get(name) for name in ("at", "stuck", "away"))
        return cls(
            name=approver.name,
            capacity=approver.capacity,
            agreed=draft.get("agreed") is True,
            at=str(at) if at in tasks else "",
            stuck=str(stuck) if stuck in ends else "",
            away=str(away) if away in ("asked", "later") else "",
            thanked=draft.get("thanked") is True,
            again=draft.get("again") is True,
        )

    def as_draft(self) -> dict[str, Any]:
        """Plain values to keep."""
        return asdict(self)

    @property
    def approver(self) -> records.Approver:
        """Who is at the PC, as they say."""
        return records.Approver(self.name, self.capacity)


@dataclass(frozen=True, slots=True)
class HeadView:
    """Everything the view draws, for one moment."""

    stage: Stage
    screen: ScreenId | None = None
    task: GuideTask | None = None
    number: int = 0
    total: int = 0
    minutes_left: int = 0
    dead_end: DeadEnd | None = None
    agreed: str = ""
    """What is agreed, with the school's name in it."""


def view_of(
    facts: Facts | None, state: JourneyState | None, draft: HeadDraft, *, begin: bool = False
) -> HeadView:
    """The screen to show. `begin`: someone chose to start single sign-on alone."""
    if facts is None or state is None:
        return HeadView(Stage.BEGIN if begin else Stage.CHOOSE)
    if is_lgfl(facts) is False or all(step.id is not StepId.SSO_APPROVAL for step in state.steps):
        return HeadView(Stage.SAY, "not-needed")
    situation = state.step(StepId.SSO_APPROVAL).situation
    if situation == "blocked":
        return HeadView(Stage.SAY, "not-yet")
    if situation == "no-statement":
        return HeadView(Stage.STATEMENT)
    if situation == "done":
        return HeadView(Stage.SAY, "done")
    return _deciding(facts, situation, draft)


def _deciding(facts: Facts, situation: str, draft: HeadDraft) -> HeadView:
    if draft.away == "asked":
        return HeadView(Stage.AWAY)
    if draft.away == "later":
        return HeadView(Stage.SAY, "later")
    if situation == "declined" and not draft.again:
        return HeadView(Stage.SAY, "declined")
    approved = situation in ("approved", "half-seen", "sign-in-failed")
    if approved and (draft.thanked or not draft.agreed or LAST_TASK in facts.tasks_done):
        return HeadView(Stage.SAY, "thanks")
    if draft.stuck and not approved:
        return HeadView(Stage.STUCK, dead_end=guide(GUIDE).dead_end(draft.stuck))
    if not draft.agreed:
        school = facts.school.name if facts.school else "the school"
        return HeadView(Stage.AGREE, agreed=head_content().agreed.format_map({"school": school}))
    return _at_task(facts, draft)


def _at_task(facts: Facts, draft: HeadDraft) -> HeadView:
    tasks = guide(GUIDE).tasks
    place = place_of(facts, draft)
    return HeadView(
        Stage.TASK,
        task=tasks[place],
        number=place + 1,
        total=len(tasks),
        minutes_left=guide(GUIDE).minutes_left(place + 1),
    )


def place_of(facts: Facts, draft: HeadDraft) -> int:
    """Which task, from 0: the one shown last, else the first that is not done, else the first."""
    ids = [task.id for task in guide(GUIDE).tasks]
    if draft.at in ids:
        return ids.index(draft.at)
    return next((place for place, task in enumerate(ids) if task not in facts.tasks_done), 0)


def after_task(draft: HeadDraft, task_id: str) -> HeadDraft:
    """The draft once a task is done: at the next one, or thanked after the last."""
    ids = [task.id for task in guide(GUIDE).tasks]
    place = ids.index(task_id) + 1
    if place == len(ids):
        return replace(draft, at="", thanked=True)
    return replace(draft, at=ids[place])


def before_task(draft: HeadDraft, place: int) -> HeadDraft:
    """The draft one task back; from the first, back to what it is about."""
    if place == 0:
        return replace(draft, agreed=False, at="")
    return replace(draft, at=guide(GUIDE).tasks[place - 1].id)


def task_events(facts: Facts, draft: HeadDraft, task_id: str) -> tuple[ToRecord, ...]:
    """What “I see it” writes. A task gone back to is not written twice, but “Enabled” is always said anew."""
    if task_id in facts.tasks_done and task_id not in (ENABLED, LAST_TASK):
        return ()
    return records.task_done(task_id, draft.approver)


def agreed_events(situation: str) -> tuple[ToRecord, ...]:
    """What going on writes: after a decision against it, that it is with the headteacher again."""
    return records.handed_over("headteacher", "beside") if situation == "declined" else ()


@dataclass(frozen=True, slots=True)
class Begin:
    """What single sign-on alone starts from, as typed by whoever says they are the headteacher."""

    school: str = ""
    mis: str = ""
    lgfl: str = ""
    """ "yes" or "no"; empty while not answered."""
    statement: records.Statement = field(default_factory=records.Statement)

    def problems(self, now: datetime) -> dict[str, str]:
        """What is missing or wrong, by field."""
        wrong = {
            "begin-school": _school_problem(self.school),
            "begin-mis": "" if mis_catalogue().get(self.mis) else "Choose the MIS, or “Another MIS”.",
            "begin-lgfl": ""
            if self.lgfl in ("yes", "no")
            else "Say whether your school uses LGfL’s USO accounts.",
        }
        found = {name: text for name, text in wrong.items() if text}
        return {**found, **self.statement.problems(now)}

    @property
    def not_for_us(self) -> bool:
        """Whether the answer already says that there is nothing to do."""
        return self.lgfl == "no"

    def entries(self) -> tuple[ToRecord, ...]:
        """The school and the statement, for a new journey. Raises ValueError (pydantic's) for a bad name."""
        head = Actor(name=None, role=Role.HEADTEACHER)
        school = SchoolDescribed(name=self.school, mis=self.mis, lgfl=True)
        return (ToRecord(school, How.TOLD, head), *self.statement.entries(head))


def _school_problem(name: str) -> str:
    plain = name.strip()
    if not plain:
        return "Write the school’s name."
    if len(plain) > 120 or not plain.isprintable():
        return "At most 120 letters, on one line."
    return ""


def status_words(view: HeadView, draft: HeadDraft) -> str:
    """The line at the foot: whose view it is, and for whom."""
    if view.stage in (Stage.TASK, Stage.STUCK, Stage.AWAY) and draft.name.strip():
        capacity = draft.approver.position or "headteacher"
        return f"Headteacher’s view · {draft.name.strip()}, {capacity[:1].lower()}{capacity[1:]}"
    return "Headteacher’s view"
