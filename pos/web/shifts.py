"""A till's shift and drawer over HTTP: opened, paid into and out of, counted blind, closed with its Z-report.

Rule: what the books expect in a drawer is in no answer before its count is written down.
"""

from flask import Response, make_response
from sqlalchemy import Connection, select

from pos.audit_log import Deed
from pos.cash.acts import REASONS, CashAct, move_cash, open_drawer
from pos.cash.approving import sign_close, sign_payment
from pos.cash.closing import Close, close_shift, hold_shift, shift_figures
from pos.cash.counting import count_drawer, counts_of
from pos.cash.doing import carry_out
from pos.cash.paper import ShiftFacts, x_paper
from pos.clock import now
from pos.ledger.accounts import balance_fen
from pos.receipts.documents import Document, document_to_json
from pos.receipts.outbox import has_paper, queue_paper
from pos.receipts.routing import printer_of
from pos.shifts.shifts import ShiftClosed, open_shift, require_till
from pos.shifts.tables import shifts
from pos.web.approvals import with_approval
from pos.web.canteen import Canteen, canteen
from pos.web.hub import MENU, till_topic
from pos.web.needs import needs
from pos.web.repeats import keeps_its_key
from pos.web.schemas import ProblemSchema
from pos.web.shift_schemas import (
    CashActSchema,
    CloseShiftSchema,
    CountSchema,
    KeyedSchema,
    OpenShiftSchema,
    WhySchema,
    count_json,
    float_fen_of,
    pieces_of,
    report_json,
)
from pos.web.strictness import Blueprint
from pos.web.tills import snapshot
from pos.web.who import acting_staff, require_own_till
from pos.web.wire import Json, moment

blueprint = Blueprint(
    "shifts", __name__, url_prefix="/api/tills", description="Shifts and drawers: cash, counts, Z-reports"
)


@blueprint.get("/<code>/shift")
@needs("count", is_polled=True)
@blueprint.alt_response(404, schema=ProblemSchema)
def show_shift(code: str) -> Json:
    """Show the shift that is open on a till, be it forgotten, with its counts, and why cash may move."""
    require_own_till(code)
    with canteen().database.read() as connection:
        till = require_till(connection, code)
        shift = till.shift
        return {
            "shift": shift
            and {
                "id": shift.id,
                "cashier": shift.cashier,
                "business_date": shift.business_date.isoformat(),
                "is_forgotten": till.shift_at(now()) is None,
            },
            "counts": [count_json(count) for count in counts_of(connection, shift.id)] if shift else [],
            # Known to everybody who reads the last Z-report; while a shift is open nobody is told.
            "kept_fen": None if shift else balance_fen(connection, till.drawer_account_id),
            "reasons": {kind: list(REASONS[kind]) for kind in ("paid_in", "paid_out", "drop", "drawer")},
        }


