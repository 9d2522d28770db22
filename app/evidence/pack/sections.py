"""The sections of an evidence pack, each from the ledger alone."""

from __future__ import annotations

from collections.abc import Iterator

from app.evidence.brief import brief_words, count
from app.evidence.pack.content import Ground, Section, Table, level, proof_table
from app.evidence.pack.words import pack_words
from app.guidance.content import fill
from app.guidance.mis import mis_catalogue
from app.guidance.permissions import (
    Need,
    belief,
    judge_permission,
    permission_called,
    permission_code,
    permission_fields,
)
from app.journey.claims import Claim
from app.journey.events import (
    ApprovalReceipt,
    ApprovalSeen,
    DataTestAsked,
    DataTestResult,
    ProductionConfirmed,
    SsoApproved,
)
from app.journey.levels import decision_of
from app.journey.lines import Event
from app.journey.model import StepId
from app.journey.proofs import ProofLine, proofs_of
from app.journey.steps import journey_definition
from app.journey.wording import long_day, whole_day


def sections_of(ground: Ground) -> tuple[Section, ...]:
    """Every section, in the order to read. Raises ContentError."""
    return (
        _parties(ground), _agreed(ground), _approval(ground), _receipts(ground), _fields(ground),
        _counts(ground), _exclusions(ground), _advice(ground), _data_test(ground), _sign_on(ground),
        _known(ground), _article_30(ground), _assessment(ground), _notice(ground), _review(ground),
        _ledger(ground),
    )  # fmt: skip


def known_lines(ground: Ground, *steps: StepId) -> list[tuple[str, ProofLine]]:
    """(step's title, statement) of these steps, or of all."""
    titles = {step.id: step.title for step in journey_definition(ground.facts.kind).steps}
    found = proofs_of(ground.facts)
    return [
        (titles[step], line) for step, lines in found.items() if not steps or step in steps for line in lines
    ]


def article_30(ground: Ground) -> tuple[tuple[str, str], ...]:
    """The row of the record of processing: (column, entry). Raises ContentError."""
    words = pack_words()
    told = {
        "school": ground.school,
        "to_fill": words.to_fill,
        "purpose": _purpose(ground),
        "people": _people(ground),
        "fields": "; ".join(_believed(Need.NEEDED)),
        "recipients": ", ".join(
            party.name for party in words.parties.other if _lgfl(ground) or not party.lgfl
        ),
        "dpia": _advised(ground, "dpia"),
        "review": _review_day(ground) or words.to_fill,
    }
    return tuple((row.name, fill(row.entry, told)) for row in words.article_30.row)


def receipt_table(ground: Ground) -> Table:
    """Receipts and references, in the order they were noted."""
    named = pack_words().receipts
    headings = (named.when, named.what, named.who, named.reference, named.noted)
    return Table(named.title, headings, tuple(_receipt_rows(ground)))


def count_table(ground: Ground) -> Table:
    """The numbers at each look that counts. Numbers under 5 are not told."""
    named = pack_words().counts
    headings = (
        named.when, named.look, named.students, named.staff, named.classes, named.must_fix, named.known
    )  # fmt: skip
    rows = tuple(
        (
            long_day(event.at),
            named.sources[look.source],
            count(look.students),
            count(look.staff),
            pack_words().not_recorded if look.classes is None else f"{look.classes:,}",
            f"{look.must_fix:,}",
            ground.noted(event),
        )
        for event, look in ground.previews()
    )
    return Table(named.title, headings, rows)


def detail_table() -> Table:
    """What we believe itslearning needs, detail by detail."""
    named = pack_words().fields
    rows = tuple(
        (field.kind, field.title, named.needs[field.need], field.why) for field in permission_fields()
    )
    return Table(named.believed, (named.kind, named.details, named.need, named.why), rows)


