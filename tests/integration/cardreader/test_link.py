"""Conversations over a real pcscd, with cards that behave and cards that do not."""

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from cardreader.cards import identify, prove, verify_proof
from cardreader.conversation import ProtocolError, converse
from cardreader.link import BadResponse, CardTorn, CardUnreadable, Link, LinkError, ReaderBusy
from cardreader.pcsc import Context
from cardreader.profiles.cpu_card import SELECT
from cardreader.virtual.card import VirtualCard
from cardreader.virtual.pcscd import PrivatePcscd
from cardreader.virtual.vpcd import Fault, FaultKind, Slot
from tests.integration.cardreader.conftest import KEYS, lies_on
from tests.integration.cardreader.waiting import PATIENCE_S, wait_until

Make = Callable[..., VirtualCard]
Slots = tuple[Slot, ...]
CHALLENGE = bytes(range(16))


@pytest.fixture
def lay(slots: Slots, pcscd: PrivatePcscd) -> Callable[..., None]:
    """Return what lays a card on a reader and waits until pcscd knows."""

    def lay(card: VirtualCard, fault: Fault | None = None, *, reader: int = 0) -> None:
        slots[reader].insert(card, fault=fault)
        wait_until(lambda: lies_on(pcscd.reader_names[reader]))

    return lay


Lay = Callable[..., None]


@pytest.mark.parametrize("is_t0", [False, True])
def test_card_proves_itself_over_either_protocol(lay: Lay, reader: str, make_card: Make, is_t0: bool) -> None:
    lay(make_card(is_t0=is_t0))
    with Link(reader) as link:
        identity = converse(identify(KEYS), link.transmit)
        proof = converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit)
    assert identity.serial == proof.serial == "0400000000000318"
    assert verify_proof(KEYS, proof, CHALLENGE)


def test_card_can_be_talked_to_again(lay: Lay, reader: str, make_card: Make) -> None:
    lay(make_card())
    counters = []
    for _ in range(3):
        with Link(reader) as link:
            counters.append(converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit).counter)
    assert counters == [1, 2, 3]


def test_counterfeit_card_proves_nothing(lay: Lay, reader: str, make_card: Make) -> None:
    lay(make_card(key=bytes(16)))
    with Link(reader) as link:
        assert not verify_proof(KEYS, converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit), CHALLENGE)


def test_copy_of_a_card_shows_by_its_counter(lay: Lay, slots: Slots, reader: str, make_card: Make) -> None:
    lay(make_card())
    with Link(reader) as link:
        last = [converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit) for _ in range(2)][-1]
    slots[0].remove()
    lay(make_card(name="copy"))
    with Link(reader) as link:
        copied = converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit)
    assert verify_proof(KEYS, copied, CHALLENGE)
    assert (last.counter, copied.counter) == (2, 1)


@pytest.mark.parametrize("step", [0, 1, 2])
@pytest.mark.parametrize("kind", [FaultKind.TORN, FaultKind.TORN_AFTER])
def test_card_torn_off_at_any_step_ends_the_conversation(
    lay: Lay, reader: str, make_card: Make, kind: FaultKind, step: int
) -> None:
    lay(make_card(), Fault(kind, step))
    with Link(reader) as link:
        with pytest.raises(CardTorn):
            converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit)
        with pytest.raises(CardTorn, match="over"):
            link.transmit(SELECT)


def test_card_torn_off_after_it_counted_works_the_next_time(
    lay: Lay, slots: Slots, reader: str, make_card: Make
) -> None:
    lay(make_card(), Fault(FaultKind.TORN_AFTER, 2))
    with Link(reader) as link, pytest.raises(CardTorn):
        converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit)
    slots[0].remove()
    lay(make_card())
    with Link(reader) as link:
        proof = converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit)
    assert proof.counter == 2
    assert verify_proof(KEYS, proof, CHALLENGE)


@pytest.mark.parametrize("step", [0, 1, 2])
@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (b"\x90", BadResponse),
        (bytes(300), BadResponse),
        (bytes(257) + b"\x90\x00", BadResponse),
        (b"\x61\x10", BadResponse),
        (b"\x90\x00", ProtocolError),
        (b"\x6f\x00", ProtocolError),
        (b"\x6c\x08", ProtocolError),
        (bytes(range(40)) + b"\x90\x00", ProtocolError),
        (bytes(256) + b"\x90\x00", ProtocolError),
    ],
)
def test_garbage_at_any_step_is_refused(
    lay: Lay, reader: str, make_card: Make, step: int, answer: bytes, refusal: type[Exception]
) -> None:
    lay(make_card(), Fault(FaultKind.GARBAGE, step, answer, is_lasting=True))
    with Link(reader) as link, pytest.raises(refusal):
        converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit)


