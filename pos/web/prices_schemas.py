"""The shapes of the manager's prices: a draft, an occasion to try it on, a day to schedule it for.

Rule: a draft itself is only a table here; the language of schemes reads it, and names the field of a fault.
"""

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range

from pos.sales.tickets import MAX_LINES, MAX_QUANTITY
from pos.web.backtest_schemas import LARGEST_VERSION
from pos.web.schemas import MOST_FEN, StrictInteger

# As long as any code of the language.
LONGEST_CODE = 64
MOST_CLASSES = 20
MOST_COUNTERS = 60
MOST_TIMES = 10_000


class DraftSchema(Schema):
    """A scheme as a table, as the language of schemes reads it."""

    scheme = fields.Dict(keys=fields.String(), required=True)


class ScheduleSchema(DraftSchema):
    """A draft and the first day on which it is in force."""

    effective_from = fields.Date(required=True, format="%Y-%m-%d")


class ClassSchema(Schema):
    """A class that somebody is proven to be of, with the last day of the proof."""

    code = fields.String(required=True, validate=Length(1, LONGEST_CODE))
    valid_until = fields.Date(load_default=None, allow_none=True, format="%Y-%m-%d")


class PersonSchema(Schema):
    """For whom to price: a guest, anybody with these properties, or a member."""

    kind = fields.String(required=True, validate=OneOf(("guest", "person", "member")))
    member = fields.String(load_default="", validate=Length(max=LONGEST_CODE))
    birth_date = fields.Date(load_default=None, allow_none=True, format="%Y-%m-%d")
    classes = fields.List(fields.Nested(ClassSchema), load_default=list, validate=Length(max=MOST_CLASSES))
    residence = fields.String(load_default="", validate=Length(max=LONGEST_CODE))
    hukou = fields.String(load_default="", validate=Length(max=LONGEST_CODE))


class OccasionSchema(Schema):
    """When and how the meal is had."""

    on_date = fields.Date(required=True, format="%Y-%m-%d")
    at_time = fields.Time(load_default=None, allow_none=True, format="%H:%M")
    meal_period = fields.String(required=True, validate=Length(1, LONGEST_CODE))
    channel = fields.String(required=True, validate=OneOf(("dine_in", "take_away", "delivery")))


class DishLineSchema(Schema):
    """So many portions of a dish of the library."""

    dish = fields.String(required=True)
    quantity = StrictInteger(required=True, validate=Range(1, MAX_QUANTITY))


class UsedSchema(Schema):
    """What was used before under one counter, in the period in which the meal lies."""

    counter = fields.String(required=True, validate=Length(1, LONGEST_CODE))
    per = fields.String(required=True, validate=OneOf(("meal", "day", "week", "month")))
    site = fields.String(load_default="", validate=Length(max=LONGEST_CODE))
    times = StrictInteger(load_default=0, validate=Range(0, MOST_TIMES))
    portions = StrictInteger(load_default=0, validate=Range(0, MOST_TIMES))
    amount_fen = StrictInteger(load_default=0, validate=Range(0, MOST_FEN))
    base_fen = StrictInteger(load_default=0, validate=Range(0, MOST_FEN))


class TrySchema(Schema):
    """A tray to be priced under a version or a draft: exactly one of the two is given."""

    version = StrictInteger(load_default=None, allow_none=True, validate=Range(1, LARGEST_VERSION))
    scheme = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    person = fields.Nested(PersonSchema, required=True)
    occasion = fields.Nested(OccasionSchema, required=True)
    lines = fields.List(fields.Nested(DishLineSchema), required=True, validate=Length(max=MAX_LINES))
    usage = fields.List(fields.Nested(UsedSchema), load_default=list, validate=Length(max=MOST_COUNTERS))


class ProofSchema(Schema):
    """A proof of a class that a member has shown; without `valid_until` it has no end."""

    class_code = fields.String(required=True, validate=Length(1, LONGEST_CODE))
    proof_type = fields.String(required=True, validate=Length(1, 80))
    valid_from = fields.Date(required=True, format="%Y-%m-%d")
    valid_until = fields.Date(required=True, allow_none=True, format="%Y-%m-%d")


class RevokeSchema(Schema):
    """Which class ends, and the first day on which it does not count any more."""

    class_code = fields.String(required=True, validate=Length(1, LONGEST_CODE))
    from_day = fields.Date(required=True, format="%Y-%m-%d")


class HomeSchema(Schema):
    """Where a member lives and is registered, by the codes of the scheme; '' is unknown."""

    residence = fields.String(required=True, validate=Length(max=LONGEST_CODE))
    hukou = fields.String(required=True, validate=Length(max=LONGEST_CODE))
