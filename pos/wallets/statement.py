"""Every movement of a member's wallet with the balance after it.

Rule: it is read from the postings alone, so its sums are the ledger's; the newest comes first.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, Subquery, case, func, select
from sqlalchemy.orm import aliased

from pos.ledger.accounts import balance_fen
from pos.ledger.tables import entries, postings
from pos.members.members import Member
from pos.wallets.acts import act_number
from pos.wallets.tables import top_up_payers, wallet_acts

PAGE = 50


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement: `amount_fen` is above 0 where the wallet grew; `is_undone` is for top-ups."""

    place: int
    entry_id: str
    kind: str
    number: str
    means: str
    amount_fen: int
    after_fen: int
    actor: str
    business_date: date
    at: datetime
    is_undone: bool
    # The link under which somebody of the family paid in.
    payer_id: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A page of movements, the sums over all of them, and where the next page begins, if there is one."""

    movements: tuple[Movement, ...]
    in_fen: int
    out_fen: int
    balance_fen: int
    next_place: int | None


def statement_of(
    connection: Connection, member: Member, *, before: int | None = None, limit: int = PAGE
) -> Statement:
    """Return the movements of a wallet, the newest first; `before` is the place where a page begins."""
    moved = _movements(member.wallet_account_id)
    total_in, total_out = connection.execute(
        select(
            func.coalesce(func.sum(case((moved.c.amount_fen > 0, moved.c.amount_fen))), 0),
            func.coalesce(func.sum(case((moved.c.amount_fen < 0, -moved.c.amount_fen))), 0),
        )
    ).one()
    query = _described(moved)
    if before is not None:
        query = query.where(moved.c.place < before)
    rows = connection.execute(query.order_by(moved.c.place.desc()).limit(limit + 1)).all()
    page = tuple(
        Movement(
            row.place,
            row.id,
            row.kind,
            act_number(row.chain_code, row.sequence),
            row.means or "",
            int(row.amount_fen),
            int(row.after_fen),
            row.actor,
            row.business_date,
            row.at,
            row.undone is not None,
            row.payer_id,
        )
        for row in rows[:limit]
    )
    further = page[-1].place if len(rows) > limit else None
    held_fen = balance_fen(connection, member.wallet_account_id)
    return Statement(page, int(total_in), int(total_out), held_fen, further)


def movement_of(connection: Connection, member: Member, entry_id: str) -> Movement | None:
    """Return one movement of a wallet by its entry, with the balance after it."""
    place = select(func.max(postings.c.id)).where(postings.c.entry_id == entry_id)
    found = connection.execute(place).scalar_one()
    if found is None:
        return None
    page = statement_of(connection, member, before=found + 1, limit=1).movements
    return page[0] if page and page[0].entry_id == entry_id else None


def _movements(wallet: int) -> Subquery:
    """Return the movements as a query: a sale of several vendors is one, though it has several postings."""
    is_in = postings.c.credit_account_id == wallet
    signed = case((is_in, postings.c.amount_fen), else_=-postings.c.amount_fen)
    by_entry = (
        select(
            postings.c.entry_id,
            func.max(postings.c.id).label("place"),
            func.sum(signed).label("amount_fen"),
        )
        .where((postings.c.credit_account_id == wallet) | (postings.c.debit_account_id == wallet))
        .group_by(postings.c.entry_id)
        .subquery()
    )
    after = func.sum(by_entry.c.amount_fen).over(order_by=by_entry.c.place).label("after_fen")
    return select(by_entry, after).subquery()


def _described(moved: Subquery) -> Select[Any]:
    undo = aliased(wallet_acts)
    return (
        select(
            moved,
            entries.c.id,
            entries.c.kind,
            entries.c.chain_code,
            entries.c.sequence,
            entries.c.actor,
            entries.c.business_date,
            entries.c.at,
            wallet_acts.c.means,
            undo.c.id.label("undone"),
            top_up_payers.c.payer_id,
        )
        .join(entries, entries.c.id == moved.c.entry_id)
        .outerjoin(wallet_acts, wallet_acts.c.id == entries.c.id)
        .outerjoin(undo, undo.c.undoes_id == entries.c.id)
        .outerjoin(top_up_payers, top_up_payers.c.act_id == entries.c.id)
    )
