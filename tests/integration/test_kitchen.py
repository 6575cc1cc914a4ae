"""What the kitchen does to the menu counts once, is logged, and leaves what was sold as it was."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, insert, select, update

from inventory.errors import DimSumTooDear, NoEarlierMenu, NotOnMenu, PlanBelowSold, SoldOut, UnknownDish
from inventory.kitchen import copy_last_menu, plan_portions, put_on_menu, switch_sold_out, take_off_menu
from inventory.menu import Dish, MenuItem, library, menu_of
from inventory.portions import sold_portions
from inventory.tables import MAX_DIM_SUM_PRICE_FEN, dishes, menu_changes
from pos.clock import now
from pos.database import Database
from pos.reports.audit import audit_books
from pos.sales.orders import Order
from pos.sales.selling import sell
from tests.tickets import EQUIPMENT, menu_now, plentiful, ticket_for

# Days after every menu of the demo.
MONDAY = date(2030, 1, 7)
TUESDAY = MONDAY + timedelta(days=1)


def put_on(
    database: Database, dish_code: str, planned: int | None = 10, on: date = MONDAY, period: str = "lunch"
) -> MenuItem:
    """Put a dish on a menu."""
    return database.write(
        lambda connection: put_on_menu(
            connection, dish_code, menu_date=on, period_code=period, planned_portions=planned, at=now()
        )
    )


def copy(database: Database) -> tuple[Dish, ...]:
    """Copy Monday's lunch to Tuesday; return what may not come on."""
    return database.write(
        lambda connection: copy_last_menu(connection, menu_date=TUESDAY, period_code="lunch", at=now())
    )


def do(
    database: Database, act: Callable[..., MenuItem], item: MenuItem, *given: object, **named: object
) -> MenuItem:
    """Do one act to an item."""
    return database.write(lambda connection: act(connection, item.id, *given, **named, at=now()))


def sell_some(database: Database, item: MenuItem, quantity: int) -> Order | None:
    """Sell some portions to a guest."""
    ticket = ticket_for(database, (item, quantity))
    return sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())


def log_of(database: Database, item: MenuItem) -> list[tuple[str, int | None]]:
    """Return what was done to an item, in order."""
    query = select(menu_changes).where(menu_changes.c.menu_item_id == item.id).order_by(menu_changes.c.id)
    with database.read() as connection:
        return [(row.kind, row.planned_portions) for row in connection.execute(query)]


def menu(database: Database, on: date = MONDAY) -> list[tuple[str, int | None]]:
    """Return the dishes of a lunch with their planned portions, in the order in which they came on."""
    with database.read() as connection:
        items = sorted(menu_of(connection, on, "lunch"), key=lambda item: item.id)
    return [(item.dish_code, item.planned_portions) for item in items]


def some_dishes(database: Database, count: int = 3) -> list[str]:
    """Return the codes of dishes of the library."""
    with database.read() as connection:
        return [dish.code for dish in library(connection)[:count]]


def add_dim_sum(connection: Connection, price_fen: int) -> None:
    """Write a dim sum of a price into the library."""
    some = dict(connection.execute(select(dishes).limit(1)).mappings().one())
    dear = {"code": f"bao-{price_fen}", "category_code": "dimsum", "list_price_fen": price_fen}
    connection.execute(insert(dishes).values({**some, **dear}))


def test_a_dish_comes_on_once_at_its_list_price(database: Database) -> None:
    [dish] = some_dishes(database, 1)

    first = put_on(database, dish, 10)
    second = put_on(database, dish, 99)

    assert second == first
    assert (first.planned_portions, first.sold_portions, first.is_sold_out) == (10, 0, False)
    assert log_of(database, first) == [("added", 10)]
    assert menu(database) == [(dish, 10)]


def test_a_dish_that_the_library_has_not_cannot_come_on(database: Database) -> None:
    with pytest.raises(UnknownDish):
        put_on(database, "roast unicorn")
    assert menu(database) == []


def test_a_dim_sum_of_5_00_comes_on_and_one_of_5_01_does_not(database: Database) -> None:
    database.write(lambda connection: add_dim_sum(connection, MAX_DIM_SUM_PRICE_FEN))
    database.write(lambda connection: add_dim_sum(connection, MAX_DIM_SUM_PRICE_FEN + 1))

    put_on(database, "bao-500")
    with pytest.raises(DimSumTooDear) as refusal:
        put_on(database, "bao-501")

    assert refusal.value.facts["max_price_fen"] == 5_00
    assert refusal.value.facts["price_fen"] == 5_01
    assert menu(database) == [("bao-500", 10)]


def test_a_plan_counts_once_in_the_log(database: Database) -> None:
    [dish] = some_dishes(database, 1)
    item = put_on(database, dish)

    assert do(database, plan_portions, item, 20).planned_portions == 20
    assert do(database, plan_portions, item, 20).planned_portions == 20
    assert do(database, plan_portions, item, None).portions_left is None

    assert log_of(database, item) == [("added", 10), ("planned", 20), ("planned", None)]


