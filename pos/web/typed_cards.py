"""A number that a keyboard reader typed into the cashier's screen: shows who that may be."""

from marshmallow import Schema, fields
from marshmallow.validate import Length

from cardreader.profiles.catalogue import UID
from pos.cards.cards import UnknownCard, require_holder, tail_of
from pos.cards.presentations import Finding
from pos.cards.typed import find_typed
from pos.errors import Refusal
from pos.shifts.shifts import require_till
from pos.web.canteen import Canteen, canteen
from pos.web.needs import needs
from pos.web.pace import at_most
from pos.web.repeats import needs_no_key
from pos.web.schemas import ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.who import require_own_till
from pos.web.wire import Json

blueprint = Blueprint("typed_cards", __name__, url_prefix="/api/tills", description="Keyboard readers")


class TypedSchema(Schema):
    """What the reader typed."""

    typed = fields.String(required=True, validate=Length(min=1, max=20))


@blueprint.post("/<code>/typed-card")
@needs("sell")
@needs_no_key("it shows a card, and writes nothing")
@at_most(120)
@blueprint.arguments(TypedSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def show_typed(body: Json, code: str) -> Json:
    """Show whose number was typed, as if a card lay there; it charges nothing."""
    here = canteen()
    require_own_till(code)
    here.readers.present_typed(code, _finding(here, code, body["typed"]))
    return {}


def _finding(here: Canteen, code: str, typed: str) -> Finding:
    with here.database.read() as connection:
        serial = find_typed(connection, require_till(connection, code).keyboard_reader, typed)
        if serial is None:
            return Finding(problem=UnknownCard.code)
        try:
            tail, problem = require_holder(connection, serial).tail, None
        except Refusal as refusal:
            tail, problem = tail_of(serial), refusal.code
        return Finding(serial, UID.code, tail, problem=problem)
