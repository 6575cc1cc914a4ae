"""Whether the money of members agrees with what was written about it: acts, undos, merges, closed accounts.

Rule: as in `audit`: everything is compared again with the postings; no trigger is trusted.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from pos.cards.tables import cards
from pos.ledger.tables import entries, postings
from pos.members.event_tables import member_events, member_merges
from pos.members.states import CLOSED, MERGED
from pos.members.tables import members
from pos.receipts.tables import print_jobs
from pos.reports.findings import Disagreement, Findings
from pos.wallets.acts import act_fingerprint
from pos.wallets.paper import paper_key
from pos.wallets.tables import ACT_KINDS, top_up_payers, wallet_acts

PRINTED_KINDS = ("top_up", "undo", "pay_out")


def wallet_movements(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Compare each top-up, undo, pay-out and merge with its entry, its posting, its event and its undo."""
    rows = list(connection.execute(_acts()).mappings())
    findings.checked["wallet movements"] = len(rows)
    posted = _one_posting_each(connection)
    for row in rows:
        wallet, other = row["wallet_account_id"], row["account_id"]
        sides = (other, wallet) if row["kind"] == "top_up" else (wallet, other)
        claims = {
            "it is not in the ledger as it says": row["entry_kind"] == row["kind"],
            "its posting is between other accounts": posted.get(row["id"]) == (*sides, row["amount_fen"]),
            "nobody is known to have done it": row["event_id"] is not None,
            # What was paid in before acts were kept has no hash of its own.
            "it was changed after it was written": not row["detail_hash"]
            or act_fingerprint(dict(row)) == row["detail_hash"],
            "it undoes what it does not equal": row["kind"] != "undo" or _is_pair(row),
        }
        for detail, holds in claims.items():
            if not holds:
                yield Disagreement("wallets", row["id"], detail)
    known = {row["id"] for row in rows}
    for id_ in connection.execute(select(entries.c.id).where(entries.c.kind.in_(ACT_KINDS))).scalars():
        if id_ not in known:
            yield Disagreement("wallets", id_, "is in the ledger, but nobody says by which means")
    for id_ in connection.execute(select(top_up_payers.c.act_id)).scalars():
        if id_ not in known:
            yield Disagreement("wallets", id_, "has a payer, but there is no such movement")


def papers_of_movements(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Look for papers of movements that were never written."""
    keys = set(
        connection.execute(select(print_jobs.c.key).where(print_jobs.c.kind.in_(PRINTED_KINDS))).scalars()
    )
    findings.checked["papers of movements"] = len(keys)
    acts = connection.execute(select(wallet_acts.c.id)).scalars()
    for key in sorted(keys - {paper_key(id_) for id_ in acts}):
        yield Disagreement("wallets", key, "is a paper of a movement that is not there")


def ended_accounts(connection: Connection, findings: Findings) -> Iterator[Disagreement]:
    """Check that closed and merged accounts are empty and have no usable card, and where merges lead."""
    ended = select(members.c.id, members.c.code, members.c.state, members.c.wallet_account_id)
    rows = connection.execute(ended.where(members.c.state.in_((CLOSED, MERGED)))).all()
    findings.checked["ended accounts"] = len(rows)
    led = {row.member_id: row.survivor_id for row in connection.execute(select(member_merges))}
    active = select(cards.c.member_id).where(cards.c.state == "active").distinct()
    holders = set(connection.execute(active).scalars())
    for row in rows:
        if _held(connection, row.wallet_account_id):
            yield Disagreement("members", row.code, f"is {row.state} but holds money")
        if row.id in holders:
            yield Disagreement("members", row.code, f"is {row.state} but has a card that pays")
    merged = {row.id for row in rows if row.state == MERGED}
    for member_id in sorted(merged ^ led.keys()):
        yield Disagreement("members", str(member_id), "is merged without a survivor, or has one without it")
    for member_id in sorted(led):
        if led[member_id] in merged:
            yield Disagreement("members", str(member_id), "leads to an account that is merged itself")


def _acts() -> Any:
    undone, undone_entry = aliased(wallet_acts), aliased(entries)
    return (
        select(
            wallet_acts,
            members.c.wallet_account_id,
            entries.c.kind.label("entry_kind"),
            entries.c.amount_fen,
            entries.c.detail_hash,
            member_events.c.id.label("event_id"),
            undone.c.kind.label("undone_kind"),
            undone.c.means.label("undone_means"),
            undone.c.member_id.label("undone_member"),
            undone_entry.c.amount_fen.label("undone_fen"),
            top_up_payers.c.payer_id,
        )
        .join(members, members.c.id == wallet_acts.c.member_id)
        .outerjoin(entries, entries.c.id == wallet_acts.c.id)
        .outerjoin(member_events, member_events.c.id == wallet_acts.c.id)
        .outerjoin(top_up_payers, top_up_payers.c.act_id == wallet_acts.c.id)
        .outerjoin(undone, undone.c.id == wallet_acts.c.undoes_id)
        .outerjoin(undone_entry, undone_entry.c.id == undone.c.id)
    )


def _is_pair(row: Any) -> bool:
    undone = (row["undone_kind"], row["undone_means"], row["undone_member"], row["undone_fen"])
    return bool(undone == ("top_up", row["means"], row["member_id"], row["amount_fen"]))


def _one_posting_each(connection: Connection) -> dict[str, tuple[int, int, int]]:
    """Return the sides and the amount of each movement's posting; none where there are several."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    columns = (postings.c.entry_id, postings.c.debit_account_id, postings.c.credit_account_id)
    query = select(*columns, postings.c.amount_fen).join(wallet_acts, wallet_acts.c.id == postings.c.entry_id)
    for id_, *rest in connection.execute(query):
        found.setdefault(id_, []).append((rest[0], rest[1], rest[2]))
    return {id_: moves[0] for id_, moves in found.items() if len(moves) == 1}


def _held(connection: Connection, wallet: int) -> int:
    moved = {}
    for side in (postings.c.credit_account_id, postings.c.debit_account_id):
        total = select(func.coalesce(func.sum(postings.c.amount_fen), 0)).where(side == wallet)
        moved[side.name] = int(connection.execute(total).scalar_one())
    return moved["credit_account_id"] - moved["debit_account_id"]
