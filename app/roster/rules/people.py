"""Rules about single people: ids, names, usernames and addresses, start and end dates."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from app.formats.records import Repair
from app.roster.rules.asking import EVERYBODY, STUDENTS, Case, Family, Found, Known, Needs, Rows

_NAMES = ("forename", "surname")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of what has no shape of its own."""


def _shared(column: str, field: str) -> Rows:
    """Two people of one kind with the same value in a column."""
    return Rows(
        f"SELECT id, NULL FROM person WHERE kind IN ({{kinds}}) AND (kind, {column}) IN ("
        f"SELECT kind, {column} FROM person WHERE {column} IS NOT NULL GROUP BY kind, {column}"
        " HAVING count(*) > 1)",
        Needs(EVERYBODY, (field,)),
    )


_MAY_BE_MISSING = ("username", "upi", "email", "date_of_birth")


def _usual(known: Known, column: str) -> tuple[str, ...]:
    """The kinds of people of whom more than half have a value."""
    kept = known.kept("usual")
    if not kept:
        kept.update(dict.fromkeys(_MAY_BE_MISSING, ()))
        counted = ", ".join(f"count({name}) * 2 > count(*)" for name in _MAY_BE_MISSING)
        for kind, *answers in known.db.execute(
            f"SELECT kind, {counted} FROM person WHERE standing = 'current' GROUP BY kind"
        ):
            for name, usual in zip(_MAY_BE_MISSING, answers, strict=True):
                kept[name] += (kind,) if usual else ()
    kinds: tuple[str, ...] = kept[column]
    return kinds


def _missing(column: str, field: str, of: tuple[str, ...] = EVERYBODY) -> Found:
    """A blank where more than half of the kind have a value: only then is it an exception."""

    def find(known: Known, kinds: tuple[str, ...]) -> Iterable[Case]:
        usual = ", ".join(f"'{kind}'" for kind in kinds if kind in _usual(known, column))
        return known.db.execute(
            f"SELECT id, NULL FROM person WHERE kind IN ({usual}) AND standing = 'current'"
            f" AND {column} IS NULL"
        )

    return Found(find, Needs(of, (field,), also=lambda known: bool(_usual(known, column))))


def _email_elsewhere(known: Known, kinds: tuple[str, ...]) -> Iterable[Case]:
    """Addresses whose domain is none of the school's own. Own is any domain that a good share of one kind's
    addresses have; where no such domains stand out, nothing is said."""
    counts = _domains(known)
    own = frozenset().union(*(_own(known, counts[kind]) for kind in counts))
    for kind in kinds:
        domains = counts.get(kind, {})
        inside = sum(count for domain, count in domains.items() if domain in own)
        total = sum(domains.values())
        if total < known.limits.addresses_to_judge_by or inside == total:
            continue
        if inside * 100 >= total * known.limits.own_domains_percent:
            for number, domain in known.db.execute(
                f"SELECT id, {_DOMAIN} FROM person WHERE kind = ? AND {_RIGHT_FORM}", (kind,)
            ):
                if domain not in own:
                    yield number, None


_RIGHT_FORM = "(email LIKE '_%@_%' AND NOT instr(trim(email), ' ') AND email NOT LIKE '%@%@%')"
_DOMAIN = "trim(lower(substr(email, instr(email, '@') + 1)))"


def _domains(known: Known) -> dict[str, dict[str, int]]:
    """Per kind of person, how many addresses each domain has."""
    kept = known.kept("domains")
    if not kept:
        for kind, domain, count in known.db.execute(
            f"SELECT kind, {_DOMAIN}, count(*) FROM person WHERE {_RIGHT_FORM} GROUP BY 1, 2"
        ):
            kept.setdefault(kind, {})[domain] = count
    return kept


def _own(known: Known, domains: dict[str, int]) -> frozenset[str]:
    least = sum(domains.values()) * known.limits.own_domain_percent
    return frozenset(
        domain for domain, count in domains.items() if domain and count > 1 and count * 100 >= least
    )


def _enough_addresses(known: Known) -> bool:
    least = known.limits.addresses_to_judge_by
    return any(sum(domains.values()) >= least for domains in _domains(known).values())


_LEGAL = ("legal_forename", "legal_surname")


def _odd_names(known: Known) -> list[tuple[Case, str]]:
    """The names of people and groups that are not plain ASCII."""
    kept = known.kept("odd names")
    if not kept:
        joined = " || '|' || ".join(f"coalesce({name}, '')" for name in (*_NAMES, *_LEGAL))
        kept["all"] = [
            ((number, None) if table == "person" else (None, number), name)
            for table, text in (("person", joined), ("grp", "coalesce(name, '')"))
            for number, name in known.db.execute(
                f"SELECT id, {text} FROM {table} WHERE {text} GLOB '*[^ -~]*'"
            )
        ]
    odd: list[tuple[Case, str]] = kept["all"]
    return odd


def _names_with(wrong: Callable[[str], bool]) -> Callable[[Known, tuple[str, ...]], Iterable[Case]]:
    """People and groups with a name of which something is wrong."""

    def find(known: Known, _: tuple[str, ...]) -> Iterable[Case]:
        return (case for case, name in _odd_names(known) if wrong(name))

    return find


