"""Whether this canteen can sell: for supervisors and for people who look for a fault.

Rule: without a database that has its tables and a till nothing can be sold, so that alone is `down`.
"""

from typing import Any

from flask import Blueprint, Response, json
from sqlalchemy.exc import DBAPIError

from pos.backups.backups import last_backup_at
from pos.clock import now
from pos.database import OutOfReach
from pos.database.migrate import is_current
from pos.receipts.conditions import known_states
from pos.receipts.routing import destinations
from pos.reports.audit_runs import AuditRun, last_run
from pos.shifts.shifts import all_tills
from pos.web.canteen import canteen
from pos.web.needs import PUBLIC, open_to
from pos.web.version import VERSION
from pos.web.wire import moment

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@open_to(PUBLIC)
def healthz() -> Response:
    """Answer 200 while it can sell; printers and readers may be away, their states say so."""
    here = canteen()
    try:
        if not is_current(here.database):
            return _down("not_migrated")
        with here.database.read() as connection:
            states = known_states(connection, at=now())
            tills = [till.code for till in all_tills(connection)]
            run, backed_up_at = last_run(connection), last_backup_at(connection)
    except (OutOfReach, DBAPIError):
        return _down("out_of_reach")
    if not tills:
        return _down("no_till")
    printers = destinations(here.equipment.printers)
    return _answer(
        200,
        status="ok",
        database={"state": "ok", "engine": here.database.engine.dialect.name},
        audit={"state": _checked(run), "at": run and moment(run.at)},
        backup={"at": backed_up_at and moment(backed_up_at)},
        printers={name: {"state": states.get(name, "unknown")} for name in printers},
        readers={till: {"state": here.readers.state(till)} for till in tills},
    )


def _checked(run: AuditRun | None) -> str:
    if run is None:
        return "never"
    return "agrees" if run.agrees else "disagrees"


def _down(database_state: str) -> Response:
    return _answer(503, status="down", database={"state": database_state})


def _answer(status_code: int, *, status: str, **parts: Any) -> Response:
    body = {"status": status, "version": VERSION, **parts}
    return Response(json.dumps(body), status=status_code, mimetype="application/json")
