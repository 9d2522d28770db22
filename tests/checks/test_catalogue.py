"""Which checks are run, and that every code has its words and its page."""

from __future__ import annotations

import ast
import re
from datetime import UTC
from pathlib import Path

import pytest

import app.checks
from app.checks.catalogue import FAMILIES, UnknownFamily, checks_for
from app.checks.context import ClientPlace, Context
from app.checks.engine import Engine
from app.checks.wording import finding, one_line
from app.guidance.content import ContentError, placeholders
from app.guidance.findings import finding_catalogue
from app.guidance.help import help_page, help_pages
from app.guidance.hosts import HostEntry, hosts_to_check
from app.guidance.questions import question
from app.transport.client import Transport
from tests.fakes.host import FakeHost

HOSTS = hosts_to_check()
FIRST = ("net.network", "net.portal", "net.proxy.user")
"""What comes before any one host."""
CODE = re.compile(r"[A-Z]{3}-\d\d")


def codes_in_the_program() -> set[str]:
    found = set()
    for path in Path(app.checks.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.add(node.value)
    return found


def test_every_code_in_the_program_has_wording_and_the_other_way_round() -> None:
    assert codes_in_the_program() == set(finding_catalogue())


def test_every_code_has_a_help_page_and_the_other_way_round() -> None:
    pages = {page.topic.upper() for page in help_pages() if CODE.fullmatch(page.topic.upper())}
    assert pages == set(finding_catalogue())


@pytest.mark.parametrize("code", sorted(finding_catalogue()))
def test_every_text_of_a_code_fills_and_its_page_agrees(code: str) -> None:
    wording = finding_catalogue()[code]
    texts = [wording.title, wording.summary, wording.remedy, wording.copy_text or "", *wording.steps]
    names = frozenset().union(*(placeholders(text) for text in texts))
    found = finding(code, **{name: f"<{name}>" for name in names})
    assert found.remedy is not None
    whole = " ".join(
        [found.title, found.summary, found.remedy.text, found.remedy.copy_text or "", *found.remedy.steps]
    )
    assert "{" not in whole
    assert "}" not in whole
    assert all(f"<{name}>" in whole for name in names)
    page = help_page(code)
    assert page.title.startswith(f"{code}: ")
    assert wording.meaning in page.markdown
    assert wording.first_question in page.markdown
    assert "{" not in page.markdown


def test_arguments_from_outside_stay_on_one_line_and_short() -> None:
    found = finding(
        "NET-47",
        evidence={"Issued by": "a\x00b\nc"},
        host="a.test",
        purpose="x",
        maker="",
        whose="",
        fingerprint="",
        when="",
        issuer="Evil\r\nCA\x1b[31m" * 90,
    )
    assert found.evidence["Issued by"] == "a b c"
    assert "\n" not in found.args["issuer"]
    assert "\x1b" not in found.args["issuer"]
    assert len(found.args["issuer"]) == 400
    assert one_line(7) == "7"


def test_a_value_that_looks_like_a_template_is_left_alone() -> None:
    found = finding("NET-11", host="{purpose}", purpose="x", reason="{host.__class__}")
    assert "{purpose}" in found.title
    assert found.remedy is not None
    assert "{host.__class__}" in (found.remedy.copy_text or "")


def test_an_unknown_code_or_a_missing_argument_is_our_mistake_in_one_line() -> None:
    with pytest.raises(ContentError, match="there is no code NOP-01"):
        finding("NOP-01")
    with pytest.raises(ContentError, match="needs hosts"):
        finding("NET-02")


def test_all_checks_make_a_sound_graph_with_every_family() -> None:
    everything = checks_for(None, HOSTS)
    Engine(everything)
    assert {check.id.split(".")[0] for check in everything} == set(FAMILIES)
    assert all(check.title and check.timeout_s < 60 for check in everything)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ("client", [f"client.{name}" for name in ("installed", "single", "starts", "events", "running")]),
        ("pc.sleep", ["pc.sleep", "client.installed"]),
        ("pc.clock", ["pc.clock", "net.network"]),
        ("mis.database", ["net.network", "client.installed", "mis.settings", "mis.database"]),
        ("client.starts", ["client.installed", "client.starts"]),
        ("net.dns", [*FIRST, *(f"net.dns.{host.name}" for host in HOSTS)]),
        ("net.tcp.api.wonde.com", [*FIRST, "net.dns.api.wonde.com", "net.tcp.api.wonde.com"]),
        ("net.portal", ["net.network", "net.portal"]),
        ("net.proxy", ["net.network", "net.proxy.user", "net.proxy.service"]),
    ],
)
def test_a_choice_brings_what_it_depends_on(only: str, expected: list[str]) -> None:
    assert [check.id for check in checks_for(only, HOSTS)] == expected


@pytest.mark.parametrize("only", ["nonsense", "cli", ""])
def test_an_unknown_choice_says_what_there_is(only: str) -> None:
    with pytest.raises(UnknownFamily, match="pc, net, client, mis, wonde"):
        checks_for(only, HOSTS)


def test_wonde_is_asked_only_once_the_way_there_is_known_to_be_clear() -> None:
    checks = {check.id: check for check in checks_for("wonde.token", HOSTS, "https://api.wonde.com/v1.0")}
    assert checks["wonde.token"].depends_on == ("net.http.api.wonde.com",)
    assert "pc.clock" in checks
    elsewhere = checks_for("wonde.token", HOSTS, "https://wonde.example/v1.0")
    assert elsewhere[-1].depends_on == ("net.network",)
    here = HostEntry.from_url("http://127.0.0.1:8123/v1.0", purpose="practise")
    practice = checks_for("wonde.token", (here,), "http://127.0.0.1:8123/v1.0")
    assert practice[-1].depends_on == ("net.http.127.0.0.1:8123",)


def test_a_certificate_is_judged_after_the_clock() -> None:
    judged = [check for check in checks_for("net", HOSTS) if check.id.startswith("net.tls.")]
    assert judged
    assert all("pc.clock" in check.after for check in judged)


def test_places_of_the_client_are_the_answers_of_the_question() -> None:
    assert {place.value for place in ClientPlace} == {
        choice.id for choice in question("client-place").choices
    }


def test_a_context_knows_the_time_in_utc() -> None:
    assert Context(Transport(), FakeHost()).now().tzinfo is UTC
