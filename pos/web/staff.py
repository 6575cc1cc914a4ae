"""The people who work here: added, given roles, PINs, passwords and cards, locked out and let in again.

Rule: an administrator changes nobody who works at a site of somebody else's; each change is written down.
"""

from collections.abc import Callable
from hashlib import sha256

from flask import Response, make_response
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf
from sqlalchemy import Connection

from pos.audit_log import Deed, object_of
from pos.cards.presentations import Finding
from pos.clock import now
from pos.staff.cards import StaffCard, end_cards, register_card
from pos.staff.passwords import new_password, set_password, set_totp
from pos.staff.permissions import Role
from pos.staff.signing_on import MOST_PIN_TRIES, set_pin, unlock
from pos.staff.staff import (
    OnRecord,
    add_staff,
    on_record,
    require_administered,
    require_an_administrator,
    require_colleague,
    set_active,
    set_roles,
)
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.new_card import take_new_card
from pos.web.qr import qr_address
from pos.web.repeats import keeps_its_key, needs_no_key, sets_a_state
from pos.web.schemas import NothingSchema, ProblemSchema, require_uuid7
from pos.web.strictness import Blueprint
from pos.web.who import DeviceRequired, acting_device, acting_site, acting_staff
from pos.web.wire import Json

blueprint = Blueprint("staff", __name__, url_prefix="/api/staff", description="The people who work here")

ROLE = fields.String(validate=OneOf([role.value for role in Role]))
ROLES = fields.List(ROLE, required=True, validate=Length(max=len(Role)))
Doing = Callable[[Connection], None]


class NewStaffSchema(Schema):
    """Somebody new, and what they are at this site; `id` is the key of the request."""

    id = fields.String(required=True, validate=require_uuid7)
    name = fields.String(required=True, validate=Length(1, 40))
    roles = ROLES


class RolesSchema(Schema):
    """What somebody is at this site from now on."""

    roles = ROLES


class NewPinSchema(Schema):
    """A PIN of 4 to 6 digits."""

    pin = fields.String(required=True, validate=Length(1, 20))


class NewStaffCardSchema(Schema):
    """The card on the reader of this till, as the screen showed it."""

    presentation = fields.String(required=True, validate=Length(1, 40))


@blueprint.get("")
@needs("staff_read")
def list_staff() -> Json:
    """List everybody who works at the site, or nowhere yet."""
    with canteen().database.read() as connection:
        return _all(connection)


@blueprint.post("")
@needs("staff_admin")
@keeps_its_key
@blueprint.arguments(NewStaffSchema())
@blueprint.alt_response(422, schema=ProblemSchema)
def post_person(body: Json) -> Response:
    """Add somebody; they have no PIN, password or card yet."""
    here, at, by, site = canteen(), now(), acting_staff(), acting_site()

    def work(connection: Connection) -> Json:
        code = object_of(connection, body["id"])
        is_new = code is None
        if code is None:
            code = add_staff(connection, body["name"].strip(), at=at)
            set_roles(connection, code, site, {Role(role) for role in body["roles"]}, at=at)
        facts = {"name": sha256(body["name"].encode()).hexdigest(), "roles": body["roles"]}
        # The deed keeps the key: the same again is found by it, and with other contents refused.
        here.log.record(
            connection, Deed("staff_added", by.actor, at, object_=code, facts=facts, key=body["id"])
        )
        return {"code": code, "replayed": not is_new, **_all(connection)}

    told = here.database.write(work)
    return make_response(told, 200 if told["replayed"] else 201)


