"""Who takes money for us, and how they are asked.

Rule: a provider is asked under the payment's own id, so that asking twice takes the money once; a call that
is not answered is "unknown", never "no".
"""

from collections.abc import Mapping
from typing import Protocol

from pos.errors import Refusal
from pos.tenders.payments import ExternalPayment, Outcome


class NoSuchProvider(Refusal):
    """Nobody here takes such payments."""

    code = "no_such_provider"


class Provider(Protocol):
    """Somebody who takes money for us. None of these raises for what goes wrong outside."""

    def start(self, payment: ExternalPayment) -> Outcome:
        """Ask for the money."""

    def ask(self, payment: ExternalPayment) -> Outcome:
        """Ask what became of it."""

    def cancel(self, payment: ExternalPayment) -> Outcome:
        """Give it up; what was taken already is "confirmed" all the same."""


class Manual:
    """A terminal that stands alone: the cashier sees its slip and types its reference."""

    def start(self, payment: ExternalPayment) -> Outcome:
        """Wait for a person."""
        return Outcome("waiting")

    def ask(self, payment: ExternalPayment) -> Outcome:
        """Wait for a person still."""
        return Outcome("waiting")

    def cancel(self, payment: ExternalPayment) -> Outcome:
        """Believe the person who saw that nothing was taken."""
        return Outcome("cancelled")


def provider_of(providers: Mapping[str, Provider], code: str) -> Provider:
    """Return the provider of that code.

    :raises NoSuchProvider: when there is none here.
    """
    if code not in providers:
        raise NoSuchProvider(provider=code)
    return providers[code]