def _parties(ground: Ground) -> Section:
    words = pack_words().parties
    school = ground.facts.school
    mis = mis_catalogue().get(school.mis) if school else None
    rows = [(ground.school, words.school_role, words.school_does)]
    rows.append((mis.name if mis else pack_words().not_recorded, words.mis_role, words.mis_does))
    rows += [(one.name, one.role, one.does) for one in words.other if _lgfl(ground) or not one.lgfl]
    table = Table(words.title, (words.party, words.role, words.does), tuple(rows))
    return Section("parties", words.title, (words.text,), (table,))


def _agreed(ground: Ground) -> Section:
    return Section("purpose", pack_words().agreed.title, (_purpose(ground),))


def _approval(ground: Ground) -> Section:
    words = pack_words().approval
    lines = known_lines(ground, StepId.WONDE_APPROVAL)
    if not lines:
        return Section("approval", words.title, (words.nothing,))
    return Section("approval", words.title, (words.caution,), (proof_table(ground, words.title, lines),))


def _receipts(ground: Ground) -> Section:
    words, table = pack_words().receipts, receipt_table(ground)
    if not table.rows:
        return Section("receipts", words.title, (words.nothing,))
    return Section("receipts", words.title, (), (table,))


def _receipt_rows(ground: Ground) -> Iterator[tuple[str, ...]]:
    words = pack_words()
    for event in ground.reading.events:
        data = event.data
        reference = getattr(data, "reference", None) or getattr(data, "request", None)
        told_by_kind = isinstance(data, ApprovalReceipt)
        if event.known and (reference or told_by_kind):
            when = data.when if isinstance(data, ApprovalReceipt) else event.at
            yield (
                long_day(when),
                words.receipts.kinds[event.kind],
                _who(ground, event) or words.not_given,
                reference or words.not_given,
                ground.noted(event),
            )


def _who(ground: Ground, event: Event) -> str:
    """An approver's name and position, where the ledger can be trusted with them."""
    data = event.data
    if not ground.sound or not isinstance(data, ApprovalReceipt | SsoApproved):
        return ""
    return ", ".join(part for part in (data.who, data.position) if part)


def _fields(ground: Ground) -> Section:
    words = pack_words().fields
    looks = ground.previews()
    rows = tuple(
        (
            f"{pack_words().counts.sources[look.source]}, {long_day(event.at)}",
            *(f"{look.fields[state]:,}" if look.fields and state in look.fields else words.uncounted
              for state in words.states),
            ground.noted(event),
        )
        for event, look in looks
    )  # fmt: skip
    headings = (words.look, *words.states.values(), pack_words().how.known)
    seen = _permissions_on(ground)
    tables = [*seen, *([Table(words.counted, headings, rows)] if rows else [])]
    believed: dict[tuple[str, Need], list[str]] = {}
    for field in permission_fields():
        believed.setdefault((field.kind, field.need), []).append(field.title)
    needs = tuple((kind, words.needs[need], "; ".join(found)) for (kind, need), found in believed.items())
    tables.append(Table(words.believed, (words.kind, words.need, words.details), needs))
    said = words.text_seen if seen else words.text
    text = (said, belief()) if rows else (said, words.nothing, belief())
    return Section("details", words.title, text, tuple(tables))


def _permissions_on(ground: Ground) -> list[Table]:
    """What Wonde's list had as on at the first look after approval, and at the newest where that differs."""
    looks = [
        (event, event.data)
        for event in ground.reading.events
        if isinstance(event.data, ApprovalSeen) and event.data.permissions is not None
    ]
    told = looks[:1]
    if looks and looks[-1][1].permissions != looks[0][1].permissions:
        told.append(looks[-1])
    words = pack_words().fields
    return [
        Table(
            fill(words.seen, {"known": ground.noted(event)}),
            (words.kind, words.need, words.details),
            tuple(_permission_rows(look)),
        )
        for event, look in told
    ]


