"""Blanks become members' cards at the counter: written, proven, issued, and paid with."""

from playwright.sync_api import Page, expect

from tests.canteen import RunningCanteen, wait_until
from tests.functional.making import READER, make_card

# Invented: 310199 is no district.
NUMBER = "310199194801010013"


def test_a_blank_becomes_the_card_of_a_new_member_who_has_lunch(canteen: RunningCanteen, page: Page) -> None:
    make_card(canteen, "blank-2", "9137000000700015")
    canteen.post("/api/desk/T1/insert", {"card": "blank-2"})

    # Name, identity number, telephone: all that is typed. The reader is chosen once for the day.
    page.goto(f"{canteen.url}/members")
    page.get_by_test_id("tab-open").click()
    page.get_by_test_id("open-reader").select_option("T1")
    page.get_by_test_id("open-name").fill("闻测试")
    page.get_by_test_id("open-id-number").fill(NUMBER)
    page.get_by_test_id("open-phone").fill("19900000137")
    expect(page.get_by_test_id("open-card")).to_have_class("card-new")
    page.get_by_test_id("open-confirm").click()
    expect(page.get_by_test_id("opened")).to_be_visible()

    page.goto(f"{canteen.url}/till/T1")
    expect(page.get_by_test_id("member-name")).to_have_text("闻*试")
    page.get_by_test_id("top-up").click()
    page.get_by_test_id("top-up-100").click()
    page.get_by_test_id("top-up-confirm").click()
    page.get_by_test_id("top-up-close").click()
    expect(page.get_by_test_id("balance")).to_have_text("¥100.00")
    page.locator("[data-testid^=tile-]").first.click()
    page.get_by_test_id("pay").click()
    expect(page.get_by_test_id("success")).to_be_visible()
    canteen.post("/api/desk/T1/remove", {})
    assert canteen.command("audit").returncode == 0


def test_a_blank_of_the_demo_is_made_into_a_card_with_progress(canteen: RunningCanteen) -> None:
    said = make_card(canteen, "blank-1", "9137000000700007")

    assert said == ["1/1 ...0007 is made; lay the next blank down", "1 of 1 cards are made"]
    canteen.post("/api/desk/T1/insert", {"card": "blank-1"})
    wait_until(lambda: _problem(canteen) == "unknown_card", "the new card, which nobody has yet")
    canteen.post("/api/desk/T1/remove", {})


def test_a_number_that_is_none_is_refused_before_a_blank_is_spoilt(canteen: RunningCanteen) -> None:
    for number in ("1234", "12345678901234567", "number", "9999999999999999"):
        refused = canteen.command(
            "card", "personalise", "--reader", READER, "--first", number, "--count", "2"
        )
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith("Error: ")


def test_a_reader_that_is_not_there_is_named(canteen: RunningCanteen) -> None:
    refused = canteen.command("card", "personalise", "--reader", "Reader 9", "--first", "9137000000700008")

    assert refused.returncode == 1
    assert "there is no reader Reader 9" in refused.stderr


def _problem(canteen: RunningCanteen) -> str | None:
    card = canteen.get("/api/tills/T1/snapshot")["card"]
    problem: str | None = card and card["problem"] and card["problem"]["code"]
    return problem
