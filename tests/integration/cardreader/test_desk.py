"""The card desk as a process of its own: cards laid down over HTTP are read by an agent."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from cardreader.conversation import NotOurCard
from cardreader.profiles.cpu_card import card_key
from cardreader.virtual.desk_server import EXIT_PCSCD_ENDED
from cardreader.virtual.pcscd import SOCKET_VARIABLE, PrivatePcscd
from tests.integration.cardreader.conftest import KEYS, MASTER_KEY
from tests.integration.cardreader.stand_in import KEY, TILL, StandIn
from tests.integration.cardreader.waiting import PATIENCE_S, wait_until

SERIAL = "0400000000000318"
KEY_OF_CARD = card_key(MASTER_KEY, SERIAL).hex()
CARDS = [
    {"code": "wang", "serial": SERIAL, "kind": "genuine", "holds": [KEY_OF_CARD]},
    {"code": "fake", "serial": SERIAL, "kind": "counterfeit", "holds": ["00" * 16]},
    {"code": "metro", "serial": "0400000000000999", "kind": "unknown", "holds": ["00" * 16]},
    {"code": "copy", "serial": SERIAL, "kind": "cloned", "holds": [KEY_OF_CARD]},
    {"code": "torn", "serial": SERIAL, "kind": "genuine", "fault": "torn", "holds": [KEY_OF_CARD]},
    {"code": "slow", "serial": SERIAL, "kind": "genuine", "fault": "slow", "holds": [KEY_OF_CARD]},
    {"code": "odd", "serial": SERIAL, "kind": "genuine", "fault": "garbage", "holds": [KEY_OF_CARD]},
]
COMMON = {"profile": "cpu-aes", "number": "3101370000000318"}
CHALLENGE = payment_challenge("a session that nobody guesses", TILL, "order", 17_65)
DESK = (
    "import sys; from pathlib import Path; from cardreader.virtual.desk_server import run_desk\n"
    "sys.exit(run_desk(Path(sys.argv[1]), Path(sys.argv[2]), 0, readers=2))"
)
AGENT = (
    "import sys; from cardreader.agent import run_agent\n"
    "sys.exit(run_agent(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]), tuple(sys.argv[4:])))"
)


class RunningDesk:
    """A desk at work."""

    def __init__(self, folder: Path) -> None:
        cards = folder / "cards.json"
        cards.write_text(json.dumps([{**COMMON, **card} for card in CARDS]), "utf-8")
        self.cards = cards
        self.ready_path = folder / "state" / "ready"
        self.process = subprocess.Popen([sys.executable, "-c", DESK, str(cards), str(folder / "state")])
        wait_until(lambda: self._is_ready() or self.process.poll() is not None)
        assert self.process.poll() is None, "the desk did not start"
        self.ready = json.loads(self.ready_path.read_text("utf-8"))

    def _is_ready(self) -> bool:
        # One that was killed leaves its file behind until the next one starts.
        try:
            pid = json.loads(self.ready_path.read_text("utf-8"))["pid"]
        except FileNotFoundError:
            return False
        return bool(pid == self.process.pid)

    def ask(
        self, method: str, path: str, content: object = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Return status and answer."""
        port = int(self.ready["url"].rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        body = None if content is None else json.dumps(content)
        connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        return response.status, answer

    def insert(self, reader: int, card: str) -> None:
        """Lay a card on a reader."""
        status, answer = self.ask("POST", "/insert", {"reader": reader, "card": card})
        assert status == 200, answer

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it; return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


@pytest.fixture
def start_desk(pcscd: PrivatePcscd, tmp_path: Path) -> Iterator[Callable[[], RunningDesk]]:
    """Return what starts a desk, always on the same folder; ``pcscd`` says whether one can run here."""
    started: list[RunningDesk] = []

    def start() -> RunningDesk:
        started.append(RunningDesk(tmp_path))
        return started[-1]

    yield start
    for desk in started:
        desk.process.kill()
        desk.process.wait()


StartDesk = Callable[[], RunningDesk]


@pytest.fixture
def start_agent(server: StandIn) -> Iterator[Callable[[RunningDesk], "subprocess.Popen[bytes]"]]:
    """Return what starts an agent process at a desk's readers."""
    started: list[subprocess.Popen[bytes]] = []

    def start(desk: RunningDesk) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, SOCKET_VARIABLE: desk.ready["socket"]}
        command = [sys.executable, "-c", AGENT, server.url, TILL, KEY.hex(), *desk.ready["readers"]]
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    yield start
    for agent in started:
        agent.kill()
        agent.wait()


