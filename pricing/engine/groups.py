"""Which rules of a group does each line of a bill get?

Rule: of a group a line gets one rule. A rule for the bill takes all lines that it reduces; the lines that no
such rule took are priced on their own.
"""

from collections.abc import Sequence

from pricing.engine import wording
from pricing.engine.bill import Attempt, Bill, apply_attempt, attempt_rule
from pricing.engine.lines import LinePrice, price_line
from pricing.engine.offers import BillGroup, Lanes, LayerOffers
from pricing.quotes import Change, Declined
from pricing.text import Text


def price_layer(layer: LayerOffers, bill: Bill) -> None:
    """Apply a layer in which, or before which, rules look at the bill; all of them see the same prices."""
    starts_fen = bill.left_fen()
    if layer.lanes:
        for place, made in enumerate(_price_lines(layer.lanes, bill, starts_fen)):
            _take(made, place, bill)
    for group in layer.bill:
        _price_group(group, bill, starts_fen)


def _price_group(group: BillGroup, bill: Bill, starts_fen: Sequence[int]) -> None:
    """Apply the rules of a group: the best for the diner, or the first, and no line gets two."""
    attempts = _attempt_all(group, bill, starts_fen)
    if not group.lanes and len(attempts) < 2:
        for attempt in attempts:
            apply_attempt(attempt, bill)
        return
    alone = _price_lines(group.lanes, bill, starts_fen) if group.lanes else []
    if group.choose == "best":
        attempts.sort(key=lambda attempt: -attempt.cut.total_fen)
    taken: dict[int, Text] = {}
    for attempt in attempts:
        _settle(attempt, group, bill, starts_fen, alone, taken)
    for place, made in enumerate(alone):
        if place not in taken:
            _take(made, place, bill)
        else:
            instead = wording.better_offer(taken[place])
            bill.line_declined += [(place, Declined(one.rule_code, instead)) for one in made.reductions]


def _attempt_all(group: BillGroup, bill: Bill, starts_fen: Sequence[int]) -> list[Attempt]:
    """Try every rule of the group that looks at the bill, and say of the others why they give nothing."""
    attempts = []
    for rival in group.rivals:
        outcome = attempt_rule(rival, bill, starts_fen)
        if isinstance(outcome, Attempt):
            attempts.append(outcome)
        elif outcome is not None:
            bill.declined.append(Declined(rival.rule.code, outcome))
    return attempts


def _settle(
    attempt: Attempt,
    group: BillGroup,
    bill: Bill,
    starts_fen: Sequence[int],
    alone: Sequence[LinePrice],
    taken: dict[int, Text],
) -> None:
    """Apply a rule for the bill unless its lines are taken, or are better off on their own."""
    rival, places = attempt.rival, _touched(attempt)
    outdone = next((taken[place] for place in places if place in taken), None)
    if outdone is None:
        outdone = _better_alone(attempt, places, group, alone)
    outcome: Attempt | Text | None = attempt
    if outdone is None and taken:
        # What another rule of the group has just used may be counted under the same name.
        outcome = attempt_rule(rival, bill, starts_fen)
    if outdone is not None:
        bill.declined.append(Declined(rival.rule.code, wording.better_offer(outdone)))
    elif isinstance(outcome, Attempt):
        apply_attempt(outcome, bill)
        taken.update(dict.fromkeys(_touched(outcome), rival.rule.name))
    elif outcome is not None:
        bill.declined.append(Declined(rival.rule.code, outcome))


def _touched(attempt: Attempt) -> list[int]:
    """Return the lines that an attempt reduces."""
    return [place for place, weight in zip(attempt.parts.places, attempt.cut.weights, strict=True) if weight]


def _better_alone(
    attempt: Attempt, places: Sequence[int], group: BillGroup, alone: Sequence[LinePrice]
) -> Text | None:
    """Return the rule that lines keep on their own, where it goes before the one for the bill."""
    kept = [reduction for place in places if alone for reduction in alone[place].reductions]
    if not kept:
        return None
    if group.choose == "first":
        stands_first = min(kept, key=lambda reduction: group.order[reduction.rule_code])
        is_before = group.order[stands_first.rule_code] < group.order[attempt.rival.rule.code]
        return stands_first.name if is_before else None
    alone_fen = sum(reduction.amount_fen for reduction in kept)
    return kept[0].name if alone_fen > attempt.cut.total_fen else None


def _price_lines(lanes: Lanes, bill: Bill, prices_fen: Sequence[int]) -> list[LinePrice]:
    places, left_fen = bill.early.places, bill.left_fen()
    return [
        price_line(lanes[places[place]], line, prices_fen[place], left_fen[place])
        for place, line in enumerate(bill.lines)
    ]


def _take(made: LinePrice, place: int, bill: Bill) -> None:
    for reduction in made.reductions:
        bill.take_off(Change(reduction, (place,), (reduction.amount_fen,), True))
    bill.line_declined += [(place, declined) for declined in made.declined]
