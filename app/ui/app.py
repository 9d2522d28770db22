"""Start-up of the window. The window is on screen before anything slow is imported or asked."""

from __future__ import annotations

import contextlib
import logging
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app import __version__
from app.host.policy import Policy, this_policy
from app.journey.model import JourneyKind
from app.storage.paths import APP_NAME, AppPaths, app_paths
from app.storage.settings import Settings, keep_changes, load_settings
from app.ui import icons
from app.ui.crash import CrashReporter
from app.ui.desk import JourneyDesk
from app.ui.garbage import GarbageWatch
from app.ui.names import NamesSwitch
from app.ui.page import NEXT, START
from app.ui.pages.start.page import StartPage
from app.ui.painted import FirstPainting
from app.ui.services import Services
from app.ui.shell import Shell
from app.ui.tasks import TaskRunner
from app.ui.theme import DRAWS_FUSION, STYLE, Theme
from app.ui.tokens import Token

log = logging.getLogger(__name__)

LOCK_HELD_S = 0.0002
"""How long a busy thread may keep Python's lock while the window's wants it.

Qt works without the lock and asks for it back at every method of ours, dozens of times while a page is drawn.
Measured with one busy thread: the window's loop waited half as long as at Python's own 5 ms.
"""

UNSEEN_MS = 3000
"""How long a window that is not painted, as one that opens minimised, is waited for before work begins."""


def run_window(practice: bool = False, journey: Path | None = None) -> int:
    """Opens the window and returns the exit code once it is closed. Call it once per process.

    `practice` opens the practice school; `journey` opens that folder, else the start page is shown.
    """
    app = application()
    share_the_lock()
    window = build(app, app_paths())
    reporter = CrashReporter(window.services.theme, window)
    reporter.install()
    garbage = GarbageWatch(window)
    window.services.tasks.hold()
    window.show_route(START)
    window.finish_opening()

    def begin() -> None:
        window.services.tasks.release()
        first_errand(window, garbage, practice, journey)

    FirstPainting(window.page or window, begin, UNSEEN_MS)
    window.show_whole()
    try:
        return app.exec()
    finally:
        reporter.uninstall()
        garbage.stop()


def application() -> QApplication:
    """The one QApplication, named and with our icon."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        app = found
    else:
        app = QApplication([*sys.argv[:1], "-style", STYLE])
        app.setProperty(DRAWS_FUSION, True)
    app.setApplicationName(APP_NAME)
    app.setApplicationVersion(__version__)
    return app


def share_the_lock() -> None:
    """Has threads that compute let the window's thread in more often."""
    sys.setswitchinterval(LOCK_HELD_S)


def build(app: QApplication, paths: AppPaths) -> Shell:
    """The window with everything it needs, not yet shown."""
    settings, problem = load_settings(paths)
    theme = Theme(app, settings.theme, settings.text_percent)
    policy = this_policy()
    problems = " ".join(filter(None, (problem, *policy.problems)))
    services = services_for(theme, paths, settings, problems, policy)
    app.setWindowIcon(icons.icon("school", Token.ACCENT))
    desk = JourneyDesk(services, theme)
    return Shell(services, desk)


def services_for(
    theme: Theme, paths: AppPaths, settings: Settings, problem: str = "", policy: Policy | None = None
) -> Services:
    """What pages are handed."""
    return Services(
        paths=paths,
        settings=settings,
        tasks=TaskRunner(theme),
        theme=theme,
        names=NamesSwitch(theme),
        keep_settings=keep_changes,
        settings_paths=paths,
        settings_problem=problem,
        policy=policy or Policy(),
    )


def warm_up(policy: Policy, guide_pack: str | None = None) -> str:
    """Imports and reads, on a worker thread, what pages will ask for: the first then opens at once. Of the
    keyring only the way to it is looked for; nothing is read.

    `guide_pack` is the folder of guides that the user chose. Returns why it, or the administrator's, is not
    used, as one sentence, or nothing.
    """
    import keyring

    from app.guidance.contacts import contacts
    from app.guidance.content import ContentError
    from app.guidance.findings import finding_catalogue
    from app.guidance.help import help_pages
    from app.guidance.hosts import hosts
    from app.guidance.messages import messages
    from app.guidance.mis import mis_catalogue
    from app.guidance.portal import guide, use_pack
    from app.guidance.questions import questions
    from app.guidance.services import program_patterns
    from app.host import here
    from app.journey import folder, listing, state
    from app.journey.steps import journey_definition
    from app.transport import client as transport_client
    from app.transport import routing
    from app.ui import error_panel, help_window, message_window, work_panel
    from app.ui.pages import STEP_PAGES, NoSuchPage, page_class
    from app.wonde import client as wonde_client

    for content in (
        mis_catalogue,
        questions,
        help_pages,
        contacts,
        finding_catalogue,
        hosts,
        messages,
        program_patterns,
    ):
        content()
    guides = policy.guides(guide_pack)
    problem = use_pack(guides, which=policy.which_guides) if guides is not None else ""
    guide("wonde-approval")
    guide("atomwide-sso")
    for step in STEP_PAGES:
        with contextlib.suppress(NoSuchPage):
            page_class(step)
    for kind in JourneyKind:
        with contextlib.suppress(ContentError):  # not every kind has its steps in this version
            journey_definition(kind)
    keyring.get_keyring()
    ready = (
        *(error_panel, folder, help_window, here, listing, message_window),
        *(routing, state, transport_client, wonde_client, work_panel),
    )
    log.debug("warmed up: %s", ", ".join(module.__name__ for module in ready))
    return problem


def first_errand(window: Shell, garbage: GarbageWatch, practice: bool, journey: Path | None) -> None:
    """What the window was opened for, and getting ready for what comes next. Call it once it shows."""
    page = window.page
    services = window.services

    def warm(problem: str) -> None:
        garbage.begin()
        if problem:
            services.settings_problem = f"{services.settings_problem} {problem}".strip()
            if window.page is not None:
                window.page.changed.emit()

    def not_warm(problem: Exception) -> None:
        garbage.begin()
        sys.excepthook(type(problem), problem, problem.__traceback__)

    policy, pack = services.policy, services.settings.guide_pack
    services.tasks.call(lambda: warm_up(policy, pack), owner=window, done=warm, failed=not_warm)
    if practice and isinstance(page, StartPage):
        page.start_practice()
    elif journey is not None:
        window.desk.open(journey, NEXT)
