"""Which items a rule is for."""

import pytest

from pricing import Item
from tests.unit.pricing.samples import GUEST, VENDORS, born, dish, quote_line, reasons, rule_text, scheme_of

TAGGED = frozenset({"special"})
NOTHING_SAID: list[tuple[str, str]] = []


@pytest.mark.parametrize(
    ("items", "item", "expected"),
    [
        ("{}", dish(10_00, "anything", "anyone"), None),
        ('{ categories = ["main"] }', dish(10_00), None),
        ('{ categories = ["main"] }', dish(10_00, "soup"), NOTHING_SAID),
        ('{ vendors = ["canteen"] }', dish(10_00), None),
        ('{ vendors = ["canteen"] }', dish(10_00, vendor="nonna"), [("elders", "Nonna面包不参加此优惠")]),
        ('{ vendors = ["canteen"] }', dish(10_00, vendor="other"), [("elders", "该档口不参加此优惠")]),
        ('{ exclude_vendors = ["nonna"] }', dish(10_00, vendor="other"), None),
        (
            '{ exclude_vendors = ["nonna"] }',
            dish(10_00, vendor="nonna"),
            [("elders", "Nonna面包不参加此优惠")],
        ),
        ('{ tags = ["special", "new"] }', dish(10_00, tags=TAGGED), None),
        ('{ tags = ["new"] }', dish(10_00, tags=TAGGED), NOTHING_SAID),
        ('{ exclude_tags = ["new"] }', dish(10_00, tags=TAGGED), None),
        (
            '{ exclude_tags = ["new", "special"] }',
            dish(10_00, tags=TAGGED),
            [("elders", "带“special”标记的菜品不参加此优惠")],
        ),
        ("{ max_unit_price_fen = 1000 }", dish(10_00), None),
        ("{ max_unit_price_fen = 1000 }", dish(10_01), [("elders", "单价10.01元，高于10.00元")]),
    ],
)
def test_an_item_outside_a_selection_is_not_reduced(
    items: str, item: Item, expected: list[tuple[str, str]] | None
) -> None:
    line = quote_line(born(60), scheme_of(VENDORS, rule_text(items=items)), item)
    if expected is None:
        assert line.total_fen == 9_00
        assert reasons(line) == []
    else:
        assert line.total_fen == line.list_fen
        assert reasons(line) == expected


def test_the_price_at_most_is_that_of_one_portion() -> None:
    scheme = scheme_of(rule_text(items="{ max_unit_price_fen = 500 }"))
    assert quote_line(born(60), scheme, dish(5_00), quantity=4).total_fen == 18_00


def test_a_vendor_without_discounts_still_takes_subsidies() -> None:
    closed = VENDORS.replace("takes_discounts = true", "takes_discounts = false")
    scheme = scheme_of(
        closed,
        rule_text("own"),
        rule_text("street", kind="subsidy", payer="street", pays_bp=5_000),
    )
    line = quote_line(born(60), scheme, dish(10_00, vendor="nonna"))
    assert [(one.rule_code, one.amount_fen) for one in line.reductions] == [("street", 5_00)]
    assert reasons(line) == [("own", "Nonna面包不参加折扣")]


def test_two_rules_do_not_say_the_same_twice_on_one_line() -> None:
    scheme = scheme_of(rule_text("first"), rule_text("second"))
    assert reasons(quote_line(GUEST, scheme, dish(10_00))) == [("first", "未刷会员卡")]
