"""The policy of Putuo as five rules with a counter, a tray of ten dishes, and the same in three other ways.

The floor is what somebody would write by hand for this policy alone; the two rule engines get the same rules
in their own languages. None of them gives a reason or says who pays.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from typing import Any

from pricing import Basket, BasketLine, Diner, Item, Occasion, Scheme, parse_scheme

PRICES_FEN = (16_00, 12_00, 8_00, 7_00, 5_00, 3_00, 2_50, 5_00, 1_00, 9_00)
ON_DAY = date(2026, 11, 25)
BORN = date(1944, 1, 1)
DINER = Diner(BORN, residence="putuo", hukou="shanghai")
BASKET = Basket(
    tuple(BasketLine(Item(f"d{place}", "main", "canteen", fen), 1) for place, fen in enumerate(PRICES_FEN)),
    Occasion(ON_DAY, "lunch", site="ganquan", site_area="putuo"),
)
LINES = [(fen, 1, "canteen") for fen in PRICES_FEN]

HEAD = """
code = "putuo"
version = 1
name = { zh = "普陀", en = "Putuo" }
rounding = { unit_fen = 1, mode = "half_up", place = "line" }
areas = [
  { code = "shanghai", name = { zh = "上海", en = "Shanghai" } },
  { code = "putuo", name = { zh = "普陀区", en = "Putuo" }, within = "shanghai" },
]
vendors = [{ code = "canteen", name = { zh = "食堂", en = "Canteen" }, takes_discounts = true }]
"""


def putuo() -> Scheme:
    """Parse the policy."""
    rules = [
        _rule("d60", "discount", 'min_age = 60, max_age = 79, residence = ["putuo"]', _percent(9000), ""),
        _rule("d80", "discount", 'min_age = 80, residence = ["putuo"]', _percent(8500), ""),
        _rule("s_dibao", "subsidy", 'min_age = 60, classes = ["dibao"]', _amount(500), 800),
        _rule("s60", "subsidy", "min_age = 60, max_age = 79", _amount(200), 1500),
        _rule("s80", "subsidy", "min_age = 80", _amount(300), 1500),
    ]
    return parse_scheme(HEAD + "".join(rules), source="putuo")


def _percent(pays_bp: int) -> str:
    return f'{{ kind = "percent", pays_bp = {pays_bp} }}'


def _amount(amount_fen: int) -> str:
    return f'{{ kind = "amount", amount_fen = {amount_fen} }}'


def _rule(code: str, kind: str, who: str, benefit: str, from_fen: int | str) -> str:
    is_subsidy = kind == "subsidy"
    threshold = f", threshold = {{ from_fen = {from_fen} }}" if is_subsidy else ""
    hukou = ', hukou = ["shanghai"]' if is_subsidy else ""
    further = (
        'when = { channels = ["dine_in"] }\ncaps = [{ per = "day", times = 1, counter = "subsidy" }]\n'
        if is_subsidy
        else ""
    )
    return f"""
