"""What was taken today, by tender and by tier, less what was given back.

Rule: money is summed from the ledger's postings; orders only say how many diners, and of which tier. A refund
counts for the day on which it was given, whenever its order was sold.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, exists, func, select

from inventory.tables import vendors
from pos.ledger.tables import accounts, entries, postings
from pos.sales.refund_tables import refunds
from pos.sales.tables import orders
from pricing.money import split_fen

SALES = ("sale",)
RETURNS = ("refund", "void")
# The tier of whoever has none.
GUEST = ""
# Where what guests pay comes from: by kind of account, and by account for what others take.
TENDERS = ("wallet", "drawer", "external:wechat", "external:alipay", "external:bank", "voucher")

_IS_VOIDED = exists().where(refunds.c.order_id == orders.c.id, refunds.c.kind == "void")


@dataclass(frozen=True, slots=True)
class Sum:
    """One row of a report: how many orders or postings, and fen."""

    code: str
    count: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Today:
    """The sales of one business date. `list_fen` less what others bear is `takings_fen`.

    Refunds and voids are taken off every sum of money; how many there were, and their fen, are `returned`.
    Diners and the sums by tier are of orders as they were sold, but for those that were undone.
    """

    business_date: date
    diners: int
    list_fen: int
    discount_fen: int
    subsidy_fen: int
    takings_fen: int
    # What rounding cash let guests off, less what it took from others.
    rounding_fen: int
    tenders: tuple[Sum, ...]
    tiers: tuple[Sum, ...]
    vendors: tuple[Sum, ...]
    latest: tuple[Sum, ...]
    returned: tuple[Sum, ...] = ()
    # What the day's counts found above and below the books, by `over` and `short`; no part of the takings.
    over_short: tuple[Sum, ...] = ()

    @property
    def average_fen(self) -> int:
        """Return what a diner paid on average, to the nearest fen; for reading only."""
        taken_fen = max(self.takings_fen, 0)
        return split_fen(taken_fen, (1, self.diners - 1))[0] if self.diners else 0


def sales_of(connection: Connection, business_date: date) -> Today:
    """Return the sales of a business date so far."""
    by_debit = _borne_by(connection, business_date)
    tiers = connection.execute(
        select(orders.c.tier_code, func.count(), func.sum(orders.c.total_fen))
        .where(orders.c.business_date == business_date, ~_IS_VOIDED)
        .group_by(orders.c.tier_code)
        .order_by(orders.c.tier_code)
    )
    tier_sums = tuple(Sum(code or GUEST, count, int(amount)) for code, count, amount in tiers)
    tenders = tuple(by_debit[code] for code in TENDERS if code in by_debit)
    by_vendor = _vendor_sums(connection, business_date)
    return Today(
        business_date=business_date,
        diners=sum(tier.count for tier in tier_sums),
        list_fen=sum(vendor.amount_fen for vendor in by_vendor),
        discount_fen=_amount(by_debit, "discount"),
        subsidy_fen=_amount(by_debit, "receivable"),
        takings_fen=sum(tender.amount_fen for tender in tenders),
        rounding_fen=_amount(by_debit, "rounding") - _taken_above(connection, business_date),
        tenders=tenders,
        tiers=tier_sums,
        vendors=by_vendor,
        latest=_latest(connection, business_date),
        returned=_returned(connection, business_date),
        over_short=_over_short(connection, business_date),
    )


def _borne_by(connection: Connection, business_date: date) -> dict[str, Sum]:
    """Return who bore the day's prices, by the kind of account: sales less what was given back.

    Counts are of orders.
    """
    sold = _sums(connection, business_date, postings.c.debit_account_id, SALES)
    back = _sums(connection, business_date, postings.c.credit_account_id, RETURNS)
    return {
        kind: Sum(kind, sold.get(kind, (0, 0))[0], sold.get(kind, (0, 0))[1] - back.get(kind, (0, 0))[1])
        for kind in sorted(sold.keys() | back.keys())
    }


def _taken_above(connection: Connection, business_date: date) -> int:
    """Return what rounding took above the prices, less what of it was given back."""
    sold = _sums(connection, business_date, postings.c.credit_account_id, SALES)
    back = _sums(connection, business_date, postings.c.debit_account_id, RETURNS)
    return sold.get("rounding", (0, 0))[1] - back.get("rounding", (0, 0))[1]


def _sums(
    connection: Connection, business_date: date, side: object, kinds: tuple[str, ...]
) -> dict[str, tuple[int, int]]:
    """Return the day's entries of some kinds, and their fen, by the kind of account on one side.

    What others take is told apart by who takes it.
    """
    group = case((accounts.c.kind == "external", accounts.c.code), else_=accounts.c.kind)
    rows = connection.execute(
        select(group, func.count(entries.c.id.distinct()), func.sum(postings.c.amount_fen))
        .select_from(entries)
        .join(postings, postings.c.entry_id == entries.c.id)
        .join(accounts, accounts.c.id == side)
        .where(entries.c.business_date == business_date, entries.c.kind.in_(kinds))
        .group_by(group)
    )
    return {kind: (count, int(amount)) for kind, count, amount in rows}


def _vendor_sums(connection: Connection, business_date: date) -> tuple[Sum, ...]:
    sold = _by_vendor(connection, business_date, postings.c.credit_account_id, SALES)
    back = _by_vendor(connection, business_date, postings.c.debit_account_id, RETURNS)
    return tuple(
        Sum(code, sold.get(code, (0, 0))[0], sold.get(code, (0, 0))[1] - back.get(code, (0, 0))[1])
        for code in sorted(sold.keys() | back.keys())
    )


def _by_vendor(
    connection: Connection, business_date: date, side: object, kinds: tuple[str, ...]
) -> dict[str, tuple[int, int]]:
    rows = connection.execute(
        select(vendors.c.code, func.count(entries.c.id.distinct()), func.sum(postings.c.amount_fen))
        .select_from(entries)
        .join(postings, postings.c.entry_id == entries.c.id)
        .join(accounts, accounts.c.id == side)
        .join(vendors, accounts.c.code == "revenue:" + vendors.c.code)
        .where(entries.c.business_date == business_date, entries.c.kind.in_(kinds))
        .group_by(vendors.c.code)
    )
    return {code: (count, int(amount)) for code, count, amount in rows}


def _returned(connection: Connection, business_date: date) -> tuple[Sum, ...]:
    """Return what diners got back that day, by kind: `refund` and `void`."""
    rows = connection.execute(
        select(entries.c.kind, func.count(entries.c.id.distinct()), func.sum(postings.c.amount_fen))
        .select_from(entries)
        .join(postings, postings.c.entry_id == entries.c.id)
        .join(accounts, accounts.c.id == postings.c.credit_account_id)
        .where(
            entries.c.business_date == business_date,
            entries.c.kind.in_(RETURNS),
            accounts.c.kind.not_in(("discount", "receivable")),
        )
        .group_by(entries.c.kind)
        .order_by(entries.c.kind)
    )
    return tuple(Sum(kind, count, int(amount)) for kind, count, amount in rows)


def _over_short(connection: Connection, business_date: date) -> tuple[Sum, ...]:
    """Return what the counts of the day's shifts found above the books and below them."""
    found = []
    for code, side in (("over", postings.c.credit_account_id), ("short", postings.c.debit_account_id)):
        summed = _sums(connection, business_date, side, ("over_short",)).get("over_short")
        if summed is not None:
            found.append(Sum(code, *summed))
    return tuple(found)


def _latest(connection: Connection, business_date: date) -> tuple[Sum, ...]:
    rows = connection.execute(
        select(orders.c.number, orders.c.total_fen)
        .where(orders.c.business_date == business_date)
        .order_by(orders.c.at.desc(), orders.c.number.desc())
        .limit(12)
    )
    return tuple(Sum(number, 1, total) for number, total in rows)


def _amount(sums: dict[str, Sum], kind: str) -> int:
    return sums[kind].amount_fen if kind in sums else 0
