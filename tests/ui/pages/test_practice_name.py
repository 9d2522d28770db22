"""In practice the school already has a name: what the page suggests is what the server answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit

from app.journey.model import StepId
from app.ui.page import Route
from tests.fakes.journeys import Told, started
from tests.fakes.practice import RunningPractice
from tests.ui.pages.conftest import Show


def test_the_page_suggests_the_name_the_practice_school_goes_by(
    show: Show, practice: Callable[..., RunningPractice]
) -> None:
    served = practice()
    on = show(StepId.SCHOOL, practice=served)
    fresh = started(on.shown.paths.journeys, Told.NOTHING, practice=True)
    on.shown.open(fresh, Route(StepId.SCHOOL))
    on.settle()
    name = on.shown.find("school-name")
    assert isinstance(name, QLineEdit)
    assert name.text() == served.school.identity.name
    assert on.shown.shell.services.journey is not None
