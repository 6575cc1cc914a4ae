"""Refunds of all parts of an order, in any order, are exactly the sale: by line, by rule, by tender."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.refunds.shares import moves_between, share_of
from pos.refunds.sold import SoldLine, SoldOrder, SoldReduction, SoldTender
from pos.refunds.wishes import LineWish
from pricing.money import deal_fen

RULES = (("discount", ""), ("subsidy", "district"), ("subsidy", "street"))

# However busy the machine is.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def sold_lines(draw: st.DrawFn, number: int) -> SoldLine:
    """Draw a line, what each rule took off, and what is left to pay."""
    quantity, unit = draw(st.integers(1, 12)), draw(st.integers(0, 30_00))
    left, reductions = quantity * unit, []
    for place, (kind, payer) in enumerate(RULES):
        amount = draw(st.integers(0, left))
        left -= amount
        if amount:
            reductions.append(SoldReduction(f"rule{place}", kind, payer, "规则", "Rule", amount))
    vendor = draw(st.sampled_from(("canteen", "nonna")))
    names = ("菜", "Dish", "main", vendor)
    day = date(2026, 1, 5)
    return SoldLine(number, number, day, *names, quantity, unit, left, tuple(reductions), 0)


@st.composite
def sold_orders(draw: st.DrawFn) -> SoldOrder:
    """Draw an order of some lines, paid in up to three ways."""
    lines = tuple(draw(sold_lines(number)) for number in range(1, draw(st.integers(1, 4)) + 1))
    total = left = sum(line.total_fen for line in lines)
    tenders = []
    for number in range(1, 4):
        amount = left if number == 3 else draw(st.integers(0, left))
        left -= amount
        if amount:
            tenders.append(SoldTender(number, "external", 100 + number, amount, 0))
    at = datetime(2026, 1, 5, 4, tzinfo=UTC)
    day = date(2026, 1, 5)
    return SoldOrder(
        "order", "T1-000001", "T1", "shift", day, at, None, "demo", 1, total, lines, tuple(tenders), 0, False
    )


def after(order: SoldOrder, wishes: list[LineWish], returned: dict[int, int]) -> SoldOrder:
    """Return the order as the next refund finds it; `returned` are fen by tender."""
    back = {wish.number: wish.quantity for wish in wishes}
    lines = tuple(replace(line, returned=line.returned + back.get(line.number, 0)) for line in order.lines)
    tenders = tuple(
        replace(tender, returned_fen=tender.returned_fen + returned.get(tender.number, 0))
        for tender in order.tenders
    )
    return replace(order, lines=lines, tenders=tenders, refunds=order.refunds + 1)


@PATIENT
@given(order=sold_orders(), draws=st.data())
def test_all_parts_in_any_order_are_the_sale(order: SoldOrder, draws: st.DataObject) -> None:
    whole = share_of(order, [LineWish(line.number, line.quantity, "menu") for line in order.lines])
    expected = Counter[tuple[str, str | int]]()
    for revenue, bearer, fen in moves_between(whole, "demo", [one.account_id for one, _ in whole.tenders]):
        if isinstance(bearer, str):
            expected[revenue, bearer] += fen
    borne, tendered, paid, present = Counter[tuple[str, str]](), Counter[int](), 0, order

    while any(line.returned < line.quantity for line in present.lines):
        open_lines = [line for line in present.lines if line.returned < line.quantity]
        chosen = draws.draw(st.lists(st.sampled_from(open_lines), min_size=1, unique_by=lambda x: x.number))
        wishes = [
            LineWish(line.number, draws.draw(st.integers(1, line.quantity - line.returned)), "waste")
            for line in chosen
        ]
        share = share_of(present, wishes)
        assert share.total_fen == sum(fen for _, fen in share.tenders) >= 0
        for line in share.lines:
            assert line.list_fen == line.total_fen + sum(line.reductions)
            assert min((line.total_fen, *line.reductions)) >= 0
        for revenue, bearer, fen in moves_between(
            share, "demo", [one.account_id for one, _ in share.tenders]
        ):
            assert fen > 0
            if isinstance(bearer, str):
                borne[revenue, bearer] += fen
        tendered.update({tender.number: fen for tender, fen in share.tenders})
        paid += share.total_fen
        present = after(present, wishes, {tender.number: fen for tender, fen in share.tenders})

    assert paid == order.total_fen
    assert borne == expected
    assert tendered == Counter({tender.number: tender.amount_fen for tender in order.tenders})


@PATIENT
@given(order=sold_orders())
def test_what_was_paid_last_goes_back_first(order: SoldOrder) -> None:
    first = next((line for line in order.lines if line.total_fen), None)
    if first is None:
        return
    share = share_of(order, [LineWish(first.number, first.quantity, "menu")])

    given_back = {tender.number: fen for tender, fen in share.tenders}
    for tender in order.tenders:
        if given_back.get(tender.number, 0) < tender.amount_fen:
            assert all(other.number >= tender.number for other, _ in share.tenders)


@PATIENT
@given(amounts=st.lists(st.integers(0, 10_000), min_size=1, max_size=5), parts=st.integers(1, 99))
def test_what_is_dealt_adds_up_in_both_directions(amounts: list[int], parts: int) -> None:
    amounts.append(-sum(amounts) % parts)

    dealt = deal_fen(amounts, parts)

    assert [sum(shares) for shares in zip(*dealt, strict=True)] == amounts
    assert {sum(shares) for shares in dealt} == {sum(amounts) // parts}
    for place, amount in enumerate(amounts):
        assert {shares[place] for shares in dealt} <= {amount // parts, -(-amount // parts)}
