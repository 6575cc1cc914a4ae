"""How much cards may pay and accounts may hold at a site: shown to the manager, and set."""

from marshmallow import Schema
from marshmallow.validate import Range
from sqlalchemy import Connection

from pos.clock import now
from pos.limits.limits import DEFAULTS, limits_of, set_limit
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.repeats import sets_a_state
from pos.web.schemas import MOST_FEN, ProblemSchema, StrictInteger
from pos.web.strictness import Blueprint
from pos.web.who import acting_staff, first_till
from pos.web.wire import Json

blueprint = Blueprint("limits", __name__, url_prefix="/api/limits", description="Limits of cards, accounts")


class LimitSchema(Schema):
    """The new amount, null for no limit."""

    amount_fen = StrictInteger(required=True, allow_none=True, validate=Range(0, MOST_FEN))


@blueprint.get("")
@needs("members_read")
def list_limits() -> Json:
    """List every limit of the site with what it would be if nobody had set it."""
    with canteen().database.read() as connection:
        return _all(connection)


@blueprint.post("/<code>")
@needs("settings")
@sets_a_state
@blueprint.arguments(LimitSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def change(body: Json, code: str) -> Json:
    """Set a limit; it counts from the next payment or top-up on."""

    def work(connection: Connection) -> Json:
        set_limit(connection, _site(connection), code, **body, by=acting_staff().actor, at=now())
        return _all(connection)

    return canteen().database.write(work)


def _all(connection: Connection) -> Json:
    limits = limits_of(connection, _site(connection))
    return {
        "limits": [
            {"code": code, "amount_fen": limits[code], "default_fen": default_fen}
            for code, default_fen in DEFAULTS.items()
        ]
    }


def _site(connection: Connection) -> str:
    return first_till(connection).site.code
