"""Of which classes is a member, by which proof, and until when?

Rule: a proof is recorded once and never edited; one that was wrong or is given up is revoked from a day on.
Only the kind and the days of a proof are kept, never a copy of the paper.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Text, case, func, insert, literal, or_, select, type_coerce, update

from inventory.tables_base import Day
from pos.errors import Refusal
from pos.members.tables import class_proofs, members
from pricing.language.spellings import is_code


class NoClassCode(Refusal):
    """That is no code that a scheme could name a class by."""

    code = "no_class_code"


class ProofEndsBeforeItBegins(Refusal):
    """The last day of a proof lies before its first."""

    code = "proof_ends_before_it_begins"


class ProofRecorded(Refusal):
    """A proof of that class from that day is recorded already, with other contents."""

    code = "proof_recorded"


class UnknownProof(Refusal):
    """The member has no such proof that could be revoked."""

    code = "unknown_proof"


@dataclass(frozen=True, slots=True)
class ClassProof:
    """A member's proof of a class: from which day, until which last day (None: without end).

    `revoked_on` is the first day on which it does not count any more, where somebody ended it.
    """

    class_code: str
    valid_from: date
    valid_until: date | None = None
    revoked_on: date | None = None


# One text for each member, so that a card on the reader needs one query: a line for each proof,
# class|from|until|revoked.
_BRIEF = (
    class_proofs.c.class_code
    + "|"
    + type_coerce(class_proofs.c.valid_from, Text)
    + "|"
    + func.coalesce(type_coerce(class_proofs.c.valid_until, Text), "")
    + "|"
    + func.coalesce(type_coerce(class_proofs.c.revoked_on, Text), "")
)
PROOFS_IN_BRIEF = (
    select(func.aggregate_strings(_BRIEF, "\n"))
    .where(class_proofs.c.member_id == members.c.id)
    .correlate(members)
    .scalar_subquery()
    .label("proofs")
)


def read_proofs(brief: str | None) -> tuple[ClassProof, ...]:
    """Return the proofs that `PROOFS_IN_BRIEF` describes."""
    proofs = []
    for one in brief.split("\n") if brief else ():
        # From the right: whatever somebody wrote as a class must not make a member's card unreadable.
        code, begins, until, revoked = one.rsplit("|", 3)
        proofs.append(ClassProof(code, date.fromisoformat(begins), _day(until), _day(revoked)))
    return tuple(proofs)


def classes_on(proofs: Iterable[ClassProof], day: date) -> dict[str, date | None]:
    """Return the classes that are proven on a day, or were, each with the last day of its best proof.

    A proof that has run out is among them, so that a quote can say when it did; one that was revoked or has
    not begun is not.
    """
    best: dict[str, date | None] = {}
    for proof in proofs:
        if day < proof.valid_from or (proof.revoked_on is not None and proof.revoked_on <= day):
            continue
        known = best.get(proof.class_code, date.min)
        if known is not None and (proof.valid_until is None or known < proof.valid_until):
            best[proof.class_code] = proof.valid_until
    return best


def prove_class(
    connection: Connection,
    member_id: int,
    class_code: str,
    *,
    proof_type: str,
    valid_from: date,
    valid_until: date | None,
    at: datetime,
) -> None:
    """Record that a member has shown a proof of a class; the same again changes nothing.

    :raises NoClassCode: when no scheme could name the class so.
    :raises ProofEndsBeforeItBegins: when the last day lies before the first.
    :raises ProofRecorded: when a proof from that day is recorded with other contents, or was revoked.
    """
    if not is_code(class_code):
        raise NoClassCode(class_code=class_code)
    if valid_until is not None and valid_until < valid_from:
        raise ProofEndsBeforeItBegins(valid_from=valid_from, valid_until=valid_until)
    recorded = connection.execute(
        select(class_proofs.c.proof_type, class_proofs.c.valid_until, class_proofs.c.revoked_on).where(
            class_proofs.c.member_id == member_id,
            class_proofs.c.class_code == class_code,
            class_proofs.c.valid_from == valid_from,
        )
    ).first()
    if recorded is not None:
        if tuple(recorded) != (proof_type, valid_until, None):
            raise ProofRecorded(class_code=class_code, valid_from=valid_from)
        return
    connection.execute(
        insert(class_proofs).values(
            member_id=member_id,
            class_code=class_code,
            proof_type=proof_type,
            valid_from=valid_from,
            valid_until=valid_until,
            recorded_at=at,
        )
    )


def revoke_class(connection: Connection, member_id: int, class_code: str, *, from_day: date) -> None:
    """End every proof of a class that counts on a day or after it, from that day on.

    One that begins later, such as a renewal that was recorded ahead, ends before it begins.

    :raises UnknownProof: when the member has none.
    """
    begins = class_proofs.c.valid_from
    ended = connection.execute(
        update(class_proofs)
        .where(
            class_proofs.c.member_id == member_id,
            class_proofs.c.class_code == class_code,
            class_proofs.c.revoked_on.is_(None),
            or_(class_proofs.c.valid_until.is_(None), class_proofs.c.valid_until >= from_day),
        )
        .values(revoked_on=case((begins > from_day, begins), else_=literal(from_day, Day)))
    )
    if ended.rowcount == 0:
        raise UnknownProof(class_code=class_code)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
