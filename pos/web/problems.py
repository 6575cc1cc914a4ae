"""How a refusal or a fault leaves the server: problem JSON (RFC 9457) with a stable code and both languages.

Rule: the caller learns the code and the facts; a traceback stays in the log.
"""

import logging
from typing import Any

from flask import Flask, Response, json, request
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    UnprocessableEntity,
)

from inventory.errors import MenuRefusal
from pos.database import OutOfReach
from pos.errors import Refusal
from pos.web.wording import wording_of

log = logging.getLogger(__name__)


def register_problems(app: Flask) -> None:
    """Have the app answer every error as a problem."""
    app.register_error_handler(Refusal, lambda refusal: problem(refusal.code, **refusal.facts))
    app.register_error_handler(MenuRefusal, lambda refusal: problem(refusal.code, **refusal.facts))
    app.register_error_handler(UnprocessableEntity, _invalid)
    app.register_error_handler(BadRequest, lambda _: problem("malformed_json"))
    app.register_error_handler(RequestEntityTooLarge, lambda _: problem("request_too_large"))
    app.register_error_handler(NotFound, lambda _: problem("not_found"))
    app.register_error_handler(MethodNotAllowed, lambda _: problem("not_allowed"))
    app.register_error_handler(OutOfReach, _out_of_reach)
    app.register_error_handler(Exception, _fault)


def problem(code: str, **facts: Any) -> Response:
    """Return the answer that refuses with a code; `facts` stand beside it."""
    status, title = wording_of(code)
    body = {
        "type": "about:blank",
        "status": status,
        "code": code,
        "title": {"zh": title.zh, "en": title.en},
        **facts,
    }
    return Response(json.dumps(body), status=status, mimetype="application/problem+json")


def _invalid(error: UnprocessableEntity) -> Response:
    messages = getattr(error, "data", {}).get("messages", {})
    # webargs reports by where it looked: {"json": {"lines": {0: {"quantity": [...]}}}}
    fields = messages.get("json", messages) if isinstance(messages, dict) else {}
    leaves = set(_leaves(fields))
    code = "invalid_quantity" if leaves == {"quantity"} else "invalid_request"
    return problem(code, fields=fields)


def _leaves(fields: Any, name: str = "") -> list[str]:
    if not isinstance(fields, dict):
        return [name]
    return [leaf for key, value in fields.items() for leaf in _leaves(value, str(key))]


def _out_of_reach(_: OutOfReach) -> Response:
    answer = problem("out_of_reach")
    answer.headers["Retry-After"] = "1"
    return answer


def _fault(error: Exception) -> Response | HTTPException:
    if isinstance(error, HTTPException):
        return error
    log.error("fault at %s %s", request.method, request.path, exc_info=error)
    return problem("fault")