def _is_invisible(name: str) -> bool:
    return any(unicodedata.category(character) in _INVISIBLE for character in name)


def _is_not_nfc(name: str) -> bool:
    return not unicodedata.is_normalized("NFC", name)


_BLANK_NAME = (
    "SELECT id, NULL FROM person WHERE kind IN ({kinds}) AND (coalesce(forename, legal_forename) IS NULL"
    " OR coalesce(surname, legal_surname) IS NULL)"
)
_SPACES = (
    f"instr(' ' || coalesce(repaired, '') || ' ', ' {Repair.SPACES} ')"
    " OR instr(coalesce(forename, ''), '  ') OR instr(coalesce(surname, ''), '  ')"
)
_GROUP_SPACES = _SPACES.replace("forename", "name").replace("surname", "code")


def _also_on_roll(in_sixth_form: bool) -> Found:
    """Both rows of one human who is a member of staff and on roll, by the year of the student's."""

    def find(known: Known, kinds: tuple[str, ...]) -> Iterable[Case]:
        kept = known.kept("both")
        if not kept:
            kept["all"] = known.db.execute(
                "SELECT p.id, o.id, coalesce(s.year_order >= 12, 0)"
                " FROM person o JOIN person p ON p.upi = o.upi AND p.kind = 'student'"
                " JOIN shown s ON s.id = p.id WHERE o.kind = 'staff'"
            ).fetchall()
        found = dict.fromkeys(
            number
            for student, staff, sixth_form in kept["all"]
            if bool(sixth_form) is in_sixth_form
            for kind, number in (("student", student), ("staff", staff))
            if kind in kinds
        )
        return ((number, None) for number in found)

    return Found(find, Needs(EVERYBODY, ("upi",)))


RULES: Family = {
    "key-too-long": Rows(
        "SELECT id, NULL FROM person WHERE max(length(key), length(coalesce(upi, '')),"
        " length(coalesce(mis_id, ''))) > :key"
    ),
    "name-blank": Rows(_BLANK_NAME, Needs(EVERYBODY, _NAMES)),
    "name-too-long": Rows(
        "SELECT id, NULL FROM person WHERE length(forename) > :name OR length(surname) > :name"
    ),
    "prefix-too-long": Rows("SELECT id, NULL FROM person WHERE length(title) > :prefix"),
    # One human with two rows (a member of staff who is also on roll as something else) has one UPI.
    "username-clash": Rows(
        "SELECT id, NULL FROM person WHERE folded(username) IN (SELECT folded(username) FROM person"
        " WHERE username IS NOT NULL GROUP BY 1 HAVING count(DISTINCT coalesce(upi, kind || key)) > 1)",
        Needs(EVERYBODY, ("username",)),
    ),
    "username-missing": _missing("username", "username"),
    "upi-shared": _shared("upi", "upi"),
    "upi-missing": _missing("upi", "upi"),
    "mis-id-shared": _shared("mis_id", "mis_id"),
    "staff-also-on-roll": _also_on_roll(in_sixth_form=False),
    "dual-role": _also_on_roll(in_sixth_form=True),
    "email-shared": Rows(
        "SELECT id, NULL FROM person WHERE lower(trim(email)) IN ("
        "SELECT lower(trim(email)) FROM person WHERE email IS NOT NULL"
        " GROUP BY lower(trim(email)) HAVING count(DISTINCT coalesce(upi, kind || key)) > 1)",
        Needs(EVERYBODY, ("email",)),
    ),
    "email-missing": _missing("email", "email"),
    "email-wrong-form": Rows(
        f"SELECT id, NULL FROM person WHERE kind IN ({{kinds}}) AND email IS NOT NULL AND NOT {_RIGHT_FORM}",
        Needs(EVERYBODY, ("email",)),
    ),
    "email-elsewhere": Found(_email_elsewhere, Needs(EVERYBODY, ("email",), also=_enough_addresses)),
    "leaver-with-classes": Rows(
        "SELECT p.id, NULL FROM person p JOIN person_size z ON z.id = p.id"
        " WHERE p.standing = 'leaver' AND z.courses > 0"
    ),
    "future-starter": Rows(
        "SELECT id, NULL FROM person WHERE kind IN ({kinds}) AND standing = 'future'",
        Needs(EVERYBODY, ("start_date",)),
    ),
    # A reader of files tidies names before they come here, and says so in the notes.
    "name-spaces": Rows(
        f"SELECT id, NULL FROM person WHERE {_SPACES} UNION ALL"
        f" SELECT NULL, id FROM grp WHERE {_GROUP_SPACES}",
        Needs(also=lambda known: known.from_wonde),
    ),
    "text-invisible": Found(_names_with(_is_invisible), Needs(also=lambda known: known.from_wonde)),
    "name-not-nfc": Found(_names_with(_is_not_nfc), Needs(also=lambda known: known.from_wonde)),
    "dob-missing": _missing("date_of_birth", "date_of_birth", STUDENTS),
}
