"""A clerk finds somebody by initials, opens an account for the next, and sees in full only with a reason."""

import pytest
from playwright.sync_api import Page, expect

from tests.canteen import RunningCanteen

# Invented: 310199 is no district.
NUMBER = "310199195003150016"


@pytest.fixture
def counter(canteen: RunningCanteen, page: Page) -> Page:
    """Give the members' counter with somebody behind it."""
    page.goto(f"{canteen.url}/members")
    return page


def test_somebody_is_found_and_seen_in_full_with_a_reason(counter: Page) -> None:
    counter.get_by_test_id("search").fill("cmj")
    counter.get_by_test_id("search").press("Enter")
    expect(counter.get_by_test_id("account")).to_have_attribute("data-code", "M0001")
    expect(counter.get_by_test_id("account")).not_to_contain_text("陈美娟")
    expect(counter.get_by_test_id("fact-name")).to_have_text("陈*娟")

    counter.get_by_test_id("reveal").click()
    expect(counter.get_by_test_id("reveal-confirm")).to_be_disabled()
    counter.get_by_test_id("reveal_reason_call").click()
    counter.get_by_test_id("reveal-confirm").click()

    expect(counter.get_by_test_id("fact-name")).to_have_text("陈美娟")
    expect(counter.get_by_test_id("looks")).to_contain_text("王主任")
    expect(counter.get_by_test_id("looks")).to_contain_text("联系本人")
    assert "陈美娟" not in counter.url


def test_an_account_is_opened_with_a_name_and_a_number(counter: Page) -> None:
    counter.get_by_test_id("tab-open").click()
    expect(counter.get_by_test_id("open-confirm")).to_be_disabled()
    counter.get_by_test_id("open-name").fill("欧阳测试")
    counter.get_by_test_id("open-id-number").fill(NUMBER)
    expect(counter.get_by_test_id("open-birth-date")).to_have_value("1950-03-15")
    counter.get_by_test_id("open-confirm").click()
    expect(counter.get_by_test_id("opened")).to_contain_text("欧**试")

    counter.get_by_test_id("open-name").fill("欧阳测试")
    counter.get_by_test_id("open-id-number").fill(NUMBER)
    counter.get_by_test_id("open-confirm").click()
    expect(counter.get_by_test_id("problem")).to_have_attribute("data-code", "duplicate_person")
    counter.get_by_test_id("duplicate").click()
    expect(counter.get_by_test_id("account")).to_contain_text("欧**试")


def test_a_wrong_number_is_refused_in_words(counter: Page) -> None:
    counter.get_by_test_id("tab-open").click()
    counter.get_by_test_id("open-name").fill("测试")
    counter.get_by_test_id("open-id-number").fill("310199195003150017")
    counter.get_by_test_id("open-confirm").click()

    expect(counter.get_by_test_id("problem")).to_contain_text("身份证号有误")
