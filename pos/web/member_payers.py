"""Who of the family pays in for a member over HTTP: named, ended, and listed both ways, masked."""

from dataclasses import replace
from typing import Any

from flask import Response, json, make_response, request
from marshmallow import ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf
from sqlalchemy import Connection

from pos.members.acts import Act, events_of
from pos.members.members import Member, hold_member, require_member
from pos.members.payer_tables import RELATIONS
from pos.members.payers import FamilyPayer, end_payer, name_payer, payers_of, pays_for
from pos.members.people import Person
from pos.wallets.doing import carry_out
from pos.web.canteen import canteen
from pos.web.member_schemas import ReasonedSchema, act_of
from pos.web.needs import needs
from pos.web.repeats import keeps_its_key
from pos.web.schemas import ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.wire import Json, moment

blueprint = Blueprint(
    "member_payers", __name__, url_prefix="/api/members", description="Who of the family pays in for a member"
)


class NamePayerSchema(ReasonedSchema):
    """A payer: the code of a member, or a name and a telephone number; never both."""

    relation = fields.String(required=True, validate=OneOf(RELATIONS))
    payer = fields.String(load_default=None, allow_none=True, validate=Length(min=1, max=40))
    name = fields.String(load_default="", validate=Length(max=60))
    phone = fields.String(load_default="", validate=Length(max=30))

    @validates_schema
    def require_one(self, data: dict[str, Any], **_: object) -> None:
        """Refuse a payer who is nobody, or two."""
        if (data["payer"] is None) == (not data["name"]) or (data["payer"] and data["phone"]):
            raise ValidationError("either a member or a name", "payer")


@blueprint.get("/<code>/payers")
@needs("members_read")
@blueprint.alt_response(404, schema=ProblemSchema)
def list_payers(code: str) -> Json:
    """List who pays in for a member, and for whom the member pays; names are masked."""
    with canteen().database.read() as connection:
        return _listed(connection, require_member(connection, code))


@blueprint.post("/<code>/payers")
@needs("members_write")
@keeps_its_key
@blueprint.arguments(NamePayerSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
@blueprint.alt_response(410, schema=ProblemSchema)
def post_payer(body: Json, code: str) -> Response:
    """Name who pays in for a member; 201 when it was done now, 200 when this request was done before."""
    here = canteen()
    # Under the key of the index: a bare hash of a name and a number would give them away.
    asked = json.dumps([request.path, body], sort_keys=True)
    act = replace(act_of(body), request_hash=here.vault.digest("payer_request", asked).hex())

    def work(connection: Connection) -> tuple[Json, bool]:
        member = hold_member(connection, code)
        is_done = any(event.id == act.id for event in events_of(connection, member.id))
        name_payer(connection, here.vault, act, member, _payer(connection, body), relation=body["relation"])
        return _listed(connection, member), not is_done

    told, is_new = carry_out(here.database, work)
    return make_response(told, 201 if is_new else 200)


@blueprint.post("/<code>/payers/<payer_id>/end")
@needs("members_write")
@keeps_its_key
@blueprint.arguments(ReasonedSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_end(body: Json, code: str, payer_id: str) -> Json:
    """Let somebody pay in for a member no more."""
    act: Act = act_of(body)

    def work(connection: Connection) -> Json:
        member = require_member(connection, code)
        end_payer(connection, act, member, payer_id)
        return _listed(connection, member)

    return carry_out(canteen().database, work)


def masked_payers(connection: Connection, member: Member) -> dict[str, str]:
    """Return the masked name of everybody who pays for a member, or did, by the key of the link."""
    return {one.id: one.name for one in payers_of(connection, canteen().vault, member)}


def _payer(connection: Connection, body: Json) -> Member | Person:
    if body["payer"] is not None:
        return require_member(connection, body["payer"])
    return Person(body["name"], body["phone"])


def _listed(connection: Connection, member: Member) -> Json:
    vault = canteen().vault
    return {
        "payers": [_link(one) for one in payers_of(connection, vault, member)],
        "pays_for": [_link(one) for one in pays_for(connection, vault, member)],
    }


def _link(one: FamilyPayer) -> Json:
    return {
        "id": one.id,
        "member": one.member,
        "name": one.name,
        "phone": one.phone,
        "relation": one.relation,
        "since": moment(one.since),
        "ended_at": None if one.ended_at is None else moment(one.ended_at),
    }
