"""Two desks with a copy of the program each: the technician's and the headteacher's, and post between them.

Each has a data folder and a keyring of its own. Whoever sits down works with the real commands, or with the
real window, on what lies there; only files under `post` are ever seen at both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import keyring
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.cli import run
from app.journey.folder import JourneyFolder
from app.journey.model import JourneyKind, StepId
from app.storage.paths import app_paths
from app.ui.page import Route, View
from tests.fakes.keyring import MemoryKeyring
from tests.fakes.late_journeys import Told, tell
from tests.fakes.windows import Window, window

TECHNICIAN, HEAD = "technician", "head"


class Desks:
    """Everybody's desk, by name; a name never heard before gets a new PC."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.root, self._capsys, self._patch = root, capsys, patch
        self._keyrings: dict[str, MemoryKeyring] = {}
        self.post = root / "post"
        self.post.mkdir()

    def sit(self, name: str) -> None:
        """From now on everything happens at this desk."""
        self._patch.setenv("PROVISIONING_WIZARD_HOME", str(self.root / name))
        keyring.set_keyring(self._keyrings.setdefault(name, MemoryKeyring()))

    def begin(self, story: list[Told], kind: JourneyKind = JourneyKind.FIRST_SET_UP) -> JourneyFolder:
        """The technician's journey, told up to yesterday."""
        self.sit(TECHNICIAN)
        yesterday = datetime.now(UTC) - timedelta(hours=20)
        return tell(app_paths().journeys, story, kind=kind, last=yesterday)

    def says(self, *arguments: str | Path, code: int = 0) -> dict[str, Any]:
        """The answer of a command, as JSON."""
        self._capsys.readouterr()
        ended = run([*map(str, arguments), "--json"])
        told = self._capsys.readouterr()
        assert ended == code, (ended, told.err)
        answer: dict[str, Any] = json.loads(told.out)
        return answer

    def status(self) -> dict[str, Any]:
        """The answer of `status`, whether or not something needs attention."""
        self._capsys.readouterr()
        assert run(["status", "--json"]) in (0, 1)
        answer: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return answer

    @staticmethod
    def now() -> datetime:
        """Today's clock, which the commands go by."""
        return datetime.now(UTC)

    def prints(self, *arguments: str | Path) -> str:
        """The answer of a command, as people read it."""
        self._capsys.readouterr()
        run([*map(str, arguments)])
        return self._capsys.readouterr().out

    def refused(self, *arguments: str | Path, code: int = 3) -> str:
        """The one line with which a command refuses."""
        self._capsys.readouterr()
        ended = run([*map(str, arguments)])
        told = self._capsys.readouterr()
        assert ended == code, (ended, told.out)
        lines = told.err.strip().splitlines()
        assert len(lines) == 1, lines
        return lines[0]

    @contextmanager
    def window(
        self, qapp: QApplication, qtbot: QtBot, folder: JourneyFolder, step: StepId = StepId.SSO_APPROVAL
    ) -> Iterator[Window]:
        """The real window at this desk, with today's clock, on a step of a journey."""
        with window(qapp, qtbot) as shown:
            shown.shell.services.now = self.now
            shown.open(folder, Route(step, View.TECHNICIAN))
            yield shown


def decision(status: dict[str, Any]) -> dict[str, Any] | None:
    """What `status --json` knows of the headteacher's decision: the statement with its level."""
    lines = [line for step in status["steps"] for line in step["known"] if line["level"] is not None]
    standing = [line for line in lines if line["holds"]]
    assert len(standing) <= 1, standing
    return standing[0] if standing else None


def step_of(status: dict[str, Any], step: str = "sso-approval") -> dict[str, Any]:
    """One step of `status --json`."""
    (found,) = [entry for entry in status["steps"] if entry["id"] == step]
    return dict(found)
