"""Each write of the API that needs a key, as a screen sends it: one request that does something.

A view that is added and needs a key has its request here; `test_sent_twice` says which are missing.
"""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from inventory.kitchen import put_on_menu
from inventory.menu import MenuItem
from pos.cards.alarms import FORGED_ANSWER, raise_alarm
from pos.clock import now
from pos.staff.devices import enrol, find_device
from pos.staff.places import Place
from pos.web.backtest_processes import BacktestProcesses
from pos.web.list_processes import ListProcesses
from tests.functional.test_back_test import WAITING
from tests.functional.till import Till
from tests.lists import look_at, surroundings
from tests.resident_lists import csv_bytes, resident, residents
from tests.signed_on import sign_on
from tests.tickets import menu_now, uuid7
from tests.tillside import Json
from tests.trial_schemes import COUNTED

FILE = "application/octet-stream"
CONTENTS = csv_bytes(residents(3, start=900))
# Of nobody: invented like the lists of the tests.
NUMBERS = (resident(number)[1] for number in count(950))


@dataclass(frozen=True)
class Write:
    """A request; `during` gives what has to go on beside it, as a card that answers."""

    path: str
    body: Any
    content_type: str = "application/json"
    during: Callable[[], AbstractContextManager[object]] = nullcontext


Story = Callable[[Till], Write]


def act(**changes: object) -> Json:
    """Return the body of an act that says why."""
    return {"id": uuid7(), "reason": "本人要求", **changes}


def money(**changes: object) -> Json:
    """Return the body of an act with money at the office."""
    return act(till="T1", is_office=True, **changes)


def at_rest(till: Till) -> None:
    """Have the processes beside the server start nothing, so that a job stays as a request has left it."""
    here = till.app.extensions["canteen"]
    till.app.extensions["canteen"] = replace(
        here, backtests=BacktestProcesses(WAITING), lists=ListProcesses(WAITING)
    )


def _menu_item(till: Till, place: int) -> MenuItem:
    counted = [item for item in menu_now(till.database) if item.planned_portions is not None]
    return counted[place]


def _open_account(till: Till) -> str:
    body = {"id": uuid7(), "name": "端木测试", "id_number": next(NUMBERS)}
    code: str = till.post("/api/members", body).json["code"]
    return code


def _new_card(till: Till) -> Write:
    till.side.put(till.card("C0DE0137EEEEEEEE", "9137000000990017"))
    body = act(till="T1", presentation=till.presentation())
    return Write("/api/members/M0004/issue", body, during=till.side.answering)


def _announced(till: Till) -> Json:
    return {
        "id": uuid7(),
        "file_name": "april.csv",
        "size_bytes": len(CONTENTS),
        "sha256": hashlib.sha256(CONTENTS).hexdigest(),
    }


def _file(till: Till) -> Write:
    announced = _announced(till)
    till.post("/api/member-lists", announced)
    return Write(f"/api/member-lists/{announced['id']}/file", CONTENTS, FILE)


def _ready_list(till: Till) -> str:
    folder = till.app.extensions["canteen"].settings.lists_folder
    return look_at(surroundings(till.database, folder), CONTENTS).id


def _today(till: Till) -> date:
    return date.fromisoformat(till.get("/api/prices").json["today"])


def _backtest(till: Till) -> Json:
    today = _today(till)
    until = today + timedelta(days=1)
    return {
        "id": uuid7(),
        "from_date": today.isoformat(),
        "until_date": until.isoformat(),
        "toml": COUNTED,
    }


def _asked_backtest(till: Till) -> str:
    body = _backtest(till)
    till.post("/api/backtests", body)
    id_: str = body["id"]
    return id_


def _draft(till: Till, days: int) -> Json:
    told = till.get("/api/prices").json
    present = next(one for one in told["versions"] if one["state"] == "in_force")
    table = till.get(f"/api/prices/versions/{present['version']}").json["scheme"]
    begins = (_today(till) + timedelta(days=days)).isoformat()
    return {"scheme": {**table, "version": told["next_version"]}, "effective_from": begins}


def _scheduled(till: Till) -> int:
    version: int = till.post("/api/prices/schedule", _draft(till, 20)).json["version"]
    return version


def _proof(till: Till, code: str) -> Json:
    return {
        "class_code": code,
        "proof_type": "证",
        "valid_from": _today(till).isoformat(),
        "valid_until": None,
    }


def _proven(till: Till) -> Json:
    till.post("/api/members/M0006/proofs", _proof(till, "tekun"))
    return {"class_code": "tekun", "from_day": _today(till).isoformat()}


def _top_up(till: Till) -> Json:
    body = act(till="T1", is_office=True, amount_fen=10_00, means="cash")
    del body["reason"]
    return body