def test_reader_without_a_card_cannot_be_talked_to(slots: Slots, reader: str) -> None:
    with pytest.raises(CardTorn):
        Link(reader)


def test_reader_that_is_not_there_cannot_be_talked_to(slots: Slots) -> None:
    with pytest.raises(CardTorn):
        Link("No such reader 00 00")


def test_card_without_a_protocol_of_ours_is_unreadable(lay: Lay, reader: str, make_card: Make) -> None:
    card = make_card()
    card.atr = bytes.fromhex("3B8F0F")
    lay(card)
    with pytest.raises(CardUnreadable):
        Link(reader)


def test_card_that_does_not_wake_up_is_unreadable(lay: Lay, reader: str, make_card: Make) -> None:
    card = make_card()
    card.atr = bytes(34)
    lay(card)
    with pytest.raises(CardUnreadable):
        Link(reader)


def test_card_that_another_program_holds_is_busy(lay: Lay, reader: str, make_card: Make) -> None:
    lay(make_card())
    with Context() as other:
        held = other.connect(reader)
        with pytest.raises(ReaderBusy):
            Link(reader, busy_retry_s=0.1)
        held.leave()
        with Link(reader) as link:
            assert converse(identify(KEYS), link.transmit).serial == "0400000000000318"


def test_card_is_free_when_the_other_program_dies(lay: Lay, reader: str, make_card: Make) -> None:
    lay(make_card())
    hold = (
        "import sys; from cardreader.pcsc import Context\n"
        "context = Context(); card = context.connect(sys.argv[1])\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, reader], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        killing = threading.Timer(0.2, other.kill)
        killing.start()
        with Link(reader, busy_retry_s=PATIENCE_S) as link:
            assert converse(identify(KEYS), link.transmit).serial == "0400000000000318"
        killing.join()


def test_pcscd_killed_in_the_middle_ends_the_conversation(
    lay: Lay, reader: str, pcscd: PrivatePcscd, make_card: Make
) -> None:
    lay(make_card())
    with Link(reader) as link:
        link.transmit(SELECT)
        pcscd.kill()
        with pytest.raises(CardTorn):
            link.transmit(SELECT)
    with pytest.raises(CardTorn):
        Link(reader)


def test_mute_card_holds_up_its_own_reader_only(
    lay: Lay, slots: Slots, pcscd: PrivatePcscd, make_card: Make
) -> None:
    lay(make_card("0400000000000001"), Fault(FaultKind.MUTE, step=1))
    lay(make_card("0400000000000002"), reader=1)
    ended: list[LinkError] = []
    begun = threading.Event()

    def talk() -> None:
        with Link(pcscd.reader_names[0]) as link:
            link.transmit(SELECT)
            begun.set()
            with pytest.raises(CardTorn) as caught:
                converse(identify(KEYS), link.transmit)
            ended.append(caught.value)

    hanging = threading.Thread(target=talk)
    hanging.start()
    assert begun.wait(PATIENCE_S)
    with Link(pcscd.reader_names[1]) as link:
        assert converse(identify(KEYS), link.transmit).serial == "0400000000000002"
    assert hanging.is_alive()
    slots[0].remove()
    hanging.join(PATIENCE_S)
    assert len(ended) == 1


def test_two_readers_work_at_once(lay: Lay, pcscd: PrivatePcscd, make_card: Make) -> None:
    serials = ("0400000000000001", "0400000000000002")
    for index, serial in enumerate(serials):
        lay(make_card(serial), reader=index)
    seen: dict[int, set[str]] = {0: set(), 1: set()}

    def talk(index: int) -> None:
        for _ in range(10):
            with Link(pcscd.reader_names[index]) as link:
                seen[index].add(converse(prove("cpu-aes", KEYS, CHALLENGE), link.transmit).serial)

    talks = [threading.Thread(target=talk, args=(index,)) for index in seen]
    for thread in talks:
        thread.start()
    for thread in talks:
        thread.join(PATIENCE_S)
    assert seen == {0: {serials[0]}, 1: {serials[1]}}
