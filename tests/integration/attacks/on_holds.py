"""Attacks on held tickets and their portions: reworded, come back, kept for nothing, kept twice."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from inventory.tables import menu_items, portion_reservations
from pos.holds.tables import hold_lines, holds
from pos.pricebook.tables import schemes
from tests.integration.attacks.attack import Act, Attack, running
from tests.integration.attacks.spoiling import proven_sale

AT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
HELD: dict[str, Any] = {
    "id": "attack",
    "site_code": "xinli137",
    "till_code": "T1",
    "business_date": date(2026, 11, 25),
    "cashier": "周敏",
    "member_id": None,
    "note": "红衣大爷",
    "total_fen": 12_00,
    "held_at": AT,
    "request_hash": "",
    "reserved_until": AT,
    "is_reserved": True,
    "state": "held",
}
ENDED: dict[str, Any] = {"state": "cancelled", "ended_at": AT, "is_reserved": False}
HOLDS_NEVER_EMPTIED = {
    "holds": "holds_keep_their_tickets",
    "hold_lines": "holds_keep_their_tickets",
    "portion_reservations": "reservations_are_only_released",
}


def holding(*statements: str, **changes: Any) -> Act:
    """Return an act that holds a ticket with a line and its portion, some columns changed, and runs SQL."""

    def act(connection: Connection) -> None:
        scheme = connection.execute(select(schemes.c.code, schemes.c.version).limit(1)).one()
        row = {**HELD, "scheme_code": scheme.code, "scheme_version": scheme.version, **changes}
        connection.execute(insert(holds).values(row))
        line = {"hold_id": "attack", "number": 1, "quantity": 1, "total_fen": 12_00}
        connection.execute(insert(hold_lines).values(**line, menu_item_id=_counted(connection)))
        reserving()(connection)
        running(*statements)(connection)

    return act


def reserving(*statements: str, **changes: Any) -> Act:
    """Return an act that keeps a portion, some columns changed, and then runs SQL."""

    def act(connection: Connection) -> None:
        row = {"menu_item_id": _counted(connection), "quantity": 1, "reference": "attack", "at": AT}
        connection.execute(insert(portion_reservations).values({**row, **changes}))
        running(*statements)(connection)

    return act


def twice(table: str, *, number: int = 1) -> Act:
    """Return an act that writes the row of a table that is there already."""

    def act(connection: Connection) -> None:
        holding()(connection)
        if table == "holds":
            holding()(connection)
        elif table == "hold_lines":
            line = {"hold_id": "attack", "number": number, "quantity": 1, "total_fen": 0}
            connection.execute(insert(hold_lines).values(**line, menu_item_id=_counted(connection)))
        else:
            reserving()(connection)

    return act


def running_half() -> Act:
    """Return an act that writes a flag that is neither."""
    return holding("UPDATE holds SET is_reserved = -1")


def one_line(**changes: Any) -> Act:
    """Return an act that holds a ticket whose first line has some columns changed."""

    def act(connection: Connection) -> None:
        scheme = connection.execute(select(schemes.c.code, schemes.c.version).limit(1)).one()
        row = {**HELD, "scheme_code": scheme.code, "scheme_version": scheme.version}
        connection.execute(insert(holds).values(row))
        line = {"hold_id": "attack", "number": 1, "quantity": 1, "total_fen": 0, **changes}
        connection.execute(insert(hold_lines).values(**line, menu_item_id=_counted(connection)))

    return act


def sold_twice() -> Act:
    """Return an act by which two tickets end as one order."""

    def act(connection: Connection) -> None:
        sale = proven_sale(connection)
        sale.write(connection)
        sold = {"state": "sold", "resumed_till": "T1", "resumed_by": "周敏", "is_reserved": False}
        for id_ in ("attack", "other"):
            scheme = connection.execute(select(schemes.c.code, schemes.c.version).limit(1)).one()
            row = {**HELD, "scheme_code": scheme.code, "scheme_version": scheme.version}
            ended = {"ended_at": AT, "order_id": sale.order["id"]}
            connection.execute(insert(holds).values({**row, **sold, **ended, "id": id_}))

    return act


def _counted(connection: Connection) -> int:
    """Return a dish of which portions are counted and left."""
    left = menu_items.c.planned_portions - menu_items.c.sold_portions
    found: int = connection.execute(
        select(func.min(menu_items.c.id)).where(
            left > 10, menu_items.c.removed_at.is_(None), menu_items.c.is_sold_out == 0
        )
    ).scalar_one()
    return found


KEEP, ONLY_RELEASED = "holds_keep_their_tickets", "reservations_are_only_released"

ON_HOLDS = (
    Attack("a ticket of another total", KEEP, holding("UPDATE holds SET total_fen = 1")),
    Attack("a ticket of another member", KEEP, holding("UPDATE holds SET member_id = 1")),
    Attack("a ticket of another note", KEEP, holding("UPDATE holds SET note = 'other'")),
    Attack(
        "portions that are kept again",
        KEEP,
        holding("UPDATE holds SET is_reserved = 0", "UPDATE holds SET is_reserved = 1"),
    ),
    Attack("a ticket deleted", KEEP, holding("DELETE FROM holds"), also="fk_hold_lines_hold_id"),
    Attack("a line changed", KEEP, holding("UPDATE hold_lines SET quantity = 2")),
    Attack("a line deleted", KEEP, holding("DELETE FROM hold_lines")),
    Attack("a line that comes later", KEEP, twice("hold_lines", number=2)),
    Attack("a ticket held twice", KEEP, twice("holds"), also="pk_holds"),
    Attack(
        "a ticket that comes back",
        "holds_end_once",
        holding(
            "UPDATE holds SET state = 'cancelled', ended_at = 0, is_reserved = 0",
            "UPDATE holds SET state = 'held', ended_at = NULL",
        ),
    ),
    Attack("a state of no ticket", "ck_holds_state_is_known", holding(**{**ENDED, "state": "lost"})),
    Attack("a long note", "ck_holds_note_is_short", holding(note="一二三四五六七八九十甲乙丙")),
    Attack("a ticket below nothing", "ck_holds_total_is_not_negative", holding(total_fen=-1)),
    Attack("half reserved", "ck_holds_reserved_is_a_flag", running_half()),
    Attack("gone on with by nobody", "ck_holds_a_till_goes_on_with_it", holding(state="resumed")),
    Attack("an end of what waits", "ck_holds_ends_at_a_moment", holding(ended_at=AT, is_reserved=False)),
    Attack("an end without a moment", "ck_holds_ends_at_a_moment", holding(**{**ENDED, "ended_at": None})),
    Attack(
        "sold as nothing",
        "ck_holds_is_sold_as_an_order",
        holding(**{**ENDED, "state": "sold", "resumed_till": "T1", "resumed_by": "周敏"}),
    ),
    Attack(
        "portions kept after the end",
        "ck_holds_keeps_nothing_when_it_ended",
        holding(**{**ENDED, "is_reserved": True}),
    ),
    Attack("two tickets sold as one order", "uq_holds_order_id", sold_twice()),
    Attack("a line of nothing", "ck_hold_lines_quantity_is_positive", one_line(quantity=0)),
    Attack("a line below nothing", "ck_hold_lines_total_is_not_negative", one_line(total_fen=-1)),
    Attack(
        "a reservation of more",
        ONLY_RELEASED,
        reserving("UPDATE portion_reservations SET quantity = 2, released_at = 0"),
    ),
    Attack("a reservation deleted", ONLY_RELEASED, reserving("DELETE FROM portion_reservations")),
    Attack("a reservation that is born released", ONLY_RELEASED, reserving(released_at=AT)),
    Attack(
        "a reservation given back twice",
        ONLY_RELEASED,
        reserving(
            "UPDATE portion_reservations SET released_at = 0",
            "UPDATE portion_reservations SET released_at = 1",
        ),
    ),
    Attack(
        "two of one ticket",
        ONLY_RELEASED,
        twice("portion_reservations"),
        also="uq_portion_reservations_menu_item_id_reference",
    ),
    Attack(
        "two of one ticket, unguarded",
        "uq_portion_reservations_menu_item_id_reference",
        twice("portion_reservations"),
        without=("portion_reservations.portion_reservations_take",),
    ),
    Attack("more than is left", "portions_are_left", reserving(quantity=1_000_000)),
    Attack("a reservation of nothing", "ck_portion_reservations_quantity_is_positive", reserving(quantity=0)),
)
