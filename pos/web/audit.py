"""The manager's view of trust: the audit log with its sums, the last check of the books, and the last backup.

Rule: a page shows what was written; nothing here changes a deed or a result.
"""

import logging
import os
import subprocess
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import render_template, request
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range
from sqlalchemy import Connection

from pos.audit_log import KINDS, OFFICE, Deed
from pos.audit_log.reading import PAGE, Filter, Written, actors, count, find
from pos.backups.backups import last_backup_at
from pos.clock import now
from pos.errors import Refusal
from pos.reports.audit_runs import AuditRun, last_run
from pos.sales.tickets import MAX_LINES, MAX_QUANTITY
from pos.shifts.shifts import all_tills, require_till
from pos.web import log_words
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.processes import PROGRAM
from pos.web.repeats import keeps_its_key, sets_a_state
from pos.web.schemas import NothingSchema, ProblemSchema, StrictInteger, require_uuid7, whole_number
from pos.web.strictness import Blueprint
from pos.web.who import acting_staff, require_own_till
from pos.web.wire import Json, moment

log = logging.getLogger(__name__)
blueprint = Blueprint("audit", __name__, description="The audit log and the checks of the books")

SHOWN_DISAGREEMENTS = 20
# With what `canteen audit` ends when it was done: it agrees, or it does not.
CHECKED = (0, 1)


class CheckFailed(Refusal):
    """The books could not be checked."""

    code = "check_failed"


class RemovedSchema(Schema):
    """A line that the cashier took off a ticket before it was paid, or a ticket that was cleared."""

    kind = fields.String(required=True, validate=OneOf(("line_removed", "ticket_cleared")))
    ticket = fields.String(required=True, validate=require_uuid7)
    dish_code = fields.String(required=True, validate=Length(max=64))
    quantity = StrictInteger(required=True, validate=Range(1, MAX_QUANTITY))


class RemovedLinesSchema(Schema):
    """What was removed since the last time, under one key."""

    id = fields.String(required=True, validate=require_uuid7)
    removed = fields.List(fields.Nested(RemovedSchema), required=True, validate=Length(min=1, max=MAX_LINES))


@blueprint.post("/api/tills/<code>/removed-lines")
@needs("sell")
@keeps_its_key
@blueprint.arguments(RemovedLinesSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def post_removed_lines(body: Json, code: str) -> Json:
    """Write down which lines a till removed before it was paid; the same key writes them once."""
    require_own_till(code)
    here, at, actor = canteen(), now(), acting_staff().actor

    def work(connection: Connection) -> None:
        till = require_till(connection, code)
        for number, removed in enumerate(body["removed"]):
            facts = {"dish_code": removed["dish_code"], "quantity": removed["quantity"]}
            deed = Deed(
                removed["kind"],
                actor,
                at,
                till_code=till.code,
                object_=removed["ticket"],
                facts=facts,
                key=f"{body['id']}:{number}",
            )
            here.log.record(connection, deed)

    here.database.write(work)
    return {"removed": len(body["removed"])}


@blueprint.get("/api/log")
@needs("audit")
def list_deeds() -> Json:
    """List deeds, the newest first (`?kind=&actor=&till=&day=&before=`), and how often each was done."""
    return _log_json()


@blueprint.get("/log")
@needs("audit")
@blueprint.doc(responses={200: {"description": "A page for people"}})
def log_page() -> str:
    """Show the same as a page."""
    return render_template("log.html", log=_log_json(), kinds=log_words.KINDS, asked=request.args)


@blueprint.get("/api/audit")
@needs("reports", is_polled=True)
def show_audit() -> Json:
    """Show what the last check of the books found, and when they were last backed up."""
    with canteen().database.read() as connection:
        return audit_json(connection)


@blueprint.post("/api/audit")
@needs("audit")
@sets_a_state
@blueprint.arguments(NothingSchema())
def post_audit(_: Json) -> Json:
    """Check the books now, in a process of its own so that no till waits, and keep what came of it."""
    here = canteen()
    done = subprocess.run(  # noqa: S603 - our own
        [*PROGRAM, "audit", "--kept-for", acting_staff().actor],
        env={**os.environ, **here.settings.environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode not in CHECKED:
        log.error("the check of the books ended with %s: %r", done.returncode, done.stderr[-500:])
        raise CheckFailed
    with here.database.read() as connection:
        return audit_json(connection)


def audit_json(connection: Connection) -> Json:
    """Return the last check and the last backup; null where there was none."""
    run, backed_up_at = last_run(connection), last_backup_at(connection)
    return {
        "check": run and _run_json(connection, run),
        "backed_up_at": backed_up_at and moment(backed_up_at),
        "backed_up_local": backed_up_at and _local(backed_up_at, _zone(connection)),
    }


def _run_json(connection: Connection, run: AuditRun) -> Json:
    zone = _zone(connection)
    return {
        "at": moment(run.at),
        "local": _local(run.at, zone),
        "is_of_today": run.at.astimezone(zone).date() == now().astimezone(zone).date(),
        "occasion": run.occasion,
        "actor": run.actor,
        "agrees": run.agrees,
        "duration_ms": run.duration_ms,
        "disagreement_count": run.disagreement_count,
        "checked": run.findings["checked"],
        "disagreements": [
            {**found, "name": log_words.check_words(found["check"])}
            for found in run.findings["disagreements"][:SHOWN_DISAGREEMENTS]
        ],
    }


def _log_json() -> Json:
    with canteen().database.read() as connection:
        zone = _zone(connection)
        wanted, before = _asked(zone)
        found = find(connection, wanted, before=before)
        tills = [till.code for till in all_tills(connection)]
        return {
            "deeds": [_deed_json(one, zone) for one in found],
            "next": found[-1].id if len(found) == PAGE else None,
            "counts": [
                {"actor": one.actor, "kind": one.kind, "name": log_words.KINDS[one.kind], "count": one.count}
                for one in count(connection, wanted)
            ],
            "actors": list(actors(connection)),
            "tills": [*tills, OFFICE],
        }


def _asked(zone: ZoneInfo) -> tuple[Filter, int | None]:
    """Return what the address asks for; what cannot be read is as if it were not there."""
    asked = request.args
    since = until = None
    try:
        day = date.fromisoformat(asked.get("day", ""))
        since = datetime(day.year, day.month, day.day, tzinfo=zone)
        until = since + timedelta(days=1)
    except (ValueError, OverflowError):
        since = until = None
    try:
        before = whole_number(asked.get("before", ""))
    except ValueError:
        before = None
    kind = asked.get("kind") or None
    wanted = Filter(
        kind if kind in KINDS else None, asked.get("actor") or None, asked.get("till") or None, since, until
    )
    return wanted, before


def _deed_json(one: Written, zone: ZoneInfo) -> Json:
    return {
        "id": one.id,
        "till": one.chain_code,
        "sequence": one.sequence,
        "kind": one.kind,
        "name": log_words.KINDS[one.kind],
        "actor": one.actor,
        "object": one.object,
        "reason": one.reason,
        "facts": one.facts,
        "at": moment(one.at),
        "local": _local(one.at, zone),
    }


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%m-%d %H:%M}"


def _zone(connection: Connection) -> ZoneInfo:
    tills = all_tills(connection)
    return tills[0].site.zone if tills else ZoneInfo("Asia/Shanghai")
