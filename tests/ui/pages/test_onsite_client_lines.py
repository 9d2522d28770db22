"""Checks as lines: one question a line, told once for all hosts, counted alike on page and in ledger."""

from __future__ import annotations

import pytest

from app.checks.catalogue import checks_for
from app.checks.context import ClientPlace
from app.checks.model import Check, Finding, Outcome, Result, Severity
from app.checks.wording import finding
from app.journey.events import ClientConfirmed
from app.journey.model import How
from app.ui.pages.onsite_client import lines as lines
from app.ui.pages.onsite_client import model as words
from app.ui.pages.onsite_client.model import School
from app.ui.pages.onsite_client.phone import phone_words
from tests.fakes.journeys import school

HOSTS = lines.hosts_for(School(school(lgfl=False)))
CHECKS = lines.wanted(checks_for(None, HOSTS), ClientPlace.THIS_PC, with_token=False)


def untrusted(host: str, issuer: str = "Filter CA", severity: Severity = Severity.MEND) -> Finding:
    made = finding(
        "NET-47", evidence={"Host": host, "Issued by": issuer}, host=host, purpose=f"use {host}",
        issuer=issuer, problem="", reason="not known", maker="a web filter", whose="", when="today",
        fingerprint=f"print of {host}",
    )  # fmt: skip
    return made if severity is Severity.MEND else Finding(made.code, severity, made.summary, args=made.args)


def result(check: Check, outcome: Outcome = Outcome.PASS, *findings: Finding, note: str = "") -> Result:
    return Result(check.id, check.title, outcome, findings, 0.1, note)


def answers(special: dict[str, Result] | None = None) -> dict[str, Result]:
    return {check.id: (special or {}).get(check.id) or result(check, note="11 ms") for check in CHECKS}


def check(check_id: str) -> Check:
    return next(entry for entry in CHECKS if entry.id == check_id)


def test_hosts_of_the_practice_school_are_all_on_this_pc_and_named_once() -> None:
    practice = ("http://127.0.0.1:8123/v1.0", "http://127.0.0.1:8123/portal")
    assert [entry.name for entry in lines.hosts_for(School(), practice)] == ["127.0.0.1:8123"]


def test_lgfl_schools_have_their_own_hosts_too() -> None:
    names = {entry.name for entry in lines.hosts_for(School(school(lgfl=True)))}
    assert names > {entry.name for entry in HOSTS}


def test_which_checks_are_asked() -> None:
    everything = checks_for(None, HOSTS)
    without = {c.id for c in lines.wanted(everything, ClientPlace.NOT_NEEDED, with_token=False)}
    assert not any(check_id.startswith(("client.", "wonde.")) for check_id in without)
    with_token = {c.id for c in lines.wanted(everything, ClientPlace.THIS_PC, with_token=True)}
    assert set(lines.WONDE_LINES) <= with_token
    assert "wonde.approved" not in with_token, "that is the next step's business"


def test_a_line_waits_for_every_host() -> None:
    found = answers()
    del found["net.dns.api.wonde.com"]
    shown = lines.lines(CHECKS, found, approved=False)
    assert "net.dns" not in shown
    assert shown["net.tcp"].note == "3 hosts, 11 ms"


def test_one_cause_at_two_hosts_is_told_once() -> None:
    hosts = ("api.wonde.com", "school.wonde.com")
    special = {
        f"net.tls.{host}": result(check(f"net.tls.{host}"), Outcome.FAIL, untrusted(host)) for host in hosts
    }
    tls = lines.lines(CHECKS, answers(special), approved=False)["net.tls"]
    assert tls.outcome is Outcome.FAIL
    assert len(tls.findings) == 1
    told = tls.findings[0]
    assert "api.wonde.com (and school.wonde.com)" in told.summary
    assert told.remedy is not None
    assert told.remedy.copy_text is not None
    assert all(host in told.remedy.copy_text for host in hosts)
    assert told.remedy.action_id is None, "evidence has a button of its own"
    assert {"Issued by, api.wonde.com", "Issued by, school.wonde.com"} <= set(told.evidence)


def test_two_causes_are_told_apart() -> None:
    special = {
        f"net.tls.{host}": result(check(f"net.tls.{host}"), Outcome.FAIL, untrusted(host, issuer))
        for host, issuer in (("api.wonde.com", "Filter CA"), ("school.wonde.com", "Other CA"))
    }
    assert len(lines.lines(CHECKS, answers(special), approved=False)["net.tls"].findings) == 2


def test_hosts_left_out_are_counted_out() -> None:
    skipped = Result("net.tcp.api.wonde.com", "", Outcome.SKIPPED, note="Left to the proxy.")
    shown = lines.lines(CHECKS, answers({"net.tcp.api.wonde.com": skipped}), approved=False)
    assert shown["net.tcp"].note == "2 of 3 hosts"


