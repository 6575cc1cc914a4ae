"""Payments that others take for us, over HTTP: asked for, asked about, given up, decided by a person.

Rule: nothing is charged for a tray that cannot be sold; what is undecided shows on every till of the site.
"""

from flask import Response, make_response
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range
from sqlalchemy import Connection

from pos.clock import now
from pos.sales.selling import refuse_to_charge
from pos.sales.tickets import PriceChanged, Ticket
from pos.shifts.shifts import require_till
from pos.tenders.charging import ask_again, charge, decide, give_up
from pos.tenders.payments import (
    ExternalPayment,
    Outcome,
    find_payment,
    give_back,
    open_payments,
    require_payment,
    slip_of,
)
from pos.tenders.providers import provider_of
from pos.tenders.tables import MEANS, PROVIDERS
from pos.web.canteen import Canteen, canteen
from pos.web.hub import PAYMENTS
from pos.web.needs import needs
from pos.web.problems import problem
from pos.web.quotes import ticket_lines
from pos.web.repeats import keeps_its_key, needs_no_key, sets_a_state
from pos.web.schemas import (
    MOST_FEN,
    NothingSchema,
    ProblemSchema,
    StrictInteger,
    TraySchema,
    require_uuid7,
)
from pos.web.strictness import Blueprint
from pos.web.who import acting_staff, require_own_site, require_own_till
from pos.web.wire import Json, moment, quote_json

blueprint = Blueprint(
    "payments", __name__, url_prefix="/api/tills", description="Payments that others take for us"
)
LONGEST_REASON = 80


class ChargeSchema(TraySchema):
    """A tray, the order that it will be sold as, and what somebody else is to take of its total."""

    class Meta:
        """The till is in the address."""

        exclude = ("till",)

    id = fields.String(required=True, validate=require_uuid7)
    order = fields.String(required=True, validate=require_uuid7)
    total_fen = StrictInteger(required=True, validate=Range(0, MOST_FEN))
    amount_fen = StrictInteger(required=True, validate=Range(1, MOST_FEN))
    means = fields.String(required=True, validate=OneOf(MEANS))
    provider = fields.String(required=True, validate=OneOf(PROVIDERS))


class SlipSchema(Schema):
    """The reference that stands on the slip of a terminal."""

    reference = fields.String(required=True, validate=Length(max=40))


class PaymentDecisionSchema(Schema):
    """What a person found out: the slip's reference where money was taken, null where none was."""

    reference = fields.String(required=True, allow_none=True, validate=Length(max=40))
    reason = fields.String(required=True, validate=Length(1, LONGEST_REASON))


class GiveBackSchema(Schema):
    """Why money that no order used was given back."""

    reason = fields.String(required=True, validate=Length(1, LONGEST_REASON))


@blueprint.get("/<code>/payments")
@needs("sell", is_polled=True, or_device=True)
@blueprint.alt_response(404, schema=ProblemSchema)
def list_payments(code: str) -> Json:
    """List what of this till's site needs a person: undecided, or taken and not used by its order."""
    return open_json(canteen(), code)


