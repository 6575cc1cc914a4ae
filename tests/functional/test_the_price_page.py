"""A manager changes a discount without TOML, sees what it means, tries it on somebody, and schedules it."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.canteen import Json, RunningCanteen

EIGHTY = "term-age_tiers-2-benefit"
BORN_FOR_85 = "age-85"


@pytest.fixture
def prices(canteen: RunningCanteen, page: Page) -> Page:
    """Give the page with a draft of the version in force."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{canteen.url}/prices")
    page.get_by_test_id("version-1").click()
    page.get_by_test_id("edit-copy").click()
    expect(page.get_by_test_id("status")).to_have_attribute("data-state", "fine")
    return page


def _main_dish(canteen: RunningCanteen) -> Json:
    dishes: list[Json] = canteen.get("/api/prices")["words"]["dishes"]
    return next(dish for dish in dishes if dish["category"] == "main")


def _next_version(canteen: RunningCanteen) -> int:
    number: int = canteen.get("/api/prices")["next_version"]
    return number


def test_a_manager_changes_tries_and_schedules_a_discount(canteen: RunningCanteen, prices: Page) -> None:
    version, dish = _next_version(canteen), _main_dish(canteen)

    prices.get_by_test_id(EIGHTY).fill("7.5")
    expect(prices.get_by_test_id("changes")).to_contain_text("打7.5折")
    expect(prices.get_by_test_id("paragraph-age_tiers").last).to_contain_text("打7.5折")

    prices.get_by_test_id("tab-try").click()
    prices.get_by_test_id(BORN_FOR_85).click()
    prices.get_by_test_id("find-dish").fill(dish["name"]["zh"])
    prices.get_by_test_id(f"dish-{dish['code']}").click()
    expect(prices.get_by_test_id("chosen")).to_contain_text("7.5折")
    expect(prices.get_by_test_id("in-force")).to_contain_text("8折")
    expect(prices.get_by_test_id("difference")).to_contain_text("少付")

    prices.get_by_test_id("tab-scheme").click()
    today = date.fromisoformat(canteen.get("/api/prices")["today"])
    tomorrow = (today + timedelta(days=1)).isoformat()
    expect(prices.get_by_test_id("start-day")).to_have_value(tomorrow)
    prices.get_by_test_id("schedule").click()

    row = prices.get_by_test_id(f"version-{version}")
    expect(row).to_have_attribute("data-state", "scheduled")
    expect(row).to_contain_text(tomorrow)
    expect(prices.get_by_test_id("draft")).to_have_count(0)
    expect(prices.get_by_test_id("reading")).to_contain_text("打7.5折")

    prices.get_by_test_id("withdraw").click()
    expect(row).to_have_attribute("data-state", "withdrawn")


@pytest.mark.parametrize(
    ("field", "typed", "fault", "code"),
    [
        (EIGHTY, "7,5", "fault-age_tiers-terms[2]", "typed_fold"),
        (EIGHTY, "10", "fault-age_tiers-terms[2]", "typed_fold"),
        ("term-age_tiers-0-threshold", "十五", "fault-age_tiers-terms[0]", "typed_amount"),
        ("tier-senior80-min-age", "70", "fault--tiers[3]", "tiers_overlap"),
        ("term-age_tiers-0-min-age", "200", "fault-age_tiers-terms[0]", "out_of_bounds"),
        ("age_tiers-layer", "2", "fault-dim_sum-layer", "other_layer"),
    ],
)
def test_what_is_no_scheme_is_refused_at_its_field_and_nothing_typed_is_lost(
    prices: Page, field: str, typed: str, fault: str, code: str
) -> None:
    prices.get_by_test_id(field).fill(typed)

    expect(prices.get_by_test_id("status")).to_have_attribute("data-state", "faulty")
    expect(prices.get_by_test_id("schedule")).to_be_disabled()
    if prices.get_by_test_id(fault).count() == 0:
        # The rule with the fault is closed; the sign leads to it.
        prices.get_by_test_id("status").click()
    expect(prices.get_by_test_id(fault)).to_have_attribute("data-code", code)

    prices.reload()
    expect(prices.get_by_test_id("status")).to_have_attribute("data-state", "faulty")
    if prices.get_by_test_id(field).count() == 0:
        prices.get_by_test_id("open-age_tiers").click()
    expect(prices.get_by_test_id(field)).to_have_value(typed)


