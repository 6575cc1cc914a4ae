"""The monitor over a real pcscd: nothing that comes or goes is missed."""

import threading
from collections.abc import Callable

import pytest

from cardreader.events import Event, EventStream, Kind
from cardreader.link import CardTorn, Link
from cardreader.monitor import Monitor
from cardreader.pcsc import Context, ReaderState
from cardreader.presences import Presences
from cardreader.profiles.cpu_card import READ_CARD_FILE, SELECT
from cardreader.virtual.card import ATR_T1, VirtualCard
from cardreader.virtual.pcscd import PrivatePcscd
from cardreader.virtual.vpcd import Fault, FaultKind, Slot
from tests.integration.cardreader.conftest import Watch
from tests.integration.cardreader.waiting import PATIENCE_S, Record, wait_until

Make = Callable[..., VirtualCard]
Slots = tuple[Slot, ...]


def test_card_is_told_when_it_comes_and_when_it_goes(
    watch: Watch, slots: Slots, reader: str, make_card: Make
) -> None:
    watch.monitor.start()
    slots[0].insert(make_card())
    inserted = watch.wait_for(Kind.CARD_INSERTED)
    assert (inserted.reader, inserted.atr) == (reader, ATR_T1)
    assert watch.presences.presence_of(reader) == inserted.presence
    slots[0].remove()
    assert watch.wait_for(Kind.CARD_REMOVED).presence == inserted.presence
    assert watch.presences.presence_of(reader) is None


def test_every_card_of_many_is_told_once(watch: Watch, slots: Slots, make_card: Make) -> None:
    watch.monitor.start()
    card = make_card()
    for count in range(1, 21):
        slots[0].insert(card)
        watch.wait_for(Kind.CARD_INSERTED, count=count)
        slots[0].remove()
        watch.wait_for(Kind.CARD_REMOVED, count=count)
    assert watch.kinds.count(Kind.CARD_INSERTED) == watch.kinds.count(Kind.CARD_REMOVED) == 20


def test_card_that_lies_there_at_the_start_is_told(
    watch: Watch, slots: Slots, reader: str, make_card: Make
) -> None:
    slots[0].insert(make_card())
    wait_until(lambda: _state(reader).is_present)
    watch.monitor.start()
    assert watch.wait_for(Kind.CARD_INSERTED).reader == reader


def test_swap_of_cards_that_look_alike_is_told_although_we_were_busy(
    slots: Slots, reader: str, make_card: Make
) -> None:
    told: Record[Event] = Record()
    may_go_on = threading.Event()

    def take(event: Event) -> None:
        told.add(event)
        if event.kind is Kind.CARD_INSERTED:
            may_go_on.wait(PATIENCE_S)

    monitor = Monitor(Presences(EventStream(take)), accepts=lambda name: name == reader)
    monitor.start()
    try:
        slots[0].insert(make_card("0400000000000001"))
        first = told.wait_for(lambda event: event.kind is Kind.CARD_INSERTED)
        moves = _state(reader).moves
        slots[0].remove()
        wait_until(lambda: _state(reader).moves == moves + 1)
        slots[0].insert(make_card("0400000000000002"))
        wait_until(lambda: _state(reader).moves == moves + 2)
        may_go_on.set()
        second = told.wait_for(lambda event: event.kind is Kind.CARD_INSERTED, count=2)
    finally:
        may_go_on.set()
        monitor.stop()
    removed = told.wait_for(lambda event: event.kind is Kind.CARD_REMOVED)
    assert removed.presence == first.presence != second.presence
    assert first.seq < removed.seq < second.seq


def test_two_readers_are_told_apart(watch: Watch, slots: Slots, pcscd: PrivatePcscd, make_card: Make) -> None:
    watch.monitor.start()
    slots[1].insert(make_card("0400000000000002"))
    assert watch.wait_for(Kind.CARD_INSERTED).reader == pcscd.reader_names[1]
    slots[0].insert(make_card("0400000000000001"))
    assert watch.wait_for(Kind.CARD_INSERTED, count=2).reader == pcscd.reader_names[0]


