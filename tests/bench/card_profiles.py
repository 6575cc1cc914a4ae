"""What asking each kind of card costs: commands and time, over a real pcscd, from the event to the proof.

The card is of software and answers at once; a real one takes 5 to 20 ms more for each command.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cardreader.cards import identify, prove, verify_proof
from cardreader.conversation import converse
from cardreader.key_ring import KeyRing
from cardreader.link import Link
from cardreader.pcsc import Context, ReaderState
from cardreader.profiles.catalogue import PROFILES
from cardreader.profiles.profile import Profile, Trust
from cardreader.virtual.making import holds_of, make_card
from cardreader.virtual.pcscd import SOCKET_VARIABLE, PrivatePcscd
from cardreader.virtual.vpcd import Slot
from tests.bench.result import Result, middle, percentile

RESULTS = tuple(f"card_{what}_{profile.code}" for profile in PROFILES for what in ("profile", "apdus"))
TIMES = 50
CHALLENGE = bytes(range(16))
KEYS = KeyRing.of_master(bytes(range(16)), is_test=True)
NUMBER = "9137000000017919"
# A serial number that is well-formed for each kind, without its prefix.
SERIALS = {
    "desfire-ev2": "045A1B2C3D4E80",
    "fmcos-3des": "91370000000000638897",
    "mifare-classic": "1A2B3C4D",
    "uid": "045A1B2C3D4E81",
}
USUAL_SERIAL = "0400000000000318"


class Counted:
    """A link that counts what goes over it."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.commands = 0

    def transmit(self, apdu: bytes) -> bytes:
        """Send a command."""
        self.commands += 1
        return self._link.transmit(apdu)


def measure() -> list[Result]:
    """Identify and prove a card of each kind, again and again."""
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="canteen-") as folder, _pcscd(Path(folder)) as pcscd:
        slot, reader = Slot(pcscd.ports[0], poll_s=pcscd.poll_s), pcscd.reader_names[0]
        for profile in PROFILES:
            serial = profile.serial_prefix + SERIALS.get(profile.code, USUAL_SERIAL)
            holds = holds_of(profile.code, KEYS, serial, NUMBER)
            slot.insert(make_card(profile, serial, NUMBER, holds, Path(folder) / f"{profile.code}.json"))
            results += _measure(profile, serial, reader)
            slot.remove()
    return results


def _measure(profile: Profile, serial: str, reader: str) -> list[Result]:
    atr = _wait_for_card(reader)
    times_ms: list[float] = []
    identifying, proving = 0, 0
    for _ in range(TIMES):
        start_s = time.perf_counter()
        with Link(reader) as link:
            counted = Counted(link)
            identity = converse(identify(KEYS, reader, atr), counted.transmit)
        identifying = counted.commands
        with Link(reader) as link:
            counted = Counted(link)
            proof = converse(prove(profile.code, KEYS, CHALLENGE, reader), counted.transmit)
        is_proven = verify_proof(KEYS, proof, CHALLENGE)
        times_ms.append((time.perf_counter() - start_s) * 1000)
        proving = counted.commands
        if (identity.profile, identity.serial, proof.serial) != (profile.code, serial, serial):
            raise SystemExit(f"a card of {profile.code} was taken for one of {identity.profile}")
        if is_proven != (profile.trust is not Trust.UID):
            raise SystemExit(f"the proof of a card of {profile.code} is worth something else")
    p50, p95, p99 = (percentile(times_ms, share) for share in (0.5, 0.95, 0.99))
    return [
        Result(f"card_profile_{profile.code}", middle(times_ms), "ms", p50_ms=p50, p99_ms=p99, p95_ms=p95),
        Result(f"card_apdus_{profile.code}", identifying + proving, "commands"),
    ]


def _wait_for_card(reader: str) -> bytes:
    with Context() as context:
        state = ReaderState(reader)
        while not state.is_present:
            (state,) = context.wait([state], timeout_s=30) or (state,)
        return state.atr


@contextmanager
def _pcscd(folder: Path) -> Iterator[PrivatePcscd]:
    pcscd = PrivatePcscd(folder)
    pcscd.start()
    os.environ[SOCKET_VARIABLE] = str(pcscd.socket_path)
    try:
        yield pcscd
    finally:
        pcscd.stop()
        del os.environ[SOCKET_VARIABLE]
