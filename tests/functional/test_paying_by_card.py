"""A wallet pays only while its own genuine card lies on the reader and answers; else nothing is charged."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cardreader.virtual.card import Personalisation, VirtualCard
from inventory.kitchen import plan_portions
from pos.cards.cards import block_card, require_holder
from pos.cards.tables import cards
from pos.clock import now
from pos.database import Database
from pos.reports.audit import audit_books
from tests.functional.till import Till
from tests.states import state_of
from tests.tickets import menu_now

SENIOR = ("C0DE013700000001", "9137000000017919")
FRIEND = ("C0DE013700000002", "9137000000025838")
POOR = ("C0DE013700000003", "9137000000033757")
STRANGER = ("C0DE0137FFFFFFFF", "9137000099990000")
COUNTERFEIT_KEY = bytes(16)


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till with an empty reader."""
    running = Till(database, tmp_path)
    yield running
    running.close()


@pytest.fixture
def nothing_sold(database: Database) -> Iterator[None]:
    """Check at the end that nothing was sold."""
    before = state_of(database)
    yield
    assert state_of(database) == before


def counter_of(database: Database, card: tuple[str, str]) -> int:
    """Return how far a card has counted, as the books know."""
    with database.read() as connection:
        found: int = connection.execute(select(cards.c.counter).where(cards.c.serial == card[0])).scalar_one()
    return found


def test_a_senior_pays_with_the_card_and_again_after_a_lost_answer(till: Till, database: Database) -> None:
    till.side.put(till.card(*SENIOR))
    dish = till.dish("main")
    order = till.wallet_order(dish)

    with till.side.answering():
        sold = till.post("/api/orders", order)
    till.side.take_away()
    again = till.post("/api/orders", order)

    assert (sold.status, again.status) == (201, 200)
    assert again.json == {**sold.json, "replayed": True}
    assert sold.json["balance_after_fen"] == 155_00 - order["total_fen"]
    assert till.get(f"/api/orders/{order['id']}").json == again.json
    with database.read() as connection:
        assert require_holder(connection, SENIOR[0]).member.balance_fen == 155_00 - order["total_fen"]
        assert audit_books(connection).disagreements == []


def test_a_card_that_nobody_has_cannot_pay(till: Till, nothing_sold: None) -> None:
    till.side.put(till.card(*STRANGER))

    answer = till.post("/api/orders", till.wallet_order(till.dish("main")))

    assert (answer.status, answer.code) == (404, "unknown_card")


def test_a_blocked_card_cannot_pay(till: Till, database: Database) -> None:
    database.write(lambda connection: block_card(connection, SENIOR[0], reason="lost"))
    before = state_of(database)
    till.side.put(till.card(*SENIOR))

    answer = till.post("/api/orders", till.wallet_order(till.dish("main")))

    assert (answer.status, answer.code) == (403, "lost_card")
    assert state_of(database) == before


def test_a_card_that_is_blocked_while_it_lies_there_cannot_pay(till: Till, database: Database) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))
    database.write(lambda connection: block_card(connection, SENIOR[0], reason="lost"))
    before = state_of(database)

    answer = till.post("/api/orders", order)

    assert (answer.status, answer.code) == (403, "lost_card")
    assert answer.json["card_tail"] == SENIOR[1][-4:]
    assert state_of(database) == before


def test_a_card_out_of_date_cannot_pay(till: Till, nothing_sold: None) -> None:
    old = Personalisation(
        serial=SENIOR[0], number=SENIOR[1], key=COUNTERFEIT_KEY, valid_from="20200101", valid_to="20201231"
    )
    till.side.put(VirtualCard(old, till.folder / "old.json"))

    answer = till.post("/api/orders", till.wallet_order(till.dish("main")))

    assert (answer.status, answer.code) == (403, "expired_card")


def test_a_card_of_somebody_elses_application_cannot_pay(till: Till, nothing_sold: None) -> None:
    foreign = Personalisation(
        serial=SENIOR[0], number=SENIOR[1], key=COUNTERFEIT_KEY, has_our_application=False
    )
    till.side.put(VirtualCard(foreign, till.folder / "foreign.json"))

    answer = till.post("/api/orders", till.wallet_order(till.dish("main")))

    assert (answer.status, answer.code) == (404, "unknown_card")


def test_a_card_that_is_gone_cannot_pay(till: Till, nothing_sold: None) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))
    till.side.take_away()

    answer = till.post("/api/orders", order)

    assert (answer.status, answer.code) == (409, "card_removed")


def test_a_card_that_was_put_back_is_another_presentation(till: Till, nothing_sold: None) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))
    till.side.put(till.card(*SENIOR))

    answer = till.post("/api/orders", order)

    assert (answer.status, answer.code) == (409, "card_removed")


def test_a_card_that_is_torn_away_while_it_is_asked_pays_nothing(till: Till, nothing_sold: None) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))

    with till.side.answering(lambda _session, _command: till.side.take_away()):
        answer = till.post("/api/orders", order)

    assert (answer.status, answer.code) == (409, "card_removed")


def test_a_card_that_does_not_answer_pays_nothing(till: Till, nothing_sold: None) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))

    with till.side.answering(till.side.fail):
        answer = till.post("/api/orders", order)

    assert (answer.status, answer.code) == (504, "card_not_answering")


