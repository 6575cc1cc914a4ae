"""The shapes that several views share: texts in both languages, trays, refusals.

Rule: what comes in is strict and refuses unknown fields; what goes out is built in `wire`.
"""

from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, Range

from pos.sales.tickets import MAX_LINES, MAX_QUANTITY, is_uuid7

# Beyond any meal; keeps a mistyped amount out of the books.
MOST_FEN = 1_000_000_00
# What both databases keep in a whole number, beside its sign.
LARGEST_BITS = 63


class StrictInteger(fields.Integer):
    """A JSON integer of at most 64 bits: no text, no fraction, no truth value."""

    def __init__(self, **settings: object) -> None:
        super().__init__(strict=True, **settings)  # type: ignore[arg-type]

    def _validated(self, value: object) -> int:
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        if value.bit_length() > LARGEST_BITS:
            raise self.make_error("too_large", input=value)
        return super()._validated(value)


def require_uuid7(text: str) -> None:
    """Refuse a key that no screen makes.

    :raises ValidationError: when it is no UUID of version 7 in its canonical form.
    """
    if not is_uuid7(text):
        raise ValidationError("must be a UUID of version 7, in lower case")


def whole_number(text: str) -> int:
    """Return a number of an address's query.

    :raises ValueError: when it is none, or none that the databases keep.
    """
    value = int(text)
    if value.bit_length() > LARGEST_BITS:
        raise ValueError("too large")
    return value


class TextSchema(Schema):
    """A text in both languages."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class TrayLineSchema(Schema):
    """So many portions of an item of the menu."""

    menu_item_id = StrictInteger(required=True)
    quantity = StrictInteger(required=True, validate=Range(1, MAX_QUANTITY))


class TraySchema(Schema):
    """A till's tray, and the card that its screen shows."""

    till = fields.String(required=True)
    presentation = fields.String(required=True, allow_none=True)
    lines = fields.List(fields.Nested(TrayLineSchema), required=True, validate=Length(max=MAX_LINES))
    # A ticket that was held, with which this till goes on.
    hold = fields.String(load_default=None, allow_none=True, validate=Length(max=40))


class NothingSchema(Schema):
    """A body without members."""


class ProblemSchema(Schema):
    """A refusal (RFC 9457) with a stable code; further members depend on it."""

    type = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    title = fields.Nested(TextSchema, required=True)
