"""How is a request of the API done once, however often it is sent?

Rule: every write brings a key, in its body's `id` or in the header `Idempotency-Key`. What this process works
on is refused until it is done; what was done before is told again, by the register or by the act itself.

A refusal is never kept: it wrote nothing, and by the next try its reason may be gone.
"""

import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest

from pos.clock import now
from pos.database import OutOfReach
from pos.once.register import Answered, Asked, InFlight, forget_old, keep_answer, let_go, take_key
from pos.sales.tickets import is_uuid7
from pos.web.canteen import canteen
from pos.web.guard import READS
from pos.web.problems import problem
from pos.web.repeats import KEY_HEADER, Repeat, repeat_of
from pos.web.who import asker

log = logging.getLogger(__name__)

REPLAYED: Final = "Idempotent-Replay"
DONE: Final = range(200, 300)
# On SQLite there is one server: what another run has begun died with it. On PostgreSQL it may live beside us.
PATIENCE: Final = timedelta(seconds=60)


class UndeclaredWrite(Exception):
    """A view writes, and does not say what becomes of a repetition."""


@dataclass(slots=True)
class Held:
    """The key of the present request; `asked` where the register waits for its answer."""

    key: str
    asked: Asked | None = None


def register_once(app: Flask) -> None:
    """Have the app do each write once.

    :raises UndeclaredWrite: when a view of the API writes and does not say what becomes of a repetition.
    """
    for rule in app.url_map.iter_rules():
        writes = (rule.methods or set()) - READS
        if rule.rule.startswith("/api/") and writes and repeat_of(app.view_functions[rule.endpoint]) is None:
            raise UndeclaredWrite(f"{'/'.join(sorted(writes))} {rule.rule} ({rule.endpoint})")
    app.register_error_handler(InFlight, _in_flight)
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_leave)


def _begin() -> Response | None:
    """Take the key of a write; answer at once where it was done before."""
    repeat = _declared()
    if repeat is None or not repeat.needs_key:
        return None
    try:
        body = _json_body()
    except BadRequest:
        # The view refuses it in its words; nothing can be done by it.
        return None
    key = _key_of(body)
    if key is None:
        return problem("key_required")
    here = canteen()
    here.under_way.begin(key)
    g.once = held = Held(key)
    if not repeat.is_registered:
        return None
    asked = Asked(key, _digest(body), here.under_way.process, now())
    answered = _take(asked)
    if answered is not None:
        return _told_again(answered, repeat)
    held.asked = asked
    return None


def _end(response: Response) -> Response:
    """Keep what was done for whoever asks again, or let the key go."""
    held: Held | None = g.get("once")
    if held is None or held.asked is None:
        return response
    asked, held.asked = held.asked, None
    try:
        if response.status_code in DONE:
            answered = Answered(response.status_code, _answer_of(response))
            canteen().database.write(lambda connection: keep_answer(connection, asked, answered))
        else:
            canteen().database.write(lambda connection: let_go(connection, asked))
    except (OutOfReach, SQLAlchemyError):
        # It is done, and whoever asked has to hear so. The next try takes the key over.
        log.exception("the answer to %s is not kept", asked.key)
    return response


def _leave(_: BaseException | None) -> None:
    held: Held | None = g.pop("once", None)
    if held is not None:
        canteen().under_way.end(held.key)


def _declared() -> Repeat | None:
    """Return what the view of the present request says of repetitions, where it writes."""
    if request.method in READS or request.endpoint is None:
        return None
    return repeat_of(current_app.view_functions[request.endpoint])


def _json_body() -> Any:
    """Return the body of the request, None where it is no JSON.

    :raises BadRequest: when it should be and is not.
    """
    if request.mimetype != "application/json":
        return None
    try:
        return json.loads(request.get_data(cache=True))
    except (ValueError, RecursionError) as error:
        raise BadRequest from error


def _key_of(body: Any) -> str | None:
    stated = body.get("id") if isinstance(body, dict) else None
    if isinstance(stated, str) and is_uuid7(stated):
        return stated
    given = request.headers.get(KEY_HEADER, "")
    return given if is_uuid7(given) else None


def _digest(body: Any) -> bytes:
    known = asker()
    place = known.session.site_code if known.session else known.device and known.device.place.site_code
    asked = json.dumps([request.method, request.full_path, place, body], sort_keys=True)
    return canteen().vault.digest("request", asked)


def _take(asked: Asked) -> Answered | None:
    here = canteen()
    sweeps = here.under_way.is_to_sweep(asked.at)
    patience = timedelta(0) if here.database.is_sqlite else PATIENCE

    def work(connection: Connection) -> Answered | None:
        if sweeps:
            forget_old(connection, asked.at)
        return take_key(connection, asked, patience=patience)

    return here.database.write(work)


def _answer_of(response: Response) -> str | None:
    repeat = _declared()
    return None if repeat is None or repeat.shown_by else response.get_data(as_text=True)


def _told_again(answered: Answered, repeat: Repeat) -> Response:
    if repeat.shown_by is None:
        response = Response(answered.answer, answered.status, mimetype="application/json")
    else:
        takes = next(current_app.url_map.iter_rules(repeat.shown_by)).arguments
        place = {name: value for name, value in (request.view_args or {}).items() if name in takes}
        shown: Any = current_app.view_functions[repeat.shown_by](**place)
        response = current_app.make_response(shown)
    response.headers[REPLAYED] = "true"
    return response


def _in_flight(refusal: InFlight) -> Response:
    response = problem(refusal.code, **refusal.facts)
    response.headers["Retry-After"] = "1"
    return response
