"""The paper of a movement, queued in its own transaction, so that it prints exactly when the money moved.

Rule: made from what was written, never from what was asked.
"""

from sqlalchemy import Connection

from pos.cards.life import cards_of
from pos.members.acts import Act
from pos.members.members import Member
from pos.receipts.outbox import queue_paper
from pos.receipts.wallet_receipt import WalletFacts, wallet_receipt
from pos.shifts.shifts import Till
from pos.wallets.top_ups import Moved


def paper_key(act_id: str) -> str:
    """Return the key of a movement's paper: one, however often the request is sent."""
    return f"{act_id}:wallet"


def queue_wallet_paper(
    connection: Connection,
    act: Act,
    member: Member,
    *,
    kind: str,
    moved: Moved,
    till: Till,
    printer: str,
    payer: str = "",
) -> None:
    """Queue the paper of a top-up, an undo or a pay-out."""
    active = [card.tail for card in cards_of(connection, member.id) if card.state == "active"]
    facts = WalletFacts(
        kind=kind,
        site_name_zh=till.site.name_zh,
        site_phone=till.site.phone,
        number=moved.number,
        at=act.at,
        time_zone=str(till.site.zone),
        actor=act.actor,
        means=moved.means,
        amount_fen=moved.amount_fen,
        before_fen=moved.before_fen,
        after_fen=moved.after_fen,
        card_tail=active[0] if active else None,
        payer=payer,
    )
    queue_paper(
        connection,
        key=paper_key(act.id),
        order_id=None,
        printer=printer,
        document=wallet_receipt(facts),
        at=act.at,
    )
