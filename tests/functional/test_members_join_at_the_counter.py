"""Somebody joins with a card and money; one card is frozen; a person takes their data along and is gone."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.canteen import RunningCanteen
from tests.functional.making import make_card

# Invented: 310199 is no district.
NUMBER = "31019919480202007X"


@pytest.fixture
def counter(canteen: RunningCanteen, page: Page) -> Page:
    """Give the members' counter with somebody behind it."""
    page.goto(f"{canteen.url}/members")
    return page


def test_opening_and_the_first_top_up_are_six_inputs(canteen: RunningCanteen, counter: Page) -> None:
    make_card(canteen, "blank-1", "9137000000700007")
    # Once for the day; kept after that.
    counter.get_by_test_id("tab-open").click()
    counter.get_by_test_id("open-reader").select_option("T1")
    canteen.post("/api/desk/T1/insert", {"card": "blank-1"})
    expect(counter.get_by_test_id("open-card")).to_have_class("card-new")

    counter.get_by_test_id("open-name").fill("闻人测试")
    counter.get_by_test_id("open-id-number").fill(NUMBER)
    counter.get_by_test_id("open-confirm").click()
    counter.get_by_test_id("opened-top-up").click()
    counter.get_by_test_id("top-up-100").click()
    counter.get_by_test_id("top-up-confirm").click()

    expect(counter.get_by_test_id("balance")).to_have_text("¥100.00")
    expect(counter.get_by_test_id("card-0007")).to_contain_text("可用")
    counter.get_by_test_id("tab-open").click()
    expect(counter.get_by_test_id("open-reader")).to_have_value("T1")
    canteen.post("/api/desk/T1/remove", {})
    assert canteen.command("audit").returncode == 0


def test_the_keys_have_the_x_of_an_identity_number(counter: Page) -> None:
    counter.get_by_test_id("tab-open").click()
    keys = counter.locator(".numbers")
    counter.get_by_test_id("open-id-number").fill(NUMBER[:-1])
    keys.get_by_role("button", name="X", exact=True).click()
    expect(counter.get_by_test_id("open-id-number")).to_have_value(NUMBER)
    expect(keys.get_by_role("button", name="00", exact=True)).to_have_count(0)


def test_one_card_is_frozen_and_thawed(counter: Page) -> None:
    _find(counter, "M0001")
    card = counter.get_by_test_id("card-7919")

    counter.get_by_test_id("freeze_card-7919").click()
    _confirm(counter)
    expect(card).to_contain_text("已冻结")
    expect(counter.get_by_test_id("account-state")).to_have_attribute("data-state", "open")

    counter.get_by_test_id("thaw_card-7919").click()
    _confirm(counter)
    expect(card).to_contain_text("可用")


def test_somebody_without_a_card_takes_their_data_along_and_is_forgotten(
    counter: Page, tmp_path: Path
) -> None:
    counter.get_by_test_id("tab-open").click()
    counter.get_by_test_id("open-reader").select_option("")
    counter.get_by_test_id("open-name").fill("端木测试")
    counter.get_by_test_id("open-id-number").fill("310199195003150016")
    counter.get_by_test_id("open-confirm").click()
    counter.get_by_test_id("to-account").click()
    expect(counter.get_by_test_id("act-issue")).to_be_visible()
    expect(counter.get_by_test_id("act-replace")).to_have_count(0)

    counter.get_by_test_id("export").click()
    counter.get_by_test_id("export_reason").click()
    with counter.expect_download() as handed_out:
        counter.get_by_test_id("export-next").click()
    handed_out.value.save_as(tmp_path / "person.json")
    assert json.loads((tmp_path / "person.json").read_text())["name"] == "端木测试"
    expect(counter.get_by_test_id("looks")).to_contain_text("本人要求查看")

    counter.get_by_test_id("erase").click()
    counter.get_by_test_id("erase_reason").click()
    counter.get_by_test_id("erase-next").click()
    expect(counter.get_by_test_id("erase-sure")).to_contain_text("不能撤销")
    counter.get_by_test_id("erase-confirm").click()
    expect(counter.get_by_test_id("account")).to_contain_text("已注销")
    expect(counter.get_by_test_id("erase")).to_have_count(0)


def test_nobody_is_forgotten_while_money_is_left(counter: Page) -> None:
    _find(counter, "M0002")
    counter.get_by_test_id("erase").click()
    counter.get_by_test_id("erase_reason").click()
    counter.get_by_test_id("erase-next").click()
    counter.get_by_test_id("erase-confirm").click()

    expect(counter.get_by_test_id("sheet-erase").get_by_test_id("problem")).to_be_visible()
    counter.get_by_test_id("erase-leave").click()
    expect(counter.get_by_test_id("fact-name")).to_have_text("胡*琴")


def _find(counter: Page, code: str) -> None:
    counter.get_by_test_id("search").fill(code)
    counter.get_by_test_id("search").press("Enter")
    expect(counter.get_by_test_id("account")).to_have_attribute("data-code", code)


def _confirm(counter: Page) -> None:
    counter.get_by_test_id("reason_family").click()
    counter.get_by_test_id("care-confirm").click()
