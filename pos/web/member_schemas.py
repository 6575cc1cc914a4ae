"""The shapes of what is asked for on a member's account and cards.

Rule: every act has a key (UUID of version 7), names who does it, and refuses unknown members.
"""

from hashlib import sha256

from flask import json, request
from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range

from pos.clock import now
from pos.members.acts import Act
from pos.sales.tickets import is_uuid7
from pos.wallets.tables import MEANS
from pos.web.schemas import MOST_FEN, StrictInteger
from pos.web.wire import Json

MOST_CHARACTERS = 200


def require_key(text: str) -> None:
    """Refuse a key that no screen makes.

    :raises ValidationError: when it is no UUID of version 7 in its canonical form.
    """
    if not is_uuid7(text):
        raise ValidationError("must be a UUID of version 7, in lower case")


class ActSchema(Schema):
    """An act: its key, and who does it."""

    id = fields.String(required=True, validate=require_key)
    by = fields.String(required=True, validate=Length(min=1, max=40))


class ReasonedSchema(ActSchema):
    """An act that says why."""

    reason = fields.String(required=True, validate=Length(min=1, max=MOST_CHARACTERS))


class LossSchema(ReasonedSchema):
    """A report of loss: of one card by its last four digits, or of all."""

    card_tail = fields.String(load_default=None, allow_none=True, validate=Length(equal=4))


class AtDeskSchema(ActSchema):
    """An act with money: at a till's open drawer, or at the office of its site."""

    till = fields.String(required=True)
    is_office = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class TopUpSchema(AtDeskSchema):
    """So much money by a means."""

    amount_fen = StrictInteger(required=True, validate=Range(1, MOST_FEN))
    means = fields.String(required=True, validate=OneOf(MEANS))
    # The link under which somebody of the family pays; none: the member.
    payer = fields.String(load_default=None, allow_none=True, validate=Length(min=1, max=40))


class UndoSchema(AtDeskSchema):
    """A top-up that was wrong, and why."""

    reason = fields.String(required=True, validate=Length(min=1, max=MOST_CHARACTERS))


class ReturnSchema(UndoSchema):
    """The whole balance as the screen showed it, by a means, and why."""

    amount_fen = StrictInteger(required=True, validate=Range(0, MOST_FEN))
    means = fields.String(required=True, validate=OneOf(MEANS))


class MergeSchema(UndoSchema):
    """The account of the same person that goes on."""

    survivor = fields.String(required=True, validate=Length(min=1, max=40))


class NewCardSchema(ReasonedSchema):
    """The card that lies on a till's reader, as the screen showed it."""

    till = fields.String(required=True)
    presentation = fields.String(required=True)


def act_of(body: Json) -> Act:
    """Return who asks for what a request asks for; its hash is over all of it and where it went."""
    canonical = json.dumps([request.path, body], sort_keys=True)
    digest = sha256(canonical.encode()).hexdigest()
    return Act(body["id"], body["by"], now(), body.get("reason", ""), digest)
