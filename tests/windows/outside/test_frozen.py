"""The frozen program as support and management tools meet it: commands, exit codes, JSON, and the window."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app import __version__
from tests.fakes.screen import Screen, screen
from tests.fakes.wine import DIST, FROZEN, PROGRAM, Done, Wine, built, fresh_windows

pytestmark = pytest.mark.wine

SCHOOLS = "name,urn,dfe_number,mis,lgfl\nYsgol Gŵyr – Llŷn,123456,3041234,SIMS,yes\n"
TOO_LONG = 300


def document(done: Done) -> dict[str, Any]:
    """The one JSON document of an answer."""
    (line,) = done.out.splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


@contextmanager
def practice(wine: Wine, cli: Path, *options: str) -> Iterator[dict[str, Any]]:
    """The frozen program serving its practice school; ended by closing its standard input."""
    with wine.start(cli, "practice", "serve", "--until-stdin-closes", *options) as serving:
        try:
            assert serving.stdout is not None
            yield json.loads(serving.stdout.readline())
            serving.communicate(timeout=30)
            assert serving.returncode == 0
        finally:
            serving.kill()


def test_version(wine: Wine, cli: Path) -> None:
    assert wine.run(cli, "--version") == Done(0, f"{__version__}\n", "")


def test_the_self_test_passes(wine: Wine, cli: Path) -> None:
    done = wine.run(cli, "--self-test", "--json")
    answer = document(done)
    assert {check["id"]: check["result"] for check in answer["checks"]} == {
        "self.parts": "pass", "self.window": "pass", "self.keyring": "pass", "self.tls": "pass",
    }, answer  # fmt: skip
    assert done.code == 0
    assert answer["program"] == {"name": "Provisioning Wizard", "version": __version__, "frozen": True}
    assert answer["system"].startswith("Windows")


def test_the_story_of_a_technician_at_a_command_line(wine: Wine, cli: Path, tmp_path: Path) -> None:
    """Serve the practice school, look at who would be shared, begin a journey and see where it stands."""
    with practice(wine, cli, "--students", "300", "--seed", "5") as school:
        asked = wine.run(
            cli, "preview", "wonde", "--api-url", school["api_url"], "--json",
            PROVISIONING_WIZARD_TOKEN=school["token"],
        )  # fmt: skip
        seen = document(asked)
        assert asked.code in (0, 1, 2)
        assert seen["counts"]["students"] == school["students"] == 300
        assert seen["counts"]["memberships"] > 300
        assert school["token"] not in asked.out + asked.err
        wrong = wine.run(
            cli,
            "preview",
            "wonde",
            "--api-url",
            school["api_url"],
            "--json",
            PROVISIONING_WIZARD_TOKEN="0" * 40,
        )
        assert wrong.code == 3
        assert wrong.out == ""
        assert len(wrong.err.splitlines()) == 1
    report = tmp_path / "Bericht – Schüler"
    made = wine.run(cli, "practice", "report", "--students", "300", "--seed", "5", "--output", report)
    assert made.code == 0
    from_file = document(wine.run(cli, "preview", report / "students.csv", "--json"))
    assert from_file["counts"]["students"] > 250
    assert from_file["fields"]

    schools = tmp_path / "schools.csv"
    schools.write_text(SCHOOLS, encoding="utf-8")
    (folder,) = document(wine.run(cli, "journeys", "import", schools, "--json"))["created"]
    assert "\\AppData\\Local\\Provisioning Wizard\\" in folder
    status = document(wine.run(cli, "status", "--json"))
    assert status["school"] == "Ysgol Gŵyr – Llŷn"
    assert wine.run(cli, "status", "--verify").code == 0
    ledger = wine.drive / Path(*folder.replace("\\", "/").split("/")[1:]) / "ledger.jsonl"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("Llŷn", "Lleyn"), encoding="utf-8")
    assert wine.run(cli, "status", "--verify").code == 2


def test_the_practice_checks_pass_from_end_to_end(wine: Wine, cli: Path) -> None:
    """The frozen program starts its own practice school in a second process and asks it everything."""
    done = wine.run(cli, "check", "--practice", "--json")
    results = {check["id"]: check["result"] for check in document(done)["checks"]}
    asked = {name: result for name, result in results.items() if name.startswith("wonde.")}
    assert asked
    assert set(asked.values()) <= {"pass", "warn"}, asked
    assert "crashed" not in results.values()


def test_a_wrong_use_is_one_line_and_exit_3(wine: Wine, cli: Path) -> None:
    done = wine.run(cli, "preview", "nowhere.csv")
    assert (done.code, done.out) == (3, "")
    assert done.err == "nowhere.csv: there is no such file or folder. Check the name and try again.\n"


def test_checks_run_as_a_management_tool_runs_them(wine: Wine, cli: Path, tmp_path: Path) -> None:
    """No desktop, no profile: an exit code and one JSON document all the same. (A real SYSTEM account has a
    profile of its own kind; Wine has no such account to try it with.)"""
    started = tmp_path / "as-system.cmd"
    done = wine.run_without_profile(started, cli, "check", "--only", "client", "--json")
    answer = document(done)
    assert done.code in (0, 1, 2), done
    assert answer["machine"]["os"]
    assert {check["id"] for check in answer["checks"]} >= {"client.installed", "client.running"}
    assert "crashed" not in {check["result"] for check in answer["checks"]}
    tried = wine.run_without_profile(started, cli, "--self-test", "--json")
    assert {check["id"]: check["result"] for check in document(tried)["checks"]}["self.tls"] == "pass"


def test_checks_run_where_the_profile_cannot_be_written(wine: Wine, cli: Path) -> None:
    """A file lies where each user's folder of the program would be made: nothing can be kept there."""
    homes = [local / "Provisioning Wizard" for local in (wine.drive / "users").glob("*/AppData/Local")]
    assert homes
    aside = {home: home.with_name(f"{home.name} aside") for home in homes if home.exists()}
    for home, place in aside.items():
        home.rename(place)
    for home in homes:
        home.touch()
    try:
        done = wine.run(cli, "check", "--only", "client", "--json")
        tested = wine.run(cli, "--self-test", "--json")
    finally:
        for home in homes:
            home.unlink()
        for home, place in aside.items():
            place.rename(home)
    assert done.code in (0, 1, 2), done
    answer = document(done)
    assert {check["id"] for check in answer["checks"]} >= {"client.installed", "client.running"}
    assert "crashed" not in {check["result"] for check in answer["checks"]}
    assert tested.code == 0, tested
    assert document(tested)["exit_code"] == 0


