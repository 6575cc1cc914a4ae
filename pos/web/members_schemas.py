"""What is asked of members: found, opened, seen in plain words, handed out, erased.

Rule: whatever names a person travels in a body, never in an address.
"""

from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf

from pos.members.reveals import REVEALED
from pos.web.orders import require_uuid7

LONGEST = 80


def require_words(text: str) -> None:
    """Refuse what says nothing.

    :raises ValidationError: when it is blank.
    """
    if not text.strip():
        raise ValidationError("must say something")


class SearchSchema(Schema):
    """A name, its spelling or initials, a telephone or identity number, a card's number, a code."""

    text = fields.String(required=True, validate=[Length(1, LONGEST), require_words])


class ActSchema(Schema):
    """Whatever is done to a member: its key, who does it, and why."""

    id = fields.String(required=True, validate=require_uuid7)
    by = fields.String(required=True, validate=[Length(1, 40), require_words])
    reason = fields.String(required=True, validate=[Length(1, 200), require_words])


class RevealSchema(ActSchema):
    """Which fields are to be shown in plain words."""

    fields_ = fields.List(
        fields.String(validate=OneOf(REVEALED)),
        required=True,
        data_key="fields",
        validate=Length(1, len(REVEALED)),
    )


class CardSchema(Schema):
    """The card that lies on a till's reader, as the screen showed it."""

    till = fields.String(required=True, validate=Length(max=40))
    presentation = fields.String(required=True, validate=Length(max=40))


class OpenSchema(Schema):
    """Somebody who joins: an identity number states the birth date as well; a card may be issued at once."""

    id = fields.String(required=True, validate=require_uuid7)
    by = fields.String(required=True, validate=[Length(1, 40), require_words])
    name = fields.String(required=True, validate=Length(1, LONGEST))
    id_number = fields.String(load_default="", validate=Length(max=LONGEST))
    birth_date = fields.Date(load_default=None, allow_none=True)
    phone = fields.String(load_default="", validate=Length(max=LONGEST))
    residence = fields.String(load_default="", validate=Length(max=40))
    hukou = fields.String(load_default="", validate=Length(max=40))
    card = fields.Nested(CardSchema, load_default=None, allow_none=True)
