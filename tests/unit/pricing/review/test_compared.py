"""Two versions of a scheme, and what a manager is told of the difference."""

import pytest

from pricing import Text
from pricing.review.changes import Change, find_moved
from pricing.review.compare import compare
from tests.unit.pricing.engine.trays import HEAD, discount, off, pays, rule, scheme
from tests.unit.pricing.review.findings import PAYERS, tier
from tests.unit.pricing.samples import DEMO

ROWS = [pays(9000, "{ min_age = 60, max_age = 69 }"), pays(8500, "{ min_age = 70 }")]


def changes(old: str, new: str, old_head: str = HEAD + PAYERS, new_head: str = HEAD + PAYERS) -> list[Change]:
    return list(compare(scheme(old, head=old_head), scheme(new, head=new_head)))


def in_chinese(found: list[Change]) -> list[tuple[str, str, str | None, str | None]]:
    return [(one.kind, one.place, chinese_of(one.before), chinese_of(one.after)) for one in found]


def chinese_of(said: Text | None) -> str | None:
    return None if said is None else said.zh


def test_a_scheme_differs_in_nothing_from_itself_nor_from_its_next_version() -> None:
    assert compare(DEMO, DEMO) == ()
    next_head = HEAD.replace("version = 1", "version = 2") + PAYERS
    assert changes(discount(ROWS), discount(ROWS), new_head=next_head) == []


def test_a_changed_rate_is_the_old_sentence_and_the_new_one() -> None:
    assert changes(discount(ROWS), discount([ROWS[0], pays(8000, "{ min_age = 70 }")])) == [
        Change(
            "changed",
            "rule tier: terms[1]",
            Text("70岁及以上的会员，全部菜品打8.5折。", "Members aged 70 or over pay 85 % for all dishes."),
            Text("70岁及以上的会员，全部菜品打8折。", "Members aged 70 or over pay 80 % for all dishes."),
        )
    ]


def test_a_changed_age_is_one_changed_term() -> None:
    rows = [ROWS[0], pays(8500, "{ min_age = 71 }")]
    assert in_chinese(changes(discount(ROWS), discount(rows))) == [
        (
            "changed",
            "rule tier: terms[1]",
            "70岁及以上的会员，全部菜品打8.5折。",
            "71岁及以上的会员，全部菜品打8.5折。",
        )
    ]


def test_terms_are_added_and_removed() -> None:
    said = "60至69岁的会员，全部菜品打9折。"
    assert in_chinese(changes(discount(ROWS[1]), discount(ROWS))) == [
        ("added", "rule tier: terms[0]", None, said)
    ]
    assert in_chinese(changes(discount(ROWS), discount(ROWS[1]))) == [
        ("removed", "rule tier: terms[0]", said, None)
    ]


def test_terms_in_another_order_are_moved() -> None:
    dibao, hukou = pays(5000, '{ classes = ["dibao"] }'), pays(9000, '{ hukou = ["shanghai"] }')
    assert changes(discount([dibao, hukou]), discount([hukou, dibao])) == [
        Change(
            "moved",
            "rule tier: terms[0]",
            Text("排在第2位，共2位。", "Stands at place 2 of 2."),
            Text("排在第1位，共2位。", "Stands at place 1 of 2."),
        )
    ]


@pytest.mark.parametrize(
    ("further", "place", "before", "after"),
    [
        ({"group": '"g"'}, "group", None, "与组“g”的其他规则不同享。"),
        (
            {"items": '{ categories = ["main"] }'},
            "items",
            "适用菜品：全部菜品。",
            "适用菜品：大荤。",
        ),
        ({"when": '{ meal_periods = ["lunch"] }'}, "when", None, "适用：午餐。"),
        ({"caps": '[{ per = "day", times = 1 }]'}, "caps", None, "每人每天1次（各门店合计）。"),
        (
            {"rounding": '{ unit_fen = 10, mode = "up", place = "line" }'},
            "rounding",
            None,
            "每行菜的折后金额有零头就进位到角。",
        ),
    ],
)
def test_each_part_of_a_rule_is_told_by_itself(
    further: dict[str, str], place: str, before: str | None, after: str
) -> None:
    there = in_chinese(changes(discount(ROWS), discount(ROWS, **further)))
    back = in_chinese(changes(discount(ROWS, **further), discount(ROWS)))
    kinds = ("added", "removed") if before is None else ("changed", "changed")
    assert there == [(kinds[0], f"rule tier: {place}", before, after)]
    assert back == [(kinds[1], f"rule tier: {place}", after, before)]


def test_who_pays_and_what_it_is_called_are_told() -> None:
    old, new = rule(ROWS), rule(ROWS, kind="discount", payer="canteen")
    assert in_chinese(changes(old, new.replace("meal优惠", "敬老优惠"))) == [
        ("changed", "rule meal: name", "meal优惠", "敬老优惠"),
        ("changed", "rule meal: kind", "补贴。", "优惠。"),
        ("changed", "rule meal: payer", "由区民政局承担。", "由食堂承担。"),
    ]


