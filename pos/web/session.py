"""Signing on and off: who is at this screen, and who may be."""

from flask import Response, json, make_response, request
from sqlalchemy import Connection

from pos.clock import now
from pos.staff.sessions import end_session_of_token, find_session
from pos.staff.signing_on import sign_on_by_pin
from pos.staff.staff import staff_of
from pos.staff.tokens import csrf_of
from pos.web.canteen import canteen
from pos.web.needs import DEVICE, PUBLIC, SIGNED_ON, open_to
from pos.web.repeats import needs_no_key
from pos.web.schemas import NothingSchema, ProblemSchema
from pos.web.session_schemas import PinSchema, session_json
from pos.web.strictness import Blueprint
from pos.web.who import DEVICE_COOKIE, SESSION_COOKIE, DeviceRequired, acting_device, asker, set_cookie
from pos.web.wire import Json

blueprint = Blueprint("session", __name__, url_prefix="/api/session", description="Signing on and off")


@blueprint.get("")
@open_to(PUBLIC, is_polled=True)
def show_session() -> Json:
    """Tell who is signed on at this browser, what they may do, and which device it is."""
    known = asker()
    csrf = csrf_of(request.cookies[SESSION_COOKIE]) if known.session else None
    return session_json(known.session, known.device, csrf)


@blueprint.get("/people")
@open_to(DEVICE, is_polled=True)
@blueprint.alt_response(403, schema=ProblemSchema)
def list_people() -> Json:
    """List who may sign on at this device: everybody with a role in its site."""
    device = acting_device()
    if device is None:
        raise DeviceRequired
    with canteen().database.read() as connection:
        people = staff_of(connection, device.place.site_code)
    return {
        "people": [
            {"code": one.code, "name": one.name, "roles": sorted(role.value for role in one.roles)}
            for one in people
        ]
    }


@blueprint.post("/pin")
@open_to(DEVICE)
@needs_no_key("each sign-on is a session of its own")
@blueprint.arguments(PinSchema())
@blueprint.alt_response(403, schema=ProblemSchema)
def sign_on(body: Json) -> Response:
    """Sign a person on at this device by their PIN; whoever was signed on before is signed off."""
    here, device = canteen(), acting_device()
    if device is None:
        raise DeviceRequired
    token = sign_on_by_pin(
        here.database,
        here.peppered,
        device,
        code=body["staff"],
        pin=body["pin"],
        at=now(),
        former=request.cookies.get(SESSION_COOKIE),
    )
    return signed_on(token)


@blueprint.post("/end")
@open_to(SIGNED_ON)
@needs_no_key("who is signed off stays so")
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(401, schema=ProblemSchema)
def end(_: Json) -> Response:
    """Sign off."""
    token = request.cookies[SESSION_COOKIE]

    def work(connection: Connection) -> None:
        end_session_of_token(connection, token, reason="signed_off", at=now())

    canteen().database.write(work)
    response = make_response(json.jsonify(session_json(None, acting_device(), None)))
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


def signed_on(token: str) -> Response:
    """Return the answer that gives a browser its new session, and says whose it is."""
    with canteen().database.read() as connection:
        session = find_session(connection, token, request.cookies.get(DEVICE_COOKIE), at=now())
    response = make_response(json.jsonify(session_json(session, acting_device(), csrf_of(token))))
    set_cookie(response, SESSION_COOKIE, token)
    return response
