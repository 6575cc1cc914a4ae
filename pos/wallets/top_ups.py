"""A member pays in, and a wrong top-up is undone: by cash or by what others have taken for us.

Rule: the resulting balance stays below the legal cap; an undo goes back by the same means, once, free of
charge, and only while the money is still there.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from pos.errors import Refusal
from pos.ledger.accounts import balance_fen
from pos.ledger.tables import entries
from pos.limits.limits import limit_fen
from pos.members.acts import Act, begin_act
from pos.members.members import Member
from pos.members.payers import require_payer
from pos.members.states import FROZEN, OPEN, refuse_state
from pos.shifts.shifts import DrawerTooLow
from pos.wallets.acts import Desk, WalletAct, account_of, write_act
from pos.wallets.tables import wallet_acts


class BalanceCapExceeded(Refusal):
    """The balance would be above what the law lets an account of its kind hold."""

    code = "balance_cap_exceeded"


class UnknownTopUp(Refusal):
    """The member has no top-up of that key."""

    code = "unknown_top_up"


class TopUpUndone(Refusal):
    """The top-up was undone before, by another request."""

    code = "top_up_undone"


class TopUpSpent(Refusal):
    """Less is left in the wallet than the top-up brought; what is left can be paid out."""

    code = "top_up_spent"


@dataclass(frozen=True, slots=True)
class Moved:
    """What a movement led to: its number for people, and the balance before and after, in fen."""

    number: str
    means: str
    amount_fen: int
    before_fen: int
    after_fen: int


def top_up(
    connection: Connection,
    act: Act,
    member: Member,
    *,
    amount_fen: int,
    means: str,
    desk: Desk,
    is_named: bool = False,
    payer_id: str | None = None,
) -> Moved | None:
    """Pay into a member's wallet; None when this very request was done before.

    `is_named` says that we know who the member is by an identity document: the cap is higher then.
    `payer_id` is the link under which somebody of the family pays; it changes no limit.

    :raises ActKeyReused: when the key was used for something else.
    :raises BalanceCapExceeded: when the wallet would hold more than it may.
    :raises ClosedMember, MergedMember: when the account takes no money any more.
    :raises UnknownPayer, PayerEnded: when nobody pays for the member under that link.
    """
    if not begin_act(connection, act, "top_up", member.id):
        return None
    refuse_state(connection, member.id, OPEN, FROZEN)
    if payer_id is not None:
        require_payer(connection, member, payer_id)
    before_fen = balance_fen(connection, member.wallet_account_id)
    refuse_above_cap(connection, desk.site_code, before_fen + amount_fen, is_named=is_named)
    account_id = account_of(connection, desk, means)
    moved = WalletAct("top_up", member, means, account_id, amount_fen, payer_id=payer_id)
    number = write_act(connection, act, moved, desk)
    # Read again after the posting has taken the row: somebody may have paid meanwhile.
    after_fen = balance_fen(connection, member.wallet_account_id)
    refuse_above_cap(connection, desk.site_code, after_fen, is_named=is_named)
    return Moved(number, means, amount_fen, after_fen - amount_fen, after_fen)


@dataclass(frozen=True, slots=True)
class Resulting:
    """What a wallet holds, would hold after a top-up, and may hold (None: without limit), in fen."""

    before_fen: int
    after_fen: int
    cap_fen: int | None


def resulting(connection: Connection, member: Member, *, site_code: str, amount_fen: int) -> Resulting:
    """Return what a top-up would lead to, before anybody pays.

    :raises BalanceCapExceeded: when the wallet would hold more than it may.
    """
    after_fen = member.balance_fen + amount_fen
    cap_fen = refuse_above_cap(connection, site_code, after_fen, is_named=member.is_named)
    return Resulting(member.balance_fen, after_fen, cap_fen)


def refuse_above_cap(connection: Connection, site_code: str, after_fen: int, *, is_named: bool) -> int | None:
    """Refuse a balance that is above the cap of the site for the kind of account; return the cap.

    :raises BalanceCapExceeded: with the cap and the balance that would be.
    """
    cap_fen = limit_fen(connection, site_code, "balance_named" if is_named else "balance_unnamed")
    if cap_fen is not None and after_fen > cap_fen:
        raise BalanceCapExceeded(cap_fen=cap_fen, balance_fen=after_fen, is_named=is_named)
    return cap_fen


def undo_top_up(connection: Connection, act: Act, member: Member, *, undoes: str, desk: Desk) -> Moved | None:
    """Give a wrong top-up back by the means by which it came; None when this very request was done before.

    Cash comes out of where the undo is done: the till's drawer or the safe.

    :raises UnknownTopUp: when the member has no such top-up.
    :raises TopUpUndone: when it was undone before.
    :raises TopUpSpent: when less is left than it brought, with what is left.
    :raises DrawerTooLow: when the drawer does not hold that much.
    """
    if not begin_act(connection, act, "undo", member.id):
        return None
    means, account_id, amount_fen = _require_top_up(connection, member, undoes)
    if means == "cash":
        account_id = account_of(connection, desk, means)
    before_fen = balance_fen(connection, member.wallet_account_id)
    if before_fen < amount_fen:
        raise TopUpSpent(amount_fen=amount_fen, left_fen=before_fen)
    refuse_low_drawer(connection, desk, means, amount_fen)
    number = write_act(
        connection, act, WalletAct("undo", member, means, account_id, amount_fen, undoes), desk
    )
    after_fen = balance_fen(connection, member.wallet_account_id)
    return Moved(number, means, amount_fen, after_fen + amount_fen, after_fen)


def refuse_low_drawer(connection: Connection, desk: Desk, means: str, amount_fen: int) -> None:
    """Refuse to give out cash that the till's drawer does not hold.

    :raises DrawerTooLow: without what it holds, which only a count tells.
    """
    drawer = desk.drawer_account_id if means == "cash" else None
    if drawer is not None and balance_fen(connection, drawer) < amount_fen:
        raise DrawerTooLow(amount_fen=amount_fen)


def _require_top_up(connection: Connection, member: Member, id_: str) -> tuple[str, int, int]:
    row = connection.execute(
        select(wallet_acts.c.means, wallet_acts.c.account_id, entries.c.amount_fen)
        .join(entries, entries.c.id == wallet_acts.c.id)
        .where(wallet_acts.c.id == id_, wallet_acts.c.kind == "top_up", wallet_acts.c.member_id == member.id)
    ).first()
    if row is None:
        raise UnknownTopUp
    undone = select(wallet_acts.c.id).where(wallet_acts.c.undoes_id == id_)
    if connection.execute(undone).first() is not None:
        raise TopUpUndone
    means, account_id, amount_fen = row
    return means, account_id, amount_fen
