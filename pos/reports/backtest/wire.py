"""How does what a back-test found look as JSON?

Rule: docs/backtests.md describes it; under one format it only ever gains members.
"""

from collections.abc import Iterable
from typing import Any

from pos.reports.backtest.result import (
    Barred,
    Comparison,
    DayPart,
    Extreme,
    Names,
    Part,
    PayerPart,
    TierPart,
)
from pricing import Text

FORMAT = 1

Json = dict[str, Any]


def comparison_to_json(found: Comparison) -> Json:
    """Return everything as plain JSON values."""
    return {
        "format": FORMAT,
        "scheme": {
            "code": found.scheme_code,
            "version": found.scheme_version,
            "hash": found.scheme_hash,
            "name": _text(found.scheme_name),
        },
        "from_date": found.from_date.isoformat(),
        "until_date": found.until_date.isoformat(),
        "counted_from": found.counted_from.isoformat(),
        "orders": found.orders,
        "total": _part(found.total),
        "days": [_day(day) for day in found.days],
        "tiers": [_tier(tier) for tier in found.tiers],
        "barred": _barred(found.barred),
        "left_out": [
            {**_named(group.reason), "orders": group.orders, "sold": group.sold._asdict()}
            for group in found.left_out
        ],
        "assumed": [{**_named(each.what), "orders": each.orders} for each in found.assumed],
        "largest_gain": _extreme(found.largest_gain),
        "largest_loss": _extreme(found.largest_loss),
    }


def _day(day: DayPart) -> Json:
    return {
        "date": day.day.isoformat(),
        **_part(day.part),
        "barred": day.barred,
        "left_out": day.left_out,
    }


def _tier(tier: TierPart) -> Json:
    return {
        "sold_tier": tier.sold_tier and _named(tier.sold_tier),
        "scheme_tier": tier.scheme_tier and _named(tier.scheme_tier),
        **_part(tier.part),
    }


def _barred(barred: Barred) -> Json:
    return {
        "orders": barred.orders,
        "sold": barred.sold._asdict(),
        "rules": [{**_named(rule.rule), "orders": rule.orders} for rule in barred.rules],
    }


def _part(part: Part) -> Json:
    return {
        "orders": part.orders,
        "members": part.members,
        "guest_orders": part.guest_orders,
        "dearer": part.dearer,
        "cheaper": part.cheaper,
        "sold": part.sold._asdict(),
        "scheme": part.scheme._asdict(),
        "difference": part.scheme.minus(part.sold)._asdict(),
        "payers": _payers(part.payers),
    }


def _payers(payers: Iterable[PayerPart]) -> list[Json]:
    return [
        {
            "kind": payer.kind,
            **_named(payer.payer),
            "sold_fen": payer.sold_fen,
            "scheme_fen": payer.scheme_fen,
            "difference_fen": payer.scheme_fen - payer.sold_fen,
        }
        for payer in payers
    ]


def _extreme(extreme: Extreme | None) -> Json | None:
    if extreme is None:
        return None
    return {
        "id": extreme.id,
        "number": extreme.number,
        "date": extreme.day.isoformat(),
        "sold_fen": extreme.sold_fen,
        "scheme_fen": extreme.scheme_fen,
        "difference_fen": extreme.scheme_fen - extreme.sold_fen,
    }


def _named(names: Names) -> Json:
    return {"code": names.code, "name": _text(names.name)}


def _text(text: Text) -> Json:
    return {"zh": text.zh, "en": text.en}
