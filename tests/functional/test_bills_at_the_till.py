"""A till is told what the whole bill gets, what it does not get and why, and what the diner may not have."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inventory.menu import MenuItem
from pos.clock import now
from pos.database import Database
from pos.pricebook.pricebook import load_scheme
from pos.reports.audit import audit_books
from tests.functional.till import SENIOR, Till
from tests.schemes import demo_version
from tests.states import state_of

ONCE_A_DAY = """
[[payers]]
code = "canteen"
name = { zh = "食堂", en = "The canteen" }

[[payers]]
code = "putuo"
name = { zh = "普陀区", en = "Putuo" }

[[rules]]
code = "once"
name = { zh = "助餐补贴", en = "Meal subsidy" }
kind = "subsidy"
payer = "putuo"
layer = 2
items = {}
terms = [
  { who = { min_age = 60 }, threshold = { from_fen = 500 }, benefit = { kind = "amount", amount_fen = 300 } },
]
caps = [{ per = "day", times = 1 }]
"""
SENIORS_FIRST = """
[[access]]
code = "seniors_first"
name = { zh = "老人专供", en = "For seniors" }
items = { categories = ["main"] }
who = [{ min_age = 60 }]
"""


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till with an empty reader, in a canteen with both rules."""
    toml = demo_version(30, rules=ONCE_A_DAY + SENIORS_FIRST)
    database.write(
        lambda connection: load_scheme(connection, toml, effective_from=date(2026, 1, 1), at=now())
    )
    running = Till(database, tmp_path)
    yield running
    running.close()


def quote(till: Till, dish: MenuItem, *, presentation: str | None) -> dict[str, Any]:
    """Ask for the price of two portions."""
    lines = [{"menu_item_id": dish.id, "quantity": 2}]
    answer = till.post(
        "/api/quotes", {"till": till.code, "presentation": presentation, "lines": lines, "seq": 1}
    )
    assert answer.status == 200
    found: dict[str, Any] = answer.json["quote"]
    return found


def pay(till: Till, dish: MenuItem) -> dict[str, Any]:
    """Sell two portions to whose card lies there; return the order as it was sent."""
    order = till.wallet_order(dish, 2)
    with till.side.answering():
        assert till.post("/api/orders", order).status == 201
    return order


def test_a_reduction_of_the_bill_names_its_payer_and_its_reason_and_is_split_over_the_lines(
    till: Till,
) -> None:
    till.side.put(till.card(*SENIOR))

    shown = quote(till, till.dish("main"), presentation=till.presentation())

    [subsidy] = [each for each in shown["reductions"] if each["scope"] == "bill"]
    assert subsidy["payer_name"] == {"zh": "普陀区", "en": "Putuo"}
    assert subsidy["reason"]["zh"].endswith("满5.00元减3.00元")
    assert subsidy["amount_fen"] == shown["subsidy_total_fen"] == 300
    parts = [part for line in shown["lines"] for part in line["reductions"] if part["rule"] == "once"]
    assert sum(part["amount_fen"] for part in parts) == 300
    assert {part["scope"] for part in parts} == {"bill"}
    assert (shown["declined"], shown["barred"]) == ([], [])


def test_a_subsidy_that_was_used_is_declined_with_its_reason(till: Till, database: Database) -> None:
    till.side.put(till.card(*SENIOR))
    dish = till.dish("main")
    pay(till, dish)

    shown = quote(till, dish, presentation=till.presentation())

    assert [each["rule"] for each in shown["declined"]] == ["once"]
    assert shown["declined"][0]["reason"] == {"zh": "今日已享受过", "en": "Already used today"}
    assert shown["subsidy_total_fen"] == 0
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_a_price_from_before_the_use_is_refused_with_the_new_quote(till: Till) -> None:
    till.side.put(till.card(*SENIOR))
    dish = till.dish("main")
    stale = till.wallet_order(dish, 2)
    pay(till, dish)

    answer = till.post("/api/orders", stale)

    assert (answer.status, answer.code) == (409, "price_changed")
    assert answer.json["quote"]["total_fen"] == stale["total_fen"] + 300
    assert [each["rule"] for each in answer.json["quote"]["declined"]] == ["once"]


def test_a_guest_sees_what_is_for_seniors_and_is_not_sold_it(till: Till, database: Database) -> None:
    dish = till.dish("main")
    before = state_of(database)

    shown = quote(till, dish, presentation=None)
    answer = till.post("/api/orders", till.order(dish, 2))

    [barred] = shown["barred"]
    assert (barred["rule"], barred["menu_item_ids"]) == ("seniors_first", [dish.id])
    assert barred["name"] == {"zh": "老人专供", "en": "For seniors"}
    assert all(barred["reason"].values())
    assert (answer.status, answer.code) == (409, "not_admitted")
    assert answer.json["rules"] == [barred]
    assert state_of(database) == before


def test_a_senior_is_admitted(till: Till) -> None:
    till.side.put(till.card(*SENIOR))

    assert quote(till, till.dish("main"), presentation=till.presentation())["barred"] == []
