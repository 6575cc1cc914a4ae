"""What the reader agents of the tills report and ask for.

Rule: every request is signed with the till's key; nothing that an agent says can charge a card.
"""

from flask import Response, g, request
from marshmallow import EXCLUDE, Schema, fields
from marshmallow.validate import Length, NoneOf, Range

from cardreader.profiles.profile import CardIdentity
from cardreader.signing import RequestRefused, verify
from pos.cards.cards import ExpiredCard, UnknownCard, require_holder
from pos.cards.presentations import KEYBOARD, Finding, ReaderEvent
from pos.cards.talks import Command
from pos.clock import now
from pos.errors import Refusal
from pos.secrets import till_key
from pos.shifts.shifts import all_tills, require_till
from pos.staff.cards import StaffCard, is_staff_card
from pos.web.canteen import Canteen, canteen
from pos.web.needs import AGENT, open_to
from pos.web.problems import problem
from pos.web.repeats import needs_no_key
from pos.web.schemas import ProblemSchema, StrictInteger
from pos.web.strictness import Blueprint
from pos.web.wire import Json

blueprint = Blueprint("agent", __name__, url_prefix="/api/agent", description="Reader agents (signed)")
signed_once = needs_no_key("each signature of an agent counts once")


# Of a name of the card service; what was typed is told by no agent.
READER_NAME = [Length(max=200), NoneOf((KEYBOARD,))]


class EventSchema(Schema):
    """What happened at a reader; the agent's own counters are not needed here."""

    class Meta:
        unknown = EXCLUDE

    kind = fields.String(required=True, validate=Length(max=40))
    reader = fields.String(required=True, allow_none=True, validate=READER_NAME)
    presence = StrictInteger(required=True, allow_none=True)


class EventsSchema(Schema):
    """What happened, in order."""

    events = fields.List(fields.Nested(EventSchema), required=True, validate=Length(max=100))


class IdentificationSchema(Schema):
    """A card was put on a reader."""

    class Meta:
        unknown = EXCLUDE

    reader = fields.String(required=True, validate=READER_NAME)
    presence = StrictInteger(required=True)
    atr = fields.String(load_default=None, allow_none=True, validate=Length(max=600))


class AnswerSchema(Schema):
    """The card's answer to a step in hexadecimal, or why there is none."""

    step = StrictInteger(required=True, validate=Range(min=0))
    response = fields.String(validate=Length(max=600))
    failure = fields.String(validate=Length(max=40))


@blueprint.before_request
def require_signature() -> Response | None:
    """Refuse whatever is not signed by a till that exists."""
    here = canteen()
    path = request.full_path.rstrip("?")
    try:
        g.till = verify(
            dict(request.headers),
            find_key=lambda till: _find_key(here, till),
            method=request.method,
            path=path,
            body=request.get_data(),
            at=now(),
            nonces=here.nonces,
        )
    except RequestRefused as refused:
        return problem("agent_refused", reason=str(refused))
    return None


@blueprint.post("/events")
@open_to(AGENT)
@signed_once
@blueprint.arguments(EventsSchema())
@blueprint.alt_response(401, schema=ProblemSchema)
def take_events(body: Json) -> Json:
    """Take what happened at the till's readers; for display only."""
    events = [ReaderEvent(event["kind"], event["reader"], event["presence"]) for event in body["events"]]
    canteen().readers.take_events(g.till, events)
    return {}


@blueprint.post("/sessions")
@open_to(AGENT)
@signed_once
@blueprint.arguments(IdentificationSchema())
@blueprint.alt_response(401, schema=ProblemSchema)
def begin(body: Json) -> Json:
    """Begin to ask a card who it is."""
    atr = _bytes_of(body["atr"]) or b""
    readers = canteen().readers
    return _command_json(readers.begin_identification(g.till, body["reader"], body["presence"], atr))


@blueprint.post("/sessions/<talk>")
@open_to(AGENT)
@signed_once
@blueprint.arguments(AnswerSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
def answer(body: Json, talk: str) -> Json:
    """Take a card's answer and return the next command, or `done`."""
    here = canteen()
    response = _bytes_of(body.get("response"))
    if response is None:
        here.readers.fail(g.till, talk, body["step"])
        return {"done": True}
    result = here.readers.answer(g.till, talk, body["step"], response)
    if isinstance(result, Command):
        return _command_json(result)
    if isinstance(result, CardIdentity):
        _settle(here, g.till, talk, result)
    return {"done": True}


@blueprint.get("/work")
@open_to(AGENT)
@blueprint.alt_response(401, schema=ProblemSchema)
def wait_for_work() -> Json:
    """Wait a few seconds for a payment that needs the card on this till; `work` is null without one."""
    wait_s = request.args.get("wait_s", default=0.0, type=float)
    command = canteen().readers.next_work(g.till, wait_s)
    return {"work": command and _command_json(command)}


def _settle(here: Canteen, till: str, talk: str, card: CardIdentity) -> None:
    """Say whose card it is, for the screen: the member from our register, the validity from the card."""
    with here.database.read() as connection:
        tail, problem_code = card.tail, None
        try:
            tail = require_holder(connection, card.serial).tail
        except Refusal as refusal:
            is_staffs = refusal.code == UnknownCard.code and is_staff_card(connection, card.serial)
            problem_code = StaffCard.code if is_staffs else refusal.code
        today = require_till(connection, till).local_day(now())
        if problem_code is None and not card.is_valid_on(today):
            problem_code = ExpiredCard.code
    here.readers.settle(till, talk, Finding(card.serial, card.profile, tail, card.number, problem_code))


def _find_key(here: Canteen, till: str) -> bytes | None:
    # Asked at every step of every talk with a card. The key is read each time: one that is replaced, holds.
    if till not in here.known_tills:
        with here.database.read() as connection:
            here.known_tills.update(known.code for known in all_tills(connection))
    return till_key(here.settings.secrets, till) if till in here.known_tills else None


def _bytes_of(text: str | None) -> bytes | None:
    try:
        return None if text is None else bytes.fromhex(text)
    except ValueError:
        # Not even hexadecimal: no answer of any card.
        return b""


def _command_json(command: Command) -> Json:
    return {
        "session": command.talk,
        "step": command.step,
        "apdu": command.apdu.hex().upper(),
        "reader": command.reader,
        "presence": command.presence,
    }