@blueprint.post("/<code>/shift/open")
@needs("count")
@keeps_its_key
@blueprint.arguments(OpenShiftSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
def open_till(body: Json, code: str) -> Json:
    """Open a shift on a till; the same id opens one once."""
    require_own_till(code)
    here, cashier = canteen(), acting_staff().actor

    def work(connection: Connection) -> None:
        till = require_till(connection, code)
        open_shift(connection, till, id_=body["id"], cashier=cashier, float_fen=float_fen_of(body), at=now())

    here.database.write(work)
    return _tell_shift(here, code)


@blueprint.post("/<code>/shift/count")
@needs("count")
@keeps_its_key
@blueprint.arguments(CountSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def count_till(body: Json, code: str) -> Json:
    """Write down what was counted in the drawer; the answer tells for the first time what was expected."""
    require_own_till(code)

    def work(connection: Connection) -> Json:
        till = require_till(connection, code)
        count = count_drawer(
            connection,
            till,
            body["shift"],
            id_=body["id"],
            pieces=pieces_of(body["pieces"], body["loose_fen"]),
            actor=acting_staff().actor,
            at=now(),
        )
        return count_json(count)

    return carry_out(canteen().database, work)


@blueprint.post("/<code>/shift/close")
@needs("count")
@keeps_its_key
@blueprint.arguments(CloseShiftSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def close_till(body: Json, code: str) -> Json:
    """Close a shift by its last count, and return its Z-report; the same close again returns the same."""
    require_own_till(code)
    here = canteen()

    def work(connection: Connection) -> Json:
        till = require_till(connection, code)
        close = Close(
            id=body["id"],
            shift_id=body["shift"],
            count_id=body["count"],
            left_fen=body["left_fen"],
            by=acting_staff().actor,
            at=now(),
        )
        # Held before it is closed: whoever comes second hears what the first one did, and signs nothing.
        is_open = hold_shift(connection, till, close.shift_id) is not None
        report = close_shift(connection, till, close, printer=_printer(here, code))
        if is_open:
            sign_close(connection, till, close, report, acting_staff())
        return report_json(report)

    report = with_approval(lambda: carry_out(here.database, work))
    return {"report": report, **_tell_shift(here, code)}


@blueprint.post("/<code>/cash")
@needs("cash")
@keeps_its_key
@blueprint.arguments(CashActSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
@blueprint.alt_response(422, schema=ProblemSchema)
def move_till_cash(body: Json, code: str) -> Response:
    """Pay cash into the drawer or out of it, or drop it into the safe; 200 when it was done before."""
    require_own_till(code)

    def work(connection: Connection) -> bool:
        till = require_till(connection, code)
        act = _act(body, body["kind"], body["amount_fen"])
        is_new = move_cash(connection, till, act)
        if is_new:
            sign_payment(connection, till, act, acting_staff())
        return is_new

    is_new = with_approval(lambda: carry_out(canteen().database, work))
    return make_response({"id": body["id"], "replayed": not is_new}, 201 if is_new else 200)


@blueprint.post("/<code>/drawer")
@needs("cash")
@keeps_its_key
@blueprint.arguments(WhySchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
@blueprint.alt_response(422, schema=ProblemSchema)
def open_till_drawer(body: Json, code: str) -> Response:
    """Open the drawer without a sale, for a reason that is kept; 200 when it was done before."""
    require_own_till(code)
    here = canteen()

    def work(connection: Connection) -> bool:
        act = _act(body, "drawer", 0)
        if not open_drawer(connection, require_till(connection, code), act, printer=_printer(here, code)):
            return False
        deed = Deed(
            "drawer_opened", act.actor, act.at, till_code=code, reason=act.reason, key=f"{act.id}:drawer"
        )
        here.log.record(connection, deed)
        return True

    is_new = carry_out(here.database, work)
    return make_response({"id": body["id"], "replayed": not is_new}, 201 if is_new else 200)


@blueprint.get("/<code>/shift/report")
@needs("count")
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def show_x_report(code: str) -> Json:
    """Show an X-report: what the shift came to so far, but for the cash, which is counted blind."""
    require_own_till(code)
    # Loads the ESC/POS library, which most requests never need.
    from pos.receipts.preview import preview_svg

    with canteen().database.read() as connection:
        paper, at = _x_paper(connection, code), now()
    return {"svg": preview_svg(document_to_json(paper), at=at), "at": moment(at)}


@blueprint.post("/<code>/shift/report")
@needs("count")
@keeps_its_key
@blueprint.arguments(KeyedSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def print_x_report(body: Json, code: str) -> Json:
    """Print an X-report; it has no effect on anything else."""
    require_own_till(code)
    here = canteen()
    key = f"{body['id']}:x"

    def work(connection: Connection) -> None:
        if has_paper(connection, key):
            return
        paper = _x_paper(connection, code)
        printer = _printer(here, code)
        queue_paper(connection, key=key, order_id=None, printer=printer, document=paper, at=now())

    here.database.write(work)
    return {"id": body["id"]}


def _x_paper(connection: Connection, code: str) -> Document:
    till = require_till(connection, code)
    if till.shift is None:
        raise ShiftClosed(till=code)
    row = connection.execute(select(shifts).where(shifts.c.id == till.shift.id)).one()
    facts = ShiftFacts(row.cashier, row.opened_at, row.business_date)
    figures = shift_figures(connection, till, row.first_sequence)
    return x_paper(till, facts, figures, at=now(), with_cash=False)


def _act(body: Json, kind: str, amount_fen: int) -> CashAct:
    return CashAct(
        id=body["id"],
        kind=kind,
        amount_fen=amount_fen,
        reason=body["reason"],
        note=body["note"].strip(),
        actor=acting_staff().actor,
        at=now(),
    )


def _printer(here: Canteen, code: str) -> str:
    return printer_of(code, here.equipment.printers)


def _tell_shift(here: Canteen, code: str) -> Json:
    here.hub.publish(f"{till_topic(code)}:shift")
    here.hub.publish(MENU)
    return {"shift": snapshot(here, code, now())["shift"]}
