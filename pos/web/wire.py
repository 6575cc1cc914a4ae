"""How values look as JSON, for every screen alike.

Rule: names end in their unit, texts carry both languages, rows of the database never get here.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from inventory.menu import Dish, MenuItem, Named
from inventory.periods import MealPeriod
from pos.members.people import masked_name
from pos.sales.orders import Order
from pos.sales.trays import PricedTray
from pos.tenders.vouchers import masked
from pos.vault import Vault
from pricing import Text, Tier

Json = dict[str, Any]


def text(zh: str, en: str) -> Json:
    """Return a text in both languages."""
    return {"zh": zh, "en": en}


def said(value: Text) -> Json:
    """Return a text of the prices in both languages."""
    return text(value.zh, value.en)


def moment(at: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, to the millisecond."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def named_json(named: Named) -> Json:
    """Return a category or vendor."""
    return {"code": named.code, "name": text(named.name_zh, named.name_en)}


def period_json(period: MealPeriod) -> Json:
    """Return a meal period with its hours."""
    return {
        "code": period.code,
        "name": text(period.name_zh, period.name_en),
        "starts": period.starts,
        "ends": period.ends,
    }


def till_item_json(item: MenuItem) -> Json:
    """Return a tile of the till: sold out means that not even one portion can be sold."""
    return {
        "id": item.id,
        "dish_code": item.dish_code,
        "name": text(item.name_zh, item.name_en),
        "category": item.category_code,
        "vendor": item.vendor_code,
        "unit": item.unit,
        "price_fen": item.price_fen,
        "pinyin": item.pinyin.split(),
        **portions_json(item),
    }


def portions_json(item: MenuItem) -> Json:
    """Return what of a tile changes while people eat."""
    return {"id": item.id, "portions_left": item.portions_left, "is_sold_out": not item.has(1)}


def kitchen_item_json(item: MenuItem, sold: int) -> Json:
    """Return an item as the kitchen sees it; `is_sold_out` is the kitchen's own switch."""
    return {
        "id": item.id,
        "dish_code": item.dish_code,
        "name": text(item.name_zh, item.name_en),
        "category": item.category_code,
        "vendor": item.vendor_code,
        "unit": item.unit,
        "price_fen": item.price_fen,
        "planned_portions": item.planned_portions,
        "sold_portions": sold,
        "portions_left": item.portions_left,
        "is_sold_out": item.is_sold_out,
    }


def dish_json(dish: Dish) -> Json:
    """Return a dish of the library."""
    return {
        "code": dish.code,
        "name": text(dish.name_zh, dish.name_en),
        "category": dish.category_code,
        "vendor": dish.vendor_code,
        "unit": dish.unit,
        "price_fen": dish.list_price_fen,
        "pinyin": dish.pinyin.split(),
    }


def quote_json(tray: PricedTray) -> Json:
    """Return a quote with the ids of the menu, each reduction with its reason."""
    quote = tray.quote
    payers = {payer.code: said(payer.name) for payer in tray.scheme.payers}
    names = {rule.code: said(rule.name) for rule in tray.scheme.rules}
    return {
        "scheme": {
            "code": quote.scheme_code,
            "version": quote.scheme_version,
            "hash": quote.scheme_hash,
            "name": said(tray.scheme.name),
        },
        "tier": tier_json(quote.tier),
        "list_total_fen": quote.list_total_fen,
        "discount_total_fen": quote.discount_total_fen,
        "subsidy_total_fen": quote.subsidy_total_fen,
        "total_fen": quote.total_fen,
        "reductions": [
            {
                "rule": total.rule_code,
                "kind": total.kind,
                "payer": total.payer,
                "payer_name": payers.get(total.payer),
                "name": said(total.name),
                "reason": said(total.reason),
                "scope": total.scope,
                "amount_fen": total.amount_fen,
            }
            for total in quote.reductions
        ],
        "declined": [
            {
                "rule": declined.rule_code,
                "name": names.get(declined.rule_code),
                "reason": said(declined.reason),
            }
            for declined in quote.declined
        ],
        "barred": [
            {
                "rule": barred.rule_code,
                "name": said(barred.name),
                "reason": said(barred.reason),
                "menu_item_ids": [tray.lines[place].menu_item_id for place in barred.lines],
            }
            for barred in quote.barred
        ],
        "lines": list(_quote_lines(tray)),
    }


def _quote_lines(tray: PricedTray) -> Iterable[Json]:
    for wish, line in zip(tray.lines, tray.quote_lines, strict=True):
        yield {
            "menu_item_id": wish.menu_item_id,
            "quantity": line.quantity,
            "unit_price_fen": line.item.unit_price_fen,
            "list_fen": line.list_fen,
            "total_fen": line.total_fen,
            "reductions": [
                {
                    "rule": reduction.rule_code,
                    "kind": reduction.kind,
                    "payer": reduction.payer,
                    "name": said(reduction.name),
                    "reason": said(reduction.reason),
                    "scope": reduction.scope,
                    "amount_fen": reduction.amount_fen,
                }
                for reduction in line.reductions
            ],
            "declined": [
                {"rule": declined.rule_code, "reason": said(declined.reason)} for declined in line.declined
            ],
        }


def tier_json(tier: Tier | None) -> Json | None:
    """Return a price class, if there is one."""
    return None if tier is None else {"code": tier.code, "name": said(tier.name)}


def order_json(vault: Vault, order: Order, *, is_replay: bool) -> Json:
    """Return an order as it was sold; `replayed` says that this request sold nothing new."""
    return {
        "id": order.id,
        "number": order.number,
        "till": order.till_code,
        "at": moment(order.at),
        "list_total_fen": order.list_total_fen,
        "total_fen": order.total_fen,
        "tenders": [
            {
                "kind": tender.kind,
                "amount_fen": tender.amount_fen,
                "received_fen": tender.received_fen,
                "change_fen": tender.change_fen,
                "means": tender.means,
                "voucher": tender.voucher_code and masked(tender.voucher_code),
            }
            for tender in order.tenders
        ],
        "member_name": order.member_code and masked_name(vault, order.person),
        "card_tail": order.card_tail,
        "cash_rounding_fen": order.cash_rounding_fen,
        "balance_after_fen": order.balance_after_fen,
        "replayed": is_replay,
        "lines": [
            {
                "name": text(line.name_zh, line.name_en),
                "quantity": line.quantity,
                "total_fen": line.total_fen,
            }
            for line in order.lines
        ],
    }
