"""Real sales priced again: under their own scheme nothing differs, under another one every fen is known."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from pos.database import Database
from pos.members.tables import members
from pos.reports.backtest.result import Comparison, Part, PayerPart, Sums
from tests.integration.backtests.selling import SENIOR, Counter, as_demo, back_test
from tests.states import state_of
from tests.trial_schemes import COUNTED, GATED, OF_A_PLACE, PLAIN

DAY = timedelta(days=1)


def payers(part: Part) -> dict[tuple[str, str], tuple[int, int]]:
    """Return what each payer bears, as sold and under the scheme."""
    return {(payer.kind, payer.payer.code): (payer.sold_fen, payer.scheme_fen) for payer in part.payers}


def differences(found: Comparison) -> set[Sums]:
    """Return the differences of all parts."""
    parts = [found.total, *(day.part for day in found.days), *(tier.part for tier in found.tiers)]
    return {part.scheme.minus(part.sold) for part in parts}


def uneven_payers(found: Comparison) -> list[PayerPart]:
    """Return the payers of all parts who bear another amount."""
    parts = [found.total, *(day.part for day in found.days), *(tier.part for tier in found.tiers)]
    return [payer for part in parts for payer in part.payers if payer.sold_fen != payer.scheme_fen]


def test_under_its_own_scheme_a_day_costs_the_same_to_the_fen(counter: Counter) -> None:
    dish, side = counter.dish("main"), counter.dish("vegetable")
    for card in (SENIOR, None, SENIOR):
        counter.sell((dish, 1), (side, 2), card=card)

    found = back_test(counter.database, from_date=counter.day)

    assert differences(found) == {Sums()}
    assert uneven_payers(found) == []
    assert (found.orders, found.total.orders, found.total.members, found.total.guest_orders) == (3, 3, 1, 1)
    assert (found.total.dearer, found.total.cheaper) == (0, 0)
    assert (found.largest_gain, found.largest_loss) == (None, None)


def test_caps_thresholds_and_counters_are_followed_from_meal_to_meal(counter: Counter) -> None:
    counter.bring_into_force(as_demo(COUNTED))
    first = counter.day
    for _ in range(5):
        dish = counter.dish("main")
        for _ in range(3):
            counter.sell((dish, 1), card=SENIOR)
        counter.sell((dish, 1))
        counter.next_day()

    found = back_test(counter.database, as_demo(COUNTED), from_date=first, days=5)

    assert differences(found) == {Sums()}
    assert uneven_payers(found) == []
    # Twice a day, and in one week never more than seven times.
    assert 7 * 3_00 <= found.total.sold.subsidy_fen <= 10 * 3_00


def test_a_week_that_began_before_the_period_counts_from_its_beginning(counter: Counter) -> None:
    counter.bring_into_force(as_demo(COUNTED))
    while counter.day.isoweekday() != 1 or counter.day.day > 20:
        counter.at += DAY
    counter.at -= DAY
    monday = counter.next_day()
    for _ in range(4):
        counter.sell((counter.dish("main"), 1), card=SENIOR)
        counter.sell((counter.dish("main"), 1), card=SENIOR)
        counter.next_day()

    found = back_test(counter.database, as_demo(COUNTED), from_date=monday + 3 * DAY)

    # Six of the seven subsidies of the week were had before.
    assert found.counted_from <= monday
    assert (found.orders, found.total.sold.subsidy_fen, found.total.scheme.subsidy_fen) == (2, 3_00, 3_00)
    assert differences(found) == {Sums()}


def test_under_another_scheme_each_payer_bears_what_can_be_reckoned_by_hand(counter: Counter) -> None:
    dish = counter.dish("main")
    price_fen = dish.price_fen
    orders = [counter.sell((dish, 1), card=card) for card in (SENIOR, SENIOR, SENIOR, None)]

    found = back_test(counter.database, COUNTED, from_date=counter.day)

    # Aged over 80: eight tenths as sold; on trial seven tenths, and 3.00 from the district twice a day.
    sold_fen, tried_fen = price_fen * 8 // 10, price_fen * 7 // 10
    assert [order.total_fen for order in orders] == [sold_fen] * 3 + [price_fen]
    assert found.total.sold == Sums(4 * price_fen, 3 * (price_fen - sold_fen), 0, 3 * sold_fen + price_fen, 0)
    assert found.total.scheme == Sums(
        4 * price_fen, 3 * (price_fen - tried_fen), 6_00, 3 * tried_fen - 6_00 + price_fen, 1_50
    )
    assert payers(found.total) == {
        ("discount", "canteen"): (3 * (price_fen - sold_fen), 3 * (price_fen - tried_fen)),
        ("subsidy", "district"): (0, 6_00),
        ("operator", "district"): (0, 1_50),
    }
    assert (found.total.cheaper, found.total.dearer) == (3, 0)
    assert found.largest_loss is None
    assert found.largest_gain is not None
    assert (found.largest_gain.number, found.largest_gain.scheme_fen) == (orders[0].number, tried_fen - 3_00)


def test_a_diner_is_found_in_the_tier_as_sold_and_in_that_of_the_scheme(counter: Counter) -> None:
    dish = counter.dish("main")
    counter.sell((dish, 1), card=SENIOR)
    counter.sell((dish, 1))

    found = back_test(counter.database, PLAIN, from_date=counter.day)

    tiers = [
        (row.sold_tier and row.sold_tier.name.en, row.scheme_tier and row.scheme_tier.name.en)
        for row in found.tiers
    ]
    assert tiers == [(None, None), ("Aged 80 or over", "60 or over")]
    assert [row.part.orders for row in found.tiers] == [1, 1]


def test_an_order_becomes_dearer_where_the_scheme_gives_less(counter: Counter) -> None:
    soup = counter.dish("soup")
    order = counter.sell((soup, 1), card=SENIOR)

    found = back_test(counter.database, PLAIN, from_date=counter.day)

    assert order.total_fen < soup.price_fen
    assert (found.total.dearer, found.total.cheaper, found.largest_gain) == (1, 0, None)
    assert found.largest_loss is not None
    assert (found.largest_loss.id, found.largest_loss.scheme_fen) == (order.id, soup.price_fen)


def test_an_order_that_access_bars_is_set_aside_as_it_was_sold(counter: Counter) -> None:
    gated = GATED.replace('["breakfast"]', '["lunch"]')
    dish = counter.dish("main")
    let_in, kept_out = counter.sell((dish, 1), card=SENIOR), counter.sell((dish, 1))

    found = back_test(counter.database, gated, from_date=counter.day)

    assert (found.orders, found.total.orders, found.barred.orders) == (2, 1, 1)
    assert found.barred.sold.paid_fen == kept_out.total_fen
    assert found.total.sold.paid_fen == let_in.total_fen
    assert [(row.rule.code, row.orders) for row in found.barred.rules] == [("seniors_first", 1)]
    assert [(day.barred, day.left_out) for day in found.days] == [(1, 0)]


def test_an_order_of_somebody_born_later_is_left_out_and_counted(counter: Counter) -> None:
    order = counter.sell((counter.dish("main"), 1), card=SENIOR)
    later = update(members).values(birth_date=counter.day + DAY)
    counter.database.write(lambda connection: connection.execute(later))

    found = back_test(counter.database, PLAIN, from_date=counter.day)

    assert (found.orders, found.total.orders) == (1, 0)
    assert [(row.reason.code, row.orders, row.sold.paid_fen) for row in found.left_out] == [
        ("born_later", 1, order.total_fen)
    ]
    assert [day.left_out for day in found.days] == [1]


def test_places_are_those_of_today_and_it_is_said_for_how_many_orders(counter: Counter) -> None:
    dish = counter.dish("main")
    for card in (SENIOR, None, SENIOR):
        counter.sell((dish, 1), card=card)
    moved = update(members).values(residence_area="tianping")
    counter.database.write(lambda connection: connection.execute(moved))

    found = back_test(counter.database, OF_A_PLACE, from_date=counter.day)
    plain = back_test(counter.database, PLAIN, from_date=counter.day)

    assert found.total.scheme.subsidy_fen == 2_00
    assert [(each.what.code, each.orders) for each in found.assumed] == [("places_as_today", 2)]
    assert plain.assumed == ()


@pytest.mark.parametrize("page_orders", [1, 2, 3, 500])
def test_a_period_ends_before_its_last_day_whatever_the_pages(counter: Counter, page_orders: int) -> None:
    days = []
    for _ in range(3):
        dish = counter.dish("main")
        days.append(counter.day)
        counter.sell((dish, 1))
        counter.sell((dish, 1), card=SENIOR)
        counter.next_day()

    def days_of(from_date: date, length: int) -> list[date]:
        found = back_test(counter.database, PLAIN, from_date=from_date, days=length, page_orders=page_orders)
        assert found.orders == 2 * len(found.days)
        return [day.day for day in found.days]

    assert days_of(days[0], 2) == days[:2]
    assert days_of(days[1], 1) == days[1:2]
    assert days_of(days[1], 9) == days[1:]
    assert days_of(days[2] + DAY, 1) == []


def test_nothing_that_was_sold_is_changed(counter: Counter, database: Database) -> None:
    counter.sell((counter.dish("main"), 1), card=SENIOR)
    before = state_of(database)

    back_test(database, COUNTED, from_date=counter.day)

    assert state_of(database) == before
