"""On the screens: a second person signs cash, a close and a top-up; the books are checked by one tap."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import Connection

from pos.clock import now
from pos.database import open_database
from pos.demo.people import PEOPLE
from pos.staff.sessions import begin_session
from pos.staff.staff import require_staff_id
from pos.web.who import SESSION_COOKIE
from tests.canteen import Json, RunningCanteen, wait_until
from tests.signed_on import SITE
from tests.tickets import uuid7

CASHIER, MANAGER = "S001", "S004"
PINS = {person.code: person.pin for person in PEOPLE}


def _sign(page: Page) -> None:
    """Have the manager sign with their PIN."""
    expect(page.get_by_test_id("approval")).to_be_visible()
    page.get_by_test_id(f"signer-{MANAGER}").click()
    page.get_by_test_id("approval-pin").fill(PINS[MANAGER])
    page.get_by_test_id("approval-sign").click()


def _shift(page: Page) -> Json:
    found: Json = json.loads(page.evaluate("fetch('/api/tills/T1/shift').then(answer => answer.text())"))
    return found


def test_a_wrong_top_up_is_undone_by_two_people(canteen: RunningCanteen, page: Page) -> None:
    top_up = {"id": uuid7(), "till": "T1", "amount_fen": 300_00, "means": "cash"}
    canteen.post("/api/members/M0003/top-ups", top_up)
    canteen.sign_on(page, CASHIER)
    page.goto(f"{canteen.url}/members")
    page.get_by_test_id("search").fill("M0003")
    page.keyboard.press("Enter")

    page.get_by_test_id("undo").first.click()
    page.get_by_test_id("reason_wrong").click()
    page.get_by_test_id("care-confirm").click()
    _sign(page)

    expect(page.get_by_test_id("movement-undo")).to_have_count(1)


def test_cash_is_paid_out_and_the_shift_closed_by_two_people(canteen: RunningCanteen, page: Page) -> None:
    canteen.sign_on(page, CASHIER)
    dish = next(
        item for item in canteen.get("/api/tills/T1/snapshot")["menu"]["items"] if item["portions_left"] != 0
    )
    held = {"lines": [{"menu_item_id": dish["id"], "quantity": 1}], "presentation": None}
    canteen.post("/api/tills/T1/holds", {"id": uuid7(), "note": "红衣大爷", **held})
    page.goto(f"{canteen.url}/till/T1")
    page.get_by_test_id("shift").click()

    page.get_by_test_id("cash-kind-paid_out").click()
    page.get_by_test_id("cash-reason-repair").click()
    page.get_by_test_id("cash-moved-amount").fill("150")
    page.get_by_test_id("cash-move").click()
    _sign(page)
    expect(page.get_by_test_id("cash-done")).to_be_visible()

    page.get_by_test_id("tab-close").click()
    page.get_by_test_id("count-confirm").click()
    expect(page.get_by_test_id("close-held")).to_contain_text("红衣大爷")
    assert _shift(page)["counts"][0]["counted_fen"] == 0
    page.get_by_test_id("shift-close").click()
    _sign(page)

    expect(page.get_by_test_id("z-name")).to_be_visible()
    given = [deed for deed in canteen.get("/api/log?kind=approval_given")["deeds"] if deed["till"] == "T1"]
    assert {deed["facts"]["act"] for deed in given} >= {"paid_out", "over_short"}


def test_the_manager_checks_the_books_by_one_tap(canteen: RunningCanteen, page: Page) -> None:
    page.goto(f"{canteen.url}/today")

    page.get_by_test_id("check-now").click()

    # By hand: the nightly check that was missed is made up for at the start, too.
    wait_until(lambda: _checked_by(canteen).startswith(MANAGER), "the check")
    expect(page.locator("[data-testid=checked][data-agrees=True]")).to_contain_text("今日已核对")
    expect(page.get_by_test_id("check-now")).to_be_enabled()


def test_a_browser_that_is_no_device_goes_to_the_door_when_its_session_ends(
    canteen: RunningCanteen, page: Page
) -> None:
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": SESSION_COOKIE, "value": _session_from_away(canteen), "url": canteen.url}]
    )
    page.goto(f"{canteen.url}/cash")
    expect(page.get_by_test_id("signed-on")).to_be_visible()

    page.context.clear_cookies()
    # The screen looks by itself, too, a little later.
    page.evaluate("dispatchEvent(new Event('visibilitychange'))")

    page.get_by_test_id("password-go").wait_for()
    assert page.url == f"{canteen.url}/sign-on?next=%2Fcash"


def _checked_by(canteen: RunningCanteen) -> str:
    """Return who had the books checked last."""
    check: Json | None = canteen.get("/api/audit")["check"]
    return check["actor"] if check else ""


def _session_from_away(canteen: RunningCanteen) -> str:
    """Begin the session of a manager who came in by password, in a browser that is no device."""
    books = open_database(f"sqlite:///{Path(canteen.environ['VAR_DIR']) / 'canteen.sqlite3'}")

    def begin(connection: Connection) -> str:
        who = require_staff_id(connection, MANAGER)
        return begin_session(connection, who, site_code=SITE, device_id=None, means="password", at=now())

    session = books.write(begin)
    books.engine.dispose()
    return session
