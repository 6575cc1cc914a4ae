"""Is an item among those that a rule is for, and if not, what would one be told?"""

from typing import NamedTuple

from pricing.basket import Item
from pricing.engine import wording
from pricing.scheme.conditions import Items
from pricing.text import Text


class Outside(NamedTuple):
    """An item that a rule is not for; ``reason`` is None where nobody would expect it to be."""

    reason: Text | None


_UNEXPECTED = Outside(None)


def looks_closer(items: Items) -> bool:
    """Say whether a rule asks for more of an item than its category and vendor."""
    return (
        bool(items.tags or items.exclude_tags or items.dishes or items.exclude_dishes)
        or items.max_unit_price_fen is not None
    )


def find_outside(items: Items, item: Item) -> Outside | None:
    """Find why a rule for ``items`` is not for an item of fitting category and vendor; None when it is."""
    if items.dishes and item.code not in items.dishes:
        return _UNEXPECTED
    if items.tags and items.tags.isdisjoint(item.tags):
        return _UNEXPECTED
    if items.exclude_tags and not items.exclude_tags.isdisjoint(item.tags):
        return Outside(wording.tag_excluded(min(items.exclude_tags & item.tags)))
    if item.code in items.exclude_dishes:
        return Outside(wording.DISH_EXCLUDED)
    if items.max_unit_price_fen is not None and item.unit_price_fen > items.max_unit_price_fen:
        return Outside(wording.too_dear(item.unit_price_fen, items.max_unit_price_fen))
    return None


def selects(items: Items, item: Item) -> bool:
    """Tell whether an item is among those that are meant, in every respect."""
    if items.categories and item.category not in items.categories:
        return False
    if items.vendors and item.vendor not in items.vendors:
        return False
    if item.category in items.exclude_categories or item.vendor in items.exclude_vendors:
        return False
    return find_outside(items, item) is None
