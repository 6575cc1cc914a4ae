"""By how much does a benefit reduce the lines that a rule for the bill reaches?

Rule: the order of the lines changes nothing; what is split over lines adds up exactly.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pricing.basket import BasketLine
from pricing.engine import wording
from pricing.engine.counting import Left
from pricing.engine.lines import set_price_cut_fen
from pricing.engine.parts import Parts, dearest_portions
from pricing.engine.set_meals import cut_set_meals
from pricing.money import Rounding, count_covering, count_whole, share_fen
from pricing.scheme.benefits import Amount, Benefit, Percent, SetMeal, SetPrice, Voucher
from pricing.text import Text


class Cut(NamedTuple):
    """What is taken off the parts together, and in which proportion; where ``is_by_line``, the weights are
    the amounts themselves. ``times`` and ``portions`` are what the rule is used for it."""

    total_fen: int
    weights: Sequence[int]
    is_by_line: bool
    times: int
    portions: int


def cut_parts(
    benefit: Benefit, parts: Parts, lines: Sequence[BasketLine], left: Left, rounding: Rounding
) -> Cut | Text:
    """Reduce parts by a benefit, within what the caps leave; where nothing comes of it, say why."""
    if left.portions is not None and not isinstance(benefit, SetMeal):
        reducible = _find_reducible(benefit, parts, lines, rounding)
        parts = dearest_portions(parts, lines, left.portions, reducible) if any(reducible) else parts
    whole_fen = sum(parts.prices_fen)
    if not whole_fen:
        return wording.NOTHING_LEFT
    if isinstance(benefit, Amount):
        cut = _off_the_whole(min(benefit.amount_fen, whole_fen), 1, parts)
    elif isinstance(benefit, Voucher):
        return _cut_vouchers(benefit, parts, whole_fen, left)
    else:
        cut = _cut_prices(benefit, parts, lines, left, rounding)
    if not cut.total_fen:
        return _why_nothing(benefit, left)
    if left.amount_fen is not None and cut.total_fen > left.amount_fen:
        return cut._replace(total_fen=left.amount_fen, is_by_line=False)
    return cut


def _off_the_whole(cut_fen: int, times: int, parts: Parts) -> Cut:
    return Cut(cut_fen, parts.prices_fen, False, times, sum(parts.portions))


def _cut_vouchers(benefit: Voucher, parts: Parts, whole_fen: int, left: Left) -> Cut | Text:
    """Use as many vouchers as the bill takes; a bound on the amount allows whole vouchers only."""
    value_fen = benefit.value_fen
    count = (count_whole if benefit.whole_only else count_covering)(whole_fen, value_fen)
    if left.times is not None:
        count = min(count, left.times)
    if not count:
        return wording.BILL_BELOW_VOUCHER
    if left.amount_fen is not None:
        count = min(count, count_whole(left.amount_fen, value_fen))
    if not count:
        return wording.LIMIT_TOO_SMALL
    return _off_the_whole(min(count * value_fen, whole_fen), count, parts)


def _cut_prices(
    benefit: Percent | SetPrice | SetMeal,
    parts: Parts,
    lines: Sequence[BasketLine],
    left: Left,
    rounding: Rounding,
) -> Cut:
    if isinstance(benefit, SetMeal):
        cuts_fen, sets = cut_set_meals(benefit, parts, lines, _most_sets(left, benefit.size))
        return Cut(sum(cuts_fen), cuts_fen, True, sets, sets * benefit.size)
    if isinstance(benefit, Percent) and rounding.place == "bill":
        whole_fen = sum(parts.prices_fen)
        return _off_the_whole(whole_fen - share_fen(whole_fen, benefit.pays_bp, 1, rounding), 1, parts)
    cuts_fen = [
        _cut_line_fen(benefit, lines[place], price_fen, portions, rounding)
        for place, price_fen, portions in zip(*parts, strict=True)
    ]
    used = [portions for cut_fen, portions in zip(cuts_fen, parts.portions, strict=True) if cut_fen]
    return Cut(sum(cuts_fen), cuts_fen, True, 1, sum(used))


def _most_sets(left: Left, size: int) -> int | None:
    """Return how many set meals of so many portions the caps leave."""
    if left.portions is None:
        return left.times
    sets = count_whole(left.portions, size)
    return sets if left.times is None else min(left.times, sets)


def _find_reducible(
    benefit: Benefit, parts: Parts, lines: Sequence[BasketLine], rounding: Rounding
) -> list[bool]:
    """Say of each part whether anything could be taken off it; a capped portion is not spent on others."""
    if not isinstance(benefit, Percent | SetPrice) or (
        isinstance(benefit, Percent) and rounding.place == "bill"
    ):
        return [price_fen > 0 for price_fen in parts.prices_fen]
    return [
        _cut_line_fen(benefit, lines[place], price_fen, portions, rounding) > 0
        for place, price_fen, portions in zip(*parts, strict=True)
    ]


def _cut_line_fen(
    benefit: Percent | SetPrice, line: BasketLine, price_fen: int, portions: int, rounding: Rounding
) -> int:
    if not portions:
        return 0
    if isinstance(benefit, Percent):
        return price_fen - share_fen(price_fen, benefit.pays_bp, portions, rounding)
    return set_price_cut_fen(benefit, line, price_fen, portions, rounding)


def _why_nothing(benefit: Benefit, left: Left) -> Text:
    if isinstance(benefit, SetMeal):
        return wording.LIMIT_TOO_SMALL if _most_sets(left, benefit.size) == 0 else wording.SET_INCOMPLETE
    return wording.NOT_CHEAPER if isinstance(benefit, SetPrice) else wording.ROUNDED_AWAY