def test_a_rule_that_is_switched_off_is_left_out_and_one_of_a_template_comes_in(prices: Page) -> None:
    prices.get_by_test_id("member_card-on").uncheck()
    prices.get_by_test_id("add-rule").click()
    prices.get_by_test_id("template-threshold").click()

    expect(prices.get_by_test_id("live")).to_contain_text("满15.00元减3.00元")
    expect(prices.get_by_test_id("live")).to_have_attribute("data-current", "true")
    expect(prices.get_by_test_id("live").get_by_test_id("paragraph-member_card")).to_have_count(0)
    expect(prices.get_by_test_id("rule-member_card")).to_be_visible()


def test_a_draft_can_begin_with_a_published_policy(canteen: RunningCanteen, prices: Page) -> None:
    prices.get_by_test_id("from-policy").click()
    prices.get_by_test_id("policy-sh_mh_onecard_2025").click()
    expect(prices.get_by_test_id("policy")).to_have_attribute("data-code", "sh_mh_onecard_2025")
    prices.get_by_test_id("begin-policy").click()

    expect(prices.get_by_test_id("status")).to_have_attribute("data-state", "fine")
    expect(prices.get_by_test_id("draft")).to_contain_text("闵行一卡通")


def test_versions_are_compared_in_sentences(prices: Page) -> None:
    prices.get_by_test_id("tab-compare").click()
    prices.get_by_test_id("compare-old").select_option("1")
    prices.get_by_test_id("compare-new").select_option("2")

    expect(prices.get_by_test_id("compared")).to_have_attribute("data-of", "1/2")
    expect(prices.get_by_test_id("changes")).to_contain_text("助餐补贴")


def test_a_back_test_runs_to_its_end_and_shows_what_would_have_been_paid(
    canteen: RunningCanteen, prices: Page
) -> None:
    snapshot = canteen.get("/api/tills/T1/snapshot")
    dish = next(item for item in snapshot["menu"]["items"] if not item["is_sold_out"] and item["price_fen"])
    prices.goto(f"{canteen.url}/till/T1")
    prices.get_by_test_id(f"tile-{dish['dish_code']}").click()
    prices.get_by_test_id("cash").click()
    prices.get_by_test_id("cash-exact").click()
    expect(prices.get_by_test_id("success")).to_be_visible()

    prices.goto(f"{canteen.url}/prices")
    prices.get_by_test_id("version-2").click()
    prices.get_by_test_id("tab-backtest").click()
    today = date.fromisoformat(canteen.get("/api/prices")["today"])
    prices.get_by_test_id("backtest-from").fill(today.isoformat())
    prices.get_by_test_id("backtest-until").fill((today + timedelta(days=1)).isoformat())
    prices.get_by_test_id("backtest-start").click()

    expect(prices.get_by_test_id("job-state")).to_have_attribute("data-state", "done")
    expect(prices.get_by_test_id("chart")).to_be_visible()
    expect(prices.get_by_test_id("by-day")).to_contain_text(today.isoformat())
    expect(prices.get_by_test_id("by-tier")).to_be_visible()


def test_a_proof_is_put_on_record(prices: Page) -> None:
    prices.get_by_test_id("tab-members").click()
    prices.get_by_test_id("member-code").fill("M0002")
    prices.get_by_test_id("member-find").click()
    expect(prices.get_by_test_id("member-record")).to_have_attribute("data-code", "M0002")
    prices.get_by_test_id("proof-class").select_option("dibao")
    prices.get_by_test_id("proof-type").fill("低保证")
    prices.get_by_test_id("proof-add").click()

    expect(prices.get_by_test_id("proofs")).to_contain_text("低保")
    expect(prices.get_by_test_id("proof-type")).to_have_value("")
