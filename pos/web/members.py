"""The counter where members are found, join, and ask what is known of them.

Rule: every answer is masked; plain words come only from `reveal` and `export`, which write down who asked.
"""

from datetime import datetime
from typing import Any

from flask import Response, make_response
from sqlalchemy import Connection

from pos.cards.erasing import erase_member
from pos.cards.issuing import note_issued
from pos.cards.life import NewCard, give_card
from pos.cards.searching import FoundCard, Hit, cards_by_member, search_members
from pos.clock import now
from pos.members.acts import Act, begin_act
from pos.members.joining import Newcomer, checked_newcomer, join
from pos.members.members import Member, require_member
from pos.members.openings import KIND as OPENED
from pos.members.openings import find_opened, opening_hash
from pos.members.people import masked_person
from pos.members.reveals import EXPORTED, Reveal, reveal, reveals_of
from pos.pricebook.areas import refuse_unknown_areas
from pos.pricebook.pricebook import find_scheme, versions
from pos.reports.personal import everything_about
from pos.shifts.shifts import Till
from pos.wallets.doing import carry_out
from pos.web.canteen import Canteen, canteen
from pos.web.hub import till_topic
from pos.web.member_schemas import OpenSchema, ReasonedSchema, RevealSchema, SearchSchema, act_of
from pos.web.needs import needs
from pos.web.new_card import take_new_card
from pos.web.pace import at_most
from pos.web.prices_wire import areas_json
from pos.web.repeats import asks_only, keeps_its_key
from pos.web.schemas import ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.who import acting_staff, first_till, require_own_till
from pos.web.wire import Json, moment, tier_json
from pricing import completed_years

blueprint = Blueprint(
    "accounts", __name__, url_prefix="/api/members", description="Members' accounts and personal data"
)


@blueprint.post("/search")
@needs("members_read")
@asks_only
@at_most(120)
@blueprint.arguments(SearchSchema())
def search(body: Json) -> Json:
    """Find members by name, pinyin, telephone, identity number, card or code; at most 20, masked."""
    here, at = canteen(), now()
    with here.database.read() as connection:
        till = first_till(connection)
        hits, has_more = search_members(connection, here.vault, body["text"])
        return {"hits": [_hit(here, connection, till, hit, at) for hit in hits], "has_more": has_more}


@blueprint.get("/areas")
@needs("members_read")
def list_areas() -> Json:
    """List the areas that a version of the scheme knows: where a member may live."""
    with canteen().database.read() as connection:
        return {"areas": areas_json(versions(connection, first_till(connection).site.scheme_code))}