def _undo(till: Till) -> Write:
    done = _top_up(till)
    till.post("/api/members/M0007/top-ups", done)
    return Write(f"/api/members/M0007/top-ups/{done['id']}/undo", money())


def _payer(till: Till) -> Json:
    return act(relation="daughter", name="陈测试娟", phone="19900013700")


def _named_payer(till: Till) -> Write:
    told = till.post("/api/members/M0008/payers", _payer(till)).json
    return Write(f"/api/members/M0008/payers/{told['payers'][0]['id']}/end", act())


def _return(till: Till) -> Write:
    balance_fen = till.get("/api/members/M0010/life").json["balance_fen"]
    return Write("/api/members/M0010/return", money(amount_fen=balance_fen, means="cash"))


def _opening() -> Json:
    return {"id": uuid7(), "float_fen": 200_00}


def _shift(till: Till) -> str:
    """Return the shift that is open on the till, opened where none is."""
    shift: Json | None = till.get("/api/tills/T1/snapshot").json["shift"]
    if shift is None:
        shift = till.post("/api/tills/T1/shift/open", _opening()).json["shift"]
    return str(shift["id"])


def _counting(till: Till) -> Write:
    body = {"id": uuid7(), "shift": _shift(till), "pieces": {"10000": 2}, "loose_fen": 0}
    return Write("/api/tills/T1/shift/count", body)


def _closing(till: Till) -> Write:
    """Return the closing of the shift on the till by a count; no payment may be open then."""
    for payment in till.get("/api/tills/T1/payments").json["payments"]:
        till.post(f"/api/tills/T1/payments/{payment['id']}/cancel", {})
    counting = _counting(till)
    expected_fen = till.post(counting.path, counting.body).json["expected_fen"]
    # A difference would need a second person.
    exact = {**counting.body, "id": uuid7(), "pieces": {}, "loose_fen": expected_fen}
    count_id = till.post(counting.path, exact).json["id"]
    body = {"id": uuid7(), "shift": _shift(till), "count": count_id, "left_fen": 0}
    return Write("/api/tills/T1/shift/close", body)


def _close(till: Till) -> None:
    closing = _closing(till)
    till.post(closing.path, closing.body)


def _open(till: Till) -> Write:
    _close(till)
    return Write("/api/tills/T1/shift/open", _opening())


def _paid_in(till: Till) -> Write:
    _shift(till)
    body = {"id": uuid7(), "kind": "paid_in", "amount_fen": 5_00, "reason": "change", "note": ""}
    return Write("/api/tills/T1/cash", body)


def _drawer(till: Till) -> Write:
    _shift(till)
    return Write("/api/tills/T1/drawer", {"id": uuid7(), "reason": "check", "note": ""})


def _x_report(till: Till) -> Write:
    _shift(till)
    return Write("/api/tills/T1/shift/report", {"id": uuid7()})


def _forced(till: Till) -> Write:
    body = {"id": uuid7(), "shift": _shift(till), "pieces": None, "loose_fen": 0, "reason": "已离店"}
    return Write("/api/cash/tills/T1/close", body)


def _reprint(till: Till) -> Write:
    _close(till)
    return Write("/api/cash/reports/T1/1/reprint", {"id": uuid7()})


def _alarm(till: Till) -> Write:
    serial = "C0DE013700000001"
    till.database.write(
        lambda connection: raise_alarm(connection, FORGED_ANSWER, serial=serial, till_code="T1", at=now())
    )
    [alarm] = till.get("/api/alarms").json["alarms"]
    return Write(f"/api/alarms/{alarm['id']}/seen", {})


def _dish_that_is_not_on(period: str, till: Till) -> Json:
    told = till.get(f"/api/kitchen/menu?period={period}").json
    present = {item["dish_code"] for item in told["items"]}
    found: Json = next(
        one for one in told["dishes"] if one["code"] not in present and one["category"] != "dimsum"
    )
    return found


def _copy(till: Till) -> Write:
    """Return the copy of a dinner of a week ago."""
    earlier, dish = _today(till) - timedelta(days=7), _dish_that_is_not_on("dinner", till)
    till.database.write(
        lambda connection: put_on_menu(
            connection,
            dish["code"],
            menu_date=earlier,
            period_code="dinner",
            planned_portions=None,
            at=now(),
        )
    )
    return Write("/api/kitchen/menu/copy", {"period": "dinner"})


def _put_on(till: Till) -> Write:
    dish = _dish_that_is_not_on("breakfast", till)
    body = {"period": "breakfast", "dish_code": dish["code"], "planned_portions": 9}
    return Write("/api/kitchen/menu/items", body)


