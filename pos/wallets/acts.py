"""How money gets into a wallet or out of it: one entry, one posting, and by which means.

Rule: every fen moves through the ledger's `post`; the act's row seals its entry, and the database checks that
they say the same. Where the money lies is decided by the means and by who does it: a till or the office.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import Connection, insert

from pos.errors import Refusal
from pos.ledger.accounts import open_account
from pos.ledger.posting import OFFICE_CHAIN, Event, Posting, chain_head, post
from pos.members.acts import Act
from pos.members.members import Member
from pos.shifts.shifts import Till
from pos.wallets.tables import MEANS, top_up_payers, wallet_acts

FLOOR = "ck_account_balances_stays_above_its_floor"
PAYER_IS_OPEN = "payers_pay_for_their_member"


class UnknownMeans(Refusal):
    """Money does not come in or go out by that means."""

    code = "unknown_means"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where money is taken or given out: a till with its open shift, or the office of a site."""

    site_code: str
    chain_code: str
    business_date: date
    shift_id: str | None
    drawer_account_id: int | None


@dataclass(frozen=True, slots=True)
class WalletAct:
    """A movement to be written: the amount in fen above 0, between a member's wallet and an account."""

    kind: str
    member: Member
    means: str
    account_id: int
    amount_fen: int
    undoes_id: str | None = None
    # The link of the family under which somebody else pays in.
    payer_id: str | None = None


def desk_of(till: Till, at: datetime, *, is_office: bool) -> Desk:
    """Return the desk of a till, whose shift must be open, or of the office of its site.

    :raises ShiftClosed: when nobody works on the till.
    """
    if is_office:
        return Desk(till.site.code, OFFICE_CHAIN, till.local_day(at), None, None)
    shift = till.require_shift(at)
    return Desk(till.site.code, till.code, shift.business_date, shift.id, till.drawer_account_id)


def account_of(connection: Connection, desk: Desk, means: str) -> int:
    """Return the account that holds what is paid at a desk by a means.

    :raises UnknownMeans: when there is no such means.
    """
    if means not in MEANS:
        raise UnknownMeans(means=means)
    if means != "cash":
        return open_account(connection, "external", means)
    if desk.drawer_account_id is not None:
        return desk.drawer_account_id
    return open_account(connection, "safe", desk.site_code)


def write_act(connection: Connection, act: Act, moved: WalletAct, desk: Desk) -> str:
    """Write a movement and return the number that is printed for people; its event stands already.

    The database refuses it under `FLOOR` when the wallet or the drawer does not hold enough.
    """
    head = chain_head(connection, desk.chain_code)
    row = {
        "id": act.id,
        "kind": moved.kind,
        "member_id": moved.member.id,
        "means": moved.means,
        "account_id": moved.account_id,
        "site_code": desk.site_code,
        "shift_id": desk.shift_id,
        "undoes_id": moved.undoes_id,
    }
    event = Event(
        id=act.id,
        kind=moved.kind,
        reason=f"{moved.kind} of {moved.member.code}",
        actor=act.actor,
        business_date=desk.business_date,
        at=act.at,
        chain_code=desk.chain_code,
        detail_hash=act_fingerprint({**row, "payer_id": moved.payer_id}),
    )
    wallet = moved.member.wallet_account_id
    sides = (moved.account_id, wallet) if moved.kind == "top_up" else (wallet, moved.account_id)
    post(connection, event, (Posting(*sides, moved.amount_fen),), head)
    if moved.payer_id is not None:
        connection.execute(insert(top_up_payers).values(act_id=act.id, payer_id=moved.payer_id))
    connection.execute(insert(wallet_acts).values(row))
    return act_number(desk.chain_code, head.sequence + 1)


def act_number(chain_code: str, sequence: int) -> str:
    """Return the number printed for people, such as T1-000123 or OFFICE-000045."""
    return f"{chain_code.upper()}-{sequence:06}"


def act_fingerprint(row: dict[str, object]) -> str:
    """Return the hash of all that an act says, which its entry binds into the chain."""
    # A payer only where there is one: what was written before anybody paid for another hashes as it did.
    names = _FIELDS if row["payer_id"] is None else (*_FIELDS, "payer_id")
    fields = ("" if row[name] is None else str(row[name]) for name in names)
    return sha256("".join(f"{len(field)}:{field}" for field in fields).encode()).hexdigest()


_FIELDS = ("id", "kind", "member_id", "means", "account_id", "site_code", "shift_id", "undoes_id")
