"""The help page of each issue that the preview can find, written from the rules themselves.

`python -m tests.guidance.issue_pages` writes them into resources/help; a test holds them to the rules.
"""

from __future__ import annotations

from app.guidance.mending import mending
from app.roster.facts import IssueSeverity
from app.roster.rules import Rule, all_rules
from app.storage.atomic import write_atomic
from app.storage.paths import resource

_GRAVITY = {
    IssueSeverity.MUST_FIX: "It must be fixed before data goes to production.",
    IssueSeverity.CHECK: "Check it: either it is mended, or there is a reason that can be given.",
    IssueSeverity.NOTE: "It is good to know, and nothing has to be done.",
}


def topic_of(rule: Rule) -> str:
    """The page's name, without its ending."""
    return f"issue-{rule.code}"


def page_of(rule: Rule) -> str:
    """The page as Markdown: what it means, and who can mend it, where, what to ask first, where anything is
    wrong."""
    about = (
        f"# {rule.title}",
        f"An issue that the [preview](preview.md) can find. Its code is `{rule.code}`."
        f" {_GRAVITY[rule.severity]}",
        rule.why,
    )
    if not rule.place:
        return "\n\n".join((*about, "## What to do", f"{rule.where}\n"))
    place = mending(rule.place)
    return "\n\n".join(
        (
            *about,
            "## Who can mend it",
            f"Usually {place.who}.",
            "## Where",
            rule.where,
            "## The first question to ask",
            f"{place.first_question}\n",
        )
    )


if __name__ == "__main__":
    for each in all_rules():
        write_atomic(resource("help").joinpath(f"{topic_of(each)}.md"), page_of(each).encode())
