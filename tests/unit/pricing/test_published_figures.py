"""Figures that towns have published, as far as percentages alone can express the policy."""

from pricing import parse_scheme
from tests.unit.pricing.samples import HEAD, born, dish, quote_line, rule_text, scheme_of

XUJIAHUI = """
[[rules]]
code = "xujiahui"
name = { zh = "徐家汇敬老折扣", en = "Xujiahui seniors' discount" }
kind = "discount"
payer = "canteen"
layer = 1
items = {}
when = { meal_periods = ["lunch", "dinner"] }
terms = [
  { who = { min_age = 60, max_age = 69 }, benefit = { kind = "percent", pays_bp = 9000 } },
  { who = { min_age = 70 }, benefit = { kind = "percent", pays_bp = 8500 } },
]
"""


def test_xujiahui_gives_90_percent_from_sixty_and_85_from_seventy() -> None:
    scheme = scheme_of(XUJIAHUI)
    totals = [quote_line(born(age), scheme, dish(20_00)).total_fen for age in (59, 60, 69, 70, 95)]
    assert totals == [20_00, 18_00, 18_00, 17_00, 17_00]


def test_putuo_gives_90_percent_until_79_and_85_from_eighty() -> None:
    # Ganquan, Putuo, December 2025: the discount; its subsidy is fixed money and not part of this test.
    putuo = XUJIAHUI.replace("max_age = 69", "max_age = 79").replace("min_age = 70", "min_age = 80")
    scheme = scheme_of(putuo)
    assert quote_line(born(70), scheme, dish(16_00)).total_fen == 14_40
    assert quote_line(born(82), scheme, dish(20_00)).total_fen == 17_00


def test_guangzhou_pays_a_quarter_of_a_bill_up_to_twelve_yuan() -> None:
    # Above 12.00 the city's limit of 3.00 yuan begins, which is not a percentage.
    scheme = scheme_of(rule_text("quarter", kind="subsidy", payer="city", pays_bp=7_500))
    subsidies = [
        quote_line(born(60), scheme, dish(price)).reductions[0].amount_fen for price in (10_00, 12_00)
    ]
    assert subsidies == [2_50, 3_00]


def test_what_guangzhou_leaves_open_is_settled_by_the_mode() -> None:
    # A quarter of 9.90 is 2.475; the diner pays 7.425.
    paid = []
    for mode in ("half_up", "half_even", "down", "up"):
        head = HEAD.replace("half_up", mode)
        text = head + rule_text("quarter", kind="subsidy", payer="city", pays_bp=7_500)
        paid.append(quote_line(born(60), parse_scheme(text, source="x"), dish(9_90)).total_fen)
    assert paid == [7_43, 7_42, 7_42, 7_43]


def test_yangzhou_has_its_ages_decided_by_the_scheme() -> None:
    # "60-75: 80 %, 75-85: 70 %" overlaps at 75; the scheme has to say which it is.
    bands = XUJIAHUI.replace("max_age = 69", "max_age = 74").replace(
        "min_age = 70", "min_age = 75, max_age = 84"
    )
    scheme = scheme_of(bands.replace("9000", "8000").replace("8500", "7000"))
    assert [quote_line(born(age), scheme, dish(10_00)).total_fen for age in (74, 75, 84)] == [
        8_00,
        7_00,
        7_00,
    ]