StartAgent = Callable[[RunningDesk], "subprocess.Popen[bytes]"]


def test_genuine_card_pays_and_counts_on_after_a_restart(
    start_desk: StartDesk, start_agent: StartAgent, server: StandIn
) -> None:
    desk = start_desk()
    agent = start_agent(desk)
    desk.insert(0, "wang")
    inserted = server.wait_for_event("card_inserted")
    assert server.wait_for_identity().serial == SERIAL
    first = server.pay(inserted, CHALLENGE).proof
    assert verify_proof(KEYS, first, CHALLENGE)

    assert desk.end() == 0
    server.wait_for_event("service_down")
    desk = start_desk()
    server.wait_for_event("service_up", count=2)
    desk.insert(0, "wang")
    second = server.pay(server.wait_for_event("card_inserted", count=2), CHALLENGE).proof
    assert verify_proof(KEYS, second, CHALLENGE)
    assert (first.counter, second.counter) == (1, 2)
    agent.terminate()
    assert agent.wait(PATIENCE_S) == 0


def test_counterfeit_and_foreign_cards_show_as_what_they_are(
    start_desk: StartDesk, start_agent: StartAgent, server: StandIn
) -> None:
    desk = start_desk()
    start_agent(desk)
    desk.insert(0, "fake")
    assert server.wait_for_identity().serial == SERIAL
    proof = server.pay(server.wait_for_event("card_inserted"), CHALLENGE).proof
    assert not verify_proof(KEYS, proof, CHALLENGE)
    desk.insert(1, "metro")
    foreign = server.sessions.wait_for(lambda session: session.reader == desk.ready["readers"][1])
    assert foreign.ended.wait(PATIENCE_S)
    assert isinstance(foreign.refusal, NotOurCard)


def test_copy_counts_for_itself(start_desk: StartDesk, start_agent: StartAgent, server: StandIn) -> None:
    desk = start_desk()
    start_agent(desk)
    counters = []
    for count, card in enumerate(("wang", "copy"), start=1):
        desk.insert(0, card)
        inserted = server.wait_for_event("card_inserted", count=count)
        proof = server.pay(inserted, CHALLENGE).proof
        assert verify_proof(KEYS, proof, CHALLENGE)
        counters.append(proof.counter)
    # Both answer with the right key; only the counter of the second does not go up.
    assert counters == [1, 1]


def test_broken_cards_fail_as_they_are_told_to(
    start_desk: StartDesk, start_agent: StartAgent, server: StandIn
) -> None:
    desk = start_desk()
    start_agent(desk)
    desk.insert(0, "torn")
    inserted = server.wait_for_event("card_inserted")
    assert server.wait_for_identity().serial == SERIAL
    torn = server.pay(inserted, CHALLENGE)
    assert torn.ended.wait(PATIENCE_S)
    assert torn.failure == "torn"
    desk.insert(0, "slow")
    slow = server.pay(server.wait_for_event("card_inserted", count=2), CHALLENGE)
    assert verify_proof(KEYS, slow.proof, CHALLENGE)
    desk.insert(1, "odd")
    odd = server.sessions.wait_for(lambda session: session.reader == desk.ready["readers"][1])
    assert odd.ended.wait(PATIENCE_S)
    assert odd.refusal is not None
    assert odd.refusal.step == "select"


def test_agent_that_was_killed_tells_everything_when_it_is_started_again(
    start_desk: StartDesk, start_agent: StartAgent, server: StandIn
) -> None:
    desk = start_desk()
    agent = start_agent(desk)
    desk.insert(0, "wang")
    first = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    agent.kill()
    agent.wait()
    start_agent(desk)
    second = server.wait_for_event("card_inserted", count=2)
    assert second["presence"] > first["presence"]
    assert verify_proof(KEYS, server.pay(second, CHALLENGE).proof, CHALLENGE)


