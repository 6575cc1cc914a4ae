"""What the audit log is told by the edge: what was set in the office, and what was refused.

Rule: a view whose act keeps a register of its own (sales, money, members) is not told twice; a deed names a
route, a code and amounts, never what was typed. A deed that cannot be written is logged and refuses nobody.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from pos.audit_log import Deed, NoLogKey
from pos.clock import now
from pos.database import OutOfReach
from pos.secrets import DamagedKey
from pos.web.canteen import canteen
from pos.web.guard import READS
from pos.web.needs import AGENT, need_of
from pos.web.once import REPLAYED
from pos.web.repeats import repeat_of
from pos.web.who import asker

log = logging.getLogger(__name__)

# Signing on and off writes its own deeds, refused ones too.
SIGNING_ON: Final = "session."
UNKNOWN: Final = "unknown"
# Views whose success is a deed, with what of their body or address is a fact.
DEEDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "limits.change": ("limit_changed", ("code", "amount_fen")),
    "prices.schedule": ("scheme_scheduled", ("effective_from",)),
    "prices.withdraw": ("scheme_withdrawn", ("version",)),
    "members.show_plainly": ("reveal", ("code",)),
    "members.export": ("reveal", ("code",)),
    "kitchen.put_on": ("menu_changed", ("period", "dish_code", "planned_portions")),
    "kitchen.plan": ("menu_changed", ("item_id", "planned_portions")),
    "kitchen.switch": ("menu_changed", ("item_id", "is_sold_out")),
    "kitchen.take_off": ("menu_changed", ("item_id",)),
    "kitchen.copy": ("menu_changed", ("period",)),
}
# Said of a form or of a request that is repeated: nobody was refused anything.
NO_REFUSALS: Final = frozenset(
    {
        "invalid_request",
        "malformed_json",
        "not_found",
        "not_allowed",
        "key_required",
        "in_flight",
        "out_of_reach",
    }
)
REFUSED: Final = range(400, 500)


def register_deeds(app: Flask) -> None:
    """Have the app write down what its views do and refuse."""

    @app.after_request
    def write_down(response: Response) -> Response:
        if request.method not in READS and request.endpoint is not None:
            deed = _deed(app, request.endpoint, response)
            if deed is not None:
                _record(deed)
        return response


def _deed(app: Flask, endpoint: str, response: Response) -> Deed | None:
    if response.status_code in REFUSED:
        return _refusal(app, endpoint, response)
    if endpoint not in DEEDS or not response.status_code < min(REFUSED) or REPLAYED in response.headers:
        return None
    kind, names = DEEDS[endpoint]
    told = {**_body(), **(request.view_args or {})}
    facts = {name: told[name] for name in names if isinstance(told.get(name), str | int | None)}
    return Deed(kind, _actor(), now(), till_code=_till(), object_=request.path, facts=facts)


def _refusal(app: Flask, endpoint: str, response: Response) -> Deed | None:
    """Return the deed of a write that was refused; a question, an agent's report or a wrong form is none."""
    repeat, need = repeat_of(app.view_functions[endpoint]), need_of(app, endpoint)
    is_question = repeat is not None and repeat.why == "it only asks"
    if is_question or need is None or need.openness is AGENT or endpoint.startswith(SIGNING_ON):
        return None
    said = response.get_json(silent=True)
    code = said.get("code") if isinstance(said, dict) else None
    if code is None or code in NO_REFUSALS:
        return None
    facts = {"code": code, "route": endpoint}
    return Deed("refusal", _actor(), now(), till_code=_till(), object_=request.path[:200], facts=facts)


def _actor() -> str:
    session = asker().session
    return f"{session.staff_code} {session.staff_name}" if session else UNKNOWN


def _till() -> str | None:
    device = asker().device
    return device.place.till_code if device else None


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _record(deed: Deed) -> None:
    here = canteen()
    try:
        here.database.write(lambda connection: here.log.record(connection, deed))
    except (OutOfReach, SQLAlchemyError, NoLogKey, DamagedKey):
        log.exception("a deed is not written down: %s", deed.kind)
