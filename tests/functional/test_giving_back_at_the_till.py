"""At the till: the last sale is undone in two taps, and a second person signs what is above the limit."""

from playwright.sync_api import Page, expect

from pos.demo.people import PEOPLE
from tests.canteen import Json, RunningCanteen

CASHIER, MANAGER = "S001", "S004"


def _dish(canteen: RunningCanteen) -> Json:
    items = canteen.get("/api/tills/T1/snapshot")["menu"]["items"]
    return next(item for item in items if (item["portions_left"] or 0) > 5 and item["price_fen"] > 10_00)


def _buy(canteen: RunningCanteen, page: Page, portions: int) -> Json:
    """Sell some portions of a dish to a guest for cash, at the screen."""
    canteen.sign_on(page, CASHIER)
    canteen.post("/api/desk/T1/remove", {})
    dish = _dish(canteen)
    page.goto(f"{canteen.url}/till/T1")
    for _ in range(portions):
        page.get_by_test_id(f"tile-{dish['dish_code']}").click()
    page.get_by_test_id("cash").click()
    page.get_by_test_id("cash-exact").click()
    expect(page.get_by_test_id("success")).to_be_visible()
    return dish


def test_the_last_sale_is_undone_in_two_taps(canteen: RunningCanteen, page: Page) -> None:
    before = canteen.get("/api/today")["takings_fen"]
    _buy(canteen, page, 1)

    page.get_by_test_id("undo-last").click()
    page.get_by_test_id("undo-last").click()

    expect(page.get_by_test_id("undo-done")).to_be_visible()
    assert canteen.get("/api/today")["takings_fen"] == before


def test_a_manager_signs_a_refund_with_the_pin_and_stays_signed_off(
    canteen: RunningCanteen, page: Page
) -> None:
    before = canteen.get("/api/today")["takings_fen"]
    dish = _buy(canteen, page, 3)

    page.get_by_test_id("last-orders").click()
    page.locator("[data-testid^=order-T1]").first.click()
    page.get_by_test_id("refund-more-1").click()
    page.get_by_test_id("refund-more-1").click()
    page.get_by_test_id("reason_quality").click()
    page.get_by_test_id("refund-confirm").click()
    page.get_by_test_id(f"signer-{MANAGER}").click()
    page.get_by_test_id("approval-pin").fill(next(one.pin for one in PEOPLE if one.code == MANAGER))
    page.get_by_test_id("approval-sign").click()

    expect(page.get_by_test_id("refund-done")).to_be_visible()
    assert canteen.get("/api/today")["takings_fen"] == before + dish["price_fen"]
    signed_on = page.evaluate("fetch('/api/session').then(answer => answer.json())")
    assert signed_on["staff"]["code"] == CASHIER


def test_a_manager_signs_on_the_phone(canteen: RunningCanteen, page: Page) -> None:
    _buy(canteen, page, 3)
    page.get_by_test_id("last-orders").click()
    page.locator("[data-testid^=order-T1]").first.click()
    page.get_by_test_id("refund-all").click()
    page.get_by_test_id("refund-confirm").click()
    expect(page.get_by_test_id("approval")).to_be_visible()

    phone = page.context.browser.new_context(viewport={"width": 390, "height": 844}).new_page()  # type: ignore[union-attr]
    canteen.enter(phone, "T2")
    phone.goto(f"{canteen.url}/approvals")
    phone.get_by_test_id("approve").first.click()

    expect(page.get_by_test_id("refund-done")).to_be_visible()
    phone.context.close()
