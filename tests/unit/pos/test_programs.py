"""A program that is kept running is started again less and less often, and the log says two things of it."""

import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click import ClickException

from pos.cli.ports import open_port
from pos.cli.programs import FIRST_PAUSE_S, LASTS_S, LONGEST_PAUSE_S, Program

ENDS = [sys.executable, "-S", "-c", "raise SystemExit(3)"]
LASTS = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
GONE = "it: ended with 3; it is started again"
BACK = "it is back"
PATIENCE_S = 20


@pytest.fixture
def make() -> Iterator[Callable[..., Program]]:
    """Give a way to make programs, which are ended at the end."""
    made: list[Program] = []

    def program(command: list[str], waits_for: Path | None = None, port: int | None = None) -> Program:
        made.append(Program("it", command, {}, waits_for, port))
        return made[-1]

    yield program
    for one in made:
        one.tell_to_end()
        one.wait_or_kill(PATIENCE_S)


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Give a port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def wait_for_its_end(program: Program) -> None:
    """Wait until it has ended, without looking after it."""
    give_up_s = time.monotonic() + PATIENCE_S
    while program.is_running:
        assert time.monotonic() < give_up_s
        time.sleep(0.005)


def test_the_pauses_grow_to_half_a_minute(make: Callable[..., Program]) -> None:
    program, at_s, pauses_s = make(LASTS), 0.0, []
    program.look(at_s)
    for _ in range(7):
        program.tell_to_end()
        wait_for_its_end(program)
        program.look(at_s)
        ended_s = at_s
        while not program.is_running:
            at_s += FIRST_PAUSE_S
            program.look(at_s)
        pauses_s.append(at_s - ended_s)

    assert pauses_s == [1, 2, 4, 8, 16, LONGEST_PAUSE_S, LONGEST_PAUSE_S]


def test_one_that_lasted_is_started_again_at_once(make: Callable[..., Program]) -> None:
    program, at_s = make(LASTS), 0.0
    for _ in range(3):
        program.look(at_s)
        program.look(at_s + LASTS_S)
        program.tell_to_end()
        wait_for_its_end(program)
        program.look(at_s + LASTS_S)
        at_s += LASTS_S + FIRST_PAUSE_S
        program.look(at_s)

        assert program.is_running


def test_the_log_says_once_that_it_is_gone(
    make: Callable[..., Program], caplog: pytest.LogCaptureFixture
) -> None:
    program = make(ENDS)
    for number in range(4):
        program.look(number * LONGEST_PAUSE_S)
        wait_for_its_end(program)
        program.look(number * LONGEST_PAUSE_S)

    assert caplog.messages == [GONE]


def test_the_log_says_once_that_it_is_back(
    make: Callable[..., Program], caplog: pytest.LogCaptureFixture
) -> None:
    program = make(ENDS)
    program.look(0)
    wait_for_its_end(program)
    program.look(0)
    program.command = LASTS
    started_s = FIRST_PAUSE_S
    program.look(started_s)

    program.look(started_s + LASTS_S - 0.1)
    assert caplog.messages == [GONE]
    program.look(started_s + LASTS_S)
    program.look(started_s + LASTS_S + 1)
    assert caplog.messages == [GONE, BACK]


def test_one_that_never_went_is_not_said_to_be_back(
    make: Callable[..., Program], caplog: pytest.LogCaptureFixture
) -> None:
    program = make(LASTS)
    program.look(0)

    program.look(LASTS_S)

    assert caplog.messages == []


def test_it_waits_for_its_file(make: Callable[..., Program], tmp_path: Path) -> None:
    program = make(LASTS, waits_for=tmp_path / "ready")

    program.look(0)
    assert not program.is_running
    (tmp_path / "ready").touch()
    program.look(0)
    assert program.is_running


def test_it_does_not_start_where_its_port_is_taken(make: Callable[..., Program], taken_port: int) -> None:
    with pytest.raises(ClickException, match=f"port {taken_port} is taken"):
        make(LASTS, port=taken_port).start(0)


def test_it_starts_again_once_its_port_is_free(
    make: Callable[..., Program], caplog: pytest.LogCaptureFixture
) -> None:
    with open_port(0) as other:
        port = other.getsockname()[1]
        program = make(LASTS, port=port)
        program.look(0)
        program.look(FIRST_PAUSE_S)
    assert caplog.messages == [f"it: port {port} is taken; PORT chooses another; it is started again"]

    program.look(2 * FIRST_PAUSE_S)

    assert program.is_running
    with pytest.raises(ClickException):
        open_port(port)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_does_not_exist_is_named(port: int) -> None:
    with pytest.raises(ClickException, match=f"port {port} cannot be served"):
        open_port(port)
