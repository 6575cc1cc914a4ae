"""Making tickets in tests: what a till would send for the demo canteen's present menu."""

import secrets
import time
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from cardreader.cards import prove
from cardreader.challenges import payment_challenge
from cardreader.conversation import converse
from cardreader.key_ring import KeyRing
from cardreader.profiles.cpu_card import card_key
from cardreader.virtual.card import Personalisation, VirtualCard
from inventory.menu import MenuItem, menu_of
from pos.cards.cards import CardPayment, require_holder
from pos.cards.life import NewCard, issue_card
from pos.clock import now
from pos.database import Database
from pos.members.acts import Act
from pos.members.members import Member
from pos.sales.equipment import Equipment
from pos.sales.tickets import TenderWish, Ticket, TicketLine
from pos.sales.trays import menu_to_sell, price_tray
from pos.secrets import card_keys
from pos.shifts.shifts import require_till
from pos.vault import open_vault

MASTER_KEY = bytes(range(16))
KEYS = KeyRing.of_master(MASTER_KEY)
EQUIPMENT = Equipment(card_keys=KEYS, printers=("RECEIPT",))
# Keys of personal values, as the environment gives them to a program.
PERSONAL_KEYS = f"1:{'5a' * 32},index:{'a5' * 32}"
VAULT = open_vault(Path(), PERSONAL_KEYS)
PLENTY = 10


def master_key_of(secrets_folder: Path) -> bytes:
    """Return the key from which an installation makes the keys of its CPU cards."""
    keys = card_keys(secrets_folder, {}, is_demo=False)
    found = keys.find("cpu-aes", keys.current("cpu-aes"))
    assert found is not None
    return found


def give_card(
    connection: Connection, member: Member, *, serial: str, number: str, profile: str = "cpu-aes"
) -> None:
    """Issue a card to a member, as the counter does with one that has proved itself."""
    issue_card(connection, Act(uuid7(), "test", now()), member.id, NewCard(serial, number, profile))


def uuid7() -> str:
    """Return a UUID of version 7, as a till makes one for each ticket."""
    head = int(time.time() * 1000) << 80 | 7 << 76 | secrets.randbits(12) << 64
    return str(UUID(int=head | 2 << 62 | secrets.randbits(62)))


def menu_now(database: Database, till: str = "T1", at: datetime | None = None) -> tuple[MenuItem, ...]:
    """Return the menu that a till sells at a moment."""
    moment = at or now()
    with database.read() as connection:
        known = require_till(connection, till)
        menu_date, period = menu_to_sell(connection, known, moment)
        return menu_of(connection, menu_date, period.code)


def plentiful(database: Database, category: str) -> MenuItem:
    """Return a dish of a category of which there is enough for any test."""
    return next(
        item
        for item in menu_now(database)
        if item.category_code == category and item.has(PLENTY) and item.price_fen
    )


def prove_payment(card: VirtualCard, ticket: Ticket, *, session: str | None = None) -> CardPayment:
    """Have a virtual card answer the challenge over a ticket, as an agent would pass it on."""
    session = session or uuid7()
    challenge = payment_challenge(session, ticket.till_code, ticket.id, ticket.total_fen, ticket.wallet_fen)
    return CardPayment(session, converse(prove("cpu-aes", KEYS, challenge), card.answer))


def virtual_card(serial: str, number: str, folder: Path, *, master_key: bytes = MASTER_KEY) -> VirtualCard:
    """Return the virtual card of a member of the demo, made with a master key."""
    written = Personalisation(serial=serial, number=number, key=card_key(master_key, serial))
    return VirtualCard(written, folder / f"{serial}.json")


def ticket_for(
    database: Database,
    *wishes: tuple[MenuItem, int],
    till: str = "T1",
    serial: str | None = None,
    tender: str = "cash",
    received_fen: int | None = 1_000_00,
    tenders: tuple[TenderWish, ...] = (),
    id_: str | None = None,
) -> Ticket:
    """Return a ticket for some dishes at the present price; by default a guest pays cash with plenty.

    `tenders` for more than one way to pay at once.
    """
    lines = tuple(TicketLine(item.id, quantity) for item, quantity in wishes)
    with database.read() as connection:
        holder = require_holder(connection, serial) if serial else None
        tray = price_tray(connection, require_till(connection, till), lines, holder, now())
    id_ = id_ or uuid7()
    return Ticket(
        id=id_,
        till_code=till,
        lines=lines,
        total_fen=tray.quote.total_fen,
        tenders=tenders or (TenderWish(tender, received_fen=received_fen if tender == "cash" else None),),
        card_serial=serial,
        request_hash=f"{id_}:{till}:{lines}:{tenders or tender}",
    )
