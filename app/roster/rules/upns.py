"""Rules about UPNs. Every UPN is judged once, when first asked about, and the rules read the verdict."""

from __future__ import annotations

from collections.abc import Iterable

from app.formats.identifiers import UpnFault, is_temporary_upn, upn_problem
from app.guidance.authorities import la_numbers
from app.roster.rules.asking import STUDENTS, Case, Family, Found, Known, Needs, Rows

FORM, LETTER, AUTHORITY, TEMPORARY = "form", "letter", "authority", "temporary"
_UPN = Needs(STUDENTS, ("upn",))


def verdict(upn: str) -> str | None:
    """The gravest thing to say about a UPN, or None."""
    fault = upn_problem(upn)
    if fault is not None:
        return FORM if fault is UpnFault.FORM else LETTER
    if upn.strip()[1:4] not in la_numbers():
        return AUTHORITY
    return TEMPORARY if is_temporary_upn(upn) else None


def _judged(known: Known) -> dict[str, list[int]]:
    """People by what is to be said about their UPN."""
    kept = known.kept("upns")
    if not kept:
        kept.update({FORM: [], LETTER: [], AUTHORITY: [], TEMPORARY: []})
        for number, upn in known.db.execute(
            "SELECT id, upn FROM person WHERE kind = 'student' AND upn IS NOT NULL"
        ):
            word = verdict(upn)
            if word is not None:
                kept[word].append(number)
    return kept


def _with(word: str) -> Found:
    def find(known: Known, _: tuple[str, ...]) -> Iterable[Case]:
        return ((number, None) for number in _judged(known)[word])

    return Found(find, _UPN)


RULES: Family = {
    "upn-shared-by-two": Rows(
        "SELECT id, NULL FROM person WHERE kind = 'student' AND upper(trim(upn)) IN ("
        "SELECT upper(trim(upn)) FROM person WHERE kind = 'student' AND upn IS NOT NULL"
        " GROUP BY upper(trim(upn)) HAVING count(*) > 1)",
        _UPN,
    ),
    # A nursery issues UPNs late, and a future starter's comes with the papers of the last school.
    "upn-missing": Rows(
        "SELECT p.id, NULL FROM person p JOIN shown s ON s.id = p.id WHERE p.kind IN ({kinds})"
        " AND p.standing = 'current' AND p.upn IS NULL AND coalesce(s.year_order, 1) >= 0",
        _UPN,
    ),
    "upn-wrong-form": _with(FORM),
    "upn-check-letter": _with(LETTER),
    "upn-unknown-la": _with(AUTHORITY),
    "upn-temporary": _with(TEMPORARY),
}
