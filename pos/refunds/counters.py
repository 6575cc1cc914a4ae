"""How much of the member's counted rules does a refund give back?

Rule: what the given-back lines had used, by the scheme under which they were sold. The rest keeps what it was
sold for, also where a threshold of the bill would not be reached any more.
"""

from datetime import datetime

from sqlalchemy import Connection

from pos.pricebook.pricebook import require_version
from pos.refunds.shares import Share
from pos.refunds.sold import SoldOrder
from pos.usage.usage import Back, give_back_uses
from pricing import Scheme
from pricing.money import deal_fen


def give_back_counters(
    connection: Connection, order: SoldOrder, share: Share, *, reference: str, at: datetime
) -> None:
    """Give back what the lines of a share had used of the member's counters; a guest has none."""
    if order.member_id is None:
        return
    scheme = require_version(connection, order.scheme_code, order.scheme_version).scheme()
    give_back_uses(
        connection,
        order.id,
        reference=reference,
        at=at,
        back=lambda counter: _back(order, share, _rules_of(scheme, counter)),
    )


def _rules_of(scheme: Scheme, counter: str) -> frozenset[str]:
    """Return the codes of the rules that count under a name."""
    return frozenset(
        rule.code
        for rule in scheme.rules
        if counter == rule.day_counter or any(cap.counter == counter for cap in rule.caps)
    )


def _back(order: SoldOrder, share: Share, rules: frozenset[str]) -> Back:
    """Return how far the order is given back, this time included, as the rules of a counter see it."""
    now = {line.line.number: line.quantity for line in share.lines}
    reduced, portions, listed = [0, 0], [0, 0], [0, 0]
    for line in order.lines:
        back = line.returned + now.get(line.number, 0)
        amounts = [one.amount_fen for one in line.reductions if one.rule_code in rules]
        _add(listed, back * line.unit_price_fen, line.quantity * line.unit_price_fen)
        if amounts:
            places = [place for place, one in enumerate(line.reductions, 1) if one.rule_code in rules]
            dealt = deal_fen((line.total_fen, *(one.amount_fen for one in line.reductions)), line.quantity)[
                :back
            ]
            _add(reduced, sum(shares[place] for shares in dealt for place in places), sum(amounts))
            _add(portions, back, line.quantity)
    if not reduced[1]:
        # A limit that took nothing off: it is counted by what was bought.
        reduced = listed
        portions = [
            sum(line.returned + now.get(line.number, 0) for line in order.lines),
            sum(line.quantity for line in order.lines),
        ]
    return Back((reduced[0], reduced[1]), (portions[0], portions[1]), (listed[0], listed[1]))


def _add(sums: list[int], done: int, whole: int) -> None:
    sums[0] += done
    sums[1] += whole
