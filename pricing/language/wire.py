"""How does a quote look as JSON?"""

from typing import Any

from pricing.quotes import Declined, Quote, QuoteLine, Reduction, RuleTotal
from pricing.text import Text


def quote_to_json(quote: Quote) -> dict[str, Any]:
    """Return a quote as values that ``json.dumps`` takes; money is whole fen in keys that end in ``_fen``."""
    return {
        "scheme": {"code": quote.scheme_code, "version": quote.scheme_version, "hash": quote.scheme_hash},
        "tier": quote.tier and {"code": quote.tier.code, "name": _text(quote.tier.name)},
        "list_total_fen": quote.list_total_fen,
        "discount_total_fen": quote.discount_total_fen,
        "subsidy_total_fen": quote.subsidy_total_fen,
        "total_fen": quote.total_fen,
        "reductions": [_total(total) for total in quote.reductions],
        "lines": [_line(line) for line in quote.lines],
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _total(total: RuleTotal | Reduction) -> dict[str, Any]:
    return {
        "rule": total.rule_code,
        "kind": total.kind,
        "payer": total.payer,
        "name": _text(total.name),
        "amount_fen": total.amount_fen,
    }


def _line(line: QuoteLine) -> dict[str, Any]:
    item = line.item
    return {
        "item": {"code": item.code, "category": item.category, "vendor": item.vendor},
        "quantity": line.quantity,
        "unit_price_fen": item.unit_price_fen,
        "list_fen": line.list_fen,
        "total_fen": line.total_fen,
        "reductions": [
            _total(reduction) | {"reason": _text(reduction.reason)} for reduction in line.reductions
        ],
        "declined": [_declined(declined) for declined in line.declined],
    }


def _declined(declined: Declined) -> dict[str, Any]:
    return {"rule": declined.rule_code, "reason": _text(declined.reason)}
