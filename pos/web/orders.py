"""Selling over HTTP: one request sells one tray once, however often it is sent."""

from hashlib import sha256

from flask import Response, json, make_response
from marshmallow import fields
from marshmallow.validate import Range

from pos.cards.cards import CardPayment, CardProofRefused
from pos.cards.presentations import Presentation
from pos.cards.readers import CardRemoved
from pos.clock import now
from pos.sales.orders import Order, find_order
from pos.sales.selling import preview, require_order, sell, tell_forgery
from pos.sales.tickets import PriceChanged, Ticket
from pos.shifts.shifts import require_till
from pos.web.canteen import Canteen, canteen
from pos.web.hub import HOLDS, PORTIONS, till_topic
from pos.web.needs import needs
from pos.web.problems import problem
from pos.web.quotes import ticket_lines
from pos.web.repeats import keeps_its_key
from pos.web.schemas import MOST_FEN, ProblemSchema, StrictInteger, TraySchema, require_uuid7
from pos.web.strictness import Blueprint
from pos.web.tenders import tender_wishes, tenders_field
from pos.web.who import acting_staff, require_own_site, require_own_till
from pos.web.wire import Json, order_json, quote_json

blueprint = Blueprint("orders", __name__, url_prefix="/api/orders", description="Sales")


class OrderRequestSchema(TraySchema):
    """A tray to be sold: its key, the total that the screen showed, and how it is paid, cash last."""

    id = fields.String(required=True, validate=require_uuid7)
    total_fen = StrictInteger(required=True, validate=Range(0, MOST_FEN))
    tenders = tenders_field()


@blueprint.post("")
@needs("sell")
@keeps_its_key
@blueprint.arguments(OrderRequestSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
def post_order(body: Json) -> Response:
    """Sell a tray; a member buys only with the card's own answer, for which this waits up to 8 s.

    201 when it was sold now, 200 with `replayed` when this very request had been sold before.
    """
    here = canteen()
    require_own_till(body["till"])
    try:
        sold = _sell(here, body)
    except PriceChanged as changed:
        return problem("price_changed", quote=quote_json(changed.facts["tray"]))
    if sold is None:
        return make_response(_order_json(here, body["id"]), 200)
    here.hub.publish(PORTIONS)
    if body["hold"] is not None:
        here.hub.publish(HOLDS)
    here.hub.publish(till_topic(body["till"]))
    return make_response(_shown(here, order_json(here.vault, sold, is_replay=False)), 201)


@blueprint.get("/<order_id>")
@needs("sell")
@blueprint.alt_response(404, schema=ProblemSchema)
def show_order(order_id: str) -> Json:
    """Show an order that was sold; a till asks so after an answer got lost."""
    return _order_json(canteen(), order_id)


def _order_json(here: Canteen, order_id: str) -> Json:
    with here.database.read() as connection:
        order = require_order(connection, order_id)
    return _shown(here, order_json(here.vault, order, is_replay=True))


def _shown(here: Canteen, order: Json) -> Json:
    """Return an order without the balance, where the till's site hides it from bystanders."""
    with here.database.read() as connection:
        site = require_till(connection, order["till"]).site
    require_own_site(site.code)
    return {**order, "balance_after_fen": None} if site.hides_balance else order


def _sell(here: Canteen, body: Json) -> Order | None:
    shown = _shown_card(here, body)
    ticket = _ticket(body, shown)
    if shown is None or shown.serial is None:
        return sell(here.database, ticket, card=None, equipment=here.equipment, at=now())
    with here.readers.paying(shown.serial):
        fixed = preview(here.database, ticket, at=now())
        if fixed is None:
            return None
        ticket = fixed
        card = _proof(here, ticket, shown)
        sold = sell(here.database, ticket, card=card, equipment=here.equipment, at=now())
        here.readers.end_typed(ticket.till_code, shown.id)
        return sold


def _proof(here: Canteen, ticket: Ticket, shown: Presentation) -> CardPayment:
    try:
        return here.readers.prove(
            ticket.till_code,
            shown,
            order=ticket.id,
            amount_fen=ticket.total_fen,
            wallet_fen=ticket.wallet_fen,
        )
    except CardProofRefused:
        tell_forgery(here.database, ticket, now())
        raise


def _shown_card(here: Canteen, body: Json) -> Presentation | None:
    """Return the card that the screen showed; a replay needs none, for its card may be long gone."""
    if body["presentation"] is None:
        return None
    try:
        return here.readers.require_presentation(body["till"], body["presentation"])
    except CardRemoved:
        with here.database.read() as connection:
            if find_order(connection, body["id"]) is None:
                raise
        return None


def _ticket(body: Json, shown: Presentation | None) -> Ticket:
    # A ticket that was never held is named as before holds were known: the same request has the same hash.
    asked = {name: value for name, value in body.items() if name != "hold" or value is not None}
    canonical = json.dumps(asked, sort_keys=True)
    return Ticket(
        id=body["id"],
        till_code=body["till"],
        lines=ticket_lines(body),
        total_fen=body["total_fen"],
        tenders=tender_wishes(body["tenders"]),
        card_serial=shown.serial if shown else None,
        request_hash=sha256(canonical.encode()).hexdigest(),
        hold_id=body["hold"],
        actor=acting_staff().actor,
    )
