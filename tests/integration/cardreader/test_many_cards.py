"""One card after another, as at noon: none is missed, none is told twice, however fast they come."""

import random
import threading
import time
from collections.abc import Callable

import pytest

from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from cardreader.events import Kind
from cardreader.pcsc import Context, ReaderState
from cardreader.virtual.card import VirtualCard
from cardreader.virtual.pcscd import PrivatePcscd
from cardreader.virtual.vpcd import Slot
from tests.integration.cardreader.conftest import KEYS, Start, Watch
from tests.integration.cardreader.stand_in import TILL, StandIn
from tests.integration.cardreader.waiting import PATIENCE_S, wait_until

Make = Callable[..., VirtualCard]
Slots = tuple[Slot, ...]
CHALLENGE = payment_challenge("a session that nobody guesses", TILL, "order", 17_65)
CARDS = [30, pytest.param(1_000, marks=pytest.mark.soak)]
TAP_S = (0.001, 0.03)


@pytest.mark.parametrize("cards", CARDS)
def test_every_card_of_a_queue_is_told_once_and_identified(
    server: StandIn, start: Start, slots: Slots, make_card: Make, cards: int
) -> None:
    start()
    queue = [make_card(f"04000000{number:08X}") for number in range(10)]
    expected = []
    for count in range(1, cards + 1):
        expected.append(f"04000000{count % 10:08X}")
        slots[0].insert(queue[count % 10])
        server.wait_for_event("card_inserted", count=count)
        assert server.wait_for_identity(count=count).serial == expected[-1]
        slots[0].remove()
        server.wait_for_event("card_removed", count=count)
    told = [event for event in server.events.items if event["kind"] in ("card_inserted", "card_removed")]
    assert [event["kind"] for event in told] == ["card_inserted", "card_removed"] * cards
    assert len({event["presence"] for event in told}) == cards
    assert len(server.sessions.items) == cards


@pytest.mark.parametrize("cards", CARDS)
def test_count_of_hasty_cards_is_that_of_the_service_itself(
    watch: Watch, slots: Slots, reader: str, make_card: Make, cards: int
) -> None:
    watch.monitor.start()
    slots[0].insert(make_card())
    watch.wait_for(Kind.CARD_INSERTED)
    slots[0].remove()
    watch.wait_for(Kind.CARD_REMOVED)
    # The service counts insertions and removals, since it was started.
    before = _state(reader).moves // 2 - 1
    _tap(slots[0], make_card(), cards)
    wait_until(lambda: _is_at_rest(reader) and _counted(watch) == _state(reader).moves // 2 - before)
    assert watch.kinds.count(Kind.CARD_REMOVED) == watch.kinds.count(Kind.CARD_INSERTED)
    # Far more than one, or nothing was tried.
    assert watch.kinds.count(Kind.CARD_INSERTED) > cards // 10


@pytest.mark.parametrize("cards", CARDS)
def test_hasty_cards_at_two_readers_leave_both_of_them_fit_to_pay(
    server: StandIn, start: Start, slots: Slots, pcscd: PrivatePcscd, make_card: Make, cards: int
) -> None:
    start()
    server.wait_for_event("reader_added", count=2)
    serials = ("0400000000000001", "0400000000000002")
    hands = [
        threading.Thread(target=_tap, args=(slot, make_card(serial), cards))
        for slot, serial in zip(slots, serials, strict=True)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    for index, serial in enumerate(serials):
        _pays(server, slots[index], pcscd.reader_names[index], make_card(serial))


def _tap(slot: Slot, card: VirtualCard, cards: int) -> None:
    pause = random.Random(cards)
    for _ in range(cards):
        slot.insert(card, at_once=True)
        time.sleep(pause.uniform(*TAP_S))
        slot.remove()
        time.sleep(pause.uniform(*TAP_S))


def _counted(watch: Watch) -> int:
    return watch.kinds.count(Kind.CARD_INSERTED) + watch.presences.unseen


def _pays(server: StandIn, slot: Slot, reader: str, card: VirtualCard) -> None:
    wait_until(lambda: _is_at_rest(reader))
    slot.insert(card)
    wait_until(lambda: _newest_pays(server, reader))


def _newest_pays(server: StandIn, reader: str) -> bool:
    told = [event for event in server.events.items if event["reader"] == reader]
    if told[-1]["kind"] != "card_inserted":
        return False
    session = server.pay(told[-1], CHALLENGE)
    assert session.ended.wait(PATIENCE_S)
    return session.failure is None and verify_proof(KEYS, session.proof, CHALLENGE)


def _is_at_rest(reader: str) -> bool:
    state = _state(reader)
    return not state.is_present and state.moves % 2 == 0


def _state(reader: str) -> ReaderState:
    with Context() as context:
        return context.wait([ReaderState(reader)], timeout_s=1)[0]
