"""Where does the money of a tender go when it is given back?

Rule: to the same tender. Cash comes out of the drawer of the till that gives it back; what a wallet paid goes
to the wallet of the same person, be the card replaced or the account merged since.
"""

from sqlalchemy import Connection, select

from pos.ledger.accounts import balance_fen
from pos.members.event_tables import member_merges
from pos.members.states import FROZEN, OPEN, refuse_state
from pos.members.tables import members
from pos.refunds.sold import SoldTender
from pos.shifts.shifts import DrawerTooLow, Till


def destination_of(connection: Connection, tender: SoldTender, till: Till, amount_fen: int) -> int:
    """Return the account that the money of a tender goes to.

    :raises DrawerTooLow: when the drawer does not hold that much.
    :raises ClosedMember: when the wallet is closed, and takes no money.
    """
    if tender.kind == "cash":
        if balance_fen(connection, till.drawer_account_id) < amount_fen:
            raise DrawerTooLow(amount_fen=amount_fen)
        return till.drawer_account_id
    if tender.kind == "wallet":
        return _wallet_now(connection, tender.account_id)
    return tender.account_id


def _wallet_now(connection: Connection, wallet: int) -> int:
    paid = select(members.c.id).where(members.c.wallet_account_id == wallet)
    member_id = connection.execute(paid).scalar_one()
    led = select(member_merges.c.survivor_id).where(member_merges.c.member_id == member_id)
    goes_on = connection.execute(led).scalar_one_or_none() or member_id
    refuse_state(connection, goes_on, OPEN, FROZEN)
    found: int = connection.execute(
        select(members.c.wallet_account_id).where(members.c.id == goes_on)
    ).scalar_one()
    return found