def test_a_plan_may_be_what_is_sold_but_not_less(database: Database) -> None:
    dish = plentiful(database, "main")
    sell_some(database, dish, 3)

    with pytest.raises(PlanBelowSold) as refusal:
        do(database, plan_portions, dish, 2)
    exact = do(database, plan_portions, dish, 3)

    assert refusal.value.facts == {"sold_portions": 3, "planned_portions": 2}
    assert (exact.planned_portions, exact.sold_portions, exact.portions_left) == (3, 3, 0)
    with pytest.raises(SoldOut):
        sell_some(database, dish, 1)


def test_portions_sold_while_they_were_not_counted_count_once_they_are(database: Database) -> None:
    dish = do(database, plan_portions, plentiful(database, "main"), None)
    sell_some(database, dish, 4)

    with pytest.raises(PlanBelowSold):
        do(database, plan_portions, dish, 3)
    counted = do(database, plan_portions, dish, 6)

    assert (counted.sold_portions, counted.portions_left) == (4, 2)
    sell_some(database, dish, 2)
    with pytest.raises(SoldOut):
        sell_some(database, dish, 1)
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_a_dish_that_is_switched_off_is_not_sold_until_it_is_switched_on(database: Database) -> None:
    dish = plentiful(database, "main")
    ticket = ticket_for(database, (dish, 1))

    for _ in range(2):
        assert do(database, switch_sold_out, dish, is_sold_out=True).is_sold_out
    with pytest.raises(SoldOut) as refusal:
        sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    for _ in range(2):
        assert not do(database, switch_sold_out, dish, is_sold_out=False).is_sold_out

    assert refusal.value.facts["dishes"][0]["name"]["zh"] == dish.name_zh
    assert sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    assert log_of(database, dish)[1:] == [("sold_out", None), ("on_sale", None)]


def test_a_dish_that_is_taken_off_stays_in_the_books(database: Database) -> None:
    dish = plentiful(database, "main")
    ticket = ticket_for(database, (dish, 1))
    sell_some(database, dish, 2)

    for _ in range(2):
        assert do(database, take_off_menu, dish).is_removed

    assert dish.id not in {item.id for item in menu_now(database)}
    with pytest.raises(NotOnMenu) as refusal:
        sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    assert refusal.value.facts["dishes"][0]["name"]["en"] == dish.name_en
    with database.read() as connection:
        assert sold_portions(connection, dish.menu_date, dish.period_code)[dish.id] == 2
        assert audit_books(connection).disagreements == []
    assert log_of(database, dish)[1:] == [("removed", None)]


def test_a_dish_that_is_put_back_goes_on_where_it_was(database: Database) -> None:
    dish = plentiful(database, "main")
    sell_some(database, dish, 2)
    do(database, switch_sold_out, dish, is_sold_out=True)
    do(database, take_off_menu, dish)

    with pytest.raises(PlanBelowSold):
        put_on(database, dish.dish_code, 1, dish.menu_date, dish.period_code)
    back = put_on(database, dish.dish_code, 5, dish.menu_date, dish.period_code)

    assert back.id == dish.id
    assert (back.sold_portions, back.portions_left, back.is_sold_out, back.is_removed) == (2, 3, False, False)
    assert sell_some(database, dish, 3)
    with pytest.raises(SoldOut):
        sell_some(database, dish, 1)


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (plan_portions, {"planned_portions": 1}),
        (switch_sold_out, {"is_sold_out": True}),
        (take_off_menu, {}),
    ],
)
def test_nothing_can_be_done_to_an_item_that_is_not_there(
    database: Database, act: Callable[..., MenuItem], given: dict[str, object]
) -> None:
    with pytest.raises(UnknownDish):
        database.write(lambda connection: act(connection, 10**9, **given, at=now()))


def test_the_last_earlier_menu_is_copied_as_it_was_left(database: Database) -> None:
    one, two, three = some_dishes(database)
    put_on(database, one, 10)
    put_on(database, two, None)
    do(database, take_off_menu, put_on(database, three, 5))
    put_on(database, three, 7, period="dinner")

    for _ in range(2):
        assert copy(database) == ()
        assert menu(database, TUESDAY) == [(one, 10), (two, None)]


def test_a_copy_adds_only_what_is_missing(database: Database) -> None:
    one, two, three = some_dishes(database)
    for dish in (one, two, three):
        put_on(database, dish, 10)
    put_on(database, two, 3, TUESDAY)
    do(database, take_off_menu, put_on(database, three, 4, TUESDAY))

    copy(database)

    assert menu(database, TUESDAY) == [(two, 3), (one, 10)]


def test_a_dim_sum_that_has_become_too_dear_is_not_copied(database: Database) -> None:
    [dish] = some_dishes(database, 1)
    database.write(lambda connection: add_dim_sum(connection, MAX_DIM_SUM_PRICE_FEN))
    put_on(database, "bao-500")
    put_on(database, dish)
    dearer = update(dishes).where(dishes.c.code == "bao-500").values(list_price_fen=5_01)
    database.write(lambda connection: connection.execute(dearer))

    refused = copy(database)

    assert [each.code for each in refused] == ["bao-500"]
    assert menu(database, TUESDAY) == [(dish, 10)]


def test_there_is_nothing_to_copy_before_the_first_menu(database: Database) -> None:
    with pytest.raises(NoEarlierMenu):
        database.write(
            lambda connection: copy_last_menu(
                connection, menu_date=date(2020, 1, 1), period_code="lunch", at=now()
            )
        )
