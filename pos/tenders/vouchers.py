"""Numbered paper vouchers: issued in series, used once, given back with what they paid.

Rule: a voucher's steps are numbered rows, so of two tills at once one is refused; what it pays, its payer
owes us, and what of its value is above the bill is lost or refused, as its series says.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, insert, select

from pos.errors import Refusal
from pos.ledger.accounts import open_account
from pos.shifts.shifts import UnknownSite
from pos.shifts.tables import sites
from pos.tenders.tables import voucher_events, voucher_series, voucher_sites, vouchers

CODE_DIGITS: Final = 12
MOST_AT_ONCE: Final = 2_000
USED_ONCE: Final = ("vouchers_are_used_once", "pk_voucher_events")


class UnknownVoucher(Refusal):
    """No voucher has that number, or it does not pay at this site."""

    code = "unknown_voucher"


class VoucherUsed(Refusal):
    """The voucher was used already, or cancelled."""

    code = "voucher_used"


class VoucherNotValid(Refusal):
    """The voucher pays from `valid_from` to `valid_until` only."""

    code = "voucher_not_valid"


class VoucherTooLarge(Refusal):
    """The voucher is worth more than what is left to pay, and its series gives nothing away."""

    code = "voucher_too_large"


class SeriesKeyReused(Refusal):
    """A series of that id was issued with other contents."""

    code = "key_reused"


class UnknownSeries(Refusal):
    """No series of vouchers has that id."""

    code = "unknown_series"


@dataclass(frozen=True, slots=True)
class Series:
    """Vouchers that are alike. They pay on both days and in between; `remainder` is "lost" or "refused"."""

    id: str
    name: str
    payer: str
    face_fen: int
    valid_from: date
    valid_until: date
    remainder: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher that may be used now; `account_id` is its payer's."""

    code: str
    name: str
    face_fen: int
    remainder: str
    account_id: int
    steps: int


_COLUMNS = tuple(voucher_series.c[name] for name in Series.__dataclass_fields__)
_FIND = (
    select(
        vouchers.c.code,
        voucher_series.c.name,
        voucher_series.c.face_fen,
        voucher_series.c.remainder,
        voucher_series.c.account_id,
        voucher_series.c.valid_from,
        voucher_series.c.valid_until,
        voucher_sites.c.site_code,
    )
    .join(voucher_series, voucher_series.c.id == vouchers.c.series_id)
    .join(voucher_sites, voucher_sites.c.series_id == voucher_series.c.id)
    .where(vouchers.c.code == bindparam("code"), voucher_sites.c.site_code == bindparam("site"))
)
_STEPS = (
    select(voucher_events.c.number, voucher_events.c.kind)
    .where(voucher_events.c.voucher_code == bindparam("code"))
    .order_by(voucher_events.c.number.desc())
    .limit(1)
)


def issue_series(
    connection: Connection,
    series: Series,
    site_codes: Sequence[str],
    *,
    request_hash: str,
    by: str,
    at: datetime,
) -> bool:
    """Issue so many vouchers; tell whether that was done now, for the same key does it once.

    :raises SeriesKeyReused: when the key issued others.
    :raises UnknownSite: when a site does not exist, or there is none.
    """
    known = select(voucher_series.c.request_hash).where(voucher_series.c.id == series.id)
    hash_ = connection.execute(known).scalar_one_or_none()
    if hash_ is not None:
        if hash_ != request_hash:
            raise SeriesKeyReused(series=series.id)
        return False
    existing = set(connection.execute(select(sites.c.code)).scalars())
    if not site_codes or not set(site_codes) <= existing:
        raise UnknownSite(sites=sorted(set(site_codes) - existing))
    account_id = open_account(connection, "voucher", series.payer)
    numbered = enumerate(_new_codes(connection, series.quantity), start=1)
    rows = [{"code": code, "series_id": series.id, "number": number} for number, code in numbered]
    connection.execute(insert(vouchers), rows)
    places = [{"series_id": series.id, "site_code": code} for code in sorted(set(site_codes))]
    connection.execute(insert(voucher_sites), places)
    written = {column.name: getattr(series, column.name) for column in _COLUMNS}
    stamped = {"account_id": account_id, "actor": by, "at": at, "request_hash": request_hash}
    connection.execute(insert(voucher_series).values({**written, **stamped}))
    return True


def require_voucher(connection: Connection, code: str, *, site_code: str, on_date: date) -> Voucher:
    """Return a voucher that may pay at a site on a day.

    :raises UnknownVoucher: when there is none that pays here.
    :raises VoucherNotValid: when it does not pay on that day.
    :raises VoucherUsed: when it was used or cancelled.
    """
    row = connection.execute(_FIND, {"code": code, "site": site_code}).first()
    if row is None:
        raise UnknownVoucher(voucher=masked(code))
    if not row.valid_from <= on_date <= row.valid_until:
        raise VoucherNotValid(
            voucher=masked(code),
            valid_from=row.valid_from.isoformat(),
            valid_until=row.valid_until.isoformat(),
        )
    last = connection.execute(_STEPS, {"code": code}).first()
    if last is not None and last.kind != "given_back":
        raise VoucherUsed(voucher=masked(code))
    steps = 0 if last is None else last.number
    return Voucher(row.code, row.name, row.face_fen, row.remainder, row.account_id, steps)


