"""Signing on through the API: cookies, locks, cards, and what an administrator does for others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pos.clock import now
from pos.database import Database
from pos.staff.staff import require_staff_id
from pos.staff.tables import staff_cards
from pos.web.who import CSRF_HEADER, DEVICE_COOKIE, SESSION_COOKIE, may_go_on
from tests.functional.till import Till
from tests.signed_on import sign_on
from tests.tickets import uuid7

CASHIER, MANAGER, ADMINISTRATOR = "S001", "S004", "S005"
PIN, WRONG = "4071", "4072"
STRANGER = ("C0DE0137FFFFFFFF", "9137000099990000")
OTHER_KEY = bytes(range(16, 32))


@dataclass
class Browser:
    """A browser that keeps its cookies and sends what a page of ours knows."""

    app: Flask
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""

    def get(self, path: str) -> TestResponse:
        """Ask for something."""
        return self._send("GET", path)

    def post(self, path: str, **body: Any) -> TestResponse:
        """Send something."""
        return self._send("POST", path, json=body)

    def _send(self, method: str, path: str, **sent: Any) -> TestResponse:
        carried = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": carried, CSRF_HEADER: self.csrf}
        answer = self.app.test_client(use_cookies=False).open(path, method=method, headers=headers, **sent)
        for line in answer.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        if answer.is_json and isinstance(answer.json, dict) and "csrf" in answer.json:
            self.csrf = answer.json["csrf"] or ""
        return answer


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till at which an administrator is signed on."""
    running = Till(database, tmp_path, staff=ADMINISTRATOR)
    running.post(f"/api/staff/{CASHIER}/pin", {"pin": PIN})
    yield running
    running.close()


@pytest.fixture
def browser(till: Till) -> Browser:
    """Give a browser that was never here."""
    return Browser(till.app)


def code_of(answer: TestResponse) -> str:
    """Return the code of a refusal."""
    code: str = answer.get_json()["code"]
    return code


def test_a_browser_is_enrolled_by_a_code_and_a_cashier_signs_on_and_off(till: Till, browser: Browser) -> None:
    code = till.post("/api/devices/codes", {"kind": "till", "till": "T2"}).json["code"]
    assert code_of(browser.get("/api/session/people")) == "device_required"

    enrolled = browser.post("/api/devices/enrol", code=code)
    [line] = enrolled.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(line.split("; "))
    assert enrolled.get_json()["device"]["till"] == "T2"
    assert code_of(Browser(till.app).post("/api/devices/enrol", code=code)) == "device_code_refused"
    people = browser.get("/api/session/people").get_json()["people"]
    assert {"code": CASHIER, "name": "周敏", "roles": ["cashier"]} in people

    signed = browser.post("/api/session/pin", staff=CASHIER, pin=PIN)
    assert signed.get_json()["staff"] == {"code": CASHIER, "name": "周敏"}
    [line] = signed.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(line.split("; "))
    assert browser.get("/api/session").get_json()["csrf"] == browser.csrf != ""
    before = dict(browser.cookies)

    assert browser.post("/api/session/end").get_json()["staff"] is None
    browser.cookies = before
    assert browser.get("/api/session").get_json()["staff"] is None
    assert code_of(browser.get("/api/staff")) == "sign_on_required"


def test_a_session_that_was_put_into_a_browser_is_not_taken_over(till: Till, browser: Browser) -> None:
    browser.cookies = {DEVICE_COOKIE: till.keys.device, SESSION_COOKIE: "chosen-by-somebody-else"}

    browser.post("/api/session/pin", staff=CASHIER, pin=PIN)

    assert browser.cookies[SESSION_COOKIE] != "chosen-by-somebody-else"
    browser.cookies[SESSION_COOKIE] = "chosen-by-somebody-else"
    assert browser.get("/api/session").get_json()["staff"] is None


def test_who_is_locked_and_who_was_wrong_are_told_the_same(till: Till, browser: Browser) -> None:
    browser.cookies = {DEVICE_COOKIE: till.keys.device}
    wrong = [browser.post("/api/session/pin", staff=CASHIER, pin=WRONG).get_json() for _ in range(5)]

    locked = browser.post("/api/session/pin", staff=CASHIER, pin=PIN).get_json()
    nobody = browser.post("/api/session/pin", staff="S999", pin=PIN).get_json()

    assert [*wrong, nobody] == [locked] * 6
    assert locked["code"] == "pin_refused"
    [shown] = [one for one in till.get("/api/staff").json["staff"] if one["code"] == CASHIER]
    assert shown["is_locked"]
    till.post(f"/api/staff/{CASHIER}/unlock", {})
    assert browser.post("/api/session/pin", staff=CASHIER, pin=PIN).status_code == 200


