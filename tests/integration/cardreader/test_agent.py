"""The agent between a real pcscd and a server: what it tells, what it carries, and what it outlives."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from cardreader.agent import EXIT_READER_HUNG, Agent
from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from cardreader.conversation import NotOurCard
from cardreader.pcsc import Context, PcscError
from cardreader.virtual.card import ATR_T1, Personalisation, VirtualCard
from cardreader.virtual.pcscd import PrivatePcscd
from cardreader.virtual.vpcd import Fault, FaultKind, Slot
from tests.integration.cardreader.conftest import KEYS, Start
from tests.integration.cardreader.stand_in import KEY, TILL, StandIn
from tests.integration.cardreader.waiting import PATIENCE_S, wait_until

Make = Callable[..., VirtualCard]
Slots = tuple[Slot, ...]
CHALLENGE = payment_challenge("a session that nobody guesses", TILL, "order", 17_65)


def test_card_that_is_put_on_is_identified(
    server: StandIn, start: Start, slots: Slots, reader: str, make_card: Make
) -> None:
    start()
    server.wait_for_event("reader_added", count=2)
    slots[0].insert(make_card())
    inserted = server.wait_for_event("card_inserted")
    assert (inserted["reader"], inserted["atr"]) == (reader, ATR_T1.hex().upper())
    assert server.wait_for_identity().number == "3101370000000318"
    slots[0].remove()
    assert server.wait_for_event("card_removed")["presence"] == inserted["presence"]


def test_events_are_told_in_order(server: StandIn, start: Start, slots: Slots, make_card: Make) -> None:
    start()
    for count in range(1, 6):
        slots[0].insert(make_card())
        server.wait_for_event("card_inserted", count=count)
        slots[0].remove()
        server.wait_for_event("card_removed", count=count)
    numbers = [event["seq"] for event in server.events.items]
    assert numbers == sorted(set(numbers))


def test_card_that_lies_there_at_the_start_is_identified(
    server: StandIn, start: Start, slots: Slots, make_card: Make
) -> None:
    slots[0].insert(make_card())
    start()
    assert server.wait_for_identity().serial == "0400000000000318"


def test_genuine_card_pays(server: StandIn, start: Start, slots: Slots, make_card: Make) -> None:
    start()
    slots[0].insert(make_card())
    session = server.pay(server.wait_for_event("card_inserted"), CHALLENGE)
    assert session.proof.serial == "0400000000000318"
    assert verify_proof(KEYS, session.proof, CHALLENGE)


def test_counterfeit_card_does_not_pay(server: StandIn, start: Start, slots: Slots, make_card: Make) -> None:
    start()
    slots[0].insert(make_card(key=bytes(16)))
    session = server.pay(server.wait_for_event("card_inserted"), CHALLENGE)
    assert not verify_proof(KEYS, session.proof, CHALLENGE)


def test_card_of_someone_else_is_told_by_the_server(
    server: StandIn, start: Start, slots: Slots, reader: str, tmp_path: Path
) -> None:
    start()
    written = Personalisation("04" * 8, "0" * 16, bytes(16), has_our_application=False)
    slots[0].insert(VirtualCard(written, tmp_path / "counter.json"))
    session = server.sessions.wait_for(lambda session: session.reader == reader)
    assert session.ended.wait(PATIENCE_S)
    assert isinstance(session.refusal, NotOurCard)


def test_payment_for_an_earlier_card_does_not_reach_this_one(
    server: StandIn, start: Start, slots: Slots, make_card: Make
) -> None:
    start()
    slots[0].insert(make_card("0400000000000001"))
    first = server.wait_for_event("card_inserted")
    slots[0].remove()
    second_card = make_card("0400000000000002")
    slots[0].insert(second_card)
    second = server.wait_for_event("card_inserted", count=2)
    late = server.pay(first, CHALLENGE)
    assert late.ended.wait(PATIENCE_S)
    assert (late.failure, second_card.counter) == ("torn", 0)
    assert server.pay(second, CHALLENGE).proof.serial == "0400000000000002"


def test_two_readers_pay_at_once(server: StandIn, start: Start, slots: Slots, make_card: Make) -> None:
    start()
    serials = ("0400000000000001", "0400000000000002")
    for slot, serial in zip(slots, serials, strict=True):
        slot.insert(make_card(serial))
    events = [server.wait_for_event("card_inserted", count=count) for count in (1, 2)]
    sessions = [server.pay(event, CHALLENGE) for _ in range(5) for event in events]
    assert {session.proof.serial for session in sessions} == set(serials)
    assert all(verify_proof(KEYS, session.proof, CHALLENGE) for session in sessions)


def test_reader_that_is_not_on_the_list_is_not_there(
    server: StandIn, start: Start, slots: Slots, pcscd: PrivatePcscd, make_card: Make
) -> None:
    start(readers=pcscd.reader_names[1:])
    slots[0].insert(make_card("0400000000000001"))
    slots[1].insert(make_card("0400000000000002"))
    assert server.wait_for_event("card_inserted")["reader"] == pcscd.reader_names[1]
    assert {event["reader"] for event in server.events.items} == {None, pcscd.reader_names[1]}


@pytest.mark.parametrize("step", [0, 1, 2])
def test_card_torn_off_while_it_pays_is_told(
    server: StandIn, start: Start, slots: Slots, make_card: Make, step: int
) -> None:
    start()
    # The identification has taken three commands by then.
    slots[0].insert(make_card(), fault=Fault(FaultKind.TORN, step=3 + step))
    inserted = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    session = server.pay(inserted, CHALLENGE)
    assert session.ended.wait(PATIENCE_S)
    assert (session.failure, session.conversation.step) == ("torn", step)
    assert server.wait_for_event("card_removed")["presence"] == inserted["presence"]
    slots[0].remove()
    slots[0].insert(make_card())
    again = server.pay(server.wait_for_event("card_inserted", count=2), CHALLENGE)
    assert verify_proof(KEYS, again.proof, CHALLENGE)


@pytest.mark.parametrize("answer", [b"\x00", bytes(300)])
def test_card_that_breaks_the_protocol_is_told(
    server: StandIn, start: Start, slots: Slots, make_card: Make, answer: bytes
) -> None:
    start()
    slots[0].insert(make_card(), fault=Fault(FaultKind.GARBAGE, 3, answer))
    inserted = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    session = server.pay(inserted, CHALLENGE)
    assert session.ended.wait(PATIENCE_S)
    assert session.failure == "protocol"
    assert verify_proof(KEYS, server.pay(inserted, CHALLENGE).proof, CHALLENGE)


def test_card_that_another_program_holds_is_told(
    server: StandIn, start: Start, slots: Slots, reader: str, make_card: Make
) -> None:
    start()
    slots[0].insert(make_card())
    inserted = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    with Context() as other:
        wait_until(lambda: _holds(other, reader))
        session = server.pay(inserted, CHALLENGE)
        assert session.ended.wait(PATIENCE_S)
    assert session.failure == "timeout"


def test_reader_that_hangs_ends_the_agent_after_the_others_are_served(
    server: StandIn, start: Start, slots: Slots, pcscd: PrivatePcscd, make_card: Make
) -> None:
    running = start(hang_s=2.0)
    slots[0].insert(make_card("0400000000000001"), fault=Fault(FaultKind.MUTE, 3))
    mute = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    hanging = server.pay(mute, CHALLENGE)
    slots[1].insert(make_card("0400000000000002"))
    other = server.wait_for_event("card_inserted", count=2)
    assert server.pay(other, CHALLENGE).proof.serial == "0400000000000002"
    assert not hanging.ended.is_set()
    hung = server.wait_for_event("reader_hung")
    assert (hung["reader"], hung["presence"]) == (mute["reader"], mute["presence"])
    assert running.wait() == EXIT_READER_HUNG
    assert hanging.failure == "timeout"


def test_pcscd_that_dies_and_returns_is_told(
    server: StandIn, start: Start, slots: Slots, pcscd: PrivatePcscd, make_card: Make
) -> None:
    start()
    slots[0].insert(make_card())
    server.wait_for_identity()
    pcscd.kill()
    server.wait_for_event("service_down")
    pcscd.start()
    server.wait_for_event("service_up", count=2)
    slots[0].remove()
    slots[0].insert(make_card())
    server.wait_for_event("card_inserted", count=2)
    assert server.wait_for_identity(count=2).serial == "0400000000000318"


def test_server_that_was_away_is_told_everything_anew(
    server: StandIn, start: Start, slots: Slots, make_card: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cardreader")
    start()
    slots[0].insert(make_card())
    first = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    port = server.server_port
    server.stop()
    again = StandIn(port)
    try:
        inserted = again.wait_for_event("card_inserted")
        assert again.events.items[0]["kind"] == "service_up"
        assert inserted["presence"] == first["presence"]
        assert inserted["seq"] > first["seq"]
        assert again.wait_for_identity().serial == "0400000000000318"
        assert verify_proof(KEYS, again.pay(inserted, CHALLENGE).proof, CHALLENGE)
    finally:
        again.stop()
    messages = [record.message for record in caplog.records if "the server is" in record.message]
    assert messages[0] == "the server is there"
    assert messages[1].startswith("the server is away")
    assert messages[2] == "the server is there"


def test_server_that_is_away_is_logged_once(
    server: StandIn, start: Start, slots: Slots, make_card: Make, caplog: pytest.LogCaptureFixture
) -> None:
    server.refuse_with = 503
    start()
    server.requests.wait_for(lambda request: request.endswith("/events"), count=4)
    messages = [record.message for record in caplog.records if "the server is" in record.message]
    assert messages == ["the server is away (status 503)"]
    server.refuse_with = None
    server.wait_for_event("service_up")


def test_card_taken_off_while_the_server_was_away_is_not_told_as_there(
    server: StandIn, start: Start, slots: Slots, make_card: Make
) -> None:
    start()
    slots[0].insert(make_card())
    server.wait_for_identity()
    server.refuse_with = 503
    slots[0].remove()
    server.requests.wait_for(lambda request: request.endswith("/events"), count=5)
    told = len(server.events.items)
    server.refuse_with = None
    server.wait_for_event("service_up", count=2)
    kinds = [event["kind"] for event in server.events.items[told:]]
    assert kinds == ["service_up", "reader_added", "reader_added"]


def test_server_that_closes_its_connection_is_told_everything_anew(
    server: StandIn, start: Start, slots: Slots, make_card: Make
) -> None:
    start()
    slots[0].insert(make_card())
    inserted = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    server.closes_connections = True
    server.pay(inserted, CHALLENGE)
    server.wait_for_event("service_up", count=2)
    assert server.wait_for_event("card_inserted", count=2)["presence"] == inserted["presence"]


def test_agent_with_a_wrong_key_tells_nothing_and_keeps_trying(
    server: StandIn, start: Start, slots: Slots, caplog: pytest.LogCaptureFixture
) -> None:
    running = start(key=bytes(32))
    server.requests.wait_for(lambda request: request.endswith("/events"), count=3)
    assert server.events.items == ()
    assert "401 bad_signature" in caplog.text
    assert running.stop() == 0


def test_agent_that_is_started_again_uses_new_numbers(
    server: StandIn, start: Start, slots: Slots, make_card: Make
) -> None:
    first_run = start()
    slots[0].insert(make_card())
    first = server.wait_for_event("card_inserted")
    server.wait_for_identity()
    first_run.stop()
    start()
    second = server.wait_for_event("card_inserted", count=2)
    assert second["seq"] > first["seq"]
    assert second["presence"] > first["presence"]


def test_agent_stops_while_it_waits_for_everything(start: Start, server: StandIn) -> None:
    running = start()
    server.requests.wait_for(lambda request: request.startswith("GET /api/agent/work"))
    assert running.stop() == 0


@pytest.mark.parametrize("url", ["canteen:8000", "ftp://canteen", "http://", "http://canteen/?till=1"])
def test_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Agent(url, TILL, KEY)


def _holds(context: Context, reader: str) -> bool:
    try:
        context.connect(reader)
    except PcscError:
        return False
    return True
