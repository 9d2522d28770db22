"""What every test gets: folders of its own, no inherited proxy, no real keyring, no opened browser."""

from __future__ import annotations

import gc
import os
import sys
import webbrowser
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import keyring
import pytest

from app.wonde.collector import collect_what_is_due
from tests.fakes.wine import under_wine

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

hypothesis.settings.register_profile("ci", max_examples=200, deadline=None, print_blob=True)
hypothesis.settings.register_profile("quick", max_examples=50, deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "quick")

NOTHING_MAY_SKIP = "PROVISIONING_WIZARD_REQUIRE_ALL"
"""Set where everything that tests need has been installed: there a skip is a failure. Only tests for Windows
may skip elsewhere: `tests/windows/outside` runs them in Windows' own Python, where they may not."""
_INHERITED = (
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
    "http_proxy", "https_proxy", "all_proxy", "no_proxy",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "PROVISIONING_WIZARD_TOKEN",
)  # fmt: skip


def pytest_sessionstart() -> None:
    """As in the program: what garbage holds of a window is freed on the main thread, or Qt falls over it."""
    gc.disable()


def pytest_runtest_logfinish() -> None:
    gc.disable()  # a test of what gives the collector back to Python may have left it so
    collect_what_is_due()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is about another system than this, so that a skip always means that something lacks."""
    amiss = ["elsewhere"] if sys.platform == "win32" else []
    amiss += ["beyond_wine"] if under_wine() else []
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in amiss)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    for_windows = item.get_closest_marker("windows") is not None and sys.platform != "win32"
    if report.skipped and os.environ.get(NOTHING_MAY_SKIP) and not for_windows:
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _isolated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in _INHERITED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PROVISIONING_WIZARD_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setattr(webbrowser, "open", _no_browser)
    if request.node.get_closest_marker("keyring") is None:
        from tests.fakes.keyring import MemoryKeyring

        keyring.set_keyring(MemoryKeyring())


def _no_browser(url: str, *_: object, **__: object) -> bool:
    raise AssertionError(f"a test tried to open a browser at {url}")


@pytest.fixture
def python_collects() -> Iterator[None]:
    """Python's own collector runs during the test, as where the program begins."""
    gc.enable()
    yield
    gc.disable()


@pytest.fixture
def anyio_backend() -> str:
    """Coroutines run on asyncio, as in the program."""
    return "asyncio"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample files kept beside the checkout; skips with a reason where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("the samples folder is not beside this checkout")
    return folder
