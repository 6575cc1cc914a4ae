"""Two accounts of one person become one: the money by one entry, the proofs, the cards, and what was used.

Rule: the merged account stays readable and empty; what was used on it counts for the survivor, so nobody gets
more subsidy than one person may have.
"""

from sqlalchemy import Connection, insert, select, update

from pos.cards.life import lock_cards, move_cards
from pos.errors import Refusal
from pos.ledger.accounts import balance_fen
from pos.members.acts import Act, begin_act
from pos.members.event_tables import member_merges
from pos.members.members import Member
from pos.members.states import MERGED, OPEN, move_state, refuse_state
from pos.members.tables import class_proofs, members
from pos.wallets.acts import Desk, WalletAct, write_act
from pos.wallets.top_ups import Moved


class SameMember(Refusal):
    """An account cannot be merged into itself."""

    code = "same_member"


def merge(connection: Connection, act: Act, member: Member, survivor: Member, *, desk: Desk) -> Moved | None:
    """Merge a member into another account of the same person; None when it was done before.

    The balance moves as it is: the legal cap is a cap on paying in.

    :raises SameMember: when both are the same account.
    :raises FrozenMember, ClosedMember, MergedMember: when one of them is not open.
    """
    if member.id == survivor.id:
        raise SameMember
    # Before the act is written, which holds the member: two merges would wait for each other.
    lock_cards(connection, member.id, survivor.id)
    _lock_members(connection, member, survivor)
    if not begin_act(connection, act, "merge", member.id):
        return None
    refuse_state(connection, member.id, OPEN)
    refuse_state(connection, survivor.id, OPEN)
    _lead_on(connection, act, member, survivor)
    amount_fen = balance_fen(connection, member.wallet_account_id)
    before_fen = balance_fen(connection, survivor.wallet_account_id)
    number = ""
    if amount_fen:
        number = write_act(
            connection,
            act,
            WalletAct("merge", member, "wallet", survivor.wallet_account_id, amount_fen),
            desk,
        )
    move_cards(connection, act, member.id, survivor.id)
    _take_over_proofs(connection, member.id, survivor.id)
    move_state(connection, member.id, MERGED, OPEN)
    return Moved(number, "wallet", amount_fen, before_fen, before_fen + amount_fen)


def _lock_members(connection: Connection, *both: Member) -> None:
    """Hold both accounts until the commit: a sale on either comes before all of this, or after it."""
    ids = [member.id for member in both]
    held = select(members.c.id).where(members.c.id.in_(ids)).order_by(members.c.id).with_for_update()
    connection.execute(held).all()


def _lead_on(connection: Connection, act: Act, member: Member, survivor: Member) -> None:
    """Name the survivor of a member, and of everybody who was merged into that member before."""
    connection.execute(
        insert(member_merges).values(member_id=member.id, survivor_id=survivor.id, event_id=act.id)
    )
    connection.execute(
        update(member_merges).where(member_merges.c.survivor_id == member.id).values(survivor_id=survivor.id)
    )


def _take_over_proofs(connection: Connection, member_id: int, survivor_id: int) -> None:
    """Copy the proofs that the survivor has not; one of the same class and day that it has stays its own."""
    own = select(class_proofs.c.class_code, class_proofs.c.valid_from)
    known = {tuple(row) for row in connection.execute(own.where(class_proofs.c.member_id == survivor_id))}
    rows = connection.execute(
        select(class_proofs).where(class_proofs.c.member_id == member_id).order_by(class_proofs.c.id)
    ).mappings()
    copied = [
        {name: value for name, value in row.items() if name != "id"} | {"member_id": survivor_id}
        for row in rows
        if (row["class_code"], row["valid_from"]) not in known
    ]
    if copied:
        connection.execute(insert(class_proofs), copied)
