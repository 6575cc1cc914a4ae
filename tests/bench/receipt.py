"""How long the receipt of ten lines takes inside a sale, against dumping its plain figures as JSON."""

import json
import time
from datetime import UTC, datetime

from pos.receipts.documents import document_to_json
from pos.receipts.sale_receipt import SaleFacts, SoldLine, SoldReduction, SoldTender, sale_receipt
from tests.bench.result import Result, middle

ROUNDS = 41
TIMES = 100
LINES = tuple(SoldLine(f"红烧肉{number}", 1, 16_00, 16_00) for number in range(10))
FACTS = SaleFacts(
    site_name_zh="新里137社区食堂",
    site_phone="",
    till="T1",
    number="T1-000001",
    at=datetime(2026, 11, 25, 3, 40, tzinfo=UTC),
    time_zone="Asia/Shanghai",
    cashier="周敏",
    lines=LINES,
    reductions=(SoldReduction("敬老折扣", "discount", "canteen", 32_00),),
    list_total_fen=160_00,
    total_fen=128_00,
    tenders=(SoldTender("wallet", 128_00),),
    card_tail="7919",
    balance_before_fen=200_00,
    balance_after_fen=72_00,
)


def measure() -> list[Result]:
    """Time both in turn."""
    plain = [[line.name_zh, line.quantity, line.unit_price_fen, line.list_fen] for line in LINES]
    floors, builds = [], []
    for _ in range(ROUNDS):
        start_s = time.perf_counter()
        for _ in range(TIMES):
            json.dumps(plain, ensure_ascii=False)
        middle_s = time.perf_counter()
        for _ in range(TIMES):
            document_to_json(sale_receipt(FACTS))
        end_s = time.perf_counter()
        floors.append((middle_s - start_s) / TIMES * 1e6)
        builds.append((end_s - middle_s) / TIMES * 1e6)
    floor, value = middle(floors), middle(builds)
    return [Result("receipt_build", value, "us", floor, value / floor)]
