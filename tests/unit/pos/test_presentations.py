"""What lies on the readers of a till, and what its screen shows of it."""

import pytest

from pos.cards.presentations import MOST_READERS, Finding, Presentation, ReaderEvent, TillReaders

READER, OTHER = "Reader 0", "Reader 1"
ID_CARD = Finding("ID-0102030405060708", "id-chip", "0708")
ANOTHER_ID = Finding("ID-1112131415161718", "id-chip", "1718")
CPU_CARD = Finding("C0DE013700000001", "cpu-aes", "7919", "9137000000017919")


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def readers(clock: Clock) -> TillReaders:
    return TillReaders(clock=clock)


def _lay(readers: TillReaders, presence: int, finding: Finding, reader: str = READER) -> None:
    readers.take((ReaderEvent("card_inserted", reader, presence),))
    readers.settle(reader, presence, finding)


def _lift(readers: TillReaders, presence: int, reader: str = READER) -> None:
    readers.take((ReaderEvent("card_removed", reader, presence),))


def _shown(readers: TillReaders) -> Presentation:
    assert readers.shown is not None
    return readers.shown


@pytest.mark.parametrize(("away_s", "is_same"), [(0.0, True), (0.5, True), (0.51, False)])
def test_an_id_card_that_wakes_up_again_is_the_same_presentation(
    readers: TillReaders, clock: Clock, away_s: float, is_same: bool
) -> None:
    _lay(readers, 1, ID_CARD)
    first = _shown(readers)

    _lift(readers, 1)
    clock.now_s += away_s
    _lay(readers, 2, ID_CARD)

    assert (_shown(readers).id == first.id) is is_same
    assert _shown(readers).presence == 2


def test_while_it_wakes_up_the_screen_goes_on_showing_it(readers: TillReaders) -> None:
    _lay(readers, 1, ID_CARD)
    first = _shown(readers)

    _lift(readers, 1)
    assert readers.shown == first
    readers.take((ReaderEvent("card_inserted", READER, 2),))
    assert readers.shown == first


def test_an_id_card_that_does_not_wake_up_is_gone(readers: TillReaders, clock: Clock) -> None:
    _lay(readers, 1, ID_CARD)
    _lift(readers, 1)

    readers.wake_no_more()
    assert readers.shown is not None
    clock.now_s += 0.51
    readers.wake_no_more()

    assert readers.shown is None


def test_another_id_card_is_another_presentation_however_fast(readers: TillReaders) -> None:
    _lay(readers, 1, ID_CARD)
    first = _shown(readers)

    _lift(readers, 1)
    _lay(readers, 2, ANOTHER_ID)

    assert _shown(readers).id != first.id
    assert _shown(readers).serial == ANOTHER_ID.serial


def test_a_card_that_can_pay_is_gone_at_once(readers: TillReaders) -> None:
    _lay(readers, 1, CPU_CARD)

    _lift(readers, 1)

    assert readers.shown is None


def test_an_id_card_that_sleeps_does_not_hide_the_card_on_the_other_reader(readers: TillReaders) -> None:
    _lay(readers, 1, CPU_CARD, OTHER)
    _lay(readers, 2, ID_CARD)

    _lift(readers, 2)

    assert _shown(readers).serial == CPU_CARD.serial


def test_a_reader_that_goes_takes_its_sleeping_card_with_it(readers: TillReaders) -> None:
    _lay(readers, 1, ID_CARD)
    _lift(readers, 1)

    readers.take((ReaderEvent("reader_removed", READER, None),))

    assert readers.shown is None


def test_a_typed_card_is_shown_without_any_reader(readers: TillReaders) -> None:
    typed = readers.type(1, Finding("UID-01026F6C", "uid", "6F6C"))

    assert (readers.shown, readers.state, typed.is_typed) == (typed, "ok", True)


def test_a_number_that_is_typed_again_is_another_presentation(readers: TillReaders) -> None:
    first, second = (readers.type(n, Finding("UID-01026F6C", "uid", "6F6C")) for n in (1, 2))

    assert first.id != second.id
    assert readers.shown == second


def test_the_number_of_a_card_does_not_show_where_a_presentation_is_logged(readers: TillReaders) -> None:
    _lay(readers, 1, CPU_CARD)

    assert _shown(readers).number == CPU_CARD.number
    assert str(CPU_CARD.number) not in repr(_shown(readers)) + repr(CPU_CARD)


def test_readers_that_an_agent_makes_up_do_not_fill_the_memory(readers: TillReaders) -> None:
    for number in range(3 * MOST_READERS):
        readers.take((ReaderEvent("card_inserted", f"reader {number}", 1),))
        readers.lay(f"laid {number}", 1)

    assert len(readers.lying) == len(readers.states) == len(readers.laid_at_s) == MOST_READERS
    assert _shown(readers).reader == f"laid {3 * MOST_READERS - 1}"
