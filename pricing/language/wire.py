"""How does a quote look as JSON?"""

from typing import Any

from pricing.quotes import Barred, Declined, OperatorClaim, Quote, QuoteLine, Reduction, RuleTotal
from pricing.text import Text
from pricing.usage import Use


def quote_to_json(quote: Quote) -> dict[str, Any]:
    """Return a quote as values that ``json.dumps`` takes; money is whole fen in keys that end in ``_fen``.

    Positions of lines count from 0.
    """
    return {
        "scheme": {"code": quote.scheme_code, "version": quote.scheme_version, "hash": quote.scheme_hash},
        "tier": quote.tier and {"code": quote.tier.code, "name": _text(quote.tier.name)},
        "list_total_fen": quote.list_total_fen,
        "discount_total_fen": quote.discount_total_fen,
        "subsidy_total_fen": quote.subsidy_total_fen,
        "total_fen": quote.total_fen,
        "reductions": [_reduction(total) for total in quote.reductions],
        "declined": [_declined(declined) for declined in quote.declined],
        "operator_claims": [_claim(claim) for claim in quote.operator_claims],
        "barred": [_barred(barred) for barred in quote.barred],
        "uses": [_use(use) for use in quote.uses],
        "lines": [_line(line) for line in quote.lines],
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _reduction(taken: RuleTotal | Reduction) -> dict[str, Any]:
    return {
        "rule": taken.rule_code,
        "kind": taken.kind,
        "payer": taken.payer,
        "name": _text(taken.name),
        "amount_fen": taken.amount_fen,
        "scope": taken.scope,
        "reason": _text(taken.reason),
    }


def _declined(declined: Declined) -> dict[str, Any]:
    return {"rule": declined.rule_code, "reason": _text(declined.reason)}


def _claim(claim: OperatorClaim) -> dict[str, Any]:
    return {
        "rule": claim.rule_code,
        "payer": claim.payer,
        "name": _text(claim.name),
        "amount_fen": claim.amount_fen,
        "reason": _text(claim.reason),
    }


def _barred(barred: Barred) -> dict[str, Any]:
    return {
        "rule": barred.rule_code,
        "name": _text(barred.name),
        "lines": list(barred.lines),
        "reason": _text(barred.reason),
    }


def _use(use: Use) -> dict[str, Any]:
    return {**use.key._asdict(), **use.used._asdict()}


def _line(line: QuoteLine) -> dict[str, Any]:
    item = line.item
    return {
        "item": {"code": item.code, "category": item.category, "vendor": item.vendor},
        "quantity": line.quantity,
        "weight_g": line.weight_g,
        "unit_price_fen": item.unit_price_fen,
        "per_g": item.per_g,
        "list_fen": line.list_fen,
        "total_fen": line.total_fen,
        "reductions": [_reduction(reduction) for reduction in line.reductions],
        "declined": [_declined(declined) for declined in line.declined],
    }
