"""Which dishes does a condition mean, in words? 食堂自营的大荤和素菜 / meat and soups from the canteen."""

from pricing.money import format_yuan
from pricing.review.sentences.phrases import NOTHING, listed
from pricing.review.vocabulary import Vocabulary
from pricing.scheme.conditions import ALL_ITEMS, Items
from pricing.text import Text

ALL_DISHES = Text(zh="全部菜品", en="all dishes")


def dishes(items: Items, vocabulary: Vocabulary) -> Text:
    """Say which dishes are meant."""
    if items == ALL_ITEMS:
        return ALL_DISHES
    core, wanted, left_out = (
        _core(items, vocabulary),
        _wanted(items, vocabulary),
        _left_out(items, vocabulary),
    )
    of = f"{'、'.join(word.zh for word in wanted)}的" if wanted else ""
    if core is None:
        core = Text(zh="菜品", en="dishes") if wanted else ALL_DISHES
    named = Text(zh=f"{of}{core.zh}", en=" ".join([core.en, *(word.en for word in wanted)]))
    return Text(zh=f"{named.zh}{left_out.zh}", en=f"{named.en}{left_out.en}")


def narrowing(items: Items, vocabulary: Vocabulary) -> Text:
    """Say in brackets to which dishes something is narrowed down; nothing where it is not."""
    if items == ALL_ITEMS:
        return NOTHING
    if items.categories or items.dishes or _wanted(items, vocabulary):
        named = dishes(items, vocabulary)
        return Text(zh=f"（限{named.zh}）", en=f" (only {named.en})")
    return _left_out(items, vocabulary)


def _core(items: Items, vocabulary: Vocabulary) -> Text | None:
    """Name categories, or single dishes, or both: these dishes of those categories."""
    categories = vocabulary.words("category", items.categories, "and") if items.categories else None
    if not items.dishes:
        return categories
    single = vocabulary.words("dish", items.dishes, "and")
    if categories is None:
        return single
    return Text(zh=f"{categories.zh}中的{single.zh}", en=f"{single.en} among {categories.en}")


def _wanted(items: Items, vocabulary: Vocabulary) -> list[Text]:
    """Say what the dishes have to be besides."""
    found = []
    if items.vendors:
        found.append(_from(vocabulary.words("vendor", items.vendors, "or")))
    if items.tags:
        found.append(_marked(vocabulary.quoted_words("tag", items.tags, "or")))
    if items.max_unit_price_fen is not None:
        yuan = format_yuan(items.max_unit_price_fen)
        found.append(Text(zh=f"单价不超过{yuan}元", en=f"at {yuan} yuan or less each"))
    return found


def _left_out(items: Items, vocabulary: Vocabulary) -> Text:
    found = []
    if items.exclude_categories:
        found.append(vocabulary.words("category", items.exclude_categories, "and"))
    if items.exclude_dishes:
        found.append(vocabulary.words("dish", items.exclude_dishes, "and"))
    if items.exclude_vendors:
        vendors = vocabulary.words("vendor", items.exclude_vendors, "or")
        found.append(Text(zh=f"{vendors.zh}的菜品", en=f"what comes from {vendors.en}"))
    if items.exclude_tags:
        tags = vocabulary.quoted_words("tag", items.exclude_tags, "or")
        found.append(Text(zh=f"带{tags.zh}标记的菜品", en=f"what is marked {tags.en}"))
    if not found:
        return NOTHING
    words = listed(found, "and")
    return Text(zh=f"（{words.zh}除外）", en=f" (except {words.en})")


def _from(vendors: Text) -> Text:
    return Text(zh=vendors.zh, en=f"from {vendors.en}")


def _marked(tags: Text) -> Text:
    return Text(zh=f"带{tags.zh}标记", en=f"marked {tags.en}")
