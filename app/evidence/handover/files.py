"""The hand-over file itself: a few lines of JSON, signed, the same octets for the same content.

Nothing in it is about a pupil. A file that differs in one octet from what was signed is not taken: the whole
file is compared with what its content must look like, spaces and line ends included.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.evidence.errors import Refusal
from app.evidence.handover.words import refusal
from app.journey.payload import Code, SchoolName
from app.journey.people import Name
from app.journey.sso_events import Digest

FORMAT = 1
LARGEST = 64 * 1024
"""Bytes."""
SUFFIX = ".handover.json"
_MARK = "Provisioning Wizard hand-over"

Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
Nonce = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    key: Hex32
    """The signer's public key."""
    journey_id: Code
    nonce: Nonce
    """Of the request: new for each."""
    made_at: AwareDatetime


class Request(_Body):
    """What the headteacher is asked."""

    kind: Literal["request"] = "request"
    ledger: Digest
    """The journey's last hash when it was asked."""
    expires: AwareDatetime
    practice: bool
    school: SchoolName
    urn: Code | None = None
    dfe_number: Code | None = None
    guide_version: Code


class Reply(_Body):
    """What the headteacher answers."""

    kind: Literal["reply"] = "reply"
    request: Digest
    """The hash of the request as it was signed."""
    decision: Literal["approved", "declined", "withdrawn"]
    who: Name
    role: Literal["headteacher", "headteacher's proxy", "trust officer"]
    tasks: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    """Of the guide, as done."""
    guide_version: Code


_File = TypeVar("_File", Request, Reply)


def digest(body: Request | Reply) -> str:
    """The hash of what was signed: by it a reply names its request."""
    return hashlib.sha256(_signed(body)).hexdigest()


def as_file(body: Request | Reply, key: Ed25519PrivateKey) -> bytes:
    """The whole file, signed."""
    return _whole(body, key.sign(_signed(body)).hex())


def read_request(path: Path) -> Request:
    """A request, whole and signed by the key it names. Raises HandOverRefused, OSError."""
    return _read(path, Request)


def read_reply(path: Path) -> Reply:
    """A reply, whole and signed by the key it names. Raises HandOverRefused, OSError."""
    return _read(path, Reply)


def _read(path: Path, model: type[_File]) -> _File:
    with path.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    raw = _raw(data)
    if raw is None or raw.get("file") != _MARK:
        raise refusal(Refusal.NOT_OURS, path.name)
    if raw.get("format") != FORMAT:
        newer = isinstance(raw.get("format"), int) and raw["format"] > FORMAT
        raise refusal(Refusal.NEWER if newer else Refusal.ALTERED, path.name)
    try:
        body = model.model_validate(raw.get("body"))
        signature = _signature(raw)
    except (ValidationError, ValueError):
        other = isinstance(raw.get("body"), dict) and raw["body"].get("kind") in ("request", "reply")
        wrong_kind = other and raw["body"]["kind"] != model.model_fields["kind"].default
        raise refusal(Refusal.NOT_OURS if wrong_kind else Refusal.ALTERED, path.name) from None
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(body.key)).verify(
            bytes.fromhex(signature), _signed(body)
        )
    except (InvalidSignature, ValueError):
        raise refusal(Refusal.ALTERED, path.name) from None
    if _whole(body, signature) != data:
        raise refusal(Refusal.ALTERED, path.name)
    return body


def _raw(data: bytes) -> dict[str, Any] | None:
    if len(data) > LARGEST:
        return None
    try:
        raw = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None


def _signature(raw: dict[str, Any]) -> str:
    signature = raw.get("signature")
    if not isinstance(signature, str) or len(signature) != 128 or bytes.fromhex(signature).hex() != signature:
        raise ValueError
    return signature


def _signed(body: Request | Reply) -> bytes:
    """What is signed: the content, and which kind and format of file it is of."""
    said = json.dumps(_plain(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{_MARK} {FORMAT} {body.kind}\n{said}".encode()


def _whole(body: Request | Reply, signature: str) -> bytes:
    told = {"file": _MARK, "format": FORMAT, "body": _plain(body), "signature": signature}
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _plain(body: Request | Reply) -> dict[str, Any]:
    return body.model_dump(mode="json")


def stamp(moment: datetime) -> datetime:
    """A moment as a file holds it: to the second."""
    return moment.replace(microsecond=0)
