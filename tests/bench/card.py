"""From the card on the reader to its owner at the till, from the pay button to paid; real pcscd and agent.

The floor is one request that does nothing. The idle agent is watched for a minute.
"""

import functools
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.bench.processes import Usage, find_process, usage_of
from tests.bench.result import Result, middle, percentile
from tests.canteen import Json, RunningCanteen, running_canteen
from tests.tickets import uuid7

RESULTS = ("card_to_member", "card_to_paid", "card_agent_idle")
TIMES = 100
IDLE_S = 60.0
PATIENCE_S = 30.0
# No hand lays the next card down sooner; the desk would wait until the last one was seen to go.
HAND_S = 0.1


class Screen:
    """A till's screen: the stream of what it shows, with the moment at which each part came."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer
        self._cards: list[tuple[float, Json | None]] = []
        self._came = threading.Condition()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def wait_for(self, is_it: Callable[[Json | None], bool]) -> float:
        """Return when a card of that kind was shown, since the last look."""
        with self._came:
            if not self._came.wait_for(lambda: any(is_it(card) for _, card in self._cards), PATIENCE_S):
                raise SystemExit("the screen waited in vain for its card")
            at_s = next(at_s for at_s, card in self._cards if is_it(card))
            self._cards.clear()
            return at_s

    def join(self) -> None:
        """Wait until the stream has ended."""
        self._thread.join()

    def _listen(self) -> None:
        name = ""
        for line in self._lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and name in ("snapshot", "card"):
                at_s, told = time.perf_counter(), json.loads(line.removeprefix("data: "))
                with self._came:
                    self._cards.append((at_s, told["card"] if name == "snapshot" else told))
                    self._came.notify()

    def _lines(self) -> Iterator[str]:
        try:
            for raw in self._answer:
                yield raw.decode().rstrip()
        except (OSError, http.client.HTTPException):
            return


def measure() -> list[Result]:
    """Measure on the demo canteen, with a virtual card."""
    with running_canteen() as canteen:
        idle, to_member, to_paid = [], [], []
        card = canteen.get("/api/desk")["cards"][0]["code"]
        for _ in range(TIMES):
            with _screen(canteen) as screen:
                screen.wait_for(lambda shown: shown is None)
                idle.append(_timed(lambda: canteen.get("/api/tills")))
                time.sleep(HAND_S)
                start_s = time.perf_counter()
                canteen.post("/api/desk/T1/insert", {"card": card})
                to_member.append((screen.wait_for(_shows_member) - start_s) * 1000)
                to_paid.append(_timed(functools.partial(canteen.post, "/api/orders", _order(canteen))))
                canteen.post("/api/desk/T1/remove", {})
                screen.wait_for(lambda shown: shown is None)
        usage = _idle_agent(canteen)
    floor = middle(idle)
    return [
        _result("card_to_member", to_member, floor),
        _result("card_to_paid", to_paid, floor),
        Result("card_agent_idle", usage.switches, "wake-ups/min", cpu_ms=usage.cpu_ms),
    ]


@contextmanager
def _screen(canteen: RunningCanteen) -> Iterator[Screen]:
    # Each stream ends by itself after a while, so each card gets a fresh one, in the place of the last.
    line = http.client.HTTPConnection(canteen.url.removeprefix("http://"), timeout=PATIENCE_S)
    line.request("GET", "/api/tills/T1/events?window=bench", headers=canteen.keys["T1"].headers)
    wire = line.sock
    screen = Screen(line.getresponse())
    try:
        yield screen
    finally:
        # Closing would wait for the listener, which waits for the next ping.
        wire.shutdown(socket.SHUT_RDWR)
        screen.join()
        line.close()


def _shows_member(card: Json | None) -> bool:
    return card is not None and card["member"] is not None


def _order(canteen: RunningCanteen) -> Json:
    """Return an order of one cheap dish at the server's price."""
    shown = canteen.get("/api/tills/T1/snapshot")
    plenty = [item for item in shown["menu"]["items"] if item["price_fen"] and item["portions_left"] is None]
    dish = min(plenty, key=lambda item: int(item["price_fen"]))
    tray = {
        "till": "T1",
        "presentation": shown["card"]["presentation"],
        "lines": [{"menu_item_id": dish["id"], "quantity": 1}],
    }
    quote = canteen.post("/api/quotes", {**tray, "seq": 0})["quote"]
    return {**tray, "id": uuid7(), "total_fen": quote["total_fen"], "tenders": [{"kind": "wallet"}]}


def _idle_agent(canteen: RunningCanteen) -> Usage:
    """Return what the agent of the till uses in a minute in which nothing happens."""
    agent = find_process(" reader ", "T1", VAR_DIR=canteen.environ["VAR_DIR"])
    before = usage_of(agent)
    time.sleep(IDLE_S)
    after = usage_of(agent)
    return Usage(after.cpu_ms - before.cpu_ms, after.switches - before.switches)


def _timed(act: Callable[[], object]) -> float:
    start_s = time.perf_counter()
    act()
    return (time.perf_counter() - start_s) * 1000


def _result(name: str, times_ms: list[float], floor_ms: float) -> Result:
    p50, p95, p99 = (percentile(times_ms, share) for share in (0.5, 0.95, 0.99))
    value = middle(times_ms)
    return Result(name, value, "ms", floor_ms, value / floor_ms, p50, p99, p95_ms=p95)
