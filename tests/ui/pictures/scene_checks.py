"""Scenes of the checks: the on-site client and the help session, with every kind of answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from PySide6.QtWidgets import QPushButton

from app.checks.model import Check, Found
from app.checks.wording import finding
from app.journey.events import ClientConfirmed
from app.journey.model import How, StepId
from app.ui.page import Place, Route
from app.ui.pages.help_session import HelpSessionPage
from app.ui.pages.onsite_client.page import OnsiteClientPage
from app.ui.shell import Shell
from tests.fakes.journeys import NOW, TECHNICIAN, Told, school, started
from tests.fakes.windows_prompt import Prompts, Thing
from tests.ui.pictures.studio import Studio

STEP = StepId.ONSITE_CLIENT
HOSTS = ("api.wonde.com", "school.wonde.com")
Run = Callable[[Any], Awaitable[Found]]


def says(note: str = "", **of: Any) -> Run:
    async def run(_: Any) -> Found:
        return Found(note=note, **of)

    return run


async def hangs(_: Any) -> Found:
    await asyncio.Event().wait()
    return Found()


async def breaks(_: Any) -> Found:
    raise ZeroDivisionError


def checks(*, good: bool, slow: bool = False) -> tuple[Check, ...]:
    """Checks with the ids and titles of the real ones, and answers made up."""
    filtered = finding(
        "NET-47",
        evidence={
            "Host": "api.wonde.com",
            "Issuer": "Example Filter Authority 2024, Example Filters Ltd, Upper Mill",
            "Valid until": "3 March 2031",
        },
        host="api.wonde.com",
        issuer="Example Filter Authority 2024",
        purpose="talk to Wonde",
        maker="somebody we do not know",
        whose="",
        fingerprint="9F:2C:" * 15 + "9F:2C",
        when="2 March 2026, 09:14 UTC",
    )
    made = [Check("net.network", "This PC is on a network", says("192.168.4.20"))]
    for host in HOSTS:
        made.append(Check(f"net.dns.{host}", f"{host}: name", says("11 ms")))
        made.append(Check(f"net.tcp.{host}", f"{host}: connection", says("port 443")))
    tls = says("public authority") if good else says(findings=(filtered,))
    made.append(Check("net.tls.api.wonde.com", "api.wonde.com: secure connection", tls))
    made.append(Check("net.tls.school.wonde.com", "school.wonde.com: secure connection", says("fine")))
    made.append(
        Check("net.http.api.wonde.com", "api.wonde.com: answers", says("ok"), ("net.tls.api.wonde.com",))
    )
    if slow:
        made.append(Check("client.running", "Installed and running", hangs, timeout_s=600))
    elif good:
        made.append(Check("client.running", "Installed and running", says("starts by itself with Windows")))
    else:
        made.append(
            Check(
                "client.running",
                "Installed and running",
                says(
                    findings=(finding("CLI-01", patterns="wonde", account="LocalSystem", name="WondeThing"),)
                ),
            )
        )
        made.append(Check("client.programs", "Programs of that name", breaks))
    return tuple(made)


def this_pc() -> tuple[Check, ...]:
    """The families about the PC itself, the client and the MIS: most are fine, two are not."""
    sleeps = finding(
        "PCS-21",
        evidence={"Sleep": "after 30 minutes", "Hibernation": "never"},
        how="goes to sleep after 30 minutes",
    )
    silent = finding(
        "MIS-14",
        evidence={"Settings file": "C:\\Windows\\SIMS.ini", "Database server": "SIMS-SQL\\SIMS2016"},
        mis="SIMS",
        server="SIMS-SQL",
        database="sims",
        port=1433,
    )
    return (
        Check("pc.windows", "This PC’s Windows", says("Windows 11 Pro, 24H2")),
        Check("pc.clock", "This PC’s clock is right", says("0.4 s from Wonde’s")),
        Check("pc.sleep", "This PC stays on", says(findings=(sleeps,))),
        Check("pc.disk", "There is room on the disk", says("182 GB left on C:")),
        Check("pc.restart", "No restart is waited for", says("none")),
        Check("pc.dotnet", ".NET Framework is here", says("4.8.1")),
        Check("client.installed", "Wonde’s client is on this PC", says("Wonde Sync 3.2")),
        Check("client.starts", "It starts by itself with Windows", says("automatic")),
        Check("client.running", "Wonde’s client is running", says("as LocalSystem")),
        Check(
            "mis.client",
            "Your MIS and Wonde’s client",
            says(skip_reason="SIMS usually needs it; only Wonde can say for sure."),
        ),
        Check("mis.settings", "The MIS’s settings on this PC", says("SIMS.ini")),
        Check("mis.database", "The MIS’s database can be reached", says(findings=(silent,))),
    )


@contextmanager
def answering(made: tuple[Check, ...]) -> Iterator[None]:
    with (
        mock.patch("app.ui.pages.onsite_client.run.checks_for", return_value=made),
        mock.patch("app.checks.catalogue.checks_for", return_value=made),
    ):
        yield


def onsite(studio: Studio, home: Path) -> None:
    root = home / "data" / "journeys"
    fresh = started(root, Told.DESCRIBED)
    with studio.window(home) as shell:
        page = studio.open(shell, fresh, Route(STEP))
        assert isinstance(page, OnsiteClientPage)
        studio.draw(shell, "onsite-empty")
        with answering(checks(good=True, slow=True)):
            page.checks.run()
            studio.settle(lambda: page.checks.has_results)
            studio.draw(shell, "onsite-running", at_rest=False)
            page.checks.stop()
            studio.draw(shell, "onsite-stopped")
        with answering(checks(good=False)):
            page.checks.run()
            studio.draw(shell, "onsite-trouble")
            page.checks.phone_button.setChecked(True)
            studio.draw(shell, "onsite-phone")
            page.checks.phone_button.setChecked(False)
            for button in page.findChildren(QPushButton):
                if button.text() in ("See the request", "Show evidence") and button.isVisibleTo(page):
                    button.click()
            studio.draw(shell, "onsite-trouble-open")
        with answering(checks(good=True)):
            page.checks.run()
            studio.draw(shell, "onsite-fine")
        with answering((*checks(good=True)[:-1], *this_pc())):
            page.checks.run()
            studio.draw(shell, "onsite-families")
        page._run_failed(ZeroDivisionError())
        studio.draw(shell, "onsite-error")


def told(studio: Studio, home: Path) -> None:
    root = home / "data" / "journeys"
    elsewhere = started(root, Told.NOTHING, at=NOW - timedelta(days=2))
    answers = school().model_copy(update={"client_place": "elsewhere"})
    elsewhere.record(answers, actor=TECHNICIAN, how=How.TOLD, step=StepId.SCHOOL, at=NOW - timedelta(hours=9))
    known = started(root, Told.DESCRIBED)
    known.record(
        ClientConfirmed(basis="wonde-says-online", reference="INC-4711"),
        actor=TECHNICIAN,
        how=How.TOLD,
        step=STEP,
        at=NOW - timedelta(hours=2),
    )
    linked = started(root, Told.NOTHING, at=NOW - timedelta(days=4))
    answers = school().model_copy(update={"already_through_wonde": "yes"})
    linked.record(answers, actor=TECHNICIAN, how=How.TOLD, step=StepId.SCHOOL, at=NOW - timedelta(hours=9))
    with studio.window(home) as shell:
        page = studio.open(shell, elsewhere, Route(STEP))
        assert isinstance(page, OnsiteClientPage)
        page.ask.unfold()
        studio.draw(shell, "onsite-elsewhere")
        page.statement._press()
        studio.draw(shell, "onsite-statement-error")
        _other_machine(studio, shell, page)
        studio.open(shell, known, Route(STEP))
        studio.draw(shell, "onsite-told")
        studio.open(shell, linked, Route(STEP))
        studio.draw(shell, "onsite-linked")


def _other_machine(studio: Studio, shell: Shell, page: OnsiteClientPage) -> None:
    """What to run on the machine of the client, a paste that is no answer, and one that is."""
    page.ask.unfold(False)
    page.statement.unfold(False)
    other = page.other
    other.unfold()
    studio.draw(shell, "onsite-other-machine")
    other.read.setFocus()
    other.answer.setPlainText("Dear colleague, it runs.")
    other.read.click()
    studio.draw(shell, "onsite-other-trouble")
    stopped = Prompts(services=[Thing("WondeSync", "Wonde Sync", "STOPPED")], sleep_s=1800)
    other.answer.setPlainText(stopped.powershell())
    other.read.click()
    studio.rest(shell)
    other.note_button.setFocus()
    studio.draw(shell, "onsite-other-found")


def help_session(studio: Studio, home: Path) -> None:
    with studio.window(home) as shell:
        with answering(checks(good=True, slow=True)):
            shell.show_route(Route(Place.HELP_SESSION))
            page = studio.page(shell)
            assert isinstance(page, HelpSessionPage)
            studio.settle(lambda: bool(page._run.results))
            studio.draw(shell, "help-session-running", at_rest=False)
            page.stop()
        with answering(checks(good=False)):
            page.run()
            studio.draw(shell, "help-session")


SCENES = {"onsite": onsite, "onsite-told": told, "help-session": help_session}
