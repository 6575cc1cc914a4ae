"""What a site's manager sets counts from then on; what nobody set has its default."""

from functools import partial

import pytest

from pos.clock import now
from pos.database import Database
from pos.limits.limits import DEFAULTS, UnknownLimit, limit_fen, limits_of, set_limit
from pos.limits.tables import LIMIT_CODES

SITE = "xinli137"


def test_limits_that_nobody_set_are_the_defaults(shared_database: Database) -> None:
    with shared_database.read() as connection:
        assert limits_of(connection, SITE) == DEFAULTS
        assert {code: limit_fen(connection, SITE, code) for code in LIMIT_CODES} == DEFAULTS


def test_a_bare_serial_number_pays_nothing_by_default(shared_database: Database) -> None:
    with shared_database.read() as connection:
        assert (limit_fen(connection, SITE, "uid_order"), limit_fen(connection, SITE, "uid_day")) == (0, 0)


def test_the_newest_limit_counts_and_the_others_stay_as_they_are(database: Database) -> None:
    amounts: tuple[int | None, ...] = (20_00, None, 25_00)
    for amount_fen in amounts:
        database.write(
            partial(set_limit, site_code=SITE, code="weak_order", amount_fen=amount_fen, by="周敏", at=now())
        )
        with database.read() as connection:
            assert limit_fen(connection, SITE, "weak_order") == amount_fen
            assert limits_of(connection, SITE) == {**DEFAULTS, "weak_order": amount_fen}


def test_an_unknown_limit_is_neither_read_nor_set(shared_database: Database) -> None:
    with pytest.raises(UnknownLimit):
        shared_database.write(
            lambda connection: set_limit(connection, SITE, "banquet", amount_fen=1, by="周敏", at=now())
        )
