"""How is cash rounded where a site has no use for coins of fen?

Rule: only by a named rule of the site, only the part that cash pays, and never to nothing; what it makes is
posted by itself, so that no price changes.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, update

from pos.ledger.accounts import open_account
from pos.shifts.shifts import UnknownSite
from pos.shifts.tables import CASH_ROUNDINGS, sites
from pricing.money import RoundingMode, round_fen

NONE: Final = "none"
JIAO_FEN: Final = 10
_MODES: Final[Mapping[str, RoundingMode]] = {"jiao_down": "down", "jiao_half_up": "half_up"}


def rounded_cash_fen(due_fen: int, rule: str) -> int:
    """Return what is to be taken in cash for an amount, under a site's rule.

    An amount that would be rounded to nothing is taken as it is.
    """
    if rule == NONE:
        return due_fen
    return round_fen(due_fen, JIAO_FEN, _MODES[rule]) or due_fen


def choose_cash_rounding(connection: Connection, site_code: str, rule: str) -> None:
    """Have the tills of a site round cash by a rule.

    :raises UnknownSite: when there is no such site.
    :raises ValueError: when there is no such rule.
    """
    if rule not in CASH_ROUNDINGS:
        raise ValueError(f"no rule of rounding is called {rule!r}")
    changed = connection.execute(update(sites).where(sites.c.code == site_code).values(cash_rounding=rule))
    if changed.rowcount == 0:
        raise UnknownSite(site=site_code)
    open_account(connection, "rounding", site_code)
