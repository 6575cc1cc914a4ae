"""What the office and the cashier do for a member's account, each once, however often it is sent."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.database import Database
from pos.receipts.outbox import recent_jobs
from pos.reports.audit import audit_books
from tests.functional.till import Answer, Till
from tests.states import state_of
from tests.tickets import uuid7
from tests.tillside import Json

SENIOR = ("C0DE013700000001", "9137000000017919")
FRIEND = ("C0DE013700000002", "9137000000025838")
BLANK = ("C0DE0137EEEEEEEE", "9137000000990017")
MEMBER = "/api/members/M0001"


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till with an empty reader."""
    running = Till(database, tmp_path)
    yield running
    running.close()


def top_up(amount_fen: int = 50_00, **changes: object) -> Json:
    """Return a request to pay in at the till."""
    return {"id": uuid7(), "till": "T1", "amount_fen": amount_fen, "means": "cash", **changes}


def reasoned(**changes: object) -> Json:
    """Return a request that says why."""
    return {"id": uuid7(), "reason": "本人来电", **changes}


def twice(till: Till, path: str, body: Json) -> Answer:
    """Send a request two times; the second changes nothing and says the same of the account."""
    first = till.post(path, body)
    second = till.post(path, body)
    assert second.status == 200
    assert {**second.json, "replayed": False} == {**first.json, "replayed": False}
    return first


def papers(database: Database) -> dict[str, str]:
    """Return the text of each paper by its kind."""
    with database.read() as connection:
        return {
            job.kind: json.dumps(json.loads(job.document), ensure_ascii=False)
            for job in recent_jobs(connection)
        }


def test_a_top_up_and_its_undo_print_a_paper_each(till: Till, database: Database) -> None:
    asked = top_up()

    paid = twice(till, f"{MEMBER}/top-ups", asked)
    undo = {"id": uuid7(), "till": "T1", "reason": "多按一位"}
    undone = twice(till, f"{MEMBER}/top-ups/{asked['id']}/undo", undo)

    assert paid.status == 201
    assert (paid.json["balance_fen"], undone.json["balance_fen"]) == (205_00, 155_00)
    assert paid.json["movement"]["after_fen"] == 205_00
    found = papers(database)
    assert sorted(found) == ["top_up", "undo"]
    for text in (
        "充值凭证",
        "7919",
        "50.00",
        "155.00",
        "205.00",
        "S004 王主任",
        "现金",
        paid.json["movement"]["number"],
    ):
        assert text in found["top_up"]
    assert SENIOR[1] not in found["top_up"]
    assert "陈" not in found["top_up"]
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_the_same_key_with_another_amount_is_refused(till: Till, database: Database) -> None:
    asked = top_up()
    till.post(f"{MEMBER}/top-ups", asked)
    before = state_of(database)

    answer = till.post(f"{MEMBER}/top-ups", {**asked, "amount_fen": 60_00})

    assert (answer.status, answer.code) == (409, "key_reused")
    assert state_of(database) == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount_fen": 0}, "invalid_request"),
        ({"amount_fen": "50"}, "invalid_request"),
        ({"means": "shells"}, "invalid_request"),
        ({"by": ""}, "invalid_request"),
        ({"id": "1"}, "invalid_request"),
        ({"gift": 1}, "invalid_request"),
        ({"till": "T9"}, "unknown_till"),
        ({"amount_fen": 4_845_01}, "balance_cap_exceeded"),
    ],
)
def test_a_top_up_that_cannot_be_is_refused(till: Till, database: Database, change: Json, code: str) -> None:
    before = state_of(database)

    answer = till.post(f"{MEMBER}/top-ups", top_up(**change))

    assert answer.code == code
    assert state_of(database) == before


def test_the_server_says_what_a_top_up_would_lead_to(till: Till) -> None:
    allowed = till.get(f"{MEMBER}/resulting?amount_fen=484500").json
    refused = till.get(f"{MEMBER}/resulting?amount_fen=484501")

    assert allowed == {"before_fen": 155_00, "after_fen": 5_000_00, "cap_fen": 5_000_00}
    assert refused.code == "balance_cap_exceeded"


