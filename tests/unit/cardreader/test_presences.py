"""What the readers' states mean: every card that comes or goes is told, also when two look alike."""

import pytest

from cardreader.events import Event, EventStream, Kind
from cardreader.pcsc import STATE_PRESENT, ReaderState
from cardreader.presences import Presences

READER = "Reader 0"
ATR = b"\x3b\x80\x01\x01"
LATER = 10.0


class Heard:
    """Presences and what they emitted since the last look."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self.presences = Presences(EventStream(self._events.append))
        self.presences.note_service(is_up=True)
        self.presences.note_readers([READER])
        self.look()

    def state(self, moves: int, *, is_present: bool, atr: bytes = ATR) -> list[tuple[Kind, int | None]]:
        """Feed one state and return what was emitted."""
        flags = STATE_PRESENT if is_present else 0
        self.presences.note_state(ReaderState(READER, moves << 16 | flags, atr if is_present else b""))
        return self.look()

    def look(self) -> list[tuple[Kind, int | None]]:
        """Return what was emitted and forget it."""
        seen = [(event.kind, event.presence) for event in self._events]
        self._events.clear()
        return seen

    def numbers(self) -> list[int]:
        """Return the numbers of what was emitted."""
        return [event.seq for event in self._events]


@pytest.fixture
def heard() -> Heard:
    return Heard()


def test_card_that_comes_and_goes_is_one_presence(heard: Heard) -> None:
    assert heard.state(1, is_present=True) == [(Kind.CARD_INSERTED, 1)]
    assert heard.state(2, is_present=False) == [(Kind.CARD_REMOVED, 1)]


def test_every_presence_has_its_own_number(heard: Heard) -> None:
    heard.state(1, is_present=True)
    heard.state(2, is_present=False)
    assert heard.state(3, is_present=True) == [(Kind.CARD_INSERTED, 2)]


def test_state_that_says_nothing_new_is_not_told(heard: Heard) -> None:
    heard.state(1, is_present=True)
    assert heard.state(1, is_present=True) == []


@pytest.mark.parametrize("moves", [2, 3, 4, 65_536 + 1 - 2])
def test_swap_of_cards_that_look_alike_is_told(heard: Heard, moves: int) -> None:
    heard.state(1, is_present=True)
    assert heard.state(moves, is_present=True) == [(Kind.CARD_REMOVED, 1), (Kind.CARD_INSERTED, 2)]


def test_counter_of_moves_may_wrap(heard: Heard) -> None:
    heard.state(65_535, is_present=True)
    assert heard.state(1, is_present=True) == [(Kind.CARD_REMOVED, 1), (Kind.CARD_INSERTED, 2)]


def test_tap_that_was_over_before_we_looked_is_not_told(heard: Heard) -> None:
    heard.state(2, is_present=False)
    assert heard.state(4, is_present=False) == []
    assert heard.presences.unseen == 1


@pytest.mark.parametrize(
    ("before", "after", "unseen"),
    [
        ((1, True), (2, False), 0),
        ((1, True), (3, True), 0),
        ((1, True), (5, True), 1),
        ((1, True), (6, False), 2),
        ((2, False), (3, True), 0),
        ((2, False), (7, True), 2),
        ((65_534, False), (2, False), 2),
        # A removal that the service did not count.
        ((1, True), (2, True), 0),
    ],
)
def test_cards_that_nobody_could_see_are_counted(
    heard: Heard, before: tuple[int, bool], after: tuple[int, bool], unseen: int
) -> None:
    heard.state(before[0], is_present=before[1])
    heard.state(after[0], is_present=after[1])
    assert heard.presences.unseen == unseen


def test_what_moved_before_the_first_look_is_none_of_ours(heard: Heard) -> None:
    heard.state(40, is_present=False)
    assert heard.presences.unseen == 0


def test_card_that_nobody_could_see_is_logged(heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "cardreader")
    heard.state(1, is_present=True)
    heard.state(2, is_present=False)
    assert "lifted" not in caplog.text
    heard.state(4, is_present=False)
    assert "Reader 0: a card was lifted before it could be seen" in caplog.text


def test_state_of_a_reader_that_is_gone_is_not_told(heard: Heard) -> None:
    heard.presences.note_readers([])
    heard.look()
    assert heard.state(1, is_present=True) == []


def test_reader_that_goes_takes_its_card_along(heard: Heard) -> None:
    heard.state(1, is_present=True)
    heard.presences.note_readers([])
    assert heard.look() == [(Kind.CARD_REMOVED, 1), (Kind.READER_REMOVED, None)]


def test_service_that_goes_takes_all_along(heard: Heard) -> None:
    heard.state(1, is_present=True)
    assert heard.presences.note_service(is_up=False)
    assert heard.look() == [
        (Kind.CARD_REMOVED, 1),
        (Kind.READER_REMOVED, None),
        (Kind.SERVICE_DOWN, None),
    ]
    assert not heard.presences.note_service(is_up=False)
    assert heard.look() == []


def test_everything_can_be_told_anew_under_new_numbers(heard: Heard) -> None:
    heard.state(1, is_present=True)
    heard.presences.restate()
    assert heard.numbers() == [4, 5, 6]
    assert heard.look() == [
        (Kind.SERVICE_UP, None),
        (Kind.READER_ADDED, None),
        (Kind.CARD_INSERTED, 1),
    ]


def test_nothing_is_told_anew_before_anything_is_known() -> None:
    events: list[Event] = []
    Presences(EventStream(events.append)).restate()
    assert events == []


def test_service_that_is_down_can_be_told_anew(heard: Heard) -> None:
    heard.presences.note_service(is_up=False)
    heard.look()
    heard.presences.restate()
    assert heard.look() == [(Kind.SERVICE_DOWN, None)]


def test_card_that_stopped_answering_and_was_taken_off_is_no_doubt(heard: Heard) -> None:
    heard.state(1, is_present=True)
    heard.presences.doubt(READER, 1, until=LATER)
    heard.state(2, is_present=False)
    assert heard.presences.next_doubt() is None
    heard.presences.end_doubts(LATER)
    assert heard.look() == []


def test_removal_that_is_never_counted_makes_the_reader_stale(heard: Heard) -> None:
    heard.state(1, is_present=True)
    heard.presences.doubt(READER, 1, until=LATER)
    heard.presences.end_doubts(LATER - 0.1)
    assert heard.look() == []
    assert heard.presences.next_doubt() == LATER
    heard.presences.end_doubts(LATER)
    assert heard.look() == [(Kind.READER_STALE, 1)]
    assert heard.presences.presence_of(READER) is None


def test_removal_that_is_seen_but_not_counted_makes_the_reader_stale(heard: Heard) -> None:
    heard.state(1, is_present=True)
    heard.presences.doubt(READER, 1, until=LATER)
    assert heard.state(1, is_present=False) == [(Kind.CARD_REMOVED, 1)]
    heard.presences.end_doubts(LATER)
    assert heard.look() == [(Kind.READER_STALE, None)]


def test_reader_is_told_stale_once_and_stays_so_when_told_anew(heard: Heard) -> None:
    heard.state(1, is_present=True)
    heard.presences.doubt(READER, 1, until=LATER)
    heard.presences.end_doubts(LATER)
    heard.look()
    heard.presences.doubt(READER, 1, until=LATER)
    heard.presences.end_doubts(LATER)
    assert heard.look() == []
    heard.presences.restate()
    assert heard.look()[-1] == (Kind.READER_STALE, 1)


@pytest.mark.parametrize(
    ("is_present", "told"),
    [
        (False, [(Kind.CARD_REMOVED, 1)]),
        (True, [(Kind.CARD_REMOVED, 1), (Kind.CARD_INSERTED, 2)]),
    ],
)
def test_stale_reader_recovers_with_the_next_move(
    heard: Heard, is_present: bool, told: list[tuple[Kind, int]]
) -> None:
    heard.state(1, is_present=True)
    heard.presences.doubt(READER, 1, until=LATER)
    heard.presences.end_doubts(LATER)
    heard.look()
    assert heard.state(2, is_present=is_present) == told
    assert heard.presences.presence_of(READER) == (2 if is_present else None)


@pytest.mark.parametrize(("reader", "presence"), [(READER, 2), ("Reader 1", 1)])
def test_doubt_about_another_card_is_nothing(heard: Heard, reader: str, presence: int) -> None:
    heard.state(1, is_present=True)
    heard.presences.doubt(reader, presence, until=LATER)
    assert heard.presences.next_doubt() is None
