"""What does the canteen know of one person? All of it, for themselves.

Rule: it reads only, and leaves nothing out that names them: who looked at it is part of it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from pos.cards.tables import cards
from pos.ledger.tables import entries, postings
from pos.members.members import Member, require_member
from pos.members.payers import FamilyPayer, payers_of, pays_for
from pos.members.people import Person
from pos.members.reveals import reveals_of
from pos.members.states import merged_codes
from pos.members.tables import class_proofs
from pos.sales.tables import order_lines, orders
from pos.vault import Vault


def everything_about(
    connection: Connection, vault: Vault, member: Member, person: Person, *, at: datetime
) -> dict[str, Any]:
    """Return everything about a person as JSON: amounts in fen, moments in UTC."""
    return {
        "exported_at": at.isoformat(),
        "code": member.code,
        "name": person.name,
        "phone": person.phone,
        "id_number": person.id_number,
        "birth_date": member.birth_date.isoformat(),
        "residence": member.residence_area,
        "hukou": member.hukou_area,
        "balance_fen": member.balance_fen,
        "cards": _cards(connection, member),
        "classes": _classes(connection, member),
        **_family(connection, vault, member),
        "movements": _movements(connection, member),
        "orders": _orders(connection, member),
        # What was done on accounts of theirs that were merged into this one.
        "merged": [
            {
                "code": one.code,
                "classes": _classes(connection, one),
                **_family(connection, vault, one),
                "movements": _movements(connection, one),
                "orders": _orders(connection, one),
            }
            for one in _merged(connection, member)
        ],
        "reveals": [
            {"fields": one.fields, "reason": one.reason, "by": one.actor, "at": one.at.isoformat()}
            for one in reveals_of(connection, member.id)
        ],
    }


def _merged(connection: Connection, member: Member) -> tuple[Member, ...]:
    return tuple(require_member(connection, code) for code in merged_codes(connection, member.id))


def _cards(connection: Connection, member: Member) -> list[dict[str, Any]]:
    rows = connection.execute(
        select(cards.c.number, cards.c.profile, cards.c.state, cards.c.block_reason, cards.c.issued_at)
        .where(cards.c.member_id == member.id)
        .order_by(cards.c.issued_at, cards.c.serial)
    )
    return [_plain(row) for row in rows.mappings()]


def _classes(connection: Connection, member: Member) -> list[dict[str, Any]]:
    names = ("class_code", "proof_type", "valid_from", "valid_until", "revoked_on", "recorded_at")
    rows = connection.execute(
        select(*(class_proofs.c[name] for name in names))
        .where(class_proofs.c.member_id == member.id)
        .order_by(class_proofs.c.id)
    )
    return [_plain(row) for row in rows.mappings()]


def _family(connection: Connection, vault: Vault, member: Member) -> dict[str, Any]:
    """Return who pays for a member, in plain words where they are no member, and for whom they pay."""
    return {
        "payers": [_payer(one) for one in payers_of(connection, vault, member, is_plain=True)],
        "pays_for": [_payer(one) for one in pays_for(connection, vault, member)],
    }


def _payer(one: FamilyPayer) -> dict[str, Any]:
    named = {"name": one.name, "phone": one.phone} if one.member is None else {"member": one.member}
    return {
        **named,
        "relation": one.relation,
        "since": one.since.isoformat(),
        "ended_at": one.ended_at and one.ended_at.isoformat(),
    }


def _movements(connection: Connection, member: Member) -> list[dict[str, Any]]:
    """Return what came into the wallet (positive) and went out of it (negative), in order."""
    wallet = member.wallet_account_id
    rows = connection.execute(
        select(
            entries.c.at,
            entries.c.kind,
            entries.c.reason,
            postings.c.credit_account_id,
            postings.c.amount_fen,
        )
        .join(postings, postings.c.entry_id == entries.c.id)
        .where(or_(postings.c.credit_account_id == wallet, postings.c.debit_account_id == wallet))
        .order_by(entries.c.at, postings.c.id)
    )
    return [
        {
            "at": row.at.isoformat(),
            "kind": row.kind,
            "reason": row.reason,
            "amount_fen": row.amount_fen if row.credit_account_id == wallet else -row.amount_fen,
        }
        for row in rows
    ]


def _orders(connection: Connection, member: Member) -> list[dict[str, Any]]:
    mine = select(orders.c.id).where(orders.c.member_id == member.id)
    lines: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(
        select(order_lines.c.order_id, order_lines.c.name_zh, order_lines.c.quantity, order_lines.c.total_fen)
        .where(order_lines.c.order_id.in_(mine))
        .order_by(order_lines.c.order_id, order_lines.c.number)
    ):
        lines.setdefault(row.order_id, []).append(
            {"dish": row.name_zh, "quantity": row.quantity, "total_fen": row.total_fen}
        )
    rows = connection.execute(
        select(orders.c.id, orders.c.number, orders.c.at, orders.c.list_total_fen, orders.c.total_fen)
        .where(orders.c.member_id == member.id)
        .order_by(orders.c.at, orders.c.id)
    )
    return [{**_plain(row), "lines": lines.get(row["id"], [])} for row in rows.mappings()]


def _plain(row: Any) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
