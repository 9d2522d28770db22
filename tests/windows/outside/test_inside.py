"""Our own modules in Windows' Python: every test that only Windows can answer, with none skipped."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import NOTHING_MAY_SKIP
from tests.fakes.wine import CHECKOUT, fresh_windows

pytestmark = pytest.mark.wine

FOLDERS = ("tests/windows", "tests/host", "tests/storage", "tests/transport")
"""Services, registry, events, paths, files, credentials, proxies, certificates and connections."""
TOO_LONG_S = 1500
_MARK = re.compile(r"\bmark\.windows\b")


@pytest.mark.timeout(TOO_LONG_S + 120)
def test_they_pass_in_windows_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(NOTHING_MAY_SKIP, "1")
    report = tmp_path / "report.xml"
    with fresh_windows(tmp_path / "prefix") as wine:
        done = wine.pytest(
            *FOLDERS, "--ignore=tests/windows/outside", "-q", f"--junit-xml={report}", timeout_s=TOO_LONG_S
        )
    assert done.code == 0, f"{done.out[-8000:]}\n{done.err[-2000:]}"
    (suite,) = ElementTree.parse(report).getroot().iter("testsuite")
    count = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
    passed = count.pop("tests")
    with capsys.disabled():
        print(f"\nin Windows' Python: {passed} tests passed, {done.out.splitlines()[-1].strip('= ')}")
    assert passed > 0
    assert count == {"failures": 0, "errors": 0, "skipped": 0}


def test_none_that_needs_windows_lies_elsewhere() -> None:
    files = {
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / "tests").rglob("test_*.py")
        if _MARK.search(path.read_text(encoding="utf-8"))
    }
    assert files
    assert {file for file in files if not file.startswith(tuple(f"{folder}/" for folder in FOLDERS))} == set()
