"""The shapes of back-tests: what is asked for, and the job with its progress and its result.

Rule: docs/backtests.md says the same in words; members are only ever added.
"""

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf, Range

from pos.reports.backtest.tables import STATES
from pos.web.schemas import StrictInteger, TextSchema, require_uuid7
from pos.web.wire import Json

LONGEST_DRAFT = 60_000
# What both databases keep in an INTEGER.
LARGEST_VERSION = 2**31 - 1


class SchemeVersionSchema(Schema):
    """A version of a scheme that was loaded."""

    code = fields.String(required=True)
    version = StrictInteger(required=True, validate=Range(1, LARGEST_VERSION))


class BacktestRequestSchema(Schema):
    """Which period, half-open, under which scheme: a loaded version, or the TOML text of a draft."""

    id = fields.String(required=True, validate=require_uuid7)
    from_date = fields.Date(required=True, format="%Y-%m-%d")
    until_date = fields.Date(required=True, format="%Y-%m-%d")
    scheme = fields.Nested(SchemeVersionSchema)
    toml = fields.String(validate=Length(1, LONGEST_DRAFT))

    @validates_schema
    def has_one_scheme(self, body: Json, **_: object) -> None:
        """Refuse both a version and a draft, and neither."""
        if ("scheme" in body) == ("toml" in body):
            raise ValidationError("either scheme or toml is given", "scheme")

    @validates_schema
    def has_a_day(self, body: Json, **_: object) -> None:
        """Refuse a period without a day."""
        if "from_date" in body and "until_date" in body and body["from_date"] >= body["until_date"]:
            raise ValidationError("lies after from_date", "until_date")


class TriedSchemeSchema(SchemeVersionSchema):
    """The scheme that a back-test prices under."""

    is_draft = fields.Boolean(required=True)


class NamedSchema(Schema):
    """A code with its words."""

    code = fields.String(required=True)
    name = fields.Nested(TextSchema, required=True)


class SumsSchema(Schema):
    """Sums in fen: list less discount less subsidy is paid; operator is on no bill."""

    list_fen = fields.Integer(required=True)
    discount_fen = fields.Integer(required=True)
    subsidy_fen = fields.Integer(required=True)
    paid_fen = fields.Integer(required=True)
    operator_fen = fields.Integer(required=True)


class PayerPartSchema(NamedSchema):
    """What one payer bears of one kind."""

    kind = fields.String(required=True, validate=OneOf(("discount", "subsidy", "operator")))
    sold_fen = fields.Integer(required=True)
    scheme_fen = fields.Integer(required=True)
    difference_fen = fields.Integer(required=True)


class PartSchema(Schema):
    """Orders that were compared, on both sides; a difference is scheme less sold."""

    orders = fields.Integer(required=True)
    members = fields.Integer(required=True)
    guest_orders = fields.Integer(required=True)
    dearer = fields.Integer(required=True)
    cheaper = fields.Integer(required=True)
    sold = fields.Nested(SumsSchema, required=True)
    scheme = fields.Nested(SumsSchema, required=True)
    difference = fields.Nested(SumsSchema, required=True)
    payers = fields.List(fields.Nested(PayerPartSchema), required=True)


class DayPartSchema(PartSchema):
    """The orders of one business date."""

    date = fields.Date(required=True)
    barred = fields.Integer(required=True)
    left_out = fields.Integer(required=True)


class TierPartSchema(PartSchema):
    """The orders of one tier as sold and one under the scheme; null: in none."""

    sold_tier = fields.Nested(NamedSchema, required=True, allow_none=True)
    scheme_tier = fields.Nested(NamedSchema, required=True, allow_none=True)


class CountedSchema(NamedSchema):
    """So many orders, for one reason."""

    orders = fields.Integer(required=True)


class LeftOutSchema(CountedSchema):
    """Orders that cannot be priced again, as they were sold."""

    sold = fields.Nested(SumsSchema, required=True)


class BarredSchema(Schema):
    """Orders that rules of access would not have let through, as they were sold."""

    orders = fields.Integer(required=True)
    sold = fields.Nested(SumsSchema, required=True)
    rules = fields.List(fields.Nested(CountedSchema), required=True)


class ExtremeSchema(Schema):
    """The order whose diner gains, or loses, most."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    date = fields.Date(required=True)
    sold_fen = fields.Integer(required=True)
    scheme_fen = fields.Integer(required=True)
    difference_fen = fields.Integer(required=True)


class ComparedSchemeSchema(NamedSchema):
    """The scheme that was tried, by its hash as well."""

    version = fields.Integer(required=True)
    hash = fields.String(required=True)


class ComparisonSchema(Schema):
    """All that a back-test found."""

    format = fields.Integer(required=True)
    scheme = fields.Nested(ComparedSchemeSchema, required=True)
    from_date = fields.Date(required=True)
    until_date = fields.Date(required=True)
    counted_from = fields.Date(required=True)
    orders = fields.Integer(required=True)
    total = fields.Nested(PartSchema, required=True)
    days = fields.List(fields.Nested(DayPartSchema), required=True)
    tiers = fields.List(fields.Nested(TierPartSchema), required=True)
    barred = fields.Nested(BarredSchema, required=True)
    left_out = fields.List(fields.Nested(LeftOutSchema), required=True)
    assumed = fields.List(fields.Nested(CountedSchema), required=True)
    largest_gain = fields.Nested(ExtremeSchema, required=True, allow_none=True)
    largest_loss = fields.Nested(ExtremeSchema, required=True, allow_none=True)


class BacktestSchema(Schema):
    """A back-test with its progress, and with its result once it is done."""

    id = fields.String(required=True)
    state = fields.String(required=True, validate=OneOf(STATES))
    scheme = fields.Nested(TriedSchemeSchema, required=True)
    from_date = fields.Date(required=True)
    until_date = fields.Date(required=True)
    done_orders = fields.Integer(required=True)
    total_orders = fields.Integer(required=True, allow_none=True)
    requested_at = fields.DateTime(required=True)
    started_at = fields.DateTime(required=True, allow_none=True)
    finished_at = fields.DateTime(required=True, allow_none=True)
    error = fields.Nested(NamedSchema, required=True, allow_none=True)
    result = fields.Nested(ComparisonSchema, required=True, allow_none=True)


class BacktestListSchema(Schema):
    """The newest back-tests, without their results."""

    backtests = fields.List(fields.Nested(BacktestSchema), required=True)
