"""How rules go together: layers in order, the best of a group, and never below nothing."""

import pytest

from pricing import parse_scheme
from tests.unit.pricing.samples import HEAD, born, dish, quote, quote_line, reasons, rule_text, scheme_of


def discount(code: str, pays_bp: int, *, layer: int = 1, group: str | None = None) -> str:
    return rule_text(code, pays_bp=pays_bp, layer=layer, group=group)


def subsidy(code: str, pays_bp: int, *, layer: int) -> str:
    return rule_text(code, pays_bp=pays_bp, layer=layer, kind="subsidy", payer="district")


def cuts(scheme_text: str, price_fen: int = 10_00) -> list[tuple[str, int]]:
    line = quote_line(born(60), scheme_of(scheme_text), dish(price_fen))
    return [(one.rule_code, one.amount_fen) for one in line.reductions]


def test_a_later_layer_sees_the_price_that_the_earlier_one_left() -> None:
    assert cuts(discount("own", 8_000, layer=1) + subsidy("district", 7_500, layer=2)) == [
        ("own", 2_00),
        ("district", 2_00),
    ]


def test_layers_are_applied_by_number_not_by_their_place_in_the_file() -> None:
    assert cuts(discount("own", 8_000, layer=2) + subsidy("district", 7_500, layer=1)) == [
        ("district", 2_50),
        ("own", 1_50),
    ]


def test_rules_of_one_layer_see_the_same_price() -> None:
    assert cuts(discount("first", 8_000) + discount("second", 9_000)) == [("first", 2_00), ("second", 1_00)]


def test_discounts_and_subsidies_are_totalled_apart() -> None:
    scheme = scheme_of(discount("own", 8_000), subsidy("district", 7_500, layer=2))
    quoted = quote(born(60), scheme, (dish(10_00), 2), dish(1_00))
    assert (quoted.list_total_fen, quoted.discount_total_fen, quoted.subsidy_total_fen) == (21_00, 4_20, 4_20)
    assert quoted.total_fen == 12_60
    assert [(one.rule_code, one.kind, one.payer, one.amount_fen) for one in quoted.reductions] == [
        ("own", "discount", "canteen", 4_20),
        ("district", "subsidy", "district", 4_20),
    ]


@pytest.mark.parametrize(
    ("first_bp", "second_bp", "best"), [(9_000, 8_000, "second"), (8_000, 9_000, "first")]
)
def test_the_best_rule_of_a_group_is_taken(first_bp: int, second_bp: int, best: str) -> None:
    scheme = scheme_of(discount("first", first_bp, group="one"), discount("second", second_bp, group="one"))
    line = quote_line(born(60), scheme, dish(10_00))
    other = {"first": "second", "second": "first"}[best]
    assert [(one.rule_code, one.amount_fen) for one in line.reductions] == [(best, 2_00)]
    assert reasons(line) == [(other, f"已享“{best}优惠”，不同享")]


def test_of_three_rules_both_losers_name_the_winner() -> None:
    scheme = scheme_of(
        *(discount(code, bp, group="g") for code, bp in (("a", 9_000), ("b", 8_500), ("c", 8_000)))
    )
    line = quote_line(born(60), scheme, dish(10_00))
    assert [one.rule_code for one in line.reductions] == ["c"]
    assert {one.reason.zh for one in line.declined} == {"已享“c优惠”，不同享"}


def test_of_equal_rules_the_first_is_taken() -> None:
    assert cuts(discount("first", 8_000, group="one") + discount("second", 8_000, group="one")) == [
        ("first", 2_00)
    ]


def test_a_group_stands_where_its_first_rule_stands() -> None:
    soup_only = rule_text("soup_only", group="one", items='{ categories = ["soup"] }')
    assert cuts(soup_only + discount("alone", 4_000) + discount("late", 4_000, group="one")) == [
        ("late", 6_00),
        ("alone", 4_00),
    ]


def test_the_best_of_a_group_is_found_among_the_rules_that_reach_the_item() -> None:
    scheme = scheme_of(
        rule_text("cheap_only", pays_bp=5_000, group="one", items="{ max_unit_price_fen = 500 }"),
        discount("all", 9_000, group="one"),
    )
    cheap, dear = quote(born(60), scheme, dish(5_00), dish(6_00)).lines
    assert (cheap.total_fen, dear.total_fen) == (2_50, 5_40)
    assert reasons(dear) == [("cheap_only", "单价6.00元，高于5.00元")]


def test_two_rules_of_one_layer_never_take_more_than_there_is() -> None:
    scheme = scheme_of(discount("first", 3_000), discount("second", 5_000), discount("third", 9_000))
    line = quote_line(born(60), scheme, dish(10_00))
    assert [(one.rule_code, one.amount_fen) for one in line.reductions] == [("first", 7_00), ("second", 3_00)]
    assert line.total_fen == 0
    assert reasons(line) == [("third", "应付金额已减完")]


def test_a_reduction_that_rounding_swallows_is_declined() -> None:
    line = quote_line(born(60), scheme_of(discount("own", 9_000)), dish(5))
    assert line.total_fen == 5  # 4.5 fen, half up
    assert line.reductions == ()
    assert reasons(line) == [("own", "按规则取整后没有差额")]


def test_a_free_dish_needs_no_explanation() -> None:
    line = quote_line(born(60), scheme_of(discount("own", 9_000)), dish(0))
    assert (line.total_fen, line.reductions, line.declined) == (0, (), ())


def test_an_empty_basket_costs_nothing() -> None:
    quoted = quote(born(60), scheme_of(discount("own", 9_000)))
    assert (quoted.lines, quoted.reductions, quoted.total_fen) == ((), (), 0)


def test_a_scheme_without_rules_leaves_the_list_price() -> None:
    assert quote(born(60), parse_scheme(HEAD, source="x"), dish(10_00)).total_fen == 10_00


@pytest.mark.parametrize(("place", "total_fen"), [("line", 2_84), ("unit", 2_85)])
def test_the_place_of_rounding_is_the_schemes(place: str, total_fen: int) -> None:
    head = HEAD.replace('"line"', f'"{place}"')
    scheme = scheme_of(discount("own", 9_000), head=head)
    assert quote_line(born(60), scheme, dish(1_05), quantity=3).total_fen == total_fen
