"""Everything a page may use, handed to it in one object.

Parts that are slow to import or to ask (the keyring, HTTP) are made when first used; ask for `token()` and
`wonde_school_id()` on a worker thread (`services.tasks.call`), since a keyring may take its time.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.host.policy import Policy
from app.ui.page import View
from app.ui.workers import WorkerPool

if TYPE_CHECKING:
    from app.evidence.redaction import Guard
    from app.host.facts import Host
    from app.practice.process import PracticeAddress
    from app.roster.database import Roster
    from app.storage.paths import AppPaths
    from app.storage.secrets import TokenStore
    from app.storage.settings import Settings
    from app.transport.client import Transport
    from app.ui.names import NamesSwitch
    from app.ui.open_journey import OpenJourney
    from app.ui.tasks import TaskRunner
    from app.ui.theme import Theme


def open_in_browser(url: str) -> bool:
    """Opens an http(s) address in the user's browser. False where there is none, or for any other scheme."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    address = QUrl(url, QUrl.ParsingMode.StrictMode)
    if address.scheme() not in ("http", "https"):
        return False
    return QDesktopServices.openUrl(address)


@dataclass
class Services:
    """Shared by all pages; lives on the main thread."""

    paths: AppPaths
    """Where journeys are: the practice ones while `practice` is set."""
    settings: Settings
    tasks: TaskRunner
    theme: Theme
    names: NamesSwitch
    keep_settings: Callable[[AppPaths, Settings, Settings], None]
    """Writes what is other in the second than in the first."""
    settings_paths: AppPaths
    """Settings are the user's own, practice or not."""
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    open_url: Callable[[str], bool] = open_in_browser
    journey: OpenJourney | None = None
    """The open journey; None on the start page and in a help session."""
    practice: PracticeAddress | None = None
    """Set while the window shows the practice school."""
    people: Roster | None = None
    """Everyone the preview holds now: whatever leaves the program meanwhile is searched for them."""
    view: View = View.TECHNICIAN
    _stores: dict[str, TokenStore] = field(default_factory=dict, repr=False)
    settings_problem: str = ""
    """What was wrong with the settings' file or the administrator's settings, shown at start."""
    policy: Policy = field(default_factory=Policy)
    """What the administrator has set; it beats `settings`."""
    _kept: Settings | None = field(default=None, repr=False)
    """The settings as this window wrote them last, set by the thread that keeps them; None until the first
    change."""
    _keeping: WorkerPool = field(default_factory=lambda: WorkerPool(1), repr=False)
    """One thread, so that settings are kept in the order they were chosen."""

    @functools.cached_property
    def host(self) -> Host:
        """Facts about this PC."""
        from app.host.here import this_host

        return this_host(self.policy.own_proxy(self.settings.proxy))

    @property
    def tokens(self) -> TokenStore:
        """The keyring, where practice has a place of its own. First touch it on a worker thread."""
        from app.storage.secrets import SERVICE, TokenStore

        service = f"{SERVICE} practice" if self.is_practice else SERVICE
        return self._stores.setdefault(service, TokenStore(service))

    def transport(self) -> Transport:
        """A new pool of connections that goes through this PC's proxy and trust. Use `async with`."""
        from app.transport.client import Transport

        return Transport(proxy_for=self.host.proxy_for)

    @property
    def is_practice(self) -> bool:
        """Whether everything shown is the practice school's."""
        return self.practice is not None

    @property
    def api_url(self) -> str:
        """Wonde's API, or the practice school's."""
        return self.practice.api_url if self.practice else self.policy.api_url or self.settings.api_url

    @property
    def wonde_portal_url(self) -> str:
        """The portal where itslearning is approved, or the practice one."""
        return self.practice.portal_url if self.practice else self.settings.wonde_portal_url

    @property
    def atomwide_portal_url(self) -> str:
        """The portal where the headteacher approves single sign-on, or the practice one."""
        return f"{self.practice.portal_url}/head" if self.practice else self.settings.atomwide_portal_url

    def address_for(self, setting: str) -> str:
        """The address a guide's task names, as `wonde_portal_url`. Raises AttributeError."""
        return str(getattr(self, setting))

    def token(self) -> str | None:
        """The school's Wonde token, if one is held. May block: call it on a worker thread.

        The practice school has one ready, unless someone chose to practise without, as most schools must.
        """
        from app.storage.secrets import WONDE

        if self.practice and not self.settings.practice_without_token:
            return self.practice.token
        held = self.tokens.get(WONDE)
        return str(held) if held else None

    def guard(self) -> Guard:
        """What must not be in a document: the people loaded and the token held. May block for seconds: call
        it on a worker thread."""
        from app.evidence.redaction import Guard

        return Guard.of(self.people, tokens=filter(None, (self.token(),)))

    def change_settings(self, **changes: Any) -> None:
        """Keeps changed settings, written off the main thread. Raises ValueError."""
        self._kept = self._kept or self.settings
        self.settings = after = self.settings.changed(**changes)
        paths, keep = self.settings_paths, self.keep_settings

        def write() -> None:
            keep(paths, self._kept or after, after)
            self._kept = after

        self.tasks.call(
            write,
            owner=self.tasks,
            failed=_not_kept,
            on=self._keeping,
            must_run=True,
        )


def _not_kept(_: Exception) -> None:
    """Used until the program closes; the next change tries to keep this one too."""
