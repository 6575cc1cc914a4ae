"""A drawer's pulse is sent at once and at most once; it is no paper that waits for its printer."""

from datetime import datetime

from pos import clock
from pos.database import Database
from pos.receipts.drawer import PULSE_LIFE, drawer_pulse
from pos.receipts.outbox import queue_paper
from pos.receipts.virtual_printer import Fault, VirtualPrinter
from tests.integration.receipts.printing import jobs, queue, states, working
from tests.integration.receipts.waiting import wait_until


def pulse(database: Database, key: str, at: datetime) -> None:
    """Have the drawer of the first till open."""
    document = drawer_pulse()
    database.write(
        lambda connection: queue_paper(
            connection, key=key, order_id=None, printer="T1", document=document, at=at
        )
    )


def test_a_pulse_opens_the_drawer_and_leaves_no_paper(database: Database, paper: VirtualPrinter) -> None:
    pulse(database, "1", clock.now())
    lines = queue(database, "2")
    with working(database, paper):
        wait_until(lambda: states(database) == {"1": "printed", "2": "printed"})
    assert [printed.text_lines for printed in paper.papers] == [lines]
    assert [printed.flags for printed in paper.papers] == [()]


def test_a_pulse_for_a_printer_that_is_off_is_not_tried_again(
    database: Database, paper: VirtualPrinter
) -> None:
    paper.set_fault(Fault("off"))
    pulse(database, "1", clock.now())
    with working(database, paper):
        wait_until(lambda: states(database) == {"1": "failed"})
    assert jobs(database)["1"].attempts == 1


def test_a_pulse_that_nobody_waits_for_any_more_is_not_sent(
    database: Database, paper: VirtualPrinter
) -> None:
    pulse(database, "1", clock.now() - PULSE_LIFE)
    with working(database, paper):
        wait_until(lambda: states(database) == {"1": "failed"})
    assert "earlier" in str(jobs(database)["1"].last_error)
