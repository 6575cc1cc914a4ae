"""Which till belongs where, and who is working on it now.

Rule: nothing is sold without an open shift; its business date is decided when it opens, then copied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from pos.cards.typed import KEYBOARD_READERS, NoKeyboardReader
from pos.errors import Refusal
from pos.ledger.accounts import balance_fen, open_account
from pos.ledger.posting import Event, Posting, chain_head, post
from pos.shifts.tables import shifts, sites, tills, z_reports


class UnknownSite(Refusal):
    """No site of that code exists."""

    code = "unknown_site"


class UnknownTill(Refusal):
    """No till of that code exists."""

    code = "unknown_till"


class ShiftClosed(Refusal):
    """Nobody has opened a shift on this till."""

    code = "shift_closed"


class ShiftOpen(Refusal):
    """Somebody is working on this till already."""

    code = "shift_open"


class ShiftForgotten(Refusal):
    """A shift of an earlier day was never closed: somebody has to count its drawer first."""

    code = "shift_forgotten"


class DrawerTooLow(Refusal):
    """There is less cash in the drawer than is to be taken out; how much there is, only a count tells."""

    code = "drawer_too_low"


class ShiftKeyReused(Refusal):
    """A shift of that id was opened with other contents."""

    code = "key_reused"


@dataclass(frozen=True, slots=True)
class Site:
    """A canteen."""

    code: str
    name_zh: str
    name_en: str
    phone: str
    zone: ZoneInfo
    scheme_code: str
    area: str
    # Whether a till shows a balance only when the cashier asks for it.
    hides_balance: bool = False
    # By which rule cash is rounded; see pos/tenders/rounding.
    cash_rounding: str = "none"


@dataclass(frozen=True, slots=True)
class Shift:
    """One cashier's work on one till."""

    id: str
    cashier: str
    business_date: date


@dataclass(frozen=True, slots=True)
class Till:
    """A till of a site, with its drawer, and its open shift if there is one."""

    code: str
    name_zh: str
    name_en: str
    drawer_account_id: int
    site: Site
    shift: Shift | None
    keyboard_reader: str = ""

    def local_day(self, at: datetime) -> date:
        """Return the calendar day at the site."""
        return at.astimezone(self.site.zone).date()

    def shift_at(self, at: datetime) -> Shift | None:
        """Return the open shift if it is of the present day; a forgotten one sells nothing."""
        return self.shift if self.shift and self.shift.business_date == self.local_day(at) else None

    def require_shift(self, at: datetime) -> Shift:
        """Return the open shift of the present day.

        :raises ShiftClosed: when there is none.
        """
        shift = self.shift_at(at)
        if shift is None:
            raise ShiftClosed(till=self.code)
        return shift


def _tills() -> Select[Any]:
    return (
        select(
            tills.c.code,
            tills.c.name_zh,
            tills.c.name_en,
            tills.c.drawer_account_id,
            tills.c.keyboard_reader,
            sites.c.code.label("site_code"),
            sites.c.name_zh.label("site_zh"),
            sites.c.name_en.label("site_en"),
            sites.c.phone,
            sites.c.time_zone,
            sites.c.scheme_code,
            sites.c.area,
            sites.c.hides_balance,
            sites.c.cash_rounding,
            shifts.c.id.label("shift_id"),
            shifts.c.cashier,
            shifts.c.business_date,
        )
        .join(sites, sites.c.code == tills.c.site_code)
        .outerjoin(shifts, (shifts.c.till_code == tills.c.code) & shifts.c.closed_at.is_(None))
        .order_by(tills.c.code)
    )


_ALL = _tills()
_BY_CODE = _tills().where(tills.c.code == bindparam("code"))
_LAST_REPORT = (
    select(z_reports.c.hash)
    .where(z_reports.c.till_code == bindparam("till"))
    .order_by(z_reports.c.number.desc())
    .limit(1)
)


def all_tills(connection: Connection) -> tuple[Till, ...]:
    """Return every till, by code."""
    return tuple(_till(row) for row in connection.execute(_ALL))


