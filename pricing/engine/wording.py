"""In which words is a reduction, or its absence, explained to the diner and the cashier?"""

from datetime import date
from functools import lru_cache

from pricing.money import format_fold, format_percent, format_yuan
from pricing.scheme.benefits import Amount, Benefit, Percent, SetMeal, SetPrice, Voucher
from pricing.scheme.conditions import Cap, CapSpan, Threshold
from pricing.scheme.names import class_name
from pricing.scheme.rules import Term
from pricing.text import Text

NO_CARD = Text(zh="未刷会员卡", en="No member's card")
NO_BIRTH_DATE = Text(zh="会员资料中没有出生日期", en="The member's birth date is not known")
NO_RESIDENCE = Text(zh="会员资料中没有居住地", en="The member's place of residence is not known")
NO_HUKOU = Text(zh="会员资料中没有户籍", en="The member's hukou is not known")
OTHER_MEAL = Text(zh="此优惠不适用于本餐次", en="Not for this meal")
OTHER_CHANNEL = Text(zh="此优惠不适用于本就餐方式", en="Not for this way of dining")
OTHER_DAY = Text(zh="此优惠今天不适用", en="Not on this day")
OTHER_TIME = Text(zh="此优惠不适用于本时段", en="Not at this time of day")
OTHER_SITE = Text(zh="此优惠不适用于本食堂", en="Not at this canteen")
OTHER_VENDOR = Text(zh="该档口不参加此优惠", en="This vendor takes no part in this offer")
DISH_EXCLUDED = Text(zh="此菜品不参加此优惠", en="This dish takes no part in this offer")
ROUNDED_AWAY = Text(zh="按规则取整后没有差额", en="Rounding leaves nothing to take off")
NOTHING_LEFT = Text(zh="应付金额已减完", en="Nothing is left to reduce")
NOT_CHEAPER = Text(zh="现价不高于优惠价", en="It costs no more than the set price")
SET_INCOMPLETE = Text(zh="未配齐一份套餐", en="The tray makes no whole set meal")
BILL_BELOW_VOUCHER = Text(zh="应付金额不足一张餐券", en="The bill is less than a voucher")
LIMIT_TOO_SMALL = Text(zh="剩余额度不够一次使用", en="What is left of the limit is too little for one use")
ACCESS_RESERVED = Text(zh="本时段仅限指定人员就餐", en="This time is reserved for others")

_SPANS: dict[CapSpan, Text] = {
    "bill": Text(zh="本单", en="on this bill"),
    "meal": Text(zh="本餐", en="at this meal"),
    "day": Text(zh="今日", en="today"),
    "week": Text(zh="本周", en="this week"),
    "month": Text(zh="本月", en="this month"),
}


def gives(term: Term) -> Text:
    """Say what a term gives: 8.5折, 满15.00元减3.00元."""
    what, threshold = _gives(term.benefit), term.threshold
    if threshold is None:
        return what
    bound = _bound(threshold)
    return Text(zh=f"{bound.zh}{what.zh}", en=f"{what.en} {bound.en}")


def _bound(threshold: Threshold) -> Text:
    day = Text(zh="当日", en=" in a day") if threshold.span == "day" else Text(zh="", en="")
    if threshold.above_fen is not None:
        yuan = format_yuan(threshold.above_fen)
        return Text(zh=f"{day.zh}超过{yuan}元", en=f"above {yuan} yuan{day.en}")
    yuan = format_yuan(threshold.from_fen or 0)
    return Text(zh=f"{day.zh}满{yuan}元", en=f"from {yuan} yuan{day.en}")


def _gives(benefit: Benefit) -> Text:
    match benefit:
        case Percent(pays_bp=0):
            return Text(zh="免费", en="free")
        case Percent(pays_bp=rate_bp):
            return Text(zh=f"{format_fold(rate_bp)}折", en=f"pays {format_percent(rate_bp)} %")
        case Amount(amount_fen=fen):
            return Text(zh=f"减{format_yuan(fen)}元", en=f"{format_yuan(fen)} yuan off")
        case Voucher(value_fen=fen):
            return Text(zh=f"用{format_yuan(fen)}元餐券", en=f"{format_yuan(fen)} yuan vouchers")
        case SetPrice(unit_price_fen=fen):
            price = "" if fen is None else format_yuan(fen)
            return Text(zh=f"优惠价{price and price + '元'}", en=f"set price{price and f' {price} yuan'}")
        case SetMeal(price_fen=fen):
            return Text(zh=f"套餐价{format_yuan(fen)}元", en=f"set meal {format_yuan(fen)} yuan")


