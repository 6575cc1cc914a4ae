"""What does a part of a scheme state? As a table that holds nothing which could as well be left out."""

import json
from datetime import date, time

from pricing.money import Rounding
from pricing.scheme.benefits import Amount, Benefit, Percent, SetMeal, SetPrice, Voucher
from pricing.scheme.conditions import CAP_SPANS, WEEKDAYS, Cap, Items, Threshold, When
from pricing.scheme.people import Who
from pricing.text import Text

Value = str | int | bool | date | list["Value"] | dict[str, "Value"]
Stated = dict[str, Value]


def stated(**values: Value | frozenset[str] | frozenset[date] | None) -> Stated:
    """Leave out what is None or empty, and sort sets."""
    table: Stated = {}
    for key, value in values.items():
        plain: Value | None = _sorted(value) if isinstance(value, frozenset) else value
        if plain is not None and plain != [] and plain != {}:
            table[key] = plain
    return table


def state_text(text: Text) -> Stated:
    """State a text in both languages."""
    return {"zh": text.zh, "en": text.en}


def state_rounding(rounding: Rounding) -> Stated:
    """State how fractions become money."""
    return {"unit_fen": rounding.unit_fen, "mode": rounding.mode, "place": rounding.place}


def state_who(who: Who) -> Stated:
    """State the conditions on a diner."""
    return stated(
        min_age=who.min_age,
        max_age=who.max_age,
        age_on=_unless(who.age_on, "birthday"),
        classes=who.classes,
        without_classes=who.without_classes,
        tiers=who.tiers,
        residence=who.residence,
        hukou=who.hukou,
        members=who.members or None,
        on_birthday=who.on_birthday or None,
    )


def state_items(items: Items) -> Stated:
    """State which items are meant."""
    return stated(
        categories=items.categories,
        exclude_categories=items.exclude_categories,
        vendors=items.vendors,
        exclude_vendors=items.exclude_vendors,
        dishes=items.dishes,
        exclude_dishes=items.exclude_dishes,
        tags=items.tags,
        exclude_tags=items.exclude_tags,
        max_unit_price_fen=items.max_unit_price_fen,
    )


def state_when(when: When) -> Stated:
    """State when and where a rule holds; weekdays in the order of the week."""
    return stated(
        meal_periods=when.meal_periods,
        channels=when.channels,
        weekdays=[day for day in WEEKDAYS if day in when.weekdays],
        days=when.days,
        sites=when.sites,
        site_areas=when.site_areas,
        from_date=when.from_date,
        until_date=when.until_date,
        from_time=_state_time(when.from_time),
        until_time=_state_time(when.until_time),
    )


def state_threshold(threshold: Threshold) -> Stated:
    """State from which amount a term holds."""
    table = stated(
        from_fen=threshold.from_fen,
        above_fen=threshold.above_fen,
        price=_unless(threshold.price, "list"),
        span=_unless(threshold.span, "bill"),
    )
    # All items are another thing than those of the rule.
    return table if threshold.items is None else {**table, "items": state_items(threshold.items)}


def state_caps(caps: tuple[Cap, ...], code: str) -> list[Value]:
    """State the caps of the rule of a code, those of the shortest span first: they hold all at once."""
    return [
        stated(
            per=cap.per,
            times=cap.times,
            amount_fen=cap.amount_fen,
            portions=cap.portions,
            across=_unless(cap.across, "sites"),
            counter=_unless(cap.counter, code),
        )
        for cap in sorted(caps, key=order_of_cap)
    ]


def order_of_cap(cap: Cap) -> tuple[int, int, str, str]:
    """Return by what caps are put into their one order."""
    measure = [cap.times is None, cap.amount_fen is None, cap.portions is None].index(False)
    return CAP_SPANS.index(cap.per), measure, cap.counter, cap.across


def order_of_who(who: Who) -> str:
    """Return by what conditions of which one is enough are put into their one order."""
    return json.dumps(state_who(who))


def state_benefit(benefit: Benefit) -> Stated:
    """State what a term gives, with its kind first."""
    match benefit:
        case Percent():
            return {"kind": "percent", "pays_bp": benefit.pays_bp}
        case Amount():
            return {"kind": "amount", "amount_fen": benefit.amount_fen}
        case Voucher():
            return {"kind": "voucher", "value_fen": benefit.value_fen, "whole_only": benefit.whole_only}
        case SetPrice(unit_price_fen=fen):
            price: Stated = (
                {"prices": dict(sorted(benefit.prices))} if fen is None else {"unit_price_fen": fen}
            )
            return {"kind": "set_price", **price}
        case SetMeal():
            parts: list[Value] = [
                {"items": state_items(part.items), "portions": part.portions} for part in benefit.parts
            ]
            return {"kind": "set_meal", "price_fen": benefit.price_fen, "parts": parts}


def _sorted(members: frozenset[str] | frozenset[date]) -> list[Value]:
    in_order: list[str | date] = sorted(members, key=str)
    return [*in_order]


def _unless(value: str, usual: str) -> str | None:
    """Leave out what is meant anyway."""
    return None if value == usual else value


def _state_time(moment: time | None) -> str | None:
    return None if moment is None else f"{moment:%H:%M}"
