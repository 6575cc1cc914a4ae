"""Where does a device stand? At a till, or anywhere in a site.

Rule: values only; `pos.staff.devices` says which devices are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pos.staff.tables import devices

TILL, TABLET = "till", "tablet"
# What makes a device out of a row, in the order of `device_of`.
OF_A_DEVICE: Final = (
    devices.c.id,
    devices.c.site_code,
    devices.c.till_code,
    devices.c.enrolled_by,
    devices.c.enrolled_at,
    devices.c.revoked_at,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device stands: at a till of a site, or anywhere in it."""

    site_code: str
    till_code: str | None = None

    @property
    def kind(self) -> str:
        """Return which kind of device stands there."""
        return TABLET if self.till_code is None else TILL


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that was enrolled."""

    id: str
    place: Place
    enrolled_by: str
    enrolled_at: datetime
    revoked_at: datetime | None


def device_of(columns: Sequence[Any]) -> Device:
    """Return the device that the columns of `OF_A_DEVICE` hold."""
    id_, site_code, till_code, *rest = columns
    return Device(id_, Place(site_code, till_code), *rest)
