"""What a tray would cost now: asked after each tap, writes nothing."""

from marshmallow import fields
from marshmallow.validate import Range
from sqlalchemy import Connection

from pos.cards.cards import CardHolder, require_holder
from pos.clock import now
from pos.holds.holds import require_hold, reserved_for
from pos.sales.holding import member_of_hold, refuse_other_member
from pos.sales.settling import Settling, plan
from pos.sales.tickets import Ticket, TicketLine
from pos.sales.trays import PricedTray, price_for, price_tray
from pos.shifts.shifts import Site, Till, require_till
from pos.tenders.rounding import rounded_cash_fen
from pos.tenders.vouchers import masked
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.repeats import asks_only
from pos.web.schemas import ProblemSchema, StrictInteger, TraySchema, require_uuid7
from pos.web.strictness import Blueprint
from pos.web.tenders import tender_wishes, tenders_field
from pos.web.who import require_own_till
from pos.web.wire import Json, quote_json

blueprint = Blueprint("quotes", __name__, url_prefix="/api/quotes", description="Prices of trays")


class QuoteRequestSchema(TraySchema):
    """A tray to be priced; `seq` comes back, so that the screen knows which tray the price is of.

    `tenders` are those that a person chose so far, cash not among them; `order` is the one that they pay.
    The answer's `plan` says what each pays, and what is left.
    """

    seq = StrictInteger(required=True, validate=Range(min=0))
    order = fields.String(validate=require_uuid7)
    tenders = tenders_field(may_be_none=True)


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
        planned = _plan_json(connection, till, body, holder, tray) if "tenders" in body else None
    total_fen = tray.quote.total_fen
    return {
        "seq": body["seq"],
        "presentation": shown,
        "quote": quote_json(tray),
        "cash_fen": rounded_cash_fen(total_fen, till.site.cash_rounding),
        "plan": planned,
        "wallet": holder and _wallet_json(holder.member.balance_fen, total_fen, till.site),
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


def _plan_json(
    connection: Connection, till: Till, body: Json, holder: CardHolder | None, tray: PricedTray
) -> Json:
    """Return what the tenders that were chosen pay of the tray, and what would be left for cash."""
    ticket = Ticket(
        id=body.get("order", ""),
        till_code=till.code,
        lines=tray.lines,
        total_fen=tray.quote.total_fen,
        tenders=tender_wishes(body["tenders"]),
        card_serial=holder.serial if holder else None,
        request_hash="",
    )
    planned = plan(Settling(connection, ticket, till, till.require_shift(now()), holder), tray)
    return {
        "payments": [
            {
                "kind": payment.kind,
                "amount_fen": payment.amount_fen,
                "means": payment.means,
                "voucher": payment.voucher and masked(payment.voucher.code),
                # What of a voucher is above the bill, and lost.
                "lost_fen": payment.voucher.face_fen - payment.amount_fen if payment.voucher else 0,
            }
            for payment in planned.payments
        ],
        "left_fen": planned.left_fen,
        "cash_fen": planned.cash_fen,
    }


def _wallet_json(balance_fen: int, total_fen: int, site: Site) -> Json:
    """Return what a wallet would hold after paying, or what it lacks and its part; the sale decides.

    Where bystanders are not to see a balance, only what is lacking is told.
    """
    is_hidden = site.hides_balance
    short_fen = max(total_fen - balance_fen, 0)
    return {
        "balance_fen": None if is_hidden else balance_fen,
        "balance_after_fen": None if is_hidden else max(balance_fen - total_fen, 0),
        "shortfall_fen": short_fen,
        "cash_fen": rounded_cash_fen(short_fen, site.cash_rounding),
        "part_fen": min(balance_fen, total_fen),
    }


def ticket_lines(body: Json) -> tuple[TicketLine, ...]:
    """Return the lines of a tray's body."""
    return tuple(TicketLine(line["menu_item_id"], line["quantity"]) for line in body["lines"])
