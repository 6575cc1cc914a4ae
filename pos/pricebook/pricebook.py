"""Which scheme is in force on a day, which were and will be: rows in, a pricing value out.

Rule: a version never changes once loaded, so the value parsed from it may be kept for ever. One that has not
come into force may be withdrawn: nothing was sold under it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Connection, bindparam, insert, select

from pos.errors import Refusal
from pos.ledger.accounts import open_account
from pos.pricebook.known import require_known
from pos.pricebook.tables import scheme_withdrawals, schemes
from pricing import Scheme, parse_scheme

_IS_WITHDRAWN = (
    select(scheme_withdrawals.c.version)
    .where(scheme_withdrawals.c.code == schemes.c.code, scheme_withdrawals.c.version == schemes.c.version)
    .correlate(schemes)
    .exists()
)
_IN_FORCE = (
    select(schemes.c.version, schemes.c.toml)
    .where(schemes.c.code == bindparam("code"), schemes.c.effective_from <= bindparam("day"), ~_IS_WITHDRAWN)
    .order_by(schemes.c.effective_from.desc(), schemes.c.version.desc())
    .limit(1)
)


class NoScheme(Refusal):
    """No discount scheme is in force on that day."""

    code = "no_scheme"


class UnknownSchemeVersion(Refusal):
    """No version of that number is loaded, or it was withdrawn."""

    code = "unknown_scheme_version"


class SchemeVersionTaken(Refusal):
    """That version is loaded already and says something else."""

    code = "scheme_version_taken"


class SchemeDayTaken(Refusal):
    """Another version begins on that day; `version` says which."""

    code = "scheme_day_taken"


class SchemeNotAhead(Refusal):
    """A version can be scheduled, or withdrawn, only before its first day."""

    code = "scheme_not_ahead"


@dataclass(frozen=True, slots=True)
class SchemeVersion:
    """A version as it is kept: its first day, and when it was loaded or withdrawn."""

    code: str
    version: int
    toml: str
    hash: str
    effective_from: date
    loaded_at: datetime
    withdrawn_at: datetime | None

    def scheme(self) -> Scheme:
        """Return what it says."""
        return _parsed(self.toml)


def load_scheme(connection: Connection, toml: str, *, effective_from: date, at: datetime) -> Scheme:
    """Load a version of a scheme, in force from a day on; the same text again changes nothing.

    :raises SchemeError: when the text is no good scheme.
    :raises UnknownCategory, UnknownInScheme: when it names what the canteen does not have.
    :raises SchemeVersionTaken: when that version is loaded with other contents.
    """
    scheme = parse_scheme(toml, source="scheme")
    require_known(connection, scheme)
    loaded = connection.execute(
        select(schemes.c.hash).where(schemes.c.code == scheme.code, schemes.c.version == scheme.version)
    ).scalar_one_or_none()
    if loaded is not None and loaded != scheme.hash:
        raise SchemeVersionTaken(scheme=scheme.code, version=scheme.version)
    if loaded is None:
        connection.execute(
            insert(schemes).values(
                code=scheme.code,
                version=scheme.version,
                toml=toml,
                hash=scheme.hash,
                effective_from=effective_from,
                loaded_at=at,
            )
        )
    open_account(connection, "discount", scheme.code)
    for payer in sorted({rule.payer for rule in scheme.rules if rule.kind != "discount"}):
        open_account(connection, "receivable", payer)
    return scheme


def schedule_scheme(
    connection: Connection, toml: str, *, effective_from: date, today: date, at: datetime
) -> Scheme:
    """Load a new version that comes into force on a day to come; the same again changes nothing.

    :raises SchemeError, UnknownCategory, UnknownInScheme, SchemeVersionTaken: as `load_scheme` does.
    :raises SchemeNotAhead: when the day has begun.
    :raises SchemeDayTaken: when another version begins on that day.
    """
    scheme = parse_scheme(toml, source="scheme")
    _wait_for_other_managers(connection, scheme.code)
    known = versions(connection, scheme.code)
    mine = next((one for one in known if one.version == scheme.version), None)
    if mine is not None:
        if (mine.hash, mine.effective_from, mine.withdrawn_at) != (scheme.hash, effective_from, None):
            raise SchemeVersionTaken(scheme=scheme.code, version=scheme.version)
        return scheme
    if effective_from <= today:
        raise SchemeNotAhead(effective_from=effective_from, today=today)
    for other in known:
        if other.effective_from == effective_from and other.withdrawn_at is None:
            raise SchemeDayTaken(version=other.version, effective_from=effective_from)
    return load_scheme(connection, toml, effective_from=effective_from, at=at)


def withdraw_scheme(connection: Connection, code: str, version: int, *, today: date, at: datetime) -> None:
    """Take a scheduled version back; one that is withdrawn already stays so.

    :raises UnknownSchemeVersion: when there is none of that number.
    :raises SchemeNotAhead: when it is or was in force.
    """
    _wait_for_other_managers(connection, code)
    mine = require_version(connection, code, version)
    if mine.withdrawn_at is not None:
        return
    if mine.effective_from <= today:
        raise SchemeNotAhead(effective_from=mine.effective_from, today=today)
    connection.execute(insert(scheme_withdrawals).values(code=code, version=version, withdrawn_at=at))


def versions(connection: Connection, code: str) -> tuple[SchemeVersion, ...]:
    """Return all versions of a scheme, the newest first."""
    rows = connection.execute(
        select(
            schemes.c.code,
            schemes.c.version,
            schemes.c.toml,
            schemes.c.hash,
            schemes.c.effective_from,
            schemes.c.loaded_at,
            scheme_withdrawals.c.withdrawn_at,
        )
        .outerjoin(
            scheme_withdrawals,
            (scheme_withdrawals.c.code == schemes.c.code)
            & (scheme_withdrawals.c.version == schemes.c.version),
        )
        .where(schemes.c.code == code)
        .order_by(schemes.c.version.desc())
    )
    return tuple(SchemeVersion(*row) for row in rows)


def require_version(connection: Connection, code: str, version: int) -> SchemeVersion:
    """Return one version of a scheme.

    :raises UnknownSchemeVersion: when there is none of that number.
    """
    mine = next((one for one in versions(connection, code) if one.version == version), None)
    if mine is None:
        raise UnknownSchemeVersion(scheme=code, version=version)
    return mine


def scheme_in_force(connection: Connection, code: str, on_day: date) -> Scheme:
    """Return the scheme that is in force on a day.

    :raises NoScheme: when none is.
    """
    scheme = find_scheme(connection, code, on_day)
    if scheme is None:
        raise NoScheme(scheme=code)
    return scheme


def find_scheme(connection: Connection, code: str, on_day: date) -> Scheme | None:
    """Return the scheme that is in force on a day, if one is."""
    row = connection.execute(_IN_FORCE, {"code": code, "day": on_day}).first()
    return None if row is None else _parsed(row.toml)


def _wait_for_other_managers(connection: Connection, code: str) -> None:
    """Hold the versions of a scheme until the transaction ends; what is read after this is up to date.

    Sales, which refer to a version, need not wait. SQLite has one writer at a time anyway.
    """
    held = select(schemes.c.version).where(schemes.c.code == code).order_by(schemes.c.version)
    connection.execute(held.with_for_update(key_share=True)).all()


@lru_cache(maxsize=32)
def _parsed(toml: str) -> Scheme:
    return parse_scheme(toml, source="scheme")
