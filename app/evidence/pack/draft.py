"""The draft for the data protection officer: what would be agreed, before anybody has agreed to it."""

from __future__ import annotations

from datetime import datetime

from app import __version__
from app.evidence.pack.content import Ground, Pack, Section, heading
from app.evidence.pack.files import EvidencePack, tables_of
from app.evidence.pack.pages import pack_html, pack_pdf
from app.evidence.pack.sections import sections_of
from app.evidence.pack.words import pack_words
from app.evidence.redaction import Searched
from app.evidence.searched import searched_words
from app.guidance.content import fill
from app.journey.claims import Claim
from app.journey.wording import clock, how_known

_SECTIONS = (
    "parties", "purpose", "numbers", "details", "left-out", "advice", "dpia", "article-30", "privacy-notice",
)  # fmt: skip
"""Of the evidence pack, those that a decision rests on; what comes after an approval is left out."""
_TABLES = ("article-30.csv", "numbers.csv", "details.csv")


def draft_pack(ledger: bytes, *, now: datetime, searched: Searched) -> EvidencePack:
    """The draft from a ledger's bytes, to be written with `write_pack`. It says whether an approval is
    recorded already. Blocks, for a second or so. Raises ContentError."""
    ground = Ground.of(ledger, now)
    words = pack_words()
    pack = Pack(
        school=ground.school,
        title=words.draft.title,
        practice=words.practice if ground.facts.practice else "",
        for_school=heading(ground),
        purpose=f"{words.draft.purpose} {_standing(ground)}",
        contents=words.contents,
        warning="" if ground.sound else words.ledger.unsound,
        sections=(*_wanted(ground), _next(ground)),
        searched=searched_words(searched),
        foot=fill(words.foot, {"version": __version__, "events": f"{len(ground.reading.events):,}"}),
    )
    tables = tables_of(ground)
    files = {
        "draft.html": pack_html(pack).encode(),
        "draft.pdf": pack_pdf(pack, now),
        **{name: tables[name] for name in _TABLES},
    }
    return EvidencePack(now, pack, files, ground.names)


def _wanted(ground: Ground) -> tuple[Section, ...]:
    by_id = {section.id: section for section in sections_of(ground)}
    return tuple(by_id[name] for name in _SECTIONS)


def _standing(ground: Ground) -> str:
    """Whether it is a draft still, and how that is known."""
    words, approved = pack_words().draft, ground.facts.holds(Claim.APPROVED)
    if approved is None:
        return words.not_approved
    best = approved.best
    return fill(words.approved, {"known": f"{how_known(best.how, best.role)}, {clock(best.at)}"})


def _next(ground: Ground) -> Section:
    words = pack_words().draft
    lgfl = ground.facts.school is not None and ground.facts.school.lgfl
    return Section("next", words.next_title, (*words.next, *((words.next_lgfl,) if lgfl else ())))
