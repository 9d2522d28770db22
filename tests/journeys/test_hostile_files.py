"""Every hostile file given to every command that reads people, and to `export` of every format, in a process
that may take little memory: exit 3, one line, nothing written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import hostile_files

MAY_TAKE = 256 * 1024 * 1024
"""Bytes that the process may map beyond what it needs to be there at all."""
FORMATS = ("csv", "xlsx", "oneroster-1.1", "oneroster-1.2", "ims-enterprise")

CHILD = """
import contextlib, io, json, resource, sys
import app.evidence.data_test_sheet, app.roster.export, app.roster.sources, app.terminal
from app.cli import run

with open("/proc/self/statm") as statm:
    mapped = int(statm.read().split()[0]) * resource.getpagesize()
limit = mapped + int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
for line in sys.stdin:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(json.loads(line))
    print(json.dumps([code, out.getvalue(), err.getvalue()]), flush=True)
"""


@pytest.mark.elsewhere(reason="Windows has no such limit on memory")
def test_nothing_hostile_gets_further_than_one_line(tmp_path: Path) -> None:
    asked: list[tuple[Path, Path, list[str]]] = []
    phrase = tmp_path / "phrase.txt"
    phrase.write_text("copper lantern willow sixpence\n", encoding="utf-8")
    for number, make in enumerate((*hostile_files.IN_TABLES, *hostile_files.OTHERS)):
        folder = tmp_path / f"{number}-{make.__name__}"
        folder.mkdir()
        path = make(folder)
        out = folder / "out"
        kind = FORMATS[number % len(FORMATS)]
        asked.append((path, out, ["preview", str(path), "--json"]))
        asked.append((path, out, ["export", str(path), "--format", kind, "--output", str(out)]))
        asked.append((path, out, ["data-test", str(path), "--output", str(out.with_suffix(".html"))]))
        sealed = ["--output", str(out.with_suffix(".baseline")), "--passphrase-file", str(phrase)]
        asked.append((path, out, ["baseline", str(path), *sealed]))
        against = ["--baseline", str(path), "--passphrase-file", str(phrase)]
        asked.append((path, out, ["compare", str(path), *against]))
        asked.append((path, out, ["purge", str(path)]))
    before = everything_in(tmp_path)
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(MAY_TAKE)],
        input="\n".join(json.dumps(arguments) for *_, arguments in asked),
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        env={**os.environ, "PROVISIONING_WIZARD_HOME": str(tmp_path / "home")},
        cwd=Path(__file__).resolve().parents[2],
    )
    answers = [json.loads(line) for line in child.stdout.splitlines()]
    assert len(answers) == len(asked), child.stderr
    for (path, _, arguments), (code, out, err) in zip(asked, answers, strict=True):
        told = f"{arguments[0]} {path.parent.name}: {err!r}"
        assert code == 3, told
        assert out == "", told
        assert len(err.splitlines()) == 1, told
        assert path.name in err, told
        assert "fault" not in err, told
        assert "CANARY" not in err, told
        assert "Ada" not in err, told
    assert everything_in(tmp_path) == before


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
