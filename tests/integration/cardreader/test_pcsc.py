"""The raw calls: errors are codes of 32 bits, and a child process does not cut its parent's line."""

import os
from collections.abc import Callable

import pytest

from cardreader.pcsc import UNKNOWN_READER, Card, Context, PcscError, ReaderState
from cardreader.profiles.cpu_card import SELECT
from cardreader.virtual.card import VirtualCard
from cardreader.virtual.pcscd import PrivatePcscd
from cardreader.virtual.vpcd import Slot
from tests.integration.cardreader.waiting import wait_until


def test_readers_are_named(slots: tuple[Slot, ...], pcscd: PrivatePcscd) -> None:
    with Context() as context:
        assert set(pcscd.reader_names) <= set(context.readers())


def test_waiting_ends_when_nothing_happens(slots: tuple[Slot, ...], reader: str) -> None:
    with Context() as context:
        known = context.wait([ReaderState(reader)], timeout_s=1)
        assert [state.is_present for state in known] == [False]
        assert context.wait(known, timeout_s=0.01) == ()


def test_waiting_for_a_reader_that_is_not_there_is_refused(slots: tuple[Slot, ...]) -> None:
    with Context() as context, pytest.raises(PcscError) as caught:
        context.wait([ReaderState("No such reader 00 00")], timeout_s=1)
    assert caught.value.code == UNKNOWN_READER


def test_closed_line_is_refused(slots: tuple[Slot, ...], reader: str) -> None:
    context = Context()
    context.close()
    context.close()
    context.cancel()
    with pytest.raises(PcscError, match="SCardListReaders"):
        context.readers()
    with pytest.raises(PcscError, match="SCardConnect"):
        context.connect(reader)


def test_without_the_service_there_is_no_line(slots: tuple[Slot, ...], pcscd: PrivatePcscd) -> None:
    pcscd.kill()
    with pytest.raises(PcscError, match="SCardEstablishContext: 8010001D"):
        Context()


def test_child_process_leaves_the_line_of_its_parent_alone(slots: tuple[Slot, ...]) -> None:
    with Context() as context:
        child = os.fork()
        if child == 0:
            context.close()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert context.readers()


def test_handle_that_is_none_is_refused(slots: tuple[Slot, ...]) -> None:
    with pytest.raises(PcscError):
        Card(0)


def test_error_that_comes_out_as_a_system_error_has_a_code(
    slots: tuple[Slot, ...], pcscd: PrivatePcscd, make_card: Callable[..., VirtualCard]
) -> None:
    slots[0].insert(make_card())
    with Context() as context:
        wait_until(lambda: context.wait([ReaderState(pcscd.reader_names[0])], timeout_s=1)[0].is_present)
        card = context.connect(pcscd.reader_names[0])
        card.leave()
        # Sent with a handle of 0, pyscard returns no value at all.
        card._handle = 0
        with pytest.raises(PcscError):
            card.transmit(SELECT)
