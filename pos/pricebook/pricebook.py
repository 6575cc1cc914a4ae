"""Which scheme is in force on a day: rows in, a pricing value out.

Rule: a version never changes once loaded, so the value parsed from it may be kept for ever.
"""

from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Connection, bindparam, insert, select

from inventory.menu import all_categories
from pos.errors import Refusal
from pos.ledger.accounts import open_account
from pos.pricebook.tables import schemes
from pricing import Scheme, parse_scheme

_IN_FORCE = (
    select(schemes.c.version, schemes.c.toml)
    .where(schemes.c.code == bindparam("code"), schemes.c.effective_from <= bindparam("day"))
    .order_by(schemes.c.effective_from.desc(), schemes.c.version.desc())
    .limit(1)
)


class NoScheme(Refusal):
    """No discount scheme is in force on that day."""

    code = "no_scheme"


class UnknownCategory(Refusal):
    """A rule names a category that the kitchen does not have."""

    code = "unknown_category"


class SchemeVersionTaken(Refusal):
    """That version is loaded already and says something else."""

    code = "scheme_version_taken"


def load_scheme(connection: Connection, toml: str, *, effective_from: date, at: datetime) -> Scheme:
    """Load a version of a scheme, in force from a day on; the same text again changes nothing.

    :raises SchemeError: when the text is no good scheme.
    :raises UnknownCategory: when a rule names a category that the kitchen does not have.
    :raises SchemeVersionTaken: when that version is loaded with other contents.
    """
    scheme = parse_scheme(toml, source="scheme")
    _require_known_categories(connection, scheme)
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
    for payer in sorted({rule.payer for rule in scheme.rules if rule.kind == "subsidy"}):
        open_account(connection, "receivable", payer)
    return scheme


def scheme_in_force(connection: Connection, code: str, on_day: date) -> Scheme:
    """Return the scheme that is in force on a day.

    :raises NoScheme: when none is.
    """
    row = connection.execute(_IN_FORCE, {"code": code, "day": on_day}).first()
    if row is None:
        raise NoScheme(scheme=code)
    return _parsed(row.toml)


def _require_known_categories(connection: Connection, scheme: Scheme) -> None:
    """A mistyped category would be a rule that never applies, and that nobody notices."""
    known = {category.code for category in all_categories(connection)}
    for rule in scheme.rules:
        unknown = rule.items.categories - known
        if unknown:
            raise UnknownCategory(rule=rule.code, categories=sorted(unknown))


@lru_cache(maxsize=32)
def _parsed(toml: str) -> Scheme:
    return parse_scheme(toml, source="scheme")
