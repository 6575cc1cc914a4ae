"""The manager's cash over HTTP: drawers, safe and bank, Z-reports and their papers, and forgotten shifts.

Rule: reports are shown as they were frozen; a reprint says that it is one.
"""

from datetime import datetime, timedelta

from flask import Response, make_response, request
from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range
from sqlalchemy import Connection

from pos.audit_log import Deed
from pos.cash.acts import CashAct, bank_cash
from pos.cash.approving import close_in_the_office, count_own
from pos.cash.closing import Close
from pos.cash.doing import carry_out
from pos.cash.overview import drawers_of, held_in, over_short_by_cashier
from pos.cash.paper import reprinted
from pos.cash.reports import reports_of, require_report
from pos.clock import now
from pos.receipts.documents import document_from_json
from pos.receipts.outbox import has_paper, queue_paper, require_paper
from pos.receipts.routing import printer_of
from pos.shifts.shifts import Site, all_tills, require_till
from pos.web.approvals import with_approval
from pos.web.canteen import canteen
from pos.web.hub import MENU, till_topic
from pos.web.needs import needs
from pos.web.repeats import keeps_its_key
from pos.web.schemas import MOST_FEN, ProblemSchema, StrictInteger
from pos.web.shift_schemas import KeyedSchema, PiecesSchema, pieces_of, report_json
from pos.web.strictness import Blueprint
from pos.web.who import acting_site, acting_staff, require_own_site
from pos.web.wire import Json, text

blueprint = Blueprint(
    "cash", __name__, url_prefix="/api/cash", description="Drawers, safe, bank and Z-reports of a site"
)
# Over and short are looked at over so many days.
LOOK_BACK = timedelta(days=90)
SHOWN = 50


class BankingSchema(KeyedSchema):
    """Cash that goes from the safe to the bank, or comes from there, with the bank's reference."""

    direction = fields.String(required=True, validate=OneOf(("deposit", "withdrawal")))
    amount_fen = StrictInteger(required=True, validate=Range(1, MOST_FEN))
    reference = fields.String(required=True, validate=Length(max=200))


class ForcedCloseSchema(KeyedSchema):
    """A shift that is closed in the cashier's place; without pieces nobody could count."""

    shift = fields.String(required=True, validate=Length(max=64))
    pieces = fields.Nested(PiecesSchema, required=True, allow_none=True)
    loose_fen = StrictInteger(required=True, validate=Range(0, MOST_FEN))
    reason = fields.String(required=True, validate=Length(min=1, max=200))


@blueprint.get("")
@needs("reports")
def show_cash() -> Json:
    """Show where a site's cash is, who was over or short, and the newest Z-reports."""
    at = now()
    with canteen().database.read() as connection:
        site = _site(connection)
        return {
            "site": text(site.name_zh, site.name_en),
            "safe_fen": held_in(connection, "safe", site.code),
            "bank_fen": held_in(connection, "bank", site.code),
            "petty_cash_fen": held_in(connection, "petty_cash", site.code),
            "drawers": [
                {
                    "till": drawer.till.code,
                    "name": text(drawer.till.name_zh, drawer.till.name_en),
                    "held_fen": drawer.held_fen,
                    "is_forgotten": drawer.is_forgotten,
                    "shift": drawer.till.shift
                    and {
                        "id": drawer.till.shift.id,
                        "cashier": drawer.till.shift.cashier,
                        "business_date": drawer.till.shift.business_date.isoformat(),
                    },
                }
                for drawer in drawers_of(connection, site.code, at=at)
            ],
            "over_short": [
                {
                    "cashier": row.cashier,
                    "closes": row.closes,
                    "uncounted": row.uncounted,
                    "over_fen": row.over_fen,
                    "short_fen": row.short_fen,
                }
                for row in over_short_by_cashier(connection, site.code, since=at - LOOK_BACK)
            ],
            "reports": [report_json(report) for report in reports_of(connection, site.code, limit=SHOWN)],
        }


