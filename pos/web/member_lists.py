"""Lists of residents over HTTP: handed in, looked at, decided on and followed.

Rule: a request keeps a file or a decision and starts a process beside this one; it reads no list itself.
"""

from collections.abc import Iterator

from flask import Response, make_response, request

from pos.clock import now
from pos.imports.files import CHUNK, keep_file
from pos.imports.jobs import (
    ListJob,
    cancel,
    confirm,
    hand_in,
    has_arrived,
    newest_lists,
    require_list,
)
from pos.imports.previewing import read_findings
from pos.web.canteen import Canteen, canteen
from pos.web.list_schemas import ConfirmSchema, ListRequestSchema, ListSchema, ListsSchema
from pos.web.list_wire import findings_head, findings_lines, list_json, template_csv
from pos.web.needs import needs
from pos.web.repeats import keeps_its_key, sets_a_state_of_a_person
from pos.web.schemas import NothingSchema, ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.wire import Json

blueprint = Blueprint(
    "member_lists", __name__, url_prefix="/api/member-lists", description="Lists of residents"
)

SHOWN_FINDINGS = 200
FINDINGS_AT_ONCE = 1_000


@blueprint.post("")
@needs("lists_import")
@keeps_its_key
@blueprint.arguments(ListRequestSchema())
@blueprint.alt_response(200, schema=ListSchema)
@blueprint.alt_response(201, schema=ListSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def announce(body: Json) -> Response:
    """Announce the file of a list: 201 new, 200 announced before."""
    here = canteen()
    is_new = here.database.write(
        lambda connection: hand_in(
            connection,
            body["id"],
            file_name=body["file_name"],
            content_hash=body["sha256"],
            size_bytes=body["size_bytes"],
            at=now(),
        )
    )
    return make_response(_shown(here, body["id"]), 201 if is_new else 200)


@blueprint.post("/<list_id>/file")
@needs("lists_import")
@keeps_its_key
@blueprint.alt_response(200, schema=ListSchema)
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(422, schema=ProblemSchema)
def receive(list_id: str) -> Json:
    """Take the bytes of the file (application/octet-stream), and have it looked at; sent again it is left."""
    here = canteen()
    with here.database.read() as connection:
        job = require_list(connection, list_id)
    if job.state == "waiting":
        # One byte more, so that what is too long is told from what is as long as was announced.
        request.max_content_length = job.size_bytes + 1
        keep_file(
            here.settings.lists_folder,
            list_id,
            _received(),
            content_hash=job.content_hash,
            size_bytes=job.size_bytes,
        )
        here.database.write(lambda connection: has_arrived(connection, list_id))
    return _shown(here, list_id)


@blueprint.get("")
@needs("lists_import", is_polled=True)
@blueprint.alt_response(200, schema=ListsSchema)
def show_all() -> Json:
    """Show the newest ten, without their findings."""
    here = canteen()
    here.lists.look_after(here.database, here.settings)
    with here.database.read() as connection:
        return {"lists": [list_json(job) for job in newest_lists(connection)]}


@blueprint.get("/template.csv")
@needs("lists_import", is_polled=True)
def send_template() -> Response:
    """Send an empty list with the headings that are known, to fill in."""
    return _file(template_csv(), "residents.csv")


@blueprint.get("/<list_id>")
@needs("lists_import", is_polled=True)
@blueprint.alt_response(200, schema=ListSchema)
@blueprint.alt_response(404, schema=ProblemSchema)
def show(list_id: str) -> Json:
    """Show how far a list is, what it would do, and the first 200 findings."""
    return _shown(canteen(), list_id)


@blueprint.get("/<list_id>/findings.csv")
@needs("lists_import", is_polled=True)
@blueprint.alt_response(404, schema=ProblemSchema)
def send_findings(list_id: str) -> Response:
    """Send all findings as a file for a spreadsheet, in UTF-8."""
    here = canteen()
    with here.database.read() as connection:
        require_list(connection, list_id)
    return _file(_all_findings(here, list_id), f"findings-{list_id}.csv")


@blueprint.post("/<list_id>/confirm")
@needs("lists_import")
@sets_a_state_of_a_person("member_lists.show")
@blueprint.arguments(ConfirmSchema())
@blueprint.alt_response(200, schema=ListSchema)
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def decide(body: Json, list_id: str) -> Json:
    """Have a list joined, all of it or nothing."""
    here = canteen()
    here.database.write(
        lambda connection: confirm(connection, list_id, skips_errors=body["skip_errors"], at=now())
    )
    return _shown(here, list_id)


@blueprint.post("/<list_id>/cancel")
@needs("lists_import")
@sets_a_state_of_a_person("member_lists.show")
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(200, schema=ListSchema)
@blueprint.alt_response(404, schema=ProblemSchema)
def give_up(_: Json, list_id: str) -> Json:
    """Give a list up; one that has ended stays as it is."""
    here = canteen()
    here.database.write(lambda connection: cancel(connection, list_id, at=now()))
    return _shown(here, list_id)


def _shown(here: Canteen, list_id: str) -> Json:
    """Return a list with its first findings; whoever looks at it looks after its process."""
    here.lists.look_after(here.database, here.settings)
    with here.database.read() as connection:
        job: ListJob = require_list(connection, list_id)
        found = read_findings(connection, list_id, at_most=SHOWN_FINDINGS)
    return list_json(job, (fault for _, fault in found))


def _received() -> Iterator[bytes]:
    while chunk := request.stream.read(CHUNK):
        yield chunk


def _all_findings(here: Canteen, list_id: str) -> Iterator[str]:
    yield findings_head()
    after = 0
    while True:
        with here.database.read() as connection:
            found = read_findings(connection, list_id, after=after, at_most=FINDINGS_AT_ONCE)
        if not found:
            return
        yield findings_lines(fault for _, fault in found)
        after = found[-1][0]


def _file(contents: str | Iterator[str], name: str) -> Response:
    answer = Response(contents, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