def test_every_setting_of_the_policy_is_kept_to_by_the_frozen_program(
    wine: Wine, cli: Path, tmp_path: Path
) -> None:
    """Each is set as the template sets it, the dead proxy on a port of this PC that nobody listens at."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        dead = f"127.0.0.1:{bound.getsockname()[1]}"
    key = r"HKLM\Software\Policies\Provisioning Wizard"
    for name, kind, value in (
        ("ApiAddress", "REG_SZ", "https://api-eu.example.org/v1.0"),
        ("Proxy", "REG_SZ", dead),
        ("GuidePack", "REG_EXPAND_SZ", r"%ProgramData%\Guides"),
        ("PracticeMode", "REG_DWORD", "0"),
    ):
        assert wine.run("reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f").code == 0
    hosts = tmp_path / "hosts.toml"
    hosts.write_text('[[host]]\nhost = "mis.school.example"\npurpose = "be a test"\n', encoding="utf-8")
    try:
        done = wine.run(cli, "check", "--only", "net", "--hosts", hosts, "--json")
        other = wine.run(cli, "check", "--api-url", "https://elsewhere.example.org/v1.0", "--json")
        guided = wine.run(cli, "status", "--json")
    finally:
        wine.run("reg", "delete", key, "/f")
    answer = document(done)
    assert answer["managed"] == [
        "the address of Wonde’s API", "the proxy", "the portal guides", "no practice school",
    ]  # fmt: skip
    (way,) = [check for check in answer["checks"] if check["id"] == "net.proxy.user"]
    (found,) = way["findings"]
    assert found["code"] == "NET-31", found
    assert f"the proxy {dead} " in found["summary"]
    assert "your administrator’s setting for this wizard" in found["summary"]
    assert (other.code, other.out) == (3, "")
    assert "--api-url names another" in other.err
    assert r"The guides that your administrator set (C:\ProgramData\Guides) are not used" in guided.err


def test_a_policy_is_kept_to_and_told(wine: Wine, cli: Path) -> None:
    key = r"HKLM\Software\Policies\Provisioning Wizard"
    assert wine.run("reg", "add", key, "/v", "PracticeMode", "/t", "REG_DWORD", "/d", "0", "/f").code == 0
    try:
        refused = wine.run(cli, "preview", "--practice")
        told = wine.run(cli, "check", "--only", "client", "--json")
    finally:
        wine.run("reg", "delete", key, "/f")
    assert refused.code == 3
    assert "administrator has switched the practice school off" in refused.err
    assert document(told)["managed"] == ["no practice school"]
    assert told.err.splitlines()[0] == "Set by your administrator: no practice school."


def test_the_portable_program_as_it_is_packed_keeps_its_files_beside_itself(
    wine: Wine, cli: Path, tmp_path: Path
) -> None:
    """Taken out of its ZIP on a stick, as on a server where nothing may be installed."""
    stick = tmp_path / "Stick É"
    with zipfile.ZipFile(built(DIST / f"provisioning-wizard-{__version__}-windows-portable.zip")) as packed:
        packed.extractall(stick)
    portable = stick / PROGRAM / cli.name
    schools, checks = tmp_path / "schools.csv", stick / "checks.json"
    schools.write_text(SCHOOLS, encoding="utf-8")
    done = wine.run(portable, "journeys", "import", schools, "--json")
    (folder,) = document(done)["created"]
    assert "\\Stick É\\Provisioning Wizard\\data\\data\\journeys\\" in folder
    done = wine.run(portable, "check", "--only", "client", "--output", checks, "--json")
    assert json.loads(checks.read_text(encoding="utf-8"))["checks"] == document(done)["checks"]
    read = wine.run(cli, "check", "--from", checks, "--json")
    assert document(read)["reliable"]


def test_a_very_long_and_foreign_path(wine: Wine, cli: Path, tmp_path: Path) -> None:
    """Longer than the 260 characters Windows once allowed. (Windows itself also wants LongPathsEnabled.)"""
    deep = tmp_path
    while len(str(deep)) < TOO_LONG:
        deep /= "Gesamtschule Žižkov – Ärztezentrum"
    deep.mkdir(parents=True)
    schools = deep / "schools.csv"
    schools.write_text(SCHOOLS, encoding="utf-8")
    home = f"Z:{deep}".replace("/", "\\")
    done = wine.run(cli, "journeys", "import", schools, "--json", PROVISIONING_WIZARD_HOME=home)
    assert done.code == 0, done.err
    assert list((deep / "data" / "journeys").glob("*/ledger.jsonl"))


def test_the_window_opens_and_paints_its_first_page(tmp_path: Path) -> None:
    """The real window program on a screen, its picture taken from the screen itself."""
    program = built(FROZEN / "provisioning-wizard.exe")
    with screen(tmp_path) as shown, fresh_windows(tmp_path / "prefix", shown.display) as wine:
        assert shown.colours() == 1
        with wine.start(program) as running:
            try:
                wait_for_window(shown, running)
                assert shown.colours() > 100
            finally:
                wine.close()


ACCENT = "#1d5fd0"
"""The primary action's colour, in the light theme."""


def wait_for_window(shown: Screen, running: subprocess.Popen[str]) -> None:
    """Until the accent colour shows, for a minute at most."""
    until = time.monotonic() + 60
    while shown.share_of(ACCENT) <= 0.001:
        assert running.poll() is None, "the program ended"
        assert time.monotonic() < until, f"nothing painted: {shown.colours()} colours"
        time.sleep(0.2)


def test_the_server_answers_this_pc_alone(wine: Wine, cli: Path) -> None:
    with practice(wine, cli, "--students", "50") as school:
        port = int(school["api_url"].rpartition(":")[2].partition("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass
        for address in {
            entry[4][0] for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        }:
            if not str(address).startswith("127."):
                with (
                    pytest.raises(OSError, match="refused"),
                    socket.create_connection((str(address), port), timeout=2),
                ):
                    pass
