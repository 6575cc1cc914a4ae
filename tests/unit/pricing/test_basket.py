"""A basket holds whole fen and whole portions, or it is not made."""

from datetime import date

import pytest

from pricing import BasketLine, Diner, Item
from tests.unit.pricing.samples import dish


@pytest.mark.parametrize("price", [-1, 5.0, True])
def test_a_price_that_is_not_whole_fen_is_refused(price: int) -> None:
    with pytest.raises(ValueError, match="a price is a whole number of fen"):
        Item("x", "main", "canteen", price)


def test_a_dish_may_be_free() -> None:
    assert Item("soup", "soup", "canteen", 0).unit_price_fen == 0


@pytest.mark.parametrize("quantity", [0, -1, 1.0, True])
def test_a_quantity_that_is_not_a_whole_number_from_one_is_refused(quantity: int) -> None:
    with pytest.raises(ValueError, match="a quantity is a whole number"):
        BasketLine(dish(1_00), quantity)


def test_a_diner_of_whom_nothing_is_known_is_a_guest() -> None:
    assert Diner().is_guest
    assert not Diner(birth_date=date(1950, 1, 1)).is_guest
    assert not Diner(classes={"dibao": None}).is_guest
