"""What cash does beside sales: paid in, paid out, dropped into the safe, brought to the bank.

Rule: each act is one entry with one posting, and has a reason; the same key happens once. An amount that a
drawer does not hold is refused without saying what it holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, insert, select

from pos.cash.tables import cash_acts, drawer_openings
from pos.errors import Refusal
from pos.ledger.accounts import balance_fen, open_account
from pos.ledger.posting import OFFICE_CHAIN, Event, Posting, chain_head, is_posted, post
from pos.receipts.drawer import drawer_pulse
from pos.receipts.outbox import queue_paper
from pos.shifts.shifts import DrawerTooLow, Shift, Site, Till

OTHER = "other"
# Why cash moves or a drawer opens; whatever is not among them is `other`, and says so in words.
REASONS: Final = {
    "paid_in": ("change", "found", OTHER),
    "paid_out": ("groceries", "delivery", "repair", OTHER),
    "drop": ("too_much_cash", OTHER),
    "drawer": ("change", "check", "jammed", OTHER),
    "banking": ("deposit", "withdrawal"),
}


class CashKeyReused(Refusal):
    """The key was used for something else."""

    code = "key_reused"


class UnknownReason(Refusal):
    """No act of that kind is done for that reason."""

    code = "unknown_reason"


class NoteMissing(Refusal):
    """The reason has to be told in words, or a bank has to be told by its reference."""

    code = "note_missing"


@dataclass(frozen=True, slots=True)
class CashAct:
    """Who wants what done with cash, and why; `id` is the key."""

    id: str
    kind: str
    amount_fen: int
    reason: str
    note: str
    actor: str
    at: datetime

    @property
    def request_hash(self) -> str:
        """Return what tells two requests of one key apart."""
        return _hash(self.kind, str(self.amount_fen), self.reason, self.note)


def move_cash(connection: Connection, till: Till, act: CashAct) -> bool:
    """Pay into or out of a till's drawer, or drop cash into the safe; False when it was done before.

    :raises CashKeyReused: when the key was used for something else.
    :raises UnknownReason, NoteMissing: when it is not said why.
    :raises ShiftClosed: when nobody works on the till.
    :raises DrawerTooLow: when the drawer does not hold so much.
    """
    if _was_done(connection, act):
        return False
    _refuse_reason(act)
    shift = till.require_shift(act.at)
    drawer = till.drawer_account_id
    if act.kind != "paid_in" and balance_fen(connection, drawer) < act.amount_fen:
        raise DrawerTooLow(amount_fen=act.amount_fen)
    other = open_account(connection, "safe" if act.kind == "drop" else "petty_cash", till.site.code)
    sides = (drawer, other) if act.kind == "paid_in" else (other, drawer)
    _write(connection, act, sides, till.site, shift.business_date, (till, shift))
    return True


def bank_cash(connection: Connection, site: Site, act: CashAct) -> bool:
    """Bring cash from a site's safe to the bank, or fetch some; False when this very act was done before.

    The bank's reference is the note.

    :raises CashKeyReused: when the key was used for something else.
    :raises UnknownReason, NoteMissing: when it is not said which way, or the reference is missing.
    """
    if _was_done(connection, act):
        return False
    _refuse_reason(act)
    safe, bank = (open_account(connection, kind, site.code) for kind in ("safe", "bank"))
    sides = (bank, safe) if act.reason == "deposit" else (safe, bank)
    _write(connection, act, sides, site, act.at.astimezone(site.zone).date(), None)
    return True


def open_drawer(connection: Connection, till: Till, act: CashAct, *, printer: str) -> bool:
    """Open a till's drawer without a sale: a row that says why, and a pulse that is sent at most once.

    False when this very act was done before.

    :raises CashKeyReused: when the key was used for something else.
    :raises UnknownReason, NoteMissing: when it is not said why.
    :raises ShiftClosed: when nobody works on the till.
    """
    found = connection.execute(
        select(drawer_openings.c.request_hash).where(drawer_openings.c.id == act.id)
    ).scalar_one_or_none()
    if found is not None:
        if found != act.request_hash:
            raise CashKeyReused(key=act.id)
        return False
    _refuse_reason(act)
    shift = till.require_shift(act.at)
    connection.execute(
        insert(drawer_openings).values(
            id=act.id,
            till_code=till.code,
            shift_id=shift.id,
            reason=act.reason,
            note=act.note,
            actor=act.actor,
            at=act.at,
            request_hash=act.request_hash,
        )
    )
    key = f"{act.id}:drawer"
    queue_paper(connection, key=key, order_id=None, printer=printer, document=drawer_pulse(), at=act.at)
    return True


def act_fingerprint(row: Mapping[str, object]) -> str:
    """Return the hash of all that an act says, which its entry binds into the chain."""
    names = ("id", "kind", "site_code", "till_code", "shift_id", "reason", "note")
    return _hash(*("" if row[name] is None else str(row[name]) for name in names))


def _write(
    connection: Connection,
    act: CashAct,
    sides: tuple[int, int],
    site: Site,
    business_date: date,
    at_till: tuple[Till, Shift] | None,
) -> None:
    row = {
        "id": act.id,
        "kind": act.kind,
        "site_code": site.code,
        "till_code": at_till and at_till[0].code,
        "shift_id": at_till and at_till[1].id,
        "reason": act.reason,
        "note": act.note,
    }
    chain = at_till[0].code if at_till else OFFICE_CHAIN
    event = Event(
        id=act.id,
        kind=act.kind,
        reason=f"{act.kind}: {act.reason}",
        actor=act.actor,
        business_date=business_date,
        at=act.at,
        chain_code=chain,
        detail_hash=act_fingerprint(row),
    )
    post(connection, event, (Posting(*sides, act.amount_fen),), chain_head(connection, chain))
    connection.execute(insert(cash_acts).values(**row, request_hash=act.request_hash))


def _was_done(connection: Connection, act: CashAct) -> bool:
    found = connection.execute(
        select(cash_acts.c.request_hash).where(cash_acts.c.id == act.id)
    ).scalar_one_or_none()
    if found == act.request_hash:
        return True
    if found is not None or is_posted(connection, act.id):
        raise CashKeyReused(key=act.id)
    return False


def _refuse_reason(act: CashAct) -> None:
    if act.reason not in REASONS[act.kind]:
        raise UnknownReason(reason=act.reason)
    if not act.note.strip() and (act.reason == OTHER or act.kind == "banking"):
        raise NoteMissing


def _hash(*fields: str) -> str:
    return sha256("".join(f"{len(field)}:{field}" for field in fields).encode()).hexdigest()
