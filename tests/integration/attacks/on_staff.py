"""Attacks on who works here: sessions that go on, devices that come back, codes used twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, update

from pos.cards.tables import cards
from pos.staff.tables import device_codes, devices, staff, staff_cards, staff_roles, staff_sessions
from tests.integration.attacks.attack import Act, Attack, copying

AT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
SITE = "xinli137"
SERIAL = "C0DE0137AAAA0001"
DEVICE: dict[str, Any] = {
    "id": "device",
    "kind": "till",
    "site_code": SITE,
    "till_code": "T1",
    "token_hash": "hash of a device",
    "enrolled_by": "test",
    "enrolled_at": AT,
}
CODE: dict[str, Any] = {
    "code_hash": "hash of a code",
    "kind": "tablet",
    "site_code": SITE,
    "made_by": "test",
    "made_at": AT,
    "expires_at": AT + timedelta(minutes=10),
}
SESSION: dict[str, Any] = {
    "id": "session",
    "token_hash": "hash of a session",
    "staff_id": 1,
    "device_id": "device",
    "site_code": SITE,
    "means": "pin",
    "began_at": AT,
    "seen_at": AT,
}
CARD: dict[str, Any] = {
    "serial": SERIAL,
    "staff_id": 1,
    "profile": "cpu-aes",
    "counter": 7,
    "registered_at": AT,
}


def _having(*more: Act, **changes: dict[str, Any]) -> Act:
    """Return an act that writes a device, a code, a session and a staff card, some changed, and then more."""

    def act(connection: Connection) -> None:
        rows: tuple[tuple[str, Table, dict[str, Any]], ...] = (
            ("device", devices, DEVICE),
            ("code", device_codes, CODE),
            ("session", staff_sessions, SESSION),
            ("card", staff_cards, CARD),
        )
        for name, table, row in rows:
            connection.execute(insert(table).values({**row, **changes.get(name, {})}))
        for then in more:
            then(connection)

    return act


def _changing(table: Table, **values: Any) -> Callable[[Connection], None]:
    def act(connection: Connection) -> None:
        connection.execute(update(table).values(**values))

    return act


ENDED = {"ended_at": AT, "end_reason": "signed_off"}
ONCE, REVOKED, USED = "sessions_end_once", "devices_stay_revoked", "device_codes_are_used_once"
OF_ONE, COUNTS = "a_card_is_a_members_or_staffs", "staff_cards_count_on"

ON_STAFF = (
    Attack(
        "a session goes on after its end",
        ONCE,
        _having(_changing(staff_sessions, ended_at=None, end_reason=None), session=ENDED),
    ),
    Attack("a session of somebody else", ONCE, _having(_changing(staff_sessions, staff_id=2))),
    Attack("a session begins later", ONCE, _having(_changing(staff_sessions, began_at=AT + timedelta(1)))),
    Attack(
        "a device comes back",
        REVOKED,
        _having(_changing(devices, revoked_at=None), device={"revoked_at": AT}),
    ),
    Attack("a device moves to another till", REVOKED, _having(_changing(devices, till_code="T2"))),
    Attack(
        "a code used again",
        USED,
        _having(_changing(device_codes, device_id=None), code={"device_id": "device"}),
    ),
    Attack("a code that lasts", USED, _having(_changing(device_codes, expires_at=AT + timedelta(days=9)))),
    Attack(
        "a member's card as staff's",
        OF_ONE,
        _having(card={"serial": "C0DE013700000001"}),
    ),
    Attack("a staff card as a member's", OF_ONE, _having(copying(cards, serial=SERIAL, number="1"))),
    Attack("a staff card counts back", COUNTS, _having(_changing(staff_cards, counter=6))),
    Attack("two people of one code", "uq_staff_code", copying(staff, id=99)),
    Attack("a person on leave", "ck_staff_state_is_known", _changing(staff, state="away")),
    Attack("tries below none", "ck_staff_tries_are_not_negative", _changing(staff, pin_tries=-1)),
    Attack("a seal without a key", "ck_staff_a_seal_has_its_key", _changing(staff, totp_sealed=b"x")),
    Attack("a role of nobody", "ck_staff_roles_role_is_known", copying(staff_roles, role="owner")),
    Attack(
        "a counter below none",
        "ck_staff_cards_counter_is_not_negative",
        _having(card={"counter": -1}),
    ),
    Attack(
        "a device of another kind",
        "ck_devices_kind_is_known",
        _having(device={"kind": "phone", "till_code": None}),
    ),
    Attack("a till of no name", "ck_devices_a_till_is_named_by_its_own", _having(device={"till_code": None})),
    Attack("fewer tries than none", "ck_devices_tries_are_not_negative", _having(device={"pin_tries": -1})),
    Attack("two devices of one secret", "uq_devices_token_hash", _having(copying(devices, id="other"))),
    Attack("a code for a phone", "ck_device_codes_kind_is_known", _having(code={"kind": "phone"})),
    Attack(
        "a tablet at a till", "ck_device_codes_a_till_is_named_by_its_own", _having(code={"till_code": "T1"})
    ),
    Attack(
        "a code that is over", "ck_device_codes_expires_after_it_was_made", _having(code={"expires_at": AT})
    ),
    Attack("a session by guess", "ck_staff_sessions_means_is_known", _having(session={"means": "guess"})),
    Attack(
        "an end without a reason",
        "ck_staff_sessions_an_end_has_its_reason",
        _having(_changing(staff_sessions, ended_at=AT)),
    ),
    Attack(
        "a PIN away from any device",
        "ck_staff_sessions_a_pin_belongs_to_a_device",
        _having(session={"device_id": None}),
    ),
    Attack(
        "two sessions of one secret", "uq_staff_sessions_token_hash", _having(copying(staff_sessions, id="x"))
    ),
)
