"""The form changes nothing of a scheme that nobody has touched, and shows what it has no field for."""

from playwright.sync_api import Page, Request, expect

from tests.canteen import Json, RunningCanteen

# Its subsidy leaves out people who live in institutions, for which the form has no field.
WITH_EXCEPTION = "bj_city_2022"


def _begin(page: Page, code: str) -> Json:
    """Begin a draft with a policy; return the scheme that the form asks the server to check."""
    page.get_by_test_id("from-policy").click()
    page.get_by_test_id(f"policy-{code}").click()
    expect(page.get_by_test_id("policy")).to_have_attribute("data-code", code)

    def is_of_it(request: Request) -> bool:
        return request.url.endswith("/api/prices/check")

    with page.expect_request(is_of_it) as asked:
        page.get_by_test_id("begin-policy").click()
    body = asked.value.post_data_json
    assert body is not None
    scheme: Json = body["scheme"]
    return scheme


def test_every_published_policy_goes_through_the_form_unchanged(canteen: RunningCanteen, page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{canteen.url}/prices")
    expect(page.get_by_test_id("reading")).to_be_visible()
    here = canteen.get("/api/prices")
    own = {"code": here["site"]["scheme"], "version": here["next_version"]}

    for policy in canteen.get("/api/prices/policies")["policies"]:
        written = _begin(page, policy["code"])

        published = canteen.get(f"/api/prices/policies/{policy['code']}")["scheme"]
        assert written == {"tiers": [], "rules": [], **published, **own}, policy["code"]


def test_what_has_no_field_is_said_beside_its_row(canteen: RunningCanteen, page: Page) -> None:
    page.goto(f"{canteen.url}/prices")
    expect(page.get_by_test_id("reading")).to_be_visible()

    _begin(page, WITH_EXCEPTION)

    expect(page.get_by_test_id("kept").first).to_contain_text("入住养老机构除外")
