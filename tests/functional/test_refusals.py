"""Whatever a till may not do is refused clearly, in both languages, and nothing is written."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from inventory.kitchen import plan_portions, switch_sold_out, take_off_menu
from inventory.menu import MenuItem, menu_of
from pos.clock import now
from pos.database import Database
from pos.sales.tickets import MAX_LINES, MAX_QUANTITY
from pos.shifts.shifts import require_till
from pos.web.schemas import MOST_FEN
from tests.closings import close_counted
from tests.functional.till import Answer, Till
from tests.states import state_of
from tests.tickets import menu_now, uuid7
from tests.tillside import Json

FEW = 2


@dataclass(frozen=True)
class Lacking:
    """Dishes that a till cannot sell now, or only few of."""

    few: MenuItem
    switched_off: MenuItem
    taken_off: MenuItem
    of_dinner: MenuItem


@pytest.fixture(scope="module")
def lacking(shared_database: Database) -> Lacking:
    """Give dishes that lack, and close the other till."""
    few, switched_off, taken_off = [
        item for item in menu_now(shared_database) if item.category_code == "half" and item.has(FEW)
    ][:3]

    def work(connection: Connection) -> MenuItem:
        plan_portions(connection, few.id, FEW, at=now())
        switch_sold_out(connection, switched_off.id, is_sold_out=True, at=now())
        take_off_menu(connection, taken_off.id, at=now())
        other = require_till(connection, "T2")
        close_counted(connection, other.code)
        return menu_of(connection, few.menu_date, "dinner")[0]

    return Lacking(few, switched_off, taken_off, shared_database.write(work))


@pytest.fixture(scope="module")
def till(
    shared_database: Database, lacking: Lacking, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Till]:
    """Give a till that sells."""
    running = Till(shared_database, tmp_path_factory.mktemp("var"))
    yield running
    running.close()


@pytest.fixture
def books(shared_database: Database) -> Iterator[Database]:
    """Give the books of that till, and check at the end that nothing was written in them."""
    before = state_of(shared_database)
    yield shared_database
    assert state_of(shared_database) == before


# What a till sends -> the status and the code of the refusal. The other members of the order are right.
TRAYS: dict[str, tuple[dict[str, Any], int, str]] = {
    "no line": ({"lines": []}, 422, "empty_basket"),
    "lines of text": ({"lines": "rice"}, 422, "invalid_request"),
    "a line of text": ({"lines": ["rice"]}, 422, "invalid_request"),
    "no lines at all": ({"lines": None}, 422, "invalid_request"),
    "an unknown till": ({"till": "T9"}, 404, "unknown_till"),
    "a till of no name": ({"till": ""}, 404, "unknown_till"),
    "a till by number": ({"till": 1}, 422, "invalid_request"),
    "an unknown presentation": ({"presentation": uuid7()}, 409, "card_removed"),
    "an unknown member": ({"colour": "red"}, 422, "invalid_request"),
}
_CASH = {"kind": "cash", "received_fen": 100_00}
ORDERS: dict[str, tuple[dict[str, Any], int, str]] = {
    "a key that is no UUID": ({"id": "order-1"}, 422, "invalid_request"),
    "a key of version 4": ({"id": str(uuid.UUID(int=1, version=4))}, 422, "invalid_request"),
    "a key in capitals": ({"id": uuid7().upper()}, 422, "invalid_request"),
    "a key in braces": ({"id": f"{{{uuid7()}}}"}, 422, "invalid_request"),
    "a key that is a number": ({"id": 7}, 422, "invalid_request"),
    "a negative total": ({"total_fen": -1}, 422, "invalid_request"),
    "a total as text": ({"total_fen": "1600"}, 422, "invalid_request"),
    "a total in yuan": ({"total_fen": 16.0}, 422, "invalid_request"),
    "a total that is true": ({"total_fen": True}, 422, "invalid_request"),
    "a total above any meal": ({"total_fen": MOST_FEN + 1}, 422, "invalid_request"),
    "another till": ({"till": "T2"}, 403, "other_till"),
    "another total": ({"total_fen": 1}, 409, "price_changed"),
    "a cheque": ({"tenders": [{"kind": "cheque"}]}, 422, "invalid_request"),
    "no tender": ({"tenders": None}, 422, "invalid_request"),
    "cash that is not counted": ({"tenders": [{"kind": "cash"}]}, 422, "invalid_request"),
    "cash below nothing": ({"tenders": [{"kind": "cash", "received_fen": -1}]}, 422, "invalid_request"),
    "cash in yuan": ({"tenders": [{"kind": "cash", "received_fen": 16.5}]}, 422, "invalid_request"),
    "a wallet with cash": ({"tenders": [{"kind": "wallet", "received_fen": 1}]}, 422, "invalid_request"),
    "cash from two hands": ({"tenders": [_CASH, _CASH]}, 422, "invalid_request"),
    "cash before the wallet": ({"tenders": [_CASH, {"kind": "wallet"}]}, 422, "invalid_request"),
    "six tenders": ({"tenders": [{"kind": "wallet", "amount_fen": 1}] * 6}, 422, "invalid_request"),
    "a wallet for nothing": ({"tenders": [{"kind": "wallet", "amount_fen": 0}]}, 422, "invalid_request"),
    "no way to pay": ({"tenders": []}, 422, "invalid_request"),
    "a wallet without a card": ({"tenders": [{"kind": "wallet"}]}, 409, "card_required"),
}
BODIES: dict[str, tuple[bytes, str, int, str]] = {
    "half an object": (b'{"id": ', "application/json", 400, "malformed_json"),
    "no UTF-8": (b'{"id": "\xff"}', "application/json", 400, "malformed_json"),
    "a list": (b"[]", "application/json", 422, "invalid_request"),
    "null": (b"null", "application/json", 422, "invalid_request"),
    "nothing": (b"", "application/json", 422, "invalid_request"),
    "a form": (b"id=1", "application/x-www-form-urlencoded", 415, "not_json"),
    "brackets without end": (b"[" * 60_000, "application/json", 400, "malformed_json"),
    "a number without end": (b'{"seq": ' + b"9" * 5_000 + b"}", "application/json", 400, "malformed_json"),
    "half a surrogate pair": (rb'{"till": "\ud800"}', "application/json", 400, "malformed_json"),
    "half a pair as a name": (rb'{"\ud800": 1}', "application/json", 400, "malformed_json"),
    "a zero byte": (rb'{"till": "T1\u0000"}', "application/json", 400, "malformed_json"),
    "too much": (b" " * (64 * 1024 + 1), "application/json", 413, "request_too_large"),
}
QUANTITIES = (0, -1, MAX_QUANTITY + 1, 10**30, 1.5, 1.0, "1", True, None, [1])
UNKNOWN_ITEMS = (0, -1, 10**9, 2**63 - 1)


@pytest.mark.parametrize("what", ORDERS)
def test_an_order_is_refused(till: Till, books: Database, what: str) -> None:
    changes, status, code = ORDERS[what]

    answer = till.post("/api/orders", till.order(till.dish("main"), **changes))

    assert (answer.status, answer.code) == (status, code)


def test_a_closed_till_sells_nothing(till: Till, shared_database: Database, tmp_path: Path) -> None:
    closed = Till(shared_database, tmp_path, "T2")

    answer = closed.post("/api/orders", closed.order(till.dish("main")))

    closed.close()
    assert (answer.status, answer.code) == (409, "shift_closed")


@pytest.mark.parametrize("path", ["/api/orders", "/api/quotes"])
@pytest.mark.parametrize("what", TRAYS)
def test_a_tray_is_refused(till: Till, books: Database, path: str, what: str) -> None:
    changes, status, code = TRAYS[what]

    answer = send(till, path, **changes)

    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize("path", ["/api/orders", "/api/quotes"])
@pytest.mark.parametrize("what", BODIES)
def test_a_body_is_refused(till: Till, books: Database, path: str, what: str) -> None:
    body, content_type, status, code = BODIES[what]

    answer = till.post(path, body, content_type=content_type)

    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize("name", ["id", "till", "presentation", "lines", "total_fen", "tenders"])
def test_an_order_without_one_of_its_members_is_refused(till: Till, books: Database, name: str) -> None:
    order = till.order(till.dish("main"))
    del order[name]

    answer = till.post("/api/orders", order)

    assert (answer.status, answer.code) == (422, "invalid_request")
    assert list(answer.json["fields"]) == [name]


@pytest.mark.parametrize("path", ["/api/orders", "/api/quotes"])
@pytest.mark.parametrize("quantity", QUANTITIES, ids=repr)
def test_a_quantity_is_refused(till: Till, books: Database, path: str, quantity: object) -> None:
    item = till.dish("main").id

    answer = send(till, path, lines=[{"menu_item_id": item, "quantity": quantity}])

    assert (answer.status, answer.code) == (422, "invalid_quantity")


@pytest.mark.parametrize("path", ["/api/orders", "/api/quotes"])
@pytest.mark.parametrize("item_id", UNKNOWN_ITEMS, ids=repr)
def test_an_unknown_dish_is_refused(till: Till, books: Database, path: str, item_id: int) -> None:
    answer = send(till, path, lines=[{"menu_item_id": item_id, "quantity": 1}])

    assert (answer.status, answer.code) == (404, "unknown_dish")
    assert answer.json["menu_item_ids"] == [item_id]


@pytest.mark.parametrize("item_id", [2**63, -(2**63), 1.5, "1", True, None], ids=repr)
def test_what_is_no_number_of_a_dish_is_refused(till: Till, books: Database, item_id: object) -> None:
    answer = send(till, "/api/orders", lines=[{"menu_item_id": item_id, "quantity": 1}])

    assert (answer.status, answer.code) == (422, "invalid_request")


def test_the_most_of_a_dish_and_the_most_lines_are_priced_but_not_more(till: Till, books: Database) -> None:
    rice = next(item for item in menu_now(books) if item.planned_portions is None)
    most = {"menu_item_id": rice.id, "quantity": MAX_QUANTITY}

    assert send(till, "/api/quotes", lines=[most] * MAX_LINES).status == 200
    assert send(till, "/api/quotes", lines=[most] * (MAX_LINES + 1)).code == "invalid_request"


@pytest.mark.parametrize("path", ["/api/orders", "/api/quotes"])
def test_dishes_that_are_sold_out_are_refused_by_name(
    till: Till, books: Database, lacking: Lacking, path: str
) -> None:
    wanted = [(lacking.few, FEW + 1), (lacking.switched_off, 1), (till.dish("main"), 1)]
    lines = [{"menu_item_id": dish.id, "quantity": quantity} for dish, quantity in wanted]

    answer = send(till, path, lines=lines)

    assert (answer.status, answer.code) == (409, "sold_out")
    assert [(dish["menu_item_id"], dish["name"]["zh"]) for dish in answer.json["dishes"]] == [
        (lacking.few.id, lacking.few.name_zh),
        (lacking.switched_off.id, lacking.switched_off.name_zh),
    ]
    assert answer.json["dishes"][0]["portions_left"] == FEW


def test_portions_in_two_lines_count_together(till: Till, books: Database, lacking: Lacking) -> None:
    line = {"menu_item_id": lacking.few.id, "quantity": FEW}

    assert send(till, "/api/quotes", lines=[line]).status == 200
    assert send(till, "/api/quotes", lines=[line, line]).code == "sold_out"


@pytest.mark.parametrize("path", ["/api/orders", "/api/quotes"])
def test_a_dish_that_is_not_on_the_menu_is_refused_by_name(
    till: Till, books: Database, lacking: Lacking, path: str
) -> None:
    for dish in (lacking.taken_off, lacking.of_dinner):
        answer = send(till, path, lines=[{"menu_item_id": dish.id, "quantity": 1}])

        assert (answer.status, answer.code) == (409, "not_on_menu")
        assert [named["name"]["en"] for named in answer.json["dishes"]] == [dish.name_en]


def test_a_changed_price_comes_with_the_present_quote(till: Till, books: Database) -> None:
    dish = till.dish("main")

    for shown_fen in (dish.price_fen - 1, dish.price_fen + 1):
        answer = till.post("/api/orders", till.order(dish, total_fen=shown_fen))

        assert (answer.status, answer.code) == (409, "price_changed")
        assert answer.json["quote"]["total_fen"] == dish.price_fen


def test_cash_that_is_a_fen_too_little_is_refused(till: Till, books: Database) -> None:
    dish = till.dish("main")
    tender = {"kind": "cash", "received_fen": dish.price_fen - 1}

    answer = till.post("/api/orders", till.order(dish, tenders=[tender]))

    assert (answer.status, answer.code) == (422, "cash_too_little")


def test_an_unknown_member_is_named_wherever_it_is(till: Till, books: Database) -> None:
    dish = till.dish("main")
    line = {"menu_item_id": dish.id, "quantity": 1, "price_fen": 1}
    tender = {"kind": "cash", "received_fen": 1, "tip_fen": 1}

    answer = till.post("/api/orders", till.order(dish, lines=[line], tenders=[tender]))

    assert (answer.status, answer.code) == (422, "invalid_request")
    assert answer.json["fields"] == {
        "lines": {"0": {"price_fen": ["Unknown field."]}},
        "tenders": {"0": {"tip_fen": ["Unknown field."]}},
    }


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/orders/nothing", 404, "unknown_order"),
        ("/api/orders/01a2123f-a3e7-799e-82d9-af60cae8dbe1", 404, "unknown_order"),
        ("/api/orders/%00", 404, "not_found"),
        ("/api/orders", 404, "unknown_till"),
        ("/api/quotes", 405, "not_allowed"),
        ("/api/tills/T9/snapshot", 404, "unknown_till"),
        ("/api/tills/%00/snapshot", 404, "not_found"),
        ("/api/kitchen/menu?period=supper", 404, "unknown_period"),
        ("/api/kitchen/menu?period=%00", 404, "not_found"),
        ("/api/nothing", 404, "not_found"),
        ("/api/desk", 404, "not_found"),
    ],
)
def test_an_address_that_is_nothing_is_refused(
    till: Till, books: Database, path: str, status: int, code: str
) -> None:
    answer = till.get(path)

    assert (answer.status, answer.code) == (status, code)


def test_a_number_that_no_database_keeps_is_no_fault(till: Till, books: Database) -> None:
    seen = till.post(f"/api/alarms/{10**30}/seen", {})
    page = till.get(f"/api/members/M0001/statement?before={10**30}")

    assert (seen.status, seen.code) == (404, "not_found")
    assert page.status == 200
    assert page.json == till.get("/api/members/M0001/statement").json


def test_no_agent_tells_of_what_was_typed(till: Till, books: Database) -> None:
    typed = {"kind": "card_inserted", "reader": "keyboard", "presence": 1}

    answer = till.side.ask("POST", "/events", {"events": [typed]})

    assert answer["code"] == "invalid_request"
    assert till.get("/api/tills/T1/snapshot").json["card"] is None


def send(till: Till, path: str, /, **changes: Any) -> Answer:
    """Send an order, or ask for the price of its tray, with some members changed."""
    order: Json = till.order(till.dish("main"), **changes)
    if path == "/api/quotes":
        for name in ("id", "total_fen", "tenders"):
            del order[name]
        order["seq"] = 1
    return till.post(path, order)
