"""Secrets: in a keyring that really holds them, or for this session, and never anywhere else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends import chainer, fail, null
from keyring.errors import KeyringLocked

from app.storage.secrets import SERVICE, Place, TokenStore
from tests.fakes.keyring import MemoryKeyring


@pytest.fixture
def ring() -> MemoryKeyring:
    found = MemoryKeyring()
    keyring.set_keyring(found)
    return found


def test_a_secret_is_kept_in_the_keyring_and_survives_a_restart(ring: MemoryKeyring) -> None:
    kept = TokenStore().save("wonde", "t0ken")
    assert kept.in_keyring
    assert kept.reason == ""
    assert TokenStore().get("wonde") == "t0ken"
    assert list(ring.kept) == [(SERVICE, "wonde")]
    TokenStore().forget("wonde")
    TokenStore().forget("wonde")
    assert ring.kept == {}
    assert TokenStore().get("wonde") is None


def test_a_keyring_that_holds_little_is_probed_at_full_size(ring: MemoryKeyring) -> None:
    ring.limit = 100
    store = TokenStore()
    assert store.probe(100).in_keyring
    assert not store.probe(101).in_keyring
    kept = store.save("wonde", "x" * 101)
    assert kept.place is Place.SESSION_ONLY
    assert "OSError" in kept.reason
    assert "closed" in kept.reason
    assert store.get("wonde") == "x" * 101
    assert TokenStore().get("wonde") is None
    assert ring.kept == {}
    store.forget("wonde")
    assert store.get("wonde") is None


def test_an_older_secret_does_not_come_back_for_one_that_did_not_fit(ring: MemoryKeyring) -> None:
    TokenStore().save("wonde", "old")
    ring.limit = 10
    store = TokenStore()
    store.save("wonde", "x" * 20)
    assert TokenStore().get("wonde") is None
    store.save("wonde", "short")
    assert TokenStore().get("wonde") == "short"


class Lossy(MemoryKeyring):
    """Says yes and cuts what it is given, as some do."""

    def get_password(self, service: str, username: str) -> str | None:
        found = super().get_password(service, username)
        return None if found is None else found[:20]


class LossyLater(MemoryKeyring):
    """Passes the probe and then loses the real thing."""

    def get_password(self, service: str, username: str) -> str | None:
        return super().get_password(service, username) if username.startswith("probe") else None


class Refusing(MemoryKeyring):
    """Passes the probe and refuses the real thing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if not username.startswith("probe"):
            raise RuntimeError(f"will not keep {password}")
        super().set_password(service, username, password)


class Locked(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("the collection is locked")

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked("the collection is locked")


@pytest.mark.parametrize("backend", [Lossy(), LossyLater(), Refusing(), Locked()])
def test_a_keyring_that_fails_keeps_it_for_the_session_and_says_why_without_it(
    backend: MemoryKeyring,
) -> None:
    keyring.set_keyring(backend)
    store = TokenStore()
    kept = store.save("wonde", "s" * 40)
    assert not kept.in_keyring
    assert kept.reason.endswith("until the wizard is closed.")
    assert "ssss" not in kept.reason
    assert "ssss" not in repr(store)
    assert store.get("wonde") == "s" * 40
    assert TokenStore().get("wonde") in (None, "s" * 20)


def chain(*members: Any) -> Any:
    found = chainer.ChainerBackend.__new__(chainer.ChainerBackend)
    type(found).backends = list(members)
    return found


@pytest.fixture
def _chain_restored() -> Iterator[None]:
    backends = chainer.ChainerBackend.__dict__["backends"]
    yield
    chainer.ChainerBackend.backends = backends


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring()])
def test_a_keyring_that_keeps_nothing_is_none(backend: Any) -> None:
    keyring.set_keyring(backend)
    store = TokenStore()
    assert "no keyring" in store.save("wonde", "secret").reason
    assert store.get("wonde") == "secret"
    store.forget("wonde")
    assert store.get("wonde") is None


@pytest.mark.usefixtures("_chain_restored")
def test_of_a_chain_the_first_that_keeps_anything_is_used() -> None:
    ring = MemoryKeyring()
    keyring.set_keyring(chain(null.Keyring(), ring))
    assert TokenStore().save("wonde", "secret").in_keyring
    assert ring.kept
    keyring.set_keyring(chain(null.Keyring()))
    assert not TokenStore().save("wonde", "secret").in_keyring


def test_no_keyring_library_that_works_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("no bus")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    assert "RuntimeError" in TokenStore().save("wonde", "secret").reason


def test_a_keyring_that_goes_away_between_the_probe_and_the_secret(
    ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([ring, null.Keyring(), null.Keyring(), null.Keyring()])
    monkeypatch.setattr(keyring, "get_keyring", lambda: next(answers))
    assert not TokenStore().save("wonde", "secret").in_keyring


def test_an_empty_secret_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="empty"):
        TokenStore().save("wonde", "")


def test_the_keyring_library_is_loaded_late() -> None:
    script = "import sys, app.storage.secrets; sys.exit('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False, cwd=_checkout()).returncode == 0


def _checkout() -> str:
    return str(Path(__file__).resolve().parents[2])
