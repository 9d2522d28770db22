"""Scenes after the preview: the data test, single sign-on, the headteacher's view, and the end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.journey.events import DataTestResult, JourneyFinished
from app.journey.model import How, JourneyKind, StepId
from app.ui.page import Place, Route, View
from app.ui.pages.data_test.page import DataTestPage
from app.ui.pages.headteacher.page import HeadteacherPage
from app.ui.pages.single_sign_on.page import SingleSignOnPage
from tests.fakes.journeys import NOW, TECHNICIAN
from tests.fakes.late_journeys import (
    ASKED,
    DECLINED,
    HANDED,
    ITSLEARNING,
    NOT_NOW,
    PASSED,
    PROBLEMS,
    STUCK,
    Told,
    approved,
    described,
    everything,
    live,
    previewed,
    sign_in,
    tasks,
    tell,
)
from tests.ui.pictures.scene_places import LONG_SCHOOL
from tests.ui.pictures.studio import Studio

COUNTED: list[Told] = [
    (
        DataTestResult(outcome="problems", problems=("numbers-differ",), students=1200, staff=141),
        How.TOLD,
        StepId.DATA_TEST,
        ITSLEARNING,
    )
]
HEAD = Route(Place.HEADTEACHER, View.HEADTEACHER)
WHO = {"name": "Jane Example", "capacity": "headteacher", "agreed": True}


def data_test(studio: Studio, home: Path) -> None:
    root, route = home / "data" / "journeys", Route(StepId.DATA_TEST)
    stories: dict[str, tuple[list[Told], timedelta]] = {
        "ready": (previewed(), timedelta(hours=20)),
        "waiting": ([*previewed(), *ASKED], timedelta(hours=20)),
        "overdue": ([*previewed(), *ASKED], timedelta(days=12)),
        "problems": ([*previewed(), *ASKED, *PROBLEMS], timedelta(hours=20)),
        "passed": ([*previewed(), *ASKED, *PASSED], timedelta(hours=20)),
        "counted": ([*previewed(), *ASKED, *COUNTED], timedelta(hours=20)),
        "live": (live(), timedelta(hours=20)),
    }
    with studio.window(home) as shell:
        for name, (story, age) in stories.items():
            page = studio.open(shell, tell(root, story, last=NOW - age), route)
            studio.draw(shell, f"data-test-{name}")
            if name == "waiting":
                assert isinstance(page, DataTestPage)
                shell.press_primary()
                studio.draw(shell, "data-test-errors")


def single_sign_on(studio: Studio, home: Path) -> None:
    root, route = home / "data" / "journeys", Route(StepId.SSO_APPROVAL)
    stories: dict[str, list[Told]] = {
        "not-needed": live(lgfl=False),
        "blocked": previewed(),
        "ready": live(),
        "handed-over": [*live(), *HANDED],
        "started": [*live(), *HANDED, *tasks(2)],
        "stuck": [*live(), *HANDED, *STUCK],
        "declined": [*live(), *HANDED, *DECLINED],
        "not-now": [*live(), *HANDED, *NOT_NOW],
        "approved": [*live(), *HANDED, *approved()],
        "failed": [*live(), *HANDED, *approved(), *sign_in("pupil", False)],
        "done": everything(),
    }
    with studio.window(home) as shell:
        for name, story in stories.items():
            page = studio.open(shell, tell(root, story), route)
            studio.draw(shell, f"sso-{name}")
            if name == "approved":
                assert isinstance(page, SingleSignOnPage)
                shell.press_primary()
                studio.draw(shell, "sso-errors")
        overdue = tell(root, [*live(), *HANDED], last=NOW - timedelta(days=12))
        studio.open(shell, overdue, route)
        studio.draw(shell, "sso-overdue")
        alone = tell(root, described(), kind=JourneyKind.SINGLE_SIGN_ON_ONLY)
        studio.open(shell, alone, route)
        studio.draw(shell, "sso-statement")


def headteacher(studio: Studio, home: Path) -> None:
    root = home / "data" / "journeys"
    heads: dict[str, tuple[list[Told], dict[str, object] | None]] = {
        "agree": ([*live(), *HANDED], None),
        "stuck": ([*live(), *HANDED], {**WHO, "stuck": "no-button"}),
        "away": ([*live(), *HANDED], {**WHO, "away": "asked"}),
        "later": ([*live(), *HANDED, *NOT_NOW], {**WHO, "away": "later"}),
        "declined": ([*live(), *HANDED, *DECLINED], WHO),
        "thanks": ([*live(), *HANDED, *approved()], {**WHO, "thanked": True}),
        "not-yet": (previewed(), None),
        "not-needed": (live(lgfl=False), None),
        "done": (everything(), None),
    }
    with studio.window(home) as shell:
        for name, (story, draft) in heads.items():
            folder = tell(root, story)
            if draft is not None:
                folder.save_draft(StepId.SSO_APPROVAL, {"head": draft})
            studio.open(shell, folder, HEAD)
            studio.draw(shell, f"head-{name}")
            if name == "agree":
                shell.press_primary()
                studio.draw(shell, "head-agree-errors")
        for number in range(7):
            folder = tell(root, [*live(), *HANDED, *tasks(number)])
            folder.save_draft(StepId.SSO_APPROVAL, {"head": WHO})
            page = studio.open(shell, folder, HEAD)
            studio.draw(shell, f"head-task-{number + 1}")
            if number == 2:
                assert isinstance(page, HeadteacherPage)
                page.screens.task.differs_button.click()
                studio.draw(shell, "head-task-differs")


def headteacher_alone(studio: Studio, home: Path) -> None:
    root = home / "data" / "journeys"
    with studio.window(home) as shell:
        shell.show_route(HEAD)
        studio.rest(shell)
        page = studio.page(shell)
        assert isinstance(page, HeadteacherPage)
        page._show_begin()
        studio.draw(shell, "head-begin")
        shell.press_primary()
        studio.draw(shell, "head-begin-errors")
        studio.open(shell, tell(root, described(), kind=JourneyKind.SINGLE_SIGN_ON_ONLY), HEAD)
        studio.draw(shell, "head-statement")


def finish(studio: Studio, home: Path) -> None:
    root, route = home / "data" / "journeys", Route(StepId.FINISH)
    with studio.window(home) as shell:
        studio.open(shell, tell(root, [*live(), *HANDED]), route)
        studio.draw(shell, "finish-open")
        folder = tell(root, everything())
        studio.open(shell, folder, route)
        studio.draw(shell, "finish-done")
        folder.record(JourneyFinished(), actor=TECHNICIAN, how=How.TOLD, step=StepId.FINISH, at=NOW)
        studio.open(shell, tell(root, described()), Route(StepId.SCHOOL))
        studio.open(shell, folder, route)
        studio.draw(shell, "finish-closed")


def long_names(studio: Studio, home: Path) -> None:
    """The longest name a school is likely to have, wherever its name is drawn."""
    root = home / "data" / "journeys"
    story = [*live(), *HANDED]
    payload, how, step, actor = story[0]
    story[0] = (payload.model_copy(update={"name": LONG_SCHOOL}), how, step, actor)
    with studio.window(home) as shell:
        for name, route in (
            ("long-sso", Route(StepId.SSO_APPROVAL)),
            ("long-data-test", Route(StepId.DATA_TEST)),
            ("long-head", HEAD),
            ("long-approval", Route(StepId.WONDE_APPROVAL)),
        ):
            studio.open(shell, tell(root, story), route)
            studio.draw(shell, name)


SCENES = {
    "data-test": data_test,
    "sso": single_sign_on,
    "head": headteacher,
    "head-alone": headteacher_alone,
    "finish": finish,
    "long": long_names,
}
