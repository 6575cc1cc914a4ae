"""Signing on and off: who is at this screen, and who may be."""

from uuid import uuid4

from flask import Response, json, make_response, request
from sqlalchemy import Connection

from pos.audit_log import Deed
from pos.clock import now
from pos.staff.passwords import (
    Shown,
    SignOnRefused,
    WeakPassword,
    is_password,
    set_password,
    sign_on_by_password,
)
from pos.staff.sessions import end_session_of_token, find_session
from pos.staff.signing_on import PinRefused, is_locked, sign_on, sign_on_by_pin
from pos.staff.staff import staff_of
from pos.staff.tokens import csrf_of
from pos.web.canteen import canteen
from pos.web.needs import DEVICE, PUBLIC, SIGNED_ON, open_to
from pos.web.pace import at_most
from pos.web.repeats import needs_no_key
from pos.web.schemas import NothingSchema, ProblemSchema
from pos.web.session_schemas import ChangePasswordSchema, PasswordSchema, PinSchema, session_json
from pos.web.staff_cards import prove_staff_card
from pos.web.strictness import Blueprint
from pos.web.who import (
    DEVICE_COOKIE,
    SESSION_COOKIE,
    DeviceRequired,
    acting_device,
    acting_staff,
    asker,
    set_cookie,
)
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
@at_most(30)
@blueprint.arguments(PinSchema())
@blueprint.alt_response(403, schema=ProblemSchema)
def sign_on_with_pin(body: Json) -> Response:
    """Sign a person on at this device by their PIN; whoever was signed on before is signed off."""
    here, device = canteen(), acting_device()
    if device is None:
        raise DeviceRequired
    token = sign_on_by_pin(
        here.database,
        here.peppered,
        here.log,
        device,
        code=body["staff"],
        pin=body["pin"],
        at=now(),
        former=request.cookies.get(SESSION_COOKIE),
    )
    return signed_on(token)


@blueprint.post("/card")
@open_to(DEVICE)
@needs_no_key("each sign-on is a session of its own")
@at_most(30)
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(403, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def sign_on_by_card(_: Json) -> Response:
    """Sign on whoever's staff card lies on this till's reader; waits up to 8 s for the card's answer."""
    here, device = canteen(), acting_device()
    if device is None or device.place.till_code is None:
        raise DeviceRequired
    person = prove_staff_card(
        here,
        device.place.till_code,
        act_id=f"sign-on:{uuid4()}",
        amount_fen=0,
        site_code=device.place.site_code,
    )
    former = request.cookies.get(SESSION_COOKIE)

    def work(connection: Connection) -> str:
        if is_locked(connection, person.code):
            raise PinRefused
        return sign_on(connection, here.log, person, device, means="card", at=now(), former=former)

    return signed_on(here.database.write(work))


@blueprint.post("/password")
@open_to(PUBLIC)
@needs_no_key("each sign-on is a session of its own")
@at_most(10)
@blueprint.arguments(PasswordSchema())
@blueprint.alt_response(403, schema=ProblemSchema)
def sign_on_from_away(body: Json) -> Response:
    """Sign on away from any device: by the code of the person, a password, and a one-time code."""
    here = canteen()
    token = sign_on_by_password(
        here.database,
        here.peppered,
        here.vault,
        here.log,
        Shown(body["name"].strip(), body["password"], body["totp"]),
        at=now(),
        former=request.cookies.get(SESSION_COOKIE),
    )
    return signed_on(token)


@blueprint.post("/change-password")
@open_to(SIGNED_ON)
@needs_no_key("the password before it is right once")
@at_most(10)
@blueprint.arguments(ChangePasswordSchema())
@blueprint.alt_response(403, schema=ProblemSchema)
@blueprint.alt_response(422, schema=ProblemSchema)
def change_password(body: Json) -> Response:
    """Set a password of one's own; every session of the person ends, this one, too."""
    here, staff = canteen(), acting_staff()
    with here.database.read() as connection:
        is_right = is_password(connection, here.peppered, staff.code, body["password"])
    if not is_right or body["new_password"] == body["password"]:
        raise SignOnRefused if not is_right else WeakPassword

    def work(connection: Connection) -> None:
        set_password(connection, here.peppered, staff.code, body["new_password"], must_change=False, at=now())

    here.database.write(work)
    return _signed_off()


@blueprint.post("/end")
@open_to(SIGNED_ON)
@needs_no_key("who is signed off stays so")
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(401, schema=ProblemSchema)
def end(_: Json) -> Response:
    """Sign off."""
    here, staff, device = canteen(), acting_staff(), acting_device()
    token, at = request.cookies[SESSION_COOKIE], now()

    def work(connection: Connection) -> None:
        end_session_of_token(connection, token, reason="signed_off", at=at)
        till_code = device.place.till_code if device else None
        here.log.record(connection, Deed("signed_off", staff.actor, at, till_code))

    here.database.write(work)
    return _signed_off()


def _signed_off() -> Response:
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
