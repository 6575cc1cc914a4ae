"""The shapes of signing on and of devices: what a person types, and what their screen is told."""

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf

from pos.staff.permissions import permissions_of
from pos.staff.places import Device
from pos.staff.sessions import Session
from pos.staff.tables import DEVICE_KINDS
from pos.web.wire import Json, moment

LONGEST_SECRET = 200


class PinSchema(Schema):
    """Whose PIN it is, and the PIN."""

    staff = fields.String(required=True, validate=Length(1, 40))
    pin = fields.String(required=True, validate=Length(1, 20))


class PasswordSchema(Schema):
    """Who comes in from away: their staff code, the password, and the one-time code of their phone."""

    name = fields.String(required=True, validate=Length(1, 40))
    password = fields.String(required=True, validate=Length(1, LONGEST_SECRET))
    totp = fields.String(required=True, validate=Length(1, 10))


class ChangePasswordSchema(Schema):
    """The present password, and the one that takes its place."""

    password = fields.String(required=True, validate=Length(1, LONGEST_SECRET))
    new_password = fields.String(required=True, validate=Length(1, LONGEST_SECRET))


class CodeSchema(Schema):
    """The one-time code as it was read out, with or without a dash."""

    code = fields.String(required=True, validate=Length(1, 40))


class PlaceSchema(Schema):
    """Where a device is to stand: at a till, or as a tablet anywhere in the site."""

    kind = fields.String(required=True, validate=OneOf(DEVICE_KINDS))
    till = fields.String(load_default=None, allow_none=True, validate=Length(1, 40))

    @validates_schema
    def belongs_together(self, body: Json, **_: object) -> None:
        """Refuse a till without its code, and a tablet with one."""
        if (body.get("kind") == "till") != (body.get("till") is not None):
            raise ValidationError("a till has its code, a tablet has none", "till")


class DemoPlaceSchema(Schema):
    """At which till this browser is to stand; none: as a tablet."""

    till = fields.String(required=True, allow_none=True, validate=Length(1, 40))


def session_json(session: Session | None, device: Device | None, csrf: str | None) -> Json:
    """Return what a screen is told of who is signed on at it."""
    return {
        "staff": session and {"code": session.staff_code, "name": session.staff_name},
        "roles": sorted(role.value for role in session.roles) if session else [],
        "permissions": sorted(permissions_of(session.roles)) if session else [],
        "site": session.site_code if session else device and device.place.site_code,
        "device": device and device_json(device),
        "must_change_password": bool(session and session.must_change_password),
        "csrf": csrf,
        "idle_s": int(session.idle.total_seconds()) if session else None,
    }


def device_json(device: Device) -> Json:
    """Return a device as it is listed."""
    return {
        "id": device.id,
        "kind": device.place.kind,
        "till": device.place.till_code,
        "enrolled_by": device.enrolled_by,
        "enrolled_at": moment(device.enrolled_at),
        "revoked_at": device.revoked_at and moment(device.revoked_at),
    }
