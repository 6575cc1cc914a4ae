"""Holding tickets over HTTP: put aside, listed on every till of the site, gone on with by one of them."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from flask import Response, json, make_response
from marshmallow import fields
from marshmallow.validate import Length
from sqlalchemy import Connection

from inventory.menu import MenuItem, items_by_id
from pos.audit_log import Deed
from pos.clock import now
from pos.holds.holds import Hold, find_hold, require_hold, reserved_for, waiting
from pos.holds.moving import cancel, resume
from pos.holds.tables import LONGEST_NOTE
from pos.members.people import masked_name
from pos.sales.holding import (
    Wish,
    changes_of,
    free_expired,
    hold_tray,
    member_of_hold,
    price_resumed,
)
from pos.shifts.shifts import Till, require_till
from pos.web.canteen import Canteen, canteen
from pos.web.hub import HOLDS, PORTIONS
from pos.web.needs import needs
from pos.web.quotes import ticket_lines
from pos.web.repeats import keeps_its_key, sets_a_state_of_a_person
from pos.web.schemas import NothingSchema, ProblemSchema, TraySchema, require_uuid7
from pos.web.strictness import Blueprint
from pos.web.who import acting_staff, require_own_till
from pos.web.wire import Json, moment, quote_json, text

blueprint = Blueprint("holds", __name__, url_prefix="/api/tills", description="Tickets that are held")


class HoldSchema(TraySchema):
    """A tray to be held: its key, and a word by which people know it again; no name, no number.

    `hold` is the held ticket that this till goes on with, and that this one replaces.
    """

    class Meta:
        """The till is in the address."""

        exclude = ("till",)

    id = fields.String(required=True, validate=require_uuid7)
    note = fields.String(required=True, validate=Length(max=LONGEST_NOTE))


@blueprint.get("/<code>/holds")
@needs("hold", is_polled=True, or_device=True)
@blueprint.alt_response(404, schema=ProblemSchema)
def list_holds(code: str) -> Json:
    """List what the tills of this till's site hold today, the oldest first."""
    return waiting_json(canteen(), code, now())


@blueprint.post("/<code>/holds")
@needs("hold")
@keeps_its_key
@blueprint.arguments(HoldSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_hold(body: Json, code: str) -> Response:
    """Hold a tray with its portions; 201 when it was held now, 200 when this request was done before."""
    here, at = canteen(), now()
    require_own_till(code)
    shown = body["presentation"]
    with here.database.read() as connection:
        is_known = find_hold(connection, body["id"]) is not None
    # A replay needs no card: it may be long gone.
    serial = here.readers.require_presentation(code, shown).serial if shown and not is_known else None
    wish = Wish(
        id=body["id"],
        till_code=code,
        lines=ticket_lines(body),
        card_serial=serial,
        note=body["note"].strip(),
        resumed=body["hold"],
        request_hash=sha256(json.dumps([code, body], sort_keys=True).encode()).hexdigest(),
    )
    held = hold_tray(here.database, wish, by=acting_staff().actor, at=at)
    _tell(here)
    return make_response(_one(here, code, held), 200 if is_known else 201)


@blueprint.post("/<code>/holds/<hold_id>/resume")
@needs("hold")
@keeps_its_key
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_resume(_: Json, code: str, hold_id: str) -> Json:
    """Go on with a held ticket on this till, alone; sent again by the same till it is the same.

    The answer has the price now, and what differs from the one that was shown.
    """
    here, at = canteen(), now()
    require_own_till(code)
    by = acting_staff().actor

    def work(connection: Connection) -> Json:
        till = require_till(connection, code)
        till.require_shift(at)
        held = resume(connection, till, hold_id, by=by, at=at)
        items = items_by_id(connection, held.wanted)
        tray = price_resumed(connection, till, held, at=at)
        changes = changes_of(held, tray, items, reserved_for(connection, till, held.id))
        return {
            "hold": _hold_json(here, connection, held, items),
            "quote": tray and quote_json(tray),
            "changes": [
                {
                    "menu_item_id": change.item.id,
                    "name": text(change.item.name_zh, change.item.name_en),
                    "quantity": change.quantity,
                    "held_fen": change.held_fen,
                    "now_fen": change.now_fen,
                }
                for change in changes
            ],
        }

    told = here.database.write(work)
    _tell(here)
    return told


@blueprint.post("/<code>/holds/<hold_id>/cancel")
@needs("hold")
@sets_a_state_of_a_person("holds.list_holds")
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_cancel(_: Json, code: str, hold_id: str) -> Json:
    """Give a held ticket up, and its portions back."""
    here, at = canteen(), now()
    require_own_till(code)
    by = acting_staff().actor

    def work(connection: Connection) -> None:
        till = require_till(connection, code)
        held = require_hold(connection, till, hold_id, at=at)
        if cancel(connection, till, hold_id, at=at):
            here.log.record(connection, _cancelled(till, held, by, at))

    here.database.write(work)
    _tell(here)
    return waiting_json(here, code, at)


def waiting_json(here: Canteen, code: str, at: datetime) -> Json:
    """Return what is held at a till's site today; what was kept too long is given back first."""
    if free_expired(here.database, at=at):
        here.hub.publish(PORTIONS)
    with here.database.read() as connection:
        held = waiting(connection, require_till(connection, code), at=at)
        items = items_by_id(connection, {line.menu_item_id for one in held for line in one.lines})
        return {"holds": [_hold_json(here, connection, one, items) for one in held]}


def _cancelled(till: Till, held: Hold, by: str, at: datetime) -> Deed:
    return Deed(
        "hold_cancelled",
        by,
        at,
        till_code=till.code,
        object_=held.id,
        facts={
            "total_fen": held.basis.total_fen,
            "lines": [{"menu_item_id": id_, "quantity": quantity} for id_, quantity in held.wanted.items()],
        },
    )


def _one(here: Canteen, code: str, held: Hold) -> Json:
    with here.database.read() as connection:
        require_till(connection, code)
        return {"hold": _hold_json(here, connection, held, items_by_id(connection, held.wanted))}


def _hold_json(here: Canteen, connection: Connection, held: Hold, items: Mapping[int, MenuItem]) -> Json:
    member = member_of_hold(connection, held)
    return {
        "id": held.id,
        "till": held.till_code,
        "cashier": held.cashier,
        "note": held.note,
        "member": member and {"code": member.code, "name": masked_name(here.vault, member.person)},
        "held_at": moment(held.held_at),
        "reserved_until": moment(held.reserved_until),
        "is_reserved": held.is_reserved,
        "state": held.state,
        "resumed_till": held.resumed_till,
        "resumed_by": held.resumed_by,
        "total_fen": held.basis.total_fen,
        "scheme": {"code": held.basis.scheme_code, "version": held.basis.scheme_version},
        "lines": [
            {
                "menu_item_id": line.menu_item_id,
                "dish_code": items[line.menu_item_id].dish_code,
                "name": text(items[line.menu_item_id].name_zh, items[line.menu_item_id].name_en),
                "quantity": line.quantity,
                "total_fen": line.total_fen,
            }
            for line in held.lines
        ],
    }


def _tell(here: Canteen) -> None:
    here.hub.publish(HOLDS)
    here.hub.publish(PORTIONS)