def _permission_rows(look: ApprovalSeen) -> Iterator[tuple[str, str, str]]:
    """Whose records, how needed and which permissions; then how many there were besides those we know."""
    words = pack_words().fields
    kinds = {field.subject: field.kind for field in permission_fields()}
    on: dict[tuple[str, Need], dict[str, None]] = {
        (kind, need): {} for kind in dict.fromkeys(kinds.values()) for need in Need
    }
    kept = look.permissions or ()
    known = [code for code in kept if permission_code(code) == code]
    for code in known:
        subject = code.partition(".")[0]
        of = (kinds.get(subject, subject), judge_permission(code).need)
        on.setdefault(of, {})[permission_called(code)] = None
    for (kind, need), titles in on.items():
        if titles:
            yield kind, words.needs[need], "; ".join(titles)
    if others := (look.permissions_more or 0) + len(kept) - len(known):
        nothing = pack_words().no_level
        yield nothing, nothing, fill(words.more, {"count": f"{others:,}"})


def _counts(ground: Ground) -> Section:
    words, table = pack_words().counts, count_table(ground)
    if not table.rows:
        return Section("numbers", words.title, (words.nothing,))
    return Section("numbers", words.title, (words.text,), (table,))


def _exclusions(ground: Ground) -> Section:
    words = pack_words().exclusions
    school = ground.facts.school
    after = [look for _, look in ground.previews() if look.phase == "after"]
    shared = after[-1].students if after else None
    roll = school.number_on_roll if school else None
    read = (e.data.people for e in ground.reading.events if isinstance(e.data, ApprovalSeen))
    access = next((people for people in reversed(tuple(read)) if people is not None), None)
    apart = None if roll is None or shared is None else abs(roll - shared)
    told = ((words.roll, roll), (words.shared, shared), (words.apart, apart), (words.access, access))
    rows = tuple((what, words.unknown if number is None else count(number)) for what, number in told)
    return Section(
        "left-out", words.title, (words.text,), (Table(words.title, (words.what, words.number), rows),)
    )


def _advice(ground: Ground) -> Section:
    words, brief = pack_words().advice, brief_words()
    rows = []
    for what, asked in brief.consulted.items():
        said = ground.facts.consulted.get(what)
        on = whole_day(said.on) if said and said.on else pack_words().not_given
        rows.append((asked, brief.answers[said.answer] if said else pack_words().not_recorded, on))
    table = Table(words.title, (words.what, words.answer, words.when), tuple(rows))
    return Section("advice", words.title, (), (table,))


def _data_test(ground: Ground) -> Section:
    words = pack_words().data_test
    lines = known_lines(ground, StepId.DATA_TEST)
    if not lines:
        return Section("data-test", words.title, (words.nothing,))
    text = []
    days = []
    for kind, template in (
        ("data-test.asked", words.asked_on),
        ("data-test.result", words.answered_on),
        ("production.confirmed", words.live_on),
    ):
        event = ground.facts.latest.get(kind)
        if event is None:
            continue
        data = event.data
        if isinstance(data, DataTestAsked | DataTestResult | ProductionConfirmed) and data.on:
            days.append(fill(template, {"date": whole_day(data.on)}))
        if isinstance(data, DataTestResult):
            if data.problems:
                text.append(fill(words.problems, {"count": str(len(data.problems))}))
            if data.students is not None and data.staff is not None:
                numbers = {"students": count(data.students), "staff": count(data.staff)}
                text.append(fill(words.counted, numbers))
    if days:
        text.append(fill(words.days, {"days": "; ".join(days)}))
    return Section("data-test", words.title, tuple(text), (proof_table(ground, words.title, lines),))


def _sign_on(ground: Ground) -> Section:
    words = pack_words().sso
    if ground.facts.school is not None and not ground.facts.school.lgfl:
        return Section("single-sign-on", words.title, (pack_words().not_needed,))
    decision = decision_of(ground.facts)
    text = [words.nothing]
    if decision is not None:
        what = words.decisions["approved" if decision.approved else "declined"]
        told = {"decision": what, "level": level(ground, decision.level, decision.words)}
        text = [fill(words.decision, told)]
    lines = known_lines(ground, StepId.SSO_APPROVAL)
    tables = [proof_table(ground, words.title, lines)] if lines else []
    if rows := tuple(_decisions(ground)):
        tables.insert(0, Table(words.noted, (words.when, words.what, words.level, words.who, words.by), rows))
    return Section("single-sign-on", words.title, (*text, words.levels), tuple(tables))


