"""What others took for us: a payment from the moment before it is asked for to what became of it.

Rule: it is written down before anybody is asked for money; it only moves on, by a guarded statement, and
money that found no order is in the ledger until it is given back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from pos.database import broken_claim
from pos.errors import Refusal
from pos.ledger.accounts import open_account
from pos.ledger.posting import OFFICE_CHAIN, Event, Posting, chain_head, post
from pos.shifts.shifts import require_till
from pos.tenders.tables import UNDECIDED, external_payments

# One slip is the proof of one payment: its claim on PostgreSQL, and as SQLite names it.
ONE_SLIP_EACH: Final = (
    "uq_external_payments_means_reference_date_reference",
    "external_payments.means, external_payments.reference_date, external_payments.reference",
    "payments_keep_their_words",
)
# What needs a person: nobody knows, or there is money that no order has used.
OPEN: Final = (*UNDECIDED, "confirmed", "late")
_ACCOUNTS: Final = "external"


class UnknownPayment(Refusal):
    """No payment of that id was begun at this site."""

    code = "unknown_payment"


class PaymentKeyReused(Refusal):
    """A payment of that id was begun with other contents."""

    code = "key_reused"


class PaymentsPending(Refusal):
    """There are payments by others that nobody has decided, or that this order would not use."""

    code = "payments_pending"


class PaymentNotConfirmed(Refusal):
    """The payment is not there to be used: it is undecided, belongs to another order, or was used."""

    code = "payment_not_confirmed"


class PaymentDecided(Refusal):
    """What became of the payment is decided already; `state` says what."""

    code = "payment_decided"


class SlipUsed(Refusal):
    """Another payment of that day has the same reference: one slip pays once."""

    code = "slip_used"


class WrongSlip(Refusal):
    """A reference is 4 to 32 letters and digits, as they stand on the slip."""

    code = "wrong_slip"


@dataclass(frozen=True, slots=True)
class ExternalPayment:
    """A payment that others take for us, for one order of one till."""

    id: str
    order_id: str
    till_code: str
    site_code: str
    means: str
    provider: str
    amount_fen: int
    state: str = "pending"
    reference: str | None = None
    actor: str = ""
    at: datetime | None = None
    created_at: datetime | None = None

    @property
    def is_undecided(self) -> bool:
        """Tell whether nobody knows yet if the money was taken."""
        return self.state in UNDECIDED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a provider says of a payment.

    `state` is "confirmed" with its reference, "refused", "cancelled", "waiting" (it is under way), "unheard"
    (the provider never got it), or "unknown" (it did not answer).
    """

    state: str
    reference: str = ""


_COLUMNS = (
    external_payments.c.id,
    external_payments.c.order_id,
    external_payments.c.till_code,
    external_payments.c.site_code,
    external_payments.c.means,
    external_payments.c.provider,
    external_payments.c.amount_fen,
    external_payments.c.state,
    external_payments.c.reference,
    external_payments.c.actor,
    external_payments.c.at,
    external_payments.c.created_at,
)
_FIND = select(*_COLUMNS).where(external_payments.c.id == bindparam("id"))
_KEPT = ("order_id", "till_code", "means", "provider", "amount_fen")


def begin_payment(
    connection: Connection, payment: ExternalPayment, *, by: str, at: datetime
) -> ExternalPayment | None:
    """Write a payment down as pending; return None, or the present one when it was begun before.

    :raises PaymentKeyReused: when that one had other contents.
    """
    known = find_payment(connection, payment.id)
    if known is not None:
        if any(getattr(known, name) != getattr(payment, name) for name in _KEPT):
            raise PaymentKeyReused(payment=payment.id)
        return known
    # Where a sale looks for it, which opens none.
    open_account(connection, _ACCOUNTS, payment.means)
    row = {name: getattr(payment, name) for name in ("id", "site_code", *_KEPT)}
    stamped = {"state": "pending", "actor": by, "at": at, "created_at": at, "reason": ""}
    connection.execute(insert(external_payments).values({**row, **stamped}))
    return None


