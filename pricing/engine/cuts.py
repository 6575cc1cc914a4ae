"""By how much does a benefit reduce each of the lines that a rule for the bill reaches?

Rule: parts are worked on in an order of their own, so that the order of the lines changes nothing; what is
split over parts adds up exactly.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pricing.engine import wording
from pricing.engine.counting import Left
from pricing.engine.lines import OpenLine, set_price_cut_fen
from pricing.engine.set_meals import cut_set_meals
from pricing.money import Rounding, part_fen, share_fen, split_fen
from pricing.scheme.benefits import Amount, Benefit, Percent, SetMeal, SetPrice, Voucher
from pricing.text import Text


class Part(NamedTuple):
    """The portions of one line that a rule works on: what they cost now, and where the line stands.

    The fields are in the order by which parts are sorted.
    """

    code: str
    price_fen: int
    portions: int
    place: int


class Cut(NamedTuple):
    """What is taken off each part, how often the rule is used by it, and on how many portions."""

    cuts_fen: Sequence[int]
    times: int
    portions: int
    is_by_line: bool


def cut_parts(
    benefit: Benefit, parts: list[Part], lines: Sequence[OpenLine], left: Left, rounding: Rounding
) -> Cut | Text:
    """Reduce parts by a benefit, within what the caps leave; where nothing comes of it, say why."""
    if sum([part.price_fen for part in parts]) == 0:
        return wording.NOTHING_LEFT
    if isinstance(benefit, Amount):
        cut = _cut_amount(benefit.amount_fen, 1, parts)
    elif isinstance(benefit, Percent):
        cut = _cut_percent(benefit, parts, rounding)
    elif isinstance(benefit, SetPrice):
        cut = _cut_set_price(benefit, parts, lines, rounding)
    elif isinstance(benefit, Voucher):
        return _cut_vouchers(benefit, parts, left)
    else:
        cuts_fen, sets = cut_set_meals(benefit, parts, lines, left.times)
        cut = Cut(cuts_fen, sets, sets * sum([part.portions for part in benefit.parts]), False)
    if not any(cut.cuts_fen):
        return _why_nothing(benefit)
    return _bound(cut, left.amount_fen)


def dearest_portions(parts: list[Part], lines: Sequence[OpenLine], limit: int) -> list[Part]:
    """Keep no more than so many portions, those of the dearest items first."""
    kept = []
    for part in sorted(parts, key=lambda part: (-lines[part.place].item.unit_price_fen, part)):
        if limit <= 0:
            break
        portions = min(part.portions, limit)
        kept.append(
            part._replace(price_fen=part_fen(part.price_fen, portions, part.portions), portions=portions)
        )
        limit -= portions
    return kept


def _cut_amount(amount_fen: int, times: int, parts: list[Part]) -> Cut:
    prices_fen = [part.price_fen for part in parts]
    whole_fen = sum(prices_fen)
    cut_fen = amount_fen if amount_fen < whole_fen else whole_fen
    return Cut(split_fen(cut_fen, prices_fen), times, sum([part.portions for part in parts]), False)


def _cut_percent(benefit: Percent, parts: list[Part], rounding: Rounding) -> Cut:
    portions = sum([part.portions for part in parts])
    prices_fen = [part.price_fen for part in parts]
    if rounding.place == "bill":
        whole_fen = sum(prices_fen)
        cut_fen = whole_fen - share_fen(whole_fen, benefit.pays_bp, 1, rounding)
        return Cut(split_fen(cut_fen, prices_fen), 1, portions, False)
    cuts_fen = [
        part.price_fen - share_fen(part.price_fen, benefit.pays_bp, part.portions, rounding) for part in parts
    ]
    return Cut(cuts_fen, 1, portions, True)


def _cut_set_price(
    benefit: SetPrice, parts: list[Part], lines: Sequence[OpenLine], rounding: Rounding
) -> Cut:
    cuts_fen = [
        set_price_cut_fen(benefit, lines[part.place], part.price_fen, part.portions, rounding)
        for part in parts
    ]
    portions = sum([part.portions for part, cut_fen in zip(parts, cuts_fen, strict=True) if cut_fen])
    return Cut(cuts_fen, 1, portions, True)


def _cut_vouchers(benefit: Voucher, parts: list[Part], left: Left) -> Cut | Text:
    """Use as many vouchers as the bill takes; a bound on the amount allows whole vouchers only."""
    whole_fen, value_fen = sum([part.price_fen for part in parts]), benefit.value_fen
    count = whole_fen // value_fen if benefit.whole_only else -(-whole_fen // value_fen)
    if left.times is not None:
        count = min(count, left.times)
    if left.amount_fen is not None:
        count = min(count, left.amount_fen // value_fen)
    return _cut_amount(count * value_fen, count, parts) if count else wording.BILL_BELOW_VOUCHER


def _bound(cut: Cut, most_fen: int | None) -> Cut:
    """Keep a cut within the amount that the caps leave."""
    if most_fen is None or sum(cut.cuts_fen) <= most_fen:
        return cut
    return cut._replace(cuts_fen=split_fen(most_fen, cut.cuts_fen), is_by_line=False)


def _why_nothing(benefit: Benefit) -> Text:
    if isinstance(benefit, SetMeal):
        return wording.SET_INCOMPLETE
    return wording.NOT_CHEAPER if isinstance(benefit, SetPrice) else wording.ROUNDED_AWAY
