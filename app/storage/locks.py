"""How the key of a sealed file is kept: in this PC's keyring, behind a passphrase, or both.

The file's own key is random. Each lock encrypts it with another key (AES-GCM): one that lies in the keyring
under a name of the file's own, or one made from a passphrase by scrypt. Forgetting the keyring's key makes a
file unreadable wherever its copies are, unless a passphrase was set.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.storage.errors import KeyLost, KeyNotKept, KeyringSilent, WeakPassphrase, WrongPassphrase
from app.storage.secrets import NoAnswer, TokenStore

LEAST_PASSPHRASE = 12
"""Characters. Nobody limits how often a stolen file is tried, so short ones protect nothing."""
LARGEST_PASSPHRASE_FILE = 4096
_NONCE = b"\0" * 12
"""Each locking key is used once."""
_NAME = "sealed-"


def _base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("is not base64") from None
    return text


_Bytes = Annotated[str, Field(max_length=200), AfterValidator(_base64)]


class KeyringLock(BaseModel):
    """Opened by a key in the keyring of the PC that made the file."""

    model_config = ConfigDict(frozen=True)

    by: Literal["keyring"] = "keyring"
    name: Annotated[str, Field(pattern=f"^{_NAME}[0-9a-f]{{16}}$")]
    key: _Bytes


class PassphraseLock(BaseModel):
    """Opened by a passphrase. The cost is bounded, so that a made-up file can't take all memory."""

    model_config = ConfigDict(frozen=True)

    by: Literal["passphrase"] = "passphrase"
    salt: _Bytes
    n: Annotated[int, Field(ge=2**14, le=2**18)]
    r: Annotated[int, Field(ge=1, le=16)]
    p: Annotated[int, Field(ge=1, le=4)]
    key: _Bytes


Lock = Annotated[KeyringLock | PassphraseLock, Field(discriminator="by")]


@dataclass(frozen=True, slots=True)
class Locks:
    """What a file can be locked with, or opened with, here and now. Shows no secret when printed."""

    store: TokenStore | None = None
    """The keyring; None where it is not to be used."""
    passphrase: str | None = field(default=None, repr=False)


def read_passphrase(path: Path) -> str:
    """The passphrase in a file: its first line, without the line's end. Raises WeakPassphrase for none or a
    short one, OSError."""
    with path.open("rb") as stream:
        text = stream.read(LARGEST_PASSPHRASE_FILE).decode("utf-8-sig", errors="replace")
    line = text.splitlines()[0] if text else ""
    return checked_passphrase(line)


def checked_passphrase(text: str) -> str:
    """The passphrase in one form, however it was typed: accents composed, outer spaces off. Raises
    WeakPassphrase."""
    passphrase = unicodedata.normalize("NFKC", text).strip()
    if len(passphrase) < LEAST_PASSPHRASE:
        raise WeakPassphrase(LEAST_PASSPHRASE)
    return passphrase


@contextmanager
def locked(key: bytes, locks: Locks) -> Iterator[tuple[KeyringLock | PassphraseLock, ...]]:
    """The locks of a new file. A key put into the keyring is taken out again if the block fails.

    Raises KeyNotKept where no lock could be made, WeakPassphrase.
    """
    made: list[KeyringLock | PassphraseLock] = []
    if locks.passphrase is not None:
        made.append(_by_passphrase(key, checked_passphrase(locks.passphrase)))
    kept, reason = _by_keyring(key, locks.store) if locks.store is not None else (None, "none was to be used")
    if kept is not None:
        made.append(kept)
    if not made:
        raise KeyNotKept(reason)
    try:
        yield tuple(made)
    except BaseException:
        if kept is not None and locks.store is not None:
            locks.store.forget(kept.name)
        raise


def _by_keyring(key: bytes, store: TokenStore) -> tuple[KeyringLock | None, str]:
    own, name = secrets.token_bytes(32), _NAME + secrets.token_hex(8)
    kept = store.save(name, _text(own))
    if not kept.in_keyring:
        store.forget(name)
        return None, kept.reason
    return KeyringLock(name=name, key=_text(AESGCM(own).encrypt(_NONCE, key, None))), ""


_COST = {"n": 2**16, "r": 8, "p": 1}
"""64 MiB and about a fifth of a second for each try."""


def _by_passphrase(key: bytes, passphrase: str) -> PassphraseLock:
    salt = secrets.token_bytes(16)
    own = Scrypt(salt=salt, length=32, **_COST).derive(passphrase.encode("utf-8"))
    return PassphraseLock(salt=_text(salt), key=_text(AESGCM(own).encrypt(_NONCE, key, None)), **_COST)


def unlocked(made: Iterable[KeyringLock | PassphraseLock], locks: Locks, name: str) -> bytes:
    """The file's own key, by the keyring if its key is there, else by the passphrase. Raises KeyLost,
    KeyringSilent, WrongPassphrase; `name` is the file's, for the message."""
    made = tuple(made)
    by_passphrase = [lock for lock in made if isinstance(lock, PassphraseLock)]
    silent = False
    for lock in made:
        if isinstance(lock, KeyringLock) and locks.store is not None:
            try:
                secret = locks.store.ask(lock.name)
            except NoAnswer:
                silent, secret = True, None
            key = None if secret is None else _opened(_bytes(secret), lock.key)
            if key is not None:
                return key
    if locks.passphrase is None or not by_passphrase:
        lost = KeyringSilent if silent else KeyLost
        raise lost(name, has_passphrase=bool(by_passphrase))
    passphrase = unicodedata.normalize("NFKC", locks.passphrase).strip().encode("utf-8")
    for phrase in by_passphrase:
        own = Scrypt(salt=_bytes(phrase.salt), length=32, n=phrase.n, r=phrase.r, p=phrase.p)
        key = _opened(own.derive(passphrase), phrase.key)
        if key is not None:
            return key
    raise WrongPassphrase(name)


def forget(made: Iterable[KeyringLock | PassphraseLock], store: TokenStore) -> None:
    """Takes a file's key out of the keyring. What only the keyring could open stays closed for ever."""
    for lock in made:
        if isinstance(lock, KeyringLock):
            store.forget(lock.name)


def _opened(own: bytes, sealed: str) -> bytes | None:
    try:
        key = AESGCM(own).decrypt(_NONCE, _bytes(sealed), None)
    except (InvalidTag, ValueError):
        return None
    return key if len(key) == 32 else None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
