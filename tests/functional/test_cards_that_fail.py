"""A card that fails in the middle of a payment costs nobody a fen, and the next try sells the tray once."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cardreader.virtual.card import VirtualCard
from pos.cards.cards import require_holder
from pos.cards.tables import cards
from pos.database import Database
from pos.reports.audit import audit_books
from pos.sales.tables import orders
from pos.web.hub import till_topic
from tests.functional.till import SENIOR, Till
from tests.states import state_of
from tests.tillside import Json

BALANCE_FEN = 155_00
_random = random.Random(20_260_318)
GARBAGE = {
    "nothing": b"",
    "one byte": b"\x90",
    "300 bytes": bytes(300),
    "random": _random.randbytes(37),
    "random, long": _random.randbytes(258),
    "nothing but success": b"\x90\x00",
    "a fault of the card": b"\x6f\x00",
    "more to fetch": b"\x61\x10",
    "another length": b"\x6c\x08",
}


class FailingCard:
    """A card that answers something else to command ``step``, counted from 0, and does something before.

    With ``works_first`` it does what was asked, and what is lost is its answer.
    """

    def __init__(
        self,
        card: VirtualCard,
        step: int,
        answer: bytes,
        *,
        before: Callable[[], object] = list,
        works_first: bool = False,
    ) -> None:
        self._card = card
        self._step = step
        self._answer = answer
        self._before = before
        self._works_first = works_first
        self.atr = card.atr

    def reset(self) -> None:
        """Be powered on."""
        self._card.reset()

    def answer(self, apdu: bytes) -> bytes:
        """Answer, or fail."""
        self._step -= 1
        if self._step == -1:
            self._before()
            if self._works_first:
                self._card.answer(apdu)
            return self._answer
        return self._card.answer(apdu)


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till with an empty reader."""
    running = Till(database, tmp_path)
    yield running
    running.close()


def orders_in(database: Database) -> int:
    """Return how many orders there are."""
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(orders)).scalar_one()


def counter_in(database: Database) -> int:
    """Return how far the senior's card has counted, as the books know."""
    with database.read() as connection:
        found: int = connection.execute(
            select(cards.c.counter).where(cards.c.serial == SENIOR[0])
        ).scalar_one()
    return found


def balance_in(database: Database) -> int:
    """Return what the senior has, after the books were added up anew."""
    with database.read() as connection:
        assert audit_books(connection).disagreements == []
        return require_holder(connection, SENIOR[0]).member.balance_fen


def test_nonsense_at_any_step_of_a_payment_sells_nothing_and_the_next_try_sells(
    till: Till, database: Database
) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))
    before = state_of(database)
    for step in range(3):
        for name, answer in GARBAGE.items():
            till.side.swap(FailingCard(till.card(*SENIOR), step, answer))
            with till.side.answering():
                refused = till.post("/api/orders", order)
            assert (refused.status, refused.code) == (504, "card_not_answering"), (step, name)
    assert state_of(database) == before

    till.side.swap(till.card(*SENIOR))
    with till.side.answering():
        assert till.post("/api/orders", order).status == 201
    assert balance_in(database) == BALANCE_FEN - order["total_fen"]


@pytest.mark.parametrize("step", [0, 1, 2])
def test_nonsense_while_the_card_is_identified_is_told_to_the_screen(till: Till, step: int) -> None:
    hub = till.app.extensions["canteen"].hub
    topic = till_topic(till.code)
    with hub.subscribe("screen", frozenset({topic})) as stream:
        card = till.card(*SENIOR)
        till.side.put(FailingCard(card, step, b"\x6f\x00", before=lambda: stream.wait(0)))
        assert stream.wait(0) == {topic}
    shown = till.get(f"/api/tills/{till.code}/snapshot").json["card"]
    assert (shown["state"], shown["problem"]["code"]) == ("problem", "card_unreadable")


def test_a_card_without_our_application_is_told_to_the_screen(till: Till) -> None:
    hub = till.app.extensions["canteen"].hub
    topic = till_topic(till.code)
    with hub.subscribe("screen", frozenset({topic})) as stream:
        card = till.card(*SENIOR)
        till.side.put(FailingCard(card, 0, b"\x6a\x82", before=lambda: stream.wait(0)))
        assert stream.wait(0) == {topic}


def test_an_answer_that_is_lost_after_the_card_has_counted_sells_nothing_and_the_next_one_sells_once(
    till: Till, database: Database
) -> None:
    card = till.card(*SENIOR)
    till.side.put(card)
    order = till.wallet_order(till.dish("main"))
    before = orders_in(database)

    till.side.swap(FailingCard(card, 2, b"", works_first=True))
    with till.side.answering():
        refused = till.post("/api/orders", order)
    assert (refused.status, refused.code) == (504, "card_not_answering")
    assert (card.counter, counter_in(database), orders_in(database)) == (1, 0, before)

    till.side.swap(card)
    with till.side.answering():
        sold = till.post("/api/orders", order)
    assert sold.status == 201
    # The gap in the counter is no fault.
    assert (card.counter, counter_in(database), orders_in(database)) == (2, 2, before + 1)
    assert balance_in(database) == BALANCE_FEN - order["total_fen"]


def test_a_last_step_that_is_sent_twice_sells_once(till: Till, database: Database) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))
    before = orders_in(database)
    again: list[Json] = []

    def answer_twice(session: str, command: Json) -> None:
        till.side.converse(session, command)
        again.append(till.side.answer_again())

    with till.side.answering(answer_twice):
        assert till.post("/api/orders", order).status == 201

    assert [answer["code"] for answer in again] == ["unknown_talk"]
    assert orders_in(database) == before + 1
    assert balance_in(database) == BALANCE_FEN - order["total_fen"]


@pytest.mark.parametrize("kind", ["service_down", "service_up", "reader_removed", "card_removed"])
def test_a_reader_that_goes_in_the_middle_of_a_payment_sells_nothing(
    till: Till, database: Database, kind: str
) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))
    before = state_of(database)

    with till.side.answering(lambda _session, _command: till.side.tell(kind)):
        refused = till.post("/api/orders", order)

    assert (refused.status, refused.code) == (409, "card_removed")
    assert state_of(database) == before
