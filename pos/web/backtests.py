"""Back-tests over HTTP: a past period priced again under another scheme, asked for, followed and read.

Rule: asking starts a process beside this one; a request itself prices nothing.
"""

from flask import Response, json, make_response

from pos.clock import now
from pos.reports.backtest.asking import Wish, ask_for
from pos.reports.backtest.jobs import Job, cancel_job, newest_jobs, require_job
from pos.web.backtest_schemas import BacktestListSchema, BacktestRequestSchema, BacktestSchema
from pos.web.canteen import Canteen, canteen
from pos.web.needs import needs
from pos.web.repeats import keeps_its_key, sets_a_state
from pos.web.schemas import NothingSchema, ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.wire import Json, moment, text

blueprint = Blueprint("backtests", __name__, url_prefix="/api/backtests", description="Back-tests")

FAILURES = {
    "process_ended": text("回测进程意外结束，请重新发起", "Its process ended by itself; start it again"),
    "told_to_end": text("回测进程被要求结束", "Its process was told to end"),
    "gave_no_sign": text("回测进程两分钟没有动静，已放弃", "Its process gave no sign for two minutes"),
    "scheme_refused": text("读不懂该方案", "The scheme cannot be read"),
    "out_of_reach": text("数据库连不上", "The database was out of reach"),
    "fault": text("系统出错，详见日志", "A fault; the log has more"),
}


@blueprint.post("")
@needs("prices_write")
@keeps_its_key
@blueprint.arguments(BacktestRequestSchema())
@blueprint.alt_response(200, schema=BacktestSchema)
@blueprint.alt_response(201, schema=BacktestSchema)
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def ask(body: Json) -> Response:
    """Ask for a back-test, which a process beside the server runs: 201 new, 200 asked for before."""
    here = canteen()
    wish = _wish(body)
    is_new = here.database.write(lambda connection: ask_for(connection, wish, at=now()))
    return make_response(_job_json(_looked_after(here, wish.id)), 201 if is_new else 200)


@blueprint.get("")
@needs("prices_read", is_polled=True)
@blueprint.alt_response(200, schema=BacktestListSchema)
def show_all() -> Json:
    """Show the newest 20, without their results."""
    here = canteen()
    here.backtests.look_after(here.database, here.settings)
    with here.database.read() as connection:
        return {"backtests": [_job_json(job) for job in newest_jobs(connection)]}


@blueprint.get("/<backtest_id>")
@needs("prices_read", is_polled=True)
@blueprint.alt_response(200, schema=BacktestSchema)
@blueprint.alt_response(404, schema=ProblemSchema)
def show(backtest_id: str) -> Json:
    """Show how far a back-test is, or what it found."""
    return _job_json(_looked_after(canteen(), backtest_id))


@blueprint.post("/<backtest_id>/cancel")
@needs("prices_write")
@sets_a_state
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(200, schema=BacktestSchema)
@blueprint.alt_response(404, schema=ProblemSchema)
def cancel(_: Json, backtest_id: str) -> Json:
    """Cancel a back-test; one that has ended stays as it is."""
    here = canteen()
    here.database.write(lambda connection: cancel_job(connection, backtest_id, at=now()))
    return _job_json(_looked_after(here, backtest_id))


def _looked_after(here: Canteen, id_: str) -> Job:
    """Return a job; where its process died, it has failed by now."""
    here.backtests.look_after(here.database, here.settings)
    with here.database.read() as connection:
        return require_job(connection, id_)


def _wish(body: Json) -> Wish:
    scheme = body.get("scheme")
    return Wish(
        id=body["id"],
        from_date=body["from_date"],
        until_date=body["until_date"],
        scheme=scheme and (scheme["code"], scheme["version"]),
        draft=body.get("toml"),
    )


def _job_json(job: Job) -> Json:
    return {
        "id": job.id,
        "state": job.state,
        "scheme": {"code": job.scheme_code, "version": job.scheme_version, "is_draft": job.is_draft},
        "from_date": job.from_date.isoformat(),
        "until_date": job.until_date.isoformat(),
        "done_orders": job.done_orders,
        "total_orders": job.total_orders,
        "requested_at": moment(job.requested_at),
        "started_at": job.started_at and moment(job.started_at),
        "finished_at": job.finished_at and moment(job.finished_at),
        "error": job.error and {"code": job.error, "name": FAILURES[job.error]},
        "result": job.result and json.loads(job.result),
    }
