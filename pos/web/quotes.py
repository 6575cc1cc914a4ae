"""What a tray would cost now: asked after each tap, writes nothing."""

from marshmallow.validate import Range
from sqlalchemy import Connection

from pos.cards.cards import CardHolder, require_holder
from pos.clock import now
from pos.holds.holds import require_hold, reserved_for
from pos.sales.holding import member_of_hold, refuse_other_member
from pos.sales.tickets import TicketLine
from pos.sales.trays import PricedTray, price_for, price_tray
from pos.shifts.shifts import Till, require_till
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.repeats import asks_only
from pos.web.schemas import ProblemSchema, StrictInteger, TraySchema
from pos.web.strictness import Blueprint
from pos.web.who import require_own_till
from pos.web.wire import Json, quote_json

blueprint = Blueprint("quotes", __name__, url_prefix="/api/quotes", description="Prices of trays")


class QuoteRequestSchema(TraySchema):
    """A tray to be priced; `seq` comes back, so that the screen knows which tray the price is of."""

    seq = StrictInteger(required=True, validate=Range(min=0))


@blueprint.post("")
@needs("sell")
@asks_only
@blueprint.arguments(QuoteRequestSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
def quote_tray(body: Json) -> Json:
    """Price a tray for the member whose card is on the reader, or for a guest."""
    here = canteen()
    require_own_till(body["till"])
    shown = body["presentation"]
    serial = here.readers.require_presentation(body["till"], shown).serial if shown else None
    with here.database.read() as connection:
        till = require_till(connection, body["till"])
        holder = require_holder(connection, serial) if serial else None
        tray = _price(connection, till, body, holder)
    total_fen = tray.quote.total_fen
    return {
        "seq": body["seq"],
        "presentation": shown,
        "quote": quote_json(tray),
        "wallet": holder
        and _wallet_json(holder.member.balance_fen, total_fen, is_hidden=till.site.hides_balance),
    }


def _price(connection: Connection, till: Till, body: Json, holder: CardHolder | None) -> PricedTray:
    """Price a tray; one that was held, for its member as long as no card lies on the reader."""
    at, lines = now(), ticket_lines(body)
    if body["hold"] is None:
        return price_tray(connection, till, lines, holder, at)
    hold = require_hold(connection, till, body["hold"], at=at)
    refuse_other_member(hold, holder)
    member = holder.member if holder else member_of_hold(connection, hold)
    return price_for(connection, till, lines, member, at, reserved=reserved_for(connection, till, hold.id))


def _wallet_json(balance_fen: int, total_fen: int, *, is_hidden: bool) -> Json:
    """Return what a wallet would hold after paying, or what it lacks and its part; the sale decides.

    Where bystanders are not to see a balance, only what is lacking is told.
    """
    return {
        "balance_fen": None if is_hidden else balance_fen,
        "balance_after_fen": None if is_hidden else max(balance_fen - total_fen, 0),
        "shortfall_fen": max(total_fen - balance_fen, 0),
        "part_fen": min(balance_fen, total_fen),
    }


def ticket_lines(body: Json) -> tuple[TicketLine, ...]:
    """Return the lines of a tray's body."""
    return tuple(TicketLine(line["menu_item_id"], line["quantity"]) for line in body["lines"])
