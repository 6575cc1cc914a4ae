"""Every route of the app, asked by everybody: the answer is the one that the route itself declares."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, select, update
from werkzeug.routing import Rule

from pos.app import create_app
from pos.clock import now
from pos.database import open_database
from pos.ledger.accounts import open_account
from pos.shifts.tables import sites, tills
from pos.staff.permissions import PERMISSIONS, Role
from pos.staff.staff import add_staff, set_roles
from pos.staff.tables import devices, staff_sessions
from pos.staff.tokens import hash_of
from pos.web.needs import (
    AGENT,
    DEVICE,
    PUBLIC,
    SIGNED_ON,
    Need,
    UndeclaredRoute,
    need_of,
    require_declarations,
)
from pos.web.repeats import KEY_HEADER
from pos.web.who import CSRF_HEADER
from tests.signed_on import Keys, signed_on
from tests.tickets import PERSONAL_KEYS, uuid7

SITE, ELSEWHERE = "xinli137", "putuo1"
OTHERS_TILL = "P1"
# What keeps somebody out before any view is asked.
KEPT_OUT = {
    "sign_on_required", "not_permitted", "device_required", "other_till", "csrf_missing", "agent_refused",
}  # fmt: skip
ENDS_THE_SESSION = {"session.end", "session.change_password"}


@dataclass(frozen=True)
class Asker:
    """Somebody who asks, and what they are."""

    name: str
    keys: Keys | None
    roles: frozenset[Role] = frozenset()
    has_device: bool = True
    is_signed_on: bool = True
    is_elsewhere: bool = False


@dataclass(frozen=True)
class Doors:
    """The app of a demo, and everybody who asks it."""

    app: Flask
    askers: list[Asker]


@pytest.fixture(scope="module")
def doors(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Give the app with all routes that there are, and an asker of each kind."""
    folder = tmp_path_factory.mktemp("doors")
    path = folder / "canteen.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    books = open_database(f"sqlite:///{path}")
    askers = books.write(_askers)
    app = create_app(
        {
            "VAR_DIR": str(folder),
            "CANTEEN_DATABASE_URL": f"sqlite:///{path}",
            "CANTEEN_DEMO": "1",
            "CANTEEN_PERSONAL_KEYS": PERSONAL_KEYS,
        }
    )
    yield Doors(app, askers)
    app.extensions["canteen"].database.engine.dispose()
    books.engine.dispose()


def _askers(connection: Connection) -> list[Asker]:
    people = {
        Role.CASHIER: "S001",
        Role.KITCHEN: "S003",
        Role.MANAGER: "S004",
        Role.ADMINISTRATOR: "S005",
        Role.AUDITOR: "S006",
    }
    found = [
        Asker(role.value, signed_on(connection, "T1", code), frozenset({role}))
        for role, code in people.items()
    ]
    alone, revoked, ended = (signed_on(connection, "T1", "S004") for _ in range(3))
    _change(connection, revoked, device={"revoked_at": now()})
    _change(connection, ended, session={"ended_at": now(), "end_reason": "test"})
    return [
        Asker("nobody", None, has_device=False, is_signed_on=False),
        Asker("a device alone", Keys("", alone.device), is_signed_on=False),
        *found,
        Asker("a manager elsewhere", _elsewhere(connection), frozenset({Role.MANAGER}), is_elsewhere=True),
        Asker("a revoked device", revoked, has_device=False, is_signed_on=False),
        Asker("an ended session", ended, is_signed_on=False),
    ]


def _elsewhere(connection: Connection) -> Keys:
    """Return the keys of a manager at a till of another site."""
    row = dict(connection.execute(select(sites)).mappings().one())
    connection.execute(insert(sites).values({**row, "code": ELSEWHERE}))
    drawer = open_account(connection, "drawer", OTHERS_TILL)
    connection.execute(
        insert(tills).values(
            code=OTHERS_TILL, site_code=ELSEWHERE, name_zh="一号", name_en="One", drawer_account_id=drawer
        )
    )
    code = add_staff(connection, "外店经理", at=now())
    set_roles(connection, code, ELSEWHERE, {Role.MANAGER}, at=now())
    return signed_on(connection, OTHERS_TILL, code)


def _change(connection: Connection, keys: Keys, **values: dict[str, object]) -> None:
    for table, name, token in (
        (devices, "device", keys.device),
        (staff_sessions, "session", keys.session),
    ):
        if name in values:
            connection.execute(update(table).where(table.c.token_hash == hash_of(token)).values(values[name]))


