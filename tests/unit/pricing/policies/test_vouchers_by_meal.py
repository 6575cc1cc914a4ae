"""Which meal of the day is it, after vouchers at an earlier one? A meal is one, however many it took."""

import pytest

from pricing import Scheme, parse_scheme
from tests.unit.pricing.policies.visits import Days, aged, dish

TWO_MEALS = """
code = "vouchers_then_half"
version = 1
name = { zh = "首餐用券次餐半价", en = "Vouchers, then half" }
rounding = { unit_fen = 1, mode = "half_up", place = "line" }

[[rules]]
code = "meals"
name = { zh = "餐券", en = "Vouchers" }
kind = "subsidy"
payer = "town"
layer = 1
items = {}
terms = [
  { who = {}, nth_meal = 1, benefit = { kind = "voucher", value_fen = 300, whole_only = true } },
  { who = {}, benefit = { kind = "percent", pays_bp = 5000 }, nth_meal = 2 },
]
"""


def capped(caps: str) -> Scheme:
    return parse_scheme(f"{TWO_MEALS}caps = [{caps}]", source="test")


# Two vouchers leave 1.00 of 7.00; half of 7.00 is 3.50.
@pytest.mark.parametrize(
    "caps",
    [
        "",
        '{ per = "bill", times = 2 }',
        '{ per = "day", times = 4, counter = "vouchers" }',
        '{ per = "month", times = 20 }',
        '{ per = "day", times = 4 }',
    ],
)
def test_two_vouchers_at_the_first_meal_leave_the_second_the_second(caps: str) -> None:
    days = Days(capped(caps), aged(70))
    assert [days.pays(dish(7_00)) for _ in range(3)] == [1_00, 3_50, 7_00]
