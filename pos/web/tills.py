"""What a till's screen shows and is told: its snapshot and its events."""

from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import Schema, fields
from marshmallow.validate import Length
from sqlalchemy import Connection

from inventory.menu import all_categories, menu_of
from pos.cards.cards import CardHolder, require_holder
from pos.cards.presentations import Presentation
from pos.cards.readers import CardRemoved
from pos.clock import now
from pos.errors import Refusal
from pos.members.people import masked_name
from pos.pricebook.pricebook import scheme_in_force
from pos.receipts.conditions import known_state
from pos.receipts.routing import printer_of
from pos.sales.card_limits import may_pay
from pos.sales.trays import menu_to_sell
from pos.shifts.shifts import Till, all_tills, require_till
from pos.web.canteen import Canteen, canteen
from pos.web.holds import waiting_json
from pos.web.hub import HOLDS, MENU, PAYMENTS, PORTIONS, till_topic
from pos.web.needs import PUBLIC, needs, open_to
from pos.web.pace import at_most
from pos.web.payments import open_json
from pos.web.repeats import asks_only
from pos.web.schemas import ProblemSchema, TextSchema
from pos.web.stream import Source, Watched, event_stream, window_of
from pos.web.strictness import Blueprint
from pos.web.version import VERSION
from pos.web.who import require_own_till
from pos.web.wire import Json, moment, named_json, period_json, portions_json, text, tier_json, till_item_json
from pos.web.wording import wording_of
from pricing.age import completed_years

blueprint = Blueprint("tills", __name__, url_prefix="/api/tills", description="Tills and their screens")


class TillSchema(Schema):
    """A till by its code and name."""

    code = fields.String(required=True)
    name = fields.Nested(TextSchema, required=True)


class TillsSchema(Schema):
    """Every till."""

    tills = fields.List(fields.Nested(TillSchema), required=True)


@blueprint.get("")
@open_to(PUBLIC)
@blueprint.response(200, TillsSchema)
def list_tills() -> Json:
    """List the tills."""
    with canteen().database.read() as connection:
        return {"tills": [_till_json(till) for till in all_tills(connection)]}


@blueprint.get("/<code>/snapshot")
@needs("reports", is_polled=True, or_device=True)
@blueprint.alt_response(404, schema=ProblemSchema)
def show_snapshot(code: str) -> Json:
    """Show everything that a till's screen needs."""
    return snapshot(canteen(), code, now())


@blueprint.get("/<code>/events")
@needs("reports", is_polled=True, or_device=True)
@blueprint.alt_response(404, schema=ProblemSchema)
def stream_events(code: str) -> Response:
    """Stream what changes on a till's screen, as server-sent events; the first is a whole snapshot."""
    here = canteen()
    with here.database.read() as connection:
        require_till(connection, code)
    source = Source(
        topics={
            MENU: lambda at: ("menu", snapshot(here, code, at)["menu"]),
            PORTIONS: lambda at: ("portions", _portions(here, code, at)),
            HOLDS: lambda at: ("holds", waiting_json(here, code, at)),
            PAYMENTS: lambda _: ("payments", open_json(here, code)),
            till_topic(code): lambda at: ("card", _card(here, code, at)),
            f"{till_topic(code)}:shift": lambda at: ("shift", snapshot(here, code, at)["shift"]),
        },
        watched=(
            Watched(lambda at: _devices(here, code, at), lambda at: ("devices", _devices(here, code, at))),
            # Another server process of the same books may have moved one.
            Watched(lambda _: open_json(here, code), lambda _: ("payments", open_json(here, code))),
            # Also gives back what was kept too long, and tells every till of it.
            Watched(
                lambda at: waiting_json(here, code, at), lambda at: ("holds", waiting_json(here, code, at))
            ),
            Watched(lambda at: _selling(here, code, at), lambda at: ("snapshot", snapshot(here, code, at))),
        ),
        first=lambda at: ("snapshot", snapshot(here, code, at)),
    )
    return event_stream(here.hub, window_of(f"till:{code}"), source)


class BalanceSchema(Schema):
    """The card that the screen shows."""

    presentation = fields.String(required=True, validate=Length(max=40))


