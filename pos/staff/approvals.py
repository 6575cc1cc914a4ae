"""May this act be done without a second person, and if not, has one signed exactly this act?

Rule: an approval is bound to the act's key, kind, object, amount, asker, till and request; it holds for a
minute from the signing and is used up in the transaction of the act. Nobody signs their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from pos.errors import Refusal
from pos.limits.limits import limit_fen
from pos.staff.approval_tables import approvals
from pos.staff.staff import Staff
from pos.staff.tables import staff

HOLDS_FOR: Final = timedelta(seconds=60)
# Nobody waits longer at a till; what was asked before is no question any more.
ASKED_FOR: Final = timedelta(minutes=10)
MAY_APPROVE: Final = "approve"


@dataclass(frozen=True, slots=True)
class SignedAct:
    """An act that a second person may have to sign; `id` is its key, `limit` a limit of the site.

    `about` says in words what it is done to, for whoever decides.
    """

    id: str
    kind: str
    limit: str
    site_code: str
    till_code: str
    object_: str
    about: str
    amount_fen: int
    request_hash: str
    staff_id: int

    def bound(self) -> Mapping[str, Any]:
        """Return all that an approval is bound to, by column."""
        return {
            "kind": self.kind,
            "site_code": self.site_code,
            "till_code": self.till_code,
            "object": self.object_,
            "amount_fen": self.amount_fen,
            "request_hash": self.request_hash,
            "asked_by_id": self.staff_id,
        }


class ApprovalRequired(Refusal):
    """A second person has to sign this act; `approval` names what they are asked."""

    code = "approval_required"

    def __init__(self, act: SignedAct, limit_fen: int) -> None:
        super().__init__(approval=act.id, kind=act.kind, amount_fen=act.amount_fen, limit_fen=limit_fen)
        self.act = act


class ApprovalOfAnotherAct(Refusal):
    """What was signed under this key is another act: another amount, object, till or person."""

    code = "approval_of_another_act"


class ApprovalRefused(Refusal):
    """The second person said no; `reason` says why."""

    code = "approval_refused"


class ApprovalExpired(Refusal):
    """It was signed, or asked for, too long ago."""

    code = "approval_expired"


class ApprovalUsed(Refusal):
    """It was used already: one signature is for one act."""

    code = "approval_used"


class UnknownApproval(Refusal):
    """Nothing of that key was asked at this site."""

    code = "unknown_approval"


class ApprovalDecided(Refusal):
    """Somebody decided it already."""

    code = "approval_decided"


class OwnApproval(Refusal):
    """Nobody signs their own act."""

    code = "own_approval"


class MayNotApprove(Refusal):
    """This person signs nothing at this site."""

    code = "may_not_approve"


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a second person is asked to sign."""

    id: str
    kind: str
    till_code: str
    about: str
    amount_fen: int
    asked_by: str
    asked_at: datetime
    is_given: bool | None
    reason: str
    used_at: datetime | None


def require_approval(connection: Connection, act: SignedAct, *, at: datetime) -> None:
    """Let an act pass that is within its limit, or use up the approval that was given for it.

    To be called in the transaction of the act, after it is known that the act was not done before.

    :raises ApprovalRequired: when nobody has decided yet, or was asked.
    :raises ApprovalOfAnotherAct, ApprovalRefused, ApprovalExpired, ApprovalUsed: when it is no yes to this.
    """
    most_fen = limit_fen(connection, act.site_code, act.limit)
    if most_fen is None or act.amount_fen <= most_fen:
        return
    row = connection.execute(select(approvals).where(approvals.c.id == act.id)).mappings().one_or_none()
    if row is None:
        raise ApprovalRequired(act, most_fen)
    if any(row[name] != value for name, value in act.bound().items()):
        raise ApprovalOfAnotherAct(approval=act.id)
    if row["decided_at"] is None:
        raise ApprovalRequired(act, most_fen)
    if not row["is_given"]:
        raise ApprovalRefused(approval=act.id, reason=row["reason"])
    if not row["decided_at"] <= at < row["decided_at"] + HOLDS_FOR:
        raise ApprovalExpired(approval=act.id)
    used = connection.execute(
        update(approvals).where(approvals.c.id == act.id, approvals.c.used_at.is_(None)).values(used_at=at)
    )
    if used.rowcount != 1:
        raise ApprovalUsed(approval=act.id)


def ask(connection: Connection, act: SignedAct, *, at: datetime) -> None:
    """Ask for a second person's signature under an act; asked again it stays the same question."""
    if connection.execute(select(approvals.c.id).where(approvals.c.id == act.id)).first() is None:
        row = {**act.bound(), "id": act.id, "about": act.about, "asked_at": at}
        connection.execute(insert(approvals).values(row))


def decide(
    connection: Connection,
    id_: str,
    by: Staff,
    *,
    site_code: str,
    is_given: bool,
    means: str,
    at: datetime,
    reason: str = "",
) -> Asked:
    """Sign what was asked, or refuse it with a reason; once, by somebody else than who asked.

    :raises MayNotApprove, OwnApproval: when it is not theirs to decide.
    :raises UnknownApproval, ApprovalDecided, ApprovalExpired: when there is nothing to be decided.
    """
    if not by.may(MAY_APPROVE):
        raise MayNotApprove
    row = _require(connection, id_, site_code)
    if row.asked_by_id == by.id:
        raise OwnApproval
    if at - row.asked_at >= ASKED_FOR:
        raise ApprovalExpired(approval=id_)
    decision = {
        "decided_by_id": by.id,
        "decided_at": at,
        "is_given": is_given,
        "means": means,
        "reason": reason,
    }
    decided = connection.execute(
        update(approvals).where(approvals.c.id == id_, approvals.c.decided_at.is_(None)).values(decision)
    )
    if decided.rowcount != 1:
        raise ApprovalDecided(approval=id_)
    return require_asked(connection, id_, site_code)


def require_asked(connection: Connection, id_: str, site_code: str) -> Asked:
    """Return what was asked under a key at a site.

    :raises UnknownApproval: when nothing was.
    """
    return _asked(_require(connection, id_, site_code))


def open_questions(connection: Connection, site_code: str, *, at: datetime) -> tuple[Asked, ...]:
    """Return what waits for a decision at a site, the oldest first."""
    rows = connection.execute(
        _ASKED.where(
            approvals.c.site_code == site_code,
            approvals.c.decided_at.is_(None),
            approvals.c.asked_at > at - ASKED_FOR,
        ).order_by(approvals.c.asked_at, approvals.c.id)
    )
    return tuple(_asked(row) for row in rows)


_ASKED = select(approvals, staff.c.code, staff.c.name).join(staff, staff.c.id == approvals.c.asked_by_id)


def _require(connection: Connection, id_: str, site_code: str) -> Row[Any]:
    query = _ASKED.where(approvals.c.id == id_, approvals.c.site_code == site_code)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownApproval(approval=id_)
    return row


def _asked(row: Row[Any]) -> Asked:
    return Asked(
        id=row.id,
        kind=row.kind,
        till_code=row.till_code,
        about=row.about,
        amount_fen=row.amount_fen,
        asked_by=f"{row.code} {row.name}",
        asked_at=row.asked_at,
        is_given=row.is_given,
        reason=row.reason or "",
        used_at=row.used_at,
    )
