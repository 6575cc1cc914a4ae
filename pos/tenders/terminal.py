"""How a payment terminal in the house is spoken to: HTTP, JSON, and the payment's id as the key.

Rule: every wait ends. What was not answered in full is unknown, whatever came of it.
"""

import http.client
import json
from typing import Any, Final
from urllib.parse import quote, urlsplit

from pos.clock import monotonic_s
from pos.tenders.payments import ExternalPayment, Outcome

ANSWERS_WITHIN_S: Final = 5.0
LARGEST_ANSWER: Final = 4096
LONGEST_REFERENCE: Final = 32
_STATES: Final = {"paid": "confirmed", "refused": "refused", "cancelled": "cancelled", "waiting": "waiting"}


class Terminal:
    """A terminal at an address such as http://127.0.0.1:8004."""

    def __init__(self, address: str, *, answers_within_s: float = ANSWERS_WITHIN_S) -> None:
        parts = urlsplit(address)
        if parts.scheme != "http" or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError(f"a terminal's address is like http://127.0.0.1:8004, not {address!r}")
        self._host, self._port = parts.hostname, parts.port or 80
        self._answers_within_s = answers_within_s

    def start(self, payment: ExternalPayment) -> Outcome:
        """Ask for the money."""
        body = {"amount_fen": payment.amount_fen, "means": payment.means}
        return self._say("PUT", _path(payment), body)

    def ask(self, payment: ExternalPayment) -> Outcome:
        """Ask what became of it."""
        return self._say("GET", _path(payment))

    def cancel(self, payment: ExternalPayment) -> Outcome:
        """Give it up; a key that it never heard of is barred from then on."""
        return self._say("POST", f"{_path(payment)}/cancel", {})

    def _say(self, method: str, path: str, body: object = None) -> Outcome:
        give_up_s = monotonic_s() + self._answers_within_s
        connection = http.client.HTTPConnection(self._host, self._port, timeout=self._answers_within_s)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read1(LARGEST_ANSWER)
            while chunk := answer.read1(LARGEST_ANSWER):
                text += chunk
                # A terminal that drips its answer must not hold a till.
                if len(text) > LARGEST_ANSWER or monotonic_s() > give_up_s:
                    return Outcome("unknown")
            return _outcome(answer.status, text)
        except (OSError, http.client.HTTPException):
            return Outcome("unknown")
        finally:
            connection.close()


def _path(payment: ExternalPayment) -> str:
    return f"/payments/{quote(payment.id, safe='')}"


def _outcome(status: int, text: bytes) -> Outcome:
    if status == http.HTTPStatus.NOT_FOUND:
        return Outcome("unheard")
    if status != http.HTTPStatus.OK:
        return Outcome("unknown")
    try:
        said: Any = json.loads(text)
    except ValueError:
        return Outcome("unknown")
    state = _STATES.get(str(said.get("state")), "unknown") if isinstance(said, dict) else "unknown"
    if state != "confirmed":
        return Outcome(state)
    reference = said.get("reference")
    is_one = isinstance(reference, str) and 0 < len(reference) <= LONGEST_REFERENCE
    return Outcome(state, reference) if is_one else Outcome("unknown")
