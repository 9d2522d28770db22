"""Another machine judged by what was pasted of it, with the checks that judge this PC."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.checks.model import Outcome
from app.checks.other_machine import OtherMachine, as_document
from app.checks.pasted import read_pasted_answer
from app.checks.report import exit_level
from app.formats.errors import NotRecognised
from tests.fakes.windows_prompt import Mail, Prompts, Thing

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
GOOD = Prompts(services=[Thing("WondeSync", "Wonde Sync")], programs=[("Wonde Client", "3.1", "Wonde Ltd")])


async def read(prompts: Prompts, mail: Mail | None = None) -> OtherMachine:
    return await read_pasted_answer((mail or Mail()).sent(prompts.powershell()), now=NOW)


def codes(machine: OtherMachine) -> list[str]:
    return [found.code for result in machine.results for found in result.findings]


async def test_a_machine_on_which_all_is_well() -> None:
    machine = await read(GOOD, Mail(quoting="> ", width=76, ends="\r\n"))
    assert codes(machine) == []
    assert machine.summary.client == "running"
    assert exit_level(machine.results) == 0
    assert machine.heading == (
        "About SIMS-SRV, as its answer says, checked 26 November 2026, 09:31 UTC."
        " “This PC” below means that machine."
    )
    outcomes = {result.check_id: result.outcome for result in machine.found}
    assert outcomes["pc.sleep"] is Outcome.PASS
    assert outcomes["net.tcp.api.wonde.com"] is Outcome.PASS
    assert outcomes["client.events"] is Outcome.SKIPPED
    document = as_document(machine)
    assert (document["source"], document["machine"]["name"]) == ("answer", "SIMS-SRV")


@pytest.mark.parametrize(
    ("prompts", "expected"),
    [
        (replace(GOOD, services=[Thing("WondeSync", "Wonde Sync", "STOPPED")]), ["CLI-02"]),
        (replace(GOOD, services=[Thing("WondeSync", "Wonde Sync", "STOPPED", "DISABLED")]), ["CLI-08"]),
        (replace(GOOD, services=[Thing("WondeSync", "Wonde Sync", start="DISABLED")]), ["CLI-09"]),
        (replace(GOOD, services=[*GOOD.services, Thing("WondeOld", "Old Wonde")]), ["CLI-10"]),
        (replace(GOOD, services=[]), ["CLI-04"]),
        (replace(GOOD, services=[], programs=[]), ["CLI-01"]),
        (replace(GOOD, sleep_s=1800), ["PCS-21"]),
        (replace(GOOD, reached=False), ["NET-22"]),
        (replace(GOOD, reached=None, sleep_s=None), ["OTH-12"]),
    ],
)
async def test_each_fault_there_is_named_as_it_would_be_here(prompts: Prompts, expected: list[str]) -> None:
    assert codes(await read(prompts)) == expected


async def test_what_is_missing_is_listed() -> None:
    machine = await read_pasted_answer("CSName : SIMS-SRV", now=NOW)
    (remark,) = machine.about.findings
    assert remark.code == "OTH-12"
    assert remark.args["missing"] == (
        "its services, its list of programs, its power settings, whether Wonde can be reached from it"
    )
    assert machine.checked_at is None
    assert machine.heading.startswith("About SIMS-SRV, as its answer says. ")
    assert codes(machine) == ["OTH-12", "CLI-05"]


async def test_a_host_that_is_not_on_the_list_keeps_its_port() -> None:
    text = "ComputerName : else.where\nRemotePort : 8443\nTcpTestSucceeded : False\n"
    machine = await read_pasted_answer(text, now=NOW)
    assert machine.found[-1].check_id == "net.tcp.else.where:8443"
    assert "reach Wonde" in machine.found[-1].findings[0].summary


@pytest.mark.parametrize("text", ["", "Hello, nothing happened when I ran it.\n\nBob", "\0" * 40])
async def test_a_text_that_is_no_answer_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(NotRecognised) as refused:
        await read_pasted_answer(text, now=NOW, where="reply.txt")
    assert str(refused.value).startswith("reply.txt: nothing in it was understood")
    assert "\n" not in str(refused.value)