def test_a_device_that_is_revoked_is_out_at_once(till: Till, browser: Browser, database: Database) -> None:
    keys = sign_on(database, "T2", CASHIER)
    browser.cookies = {DEVICE_COOKIE: keys.device, SESSION_COOKIE: keys.session}
    device = browser.get("/api/session").get_json()["device"]["id"]

    listed = till.post(f"/api/devices/{device}/revoke", {}).json["devices"]

    assert next(one for one in listed if one["id"] == device)["revoked_at"]
    assert browser.get("/api/session").get_json() | {"csrf": ""} == {
        "staff": None, "roles": [], "permissions": [], "site": None, "device": None,
        "must_change_password": False, "csrf": "", "idle_s": None,
    }  # fmt: skip
    assert code_of(browser.post("/api/session/pin", staff=CASHIER, pin=PIN)) == "device_required"


def test_a_new_manager_comes_in_from_away_with_a_password_of_their_own(till: Till, browser: Browser) -> None:
    person = {"id": uuid7(), "name": "顾新", "roles": ["manager"]}
    added, again = till.post("/api/staff", person), till.post("/api/staff", person)
    assert (added.status, again.status, again.json["code"]) == (201, 200, added.json["code"])
    assert till.post("/api/staff", {**person, "name": "别人"}).code == "key_reused"
    code = added.json["code"]
    password = till.post(f"/api/staff/{code}/password", {}).json["password"]
    totp = pyotp.parse_uri(till.post(f"/api/staff/{code}/totp", {}).json["uri"])
    assert isinstance(totp, pyotp.TOTP)

    # Each code counts once, so the next ones are of the half minutes around this one.
    at = now().timestamp()
    signed = browser.post("/api/session/password", name=code, password=password, totp=totp.at(int(at) - 30))
    assert signed.get_json()["must_change_password"]
    assert code_of(browser.get("/api/staff")) == "password_must_change"
    for new, refusal in (("short", "weak_password"), (password, "weak_password")):
        refused = browser.post("/api/session/change-password", password=password, new_password=new)
        assert code_of(refused) == refusal
    wrong = browser.post("/api/session/change-password", password="x", new_password="linjian-mudan-1937")
    assert code_of(wrong) == "sign_on_refused"
    changed = browser.post(
        "/api/session/change-password", password=password, new_password="linjian-mudan-1937"
    )
    assert changed.get_json()["staff"] is None

    body = {"name": code, "password": "linjian-mudan-1937", "totp": totp.at(int(at))}
    assert browser.post("/api/session/password", **body).get_json()["device"] is None
    assert browser.get("/api/staff").status_code == 200
    assert code_of(Browser(till.app).post("/api/session/password", **body)) == "sign_on_refused"


def test_whoever_tries_too_often_waits(till: Till, browser: Browser) -> None:
    body = {"name": MANAGER, "password": "wrong-wrong-wrong", "totp": "000000"}
    answers = [browser.post("/api/session/password", **body) for _ in range(11)]

    assert {code_of(answer) for answer in answers[:10]} == {"sign_on_refused"}
    assert (answers[10].status_code, code_of(answers[10])) == (429, "too_many_requests")
    assert 1 <= int(answers[10].headers["Retry-After"]) <= 60


def test_a_staff_card_signs_on_where_it_lies_and_a_counterfeit_does_not(
    till: Till, browser: Browser, database: Database
) -> None:
    browser.cookies = {DEVICE_COOKIE: till.keys.device}
    assert code_of(browser.post("/api/session/card")) == "card_removed"
    till.side.put(till.card(*STRANGER))
    assert code_of(browser.post("/api/session/card")) == "no_staff_card"
    with till.side.answering():
        registered = till.post(f"/api/staff/{MANAGER}/card", {"presentation": till.presentation()})
    assert registered.status == 200
    till.side.take_away()

    till.side.put(till.card(*STRANGER))
    shown = till.get("/api/tills/T1/snapshot").json["card"]
    assert (shown["problem"]["code"], shown["member"]) == ("staff_card", None)
    with till.side.answering():
        signed = browser.post("/api/session/card")
    assert signed.get_json()["staff"]["code"] == MANAGER

    till.side.take_away()
    till.side.put(till.card(*STRANGER, key=OTHER_KEY, copy="counterfeit"))
    with till.side.answering():
        assert code_of(browser.post("/api/session/card")) == "card_proof_refused"
    till.post(f"/api/staff/{MANAGER}/end-cards", {})
    till.side.take_away()
    till.side.put(till.card(*STRANGER))
    with till.side.answering():
        assert code_of(browser.post("/api/session/card")) == "no_staff_card"


