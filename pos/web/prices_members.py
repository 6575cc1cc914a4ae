"""Whose price class changes in a month, whose proofs run out, and what is on record of a member.

Rule: a proof is only ever added or ended, and where somebody lives is an area that a version of
the scheme knows.
"""

from datetime import date, datetime

from flask import request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from pos.clock import now
from pos.members.members import Member, move_member, require_member
from pos.members.people import masked_name
from pos.members.proofs import ClassProof, prove_class, revoke_class
from pos.members.tier_changes import ProofEnd, TierChange, proof_ends, tier_changes
from pos.pricebook.areas import refuse_unknown_areas
from pos.pricebook.pricebook import find_scheme, scheme_in_force
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.prices_schemas import HomeSchema, ProofSchema, RevokeSchema
from pos.web.repeats import sets_a_state_of_a_person
from pos.web.schemas import ProblemSchema
from pos.web.strictness import Blueprint
from pos.web.who import first_till
from pos.web.wire import Json, said, tier_json
from pricing import completed_years
from pricing.scheme.names import class_name

blueprint = Blueprint(
    "members", __name__, url_prefix="/api/members", description="Members' classes and price classes"
)

MONTHS = 12


@blueprint.get("/changes")
@needs("members_read")
@blueprint.alt_response(404, schema=ProblemSchema)
def show_changes() -> Json:
    """Show what changes in a month (`?month=2026-12`; without it, in the next one)."""
    at = now()
    with canteen().database.read() as connection:
        till = first_till(connection)
        first = _month(request.args.get("month")) or _month_after(till.local_day(at))
        end = _month_after(first)
        scheme = scheme_in_force(connection, till.site.scheme_code, first)
        return {
            "month": f"{first:%Y-%m}",
            "from_date": first.isoformat(),
            "until_date": end.isoformat(),
            "scheme_version": scheme.version,
            "changes": [_change(one) for one in tier_changes(connection, scheme, first, end)],
            "proofs": [_end(one) for one in proof_ends(connection, first, end)],
        }


@blueprint.get("/<code>")
@needs("members_read")
@blueprint.alt_response(404, schema=ProblemSchema)
def show_member(code: str) -> Json:
    """Show what prices depend on in a member."""
    at = now()
    with canteen().database.read() as connection:
        return _member(connection, code, at)


@blueprint.post("/<code>/proofs")
@needs("members_write")
@sets_a_state_of_a_person("members.show_member")
@blueprint.arguments(ProofSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(409, schema=ProblemSchema)
@blueprint.alt_response(422, schema=ProblemSchema)
def add_proof(body: Json, code: str) -> Json:
    """Record that a member has shown a proof of a class; sent again it changes nothing."""
    at = now()

    def work(connection: Connection) -> Json:
        prove_class(connection, require_member(connection, code).id, **body, at=at)
        return _member(connection, code, at)

    return canteen().database.write(work)


@blueprint.post("/<code>/revoke")
@needs("members_write")
@sets_a_state_of_a_person("members.show_member")
@blueprint.arguments(RevokeSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def revoke(body: Json, code: str) -> Json:
    """End the proofs of a class from a day on."""
    at = now()

    def work(connection: Connection) -> Json:
        member = require_member(connection, code)
        revoke_class(connection, member.id, body["class_code"], from_day=body["from_day"])
        return _member(connection, code, at)

    return canteen().database.write(work)


@blueprint.post("/<code>/home")
@needs("members_write")
@sets_a_state_of_a_person("members.show_member")
@blueprint.arguments(HomeSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
@blueprint.alt_response(422, schema=ProblemSchema)
def move(body: Json, code: str) -> Json:
    """Set where a member lives and is registered."""
    at = now()

    def work(connection: Connection) -> Json:
        member = require_member(connection, code)
        stated = (body["residence"], body["hukou"])
        # Where the member is known to live stays, though the scheme may have forgotten the area.
        known = (member.residence_area, member.hukou_area)
        refuse_unknown_areas(connection, first_till(connection).site.scheme_code, stated, known=known)
        move_member(connection, member, residence_area=body["residence"], hukou_area=body["hukou"])
        return _member(connection, code, at)

    return canteen().database.write(work)


def _member(connection: Connection, code: str, at: datetime) -> Json:
    till = first_till(connection)
    today = till.local_day(at)
    member = require_member(connection, code)
    scheme = find_scheme(connection, till.site.scheme_code, today)
    return {
        "code": member.code,
        "name": masked_name(canteen().vault, member.person),
        "birth_date": member.birth_date.isoformat(),
        "age": completed_years(member.birth_date, today),
        "tier": tier_json(None if scheme is None else member.tier_on(scheme, today)),
        "residence": member.residence_area,
        "hukou": member.hukou_area,
        "proofs": [_proof(proof, today) for proof in sorted(member.proofs, key=_order, reverse=True)],
    }


def _order(proof: ClassProof) -> tuple[date, str]:
    return proof.valid_from, proof.class_code


def _proof(proof: ClassProof, today: date) -> Json:
    return {
        "class_code": proof.class_code,
        "name": said(class_name(proof.class_code)),
        "valid_from": proof.valid_from.isoformat(),
        "valid_until": proof.valid_until and proof.valid_until.isoformat(),
        "revoked_on": proof.revoked_on and proof.revoked_on.isoformat(),
        "state": _state(proof, today),
    }


def _state(proof: ClassProof, today: date) -> str:
    if proof.revoked_on is not None and proof.revoked_on <= today:
        return "revoked"
    if proof.valid_until is not None and proof.valid_until < today:
        return "lapsed"
    return "counts" if proof.valid_from <= today else "begins"


def _change(change: TierChange) -> Json:
    return {
        "member": _named(change.member),
        "on_date": change.on_date.isoformat(),
        "age": completed_years(change.member.birth_date, change.on_date),
        "before": tier_json(change.before),
        "after": tier_json(change.after),
    }


def _end(end: ProofEnd) -> Json:
    return {
        "member": _named(end.member),
        "class_code": end.class_code,
        "name": said(class_name(end.class_code)),
        "valid_until": end.valid_until.isoformat(),
    }


def _named(member: Member) -> Json:
    return {"code": member.code, "name": masked_name(canteen().vault, member.person)}


def _month(month: str | None) -> date | None:
    """Return the first day of a month as YYYY-MM.

    :raises NotFound: when it is none, or the calendar ends with it.
    """
    if month is None:
        return None
    try:
        first = date.fromisoformat(f"{month}-01")
        _month_after(first)
    except ValueError as error:
        raise NotFound from error
    return first


def _month_after(day: date) -> date:
    if day.month == MONTHS:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)
