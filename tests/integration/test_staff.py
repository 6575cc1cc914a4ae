"""Who works here, at which devices, and how long they are believed: on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import Connection, insert, select

from pos.audit_log import AuditLog
from pos.audit_log.tables import deeds
from pos.clock import now
from pos.database import Database
from pos.shifts.tables import sites
from pos.staff.devices import CodeRefused, UnknownDevice, enrol, enrol_by_code, find_device, make_code, revoke
from pos.staff.passwords import Shown, SignOnRefused, set_password, set_totp, sign_on_by_password
from pos.staff.permissions import Role
from pos.staff.pins import Peppered, WeakPin
from pos.staff.places import Device, Place
from pos.staff.sessions import (
    IDLE,
    IDLE_ON_A_TABLET,
    LASTS_AT_MOST,
    Session,
    begin_session,
    end_session,
    find_session,
    note_seen,
)
from pos.staff.signing_on import (
    MOST_PIN_TRIES,
    MOST_TRIES_AT_A_DEVICE,
    DeviceLocked,
    PinRefused,
    set_pin,
    sign_on_by_pin,
    unlock,
)
from pos.staff.staff import (
    LastAdministrator,
    NotTheirs,
    add_staff,
    find_staff,
    require_administered,
    require_an_administrator,
    set_active,
    set_roles,
)
from pos.staff.tables import devices, staff, staff_sessions
from tests.tickets import VAULT

SITE, ELSEWHERE = "xinli137", "putuo1"
PEPPERED = Peppered(bytes(range(32)))
PIN, WRONG = "4071", "4072"
CASHIER, MANAGER, ADMINISTRATOR, AUDITOR = "S001", "S004", "S005", "S006"
AT = datetime.fromisoformat("2026-11-25T04:00:00+00:00")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
GOOD_PASSWORD = "linjian-mudan-1937"


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    """Give an audit log with a key."""
    return AuditLog(tmp_path)


@pytest.fixture
def device(database: Database) -> Device:
    """Give the device of a till."""
    token = database.write(lambda connection: enrol(connection, Place(SITE, "T1"), by="test", at=AT))
    with database.read() as connection:
        found = find_device(connection, token)
    assert found is not None
    return found


def session_of(database: Database, token: str, device_token: str | None, at: datetime) -> Session | None:
    """Return the session of two cookies at a moment."""
    with database.read() as connection:
        return find_session(connection, token, device_token, at=at)


def began(database: Database, *, till: str | None = "T1") -> tuple[str, str]:
    """Sign a cashier on at a new device; return the cookies of both."""

    def work(connection: Connection) -> tuple[str, str]:
        device_token = enrol(connection, Place(SITE, till), by="test", at=AT)
        at_device = find_device(connection, device_token)
        person = find_staff(connection, CASHIER, SITE)
        assert at_device is not None
        assert person is not None
        token = begin_session(
            connection, person.id, site_code=SITE, device_id=at_device.id, means="pin", at=AT
        )
        return token, device_token

    return database.write(work)


def kinds(database: Database) -> list[str]:
    """Return the kinds of the deeds that were written, in order."""
    with database.read() as connection:
        return list(connection.execute(select(deeds.c.kind).order_by(deeds.c.at, deeds.c.sequence)).scalars())


def test_a_session_is_believed_with_its_own_device_and_no_other(database: Database) -> None:
    token, device_token = began(database)
    _, other = began(database)

    found = session_of(database, token, device_token, AT)

    assert found is not None
    assert (found.staff_code, found.roles, found.site_code) == (CASHIER, frozenset({Role.CASHIER}), SITE)
    assert session_of(database, token, other, AT) is None
    assert session_of(database, token, None, AT) is None
    assert session_of(database, token + "x", device_token, AT) is None


@pytest.mark.parametrize(("till", "idle"), [("T1", IDLE), (None, IDLE_ON_A_TABLET)])
def test_a_session_that_is_not_used_is_over(database: Database, till: str | None, idle: timedelta) -> None:
    token, device_token = began(database, till=till)

    assert session_of(database, token, device_token, AT + idle - SECOND)
    assert session_of(database, token, device_token, AT + idle) is None


def test_a_session_in_use_is_over_after_half_a_day(database: Database) -> None:
    token, device_token = began(database)
    at = AT
    while at < AT + LASTS_AT_MOST - IDLE:
        at += IDLE - MINUTE
        found = session_of(database, token, device_token, at)
        assert found is not None
        assert found.is_due_to_be_seen(at)
        database.write(partial(note_seen, session_id=found.id, at=at))

    assert session_of(database, token, device_token, AT + LASTS_AT_MOST - SECOND)
    assert session_of(database, token, device_token, AT + LASTS_AT_MOST) is None


ENDS: dict[str, Callable[[Connection], None]] = {
    "other roles": lambda connection: set_roles(connection, CASHIER, SITE, {Role.KITCHEN}, at=AT),
    "another PIN": lambda connection: set_pin(connection, PEPPERED, CASHIER, PIN, at=AT),
    "made inactive": lambda connection: set_active(connection, CASHIER, is_active=False, at=AT),
    "the device revoked": lambda connection: revoke(
        connection, connection.execute(select(devices.c.id)).scalar_one(), SITE, at=AT
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_session_ends_at_once_and_does_not_come_back(database: Database, end: str) -> None:
    token, device_token = began(database)
    found = session_of(database, token, device_token, AT)
    assert found is not None

    database.write(ENDS[end])

    assert session_of(database, token, device_token, AT) is None
    database.write(lambda connection: note_seen(connection, found.id, at=AT + MINUTE))
    database.write(lambda connection: end_session(connection, found.id, reason="again", at=AT + MINUTE))
    database.write(lambda connection: set_active(connection, CASHIER, is_active=True, at=AT))
    assert session_of(database, token, device_token, AT) is None


def test_the_same_roles_again_end_nothing(database: Database) -> None:
    token, device_token = began(database)

    database.write(lambda connection: set_roles(connection, CASHIER, SITE, {Role.CASHIER}, at=AT))

    assert session_of(database, token, device_token, AT)


def test_five_wrong_pins_lock_a_person_until_somebody_opens(
    database: Database, device: Device, log: AuditLog
) -> None:
    database.write(lambda connection: set_pin(connection, PEPPERED, CASHIER, PIN, at=AT))

    def sign_on(pin: str, code: str = CASHIER) -> str:
        return sign_on_by_pin(database, PEPPERED, log, device, code=code, pin=pin, at=AT)

    for _ in range(MOST_PIN_TRIES - 1):
        with pytest.raises(PinRefused):
            sign_on(WRONG)
    assert sign_on(PIN)
    for _ in range(MOST_PIN_TRIES):
        with pytest.raises(PinRefused):
            sign_on(WRONG)
    with pytest.raises(PinRefused):
        sign_on(PIN)
    assert kinds(database).count("locked") == 2

    database.write(lambda connection: unlock(connection, CASHIER))
    assert sign_on(PIN)
    assert kinds(database).count("signed_on") == 2


@pytest.mark.parametrize("code", [MANAGER, "S999"])
def test_without_a_pin_or_a_name_nobody_comes_in(
    database: Database, device: Device, log: AuditLog, code: str
) -> None:
    with pytest.raises(PinRefused):
        sign_on_by_pin(database, PEPPERED, log, device, code=code, pin=PIN, at=AT)


def test_somebody_of_another_site_does_not_come_in(database: Database, device: Device, log: AuditLog) -> None:
    def work(connection: Connection) -> None:
        _another_site(connection)
        set_pin(connection, PEPPERED, CASHIER, PIN, at=AT)
        set_roles(connection, CASHIER, SITE, set(), at=AT)
        set_roles(connection, CASHIER, ELSEWHERE, {Role.MANAGER}, at=AT)

    database.write(work)

    with pytest.raises(PinRefused):
        sign_on_by_pin(database, PEPPERED, log, device, code=CASHIER, pin=PIN, at=AT)


def test_ten_wrong_pins_lock_a_device_until_a_supervisors(
    database: Database, device: Device, log: AuditLog
) -> None:
    def pins(connection: Connection) -> None:
        set_pin(connection, PEPPERED, CASHIER, PIN, at=AT)
        set_pin(connection, PEPPERED, MANAGER, PIN, at=AT)

    database.write(pins)
    for number in range(MOST_TRIES_AT_A_DEVICE):
        with pytest.raises(PinRefused):
            sign_on_by_pin(database, PEPPERED, log, device, code=f"X{number}", pin=PIN, at=AT)

    with pytest.raises(DeviceLocked):
        sign_on_by_pin(database, PEPPERED, log, device, code=CASHIER, pin=PIN, at=AT)
    with pytest.raises(PinRefused):
        sign_on_by_pin(database, PEPPERED, log, device, code=MANAGER, pin=WRONG, at=AT)
    assert sign_on_by_pin(database, PEPPERED, log, device, code=MANAGER, pin=PIN, at=AT)
    assert sign_on_by_pin(database, PEPPERED, log, device, code=CASHIER, pin=PIN, at=AT)


def test_a_weak_pin_is_not_given(database: Database) -> None:
    with pytest.raises(WeakPin):
        database.write(lambda connection: set_pin(connection, PEPPERED, CASHIER, "1234", at=AT))


def test_signing_on_makes_a_new_session_and_ends_the_one_before(
    database: Database, device: Device, log: AuditLog
) -> None:
    database.write(lambda connection: set_pin(connection, PEPPERED, CASHIER, PIN, at=AT))
    first = sign_on_by_pin(database, PEPPERED, log, device, code=CASHIER, pin=PIN, at=AT)

    second = sign_on_by_pin(database, PEPPERED, log, device, code=CASHIER, pin=PIN, at=AT, former=first)

    assert first != second
    token, device_token = began(database)
    assert session_of(database, token, device_token, AT)
    with database.read() as connection:
        assert find_session(connection, first, None, at=AT) is None


def test_a_code_enrols_one_device_for_its_place_within_ten_minutes(database: Database) -> None:
    pepper, place = PEPPERED.pepper, Place(SITE, "T2")
    made = [
        database.write(lambda connection: make_code(connection, pepper, place, by="S004 王主任", at=AT))
        for _ in range(2)
    ]

    def use(code: str, at: datetime, key: bytes = pepper) -> str:
        return database.write(lambda connection: enrol_by_code(connection, key, code, at=at))

    with pytest.raises(CodeRefused):
        use(made[0], AT + 10 * MINUTE)
    with pytest.raises(CodeRefused):
        use(made[0], AT, bytes(32))
    token = use(made[0].lower(), AT + 10 * MINUTE - SECOND)
    for code in (made[0], "ABCDEFGH", ""):
        with pytest.raises(CodeRefused):
            use(code, AT)
    with database.read() as connection:
        found = find_device(connection, token)
    assert found is not None
    assert (found.place, found.enrolled_by) == (place, "S004 王主任")


def test_a_revoked_device_is_none_and_only_its_own_site_revokes_it(
    database: Database, device: Device
) -> None:
    token, device_token = began(database)
    with database.read() as connection:
        found = find_device(connection, device_token)
    assert found is not None
    with pytest.raises(UnknownDevice):
        database.write(lambda connection: revoke(connection, found.id, ELSEWHERE, at=AT))

    for _ in range(2):
        database.write(lambda connection: revoke(connection, found.id, SITE, at=AT))

    with database.read() as connection:
        assert find_device(connection, device_token) is None
    assert session_of(database, token, device_token, AT) is None


def _codes_of(database: Database, code: str) -> pyotp.TOTP:
    def work(connection: Connection) -> str:
        set_password(connection, PEPPERED, code, GOOD_PASSWORD, must_change=False, at=AT)
        return set_totp(connection, VAULT, code, at=AT)

    found = pyotp.parse_uri(database.write(work))
    assert isinstance(found, pyotp.TOTP)
    return found


def test_a_password_and_a_fresh_code_bring_an_auditor_in_once(database: Database, log: AuditLog) -> None:
    totp = _codes_of(database, AUDITOR)

    def come(at: datetime, *, password: str = GOOD_PASSWORD, code: str | None = None) -> str:
        shown = Shown(AUDITOR, password, code or totp.at(at))
        return sign_on_by_password(database, PEPPERED, VAULT, log, shown, at=at)

    token = come(AT)
    found = session_of(database, token, None, AT)
    assert found is not None
    assert (found.device, found.site_code, found.roles) == (None, SITE, frozenset({Role.AUDITOR}))
    for spoilt in (
        {"at": AT},
        {"at": AT + 30 * SECOND, "code": totp.at(AT)},
        {"at": AT + 5 * MINUTE, "code": totp.at(AT + 3 * MINUTE)},
        {"at": AT + 5 * MINUTE, "password": GOOD_PASSWORD + "x"},
    ):
        with pytest.raises(SignOnRefused):
            come(**spoilt)
    # A phone half a minute behind.
    assert come(AT + 10 * MINUTE, code=totp.at(AT + 9.5 * MINUTE))


def test_five_wrong_passwords_lock_and_nobody_else_may_come_from_away(
    database: Database, log: AuditLog
) -> None:
    for code, may in ((CASHIER, False), (MANAGER, True)):
        totp = _codes_of(database, code)
        shown = Shown(code, GOOD_PASSWORD, totp.at(AT))
        if may:
            assert sign_on_by_password(database, PEPPERED, VAULT, log, shown, at=AT)
        else:
            with pytest.raises(SignOnRefused):
                sign_on_by_password(database, PEPPERED, VAULT, log, shown, at=AT)
    for _ in range(5):
        wrong = Shown(MANAGER, "wrong-wrong-wrong", totp.at(AT + MINUTE))
        with pytest.raises(SignOnRefused):
            sign_on_by_password(database, PEPPERED, VAULT, log, wrong, at=AT + MINUTE)
    right = Shown(MANAGER, GOOD_PASSWORD, totp.at(AT + MINUTE))
    with pytest.raises(SignOnRefused):
        sign_on_by_password(database, PEPPERED, VAULT, log, right, at=AT + MINUTE)

    database.write(lambda connection: unlock(connection, MANAGER))
    assert sign_on_by_password(database, PEPPERED, VAULT, log, right, at=AT + MINUTE)


def test_nothing_that_a_person_knows_or_a_browser_holds_lies_in_the_database(
    database: Database, device: Device, log: AuditLog
) -> None:
    database.write(lambda connection: set_pin(connection, PEPPERED, CASHIER, PIN, at=AT))
    token = sign_on_by_pin(database, PEPPERED, log, device, code=CASHIER, pin=PIN, at=AT)
    totp = _codes_of(database, MANAGER)

    with database.read() as connection:
        people = repr(connection.execute(select(staff)).all())
        all_rows = repr([connection.execute(select(table)).all() for table in (staff_sessions, deeds)])
    assert PIN not in people.replace("$", " ").split()
    for secret in (GOOD_PASSWORD, totp.secret):
        assert secret not in people
    assert token not in all_rows


def test_a_site_keeps_an_administrator_who_changes_only_their_own(database: Database) -> None:
    def elsewhere(connection: Connection) -> None:
        _another_site(connection)
        set_roles(connection, MANAGER, ELSEWHERE, {Role.MANAGER}, at=AT)
        by = find_staff(connection, ADMINISTRATOR, SITE)
        assert by is not None
        require_administered(connection, CASHIER, by)
        require_administered(connection, MANAGER, by)

    def nobody_left(connection: Connection) -> None:
        set_active(connection, ADMINISTRATOR, is_active=False, at=AT)
        require_an_administrator(connection, SITE)

    with pytest.raises(NotTheirs):
        database.write(elsewhere)
    with pytest.raises(LastAdministrator):
        database.write(nobody_left)


def test_people_get_the_next_free_code(database: Database) -> None:
    codes = [database.write(lambda connection: add_staff(connection, "新同事", at=now())) for _ in range(2)]

    assert codes == ["S007", "S008"]


def _another_site(connection: Connection) -> None:
    row = dict(connection.execute(select(sites)).mappings().one())
    connection.execute(insert(sites).values({**row, "code": ELSEWHERE}))
