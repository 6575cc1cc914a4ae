"""`canteen up`: every process of a canteen on one machine, started again when one ends by itself.

Rule: it starts processes and passes on signals; it knows no more of them than how they are called.
"""

import logging
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from pos.cli.books import require_books, require_tills
from pos.clock import monotonic_s
from pos.receipts.printers import installed_printers
from pos.secrets import till_key
from pos.settings import Settings

log = logging.getLogger(__name__)

# Between two starts of a process that ends by itself: longer each time, and short again once it lasts.
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
LASTS_S = 20.0
ENDS_WITHIN_S = 8.0
LOOK_EVERY_S = 0.2


@dataclass(eq=False)
class _Process:
    """A command that is to run; `waits_for` is a file that has to exist first."""

    name: str
    command: list[str]
    environ: dict[str, str]
    waits_for: Path | None = None
    running: subprocess.Popen[bytes] | None = None
    started_s: float = 0.0
    may_start_s: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    is_missed: bool = False


def run_everything(settings: Settings, environ: Mapping[str, str]) -> int:
    """Run every process until Ctrl-C or SIGTERM; return the exit code.

    :raises ClickException: when the port belongs to somebody else.
    """
    _require_port(settings.port)
    told = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGTERM, tell)
    signal.signal(signal.SIGINT, tell)
    tills = [till.code for till in require_tills(require_books(settings))]
    for till in tills:
        # The agent beside a till needs its key at once, and may not make one up.
        till_key(settings.secrets, till)
    processes = _processes(settings, environ, tills)
    is_announced = False
    try:
        while not told.is_set():
            for process in processes:
                _keep_running(process)
            if not is_announced and _takes_connections(settings.port):
                _announce(settings, tills)
                is_announced = True
            told.wait(LOOK_EVERY_S)
    finally:
        _end(processes)
    return 0


def _processes(settings: Settings, environ: Mapping[str, str], tills: Sequence[str]) -> list[_Process]:
    canteen = [sys.executable, "-m", "pos.cli"]
    base = dict(environ)
    printers = installed_printers(settings, environ).values()
    processes = [_Process("server", [*canteen, "serve"], base)]
    if printers:
        processes.append(_Process("printing", [*canteen, "print"], base))
    if settings.is_demo:
        processes.append(_Process("card desk", [*canteen, "demo", "desk"], base))
    if any(printer.is_virtual for printer in printers):
        processes.append(_Process("virtual printer", [*canteen, "demo", "printer"], base))
    ready = settings.desk_state / "ready"
    # A desk that was killed leaves it behind.
    ready.unlink(missing_ok=True)
    for number, till in enumerate(tills):
        command = [*canteen, "reader", "--till", till]
        if settings.is_demo:
            command = [*canteen, "demo", "reader", "--till", till, "--number", str(number)]
        processes.append(_Process(f"reader {till}", command, base, ready if settings.is_demo else None))
    return processes


def _keep_running(process: _Process) -> None:
    at_s = monotonic_s()
    if process.running is not None:
        code = process.running.poll()
        if code is None:
            _note_return(process, at_s)
            return
        _note_end(process, code, at_s)
    if at_s < process.may_start_s or (process.waits_for is not None and not process.waits_for.exists()):
        return
    process.started_s = at_s
    process.running = subprocess.Popen(process.command, env=process.environ)  # noqa: S603 - our own commands


def _note_end(process: _Process, code: int, at_s: float) -> None:
    """Have a process wait before its next start; one that goes is logged once."""
    if not process.is_missed:
        log.warning("%s ended with %s; it is started again", process.name, code)
    process.running = None
    process.is_missed = True
    process.may_start_s = at_s + process.pause_s
    process.pause_s = min(process.pause_s * 2, LONGEST_PAUSE_S)


def _note_return(process: _Process, at_s: float) -> None:
    if process.is_missed and at_s - process.started_s > LASTS_S:
        log.warning("%s is back", process.name)
        process.is_missed = False
        process.pause_s = FIRST_PAUSE_S


def _require_port(port: int) -> None:
    with socket.socket() as probe:
        # As the server will bind it: a port that was just given back is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(f"port {port} is taken; PORT chooses another") from error


def _takes_connections(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=LOOK_EVERY_S):
            return True
    except OSError:
        return False


def _announce(settings: Settings, tills: Sequence[str]) -> None:
    """Say where everything is, once it is there."""
    address = f"http://127.0.0.1:{settings.port}"
    pages = [("开始 Start", "/"), *((f"收银台 Till {till}", f"/till/{till}") for till in tills)]
    pages += [("厨房 Kitchen", "/kitchen"), ("今日 Today", "/today"), ("小票 Paper", "/paper")]
    if settings.is_demo:
        pages.append(("虚拟卡台 Card desk", "/desk"))
    click.echo("\nCanteen POS is running. Ctrl-C stops it.")
    for name, path in pages:
        click.echo(f"  {address}{path:10} {name}")
    if settings.is_demo:
        click.echo("  Demo: invented members, virtual cards and printer; no sign-in, this machine only.\n")


def _end(processes: list[_Process]) -> None:
    running = [process.running for process in processes if process.running is not None]
    for child in running:
        child.send_signal(signal.SIGTERM)
    give_up_s = monotonic_s() + ENDS_WITHIN_S
    for child in running:
        try:
            child.wait(max(give_up_s - monotonic_s(), 0))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