def test_desk_shows_what_lies_where(start_desk: StartDesk) -> None:
    desk = start_desk()
    desk.insert(1, "wang")
    status, state = desk.ask("GET", "/state")
    assert status == 200
    assert state == {
        "readers": [
            {"reader": 0, "name": "Virtual Reader 1 00 00", "card": None},
            {"reader": 1, "name": "Virtual Reader 2 00 00", "card": "wang"},
        ],
        "cards": [
            {**COMMON, "code": card["code"], "kind": card["kind"], "fault": card.get("fault")}
            for card in CARDS
        ],
    }


def test_card_is_in_one_place_and_a_reader_has_one_card(start_desk: StartDesk) -> None:
    desk = start_desk()
    desk.insert(0, "wang")
    desk.insert(1, "wang")
    desk.insert(1, "fake")
    assert _lying(desk) == [None, "fake"]
    assert desk.ask("POST", "/remove", {"reader": 1})[0] == 200
    assert _lying(desk) == [None, None]
    assert desk.ask("POST", "/remove", {"reader": 1})[0] == 200


def test_desk_refuses_what_cannot_be(start_desk: StartDesk) -> None:
    desk = start_desk()
    assert _refusal(desk, {"reader": 0, "card": "nobody"}) == "unknown_card"
    assert _refusal(desk, {"reader": 2, "card": "wang"}) == "unknown_reader"
    assert _refusal(desk, {"reader": -1, "card": "wang"}) == "unknown_reader"
    assert _refusal(desk, {"reader": "0", "card": "wang"}) == "invalid_request"
    assert _refusal(desk, {"reader": 0}) == "invalid_request"
    assert _refusal(desk, []) == "invalid_request"
    assert desk.ask("POST", "/elsewhere", {})[1]["code"] == "unknown_path"


def test_desk_is_not_moved_by_pages_of_others(start_desk: StartDesk) -> None:
    desk = start_desk()
    wanted = {"reader": 0, "card": "wang"}
    assert _refusal(desk, wanted, **{"Content-Type": "text/plain"}) == "invalid_request"
    assert _refusal(desk, wanted, Host="evil.example:80") == "invalid_request"
    assert _lying(desk) == [None, None]


def test_desk_reads_its_cards_anew(start_desk: StartDesk) -> None:
    desk = start_desk()
    desk.cards.write_text(json.dumps([{**COMMON, **CARDS[0], "code": "new", "number": "0" * 16}]), "utf-8")
    desk.insert(0, "new")
    desk.cards.write_text("{}", "utf-8")
    status, answer = desk.ask("GET", "/state")
    assert (status, answer["code"]) == (500, "bad_cards_file")


def test_desk_ends_when_its_pcscd_ends(start_desk: StartDesk) -> None:
    desk = start_desk()
    pid = Path(desk.ready["socket"]).with_name("pcscd.pid").read_text("ascii").rstrip("\n\0")
    os.kill(int(pid), signal.SIGKILL)
    assert desk.process.wait(PATIENCE_S) == EXIT_PCSCD_ENDED
    assert not desk.ready_path.exists()


def test_pcscd_ends_when_its_desk_is_killed(start_desk: StartDesk) -> None:
    desk = start_desk()
    assert _takes_calls(desk)
    desk.end(signal.SIGKILL)
    wait_until(lambda: not _takes_calls(desk))
    assert start_desk().ask("GET", "/state")[0] == 200


def _takes_calls(desk: RunningDesk) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(desk.ready["socket"]) == 0


def _lying(desk: RunningDesk) -> list[str | None]:
    return [reader["card"] for reader in desk.ask("GET", "/state")[1]["readers"]]


def _refusal(desk: RunningDesk, content: object, **headers: str) -> str:
    status, answer = desk.ask("POST", "/insert", content, **headers)
    assert status == 409
    return str(answer["code"])
