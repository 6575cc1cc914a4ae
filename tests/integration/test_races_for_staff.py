"""Two processes at once: the fifth wrong PIN, a code for one device, a session that is ended while in use."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pos.audit_log import AuditLog
from pos.clock import now
from pos.database import Database
from pos.staff.devices import enrol_by_code, find_device, make_code
from pos.staff.pins import Peppered
from pos.staff.places import Place
from pos.staff.sessions import end_session, find_session, note_seen
from pos.staff.signing_on import MOST_PIN_TRIES, PinRefused, set_pin, sign_on_by_pin
from pos.staff.tables import device_codes, devices, staff, staff_sessions
from tests.integration.racing import Rivals, two_rivals
from tests.signed_on import Keys, sign_on

PEPPERED = Peppered(bytes(range(32)))
PIN, WRONG, CASHIER = "4071", "4072", "S001"
ROUNDS = 5


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    """Give two processes."""
    with two_rivals() as running:
        yield running


@dataclass(frozen=True)
class SigningOn:
    """Sign the cashier on with a PIN."""

    device_token: str
    pin: str
    log_folder: str

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        with books.read() as connection:
            device = find_device(connection, self.device_token)
        assert device is not None
        log = AuditLog(Path(self.log_folder))
        sign_on_by_pin(books, PEPPERED, log, device, code=CASHIER, pin=self.pin, at=now())
        return "signed on"


@dataclass(frozen=True)
class Enrolling:
    """Enrol a device by a code."""

    code: str

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        books.write(lambda connection: enrol_by_code(connection, PEPPERED.pepper, self.code, at=now()))
        return "enrolled"


@dataclass(frozen=True)
class Using:
    """Use a session, as every request does."""

    keys: Keys

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        at = now()
        with books.read() as connection:
            found = find_session(connection, self.keys.session, self.keys.device, at=at)
        if found is None:
            return "refused"
        books.write(lambda connection: note_seen(connection, found.id, at=at))
        return "used"


@dataclass(frozen=True)
class Ending:
    """End a session from elsewhere."""

    session_id: str

    def prepare(self, books: Database) -> None:
        """Do what has to be done before the race."""

    def act(self, books: Database) -> str:
        """Do it."""
        books.write(lambda connection: end_session(connection, self.session_id, reason="revoked", at=now()))
        return "ended"


def test_two_wrong_pins_at_once_give_no_try_more(database: Database, rivals: Rivals, tmp_path: Path) -> None:
    keys = sign_on(database, "T1")
    database.write(lambda connection: set_pin(connection, PEPPERED, CASHIER, PIN, at=now()))
    one_left = update(staff).where(staff.c.code == CASHIER).values(pin_tries=MOST_PIN_TRIES - 1)
    for _ in range(ROUNDS):
        database.write(lambda connection: connection.execute(one_left))
        database.write(lambda connection: connection.execute(update(devices).values(pin_tries=0)))
        wrong = SigningOn(keys.device, WRONG, str(tmp_path))

        [outcomes] = rivals.race(database, [wrong], [wrong])

        assert {outcome.what for outcome in outcomes} == {PinRefused.code}
        with database.read() as connection:
            tries = connection.execute(select(staff.c.pin_tries).where(staff.c.code == CASHIER)).scalar_one()
        assert tries == MOST_PIN_TRIES
        with pytest.raises(PinRefused):
            SigningOn(keys.device, PIN, str(tmp_path)).act(database)


def test_a_code_enrols_one_of_two_browsers(database: Database, rivals: Rivals) -> None:
    for _ in range(ROUNDS):
        code = database.write(
            lambda connection: make_code(
                connection, PEPPERED.pepper, Place("xinli137", "T1"), by="test", at=now()
            )
        )

        [outcomes] = rivals.race(database, [Enrolling(code)], [Enrolling(code)])

        assert sorted(outcome.what for outcome in outcomes) == ["device_code_refused", "enrolled"]
    with database.read() as connection:
        used = connection.execute(select(device_codes.c.device_id)).scalars().all()
        assert sorted(used) == sorted(connection.execute(select(devices.c.id)).scalars())


def test_a_session_that_is_ended_while_in_use_stays_ended(database: Database, rivals: Rivals) -> None:
    for _ in range(ROUNDS):
        keys = sign_on(database, "T1", CASHIER)
        with database.read() as connection:
            found = find_session(connection, keys.session, keys.device, at=now())
        assert found is not None

        [(used, ended)] = rivals.race(database, [Using(keys)], [Ending(found.id)])

        assert (used.what in {"used", "refused"}, ended.what) == (True, "ended")
        assert Using(keys).act(database) == "refused"
        with database.read() as connection:
            row = connection.execute(select(staff_sessions).where(staff_sessions.c.id == found.id)).one()
        assert row.end_reason == "revoked"
