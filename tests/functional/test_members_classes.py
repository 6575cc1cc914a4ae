"""At the members' counter: a proof of a class is recorded, stands with its state, and is ended."""

from playwright.sync_api import Page, expect

from tests.canteen import RunningCanteen


def test_a_proof_is_recorded_and_ended_on_the_account(canteen: RunningCanteen, page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{canteen.url}/members")
    page.get_by_test_id("search").fill("M0001")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("account")).to_have_attribute("data-code", "M0001")

    page.get_by_test_id("proof-new").click()
    expect(page.get_by_test_id("proof-add")).to_be_disabled()
    page.get_by_test_id("proof-class").select_option("dibao")
    page.get_by_test_id("proof-type").fill("低保证")
    page.get_by_test_id("proof-until").fill("2099-12-31")
    page.get_by_test_id("proof-add").click()

    recorded = page.get_by_test_id("proof-dibao")
    expect(recorded).to_contain_text("低保")
    expect(recorded).to_contain_text("2099-12-31")
    expect(recorded).to_have_attribute("data-state", "counts")
    expect(page.get_by_test_id("proof-add")).to_have_count(0)
    proofs = canteen.get("/api/members/M0001")["proofs"]
    assert ("dibao", "2099-12-31", None) in {
        (one["class_code"], one["valid_until"], one["revoked_on"]) for one in proofs
    }

    page.get_by_test_id("end-dibao").click()
    expect(recorded).to_have_attribute("data-state", "revoked")
    expect(page.get_by_test_id("end-dibao")).to_have_count(0)


def test_a_proof_that_ends_before_it_begins_is_refused_and_kept_in_the_form(
    canteen: RunningCanteen, page: Page
) -> None:
    page.goto(f"{canteen.url}/members")
    page.get_by_test_id("search").fill("M0002")
    page.keyboard.press("Enter")
    page.get_by_test_id("proof-new").click()
    page.get_by_test_id("proof-class").select_option("dibao")
    page.get_by_test_id("proof-type").fill("低保证")
    page.get_by_test_id("proof-until").fill("2001-01-01")
    page.get_by_test_id("proof-add").click()

    expect(page.get_by_test_id("problem")).to_be_visible()
    expect(page.get_by_test_id("proof-type")).to_have_value("低保证")
    expect(page.get_by_test_id("proof-dibao")).to_have_count(0)
