"""In which words is a reduction, or its absence, explained to the diner and the cashier?"""

from functools import lru_cache

from pricing.money import format_yuan
from pricing.text import Text

NO_CARD = Text(zh="未刷会员卡", en="No member's card")
NO_BIRTH_DATE = Text(zh="会员资料中没有出生日期", en="The member's birth date is not known")
OTHER_MEAL = Text(zh="此优惠不适用于本餐次", en="Not for this meal")
OTHER_CHANNEL = Text(zh="此优惠不适用于本就餐方式", en="Not for this way of dining")
OTHER_VENDOR = Text(zh="该档口不参加此优惠", en="This vendor takes no part in this offer")
ROUNDED_AWAY = Text(zh="按规则取整后没有差额", en="Rounding leaves nothing to take off")
NOTHING_LEFT = Text(zh="应付金额已减完", en="Nothing is left to reduce")


def granted(age: int | None, tier_name: Text | None, gets: Text) -> Text:
    """Say what a diner gets and as whom; age and tier are None where the rule did not ask for them."""
    if age is None and tier_name is None:
        return gets
    if age is None or tier_name is None:
        whom = tier_name or Text(zh=f"{age}岁", en=f"Age {age}")
    else:
        whom = Text(zh=f"{age}岁（{tier_name.zh}）", en=f"Age {age} ({tier_name.en})")
    return Text(zh=f"{whom.zh}，{gets.zh}", en=f"{whom.en}: {gets.en}")


def too_young(age: int, min_age: int) -> Text:
    """Say that the diner has not reached the age from which a rule holds."""
    return Text(zh=f"{age}岁，未满{min_age}岁", en=f"Age {age}, below {min_age}")


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
    """Say that another rule of the same group gives as much or more."""
    return Text(zh=f"已享“{rule_name.zh}”，不同享", en=f"“{rule_name.en}” is applied instead")
