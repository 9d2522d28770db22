"""The command line as a script sees it: exit codes, one JSON document, one line for whatever goes wrong."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import keyring
import pytest

from app import __version__
from app.cli import run
from app.storage.logs import LOG_NAME
from app.storage.paths import app_paths
from tests.fakes.keyring import LockedKeyring, MemoryKeyring
from tests.fakes.practice import practice_server

SCHOOLS = "name,urn,dfe_number,mis,lgfl\nBrookfield High School,123456,3041234,SIMS,yes\n"


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the one JSON document a command prints."""
    code = run([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a command which could not run leaves on standard error."""
    assert run([*arguments]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("nonsense",), "No such command"),
        (("preview",), "No source was named"),
        (("preview", ""), "No source was named"),
        (("preview", "", "--practice"), "No source was named"),
        (("preview", "/dev/null"), "null: is neither a file nor a folder"),
        (("preview", "nowhere.csv"), "nowhere.csv: there is no such file"),
        (("preview", "--school"), "requires an argument"),
        (("check", "--only", "nonsense"), "There are no checks called “nonsense”"),
        (("check", "--hosts", "nowhere.toml"), "Check its name"),
        (("status", "--journey", "nowhere"), "nowhere"),
        (("practice", "serve", "--students", "many"), "--students"),
        (("practice",), "Missing command"),
        (("journeys", "import", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_wrong_use_is_one_line_and_exit_3(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], part: str
) -> None:
    assert part in complaint(capsys, *arguments)


def test_a_folder_without_a_name_of_its_own_is_called_by_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert complaint(capsys, "preview", ".").startswith(f"{tmp_path.name}: holds no list of people")


def test_a_zip_in_a_folder_is_named_as_what_to_choose(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "report.zip", "w") as archive:
        archive.writestr("students.csv", "Forename,Surname,Year\nAda,Byron,7\n")
    assert "Choose report.zip itself" in complaint(capsys, "preview", str(tmp_path))
    assert run(["preview", str(tmp_path / "report.zip"), "--json"]) in (0, 1, 2)


def test_a_keyring_that_says_nothing_is_not_taken_for_no_token(capsys: pytest.CaptureFixture[str]) -> None:
    keyring.set_keyring(LockedKeyring())
    assert "not known whether a Wonde token is held" in complaint(capsys, "preview", "wonde")
    keyring.set_keyring(MemoryKeyring())
    assert "No Wonde token is held" in complaint(capsys, "preview", "wonde")


def test_a_report_that_cannot_be_written_is_no_fault_of_ours(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    line = complaint(capsys, "practice", "report", "--students", "30", "--output", str(tmp_path / "file"))
    assert "file: could not be written" in line


def test_a_ledger_named_in_place_of_its_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").write_text("", encoding="utf-8")
    line = complaint(capsys, "status", "--journey", str(tmp_path / "ledger.jsonl"))
    assert "is a file. Name the folder it is in" in line


def test_without_a_screen_the_window_says_so_and_nothing_is_aborted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for way in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(way, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert "no screen here" in complaint(capsys)


def test_preview_without_a_token_says_that_this_is_usual(capsys: pytest.CaptureFixture[str]) -> None:
    assert "usual" in complaint(capsys, "preview", "wonde")


def test_checks_that_none_of_could_be_made_are_not_fine(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with practice_server() as served:
        url = served.address.api_url
        at = urlsplit(url)
        hosts = tmp_path / "hosts.toml"
        hosts.write_text(
            f'version = "1"\n[[host]]\nhost = "{at.hostname}"\nport = {at.port}\npurpose = "read data"\n'
            'scheme = "http"\n',
            encoding="utf-8",
        )
        asked = ["check", "--only", "wonde", "--hosts", str(hosts), "--api-url", url, "--json"]
        for keys, reason in (
            (MemoryKeyring(), "No token for Wonde is kept here."),
            (LockedKeyring(), "This PC’s keyring did not answer, so it is not known whether"),
        ):
            keyring.set_keyring(keys)
            assert run(asked) == 3
            said = capsys.readouterr()
            checks = json.loads(said.out)["checks"]
            assert {check["result"] for check in checks if check["id"].startswith("wonde.")} == {"skipped"}
            (line,) = said.err.splitlines()
            assert line.startswith(f"Nothing could be checked. {reason}")


def test_a_token_is_never_taken_as_an_argument(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No such option" in complaint(capsys, "preview", "wonde", "--token", "0123456789abcdef")


def test_preview_of_the_oneroster_sample(capsys: pytest.CaptureFixture[str], samples: Path) -> None:
    code, document = answer(capsys, "preview", str(samples / "oneroster-1.1-uk"))
    assert code == 0
    assert document["source"] == "oneroster"
    assert document["school"] == {"id": "3049999", "name": "Example High School"}
    assert document["counts"] == {
        "students": 1, "staff": 1, "groups": {}, "classes": 1, "memberships": 2
    }  # fmt: skip
    assert {field["state"] for field in document["fields"]} == {"can't be seen from here"}


def test_preview_in_words_names_nobody(capsys: pytest.CaptureFixture[str], samples: Path) -> None:
    assert run(["preview", str(samples / "oneroster-1.1-uk")]) == 0
    words = capsys.readouterr().out
    assert "Students" in words
    assert not any(name in words for name in ("Ada", "Sample", "aexample", "C304123424001"))


def test_import_then_status_then_verify(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    schools = tmp_path / "schools.csv"
    schools.write_text(SCHOOLS, encoding="utf-8")
    code, imported = answer(capsys, "journeys", "import", str(schools))
    assert code == 0
    (folder,) = imported["created"]
    code, status = answer(capsys, "status", "--journey", folder)
    assert (code, status["school"]) == (0, "Brookfield High School")
    marks = {step["id"]: step["mark"] for step in status["steps"]}
    assert marks["school"] == "outline"
    assert set(marks.values()) == {"outline", "none"}
    code, verified = answer(capsys, "status", "--verify", "--journey", folder)
    assert (code, verified["verification"]["sound"]) == (0, True)


def test_an_edited_ledger_is_shown_and_exits_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    schools = tmp_path / "schools.csv"
    schools.write_text(SCHOOLS, encoding="utf-8")
    _, imported = answer(capsys, "journeys", "import", str(schools))
    ledger = Path(imported["created"][0]) / "ledger.jsonl"
    ledger.write_text(
        ledger.read_text(encoding="utf-8").replace("Brookfield", "Brookfeild"), encoding="utf-8", newline="\n"
    )
    code, verified = answer(capsys, "status", "--verify", "--journey", imported["created"][0])
    assert (code, verified["verification"]["sound"]) == (2, False)


def test_importing_the_same_list_again_makes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    schools = tmp_path / "schools.csv"
    schools.write_text(SCHOOLS, encoding="utf-8")
    answer(capsys, "journeys", "import", str(schools))
    code, again = answer(capsys, "journeys", "import", str(schools))
    assert (code, again["created"], len(again["already_there"])) == (0, [], 1)


def test_a_fault_of_our_own_is_one_line_with_a_number(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: str) -> None:
        raise RuntimeError("Ada Example")

    monkeypatch.setattr("app.roster.sources.open_source", breaks)
    line = complaint(capsys, "preview", "anything.csv")
    assert "fault" in line
    assert "Ada" not in line
    log = app_paths().logs / LOG_NAME
    assert str(log) in line
    assert "Ada" not in log.read_text(encoding="utf-8")


def test_a_fault_whose_log_cannot_be_written_is_still_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: str) -> None:
        raise RuntimeError("Ada Example")

    monkeypatch.setattr("app.roster.sources.open_source", breaks)
    app_paths().logs.parent.mkdir(parents=True, exist_ok=True)
    app_paths().logs.write_text("in the way", encoding="utf-8")
    line = complaint(capsys, "preview", "anything.csv")
    assert "fault" in line
    assert "Details" not in line


def test_a_command_that_goes_well_makes_no_log(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status"]) == 0
    capsys.readouterr()
    assert not app_paths().logs.exists()