def test_a_reader_that_hangs_cannot_be_asked(till: Till, nothing_sold: None) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))
    till.side.hang()

    answer = till.post("/api/orders", order)

    assert (answer.status, answer.code) == (503, "reader_offline")


def test_a_counterfeit_pays_nothing_and_blocks_nobody(
    till: Till, database: Database, nothing_sold: None
) -> None:
    till.side.put(till.card(*SENIOR, key=COUNTERFEIT_KEY))
    order = till.wallet_order(till.dish("main"))

    with till.side.answering():
        answer = till.post("/api/orders", order)

    assert (answer.status, answer.code) == (403, "card_proof_refused")
    assert counter_of(database, SENIOR) == 0


def test_another_genuine_card_does_not_pay_for_the_one_that_was_shown(
    till: Till, database: Database, nothing_sold: None
) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))
    friend = till.card(*FRIEND)

    with till.side.answering(_by(till, friend)):
        answer = till.post("/api/orders", order)

    assert (answer.status, answer.code) == (403, "card_proof_refused")
    # The friend's card has answered, so that answer is used up.
    assert counter_of(database, FRIEND) == 1
    assert counter_of(database, SENIOR) == 0


def test_a_copied_card_is_blocked_when_its_counter_goes_back(till: Till, database: Database) -> None:
    till.side.put(till.card(*SENIOR))
    with till.side.answering():
        assert till.post("/api/orders", till.wallet_order(till.dish("main"))).status == 201
    before = state_of(database)
    till.side.put(till.card(*SENIOR, copy="-copy"))

    with till.side.answering():
        answer = till.post("/api/orders", till.wallet_order(till.dish("main")))

    assert (answer.status, answer.code) == (403, "card_counter_went_back")
    assert state_of(database) == before
    till.side.put(till.card(*SENIOR))
    assert till.post("/api/orders", till.wallet_order(till.dish("main"))).code == "blocked_card"


def test_a_wallet_pays_to_the_last_fen_but_not_beyond(till: Till, database: Database) -> None:
    till.side.put(till.card(*POOR))
    balance_fen = 12_80
    dish = min(
        (item for item in menu_now(database) if item.planned_portions is None and item.price_fen),
        key=lambda item: item.price_fen,
    )
    single_fen = till.wallet_order(dish)["total_fen"]
    most = balance_fen // single_fen

    too_much = till.post("/api/orders", till.wallet_order(dish, most + 1))
    with till.side.answering():
        enough = till.post("/api/orders", till.wallet_order(dish, most))

    assert (too_much.status, too_much.code) == (409, "insufficient_funds")
    wanted_fen = (most + 1) * single_fen
    assert too_much.json["balance_fen"] == balance_fen
    assert too_much.json["shortfall_fen"] == wanted_fen - balance_fen
    assert enough.status == 201
    assert enough.json["balance_after_fen"] == balance_fen - most * single_fen


def test_a_card_has_used_up_its_answer_when_the_last_portion_went_meanwhile(
    till: Till, database: Database
) -> None:
    dish = till.dish("main")
    database.write(lambda connection: plan_portions(connection, dish.id, 1, at=now()))
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(dish)

    def sell_the_last_and_answer(session: str, command: dict[str, object]) -> None:
        assert till.post("/api/orders", till.order(dish)).status == 201
        till.side.converse(session, command)

    with till.side.answering(sell_the_last_and_answer):
        answer = till.post("/api/orders", order)

    assert (answer.status, answer.code) == (409, "sold_out")
    assert counter_of(database, SENIOR) == 1
    with database.read() as connection:
        assert require_holder(connection, SENIOR[0]).member.balance_fen == 155_00


@pytest.mark.parametrize("change", ["total_fen", "quantity", "received_fen", "till"])
def test_a_key_that_sold_another_tray_is_refused(till: Till, database: Database, change: str) -> None:
    dish = till.dish("main")
    order = till.order(dish)
    other = till.order(dish, id=order["id"])
    changes: dict[str, Callable[[], object]] = {
        "total_fen": lambda: other.update(total_fen=order["total_fen"] + 1),
        "quantity": lambda: other.update(till.order(dish, 2, id=order["id"])),
        "received_fen": lambda: other["tenders"][0].update(received_fen=order["total_fen"] + 5),
        "till": lambda: other.update(till="T2"),
    }
    changes[change]()
    assert till.post("/api/orders", order).status == 201
    before = state_of(database)

    answer = till.post("/api/orders", other)

    # A key belongs to the till that made it: from its device nobody can even ask for another.
    expected = (403, "other_till") if change == "till" else (409, "key_reused")
    assert (answer.status, answer.code) == expected
    assert answer.json.get("order", order["id"]) == order["id"]
    assert till.post("/api/orders", order).status == 200
    assert state_of(database) == before


def _by(till: Till, card: VirtualCard) -> Callable[[str, dict[str, object]], None]:
    """Return an agent's act of letting another card answer than the one that was shown."""

    def answer(session: str, command: dict[str, object]) -> None:
        till.side.swap(card)
        till.side.converse(session, command)

    return answer
