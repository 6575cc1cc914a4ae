"""At the counter somebody is found, joins, is seen in full with a reason, gets a copy, and is forgotten."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pos.database import Database
from pos.ledger.tables import account_balances
from pos.members.members import require_member
from pos.members.privacy_tables import reveals
from pos.members.tables import member_search, members, people
from pos.reports.audit import audit_books
from tests.functional.till import Till
from tests.tickets import give_card, uuid7

# Invented: 310199 is no district.
NUMBER = "310199194802290010"
PHONE = "19900013700"
WHO = {"reason": "本人在场核对"}


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give the app of the canteen whose books these are."""
    running = Till(database, tmp_path)
    yield running
    running.close()


def found(till: Till, text: str) -> list[str]:
    """Return the codes of whom a search finds."""
    return [hit["code"] for hit in till.post("/api/members/search", {"text": text}).json["hits"]]


def opening(**changes: Any) -> dict[str, Any]:
    """Return the request of an account, some members changed."""
    return {"id": uuid7(), "name": "欧阳测试", "id_number": NUMBER, "phone": PHONE, **changes}


def act(**changes: Any) -> dict[str, Any]:
    """Return an act on a member."""
    return {"id": uuid7(), **WHO, **changes}


@pytest.mark.parametrize(
    "text",
    [
        "陈美娟", "美娟", "cmj", "chenmeijuan", "Chen Meijuan", "19901378143", "8143", "310199193407290016",
        "9137000000017919", "7919", "M0001", "m0001", " 陈 美娟 ",
    ],
)  # fmt: skip
def test_somebody_is_found_by_whatever_is_known_of_them(till: Till, text: str) -> None:
    assert "M0001" in found(till, text)


@pytest.mark.parametrize("text", ["陈*娟", "0000000000", "%", "_", "'; --", "zzzz", "😀", "1" * 80])
def test_who_does_not_exist_is_not_found(till: Till, text: str) -> None:
    assert found(till, text) == []


def test_a_search_finds_a_screenful_at_most(till: Till, database: Database) -> None:
    for number in range(25):
        person = opening(id_number="", birth_date="1950-01-01", name="测试同名", phone=f"199000{number:05}")
        assert till.post("/api/members", person).status == 201

    answer = till.post("/api/members/search", {"text": "测试同名"}).json

    assert len(answer["hits"]) == 20
    assert answer["has_more"]
    assert not till.post("/api/members/search", {"text": "陈美娟"}).json["has_more"]


def test_what_is_shown_is_masked(till: Till) -> None:
    code = till.post("/api/members", opening()).json["code"]

    told = json.dumps(till.get(f"/api/members/{code}/account").json, ensure_ascii=False)
    hits = json.dumps(till.post("/api/members/search", {"text": PHONE}).json, ensure_ascii=False)

    for shown in (told, hits):
        assert "欧**试" in shown
        assert "199****3700" in shown
        assert "310***********0010" in shown
        assert not [secret for secret in ("欧阳测试", PHONE, NUMBER) if secret in shown]


def test_an_account_is_opened_once_however_often_it_is_sent(till: Till) -> None:
    request = opening()

    first, second = till.post("/api/members", request), till.post("/api/members", request)

    assert (first.status, second.status) == (201, 200)
    assert first.json["code"] == second.json["code"]
    assert (first.json["balance_fen"], first.json["birth_year"]) == (0, 1948)
    assert till.post("/api/members", {**request, "name": "别人"}).code == "key_reused"


