"""What a request may be made of at all, before any view looks at it.

Rule: whatever no text or number of the books can be (half a character, a zero byte, a number of thousands of
digits, lists in lists in lists) ends here as a refusal, never in a view as a fault.
"""

from http import HTTPStatus
from typing import Any, Final

import flask_smorest
from flask import Flask, Request, request
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, NotFound

from pos.web.repeats import DECLARED, KEY_HEADER, Repeat
from pos.web.schemas import LARGEST_BITS, ProblemSchema

ZERO_BYTE = "\0"
Document = dict[str, Any]
KEY_PARAMETER: Final = {
    "in": "header",
    "name": KEY_HEADER,
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
    "description": "A UUID of version 7 that names this request; not needed where the body's `id` is one.",
}


class StrictParser(FlaskParser):
    """Reads a JSON body, or refuses it as malformed."""

    def load_json(self, req: Request, schema: Any) -> Any:
        """Return the body's value.

        :raises BadRequest: when it is no JSON, or JSON that no database can keep.
        """
        try:
            loaded = super().load_json(req, schema)
        except (RecursionError, ValueError) as error:
            # Nested too deep, or an integer of more than 4,300 digits: the parser of Python gives up.
            raise BadRequest from error
        if not _can_be_kept(loaded):
            raise BadRequest
        return loaded


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]  # flask-smorest is untyped
    """A part of the JSON API; its bodies are read strictly, and its document says which writes need a key."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        # Before the responses are written out, after the parameters of the body.
        self._prepare_doc_cbks.insert(1, self._document_key)

    @staticmethod
    def _document_key(doc: Document, doc_info: Document, **_: Any) -> Document:
        repeat: Repeat | None = doc_info.get(DECLARED)
        if repeat is not None and repeat.needs_key:
            doc.setdefault("parameters", []).append(KEY_PARAMETER)
            responses = doc_info.setdefault("response", {}).setdefault("responses", {})
            for status in (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT):
                refused = {"schema": ProblemSchema(), "description": status.phrase, "content_type": None}
                responses.setdefault(int(status), [refused])
        return doc


def register_strictness(app: Flask) -> None:
    """Have the app know no address with a zero byte or an endless number in it; no database keeps them."""

    @app.before_request
    def refuse_what_cannot_be_kept() -> None:
        if ZERO_BYTE in request.path or any(ZERO_BYTE in value for value in request.args.values()):
            raise NotFound
        numbers = (value for value in (request.view_args or {}).values() if isinstance(value, int))
        if any(number.bit_length() > LARGEST_BITS for number in numbers):
            raise NotFound


def _can_be_kept(loaded: Any) -> bool:
    left = [loaded]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            left += value
        elif isinstance(value, str) and not _is_text(value):
            return False
    return True


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair.
        return False
    return ZERO_BYTE not in value
