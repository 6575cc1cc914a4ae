"""Other programs at the same card service: they hold a card, reset it, die with it, use up all lines."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from smartcard import scard

from cardreader.cards import prove, verify_proof
from cardreader.challenges import payment_challenge
from cardreader.conversation import converse
from cardreader.link import CardTorn, Link, ReaderBusy
from cardreader.pcsc import SHARING_VIOLATION, Context, PcscError
from cardreader.profiles.cpu_card import SELECT
from cardreader.virtual.card import VirtualCard
from cardreader.virtual.pcscd import PrivatePcscd
from cardreader.virtual.vpcd import Fault, FaultKind, Slot
from tests.integration.cardreader.acting import ActingCard
from tests.integration.cardreader.conftest import KEYS, Start, lies_on
from tests.integration.cardreader.stand_in import KEY, TILL, StandIn
from tests.integration.cardreader.test_agent_process import AGENT
from tests.integration.cardreader.waiting import PATIENCE_S, wait_until

Make = Callable[..., VirtualCard]
Slots = tuple[Slot, ...]
CHALLENGE = payment_challenge("a session that nobody guesses", TILL, "order", 17_65)
CONTEXTS_MAX = 200


class OtherProgram:
    """A program that shares cards, as many do."""

    def __init__(self) -> None:
        _, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        self._card = 0

    def connect(self, reader: str) -> int:
        """Take part in a card; return the code."""
        code, self._card, _ = scard.SCardConnect(
            self._context, reader, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_ANY
        )
        return int(code) & 0xFFFFFFFF

    def reset(self) -> int:
        """Let go of the card so that it starts anew."""
        return int(scard.SCardDisconnect(self._card, scard.SCARD_RESET_CARD))

    def close(self) -> None:
        """End."""
        scard.SCardReleaseContext(self._context)


@pytest.fixture
def other(slots: Slots) -> Iterator[OtherProgram]:
    """Run another program."""
    program = OtherProgram()
    yield program
    program.close()


def test_other_program_cannot_reach_a_card_in_our_hands(
    slots: Slots, reader: str, other: OtherProgram, make_card: Make
) -> None:
    slots[0].insert(make_card())
    wait_until(lambda: lies_on(reader))
    with Link(reader) as link:
        assert link.transmit(SELECT)[-2:] == b"\x90\x00"
        assert other.connect(reader) == SHARING_VIOLATION
        assert verify_proof(KEYS, converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit), CHALLENGE)
    assert other.connect(reader) == 0


def test_card_that_another_program_resets_pays_when_it_is_let_go(
    server: StandIn, start: Start, slots: Slots, reader: str, other: OtherProgram, make_card: Make
) -> None:
    start()
    slots[0].insert(make_card())
    inserted = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    wait_until(lambda: other.connect(reader) == 0)
    with pytest.raises(ReaderBusy):
        Link(reader, busy_retry_s=0.1)
    assert other.reset() == 0
    assert verify_proof(KEYS, server.pay(inserted, CHALLENGE).proof, CHALLENGE)
    assert len([event for event in server.events.items if event["kind"] == "card_inserted"]) == 1


def test_agent_that_is_killed_while_a_card_hangs_leaves_it_busy_until_it_is_lifted(
    server: StandIn, start: Start, slots: Slots, make_card: Make
) -> None:
    asked, lifted = threading.Event(), threading.Event()
    mute = ActingCard(make_card(), {0: lambda: _say_and_wait(asked, lifted)})
    with subprocess.Popen(
        [sys.executable, "-c", AGENT, server.url, TILL, KEY.hex()], stderr=subprocess.PIPE
    ) as killed:
        slots[0].insert(mute)
        assert asked.wait(PATIENCE_S)
        killed.kill()
        assert killed.stderr is not None
        assert b"Traceback" not in killed.stderr.read()

    start()
    refused = server.sessions.wait_for(lambda session: True, count=2)
    assert refused.ended.wait(PATIENCE_S)
    assert refused.failure == "timeout"
    lifted.set()
    slots[0].remove()
    slots[0].insert(make_card())
    inserted = server.wait_for_event("card_inserted", count=3)
    assert verify_proof(KEYS, server.pay(inserted, CHALLENGE).proof, CHALLENGE)


def test_service_without_a_free_line_refuses_and_serves_again_later(
    server: StandIn, start: Start, slots: Slots, pcscd: PrivatePcscd, make_card: Make
) -> None:
    start()
    server.wait_for_event("reader_added", count=2)
    taken = _take_all_contexts()
    try:
        slots[0].insert(make_card())
        session = server.sessions.wait_for(lambda session: True)
        assert session.ended.wait(PATIENCE_S)
        assert session.failure == "torn"
    finally:
        for context in taken:
            context.close()
    slots[0].remove()
    wait_until(_is_there_a_free_context)
    slots[0].insert(make_card())
    inserted = server.wait_for_event("card_inserted", count=2)
    assert verify_proof(KEYS, server.pay(inserted, CHALLENGE).proof, CHALLENGE)


def test_conversations_give_their_lines_back_however_they_end(
    slots: Slots, reader: str, make_card: Make
) -> None:
    free = _free_contexts()
    assert free > CONTEXTS_MAX // 2
    for _ in range(5):
        with pytest.raises(CardTorn):
            Link("No such reader 00 00")
    slots[0].insert(make_card(), fault=Fault(FaultKind.TORN, step=10))
    wait_until(lambda: lies_on(reader))
    for _ in range(10):
        with Link(reader) as link:
            assert link.transmit(SELECT)[-2:] == b"\x90\x00"
    with Link(reader) as link, pytest.raises(CardTorn):
        link.transmit(SELECT)
    # The service frees a line a moment after it was given back.
    wait_until(lambda: _free_contexts() == free)


def test_child_process_does_not_take_the_card_out_of_its_parents_hands(
    slots: Slots, reader: str, make_card: Make
) -> None:
    slots[0].insert(make_card())
    wait_until(lambda: lies_on(reader))
    with Link(reader) as link:
        link.transmit(SELECT)
        child = os.fork()
        if child == 0:
            link.close()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert verify_proof(KEYS, converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit), CHALLENGE)


def _say_and_wait(asked: threading.Event, lifted: threading.Event) -> None:
    asked.set()
    lifted.wait(PATIENCE_S)


def _take_all_contexts() -> list[Context]:
    taken: list[Context] = []
    while len(taken) < CONTEXTS_MAX:
        try:
            taken.append(Context())
        except PcscError:
            return taken
    return taken


def _free_contexts() -> int:
    taken = _take_all_contexts()
    for context in taken:
        context.close()
    return len(taken)


def _is_there_a_free_context() -> bool:
    try:
        Context().close()
    except PcscError:
        return False
    return True
