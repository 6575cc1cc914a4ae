"""The life of a member's account and cards over HTTP: loss, freeze, replacement, merge, and what happened."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from pos.cards.issuing import note_issued
from pos.cards.life import (
    NewCard,
    card_events_of,
    card_found,
    cards_of,
    freeze_card,
    issue_card,
    replace_cards,
    report_loss,
    require_card,
    thaw_card,
)
from pos.members.acts import Act, events_of
from pos.members.members import Member, require_member
from pos.members.states import freeze_member, merged_codes, state_of_member, survivor_code, thaw_member
from pos.shifts.shifts import require_till
from pos.wallets.acts import desk_of
from pos.wallets.doing import carry_out
from pos.wallets.merging import merge
from pos.wallets.returns import reopen
from pos.web.canteen import canteen
from pos.web.member_schemas import LossSchema, MergeSchema, NewCardSchema, ReasonedSchema, act_of
from pos.web.needs import needs
from pos.web.new_card import take_new_card
from pos.web.repeats import keeps_its_key
from pos.web.schemas import ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.who import require_own_desk, require_own_till
from pos.web.wire import Json, moment

blueprint = Blueprint(
    "member_life", __name__, url_prefix="/api/members", description="Loss, replacement, freeze, merge"
)
Doing = Callable[[Connection, Act, Member], Any]


@blueprint.get("/<code>/life")
@needs("members_read")
@blueprint.alt_response(404, schema=ProblemSchema)
def show_life(code: str) -> Json:
    """Show an account: its state and balance, its cards, and what was done about it."""
    with canteen().database.read() as connection:
        return _account(connection, code)


@blueprint.post("/<code>/loss")
@needs("members_write")
@keeps_its_key
@blueprint.arguments(LossSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_loss(body: Json, code: str) -> Json:
    """Block a lost card, or all of a member's cards, at once and everywhere; needs no card in hand."""

    def doing(connection: Connection, act: Act, member: Member) -> None:
        tail = body["card_tail"]
        serial = require_card(connection, member.id, tail).serial if tail else None
        report_loss(connection, act, member.id, serial=serial)

    return _act(body, code, doing)


@blueprint.post("/<code>/cards/<tail>/<any(found, freeze, thaw):step>")
@needs("members_write")
@keeps_its_key
@blueprint.arguments(ReasonedSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_card_step(body: Json, code: str, tail: str, step: str) -> Json:
    """Let a lost card pay again, freeze a card, or thaw it."""
    steps = {"found": card_found, "freeze": freeze_card, "thaw": thaw_card}

    def doing(connection: Connection, act: Act, member: Member) -> None:
        serial = require_card(connection, member.id, tail).serial
        steps[step](connection, act, member.id, serial=serial)

    return _act(body, code, doing)


@blueprint.post("/<code>/<any(freeze, thaw):step>")
@needs("members_write")
@keeps_its_key
@blueprint.arguments(ReasonedSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_state(body: Json, code: str, step: str) -> Json:
    """Freeze an account, or thaw it."""
    steps = {"freeze": freeze_member, "thaw": thaw_member}
    return _act(body, code, lambda connection, act, member: steps[step](connection, act, member.id))


@blueprint.post("/<code>/merge")
@needs("members_write")
@keeps_its_key
@blueprint.arguments(MergeSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_merge(body: Json, code: str) -> Json:
    """Merge an account into another one of the same person."""
    require_own_desk(body)

    def doing(connection: Connection, act: Act, member: Member) -> None:
        survivor = require_member(connection, body["survivor"])
        till = require_till(connection, body["till"])
        desk = desk_of(till, act.at, is_office=body["is_office"])
        merge(connection, act, member, survivor, desk=desk)

    return _act(body, code, doing)


@blueprint.post("/<code>/<any(issue, replace, reopen):step>")
@needs("members_write")
@keeps_its_key
@blueprint.arguments(NewCardSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_new_card(body: Json, code: str, step: str) -> Json:
    """Give the card on the reader to a member, beside earlier ones or in their place; it answers first."""
    here, act = canteen(), act_of(body)
    require_own_till(body["till"])
    with here.database.read() as connection:
        member = require_member(connection, code)
        is_done = any(event.id == act.id for event in events_of(connection, member.id))
    till, presentation = body["till"], body["presentation"]
    # A replay needs no card: it may be long gone, and is somebody's by now.
    card = None if is_done else take_new_card(here, till=till, presentation=presentation, act_id=act.id)

    def doing(connection: Connection, act: Act, member: Member) -> None:
        new = card or NewCard("", "")
        if step == "replace":
            replace_cards(connection, act, member.id, new)
        elif step == "issue":
            issue_card(connection, act, member.id, new)
        else:
            reopen(connection, act, member, new)

    answer = _act(body, code, doing)
    note_issued(here.readers, till, presentation)
    return answer


def _act(body: Json, code: str, doing: Doing) -> Json:
    """Carry an act on a member out, tell the tills, and return the account as it is now."""
    here, act = canteen(), act_of(body)
    carry_out(here.database, lambda connection: doing(connection, act, require_member(connection, code)))
    here.tell_tills()
    with here.database.read() as connection:
        return _account(connection, code)


def _account(connection: Connection, code: str) -> Json:
    member = require_member(connection, code)
    happened: dict[str, list[Json]] = {}
    for event in card_events_of(connection, member.id):
        happened.setdefault(event.event_id, []).append({"card_tail": event.tail, "kind": event.kind})
    return {
        "code": member.code,
        "state": state_of_member(connection, member.id),
        "is_named": member.is_named,
        "balance_fen": member.balance_fen,
        "survivor": survivor_code(connection, member.id),
        "merged": list(merged_codes(connection, member.id)),
        "cards": [
            {
                "tail": card.tail,
                "state": card.state,
                "block_reason": card.block_reason,
                "issued_at": moment(card.issued_at),
            }
            for card in cards_of(connection, member.id)
        ],
        "events": [
            {
                "id": event.id,
                "kind": event.kind,
                "reason": event.reason,
                "by": event.actor,
                "at": moment(event.at),
                "cards": happened.get(event.id, []),
            }
            for event in events_of(connection, member.id)
        ],
    }
