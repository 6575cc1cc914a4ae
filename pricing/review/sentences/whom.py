"""Whom does a condition mean, in words? 80岁及以上、户籍在上海的会员 / members aged 80 or over with hukou."""

from pricing.review.persons import asks_age, may_be_a_guest
from pricing.review.sentences.phrases import Conjunction
from pricing.review.vocabulary import Vocabulary
from pricing.scheme.people import Who
from pricing.text import Text


def whom(who: Who, vocabulary: Vocabulary, *, needs_card: bool = False) -> Text:
    """Say whom a condition means; with ``needs_card`` nobody without a card is among them."""
    is_for_guests = not needs_card and may_be_a_guest(who, vocabulary.scheme)
    without = _without(who, vocabulary)
    zh, en = _qualities_zh(who, vocabulary), _qualities_en(who, vocabulary)
    if not zh:
        noun = ("所有人", "all diners") if is_for_guests else ("所有会员", "all members")
    else:
        noun = (f"{zh}的人", "diners") if is_for_guests else (f"{zh}的会员", "members")
    return Text(zh=f"{noun[0]}{without.zh}", en=f"{noun[1]}{en}{without.en}")


def age_words(who: Who) -> Text:
    """Say which ages a condition allows: 60至69岁 / aged 60 to 69."""
    lowest, highest = who.min_age, who.max_age
    if highest is None:
        words = Text(zh=f"{lowest}岁及以上", en=f"aged {lowest} or over")
    elif lowest is None:
        words = Text(zh=f"{highest}岁及以下", en=f"aged {highest} or under")
    elif lowest == highest:
        words = Text(zh=f"{lowest}岁", en=f"aged {lowest}")
    else:
        words = Text(zh=f"{lowest}至{highest}岁", en=f"aged {lowest} to {highest}")
    if who.age_on == "birthday":
        return words
    return Text(zh=f"{words.zh}（按当年年底计）", en=f"{words.en} at the end of the year")


def _without(who: Who, vocabulary: Vocabulary) -> Text:
    if not who.without_classes:
        return Text(zh="", en="")
    words = vocabulary.quoted_words("class", who.without_classes, "or")
    return Text(zh=f"（登记为{words.zh}的除外）", en=f" (except those registered as {words.en})")


def _qualities_zh(who: Who, vocabulary: Vocabulary) -> str:
    found = []
    if who.tiers:
        found.append(f"{vocabulary.quoted_words('tier', who.tiers, 'or').zh}档")
    if asks_age(who):
        found.append(age_words(who).zh)
    if who.hukou:
        found.append(f"户籍在{vocabulary.words('area', who.hukou, 'or').zh}")
    if who.residence:
        found.append(f"居住在{vocabulary.words('area', who.residence, 'or').zh}")
    if who.classes:
        found.append(f"登记为{vocabulary.quoted_words('class', who.classes, 'or').zh}")
    if who.on_birthday:
        found.append("当天过生日")
    return "、".join(found)


def _qualities_en(who: Who, vocabulary: Vocabulary) -> str:
    choice: Conjunction = "or"
    found = []
    if who.tiers:
        found.append(f" in the tier {vocabulary.quoted_words('tier', who.tiers, choice).en}")
    if asks_age(who):
        found.append(f" {age_words(who).en}")
    if who.hukou:
        found.append(f" with hukou in {vocabulary.words('area', who.hukou, choice).en}")
    if who.on_birthday:
        found.append(" on their birthday")
    clauses = []
    if who.residence:
        clauses.append(f"live in {vocabulary.words('area', who.residence, choice).en}")
    if who.classes:
        clauses.append(f"are registered as {vocabulary.quoted_words('class', who.classes, choice).en}")
    if clauses:
        found.append(f" who {' and '.join(clauses)}")
    return "".join(found)