def _expected(need: Need, asker: Asker) -> bool:
    """Tell whether a route lets an asker in, by what it declares alone."""
    if need.openness is PUBLIC:
        return True
    if need.openness is AGENT:
        return False
    if need.openness is DEVICE:
        return asker.has_device
    if need.or_device and asker.has_device and not asker.is_elsewhere:
        return True
    if not asker.is_signed_on:
        return False
    if need.openness is SIGNED_ON:
        return True
    may = bool(PERMISSIONS[need.permission or ""] & asker.roles)
    return may and not (need.or_device and asker.is_elsewhere)


def _path(rule: Rule, till: str) -> str:
    def filled(found: re.Match[str]) -> str:
        kind, name = found[1] or "", found[2]
        if kind.startswith("any("):
            return kind[4:].split(",")[0].rstrip(")")
        if kind.startswith("int"):
            return "2147483647"
        return till if name == "code" and "/till" in rule.rule else "nothing"

    return re.sub(r"<(?:((?:any|int|path|string)(?:\([^)]*\))?):)?(\w+)>", filled, rule.rule)


def test_every_route_lets_in_whom_it_declares_and_nobody_else(doors: Doors) -> None:
    wrong = []
    asked = 0
    for rule in doors.app.url_map.iter_rules():
        need = need_of(doors.app, rule.endpoint)
        assert need is not None
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for asker in doors.askers:
                if rule.endpoint in ENDS_THE_SESSION and asker.is_signed_on:
                    # Tried by itself in the tests of signing on.
                    continue
                asked += 1
                # Whoever works their own till is asked about that; whoever only looks, about the first.
                till = OTHERS_TILL if asker.is_elsewhere and not need.or_device else "T1"
                is_in = _is_let_in(doors.app, method, _path(rule, till), asker)
                if is_in != _expected(need, asker):
                    wrong.append((asker.name, method, rule.rule, is_in))

    assert wrong == []
    assert asked > 800


def _is_let_in(app: Flask, method: str, path: str, asker: Asker) -> bool:
    headers = asker.keys.headers if asker.keys else {}
    kind = "application/octet-stream" if path.endswith("/file") else "application/json"
    sent = {"data": b"{}", "content_type": kind} if method == "POST" else {}
    response = app.test_client(use_cookies=False).open(path, method=method, headers=headers, **sent)  # type: ignore[arg-type]
    try:
        if response.status_code == 302:
            return False
        if response.mimetype != "application/problem+json":
            return True
        return response.get_json()["code"] not in KEPT_OUT
    finally:
        response.close()


def test_a_write_without_what_only_our_pages_know_is_refused(doors: Doors) -> None:
    client = doors.app.test_client(use_cookies=False)
    manager = next(asker for asker in doors.askers if asker.name == "manager")
    assert manager.keys is not None
    other = next(asker for asker in doors.askers if asker.name == "auditor")
    assert other.keys is not None
    cookies = {"Cookie": manager.keys.headers["Cookie"]}

    for headers in (cookies, {**cookies, CSRF_HEADER: other.keys.headers[CSRF_HEADER]}):
        answer = client.post("/api/alarms/1/seen", json={}, headers=headers)
        assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf_missing")


def test_a_page_sends_whoever_may_not_see_it_to_where_they_may(doors: Doors) -> None:
    client = doors.app.test_client(use_cookies=False)

    for path, place in (("/till/T1", "/enrol"), ("/today", "/sign-on"), ("/prices", "/sign-on")):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"{place}?next={path.replace('/', '%2F')}",
        )


def test_an_app_with_a_route_that_says_nothing_does_not_start() -> None:
    app = Flask("pos.web")
    app.add_url_rule("/forgotten", "forgotten", lambda: "")

    with pytest.raises(UndeclaredRoute, match="forgotten"):
        require_declarations(app)


def test_only_a_manager_elsewhere_sees_their_own_limits(doors: Doors) -> None:
    """What belongs to a site is that of whoever asks, not the first one's."""
    elsewhere = next(asker for asker in doors.askers if asker.is_elsewhere)
    assert elsewhere.keys is not None
    client = doors.app.test_client(use_cookies=False)

    client.post(
        "/api/limits/weak_order",
        json={"amount_fen": 1},
        headers={**elsewhere.keys.headers, KEY_HEADER: uuid7()},
    )

    manager = next(asker for asker in doors.askers if asker.name == "manager")
    assert manager.keys is not None
    limits = {
        name: client.get("/api/limits", headers=keys.headers).get_json()["limits"]
        for name, keys in (("here", manager.keys), ("elsewhere", elsewhere.keys))
    }
    weak = {
        name: next(one["amount_fen"] for one in found if one["code"] == "weak_order")
        for name, found in limits.items()
    }
    assert weak["elsewhere"] == 1
    assert weak["here"] != 1