@pytest.mark.parametrize("ending", ["kill", "stop"])
def test_everything_is_gone_with_pcscd_and_back_with_it(
    watch: Watch, slots: Slots, pcscd: PrivatePcscd, make_card: Make, ending: str
) -> None:
    watch.monitor.start()
    slots[0].insert(make_card())
    first = watch.wait_for(Kind.CARD_INSERTED)
    getattr(pcscd, ending)()
    watch.wait_for(Kind.SERVICE_DOWN)
    assert watch.kinds[-4:-1].count(Kind.READER_REMOVED) == 2
    assert watch.wait_for(Kind.CARD_REMOVED).presence == first.presence
    pcscd.start()
    watch.wait_for(Kind.SERVICE_UP, count=2)
    slots[0].remove()
    slots[0].insert(make_card())
    assert watch.wait_for(Kind.CARD_INSERTED, count=2).presence != first.presence
    assert watch.kinds.count(Kind.SERVICE_DOWN) == 1


def test_monitor_may_start_before_pcscd(
    watch: Watch, slots: Slots, pcscd: PrivatePcscd, make_card: Make
) -> None:
    pcscd.kill()
    watch.monitor.start()
    watch.wait_for(Kind.SERVICE_DOWN)
    assert watch.kinds == [Kind.SERVICE_DOWN]
    pcscd.start()
    watch.wait_for(Kind.SERVICE_UP)
    slots[0].insert(make_card())
    watch.wait_for(Kind.CARD_INSERTED)


def test_reader_whose_card_stopped_answering_but_was_not_taken_off_is_stale(
    watch: Watch, slots: Slots, reader: str, make_card: Make
) -> None:
    watch.monitor.start()
    slots[0].insert(make_card())
    presence = watch.wait_for(Kind.CARD_INSERTED).presence
    assert presence is not None
    watch.monitor.doubt(reader, presence)
    assert watch.wait_for(Kind.READER_STALE).presence == presence
    assert watch.presences.presence_of(reader) is None
    slots[0].remove()
    watch.wait_for(Kind.CARD_REMOVED)
    slots[0].insert(make_card())
    assert watch.wait_for(Kind.CARD_INSERTED, count=2).presence == watch.presences.presence_of(reader)


def test_card_that_was_torn_off_and_is_gone_leaves_no_stale_reader(
    watch: Watch, slots: Slots, reader: str, make_card: Make
) -> None:
    watch.monitor.start()
    slots[0].insert(make_card(), fault=Fault(FaultKind.TORN))
    _tear(watch, reader)
    watch.wait_for(Kind.CARD_REMOVED)
    assert watch.presences.next_doubt() is None
    assert Kind.READER_STALE not in watch.kinds


def test_next_card_before_the_removal_was_seen_is_told_or_asked_for_again(
    watch: Watch, slots: Slots, reader: str, make_card: Make
) -> None:
    watch.monitor.start()
    slots[0].insert(make_card("0400000000000001"), fault=Fault(FaultKind.TORN, step=1))
    _tear(watch, reader, before=1)
    slots[0].insert(make_card("0400000000000002"), at_once=True)
    # Which of the two depends on when pcscd looked: its race, not ours. Nothing at all would be wrong.
    watch.told.wait_for(
        lambda event: event.kind is Kind.READER_STALE or (event.kind is Kind.CARD_INSERTED and event.seq > 4)
    )
    slots[0].remove()
    slots[0].insert(make_card("0400000000000002"))
    watch.told.wait_for(lambda event: event.kind is Kind.CARD_REMOVED)
    wait_until(lambda: watch.presences.presence_of(reader) is not None)


def test_monitor_that_has_nothing_to_watch_can_be_stopped(pcscd: PrivatePcscd, slots: Slots) -> None:
    monitor = Monitor(Presences(EventStream(lambda event: None)), accepts=lambda name: False)
    monitor.start()
    monitor.stop()


def _tear(watch: Watch, reader: str, *, before: int = 0) -> None:
    presence = watch.wait_for(Kind.CARD_INSERTED).presence
    assert presence is not None
    with Link(reader) as link:
        try:
            for apdu in (SELECT, READ_CARD_FILE)[: before + 1]:
                link.transmit(apdu)
        except CardTorn:
            watch.monitor.doubt(reader, presence)
            return
    raise AssertionError("the card was to be torn off")


def _state(reader: str) -> ReaderState:
    with Context() as context:
        return context.wait([ReaderState(reader)], timeout_s=1)[0]