def test_another_layer_is_a_move() -> None:
    assert in_chinese(changes(discount(ROWS), discount(ROWS, layer=2))) == [
        ("moved", "rule tier: layer", "在第1层计算。", "在第2层计算。")
    ]


def test_another_counter_is_told_though_the_words_are_the_same() -> None:
    caps = [f'[{{ per = "day", times = 1, counter = "{counter}" }}]' for counter in ("one", "two")]
    assert in_chinese(changes(discount(ROWS, caps=caps[0]), discount(ROWS, caps=caps[1]))) == [
        ("changed", "rule tier: caps", "按“one”计数。", "按“two”计数。")
    ]


def test_rules_are_added_removed_and_moved() -> None:
    a, b = discount(pays(9000), "a"), rule(off(3_00), "b", group='"g"', layer=2)
    said = (
        "“b优惠”：60岁及以上的会员，减3.00元（减完为止），由区民政局承担。"
        "在第2层计算。与组“g”的其他规则不同享。"
    )
    assert in_chinese(changes(a, a + b)) == [("added", "rule b", None, said)]
    assert in_chinese(changes(a + b, a)) == [("removed", "rule b", said, None)]
    assert [(one.kind, one.place) for one in changes(a + b, b + a)] == [("moved", "rule b")]


def test_tiers_are_compared_by_their_codes() -> None:
    old = tier("old", "{ min_age = 80 }") + tier("dibao", '{ classes = ["dibao"] }')
    new = tier("dibao", '{ classes = ["dibao"] }') + tier("old", "{ min_age = 75 }")
    assert in_chinese(changes(old, new)) == [
        ("changed", "tier old", "“old”：80岁及以上的会员。", "“old”：75岁及以上的会员。"),
        ("moved", "tier dibao", "排在第2位，共2位。", "排在第1位，共2位。"),
    ]


def test_what_is_declared_is_compared() -> None:
    new_head = (
        HEAD.replace("takes_discounts = false", "takes_discounts = true")
        .replace('name = { zh = "试验", en = "Test" }', 'name = { zh = "新案", en = "New" }')
        .replace('mode = "half_up"', 'mode = "down"')
        .replace('code = "putuo"\n', 'code = "pudong"\n')
        .replace('code = "test"', 'code = "other"')
        .replace("version = 1\n", 'version = 1\nweighing = { unit_fen = 10, mode = "down" }\n')
    )
    new_payers = PAYERS + "until_date = 2027-01-01\n"
    days = "\n[calendar]\nrest_dates = [2026-10-01]\nworking_dates = [2026-10-10]\n"
    groups = '\n[[groups]]\ncode = "g"\nchoose = "first"\n'
    assert in_chinese(changes("", days + groups, new_head=new_head + new_payers)) == [
        ("changed", "code", "test", "other"),
        ("changed", "name", "试验", "新案"),
        ("changed", "rounding", "每行菜的折后金额四舍五入到分。", "每行菜的折后金额舍去零头到分。"),
        ("changed", "weighing", "称重菜的原价四舍五入到分。", "称重菜的原价舍去零头到角。"),
        ("changed", "vendor nonna", "Nonna面包不参加折扣，补贴照常。", "Nonna面包参加折扣。"),
        ("changed", "payer district", "与区民政局的约定不限期。", "与区民政局的约定：2026年12月31日及以前。"),
        ("removed", "area putuo", "普陀区属于上海。", None),
        ("added", "area pudong", None, "普陀区属于上海。"),
        ("added", "group g", None, "组“g”按顺序取第一项能享受的。"),
        ("added", "calendar: rest_dates", None, "按休息日计：2026年10月1日。"),
        ("added", "calendar: working_dates", None, "按工作日计：2026年10月10日。"),
    ]


def test_access_is_compared() -> None:
    access = (
        '\n[[access]]\ncode = "early"\nname = { zh = "专时", en = "Early" }\nitems = {}\n'
        'when = { until_time = "11:30" }\nwho = [{ min_age = 60 }]\n'
    )
    later = access.replace("11:30", "11:00")
    was = "“专时”：11:30前，全部菜品只供应给60岁及以上的会员。"
    assert in_chinese(changes(access, later)) == [
        ("changed", "access early", was, "“专时”：11:00前，全部菜品只供应给60岁及以上的会员。")
    ]
    assert in_chinese(changes("", access)) == [("added", "access early", None, was)]
    other = access.replace('"early"', '"other"')
    assert [(one.kind, one.place) for one in changes(access + other, other + access)] == [
        ("moved", "access other")
    ]


def test_names_are_those_of_the_caller() -> None:
    old, new = scheme(discount(ROWS)), scheme(discount(ROWS, items='{ dishes = ["rou"] }'))
    (change,) = compare(old, new, {"rou": Text(zh="红烧肉", en="braised pork")})
    assert change.after == Text("适用菜品：红烧肉。", "For braised pork.")


def test_few_things_are_said_to_have_moved() -> None:
    assert find_moved("abcd", "bcda") == ["a"]
    assert find_moved("abcd", "dabc") == ["d"]
    assert find_moved("abxcd", "abcd") == []
    assert find_moved("ab", "ba") == ["b"]
