"""What goes wrong with a card while it is asked: told in one word, nothing proven, fine the next time."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from cardreader.events import Kind
from cardreader.virtual.card import VirtualCard
from cardreader.virtual.pcscd import PrivatePcscd
from cardreader.virtual.vpcd import Fault, FaultKind, Slot
from tests.integration.cardreader.acting import ActingCard
from tests.integration.cardreader.conftest import KEYS, Start
from tests.integration.cardreader.stand_in import TILL, Session, StandIn
from tests.integration.cardreader.waiting import PATIENCE_S, wait_until

Make = Callable[..., VirtualCard]
Slots = tuple[Slot, ...]
CHALLENGE = payment_challenge("a session that nobody guesses", TILL, "order", 17_65)
# The identification takes three commands; those of a payment come after it.
IDENTIFIED = 3
# The same garbage in every run.
_random = random.Random(20_260_318)

GARBAGE = {
    "one byte": b"\x90",
    "300 bytes": bytes(300),
    "random": _random.randbytes(37),
    "random, long": _random.randbytes(258),
    "nothing but success": b"\x90\x00",
    "a fault of the card": b"\x6f\x00",
    "more without end": b"\x61\x10",
    "another length without end": b"\x6c\x08",
}


def _ended(session: Session) -> Session:
    assert session.ended.wait(PATIENCE_S), "the session did not end"
    return session


def _identification(server: StandIn, *, count: int = 1) -> Session:
    return _ended(server.sessions.wait_for(lambda session: not session.is_payment, count=count))


def _identified(server: StandIn) -> dict[str, Any]:
    inserted = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    return inserted


def _pays_the_next_time(server: StandIn, slots: Slots, card: VirtualCard) -> None:
    slots[0].remove()
    seen = len([event for event in server.events.items if event["kind"] == "card_inserted"])
    slots[0].insert(card)
    inserted = server.wait_for_event("card_inserted", count=seen + 1)
    assert verify_proof(KEYS, server.pay(inserted, CHALLENGE).proof, CHALLENGE)


def _newest_pays(server: StandIn) -> bool:
    newest = [event for event in server.events.items if event["kind"] == "card_inserted"][-1]
    session = _ended(server.pay(newest, CHALLENGE))
    return session.failure is None and verify_proof(KEYS, session.proof, CHALLENGE)


@pytest.mark.parametrize("kind", [FaultKind.TORN, FaultKind.TORN_AFTER])
@pytest.mark.parametrize("step", [0, 1, 2])
def test_card_torn_off_while_it_is_identified_is_nobody_and_then_itself(
    server: StandIn, start: Start, slots: Slots, make_card: Make, kind: FaultKind, step: int
) -> None:
    start()
    slots[0].insert(make_card(), fault=Fault(kind, step))
    session = _identification(server)
    assert (session.failure, session.conversation.step) == ("torn", step)
    _pays_the_next_time(server, slots, make_card())


@pytest.mark.parametrize("step", [0, 1, 2])
def test_answer_that_is_lost_on_the_way_proves_nothing_and_the_next_one_does(
    server: StandIn, start: Start, slots: Slots, make_card: Make, step: int
) -> None:
    start()
    card = make_card()
    slots[0].insert(card, fault=Fault(FaultKind.TORN_AFTER, IDENTIFIED + step))
    session = _ended(server.pay(_identified(server), CHALLENGE))
    assert (session.failure, session.conversation.step) == ("torn", step)
    # At the last step it has counted all the same; the gap in the counter is no fault.
    assert card.counter == (1 if step == 2 else 0)
    _pays_the_next_time(server, slots, card)


@pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("step", [0, 1, 2])
def test_card_that_talks_nonsense_while_it_is_identified_is_nobody(
    server: StandIn, start: Start, slots: Slots, make_card: Make, step: int, answer: bytes
) -> None:
    start()
    slots[0].insert(make_card(), fault=Fault(FaultKind.GARBAGE, step, answer, is_lasting=True))
    session = _identification(server)
    assert session.failure == "protocol" or session.refusal is not None
    _pays_the_next_time(server, slots, make_card())


@pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("step", [0, 1, 2])
def test_card_that_talks_nonsense_while_it_pays_proves_nothing(
    server: StandIn, start: Start, slots: Slots, make_card: Make, step: int, answer: bytes
) -> None:
    start()
    fault = Fault(FaultKind.GARBAGE, IDENTIFIED + step, answer, is_lasting=True)
    slots[0].insert(make_card(), fault=fault)
    session = _ended(server.pay(_identified(server), CHALLENGE))
    assert session.failure == "protocol" or session.refusal is not None
    _pays_the_next_time(server, slots, make_card())


def test_card_laid_down_instead_in_the_middle_is_never_asked(
    server: StandIn, start: Start, slots: Slots, make_card: Make
) -> None:
    start()
    slots[0].insert(make_card("0400000000000001"), fault=Fault(FaultKind.TORN, IDENTIFIED + 1))
    inserted = _identified(server)
    session = server.pay(inserted, CHALLENGE)
    wait_until(lambda: not slots[0].is_occupied)
    second = make_card("0400000000000002")
    slots[0].insert(second, at_once=True)
    assert _ended(session).failure == "torn"
    late = _ended(server.pay(inserted, CHALLENGE))
    # Where the service did not see the first card go, the payment may reach the second one, which then names
    # itself: nothing is proven for the first.
    assert late.failure is not None or late.proof.serial == "0400000000000002"
    slots[0].remove()
    slots[0].insert(second)
    wait_until(lambda: _newest_pays(server))


def test_card_that_stays_is_told_once_however_often_the_service_looks(
    server: StandIn, start: Start, slots: Slots, make_card: Make
) -> None:
    start()
    card = ActingCard(make_card())
    slots[0].insert(card)
    server.wait_for_identity()
    looks = card.looks
    wait_until(lambda: card.looks > looks + 100)
    kinds = [event["kind"] for event in server.events.items]
    assert kinds.count(Kind.CARD_INSERTED) == 1
    assert Kind.CARD_REMOVED not in kinds
    assert len(server.sessions.items) == 1


@pytest.mark.parametrize("ending", ["kill", "stop"])
@pytest.mark.parametrize("step", [0, 1, 2])
def test_service_that_ends_in_the_middle_of_a_payment_leaves_nothing_proven(
    server: StandIn,
    start: Start,
    slots: Slots,
    pcscd: PrivatePcscd,
    make_card: Make,
    ending: str,
    step: int,
) -> None:
    start()
    card = make_card()
    slots[0].insert(ActingCard(card, {IDENTIFIED + step: getattr(pcscd, ending)}))
    session = _ended(server.pay(_identified(server), CHALLENGE))
    assert (session.failure, session.conversation.step) == ("torn", step)
    server.wait_for_event("service_down")
    pcscd.start()
    server.wait_for_event("service_up", count=2)
    _pays_the_next_time(server, slots, card)


def test_last_answer_of_the_server_that_is_lost_does_not_undo_the_proof(
    server: StandIn, start: Start, slots: Slots, make_card: Make
) -> None:
    start()
    card = make_card()
    slots[0].insert(card)
    inserted = _identified(server)
    server.loses_last_answer = True
    assert verify_proof(KEYS, server.pay(inserted, CHALLENGE).proof, CHALLENGE)
    assert not server.loses_last_answer
    assert verify_proof(KEYS, server.pay(inserted, CHALLENGE).proof, CHALLENGE)
    # The answer was given twice over the wire, but the card was asked once for each payment.
    assert card.counter == 2


UNREADABLE = {
    "one byte": b"\x3b",
    "a first byte that is none": bytes.fromhex("00800101"),
    "random": b"\x17" + _random.randbytes(11),
    "only T=15": bytes.fromhex("3B8F0F"),
    "34 bytes": bytes(34),
    "200 bytes": bytes(200),
}
# The service lets these pass, so what a card says at power-on is never more than a hint.
ACCEPTED = {
    "a wrong check byte": bytes.fromhex("3B8801485846434152443100"),
    "cut off": bytes.fromhex("3B880148584643"),
    "33 bytes": bytes.fromhex("3B8F01") + bytes(30),
}


@pytest.mark.parametrize("atr", UNREADABLE.values(), ids=UNREADABLE)
def test_card_that_does_not_wake_up_properly_is_unreadable(
    server: StandIn, start: Start, slots: Slots, make_card: Make, atr: bytes
) -> None:
    start()
    odd = make_card()
    odd.atr = atr
    slots[0].insert(odd)
    assert _identification(server).failure == "protocol"
    _pays_the_next_time(server, slots, make_card())


@pytest.mark.parametrize("atr", ACCEPTED.values(), ids=ACCEPTED)
def test_card_that_wakes_up_oddly_is_judged_by_its_answers(
    server: StandIn, start: Start, slots: Slots, make_card: Make, atr: bytes
) -> None:
    start()
    odd = make_card()
    odd.atr = atr
    slots[0].insert(odd)
    assert server.wait_for_identity().serial == "0400000000000318"
