"""The system's own keyring: here the Secret Service, in a session bus and a keyring of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keyring
import pytest

from app.storage.secrets import TokenStore
from tests.fakes.wine import under_wine

CHECKOUT = Path(__file__).resolve().parents[2]

CHILD = """
import subprocess, sys
ready = subprocess.run(
    ["gnome-keyring-daemon", "--unlock", "--components=secrets"],
    input=b"test\\n", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
assert ready.returncode == 0
import keyring
assert type(keyring.get_keyring()).__module__ == "keyring.backends.SecretService", keyring.get_keyring()
from app.storage.secrets import TokenStore
token = "t0ken" * 800
store = TokenStore(service="Provisioning Wizard test")
kept = store.save("wonde", token)
assert kept.in_keyring, kept
assert store._session == {}
assert TokenStore(service="Provisioning Wizard test").get("wonde") == token
assert TokenStore(service="Provisioning Wizard test").probe(100_000).in_keyring
store.forget("wonde")
assert TokenStore(service="Provisioning Wizard test").get("wonde") is None
print("held")
"""

NO_DAEMON = """
from app.storage.secrets import TokenStore
kept = TokenStore(service="Provisioning Wizard test").save("wonde", "t0ken")
assert not kept.in_keyring, kept
print(kept.reason)
"""

TRIAL = "Provisioning Wizard test"
LARGEST = 1280
"""Characters: Windows holds at most 2,560 bytes a secret (CRED_MAX_CREDENTIAL_BLOB_SIZE), two a character."""
_BAD_STUB_DATA = 1783
"""What Windows answers to a larger one (RPC_X_BAD_STUB_DATA)."""


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' own keyring, in place of the one in memory that other tests leave behind. Wine holds secrets
    of any size: there the one call that writes them refuses what Windows refuses."""
    from keyring.backends import Windows

    keyring.set_keyring(Windows.WinVaultKeyring())
    write = Windows.win32cred.CredWrite

    def limited(credential: Mapping[str, Any], flags: int) -> None:
        if len(credential["CredentialBlob"].encode("utf-16-le")) > 2 * LARGEST:
            raise Windows.pywintypes.error(_BAD_STUB_DATA, "CredWrite", "The stub received bad data")
        write(credential, flags)

    if under_wine():
        monkeypatch.setattr(Windows.win32cred, "CredWrite", limited)


def session(script: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Runs a script on a bus of its own with an empty home, so that nobody's real keyring is touched."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DBUS", "XDG", "GNOME"))
    }
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    environment = {**kept, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "PYTHONPATH": str(CHECKOUT)}
    environment.pop("DISPLAY", None)
    environment.pop("PYTHON_KEYRING_BACKEND", None)
    return subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", script],
        env=environment,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def needs(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed")


@pytest.mark.elsewhere
@pytest.mark.keyring
def test_the_secret_service_holds_a_long_token(tmp_path: Path) -> None:
    needs("dbus-run-session", "gnome-keyring-daemon")
    done = session(CHILD, tmp_path)
    assert done.stdout.strip().endswith("held"), done.stderr


@pytest.mark.elsewhere
@pytest.mark.keyring
def test_a_session_without_a_keyring_keeps_it_for_the_session(tmp_path: Path) -> None:
    needs("dbus-run-session")
    if shutil.which("gnome-keyring-daemon"):
        # The bus would start the daemon by itself; an empty list of services keeps it from doing so.
        script = (
            f"import os\nos.environ['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path={tmp_path}/nobody'\n{NO_DAEMON}"
        )
    else:
        script = NO_DAEMON
    done = session(script, tmp_path)
    assert "until the wizard is closed" in done.stdout, done.stderr


@pytest.mark.keyring
@pytest.mark.windows
@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine")
@pytest.mark.parametrize("length", [40, LARGEST], ids=["of usual length", "of full size"])
def test_the_windows_credential_manager_holds_a_token(vault: None, length: int) -> None:
    token = "t0ken" * (length // 5)
    store = TokenStore(service=TRIAL)
    try:
        assert store.save("wonde", token).in_keyring
        assert TokenStore(service=TRIAL).get("wonde") == token
    finally:
        store.forget("wonde")
    assert TokenStore(service=TRIAL).get("wonde") is None


@pytest.mark.keyring
@pytest.mark.windows
@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine")
def test_a_token_that_windows_refuses_is_kept_for_the_session_alone(vault: None) -> None:
    store, token = TokenStore(service=TRIAL), "x" * (LARGEST + 1)
    try:
        assert store.save("wonde", "an older one").in_keyring
        kept = store.save("wonde", token)
        assert not kept.in_keyring
        assert "until the wizard is closed" in kept.reason
        assert store.get("wonde") == token
        assert TokenStore(service=TRIAL).get("wonde") is None
    finally:
        store.forget("wonde")


SEALED = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from app.storage.locks import Locks
from app.storage.sealed import Label, opened, purge, seal
from app.storage.secrets import TokenStore
store, path = TokenStore(service="Provisioning Wizard test"), Path(sys.argv[1]) / "a.sealed"
seal(path, Label("baseline", datetime(2026, 7, 20, tzinfo=UTC), date(2027, 12, 31)), [b"row"], Locks(store))
again = Locks(TokenStore(service="Provisioning Wizard test"))
with opened(path, "baseline", again) as (head, rows):
    assert list(rows) == [b"row"]
    (lock,) = head.locks
purge(path, again)
assert store.get(lock.name) is None
print("sealed")
"""


@pytest.mark.elsewhere
@pytest.mark.keyring
def test_the_secret_service_holds_the_key_of_a_sealed_file(tmp_path: Path) -> None:
    needs("dbus-run-session", "gnome-keyring-daemon")
    opening = CHILD[: CHILD.index("from app.storage")]
    done = session(f"{opening}{SEALED.replace('sys.argv[1]', repr(str(tmp_path)))}", tmp_path)
    assert done.stdout.strip().endswith("sealed"), done.stderr


@pytest.mark.keyring
@pytest.mark.windows
@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine")
def test_the_windows_credential_manager_holds_the_key_of_a_sealed_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SEALED, str(tmp_path)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.strip().endswith("sealed"), done.stderr
