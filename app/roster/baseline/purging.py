"""Deleting a baseline: the file, its key in the keyring, and what that means for copies of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.roster.baseline.content import baseline_content
from app.roster.baseline.keeping import KIND
from app.storage.errors import KeyringSilent, NotSealed
from app.storage.locks import KeyringLock, Locks
from app.storage.sealed import SealedHead, head_of, purge
from app.storage.secrets import NoAnswer, TokenStore


@dataclass(frozen=True, slots=True)
class Purgeable:
    """A baseline as its outside shows it, and what deleting it here would mean."""

    path: Path
    head: SealedHead
    key_here: bool
    """Whether this PC's keyring holds its key."""

    @property
    def meaning(self) -> str:
        """What is gone then, and what is still to be done about copies. Raises ContentError."""
        words = baseline_content().purge
        parts = [words.gone]
        if self.has_passphrase:
            parts.append(words.copies_open)
        elif self.key_here:
            parts.append(words.copies_closed)
        if not self.key_here and any(isinstance(lock, KeyringLock) for lock in self.head.locks):
            parts.append(words.copies_elsewhere)
        return " ".join(parts)

    @property
    def has_passphrase(self) -> bool:
        """Whether a recovery passphrase opens it, and copies of it."""
        return any(lock.by == "passphrase" for lock in self.head.locks)


def purgeable(path: Path, store: TokenStore) -> Purgeable:
    """Looks at a baseline without opening or changing it. Blocks. Raises NotSealed, NewerFile, OSError, and
    KeyringSilent: what deleting it would mean for its copies can't be said then."""
    head = head_of(path)
    if head.kind != KIND:
        raise NotSealed(path.name)
    names = [lock.name for lock in head.locks if isinstance(lock, KeyringLock)]
    try:
        key_here = any(store.ask(name) is not None for name in names)
    except NoAnswer:
        raise KeyringSilent(path.name, has_passphrase=False) from None
    return Purgeable(path, head, key_here)


def purge_baseline(path: Path, store: TokenStore) -> Purgeable:
    """Deletes a baseline and its key, and returns what it was. Another kind of file is left alone, and
    any where the keyring does not answer. Blocks. Raises NotSealed, NewerFile, KeyringSilent, OSError."""
    found = purgeable(path, store)
    purge(path, Locks(store))
    return found


def purge_document(purged: Purgeable) -> dict[str, Any]:
    """The answer of `purge` as one JSON object."""
    return {
        "purged": str(purged.path),
        "made": purged.head.made.isoformat(timespec="seconds"),
        "keep_until": purged.head.keep_until.isoformat(),
        "key_forgotten": purged.key_here,
        "note": purged.meaning,
    }
