"""How a tray is paid, as a till says it.

Rule: the shape is checked here; what each tender pays is worked out where it is sold.
"""

from collections.abc import Sequence
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf, Range

from pos.sales.tables import TENDER_KINDS
from pos.sales.tickets import MOST_TENDERS, TenderWish
from pos.tenders.vouchers import is_code
from pos.web.schemas import MOST_FEN, StrictInteger, require_uuid7
from pos.web.wire import Json

# What says how each kind pays; a wallet's amount may be left out.
_MEMBERS: Final = {
    "wallet": "amount_fen",
    "cash": "received_fen",
    "external": "payment",
    "voucher": "voucher",
}


def voucher_field() -> fields.String:
    """Return the field of a voucher's number: twelve digits of which the last checks the others."""
    return fields.String(required=True, validate=_is_voucher)


def _is_voucher(text: str) -> None:
    if not is_code(text):
        raise ValidationError("must be the twelve digits of a voucher")


class TenderSchema(Schema):
    """One way to pay.

    A wallet pays `amount_fen`, or as much as it can; cash was `received_fen`; `payment` is the id of a
    confirmed payment by others, `voucher` the number of a voucher.
    """

    kind = fields.String(required=True, validate=OneOf(TENDER_KINDS))
    amount_fen = StrictInteger(validate=Range(1, MOST_FEN))
    received_fen = StrictInteger(validate=Range(0, MOST_FEN))
    payment = fields.String(validate=require_uuid7)
    voucher = fields.String(validate=_is_voucher)

    @validates_schema
    def has_its_members(self, body: Json, **_: object) -> None:
        """Refuse a tender without what says how it pays, and a member that is of another kind."""
        for kind, member in _MEMBERS.items():
            is_missing = body.get("kind") == kind != "wallet" and member not in body
            if is_missing or (body.get("kind") != kind and member in body):
                raise ValidationError(f"{member} belongs to {kind}", member)


def tenders_field(*, may_be_none: bool = False) -> "fields.List[Any]":
    """Return the field of a request that says how a tray is paid."""
    fewest = 0 if may_be_none else 1
    return fields.List(
        fields.Nested(TenderSchema),
        required=not may_be_none,
        validate=[Length(fewest, MOST_TENDERS), _one_of_each, _cash_last],
    )


def tender_wishes(tenders: Sequence[Json]) -> tuple[TenderWish, ...]:
    """Return what a person chose, in their order."""
    return tuple(
        TenderWish(
            tender["kind"],
            tender.get("amount_fen"),
            tender.get("received_fen"),
            tender.get("payment"),
            tender.get("voucher"),
        )
        for tender in tenders
    )


def _one_of_each(tenders: Sequence[Json]) -> None:
    """Refuse two wallets, for one card lies there, two heaps of cash, and anything else twice."""
    kinds = [tender["kind"] for tender in tenders]
    named = [
        tender.get("payment") or tender.get("voucher")
        for tender in tenders
        if tender["kind"] in ("external", "voucher")
    ]
    if any(kinds.count(kind) > 1 for kind in ("wallet", "cash")) or len(set(named)) < len(named):
        raise ValidationError("at most one wallet, cash once, and nothing twice")


def _cash_last(tenders: Sequence[Json]) -> None:
    """Refuse cash that is not the last: it pays what is left."""
    if "cash" in [tender["kind"] for tender in tenders[:-1]]:
        raise ValidationError("cash comes last")
