"""Blanks become cards one after another on a real reader; a number is used once, whatever goes wrong."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from cardreader.batch import Made, NoSuchReader, NotMade, make_batch
from cardreader.conversation import Talk
from cardreader.key_file import new_key_file
from cardreader.key_ring import parse_key_ring
from cardreader.personalise import CardContent, personalise
from cardreader.profiles.profile import CardIdentity
from cardreader.virtual.blank_card import BlankCard
from cardreader.virtual.making import transport_of
from cardreader.virtual.vpcd import Fault, FaultKind, Slot
from tests.integration.cardreader.waiting import Record

KEYS = parse_key_ring(new_key_file(is_test=True))
NUMBERS = ("9137000000800001", "9137000000800002")


def write(number: str) -> Talk[CardIdentity]:
    """Return the talk that makes the card of a number."""
    return personalise("cpu-aes", KEYS, CardContent(number, date(2026, 1, 1), date(2099, 12, 31)))


@pytest.fixture
def blank(tmp_path: Path) -> Callable[[int], BlankCard]:
    """Return a maker of blanks as they are delivered."""

    def make(place: int) -> BlankCard:
        serial = f"C0DE0137B1A4{place:04X}"
        (key,) = transport_of(KEYS, serial)
        return BlankCard(bytes.fromhex(serial), key, tmp_path / f"{serial}.json")

    return make


class Batch:
    """A batch under way in a thread of its own."""

    def __init__(self, reader: str) -> None:
        self.told: Record[Made | NotMade] = Record()
        self.stopping = threading.Event()
        self.done: list[int] = []
        self._thread = threading.Thread(target=self._run, args=(reader,))
        self._thread.start()

    def end(self) -> int:
        """Wait for its end and return how many it made."""
        self._thread.join()
        return self.done[0]

    def stop(self) -> None:
        """Tell it to end, and wait."""
        self.stopping.set()
        self._thread.join()

    def _run(self, reader: str) -> None:
        self.done.append(make_batch(reader, NUMBERS, write, tell=self.told.add, stopping=self.stopping))


@pytest.fixture
def batch(slots: tuple[Slot, ...], reader: str) -> Iterator[Batch]:
    """Give a batch of two cards that waits for its first blank."""
    running = Batch(reader)
    yield running
    running.stop()


def _made(batch: Batch, count: int) -> Made:
    told = batch.told.wait_for(lambda one: isinstance(one, Made), count=count)
    assert isinstance(told, Made)
    return told


def test_each_blank_becomes_a_card_of_its_own(
    batch: Batch, slots: tuple[Slot, ...], blank: Callable[[int], BlankCard]
) -> None:
    for place in (1, 2):
        slots[0].insert(blank(place))
        _made(batch, place)
        slots[0].remove()

    assert batch.end() == 2
    made = [one.card for one in batch.told.items if isinstance(one, Made)]
    assert [card.number for card in made] == list(NUMBERS)
    assert [card.serial for card in made] == ["C0DE0137B1A40001", "C0DE0137B1A40002"]


def test_the_number_of_a_blank_that_was_torn_away_goes_to_the_next(
    batch: Batch, slots: tuple[Slot, ...], blank: Callable[[int], BlankCard]
) -> None:
    slots[0].insert(blank(1), fault=Fault(FaultKind.TORN, step=4))
    batch.told.wait_for(lambda one: isinstance(one, NotMade), count=1)
    slots[0].remove()

    slots[0].insert(blank(2))

    assert _made(batch, 1).card.number == NUMBERS[0]


def test_a_card_that_is_made_already_is_not_made_again(
    batch: Batch, slots: tuple[Slot, ...], blank: Callable[[int], BlankCard]
) -> None:
    slots[0].insert(blank(1))
    _made(batch, 1)
    slots[0].remove()

    slots[0].insert(blank(1))

    told = batch.told.wait_for(lambda one: isinstance(one, NotMade), count=1)
    assert isinstance(told, NotMade)
    assert (told.done, told.reason.split(":")[0]) == (1, "NotBlank")


def test_a_batch_can_be_ended_while_it_waits(batch: Batch) -> None:
    batch.stop()

    assert batch.done == [0]


def test_a_reader_that_is_not_there_is_named(slots: tuple[Slot, ...]) -> None:
    with pytest.raises(NoSuchReader, match="Reader 9"):
        make_batch("Reader 9", NUMBERS, write, tell=lambda _: None, stopping=threading.Event())