def granted(age: int | None, tier_name: Text | None, held_class: str | None, gets: Text) -> Text:
    """Say what a diner gets and as whom; what is None the rule did not ask for."""
    held = None if held_class is None else class_name(held_class)
    named = [name for name in (tier_name, held) if name is not None]
    names = Text(zh="、".join(name.zh for name in named), en=", ".join(name.en for name in named))
    if age is not None:
        whom = Text(
            zh=f"{age}岁（{names.zh}）" if named else f"{age}岁",
            en=f"Age {age} ({names.en})" if named else f"Age {age}",
        )
    elif named:
        whom = names
    else:
        return gets
    return Text(zh=f"{whom.zh}，{gets.zh}", en=f"{whom.en}: {gets.en}")


def too_young(age: int, min_age: int) -> Text:
    """Say that the diner has not reached the age from which a rule holds."""
    return Text(zh=f"{age}岁，未满{min_age}岁", en=f"Age {age}, below {min_age}")


def proof_lapsed(class_code: str, until: date) -> Text:
    """Say that the proof of a class counts no longer."""
    name = class_name(class_code)
    return Text(zh=f"{name.zh}证明已于{until}到期", en=f"The proof of “{name.en}” ended on {until}")


def other_residence(areas: Text) -> Text:
    """Say that the diner lives elsewhere."""
    return Text(zh=f"居住地不在{areas.zh}", en=f"Does not live in {areas.en}")


def other_hukou(areas: Text) -> Text:
    """Say that the diner's hukou is elsewhere."""
    return Text(zh=f"户籍不在{areas.zh}", en=f"The hukou is not in {areas.en}")


# Said of the same few dishes at every tap: to put it into words takes longer than to price the line.
@lru_cache(maxsize=1024)
def too_dear(unit_price_fen: int, max_unit_price_fen: int) -> Text:
    """Say that one portion costs more than a rule allows."""
    price, limit = format_yuan(unit_price_fen), format_yuan(max_unit_price_fen)
    return Text(zh=f"单价{price}元，高于{limit}元", en=f"Unit price {price} yuan, above {limit} yuan")


def tag_excluded(tag: str) -> Text:
    """Say that items with a tag are left out of a rule."""
    return Text(zh=f"带“{tag}”标记的菜品不参加此优惠", en=f"Items marked “{tag}” take no part in this offer")


def vendor_takes_no_part(vendor_name: Text) -> Text:
    """Say that a rule does not hold for a vendor."""
    return Text(zh=f"{vendor_name.zh}不参加此优惠", en=f"{vendor_name.en} takes no part in this offer")


def vendor_closed(vendor_name: Text) -> Text:
    """Say that a vendor takes no discounts at all."""
    return Text(zh=f"{vendor_name.zh}不参加折扣", en=f"{vendor_name.en} takes no part in discounts")


def better_offer(rule_name: Text) -> Text:
    """Say that another rule of the same group is taken."""
    return Text(zh=f"已享“{rule_name.zh}”，不同享", en=f"“{rule_name.en}” is applied instead")


def below(threshold: Threshold, base_fen: int) -> Text:
    """Say how much is missing to a threshold: 满15.00元可享，还差2.40元."""
    bound = _bound(threshold)
    if threshold.above_fen is not None:
        now = format_yuan(base_fen)
        return Text(zh=f"{bound.zh}可享，现为{now}元", en=f"Only {bound.en}: now {now} yuan")
    missing = format_yuan((threshold.from_fen or 0) - base_fen)
    return Text(zh=f"{bound.zh}可享，还差{missing}元", en=f"Only {bound.en}: {missing} yuan missing")


def used_up(cap: Cap) -> Text:
    """Say that nothing is left of what one diner gets in a span."""
    span, limit = _SPANS[cap.per], _limit(cap)
    if cap.times == 1:
        return Text(zh=f"{span.zh}已享受过", en=f"Already used {span.en}")
    return Text(zh=f"{span.zh}已享满{limit.zh}", en=f"All {limit.en} used {span.en}")


def no_such_meal(number: int) -> Text:
    """Say that the n-th meal of the day gets nothing."""
    return Text(zh=f"今日第{number}餐无此优惠", en=f"Not for meal number {number} of the day")


def too_many_portions(cap: Cap) -> Text:
    """Say that a diner may not have so many portions."""
    span, limit = _SPANS[cap.per], _limit(cap)
    return Text(zh=f"每人{span.zh}限{limit.zh}", en=f"At most {limit.en} a person {span.en}")


def vouchers(count: int, reason: Text) -> Text:
    """Say how many vouchers are used."""
    return Text(zh=f"{reason.zh}{count}张", en=f"{reason.en}, {count} used")


def _limit(cap: Cap) -> Text:
    if cap.times is not None:
        return Text(zh=f"{cap.times}次", en=f"{cap.times} uses")
    if cap.portions is not None:
        return Text(zh=f"{cap.portions}份", en=f"{cap.portions} portions")
    yuan = format_yuan(cap.amount_fen or 0)
    return Text(zh=f"{yuan}元", en=f"{yuan} yuan")
