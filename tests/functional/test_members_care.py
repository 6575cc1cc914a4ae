"""At the members' counter: money comes in and goes back, a card is lost and found, the money is paid out."""

from playwright.sync_api import Page, expect

from tests.canteen import RunningCanteen


def test_a_member_is_looked_after_at_the_counter(canteen: RunningCanteen, page: Page) -> None:
    page.goto(f"{canteen.url}/members")
    page.get_by_test_id("search").fill("M0001")
    page.keyboard.press("Enter")
    balance, state = page.get_by_test_id("balance"), page.get_by_test_id("account-state")
    expect(balance).to_have_text("¥155.00")

    page.get_by_test_id("act-top_up").click()
    page.get_by_test_id("top-up-100").click()
    expect(page.get_by_test_id("resulting")).to_have_text("¥255.00")
    page.get_by_test_id("top-up-confirm").click()
    expect(balance).to_have_text("¥255.00")

    page.get_by_test_id("undo").first.click()
    page.get_by_test_id("reason_wrong").click()
    page.get_by_test_id("care-confirm").click()
    expect(balance).to_have_text("¥155.00")
    expect(page.get_by_test_id("movement-undo")).to_have_count(1)

    page.get_by_test_id("act-loss").click()
    page.get_by_test_id("reason_loss").click()
    page.get_by_test_id("care-confirm").click()
    expect(state).to_contain_text("已挂失")
    page.get_by_test_id("act-found").click()
    page.get_by_test_id("reason_found").click()
    page.get_by_test_id("care-confirm").click()
    expect(page.get_by_test_id("act-loss")).to_be_visible()

    page.get_by_test_id("act-return").click()
    page.get_by_test_id("reason_leave").click()
    page.get_by_test_id("care-confirm").click()
    expect(state).to_have_attribute("data-state", "closed")
    expect(balance).to_have_text("¥0.00")

    page.get_by_test_id("tab-lists").click()
    expect(page.get_by_test_id("prepaid")).to_have_attribute("data-level", "ok")
    assert canteen.command("audit").returncode == 0


def test_a_top_up_above_the_cap_is_refused_in_the_sheet(canteen: RunningCanteen, page: Page) -> None:
    page.goto(f"{canteen.url}/members")
    page.get_by_test_id("search").fill("M0002")
    page.keyboard.press("Enter")
    page.get_by_test_id("act-top_up").click()

    page.get_by_test_id("top-up-amount").fill("5000")

    sheet = page.get_by_test_id("sheet-top_up")
    expect(sheet.get_by_test_id("problem")).to_have_attribute("data-code", "balance_cap_exceeded")
    expect(page.get_by_test_id("top-up-confirm")).to_be_disabled()


def test_the_cashier_tops_up_in_four_taps_and_a_paper_comes(canteen: RunningCanteen, page: Page) -> None:
    papers = len(canteen.printer.papers)
    canteen.post("/api/desk/T1/insert", {"card": "9137000000067514"})
    page.goto(f"{canteen.url}/till/T1")
    before = page.get_by_test_id("balance").inner_text()

    page.get_by_test_id("top-up").click()
    page.get_by_test_id("top-up-50").click()
    page.get_by_test_id("top-up-confirm").click()
    expect(page.get_by_test_id("top-up-done")).to_contain_text("50.00")
    page.get_by_test_id("top-up-close").click()

    expect(page.get_by_test_id("balance")).not_to_have_text(before)
    paper = canteen.printer.wait_for_papers(papers + 1)[-1]
    assert any("充值凭证" in line for line in paper.text_lines)
    assert canteen.command("audit").returncode == 0
