"""Who is signed on where, for whoever has to end it."""

from sqlalchemy import Connection

from pos.audit_log import Deed
from pos.clock import now
from pos.staff.sessions import end_session_of_site, open_sessions
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.repeats import sets_a_state
from pos.web.schemas import NothingSchema, ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.who import acting_site, acting_staff
from pos.web.wire import Json, moment

blueprint = Blueprint("sessions", __name__, url_prefix="/api/sessions", description="Who is signed on where")


@blueprint.get("")
@needs("unlock")
def list_sessions() -> Json:
    """List who is signed on at this site, the newest first."""
    with canteen().database.read() as connection:
        return _all(connection)


@blueprint.post("/<session_id>/end")
@needs("unlock")
@sets_a_state
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def post_end(_: Json, session_id: str) -> Json:
    """End a session at once, wherever it is."""
    here, at, by = canteen(), now(), acting_staff()

    def work(connection: Connection) -> Json:
        whose = end_session_of_site(connection, session_id, acting_site(), at=at)
        here.log.record(connection, Deed("session_ended", by.actor, at, object_=whose))
        return _all(connection)

    return here.database.write(work)


def _all(connection: Connection) -> Json:
    return {
        "sessions": [
            {
                "id": one.id,
                "staff": {"code": one.staff_code, "name": one.staff_name},
                "means": one.means,
                "till": one.till_code,
                "began_at": moment(one.began_at),
                "seen_at": moment(one.seen_at),
            }
            for one in open_sessions(connection, acting_site(), at=now())
        ]
    }