@blueprint.post("/<code>/roles")
@needs("staff_admin")
@sets_a_state
@blueprint.arguments(RolesSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_roles(body: Json, code: str) -> Json:
    """Give somebody these roles at this site and no others; their sessions end."""
    at, site = now(), acting_site()

    def doing(connection: Connection) -> None:
        set_roles(connection, code, site, {Role(role) for role in body["roles"]}, at=at)
        require_an_administrator(connection, site)

    return _change(code, doing, kind="role_changed", roles=sorted(set(body["roles"])))


@blueprint.post("/<code>/pin")
@needs("staff_admin")
@needs_no_key("it sets a state; no hash of a PIN is kept that could be tried out")
@blueprint.arguments(NewPinSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(422, schema=ProblemSchema)
def post_pin(body: Json, code: str) -> Json:
    """Give somebody a PIN, which opens a lock as well; their sessions end."""
    here, at = canteen(), now()
    return _change(
        code, lambda connection: set_pin(connection, here.peppered, code, body["pin"], at=at), what="pin"
    )


@blueprint.post("/<code>/password")
@needs("staff_admin")
@needs_no_key("a password that got lost is made anew")
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def post_password(_: Json, code: str) -> Json:
    """Give somebody a password for one use, shown now and never again; they set their own with it."""
    here, at, password = canteen(), now(), new_password()

    def doing(connection: Connection) -> None:
        set_password(connection, here.peppered, code, password, must_change=True, at=at)

    return {"password": password, **_change(code, doing, what="password")}


@blueprint.post("/<code>/totp")
@needs("staff_admin")
@needs_no_key("a secret that got lost is made anew")
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def post_totp(_: Json, code: str) -> Json:
    """Give somebody a new secret of one-time codes; its address is for their phone, shown now only."""
    here, at = canteen(), now()
    shown: list[str] = []

    def doing(connection: Connection) -> None:
        shown[:] = [set_totp(connection, here.vault, code, at=at)]

    told = _change(code, doing, what="totp")
    return {"uri": shown[0], "qr": qr_address(shown[0]), **told}


@blueprint.post("/<code>/card")
@needs("staff_admin")
@needs_no_key("a card is registered once")
@blueprint.arguments(NewStaffCardSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_card(body: Json, code: str) -> Json:
    """Give somebody the card on this till's reader, which proves itself first; nobody may have it."""
    here, at, device = canteen(), now(), acting_device()
    if device is None or device.place.till_code is None:
        raise DeviceRequired
    till, presentation = device.place.till_code, body["presentation"]
    card = take_new_card(here, till=till, presentation=presentation, act_id=f"staff-card:{presentation}")

    def doing(connection: Connection) -> None:
        register_card(connection, code, card.serial, card.profile, at=at)

    told = _change(code, doing, what="card")
    shown = here.readers.presentation(till)
    if shown is not None and shown.id == presentation:
        here.readers.settle_anew(
            till, shown, Finding(shown.serial, shown.profile, shown.tail, problem=StaffCard.code)
        )
    return told


@blueprint.post("/<code>/end-cards")
@needs("staff_admin")
@sets_a_state
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def post_end_of_cards(_: Json, code: str) -> Json:
    """Take every staff card from somebody."""
    at = now()
    return _change(code, lambda connection: end_cards(connection, code, at=at), what="cards_ended")


@blueprint.post("/<code>/unlock")
@needs("unlock")
@sets_a_state
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def post_unlock(_: Json, code: str) -> Json:
    """Let somebody try again who was wrong too often."""
    return _change(code, lambda connection: unlock(connection, code), kind="unlocked", by_administrator=False)


@blueprint.post("/<code>/<any(activate, deactivate):step>")
@needs("staff_admin")
@sets_a_state
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_state(_: Json, code: str, step: str) -> Json:
    """Let somebody sign on, or no longer; then whatever they have open ends at once."""
    at, site = now(), acting_site()

    def doing(connection: Connection) -> None:
        set_active(connection, code, is_active=step == "activate", at=at)
        require_an_administrator(connection, site)

    return _change(code, doing, what=step)


def _change(
    code: str, doing: Doing, *, kind: str = "staff_changed", by_administrator: bool = True, **facts: object
) -> Json:
    """Change somebody, write down who did it, and list everybody as they are now."""
    here, at, by = canteen(), now(), acting_staff()

    def work(connection: Connection) -> Json:
        if by_administrator:
            require_administered(connection, code, by)
        else:
            require_colleague(connection, code, acting_site())
        doing(connection)
        here.log.record(connection, Deed(kind, by.actor, at, object_=code, facts=facts))
        return _all(connection)

    return here.database.write(work)


def _all(connection: Connection) -> Json:
    return {"staff": [_person(one) for one in on_record(connection, acting_site())]}


def _person(one: OnRecord) -> Json:
    return {
        "code": one.code,
        "name": one.name,
        "is_active": one.is_active,
        "roles": sorted(role.value for role in one.roles),
        "has_pin": one.has_pin,
        "has_password": one.has_password,
        "has_totp": one.has_totp,
        "cards": list(one.card_tails),
        "is_locked": max(one.pin_tries, one.password_tries) >= MOST_PIN_TRIES,
    }
