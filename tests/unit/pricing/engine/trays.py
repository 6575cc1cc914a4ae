"""Schemes, people and trays for the tests of the engine: short texts, whose figures stand in the tests."""

from collections.abc import Iterable
from datetime import date, time

from pricing import (
    NO_USAGE,
    Basket,
    BasketLine,
    Diner,
    Item,
    Occasion,
    Quote,
    Scheme,
    Usage,
    UsageKey,
    Used,
    parse_scheme,
    quote_basket,
)
from pricing.usage import UNUSED, add

WEDNESDAY = date(2026, 11, 25)
LUNCH = Occasion(WEDNESDAY, "lunch", at_time=time(11, 30), site="xinli137", site_area="tianping")

HEAD = """
code = "test"
version = 1
name = { zh = "试验", en = "Test" }
rounding = { unit_fen = 1, mode = "half_up", place = "line" }

[[areas]]
code = "shanghai"
name = { zh = "上海", en = "Shanghai" }

[[areas]]
code = "xuhui"
name = { zh = "徐汇区", en = "Xuhui" }
within = "shanghai"

[[areas]]
code = "tianping"
name = { zh = "天平街道", en = "Tianping" }
within = "xuhui"

[[areas]]
code = "putuo"
name = { zh = "普陀区", en = "Putuo" }
within = "shanghai"

[[vendors]]
code = "canteen"
name = { zh = "食堂自营", en = "The canteen" }
takes_discounts = true

[[vendors]]
code = "nonna"
name = { zh = "Nonna面包", en = "Nonna bakery" }
takes_discounts = false
"""


def rule(
    terms: str | Iterable[str],
    code: str = "meal",
    *,
    kind: str = "subsidy",
    payer: str = "district",
    layer: int = 1,
    items: str = "{}",
    **further: str,
) -> str:
    """Write a rule; `terms` are rows such as ``{ who = {}, benefit = … }``, `further` other keys as TOML."""
    rows = [terms] if isinstance(terms, str) else list(terms)
    lines = [
        "[[rules]]",
        f'code = "{code}"',
        f'name = {{ zh = "{code}优惠", en = "Offer {code}" }}',
        f'kind = "{kind}"',
        f'payer = "{payer}"',
        f"layer = {layer}",
        f"items = {items}",
        f"terms = [{', '.join(rows)}]",
        *(f"{key} = {value}" for key, value in further.items()),
    ]
    return "\n" + "\n".join(lines) + "\n"


def discount(terms: str | Iterable[str], code: str = "tier", **further: object) -> str:
    """Write a discount that the canteen bears."""
    return rule(terms, code, kind="discount", payer="canteen", **further)  # type: ignore[arg-type]


def off(amount_fen: int, who: str = "{ min_age = 60 }", **further: str) -> str:
    """Write a row that takes a fixed amount off."""
    rest = "".join(f", {key} = {value}" for key, value in further.items())
    return f'{{ who = {who}, benefit = {{ kind = "amount", amount_fen = {amount_fen} }}{rest} }}'


def pays(pays_bp: int, who: str = "{ min_age = 60 }", **further: str) -> str:
    """Write a row of a percentage."""
    rest = "".join(f", {key} = {value}" for key, value in further.items())
    return f'{{ who = {who}, benefit = {{ kind = "percent", pays_bp = {pays_bp} }}{rest} }}'


def scheme(*rules: str, head: str = HEAD) -> Scheme:
    """Parse a scheme of these rules."""
    return parse_scheme(head + "".join(rules), source="test.toml")


def aged(age: int, on_date: date = WEDNESDAY, **further: object) -> Diner:
    """Return a member who becomes that old on the day."""
    return Diner(on_date.replace(year=on_date.year - age), **further)  # type: ignore[arg-type]


def dish(
    price_fen: int, code: str = "rou", category: str = "main", vendor: str = "canteen", **further: object
) -> Item:
    """Return a dish."""
    return Item(code, category, vendor, price_fen, **further)  # type: ignore[arg-type]


def quote(
    scheme: Scheme,
    diner: Diner,
    *wanted: Item | tuple[Item, int],
    occasion: Occasion = LUNCH,
    usage: Usage = NO_USAGE,
) -> Quote:
    """Price dishes, one portion each where no number is given."""
    pairs = [one if isinstance(one, tuple) else (one, 1) for one in wanted]
    lines = tuple(BasketLine(item, quantity) for item, quantity in pairs)
    return quote_basket(Basket(lines, occasion), diner, scheme, usage)


def used_by(*quotes: Quote) -> Usage:
    """Return what these sales have used, as it will be found at the next one."""
    usage: dict[UsageKey, Used] = {}
    for one in quotes:
        for key, used in one.uses:
            usage[key] = add(usage.get(key, UNUSED), used)
    return usage


def why_not(quote: Quote) -> list[tuple[str, str]]:
    """Return what was declined for the bill: rule and reason in Chinese."""
    return [(one.rule_code, one.reason.zh) for one in quote.declined]