def find_payment(connection: Connection, id_: str) -> ExternalPayment | None:
    """Return the payment of that id, if it was begun."""
    row = connection.execute(_FIND, {"id": id_}).first()
    return None if row is None else ExternalPayment(*row)


def require_payment(connection: Connection, id_: str, site_code: str | None = None) -> ExternalPayment:
    """Return the payment of that id, of a site where one is given.

    :raises UnknownPayment: when there is none.
    """
    found = find_payment(connection, id_)
    if found is None or site_code not in (None, found.site_code):
        raise UnknownPayment(payment=id_)
    return found


def open_payments(connection: Connection, site_code: str) -> tuple[ExternalPayment, ...]:
    """Return what of a site needs a person: undecided payments, and money that no order has used."""
    rows = connection.execute(
        select(*_COLUMNS)
        .where(external_payments.c.site_code == site_code, external_payments.c.state.in_(OPEN))
        .order_by(external_payments.c.created_at, external_payments.c.id)
    )
    return tuple(ExternalPayment(*row) for row in rows)


def undecided_payments(connection: Connection, till_code: str) -> tuple[ExternalPayment, ...]:
    """Return the payments of a till of which nobody knows yet whether the money was taken."""
    rows = connection.execute(
        select(*_COLUMNS).where(
            external_payments.c.till_code == till_code, external_payments.c.state.in_(UNDECIDED)
        )
    )
    return tuple(ExternalPayment(*row) for row in rows)


def refuse_undecided(connection: Connection, till_code: str) -> None:
    """Refuse to end a shift over money of which nobody knows whether it was taken.

    :raises PaymentsPending: with how many there are.
    """
    undecided = undecided_payments(connection, till_code)
    if undecided:
        raise PaymentsPending(payments=[payment.id for payment in undecided])


def refuse_unused(connection: Connection, order_id: str, used: Collection[str]) -> None:
    """Refuse to be paid in another way for what somebody has paid, or may have paid, already.

    :raises PaymentsPending: when a payment for the order is undecided, or confirmed and not among `used`.
    """
    rows = connection.execute(
        select(external_payments.c.id).where(
            external_payments.c.order_id == order_id,
            external_payments.c.state.in_((*UNDECIDED, "confirmed")),
        )
    )
    left = [id_ for id_ in rows.scalars() if id_ not in used]
    if left:
        raise PaymentsPending(payments=left)


def payments_to_ask(connection: Connection, since: datetime) -> tuple[ExternalPayment, ...]:
    """Return what a provider may still tell us of: what is undecided, and what was given up since."""
    given_up = external_payments.c.state.in_(("cancelled", "refused")) & (external_payments.c.at >= since)
    rows = connection.execute(
        select(*_COLUMNS)
        .where(external_payments.c.state.in_(UNDECIDED) | given_up)
        .where(external_payments.c.provider != "manual")
        .order_by(external_payments.c.created_at)
    )
    return tuple(ExternalPayment(*row) for row in rows)


def note_outcome(
    connection: Connection, id_: str, outcome: Outcome, *, by: str, at: datetime, reason: str = ""
) -> ExternalPayment:
    """Write down what a provider, or a person with the slip, says; return the payment as it is then.

    What is decided stays. Money that came after we had given the payment up is posted as late.

    :raises SlipUsed: when another payment of the day has that reference.
    """
    payment = require_payment(connection, id_)
    if outcome.state == "confirmed" and payment.state in ("cancelled", "refused"):
        post_late(connection, payment, by=by, at=at)
        _move(connection, payment, "late", by=by, at=at, reason=reason, reference=outcome.reference)
    elif payment.is_undecided and outcome.state in ("confirmed", "refused", "cancelled"):
        reference = outcome.reference or None
        _move(connection, payment, outcome.state, by=by, at=at, reason=reason, reference=reference)
    elif payment.state == "pending" and outcome.state == "unknown":
        _move(connection, payment, "unknown", by=by, at=at, reason=reason)
    return require_payment(connection, id_)


