"""How much may a card pay, an account hold, and one person do without a second one, at a site?

Rule: what nobody has set has the default below; None is no limit.

Sources of the defaults: an account in a known person's name holds at most 5,000 yuan, any other 1,000
(national opinion of 2011 on prepaid cards; counted is the balance after the top-up). A card whose memory can
be copied pays a meal, not a banquet; a bare serial number proves nothing and pays nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, func, insert, select

from pos.errors import Refusal
from pos.limits.tables import LIMIT_CODES, limits

DEFAULTS: Final[Mapping[str, int | None]] = MappingProxyType(
    {
        "strong_order": None,
        "strong_day": None,
        "weak_order": 30_00,
        "weak_day": 60_00,
        "uid_order": 0,
        "uid_day": 0,
        "balance_named": 5_000_00,
        "balance_unnamed": 1_000_00,
        "undo_last": 50_00,
        "void": 20_00,
        "refund": 20_00,
        "late_refund": 0,
        "top_up_undo": 100_00,
        "paid_out": 100_00,
        "over_short": 10_00,
    }
)


class UnknownLimit(Refusal):
    """There is no limit of that name."""

    code = "unknown_limit"


def limits_of(connection: Connection, site_code: str) -> Mapping[str, int | None]:
    """Return every limit of a site in fen, by code; None where there is none."""
    newest = select(func.max(limits.c.id)).where(limits.c.site_code == site_code).group_by(limits.c.code)
    rows = connection.execute(select(limits.c.code, limits.c.amount_fen).where(limits.c.id.in_(newest)))
    return {**DEFAULTS, **{row.code: row.amount_fen for row in rows}}


def limit_fen(connection: Connection, site_code: str, code: str) -> int | None:
    """Return one limit of a site in fen, or None where there is none.

    :raises UnknownLimit: when no limit has that code.
    """
    _require_code(code)
    row = connection.execute(
        select(limits.c.amount_fen)
        .where(limits.c.site_code == site_code, limits.c.code == code)
        .order_by(limits.c.id.desc())
        .limit(1)
    ).first()
    return DEFAULTS[code] if row is None else row.amount_fen


def set_limit(
    connection: Connection, site_code: str, code: str, *, amount_fen: int | None, by: str, at: datetime
) -> None:
    """Set a limit of a site; one that is set to the same amount already stays as it is.

    :raises UnknownLimit: when no limit has that code.
    """
    if limit_fen(connection, site_code, code) == amount_fen:
        return
    connection.execute(
        insert(limits).values(site_code=site_code, code=code, amount_fen=amount_fen, set_by=by, set_at=at)
    )


def _require_code(code: str) -> None:
    if code not in LIMIT_CODES:
        raise UnknownLimit(limit=code)
