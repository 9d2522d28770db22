"""Two cards beside the witnessed sign-ins: the way to the sign-in page, and who is in only one of the feeds.

Neither proves that signing in works. The record keeps that they were tried and what came of it, in codes and
numbers, and claims nothing from it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.guidance.content import Content, Template, Words, fill, read_content
from app.journey.events import SsoAccountsCompared, SsoWayFollowed
from app.journey.model import How, StepId
from app.journey.wording import school_time
from app.ui import theme
from app.ui.page import Page, Route
from app.ui.pages.documents.model import trouble_line
from app.ui.pages.documents.parts import SavedNotice
from app.ui.pages.onsite_client.parts import FoldCard, button, flow, record
from app.ui.tasks import Report
from app.ui.widgets.clearing import clear
from app.ui.widgets.form import Form
from app.ui.widgets.notice import NoticeKind
from app.ui.widgets.save_as import ask_file, ask_where
from app.ui.widgets.steps import NumberedSteps
from app.ui.widgets.text import Role, label

if TYPE_CHECKING:
    from app.checks.sign_in_page import WayThere
    from app.roster.accounts import AccountComparison
    from app.roster.database import Roster

AGAIN = timedelta(minutes=15)
LISTS = "Lists (*.csv *.txt)"


class _WayWords(Content):
    title: Words
    text: Words
    address: Words
    address_hint: Words
    expect: Words
    expect_hint: Words
    button: Words
    again: Words
    bad: Words
    following: Words
    stops: Words
    when: Template
    waits: Template


class _AccountsWords(Content):
    title: Words
    text: Words
    no_people: Words
    to_preview: Words
    choose: Words
    comparing: Words
    matched: Template
    all_matched: Words
    save: Words
    save_hint: Words
    name: Words


class ProofContent(Content):
    """resources/catalogues/sign-on-proof.toml."""

    version: Words
    way: _WayWords
    accounts: _AccountsWords


@functools.cache
def proof_content() -> ProofContent:
    """The wording. Raises ContentError."""
    return read_content(ProofContent, "catalogues", "sign-on-proof.toml")


class WayCard(FoldCard):
    """Follows the way to the sign-in page, now or once more in a while."""

    def __init__(self, page: Page) -> None:
        self._words = proof_content().way
        super().__init__("way", self._words.title, parent=page)
        self._page = page
        self.inside.addWidget(label(self._words.text, Role.SECONDARY, parent=self))
        self.form = Form(self)
        self.address, self.expect = QLineEdit(self), QLineEdit(self)
        self.form.add("way-address", self._words.address, self.address, self._words.address_hint, wide=True)
        self.form.add("way-expect", self._words.expect, self.expect, self._words.expect_hint)
        self.inside.addWidget(self.form)
        self.button = button(self, "follow-way", self._words.button, self.follow)
        self.again = button(self, "follow-way-again", self._words.again, self._wait)
        self.inside.addWidget(flow(self.button, self.again, parent=self))
        self.result = SavedNotice("way", self)
        self.inside.addWidget(self.result)
        self._led = label(self._words.stops, Role.STRONG, parent=self)
        self._stops = NumberedSteps(self)
        self._limit = label("", Role.SECONDARY, parent=self)
        for part in (self._led, self._stops, self._limit):
            part.setVisible(False)
            self.inside.addWidget(part)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.follow)

    def follow(self) -> None:
        """Follows what is written now. Only https: a plain address is no place to begin to sign in."""
        self._timer.stop()
        address = self.address.text().strip()
        if not _may_be_followed(address):
            self.form.set_error("way-address", self._words.bad)
            self.address.setFocus()
            return
        self.form.set_error("way-address", "")
        services, expected = self._page.services, self.expect.text().strip() or None

        async def follow(_: Report) -> WayThere:
            from app.checks.sign_in_page import follow_sign_in

            async with services.transport() as transport:
                return await follow_sign_in(transport, address, expected=expected)

        self.button.setEnabled(False)
        self.result.say_waiting(self._words.following)
        services.tasks.start(follow, owner=self, done=self._followed, failed=self._failed, key="way")

    @property
    def waits(self) -> bool:
        """Whether it will be followed again by itself."""
        return self._timer.isActive()

    def _wait(self) -> None:
        self._timer.start(round(AGAIN.total_seconds() * 1000))
        self.result.say_waiting(fill(self._words.waits, {"time": self._clock(AGAIN)}))

    def _followed(self, way: WayThere) -> None:
        self.button.setEnabled(True)
        when = fill(self._words.when, {"time": self._clock()})
        reached = way.outcome == "reached"
        kind = NoticeKind.FINE if reached else NoticeKind.CAUTION
        self.result.say_found(kind, f"{way.do} {when}".strip(), way.text)
        self._stops.show_steps(way.stops)
        self._limit.setText(way.limit)
        for part in (self._led, self._stops, self._limit):
            part.setVisible(True)
        tried = SsoWayFollowed(outcome=str(way.outcome), steps=len(way.stops))
        record(self._page, tried, How.MEASURED, StepId.SSO_APPROVAL)

    def _failed(self, problem: Exception) -> None:
        from app.transport.errors import TransportError

        self.button.setEnabled(True)
        known = isinstance(problem, TransportError)
        self.result.say_trouble(str(problem) if known else trouble_line(problem))

    def _clock(self, after: timedelta = timedelta()) -> str:
        return f"{school_time(self._page.services.now() + after):%H:%M}"


def _may_be_followed(address: str) -> bool:
    from app.transport.client import checked_host
    from app.transport.errors import AddressRefused

    try:
        return bool(checked_host(address))
    except AddressRefused:
        return False


@dataclass(frozen=True, slots=True)
class _Counted:
    compared: AccountComparison
    document: dict[str, Any]

    @property
    def event(self) -> SsoAccountsCompared:
        """What the record keeps of it."""
        matched, outcomes = self.document["matched"], self.document["outcomes"]
        return SsoAccountsCompared(
            accounts=self.document["accounts"],
            students=matched["student"],
            staff=matched["staff"],
            left={one["id"]: one["count"] for one in outcomes if one["count"]},
        )


class AccountsCard(FoldCard):
    """Compares a list of USO accounts with the people in the preview, in numbers; names only into a file."""

    def __init__(self, page: Page) -> None:
        self._words = proof_content().accounts
        super().__init__("accounts", self._words.title, parent=page)
        self._page = page
        self._counted: _Counted | None = None
        self.inside.addWidget(label(self._words.text, Role.SECONDARY, parent=self))
        self._none = label(self._words.no_people, parent=self)
        self.inside.addWidget(self._none)
        self.preview = button(self, "accounts-preview", self._words.to_preview, self._to_preview)
        self.choose = button(self, "choose-accounts", self._words.choose, self._choose)
        self.inside.addWidget(flow(self.preview, self.choose, parent=self))
        self._matched = label("", Role.STRONG, parent=self)
        self.inside.addWidget(self._matched)
        self._found = QWidget(self)
        self._rows = QVBoxLayout(self._found)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(4))
        self.inside.addWidget(self._found)
        self._hint = label(self._words.save_hint, Role.SMALL, parent=self)
        self.save = button(self, "save-accounts", self._words.save, self._ask_where)
        self.inside.addWidget(flow(self.save, parent=self))
        self.inside.addWidget(self._hint)
        self.saved = SavedNotice("accounts", self)
        self.inside.addWidget(self.saved)
        self.unfolded.connect(lambda _open: self.show_people())
        self.show_people()

    def show_people(self) -> None:
        """Offers what can be done now: whether there are people to compare with, and a result."""
        people = self._page.services.people is not None
        self._none.setVisible(not people)
        self.preview.setVisible(not people)
        self.choose.setVisible(people)
        counted = self._counted is not None
        for part in (self._matched, self._found):
            part.setVisible(counted)
        named = self._counted is not None and bool(self._counted.compared.found)
        for part in (self.save, self._hint):
            part.setVisible(named)

    def forget(self) -> None:
        """Nothing of a comparison is kept: it holds people."""
        self._counted = None
        self.saved.setVisible(False)
        self.show_people()

    def _to_preview(self) -> None:
        self._page.go.emit(Route(StepId.PREVIEW))

    def _choose(self) -> None:
        ask_file(self, self._words.choose, LISTS, self._compare, called="accounts-file")

    def _compare(self, path: Path) -> None:
        people = self._page.services.people
        if people is None:
            return
        self._counted = None
        self.show_people()
        self.saved.say_waiting(self._words.comparing)
        self._start(functools.partial(_compared, people, path), self._shown)

    def _shown(self, counted: _Counted) -> None:
        self._counted = counted
        self.saved.setVisible(False)
        document = counted.document
        told = {
            "accounts": f"{document['accounts']:,}",
            "students": f"{document['matched']['student']:,}",
            "staff": f"{document['matched']['staff']:,}",
        }
        self._matched.setText(fill(self._words.matched, told))
        clear(self._rows)
        some = [one for one in document["outcomes"] if one["count"]]
        if not some and document["keys"]:
            self._rows.addWidget(label(self._words.all_matched, tone="fine", parent=self._found))
        for one in some:
            self._rows.addWidget(label(f"{one['count']:,}: {one['title']}", Role.STRONG, parent=self._found))
            self._rows.addWidget(label(one["remedy"], Role.SECONDARY, parent=self._found))
        for note in (*counted.compared.notes, *document["complaints"][:5]):
            self._rows.addWidget(label(note, Role.SMALL, parent=self._found))
        self.show_people()
        self._page.say(self._matched.text())
        if document["keys"]:
            record(self._page, counted.event, How.MEASURED, StepId.SSO_APPROVAL)

    def _ask_where(self) -> None:
        kinds = "CSV files (*.csv)"
        ask_where(self, self._words.save, self._words.name, kinds, self._write, called="accounts-save")

    def _write(self, path: Path) -> None:
        counted = self._counted
        if counted is not None:
            self._start(
                functools.partial(_saved, counted.compared, path),
                lambda _rows: self.saved.say_saved((path,), self._words.save_hint),
                writes=True,
            )

    def _start(self, does: Callable[[], Any], done: Callable[[Any], None], *, writes: bool = False) -> None:
        tasks = self._page.services.tasks
        tasks.call(does, owner=self, done=done, failed=self._failed, key="accounts", must_run=writes)

    def _failed(self, problem: Exception) -> None:
        self.saved.say_trouble(trouble_line(problem))


def _compared(people: Roster, path: Path) -> _Counted:
    from app.formats.account_list import read_account_list
    from app.roster.accounts import accounts_document, compare_accounts

    compared = compare_accounts(people, read_account_list(path))
    return _Counted(compared, accounts_document(compared, path))


def _saved(compared: AccountComparison, path: Path) -> int:
    from app.roster.accounts import save_accounts_csv

    return save_accounts_csv(compared, path, replace=True)
