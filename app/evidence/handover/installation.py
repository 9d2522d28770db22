"""One copy of the program: its own key, the keys it has pinned, and the requests it has answered.

The private key lies in the keyring alone. Pins and answers are no secrets; they are one small file per user.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.evidence.errors import EvidenceError, Refusal
from app.evidence.handover.words import refusal, spoken
from app.storage.atomic import changing, write_atomic
from app.storage.paths import AppPaths
from app.storage.secrets import NoAnswer, TokenStore

KEY = "hand-over key"
MEMORY = "hand-over.json"


class MemoryDamaged(EvidenceError):
    """The file of pinned keys is there and can't be read: nothing is trusted by it."""


@dataclass(slots=True)
class Installation:
    """A copy of the program as it signs and remembers. Any thread may use it; the keyring may block."""

    folder: Path
    """This user's data folder."""
    store: TokenStore = field(default_factory=TokenStore)

    @classmethod
    def here(cls, paths: AppPaths) -> Installation:
        """This user's."""
        return cls(paths.data)

    def key(self) -> Ed25519PrivateKey:
        """The key to sign with; made at the first use. Where no keyring holds it, it lasts for this session,
        and the other side will have to compare words again.

        Blocks; raises EvidenceError where the keyring has it and does not answer: with a new one every file
        would look forged to who knows the old.
        """
        try:
            kept = self.store.ask(KEY)
        except NoAnswer:
            kept = None
            if self._memory()["kept"]:
                raise EvidenceError(
                    "This PC’s keyring did not answer, so the key that others know could not be read",
                    "Unlock the keyring, or sign out of the PC and in again, then try once more.",
                ) from None
        if kept is None:
            with self._changing() as memory:  # of two windows at their first use one makes it
                kept = self.store.get(KEY)
                if kept is None:
                    kept = Ed25519PrivateKey.generate().private_bytes_raw().hex()
                    memory["kept"] = self.store.save(KEY, kept).in_keyring
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept))

    @property
    def public(self) -> str:
        """Its public key, in hexadecimal."""
        return self.key().public_key().public_bytes_raw().hex()

    @property
    def words(self) -> str:
        """The four words of its own key, to be read out."""
        return spoken(bytes.fromhex(self.public))

    def trust(self, journey_id: str, key: str, file: str, *, compared: bool) -> None:
        """Takes a file's key as known for this journey: pinned before, or compared just now.

        Raises HandOverRefused: `own-copy` for its own key, `not-compared` with the words to compare, `forged`
        where another key is pinned.
        """
        if key == self.public:
            raise refusal(Refusal.OWN_COPY, file)
        with self._changing() as memory:
            pinned = memory["pins"].get(journey_id)
            if pinned == key:
                return
            if pinned is not None:
                raise refusal(Refusal.FORGED, file)
            if not compared:
                raise refusal(Refusal.NOT_COMPARED, file, words=spoken(bytes.fromhex(key)))
            memory["pins"][journey_id] = key

    def forget(self, journey_id: str) -> bool:
        """Unpins the key of a journey: a new headteacher, a new PC. Whether there was one."""
        with self._changing() as memory:
            return memory["pins"].pop(journey_id, None) is not None

    def answered(self, request: str) -> bool:
        """Whether this copy has answered a request already."""
        return request in self._memory()["answered"]

    def note_answer(self, request: str) -> None:
        """Remembers that a request was answered."""
        with self._changing() as memory:
            memory["answered"] = [*memory["answered"], request]

    def _memory(self) -> dict[str, Any]:
        path = self.folder / MEMORY
        try:
            memory = json.loads(path.read_text(encoding="utf-8"))
            pins, answered = dict(memory["pins"]), list(memory["answered"])
        except FileNotFoundError:
            return {"kept": False, "pins": {}, "answered": []}
        except (OSError, ValueError, TypeError, KeyError):
            raise MemoryDamaged(
                f"{path}: the list of known keys can’t be read",
                "Put it back from a copy, or remove it and compare the words by telephone again.",
            ) from None
        return {"kept": bool(memory.get("kept")), "pins": pins, "answered": answered}

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Any]]:
        """What is remembered, to be changed in the block; kept if it was. Another copy of the program, as a
        second window, waits for it."""
        path = self.folder / MEMORY
        with changing(path):
            memory = self._memory()
            before = json.dumps(memory, indent=1)
            yield memory
            after = json.dumps(memory, indent=1)
            if after != before:
                write_atomic(path, after.encode())