def _hold(till: Till) -> Json:
    lines = [{"menu_item_id": till.dish("main").id, "quantity": 1}]
    return {"id": uuid7(), "presentation": None, "lines": lines, "note": "白帽子"}


def _held(till: Till) -> str:
    body = _hold(till)
    assert till.post("/api/tills/T1/holds", body).status == 201
    id_: str = body["id"]
    return id_


def _device(till: Till) -> Write:
    site = till.get("/api/session").json["site"]
    token = till.database.write(
        lambda connection: enrol(connection, Place(site, None), by="S004 王主任", at=now())
    )
    with till.database.read() as connection:
        device = find_device(connection, token)
    assert device is not None
    return Write(f"/api/devices/{device.id}/revoke", {})


def _given_back(till: Till, step: str) -> Write:
    """Return the undoing of a sale of one dish: of its one line, or as a whole."""
    order = till.order(till.dish("main"))
    till.post("/api/orders", order)
    body: Json = act(till="T1", total_fen=order["total_fen"])
    if step == "refunds":
        body["lines"] = [{"line": 1, "quantity": 1, "fate": "waste"}]
    return Write(f"/api/orders/{order['id']}/{step}", body)


def _administered(till: Till, path: str, **body: object) -> Write:
    """Return what an administrator does, who signs on at the till for it."""
    till.keys = sign_on(till.database, till.code, "S005")
    return Write(f"/api/staff{path}", body)


def _ended_session(till: Till) -> Write:
    sign_on(till.database, None, "S003")
    sessions = till.get("/api/sessions").json["sessions"]
    theirs = next(one for one in sessions if one["staff"]["code"] == "S003")
    return Write(f"/api/sessions/{theirs['id']}/end", {})


def _payment(till: Till) -> Json:
    order = till.order(till.dish("main"))
    tray = {name: order[name] for name in ("presentation", "lines", "total_fen")}
    asked = {"id": uuid7(), "order": order["id"], "amount_fen": 1_00, "means": "bank", "provider": "manual"}
    return {**tray, **asked}


def _step_of_a_payment(till: Till, step: str, body: Json) -> Write:
    """Return what is done with a payment that was begun; one that is given back was confirmed."""
    asked = _payment(till)
    assert till.post("/api/tills/T1/payments", asked).status == 201
    path = f"/api/tills/T1/payments/{asked['id']}"
    if step == "give-back":
        till.post(f"{path}/confirm", {"reference": asked["id"][-8:]})
    return Write(f"{path}/{step}", body)


def _series() -> Json:
    days = {"valid_from": "2020-01-01", "valid_until": "2099-12-31"}
    worth = {"payer": "street", "face_fen": 1_00, "remainder": "lost"}
    return {"id": uuid7(), "name": "餐券", "sites": ["xinli137"], "quantity": 2, **days, **worth}


def _voucher(till: Till) -> str:
    series = _series()
    till.post("/api/vouchers", series)
    code: str = till.get(f"/api/vouchers/{series['id']}/codes").json["codes"][0]
    return code


