"""The headteacher's brief: what it says, before it is a page or a sheet of paper."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime

from app import __version__
from app.evidence.errors import NotADocument
from app.guidance.agreement import agreement
from app.guidance.contacts import contact
from app.guidance.content import Content, Template, Words, fill, read_content
from app.guidance.permissions import Need, permission_fields
from app.guidance.pictures import LIGHT, coloured
from app.guidance.portal import GuideTask, guide
from app.journey.claims import Claim
from app.journey.facts import Facts
from app.journey.wording import how_known, long_day, whole_day

FEW = 5
"""Counts under this are not told in documents meant for others."""


class _LargeWords(Content):
    title: Words
    about: Template
    done: Words


class BriefWords(Content):
    """resources/catalogues/brief.toml."""

    version: Words
    title: Words
    practice: Words
    purpose: Words
    for_school: Template
    not_given: Words
    agreed_title: Words
    whom_title: Words
    people_title: Words
    people_after: Template
    people_before: Template
    people_none: Words
    few: Words
    fields_title: Words
    fields: Template
    no_title: Words
    who_title: Words
    tasks_title: Template
    called: Template
    look: Template
    advice_title: Words
    stuck_title: Words
    stuck: Template
    reply_title: Words
    reply: Words
    reply_yes: Words
    reply_no: Words
    signed: tuple[Words, ...]
    code: Template
    foot: Template
    large: _LargeWords
    consulted: dict[str, Words]
    answers: dict[str, Words]


@functools.cache
def brief_words() -> BriefWords:
    """The brief's wording. Raises ContentError."""
    return read_content(BriefWords, "catalogues", "brief.toml")


@dataclass(frozen=True, slots=True)
class Section:
    """One paragraph with its heading."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class BriefTask:
    """One of the seven tasks."""

    title: str
    called: str
    """Newer menu names; empty for none."""
    look: str
    picture: str
    """The drawing, as SVG in light colours."""
    picture_says: str


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that stands on it, in words."""

    school: str
    title: str
    practice: str
    """The banner; empty for a real school."""
    purpose: str
    for_school: str
    sections: tuple[Section, ...]
    tasks_title: str
    tasks: tuple[BriefTask, ...]
    stuck: Section
    reply: Section
    choices: tuple[str, str]
    signed: tuple[str, ...]
    portal: str
    code: str
    foot: str

    @property
    def words(self) -> str:
        """All of it as plain text: what a search for people's data looks through where the page is drawn."""
        parts = [self.title, self.practice, self.purpose, self.for_school, self.tasks_title]
        for section in (*self.sections, self.stuck, self.reply):
            parts += [section.title, section.text]
        for task in self.tasks:
            parts += [task.title, task.called, task.look]
        return "\n".join([*parts, *self.choices, *self.signed, self.code, self.foot])


def head_brief(facts: Facts, now: datetime, *, portal: str) -> Brief:
    """The brief of an LGfL school. `portal` is the address of Atomwide's support portal.

    Raises NotADocument where the school isn't described or has no single sign-on, ContentError.
    """
    school, words = facts.school, brief_words()
    if school is None or not school.lgfl:
        raise NotADocument(
            "There is no brief to write: it is for LGfL schools whose particulars are filled in",
            "Fill in “Your school” first.",
        )
    told = {
        "school": school.name,
        "urn": school.urn or words.not_given,
        "dfe_number": school.dfe_number or words.not_given,
        "date": long_day(now),
        "portal": portal,
        "contact": contact("lgfl").line,
        "version": __version__,
    }
    agreed = agreement()
    sections = [
        Section(words.agreed_title, fill(agreed.agreed, told)),
        Section(words.whom_title, agreed.to_whom),
        Section(words.people_title, _people(facts)),
        Section(words.fields_title, fill(words.fields, {"fields": _fields()})),
        Section(words.no_title, agreed.if_no),
        Section(words.who_title, guide("atomwide-sso").who),
    ]
    if advice := _advice(facts):
        sections.append(Section(words.advice_title, advice))
    return Brief(
        school=school.name,
        title=words.title,
        practice=words.practice if facts.practice else "",
        purpose=words.purpose,
        for_school=fill(words.for_school, told),
        sections=tuple(sections),
        tasks_title=fill(words.tasks_title, told),
        tasks=tuple(map(_task, guide("atomwide-sso").tasks)),
        stuck=Section(words.stuck_title, fill(words.stuck, told)),
        reply=Section(words.reply_title, words.reply),
        choices=(words.reply_yes, words.reply_no),
        signed=words.signed,
        portal=portal,
        code=fill(words.code, told),
        foot=fill(words.foot, told),
    )


def count(number: int) -> str:
    """A number of people, as a document meant for others tells it."""
    return brief_words().few if 0 < number < FEW else f"{number:,}"


def _people(facts: Facts) -> str:
    words = brief_words()
    for claim, template in ((Claim.SEEN_AFTER, words.people_after), (Claim.SEEN_BEFORE, words.people_before)):
        seen, standing = facts.preview(claim), facts.holds(claim)
        if seen is not None and standing is not None:
            best = standing.best
            told = {"students": count(seen.students), "staff": count(seen.staff)}
            how = how_known(best.how, best.role)
            return fill(template, {**told, "date": long_day(best.at), "how": how})
    return words.people_none


def _fields() -> str:
    needed = [field.title for field in permission_fields() if field.need is Need.NEEDED]
    return "; ".join(dict.fromkeys(needed))


def _advice(facts: Facts) -> str:
    words = brief_words()
    lines = []
    for what, said in facts.consulted.items():
        on = f", {whole_day(said.on)}" if said.on else ""
        lines.append(f"{words.consulted[what]}: {words.answers[said.answer]}{on}.")
    return " ".join(lines)


def _task(task: GuideTask) -> BriefTask:
    words = brief_words()
    names = " or ".join(f"“{name}”" for name in task.also_called)
    return BriefTask(
        title=task.title,
        called=fill(words.called, {"names": names}) if names else "",
        look=fill(words.look, {"look_for": task.look_for}),
        picture=coloured(task.picture.read_text(encoding="utf-8"), LIGHT),
        picture_says=task.picture_says,
    )
