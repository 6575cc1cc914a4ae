"""From the card on the reader to its member on the screen, and from the pay button to paid; real pcscd."""

import time

from tests.bench.result import Result, middle, percentile
from tests.canteen import Json, RunningCanteen, running_canteen
from tests.tickets import uuid7

TIMES = 20


def measure() -> list[Result]:
    """Measure on the demo canteen, with a virtual card; the floor is one request that does nothing."""
    with running_canteen() as canteen:
        idle, to_member, to_paid = [], [], []
        for _ in range(TIMES):
            idle.append(_timed(lambda: canteen.get("/api/tills")))
            to_member.append(_timed(lambda: _put_card(canteen)))
            order = _order(canteen)
            to_paid.append(_timed(lambda order=order: canteen.post("/api/orders", order)))
            canteen.post("/api/desk/T1/remove", {})
    floor = middle(idle)
    return [_result("card_to_member", to_member, floor), _result("card_to_paid", to_paid, floor)]


def _put_card(canteen: RunningCanteen) -> None:
    card = canteen.get("/api/desk")["cards"][0]["code"]
    canteen.post("/api/desk/T1/insert", {"card": card})
    while (_card(canteen) or {}).get("state") != "ready":
        time.sleep(0.002)


def _order(canteen: RunningCanteen) -> Json:
    """Return an order of one cheap dish at the server's price."""
    items = canteen.get("/api/tills/T1/snapshot")["menu"]["items"]
    dish = min((item for item in items if item["price_fen"]), key=lambda item: int(item["price_fen"]))
    tray = {
        "till": "T1",
        "presentation": (_card(canteen) or {})["presentation"],
        "lines": [{"menu_item_id": dish["id"], "quantity": 1}],
    }
    quote = canteen.post("/api/quotes", {**tray, "seq": 0})["quote"]
    return {**tray, "id": uuid7(), "total_fen": quote["total_fen"], "tender": {"kind": "wallet"}}


def _card(canteen: RunningCanteen) -> Json | None:
    shown: Json | None = canteen.get("/api/tills/T1/snapshot")["card"]
    return shown


def _timed(act: object) -> float:
    start_s = time.perf_counter()
    act()  # type: ignore[operator]
    return (time.perf_counter() - start_s) * 1000


def _result(name: str, times_ms: list[float], floor_ms: float) -> Result:
    value = middle(times_ms)
    p50, p99 = percentile(times_ms, 0.5), percentile(times_ms, 0.99)
    return Result(name, value, "ms", floor_ms, value / floor_ms, p50, p99)