def test_a_copy_of_a_staff_card_that_counts_back_is_nobody(
    till: Till, browser: Browser, database: Database
) -> None:
    def ahead(connection: Any) -> None:
        connection.execute(
            staff_cards.insert().values(
                serial=STRANGER[0],
                staff_id=require_staff_id(connection, MANAGER),
                profile="cpu-aes",
                counter=1_000,
                registered_at=now(),
            )
        )

    database.write(ahead)
    browser.cookies = {DEVICE_COOKIE: till.keys.device}
    till.side.put(till.card(*STRANGER))

    with till.side.answering():
        assert code_of(browser.post("/api/session/card")) == "no_staff_card"


def test_a_members_card_is_not_given_to_staff(till: Till) -> None:
    till.side.put(till.card("C0DE013700000001", "9137000000017919"))

    with till.side.answering():
        refused = till.post(f"/api/staff/{CASHIER}/card", {"presentation": till.presentation()})

    assert refused.code == "card_taken"


def test_what_cannot_be_is_refused(till: Till) -> None:
    for path, body, code in (
        ("S001/pin", {"pin": "1234"}, "weak_pin"),
        ("S999/pin", {"pin": PIN}, "unknown_staff"),
        ("S999/unlock", {}, "unknown_staff"),
        ("S001/roles", {"roles": ["owner"]}, "invalid_request"),
        (f"{ADMINISTRATOR}/roles", {"roles": ["cashier"]}, "last_administrator"),
        (f"{ADMINISTRATOR}/deactivate", {}, "last_administrator"),
    ):
        assert till.post(f"/api/staff/{path}", body).code == code
    assert till.post("/api/devices/codes", {"kind": "till", "till": "T9"}).code == "unknown_till"
    assert till.post("/api/devices/codes", {"kind": "tablet", "till": "T1"}).code == "invalid_request"
    assert till.post("/api/devices/nothing/revoke", {}).code == "unknown_device"
    assert till.post("/api/sessions/nothing/end", {}).code == "unknown_session"


def test_a_session_is_ended_from_elsewhere(till: Till, browser: Browser, database: Database) -> None:
    keys = sign_on(database, "T2", CASHIER)
    browser.cookies = {DEVICE_COOKIE: keys.device, SESSION_COOKIE: keys.session}
    open_now = till.get("/api/sessions").json["sessions"]
    [theirs] = [one for one in open_now if one["staff"]["code"] == CASHIER]
    assert (theirs["till"], theirs["means"]) == ("T2", "pin")

    till.post(f"/api/sessions/{theirs['id']}/end", {})

    assert browser.get("/api/session").get_json()["staff"] is None
    assert not [one for one in till.get("/api/sessions").json["sessions"] if one["id"] == theirs["id"]]


def test_a_till_is_worked_from_its_own_device_alone(till: Till, database: Database, tmp_path: Path) -> None:
    other = Till(database, tmp_path, "T2", staff=CASHIER)
    order = other.order(other.dish("main"), till="T1")

    assert other.post("/api/orders", order).code == "other_till"
    assert other.get("/api/tills/T1/snapshot").code == "other_till"
    assert other.post("/api/tills/T1/shift/open", {"id": uuid7(), "float_fen": 0}).code == "other_till"
    assert other.post("/api/orders", {**order, "till": "T2"}).status == 201
    other.close()


def test_a_stream_goes_on_as_long_as_whoever_asked_for_it_may(till: Till, database: Database) -> None:
    """A till's screen listens as its device; anybody else only while they are signed on."""
    at_the_till, at_a_tablet = sign_on(database, "T2", CASHIER), sign_on(database, None, CASHIER)
    looks = []
    for keys in (at_the_till, at_a_tablet):
        with till.app.test_request_context("/api/kitchen/events", headers=keys.headers):
            looks.append(may_go_on())
    assert [look() for look in looks] == [True, True]

    till.post(f"/api/staff/{CASHIER}/pin", {"pin": PIN})
    assert [look() for look in looks] == [True, False]

    for device in till.get("/api/devices").json["devices"]:
        till.post(f"/api/devices/{device['id']}/revoke", {})
    assert [look() for look in looks] == [False, False]
