"""Is an item among those that a rule is for, and if not, what would one be told?

Category and vendor are not looked at here: `pricing.plan` has already kept the rule away from others.
"""

from typing import NamedTuple

from pricing import wording
from pricing.basket import Item
from pricing.scheme import Items
from pricing.text import Text


class Outside(NamedTuple):
    """An item that a rule is not for; ``reason`` is None where nobody would expect it to be."""

    reason: Text | None


_UNEXPECTED = Outside(None)


def looks_closer(items: Items) -> bool:
    """Say whether a rule asks for more of an item than its category and vendor."""
    return bool(items.tags or items.exclude_tags) or items.max_unit_price_fen is not None


def find_outside(items: Items, item: Item) -> Outside | None:
    """Find why a rule for ``items`` is not for the item; None when it is."""
    if items.tags and items.tags.isdisjoint(item.tags):
        return _UNEXPECTED
    if items.exclude_tags and not items.exclude_tags.isdisjoint(item.tags):
        return Outside(wording.tag_excluded(min(items.exclude_tags & item.tags)))
    if items.max_unit_price_fen is not None and item.unit_price_fen > items.max_unit_price_fen:
        return Outside(wording.too_dear(item.unit_price_fen, items.max_unit_price_fen))
    return None
