"""What every event's payload is made of: the base model, the forms a text may take, the sets of proofs."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.journey.claims import Claim
from app.journey.model import How

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""A coded word: an id from a catalogue, a finding's code, a version."""
Reference = Annotated[
    str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9./#:_-]*[0-9][A-Za-z0-9./#:_-]*$")
]
"""A ticket or mail reference: no spaces and at least one digit, so that no sentence or name fits."""
SchoolName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=120, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
Count = Annotated[int, Field(ge=0, le=10_000_000)]

ANY: frozenset[How] = frozenset(How)
MEASURED_ONLY = frozenset({How.MEASURED})
BY_PEOPLE = frozenset({How.READ_OFF, How.TOLD})

Claims = tuple[tuple[Claim, bool], ...]


class Payload(BaseModel):
    """Base of every kind: frozen, no unknown fields. Raises pydantic's ValidationError when made wrongly."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    hows: ClassVar[frozenset[How]] = ANY
    keeps_name: ClassVar[bool] = False
    """Whether the ledger keeps the actor's name with it; otherwise only the role."""
    ends_draft: ClassVar[bool] = True
    """Whether what was typed on its step is recorded by it, where a person's word is recorded at all."""

    def allowed_how(self) -> frozenset[How]:
        """The proofs this event may come with."""
        return self.hows

    def claims(self) -> Claims:
        """What the event says is so, or is not."""
        return ()
