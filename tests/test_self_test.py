"""`--self-test`: real parts of this program, and faults made for real that it has to name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import keyring
import pytest

from app import self_test as tried
from app.cli import run
from app.transport import routing, trust
from tests.fakes.keyring import MemoryKeyring


def outcome(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = run(["--self-test", "--json"])
    return code, json.loads(capsys.readouterr().out)


def codes(document: dict[str, Any]) -> list[str]:
    return [found["code"] for check in document["checks"] for found in check["findings"]]


def test_a_whole_copy_passes_and_leaves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code, document = outcome(capsys)
    assert {check["id"]: check["result"] for check in document["checks"]} == {
        "self.parts": "pass", "self.window": "pass", "self.keyring": "pass", "self.tls": "pass",
    }  # fmt: skip
    assert (code, document["exit_code"]) == (0, 0)
    assert document["program"]["frozen"] is False
    held = keyring.get_keyring()
    assert isinstance(held, MemoryKeyring)
    assert held.kept == {}
    assert not Path(os.environ["PROVISIONING_WIZARD_HOME"], "data").exists()


def test_a_module_that_is_broken_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "app.formats.oneroster", None)
    code, document = outcome(capsys)
    assert (code, codes(document)) == (2, ["APP-01"])
    assert "app.formats.oneroster (ModuleNotFoundError)" in document["checks"][0]["findings"][0]["summary"]


def test_a_window_that_qt_cannot_open_is_a_finding_and_not_the_end_of_the_test(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")
    code, document = outcome(capsys)
    assert (code, codes(document)) == (2, ["APP-02"])


def test_a_keyring_that_cuts_secrets_short_is_something_to_look_at(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Short(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            super().set_password(service, username, password[:1000])

    keyring.set_keyring(Short())
    code, document = outcome(capsys)
    assert (code, codes(document)) == (1, ["APP-03"])


def test_trust_that_accepts_anything_is_found_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routing, "system_trust", trust.no_trust_at_all)
    code, document = outcome(capsys)
    assert (code, codes(document)) == (2, ["APP-04"])
    assert "was accepted" in document["checks"][3]["findings"][0]["summary"]


def test_in_words_and_as_a_program_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "app", "--self-test"],
        env={**os.environ, "COLUMNS": "120"},
        capture_output=True,
        timeout=200,
        check=False,
    )
    words = done.stdout.decode("utf-8")
    assert "read where trusted, refused where not" in words
    assert done.returncode in (0, 1), done.stderr  # 1 where this machine has no keyring
    assert done.returncode == (1 if "APP-03" in words else 0)


def test_json_alone_is_refused_rather_than_ignored(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--json", "status"]) == 3
    assert "goes after a command's name" in capsys.readouterr().err


def test_the_limit_is_more_than_any_token_seen_and_fits_windows() -> None:
    assert 40 * 10 <= tried.FULL_SECRET <= 1280