def test_nobody_joins_twice(till: Till) -> None:
    code = till.post("/api/members", opening()).json["code"]

    refused = till.post("/api/members", opening(name="欧阳测"))

    assert refused.code == "duplicate_person"
    assert (refused.json["member"], refused.json["name"]) == (code, "欧**试")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id_number": NUMBER[:-1] + "1"}, "bad_id_number"),
        ({"phone": "1380000"}, "bad_phone"),
        ({"name": " "}, "bad_name"),
        ({"birth_date": "1948-03-01"}, "birth_date_differs"),
        ({"id_number": ""}, "birth_date_missing"),
        ({"id_number": "", "birth_date": "2999-01-01"}, "born_in_the_future"),
        ({"residence": "atlantis"}, "unknown_area"),
        ({"id": "1"}, "invalid_request"),
        ({"by": " "}, "invalid_request"),
        ({"colour": "red"}, "invalid_request"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    till: Till, database: Database, changes: dict[str, Any], code: str
) -> None:
    assert till.post("/api/members", opening(**changes)).code == code
    assert found(till, PHONE) == []


def test_a_look_in_plain_words_needs_a_reason_and_stays_on_record(till: Till, database: Database) -> None:
    path = "/api/members/M0001"
    look = act(fields=["phone", "name"])

    shown = till.post(f"{path}/reveal", look).json
    till.post(f"{path}/reveal", look)

    assert shown == {"name": "陈美娟", "phone": "19901378143"}
    told = till.get(f"{path}/account").json
    assert [(one["fields"], one["reason"], one["by"]) for one in told["reveals"]] == [
        (["name", "phone"], WHO["reason"], "S004 王主任")
    ]
    assert till.post(f"{path}/reveal", {**look, "reason": "另一个"}).code == "key_reused"
    spoilt: dict[str, Any]
    for spoilt in ({"reason": " "}, {"reason": ""}, {"fields": []}, {"fields": ["birth_date"]}, {"by": ""}):
        assert till.post(f"{path}/reveal", act(fields=["name"]) | spoilt).code == "invalid_request"
    with database.read() as connection:
        assert len(connection.execute(select(reveals.c.id)).all()) == 1


def test_a_person_gets_everything_that_is_known_of_them(till: Till) -> None:
    told = till.post("/api/members/M0001/export", act()).json

    assert (told["name"], told["phone"], told["birth_date"]) == ("陈美娟", "19901378143", "1934-07-29")
    assert [card["number"] for card in told["cards"]] == ["9137000000017919"]
    assert [(one["kind"], one["amount_fen"]) for one in told["movements"]] == [("top_up", 155_00)]
    assert [one["fields"] for one in told["reveals"]] == [["everything"]]


def test_nobody_with_money_or_a_card_is_erased(till: Till, database: Database) -> None:
    assert till.post("/api/members/M0001/erase", act()).code == "money_left"
    code = till.post("/api/members", opening()).json["code"]

    database.write(
        lambda connection: give_card(
            connection,
            require_member(connection, code),
            serial="C0DE013799999999",
            number="9137999999999999",
        )
    )
    assert till.post(f"/api/members/{code}/erase", act()).code == "card_in_use"


def test_who_is_erased_is_gone_and_the_ledger_is_whole(till: Till, database: Database) -> None:
    code = till.post("/api/members", opening()).json["code"]
    request = act(reason="本人要求")

    erased = till.post(f"/api/members/{code}/erase", request)
    again = till.post(f"/api/members/{code}/erase", request)

    assert (erased.status, again.status) == (200, 200)
    assert erased.json["is_erased"]
    assert erased.json["name"] == "已注销"
    assert found(till, PHONE) == found(till, NUMBER) == found(till, "欧阳测试") == []
    assert found(till, code) == [code]
    for path in ("reveal", "export", "erase"):
        body = act(fields=["name"]) if path == "reveal" else act()
        assert till.post(f"/api/members/{code}/{path}", body).code == "erased_member"
    with database.read() as connection:
        row = connection.execute(select(members).where(members.c.code == code)).one()
        assert row.birth_date.day == 1
        for table in (people, member_search):
            assert connection.execute(select(table).where(table.c.member_id == row.id)).first() is None
        wallet = select(account_balances.c.balance_fen).where(
            account_balances.c.account_id == row.wallet_account_id
        )
        assert connection.execute(wallet).scalar_one() == 0
        assert audit_books(connection).disagreements == []
    # The identity number is free again: whoever comes back is a new member.
    assert till.post("/api/members", opening()).status == 201


