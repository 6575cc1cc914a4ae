"""The manager's prices: which versions of the scheme there are, what a draft says, tries and changes.

Rule: a draft is nothing until it is scheduled; whatever is answered about one comes from the scheme that it
reads as, never from the form.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from pos.clock import now
from pos.database import Database
from pos.pricebook.pricebook import (
    find_scheme,
    require_version,
    schedule_scheme,
    scheme_in_force,
    versions,
    withdraw_scheme,
)
from pos.shifts.shifts import Site
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.prices_schemas import DraftSchema, ScheduleSchema, TrySchema
from pos.web.prices_try import person_json, read_trial, try_in_force, try_scheme
from pos.web.prices_wire import areas_json, changes_json, names_of, review_json, version_json, words_json
from pos.web.repeats import asks_only, sets_a_state
from pos.web.schemas import NothingSchema, ProblemSchema
from pos.web.scheme_drafts import read_draft, refuse_draft, scheme_json
from pos.web.strictness import Blueprint
from pos.web.who import first_till
from pos.web.wire import Json, moment, said, text
from pricing import Scheme, scheme_to_toml

blueprint = Blueprint("prices", __name__, url_prefix="/api/prices", description="Schemes and their drafts")


@dataclass(frozen=True)
class Here:
    """The canteen whose prices these are, and its day."""

    site: Site
    today: date


@blueprint.get("")
@needs("prices_read")
def show_prices() -> Json:
    """Show all versions of the scheme, and what a form may choose from."""
    at = now()
    with canteen().database.read() as connection:
        here = _here(connection, at)
        kept = versions(connection, here.site.scheme_code)
        return {
            "today": here.today.isoformat(),
            "server_time": moment(at),
            "site": {
                "code": here.site.code,
                "name": text(here.site.name_zh, here.site.name_en),
                "scheme": here.site.scheme_code,
                "area": here.site.area,
            },
            "next_version": max((one.version for one in kept), default=0) + 1,
            "versions": [version_json(one, kept, here.today) for one in kept],
            "words": words_json(connection),
            "areas": areas_json(kept),
        }


@blueprint.get("/versions/<int(max=2147483647):version>")
@needs("prices_read")
@blueprint.alt_response(404, schema=ProblemSchema)
def show_version(version: int) -> Json:
    """Show one version: as the table of a form, and in sentences with its weak places."""
    with canteen().database.read() as connection:
        here = _here(connection, now())
        kept = require_version(connection, here.site.scheme_code, version)
        scheme = kept.scheme()
        return {
            **version_json(kept, versions(connection, here.site.scheme_code), here.today),
            "scheme": scheme_json(scheme),
            **review_json(scheme, names_of(connection, here.site)),
        }


@blueprint.get("/compare/<int(max=2147483647):before>/<int(max=2147483647):after>")
@needs("prices_read")
@blueprint.alt_response(404, schema=ProblemSchema)
def compare_versions(before: int, after: int) -> Json:
    """Show what a version changes against another."""
    with canteen().database.read() as connection:
        here = _here(connection, now())
        code = here.site.scheme_code
        old, new = (require_version(connection, code, one).scheme() for one in (before, after))
        return {"changes": changes_json(old, new, names_of(connection, here.site))}


@blueprint.post("/check")
@needs("prices_read")
@asks_only
@blueprint.arguments(DraftSchema())
@blueprint.alt_response(422, schema=ProblemSchema)
def check(body: Json) -> Json:
    """Show what a draft says, its weak places, and what it changes; or where it is no scheme."""
    with canteen().database.read() as connection:
        here = _here(connection, now())
        scheme = _own(read_draft(connection, body["scheme"]), here)
        names = names_of(connection, here.site)
        present = _in_force(connection, here)
        return {
            "hash": scheme.hash,
            "name": said(scheme.name),
            "toml": scheme_to_toml(scheme),
            **review_json(scheme, names),
            "in_force": present and present.version,
            "changes": [] if present is None else changes_json(present, scheme, names),
        }


@blueprint.post("/try")
@needs("prices_read")
@asks_only
@blueprint.arguments(TrySchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(422, schema=ProblemSchema)
def try_out(body: Json) -> Json:
    """Price a tray under a version or a draft, beside the version that is in force on that day."""
    with canteen().database.read() as connection:
        here = _here(connection, now())
        if body["scheme"] is not None:
            scheme = _own(read_draft(connection, body["scheme"]), here)
        elif body["version"] is not None:
            scheme = require_version(connection, here.site.scheme_code, body["version"]).scheme()
        else:
            scheme = scheme_in_force(connection, here.site.scheme_code, here.today)
        trial = read_trial(connection, body, here.site)
        names = names_of(connection, here.site)
        chosen = try_scheme(connection, scheme, trial, names)
        present = try_in_force(connection, here.site, trial, names)
        return {
            "person": person_json(canteen().vault, trial),
            "chosen": chosen,
            "in_force": present,
            "difference_fen": present and chosen["quote"]["total_fen"] - present["quote"]["total_fen"],
        }


@blueprint.post("/schedule")
@needs("prices_write")
@sets_a_state
@blueprint.arguments(ScheduleSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
@blueprint.alt_response(422, schema=ProblemSchema)
def schedule(body: Json) -> Json:
    """Schedule a draft as a version from a day to come; sent again it changes nothing."""
    at = now()

    def work(connection: Connection) -> Scheme:
        here = _here(connection, at)
        draft = _own(read_draft(connection, body["scheme"]), here)
        return schedule_scheme(
            connection,
            scheme_to_toml(draft),
            effective_from=body["effective_from"],
            today=here.today,
            at=at,
        )

    scheme = _books().write(work)
    return _version(scheme.version)


@blueprint.post("/versions/<int(max=2147483647):version>/withdraw")
@needs("prices_write")
@sets_a_state
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
def withdraw(_: Json, version: int) -> Json:
    """Take back a version that is not in force yet; one that is withdrawn already stays so."""
    at = now()

    def work(connection: Connection) -> None:
        here = _here(connection, at)
        withdraw_scheme(connection, here.site.scheme_code, version, today=here.today, at=at)

    _books().write(work)
    return _version(version)


def _books() -> Database:
    return canteen().database


def _here(connection: Connection, at: datetime) -> Here:
    till = first_till(connection)
    return Here(till.site, till.local_day(at))


def _in_force(connection: Connection, here: Here) -> Scheme | None:
    return find_scheme(connection, here.site.scheme_code, here.today)


def _own(scheme: Scheme, here: Here) -> Scheme:
    if scheme.code != here.site.scheme_code:
        refuse_draft(None, "code", f"must be one of {here.site.scheme_code}, not {scheme.code}")
    return scheme


def _version(version: int) -> Json:
    with _books().read() as connection:
        here = _here(connection, now())
        kept = versions(connection, here.site.scheme_code)
        mine = require_version(connection, here.site.scheme_code, version)
        return version_json(mine, kept, here.today)
