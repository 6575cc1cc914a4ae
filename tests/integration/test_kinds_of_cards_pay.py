"""A meal is paid with every kind of card of the demo, as far as its proof is worth it."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cardreader.cards import identify, prove
from cardreader.challenges import payment_challenge
from cardreader.conversation import converse
from cardreader.profiles.catalogue import profile_of
from cardreader.profiles.profile import Trust
from cardreader.virtual.desk_cards import CardKind, read_cards
from pos.cards.cards import CardCounterWentBack, CardPayment, CardProofRefused, require_holder
from pos.clock import now
from pos.database import Database
from pos.demo.load import FOLDER, write_virtual_cards
from pos.sales.card_limits import CardPaysNothing
from pos.sales.orders import Order
from pos.sales.selling import sell
from tests.tickets import EQUIPMENT, KEYS, plentiful, ticket_for, uuid7

NUMBERS = {
    "cpu-aes": "9137000000017919",
    "cpu-sm4": "9137000000613059",
    "desfire-ev2": "9137000000620978",
    "fmcos-3des": "9137000000638897",
    "mifare-classic": "9137000000646816",
    "uid": "9137000000654735",
    "id-chip": "9137000000662654",
}
PAYING = [code for code in NUMBERS if profile_of(code).trust is not Trust.UID]
Pay = Callable[[str], Order | None]


@pytest.fixture
def pay(database: Database, tmp_path: Path) -> Pay:
    """Return what pays a dish with the card of that code on the desk."""
    with database.read() as connection:
        write_virtual_cards(connection, tmp_path / "cards.json", KEYS)
    desk = read_cards(tmp_path / "cards.json")

    def act(code: str) -> Order | None:
        card = desk[code].make(tmp_path)
        identity = converse(identify(KEYS, atr=card.atr), card.answer)
        with database.read() as connection:
            holder = require_holder(connection, identity.serial)
        assert holder.profile == identity.profile
        ticket = ticket_for(
            database, (plentiful(database, "vegetable"), 1), serial=identity.serial, tender="wallet"
        )
        session = uuid7()
        challenge = payment_challenge(session, ticket.till_code, ticket.id, ticket.total_fen)
        card.reset()
        proof = converse(prove(identity.profile, KEYS, challenge), card.answer)
        return sell(database, ticket, card=CardPayment(session, proof), equipment=EQUIPMENT, at=now())

    return act


@pytest.mark.parametrize("profile", PAYING)
def test_every_kind_that_proves_itself_pays_one_meal_after_another(pay: Pay, profile: str) -> None:
    for _ in range(2):
        order = pay(NUMBERS[profile])
        assert order is not None


@pytest.mark.parametrize("profile", ["uid", "id-chip"])
def test_a_bare_number_pays_nothing(pay: Pay, profile: str) -> None:
    with pytest.raises(CardPaysNothing):
        pay(NUMBERS[profile])


@pytest.mark.parametrize("profile", ["cpu-aes", "mifare-classic"])
def test_the_desks_counterfeits_pay_nothing(pay: Pay, profile: str) -> None:
    with pytest.raises(CardProofRefused):
        pay(f"{NUMBERS[profile]}-counterfeit")


def test_the_desks_copy_is_found_out(pay: Pay) -> None:
    pay(NUMBERS["cpu-aes"])
    with pytest.raises(CardCounterWentBack):
        pay(f"{NUMBERS['cpu-aes']}-cloned")


def test_the_desk_has_each_members_card_and_one_of_every_odd_kind(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "cards.json"
    with database.read() as connection:
        write_virtual_cards(connection, path, KEYS)
    desk = read_cards(path)
    with (FOLDER / "members.csv").open(encoding="utf-8", newline="") as file:
        numbers = {row["card_number"] for row in csv.DictReader(file)}
    assert numbers <= desk.keys()
    assert {card.kind for card in desk.values()} == set(CardKind)
    assert len(desk) == len(json.loads(path.read_text("utf-8")))
