"""What the manager is told of cards that seem to be copied or forged."""

from marshmallow import Schema, fields
from marshmallow.validate import Length
from sqlalchemy import Connection

from pos.cards.alarms import Alarm, alarms, see_alarm
from pos.clock import now
from pos.web.canteen import canteen
from pos.web.schemas import ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.wire import Json, moment

blueprint = Blueprint(
    "alarms", __name__, url_prefix="/api/alarms", description="Cards that look copied or forged"
)


class SeenSchema(Schema):
    """Who has looked at it."""

    by = fields.String(required=True, validate=Length(min=1, max=40))


@blueprint.get("")
def list_alarms() -> Json:
    """List the alarms that nobody has seen, and after them the newest others."""
    with canteen().database.read() as connection:
        return _all(connection)


@blueprint.post("/<int:id_>/seen")
@blueprint.arguments(SeenSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def see(body: Json, id_: int) -> Json:
    """Note that somebody has looked at an alarm; whoever was first stays."""

    def work(connection: Connection) -> Json:
        see_alarm(connection, id_, by=body["by"], at=now())
        return _all(connection)

    return canteen().database.write(work)


def _all(connection: Connection) -> Json:
    return {"alarms": [_alarm(one) for one in alarms(connection)]}


def _alarm(alarm: Alarm) -> Json:
    return {
        "id": alarm.id,
        "kind": alarm.kind,
        "card_tail": alarm.card_tail,
        "member": alarm.member_code,
        "till": alarm.till_code,
        "raised_at": moment(alarm.raised_at),
        "seen_by": alarm.seen_by,
        "seen_at": alarm.seen_at and moment(alarm.seen_at),
    }