@blueprint.post("/<code>/payments")
@needs("sell")
@keeps_its_key
@blueprint.arguments(ChargeSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_payment(body: Json, code: str) -> Response:
    """Have somebody else take money for a tray that can be sold; sent again, it takes it once.

    201 with a `state`: `confirmed`, `refused`, `pending` (being paid, or waiting for the slip), `unknown`.
    """
    here, by = canteen(), acting_staff().actor
    require_own_till(code)
    with here.database.read() as connection:
        till = require_till(connection, code)
        till.require_shift(now())
        is_begun = find_payment(connection, body["id"]) is not None
    payment = ExternalPayment(
        id=body["id"],
        order_id=body["order"],
        till_code=code,
        site_code=till.site.code,
        means=body["means"],
        provider=body["provider"],
        amount_fen=body["amount_fen"],
    )
    provider_of(here.providers, payment.provider)
    # What was begun is gone on with, even where its card is gone and its tray was sold.
    if not is_begun:
        try:
            refuse_to_charge(here.database, _ticket(here, body, code), payment.amount_fen, at=now())
        except PriceChanged as changed:
            return problem("price_changed", quote=quote_json(changed.facts["tray"]))
    charged = charge(here.database, here.providers, payment, by=by, clock=now)
    return make_response(_told(here, charged), 201)


@blueprint.post("/<code>/payments/<payment_id>/ask")
@needs("sell")
@needs_no_key("what a provider says is written down once")
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_ask(_: Json, code: str, payment_id: str) -> Json:
    """Ask the provider what became of a payment, from any till of its site."""
    here = canteen()
    payment, by = _found(here, code, payment_id), acting_staff().actor
    return _told(here, ask_again(here.database, here.providers, payment, by=by, clock=now))


@blueprint.post("/<code>/payments/<payment_id>/cancel")
@needs("sell")
@sets_a_state
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_cancel(_: Json, code: str, payment_id: str) -> Json:
    """Give a payment up; it stays undecided while its provider does not say that nothing was taken."""
    here = canteen()
    payment, by = _found(here, code, payment_id), acting_staff().actor
    return _told(here, give_up(here.database, here.providers, payment, by=by, clock=now))


@blueprint.post("/<code>/payments/<payment_id>/confirm")
@needs("sell")
@sets_a_state
@blueprint.arguments(SlipSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_confirm(body: Json, code: str, payment_id: str) -> Json:
    """Confirm a payment on a terminal that stands alone, by the last characters of its slip."""
    here = canteen()
    payment, by = _found(here, code, payment_id), acting_staff().actor
    if payment.provider != "manual":
        return _told(here, ask_again(here.database, here.providers, payment, by=by, clock=now))
    outcome = Outcome("confirmed", slip_of(body["reference"]))
    return _told(here, decide(here.database, payment, outcome, by=by, reason="", clock=now))


@blueprint.post("/<code>/payments/<payment_id>/decide")
@needs("approve")
@sets_a_state
@blueprint.arguments(PaymentDecisionSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_decision(body: Json, code: str, payment_id: str) -> Json:
    """Decide an unknown payment by the bank's own records; a manager's act."""
    here = canteen()
    payment, by = _found(here, code, payment_id), acting_staff().actor
    reference = body["reference"]
    outcome = Outcome("refused") if reference is None else Outcome("confirmed", slip_of(reference))
    decided = decide(here.database, payment, outcome, by=by, reason=body["reason"], clock=now)
    return _told(here, decided)


@blueprint.post("/<code>/payments/<payment_id>/give-back")
@needs("approve")
@sets_a_state
@blueprint.arguments(GiveBackSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_give_back(body: Json, code: str, payment_id: str) -> Json:
    """Write down that money which no order used was given back; a manager's act."""
    here, by, at = canteen(), acting_staff().actor, now()
    _found(here, code, payment_id)

    def work(connection: Connection) -> ExternalPayment:
        payment = require_payment(connection, payment_id)
        give_back(connection, payment, by=by, at=at, reason=body["reason"])
        return require_payment(connection, payment_id)

    return _told(here, here.database.write(work))


def open_json(here: Canteen, code: str) -> Json:
    """Return what of a till's site needs a person, and who takes money for us here."""
    with here.database.read() as connection:
        till = require_till(connection, code)
        found = open_payments(connection, till.site.code)
    return {"payments": [payment_json(payment) for payment in found], "providers": list(here.providers)}


def payment_json(payment: ExternalPayment) -> Json:
    """Return a payment as every till of its site sees it."""
    return {
        "id": payment.id,
        "order": payment.order_id,
        "till": payment.till_code,
        "means": payment.means,
        "provider": payment.provider,
        "amount_fen": payment.amount_fen,
        "state": payment.state,
        "reference": payment.reference,
        "by": payment.actor,
        "at": payment.created_at and moment(payment.created_at),
    }


def _found(here: Canteen, code: str, payment_id: str) -> ExternalPayment:
    """Return a payment of a till's site, which has to be the site of whoever acts."""
    with here.database.read() as connection:
        site_code = require_till(connection, code).site.code
        require_own_site(site_code)
        return require_payment(connection, payment_id, site_code)


def _told(here: Canteen, payment: ExternalPayment) -> Json:
    here.hub.publish(PAYMENTS)
    return payment_json(payment)


def _ticket(here: Canteen, body: Json, code: str) -> Ticket:
    shown = body["presentation"]
    serial = here.readers.require_presentation(code, shown).serial if shown else None
    return Ticket(
        id=body["order"],
        till_code=code,
        lines=ticket_lines(body),
        total_fen=body["total_fen"],
        tenders=(),
        card_serial=serial,
        request_hash="",
        hold_id=body["hold"],
    )
