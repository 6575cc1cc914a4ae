"""Giving back over HTTP: the last orders of a till, what a refund would come to, refunds and voids.

Rule: one request gives back once, however often it is sent; the amounts are the server's.
"""

from hashlib import sha256

from flask import Response, json, make_response, request
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range
from sqlalchemy import Connection

from inventory.tables import FATES
from pos.clock import now
from pos.refunds.giving_back import foresee, give_back
from pos.refunds.listing import ListedOrder, last_orders
from pos.refunds.refunding import require_sold
from pos.refunds.shares import Share, reductions_by_rule
from pos.refunds.sold import SoldOrder
from pos.refunds.wishes import LineWish, RefundWish, usual_fate
from pos.refunds.written import WrittenRefund, refunds_of, require_refund
from pos.sales.refund_tables import KINDS, REFUND, VOID
from pos.sales.tickets import MAX_LINES, MAX_QUANTITY
from pos.shifts.shifts import Till, require_till
from pos.web.approvals import with_approval
from pos.web.canteen import canteen
from pos.web.hub import PORTIONS
from pos.web.needs import needs
from pos.web.repeats import asks_only, keeps_its_key
from pos.web.schemas import MOST_FEN, ProblemSchema, StrictInteger, require_uuid7, whole_number
from pos.web.strictness import Blueprint
from pos.web.who import acting_staff, require_own_site, require_own_till
from pos.web.wire import Json, moment, text

blueprint = Blueprint(
    "refunds", __name__, url_prefix="/api/orders", description="Refunds, voids, last orders"
)

MOST_LISTED = 100


class RefundLineSchema(Schema):
    """So many portions of a line, and whether they are on sale again or in the bin."""

    line = StrictInteger(required=True, validate=Range(1, MAX_LINES))
    quantity = StrictInteger(required=True, validate=Range(1, MAX_QUANTITY))
    fate = fields.String(required=True, validate=OneOf(FATES))


class FateSchema(Schema):
    """Where the portions of a line go when the whole sale is undone."""

    line = StrictInteger(required=True, validate=Range(1, MAX_LINES))
    fate = fields.String(required=True, validate=OneOf(FATES))


class GiveBackPreviewSchema(Schema):
    """What would be given back; of a void no lines."""

    till = fields.String(required=True)
    kind = fields.String(required=True, validate=OneOf(KINDS))
    lines = fields.List(fields.Nested(RefundLineSchema), required=True, validate=Length(max=MAX_LINES))


class VoidSchema(Schema):
    """A whole sale to be undone: its key, why, and the amount that the screen showed."""

    id = fields.String(required=True, validate=require_uuid7)
    till = fields.String(required=True)
    reason = fields.String(required=True, validate=Length(min=1, max=200))
    total_fen = StrictInteger(required=True, validate=Range(0, MOST_FEN))
    fates = fields.List(fields.Nested(FateSchema), load_default=list, validate=Length(max=MAX_LINES))


class RefundSchema(Schema):
    """Portions to be given back: the key, which, why, and the amount that the screen showed."""

    id = fields.String(required=True, validate=require_uuid7)
    till = fields.String(required=True)
    lines = fields.List(fields.Nested(RefundLineSchema), required=True, validate=Length(max=MAX_LINES))
    reason = fields.String(required=True, validate=Length(min=1, max=200))
    total_fen = StrictInteger(required=True, validate=Range(0, MOST_FEN))


@blueprint.get("")
@needs("paper")
@blueprint.alt_response(404, schema=ProblemSchema)
def list_orders() -> Json:
    """List the last orders (`?last=20`) of a till (`?till=`), or of its site by number (`&number=`)."""
    last = min(max(request.args.get("last", default=20, type=whole_number), 1), MOST_LISTED)
    number = request.args.get("number", default="")
    with canteen().database.read() as connection:
        till = require_till(connection, request.args.get("till", default=""))
        require_own_site(till.site.code)
        of_till = None if number else till.code
        found = last_orders(connection, till.site.code, till_code=of_till, number=number, limit=last)
    return {"orders": [_listed(order) for order in found]}


@blueprint.get("/<order_id>/refunds")
@needs("paper")
@blueprint.alt_response(404, schema=ProblemSchema)
def show_refunds(order_id: str) -> Json:
    """Show an order line by line with what can be given back at a till (`?till=`), and what was."""
    with canteen().database.read() as connection:
        till = require_till(connection, request.args.get("till", default=""))
        require_own_site(till.site.code)
        order = require_sold(connection, order_id, till)
        return _order(connection, order, till)


