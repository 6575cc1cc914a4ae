"""What does a term give, on which dishes, from which amount? 满15.00元减3.00元 / get 3.00 yuan off."""

from dataclasses import replace

from pricing.basket import NO_CODES
from pricing.money import WHOLE_BP, format_fold, format_percent, format_yuan
from pricing.review.sentences.items import dishes, narrowing
from pricing.review.sentences.phrases import NOTHING, bracketed, listed
from pricing.review.vocabulary import Vocabulary
from pricing.scheme.benefits import Amount, Percent, SetMeal, SetPrice, Voucher
from pricing.scheme.conditions import ALL_ITEMS, Items, Threshold
from pricing.scheme.rules import Rule, Term
from pricing.text import Text

_ORDINALS = {1: "first", 2: "second", 3: "third"}


def gives(term: Term, rule: Rule, vocabulary: Vocabulary) -> Text:
    """Say what a term of a rule gives, as what the diners do: pay, or get."""
    from_what = _threshold(term.threshold, rule, vocabulary)
    what = _benefit(term, rule, vocabulary, from_what.zh)
    return Text(zh=what.zh, en=f"{what.en}{from_what.en}")


def turn(term: Term) -> Text:
    """Say for which meal of the day a term is; nothing where it is for all."""
    number = term.nth_meal
    if number is None:
        return NOTHING
    return Text(zh=f"当天第{number}餐", en=f"for the {_ORDINALS.get(number, f'{number}th')} meal of the day")


def _benefit(term: Term, rule: Rule, vocabulary: Vocabulary, from_zh: str) -> Text:
    benefit, named = term.benefit, dishes(rule.items, vocabulary)
    on_all = rule.items == ALL_ITEMS
    # Of a whole bill nobody says which dishes; "15.00 from all dishes" would only puzzle.
    zh = f"{'' if on_all else named.zh}{from_zh}"
    match benefit:
        case Percent(pays_bp=0):
            return Text(zh=f"{zh or named.zh}免费", en=f"get {named.en} free of charge")
        case Percent(pays_bp=rate_bp) if rule.kind == "subsidy":
            rate = format_percent(WHOLE_BP - rate_bp)
            return Text(zh=f"{zh or named.zh}补贴{rate}%", en=f"get {rate} % off {named.en}")
        case Percent(pays_bp=rate_bp):
            rate = format_percent(rate_bp)
            return Text(zh=f"{zh or named.zh}打{format_fold(rate_bp)}折", en=f"pay {rate} % for {named.en}")
        case Amount(amount_fen=fen):
            return _amount(fen, term, rule, zh, "" if on_all else f" {named.en}")
        case Voucher(value_fen=fen):
            return _voucher(benefit, zh, f"{format_yuan(fen)}元", "" if on_all else f" for {named.en}")
        case SetPrice(unit_price_fen=None):
            return _own_prices(benefit, rule.items, vocabulary, from_zh)
        case SetPrice(unit_price_fen=fen):
            yuan = format_yuan(fen or 0)
            return Text(zh=f"{zh or named.zh}每份{yuan}元", en=f"pay {yuan} yuan a portion for {named.en}")
        case SetMeal():
            return _set_meal(benefit, rule.items, vocabulary, from_zh)


def _amount(fen: int, term: Term, rule: Rule, zh: str, off_en: str) -> Text:
    yuan = format_yuan(fen)
    if rule.kind == "operator":
        en = f"count for {yuan} yuan of operating subsidy{off_en and f' on{off_en}'}"
        return Text(
            zh=f"{zh or '每单'}计{yuan}元运营补贴（应付金额不变）", en=f"{en} (their bill stays the same)"
        )
    if term.threshold is not None:
        return Text(zh=f"{zh}减{yuan}元", en=f"get {yuan} yuan off{off_en}")
    return Text(zh=f"{zh}减{yuan}元（减完为止）", en=f"get up to {yuan} yuan off{off_en}")


def _voucher(voucher: Voucher, zh: str, yuan_zh: str, for_en: str) -> Text:
    yuan = format_yuan(voucher.value_fen)
    if voucher.whole_only:
        rest = Text(zh="须整张用完", en="only whole ones")
    else:
        rest = Text(zh="不足一张的也可用，不找零", en="without change for the last one")
    return Text(
        zh=f"{zh}可用{yuan_zh}餐券（{rest.zh}）", en=f"may use vouchers of {yuan} yuan{for_en} ({rest.en})"
    )


def _own_prices(benefit: SetPrice, items: Items, vocabulary: Vocabulary, from_zh: str) -> Text:
    within = [price for price in benefit.prices if price[0] in items.dishes]
    if within:
        items = replace(items, dishes=NO_CODES)
    prices = [_own_price(vocabulary.word("dish", code), fen) for code, fen in within or benefit.prices]
    zh, only = "、".join(price.zh for price in prices), narrowing(items, vocabulary)
    en = listed(prices, "and").en
    return Text(zh=f"{from_zh and f'{from_zh}，'}{zh}{only.zh}", en=f"pay {en}{only.en}")


def _own_price(dish: Text, fen: int) -> Text:
    if not fen:
        return Text(zh=f"{dish.zh}免费", en=f"nothing for {dish.en}")
    yuan = format_yuan(fen)
    return Text(zh=f"{dish.zh}每份{yuan}元", en=f"{yuan} yuan a portion for {dish.en}")


def _set_meal(benefit: SetMeal, items: Items, vocabulary: Vocabulary, from_zh: str) -> Text:
    parts = listed(
        [
            Text(
                zh=f"{part.portions}份{what.zh}",
                en=f"{part.portions} portion{'' if part.portions == 1 else 's'} of {what.en}",
            )
            for part, what in ((part, dishes(part.items, vocabulary)) for part in benefit.parts)
        ],
        "and",
    )
    yuan, only = format_yuan(benefit.price_fen), narrowing(items, vocabulary)
    zh = f"{from_zh and f'{from_zh}，'}套餐（{parts.zh}）合计{yuan}元{only.zh}"
    return Text(zh=zh, en=f"pay {yuan} yuan for a set of {parts.en}{only.en}")


def _threshold(threshold: Threshold | None, rule: Rule, vocabulary: Vocabulary) -> Text:
    """Say from which amount; which price counts is said where an earlier step could have changed it."""
    if threshold is None:
        return NOTHING
    scheme = vocabulary.scheme
    comes_later = any(one.layer < rule.layer and one.kind != "operator" for one in scheme.rules)
    bound = _bound(threshold)
    remarks = []
    if threshold.items is not None:
        counted = dishes(threshold.items, vocabulary)
        remarks.append(Text(zh=f"计入{counted.zh}", en=f"counting {counted.en}"))
    zh = en = ""
    if threshold.price == "left" and (comes_later or rule.kind == "operator"):
        zh, en = "减后", " after the steps before"
    elif comes_later:
        zh, en = "原价", " at list price"
    if threshold.span == "day":
        zh, en = f"当天累计{zh}", f" in a day{en}"
    behind = bracketed(remarks)
    return Text(zh=f"{zh}{bound.zh}{behind.zh}", en=f"{bound.en}{en}{behind.en}")


def _bound(threshold: Threshold) -> Text:
    if threshold.above_fen is not None:
        yuan = format_yuan(threshold.above_fen)
        return Text(zh=f"超过{yuan}元", en=f" above {yuan} yuan")
    yuan = format_yuan(threshold.from_fen or 0)
    return Text(zh=f"满{yuan}元", en=f" from {yuan} yuan")
