"""`canteen up`: every process of a canteen on one machine, started again when one ends by itself.

Rule: it starts processes and passes on signals; it knows no more of them than how they are called.
"""

import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

from pos.cli.books import require_books, require_tills
from pos.receipts.printers import installed_printers
from pos.settings import Settings

log = logging.getLogger(__name__)

PAUSE_S = 1.0
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
    may_start_s: float = field(default=0.0)


def run_everything(settings: Settings, environ: Mapping[str, str]) -> int:
    """Run every process until Ctrl-C or SIGTERM; return the exit code."""
    told = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGTERM, tell)
    signal.signal(signal.SIGINT, tell)
    processes = _processes(settings, environ)
    is_announced = False
    try:
        while not told.is_set():
            for process in processes:
                _keep_running(process)
            if not is_announced and _takes_connections(settings.port):
                _announce(settings)
                is_announced = True
            told.wait(LOOK_EVERY_S)
    finally:
        _end(processes)
    return 0


def _processes(settings: Settings, environ: Mapping[str, str]) -> list[_Process]:
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
    tills = [till.code for till in require_tills(require_books(settings))]
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
    if process.running is not None:
        code = process.running.poll()
        if code is None:
            return
        log.warning("%s ended with %s; it is started again", process.name, code)
        process.running = None
        process.may_start_s = time.monotonic() + PAUSE_S
    if time.monotonic() < process.may_start_s:
        return
    if process.waits_for is not None and not process.waits_for.exists():
        return
    process.running = subprocess.Popen(process.command, env=process.environ)  # noqa: S603 - our own commands


def _takes_connections(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=LOOK_EVERY_S):
            return True
    except OSError:
        return False


def _announce(settings: Settings) -> None:
    """Say where everything is, once it is there."""
    address = f"http://127.0.0.1:{settings.port}"
    pages = [
        ("开始 Start", "/"),
        ("收银台 Till", "/till/T1"),
        ("厨房 Kitchen", "/kitchen"),
        ("今日 Today", "/today"),
    ]
    if settings.is_demo:
        pages += [("虚拟卡台 Card desk", "/desk"), ("小票 Paper", "/paper")]
    click.echo("\nCanteen POS is running. Ctrl-C stops it.")
    for name, path in pages:
        click.echo(f"  {address}{path:10} {name}")
    if settings.is_demo:
        click.echo("  Demo: invented members, virtual cards and printer; no sign-in, this machine only.\n")


def _end(processes: list[_Process]) -> None:
    running = [process.running for process in processes if process.running is not None]
    for child in running:
        child.send_signal(signal.SIGTERM)
    give_up_s = time.monotonic() + ENDS_WITHIN_S
    for child in running:
        try:
            child.wait(max(give_up_s - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
