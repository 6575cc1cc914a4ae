"""The page of papers: what was printed, what waits, and (in the demo) how the virtual printer breaks.

Rule: a printer is never asked by a request; this reads what the print worker wrote down.
"""

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from pos.clock import now
from pos.errors import Refusal
from pos.receipts.conditions import known_states
from pos.receipts.documents import DocumentError
from pos.receipts.outbox import Job, recent_jobs
from pos.receipts.routing import destinations
from pos.receipts.virtual_printer.folder import read_fault, read_papers, write_fault
from pos.web.canteen import Canteen, canteen
from pos.web.needs import needs
from pos.web.repeats import needs_no_key
from pos.web.schemas import ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.wire import Json, moment

blueprint = Blueprint("paper", __name__, url_prefix="/api/paper", description="Papers and printers")

FAULTS = ("paper_low", "paper_out", "cover_open", "jam", "off")


class UnknownPrinter(Refusal):
    """No virtual printer of that name runs here."""

    code = "unknown_printer"


class FaultSchema(Schema):
    """How the virtual printer is to break; null mends it."""

    fault = fields.String(required=True, allow_none=True, validate=OneOf(FAULTS))


@blueprint.get("")
@needs("paper", is_polled=True)
def show_paper() -> Json:
    """Show the printers, the newest papers and the newest jobs."""
    return _paper_json(canteen())


@blueprint.post("/<printer>/fault")
@needs("paper_write")
@needs_no_key("it breaks a virtual printer, or mends it")
@blueprint.arguments(FaultSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def break_printer(body: Json, printer: str) -> Json:
    """Break or mend the virtual printer (demo only)."""
    here = canteen()
    if printer not in here.virtual_printers:
        raise UnknownPrinter(printer=printer)
    write_fault(here.settings.paper_folder, body["fault"])
    return _paper_json(here)


def _paper_json(here: Canteen) -> Json:
    at = now()
    with here.database.read() as connection:
        states = known_states(connection, at=at)
        jobs = recent_jobs(connection)
    virtual = here.virtual_printers
    folder = here.settings.paper_folder
    fault = read_fault(folder)
    printed = read_papers(folder) if virtual else [_preview(job) for job in jobs]
    return {
        "printers": [
            {
                "name": name,
                "state": states.get(name, "unknown"),
                "is_virtual": name in virtual,
                "fault": fault.kind if fault and name in virtual else None,
            }
            for name in destinations(here.equipment.printers)
        ],
        "papers": printed,
        "jobs": [_job_json(job) for job in jobs],
    }


def _preview(job: Job) -> Json:
    # Loads the ESC/POS library, which a canteen with a virtual printer never needs here.
    from pos.receipts.preview import preview_svg

    preview = {"id": job.key, "printer": job.printer, "printed_at": moment(job.created_at)}
    try:
        return {**preview, "svg": preview_svg(job.document, at=job.created_at), "flags": []}
    except DocumentError as error:
        # A paper of another version must not hide all others.
        return {**preview, "svg": "", "flags": [str(error)]}


def _job_json(job: Job) -> Json:
    return {
        "id": job.key,
        "kind": job.kind,
        "state": job.state,
        "printer": job.printer,
        "number": job.number,
        "attempts": job.attempts,
        "error": job.last_error,
        "created_at": moment(job.created_at),
    }
