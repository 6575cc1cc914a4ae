"""Somebody who is signed on at a device, as the browsers and programs of tests have to be.

The rows are written by the product's own functions; no PIN is hashed, which would take 30 ms each time.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from pos.clock import now
from pos.database import Database
from pos.shifts.shifts import require_till
from pos.staff.devices import enrol, find_device
from pos.staff.places import Place
from pos.staff.sessions import begin_session
from pos.staff.staff import require_staff_id
from pos.staff.tokens import csrf_of
from pos.web.who import CSRF_HEADER, DEVICE_COOKIE, SESSION_COOKIE

# Of the demo's people: 王主任, who may do most things.
MANAGER = "S004"
SITE = "xinli137"


@dataclass(frozen=True)
class Keys:
    """The cookies of a browser."""

    session: str
    device: str

    @property
    def headers(self) -> dict[str, str]:
        """Return what each request of that browser carries."""
        cookies = f"{SESSION_COOKIE}={self.session}; {DEVICE_COOKIE}={self.device}"
        return {"Cookie": cookies, CSRF_HEADER: csrf_of(self.session)}


def sign_on(database: Database, till: str | None, staff: str = MANAGER) -> Keys:
    """Enrol a device at a till, or a tablet, and sign somebody on there."""
    return database.write(lambda connection: signed_on(connection, till, staff))


def signed_on(connection: Connection, till: str | None, staff: str = MANAGER) -> Keys:
    """Do the same within a transaction."""
    at = now()
    place = Place(require_till(connection, till).site.code if till else SITE, till)
    device = enrol(connection, place, by="test", at=at)
    found = find_device(connection, device)
    assert found is not None
    session = begin_session(
        connection,
        require_staff_id(connection, staff),
        site_code=place.site_code,
        device_id=found.id,
        means="pin",
        at=at,
    )
    return Keys(session, device)
