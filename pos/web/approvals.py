"""Approvals over HTTP: what waits for a second person, and their yes or no, at the till or from anywhere.

Rule: a PIN or a staff card at the till signs one act and opens no session; from a phone or desk it is the
approver's own session that decides.
"""

from collections.abc import Callable
from typing import TypeVar

from marshmallow import Schema, fields
from marshmallow.validate import Length
from sqlalchemy import Connection

from pos.audit_log.deeds import Deed
from pos.clock import now
from pos.staff.approvals import (
    MAY_APPROVE,
    ApprovalRequired,
    Asked,
    ask,
    decide,
    open_questions,
    require_asked,
)
from pos.staff.signing_on import PinRefused, is_locked, prove_by_pin
from pos.staff.staff import Staff, staff_of
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.pace import at_most
from pos.web.repeats import needs_no_key
from pos.web.schemas import NothingSchema, ProblemSchema
from pos.web.staff_cards import prove_staff_card
from pos.web.strictness import Blueprint
from pos.web.who import DeviceRequired, acting_device, acting_site, acting_staff
from pos.web.wire import Json, moment

blueprint = Blueprint("approvals", __name__, url_prefix="/api/approvals", description="Second persons")
T = TypeVar("T")


class SignSchema(Schema):
    """Who signs at the till, and their PIN."""

    staff = fields.String(required=True, validate=Length(min=1, max=20))
    pin = fields.String(required=True, validate=Length(min=1, max=20))


class DecisionSchema(Schema):
    """Yes, or no with its reason."""

    is_given = fields.Boolean(required=True, truthy={True}, falsy={False})
    reason = fields.String(load_default="", validate=Length(max=200))


@blueprint.get("")
@needs("approve", is_polled=True)
def list_approvals() -> Json:
    """List what waits for a decision at the site."""
    with canteen().database.read() as connection:
        found = open_questions(connection, acting_site(), at=now())
    return {"approvals": [_json(one) for one in found]}


@blueprint.get("/signers")
@needs("sell")
def list_signers() -> Json:
    """List who could sign what the person who is signed on asks for."""
    with canteen().database.read() as connection:
        people = staff_of(connection, acting_site())
    own = acting_staff().id
    able = [one for one in people if one.may(MAY_APPROVE) and one.id != own]
    return {"people": [{"code": one.code, "name": one.name} for one in able]}


@blueprint.get("/<approval_id>")
@needs("sell", is_polled=True)
@blueprint.alt_response(404, schema=ProblemSchema)
def show_approval(approval_id: str) -> Json:
    """Show what became of a question; a till asks so while it waits."""
    with canteen().database.read() as connection:
        return _json(require_asked(connection, approval_id, acting_site()))


@blueprint.post("/<approval_id>/decision")
@needs("approve")
@needs_no_key("a question is decided once, whoever asks again")
@blueprint.arguments(DecisionSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_decision(body: Json, approval_id: str) -> Json:
    """Sign an act, or refuse it with a reason, as who is signed on."""
    reason = body["reason"].strip() or "不同意"
    return _decide(approval_id, acting_staff(), is_given=body["is_given"], means="session", reason=reason)


@blueprint.post("/<approval_id>/signature")
@needs("sell")
@needs_no_key("a question is decided once, whoever asks again")
@at_most(30)
@blueprint.arguments(SignSchema())
@blueprint.alt_response(403, schema=ProblemSchema)
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_signature(body: Json, approval_id: str) -> Json:
    """Sign an act at the till with the PIN of a second person, who does not stay signed on."""
    here, device = canteen(), acting_device()
    if device is None:
        raise DeviceRequired
    person = prove_by_pin(
        here.database, here.peppered, here.log, device, code=body["staff"], pin=body["pin"], at=now()
    )
    return _decide(approval_id, person, is_given=True, means="pin", reason="")


@blueprint.post("/<approval_id>/card")
@needs("sell")
@needs_no_key("a question is decided once, whoever asks again")
@at_most(30)
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(403, schema=ProblemSchema)
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_card(_: Json, approval_id: str) -> Json:
    """Sign an act with the staff card on the till's reader; waits up to 8 s for its answer over the act."""
    here, device = canteen(), acting_device()
    with here.database.read() as connection:
        asked = require_asked(connection, approval_id, acting_site())
    if device is None or device.place.till_code is None:
        raise DeviceRequired
    person = prove_staff_card(
        here,
        device.place.till_code,
        act_id=asked.id,
        amount_fen=asked.amount_fen,
        site_code=device.place.site_code,
    )
    with here.database.read() as connection:
        if is_locked(connection, person.code):
            raise PinRefused
    return _decide(approval_id, person, is_given=True, means="card", reason="")


def with_approval(work: Callable[[], T]) -> T:
    """Do something that a second person may have to sign; where nobody was asked yet, ask.

    :raises ApprovalRequired: as the work does.
    """
    try:
        return work()
    except ApprovalRequired as refusal:
        act = refusal.act
        canteen().database.write(lambda connection: ask(connection, act, at=now()))
        raise


def _decide(id_: str, by: Staff, *, is_given: bool, means: str, reason: str) -> Json:
    here, at, site = canteen(), now(), acting_site()

    def work(connection: Connection) -> Asked:
        asked = decide(
            connection, id_, by, site_code=site, is_given=is_given, means=means, at=at, reason=reason
        )
        here.log.record(
            connection,
            Deed(
                kind="approval_given" if is_given else "approval_refused",
                actor=by.actor,
                at=at,
                till_code=asked.till_code,
                object_=asked.about,
                reason=reason,
                facts={
                    "act": asked.kind,
                    "amount_fen": asked.amount_fen,
                    "asked_by": asked.asked_by,
                    "means": means,
                },
                key=f"{id_}:decision",
            ),
        )
        return asked

    return _json(here.database.write(work))


def _json(one: Asked) -> Json:
    state = "waiting" if one.is_given is None else "given" if one.is_given else "refused"
    return {
        "id": one.id,
        "kind": one.kind,
        "till": one.till_code,
        "about": one.about,
        "amount_fen": one.amount_fen,
        "asked_by": one.asked_by,
        "asked_at": moment(one.asked_at),
        "state": state,
        "reason": one.reason,
    }
