"""Delays between tries."""

from cardreader.backoff import Backoff


def test_delays_double_up_to_the_most() -> None:
    backoff = Backoff(1.0, 8.0)
    for most in (1.0, 2.0, 4.0, 8.0, 8.0):
        assert most / 2 <= backoff.next_s() <= most


def test_delay_is_short_again_after_a_success() -> None:
    backoff = Backoff(1.0, 8.0)
    for _ in range(4):
        backoff.next_s()
    backoff.reset()
    assert backoff.next_s() <= 1.0


def test_delays_of_two_tills_differ() -> None:
    first, second = ([backoff.next_s() for _ in range(20)] for backoff in (Backoff(1, 1), Backoff(1, 1)))
    assert first != second
