"""Invented people by the hundred thousand, and a worker that keeps track of which thread it runs on."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Sequence

from app.roster.people import PeopleQuery, PersonView

BULLETS = "•••••• ••••••"


class DeferredWork:
    """Runs work on a thread of its own, one piece at a time, when the test says so; answers on the caller."""

    def __init__(self) -> None:
        self.waiting: list[
            tuple[Callable[[], object], Callable[[object], None], Callable[[BaseException], None]]
        ] = []

    def __call__(
        self,
        fn: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self.waiting.append((fn, done, failed))

    def run(self) -> int:
        """Runs everything waiting, in order; returns how much that was."""
        pieces, self.waiting = self.waiting, []
        for fn, done, failed in pieces:
            outcome: list[object] = []
            thread = threading.Thread(target=_try, args=(fn, outcome))
            thread.start()
            thread.join()
            answer = outcome[0]
            if isinstance(answer, BaseException):
                failed(answer)
            else:
                done(answer)
        return len(pieces)


def _try(fn: Callable[[], object], outcome: list[object]) -> None:
    try:
        outcome.append(fn())
    except Exception as error:
        outcome.append(error)


class CrowdSource:
    """`size` people with names "Secret Name 17"; notes every thread it was asked on."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.threads: set[int] = set()
        self.rows_asked: list[tuple[int, bool]] = []

    def ids(self, query: PeopleQuery, *, names: bool) -> array[int]:
        self.threads.add(threading.get_ident())
        step = 2 if query.kind == "student" else 1
        ids = array("q", range(1, self.size + 1, step))
        return array("q", reversed(ids)) if query.descending else ids

    def rows(self, ids: Sequence[int], *, names: bool) -> Sequence[PersonView]:
        self.threads.add(threading.get_ident())
        self.rows_asked.append((len(ids), names))
        return [self._person(person_id, names) for person_id in ids]

    def _person(self, n: int, names: bool) -> PersonView:
        name = f"Secret Name {n}" if names else BULLETS
        return PersonView(
            id=n, kind="student" if n % 2 else "staff", name=name, forename="", surname="",
            year=f"Year {7 + n % 7}",
            groups=n % 5, courses=n % 11, issue="no e-mail" if n % 50 == 0 else "",
            severity="check and explain" if n % 50 == 0 else "", email="", username="", key=str(n), upi="",
            mis_id="", upn="", admission_number="", masked=not names,
        )  # fmt: skip
