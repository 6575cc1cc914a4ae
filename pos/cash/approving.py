"""What exactly does a second person sign when cash leaves a drawer, or is not what the books expect?

Rule: who closes another's shift in the office is that second person; who closes their own there counts it,
and needs one as at the till.
"""

from sqlalchemy import Connection

from pos.cash.acts import CashAct
from pos.cash.closing import Close, CountMissing, count_and_close, hold_shift
from pos.cash.counting import Pieces, count_drawer
from pos.cash.reports import ZReport
from pos.shifts.shifts import Till
from pos.staff.approvals import SignedAct, require_approval
from pos.staff.staff import Staff

PAID_OUT, OVER_SHORT = "paid_out", "over_short"


def sign_payment(connection: Connection, till: Till, act: CashAct, staff: Staff) -> None:
    """Let cash out of a drawer up to the site's limit, and above it by a second person.

    To be called when it was paid out just now, in its transaction.

    :raises Refusal: as `require_approval` does.
    """
    if act.kind != PAID_OUT:
        return
    signed = SignedAct(
        id=act.id,
        kind=PAID_OUT,
        limit=PAID_OUT,
        site_code=till.site.code,
        till_code=till.code,
        object_=till.code,
        about=f"{act.reason} {act.note}".strip(),
        amount_fen=act.amount_fen,
        request_hash=act.request_hash,
        staff_id=staff.id,
    )
    require_approval(connection, signed, at=act.at)


def sign_close(connection: Connection, till: Till, close: Close, report: ZReport, staff: Staff) -> None:
    """Let a shift be closed with a difference up to the site's limit, and above it by a second person.

    To be called when it was closed just now, in its transaction.

    :raises Refusal: as `require_approval` does.
    """
    over_fen: int = report.figures["cash"]["over_short_fen"]
    signed = SignedAct(
        id=close.id,
        kind=OVER_SHORT,
        limit=OVER_SHORT,
        site_code=till.site.code,
        till_code=till.code,
        object_=close.shift_id,
        about=f"{report.name} {report.cashier} {'长款' if over_fen > 0 else '短款'}",
        amount_fen=abs(over_fen),
        request_hash=close.request_hash,
        staff_id=staff.id,
    )
    require_approval(connection, signed, at=close.at)


def is_own_shift(till: Till, close: Close) -> bool:
    """Tell whether somebody closes the shift that is open on a till and that they opened themselves."""
    shift = till.shift
    return shift is not None and shift.id == close.shift_id and shift.cashier == close.by


def count_own(connection: Connection, till: Till, close: Close, pieces: Pieces | None) -> None:
    """Write the count down of somebody who closes their own shift in the office, before they hear of it.

    In a transaction of its own: what a refusal then says of the difference changes the count no more.

    :raises CountMissing: when they did not count.
    """
    if not is_own_shift(till, close) or hold_shift(connection, till, close.shift_id) is None:
        return
    if pieces is None:
        raise CountMissing
    count_drawer(
        connection,
        till,
        close.shift_id,
        id_=f"{close.id}:count",
        pieces=pieces,
        actor=close.by,
        at=close.at,
    )


def close_in_the_office(
    connection: Connection, till: Till, close: Close, pieces: Pieces | None, staff: Staff, *, printer: str
) -> ZReport:
    """Close a shift in its cashier's place, or one's own that was counted.

    :raises Refusal: as `count_and_close` and, for one's own, `require_approval` do.
    """
    # Read before it is held: whoever opened a shift never changes.
    is_own = is_own_shift(till, close) and hold_shift(connection, till, close.shift_id) is not None
    report = count_and_close(connection, till, close, pieces, printer=printer)
    if is_own:
        sign_close(connection, till, close, report, staff)
    return report
