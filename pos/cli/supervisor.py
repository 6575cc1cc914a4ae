"""`canteen up`: every program of a canteen on one machine, kept running.

Rule: it starts programs and passes on signals; it knows no more of them than how they are called.
"""

import http.client
import sys
import threading
from collections.abc import Mapping, Sequence
from http import HTTPStatus

import click

from pos.cli.books import require_books, require_log_key, require_sound, require_tills, require_vault
from pos.cli.ports import HOST, open_port
from pos.cli.programs import Program
from pos.clock import monotonic_s
from pos.demo.people import PEOPLE
from pos.receipts.printers import installed_printers
from pos.secrets import till_key
from pos.settings import Settings

CANTEEN = (sys.executable, "-m", "pos.cli")
ENDS_WITHIN_S = 8.0
LOOK_EVERY_S = 0.2
ANSWERS_WITHIN_S = 1.0


def run_everything(settings: Settings, environ: Mapping[str, str], told: threading.Event) -> None:
    """Run every program until told to end.

    :raises ClickException: when there are no books, no till, or a port is somebody else's.
    """
    # What is wrong with the settings is said before anything is looked at.
    installed_printers(settings, environ)
    require_sound(settings)
    # Kept open, for then nobody can put other books in the place of these.
    books = require_books(settings)
    tills = [till.code for till in require_tills(books)]
    require_vault(settings, books)
    require_log_key(settings, books)
    for till in tills:
        # The agent beside a till needs its key at once, and may not make one up.
        till_key(settings.secrets, till)
    environ = with_pay_terminal(settings, environ)
    server = Program("server", [*CANTEEN, "serve"], environ, port=settings.port)
    programs = [server]
    is_announced = False
    server.start(monotonic_s())
    try:
        programs += _beside_the_server(settings, environ, tills)
        while not told.is_set():
            for program in programs:
                program.look(monotonic_s())
            if not is_announced and server.is_running and _can_sell(settings.port):
                _announce(settings, tills)
                is_announced = True
            told.wait(LOOK_EVERY_S)
    finally:
        _end(programs)
        books.engine.dispose()


def _beside_the_server(settings: Settings, environ: Mapping[str, str], tills: Sequence[str]) -> list[Program]:
    programs = [Program("nightly", [*CANTEEN, "nightly"], environ)]
    printers = installed_printers(settings, environ).values()
    if printers:
        programs.append(Program("printing", [*CANTEEN, "print"], environ))
    if settings.is_demo:
        open_port(settings.desk_port).close()
        programs.append(Program("card desk", [*CANTEEN, "demo", "desk"], environ))
        if not settings.pay_terminal:
            open_port(settings.terminal_port).close()
            programs.append(Program("payment terminal", [*CANTEEN, "demo", "pay-terminal"], environ))
    if any(printer.is_virtual for printer in printers):
        open_port(settings.paper_port).close()
        programs.append(Program("virtual printer", [*CANTEEN, "demo", "printer"], environ))
    ready = settings.desk_state / "ready"
    # A desk that was killed leaves it behind.
    ready.unlink(missing_ok=True)
    for number, till in enumerate(tills):
        command = [*CANTEEN, "reader", "--till", till]
        if settings.is_demo:
            command = [*CANTEEN, "demo", "reader", "--till", till, "--number", str(number)]
        programs.append(
            Program(f"reader {till}", command, environ, waits_for=ready if settings.is_demo else None)
        )
    return programs


def with_pay_terminal(settings: Settings, environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment with the address of the simulated terminal, in a demo that has no other."""
    if not settings.is_demo or settings.pay_terminal:
        return environ
    return {**environ, "CANTEEN_PAY_TERMINAL": f"http://{HOST}:{settings.terminal_port}"}


def _can_sell(port: int) -> bool:
    """Ask the server, whose port was opened here: nobody else can answer."""
    server = http.client.HTTPConnection(HOST, port, timeout=ANSWERS_WITHIN_S)
    try:
        server.request("GET", "/healthz")
        return server.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        server.close()


def _announce(settings: Settings, tills: Sequence[str]) -> None:
    """Say where everything is, once it is there."""
    address = f"http://{HOST}:{settings.port}"
    pages = [("开始 Start", "/"), *((f"收银台 Till {till}", f"/till/{till}") for till in tills)]
    pages += [("厨房 Kitchen", "/kitchen"), ("今日 Today", "/today"), ("会员 Members", "/members")]
    pages += [("定价 Prices", "/prices"), ("小票 Paper", "/paper")]
    if settings.is_demo:
        pages.append(("虚拟卡台 Card desk", "/desk"))
    click.echo("\nCanteen POS is running. Ctrl-C stops it.")
    for name, path in pages:
        click.echo(f"  {address}{path:10} {name}")
    if settings.is_demo:
        click.echo("  Demo: invented people, virtual cards and printer, on this machine only. Their PINs:")
        for person in PEOPLE:
            click.echo(f"    {person.code} {person.name} {person.role.value}: {person.pin}")
        click.echo("")


def _end(programs: Sequence[Program]) -> None:
    for program in programs:
        program.tell_to_end()
    give_up_s = monotonic_s() + ENDS_WITHIN_S
    for program in programs:
        program.wait_or_kill(give_up_s - monotonic_s())
