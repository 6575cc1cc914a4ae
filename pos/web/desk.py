"""The demo's card desk: virtual cards that are put on the tills' virtual readers by hand.

Rule: only in demo mode. It moves cards, as a hand would; what a card then says goes the way of every card.
"""

import http.client
import json
from typing import Any

from marshmallow import Schema, fields
from sqlalchemy import Connection

from cardreader.profiles.catalogue import profile_of
from pos.cards.cards import tail_of
from pos.cards.tables import cards
from pos.clock import now
from pos.errors import Refusal
from pos.members.members import member_of, select_members
from pos.members.people import masked_name
from pos.members.tables import members
from pos.pricebook.pricebook import scheme_in_force
from pos.shifts.shifts import Till, all_tills, require_till
from pos.web.canteen import Canteen, canteen
from pos.web.needs import PUBLIC, open_to
from pos.web.repeats import needs_no_key
from pos.web.schemas import NothingSchema, ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.wire import Json, said, text
from pricing.age import completed_years

blueprint = Blueprint("desk", __name__, url_prefix="/api/desk", description="Virtual cards (demo only)")

PATIENCE_S = 5


class DeskAway(Refusal):
    """The process that holds the virtual cards does not answer."""

    code = "desk_away"


class InsertSchema(Schema):
    """Which virtual card is put on the reader."""

    card = fields.String(required=True)


@blueprint.get("")
@open_to(PUBLIC)
@blueprint.alt_response(503, schema=ProblemSchema)
def show_desk() -> Json:
    """Show what lies on which reader, and the cards that there are."""
    here = canteen()
    return _desk_json(here, _ask(here, "GET", "/state"))


@blueprint.post("/<till>/insert")
@open_to(PUBLIC)
@needs_no_key("it moves a virtual card, as a hand would")
@blueprint.arguments(InsertSchema())
@blueprint.alt_response(503, schema=ProblemSchema)
def insert(body: Json, till: str) -> Json:
    """Put a card on a till's reader, instead of what lies there."""
    here = canteen()
    act = {"reader": _reader(here, till), "card": body["card"]}
    return _desk_json(here, _ask(here, "POST", "/insert", act))


@blueprint.post("/<till>/remove")
@open_to(PUBLIC)
@needs_no_key("it moves a virtual card, as a hand would")
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(503, schema=ProblemSchema)
def remove(_: Json, till: str) -> Json:
    """Take the card off a till's reader."""
    here = canteen()
    return _desk_json(here, _ask(here, "POST", "/remove", {"reader": _reader(here, till)}))


def _reader(here: Canteen, code: str) -> int:
    """Return the number of a till's virtual reader: they stand in the order of the tills."""
    with here.database.read() as connection:
        require_till(connection, code)
        return [till.code for till in all_tills(connection)].index(code)


def _ask(here: Canteen, method: str, path: str, body: Json | None = None) -> Json:
    connection = http.client.HTTPConnection("127.0.0.1", here.settings.desk_port, timeout=PATIENCE_S)
    try:
        connection.request(method, path, json.dumps(body or {}), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        found: Json = json.loads(answer.read())
    except (OSError, http.client.HTTPException) as error:
        raise DeskAway from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise DeskAway(detail=found.get("code"))
    return found


def _desk_json(here: Canteen, state: Json) -> Json:
    with here.database.read() as connection:
        tills = all_tills(connection)
        holders = _holders(here, connection, tills[0])
    tails = {card["code"]: tail_of(card["number"]) for card in state["cards"]}
    return {
        "readers": [
            {
                "till": till.code,
                "name": text(till.name_zh, till.name_en),
                "reader": reader["name"],
                "card": tails.get(reader["card"]),
                "code": reader["card"],
            }
            for till, reader in zip(tills, state["readers"], strict=False)
        ],
        "cards": [
            {
                "code": card["code"],
                "kind": card["kind"],
                "fault": card["fault"],
                "profile": _profile_name(card["profile"]),
                "tail": tails[card["code"]],
                **holders.get(card["number"], {"name": None, "age": None, "tier": None, "balance_fen": None}),
            }
            for card in state["cards"]
        ],
    }


def _profile_name(code: str) -> Json:
    profile = profile_of(code)
    return text(profile.name_zh, profile.name_en)


def _holders(here: Canteen, connection: Connection, till: Till) -> dict[str, Any]:
    """Return by card number whose it is, for the people who play with the demo."""
    today = till.local_day(now())
    scheme = scheme_in_force(connection, till.site.scheme_code, today)
    rows = connection.execute(
        select_members().join(cards, cards.c.member_id == members.c.id).add_columns(cards.c.number)
    )
    found = {}
    for *columns, number in rows:
        member = member_of(columns)
        tier = member.tier_on(scheme, today)
        found[number] = {
            "name": masked_name(here.vault, member.person),
            "age": completed_years(member.birth_date, today),
            "tier": tier and said(tier.name),
            "balance_fen": member.balance_fen,
        }
    return found