def use_voucher(connection: Connection, voucher: Voucher, order_id: str, *, by: str, at: datetime) -> None:
    """Use a voucher for an order, in the transaction that sells it; the database lets it happen once."""
    _step(connection, voucher.code, voucher.steps + 1, "used", order_id, by=by, at=at)


def release_voucher(connection: Connection, code: str, refund_id: str, *, by: str, at: datetime) -> None:
    """Give a voucher back with the sale that it paid: it may be used again, while it is valid.

    The database refuses it (`vouchers_are_used_once`) when it is not in use.
    """
    last = connection.execute(_STEPS, {"code": code}).first()
    _step(connection, code, 1 if last is None else last.number + 1, "given_back", refund_id, by=by, at=at)


def cancel_voucher(connection: Connection, code: str, reason: str, *, by: str, at: datetime) -> None:
    """Cancel a voucher that was not used, such as a lost one; a cancelled one stays as it is.

    :raises UnknownVoucher: when there is none.
    :raises VoucherUsed: when it is in use.
    """
    if connection.execute(select(vouchers.c.code).where(vouchers.c.code == code)).first() is None:
        raise UnknownVoucher(voucher=masked(code))
    last = connection.execute(_STEPS, {"code": code}).first()
    if last is not None and last.kind == "cancelled":
        return
    if last is not None and last.kind != "given_back":
        raise VoucherUsed(voucher=masked(code))
    number = 1 if last is None else last.number + 1
    _step(connection, code, number, "cancelled", reason, by=by, at=at)


def all_series(connection: Connection) -> tuple[tuple[Series, int], ...]:
    """Return every series, the newest first, with how many of its vouchers are in use."""
    latest = (
        select(voucher_events.c.voucher_code, func.max(voucher_events.c.number).label("number"))
        .group_by(voucher_events.c.voucher_code)
        .subquery()
    )
    used = (
        select(vouchers.c.series_id, func.count().label("used"))
        .join(latest, latest.c.voucher_code == vouchers.c.code)
        .join(
            voucher_events,
            (voucher_events.c.voucher_code == latest.c.voucher_code)
            & (voucher_events.c.number == latest.c.number),
        )
        .where(voucher_events.c.kind == "used")
        .group_by(vouchers.c.series_id)
        .subquery()
    )
    rows = connection.execute(
        select(*_COLUMNS, func.coalesce(used.c.used, 0))
        .outerjoin(used, used.c.series_id == voucher_series.c.id)
        .order_by(voucher_series.c.at.desc(), voucher_series.c.id)
    )
    return tuple((Series(*row[:-1]), row[-1]) for row in rows)


def codes_of(connection: Connection, series_id: str) -> tuple[str, ...]:
    """Return the numbers of a series, to be printed.

    :raises UnknownSeries: when there is none.
    """
    rows = connection.execute(
        select(vouchers.c.code).where(vouchers.c.series_id == series_id).order_by(vouchers.c.number)
    )
    codes = tuple(rows.scalars())
    if not codes:
        raise UnknownSeries(series=series_id)
    return codes


def is_code(text: str) -> bool:
    """Tell whether a text can be a voucher's number: twelve digits, the last of which fits the others."""
    is_written = len(text) == CODE_DIGITS and text.isascii() and text.isdecimal()
    return is_written and check_digit(text[:-1]) == text[-1]


def check_digit(digits: str) -> str:
    """Return the digit that makes a mistyped or swapped one visible (Luhn, ISO/IEC 7812-1)."""
    doubled = "0246813579"
    turned = (
        doubled[int(digit)] if place % 2 == 0 else digit for place, digit in enumerate(reversed(digits))
    )
    return "0987654321"[sum(int(digit) for digit in turned) % 10]


def masked(code: str) -> str:
    """Return a voucher's number as papers and answers show it."""
    return f"…{code[-4:]}"


def _new_codes(connection: Connection, quantity: int) -> list[str]:
    """Return unguessable numbers that no voucher has."""
    found: set[str] = set()
    while len(found) < quantity:
        wanted = quantity - len(found)
        drawn = {_drawn() for _ in range(wanted)} - found
        taken = set(connection.execute(select(vouchers.c.code).where(vouchers.c.code.in_(drawn))).scalars())
        found |= drawn - taken
    return list(found)


def _drawn() -> str:
    digits = f"{secrets.randbelow(10 ** (CODE_DIGITS - 1)):0{CODE_DIGITS - 1}}"
    return digits + check_digit(digits)


def _step(
    connection: Connection, code: str, number: int, kind: str, reference: str, *, by: str, at: datetime
) -> None:
    row = {"voucher_code": code, "number": number, "kind": kind, "reference": reference}
    connection.execute(insert(voucher_events).values({**row, "actor": by, "at": at}))
