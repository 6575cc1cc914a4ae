"""Did this request come from that till, now, for the first time? The one rule: sign everything that matters.

HMAC-SHA256 with the till's key over till, time, nonce, method, path with query and the hash of the body. Used
by the agent to sign and by the server to verify.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock

TILL_HEADER = "X-Canteen-Till"
TIME_HEADER = "X-Canteen-Time"
NONCE_HEADER = "X-Canteen-Nonce"
SIGNATURE_HEADER = "X-Canteen-Signature"
SKEW_MAX = timedelta(seconds=30)
KEY_BYTES_MIN = 16

_SCHEME = "canteen-hmac-sha256-1"
_TILL = re.compile(r"[A-Za-z0-9_.-]{1,40}", re.ASCII)
_TIME = re.compile(r"[0-9]{1,11}", re.ASCII)
_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)


class RequestRefused(Exception):
    """A signed request cannot be believed. ``code`` is stable."""

    code = "bad_signature"


class BadSignature(RequestRefused):
    """No such till, a header is missing or malformed, or the signature is not the key's."""


class ClockSkew(RequestRefused):
    """The request is properly signed, but its time is more than 30 s from ours."""

    code = "clock_skew"


class ReplayedNonce(RequestRefused):
    """The request is properly signed, but was already seen."""

    code = "replayed_nonce"


class NonceMemory:
    """Remembers nonces for as long as a request that carries them could still be accepted: 60 s.

    Shared by all threads of the one server process. Holds at most what the tills sent within that time.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: set[tuple[str, str]] = set()
        self._oldest_first: deque[tuple[datetime, tuple[str, str]]] = deque()

    def take(self, till: str, nonce: str, *, at: datetime) -> bool:
        """Remember ``nonce`` of ``till``; say whether it is new."""
        with self._lock:
            while self._oldest_first and at - self._oldest_first[0][0] > 2 * SKEW_MAX:
                self._seen.discard(self._oldest_first.popleft()[1])
            entry = (till, nonce)
            if entry in self._seen:
                return False
            self._seen.add(entry)
            self._oldest_first.append((at, entry))
            return True

    def __len__(self) -> int:
        return len(self._seen)


def sign(*, till: str, key: bytes, method: str, path: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the four headers that sign one request.

    ``path`` is what stands in the request line, query included. ``at`` is now, in UTC. The nonce is fresh, so
    each try of a request needs a signature of its own.

    :raises ValueError: when the till's code has characters that no code has, or the key is short.
    """
    if not _TILL.fullmatch(till):
        raise ValueError("a till's code has letters, digits, dots, dashes and underscores")
    if len(key) < KEY_BYTES_MIN:
        raise ValueError("a till's key has at least 16 bytes")
    time = str(int(at.timestamp()))
    nonce = secrets.token_hex(16)
    return {
        TILL_HEADER: till,
        TIME_HEADER: time,
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: _signature(key, (till, time, nonce, method, path), body),
    }


def verify(
    headers: Mapping[str, str],
    *,
    find_key: Callable[[str], bytes | None],
    method: str,
    path: str,
    body: bytes,
    at: datetime,
    nonces: NonceMemory,
) -> str:
    """Return the code of the till that signed this request.

    Names of headers may be in any case. The signature is checked first, so a stranger can neither fill the
    memory of nonces nor learn which tills there are.

    :raises BadSignature: when the signature is not that of the named till, or something is missing.
    :raises ClockSkew: when the signed time is more than 30 s from ``at``.
    :raises ReplayedNonce: when this request was accepted before.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    till, time, nonce, signature = (
        lower.get(name.lower(), "") for name in (TILL_HEADER, TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER)
    )
    if not (_TILL.fullmatch(till) and _TIME.fullmatch(time) and _NONCE.fullmatch(nonce)):
        raise BadSignature("a header is missing or malformed")
    key = find_key(till)
    # An unknown till costs the same work as a known one.
    is_key = key is not None and len(key) >= KEY_BYTES_MIN
    expected = _signature(
        key if key and is_key else bytes(KEY_BYTES_MIN), (till, time, nonce, method, path), body
    )
    if not hmac.compare_digest(expected.encode(), signature.encode()) or not is_key:
        raise BadSignature("the signature is not the till's")
    if abs(at - datetime.fromtimestamp(int(time), UTC)) > SKEW_MAX:
        raise ClockSkew("the till's clock and ours are more than 30 s apart")
    if not nonces.take(till, nonce, at=at):
        raise ReplayedNonce("this request was already seen")
    return till


def _signature(key: bytes, parts: tuple[str, ...], body: bytes) -> str:
    # No part can hold a line end: till, time and nonce are matched, method and path come from a request line.
    text = "\n".join((_SCHEME, *parts, hashlib.sha256(body).hexdigest()))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