@blueprint.post("/<order_id>/refunds/preview")
@needs("refund")
@asks_only
@blueprint.arguments(GiveBackPreviewSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def preview_refund(body: Json, order_id: str) -> Json:
    """Show what a refund or void would give back, without doing it."""
    require_own_till(body["till"])
    wish = _wish({**body, "id": "", "reason": "", "total_fen": 0}, order_id, body["kind"])
    with canteen().database.read() as connection:
        return _share(foresee(connection, wish, at=now()))


@blueprint.post("/<order_id>/refunds")
@needs("refund")
@keeps_its_key
@blueprint.arguments(RefundSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_refund(body: Json, order_id: str) -> Response:
    """Give portions back; 201 when it was done now, 200 with `replayed` when it had been done before."""
    return _give_back(_wish(body, order_id, REFUND))


@blueprint.post("/<order_id>/void")
@needs("void")
@keeps_its_key
@blueprint.arguments(VoidSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_void(body: Json, order_id: str) -> Response:
    """Undo a whole sale of the open shift; the portions are on sale again where `fates` says nothing else."""
    return _give_back(_wish(body, order_id, VOID))


def _give_back(wish: RefundWish) -> Response:
    here = canteen()
    require_own_till(wish.till_code)
    made = with_approval(lambda: give_back(here.database, wish, equipment=here.equipment, at=now()))
    if made is not None:
        here.hub.publish(PORTIONS)
        here.tell_tills()
    with here.database.read() as connection:
        written = require_refund(connection, wish.id)
        is_hidden = require_till(connection, wish.till_code).site.hides_balance
    answer = {**_written(written), "replayed": made is None}
    if is_hidden:
        answer["balance_after_fen"] = None
    return make_response(answer, 200 if made is None else 201)


def _wish(body: Json, order_id: str, kind: str) -> RefundWish:
    canonical = json.dumps({**body, "order": order_id, "kind": kind}, sort_keys=True)
    lines = [LineWish(line["line"], line["quantity"], line["fate"]) for line in body.get("lines", [])]
    fates = [LineWish(one["line"], 0, one["fate"]) for one in body.get("fates", [])]
    return RefundWish(
        id=body["id"],
        kind=kind,
        order_id=order_id,
        till_code=body["till"],
        lines=tuple(fates if kind == VOID else lines),
        total_fen=body["total_fen"],
        reason=body["reason"],
        actor=acting_staff().actor,
        staff_id=acting_staff().id,
        request_hash=sha256(canonical.encode()).hexdigest(),
    )


def _listed(order: ListedOrder) -> Json:
    return {
        "id": order.id,
        "number": order.number,
        "till": order.till_code,
        "at": moment(order.at),
        "total_fen": order.total_fen,
        "returned_fen": order.returned_fen,
        "tenders": list(order.tenders),
        "state": order.state,
        "is_of_member": order.is_of_member,
    }


def _order(connection: Connection, order: SoldOrder, till: Till) -> Json:
    today = till.local_day(now())
    can_be_voided = till.shift is not None and order.shift_id == till.shift.id and not order.refunds
    return {
        "id": order.id,
        "number": order.number,
        "till": order.till_code,
        "at": moment(order.at),
        "total_fen": order.total_fen,
        "state": order.state,
        "can_be_voided": can_be_voided,
        "lines": [
            {
                "line": line.number,
                "name": text(line.name_zh, line.name_en),
                "quantity": line.quantity,
                "left": line.quantity - line.returned,
                "total_fen": line.total_fen,
                "fate": usual_fate(line, is_of_today=line.menu_date == today),
            }
            for line in order.lines
        ],
        "tenders": [
            {"kind": tender.kind, "amount_fen": tender.amount_fen, "left_fen": tender.left_fen}
            for tender in order.tenders
        ],
        "refunds": [_written(one) for one in refunds_of(connection, order.id)],
    }


def _share(share: Share) -> Json:
    return {
        "list_total_fen": share.list_total_fen,
        "total_fen": share.total_fen,
        "reductions": [
            {"rule": rule, "name": text(name_zh, name_en), "amount_fen": amount_fen}
            for rule, (name_zh, name_en, amount_fen) in reductions_by_rule(share).items()
        ],
        "tenders": [{"kind": tender.kind, "amount_fen": amount_fen} for tender, amount_fen in share.tenders],
        "lines": [
            {"line": line.line.number, "quantity": line.quantity, "total_fen": line.total_fen}
            for line in share.lines
        ],
    }


def _written(one: WrittenRefund) -> Json:
    return {
        "id": one.id,
        "kind": one.kind,
        "order": one.order_id,
        "number": one.number,
        "till": one.till_code,
        "at": moment(one.at),
        "by": one.actor,
        "reason": one.reason,
        "total_fen": one.total_fen,
        "tenders": [{"kind": kind, "amount_fen": amount_fen} for kind, amount_fen in one.tenders],
        "balance_after_fen": one.balance_after_fen,
    }
