"""What lies on a till's reader, and the talks with it: the server's side, with virtual cards in memory."""

import threading
import time
from pathlib import Path

import pytest

from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from cardreader.profiles.bare import GET_UID
from cardreader.profiles.profile import CardIdentity
from cardreader.virtual.card import VirtualCard
from cardreader.virtual.classic_card import ATR
from pos.cards.cards import CardPayment
from pos.cards.presentations import Finding, Presentation, ReaderEvent
from pos.cards.readers import CardNotAnswering, CardRemoved, ReaderOffline, Readers
from pos.cards.talks import Command, UnknownTalk
from tests.tickets import KEYS, uuid7, virtual_card

TILL, READER, PRESENCE = "T1", "Reader 0", 7
SERIAL, NUMBER = "C0DE013700000001", "9137000000017919"
INSERTED = ReaderEvent("card_inserted", READER, PRESENCE)
REMOVED = ReaderEvent("card_removed", READER, PRESENCE)
AGENT_STARTS = (ReaderEvent("service_up", None, None), ReaderEvent("reader_added", READER, None))


@pytest.fixture
def readers() -> Readers:
    made = Readers(changed=lambda _: None, card_keys=KEYS)
    made.take_events(TILL, AGENT_STARTS)
    return made


@pytest.fixture
def card(tmp_path: Path) -> VirtualCard:
    return virtual_card(SERIAL, NUMBER, tmp_path)


def _identify(readers: Readers, card: VirtualCard) -> CardIdentity:
    command = readers.begin_identification(TILL, READER, PRESENCE)
    while True:
        result = readers.answer(TILL, command.talk, command.step, card.answer(command.apdu))
        if not isinstance(result, Command):
            break
        command = result
    assert isinstance(result, CardIdentity)
    readers.settle(TILL, command.talk, Finding(result.serial, result.profile, result.tail))
    return result


def _shown(readers: Readers) -> Presentation:
    shown = readers.presentation(TILL)
    assert shown is not None
    return shown


def _serve_work(readers: Readers, card: VirtualCard) -> None:
    """Answer one payment as an agent would."""
    command: object = readers.next_work(TILL, 5)
    while isinstance(command, Command):
        command = readers.answer(TILL, command.talk, command.step, card.answer(command.apdu))