@blueprint.get("/reports")
@needs("reports")
def list_reports() -> Json:
    """List Z-reports, 50 at a time, the newest first (`?before=` a moment, for the next page)."""
    before = request.args.get("before", type=_moment)
    with canteen().database.read() as connection:
        site = _site(connection)
        found = reports_of(connection, site.code, before=before, limit=SHOWN)
    return {"reports": [report_json(report) for report in found]}


@blueprint.get("/reports/<till>/<int:number>")
@needs("reports")
@blueprint.alt_response(404, schema=ProblemSchema)
def show_report(till: str, number: int) -> Json:
    """Show a Z-report as it was frozen, and its paper."""
    # Loads the ESC/POS library, which most requests never need.
    from pos.receipts.preview import preview_svg

    with canteen().database.read() as connection:
        require_own_site(require_till(connection, till).site.code)
        report = require_report(connection, till, number)
        paper = require_paper(connection, report.paper_job)
    return {**report_json(report), "svg": preview_svg(paper, at=report.at)}


@blueprint.post("/reports/<till>/<int:number>/reprint")
@needs("paper_write")
@keeps_its_key
@blueprint.arguments(KeyedSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def reprint_report(body: Json, till: str, number: int) -> Json:
    """Print a Z-report again, marked as a reprint; the same key prints once."""
    here = canteen()
    key = f"{body['id']}:reprint"

    def work(connection: Connection) -> None:
        require_own_site(require_till(connection, till).site.code)
        report = require_report(connection, till, number)
        if has_paper(connection, key):
            return
        paper = reprinted(document_from_json(require_paper(connection, report.paper_job)))
        printer = printer_of(till, here.equipment.printers)
        queue_paper(connection, key=key, order_id=None, printer=printer, document=paper, at=now())
        by = acting_staff().actor
        here.log.record(connection, Deed("reprint", by, now(), object_=report.name, key=key))

    here.database.write(work)
    return {"id": body["id"]}


@blueprint.post("/tills/<code>/close")
@needs("safe")
@keeps_its_key
@blueprint.arguments(ForcedCloseSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def close_in_their_place(body: Json, code: str) -> Json:
    """Close a shift that its cashier left open, with a blind count or marked as not counted."""
    here, staff = canteen(), acting_staff()
    pieces = None if body["pieces"] is None else pieces_of(body["pieces"], body["loose_fen"])
    close = Close(
        id=body["id"],
        shift_id=body["shift"],
        count_id=None,
        left_fen=0,
        by=staff.actor,
        at=now(),
        reason=body["reason"].strip(),
    )

    def count(connection: Connection) -> None:
        till = require_till(connection, code)
        require_own_site(till.site.code)
        count_own(connection, till, close, pieces)

    def work(connection: Connection) -> Json:
        till = require_till(connection, code)
        printer = printer_of(code, here.equipment.printers)
        return report_json(close_in_the_office(connection, till, close, pieces, staff, printer=printer))

    carry_out(here.database, count)
    report = with_approval(lambda: carry_out(here.database, work))
    here.hub.publish(f"{till_topic(code)}:shift")
    here.hub.publish(MENU)
    return {"report": report}


@blueprint.post("/banking")
@needs("safe")
@keeps_its_key
@blueprint.arguments(BankingSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
@blueprint.alt_response(422, schema=ProblemSchema)
def bring_to_bank(body: Json) -> Response:
    """Write down cash that was brought from the safe to the bank, or fetched; 200 when it was done before."""

    def work(connection: Connection) -> bool:
        act = CashAct(
            id=body["id"],
            kind="banking",
            amount_fen=body["amount_fen"],
            reason=body["direction"],
            note=body["reference"].strip(),
            actor=acting_staff().actor,
            at=now(),
        )
        return bank_cash(connection, _site(connection), act)

    is_new = carry_out(canteen().database, work)
    return make_response({"id": body["id"], "replayed": not is_new}, 201 if is_new else 200)


def _site(connection: Connection) -> Site:
    """Return the site in which the request acts."""
    code = acting_site()
    return next(till.site for till in all_tills(connection) if till.site.code == code)


def _moment(value: str) -> datetime:
    """Read a moment of an address's query.

    :raises ValueError: when it is none, or has no zone.
    """
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError("a moment without its zone")
    return at
