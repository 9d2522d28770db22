"""The text that asks itslearning to test the data: counts, known issues, what to set up; no names."""

from __future__ import annotations

from collections.abc import Iterator

from app.evidence.brief import FEW
from app.guidance.content import fill
from app.guidance.messages import FilledMessage, message
from app.guidance.mis import mis_catalogue
from app.journey.events import DataTestResult, PreviewTaken
from app.journey.facts import Facts
from app.journey.wording import long_day
from app.roster.mapping import Mapping as Setup
from app.roster.mapping_summary import kind_words, mapping_lines
from app.roster.rules import all_rules
from app.ui.pages.data_test.content import Problem, data_test_content

SOURCES = {
    "wonde": "our reading of Wonde’s data",
    "portal-numbers": "the numbers Wonde’s portal showed",
    "mis-report": "a report from our MIS",
    "oneroster": "a OneRoster export from our MIS",
    "ims-enterprise": "an IMS Enterprise export from our MIS",
    "wizard-export": "an earlier export of this program",
}


def request(facts: Facts, found: tuple[Problem, ...], setup: Setup | None) -> FilledMessage:
    """The text to itslearning, for the first time or again after `found`. What is not known stands as a gap;
    `setup` is None where the school's own could not be read."""
    school = facts.school
    entry = mis_catalogue().get(school.mis) if school else None
    values = {
        "school": school.name if school else "",
        "urn": (school.urn if school else None) or "",
        "mis": entry.name if entry else "",
        "problems": "; ".join(problem.label.casefold() for problem in found) or "problems",
        "mapping": "\n".join(f"- {line}" for line in mapping_lines(setup)) if setup else "",
        "sender": f"The technical representative of {school.name}" if school else "",
        **_numbers(facts),
    }
    return message("data-test-again" if found else "data-test").fill_from(values)


def counted_words(facts: Facts) -> str:
    """What itslearning counted beside the last preview; empty where they gave no numbers."""
    event = facts.latest.get("data-test.result")
    if event is None or not isinstance(event.data, DataTestResult):
        return ""
    theirs, ours, words = event.data, _preview(facts), data_test_content()
    if theirs.students is None or theirs.staff is None:
        return ""
    told = {"students": f"{theirs.students:,}", "staff": f"{theirs.staff:,}"}
    if ours is None:
        return fill(words.counted_alone, told)
    if (theirs.students, theirs.staff) == (ours.students, ours.staff):
        return fill(words.counted_same, told)
    mine = {"our_students": f"{ours.students:,}", "our_staff": f"{ours.staff:,}"}
    return fill(words.counted_apart, {**told, **mine, "source": SOURCES[ours.source]})


def _preview(facts: Facts) -> PreviewTaken | None:
    event = facts.latest.get("preview.taken")
    return event.data if event is not None and isinstance(event.data, PreviewTaken) else None


def _numbers(facts: Facts) -> dict[str, str]:
    seen = _preview(facts)
    if seen is None:
        return {"source": "", "counted_on": "", "students": "", "staff": "", "classes": "", "issues": ""}
    return {
        "source": SOURCES[seen.source],
        "counted_on": long_day(facts.latest["preview.taken"].at),
        "students": _count(seen.students),
        "staff": _count(seen.staff),
        "classes": "\n".join(_classes_and_groups(seen)),
        "issues": "\n".join(_issues(seen)),
    }


def _classes_and_groups(seen: PreviewTaken) -> Iterator[str]:
    words = data_test_content()
    yield "not counted" if seen.classes is None else f"{seen.classes:,}"
    for type_, count in seen.groups.items():
        yield fill(words.group, {"kind": kind_words(type_), "count": f"{count:,}"})


def _issues(seen: PreviewTaken) -> Iterator[str]:
    """The issues by what they are called; of a preview that kept no kinds, how many there were."""
    words = data_test_content()
    if seen.source == "portal-numbers":
        yield words.not_looked
    elif seen.issues:
        for rule in all_rules():
            if rule.code in seen.issues:
                yield fill(words.issue, {"title": rule.title, "count": _count(seen.issues[rule.code])})
    elif seen.must_fix or seen.check:
        told = {"must_fix": f"{seen.must_fix:,}", "check": f"{seen.check:,}"}
        yield fill(words.issues_unknown, told)
    else:
        yield words.no_issues


def _count(number: int) -> str:
    """A number of people as a message to others tells it."""
    return data_test_content().few if 0 < number < FEW else f"{number:,}"
