"""The shapes of what is asked of members: found, opened, seen in plain words, and acts on account and cards.

Rule: every act has a key (UUID of version 7) and names who does it; whatever names a person travels in a
body, never in an address.
"""

from hashlib import sha256

from flask import json, request
from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range

from pos.clock import now
from pos.members.acts import Act
from pos.members.reveals import REVEALED
from pos.wallets.tables import MEANS
from pos.web.schemas import MOST_FEN, StrictInteger, require_uuid7
from pos.web.who import acting_staff
from pos.web.wire import Json

MOST_CHARACTERS = 200
LONGEST = 80


def require_words(text: str) -> None:
    """Refuse what says nothing.

    :raises ValidationError: when it is blank.
    """
    if not text.strip():
        raise ValidationError("must say something")


class ActSchema(Schema):
    """An act: its key. Who does it is whoever is signed on."""

    id = fields.String(required=True, validate=require_uuid7)


class ReasonedSchema(ActSchema):
    """An act that says why."""

    reason = fields.String(required=True, validate=[Length(1, MOST_CHARACTERS), require_words])


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

    reason = fields.String(required=True, validate=[Length(1, MOST_CHARACTERS), require_words])


class ReturnSchema(UndoSchema):
    """The whole balance as the screen showed it, by a means, and why."""

    amount_fen = StrictInteger(required=True, validate=Range(0, MOST_FEN))
    means = fields.String(required=True, validate=OneOf(MEANS))


class MergeSchema(UndoSchema):
    """The account of the same person that goes on."""

    survivor = fields.String(required=True, validate=Length(min=1, max=40))


class CardSchema(Schema):
    """The card that lies on a till's reader, as the screen showed it."""

    till = fields.String(required=True, validate=Length(max=40))
    presentation = fields.String(required=True, validate=Length(max=40))


class NewCardSchema(ReasonedSchema, CardSchema):
    """A card for a member who has an account, and why."""


class SearchSchema(Schema):
    """A name, its spelling or initials, a telephone or identity number, a card's number, a code."""

    text = fields.String(required=True, validate=[Length(1, LONGEST), require_words])


class RevealSchema(ReasonedSchema):
    """Which fields are to be shown in plain words."""

    fields_ = fields.List(
        fields.String(validate=OneOf(REVEALED)),
        required=True,
        data_key="fields",
        validate=Length(1, len(REVEALED)),
    )


class OpenSchema(ActSchema):
    """Somebody who joins: an identity number states the birth date as well; a card may be issued at once."""

    name = fields.String(required=True, validate=Length(1, LONGEST))
    id_number = fields.String(load_default="", validate=Length(max=LONGEST))
    birth_date = fields.Date(load_default=None, allow_none=True)
    phone = fields.String(load_default="", validate=Length(max=LONGEST))
    residence = fields.String(load_default="", validate=Length(max=40))
    hukou = fields.String(load_default="", validate=Length(max=40))
    card = fields.Nested(CardSchema, load_default=None, allow_none=True)


def act_of(body: Json) -> Act:
    """Return who asks for what a request asks for; its hash is over all of it and where it went."""
    canonical = json.dumps([request.path, body], sort_keys=True)
    digest = sha256(canonical.encode()).hexdigest()
    return Act(body["id"], acting_staff().actor, now(), body.get("reason", ""), digest)
