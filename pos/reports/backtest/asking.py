"""Asking for a back-test: what somebody wants priced again, and under which scheme.

Rule: the same wish under the same id counts once; a scheme that cannot be read is refused before it waits.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from pos.errors import Refusal
from pos.pricebook.pricebook import require_version
from pos.reports.backtest.jobs import UnknownBacktest
from pos.reports.backtest.tables import backtests
from pricing import Scheme, SchemeError, parse_scheme


class BacktestKeyReused(Refusal):
    """A back-test of that id was asked for with other contents."""

    code = "backtest_key_reused"


class SchemeRefused(Refusal):
    """The text is no good scheme; `rule`, `field` and `problem` say where and why."""

    code = "scheme_refused"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: a loaded version of a scheme or the text of a draft, and a half-open period."""

    id: str
    from_date: date
    until_date: date
    scheme: tuple[str, int] | None = None
    draft: str | None = None


def ask_for(connection: Connection, wish: Wish, *, at: datetime) -> bool:
    """Queue a back-test; tell whether it is new: the same wish under the same id counts once.

    :raises BacktestKeyReused: when the id stands for another wish.
    :raises UnknownSchemeVersion: when that version of the scheme was never loaded.
    :raises SchemeRefused: when the draft, or that version, is no good scheme.
    """
    known = connection.execute(select(backtests).where(backtests.c.id == wish.id)).one_or_none()
    if known is not None:
        if _wish_of(known) != wish:
            raise BacktestKeyReused(backtest=wish.id)
        return False
    scheme = _scheme_of(connection, wish)
    connection.execute(
        insert(backtests).values(
            id=wish.id,
            scheme_code=scheme.code,
            scheme_version=scheme.version,
            draft=wish.draft,
            from_date=wish.from_date,
            until_date=wish.until_date,
            state="queued",
            requested_at=at,
        )
    )
    return True


def scheme_to_try(connection: Connection, id_: str) -> Scheme:
    """Return the scheme that a job prices under.

    :raises UnknownBacktest: when nobody asked for it.
    :raises SchemeRefused: when this program does not understand the scheme any more.
    """
    row = connection.execute(select(backtests).where(backtests.c.id == id_)).one_or_none()
    if row is None:
        raise UnknownBacktest(backtest=id_)
    return _scheme_of(connection, _wish_of(row))


def _scheme_of(connection: Connection, wish: Wish) -> Scheme:
    if wish.draft is not None:
        return read_scheme(wish.draft, source="draft")
    code, version = wish.scheme or ("", 0)
    return read_scheme(require_version(connection, code, version).toml, source="scheme")


def read_scheme(toml: str, *, source: str) -> Scheme:
    """Return the scheme that a text describes.

    :raises SchemeRefused: when it is no good one.
    """
    try:
        return parse_scheme(toml, source=source)
    except SchemeError as error:
        raise SchemeRefused(rule=error.rule, field=error.field, problem=error.problem) from error


def _wish_of(row: Any) -> Wish:
    scheme = None if row.draft is not None else (row.scheme_code, row.scheme_version)
    return Wish(row.id, row.from_date, row.until_date, scheme, row.draft)
