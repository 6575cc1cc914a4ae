"""Is this the person's PIN? Hashed slowly, under a pepper that is not in the database.

Rule: whoever takes the database alone cannot try PINs out: 10,000 are few. A PIN is looked at only after its
try was counted (`pos.staff.signing_on`).
"""

import hmac
import re
from collections.abc import Iterator
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pos.errors import Refusal

# OWASP's least for Argon2id: 28 ms on a till's PC.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_DIGITS = re.compile(r"[0-9]{4,6}")
_YEARS = range(1900, 2100)
_TURN = "01234567890"


class WeakPin(Refusal):
    """A PIN that many would try first, or that is none of four to six digits."""

    code = "weak_pin"


class Peppered:
    """Hashes what people know, each under the key that lies beside the database."""

    def __init__(self, pepper: bytes) -> None:
        self._pepper = pepper
        self._of_nobody = ""

    def __repr__(self) -> str:
        """Say nothing of the key."""
        return "Peppered()"

    @property
    def pepper(self) -> bytes:
        """Return the key itself, for the hashes that need not be slow."""
        return self._pepper

    def hash(self, kind: str, owner: str, secret: str) -> str:
        """Return what is kept of somebody's secret; the same one of another person looks different."""
        return _HASHER.hash(self._mixed(kind, owner, secret))

    def matches(self, hashed: str | None, kind: str, owner: str, secret: str) -> bool:
        """Tell whether it is the one; who has none is looked at for just as long, and has never the right."""
        try:
            return _HASHER.verify(hashed or self._nobodys(), self._mixed(kind, owner, secret)) and bool(
                hashed
            )
        except (VerificationError, InvalidHashError):
            return False

    def _mixed(self, kind: str, owner: str, secret: str) -> str:
        return hmac.new(self._pepper, f"{kind}\0{owner}\0{secret}".encode(), sha256).hexdigest()

    def _nobodys(self) -> str:
        if not self._of_nobody:
            self._of_nobody = _HASHER.hash("nobody's")
        return self._of_nobody


def require_good_pin(pin: str) -> None:
    """Refuse a PIN that is tried first.

    :raises WeakPin: when it is none of 4 to 6 digits, a year, one digit repeated, a row, or a pattern of two.
    """
    if not _DIGITS.fullmatch(pin) or any(_weak(pin)):
        raise WeakPin


def _weak(pin: str) -> Iterator[bool]:
    yield len(set(pin)) == 1
    yield pin in _TURN or pin in _TURN[::-1]
    yield len(pin) == 4 and int(pin) in _YEARS
    # 1212, 123123, 112233
    yield pin == pin[:2] * (len(pin) // 2)
    yield pin == pin[:3] * 2
    yield len(pin) % 2 == 0 and pin[::2] == pin[1::2] and pin[::2] in _TURN
    # 0000 backwards and the like are above; days such as 0101 begin every list of birthdays.
    yield pin in {"1004", "2580", "5201314", "520520", "131452"}
