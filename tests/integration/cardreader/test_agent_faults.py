"""A fault of the agent itself: no thread dies alone, the process ends and says so, for another to begin."""

from collections.abc import Callable
from typing import Any

import pytest

from cardreader.agent import EXIT_FAULT, Agent
from cardreader.virtual.card import VirtualCard
from tests.integration.cardreader.conftest import Running
from tests.integration.cardreader.scripted_pcsc import ScriptedPcsc
from tests.integration.cardreader.stand_in import KEY, TILL, StandIn

READER = "A reader with a cable 00 00"


class OutOfMemory(ScriptedPcsc):
    """A library that fails in one of its calls, in a way that no code of PC/SC tells."""

    def __init__(self, call: str) -> None:
        super().__init__()
        self._call = call

    def __getattribute__(self, name: str) -> Any:
        if name == object.__getattribute__(self, "__dict__").get("_call"):
            raise MemoryError(name)
        return object.__getattribute__(self, name)


@pytest.mark.parametrize(
    ("call", "thread"), [("SCardListReaders", "monitor"), ("SCardConnect", f"worker {READER}")]
)
def test_fault_in_any_thread_ends_the_agent_with_its_own_code(
    monkeypatch: pytest.MonkeyPatch,
    server: StandIn,
    make_card: Callable[..., VirtualCard],
    caplog: pytest.LogCaptureFixture,
    call: str,
    thread: str,
) -> None:
    pcsc = OutOfMemory(call)
    pcsc.plug(READER, make_card())
    monkeypatch.setattr("cardreader.pcsc.scard", pcsc)
    assert Running(Agent(server.url, TILL, KEY)).wait() == EXIT_FAULT
    faults = [record.getMessage() for record in caplog.records if record.exc_info]
    assert faults == [f"the thread {thread} failed"]
    # This one traceback was expected.
    caplog.clear()
