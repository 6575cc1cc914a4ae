"""How a shift ends: what was counted is booked and handed over, and the Z-report frozen, in one transaction.

Rule: nothing waits for the close, for each sale was posted when it was sold; so a close adds one stretch of a
chain up and is done. Whoever comes second gets the same report, or is told that the shift is closed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from pos.cash.acts import CashKeyReused
from pos.cash.counting import Count, Pieces, count_drawer, counts_fingerprint, counts_of
from pos.cash.figures import Json, Stretch, drawer_moved_fen, figures_of, flows_of
from pos.cash.paper import ShiftFacts, z_paper
from pos.cash.reports import ZReport, figures_to_text, find_report, last_report, report_hash, require_report
from pos.errors import Refusal
from pos.ledger.accounts import balance_fen, open_account
from pos.ledger.posting import ChainHead, Event, Posting, chain_head, post
from pos.receipts.outbox import queue_paper
from pos.shifts.shifts import ShiftClosed, Till
from pos.shifts.tables import shifts, z_reports
from pos.tenders.payments import refuse_undecided

HAND_OVER: Final = "hand_over"


class CountMissing(Refusal):
    """A shift is closed by its last count, and by no other."""

    code = "count_missing"


class CountOutdated(Refusal):
    """Something was sold or moved since the drawer was counted."""

    code = "count_outdated"


class MoreLeftThanCounted(Refusal):
    """More is to be left in the drawer than was counted in it."""

    code = "more_left_than_counted"


@dataclass(frozen=True, slots=True)
class Close:
    """Who closes which shift, by which count, and how much stays in the drawer for the next one.

    `id` is the key. Without a count the reason says why nobody counted; then what the books expect is handed
    over.
    """

    id: str
    shift_id: str
    count_id: str | None
    left_fen: int
    by: str
    at: datetime
    reason: str = ""

    @property
    def request_hash(self) -> str:
        """Return what tells two requests of one key apart."""
        fields = (self.shift_id, self.count_id or "", str(self.left_fen), self.reason)
        return sha256("".join(f"{len(field)}:{field}" for field in fields).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OpenShift:
    """An open shift with its place in the till's chain."""

    id: str
    cashier: str
    business_date: date
    opened_at: datetime
    first_sequence: int


def close_shift(connection: Connection, till: Till, close: Close, *, printer: str) -> ZReport:
    """Close a shift and return its Z-report; the same close again returns the same report.

    :raises CashKeyReused: when the key was used for another close.
    :raises ShiftClosed: when that shift is not open on the till.
    :raises CountMissing: when the count is not the shift's last one.
    :raises CountOutdated: when the till's chain went on since the count.
    :raises MoreLeftThanCounted: when more is to be left than there is.
    :raises PaymentsPending: when nobody has decided a payment by others; not of a shift that nobody counts.
    """
    shift = hold_shift(connection, till, close.shift_id)
    done = _find_done(connection, close)
    if done is not None:
        return done
    if shift is None:
        raise ShiftClosed(till=till.code)
    if close.count_id is not None:
        refuse_undecided(connection, till.code)
    counts = counts_of(connection, shift.id)
    count = _require_last(counts, close)
    head = chain_head(connection, till.code)
    if count is not None and count.sequence != head.sequence:
        raise CountOutdated
    held_fen = count.counted_fen if count else balance_fen(connection, till.drawer_account_id)
    if close.left_fen > held_fen:
        raise MoreLeftThanCounted(left_fen=close.left_fen)
    head = _book_over_short(connection, till, shift, close, count, head)
    _hand_over(connection, till, shift, close, held_fen - close.left_fen, counts, head)
    return _freeze(connection, till, shift, close, counts, printer)


def count_and_close(
    connection: Connection, till: Till, close: Close, pieces: Pieces | None, *, printer: str
) -> ZReport:
    """Close a shift in the cashier's place: with a count, or without one where nobody can count any more.

    The key of the close names its count, too; `close.count_id` is not looked at.

    :raises Refusal: as `count_drawer` and `close_shift` do.
    """
    if pieces is None:
        return close_shift(connection, till, close, printer=printer)
    # Held before anything is looked for: whoever comes second sees what the first one left.
    shift = hold_shift(connection, till, close.shift_id)
    done = _find_done(connection, _by_count(close))
    if done is not None:
        if pieces.request_hash not in {
            one.pieces.request_hash for one in counts_of(connection, done.shift_id)
        }:
            raise CashKeyReused(key=close.id)
        return done
    if shift is None:
        raise ShiftClosed(till=till.code)
    count_drawer(
        connection,
        till,
        close.shift_id,
        id_=f"{close.id}:count",
        pieces=pieces,
        actor=close.by,
        at=close.at,
    )
    return close_shift(connection, till, _by_count(close), printer=printer)


