"""A new user's way through the demo: a browser becomes a till, a cashier signs on, sells, and is relieved."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pos.demo.people import PEOPLE
from tests.canteen import PATIENCE_S, RunningCanteen

PINS = {person.code: person.pin for person in PEOPLE}
CASHIER, OTHER, MANAGER = "S001", "S002", "S004"


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[Page]:
    """Give the window of a browser that has never been here."""
    errors: list[str] = []
    opened = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.set_default_timeout(PATIENCE_S * 1000)
    yield opened
    opened.close()
    assert not errors


def enter_pin(page: Page, code: str, pin: str) -> None:
    """Tap a person, unless that is done, and their PIN."""
    page.get_by_test_id(f"person-{code}").or_(page.get_by_test_id("pin-go")).first.wait_for()
    if page.get_by_test_id("pin-go").count() == 0:
        page.get_by_test_id(f"person-{code}").click()
    for digit in pin:
        page.get_by_test_id(f"pin-{digit}").click()
    page.get_by_test_id("pin-go").click()


def expect_signed_on(page: Page, name: str) -> None:
    """Check who is signed on; a page may have to be loaded first."""
    expect(page.get_by_test_id("signed-on")).to_have_text(name, timeout=PATIENCE_S * 1000)


def test_a_browser_becomes_a_till_and_a_cashier_relieves_another(
    canteen: RunningCanteen, newcomer: Page
) -> None:
    page = newcomer
    page.goto(f"{canteen.url}/till/T2")
    page.get_by_test_id("demo-T2").click()
    enter_pin(page, CASHIER, PINS[CASHIER])
    expect_signed_on(page, "周敏")

    tile = page.locator("[data-testid^=tile-]:not([disabled])").first
    tile.click()
    total = page.get_by_test_id("total")
    expect(page.locator(".total[data-current=true]")).to_be_visible()
    shown = total.inner_text()

    page.get_by_test_id("lock-screen").click()
    expect(page.get_by_test_id("lock")).to_be_visible()
    expect(total).to_be_hidden()
    enter_pin(page, OTHER, PINS[OTHER])
    expect_signed_on(page, "李强")
    expect(total).to_have_text(shown)

    page.get_by_test_id("cash").click()
    page.get_by_test_id("cash-exact").click()
    expect(page.get_by_test_id("success")).to_be_visible()
    assert canteen.command("audit").returncode == 0


def test_a_session_that_ended_elsewhere_locks_the_screen_and_the_request_goes_on_after_it(
    canteen: RunningCanteen, newcomer: Page
) -> None:
    page = newcomer
    page.goto(f"{canteen.url}/kitchen")
    page.get_by_test_id("to-enrol").click()
    page.get_by_test_id("demo-tablet").click()
    enter_pin(page, MANAGER, PINS[MANAGER])
    switch = page.locator("[data-testid^=sold-out-]").first
    before = switch.get_attribute("aria-pressed")
    # As if it had been idle too long; the page does not know yet.
    page.context.request.post(
        f"{canteen.url}/api/session/end",
        data={},
        headers={"X-CSRF": page.evaluate("fetch('/api/session').then(a => a.json()).then(s => s.csrf)")},
    )

    switch.click()
    expect(page.get_by_test_id("lock")).to_be_visible()
    enter_pin(page, MANAGER, PINS[MANAGER])

    expect(switch).not_to_have_attribute("aria-pressed", before or "")
    item = page.locator("[data-testid^=item-]").first
    expect(item).not_to_have_attribute("data-pending", "true")


def test_five_wrong_pins_lock_somebody_until_the_manager_opens(
    canteen: RunningCanteen, newcomer: Page
) -> None:
    page = newcomer
    page.goto(f"{canteen.url}/enrol?next=/staff")
    page.get_by_test_id("demo-tablet").click()
    for _ in range(5):
        enter_pin(page, OTHER, "9071")
        expect(page.get_by_test_id("sign-on-problem")).to_be_visible()
        expect(page.get_by_test_id("pin-go")).to_be_disabled()
    enter_pin(page, OTHER, PINS[OTHER])
    expect(page.get_by_test_id("sign-on-problem")).to_contain_text("主管")

    page.get_by_test_id("pin-back").click()
    enter_pin(page, MANAGER, PINS[MANAGER])
    page.get_by_test_id(f"locked-{OTHER}").wait_for()
    page.get_by_test_id(f"unlock-{OTHER}").click()
    expect(page.get_by_test_id(f"locked-{OTHER}")).to_have_count(0)

    page.get_by_test_id("lock-screen").click()
    enter_pin(page, OTHER, PINS[OTHER])
    expect_signed_on(page, "李强")
