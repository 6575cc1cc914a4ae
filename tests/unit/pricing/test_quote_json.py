"""A quote as JSON: every amount, payer and reason, under stable names."""

import json

from pricing import quote_to_json
from tests.unit.pricing.samples import DEMO, GUEST, born, dish, quote


def test_a_quote_is_written_in_full() -> None:
    quoted = quote(born(59), DEMO, (dish(16_00), 2))
    assert quote_to_json(quoted) == {
        "scheme": {"code": "demo", "version": 1, "hash": DEMO.hash},
        "tier": {"code": "member", "name": {"zh": "会员", "en": "Member"}},
        "list_total_fen": 3200,
        "discount_total_fen": 160,
        "subsidy_total_fen": 0,
        "total_fen": 3040,
        "reductions": [
            {
                "rule": "member_card",
                "kind": "discount",
                "payer": "canteen",
                "name": {"zh": "会员折扣", "en": "Members' discount"},
                "amount_fen": 160,
            }
        ],
        "lines": [
            {
                "item": {"code": "canteen-main", "category": "main", "vendor": "canteen"},
                "quantity": 2,
                "unit_price_fen": 1600,
                "list_fen": 3200,
                "total_fen": 3040,
                "reductions": [
                    {
                        "rule": "member_card",
                        "kind": "discount",
                        "payer": "canteen",
                        "name": {"zh": "会员折扣", "en": "Members' discount"},
                        "amount_fen": 160,
                        "reason": {"zh": "59岁（会员），9.5折", "en": "Age 59 (Member): pays 95 %"},
                    }
                ],
                "declined": [
                    {"rule": "age_tiers", "reason": {"zh": "59岁，未满60岁", "en": "Age 59, below 60"}}
                ],
            }
        ],
    }


def test_a_guest_has_no_tier() -> None:
    values = json.loads(json.dumps(quote_to_json(quote(GUEST, DEMO, dish(5_00)))))
    assert values["tier"] is None
    assert values["reductions"] == []
    assert values["total_fen"] == 500
