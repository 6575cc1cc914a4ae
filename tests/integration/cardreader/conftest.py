"""A real pcscd of our own with two virtual readers, and cards to lay on them."""

import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cardreader.agent import Agent
from cardreader.events import Event, EventStream, Kind
from cardreader.key_ring import KeyRing
from cardreader.monitor import Monitor
from cardreader.pcsc import Context, PcscError, ReaderState
from cardreader.presences import Presences
from cardreader.profiles.cpu_card import card_key
from cardreader.virtual.card import Personalisation, VirtualCard
from cardreader.virtual.pcscd import SOCKET_VARIABLE, PcscdUnavailable, PrivatePcscd
from cardreader.virtual.vpcd import Slot
from tests.integration.cardreader.stand_in import KEY, TILL, StandIn
from tests.integration.cardreader.waiting import PATIENCE_S, Record, wait_until

MASTER_KEY = bytes(range(16))
KEYS = KeyRing.of_master(MASTER_KEY)


@pytest.fixture(autouse=True)
def no_traceback(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Check that whatever failed was expected: nothing is logged with a traceback."""
    caplog.set_level(logging.INFO, "cardreader")
    yield
    faults = [record.getMessage() for record in caplog.get_records("call") if record.exc_info]
    assert faults == []


@pytest.fixture(scope="session")
def pcscd() -> Iterator[PrivatePcscd]:
    """Start pcscd once: its library reads the path of the socket only at its first call in a process."""
    folder = Path(tempfile.mkdtemp(prefix="canteen-cards-"))
    try:
        service = PrivatePcscd(folder, readers=2)
        service.start()
    except PcscdUnavailable as error:
        shutil.rmtree(folder)
        if os.environ.get("CI") == "true":
            pytest.fail(f"the build must test real card readers: {error}")
        pytest.skip(str(error))
    os.environ[SOCKET_VARIABLE] = str(service.socket_path)
    yield service
    service.stop()
    del os.environ[SOCKET_VARIABLE]
    shutil.rmtree(folder)


@pytest.fixture
def slots(pcscd: PrivatePcscd) -> Iterator[tuple[Slot, ...]]:
    """Two empty readers, of a pcscd that knows that they are empty."""
    if not pcscd.is_running:
        pcscd.start()
    wait_until(lambda: _are_empty(pcscd.reader_names))
    two = tuple(Slot(port, poll_s=pcscd.poll_s) for port in pcscd.ports)
    yield two
    for slot in two:
        slot.remove()


@pytest.fixture
def reader(pcscd: PrivatePcscd) -> str:
    """Name the first reader."""
    return pcscd.reader_names[0]


class Watch:
    """A monitor and what it told."""

    def __init__(self) -> None:
        self.told: Record[Event] = Record()
        self.presences = Presences(EventStream(self.told.add))
        self.monitor = Monitor(self.presences, accepts=lambda name: name.endswith("00 00"))

    def wait_for(self, kind: Kind, reader: str | None = None, *, count: int = 1) -> Event:
        """Return the event number ``count`` of that kind."""
        return self.told.wait_for(
            lambda event: event.kind is kind and reader in (None, event.reader), count=count
        )

    @property
    def kinds(self) -> list[Kind]:
        """What was told so far."""
        return [event.kind for event in self.told.items]


@pytest.fixture
def watch(pcscd: PrivatePcscd) -> Iterator[Watch]:
    """Give a monitor that is to be started, and stop it."""
    watch = Watch()
    yield watch
    watch.monitor.stop()


@pytest.fixture
def server() -> Iterator[StandIn]:
    """Give the agent a server."""
    server = StandIn()
    yield server
    server.stop()


class Running:
    """An agent at work."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.code: int | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def wait(self) -> int | None:
        """Return its exit code, once it has ended."""
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "the agent did not end"
        return self.code

    def stop(self) -> int | None:
        """End it."""
        self.agent.stop()
        return self.wait()

    def _run(self) -> None:
        self.code = self.agent.run()


Start = Callable[..., Running]


@pytest.fixture
def start(pcscd: PrivatePcscd, slots: tuple[Slot, ...], server: StandIn) -> Iterator[Start]:
    """Return what starts agents; all are stopped at the end."""
    started: list[Running] = []

    def start(*, key: bytes = KEY, readers: tuple[str, ...] | None = None, hang_s: float = 5.0) -> Running:
        agent = Agent(server.url, TILL, key, readers or pcscd.reader_names, hang_s=hang_s)
        started.append(Running(agent))
        return started[-1]

    yield start
    for slot in slots:
        slot.remove()
    for running in started:
        running.stop()


@pytest.fixture
def make_card(tmp_path: Path) -> Callable[..., VirtualCard]:
    """Return a maker of cards; all that are made with one name share a counter."""

    def make(
        serial: str = "0400000000000318", *, name: str = "", key: bytes | None = None, is_t0: bool = False
    ) -> VirtualCard:
        genuine = card_key(MASTER_KEY, serial)
        written = Personalisation(serial=serial, number="310137" + serial[-10:], key=key or genuine)
        return VirtualCard(written, tmp_path / f"{name or serial}.json", is_t0=is_t0)

    return make


def lies_on(reader: str) -> bool:
    """Say whether pcscd knows of a card on a reader."""
    with Context() as context:
        return context.wait([ReaderState(reader)], timeout_s=1)[0].is_present


def _are_empty(names: tuple[str, ...]) -> bool:
    # An odd count is a removal that pcscd has not seen yet.
    try:
        with Context() as context:
            states = context.wait([ReaderState(name) for name in names], timeout_s=1)
    except PcscError:
        return False
    return len(states) == len(names) and not any(state.is_present or state.moves % 2 for state in states)
