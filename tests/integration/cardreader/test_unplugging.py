"""A reader that is pulled out and put in again: its card is gone with it, and all is picked up again."""

import logging
from collections.abc import Callable, Iterator

import pytest

from cardreader.agent import Agent
from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from cardreader.virtual.card import VirtualCard
from tests.integration.cardreader.acting import ActingCard
from tests.integration.cardreader.conftest import KEYS, Running
from tests.integration.cardreader.scripted_pcsc import ScriptedPcsc
from tests.integration.cardreader.stand_in import KEY, TILL, StandIn
from tests.integration.cardreader.waiting import PATIENCE_S

Make = Callable[..., VirtualCard]
READER = "A reader with a cable 00 00"
OTHER = "Another reader 01 00"
CHALLENGE = payment_challenge("a session that nobody guesses", TILL, "order", 17_65)


@pytest.fixture(params=[False, True], ids=["codes as they are", "negative codes"])
def pcsc(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ScriptedPcsc:
    """Put a scripted library in the place of the real one."""
    scripted = ScriptedPcsc(is_signed=request.param)
    monkeypatch.setattr("cardreader.pcsc.scard", scripted)
    return scripted


@pytest.fixture
def agent(pcsc: ScriptedPcsc, server: StandIn) -> Iterator[Running]:
    """Run an agent with whatever readers there are."""
    running = Running(Agent(server.url, TILL, KEY))
    yield running
    assert running.stop() == 0


def _kinds(server: StandIn, reader: str | None) -> list[str]:
    return [event["kind"] for event in server.events.items if event["reader"] == reader]


def test_reader_comes_and_goes_without_a_card(pcsc: ScriptedPcsc, agent: Running, server: StandIn) -> None:
    server.wait_for_event("service_up")
    for count in (1, 2):
        pcsc.plug(READER)
        server.wait_for_event("reader_added", count=count)
        pcsc.unplug(READER)
        server.wait_for_event("reader_removed", count=count)
    assert _kinds(server, READER) == ["reader_added", "reader_removed"] * 2


@pytest.mark.parametrize("is_still_named", [False, True])
def test_reader_with_a_card_takes_it_along_and_brings_it_back(
    pcsc: ScriptedPcsc, agent: Running, server: StandIn, make_card: Make, is_still_named: bool
) -> None:
    pcsc.plug(OTHER, make_card("0400000000000002"))
    stayed = server.wait_for_event("card_inserted")
    pcsc.plug(READER, make_card())
    first = server.wait_for_event("card_inserted", count=2)
    server.wait_for_identity(count=2)
    pcsc.unplug(READER, is_still_named=is_still_named)
    server.wait_for_event("reader_removed")
    pcsc.plug(READER, make_card())
    second = server.wait_for_event("card_inserted", count=3)
    assert second["presence"] != first["presence"]
    assert server.wait_for_identity(count=3).serial == "0400000000000318"
    assert _kinds(server, READER) == [
        *("reader_added", "card_inserted", "card_removed", "reader_removed"),
        *("reader_added", "card_inserted"),
    ]
    # The other reader was not disturbed.
    assert verify_proof(KEYS, server.pay(stayed, CHALLENGE).proof, CHALLENGE)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_reader_pulled_out_in_the_middle_of_a_payment_leaves_nothing_proven(
    pcsc: ScriptedPcsc, agent: Running, server: StandIn, make_card: Make, step: int
) -> None:
    card = make_card()
    pcsc.plug(READER, ActingCard(card, {3 + step: lambda: pcsc.unplug(READER)}))
    inserted = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    session = server.pay(inserted, CHALLENGE)
    assert session.ended.wait(PATIENCE_S)
    assert (session.failure, session.conversation.step) == ("torn", step)
    server.wait_for_event("reader_removed")
    pcsc.plug(READER, card)
    again = server.pay(server.wait_for_event("card_inserted", count=2), CHALLENGE)
    assert verify_proof(KEYS, again.proof, CHALLENGE)


def test_reader_is_logged_once_when_it_goes_and_once_when_it_is_back(
    pcsc: ScriptedPcsc, agent: Running, server: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    pcsc.plug(READER)
    server.wait_for_event("reader_added")
    pcsc.unplug(READER)
    server.wait_for_event("reader_removed")
    # Another reader comes and goes meanwhile: no reason to speak of this one again.
    for count in (2, 3):
        pcsc.plug(OTHER)
        server.wait_for_event("reader_added", count=count)
        pcsc.unplug(OTHER)
        server.wait_for_event("reader_removed", count=count)
    pcsc.plug(READER)
    server.wait_for_event("reader_added", count=4)
    said = [record for record in caplog.records if READER in record.getMessage()]
    assert [(record.levelno, record.getMessage()) for record in said] == [
        (logging.INFO, f"{READER} is there"),
        (logging.WARNING, f"{READER} is gone"),
        (logging.INFO, f"{READER} is there"),
    ]


def test_service_that_stops_with_its_last_reader_is_picked_up_with_the_next(
    monkeypatch: pytest.MonkeyPatch, server: StandIn, make_card: Make
) -> None:
    pcsc = ScriptedPcsc(stops_when_empty=True, is_signed=True)
    monkeypatch.setattr("cardreader.pcsc.scard", pcsc)
    running = Running(Agent(server.url, TILL, KEY))
    server.wait_for_event("service_down")
    pcsc.plug(READER, make_card())
    server.wait_for_identity()
    pcsc.unplug(READER)
    server.wait_for_event("service_down", count=2)
    pcsc.plug(READER, make_card())
    inserted = server.wait_for_event("card_inserted", count=2)
    assert verify_proof(KEYS, server.pay(inserted, CHALLENGE).proof, CHALLENGE)
    assert running.stop() == 0
