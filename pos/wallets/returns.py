"""A member leaves: what was paid in goes out again, the cards are over, and the account is closed.

Rule: wallets hold paid money only (the database sees to it; what others give would be in a purse of its own),
so all of it is the member's. What goes out is what the screen showed, or nothing.
"""

from sqlalchemy import Connection

from pos.cards.life import RETURNED, NewCard, end_cards, give_card, lock_cards
from pos.errors import Refusal
from pos.ledger.accounts import balance_fen
from pos.members.acts import Act, begin_act
from pos.members.members import Member, hold_member
from pos.members.states import CLOSED, FROZEN, OPEN, move_state, refuse_state
from pos.wallets.acts import Desk, WalletAct, account_of, write_act
from pos.wallets.top_ups import Moved, refuse_low_drawer


class BalanceChanged(Refusal):
    """The wallet does not hold any more what the screen showed."""

    code = "balance_changed"


def return_card(
    connection: Connection, act: Act, member: Member, *, amount_fen: int, means: str, desk: Desk
) -> Moved | None:
    """Pay a member's balance out, end the cards and close the account; None when it was done before.

    :raises BalanceChanged: when the wallet holds another amount than `amount_fen`.
    :raises DrawerTooLow: when the drawer does not hold that much cash.
    :raises ClosedMember, MergedMember: when the account is closed already.
    """
    if not begin_act(connection, act, "return", member.id):
        return None
    lock_cards(connection, member.id)
    refuse_state(connection, member.id, OPEN, FROZEN)
    account_id = account_of(connection, desk, means)
    refuse_other_balance(connection, member, amount_fen)
    number = ""
    if amount_fen:
        refuse_low_drawer(connection, desk, means, amount_fen)
        number = write_act(connection, act, WalletAct("pay_out", member, means, account_id, amount_fen), desk)
    # A payment that was faster is seen here: the posting has taken the wallet's row.
    refuse_other_balance(connection, member, 0, shown_fen=amount_fen)
    end_cards(connection, act, member.id, RETURNED)
    move_state(connection, member.id, CLOSED, OPEN, FROZEN)
    return Moved(number, means, amount_fen, amount_fen, 0)


def refuse_other_balance(
    connection: Connection, member: Member, expected_fen: int, *, shown_fen: int | None = None
) -> None:
    """Refuse when a wallet holds another amount than expected.

    :raises BalanceChanged: with what it held before this act.
    """
    held_fen = balance_fen(connection, member.wallet_account_id)
    if held_fen != expected_fen:
        shown = expected_fen if shown_fen is None else shown_fen
        raise BalanceChanged(shown_fen=shown, balance_fen=held_fen - expected_fen + shown)


def reopen(connection: Connection, act: Act, member: Member, card: NewCard) -> bool:
    """Open a closed account again by giving it a card; tell whether it was done now.

    :raises CardTaken: when the card is somebody's.
    :raises FrozenMember, MergedMember: when the account is not a closed one.
    :raises ErasedMember: when nobody knows any more whose account it is.
    """
    if not begin_act(connection, act, "reopen", member.id):
        return False
    hold_member(connection, member.code)
    move_state(connection, member.id, OPEN, CLOSED)
    give_card(connection, act, member.id, card)
    return True
