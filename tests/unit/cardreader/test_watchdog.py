"""The watchdog finds the command that does not come back, and nothing else."""

import threading

from cardreader.steps import Step
from cardreader.watchdog import Hang, Watchdog

STEP = Step("session", 0, b"\x00\xa4\x04\x00")
FOR_EVER_S = 3_600.0


def test_command_that_does_not_come_back_is_found() -> None:
    watchdog = Watchdog(limit_s=0.01)
    with watchdog.watching("Reader 0", STEP):
        assert watchdog.wait() == Hang("Reader 0", STEP)


def test_the_reader_that_hangs_is_named_not_the_other() -> None:
    watchdog = Watchdog(limit_s=0.05)
    with watchdog.watching("Reader 0", STEP):
        with watchdog.watching("Reader 1", STEP):
            pass
        hang = watchdog.wait()
    assert hang is not None
    assert hang.reader == "Reader 0"


def test_stop_ends_the_watch_while_a_command_is_under_way() -> None:
    watchdog = Watchdog(limit_s=FOR_EVER_S)
    found: list[Hang | None] = []
    watching = threading.Thread(target=lambda: found.append(watchdog.wait()))
    watching.start()
    with watchdog.watching("Reader 0", STEP):
        watchdog.stop()
        watching.join(20)
    assert found == [None]


def test_command_that_begins_during_the_watch_is_watched() -> None:
    watchdog = Watchdog(limit_s=0.01)
    found: list[Hang | None] = []
    watching = threading.Thread(target=lambda: found.append(watchdog.wait()))
    watching.start()
    with watchdog.watching("Reader 0", STEP):
        watching.join(20)
    assert found == [Hang("Reader 0", STEP)]