def test_a_reported_card_is_blocked_on_the_till_where_it_lies(till: Till) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))

    reported = twice(till, f"{MEMBER}/loss", reasoned())

    assert [card["block_reason"] for card in reported.json["cards"]] == ["lost"]
    shown = till.get("/api/tills/T1/snapshot").json["card"]
    assert (shown["state"], shown["problem"]["code"], shown["member"]) == ("problem", "lost_card", None)
    assert till.post("/api/orders", order).code == "lost_card"
    till.post(f"{MEMBER}/cards/7919/found", reasoned())
    with till.side.answering():
        assert till.post("/api/orders", order).status == 201


def test_a_payment_under_way_is_refused_when_the_loss_is_reported(till: Till, database: Database) -> None:
    till.side.put(till.card(*SENIOR))
    order = till.wallet_order(till.dish("main"))

    def report_and_answer(session: str, command: dict[str, object]) -> None:
        assert till.post(f"{MEMBER}/loss", reasoned()).status == 200
        till.side.converse(session, command)

    with till.side.answering(report_and_answer):
        answer = till.post("/api/orders", order)

    assert answer.code == "lost_card"
    assert till.get(f"{MEMBER}/life").json["balance_fen"] == 155_00


def test_a_new_card_takes_over_from_the_one_on_the_reader(till: Till, database: Database) -> None:
    till.post(f"{MEMBER}/loss", reasoned())
    till.side.put(till.card(*BLANK))
    body = reasoned(till="T1", presentation=till.presentation())

    with till.side.answering():
        replaced = twice(till, f"{MEMBER}/replace", body)

    assert [(card["tail"], card["block_reason"]) for card in replaced.json["cards"]] == [
        ("0017", None),
        ("7919", "replaced"),
    ]
    assert till.get("/api/tills/T1/snapshot").json["card"]["member"]["balance_fen"] == 155_00
    with till.side.answering():
        assert till.post("/api/orders", till.wallet_order(till.dish("main"))).status == 201
    till.side.put(till.card(*SENIOR))
    assert till.post("/api/orders", till.wallet_order(till.dish("main"))).code == "replaced_card"
    assert till.post(f"{MEMBER}/cards/7919/found", reasoned()).code == "card_is_over"


def test_a_further_card_is_issued_beside_the_first(till: Till) -> None:
    till.side.put(till.card(*BLANK))
    body = reasoned(till="T1", presentation=till.presentation())

    with till.side.answering():
        issued = twice(till, f"{MEMBER}/issue", body)

    assert [(card["tail"], card["state"]) for card in issued.json["cards"]] == [
        ("0017", "active"),
        ("7919", "active"),
    ]
    assert issued.json["events"][0]["kind"] == "issue"
    assert till.post(f"{MEMBER}/issue", {**body, "reason": "另一张"}).code == "key_reused"
    with till.side.answering():
        assert till.post("/api/orders", till.wallet_order(till.dish("main"))).status == 201


def test_a_frozen_account_is_issued_no_card(till: Till) -> None:
    till.post(f"{MEMBER}/freeze", reasoned())
    till.side.put(till.card(*BLANK))

    with till.side.answering():
        refused = till.post(f"{MEMBER}/issue", reasoned(till="T1", presentation=till.presentation()))

    assert refused.code == "frozen_member"
    assert len(till.get(f"{MEMBER}/life").json["cards"]) == 1


@pytest.mark.parametrize(
    ("card", "key", "code"),
    [(FRIEND, None, "card_taken"), (SENIOR, None, "card_taken"), (BLANK, bytes(16), "card_proof_refused")],
    ids=["a friend's", "the same", "a counterfeit"],
)
def test_only_a_genuine_card_of_nobody_is_issued(
    till: Till, card: tuple[str, str], key: bytes | None, code: str
) -> None:
    till.side.put(till.card(*card, key=key))
    body = reasoned(till="T1", presentation=till.presentation())

    with till.side.answering():
        answer = till.post(f"{MEMBER}/replace", body)

    assert answer.code == code
    assert len(till.get(f"{MEMBER}/life").json["cards"]) == 1


def test_no_card_is_issued_when_none_lies_there(till: Till) -> None:
    body = reasoned(till="T1", presentation="gone")

    assert till.post(f"{MEMBER}/replace", body).code == "card_removed"


