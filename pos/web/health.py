"""Whether this canteen can sell: for supervisors and for people who look for a fault."""

from flask import Blueprint, Response, json
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pos.clock import now
from pos.receipts.conditions import known_states
from pos.receipts.routing import destinations
from pos.shifts.shifts import all_tills
from pos.web.canteen import canteen
from pos.web.version import VERSION

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answer 200 while it can sell; printers and readers may be away, their states say so."""
    here = canteen()
    try:
        with here.database.read() as connection:
            connection.execute(text("SELECT 1"))
            states = known_states(connection, at=now())
            tills = [till.code for till in all_tills(connection)]
    except DBAPIError:
        body = {"status": "down", "version": VERSION, "database": {"state": "out_of_reach"}}
        return Response(json.dumps(body), status=503, mimetype="application/json")
    printers = destinations(here.equipment.printers)
    body = {
        "status": "ok",
        "version": VERSION,
        "database": {"state": "ok", "engine": here.database.engine.dialect.name},
        "printers": {
            name: {"state": states.get(name, "unknown")} for name in destinations(here.equipment.printers)
        },
        "readers": {till: {"state": here.readers.state(till)} for till in tills},
    }
    return Response(json.dumps(body), mimetype="application/json")
