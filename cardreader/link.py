"""How is one conversation held with the card on a reader? The one rule: after the first failure it is over.

A handle whose card was torn off may silently talk to the next card, so it is never used again. The card is
left powered at the end: any other ending can hide the next card from the service for good.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import ClassVar, Self

from cardreader.pcsc import SHARING_VIOLATION, UNREADABLE, Card, Context, PcscError

BUSY_RETRY_S = 1.0
_BUSY_PAUSE_S = 0.05
_CONNECT_PAUSE_S = 0.1
_ANSWER_BYTES_MAX = 258
_FETCHES_MAX = 16


class LinkError(Exception):
    """A conversation ended early. ``failure`` is the word that the server is told.

    ``casts_doubt`` says that the card may be gone without the service noticing.
    """

    failure: ClassVar[str] = "torn"
    casts_doubt: ClassVar[bool] = True


class CardTorn(LinkError):
    """The card was taken away, or the reader or the service failed."""


class NoService(CardTorn):
    """The service is gone, or has no line left for us. That says nothing about the card."""

    casts_doubt = False


class CardUnreadable(LinkError):
    """Something lies there that cannot be talked to."""

    failure = "protocol"
    casts_doubt = False


class ReaderBusy(LinkError):
    """Another program holds the card."""

    failure = "timeout"
    casts_doubt = False


class BadResponse(LinkError):
    """The card answers with more than a short command allows, or without end."""

    failure = "protocol"
    casts_doubt = False


class Link:
    """The card on ``reader``, held for one conversation. Use as a context manager, in one thread."""

    def __init__(self, reader: str, *, busy_retry_s: float = BUSY_RETRY_S) -> None:
        """Connect, on a line to the service of its own.

        :raises NoService: when the service does not take us.
        :raises ReaderBusy: when another program holds the card for longer than ``busy_retry_s``.
        :raises CardTorn: when there is no card or reader (any more).
        :raises CardUnreadable: when the card does not wake up.
        """
        self._context: Context | None = None
        self._card: Card | None = None
        try:
            self._context = Context()
        except PcscError as error:
            raise NoService(str(error)) from error
        try:
            self._card = self._connect(reader, time.monotonic() + busy_retry_s)
        except PcscError as error:
            self.close()
            raise _refusal(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def transmit(self, apdu: bytes) -> bytes:
        """Send one short command and return the whole answer with its status word, at least 2 bytes.

        Whatever the card wants asked for again (6Cxx) or fetched (61xx) is. On T=0 the expected length of a
        command with data is left out, as that protocol has no room for it.

        :raises CardTorn: when no answer came; the link is dead then.
        :raises BadResponse: when the answer breaks the protocol; the link is dead then.
        """
        try:
            return self._exchange(apdu)
        except (PcscError, LinkError) as error:
            self.close()
            if isinstance(error, PcscError):
                raise CardTorn(str(error)) from error
            raise

    def close(self) -> None:
        """Let go of the card and the service."""
        if self._card is not None:
            self._card.leave()
            self._card = None
        if self._context is not None:
            self._context.close()
            self._context = None

    def _connect(self, reader: str, give_up_at: float) -> Card:
        assert self._context is not None  # noqa: S101 - for the type checker
        may_try_again = True
        while True:
            try:
                return self._context.connect(reader)
            except PcscError as error:
                if error.code == SHARING_VIOLATION:
                    if time.monotonic() >= give_up_at:
                        raise
                    time.sleep(_BUSY_PAUSE_S)
                elif may_try_again:
                    # Right after an insertion a first connect can fail once.
                    may_try_again = False
                    time.sleep(_CONNECT_PAUSE_S)
                else:
                    raise

    def _exchange(self, apdu: bytes) -> bytes:
        if self._card is None:
            raise CardTorn("the conversation is over")
        expects_more = len(apdu) > 5 and len(apdu) == 6 + apdu[4]
        if self._card.is_t0 and expects_more:
            apdu, expects_more = apdu[:-1], False
        response = self._send(self._card, apdu)
        if response[-2] == 0x6C and (expects_more or len(apdu) == 5):
            response = self._send(self._card, apdu[:-1] + response[-1:])
        whole = response[:-2]
        fetches = 0
        while response[-2] == 0x61:
            fetches += 1
            if fetches > _FETCHES_MAX:
                raise BadResponse("the card's answer has no end")
            response = self._send(self._card, bytes((apdu[0], 0xC0, 0x00, 0x00, response[-1])))
            whole += response[:-2]
        return whole + response[-2:]

    @staticmethod
    def _send(card: Card, apdu: bytes) -> bytes:
        response = card.transmit(apdu)
        if not response:
            # What a card that is torn off in the middle of a command looks like.
            raise CardTorn("an empty answer")
        if not 2 <= len(response) <= _ANSWER_BYTES_MAX:
            raise BadResponse(f"an answer of {len(response)} bytes")
        return response


def _refusal(error: PcscError) -> LinkError:
    if error.code == SHARING_VIOLATION:
        return ReaderBusy(str(error))
    if error.code in UNREADABLE:
        return CardUnreadable(str(error))
    return CardTorn(str(error))
