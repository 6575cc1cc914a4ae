"""How does one printer get through its queue? Claim, send, write down; ask it how it is in between.

Rule: one thread owns a printer. Nothing here is ever called from a request.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from pos.clock import monotonic_s
from pos.database import Database, OutOfReach
from pos.receipts import drawer, outbox
from pos.receipts.conditions import record_state
from pos.receipts.documents import document_from_json
from pos.receipts.escpos_bytes import escpos_bytes
from pos.receipts.layout import lay_out
from pos.receipts.outbox import Job
from pos.receipts.printers import Printer
from pos.receipts.status import PrinterState
from pos.receipts.transport import Outcome, ask_state, send_paper
from pos.receipts.wire import PATIENCE, Patience

logger = logging.getLogger(__name__)

ASK_EVERY_S = 10.0
# How long a new receipt may wait unseen; looking costs one read of an index.
_LOOK_S = 0.2
_AFTER_FAULT_S = 2.0
_DATABASE_AWAY = (OutOfReach, OperationalError)
_READY: frozenset[PrinterState] = frozenset({"ok", "paper_low"})


class Lane:
    """One printer, its queue, and whether a broken paper may still be in it."""

    def __init__(
        self,
        database: Database,
        printer: Printer,
        now: Callable[[], datetime],
        stop: threading.Event,
        patience: Patience = PATIENCE,
    ) -> None:
        self._database = database
        self._printer = printer
        self._now = now
        self._stop = stop
        self._patience = patience
        self._is_in_doubt = False
        self._is_begun = False
        self._state: PrinterState | None = None
        self._asked_at_s: float | None = None
        self._has_fault = False

    def run(self) -> None:
        """Work the queue off until stopped; a fault is logged once and everything tried again."""
        while not self._stop.is_set():
            try:
                pause_s = self._step()
                self._has_fault = False
            except Exception:
                self._log_fault()
                pause_s = _AFTER_FAULT_S
            self._stop.wait(pause_s)

    def _step(self) -> float:
        """Print one paper, or else see how the printer is; returns how long to rest."""
        if not self._is_begun:
            self._begin()
        with self._database.read() as connection:
            job = outbox.find_next_job(connection, self._printer.name)
        at = self._now()
        if job is not None and job.created_at <= at - outbox.PAPER_LIFE:
            self._expire(at)
            return 0
        if job is None or job.next_try_at > at:
            self._ask_now_and_then()
            return _LOOK_S
        self._print(job)
        return 0

    def _begin(self) -> None:
        """Doubt what a worker before this one was sending when it died."""
        at, name = self._now(), self._printer.name
        doubted = self._database.write(lambda connection: outbox.doubt_jobs(connection, name, at=at))
        if doubted:
            self._is_in_doubt = True
            logger.warning("printer %s: %d papers were being sent when the worker stopped", name, doubted)
        self._is_begun = True

    def _print(self, job: Job) -> None:
        if not self._database.write(lambda connection: outbox.claim_job(connection, job.key)):
            return
        if drawer.is_too_late(job.kind, created_at=job.created_at, at=self._now()):
            self._settle(job, outcome=None, error="the drawer was to open earlier")
            return
        try:
            paper = escpos_bytes(lay_out(document_from_json(job.document), self._printer.columns))
        except ValueError as error:
            logger.exception("paper %s cannot be printed", job.key)
            self._settle(job, outcome=None, error=str(error))
            return
        outcome = send_paper(
            self._printer,
            paper,
            is_in_doubt=self._is_in_doubt,
            patience=self._patience,
            keep_waiting=self._keep_waiting,
        )
        self._settle(job, outcome, error=outcome.detail or outcome.state)
        if outcome.result != "not_sent":
            self._is_in_doubt = outcome.result == "uncertain"
        self._note(outcome.state)

    def _settle(self, job: Job, outcome: Outcome | None, error: str) -> None:
        """Write down what became of a claimed job; while the database is away, again and again."""

        def settle(connection: Connection) -> None:
            at = self._now()
            if outcome is None or (outcome.result == "not_sent" and job.kind == drawer.KIND):
                outbox.settle_job(connection, job.key, state="failed", error=error, at=at)
            elif outcome.result == "not_sent":
                outbox.requeue_job(connection, job, error=error, at=at)
            elif outcome.result == "uncertain":
                outbox.settle_job(connection, job.key, state="uncertain", error=error, at=at)
            else:
                outbox.settle_job(connection, job.key, state="printed", at=at)

        while True:
            try:
                self._database.write(settle)
                return
            except _DATABASE_AWAY:
                # Forgetting a result would turn a printed paper into an uncertain one at the next start.
                self._log_fault()
                if self._stop.wait(_AFTER_FAULT_S):
                    return

    def _keep_waiting(self, state: PrinterState) -> bool:
        """Show while a paper stalls why it does; give up only when the worker stops."""
        try:
            if state != self._state or self._is_time_to_ask():
                self._note(state)
        except _DATABASE_AWAY:
            self._log_fault()
        # What is just being printed is done in a moment, and then nobody has to wonder about it.
        return state in _READY or not self._stop.is_set()

    def _ask_now_and_then(self) -> None:
        if self._is_time_to_ask():
            self._note(ask_state(self._printer, self._patience))

    def _is_time_to_ask(self) -> bool:
        return self._asked_at_s is None or monotonic_s() - self._asked_at_s >= ASK_EVERY_S

    def _note(self, state: PrinterState) -> None:
        """Write down how the printer is; when it is back, make what waited due at once."""
        self._asked_at_s = monotonic_s()
        was, self._state = self._state, state
        name = self._printer.name
        if state not in _READY and (was is None or was in _READY):
            logger.warning("printer %s: %s", name, state)
        is_back = state in _READY and was is not None and was not in _READY
        if is_back:
            logger.info("printer %s is back", name)
        at = self._now()

        def note(connection: Connection) -> None:
            record_state(connection, name, state, at=at)
            if is_back:
                outbox.wake_jobs(connection, name, at=at)

        self._database.write(note)

    def _expire(self, at: datetime) -> None:
        name = self._printer.name
        expired = self._database.write(lambda connection: outbox.expire_jobs(connection, name, at=at))
        logger.warning("printer %s: %d papers expired unprinted", name, expired)

    def _log_fault(self) -> None:
        if not self._has_fault:
            logger.exception("printer %s: cannot go on, trying again", self._printer.name)
        self._has_fault = True
