"""How a tray is paid, as a till says it.

Rule: the shape is checked here; what each tender pays is worked out where it is sold.
"""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf, Range

from pos.sales.tickets import MOST_TENDERS, TenderWish
from pos.web.schemas import MOST_FEN, StrictInteger
from pos.web.wire import Json

KINDS = ("wallet", "cash")


class TenderSchema(Schema):
    """One way to pay. A wallet pays `amount_fen`, or as much as it can; cash was `received_fen`."""

    kind = fields.String(required=True, validate=OneOf(KINDS))
    amount_fen = StrictInteger(validate=Range(1, MOST_FEN))
    received_fen = StrictInteger(validate=Range(0, MOST_FEN))

    @validates_schema
    def has_its_members(self, body: Json, **_: object) -> None:
        """Refuse cash without its amount, and a member that is not of the kind."""
        kind = body.get("kind")
        if (kind == "cash") != ("received_fen" in body):
            raise ValidationError("cash has received_fen, and nothing else has", "received_fen")
        if "amount_fen" in body and kind != "wallet":
            raise ValidationError("only a wallet has amount_fen", "amount_fen")


def tenders_field() -> "fields.List[Any]":
    """Return the field of a request that says how a tray is paid."""
    return fields.List(
        fields.Nested(TenderSchema),
        required=True,
        validate=[Length(1, MOST_TENDERS), _one_of_each, _cash_last],
    )


def tender_wishes(body: Json) -> tuple[TenderWish, ...]:
    """Return what a person chose, in their order."""
    return tuple(
        TenderWish(tender["kind"], tender.get("amount_fen"), tender.get("received_fen"))
        for tender in body["tenders"]
    )


def _one_of_each(tenders: Sequence[Json]) -> None:
    """Refuse two wallets, for one card lies there, and two heaps of cash."""
    kinds = [tender["kind"] for tender in tenders]
    if any(kinds.count(kind) > 1 for kind in ("wallet", "cash")):
        raise ValidationError("at most one wallet, and cash once")


def _cash_last(tenders: Sequence[Json]) -> None:
    """Refuse cash that is not the last: it pays what is left."""
    if "cash" in [tender["kind"] for tender in tenders[:-1]]:
        raise ValidationError("cash comes last")
