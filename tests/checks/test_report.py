"""What a run looks like to others: JSON, exit codes, lines of a page."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from app import __version__
from app.checks.context import ClientPlace
from app.checks.model import Mender, Outcome, Result
from app.checks.report import as_document, as_json, exit_level, findings_to_act_on, rows, why_nothing
from app.checks.sealing import is_whole
from app.checks.summary import Summary, summarise
from app.checks.wording import finding
from app.host.facts import Machine, NotRead, Read

FAILED = Result(
    "net.dns.a.test", "Names resolve: a.test", Outcome.FAIL, (finding("NET-01"),), duration_s=0.12345
)
CRASHED = Result(
    "x.y", "X", Outcome.CRASHED, (finding("CHK-02", title="X", error_id="ab12"),), error_id="ab12"
)
PASSED = Result("net.tcp.a.test", "Connection: a.test", Outcome.PASS, duration_s=0.25)
SKIPPED = Result(
    "net.tcp.b.test", "Connection: b.test", Outcome.SKIPPED, note="why", because="net.dns.b.test"
)
WARNED = Result("client.installed", "Client", Outcome.WARN, (finding("CLI-07"),))


def test_the_json_has_the_promised_shape() -> None:
    document = as_json([FAILED, SKIPPED, CRASHED])
    assert list(document) == ["checks", "summary"]
    first = document["checks"][0]
    assert list(first) == ["id", "title", "result", "findings", "duration_s"]
    assert first["duration_s"] == 0.123
    found = first["findings"][0]
    assert list(found) == ["code", "severity", "title", "summary", "evidence", "args", "remedy"]
    assert set(found["remedy"]) == {"who", "text", "steps", "copy_text"}
    assert found["remedy"]["who"] == Mender.TECHNICIAN.value
    assert document["checks"][1]["note"] == "why"
    assert document["checks"][1]["because"] == "net.dns.b.test"
    assert document["checks"][2]["error_id"] == "ab12"
    assert document["summary"] == {"pass": 0, "warn": 0, "fail": 1, "skipped": 1, "crashed": 1}
    json.dumps(document)


def test_a_finding_without_a_remedy_says_null() -> None:
    from app.checks.model import Finding, Severity

    result = Result("a.b", "A", Outcome.PASS, (Finding("TST-01", Severity.FINE, "fine"),))
    assert as_json([result])["checks"][0]["findings"][0]["remedy"] is None


def test_a_document_says_which_pc_when_and_what_it_covers() -> None:
    at = datetime(2026, 9, 1, 9, 30, 5, 999, tzinfo=UTC)
    machine = Read(Machine("OFFICE-3", "Windows 11 Pro 23H2", "22631.1", "AMD64"))
    document = as_document(
        [PASSED], heading="About this PC only", machine=machine, at=at, place=ClientPlace.ELSEWHERE
    )
    assert document["heading"] == "About this PC only"
    assert document["machine"] == {"name": "OFFICE-3", "os": "Windows 11 Pro 23H2", "build": "22631.1"}
    assert (document["client_place"], document["practice"], document["version"]) == (
        "elsewhere",
        False,
        __version__,
    )
    assert is_whole(document)
    assert document["checked_at"] == "2026-09-01T09:30:05+00:00"
    assert document["summary"]["pass"] == 1
    unknown = as_document([], heading="", machine=NotRead("refused"), at=at)
    assert unknown["machine"] == {"name": None, "os": None, "build": None, "reason": "refused"}


@pytest.mark.parametrize(
    ("results", "level"),
    [
        ([], 3),
        ([SKIPPED], 3),
        ([PASSED, SKIPPED], 0),
        ([PASSED, WARNED], 1),
        ([CRASHED], 1),
        ([CRASHED, FAILED, WARNED], 2),
    ],
)
def test_exit_levels(results: list[Result], level: int) -> None:
    assert exit_level(results) == level


def test_nothing_checked_is_said_with_the_reason() -> None:
    quiet = Result("net.tcp.c.test", "Connection: c.test", Outcome.SKIPPED)
    assert why_nothing([quiet, SKIPPED]) == "Nothing could be checked. why"
    assert why_nothing([]) == "Nothing could be checked."
    assert why_nothing([SKIPPED, PASSED]) == ""


def test_the_same_result_for_several_hosts_is_one_line() -> None:
    other = Result("net.tcp.c.test", "Connection: c.test", Outcome.PASS, duration_s=0.5)
    lines = rows([PASSED, other, FAILED, WARNED])
    assert [(line.title, line.note, len(line.results)) for line in lines] == [
        ("Connection", "a.test, c.test", 2),
        ("Names resolve: a.test", "", 1),
        ("Client", "", 1),
    ]
    assert lines[0].duration_s == 0.5


def test_checks_skipped_for_one_reason_are_one_line() -> None:
    also = Result("net.tls.b.test", "Secure: b.test", Outcome.SKIPPED, note="why")
    alone = Result("wonde.token", "Token", Outcome.SKIPPED, note="why")
    bare = Result("whole", "A check with a short id", Outcome.PASS)
    lines = rows([SKIPPED, also, alone, bare])
    assert [line.title for line in lines] == ["2 checks not made", "Token", "A check with a short id"]


def test_what_to_mend_comes_before_what_to_look_at() -> None:
    codes = [found.code for found in findings_to_act_on([PASSED, WARNED, CRASHED, FAILED])]
    assert codes == ["NET-01", "CLI-07", "CHK-02"]


def test_the_summary_counts_and_lists_codes_once() -> None:
    again = Result("net.dns.c.test", "C", Outcome.FAIL, (finding("NET-01"),))
    assert summarise([FAILED, again, WARNED, CRASHED, PASSED, SKIPPED]) == Summary(
        outcome="fail",
        client="not-found",
        fine=1,
        look_at=2,
        mend=2,
        codes=("NET-01", "CLI-07", "CHK-02"),
    )
    assert summarise([WARNED]).outcome == "warn"
    assert summarise([PASSED]).outcome == "pass"
    assert summarise([]) == Summary("pass", "not-read", 0, 0, 0, ())


def test_who_can_mend_it_is_named_as_a_sentence_does() -> None:
    assert [each.spoken for each in Mender][:1] == [f"the {Mender.TECHNICIAN.value}"]
    assert Mender.HEADTEACHER.spoken == "the headteacher"
    assert Mender.WONDE.spoken == "Wonde"
