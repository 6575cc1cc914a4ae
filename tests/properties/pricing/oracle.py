"""A second engine, as slow and as plain as possible: exact fractions, straight from the table."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import ceil, floor

from pricing import Basket, BasketLine, Diner
from tests.properties.pricing.strategies import Table

ROUND: dict[str, Callable[[Fraction], int]] = {
    "half_up": lambda value: floor(value + Fraction(1, 2)),
    "half_even": round,
    "down": floor,
    "up": ceil,
}


def price_basket(basket: Basket, diner: Diner, scheme: Table) -> list[dict[str, int]]:
    """Return for each line what each rule took off, by rule code."""
    return [price_line(line, basket, diner, scheme) for line in basket.lines]


def price_line(line: BasketLine, basket: Basket, diner: Diner, scheme: Table) -> dict[str, int]:
    left = line.item.unit_price_fen * line.quantity
    taken: dict[str, int] = {}
    for layer in sorted({rule["layer"] for rule in scheme["rules"]}):
        price = left
        cuts = find_cuts(price, layer, line, basket, diner, scheme)
        for code, cut in cuts:
            cut = min(cut, left)
            left -= cut
            if cut:
                taken[code] = cut
    return taken


def find_cuts(
    price: int, layer: int, line: BasketLine, basket: Basket, diner: Diner, scheme: Table
) -> list[tuple[str, int]]:
    """Return the rules that count in a layer; each group stands where its first rule stands in the file."""
    best: dict[str, tuple[str, int]] = {}
    for rule in scheme["rules"]:
        if rule["layer"] != layer or not concerns(rule, line, basket, scheme):
            continue
        pays_bp = find_rate(rule, diner, basket.occasion.on_date, scheme)
        if pays_bp is None:
            continue
        cut = price - min(price, round_price(Fraction(price * pays_bp, 10_000), line.quantity, scheme))
        key = rule.get("group", f"alone {rule['code']}")
        if key not in best or cut > best[key][1]:
            best[key] = (rule["code"], cut)
    first_seen: dict[str, tuple[str, int]] = {}
    for rule in scheme["rules"]:
        key = rule.get("group", f"alone {rule['code']}")
        if key in best:
            first_seen.setdefault(key, best[key])
    return list(first_seen.values())


def round_price(price: Fraction, quantity: int, scheme: Table) -> int:
    rounding = scheme["rounding"]
    portions = quantity if rounding["place"] == "unit" else 1
    steps = price / portions / rounding["unit_fen"]
    rounded = ROUND[rounding["mode"]](steps)
    return rounded * int(rounding["unit_fen"]) * portions


def concerns(rule: Table, line: BasketLine, basket: Basket, scheme: Table) -> bool:
    item, wanted, when = line.item, rule["items"], rule.get("when", {})
    switched_off = {vendor["code"] for vendor in scheme["vendors"] if not vendor["takes_discounts"]}
    return bool(
        item.category in wanted.get("categories", [item.category])
        and item.vendor in wanted.get("vendors", [item.vendor])
        and item.vendor not in wanted.get("exclude_vendors", [])
        and ("tags" not in wanted or any(tag in item.tags for tag in wanted["tags"]))
        and not any(tag in item.tags for tag in wanted.get("exclude_tags", []))
        and item.unit_price_fen <= wanted.get("max_unit_price_fen", item.unit_price_fen)
        and not (rule["kind"] == "discount" and item.vendor in switched_off)
        and basket.occasion.meal_period in when.get("meal_periods", [basket.occasion.meal_period])
        and basket.occasion.channel in when.get("channels", [basket.occasion.channel])
        and when.get("from_date", basket.occasion.on_date)
        <= basket.occasion.on_date
        < when.get("until_date", date.max)
    )


def find_rate(rule: Table, diner: Diner, on_date: date, scheme: Table) -> int | None:
    tier = find_tier(diner, on_date, scheme)
    for term in rule["terms"]:
        if is_meant(term["who"], diner, on_date, tier):
            return int(term["benefit"]["pays_bp"])
    return None


def find_tier(diner: Diner, on_date: date, scheme: Table) -> str | None:
    return next(
        (tier["code"] for tier in scheme["tiers"] if is_meant(tier["who"], diner, on_date, None)),
        None,
    )


def is_meant(who: Table, diner: Diner, on_date: date, tier: str | None) -> bool:
    age = None if diner.birth_date is None else count_birthdays(diner.birth_date, on_date)
    asks_age = "min_age" in who or "max_age" in who
    if asks_age and (age is None or not who.get("min_age", 0) <= age <= who.get("max_age", 999)):
        return False
    if "classes" in who and not any(code in diner.classes for code in who["classes"]):
        return False
    return "tiers" not in who or tier in who["tiers"]


def count_birthdays(birth_date: date, on_date: date) -> int:
    """Count the birthdays up to a day one by one; 29 February falls on the 28th in common years."""
    count = 0
    for year in range(birth_date.year + 1, on_date.year + 1):
        try:
            birthday = birth_date.replace(year=year)
        except ValueError:
            birthday = date(year, 2, 28)
        count += birthday <= on_date
    return count