def test_a_card_that_is_put_down_is_read_and_shown(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    assert _shown(readers).state == "reading"

    assert _identify(readers, card).serial == SERIAL

    assert (_shown(readers).state, _shown(readers).serial, _shown(readers).tail) == ("ready", SERIAL, "7919")


def test_a_card_that_is_lifted_is_gone(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    _identify(readers, card)
    presentation = _shown(readers).id

    readers.take_events(TILL, (REMOVED,))

    assert readers.presentation(TILL) is None
    with pytest.raises(CardRemoved):
        readers.require_presentation(TILL, presentation)


def test_a_swapped_card_is_another_presentation(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    _identify(readers, card)
    first = _shown(readers).id

    readers.take_events(TILL, (REMOVED, ReaderEvent("card_inserted", READER, PRESENCE + 1)))

    assert _shown(readers).id != first
    assert _shown(readers).serial is None


def test_an_agent_that_comes_back_finds_the_same_presentation(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    _identify(readers, card)
    before = _shown(readers)

    readers.take_events(TILL, (*AGENT_STARTS, INSERTED))

    assert _shown(readers) == before


def test_a_card_lifted_while_the_agent_was_away_is_gone(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    _identify(readers, card)

    readers.take_events(TILL, AGENT_STARTS)

    assert readers.presentation(TILL) is None


def test_the_card_proves_itself_over_this_payment(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    _identify(readers, card)
    order = uuid7()
    agent = threading.Thread(target=_serve_work, args=(readers, card))
    agent.start()

    payment = readers.prove(TILL, _shown(readers), order=order, amount_fen=12_50)
    agent.join()

    for amount_fen, holds in ((12_50, True), (12_51, False)):
        challenge = payment_challenge(payment.session, TILL, order, amount_fen)
        assert verify_proof(KEYS, payment.proof, challenge) is holds


def test_a_killed_agents_question_does_not_swallow_a_payment(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    _identify(readers, card)
    swallowed: list[Command | None] = []
    killed = threading.Thread(target=lambda: swallowed.append(readers.next_work(TILL, 5)))
    killed.start()
    # The old question has to be there before the new one comes.
    while readers._tills[TILL].questions == 0:
        time.sleep(0.001)
    agent = threading.Thread(target=_serve_work, args=(readers, card))
    agent.start()
    killed.join()

    payment = readers.prove(TILL, _shown(readers), order=uuid7(), amount_fen=1)
    agent.join()

    assert isinstance(payment, CardPayment)
    assert swallowed == [None]


def test_a_card_torn_away_during_the_question_pays_nothing(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    _identify(readers, card)

    def lift() -> None:
        assert readers.next_work(TILL, 5) is not None
        readers.take_events(TILL, (REMOVED,))

    agent = threading.Thread(target=lift)
    agent.start()
    with pytest.raises(CardRemoved):
        readers.prove(TILL, _shown(readers), order=uuid7(), amount_fen=1)
    agent.join()


def test_a_malformed_answer_pays_nothing(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    _identify(readers, card)

    def garble() -> None:
        command = readers.next_work(TILL, 5)
        assert command is not None
        assert readers.answer(TILL, command.talk, command.step, b"\x90\x00") is None

    agent = threading.Thread(target=garble)
    agent.start()
    with pytest.raises(CardNotAnswering):
        readers.prove(TILL, _shown(readers), order=uuid7(), amount_fen=1)
    agent.join()


def test_a_foreign_card_is_shown_as_unknown(readers: Readers) -> None:
    readers.take_events(TILL, (INSERTED,))
    command = readers.begin_identification(TILL, READER, PRESENCE)

    # Whichever kind of card it is asked for, it says no.
    answer: object = command
    while isinstance(answer, Command):
        answer = readers.answer(TILL, answer.talk, answer.step, bytes.fromhex("6A82"))

    assert (_shown(readers).state, _shown(readers).problem) == ("problem", "unknown_card")


def test_a_step_is_answered_once(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    command = readers.begin_identification(TILL, READER, PRESENCE)
    readers.answer(TILL, command.talk, command.step, card.answer(command.apdu))

    with pytest.raises(UnknownTalk):
        readers.answer(TILL, command.talk, command.step, card.answer(command.apdu))


def test_a_talk_of_another_till_is_unknown(readers: Readers, card: VirtualCard) -> None:
    readers.take_events(TILL, (INSERTED,))
    command = readers.begin_identification(TILL, READER, PRESENCE)

    with pytest.raises(UnknownTalk):
        readers.answer("T2", command.talk, command.step, card.answer(command.apdu))


def test_a_till_without_an_agent_is_offline_and_asks_no_card(readers: Readers) -> None:
    assert readers.state("T2") == "offline"
    with pytest.raises(ReaderOffline):
        readers.prove("T2", Presentation("x", READER, PRESENCE), order=uuid7(), amount_fen=1)


@pytest.mark.parametrize(("kind", "state"), [("reader_stale", "stale"), ("reader_hung", "hung")])
def test_a_reader_in_trouble_says_so(readers: Readers, kind: str, state: str) -> None:
    readers.take_events(TILL, (ReaderEvent(kind, READER, None),))

    assert readers.state(TILL) == state


SECOND_READER = "Reader 1"
ON_THE_SECOND = ReaderEvent("card_inserted", SECOND_READER, PRESENCE + 1)


def test_of_two_readers_the_card_that_was_laid_down_last_is_shown(readers: Readers) -> None:
    readers.take_events(TILL, (INSERTED, ON_THE_SECOND))

    assert _shown(readers).reader == SECOND_READER


def test_the_card_that_still_lies_on_the_other_reader_is_shown_again(
    readers: Readers, card: VirtualCard
) -> None:
    readers.take_events(TILL, (INSERTED,))
    _identify(readers, card)
    first = _shown(readers)
    readers.take_events(TILL, (ON_THE_SECOND,))

    readers.take_events(TILL, (ReaderEvent("card_removed", SECOND_READER, PRESENCE + 1),))

    assert _shown(readers) == first


def test_a_reader_that_hangs_does_not_keep_the_other_from_a_payment(
    readers: Readers, card: VirtualCard
) -> None:
    readers.take_events(TILL, (ReaderEvent("reader_hung", SECOND_READER, None), INSERTED))
    _identify(readers, card)
    assert readers.state(TILL) == "ok"
    agent = threading.Thread(target=_serve_work, args=(readers, card))
    agent.start()

    payment = readers.prove(TILL, _shown(readers), order=uuid7(), amount_fen=1)
    agent.join()

    assert payment.proof.serial == SERIAL


def test_a_card_lifted_from_one_reader_does_not_tear_the_talk_on_the_other(
    readers: Readers, card: VirtualCard
) -> None:
    readers.take_events(TILL, (ON_THE_SECOND, INSERTED))
    command = readers.begin_identification(TILL, READER, PRESENCE)

    readers.take_events(TILL, (ReaderEvent("card_removed", SECOND_READER, PRESENCE + 1),))

    following = readers.answer(TILL, command.talk, command.step, card.answer(command.apdu))
    assert isinstance(following, Command)
    assert following.step == command.step + 1


def test_a_card_that_says_it_is_a_memory_card_is_asked_for_its_number_at_once(readers: Readers) -> None:
    command = readers.begin_identification(TILL, READER, PRESENCE, ATR)
    assert command.apdu == GET_UID


def test_however_much_is_typed_one_end_of_it_is_waited_for(readers: Readers) -> None:
    before = threading.active_count()

    for _ in range(50):
        readers.present_typed(TILL, Finding("UID-026F6C3A", "uid", "6C3A"))
    for _ in range(100):
        # What was called off ends by itself.
        if threading.active_count() <= before + 1:
            break
        time.sleep(0.05)

    assert threading.active_count() <= before + 1
    assert _shown(readers).is_typed
