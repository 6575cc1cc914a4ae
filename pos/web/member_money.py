"""Money of members over HTTP: top-up, undo, return with pay-out, statement, and all that we hold."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, time

from flask import Response, make_response, request
from sqlalchemy import Connection

from pos.clock import now
from pos.members.acts import Act
from pos.members.members import Member, require_member
from pos.receipts.routing import printer_of
from pos.shifts.shifts import Till, require_till
from pos.staff.approvals import SignedAct, require_approval
from pos.wallets.acts import Desk, desk_of
from pos.wallets.doing import carry_out
from pos.wallets.paper import queue_wallet_paper
from pos.wallets.prepaid import MONTHS, dormant_balances, months_before, prepaid_total
from pos.wallets.returns import return_card
from pos.wallets.statement import Movement, movement_of, statement_of
from pos.wallets.top_ups import Moved, resulting, top_up, undo_top_up
from pos.web.approvals import with_approval
from pos.web.canteen import canteen
from pos.web.member_payers import masked_payers
from pos.web.member_schemas import ReturnSchema, TopUpSchema, UndoSchema, act_of
from pos.web.needs import needs
from pos.web.repeats import keeps_its_key
from pos.web.schemas import MOST_FEN, ProblemSchema, whole_number
from pos.web.strictness import Blueprint
from pos.web.who import acting_staff, first_till, require_own_desk
from pos.web.wire import Json, moment

blueprint = Blueprint(
    "member_money", __name__, url_prefix="/api/members", description="Money of members: in, out, statement"
)
lists = Blueprint("wallets", __name__, url_prefix="/api/wallets", description="All prepaid money")
MOST_MONTHS = 600
Doing = Callable[[Connection, Act, Member, Desk], Moved | None]


@blueprint.get("/<code>/resulting")
@needs("members_read")
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def show_resulting(code: str) -> Json:
    """Show what a wallet would hold after a top-up (`?amount_fen=`), refused above the legal cap."""
    amount_fen = min(max(request.args.get("amount_fen", default=0, type=whole_number), 0), MOST_FEN)
    with canteen().database.read() as connection:
        member, site = require_member(connection, code), first_till(connection).site.code
        return asdict(resulting(connection, member, site_code=site, amount_fen=amount_fen))


@blueprint.post("/<code>/top-ups")
@needs("top_up")
@keeps_its_key
@blueprint.arguments(TopUpSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_top_up(body: Json, code: str) -> Response:
    """Pay into a wallet; 201 when it was done now, 200 with `replayed` when this request was done before."""

    def doing(connection: Connection, act: Act, member: Member, desk: Desk) -> Moved | None:
        return top_up(
            connection,
            act,
            member,
            amount_fen=body["amount_fen"],
            means=body["means"],
            desk=desk,
            is_named=member.is_named,
            payer_id=body["payer"],
        )

    return _move(body, code, "top_up", doing)


@blueprint.post("/<code>/top-ups/<undoes>/undo")
@needs("top_up")
@keeps_its_key
@blueprint.arguments(UndoSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_undo(body: Json, code: str, undoes: str) -> Response:
    """Give a wrong top-up back by the means by which it came, free of charge, once."""

    def doing(connection: Connection, act: Act, member: Member, desk: Desk) -> Moved | None:
        moved = undo_top_up(connection, act, member, undoes=undoes, desk=desk)
        if moved is not None:
            require_approval(connection, _undo_to_sign(body, act, code, undoes, moved, desk), at=act.at)
        return moved

    return _move(body, code, "undo", doing)


@blueprint.post("/<code>/return")
@needs("members_write")
@keeps_its_key
@blueprint.arguments(ReturnSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_return(body: Json, code: str) -> Response:
    """Pay the whole balance out, end the cards and close the account."""

    def doing(connection: Connection, act: Act, member: Member, desk: Desk) -> Moved | None:
        return return_card(
            connection, act, member, amount_fen=body["amount_fen"], means=body["means"], desk=desk
        )

    return _move(body, code, "pay_out", doing)


@blueprint.get("/<code>/statement")
@needs("members_read")
@blueprint.alt_response(404, schema=ProblemSchema)
def show_statement(code: str) -> Json:
    """Show the movements of a wallet, 50 at a time, the newest first (`?before=` the next page's place)."""
    before = request.args.get("before", type=whole_number)
    with canteen().database.read() as connection:
        member = require_member(connection, code)
        found = statement_of(connection, member, before=before)
        payers = masked_payers(connection, member)
    return {
        "movements": [_movement(one, payers) for one in found.movements],
        "in_fen": found.in_fen,
        "out_fen": found.out_fen,
        "balance_fen": found.balance_fen,
        "next": found.next_place,
    }


@lists.get("/prepaid")
@needs("members_read")
def show_prepaid() -> Json:
    """Show what all wallets hold together, and how near it is to where money has to be secured."""
    with canteen().database.read() as connection:
        total = prepaid_total(connection)
    return {"total_fen": total.total_fen, "wallets": total.wallets, "level": total.level}


@lists.get("/dormant")
@needs("members_read")
def show_dormant() -> Json:
    """List the balances that have not moved for some months (`?months=12`), the longest first."""
    months = min(max(request.args.get("months", default=MONTHS, type=whole_number), 0), MOST_MONTHS)
    at = now()
    with canteen().database.read() as connection:
        till = first_till(connection)
        day = months_before(till.local_day(at), months)
        since = datetime.combine(day, time(), till.site.zone)
        found = dormant_balances(connection, since=since)
    return {
        "months": months,
        "before_date": day.isoformat(),
        "members": [
            {"code": one.code, "balance_fen": one.balance_fen, "last_moved_at": moment(one.last_moved_at)}
            for one in found
        ],
    }


def _move(body: Json, code: str, kind: str, doing: Doing) -> Response:
    """Carry a movement out with its paper, in one transaction, and tell the screens."""
    here, act = canteen(), act_of(body)
    require_own_desk(body)

    def work(connection: Connection) -> Moved | None:
        till = require_till(connection, body["till"])
        member = require_member(connection, code)
        desk = desk_of(till, act.at, is_office=body["is_office"])
        moved = doing(connection, act, member, desk)
        if moved is not None and moved.number:
            _queue(connection, act, member, kind, moved, till, body.get("payer"))
        return moved

    moved = with_approval(lambda: carry_out(here.database, work))
    here.tell_tills()
    with here.database.read() as connection:
        member = require_member(connection, code)
        movement = movement_of(connection, member, act.id)
        payers = masked_payers(connection, member)
    answer = {
        "replayed": moved is None,
        "movement": movement and _movement(movement, payers),
        "balance_fen": member.balance_fen,
    }
    return make_response(answer, 200 if moved is None else 201)


def _undo_to_sign(body: Json, act: Act, code: str, undoes: str, moved: Moved, desk: Desk) -> SignedAct:
    return SignedAct(
        id=act.id,
        kind="top_up_undo",
        limit="top_up_undo",
        site_code=desk.site_code,
        till_code=body["till"],
        object_=undoes,
        about=f"{code} {act.reason}",
        amount_fen=moved.amount_fen,
        request_hash=act.request_hash,
        staff_id=acting_staff().id,
    )


def _queue(
    connection: Connection,
    act: Act,
    member: Member,
    kind: str,
    moved: Moved,
    till: Till,
    payer_id: str | None,
) -> None:
    printer = printer_of(till.code, canteen().equipment.printers)
    payer = "" if payer_id is None else masked_payers(connection, member)[payer_id]
    queue_wallet_paper(
        connection, act, member, kind=kind, moved=moved, till=till, printer=printer, payer=payer
    )


def _movement(one: Movement, payers: dict[str, str]) -> Json:
    return {
        "place": one.place,
        "id": one.entry_id,
        "kind": one.kind,
        "number": one.number,
        "means": one.means,
        "amount_fen": one.amount_fen,
        "after_fen": one.after_fen,
        "by": one.actor,
        "business_date": one.business_date.isoformat(),
        "at": moment(one.at),
        "is_undone": one.is_undone,
        "payer": None if one.payer_id is None else payers[one.payer_id],
    }
