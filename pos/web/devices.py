"""The browsers that belong to us: enrolled with a one-time code, listed, revoked."""

from flask import Response, json, make_response
from sqlalchemy import Connection

from pos.audit_log import Deed
from pos.clock import now
from pos.shifts.shifts import all_tills, require_till
from pos.staff.devices import devices_of, enrol, enrol_by_code, find_device, make_code, revoke
from pos.staff.places import Place
from pos.web.canteen import canteen
from pos.web.needs import PUBLIC, needs, open_to
from pos.web.pace import at_most
from pos.web.repeats import needs_no_key, sets_a_state
from pos.web.schemas import NothingSchema, ProblemSchema
from pos.web.session_schemas import CodeSchema, DemoPlaceSchema, PlaceSchema, device_json
from pos.web.strictness import Blueprint
from pos.web.who import DEVICE_COOKIE, acting_site, acting_staff, require_own_site, set_cookie
from pos.web.wire import Json

blueprint = Blueprint("devices", __name__, url_prefix="/api/devices", description="Enrolled browsers")
# Registered in the demo only.
demo = Blueprint("devices_demo", __name__, url_prefix="/api/devices", description="The demo's own browsers")

# Browsers forget a cookie after 400 days at the latest; a device is revoked here, not by its cookie's age.
KEPT_S = 400 * 24 * 3600
DEMO = "demo"


@blueprint.get("")
@needs("devices")
def list_devices() -> Json:
    """List every device of the site, the newest first."""
    with canteen().database.read() as connection:
        return _all(connection)


@blueprint.post("/codes")
@needs("devices")
@needs_no_key("a code that got lost is made anew, and runs out unused")
@blueprint.arguments(PlaceSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def post_code(body: Json) -> Json:
    """Make a code with which one browser can be enrolled within ten minutes."""
    here, at = canteen(), now()

    def work(connection: Connection) -> str:
        place = _place(connection, body["till"])
        return make_code(connection, here.peppered.pepper, place, by=acting_staff().actor, at=at)

    return {"code": here.database.write(work)}


@blueprint.post("/enrol")
@open_to(PUBLIC)
@needs_no_key("a code is used once")
@at_most(10)
@blueprint.arguments(CodeSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
def post_enrolment(body: Json) -> Response:
    """Make this browser a device of ours by a code; the code is used up."""
    here, at = canteen(), now()

    def work(connection: Connection) -> str:
        return _note(connection, enrol_by_code(connection, here.peppered.pepper, body["code"], at=at))

    token = here.database.write(work)
    return _enrolled(token)


@blueprint.post("/<device_id>/revoke")
@needs("devices")
@sets_a_state
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def post_revocation(_: Json, device_id: str) -> Json:
    """Make a device no device of ours, at once; whoever is signed on there is signed off."""

    here, at, by = canteen(), now(), acting_staff()

    def work(connection: Connection) -> Json:
        revoke(connection, device_id, acting_site(), at=at)
        here.log.record(connection, Deed("device_revoked", by.actor, at, object_=device_id))
        return _all(connection)

    return here.database.write(work)


@demo.post("/demo")
@open_to(PUBLIC)
@needs_no_key("each enrolment is a device of its own")
@demo.arguments(DemoPlaceSchema())
@demo.alt_response(404, schema=ProblemSchema)
def enrol_in_the_demo(body: Json) -> Response:
    """Make this browser a device of the demo canteen, without a code (demo only)."""

    def work(connection: Connection) -> str:
        till = require_till(connection, body["till"]) if body["till"] else all_tills(connection)[0]
        place = Place(till.site.code, body["till"])
        return _note(connection, enrol(connection, place, by=DEMO, at=now()))

    return _enrolled(canteen().database.write(work))


def _note(connection: Connection, token: str) -> str:
    """Write down that a device was enrolled, by whom it was allowed; return its secret."""
    device = find_device(connection, token)
    if device is not None:
        place = device.place
        deed = Deed("device_enrolled", device.enrolled_by, device.enrolled_at, place.till_code, device.id)
        canteen().log.record(connection, deed)
    return token


def _place(connection: Connection, till_code: str | None) -> Place:
    """Return the place in the site of whoever asks.

    :raises UnknownTill: when there is no such till.
    :raises NotPermitted: when the till belongs to another site.
    """
    if till_code is not None:
        require_own_site(require_till(connection, till_code).site.code)
    return Place(acting_site(), till_code)


def _all(connection: Connection) -> Json:
    return {"devices": [device_json(device) for device in devices_of(connection, acting_site())]}


def _enrolled(token: str) -> Response:
    with canteen().database.read() as connection:
        device = find_device(connection, token)
    response = make_response(json.jsonify({"device": device and device_json(device)}))
    set_cookie(response, DEVICE_COOKIE, token, lasts_s=KEPT_S)
    return response