def test_an_unknown_member_is_refused_everywhere(till: Till) -> None:
    assert till.get("/api/members/M9999/account").code == "unknown_member"
    for path in ("reveal", "export", "erase"):
        body = act(fields=["name"]) if path == "reveal" else act()
        assert till.post(f"/api/members/M9999/{path}", body).code == "unknown_member"


def test_the_card_on_the_reader_is_issued_with_the_account(till: Till, database: Database) -> None:
    till.side.put(till.card("C0DE013799999999", "9137999999999999"))
    request = opening(card={"till": "T1", "presentation": till.presentation()})

    with till.side.answering():
        opened = till.post("/api/members", request)
    again = till.post("/api/members", request)

    assert (opened.status, again.status) == (201, 200)
    assert opened.json["cards"] == [{"tail": "9999", "state": "active", "block_reason": None}]
    assert till.get("/api/tills/T1/snapshot").json["card"]["member"]["name"] == "欧**试"
    taken = opening(id_number="", birth_date="1950-01-01", card=request["card"])
    assert till.post("/api/members", taken).code == "card_taken"


def test_a_counterfeit_is_not_issued_and_nobody_joins(till: Till) -> None:
    till.side.put(till.card("C0DE013799999999", "9137999999999999", key=bytes(16)))
    request = opening(card={"till": "T1", "presentation": till.presentation()})

    with till.side.answering():
        refused = till.post("/api/members", request)

    assert refused.code == "card_proof_refused"
    assert found(till, PHONE) == []
    gone = opening(card={"till": "T1", "presentation": "gone"})
    assert till.post("/api/members", gone).code == "card_removed"


def test_nothing_comes_to_the_account_of_somebody_who_was_erased(till: Till) -> None:
    code = till.post("/api/members", opening()).json["code"]
    till.post(f"/api/members/{code}/erase", act())
    till.side.put(till.card("C0DE013799999999", "9137999999999999"))
    card = {"till": "T1", "presentation": till.presentation()}

    money = {"id": uuid7(), "till": "T1", "amount_fen": 100_00, "means": "cash"}
    assert till.post(f"/api/members/{code}/top-ups", money).code == "closed_member"
    with till.side.answering():
        for step, code_of_refusal in (("replace", "closed_member"), ("reopen", "erased_member")):
            assert till.post(f"/api/members/{code}/{step}", act(**card)).code == code_of_refusal
    assert till.get(f"/api/members/{code}/account").json["balance_fen"] == 0


def test_accounts_of_one_person_are_handed_out_and_forgotten_together(till: Till, database: Database) -> None:
    merging = {**act(), "till": "T1", "is_office": True, "survivor": "M0001"}
    assert till.post("/api/members/M0002/merge", merging).status == 200
    told = till.post("/api/members/M0001/export", act()).json["merged"]
    assert [(one["code"], sum(moved["amount_fen"] for moved in one["movements"])) for one in told] == [
        ("M0002", 0)
    ]
    balance_fen = till.get("/api/members/M0001/life").json["balance_fen"]
    leaving = {**act(), "till": "T1", "is_office": True, "amount_fen": balance_fen, "means": "wechat"}
    assert till.post("/api/members/M0001/return", leaving).status == 201

    assert till.post("/api/members/M0001/erase", act()).status == 200

    merged = till.get("/api/members/M0002/account").json
    assert (merged["name"], merged["is_erased"]) == ("已注销", True)
    assert found(till, "胡") == []
    with database.read() as connection:
        ids = select(members.c.id).where(members.c.code.in_(("M0001", "M0002")))
        for table in (people, member_search):
            assert connection.execute(select(table).where(table.c.member_id.in_(ids))).first() is None
        days = select(members.c.birth_date).where(members.c.code.in_(("M0001", "M0002")))
        assert {day.day for day in connection.execute(days).scalars()} == {1}
        assert audit_books(connection).disagreements == []
