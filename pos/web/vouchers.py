"""Vouchers over HTTP: what one is worth at a till, and the manager's series of them.

Rule: a voucher's number stands in bodies, never in an address, and is masked in every answer but the one
from which a series is printed.
"""

from hashlib import sha256

from flask import Response, json, make_response
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range, Regexp
from sqlalchemy import Connection

from pos.clock import now
from pos.shifts.shifts import require_till
from pos.tenders.tables import REMAINDERS
from pos.tenders.vouchers import (
    MOST_AT_ONCE,
    Series,
    all_series,
    cancel_voucher,
    codes_of,
    issue_series,
    masked,
    require_voucher,
)
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.repeats import asks_only, keeps_its_key, sets_a_state
from pos.web.schemas import MOST_FEN, ProblemSchema, StrictInteger, require_uuid7
from pos.web.strictness import Blueprint
from pos.web.tenders import voucher_field
from pos.web.who import acting_staff, require_own_till
from pos.web.wire import Json

blueprint = Blueprint("vouchers", __name__, url_prefix="/api/vouchers", description="Vouchers")
at_tills = Blueprint("till_vouchers", __name__, url_prefix="/api/tills", description="Vouchers at a till")


class LookSchema(Schema):
    """A voucher's number, and what is left to pay."""

    voucher = voucher_field()
    left_fen = StrictInteger(required=True, validate=Range(0, MOST_FEN))


class SeriesSchema(Schema):
    """Vouchers that are alike; `payer` owes for what they pay, `remainder` says what of what is over."""

    id = fields.String(required=True, validate=require_uuid7)
    name = fields.String(required=True, validate=Length(1, 40))
    payer = fields.String(required=True, validate=Regexp(r"^[a-z][a-z0-9_]{0,30}\Z"))
    face_fen = StrictInteger(required=True, validate=Range(1, MOST_FEN))
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True)
    remainder = fields.String(required=True, validate=OneOf(REMAINDERS))
    sites = fields.List(fields.String(validate=Length(1, 40)), required=True, validate=Length(1, 50))
    quantity = StrictInteger(required=True, validate=Range(1, MOST_AT_ONCE))


class CancelVoucherSchema(Schema):
    """Which voucher does not pay any more, and why."""

    voucher = voucher_field()
    reason = fields.String(required=True, validate=Length(1, 80))


@at_tills.post("/<code>/vouchers/look")
@needs("sell")
@asks_only
@at_tills.arguments(LookSchema())
@at_tills.alt_response(404, schema=ProblemSchema)
@at_tills.alt_response(409, schema=ProblemSchema)
def look_at_voucher(body: Json, code: str) -> Json:
    """Say what a voucher would pay here of what is left, and what of it would be lost; uses nothing."""
    require_own_till(code)
    with canteen().database.read() as connection:
        till = require_till(connection, code)
        found = require_voucher(
            connection,
            body["voucher"],
            site_code=till.site.code,
            on_date=till.require_shift(now()).business_date,
        )
    pays_fen = min(found.face_fen, body["left_fen"])
    return {
        "voucher": masked(found.code),
        "name": found.name,
        "face_fen": found.face_fen,
        "remainder": found.remainder,
        "pays_fen": pays_fen,
        "over_fen": found.face_fen - pays_fen,
    }


@blueprint.get("")
@needs("reports")
def list_series() -> Json:
    """List the series, the newest first, with how many of their vouchers are used."""
    with canteen().database.read() as connection:
        return {"series": [_series_json(series, used) for series, used in all_series(connection)]}


@blueprint.post("")
@needs("vouchers")
@keeps_its_key
@blueprint.arguments(SeriesSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_series(body: Json) -> Response:
    """Issue a series of vouchers; 201 when it was done now, 200 when this request was done before."""
    at, by = now(), acting_staff().actor
    series = Series(
        id=body["id"],
        name=body["name"].strip(),
        payer=body["payer"],
        face_fen=body["face_fen"],
        valid_from=body["valid_from"],
        valid_until=body["valid_until"],
        remainder=body["remainder"],
        quantity=body["quantity"],
    )
    request_hash = sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()

    def work(connection: Connection) -> bool:
        return issue_series(connection, series, body["sites"], request_hash=request_hash, by=by, at=at)

    is_new = canteen().database.write(work)
    return make_response(_series_json(series, 0), 201 if is_new else 200)


@blueprint.get("/<series_id>/codes")
@needs("vouchers")
@blueprint.alt_response(404, schema=ProblemSchema)
def show_codes(series_id: str) -> Json:
    """Show the numbers of a series, to be printed."""
    with canteen().database.read() as connection:
        return {"codes": list(codes_of(connection, series_id))}


@blueprint.post("/cancel")
@needs("vouchers")
@sets_a_state
@blueprint.arguments(CancelVoucherSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_cancel(body: Json) -> Json:
    """Cancel a voucher that was not used, such as a lost one."""
    at, by = now(), acting_staff().actor
    canteen().database.write(
        lambda connection: cancel_voucher(connection, body["voucher"], body["reason"], by=by, at=at)
    )
    return {"voucher": masked(body["voucher"])}


def _series_json(series: Series, used: int) -> Json:
    return {
        "id": series.id,
        "name": series.name,
        "payer": series.payer,
        "face_fen": series.face_fen,
        "valid_from": series.valid_from.isoformat(),
        "valid_until": series.valid_until.isoformat(),
        "remainder": series.remainder,
        "quantity": series.quantity,
        "used": used,
    }
