"""A payment by others, step by step: written down, asked for, decided.

Rule: no transaction is open while a provider is asked; what it says is written down in one of its own, and
a step that is lost is taken again under the same key.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from pos.database import Database
from pos.tenders.payments import (
    ExternalPayment,
    Outcome,
    PaymentDecided,
    begin_payment,
    note_outcome,
    require_payment,
)
from pos.tenders.providers import Provider, provider_of

Clock = Callable[[], datetime]


def charge(
    database: Database,
    providers: Mapping[str, Provider],
    payment: ExternalPayment,
    *,
    by: str,
    clock: Clock,
) -> ExternalPayment:
    """Have somebody take money for an order; the same key asks for it once, however often it is sent.

    :raises NoSuchProvider: when nobody here takes such payments.
    :raises PaymentKeyReused: when the key was used for something else.
    """
    provider = provider_of(providers, payment.provider)
    at = clock()
    known = database.write(lambda connection: begin_payment(connection, payment, by=by, at=at))
    if known is None:
        outcome = provider.start(payment)
    elif known.is_undecided:
        outcome = provider.ask(known)
        if outcome.state == "unheard":
            outcome = provider.start(known)
    else:
        return known
    return _note(database, payment.id, outcome, by=by, clock=clock)


def ask_again(
    database: Database, providers: Mapping[str, Provider], payment: ExternalPayment, *, by: str, clock: Clock
) -> ExternalPayment:
    """Ask what became of a payment; one that the provider never got is barred there and given up."""
    provider = provider_of(providers, payment.provider)
    outcome = provider.ask(payment)
    if outcome.state == "unheard" and payment.is_undecided:
        outcome = provider.cancel(payment)
    return _note(database, payment.id, outcome, by=by, clock=clock)


def give_up(
    database: Database, providers: Mapping[str, Provider], payment: ExternalPayment, *, by: str, clock: Clock
) -> ExternalPayment:
    """Cancel a payment; it stays undecided while the provider does not say so.

    :raises PaymentDecided: when it is decided already, and not cancelled.
    """
    if payment.state == "cancelled":
        return payment
    if not payment.is_undecided:
        raise PaymentDecided(payment=payment.id, state=payment.state)
    outcome = provider_of(providers, payment.provider).cancel(payment)
    return _note(database, payment.id, outcome, by=by, clock=clock)


def decide(
    database: Database, payment: ExternalPayment, outcome: Outcome, *, by: str, reason: str, clock: Clock
) -> ExternalPayment:
    """Write down what a person read off a slip.

    :raises PaymentDecided: when it was decided otherwise meanwhile.
    :raises SlipUsed: when another payment has that slip.
    """
    noted = _note(database, payment.id, outcome, by=by, clock=clock, reason=reason)
    is_as_said = noted.state == outcome.state and (noted.reference or "") == outcome.reference
    if not is_as_said and noted.state != "late":
        raise PaymentDecided(payment=payment.id, state=noted.state)
    return noted


def _note(
    database: Database, id_: str, outcome: Outcome, *, by: str, clock: Clock, reason: str = ""
) -> ExternalPayment:
    at = clock()
    try:
        return database.write(
            lambda connection: note_outcome(connection, id_, outcome, by=by, at=at, reason=reason)
        )
    except PaymentDecided:
        # Somebody was faster.
        with database.read() as connection:
            return require_payment(connection, id_)
