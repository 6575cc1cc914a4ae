"""The shapes of lists of residents: handing one in, what was found in it, deciding on it.

Rule: no cell of a list ever goes out: rows are named by their numbers.
"""

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from pos.imports.sheets import LARGEST_BYTES
from pos.members.lists import STATES, STEPS
from pos.web.backtest_schemas import NamedSchema
from pos.web.schemas import StrictInteger, TextSchema, require_uuid7

LONGEST_FILE_NAME = 200


class ListRequestSchema(Schema):
    """Announces the file of a list."""

    id = fields.String(required=True, validate=require_uuid7)
    file_name = fields.String(required=True, validate=Length(1, LONGEST_FILE_NAME))
    size_bytes = StrictInteger(required=True, validate=Range(1, LARGEST_BYTES))
    sha256 = fields.String(required=True, validate=Regexp(r"[0-9a-f]{64}\Z"))


class ConfirmSchema(Schema):
    """Decides that a list is joined: with rows left out that have errors, or only if there are none."""

    skip_errors = fields.Boolean(required=True, truthy={True}, falsy={False})


class PreviewSchema(Schema):
    """How many rows join, are members already, differ from what a member has, and have errors."""

    rows = fields.Integer(required=True)
    new = fields.Integer(required=True)
    known = fields.Integer(required=True)
    differs = fields.Integer(required=True)
    errors = fields.Integer(required=True)
    findings = fields.Integer(required=True)
    columns = fields.List(fields.Nested(NamedSchema), required=True)
    ignored = fields.List(fields.String(), required=True)


class FindingSchema(Schema):
    """What there is to say of one row."""

    row = fields.Integer(required=True)
    column = fields.Nested(NamedSchema, required=True)
    weight = fields.String(required=True, validate=OneOf(("error", "note")))
    code = fields.String(required=True)
    words = fields.Nested(TextSchema, required=True)
    other_row = fields.Integer(required=True, allow_none=True)
    member = fields.String(required=True, allow_none=True)


class ListSchema(Schema):
    """A list that was handed in; its findings, up to 200, where it is asked for alone."""

    id = fields.String(required=True)
    file_name = fields.String(required=True)
    size_bytes = fields.Integer(required=True)
    step = fields.String(required=True, validate=OneOf(STEPS))
    state = fields.String(required=True, validate=OneOf(STATES))
    skip_errors = fields.Boolean(required=True)
    done_row = fields.Integer(required=True)
    last_row = fields.Integer(required=True, allow_none=True)
    joined = fields.Integer(required=True)
    preview = fields.Nested(PreviewSchema, required=True, allow_none=True)
    error = fields.Nested(NamedSchema, required=True, allow_none=True)
    requested_at = fields.DateTime(required=True)
    finished_at = fields.DateTime(required=True, allow_none=True)
    findings = fields.List(fields.Nested(FindingSchema), required=True)


class ListsSchema(Schema):
    """The newest lists, without their findings."""

    lists = fields.List(fields.Nested(ListSchema), required=True)
