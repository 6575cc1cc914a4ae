"""`canteen demo`: the demo canteen, and the devices of software that it runs on.

Rule: nothing of it is needed, or started, where real cards pay.
"""

import json
import os
import sys
import threading

import click

from pos.cli.signals import until_told
from pos.cli.surroundings import settings_here


@click.group()
def demo() -> None:
    """The demo canteen."""


@demo.command()
def load() -> None:
    """Load the demo canteen, or bring the loaded one to today."""
    from pos.cli.books import require_books, require_vault
    from pos.clock import now
    from pos.demo.load import load_demo, write_virtual_cards
    from pos.demo.people import give_pins
    from pos.secrets import card_keys, pin_pepper
    from pos.staff.pins import Peppered

    settings = settings_here()
    books = require_books(settings)
    vault = require_vault(settings, books)
    books.write(lambda connection: load_demo(connection, vault, now()))
    if settings.is_demo:
        peppered = Peppered(pin_pepper(settings.secrets))
        books.write(lambda connection: give_pins(connection, peppered, now()))
    keys = card_keys(settings.secrets, os.environ, is_demo=settings.is_demo)
    with books.read() as connection:
        write_virtual_cards(connection, settings.desk_cards, keys)


@demo.command(name="desk")
def run_card_desk() -> None:
    """Run virtual readers, one per till, behind a pcscd of their own, and the desk that moves cards."""
    from cardreader.virtual.desk_server import run_desk
    from pos.cli.books import require_books, require_tills

    settings = settings_here()
    readers = len(require_tills(require_books(settings)))
    sys.exit(run_desk(settings.desk_cards, settings.desk_state, settings.desk_port, readers=readers))


@demo.command(name="printer")
def run_paper() -> None:
    """Run a virtual ESC/POS printer that keeps its papers for the page of papers."""
    from pos.receipts.printers import virtual_printer
    from pos.receipts.virtual_printer.program import run_virtual_printer

    settings = settings_here()
    printer = virtual_printer(settings)
    run_virtual_printer(printer.name, printer.port, settings.paper_folder, printer.columns, stop=until_told())


@demo.command(name="pay-terminal")
def run_pay_terminal() -> None:
    """Run a payment terminal that takes no money, and that can be told how to fail."""
    from pos.cli.ports import HOST
    from pos.tenders.simulated import make_server

    settings = settings_here()
    server = make_server((HOST, settings.terminal_port), settings.terminal_file)
    told = until_told()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told.wait()
    server.shutdown()


@demo.command(name="reader")
@click.option("--till", required=True)
@click.option("--number", type=int, required=True, help="Which of the desk's readers stands at this till.")
def run_virtual_reader(till: str, number: int) -> None:
    """Run a till's agent on one of the desk's virtual readers, or on a real one beside it."""
    from cardreader.agent import run_agent
    from cardreader.virtual.pcscd import SOCKET_VARIABLE
    from pos.secrets import till_key

    settings = settings_here()
    ready = json.loads((settings.desk_state / "ready").read_text(encoding="utf-8"))
    # libpcsclite reads this once, before its first call.
    os.environ[SOCKET_VARIABLE] = ready["socket"]
    address = f"http://127.0.0.1:{settings.port}"
    virtual = ready["readers"][number]
    sys.exit(run_agent(address, till, till_key(settings.secrets, till), (virtual,)))
