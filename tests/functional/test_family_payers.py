"""A daughter who is no member tops up for her father; a son who is one is found, named, and ended."""

import json
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, expect

from tests.canteen import RunningCanteen

# Invented.
NAME, PHONE = "陈测试娟", "19900013700"


def test_a_daughter_pays_in_for_her_father(canteen: RunningCanteen, page: Page) -> None:
    papers = len(canteen.printer.papers)
    page.goto(f"{canteen.url}/members")
    page.get_by_test_id("search").fill("M0001")
    page.keyboard.press("Enter")
    payers = page.get_by_test_id("payer")

    page.get_by_test_id("payer-add").click()
    page.get_by_test_id("payer-is-outside").click()
    page.get_by_test_id("payer-name").fill(NAME)
    page.get_by_test_id("payer-phone").fill(PHONE)
    page.get_by_test_id("payer-confirm").click()
    expect(payers).to_contain_text(["陈**娟"])
    expect(payers).to_contain_text(["199****3700"])

    page.get_by_test_id("act-top_up").click()
    page.get_by_test_id("payer-family").click()
    page.get_by_test_id("top-up-100").click()
    page.get_by_test_id("top-up-confirm").click()
    expect(page.get_by_test_id("balance")).to_have_text("¥255.00")
    expect(page.get_by_test_id("movement-payer")).to_contain_text("陈**娟")
    lines = canteen.printer.wait_for_papers(papers + 1)[-1].text_lines
    assert any("付款人" in line and "陈**娟" in line for line in lines)
    assert not any(NAME in line or PHONE in line for line in lines)
    assert canteen.command("audit").returncode == 0


def test_a_member_is_named_as_payer_and_ended(canteen: RunningCanteen, page: Page) -> None:
    page.goto(f"{canteen.url}/members")
    page.get_by_test_id("search").fill("M0003")
    page.keyboard.press("Enter")

    page.get_by_test_id("payer-add").click()
    page.get_by_test_id("payer-search").fill("M0002")
    page.get_by_test_id("payer-search").press("Enter")
    page.get_by_test_id("payer-hit-M0002").click()
    page.get_by_test_id("relation-son").click()
    page.get_by_test_id("payer-confirm").click()
    expect(page.get_by_test_id("payer")).to_contain_text("M0002")

    page.get_by_test_id("payer-end").click()
    page.get_by_test_id("reason_asks").click()
    page.get_by_test_id("care-confirm").click()
    expect(page.get_by_test_id("payer")).to_have_attribute("data-ended", "true")
    page.get_by_test_id("act-top_up").click()
    expect(page.get_by_test_id("resulting")).to_be_visible()
    expect(page.get_by_test_id("payer-choice")).to_have_count(0)


def test_a_payer_who_cannot_be_is_refused_in_words(canteen: RunningCanteen) -> None:
    by = {"id": "0192d4e0-0000-7000-8000-00000000aa01"}
    naming = {**by, "reason": "asked", "relation": "son"}
    paying = {**by, "till": "T1", "amount_fen": 100, "means": "wechat"}
    payers, top_ups = "/api/members/M0001/payers", "/api/members/M0001/top-ups"

    assert refusal(canteen, payers, {**naming, "payer": "M0001"}) == (409, "own_payer")
    assert refusal(canteen, payers, {**naming, "payer": "M0002", "name": NAME})[0] == 422
    assert refusal(canteen, payers, {**naming, "name": NAME}) == (422, "payer_phone_missing")
    assert refusal(canteen, f"{payers}/nobody/end", {**by, "reason": "asked"}) == (404, "unknown_payer")
    assert refusal(canteen, top_ups, {**paying, "payer": "nobody"}) == (404, "unknown_payer")


def test_the_same_request_names_once_and_another_under_its_key_is_refused(canteen: RunningCanteen) -> None:
    path = "/api/members/M0002/payers"
    naming = {
        "id": "0192d4e0-0000-7000-8000-00000000aa02",
        "reason": "asked",
        "relation": "daughter",
        "name": NAME,
        "phone": PHONE,
    }

    told = [canteen.post(path, naming) for _ in range(2)]

    assert [len(one["payers"]) for one in told] == [1, 1]
    assert refusal(canteen, path, {**naming, "phone": "19900013701"}) == (409, "key_reused")


def refusal(canteen: RunningCanteen, path: str, body: dict[str, Any]) -> tuple[int, str]:
    """Ask for what is refused; return the status and the code."""
    with pytest.raises(HTTPError) as refused:
        canteen.post(path, body)
    return refused.value.code, json.load(refused.value).get("code", "")