def test_a_member_leaves_with_all_the_money_and_comes_back(till: Till, database: Database) -> None:
    leave = reasoned(till="T1", amount_fen=155_00, means="cash")
    wrong = till.post(f"{MEMBER}/return", {**leave, "id": uuid7(), "amount_fen": 1_00})

    left = twice(till, f"{MEMBER}/return", leave)

    assert wrong.code == "balance_changed"
    assert (left.json["balance_fen"], left.json["movement"]["kind"]) == (0, "pay_out")
    assert "退卡退款凭证" in papers(database)["pay_out"]
    assert till.get(f"{MEMBER}/life").json["state"] == "closed"
    assert till.post(f"{MEMBER}/top-ups", top_up()).code == "closed_member"
    till.side.put(till.card(*BLANK))
    with till.side.answering():
        back = till.post(f"{MEMBER}/reopen", reasoned(till="T1", presentation=till.presentation()))
    assert (back.json["state"], back.json["cards"][0]["tail"]) == ("open", "0017")
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_a_family_has_an_account_frozen_and_thawed(till: Till) -> None:
    frozen = twice(till, f"{MEMBER}/freeze", reasoned())
    till.side.put(till.card(*SENIOR))
    refused = till.post("/api/orders", till.wallet_order(till.dish("main")))
    thawed = till.post(f"{MEMBER}/thaw", reasoned())

    assert (frozen.json["state"], refused.code, thawed.json["state"]) == ("frozen", "frozen_member", "open")
    assert [event["kind"] for event in thawed.json["events"]] == ["thaw", "freeze", "top_up", "issue"]


def test_a_card_is_frozen_and_thawed(till: Till) -> None:
    frozen = twice(till, f"{MEMBER}/cards/7919/freeze", reasoned())
    thawed = till.post(f"{MEMBER}/cards/7919/thaw", reasoned())

    assert frozen.json["cards"][0]["block_reason"] == "frozen"
    assert thawed.json["cards"][0]["block_reason"] is None
    assert till.post(f"{MEMBER}/cards/0000/freeze", reasoned()).code == "unknown_card"


def test_two_accounts_become_one(till: Till, database: Database) -> None:
    body = reasoned(till="T1", is_office=True, survivor="M0002")

    merged = twice(till, f"{MEMBER}/merge", body)

    assert (merged.json["state"], merged.json["survivor"], merged.json["balance_fen"]) == (
        "merged",
        "M0002",
        0,
    )
    survivor = till.get("/api/members/M0002/life").json
    assert (survivor["balance_fen"], survivor["merged"]) == (310_00, ["M0001"])
    assert sorted(card["tail"] for card in survivor["cards"]) == ["5838", "7919"]
    assert till.post(f"{MEMBER}/merge", {**body, "id": uuid7()}).code == "merged_member"
    same = {**body, "id": uuid7(), "survivor": "M0002"}
    assert till.post("/api/members/M0002/merge", same).code == "same_member"
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_the_statement_is_paged_and_ties_to_the_balance(till: Till) -> None:
    for _ in range(51):
        till.post(f"{MEMBER}/top-ups", top_up(1, means="wechat"))

    first = till.get(f"{MEMBER}/statement").json
    second = till.get(f"{MEMBER}/statement?before={first['next']}").json

    assert (len(first["movements"]), len(second["movements"]), second["next"]) == (50, 2, None)
    assert first["in_fen"] - first["out_fen"] == first["balance_fen"] == 155_51
    assert first["movements"][0]["after_fen"] == 155_51
    assert second["movements"][-1]["amount_fen"] == 155_00


def test_all_prepaid_money_and_what_sleeps_is_listed(till: Till) -> None:
    total = till.get("/api/wallets/prepaid").json
    nobody = till.get("/api/wallets/dormant").json
    till.post(f"{MEMBER}/top-ups", top_up(1, means="wechat"))
    after = till.get("/api/wallets/prepaid").json

    assert total["level"] == "ok"
    assert after["total_fen"] == total["total_fen"] + 1
    assert (nobody["months"], nobody["members"]) == (12, [])
    assert till.get("/api/members/M9999/life").code == "unknown_member"
    assert till.get("/api/members/M9999/statement").code == "unknown_member"