def hold_shift(connection: Connection, till: Till, shift_id: str) -> OpenShift | None:
    """Return a shift if it is open, held against whoever writes into its chain until the transaction ends."""
    row = connection.execute(
        select(shifts)
        .where(shifts.c.id == shift_id, shifts.c.till_code == till.code, shifts.c.closed_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    return OpenShift(row.id, row.cashier, row.business_date, row.opened_at, row.first_sequence)


def shift_figures(connection: Connection, till: Till, first_sequence: int) -> Json:
    """Return the figures of a shift from its first entry to the present head of its till's chain."""
    head = chain_head(connection, till.code)
    stretch = Stretch(till.code, till.drawer_account_id, first_sequence, head.sequence)
    # What was there before: the running balance less what the stretch moved. The audit compares it with the
    # report before.
    moved_fen = drawer_moved_fen(flows_of(connection, stretch))
    return figures_of(
        connection, stretch, kept_fen=balance_fen(connection, till.drawer_account_id) - moved_fen
    )


def _by_count(close: Close) -> Close:
    return Close(
        close.id, close.shift_id, f"{close.id}:count", close.left_fen, close.by, close.at, close.reason
    )


def _find_done(connection: Connection, close: Close) -> ZReport | None:
    query = select(z_reports.c.request_hash).where(z_reports.c.id == close.id)
    found = connection.execute(query).scalar_one_or_none()
    if found is not None and found != close.request_hash:
        raise CashKeyReused(key=close.id)
    return find_report(connection, close.id)


def _require_last(counts: tuple[Count, ...], close: Close) -> Count | None:
    if close.count_id is None:
        if not close.reason.strip():
            raise CountMissing
        return None
    if not counts or counts[-1].id != close.count_id:
        raise CountMissing
    return counts[-1]


def _book_over_short(
    connection: Connection,
    till: Till,
    shift: OpenShift,
    close: Close,
    count: Count | None,
    head: ChainHead,
) -> ChainHead:
    """Book what the count differs by, and return the head that the chain has then."""
    if count is None or count.over_short_fen == 0:
        return head
    over_short = open_account(connection, "over_short", till.code)
    drawer = till.drawer_account_id
    sides = (drawer, over_short) if count.over_short_fen > 0 else (over_short, drawer)
    event = _event(till, shift, close, "over_short", f"count {count.number} of till {till.code}")
    post(connection, event, (Posting(*sides, abs(count.over_short_fen)),), head)
    return chain_head(connection, till.code)


def _hand_over(
    connection: Connection,
    till: Till,
    shift: OpenShift,
    close: Close,
    amount_fen: int,
    counts: tuple[Count, ...],
    head: ChainHead,
) -> None:
    safe = open_account(connection, "safe", till.site.code)
    moves = (Posting(safe, till.drawer_account_id, amount_fen),) if amount_fen else ()
    event = _event(
        till, shift, close, HAND_OVER, f"hand_over of till {till.code}", counts_fingerprint(counts)
    )
    post(connection, event, moves, head)


def _event(
    till: Till, shift: OpenShift, close: Close, kind: str, reason: str, detail_hash: str = ""
) -> Event:
    return Event(
        id=f"{shift.id}:{kind.replace('_', '-')}",
        kind=kind,
        reason=reason,
        actor=close.by,
        business_date=shift.business_date,
        at=close.at,
        chain_code=till.code,
        detail_hash=detail_hash,
    )


def _freeze(
    connection: Connection,
    till: Till,
    shift: OpenShift,
    close: Close,
    counts: tuple[Count, ...],
    printer: str,
) -> ZReport:
    head = chain_head(connection, till.code)
    earlier = last_report(connection, till.code)
    figures = shift_figures(connection, till, shift.first_sequence)
    row: dict[str, Any] = {
        "id": close.id,
        "till_code": till.code,
        "number": earlier.number + 1 if earlier else 1,
        "shift_id": shift.id,
        "count_id": close.count_id,
        "closed_by": close.by,
        "reason": close.reason,
        "at": close.at,
        "figures": figures_to_text(figures),
        "head_sequence": head.sequence,
        "head_hash": head.hash,
        "previous_hash": earlier.hash if earlier else "",
        "paper_job": f"{close.id}:z",
    }
    row["hash"] = report_hash(row)
    facts = ShiftFacts(shift.cashier, shift.opened_at, shift.business_date)
    paper = z_paper(till, facts, row, figures, counts)
    queue_paper(connection, key=row["paper_job"], order_id=None, printer=printer, document=paper, at=close.at)
    connection.execute(insert(z_reports).values(**row, request_hash=close.request_hash))
    connection.execute(
        update(shifts)
        .where(shifts.c.id == shift.id, shifts.c.closed_at.is_(None))
        .values(closed_at=close.at, last_sequence=head.sequence)
    )
    return require_report(connection, till.code, row["number"])
