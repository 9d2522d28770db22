"""Where to go next, and the way back: plain rules over a journey's state, without a window."""

from __future__ import annotations

from collections.abc import Sequence

from app.journey.model import JourneyState, Status, StepId
from app.ui.page import Place, Route

_TO_DO = (Status.READY, Status.IN_PROGRESS, Status.ATTENTION)
_OVER = (Status.DONE, Status.NOT_NEEDED)


def next_step(state: JourneyState, after: StepId | None) -> StepId:
    """The step to open after `after`: the next someone can act on, else the next unfinished, else the last.

    Steps before `after` come last in the search, so nothing is passed over for good.
    """
    ids = [step.id for step in state.steps]
    place = ids.index(after) + 1 if after in ids else 0
    ahead = [*state.steps[place:], *state.steps[: max(place - 1, 0)]]
    for wanted in (_TO_DO, None):
        for step in ahead:
            if (step.status in wanted) if wanted else (step.status not in _OVER):
                return step.id
    return ids[-1]


class Trail:
    """The pages visited, for Back: never twice the same in a row, and never longer than it is useful."""

    def __init__(self, most: int = 50) -> None:
        self._most = most
        self._visited: list[Route] = []

    def visit(self, route: Route) -> None:
        """Notes the page now shown."""
        if not self._visited or self._visited[-1] != route:
            self._visited = [*self._visited, route][-self._most :]

    def back(self) -> Route:
        """Forgets the page now shown and gives the one before; the start page where there is none."""
        if self._visited:
            self._visited.pop()
        return self._visited.pop() if self._visited else Route(Place.START)

    def forget(self) -> None:
        """Another journey has another way back."""
        self._visited = []

    @property
    def visited(self) -> Sequence[Route]:
        """Oldest first."""
        return tuple(self._visited)
