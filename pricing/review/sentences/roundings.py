"""How do fractions of a fen become money, in words?"""

from pricing.money import Rounding, RoundingMode, RoundingPlace, format_yuan
from pricing.review.sentences.phrases import sentence
from pricing.text import Text

_MODES: dict[RoundingMode, Text] = {
    "half_up": Text(zh="四舍五入", en="half up"),
    "half_even": Text(zh="四舍六入五成双", en="half to even"),
    "down": Text(zh="舍去零头", en="down"),
    "up": Text(zh="有零头就进位", en="up"),
}
_PLACES: dict[RoundingPlace, Text] = {
    "line": Text(zh="每行菜的折后金额", en="the reduced price of each line"),
    "unit": Text(zh="每份菜的折后单价", en="the reduced price of each portion"),
    "bill": Text(zh="同一优惠各行菜合计的折后金额", en="the reduced price of all lines of an offer together"),
}
_UNITS = {
    1: Text(zh="分", en="the fen"),
    10: Text(zh="角", en="the jiao"),
    100: Text(zh="元", en="the yuan"),
}


def rounding_sentence(rounding: Rounding) -> Text:
    """Say how what a percentage leaves is rounded."""
    return _sentence(_PLACES[rounding.place], rounding)


def weighing_sentence(rounding: Rounding) -> Text:
    """Say how the list price of what is weighed is rounded."""
    return _sentence(Text(zh="称重菜的原价", en="the list price of what is weighed"), rounding)


def _sentence(what: Text, rounding: Rounding) -> Text:
    mode, unit = _MODES[rounding.mode], _unit(rounding.unit_fen)
    return sentence(
        [Text(zh=f"{what.zh}{mode.zh}到{unit.zh}", en=f"{what.en} is rounded {mode.en} to {unit.en}")]
    )


def _unit(unit_fen: int) -> Text:
    yuan = format_yuan(unit_fen)
    return _UNITS.get(unit_fen) or Text(zh=f"{yuan}元的整数倍", en=f"whole steps of {yuan} yuan")
