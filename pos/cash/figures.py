"""What a shift came to: every figure from the postings of its stretch of the till's chain, and no other.

Rule: orders, counters and stored totals are not asked; what was counted stands beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, case, func, select

from pos.ledger.tables import accounts, entries, postings

Json = dict[str, Any]

VERSION = 1
DRAWER = "drawer"
# What bears a sale beside the one who pays it.
BEARERS: Final = {"discount": "discount_fen", "receivable": "subsidy_fen", "rounding": "rounding_fen"}
SALES: Final = {"sale": "sales", "refund": "refunds", "void": "voids"}
WALLETS: Final = {"top_up": "top_ups", "undo": "undos", "pay_out": "pay_outs"}
CASH_IN: Final = {"sale": "sales_fen", "top_up": "top_ups_fen", "paid_in": "paid_in_fen"}
CASH_OUT: Final = {
    "refund": "refunds_fen",
    "void": "voids_fen",
    "undo": "undos_fen",
    "pay_out": "pay_outs_fen",
    "paid_out": "paid_out_fen",
    "drop": "drops_fen",
}
# What the close itself writes; it comes after what was expected.
CLOSING: Final = ("over_short", "hand_over")


@dataclass(frozen=True, slots=True)
class Flow:
    """What moved between two kinds of accounts in the entries of one kind."""

    kind: str
    debit: str
    credit: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a till's chain, both ends included, and the account of its drawer."""

    till_code: str
    drawer_account_id: int
    first_sequence: int
    last_sequence: int


def figures_of(connection: Connection, stretch: Stretch, *, kept_fen: int) -> Json:
    """Return the figures of a stretch; `kept_fen` is what the drawer held before it."""
    flows = flows_of(connection, stretch)
    counts = _entries_by_kind(connection, stretch)
    return {
        "version": VERSION,
        **{name: _sales(kind, flows, counts) for kind, name in SALES.items()},
        **{name: _wallets(kind, flows, counts) for kind, name in WALLETS.items()},
        "cash": _cash(flows, kept_fen),
    }


def drawer_moved_fen(flows: Iterable[Flow]) -> int:
    """Return what a drawer holds more after some flows than before."""
    return sum(flow.amount_fen * ((flow.debit == DRAWER) - (flow.credit == DRAWER)) for flow in flows)


def flows_of(connection: Connection, stretch: Stretch) -> tuple[Flow, ...]:
    """Return what moved in a stretch, by kind of entry and by the accounts on both sides."""
    debits, credits_ = accounts.alias("debits"), accounts.alias("credits")
    debit, credit = (_label(side, stretch.drawer_account_id) for side in (debits, credits_))
    rows = connection.execute(
        select(entries.c.kind, debit, credit, func.sum(postings.c.amount_fen))
        .select_from(entries)
        .join(postings, postings.c.entry_id == entries.c.id)
        .join(debits, debits.c.id == postings.c.debit_account_id)
        .join(credits_, credits_.c.id == postings.c.credit_account_id)
        .where(*_within(stretch))
        .group_by(entries.c.kind, debit, credit)
        .order_by(entries.c.kind, debit, credit)
    )
    return tuple(Flow(kind, debit, credit, int(amount)) for kind, debit, credit, amount in rows)


def _label(side: Any, drawer_account_id: int) -> Any:
    """Name an account by its kind; those of outside, and drawers of others, by themselves."""
    return case(
        (side.c.id == drawer_account_id, DRAWER),
        (side.c.kind.in_(("external", DRAWER)), side.c.code),
        else_=side.c.kind,
    )


def _within(stretch: Stretch) -> tuple[Any, ...]:
    between = entries.c.sequence.between(stretch.first_sequence, stretch.last_sequence)
    return entries.c.chain_code == stretch.till_code, between


def _entries_by_kind(connection: Connection, stretch: Stretch) -> dict[str, int]:
    query = select(entries.c.kind, func.count()).where(*_within(stretch)).group_by(entries.c.kind)
    return {row[0]: row[1] for row in connection.execute(query)}


def _sales(kind: str, flows: Iterable[Flow], counts: dict[str, int]) -> Json:
    """Return the sums of sales, or of what undoes them: there the sides are exchanged."""
    sums = {"list_fen": 0, **dict.fromkeys(BEARERS.values(), 0)}
    tenders: dict[str, int] = {}
    for flow in flows:
        if flow.kind != kind:
            continue
        sides = (flow.debit, flow.credit) if kind == "sale" else (flow.credit, flow.debit)
        for account, sign in zip(sides, (1, -1), strict=True):
            if account == "revenue":
                sums["list_fen"] -= sign * flow.amount_fen
            elif account in BEARERS:
                sums[BEARERS[account]] += sign * flow.amount_fen
            else:
                tenders[account] = tenders.get(account, 0) + sign * flow.amount_fen
    total_fen = sum(tenders.values())
    return {"count": counts.get(kind, 0), **sums, "total_fen": total_fen, "tenders": tenders}


def _wallets(kind: str, flows: Iterable[Flow], counts: dict[str, int]) -> Json:
    """Return what came into wallets, or went out of them, by the account on the other side."""
    means: dict[str, int] = {}
    for flow in flows:
        if flow.kind == kind:
            other = flow.credit if flow.debit == "wallet" else flow.debit
            means[other] = means.get(other, 0) + flow.amount_fen
    return {"count": counts.get(kind, 0), "total_fen": sum(means.values()), "means": means}


def _cash(flows: tuple[Flow, ...], kept_fen: int) -> Json:
    """Return what went into the drawer and out of it, and what it should hold."""
    moved = dict.fromkeys(("float", *CASH_IN, *CASH_OUT, *CLOSING), 0)
    other_fen = 0
    for flow in flows:
        fen = flow.amount_fen * ((flow.debit == DRAWER) - (flow.credit == DRAWER))
        if flow.kind in moved:
            moved[flow.kind] += fen
        else:
            other_fen += fen
    before_close = sum(fen for kind, fen in moved.items() if kind not in CLOSING) + other_fen
    return {
        "kept_fen": kept_fen,
        "float_fen": moved["float"],
        **{name: moved[kind] for kind, name in CASH_IN.items()},
        **{name: -moved[kind] for kind, name in CASH_OUT.items()},
        "other_fen": other_fen,
        "expected_fen": kept_fen + before_close,
        "over_short_fen": moved["over_short"],
        "handed_over_fen": -moved["hand_over"],
        "left_fen": kept_fen + sum(moved.values()) + other_fen,
    }