_STORIES: dict[str, Story] = {
    "accounts.erase": lambda till: Write(f"/api/members/{_open_account(till)}/erase", act()),
    "accounts.export": lambda _: Write("/api/members/M0001/export", act()),
    "accounts.open_account": lambda _: Write(
        "/api/members", {"id": uuid7(), "name": "闻人测试", "id_number": next(NUMBERS)}
    ),
    "accounts.show_plainly": lambda _: Write("/api/members/M0001/reveal", act(fields=["phone"])),
    "alarms.see": _alarm,
    "audit.post_audit": lambda _: Write("/api/audit", {}),
    "audit.post_removed_lines": lambda _: Write(
        "/api/tills/T1/removed-lines",
        {
            "id": uuid7(),
            "removed": [
                {"kind": "line_removed", "ticket": uuid7(), "dish_code": "mifan", "quantity": 1},
                {"kind": "ticket_cleared", "ticket": uuid7(), "dish_code": "mifan", "quantity": 2},
            ],
        },
    ),
    "backtests.ask": lambda till: Write("/api/backtests", _backtest(till)),
    "backtests.cancel": lambda till: Write(f"/api/backtests/{_asked_backtest(till)}/cancel", {}),
    "cash.bring_to_bank": lambda _: Write(
        "/api/cash/banking",
        {"id": uuid7(), "direction": "deposit", "amount_fen": 1_00, "reference": "回单"},
    ),
    "cash.close_in_their_place": _forced,
    "cash.reprint_report": _reprint,
    "devices.post_revocation": _device,
    "holds.post_cancel": lambda till: Write(f"/api/tills/T1/holds/{_held(till)}/cancel", {}),
    "holds.post_hold": lambda till: Write("/api/tills/T1/holds", _hold(till)),
    "holds.post_resume": lambda till: Write(f"/api/tills/T1/holds/{_held(till)}/resume", {}),
    "kitchen.copy": _copy,
    "kitchen.plan": lambda till: Write(
        f"/api/kitchen/menu/items/{_menu_item(till, 0).id}/planned", {"planned_portions": 777}
    ),
    "kitchen.put_on": _put_on,
    "kitchen.switch": lambda till: Write(
        f"/api/kitchen/menu/items/{_menu_item(till, 1).id}/sold-out", {"is_sold_out": True}
    ),
    "kitchen.take_off": lambda till: Write(f"/api/kitchen/menu/items/{_menu_item(till, 2).id}/remove", {}),
    "limits.change": lambda _: Write("/api/limits/weak_order", {"amount_fen": 12_00}),
    "member_life.post_card_step": lambda _: Write("/api/members/M0002/cards/5838/freeze", act()),
    "member_life.post_loss": lambda _: Write("/api/members/M0003/loss", act()),
    "member_life.post_merge": lambda till: Write(
        f"/api/members/{_open_account(till)}/merge", money(survivor="M0009")
    ),
    "member_life.post_new_card": _new_card,
    "member_life.post_state": lambda _: Write("/api/members/M0005/freeze", act()),
    "member_lists.announce": lambda till: Write("/api/member-lists", _announced(till)),
    "member_lists.decide": lambda till: Write(
        f"/api/member-lists/{_ready_list(till)}/confirm", {"skip_errors": False}
    ),
    "member_lists.give_up": lambda till: Write(f"/api/member-lists/{_ready_list(till)}/cancel", {}),
    "member_lists.receive": _file,
    "member_money.post_return": _return,
    "member_money.post_top_up": lambda till: Write("/api/members/M0007/top-ups", _top_up(till)),
    "member_money.post_undo": _undo,
    "member_payers.post_end": _named_payer,
    "member_payers.post_payer": lambda till: Write("/api/members/M0001/payers", _payer(till)),
    "members.add_proof": lambda till: Write("/api/members/M0001/proofs", _proof(till, "dibao")),
    "members.move": lambda _: Write("/api/members/M0001/home", {"residence": "xuhui", "hukou": "xuhui"}),
    "members.revoke": lambda till: Write("/api/members/M0006/revoke", _proven(till)),
    "orders.post_order": lambda till: Write("/api/orders", till.order(till.dish("main"))),
    "payments.post_cancel": lambda till: _step_of_a_payment(till, "cancel", {}),
    "payments.post_confirm": lambda till: _step_of_a_payment(till, "confirm", {"reference": uuid7()[-8:]}),
    "payments.post_decision": lambda till: _step_of_a_payment(
        till, "decide", {"reference": None, "reason": "银行后台没有"}
    ),
    "payments.post_give_back": lambda till: _step_of_a_payment(till, "give-back", {"reason": "客人已走"}),
    "payments.post_payment": lambda till: Write("/api/tills/T1/payments", _payment(till)),
    "prices.schedule": lambda till: Write("/api/prices/schedule", _draft(till, 10)),
    "prices.withdraw": lambda till: Write(f"/api/prices/versions/{_scheduled(till)}/withdraw", {}),
    "sessions.post_end": _ended_session,
    "staff.post_end_of_cards": lambda till: _administered(till, "/S002/end-cards"),
    "staff.post_person": lambda till: _administered(till, "", id=uuid7(), name="新来的", roles=["cashier"]),
    "staff.post_roles": lambda till: _administered(till, "/S002/roles", roles=["kitchen"]),
    "staff.post_state": lambda till: _administered(till, "/S003/deactivate"),
    "staff.post_unlock": lambda till: _administered(till, "/S002/unlock"),
    "refunds.post_refund": lambda till: _given_back(till, "refunds"),
    "refunds.post_void": lambda till: _given_back(till, "void"),
    "shifts.close_till": _closing,
    "shifts.count_till": _counting,
    "shifts.move_till_cash": _paid_in,
    "shifts.open_till": _open,
    "shifts.open_till_drawer": _drawer,
    "shifts.print_x_report": _x_report,
    "vouchers.post_cancel": lambda till: Write(
        "/api/vouchers/cancel", {"voucher": _voucher(till), "reason": "遗失"}
    ),
    "vouchers.post_series": lambda _: Write("/api/vouchers", _series()),
}


def _on_an_open_till(story: Story) -> Story:
    """Return a story that finds a shift open, whatever the story before it has closed."""

    def told(till: Till) -> Write:
        _shift(till)
        return story(till)

    return told


STORIES = {name: _on_an_open_till(story) for name, story in _STORIES.items()}
