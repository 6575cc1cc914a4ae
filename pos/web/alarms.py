"""What the manager is told of cards that seem to be copied or forged."""

from sqlalchemy import Connection

from pos.cards.alarms import Alarm, alarms, see_alarm
from pos.clock import now
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.repeats import sets_a_state
from pos.web.schemas import NothingSchema, ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.who import acting_staff
from pos.web.wire import Json, moment

blueprint = Blueprint(
    "alarms", __name__, url_prefix="/api/alarms", description="Cards that look copied or forged"
)


@blueprint.get("")
@needs("members_read")
def list_alarms() -> Json:
    """List the alarms that nobody has seen, and after them the newest others."""
    with canteen().database.read() as connection:
        return _all(connection)


@blueprint.post("/<int:id_>/seen")
@needs("approve")
@sets_a_state
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def see(_: Json, id_: int) -> Json:
    """Note that somebody has looked at an alarm; whoever was first stays."""

    def work(connection: Connection) -> Json:
        see_alarm(connection, id_, by=acting_staff().actor, at=now())
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
