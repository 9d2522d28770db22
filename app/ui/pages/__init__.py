"""A folder for each page: its `page`, the `model` it shows, its parts. What lies beside them is shared.

To add a page, add its line to `STEP_PAGES` or `PLACE_PAGES`. A page is imported when it is first shown.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from app.journey.model import StepId
from app.ui.page import Page, Place

STEP_PAGES: Mapping[StepId, str] = {
    StepId.SCHOOL: "app.ui.pages.school.page:SchoolPage",
    StepId.ONSITE_CLIENT: "app.ui.pages.onsite_client.page:OnsiteClientPage",
    StepId.WONDE_APPROVAL: "app.ui.pages.wonde_approval.page:WondeApprovalPage",
    StepId.PREVIEW: "app.ui.pages.preview.page:PreviewPage",
    StepId.DATA_TEST: "app.ui.pages.data_test.page:DataTestPage",
    StepId.SSO_APPROVAL: "app.ui.pages.single_sign_on.page:SingleSignOnPage",
    StepId.FINISH: "app.ui.pages.finish.page:FinishPage",
}
EXPLAINS_BLOCKED = frozenset({StepId.SSO_APPROVAL, StepId.FINISH})
"""Steps whose page is worth seeing while they are blocked: it says itself what is waited for."""
PLACE_PAGES: Mapping[Place, str] = {
    Place.START: "app.ui.pages.start.page:StartPage",
    Place.HELP_SESSION: "app.ui.pages.help_session:HelpSessionPage",
    Place.HEADTEACHER: "app.ui.pages.headteacher.page:HeadteacherPage",
    Place.DOCUMENTS: "app.ui.pages.documents.page:DocumentsPage",
    Place.ANSWER: "app.ui.pages.answer.page:AnswerPage",
    Place.SCHOOLS: "app.ui.pages.schools.page:SchoolsPage",
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
