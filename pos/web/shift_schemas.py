"""The shapes of what is done with a till's drawer and its shift.

Rule: amounts are whole fen; whatever is written has a key that makes it happen once.
"""

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf, Range

from pos.cash.counting import Count, Pieces
from pos.cash.reports import ZReport
from pos.cash.tables import DENOMINATIONS_FEN
from pos.web.schemas import MOST_FEN, StrictInteger, require_uuid7
from pos.web.wire import Json, moment

MOST_PIECES = 100_000


class PiecesSchema(Schema):
    """How many there are of each note and coin, by its fen."""


for _fen in DENOMINATIONS_FEN:
    PiecesSchema._declared_fields[str(_fen)] = StrictInteger(load_default=0, validate=Range(0, MOST_PIECES))


class KeyedSchema(Schema):
    """Something that happens once."""

    id = fields.String(required=True, validate=require_uuid7)


class OpenShiftSchema(Schema):
    """Under which key a shift is opened, and the cash that is in the drawer then: as a sum or counted."""

    id = fields.String(required=True, validate=Length(min=1, max=64))
    float_fen = StrictInteger(validate=Range(0, MOST_FEN))
    pieces = fields.Nested(PiecesSchema)
    loose_fen = StrictInteger(validate=Range(0, MOST_FEN))

    @validates_schema
    def refuse_both(self, told: Json, **_: object) -> None:
        """Refuse a float that is told both ways, or neither.

        :raises ValidationError: when it is.
        """
        if told.keys() & {"float_fen", "pieces", "loose_fen"} not in ({"float_fen"}, {"pieces", "loose_fen"}):
            raise ValidationError("either float_fen, or pieces and loose_fen")


class CountSchema(KeyedSchema):
    """What was counted in the drawer of a shift."""

    shift = fields.String(required=True, validate=Length(max=64))
    pieces = fields.Nested(PiecesSchema, required=True)
    loose_fen = StrictInteger(required=True, validate=Range(0, MOST_FEN))


class CloseShiftSchema(KeyedSchema):
    """Which shift is closed by which count, and what stays in the drawer."""

    shift = fields.String(required=True, validate=Length(max=64))
    count = fields.String(required=True, validate=Length(max=64))
    left_fen = StrictInteger(required=True, validate=Range(0, MOST_FEN))


class WhySchema(KeyedSchema):
    """Something that is done for a reason, in words where it is another one."""

    reason = fields.String(required=True, validate=Length(min=1, max=40))
    note = fields.String(required=True, validate=Length(max=200))


class CashActSchema(WhySchema):
    """Cash that goes into the drawer or out of it without a sale."""

    kind = fields.String(required=True, validate=OneOf(("paid_in", "paid_out", "drop")))
    amount_fen = StrictInteger(required=True, validate=Range(1, MOST_FEN))


def float_fen_of(body: Json) -> int:
    """Return the float of a shift that is opened."""
    float_fen: int | None = body.get("float_fen")
    return pieces_of(body["pieces"], body["loose_fen"]).total_fen if float_fen is None else float_fen


def pieces_of(told: Json, loose_fen: int) -> Pieces:
    """Return what was counted."""
    return Pieces({int(fen): pieces for fen, pieces in told.items() if pieces}, loose_fen)


def count_json(count: Count) -> Json:
    """Return a count with what was expected; whoever sees it has counted."""
    return {
        "id": count.id,
        "number": count.number,
        "pieces": {str(fen): pieces for fen, pieces in count.pieces.pieces.items()},
        "loose_fen": count.pieces.loose_fen,
        "counted_fen": count.counted_fen,
        "expected_fen": count.expected_fen,
        "over_short_fen": count.over_short_fen,
        "by": count.actor,
        "at": moment(count.at),
    }


def report_json(report: ZReport) -> Json:
    """Return a Z-report as it was frozen."""
    return {
        "id": report.id,
        "till": report.till_code,
        "number": report.number,
        "name": report.name,
        "shift": report.shift_id,
        "cashier": report.cashier,
        "business_date": report.business_date.isoformat(),
        "opened_at": moment(report.opened_at),
        "closed_at": moment(report.at),
        "closed_by": report.closed_by,
        "reason": report.reason,
        "is_counted": report.count_id is not None,
        "figures": report.figures,
        "head": {"sequence": report.head_sequence, "hash": report.head_hash},
        "hash": report.hash,
    }
