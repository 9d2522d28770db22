"""The command `check` on whole networks that are broken in one way, each a network namespace of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import trustme

from app.checks.catalogue import checks_for
from app.guidance.hosts import hosts_to_check
from tests.fakes.namespace import HERE, SILENT, run_in_a_network_of_its_own

pytestmark = pytest.mark.story

LONGEST_S = max(check.timeout_s for check in checks_for(None, hosts_to_check()))
"""The longest time that a single check may take."""
START_S = 60.0
"""What a busy machine may need to start Python and end it: a program that hangs waits for ever."""
GOOD, BAD = "good.school.internal", "bad.school.internal"
PORT = 8443

SERVER = """
import http.server, ssl, subprocess, sys, threading
class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")
    def log_message(self, *_):
        pass
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1])
server = http.server.ThreadingHTTPServer((sys.argv[2], int(sys.argv[3])), Hello)
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.exit(subprocess.run(sys.argv[4:]).returncode)
"""
"""Serves one good host on the namespace's own network, while the command that follows runs."""


def checked(ended: Any) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and each check by its id."""
    assert ended.stdout, ended.stderr
    document = json.loads(ended.stdout)
    return ended.returncode, {check["id"]: check for check in document["checks"]}


def codes(checks: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    return [(name, found["code"]) for name, check in checks.items() for found in check["findings"]]


def check_command(*more: str) -> list[str]:
    return [sys.executable, "-m", "app", "check", "--json", *more]


@pytest.mark.parametrize("token", [None, "f" * 40])
def test_without_any_network_the_network_is_blamed_once(tmp_path: Path, token: str | None) -> None:
    code, checks = checked(
        run_in_a_network_of_its_own(
            check_command(),
            tmp_path,
            cable=False,
            timeout_s=LONGEST_S + START_S,
            environment={"PROVISIONING_WIZARD_TOKEN": token} if token else {},
        )
    )
    assert code == 2
    ways = {name: check for name, check in checks.items() if name.startswith(("net.", "wonde."))}
    assert codes(ways) == [("net.network", "NET-01")]
    left_out = [check for name, check in ways.items() if name != "net.network"]
    assert {(check["result"], check["because"]) for check in left_out} == {("skipped", "net.network")}
    assert len(left_out) > 20
    elsewhere = [found for found in codes(checks) if found not in codes(ways)]
    assert not [found for found in elsewhere if found[1].startswith(("NET", "WON"))]


def test_a_cable_that_leads_nowhere_is_blamed_once(tmp_path: Path) -> None:
    code, checks = checked(
        run_in_a_network_of_its_own(
            check_command("--only", "net"),
            tmp_path,
            cable=True,
            name_server=SILENT,
            timeout_s=LONGEST_S + START_S,
        )
    )
    assert code == 2
    assert codes(checks) == [("net.network", "NET-02")]
    assert {check.get("because") for name, check in checks.items() if name != "net.network"} == {
        "net.network"
    }


def hosts_file(folder: Path) -> Path:
    entries = "".join(
        f'[[host]]\nhost = "{host}"\nport = {PORT}\npurpose = "read data"\ninside = true\n\n'
        for host in (GOOD, BAD)
    )
    file = folder / "hosts.toml"
    file.write_text(entries, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("names", "at", "expected"),
    [
        ({GOOD: HERE, BAD: SILENT}, "tcp", "NET-22"),
        ({GOOD: HERE}, "dns", "NET-11"),
        ({GOOD: HERE, BAD: HERE}, "tls", "NET-49"),
    ],
)
def test_one_host_of_two(tmp_path: Path, names: dict[str, str], at: str, expected: str) -> None:
    """A firewall that drops silently, a name that DNS does not give, and another server in its place."""
    authority = trustme.CA(organization_name="Brookfield Academy IT")
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    authority.issue_cert(GOOD).private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
    command = check_command("--only", "net", "--hosts", str(hosts_file(tmp_path)))
    serving = [sys.executable, "-c", SERVER, str(tmp_path / "server.pem"), HERE, str(PORT)]
    code, checks = checked(
        run_in_a_network_of_its_own(
            [*serving, *command],
            tmp_path,
            cable=True,
            names=names,
            name_server="127.0.0.1",
            timeout_s=2 * LONGEST_S + START_S,
            environment={"SSL_CERT_FILE": str(tmp_path / "authority.pem")},
        )
    )
    assert codes(checks) == [(f"net.{at}.{BAD}:{PORT}", expected)]
    assert code == 2
    assert checks[f"net.http.{GOOD}:{PORT}"]["result"] == "pass"
    assert checks[f"net.http.{BAD}:{PORT}"]["because"] == f"net.{at}.{BAD}:{PORT}"