[[rules]]
code = "{code}"
name = {{ zh = "{code}", en = "{code}" }}
kind = "{kind}"
payer = "{"putuo" if is_subsidy else "canteen"}"
layer = {2 if is_subsidy else 1}
group = "{kind}"
items = {{ vendors = ["canteen"] }}
terms = [{{ who = {{ {who}{hukou} }}, benefit = {benefit}{threshold} }}]
{further}"""


def floor(
    lines: list[tuple[int, int, str]],
    born: date,
    on_day: date,
    residence: str,
    hukou: str,
    is_dibao: bool,
    channel: str,
    used: Mapping[tuple[str, date], int],
) -> tuple[list[int], int, int, int, int]:
    """Price the tray by hand: price of each line, discount, subsidy, total, and uses of the day so far."""
    age = on_day.year - born.year - ((on_day.month, on_day.day) < (born.month, born.day))
    rate_bp = 10_000
    if residence == "putuo":
        if age >= 80:
            rate_bp = 8_500
        elif age >= 60:
            rate_bp = 9_000
    prices, total_fen, list_fen = [], 0, 0
    for unit_fen, quantity, vendor in lines:
        fen = unit_fen * quantity
        list_fen += fen
        if vendor == "canteen":
            fen = (fen * rate_bp * 2 + 10_000) // 20_000
        prices.append(fen)
        total_fen += fen
    subsidy_fen = 0
    times = used.get(("subsidy", on_day), 0)
    if times < 1 and channel == "dine_in" and hukou in ("shanghai", "putuo"):
        if is_dibao and age >= 60 and list_fen >= 8_00:
            subsidy_fen = 5_00
        elif age >= 80 and list_fen >= 15_00:
            subsidy_fen = 3_00
        elif 60 <= age <= 79 and list_fen >= 15_00:
            subsidy_fen = 2_00
        subsidy_fen = min(subsidy_fen, total_fen)
    discount_fen, times = list_fen - total_fen, times + (subsidy_fen > 0)
    return prices, discount_fen, subsidy_fen, total_fen - subsidy_fen, times


def zen() -> Callable[[], int]:
    """Return a call that prices the tray with zen-engine: a table of tiers, and expressions for the sums."""
    decision = import_module("zen").ZenEngine().create_decision(json.dumps(_zen_graph()))
    case = {
        "age": 82,
        "dibao": False,
        "prices": list(PRICES_FEN),
        "used": 0,
        "channel": "dine_in",
        "hukou": "shanghai",
    }
    return lambda: int(decision.evaluate(case)["result"]["total"])


def _zen_graph() -> dict[str, Any]:
    rows = [
        (">= 80", "true", 8500, 800, 500),
        ("[60..79]", "true", 9000, 800, 500),
        (">= 80", "", 8500, 1500, 300),
        ("[60..79]", "", 9000, 1500, 200),
        ("", "", 10000, 0, 0),
    ]
    keys = ("age", "dibao", "rate", "threshold", "subsidy")
    table = {
        "hitPolicy": "first",
        "passThrough": True,
        "inputs": [{"id": key, "name": key, "field": key} for key in keys[:2]],
        "outputs": [{"id": key, "name": key, "field": key} for key in keys[2:]],
        "rules": [
            {"_id": str(number), **{key: str(value) for key, value in zip(keys, row, strict=True)}}
            for number, row in enumerate(rows)
        ],
    }
    may = "used < 1 and channel == 'dine_in' and hukou == 'shanghai' and sum(prices) >= threshold"
    sums = [
        ("discounted", "sum(map(prices, floor((# * rate * 2 + 10000) / 20000)))"),
        ("taken", f"{may} ? subsidy : 0"),
        ("total", "$.discounted - $.taken"),
    ]
    expressions = [{"id": key, "key": key, "value": value} for key, value in sums]
    nodes = [
        ("in", "inputNode", None),
        ("tiers", "decisionTableNode", table),
        ("sums", "expressionNode", {"passThrough": False, "expressions": expressions}),
        ("out", "outputNode", None),
    ]
    return {
        "nodes": [
            {"id": name, "type": kind, "name": name, **({"content": content} if content else {})}
            for name, kind, content in nodes
        ],
        "edges": [
            {
                "id": str(number),
                "sourceId": nodes[number][0],
                "targetId": nodes[number + 1][0],
                "type": "edge",
            }
            for number in range(3)
        ],
    }


def jsonlogic() -> Callable[[], int]:
    """Return a call that prices the tray with jsonlogic-rs, in which a loop sees nothing but its lines."""
    apply = import_module("jsonlogic_rs").apply
    case = {
        "age": 82,
        "dibao": False,
        "lines": [{"price": fen, "age": 82} for fen in PRICES_FEN],
        "used": 0,
        "channel": "dine_in",
        "hukou": "shanghai",
    }
    logic = _jsonlogic_rule()
    return lambda: int(apply(logic, case))


def _jsonlogic_rule() -> dict[str, Any]:
    def var(name: str) -> dict[str, str]:
        return {"var": name}

    def sum_of(each: object) -> dict[str, Any]:
        return {"reduce": [var("lines"), {"+": [var("accumulator"), each]}, 0]}

    rate = {"if": [{">=": [var("current.age"), 80]}, 8500, {">=": [var("current.age"), 60]}, 9000, 10000]}
    twice = {"+": [{"*": [var("current.price"), rate, 2]}, 10000]}
    rounded = {"/": [{"-": [twice, {"%": [twice, 20000]}]}, 20000]}
    list_total = sum_of(var("current.price"))

    def row(age: int, from_fen: int, *more: object) -> dict[str, Any]:
        return {"and": [*more, {">=": [var("age"), age]}, {">=": [list_total, from_fen]}]}

    amount = {"if": [row(60, 800, var("dibao")), 500, row(80, 1500), 300, row(60, 1500), 200, 0]}
    may = [{"<": [var("used"), 1]}, {"==": [var("channel"), "dine_in"]}, {"==": [var("hukou"), "shanghai"]}]
    return {"-": [sum_of(rounded), {"if": [{"and": may}, amount, 0]}]}
