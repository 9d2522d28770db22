"""Judges another machine by a pasted answer to the read-only commands, with the checks that judge this PC."""

from __future__ import annotations

from datetime import datetime

from app.checks.client import client_checks
from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.model import Check, Finding, Outcome, Result, outcome_of
from app.checks.other_machine import Brought, OtherMachine
from app.checks.pc import pc_checks
from app.checks.wording import finding, one_line
from app.formats.errors import NotRecognised
from app.guidance.hosts import hosts
from app.guidance.other_machine import Gives
from app.host.pasted_answer import Answer, Reached, answer_in
from app.host.pasted_host import PastedHost
from app.transport.client import Transport

ABOUT = "other.answer"
_NETWORK = "net.network"
_ASKED_OF_THE_PC = ("pc.windows", "pc.sleep")


async def read_pasted_answer(text: str, *, now: datetime, where: str = "the answer") -> OtherMachine:
    """What a pasted answer says of a machine. Raises InputError where nothing in it is understood.

    `where` is what to call the text if it is of no use: a file's name.
    """
    answer = answer_in(text)
    if not answer.says_anything:
        raise NotRecognised(
            "nothing in it was understood as an answer to the commands",
            where,
            "Copy all that is on the screen there, from the first command on, and paste it whole.",
        )
    host = PastedHost(answer)
    context = Context(Transport(), host, client_place=ClientPlace.THIS_PC, now=lambda: now)
    found = await Engine(_checks()).run(context)
    remarks = _remarks(answer)
    return OtherMachine(
        brought=Brought.ANSWER,
        name=one_line(answer.machine),
        system=one_line(answer.system),
        checked_at=answer.checked_at,
        about=Result(ABOUT, "The pasted answer", outcome_of(remarks), remarks),
        found=(*found, *(_reached(each) for each in answer.reached)),
        reliable=True,
    )


def _checks() -> tuple[Check, ...]:
    """Those that an answer can say something about. Nothing is asked over any network."""
    return (*(check for check in pc_checks(_NETWORK) if check.id in _ASKED_OF_THE_PC), *client_checks())


def _remarks(answer: Answer) -> tuple[Finding, ...]:
    """What was asked for and is not in the answer."""
    there = {
        Gives.MACHINE: bool(answer.machine),
        Gives.SERVICES: bool(answer.services) or answer.services_listed or answer.services_refused,
        Gives.PROGRAMS: bool(answer.programs) or answer.programs_listed,
        Gives.SLEEP: answer.power is not None,
        Gives.REACH: bool(answer.reached),
    }
    missing = [what.words for what, is_there in there.items() if not is_there]
    return (finding("OTH-12", missing=", ".join(missing)),) if missing else ()


def _reached(each: Reached) -> Result:
    host = one_line(each.host).lower()
    known = next((entry for entry in hosts() if (entry.host, entry.port) == (host, each.port)), None)
    name = known.name if known else f"{host}:{each.port}"
    title = f"Connection on port {each.port}: {name}"
    if each.succeeded:
        return Result(f"net.tcp.{name}", title, Outcome.PASS)
    said = finding(
        "NET-22",
        evidence={"Host": name, "What was said": "Test-NetConnection: TcpTestSucceeded is not True"},
        host=name,
        port=each.port,
        purpose=known.purpose if known else "reach Wonde",
    )
    return Result(f"net.tcp.{name}", title, Outcome.FAIL, (said,))
