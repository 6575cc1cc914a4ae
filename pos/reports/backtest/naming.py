"""What are the tiers and payers of old orders called? By the schemes that they were sold under.

Rule: a name is for reading only; where an old scheme cannot be read any more, its codes stand for themselves.
"""

import logging
from collections.abc import Iterable, Iterator

from pos.database import Database
from pos.pricebook.pricebook import require_version
from pos.reports.backtest.comparing import KnownNames
from pricing import Scheme, SchemeError, Text

log = logging.getLogger(__name__)


def known_names(database: Database, tried: Scheme, sold_under: Iterable[tuple[str, int]]) -> KnownNames:
    """Return the words of all tiers and payers; of two versions the later one names them."""
    sold_tiers: dict[str, Text] = {}
    payers: dict[str, Text] = {}
    for scheme in _readable(database, sorted(sold_under)):
        sold_tiers |= _tiers(scheme)
        payers |= _payers(scheme)
    return KnownNames(sold_tiers, _tiers(tried), payers | _payers(tried))


def _readable(database: Database, sold_under: Iterable[tuple[str, int]]) -> Iterator[Scheme]:
    with database.read() as connection:
        kept = [require_version(connection, code, version) for code, version in sold_under]
    for version in kept:
        try:
            yield version.scheme()
        except SchemeError as error:
            log.warning("a scheme of old orders cannot be read any more: %s", error)


def _tiers(scheme: Scheme) -> dict[str, Text]:
    return {each.tier.code: each.tier.name for each in scheme.tiers}


def _payers(scheme: Scheme) -> dict[str, Text]:
    return {payer.code: payer.name for payer in scheme.payers}
