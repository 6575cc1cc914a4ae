"""The cashier sees what the whole bill gets, how little is missing to more, and what may not be sold."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Connection

from pos.clock import now
from pos.database import open_database
from pos.pricebook.pricebook import load_scheme
from pos.shifts.shifts import require_till
from tests.canteen import Json, RunningCanteen
from tests.schemes import demo_version

FROM_15 = """
[[rules]]
code = "district_meal"
name = { zh = "区补贴", en = "Meal subsidy" }
kind = "subsidy"
payer = "district"
layer = 2
items = {}
terms = [
{ who = { min_age = 60 }, benefit = { kind = "amount", amount_fen = 300 }, threshold = { from_fen = 1500 } },
]

[[access]]
code = "seniors_first"
name = { zh = "长者优先", en = "Seniors first" }
items = { categories = ["dimsum"] }
who = [{ min_age = 60 }]
"""
DEAR_FEN = 15_00
SENIOR_AGE = 70


def _load(connection: Connection) -> None:
    at = now()
    yesterday = require_till(connection, "T1").local_day(at) - timedelta(days=1)
    load_scheme(connection, demo_version(30, rules=FROM_15), effective_from=yesterday, at=at)


@pytest.fixture
def till(canteen: RunningCanteen, page: Page) -> Iterator[Page]:
    """Give the screen of a till with an empty reader, under a scheme with both rules."""
    books = open_database(f"sqlite:///{canteen.environ['VAR_DIR']}/canteen.sqlite3")
    books.write(_load)
    books.engine.dispose()
    canteen.post("/api/desk/T1/remove", {})
    page.goto(f"{canteen.url}/till/T1")
    yield page
    canteen.post("/api/desk/T1/remove", {})


def _dish(canteen: RunningCanteen, category: str, *, is_dear: bool = False) -> str:
    items: list[Json] = canteen.get("/api/tills/T1/snapshot")["menu"]["items"]
    code: str = next(
        item["dish_code"]
        for item in items
        if item["category"] == category
        and not item["is_sold_out"]
        and (item["price_fen"] >= DEAR_FEN) == is_dear
    )
    return code


def _put_senior(canteen: RunningCanteen) -> None:
    card = next(
        card
        for card in canteen.get("/api/desk")["cards"]
        if card["kind"] == "genuine" and card["age"] >= SENIOR_AGE and card["balance_fen"] > 100_00
    )
    canteen.post("/api/desk/T1/insert", {"card": card["code"]})


def test_a_hint_says_what_is_missing_until_the_bill_gets_it(canteen: RunningCanteen, till: Page) -> None:
    _put_senior(canteen)
    till.get_by_test_id(f"tile-{_dish(canteen, 'vegetable')}").click()
    expect(till.get_by_test_id("hint-district_meal")).to_contain_text("满15.00元可享，还差")

    till.get_by_test_id(f"tile-{_dish(canteen, 'main', is_dear=True)}").click()

    expect(till.get_by_test_id("reduction-district_meal")).to_have_text("−3.00")
    expect(till.get_by_test_id("hint-district_meal")).to_have_count(0)
    expect(till.get_by_test_id("pay")).to_be_enabled()


def test_what_may_not_be_sold_to_a_guest_is_refused_until_a_senior_puts_a_card(
    canteen: RunningCanteen, till: Page
) -> None:
    dish = _dish(canteen, "dimsum")
    till.get_by_test_id(f"tile-{dish}").click()

    expect(till.get_by_test_id("barred")).to_contain_text("长者优先")
    expect(till.get_by_test_id(f"line-{dish}")).to_contain_text("现在不能售给该顾客")
    expect(till.get_by_test_id("pay")).to_have_count(0)
    expect(till.get_by_test_id("cash")).to_have_count(0)

    _put_senior(canteen)

    expect(till.get_by_test_id("barred")).to_have_count(0)
    expect(till.get_by_test_id("pay")).to_be_enabled()
