"""What are the codes of a scheme called? By the caller's names, the scheme's own, or the usual ones.

Rule: only words are chosen here; nothing that a scheme means depends on them.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from pricing.review.sentences.phrases import Conjunction, listed, quoted, within
from pricing.scheme.names import CLASS_NAMES
from pricing.scheme.scheme import Scheme
from pricing.text import Text

WordKind = Literal[
    "area", "category", "channel", "class", "dish", "meal", "payer", "site", "tag", "tier", "vendor"
]

CATEGORY_NAMES = {
    "main": Text(zh="大荤", en="meat and fish"),
    "half": Text(zh="小荤", en="half-meat dishes"),
    "vegetable": Text(zh="素菜", en="vegetables"),
    "cold": Text(zh="冷菜", en="cold dishes"),
    "soup": Text(zh="汤", en="soups"),
    "staple": Text(zh="主食", en="rice and noodles"),
    "set": Text(zh="套餐", en="set meals"),
    "breakfast": Text(zh="早点", en="breakfast dishes"),
    "dimsum": Text(zh="点心", en="dim sum"),
    "bread": Text(zh="面包", en="bread"),
    "pastry": Text(zh="糕点", en="pastry"),
    "drink": Text(zh="饮料", en="drinks"),
}
MEAL_NAMES = {
    "breakfast": Text(zh="早餐", en="breakfast"),
    "lunch": Text(zh="午餐", en="lunch"),
    "dinner": Text(zh="晚餐", en="dinner"),
}
CHANNEL_NAMES = {
    "dine_in": Text(zh="堂食", en="dining in"),
    "take_away": Text(zh="外带", en="taking away"),
    "delivery": Text(zh="外送", en="having it delivered"),
}
PAYER_NAMES = {
    "canteen": Text(zh="食堂", en="the canteen"),
    "store": Text(zh="门店", en="the canteen"),
    "street": Text(zh="街道", en="the sub-district"),
    "town": Text(zh="镇", en="the town"),
    "district": Text(zh="区", en="the district"),
    "city": Text(zh="市", en="the city"),
}
_USUAL: dict[WordKind, Mapping[str, Text]] = {
    "category": CATEGORY_NAMES,
    "channel": CHANNEL_NAMES,
    "class": CLASS_NAMES,
    "meal": MEAL_NAMES,
    "payer": PAYER_NAMES,
}
NO_NAMES: Mapping[str, Text] = {}


class Vocabulary:
    """The words for the codes of one scheme.

    ``names`` are the caller's: by code, or by kind and code where a code means several things
    ("meal:breakfast" beside "category:breakfast"). Meals and ways of dining are asked for by kind alone, so
    that the name of a category does not become that of a meal.
    """

    def __init__(self, scheme: Scheme, names: Mapping[str, Text] = NO_NAMES) -> None:
        self.scheme = scheme
        self._names = names
        vendors = {vendor.code: vendor.name for vendor in scheme.vendors}
        self._declared: dict[WordKind, Mapping[str, Text]] = {
            "area": {area.code: area.name for area in scheme.areas},
            "payer": {payer.code: payer.name for payer in scheme.payers},
            "tier": {entry.tier.code: entry.tier.name for entry in scheme.tiers},
            "vendor": vendors,
        }

    def word(self, kind: WordKind, code: str) -> Text:
        """Return the words for one code, as they stand inside a sentence."""
        plain = None if kind in ("meal", "channel") else self._names.get(code)
        found = (
            self._names.get(f"{kind}:{code}")
            or self._declared.get(kind, NO_NAMES).get(code)
            or plain
            or _USUAL.get(kind, NO_NAMES).get(code)
            # A vendor bears its own discounts without being declared a second time.
            or (self._declared["vendor"].get(code) if kind == "payer" else None)
        )
        return within(found or Text(zh=code, en=code))

    def words(self, kind: WordKind, codes: Iterable[str], conjunction: Conjunction) -> Text:
        """List the words for codes: the usual ones in their usual order, then the others by code."""
        return listed([self.word(kind, code) for code in self._in_order(kind, codes)], conjunction)

    def quoted_words(self, kind: WordKind, codes: Iterable[str], conjunction: Conjunction) -> Text:
        """List the words for codes, each in quotation marks."""
        ordered = self._in_order(kind, codes)
        return listed([quoted(self.word(kind, code)) for code in ordered], conjunction)

    def _in_order(self, kind: WordKind, codes: Iterable[str]) -> list[str]:
        # Only the order of tiers is part of a scheme; two files that mean the same have to say the same.
        usual = self._declared["tier"] if kind == "tier" else _USUAL.get(kind, NO_NAMES)
        places = {code: place for place, code in enumerate(usual)}
        return sorted(codes, key=lambda code: (places.get(code, len(places)), code))
