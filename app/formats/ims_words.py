"""IMS Enterprise 1.1's words, and what they are taken for. Source: the elements and lists that published
writers and readers of the format share; itslearning's own pages for its profiles and types."""

from __future__ import annotations

from app.storage.paths import APP_NAME

STUDENT_ROLES = frozenset({"student", "learner", "pupil", "prospectivestudent"})
TEACHING_ROLES = frozenset({"faculty", "instructor", "teacher"})
STAFF_ROLES = TEACHING_ROLES | {"staff", "administrator", "system administrator"}
CARER_ROLES = frozenset({"carer", "parent", "guardian", "mentor"})
"""Institution roles, folded. Any other is nobody that Fronter 19 is asked to make from a school's data."""
FUTURE_ROLE = "prospectivestudent"

LEARNER_IN_GROUP = frozenset({"01", "1", "learner", "student"})
MEMBER_IN_GROUP = frozenset({"04", "4", "member"})
RUNS_ROOM = frozenset({"03", "07"})
"""Fronter's rights to delete and to change, which pupils were not given."""

DELETED = "3"
"""The recstatus of what is to be removed."""
PARENT, CHILD = "1", "2"
"""Relations of groups."""
IN_GROUP, GROUP_IN_GROUP = "1", "2"
"""The idtype of a member."""

GENDERS = {"1": "female", "2": "male", "female": "female", "male": "male"}
GENDER_NUMBERS = {"female": "1", "f": "1", "male": "2", "m": "2"}

FRONTER = "fronter"
"""In the scheme of Fronter's own groups."""
ROOM_BIT = 4
ITSLEARNING = "itslearning"

MADE = "provisioning-wizard:"
"""Before the id of every group that this program adds to make the hierarchy whole."""
HOUSES, COURSES, REGISTRATION = f"{MADE}houses", f"{MADE}courses", f"{MADE}registration-groups"
SUBJECT, YEAR, STAND_IN = f"{MADE}subject:", f"{MADE}year:", f"{MADE}course:"
OWN_SOURCE = APP_NAME
"""What the datasource of a file of this program begins with."""

NO_SUBJECT = f"{MADE}no-subject"


def learns(role: str, *, student: bool) -> bool:
    """Whether a role in a group is a learner's; a plain member is what the person is."""
    return role in LEARNER_IN_GROUP or (role in MEMBER_IN_GROUP and student)