def _decisions(ground: Ground) -> Iterator[tuple[str, ...]]:
    """Every decision as it was noted, at the level it had then."""
    words = pack_words()
    for event in ground.reading.events:
        if isinstance(event.data, SsoApproved):
            yield (
                long_day(event.at),
                words.sso.decisions[event.data.decision],
                event.data.level,
                _who(ground, event) or words.not_given,
                ground.noted(event),
            )


def _known(ground: Ground) -> Section:
    words, lines = pack_words().known, known_lines(ground)
    if not lines:
        return Section("known", words.title, (words.text, words.nothing))
    return Section("known", words.title, (words.text,), (proof_table(ground, words.title, lines),))


def _article_30(ground: Ground) -> Section:
    words = pack_words().article_30
    table = Table(words.title, (words.heading, words.value), article_30(ground))
    return Section("article-30", words.title, (words.text,), (table,))


def _assessment(ground: Ground) -> Section:
    words = pack_words().dpia
    told = {what: _advised(ground, what) for what in brief_words().consulted}
    rows = tuple((prompt.question, fill(prompt.known, told)) for prompt in words.prompt)
    return Section(
        "dpia", words.title, (words.text,), (Table(words.title, (words.question, words.known), rows),)
    )


def _notice(ground: Ground) -> Section:
    words = pack_words().notice
    sentence = fill(words.sentence, {"school": ground.school, "details": words.details})
    return Section("privacy-notice", words.title, (words.text, f"“{sentence}”"))


def _review(ground: Ground) -> Section:
    words, day = pack_words().review, _review_day(ground)
    return Section("review", words.title, (fill(words.suggested, {"date": day}) if day else words.nothing,))


def _ledger(ground: Ground) -> Section:
    words, reading = pack_words().ledger, ground.reading
    rows = (
        (words.events, f"{len(reading.events):,}"),
        (words.head, reading.head_hash),
        (words.file, ground.sha256),
        (words.state, words.sound if ground.sound else words.unsound),
    )
    damage = tuple(str(one) for one in reading.damage)
    kept = (words.copy_words, words.verify) if ground.wholly_ours else (words.no_copy,)
    table = Table(words.title, (words.what, words.value), rows)
    return Section("ledger", words.title, (words.text, *damage, *kept), (table,))


def _purpose(ground: Ground) -> str:
    words = pack_words().agreed
    return f"{words.text} {words.lgfl}" if _lgfl(ground) else words.text


def _lgfl(ground: Ground) -> bool:
    return ground.facts.school is not None and ground.facts.school.lgfl


def _believed(need: Need) -> list[str]:
    return list(dict.fromkeys(field.title for field in permission_fields() if field.need is need))


def _people(ground: Ground) -> str:
    looks = ground.previews()
    if not looks:
        return pack_words().counts.nothing.rstrip(".").lower()
    event, look = looks[-1]
    return f"{count(look.students)} students and {count(look.staff)} staff, {ground.noted(event)}"


def _advised(ground: Ground, what: str) -> str:
    said = ground.facts.consulted.get(what)
    return brief_words().answers[said.answer] if said else pack_words().not_recorded


def _review_day(ground: Ground) -> str:
    """A year after the approval was first seen; "" where it is not known to hold."""
    approved = ground.facts.holds(Claim.APPROVED) or ground.facts.holds(Claim.HEAD_APPROVED)
    if approved is None:
        return ""
    since = approved.since
    leap = (since.month, since.day) == (2, 29)
    return long_day(since.replace(year=since.year + 1, day=28 if leap else since.day))