def require_till(connection: Connection, code: str) -> Till:
    """Return the till of that code.

    :raises UnknownTill: when there is none.
    """
    row = connection.execute(_BY_CODE, {"code": code}).first()
    if row is None:
        raise UnknownTill(till=code)
    return _till(row)


def set_keyboard_reader(connection: Connection, code: str, reader: str) -> None:
    """Say which reader types at a till: one of `KEYBOARD_READERS`, or '' for none.

    :raises UnknownTill: when there is no such till.
    :raises NoKeyboardReader: when there is no such form.
    """
    require_till(connection, code)
    if reader and reader not in KEYBOARD_READERS:
        raise NoKeyboardReader
    connection.execute(update(tills).where(tills.c.code == code).values(keyboard_reader=reader))


def open_shift(
    connection: Connection, till: Till, *, id_: str, cashier: str, float_fen: int, at: datetime
) -> None:
    """Open a shift with so much cash in the drawer; the same id counts once.

    What the drawer holds already stays in it; the rest comes from the safe, or goes there. The entry is bound
    to the till's last Z-report, so that none can be taken away or exchanged afterwards.

    :raises ShiftKeyReused: when the id was used for another till, cashier or float.
    :raises ShiftClosed: when the shift of that id is closed already.
    :raises ShiftOpen: when another shift of today is open on the till.
    :raises ShiftForgotten: when a shift of an earlier day is.
    """
    row = {"id": id_, "till_code": till.code, "cashier": cashier, "float_fen": float_fen}
    if _is_open_already(connection, row):
        return
    if till.shift_at(at) is not None:
        raise ShiftOpen(till=till.code)
    if till.shift is not None:
        raise ShiftForgotten(
            till=till.code, cashier=till.shift.cashier, business_date=till.shift.business_date.isoformat()
        )
    head = chain_head(connection, till.code)
    business_date = till.local_day(at)
    connection.execute(
        insert(shifts).values(
            **row, business_date=business_date, opened_at=at, first_sequence=head.sequence + 1
        )
    )
    event = Event(
        id=f"{id_}:float",
        kind="float",
        reason=f"float of till {till.code}",
        actor=cashier,
        business_date=business_date,
        at=at,
        chain_code=till.code,
        detail_hash=connection.execute(_LAST_REPORT, {"till": till.code}).scalar_one_or_none() or "",
    )
    post(connection, event, _moves_of_float(connection, till, float_fen), head)


def _moves_of_float(connection: Connection, till: Till, float_fen: int) -> tuple[Posting, ...]:
    """Return what has to move between safe and drawer for the drawer to hold the float."""
    missing_fen = float_fen - balance_fen(connection, till.drawer_account_id)
    safe = open_account(connection, "safe", till.site.code)
    if missing_fen > 0:
        return (Posting(till.drawer_account_id, safe, missing_fen),)
    return (Posting(safe, till.drawer_account_id, -missing_fen),) if missing_fen else ()


def _is_open_already(connection: Connection, wanted: dict[str, Any]) -> bool:
    row = connection.execute(select(shifts).where(shifts.c.id == wanted["id"])).mappings().one_or_none()
    if row is None:
        return False
    if any(row[name] != value for name, value in wanted.items()):
        raise ShiftKeyReused(shift=wanted["id"])
    if row["closed_at"] is not None:
        raise ShiftClosed(till=row["till_code"])
    return True


def _till(row: Sequence[Any]) -> Till:
    code, name_zh, name_en, drawer, keyboard_reader, *rest = row
    site_code, site_zh, site_en, phone, time_zone, scheme_code, area, hides, rounding, *shift_row = rest
    site = Site(site_code, site_zh, site_en, phone, ZoneInfo(time_zone), scheme_code, area, hides, rounding)
    shift = None if shift_row[0] is None else Shift(*shift_row)
    return Till(code, name_zh, name_en, drawer, site, shift, keyboard_reader)


def hide_balances(connection: Connection, site_code: str, *, hides: bool) -> None:
    """Have the tills of a site show balances only when asked, or always.

    :raises UnknownSite: when there is no such site.
    """
    changed = connection.execute(update(sites).where(sites.c.code == site_code).values(hides_balance=hides))
    if changed.rowcount == 0:
        raise UnknownSite(site=site_code)