def spend_payment(connection: Connection, id_: str, order_id: str, *, by: str, at: datetime) -> None:
    """Use a confirmed payment for its order, in the transaction that sells it.

    :raises PaymentNotConfirmed: when it is not there to be used, any more or yet.
    """
    spent = connection.execute(
        update(external_payments)
        .where(
            external_payments.c.id == id_,
            external_payments.c.order_id == order_id,
            external_payments.c.state == "confirmed",
        )
        .values(state="used", actor=by, at=at, reason="")
    )
    if spent.rowcount == 0:
        raise PaymentNotConfirmed(payment=id_)


def give_back(
    connection: Connection, payment: ExternalPayment, *, by: str, at: datetime, reason: str
) -> None:
    """Write down that money which no order used was given back; twice counts once.

    :raises PaymentDecided: when there is none to give back.
    """
    if payment.state == "returned":
        return
    if payment.state not in ("confirmed", "late"):
        raise PaymentDecided(payment=payment.id, state=payment.state)
    if payment.state == "confirmed":
        post_late(connection, payment, by=by, at=at)
        _move(connection, payment, "late", by=by, at=at, reason=reason)
    late = require_payment(connection, payment.id)
    owed, external = _owed_account(connection, late), open_account(connection, _ACCOUNTS, late.means)
    _post(connection, late, "returned_payment", f"{late.id}:returned", (owed, external), by=by, at=at)
    _move(connection, late, "returned", by=by, at=at, reason=reason)


def post_late(connection: Connection, payment: ExternalPayment, *, by: str, at: datetime) -> None:
    """Post money that has no order: the provider owes it to us, and we to whoever paid."""
    external, owed = (
        open_account(connection, _ACCOUNTS, payment.means),
        _owed_account(connection, payment),
    )
    _post(connection, payment, "late_payment", f"{payment.id}:late", (external, owed), by=by, at=at)


def slip_of(typed: str) -> str:
    """Return the reference that somebody typed off a slip.

    :raises WrongSlip: when it cannot be one.
    """
    reference = typed.strip().upper()
    if not (4 <= len(reference) <= 32 and reference.isascii() and reference.isalnum()):
        raise WrongSlip
    return reference


def total_fen(payments: Sequence[ExternalPayment]) -> int:
    """Return what some payments come to."""
    return sum(payment.amount_fen for payment in payments)


def _owed_account(connection: Connection, payment: ExternalPayment) -> int:
    return open_account(connection, _ACCOUNTS, f"owed:{payment.site_code}")


def _post(
    connection: Connection,
    payment: ExternalPayment,
    kind: str,
    id_: str,
    accounts: tuple[int, int],
    *,
    by: str,
    at: datetime,
) -> None:
    till = require_till(connection, payment.till_code)
    debit, credit = accounts
    # The office's chain: money may come when no shift is open on the till, and is no part of any.
    chain = OFFICE_CHAIN
    event = Event(
        id=id_,
        kind=kind,
        reason=f"{payment.means} {payment.order_id}",
        actor=by,
        business_date=till.local_day(at),
        at=at,
        chain_code=chain,
    )
    move = Posting(debit, credit, payment.amount_fen)
    post(connection, event, (move,), chain_head(connection, chain))


def _move(
    connection: Connection,
    payment: ExternalPayment,
    state: str,
    *,
    by: str,
    at: datetime,
    reason: str,
    reference: str | None = None,
) -> None:
    values = {"state": state, "actor": by, "at": at, "reason": reason}
    if reference is not None:
        day = require_till(connection, payment.till_code).local_day(payment.created_at or at)
        values |= {"reference": reference, "reference_date": day}
    try:
        moved = connection.execute(
            update(external_payments)
            .where(external_payments.c.id == payment.id, external_payments.c.state == payment.state)
            .values(values)
        )
    except IntegrityError as error:
        if broken_claim(error) in ONE_SLIP_EACH:
            raise SlipUsed(reference=reference) from error
        raise
    if moved.rowcount == 0:
        now_is = require_payment(connection, payment.id)
        raise PaymentDecided(payment=payment.id, state=now_is.state)