@blueprint.post("/<code>/balance")
@needs("sell")
@asks_only
@at_most(120)
@blueprint.arguments(BalanceSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
def ask_balance(body: Json, code: str) -> Json:
    """Tell the balance of the card on the reader, where the site hides it until the cashier asks."""
    here = canteen()
    require_own_till(code)
    with here.database.read() as connection:
        serial = here.readers.require_presentation(code, body["presentation"]).serial
        if serial is None:
            raise CardRemoved(till=code)
        return {"balance_fen": require_holder(connection, serial).member.balance_fen}


def snapshot(here: Canteen, code: str, at: datetime) -> Json:
    """Return everything that a till's screen needs.

    :raises UnknownTill: when there is no such till.
    """
    held = waiting_json(here, code, at)["holds"]
    with here.database.read() as connection:
        till = require_till(connection, code)
        menu_date, period = menu_to_sell(connection, till, at)
        items = menu_of(connection, menu_date, period.code)
        shift = till.shift_at(at)
        present = {item.category_code for item in items}
        return {
            "version": VERSION,
            "server_time": moment(at),
            "site": {"code": till.site.code, "name": text(till.site.name_zh, till.site.name_en)},
            "till": {**_till_json(till), "has_keyboard_reader": till.keyboard_reader != ""},
            "shift": shift
            and {
                "id": shift.id,
                "cashier": shift.cashier,
                "business_date": shift.business_date.isoformat(),
            },
            "holds": held,
            "meal_period": period_json(period),
            "menu": {
                "date": menu_date.isoformat(),
                "period": period.code,
                "categories": [
                    named_json(category)
                    for category in all_categories(connection)
                    if category.code in present
                ],
                "items": [till_item_json(item) for item in items],
            },
            "card": _card_json(here, connection, till, at),
            "devices": _device_states(here, connection, till, at),
        }


def _selling(here: Canteen, code: str, at: datetime) -> object:
    """Return what turns the whole screen over when it changes: the day, the meal, and the shift."""
    with here.database.read() as connection:
        till = require_till(connection, code)
        return (*menu_to_sell(connection, till, at), till.shift_at(at))


def _portions(here: Canteen, code: str, at: datetime) -> Json:
    with here.database.read() as connection:
        till = require_till(connection, code)
        menu_date, period = menu_to_sell(connection, till, at)
        items = menu_of(connection, menu_date, period.code)
    return {"items": [portions_json(item) for item in items]}


def _devices(here: Canteen, code: str, at: datetime) -> Json:
    with here.database.read() as connection:
        return _device_states(here, connection, require_till(connection, code), at)


def _device_states(here: Canteen, connection: Connection, till: Till, at: datetime) -> Json:
    reader = here.readers.state(till.code)
    return {
        # A reader that types is a keyboard: nobody knows whether it is there.
        "reader": "ok" if reader == "offline" and till.keyboard_reader else reader,
        "printer": known_state(connection, printer_of(till.code, here.equipment.printers), at=at),
    }


def _card(here: Canteen, code: str, at: datetime) -> Any:
    """Return the card alone. It is told three times while a card is read, and a snapshot costs far more."""
    with here.database.read() as connection:
        return _card_json(here, connection, require_till(connection, code), at)


def _card_json(here: Canteen, connection: Connection, till: Till, at: datetime) -> Any:
    shown: Presentation | None = here.readers.presentation(till.code)
    if shown is None:
        return None
    card: Json = {
        "presentation": shown.id,
        "card_tail": shown.tail,
        "state": shown.state,
        "member": None,
        "may_pay": False,
    }
    problem_code = shown.problem
    if shown.serial is not None and problem_code is None:
        try:
            holder = require_holder(connection, shown.serial)
            card["member"] = _member_json(here, connection, till, holder, at)
            card["may_pay"] = shown.profile == holder.profile and may_pay(connection, holder, till.site.code)
        except Refusal as refusal:
            # Blocked since it was put on the reader.
            card["state"], problem_code = "problem", refusal.code
    card["problem"] = problem_code and _problem_json(problem_code)
    return card


def _member_json(here: Canteen, connection: Connection, till: Till, holder: CardHolder, at: datetime) -> Json:
    today = till.local_day(at)
    scheme = scheme_in_force(connection, till.site.scheme_code, today)
    return {
        "id": holder.member.id,
        "code": holder.member.code,
        "name": masked_name(here.vault, holder.member.person),
        "age": completed_years(holder.member.birth_date, today),
        "tier": tier_json(holder.member.tier_on(scheme, today)),
        # Only `ask_balance` tells it where bystanders are not to see it.
        "balance_fen": None if till.site.hides_balance else holder.member.balance_fen,
    }


def _problem_json(code: str) -> Json:
    _, title = wording_of(code)
    return {"code": code, "title": text(title.zh, title.en)}


def _till_json(till: Till) -> Json:
    return {"code": till.code, "name": text(till.name_zh, till.name_en)}