@blueprint.post("")
@needs("members_write")
@keeps_its_key
@blueprint.arguments(OpenSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
def open_account(body: Json) -> Response:
    """Open an account, and issue the card that lies on a till's reader, where one is named.

    201 when it was opened now, 200 when this very request had opened it before. Waits for the card's answer.
    """
    here, at = canteen(), now()
    asked = body["card"]
    if asked:
        require_own_till(asked["till"])
    with here.database.read() as connection:
        newcomer = _checked(connection, body, at)
        act = Act(
            body["id"], acting_staff().actor, at, request_hash=opening_hash(here.vault, newcomer, str(asked))
        )
        known = find_opened(connection, act)
        if known is not None:
            # A replay needs no card: it may be long gone, and is somebody's by now.
            return make_response(account_json(here, connection, require_member(connection, known), at), 200)
    card = take_new_card(here, **asked, act_id=act.id) if asked else None
    told, is_new = carry_out(here.database, lambda connection: _open(here, connection, act, newcomer, card))
    if asked:
        note_issued(here.readers, asked["till"], asked["presentation"])
        here.hub.publish(till_topic(asked["till"]))
    return make_response(told, 201 if is_new else 200)


@blueprint.get("/<code>/account")
@needs("members_read")
@blueprint.alt_response(404, schema=ProblemSchema)
def show_account(code: str) -> Json:
    """Show an account: who it is, masked, the balance, the cards, and who saw it in plain words."""
    here, at = canteen(), now()
    with here.database.read() as connection:
        return account_json(here, connection, require_member(connection, code), at)


@blueprint.post("/<code>/reveal")
@needs("members_reveal")
@keeps_its_key
@at_most(60)
@blueprint.arguments(RevealSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
@blueprint.alt_response(410, schema=ProblemSchema)
def show_plainly(body: Json, code: str) -> Json:
    """Show fields of a person in plain words, and write down who asked and why."""
    here, at = canteen(), now()

    def work(connection: Connection) -> Json:
        person = reveal(
            connection,
            here.vault,
            require_member(connection, code),
            id_=body["id"],
            fields=set(body["fields_"]),
            reason=body["reason"],
            actor=acting_staff().actor,
            at=at,
        )
        return {name: getattr(person, name) for name in sorted(set(body["fields_"]))}

    return here.database.write(work)


@blueprint.post("/<code>/export")
@needs("members_reveal")
@keeps_its_key
@blueprint.arguments(ReasonedSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
@blueprint.alt_response(410, schema=ProblemSchema)
def export(body: Json, code: str) -> Json:
    """Hand out everything about a person, for themselves; written down like a look at all of it."""
    here, at = canteen(), now()

    def work(connection: Connection) -> Json:
        member = require_member(connection, code)
        person = reveal(
            connection,
            here.vault,
            member,
            id_=body["id"],
            fields=EXPORTED,
            reason=body["reason"],
            actor=acting_staff().actor,
            at=at,
        )
        return everything_about(connection, here.vault, member, person, at=at)

    return here.database.write(work)


@blueprint.post("/<code>/erase")
@needs("members_write")
@keeps_its_key
@blueprint.arguments(ReasonedSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
@blueprint.alt_response(410, schema=ProblemSchema)
def erase(body: Json, code: str) -> Json:
    """Forget who a member is, for ever; refused while money or a usable card is left."""
    here, at = canteen(), now()

    def work(connection: Connection) -> Json:
        member = erase_member(connection, act_of(body), code)
        return account_json(here, connection, member, at)

    return here.database.write(work)


def _open(
    here: Canteen, connection: Connection, act: Act, newcomer: Newcomer, card: NewCard | None
) -> tuple[Json, bool]:
    """Open the account and issue the card in one transaction; tell whether it was done now."""
    known = find_opened(connection, act)
    if known is not None:
        return account_json(here, connection, require_member(connection, known), act.at), False
    today = first_till(connection).local_day(act.at)
    member = join(connection, here.vault, newcomer, today=today, at=act.at)
    begin_act(connection, act, OPENED, member.id)
    if card is not None:
        give_card(connection, act, member.id, card)
    return account_json(here, connection, member, act.at), True


def account_json(here: Canteen, connection: Connection, member: Member, at: datetime) -> Json:
    """Return an account as a screen may show it to whoever passes by."""
    till = first_till(connection)
    held = cards_by_member(connection, [member.id]).get(member.id, ())
    return {
        **_hit(here, connection, till, Hit(member, held), at),
        "residence": member.residence_area,
        "hukou": member.hukou_area,
        "reveals": [_reveal(one) for one in reveals_of(connection, member.id)],
    }


def _hit(here: Canteen, connection: Connection, till: Till, hit: Hit, at: datetime) -> Json:
    member, today = hit.member, till.local_day(at)
    person = masked_person(here.vault, member.person)
    scheme = find_scheme(connection, till.site.scheme_code, today)
    return {
        "code": member.code,
        "name": person.name,
        "phone": person.phone,
        "id_number": person.id_number,
        "is_erased": member.person is None,
        "birth_year": member.birth_date.year,
        "age": completed_years(member.birth_date, today),
        "tier": tier_json(None if scheme is None else member.tier_on(scheme, today)),
        "balance_fen": member.balance_fen,
        "cards": [_card(card) for card in hit.cards],
    }


def _card(card: FoundCard) -> Json:
    return {"tail": card.tail, "state": card.state, "block_reason": card.block_reason}


def _reveal(one: Reveal) -> Json:
    return {"fields": list(one.fields), "reason": one.reason, "by": one.actor, "at": moment(one.at)}


def _checked(connection: Connection, body: Json, at: datetime) -> Newcomer:
    till = first_till(connection)
    newcomer = checked_newcomer(_newcomer(body), today=till.local_day(at))
    stated = (newcomer.residence_area, newcomer.hukou_area)
    refuse_unknown_areas(connection, till.site.scheme_code, stated)
    return newcomer


def _newcomer(body: dict[str, Any]) -> Newcomer:
    return Newcomer(
        name=body["name"],
        birth_date=body["birth_date"],
        id_number=body["id_number"],
        phone=body["phone"],
        residence_area=body["residence"],
        hukou_area=body["hukou"],
    )
