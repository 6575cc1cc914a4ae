"""Cards that do something while they are read, and cards that count how often the service looked at them."""

from collections.abc import Callable, Mapping

from cardreader.virtual.vpcd import Answering

Act = Callable[[], object]


class ActingCard:
    """A card that does something before it answers command ``step``, counted from 0 at the insertion.

    ``looks`` counts how often pcscd looked whether it still lies there.
    """

    def __init__(self, card: Answering, acts: Mapping[int, Act] | None = None) -> None:
        self._card = card
        self._acts = acts or {}
        self._step = 0
        self.looks = 0

    @property
    def atr(self) -> bytes:
        """What the card says at power-on, and at each look."""
        self.looks += 1
        return self._card.atr

    def reset(self) -> None:
        """Be powered on."""
        self._card.reset()

    def answer(self, apdu: bytes) -> bytes:
        """Act, then answer."""
        act = self._acts.get(self._step)
        self._step += 1
        if act is not None:
            act()
        return self._card.answer(apdu)
