"""Has the server a payment for a card here? The one rule: a connection that ends may be a server that ended.

One thread waits inside a request of the server's. It breaks at once when the server goes, and is therefore
also how the agent learns that it must tell everything anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from cardreader.backoff import Backoff
from cardreader.client import Client, ServerRefused
from cardreader.courier import Courier
from cardreader.steps import ServerAway, Work
from cardreader.threads import guarded_thread

_RETRY_FIRST_S = 0.05
_RETRY_MOST_S = 5.0
_ABORT_AGAIN_S = 0.02
# A server that answers "nothing" sooner than this does not wait, and is not to be hammered.
_QUICK_S = 0.5


class Poller:
    """Waits for work and hands it to ``submit`` with the name of its reader."""

    def __init__(
        self,
        client: Client,
        courier: Courier,
        *,
        submit: Callable[[str, Work], None],
        on_fault: Callable[[], None],
    ) -> None:
        self._client = client
        self._courier = courier
        self._submit = submit
        self._thread = guarded_thread("poller", self._run, on_fault=on_fault)

    def start(self) -> None:
        """Begin to wait."""
        self._thread.start()

    def stop(self) -> None:
        """End and wait for that; the courier must have been stopped before."""
        while self._thread.is_alive():
            self._client.abort()
            self._thread.join(_ABORT_AGAIN_S)
        self._client.close()

    def _run(self) -> None:
        backoff = Backoff(_RETRY_FIRST_S, _RETRY_MOST_S)
        while self._courier.wait_until_there():
            try:
                self._poll()
            except (ServerAway, ServerRefused) as error:
                self._courier.report_away(error)
                self._courier.pause(backoff.next_s())
                continue
            backoff.reset()
            if not self._client.is_connected:
                # Whoever answers the next connection may have been started in between and know nothing.
                self._courier.tell_everything()

    def _poll(self) -> None:
        began = time.monotonic()
        work = self._client.wait_for_work()
        if work is not None:
            self._submit(work.reader, work)
        elif time.monotonic() - began < _QUICK_S:
            self._courier.pause(_QUICK_S)
