"""The window's own words, by code: the core gives codes, these tables say them.

Words about checks, portals and steps are content and live under resources/.
"""

from __future__ import annotations

from app.journey.model import How, JourneyKind, Owner, Status

KIND_TITLES = {
    JourneyKind.FIRST_SET_UP: "First set-up",
    JourneyKind.NEW_SCHOOL_YEAR: "New school year",
    JourneyKind.SINGLE_SIGN_ON_ONLY: "Single sign-on only",
    JourneyKind.HELP_SESSION: "Help session",
}

KIND_SUBTITLES = {
    JourneyKind.FIRST_SET_UP: "Fronter 19 · first set-up",
    JourneyKind.NEW_SCHOOL_YEAR: "Fronter 19 · new school year",
    JourneyKind.SINGLE_SIGN_ON_ONLY: "Fronter 19 · single sign-on",
    JourneyKind.HELP_SESSION: "Fronter 19 · help session",
}

OWNER_NAMES = {
    Owner.TECHNICIAN: "Technician",
    Owner.HEADTEACHER: "Headteacher",
    Owner.DATA_PROTECTION_OFFICER: "Data protection officer",
    Owner.WONDE: "Wonde",
    Owner.ITSLEARNING: "itslearning",
    Owner.LGFL: "LGfL service desk",
}


def turn_words(owner: Owner | None) -> str:
    """Whose turn it is, as a sentence; empty where it is nobody's."""
    if owner is None:
        return ""
    return "It is your turn." if owner is Owner.TECHNICIAN else f"It is {TURNS[owner]} turn."


TURNS = {
    Owner.HEADTEACHER: "the headteacher’s",
    Owner.DATA_PROTECTION_OFFICER: "the data protection officer’s",
    Owner.WONDE: "Wonde’s",
    Owner.ITSLEARNING: "itslearning’s",
    Owner.LGFL: "the LGfL service desk’s",
}

HOW_WORDS = {How.MEASURED: "measured", How.READ_OFF: "read off", How.TOLD: "as told"}

STATUS_WORDS = {
    Status.NOT_NEEDED: "Not needed",
    Status.BLOCKED: "Not yet possible",
    Status.READY: "Ready",
    Status.IN_PROGRESS: "In progress",
    Status.WAITING: "Waiting",
    Status.ATTENTION: "Needs attention",
    Status.DONE: "Done",
}

PRACTICE_BANNER = ("Practice school", "Nobody here is real.")

NAMES_HIDDEN = "Names: hidden.  Show"
NAMES_SHOWN = "Names: shown.  Hide"
NAMES_HIDDEN_SPOKEN = "Names are hidden. Show them for 5 minutes"
NAMES_SHOWN_SPOKEN = "Names are shown. Hide them"

NOT_SAVED_TITLE = "This could not be saved"
NOT_SAVED_MEANING = "Nothing was lost: what you entered is still on the page, and the journey is as it was."
LEFT_NOT_SAVED_MEANING = (
    "You had left the journey while this was being written. Open it again, look at the step you were on last"
    " and enter there what is missing."
)
JOURNEY_TROUBLE_TITLE = "The journey’s folder could not be used"
JOURNEY_TROUBLE_MEANING = "What is shown may be out of date. Nothing that was saved before is changed."

NO_PAGE_YET = "This version of the program has no page for this step yet."
PAGE_BROKE = "This page could not be opened, which is the program’s fault. The other steps can still be used."

CRASH_TITLE = "Something went wrong in this program"
CRASH_TEXT = (
    "It carries on, and what was saved is safe. If it happens again, send the text below to whoever supports"
    " you: it holds no names and nothing you typed."
)