def test_before_the_approval_a_token_without_a_school_is_no_fault() -> None:
    asked = lines.wanted(checks_for(None, HOSTS), ClientPlace.THIS_PC, with_token=True)
    found = {entry.id: result(entry) for entry in asked}
    empty = next(entry for entry in asked if entry.id == "wonde.schools")
    found["wonde.schools"] = result(empty, Outcome.FAIL, finding("WON-11"))
    early = lines.lines(asked, found, approved=False)["wonde.schools"]
    assert (early.outcome, early.note) == (Outcome.SKIPPED, lines.NOT_YET_APPROVED)
    assert lines.lines(asked, found, approved=True)["wonde.schools"].outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("special", "client", "outcome"),
    [
        ({}, "running", "pass"),
        ({"client.running": "CLI-02"}, "stopped", "fail"),
        ({"client.installed": "CLI-01"}, "not-found", "fail"),
        ({"client.installed": "CLI-07"}, "not-found", "warn"),
        ({"client.installed": "CLI-05"}, "not-read", "warn"),
    ],
)
def test_what_goes_into_the_ledger(special: dict[str, str], client: str, outcome: str) -> None:
    args = {"service": "Wonde", "state": "stopped", "reason": "Windows refused it", "start": ""}
    made = {}
    for check_id, code in special.items():
        told = finding(code, **args)
        failed = Outcome.FAIL if told.severity is Severity.MEND else Outcome.WARN
        made[check_id] = result(check(check_id), failed, told)
    if "client.installed" in special:
        made["client.running"] = result(check("client.running"), Outcome.SKIPPED, note="because")
    shown = lines.lines(CHECKS, answers(made), approved=False)
    event = lines.checked_event(ClientPlace.THIS_PC, shown)
    assert (event.client, event.outcome) == (client, outcome)
    assert event.codes == tuple(special.values())
    assert event.fine == lines.Tally.of(shown.values()).fine


def test_asking_one_line_again_asks_what_hangs_on_it_too() -> None:
    asked = {entry.id for entry in lines.again(CHECKS, "net.tls")}
    assert {"net.network", "net.dns.api.wonde.com", "net.http.api.wonde.com"} <= asked
    assert "client.installed" not in asked


def test_a_stopped_run_says_so_and_is_not_complete() -> None:
    run = lines.Run(checks=CHECKS, results={CHECKS[0].id: result(CHECKS[0])})
    run.stop()
    assert not run.complete
    assert {entry.outcome for entry in run.results.values()} == {Outcome.PASS, Outcome.SKIPPED}
    assert lines.Run(checks=CHECKS, results=answers()).complete


def test_the_request_is_that_of_the_first_thing_to_mend() -> None:
    soft = untrusted("eu1.itslearning.com", severity=Severity.LOOK_AT)
    hard = untrusted("api.wonde.com")
    results = [
        Result("net.http", "", Outcome.WARN, (soft,)),
        Result("net.tls", "", Outcome.FAIL, (hard,)),
    ]
    assert "api.wonde.com" in lines.request_to_copy(results)
    assert lines.to_act_on(results)[0] is hard
    assert lines.request_to_copy(results[:1]) == ""


def test_what_to_say_on_the_phone_is_short_and_spelled() -> None:
    said = phone_words("On-site client", (untrusted("api.wonde.com"), untrusted("b.example")), "1 to mend")
    assert said.line.endswith("· On-site client · NET-47")
    assert [code.spoken for code in said.codes] == ["N E T, 4 7"]
    assert said.codes[0].first_question
    assert "NET-47" in said.copy_text
    assert "01638" in said.desk


def test_the_paths_a_school_can_be_on() -> None:
    here = School(school())
    assert words.advice_for(here) is None
    linked = words.advice_for(School(school().model_copy(update={"already_through_wonde": "yes"})))
    assert linked is not None
    assert linked.title == "Install nothing"
    for place in (ClientPlace.ELSEWHERE, ClientPlace.NOT_NEEDED, ClientPlace.NOT_KNOWN):
        assert words.advice_for(School(school(), place)) is not None
    assert School().place is ClientPlace.NOT_KNOWN


def test_statements_are_never_measured_and_start_with_the_likeliest() -> None:
    assert {statement.how for statement in words.STATEMENTS} <= {How.TOLD, How.READ_OFF}
    offered = words.statements_for(School(school(), ClientPlace.NOT_NEEDED))
    assert offered[0].id == "no-client"
    assert {statement.id for statement in offered} == set(words.BY_ID)


@pytest.mark.parametrize("statement", words.STATEMENTS, ids=lambda statement: statement.id)
def test_every_statement_makes_its_event(statement: words.Statement) -> None:
    event = words.confirmed_event(statement.id, " INC-7 ")
    assert isinstance(event, ClientConfirmed)
    assert statement.how in event.allowed_how()
    assert words.statement_words(event) == f"{statement.label} (INC-7)"
    assert words.confirmed_event(statement.id, "no digit here") == words.BAD_REFERENCE


def test_the_way_out_is_told_for_people_and_for_services() -> None:
    user, service = check("net.proxy.user"), check("net.proxy.service")
    special = {user.id: result(user, note="no proxy"), service.id: result(service, note="the same as yours")}
    shown = lines.lines(CHECKS, answers(special), approved=False)["net.proxy"]
    assert (shown.title, shown.note) == (
        "The way out, for you and for services",
        "no proxy; the same as yours",
    )
    special[service.id] = Result(service.id, "", Outcome.SKIPPED, note="What a service gets is not known.")
    assert lines.lines(CHECKS, answers(special), approved=False)["net.proxy"].note == "no proxy"
