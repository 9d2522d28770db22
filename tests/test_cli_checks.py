"""The command `check` as scripts and management tools run it: on this PC, and of another machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.checks.sealing import is_whole
from app.cli import run
from app.journey.folder import JourneyFolder
from app.journey.model import How, StepId
from app.storage.paths import app_paths
from tests.fakes.journeys import NOW, TECHNICIAN, Told, school, started
from tests.fakes.windows_prompt import Prompts, Thing

HERE = Path(__file__).resolve().parents[1]
NOTHING_LISTENS = 'version = "1"\n[[host]]\nhost = "127.0.0.1"\nport = 1\nscheme = "http"\npurpose = "try"\n'


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = run([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def codes(document: dict[str, Any]) -> list[str]:
    return [found["code"] for check in document["checks"] for found in check["findings"]]


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    path = tmp_path / "hosts.toml"
    path.write_text(NOTHING_LISTENS, encoding="utf-8")
    return path


def test_a_file_written_here_is_read_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hosts: Path
) -> None:
    file = tmp_path / "checks.json"
    code, document = answer(
        capsys,
        "check",
        "--hosts",
        str(hosts),
        "--client-place",
        "this-pc",
        "--mis",
        "SIMS",
        "--output",
        str(file),
    )
    assert json.loads(file.read_text(encoding="utf-8")) == document
    assert is_whole(document)
    assert document["client_place"] == "this-pc"
    assert code == 2
    code, read = answer(capsys, "check", "--from", str(file))
    assert code == 2
    assert read["source"] == "file"
    assert read["checks"][0]["id"] == "other.file"
    assert [c["id"] for c in read["checks"][1:]] == [c["id"] for c in document["checks"]]
    assert codes(read) == ["OTH-03", *codes(document)]


def test_a_damaged_file_exits_2_and_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hosts: Path
) -> None:
    file = tmp_path / "checks.json"
    run(["check", "--only", "pc.disk", "--hosts", str(hosts), "--output", str(file)])
    file.write_text(file.read_text(encoding="utf-8").replace("GB free", "TB free"), encoding="utf-8")
    capsys.readouterr()
    assert run(["check", "--from", str(file)]) == 2
    said = capsys.readouterr().out
    assert "This check file was changed after it was written (OTH-01)" in said
    assert said.startswith("About ")


def test_an_answer_is_read_from_a_file_and_from_a_pipe(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = Prompts(services=[Thing("WondeSync", "Wonde Sync", "STOPPED")]).powershell()
    file = tmp_path / "reply.txt"
    file.write_bytes(text.encode("utf-16"))
    code, document = answer(capsys, "check", "--pasted", str(file))
    assert (code, codes(document)) == (2, ["CLI-02"])
    piped = subprocess.run(
        [sys.executable, "-m", "app", "check", "--pasted", "-", "--json"],
        input=text.encode("cp1252"),
        capture_output=True,
        check=False,
        cwd=HERE,
        timeout=120,
    )
    assert piped.returncode == 2
    assert codes(json.loads(piped.stdout)) == ["CLI-02"]


def test_the_commands_to_send_are_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--commands"]) == 0
    lines = capsys.readouterr().out.splitlines()
    code, document = answer(capsys, "check", "--commands")
    assert code == 0
    for each in document["sets"]:
        for command in each["commands"]:
            assert command["line"] in lines
            assert "<pattern>" not in command["line"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--from", "a", "--pasted", "b"), "each stand alone"),
        (("--commands", "--only", "net"), "each stand alone"),
        (("--from", "gone.json"), "gone.json: cannot be read"),
        (("--pasted", "gone.txt"), "gone.txt"),
        (("--mis", "Nothing like it"), "There is no MIS called “Nothing like it” here"),
        (("--client-place", "moon"), "moon"),
        (("--journey", "gone"), "gone"),
    ],
)
def test_wrong_use_is_one_line_and_exit_3(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], part: str
) -> None:
    assert run(["check", *arguments]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert part in captured.err
    assert captured.err.count("\n") == 1


def journey(place: str) -> JourneyFolder:
    folder = started(app_paths().journeys, Told.NOTHING)
    described = school().model_copy(update={"client_place": place, "mis": "arbor"})
    folder.record(described, how=How.TOLD, actor=TECHNICIAN, at=NOW, step=StepId.SCHOOL)
    return folder


def test_what_the_school_answered_heads_the_results(capsys: pytest.CaptureFixture[str], hosts: Path) -> None:
    only = ("check", "--only", "mis", "--hosts", str(hosts))
    assert answer(capsys, *only)[1]["heading"] == ""
    journey("elsewhere")
    _, document = answer(capsys, *only)
    assert document["heading"] == "About this PC only"
    assert codes(document) == ["MIS-02"]
    _, here = answer(capsys, *only, "--client-place", "this-pc")
    assert here["heading"] == ""
    second = journey("not-needed")
    assert answer(capsys, *only)[1]["heading"] == ""
    _, named = answer(capsys, *only, "--journey", str(second.path))
    assert named["client_place"] == "not-needed"


def test_an_account_without_a_profile_gets_exit_code_and_json(tmp_path: Path, hosts: Path) -> None:
    """As a management tool runs it: no home, no desktop, no keyring, nothing to write to."""
    bare = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    ended = subprocess.run(
        [sys.executable, "-m", "app", "check", "--json", "--hosts", str(hosts)],
        env={**bare, "PYTHONPATH": str(HERE)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
    )
    document = json.loads(ended.stdout)
    assert ended.returncode == 2, ended.stderr
    assert is_whole(document)
    assert list(tmp_path.iterdir()) == [hosts]
