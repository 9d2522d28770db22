"""One page per step of a journey: views over one view-model each.

To add a page, add its line to `STEP_PAGES`. A page is imported when it is first shown.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from app.journey.model import StepId
from app.ui.page import Page, Place

STEP_PAGES: Mapping[StepId, str] = {
    StepId.SCHOOL: "app.ui.pages.school:SchoolPage",
    StepId.ONSITE_CLIENT: "app.ui.pages.onsite_client:OnsiteClientPage",
    StepId.WONDE_APPROVAL: "app.ui.pages.wonde_approval:WondeApprovalPage",
    StepId.PREVIEW: "app.ui.pages.preview:PreviewPage",
    StepId.DATA_TEST: "app.ui.pages.data_test:DataTestPage",
    StepId.SSO_APPROVAL: "app.ui.pages.single_sign_on:SingleSignOnPage",
    StepId.FINISH: "app.ui.pages.finish:FinishPage",
}
EXPLAINS_BLOCKED = frozenset({StepId.SSO_APPROVAL, StepId.FINISH})
"""Steps whose page is worth seeing while they are blocked: it says itself what is waited for."""
PLACE_PAGES: Mapping[Place, str] = {
    Place.START: "app.ui.pages.start:StartPage",
    Place.HELP_SESSION: "app.ui.pages.help_session:HelpSessionPage",
    Place.HEADTEACHER: "app.ui.pages.headteacher:HeadteacherPage",
    Place.DOCUMENTS: "app.ui.pages.documents:DocumentsPage",
    Place.ANSWER: "app.ui.pages.answer:AnswerPage",
    Place.SCHOOLS: "app.ui.pages.schools:SchoolsPage",
}


class NoSuchPage(Exception):
    """There is no page for a step or place in this version."""


def page_class(to: StepId | Place) -> type[Page]:
    """The page for a step or place. Raises NoSuchPage where this version has none."""
    where = STEP_PAGES.get(to) if isinstance(to, StepId) else PLACE_PAGES.get(to)
    if where is None:
        raise NoSuchPage(str(to))
    module_name, _, name = where.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as problem:
        if problem.name != module_name:
            raise
        raise NoSuchPage(str(to)) from None
    found: type[Page] = getattr(module, name)
    return found
