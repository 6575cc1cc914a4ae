"""Schemes, baskets and diners that the tests of pricing share."""

from datetime import date
from pathlib import Path

import pytest

from pricing import (
    Basket,
    BasketLine,
    Diner,
    Item,
    Occasion,
    Quote,
    QuoteLine,
    Scheme,
    SchemeError,
    parse_scheme,
    quote_basket,
)

DEMO_PATH = Path(__file__).parents[3] / "pos" / "demo" / "scheme.toml"
DEMO = parse_scheme(DEMO_PATH.read_text(encoding="utf-8"), source="scheme.toml")
# A scheme in which every key of the language stands.
TOWN = Path(__file__).with_name("whole_language.toml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 25)
GUEST = Diner()

HEAD = """
code = "test"
version = 3
name = { zh = "试验", en = "Test" }
rounding = { unit_fen = 1, mode = "half_up", place = "line" }
"""

VENDORS = """
[[vendors]]
code = "canteen"
name = { zh = "食堂自营", en = "The canteen" }
takes_discounts = true

[[vendors]]
code = "nonna"
name = { zh = "Nonna面包", en = "Nonna bakery" }
takes_discounts = true
"""


def rule_text(
    code: str = "elders",
    *,
    pays_bp: int = 9_000,
    kind: str = "discount",
    payer: str = "canteen",
    layer: int = 1,
    group: str | None = None,
    items: str = "{}",
    when: str | None = None,
    who: str = "{ min_age = 60 }",
) -> str:
    """Write one rule with one term; every part can be replaced."""
    lines = [
        "[[rules]]",
        f'code = "{code}"',
        f'name = {{ zh = "{code}优惠", en = "Offer {code}" }}',
        f'kind = "{kind}"',
        f'payer = "{payer}"',
        f"layer = {layer}",
        f"items = {items}",
        f'terms = [{{ who = {who}, benefit = {{ kind = "percent", pays_bp = {pays_bp} }} }}]',
    ]
    if group is not None:
        lines.append(f'group = "{group}"')
    if when is not None:
        lines.append(f"when = {when}")
    return "\n" + "\n".join(lines) + "\n"


def scheme_of(*parts: str, head: str = HEAD) -> Scheme:
    """Parse a scheme that consists of a head and the parts."""
    return parse_scheme(head + "".join(parts), source="test.toml")


def changed(text: str, old: str, new: str) -> str:
    """Replace a part that stands once in a sample."""
    assert text.count(old) == 1, f"{old!r} must stand once in the sample"
    return text.replace(old, new)


def refusal_of(text: str) -> SchemeError:
    """Parse a scheme that is bad, and return what is said of it."""
    with pytest.raises(SchemeError) as caught:
        parse_scheme(text, source="bad.toml")
    assert caught.value.file == "bad.toml"
    return caught.value


def born(age: int, on_date: date = TODAY) -> Diner:
    """Return a diner who becomes ``age`` on that very day."""
    return Diner(birth_date=on_date.replace(year=on_date.year - age))


def dish(
    price_fen: int,
    category: str = "main",
    vendor: str = "canteen",
    tags: frozenset[str] = frozenset(),
) -> Item:
    """Return an item that costs ``price_fen``."""
    return Item(f"{vendor}-{category}", category, vendor, price_fen, tags)


def basket_of(
    *wanted: Item | tuple[Item, int],
    on_date: date = TODAY,
    meal_period: str = "lunch",
    channel: str = "dine_in",
) -> Basket:
    """Return a basket of items, one portion each where no quantity is given."""
    pairs = [one if isinstance(one, tuple) else (one, 1) for one in wanted]
    lines = tuple(BasketLine(item, quantity) for item, quantity in pairs)
    return Basket(lines, Occasion(on_date, meal_period, channel))


def quote(diner: Diner, scheme: Scheme, *wanted: Item | tuple[Item, int]) -> Quote:
    """Quote items at today's lunch."""
    return quote_basket(basket_of(*wanted), diner, scheme)


def quote_line(diner: Diner, scheme: Scheme, item: Item, quantity: int = 1) -> QuoteLine:
    """Quote one line at today's lunch."""
    return quote(diner, scheme, (item, quantity)).lines[0]


def reasons(line: QuoteLine) -> list[tuple[str, str]]:
    """Return what was declined on a line: rule and reason in Chinese."""
    return [(one.rule_code, one.reason.zh) for one in line.declined]
