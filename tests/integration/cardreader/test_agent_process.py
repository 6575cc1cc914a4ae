"""The agent as a process: how it ends, and what the next one finds."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from cardreader.agent import EXIT_READER_HUNG
from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from cardreader.virtual.card import VirtualCard
from cardreader.virtual.pcscd import PrivatePcscd
from cardreader.virtual.vpcd import Fault, FaultKind, Slot
from tests.integration.cardreader.conftest import KEYS
from tests.integration.cardreader.stand_in import KEY, TILL, StandIn
from tests.integration.cardreader.waiting import PATIENCE_S

CHALLENGE = payment_challenge("a session that nobody guesses", TILL, "order", 17_65)
AGENT = (
    "import sys; from cardreader.agent import run_agent\n"
    "sys.exit(run_agent(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]), None))"
)
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start(pcscd: PrivatePcscd, server: StandIn) -> Iterator[Start]:
    """Return what starts an agent."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen([sys.executable, "-c", AGENT, server.url, TILL, KEY.hex()]))
        return started[-1]

    yield start
    for agent in started:
        agent.kill()
        agent.wait()


def test_agent_whose_reader_hangs_ends_and_the_next_one_does_not(
    server: StandIn, start: Start, slots: tuple[Slot, ...], make_card: Callable[..., VirtualCard]
) -> None:
    first = start()
    slots[0].insert(make_card(), fault=Fault(FaultKind.MUTE))
    server.wait_for_event("card_inserted")
    server.wait_for_event("reader_hung")
    assert first.wait(PATIENCE_S) == EXIT_READER_HUNG

    # pcscd still waits for the mute card, so nobody else gets it; that is no reason to end again.
    second = start()
    server.wait_for_event("card_inserted", count=2)
    refused = server.sessions.wait_for(lambda session: session.reader is not None, count=2)
    assert refused.ended.wait(PATIENCE_S)
    assert refused.failure == "timeout"
    slots[0].remove()
    slots[0].insert(make_card())
    inserted = server.wait_for_event("card_inserted", count=3)
    assert verify_proof(KEYS, server.pay(inserted, CHALLENGE).proof, CHALLENGE)
    second.terminate()
    assert second.wait(PATIENCE_S) == 0
