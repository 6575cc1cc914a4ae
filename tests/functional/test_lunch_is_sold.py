"""The story that everything is built for: a senior, her card, four dishes, paid, a receipt, right books."""

from playwright.sync_api import Page, expect

from pos.receipts.sale_receipt import yuan
from pos.receipts.virtual_printer.faults import Fault
from tests.canteen import Json, RunningCanteen, wait_until
from tests.tickets import uuid7

COUNT_CLICKS = "window.clicks = 0; document.addEventListener('click', () => window.clicks++, true)"
TAPS_TO_PAID = 5
GENUINE, SENIOR_AGE = "genuine", 70


def _senior(canteen: RunningCanteen) -> Json:
    """Return a card of the desk whose member is a senior with enough money for a lunch."""
    found: Json = next(
        card
        for card in canteen.get("/api/desk")["cards"]
        if card["kind"] == GENUINE and card["age"] >= SENIOR_AGE and card["balance_fen"] > 100_00
    )
    return found


def _four_dishes(canteen: RunningCanteen) -> list[Json]:
    """Return four counted dishes of the till's menu that stand in its first rows: no scrolling, no search."""
    items = canteen.get("/api/tills/T1/snapshot")["menu"]["items"]
    return [item for item in items if item["portions_left"] and item["portions_left"] > 5][:4]


def test_a_senior_buys_lunch_with_her_card(canteen: RunningCanteen, page: Page) -> None:
    senior, dishes = _senior(canteen), _four_dishes(canteen)
    before, papers = canteen.get("/api/today"), len(canteen.printer.papers)
    page.add_init_script(COUNT_CLICKS)
    page.goto(f"{canteen.url}/till/T1")

    canteen.post("/api/desk/T1/insert", {"card": senior["code"]})
    expect(page.get_by_test_id("member-name")).to_have_text(senior["name"])
    for dish in dishes:
        page.get_by_test_id(f"tile-{dish['dish_code']}").click()
    pay = page.get_by_test_id("pay")
    expect(pay).to_be_enabled()
    pay.click()
    expect(page.get_by_test_id("success")).to_be_visible()

    assert page.evaluate("window.clicks") <= TAPS_TO_PAID
    today = canteen.get("/api/today")
    names = ("diners", "list_fen", "discount_fen", "takings_fen")
    diners, list_fen, discount_fen, takings_fen = (today[name] - before[name] for name in names)
    assert (diners, list_fen) == (1, sum(dish["price_fen"] for dish in dishes))
    assert takings_fen == list_fen - discount_fen < list_fen
    assert "wallet" in [tender["code"] for tender in today["tenders"]]
    assert senior["tier"]["zh"] in [tier["name"]["zh"] for tier in today["tiers"]]

    paper = canteen.printer.wait_for_papers(papers + 1)[papers]
    assert not paper.flags
    printed = [line.split() for line in paper.text_lines]
    for dish in dishes:
        assert [dish["name"]["zh"], yuan(dish["price_fen"])] in printed
    assert ["实付", f"￥{yuan(takings_fen)}"] in printed
    assert ["余额", f"￥{yuan(senior['balance_fen'] - takings_fen)}"] in printed
    assert senior["name"] not in "".join(paper.text_lines)

    items = {item["id"]: item for item in canteen.get("/api/tills/T1/snapshot")["menu"]["items"]}
    for dish in dishes:
        assert items[dish["id"]]["portions_left"] == dish["portions_left"] - 1
    page.goto(f"{canteen.url}/today")
    expect(page.get_by_test_id("takings")).to_have_text(f"¥{yuan(today['takings_fen'])}")
    audit = canteen.command("audit", "--json")
    assert audit.returncode == 0, audit.stdout


def test_a_guest_pays_cash_and_gets_change(canteen: RunningCanteen, page: Page) -> None:
    canteen.post("/api/desk/T2/remove", {})
    dish = _four_dishes(canteen)[0]
    canteen.enter(page, "T2")
    page.goto(f"{canteen.url}/till/T2")
    page.get_by_test_id(f"tile-{dish['dish_code']}").click()
    expect(page.get_by_test_id("pay")).to_be_disabled()

    page.get_by_test_id("cash").first.click()
    page.get_by_test_id("cash-note-10000").click()

    expect(page.get_by_test_id("change")).to_contain_text(yuan(100_00 - dish["price_fen"]))


def test_a_card_that_is_taken_away_leaves_the_ticket(canteen: RunningCanteen, page: Page) -> None:
    senior, dish = _senior(canteen), _four_dishes(canteen)[0]
    canteen.enter(page, "T2")
    page.goto(f"{canteen.url}/till/T2")
    canteen.post("/api/desk/T2/insert", {"card": senior["code"]})
    page.get_by_test_id(f"tile-{dish['dish_code']}").click()
    expect(page.get_by_test_id("pay")).to_be_enabled()

    canteen.post("/api/desk/T2/remove", {})

    expect(page.get_by_test_id("pay")).to_be_disabled()
    expect(page.get_by_test_id(f"line-{dish['dish_code']}")).to_be_visible()
    expect(page.get_by_test_id("total")).to_contain_text(yuan(dish["price_fen"]))


def test_a_counterfeit_card_shows_its_owner_but_pays_nothing(canteen: RunningCanteen, page: Page) -> None:
    counterfeit = next(card for card in canteen.get("/api/desk")["cards"] if card["kind"] == "counterfeit")
    dish = _four_dishes(canteen)[0]
    before = canteen.get("/api/today")
    canteen.enter(page, "T2")
    page.goto(f"{canteen.url}/till/T2")
    canteen.post("/api/desk/T2/insert", {"card": counterfeit["code"]})
    page.get_by_test_id(f"tile-{dish['dish_code']}").click()
    expect(page.get_by_test_id("pay")).to_be_enabled()

    page.get_by_test_id("pay").click()

    expect(page.get_by_test_id("problem").first).to_contain_text("验证未通过")
    assert canteen.get("/api/today") == before


def test_a_dish_switched_off_in_the_kitchen_is_sold_out_on_the_till(
    canteen: RunningCanteen, page: Page
) -> None:
    dish = _four_dishes(canteen)[3]
    page.goto(f"{canteen.url}/till/T1")
    tile = page.get_by_test_id(f"tile-{dish['dish_code']}")
    expect(tile).to_be_enabled()

    canteen.post(f"/api/kitchen/menu/items/{dish['id']}/sold-out", {"is_sold_out": True})

    expect(tile).to_contain_text("售罄")


def test_a_receipt_waits_for_paper_and_then_comes_once(canteen: RunningCanteen) -> None:

    dish = _four_dishes(canteen)[0]
    before = len(canteen.printer.papers)
    canteen.printer.set_fault(Fault("paper_out"))

    order = canteen.post(
        "/api/orders",
        {
            "id": uuid7(),
            "till": "T2",
            "presentation": None,
            "lines": [{"menu_item_id": dish["id"], "quantity": 1}],
            "total_fen": dish["price_fen"],
            "tenders": [{"kind": "cash", "received_fen": dish["price_fen"]}],
        },
    )
    wait_until(lambda: canteen.get("/healthz")["printers"]["RECEIPT"]["state"] == "paper_out", "paper out")
    assert len(canteen.printer.papers) == before
    canteen.printer.set_fault(None)

    papers = canteen.printer.wait_for_papers(before + 1, timeout_s=60)
    assert sum(order["number"] in "".join(paper.text_lines) for paper in papers) == 1
